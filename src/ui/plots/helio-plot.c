// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-plot.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>
#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define SPAN_DEFAULT (300 * SECOND)
#define SPAN_MIN (SECOND / 100)
#define SPAN_MAX (5 * 366 * 86400 * SECOND)
#define PAN_STEP 0.1
#define ZOOM_STEP 1.25
#define CROSSHAIR_STEP 0.02
/* A description that changes faster cannot be heard. */
#define DESCRIBE_INTERVAL (3 * SECOND)

struct _HelioPlot {
  GtkWidget parent_instance;

  GPtrArray *lines; /* HelioPlotLine */
  HelioPlotFormat format;
  HelioPlotScene scene; /* as it was drawn last */

  gint64 now, to, span;
  gboolean following, paused;
  gint64 crosshair;
  gboolean pointer_inside;
  guint generation; /* of all lines, when drawn last */
  gint64 drawn_to, described_at;

  gint64 drag_to, pinch_span, pinch_time;
};

G_DEFINE_FINAL_TYPE (HelioPlot, helio_plot, GTK_TYPE_WIDGET)

enum {
  PROP_FOLLOWING = 1,
  PROP_PAUSED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
line_free (gpointer data)
{
  HelioPlotLine *line = data;

  helio_series_data_unref (line->data);
  g_free (line->name);
  g_array_unref (line->buckets);
  g_free (line);
}

static guint
get_generation (HelioPlot *self)
{
  guint sum = 0;

  for (guint i = 0; i < self->lines->len; i++)
    sum += helio_series_data_get_generation (((HelioPlotLine *) self->lines->pdata[i])->data);
  return sum;
}

static void
fill_scene (HelioPlot *self, HelioPlotScene *scene)
{
  scene->widget = GTK_WIDGET (self);
  scene->lines = self->lines;
  scene->format = self->format;
  scene->from = self->to - self->span;
  scene->to = self->to;
  scene->crosshair = self->crosshair;
}

/* ── words ── */

static void
describe_line (HelioPlot *self, HelioPlotLine *line, GString *text)
{
  double value, sum = 0, low = INFINITY, high = -INFINITY;
  guint64 count = 0;
  gint64 time;

  if (!helio_series_data_get_last (line->data, &time, &value)) {
    /* Translators: %s is a line of a plot. */
    g_string_append_printf (text, C_ ("plot", "%s: no value yet."), line->name);
    return;
  }
  for (guint i = 0; i < line->buckets->len; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (line->buckets, HelioSeriesBucket, i);

    if (bucket->to < self->to - self->span || bucket->from > self->to)
      continue;
    low = MIN (low, bucket->min);
    high = MAX (high, bucket->max);
    sum += bucket->mean * (double) bucket->count;
    count += bucket->count;
  }
  g_autofree char *last = self->format (value);
  if (count == 0) {
    g_string_append_printf (text,
                            /* Translators: a line of a plot and a value */
                            C_ ("plot", "%s: last value %s, none in what is shown."),
                            line->name,
                            last);
    return;
  }
  g_autofree char *mean = self->format (sum / (double) count);
  g_autofree char *min = self->format (low);
  g_autofree char *max = self->format (high);
  g_autofree char *n = helio_format_count (count);
  g_string_append_printf (
      text,
      /* Translators: a line of a plot, values, and how many of them there are */
      C_ ("plot", "%s: last value %s; shown are %s values from %s to %s, mean %s."),
      line->name,
      last,
      n,
      min,
      max,
      mean);
}

char *
helio_plot_describe (HelioPlot *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *from = helio_format_date_time (self->to - self->span);
  g_autofree char *to = helio_format_date_time (self->to);

  /* Translators: two times */
  g_string_append_printf (text, C_ ("plot", "From %s to %s."), from, to);
  for (guint i = 0; i < self->lines->len; i++) {
    g_string_append_c (text, ' ');
    describe_line (self, self->lines->pdata[i], text);
  }
  for (guint i = 0; i < self->lines->len && self->crosshair != G_MININT64; i++) {
    HelioPlotLine *line = self->lines->pdata[i];
    const HelioSeriesBucket *bucket = helio_plot_find_bucket (line, self->crosshair);
    g_autofree char *value =
        bucket != NULL ? helio_plot_describe_bucket (self->format, bucket) : NULL;
    g_autofree char *time = bucket != NULL ? helio_format_date_time (bucket->from) : NULL;

    if (value != NULL)
      /* Translators: a line of a plot, the time at the crosshair, the value there */
      g_string_append_printf (text, C_ ("plot", " %s at %s: %s."), line->name, time, value);
  }
  return g_string_free (text, FALSE);
}

static void
update_description (HelioPlot *self, gboolean at_once)
{
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  if (!at_once && now - self->described_at < DESCRIBE_INTERVAL)
    return;
  self->described_at = now;
  text = helio_plot_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text,
                                  -1);
}

