// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-columns.h"

#include "core/base/helio-util.h"
#include "ui/compat/helio-draw.h"

#include <glib/gi18n.h>

#define PADDING_X 12
#define PADDING_Y 4
#define GAP 12
#define MARK_PADDING 5
/* Below these row widths a column gives its place to topic and payload; the inspector has it, too. */
#define SIZE_FROM 640
#define QOS_FROM 420
#define TIME_FROM 280

struct _HelioMessageColumns {
  GObject parent_instance;

  PangoLayout *qos[3];
  PangoLayout *retained;
  GdkRGBA text, dim, accent, warning;
  int row_height;
  int time_width, qos_width, size_width;
  int scale; /* width of a digit: what the thresholds grow with when the text is large */
  guint serial;

  gboolean unwanted[HELIO_N_COLUMNS];
  int width; /* that spans are for */
  HelioColumnSpan spans[HELIO_N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (HelioMessageColumns, helio_message_columns, G_TYPE_OBJECT)

enum {
  WANTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
helio_message_columns_finalize (GObject *object)
{
  HelioMessageColumns *self = HELIO_MESSAGE_COLUMNS (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->qos); i++)
    g_clear_object (&self->qos[i]);
  g_clear_object (&self->retained);
  G_OBJECT_CLASS (helio_message_columns_parent_class)->finalize (object);
}

static void
helio_message_columns_class_init (HelioMessageColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_message_columns_finalize;
  signals[WANTED] = helio_signal_new ("wanted", G_TYPE_FROM_CLASS (klass));
}

static void
helio_message_columns_init (HelioMessageColumns *self)
{
  self->width = -1;
  self->row_height = 24;
}

HelioMessageColumns *
helio_message_columns_new (void)
{
  return g_object_new (HELIO_TYPE_MESSAGE_COLUMNS, NULL);
}

static void
set_attributes (PangoLayout *layout, const char *family, double scale, PangoWeight weight)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (family != NULL)
    pango_attr_list_insert (attributes, pango_attr_family_new (family));
  if (scale < 1)
    pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  if (weight != PANGO_WEIGHT_NORMAL)
    pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

PangoLayout *
helio_message_columns_create_layout (HelioMessageColumns *self,
                                     GtkWidget *widget,
                                     HelioColumn column)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, NULL);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  set_attributes (layout,
                  column == HELIO_COLUMN_PAYLOAD ? "Monospace" : NULL,
                  column == HELIO_COLUMN_PAYLOAD ? 0.9 : 1,
                  PANGO_WEIGHT_NORMAL);
  if (column == HELIO_COLUMN_TOPIC)
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  else if (column == HELIO_COLUMN_PAYLOAD)
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static int
text_width (PangoLayout *layout, const char *text)
{
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

void
helio_message_columns_set_style (HelioMessageColumns *self, GtkWidget *widget)
{
  g_autoptr (PangoLayout) plain =
      helio_message_columns_create_layout (self, widget, HELIO_COLUMN_TIME);
  g_autoptr (PangoLayout) mono =
      helio_message_columns_create_layout (self, widget, HELIO_COLUMN_PAYLOAD);
  int plain_height, mono_height;

  self->serial++;
  self->width = -1;
  helio_draw_get_color (widget, &self->text);
  self->dim = self->text;
  self->dim.alpha *= 0.6f;
  helio_draw_get_named_color (widget, "accent_color", &self->accent);
  helio_draw_get_named_color (widget, "warning_color", &self->warning);

  for (guint i = 0; i < G_N_ELEMENTS (self->qos); i++) {
    char text[2] = {(char) ('0' + i), '\0'};

    g_clear_object (&self->qos[i]);
    self->qos[i] = helio_message_columns_create_layout (self, widget, HELIO_COLUMN_QOS);
    pango_layout_set_text (self->qos[i], text, 1);
  }
  g_clear_object (&self->retained);
  self->retained = helio_message_columns_create_layout (self, widget, HELIO_COLUMN_QOS);
  set_attributes (self->retained, NULL, 0.75, PANGO_WEIGHT_BOLD);
  /* Translators: one or two letters that mark a retained message in the list. */
  pango_layout_set_text (self->retained, C_ ("mark of a retained message", "R"), -1);

  self->time_width = text_width (plain, "00:00:00.000");
  self->scale = text_width (plain, "0");
  self->size_width =
      MAX (text_width (plain, "888.8 MB"), text_width (plain, C_ ("column", "Size")));
  self->qos_width = text_width (plain, C_ ("column", "QoS"));
  self->qos_width = MAX (self->qos_width, self->scale + 4 + 2 * MARK_PADDING + self->scale);
  text_width (mono, "Xg|");
  pango_layout_get_pixel_size (plain, NULL, &plain_height);
  pango_layout_get_pixel_size (mono, NULL, &mono_height);
  self->row_height = MAX (plain_height, mono_height) + 2 * PADDING_Y;
}

void
helio_message_columns_set_wanted (HelioMessageColumns *self, HelioColumn column, gboolean wanted)
{
  if (self->unwanted[column] == !wanted)
    return;
  self->unwanted[column] = !wanted;
  self->width = -1;
  g_signal_emit (self, signals[WANTED], 0);
}

gboolean
helio_message_columns_get_wanted (HelioMessageColumns *self, HelioColumn column)
{
  return !self->unwanted[column];
}

int
helio_message_columns_get_row_height (HelioMessageColumns *self)
{
  return self->row_height;
}

const HelioColumnSpan *
helio_message_columns_get_spans (HelioMessageColumns *self, int width)
{
  /* 8 px is a digit at the usual size. */
  double grow = MAX (1.0, self->scale / 8.0);
  HelioColumnSpan *spans = self->spans;
  int rest, x = PADDING_X;

  if (self->width == width)
    return spans;
  self->width = width;
  spans[HELIO_COLUMN_TIME].width =
      !self->unwanted[HELIO_COLUMN_TIME] && width >= TIME_FROM * grow ? self->time_width : 0;
  spans[HELIO_COLUMN_QOS].width =
      !self->unwanted[HELIO_COLUMN_QOS] && width >= QOS_FROM * grow ? self->qos_width : 0;
  spans[HELIO_COLUMN_SIZE].width =
      !self->unwanted[HELIO_COLUMN_SIZE] && width >= SIZE_FROM * grow ? self->size_width : 0;
  rest = width - 2 * PADDING_X - GAP;
  if (spans[HELIO_COLUMN_TIME].width > 0)
    rest -= GAP + spans[HELIO_COLUMN_TIME].width;
  if (spans[HELIO_COLUMN_QOS].width > 0)
    rest -= GAP + spans[HELIO_COLUMN_QOS].width;
  if (spans[HELIO_COLUMN_SIZE].width > 0)
    rest -= GAP + spans[HELIO_COLUMN_SIZE].width;
  rest = MAX (rest, 0);
  spans[HELIO_COLUMN_TOPIC].width = (int) MIN (rest * 0.48, 420 * grow);
  spans[HELIO_COLUMN_PAYLOAD].width = rest - spans[HELIO_COLUMN_TOPIC].width;
  for (guint i = 0; i < HELIO_N_COLUMNS; i++) {
    spans[i].x = x;
    if (spans[i].width > 0)
      x += spans[i].width + GAP;
  }
  return spans;
}

const GdkRGBA *
helio_message_columns_get_text_color (HelioMessageColumns *self)
{
  return &self->text;
}

const GdkRGBA *
helio_message_columns_get_dim_color (HelioMessageColumns *self)
{
  return &self->dim;
}

const GdkRGBA *
helio_message_columns_get_accent_color (HelioMessageColumns *self)
{
  return &self->accent;
}

const GdkRGBA *
helio_message_columns_get_warning_color (HelioMessageColumns *self)
{
  return &self->warning;
}

PangoLayout *
helio_message_columns_get_qos_layout (HelioMessageColumns *self, guint qos)
{
  return self->qos[MIN (qos, G_N_ELEMENTS (self->qos) - 1)];
}

PangoLayout *
helio_message_columns_get_retained_layout (HelioMessageColumns *self)
{
  return self->retained;
}

int
helio_message_columns_draw_mark (HelioMessageColumns *self,
                                 GtkSnapshot *snapshot,
                                 PangoLayout *text,
                                 int x,
                                 int height,
                                 const GdkRGBA *color)
{
  GdkRGBA tint = *color;
  GskRoundedRect outline;
  int text_w, text_h;

  pango_layout_get_pixel_size (text, &text_w, &text_h);
  tint.alpha *= 0.18f;
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float) x,
                                                        (float) (height - text_h) / 2.f - 1,
                                                        (float) (text_w + 2 * MARK_PADDING),
                                                        (float) text_h + 2),
                                   4);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &tint, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT ((float) (x + MARK_PADDING), (float) (height - text_h) / 2.f));
  gtk_snapshot_append_layout (snapshot, text, color);
  gtk_snapshot_restore (snapshot);
  return text_w + 2 * MARK_PADDING;
}

guint
helio_message_columns_get_serial (HelioMessageColumns *self)
{
  return self->serial;
}
