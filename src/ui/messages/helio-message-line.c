// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-line.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-draw-text.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

#define TOPIC_MAX_CHARS 400
#define REST (400 * G_TIME_SPAN_MILLISECOND)

struct _HelioMessageLine {
  GtkWidget parent_instance;

  HelioMessageStore *store;
  HelioMessageColumns *columns;
  PangoLayout *layouts[HELIO_N_COLUMNS]; /* QOS: the mark of a redelivery */

  guint64 seq;
  gint64 changed_at;           /* monotonic µs */
  guint serial;                /* of the columns' style that the layouts were made with */
  gboolean stale;              /* seq changed and the row was not fetched yet */
  gboolean label_stale, named; /* of what a screen reader reads */

  /* as fetched */
  HelioRowKind kind;
  gboolean gone, retained, weak_payload;
  guint qos, redeliveries;
  gint64 time;
  HelioTimeCache time_cache;
};

G_DEFINE_FINAL_TYPE (HelioMessageLine, helio_message_line, GTK_TYPE_WIDGET)

static void
set_text (HelioMessageLine *self, HelioColumn column, const char *text)
{
  if (g_strcmp0 (pango_layout_get_text (self->layouts[column]), text) != 0)
    pango_layout_set_text (self->layouts[column], text, -1);
}

char *
helio_message_line_describe_gap (const HelioMessageRow *row)
{
  GString *text = g_string_new (NULL);

  /* Nothing is known to be missing: a boundary. */
  if (row->gap < 0 && row->lost == 0 && row->why != NULL && *row->why != '\0') {
    g_string_append (text, row->why);
    return g_string_free (text, FALSE);
  }
  if (row->gap >= 0) {
    g_autofree char *duration = helio_format_duration (row->gap);
    g_string_append_printf (text, C_ ("gap in the message list", "gap of %s"), duration);
  } else {
    g_string_append (text, C_ ("gap in the message list", "gap"));
  }
  if (row->why != NULL && *row->why != '\0')
    g_string_append_printf (text, ": %s", row->why);
  if (row->lost > 0) {
    g_autofree char *lost = helio_format_count (row->lost);
    g_string_append (text, " · ");
    g_string_append_printf (text, C_ ("gap in the message list", "%s lost"), lost);
  }
  return g_string_free (text, FALSE);
}

static const char *
payload_text (const HelioMessageRow *row)
{
  if (row->payload_state == HELIO_PAYLOAD_NOT_KEPT)
    return C_ ("payload", "too large, payload not kept");
  if (row->size == 0)
    return C_ ("payload", "empty");
  return row->preview != NULL ? row->preview : "";
}

char *
helio_message_line_describe (const HelioMessageRow *row)
{
  HelioTimeCache cache = {0};
  char time[24];
  g_autofree char *topic = NULL, *size = NULL;
  GString *text;

  helio_format_time (&cache, row->time, time);
  text = g_string_new (time);
  if (row->kind == HELIO_ROW_GAP) {
    g_autofree char *gap = helio_message_line_describe_gap (row);
    g_string_append_printf (text, ", %s", gap);
    return g_string_free (text, FALSE);
  }
  topic = helio_printable (row->topic, -1, TOPIC_MAX_CHARS);
  size = helio_format_size (row->size);
  g_string_append_printf (text, ", %s, ", topic);
  g_string_append_printf (text, C_ ("message", "QoS %u"), row->qos);
  if (row->retained)
    g_string_append_printf (text, ", %s", C_ ("message", "retained"));
  if (row->redeliveries > 0)
    g_string_append_printf (text, ", %s", C_ ("message", "delivered again"));
  g_string_append_printf (text, ", %s: %s", size, payload_text (row));
  return g_string_free (text, FALSE);
}