/* ── what is shown ── */

void
helio_plot_set_following (HelioPlot *self, gboolean following)
{
  if (self->following != following) {
    self->following = following;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
  }
  if (following) {
    helio_plot_set_paused (self, FALSE);
    self->to = self->now;
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

gboolean
helio_plot_get_following (HelioPlot *self)
{
  return self->following;
}

void
helio_plot_set_paused (HelioPlot *self, gboolean paused)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

gboolean
helio_plot_get_paused (HelioPlot *self)
{
  return self->paused;
}

void
helio_plot_set_now (HelioPlot *self, gint64 now)
{
  if (self->paused)
    return;
  if (self->following)
    self->to += now - self->now;
  self->now = now;
  /* Less than half a pixel is no news. */
  if (get_generation (self) == self->generation &&
      ABS (self->to - self->drawn_to) * 2 <
          self->span / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1))
    return;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  update_description (self, FALSE);
}

void
helio_plot_get_range (HelioPlot *self, gint64 *from, gint64 *to)
{
  *from = self->to - self->span;
  *to = self->to;
}

static void
set_range (HelioPlot *self, gint64 to, gint64 span)
{
  self->span = CLAMP (span, SPAN_MIN, SPAN_MAX);
  self->to = to;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
helio_plot_set_range (HelioPlot *self, gint64 from, gint64 to)
{
  helio_plot_set_following (self, FALSE);
  set_range (self, to, to - from);
}

void
helio_plot_zoom (HelioPlot *self, double factor, gint64 time)
{
  const gint64 span = CLAMP ((gint64) ((double) self->span * factor), SPAN_MIN, SPAN_MAX);
  double share;

  if (self->following) {
    set_range (self, self->to, span);
    return;
  }
  if (time == G_MININT64)
    time = self->to - self->span / 2;
  share = (double) (self->to - time) / (double) self->span;
  set_range (self, time + (gint64) ((double) span * share), span);
}

void
helio_plot_pan (HelioPlot *self, double share)
{
  const gint64 to = self->to + (gint64) ((double) self->span * share);

  helio_plot_set_following (self, FALSE);
  /* There is nothing to be seen in the future. */
  set_range (self, MIN (to, self->now + self->span / 2), self->span);
}

void
helio_plot_show_all (HelioPlot *self)
{
  gint64 oldest = self->now, first, last;

  for (guint i = 0; i < self->lines->len; i++)
    if (helio_series_data_get_range (((HelioPlotLine *) self->lines->pdata[i])->data,
                                     &first,
                                     &last))
      oldest = MIN (oldest, first);
  if (oldest < self->now)
    set_range (self, self->now, (self->now - oldest) * 51 / 50);
}

void
helio_plot_set_crosshair (HelioPlot *self, gint64 time)
{
  if (self->crosshair == time)
    return;
  self->crosshair = time;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
helio_plot_get_crosshair (HelioPlot *self)
{
  return self->crosshair;
}

/* ── pointer and keys ── */

static void
on_motion (HelioPlot *self, double x, double y)
{
  const HelioPlotScene *scene = &self->scene;

  self->pointer_inside = TRUE;
  helio_plot_set_crosshair (self,
                            x >= scene->left && x <= scene->right ? helio_plot_to_time (scene, x)
                                                                  : G_MININT64);
}

static void
on_leave (HelioPlot *self)
{
  if (self->pointer_inside)
    helio_plot_set_crosshair (self, G_MININT64);
  self->pointer_inside = FALSE;
}

static gboolean
on_scroll (HelioPlot *self, double dx, double dy, GtkEventController *controller)
{
  const GdkModifierType state = gtk_event_controller_get_current_event_state (controller);

  /* The page that a plot stands in scrolls, too: it must not zoom under a hand that scrolls past it. */
  if (!(state & GDK_CONTROL_MASK) && !gtk_widget_has_focus (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;
  if (dx != 0 || (state & GDK_SHIFT_MASK) != 0)
    helio_plot_pan (self, (dx != 0 ? dx : dy) * PAN_STEP);
  else
    helio_plot_zoom (self, pow (ZOOM_STEP, dy), self->crosshair);
  return GDK_EVENT_STOP;
}

static void
on_drag_begin (HelioPlot *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_to = self->to;
}

static void
on_drag_update (HelioPlot *self, double x, double y)
{
  const double wide = MAX (self->scene.right - self->scene.left, 1);

  if (fabs (x) < 3 && self->to == self->drag_to)
    return;
  self->to = self->drag_to;
  helio_plot_pan (self, -x / wide);
}

static void
on_pinch_begin (HelioPlot *self, GdkEventSequence *sequence, GtkGesture *gesture)
{
  double x, y;

  self->pinch_span = self->span;
  self->pinch_time = gtk_gesture_get_bounding_box_center (gesture, &x, &y)
                         ? helio_plot_to_time (&self->scene, x)
                         : G_MININT64;
}

static void
on_pinch (HelioPlot *self, double scale)
{
  if (scale > 0)
    helio_plot_zoom (self,
                     (double) self->pinch_span / scale / (double) self->span,
                     self->pinch_time);
}

typedef enum {
  KEY_PAN,
  KEY_ZOOM,
  KEY_CROSSHAIR,
  KEY_FOLLOW,
  KEY_OLDEST,
  KEY_ALL,
  KEY_PAUSE,
  KEY_NO_CROSSHAIR,
} Key;

static void
move_crosshair (HelioPlot *self, double share)
{
  gint64 time = self->crosshair;

  time = time == G_MININT64 ? self->to - self->span / 2
                            : time + (gint64) ((double) self->span * share);
  self->pointer_inside = FALSE;
  helio_plot_set_crosshair (self, CLAMP (time, self->to - self->span, self->to));
  update_description (self, TRUE);
}

static void
show_oldest (HelioPlot *self)
{
  gint64 oldest = G_MAXINT64, first, last;

  for (guint i = 0; i < self->lines->len; i++)
    if (helio_series_data_get_range (((HelioPlotLine *) self->lines->pdata[i])->data,
                                     &first,
                                     &last))
      oldest = MIN (oldest, first);
  if (oldest != G_MAXINT64)
    helio_plot_set_range (self, oldest, oldest + self->span);
}

static gboolean
on_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  HelioPlot *self = HELIO_PLOT (widget);
  double amount;
  int key;

  g_variant_get (arguments, "(id)", &key, &amount);
  switch ((Key) key) {
    case KEY_PAN:
      helio_plot_pan (self, amount);
      break;
    case KEY_ZOOM:
      helio_plot_zoom (self, amount, self->crosshair);
      break;
    case KEY_CROSSHAIR:
      move_crosshair (self, amount);
      break;
    case KEY_FOLLOW:
      helio_plot_set_following (self, TRUE);
      break;
    case KEY_OLDEST:
      show_oldest (self);
      break;
    case KEY_ALL:
      helio_plot_show_all (self);
      break;
    case KEY_PAUSE:
      helio_plot_set_paused (self, !self->paused);
      break;
    case KEY_NO_CROSSHAIR:
    default:
      if (self->crosshair == G_MININT64)
        return GDK_EVENT_PROPAGATE;
      helio_plot_set_crosshair (self, G_MININT64);
  }
  return GDK_EVENT_STOP;
}

/* ── the widget ── */

static void
helio_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HelioPlot *self = HELIO_PLOT (widget);

  fill_scene (self, &self->scene);
  self->scene.width = gtk_widget_get_width (widget);
  self->scene.height = gtk_widget_get_height (widget);
  helio_plot_draw (&self->scene, snapshot);
  self->generation = get_generation (self);
  self->drawn_to = self->to;
}

GskRenderNode *
helio_plot_render (HelioPlot *self, int width, int height)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  HelioPlotScene scene = {.width = width, .height = height, .in_file = TRUE};

  fill_scene (self, &scene);
  scene.crosshair = G_MININT64;
  helio_plot_draw (&scene, snapshot);
  helio_plot_scene_clear (&scene);
  return gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
}

static void
helio_plot_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 160;
    *natural = 600;
  } else {
    *minimum = 120;
    *natural = 220;
  }
}

