// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-plot-legend.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

#define SAMPLE_WIDTH 28
#define NAME_CHARS 2
#define SAMPLE_HEIGHT 16
#define INTERVAL (250 * G_TIME_SPAN_MILLISECOND)

/* The sample alone; the rest is labels. */
#define HELIO_TYPE_PLOT_SAMPLE (helio_plot_sample_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlotSample, helio_plot_sample, HELIO, PLOT_SAMPLE, GtkWidget)

struct _HelioPlotSample {
  GtkWidget parent_instance;

  guint index;
};

G_DEFINE_FINAL_TYPE (HelioPlotSample, helio_plot_sample, GTK_TYPE_WIDGET)

struct _HelioPlotLegend {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *value, *others;
  gint64 updated_at;
};

G_DEFINE_FINAL_TYPE (HelioPlotLegend, helio_plot_legend, GTK_TYPE_WIDGET)

static void
helio_plot_sample_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  helio_plot_draw_sample (snapshot,
                          HELIO_PLOT_SAMPLE (widget)->index,
                          (float) gtk_widget_get_width (widget),
                          (float) gtk_widget_get_height (widget),
                          FALSE);
}

static void
helio_plot_sample_class_init (HelioPlotSampleClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = helio_plot_sample_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
helio_plot_sample_init (HelioPlotSample *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self), SAMPLE_WIDTH, SAMPLE_HEIGHT);
}

static void
helio_plot_legend_dispose (GObject *object)
{
  g_clear_pointer (&HELIO_PLOT_LEGEND (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (helio_plot_legend_parent_class)->dispose (object);
}

static void
helio_plot_legend_class_init (HelioPlotLegendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_plot_legend_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
helio_plot_legend_init (HelioPlotLegend *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->value = GTK_LABEL (gtk_label_new (NULL));
  self->others = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
helio_plot_legend_new (guint index, const char *name)
{
  HelioPlotLegend *self = g_object_new (HELIO_TYPE_PLOT_LEGEND, NULL);
  HelioPlotSample *sample = g_object_new (HELIO_TYPE_PLOT_SAMPLE, NULL);
  GtkWidget *label = gtk_label_new (name);

  sample->index = index;
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  /* Where there is no room for both it is the remark that gives way; its tooltip has it. */
  gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int) g_utf8_strlen (name, -1), NAME_CHARS));
  gtk_label_set_ellipsize (self->others, PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, name);
  gtk_widget_add_css_class (GTK_WIDGET (self->value), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->value), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->others), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->others), "numeric");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (sample));
  gtk_box_append (GTK_BOX (self->box), label);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->value));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->others));
  return GTK_WIDGET (self);
}

static void
add_remark (GString *text, guint64 n, const char *remark)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", remark);
}

static char *
describe_others (HelioSeries *series)
{
  const HelioSeriesCounts *counts = helio_series_get_counts (series);
  const guint64 n_others = counts->not_numbers + counts->missing + counts->too_large;
  const guint64 n_forgotten = helio_series_data_get_forgotten (helio_series_get_data (series));
  g_autofree char *others = helio_format_count (n_others);
  g_autofree char *unread = helio_format_count (counts->unread);
  g_autofree char *forgotten = helio_format_count (n_forgotten);
  /* Translators: beside a value: so many messages had none */
  g_autofree char *others_text = g_strdup_printf (C_ ("plot", "%s without a value"), others);
  /* Translators: beside a value: so many messages were evicted before they were read */
  g_autofree char *unread_text = g_strdup_printf (C_ ("plot", "%s gone unread"), unread);
  /* Translators: beside a value: so many values were forgotten since the clock was set back */
  g_autofree char *forgotten_text = g_strdup_printf (C_ ("plot", "%s forgotten"), forgotten);
  GString *text = g_string_new (NULL);

  add_remark (text, n_others, others_text);
  add_remark (text, counts->unread, unread_text);
  add_remark (text, n_forgotten, forgotten_text);
  return g_string_free (text, FALSE);
}

static void
update_others (HelioPlotLegend *self, HelioSeries *series)
{
  const HelioSeriesCounts *counts = helio_series_get_counts (series);
  const char *other = helio_series_get_last_other (series);
  g_autofree char *text = describe_others (series);
  g_autofree char *missing = helio_format_count (counts->missing);
  g_autofree char *not_numbers = helio_format_count (counts->not_numbers);
  g_autofree char *too_large = helio_format_count (counts->too_large);
  g_autofree char *unread = helio_format_count (counts->unread);
  g_autofree char *forgotten =
      helio_format_count (helio_series_data_get_forgotten (helio_series_get_data (series)));
  GString *tooltip;

  gtk_widget_set_visible (GTK_WIDGET (self->others), *text != '\0');
  if (*text == '\0')
    return;
  tooltip = g_string_new (NULL);
  g_string_append_printf (tooltip,
                          /* Translators: five counts of messages */
                          C_ ("plot",
                              "Not a number: %s\nMember not there: %s\nToo large or not kept: "
                              "%s\nGone before they were read, of all topics: %s\nForgotten since "
                              "the clock was set back: %s"),
                          not_numbers,
                          missing,
                          too_large,
                          unread,
                          forgotten);
  if (other != NULL)
    /* Translators: a payload */
    g_string_append_printf (tooltip, C_ ("plot", "\nThe last one: %s"), other);
  gtk_label_set_text (self->others, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->others), tooltip->str);
  g_string_free (tooltip, TRUE);
}

void
helio_plot_legend_update (HelioPlotLegend *self, HelioSeries *series, HelioPlotFormat format)
{
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;
  double value;
  gint64 time;

  /* A label that changes lays out the whole page anew. */
  if (now - self->updated_at < INTERVAL)
    return;
  self->updated_at = now;
  text = helio_series_data_get_last (helio_series_get_data (series), &time, &value)
             ? format (value)
             : g_strdup (C_ ("plot", "no value yet"));
  if (g_strcmp0 (gtk_label_get_text (self->value), text) != 0)
    gtk_label_set_text (self->value, text);
  update_others (self, series);
}
