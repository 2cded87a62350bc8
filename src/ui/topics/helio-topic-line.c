// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topic-line.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-draw-text.h"
#include "ui/base/helio-fold-click.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-draw.h"
#include "ui/widgets/helio-sparkline.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define PADDING_X 6
#define PADDING_Y 4
#define INDENT 16
#define ARROW 16
#define GAP 8
#define DOT 6
#define RATES 24 /* seconds */
#define RATES_WIDTH (2 * RATES)
#define RATES_HEIGHT 12
/* A value beside it keeps at least so much. */
#define VALUE_MIN 48
#define MAX_DEPTH_SHOWN 12 /* deeper levels are not indented any further */
#define REST (400 * G_TIME_SPAN_MILLISECOND)
/* A value that never rests is told this often. */
#define LABEL_INTERVAL (3 * G_TIME_SPAN_SECOND)
/* A value that is not as before stands out for so long. */
#define LIT (600 * G_TIME_SPAN_MILLISECOND)

struct _HelioTopicLine {
  GtkWidget parent_instance;

  HelioTopicTree *tree;
  PangoLayout *name, *value, *count; /* made when first drawn */
  int height;

  guint32 node;
  guint32 generation;
  gboolean stale;
  guint32 valued_node; /* whose value is shown */
  gint64 lit_until;    /* monotonic µs; 0: it does not stand out */

  /* messages in each of the last seconds, oldest first; NAN: not known, as nobody looked at this row */
  double rates[RATES];
  guint64 sampled_count;
  gint64 sampled_second; /* -1: not yet */

  /* for assistive technology */
  gboolean label_stale;
  guint32 labelled_node;
  gint64 bound_at, labelled_at;

  /* as fetched */
  guint depth;
  gboolean has_children, expanded, retained, has_value;
};

G_DEFINE_FINAL_TYPE (HelioTopicLine, helio_topic_line, GTK_TYPE_WIDGET)

char *
helio_topic_line_get_display_name (const HelioTopicRow *row)
{
  /* Translators: stands for a level of a topic without a name, as in "a//b". */
  return g_strdup (*row->name != '\0' ? row->name : C_ ("topic", "(empty)"));
}

static PangoLayout *
create_layout (HelioTopicLine *self, const char *family, double scale)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (family != NULL)
    pango_attr_list_insert (attributes, pango_attr_family_new (family));
  if (scale < 1)
    pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static void
clear_layouts (HelioTopicLine *self)
{
  g_clear_object (&self->name);
  g_clear_object (&self->value);
  g_clear_object (&self->count);
  self->height = 0;
}

static void
make_layouts (HelioTopicLine *self)
{
  self->name = create_layout (self, NULL, 1);
  self->value = create_layout (self, "Monospace", 0.85);
  self->count = create_layout (self, NULL, 0.9);
  self->stale = TRUE;
  self->valued_node = G_MAXUINT32;
}

static void
set_text (PangoLayout *layout, const char *text)
{
  if (g_strcmp0 (pango_layout_get_text (layout), text) != 0)
    pango_layout_set_text (layout, text, -1);
}

static void
update_states (HelioTopicLine *self)
{
  GtkWidget *row_widget = gtk_widget_get_parent (GTK_WIDGET (self));

  if (row_widget == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row_widget),
                                  GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  (int) self->depth + 1,
                                  -1);
  if (self->has_children)
    gtk_accessible_update_state (GTK_ACCESSIBLE (row_widget),
                                 GTK_ACCESSIBLE_STATE_EXPANDED,
                                 self->expanded,
                                 -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (row_widget), GTK_ACCESSIBLE_STATE_EXPANDED);
}

/* The colour alone changes, and no frame is drawn for it that would not be drawn anyway, but for the last one. */
static void
set_value (HelioTopicLine *self, const HelioTopicRow *row)
{
  const char *value = row->preview != NULL ? row->preview : "";
  gboolean animate;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)),
                "gtk-enable-animations",
                &animate,
                NULL);
  if (self->valued_node != self->node)
    self->lit_until = 0;
  else if (animate && self->has_value && row->has_value &&
           !g_str_equal (pango_layout_get_text (self->value), value))
    self->lit_until = g_get_monotonic_time () + LIT;
  self->valued_node = self->node;
  set_text (self->value, value);
}