static void
helio_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (helio_plot_parent_class)->css_changed (widget, change);
  helio_plot_scene_clear (&HELIO_PLOT (widget)->scene);
}

static void
helio_plot_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioPlot *self = HELIO_PLOT (object);

  switch (id) {
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_plot_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioPlot *self = HELIO_PLOT (object);

  switch (id) {
    case PROP_FOLLOWING:
      helio_plot_set_following (self, g_value_get_boolean (value));
      break;
    case PROP_PAUSED:
      helio_plot_set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_plot_finalize (GObject *object)
{
  HelioPlot *self = HELIO_PLOT (object);

  helio_plot_scene_clear (&self->scene);
  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (helio_plot_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct {
    guint keyval;
    GdkModifierType state;
    Key key;
    double amount;
  } keys[] = {
      {GDK_KEY_Left, 0, KEY_PAN, -PAN_STEP},
      {GDK_KEY_KP_Left, 0, KEY_PAN, -PAN_STEP},
      {GDK_KEY_Right, 0, KEY_PAN, PAN_STEP},
      {GDK_KEY_KP_Right, 0, KEY_PAN, PAN_STEP},
      {GDK_KEY_plus, 0, KEY_ZOOM, 1 / ZOOM_STEP},
      {GDK_KEY_plus, GDK_SHIFT_MASK, KEY_ZOOM, 1 / ZOOM_STEP},
      {GDK_KEY_equal, 0, KEY_ZOOM, 1 / ZOOM_STEP},
      {GDK_KEY_KP_Add, 0, KEY_ZOOM, 1 / ZOOM_STEP},
      {GDK_KEY_minus, 0, KEY_ZOOM, ZOOM_STEP},
      {GDK_KEY_KP_Subtract, 0, KEY_ZOOM, ZOOM_STEP},
      {GDK_KEY_0, 0, KEY_ALL, 0},
      {GDK_KEY_KP_0, 0, KEY_ALL, 0},
      {GDK_KEY_Home, 0, KEY_OLDEST, 0},
      {GDK_KEY_End, 0, KEY_FOLLOW, 0},
      {GDK_KEY_space, 0, KEY_PAUSE, 0},
      {GDK_KEY_Left, GDK_SHIFT_MASK, KEY_CROSSHAIR, -CROSSHAIR_STEP},
      {GDK_KEY_Right, GDK_SHIFT_MASK, KEY_CROSSHAIR, CROSSHAIR_STEP},
      {GDK_KEY_Escape, 0, KEY_NO_CROSSHAIR, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class,
                                  keys[i].keyval,
                                  keys[i].state,
                                  on_key,
                                  "(id)",
                                  keys[i].key,
                                  keys[i].amount);
}

static void
helio_plot_class_init (HelioPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_plot_get_property;
  object_class->set_property = helio_plot_set_property;
  object_class->finalize = helio_plot_finalize;
  widget_class->snapshot = helio_plot_snapshot;
  widget_class->measure = helio_plot_measure;
  widget_class->css_changed = helio_plot_css_changed;
  props[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, TRUE, flags);
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  add_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_controller (HelioPlot *self, gpointer controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (controller));
}

static void
helio_plot_init (HelioPlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->format = helio_plot_format_number;
  self->following = TRUE;
  self->span = SPAN_DEFAULT;
  self->crosshair = G_MININT64;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "Plot"),
                                  -1);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  add_controller (self, motion);
  add_controller (self, scroll);
  add_controller (self, drag);
  add_controller (self, pinch);
}

GtkWidget *
helio_plot_new (void)
{
  return g_object_new (HELIO_TYPE_PLOT, NULL);
}

void
helio_plot_add_line (HelioPlot *self, HelioSeriesData *data, const char *name)
{
  HelioPlotLine *line;

  g_return_if_fail (self->lines->len < HELIO_PLOT_LINES_MAX);

  line = g_new0 (HelioPlotLine, 1);
  line->data = helio_series_data_ref (data);
  line->name = helio_printable (name, -1, 120);
  line->buckets = g_array_new (FALSE, FALSE, sizeof (HelioSeriesBucket));
  g_ptr_array_add (self->lines, line);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
helio_plot_clear (HelioPlot *self)
{
  g_ptr_array_set_size (self->lines, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GPtrArray *
helio_plot_get_lines (HelioPlot *self)
{
  return self->lines;
}

void
helio_plot_set_format (HelioPlot *self, HelioPlotFormat format)
{
  self->format = format;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

HelioPlotFormat
helio_plot_get_format (HelioPlot *self)
{
  return self->format;
}