static void
make_layouts (HelioMessageLine *self)
{
  self->serial = helio_message_columns_get_serial (self->columns);
  for (guint i = 0; i < HELIO_N_COLUMNS; i++) {
    g_clear_object (&self->layouts[i]);
    self->layouts[i] = helio_message_columns_create_layout (self->columns, GTK_WIDGET (self), i);
  }
}

static void
fetch (HelioMessageLine *self)
{
  HelioMessageRow row = {0};

  self->stale = FALSE;
  if (!helio_message_store_get_row (self->store, self->seq, &row)) {
    self->gone = TRUE;
    set_text (self, HELIO_COLUMN_PAYLOAD, C_ ("payload", "no longer kept"));
    return;
  }
  self->gone = FALSE;
  self->kind = row.kind;
  self->retained = row.retained;
  self->qos = row.qos;
  self->redeliveries = row.redeliveries;
  self->time = row.time;
  self->weak_payload = row.payload_state == HELIO_PAYLOAD_NOT_KEPT || row.size == 0;
  if (row.kind == HELIO_ROW_GAP) {
    g_autofree char *gap = helio_message_line_describe_gap (&row);
    set_text (self, HELIO_COLUMN_PAYLOAD, gap);
  } else {
    g_autofree char *topic = helio_printable (row.topic, -1, TOPIC_MAX_CHARS);
    g_autofree char *size = helio_format_size (row.size);
    char time[24];

    helio_format_time (&self->time_cache, row.time, time);
    set_text (self, HELIO_COLUMN_TIME, time);
    set_text (self, HELIO_COLUMN_TOPIC, topic);
    set_text (self, HELIO_COLUMN_SIZE, size);
    set_text (self, HELIO_COLUMN_PAYLOAD, payload_text (&row));
    if (row.redeliveries > 0) {
      g_autofree char *times = g_strdup_printf ("%u×", row.redeliveries + 1);
      set_text (self, HELIO_COLUMN_QOS, times);
    }
  }
  helio_message_row_clear (&row);
}

static void
draw_layout (GtkWidget *widget,
             GtkSnapshot *snapshot,
             PangoLayout *layout,
             HelioColumnSpan span,
             float xalign,
             const GdkRGBA *color)
{
  if (span.width > 0)
    helio_draw_text (widget, snapshot, layout, span.x, span.width, xalign, color);
}

static void
set_layout_width (PangoLayout *layout, int width)
{
  if (pango_layout_get_width (layout) != width * PANGO_SCALE)
    pango_layout_set_width (layout, width * PANGO_SCALE);
}

static void
draw_gap (HelioMessageLine *self, GtkSnapshot *snapshot, int width, int height)
{
  const GdkRGBA *color = helio_message_columns_get_warning_color (self->columns);
  PangoLayout *layout = self->layouts[HELIO_COLUMN_PAYLOAD];
  HelioColumnSpan span = {12, MAX (width - 24, 0)};
  GdkRGBA rule = *color;
  int text, side;

  set_layout_width (layout, span.width);
  pango_layout_get_pixel_size (layout, &text, NULL);
  side = (span.width - text) / 2 - 8;
  rule.alpha *= 0.4f;
  if (side > 0) {
    float y = (float) (height / 2);
    gtk_snapshot_append_color (snapshot,
                               &rule,
                               &GRAPHENE_RECT_INIT ((float) span.x, y, (float) side, 1));
    gtk_snapshot_append_color (
        snapshot,
        &rule,
        &GRAPHENE_RECT_INIT ((float) (span.x + span.width - side), y, (float) side, 1));
  }
  draw_layout (GTK_WIDGET (self), snapshot, layout, span, 0.5, color);
}