static void
fetch (HelioTopicLine *self)
{
  HelioTopicRow row = {0};
  g_autofree char *name = NULL, *count = NULL;

  self->stale = FALSE;
  if (!helio_topic_tree_get_row (self->tree, self->node, &row)) {
    set_text (self->name, "");
    set_text (self->value, "");
    set_text (self->count, "");
    return;
  }
  self->generation = row.generation;
  name = helio_topic_line_get_display_name (&row);
  count = helio_format_count (row.count);
  set_text (self->name, name);
  set_value (self, &row);
  set_text (self->count, count);
  self->retained = row.retained;
  self->has_value = row.has_value;
  if (self->depth != row.depth || self->has_children != row.has_children ||
      self->expanded != row.expanded || self->labelled_node != self->node) {
    self->depth = row.depth;
    self->has_children = row.has_children;
    self->expanded = row.expanded;
    update_states (self);
  }
  helio_topic_row_clear (&row);
}

static int
arrow_x (HelioTopicLine *self)
{
  return PADDING_X + INDENT * (int) MIN (self->depth, MAX_DEPTH_SHOWN);
}

static void
draw_layout (GtkWidget *widget,
             GtkSnapshot *snapshot,
             PangoLayout *layout,
             int x,
             int width,
             const GdkRGBA *color)
{
  if (width <= 0)
    return;
  if (pango_layout_get_width (layout) != width * PANGO_SCALE)
    pango_layout_set_width (layout, width * PANGO_SCALE);
  helio_draw_text (widget, snapshot, layout, x, width, 0, color);
}

static void
draw_dot (HelioTopicLine *self, GtkSnapshot *snapshot, int x)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GskRoundedRect dot;
  GdkRGBA color;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - DOT;
  helio_draw_get_named_color (widget, "accent_color", &color);
  gsk_rounded_rect_init_from_rect (
      &dot,
      &GRAPHENE_RECT_INIT ((float) x,
                           (float) ((gtk_widget_get_height (widget) - DOT) / 2),
                           DOT,
                           DOT),
      DOT / 2.f);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

/* Before @end, if there is room behind @x. Returns: where the room ends then. */
static int
draw_rates (HelioTopicLine *self, GtkSnapshot *snapshot, int x, int end)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int left = end - RATES_WIDTH;
  GdkRGBA color;

  if (left - x < (self->has_value ? VALUE_MIN + GAP : 0))
    return end;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    left = gtk_widget_get_width (widget) - end;
  helio_draw_get_named_color (widget, "accent_color", &color);
  helio_sparkline_draw (
      snapshot,
      self->rates,
      RATES,
      &color,
      &GRAPHENE_RECT_INIT ((float) left,
                           (float) (gtk_widget_get_height (widget) - RATES_HEIGHT) / 2,
                           RATES_WIDTH,
                           RATES_HEIGHT));
  return end - RATES_WIDTH - GAP;
}

static void
helio_topic_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HelioTopicLine *self = HELIO_TOPIC_LINE (widget);
  int width = gtk_widget_get_width (widget), x, end, name_width, count_width;
  GdkRGBA text, dim;

  if (self->name == NULL)
    make_layouts (self);
  if (self->stale)
    fetch (self);
  helio_draw_get_color (widget, &text);
  dim = text;
  dim.alpha *= 0.6f;
  x = arrow_x (self);
  if (self->has_children)
    helio_draw_arrow (widget, snapshot, x, ARROW, self->expanded, &dim);
  x += ARROW + 2;

  pango_layout_set_width (self->count, -1);
  pango_layout_get_pixel_size (self->count, &count_width, NULL);
  end = width - PADDING_X - 4 - count_width;
  draw_layout (widget, snapshot, self->count, end, count_width, &dim);
  end -= GAP;

  pango_layout_set_width (self->name, -1);
  pango_layout_get_pixel_size (self->name, &name_width, NULL);
  name_width = MIN (name_width, MAX (end - x, 0));
  draw_layout (widget, snapshot, self->name, x, name_width, &text);
  x += name_width + GAP;
  if (self->retained && x + DOT < end) {
    draw_dot (self, snapshot, x);
    x += DOT + GAP;
  }
  end = draw_rates (self, snapshot, x, end);
  if (self->lit_until != 0)
    helio_draw_get_named_color (widget, "accent_color", &dim);
  if (self->has_value && end - x > 16)
    draw_layout (widget, snapshot, self->value, x, end - x, &dim);
}

static void
helio_topic_line_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  HelioTopicLine *self = HELIO_TOPIC_LINE (widget);

  *minimum = *natural = 0;
  if (orientation != GTK_ORIENTATION_VERTICAL)
    return;
  if (self->height == 0) {
    g_autoptr (PangoLayout) layout = create_layout (self, NULL, 1);

    pango_layout_set_text (layout, "Xg", -1);
    pango_layout_get_pixel_size (layout, NULL, &self->height);
    self->height += 2 * PADDING_Y;
  }
  *minimum = *natural = self->height;
}

static void
helio_topic_line_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (helio_topic_line_parent_class)->css_changed (widget, change);
  clear_layouts (HELIO_TOPIC_LINE (widget));
  gtk_widget_queue_resize (widget);
}

static gboolean
helio_topic_line_query_tooltip (GtkWidget *widget,
                                int x,
                                int y,
                                gboolean keyboard,
                                GtkTooltip *tooltip)
{
  HelioTopicLine *self = HELIO_TOPIC_LINE (widget);
  HelioTopicRow row = {0};
  g_autofree char *topic = NULL, *count = NULL, *topics = NULL;
  GString *text;

  if (!helio_topic_tree_get_row (self->tree, self->node, &row))
    return FALSE;
  topic = helio_printable (row.topic, -1, 2000);
  count = helio_format_count (row.count);
  topics = helio_format_count (row.n_topics);
  text = g_string_new (topic);
  g_string_append_c (text, '\n');
  if (row.has_children)
    g_string_append_printf (text,
                            C_ ("topic", "%s messages on %s topics, here and below"),
                            count,
                            topics);
  else
    g_string_append_printf (text, C_ ("topic", "%s messages"), count);
  if (row.retained)
    g_string_append_printf (text, "\n%s", C_ ("topic", "● The last message is a retained one"));
  gtk_tooltip_set_text (tooltip, text->str);
  g_string_free (text, TRUE);
  helio_topic_row_clear (&row);
  return TRUE;
}

static int
find_arrow (GtkWidget *widget)
{
  HelioTopicLine *self = HELIO_TOPIC_LINE (widget);

  return self->has_children ? arrow_x (self) : -1;
}

static void
helio_topic_line_dispose (GObject *object)
{
  HelioTopicLine *self = HELIO_TOPIC_LINE (object);

  clear_layouts (self);
  g_clear_object (&self->tree);
  G_OBJECT_CLASS (helio_topic_line_parent_class)->dispose (object);
}