static void
draw_message (HelioMessageLine *self, GtkSnapshot *snapshot, const HelioColumnSpan *spans)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const GdkRGBA *text = helio_message_columns_get_text_color (self->columns);
  const GdkRGBA *dim = helio_message_columns_get_dim_color (self->columns);
  HelioColumnSpan payload = spans[HELIO_COLUMN_PAYLOAD];
  int height = gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int mark;

  set_layout_width (self->layouts[HELIO_COLUMN_TOPIC], spans[HELIO_COLUMN_TOPIC].width);
  draw_layout (widget,
               snapshot,
               self->layouts[HELIO_COLUMN_TIME],
               spans[HELIO_COLUMN_TIME],
               0,
               dim);
  draw_layout (widget,
               snapshot,
               self->layouts[HELIO_COLUMN_TOPIC],
               spans[HELIO_COLUMN_TOPIC],
               0,
               text);
  if (spans[HELIO_COLUMN_QOS].width > 0) {
    HelioColumnSpan span = spans[HELIO_COLUMN_QOS];

    draw_layout (widget,
                 snapshot,
                 helio_message_columns_get_qos_layout (self->columns, self->qos),
                 span,
                 0,
                 dim);
    if (self->retained) {
      PangoLayout *layout = helio_message_columns_get_retained_layout (self->columns);

      pango_layout_get_pixel_size (layout, &mark, NULL);
      mark = span.x + span.width - mark - 10;
      helio_message_columns_draw_mark (self->columns,
                                       snapshot,
                                       layout,
                                       rtl ? gtk_widget_get_width (widget) - span.x - span.width
                                           : mark,
                                       height,
                                       helio_message_columns_get_accent_color (self->columns));
    }
  }
  if (spans[HELIO_COLUMN_SIZE].width > 0)
    draw_layout (widget,
                 snapshot,
                 self->layouts[HELIO_COLUMN_SIZE],
                 spans[HELIO_COLUMN_SIZE],
                 1,
                 dim);
  if (self->redeliveries > 0) {
    PangoLayout *layout = self->layouts[HELIO_COLUMN_QOS];

    pango_layout_get_pixel_size (layout, &mark, NULL);
    payload.width = MAX (payload.width - mark - 18, 0);
    helio_message_columns_draw_mark (self->columns,
                                     snapshot,
                                     layout,
                                     rtl ? 12 : payload.x + payload.width + 8,
                                     height,
                                     helio_message_columns_get_warning_color (self->columns));
  }
  set_layout_width (self->layouts[HELIO_COLUMN_PAYLOAD], payload.width);
  draw_layout (widget,
               snapshot,
               self->layouts[HELIO_COLUMN_PAYLOAD],
               payload,
               0,
               self->weak_payload ? dim : text);
}

static void
helio_message_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HelioMessageLine *self = HELIO_MESSAGE_LINE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const HelioColumnSpan *spans = helio_message_columns_get_spans (self->columns, width);

  if (self->serial != helio_message_columns_get_serial (self->columns)) {
    make_layouts (self);
    self->stale = TRUE;
  }
  if (self->stale)
    fetch (self);
  if (self->gone) {
    HelioColumnSpan span = {spans[HELIO_COLUMN_TOPIC].x, width - spans[HELIO_COLUMN_TOPIC].x};

    draw_layout (widget,
                 snapshot,
                 self->layouts[HELIO_COLUMN_PAYLOAD],
                 span,
                 0,
                 helio_message_columns_get_dim_color (self->columns));
  } else if (self->kind == HELIO_ROW_GAP) {
    draw_gap (self, snapshot, width, height);
  } else {
    draw_message (self, snapshot, spans);
  }
}

static void
helio_message_line_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  HelioMessageLine *self = HELIO_MESSAGE_LINE (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = helio_message_columns_get_row_height (self->columns);
  else
    *minimum = *natural = 0;
}

static gboolean
helio_message_line_query_tooltip (GtkWidget *widget,
                                  int x,
                                  int y,
                                  gboolean keyboard,
                                  GtkTooltip *tooltip)
{
  HelioMessageLine *self = HELIO_MESSAGE_LINE (widget);
  int width = gtk_widget_get_width (widget);
  const HelioColumnSpan *spans = helio_message_columns_get_spans (self->columns, width);
  HelioMessageRow row = {0};
  g_autofree char *text = NULL;

  if (self->seq == G_MAXUINT64 || !helio_message_store_get_row (self->store, self->seq, &row))
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = width - x;
  if (row.kind == HELIO_ROW_GAP || keyboard || x < spans[HELIO_COLUMN_TOPIC].x) {
    text = helio_format_time_utc (row.time);
  } else if (x < spans[HELIO_COLUMN_TOPIC].x + spans[HELIO_COLUMN_TOPIC].width) {
    text = helio_printable (row.topic, -1, 2000);
  } else if (spans[HELIO_COLUMN_QOS].width > 0 && x >= spans[HELIO_COLUMN_QOS].x &&
             x < spans[HELIO_COLUMN_QOS].x + spans[HELIO_COLUMN_QOS].width) {
    text =
        g_strdup_printf (row.retained ? C_ ("tooltip", "QoS %u, retained: the broker had kept it")
                                      : C_ ("tooltip", "QoS %u"),
                         row.qos);
  } else if (row.redeliveries > 0 && x > width - 60) {
    text = g_strdup (C_ ("tooltip",
                         "The broker delivered this message again after the connection was "
                         "renewed. It is counted once."));
  }
  helio_message_row_clear (&row);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
helio_message_line_dispose (GObject *object)
{
  HelioMessageLine *self = HELIO_MESSAGE_LINE (object);

  for (guint i = 0; i < HELIO_N_COLUMNS; i++)
    g_clear_object (&self->layouts[i]);
  g_clear_object (&self->store);
  g_clear_object (&self->columns);
  G_OBJECT_CLASS (helio_message_line_parent_class)->dispose (object);
}

static void
helio_message_line_class_init (HelioMessageLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_message_line_dispose;
  widget_class->snapshot = helio_message_line_snapshot;
  widget_class->measure = helio_message_line_measure;
  widget_class->query_tooltip = helio_message_line_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
helio_message_line_init (HelioMessageLine *self)
{
  self->seq = G_MAXUINT64;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

HelioMessageLine *
helio_message_line_new (HelioMessageStore *store, HelioMessageColumns *columns)
{
  HelioMessageLine *self = g_object_new (HELIO_TYPE_MESSAGE_LINE, NULL);

  self->store = g_object_ref (store);
  self->columns = g_object_ref (columns);
  return self;
}

void
helio_message_line_set_seq (HelioMessageLine *self, guint64 seq)
{
  GtkWidget *row_widget = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->seq == seq)
    return;
  self->seq = seq;
  /* Until it rests it has no name, rather than that of another message. */
  if (self->named && row_widget != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (row_widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
  self->named = FALSE;
  helio_message_line_refresh (self);
}

guint64
helio_message_line_get_seq (HelioMessageLine *self)
{
  return self->seq;
}

void
helio_message_line_refresh (HelioMessageLine *self)
{
  self->stale = TRUE;
  self->label_stale = TRUE;
  self->changed_at = g_get_monotonic_time ();
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
helio_message_line_update_accessible (HelioMessageLine *self, gint64 now)
{
  GtkWidget *row_widget = gtk_widget_get_parent (GTK_WIDGET (self));
  HelioMessageRow row = {0};
  g_autofree char *label = NULL;

  if (!self->label_stale || row_widget == NULL || self->seq == G_MAXUINT64)
    return FALSE;
  if (now - self->changed_at < REST)
    return TRUE;
  self->label_stale = FALSE;
  if (helio_message_store_get_row (self->store, self->seq, &row)) {
    label = helio_message_line_describe (&row);
    helio_message_row_clear (&row);
  } else {
    label = g_strdup (C_ ("payload", "no longer kept"));
  }
  /* The row of the list has the role and the focus: it is what a screen reader reads. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row_widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
  self->named = TRUE;
  return FALSE;
}