static void
helio_topic_line_class_init (HelioTopicLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_topic_line_dispose;
  widget_class->snapshot = helio_topic_line_snapshot;
  widget_class->measure = helio_topic_line_measure;
  widget_class->css_changed = helio_topic_line_css_changed;
  widget_class->query_tooltip = helio_topic_line_query_tooltip;
  helio_signal_new ("toggle", HELIO_TYPE_TOPIC_LINE);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
forget_rates (HelioTopicLine *self)
{
  self->sampled_second = -1;
  for (guint i = 0; i < RATES; i++)
    self->rates[i] = NAN;
}

static void
helio_topic_line_init (HelioTopicLine *self)
{
  self->node = self->labelled_node = self->valued_node = G_MAXUINT32;
  forget_rates (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  helio_fold_click_add (GTK_WIDGET (self), ARROW, find_arrow);
}

HelioTopicLine *
helio_topic_line_new (HelioTopicTree *tree)
{
  HelioTopicLine *self = g_object_new (HELIO_TYPE_TOPIC_LINE, NULL);

  self->tree = g_object_ref (tree);
  return self;
}

void
helio_topic_line_set_node (HelioTopicLine *self, guint32 node)
{
  if (self->node == node)
    return;
  self->node = node;
  self->stale = self->label_stale = TRUE;
  self->bound_at = g_get_monotonic_time ();
  forget_rates (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint32
helio_topic_line_get_node (HelioTopicLine *self)
{
  return self->node;
}

/* Whether the picture is another one when it has moved on. */
static gboolean
shows_rates (HelioTopicLine *self)
{
  for (guint i = 0; i < RATES; i++)
    if (self->rates[i] != 0)
      return TRUE;
  return FALSE;
}

void
helio_topic_line_sample (HelioTopicLine *self, gint64 now)
{
  const gint64 second = now / G_USEC_PER_SEC;
  guint64 count;
  gint64 over;

  if (second == self->sampled_second || self->node == G_MAXUINT32 ||
      helio_topic_tree_is_behind (self->tree))
    return;
  count = helio_topic_tree_get_count (self->tree, self->node);
  if (self->sampled_second >= 0 && count >= self->sampled_count) {
    const double came = (double) (count - self->sampled_count);

    over = second - self->sampled_second;
    if (came > 0 || shows_rates (self))
      gtk_widget_queue_draw (GTK_WIDGET (self));
    memmove (self->rates,
             self->rates + MIN (over, RATES),
             (RATES - (gsize) MIN (over, RATES)) * sizeof *self->rates);
    /* Nobody looked for a while, as the page was not in view: when it came is not known. */
    for (gint64 i = 0; i < MIN (over, RATES); i++)
      self->rates[RATES - 1 - i] = over > 1 && came > 0 ? NAN : came;
  }
  self->sampled_count = count;
  self->sampled_second = second;
}

const double *
helio_topic_line_get_rates (HelioTopicLine *self, guint *n)
{
  *n = RATES;
  return self->rates;
}

gboolean
helio_topic_line_is_lit (HelioTopicLine *self)
{
  return self->lit_until != 0;
}

void
helio_topic_line_poll (HelioTopicLine *self, gint64 now)
{
  if (self->lit_until != 0 && now >= self->lit_until) {
    self->lit_until = 0;
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
  if (self->stale || self->node == G_MAXUINT32 ||
      helio_topic_tree_get_generation (self->tree, self->node) == self->generation)
    return;
  self->stale = self->label_stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
helio_topic_line_update_accessible (HelioTopicLine *self, gint64 now)
{
  GtkWidget *row_widget = gtk_widget_get_parent (GTK_WIDGET (self));
  HelioTopicRow row = {0};
  g_autofree char *name = NULL, *count = NULL;
  GString *label;

  if (!self->label_stale || row_widget == NULL || now - self->bound_at < REST ||
      (self->labelled_node == self->node && now - self->labelled_at < LABEL_INTERVAL) ||
      !helio_topic_tree_get_row (self->tree, self->node, &row))
    return;
  if (self->labelled_node != self->node) {
    self->depth = row.depth;
    self->has_children = row.has_children;
    self->expanded = row.expanded;
    update_states (self);
  }
  self->label_stale = FALSE;
  self->labelled_node = self->node;
  self->labelled_at = now;
  name = helio_topic_line_get_display_name (&row);
  count = helio_format_n_messages (row.count);
  label = g_string_new (name);
  if (row.has_value && row.preview != NULL)
    g_string_append_printf (label, ": %s", row.preview);
  g_string_append_printf (label, ", %s", count);
  if (row.retained)
    g_string_append_printf (label, ", %s", C_ ("message", "retained"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row_widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label->str,
                                  -1);
  g_string_free (label, TRUE);
  helio_topic_row_clear (&row);
}
