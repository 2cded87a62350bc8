// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-plot-view.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-format.h"
#include "ui/plots/helio-plot-export.h"
#include "ui/plots/helio-plot-legend.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

struct _HelioPlotView {
  AdwBin parent_instance;

  HelioMessageStore *store; /* owned */
  GPtrArray *series;        /* HelioSeries */
  GPtrArray *legend;        /* HelioPlotLegend, borrowed */

  HelioPlot *plot;
  HelioWrapBox *legend_box;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (HelioPlotView, helio_plot_view, ADW_TYPE_BIN)

enum {
  SIGNAL_CHANGED,
  SIGNAL_ADD_VALUE,
  SIGNAL_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
name_series (HelioSeries *series)
{
  g_autofree char *filter = helio_printable (helio_series_get_filter (series), -1, 80);
  const char *member = helio_series_get_member (series);
  g_autofree char *shown = member != NULL ? helio_printable (member, -1, 40) : NULL;

  return shown != NULL ? g_strdup_printf ("%s · %s", filter, shown) : g_steal_pointer (&filter);
}

static void
append_item (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static void
update_menu (HelioPlotView *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) values = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();

  append_item (values, C_ ("plot", "_Add a Value…"), "plot.add-value", NULL);
  for (guint i = 0; i < self->series->len && self->series->len > 1; i++) {
    g_autofree char *name = name_series (self->series->pdata[i]);
    /* Translators: a line of a plot */
    g_autofree char *label = g_strdup_printf (C_ ("plot", "Remove “%s”"), name);
    g_auto (GStrv) parts = g_strsplit (label, "_", -1);
    g_autofree char *escaped = g_strjoinv ("__", parts);

    append_item (values, escaped, "plot.remove-value", g_variant_new_int32 ((int) i));
  }
  append_item (values, C_ ("plot", "_Show Everything"), "plot.show-all", NULL);
  append_item (files,
               C_ ("plot", "Save as _PNG…"),
               "plot.export",
               g_variant_new_int32 (HELIO_PLOT_FORM_PNG));
  append_item (files,
               C_ ("plot", "Save as S_VG…"),
               "plot.export",
               g_variant_new_int32 (HELIO_PLOT_FORM_SVG));
  append_item (files,
               C_ ("plot", "Save Values as _CSV…"),
               "plot.export",
               g_variant_new_int32 (HELIO_PLOT_FORM_CSV));
  append_item (end, C_ ("plot", "_Remove Plot"), "plot.remove", NULL);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (values));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

static void
rebuild (HelioPlotView *self)
{
  GtkWidget *child;
  g_autofree char *name = NULL;

  helio_plot_clear (self->plot);
  g_ptr_array_set_size (self->legend, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend_box))) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; i < self->series->len; i++) {
    HelioSeries *series = self->series->pdata[i];
    g_autofree char *line = name_series (series);
    GtkWidget *legend = helio_plot_legend_new (i, line);

    helio_plot_add_line (self->plot, helio_series_get_data (series), line);
    helio_wrap_box_append (self->legend_box, legend);
    g_ptr_array_add (self->legend, legend);
  }
  name = helio_plot_view_dup_name (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "plot.add-value",
                                 self->series->len < HELIO_PLOT_LINES_MAX);
  update_menu (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
helio_plot_view_update (HelioPlotView *self, gint64 now)
{
  helio_plot_set_now (self->plot, now);
  for (guint i = 0; i < self->series->len; i++)
    helio_plot_legend_update (self->legend->pdata[i],
                              self->series->pdata[i],
                              helio_plot_get_format (self->plot));
}

gboolean
helio_plot_view_add (HelioPlotView *self, const char *filter, const char *member, GError **error)
{
  HelioSeries *series;

  for (guint i = 0; i < self->series->len; i++)
    if (g_str_equal (helio_series_get_filter (self->series->pdata[i]), filter) &&
        g_strcmp0 (helio_series_get_member (self->series->pdata[i]), member) == 0)
      return TRUE;
  if (self->series->len == HELIO_PLOT_LINES_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     C_ ("remedy", "Begin another plot."),
                     C_ ("error", "There are %u lines in this plot, which is as many as it takes"),
                     (guint) HELIO_PLOT_LINES_MAX);
    return FALSE;
  }
  series = helio_series_new (self->store, filter, member, error);
  if (series == NULL)
    return FALSE;
  g_ptr_array_add (self->series, series);
  rebuild (self);
  return TRUE;
}

guint
helio_plot_view_get_n_series (HelioPlotView *self)
{
  return self->series->len;
}

HelioSeries *
helio_plot_view_get_series (HelioPlotView *self, guint index)
{
  return self->series->pdata[index];
}

HelioPlot *
helio_plot_view_get_plot (HelioPlotView *self)
{
  return self->plot;
}

char *
helio_plot_view_dup_name (HelioPlotView *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < self->series->len; i++) {
    g_autofree char *name = name_series (self->series->pdata[i]);

    g_strv_builder_add (builder, name);
  }
  names = g_strv_builder_end (builder);
  return g_strjoinv (", ", names);
}

/* ── actions ── */

static void
add_value_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_ADD_VALUE], 0);
}

static void
remove_value_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPlotView *self = HELIO_PLOT_VIEW (widget);
  const int index = g_variant_get_int32 (parameter);

  if (index < 0 || (guint) index >= self->series->len)
    return;
  g_ptr_array_remove_index (self->series, (guint) index);
  rebuild (self);
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  helio_plot_show_all (HELIO_PLOT_VIEW (widget)->plot);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  helio_plot_export_ask (HELIO_PLOT_VIEW (widget)->plot,
                         (HelioPlotForm) g_variant_get_int32 (parameter));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVE], 0);
}

/* ── the object ── */

static void
helio_plot_view_finalize (GObject *object)
{
  HelioPlotView *self = HELIO_PLOT_VIEW (object);

  g_ptr_array_unref (self->series);
  g_ptr_array_unref (self->legend);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (helio_plot_view_parent_class)->finalize (object);
}

static void
helio_plot_view_class_init (HelioPlotViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = helio_plot_view_finalize;
  signals[SIGNAL_CHANGED] = helio_signal_new ("changed", HELIO_TYPE_PLOT_VIEW);
  signals[SIGNAL_ADD_VALUE] = helio_signal_new ("add-value", HELIO_TYPE_PLOT_VIEW);
  signals[SIGNAL_REMOVE] = helio_signal_new ("remove", HELIO_TYPE_PLOT_VIEW);
  gtk_widget_class_install_action (widget_class, "plot.add-value", NULL, add_value_action);
  gtk_widget_class_install_action (widget_class, "plot.remove-value", "i", remove_value_action);
  gtk_widget_class_install_action (widget_class, "plot.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "plot.export", "i", export_action);
  gtk_widget_class_install_action (widget_class, "plot.remove", NULL, remove_action);
}

static GtkWidget *
new_toggle (HelioPlotView *self, const char *icon, const char *label, const char *property)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, label);
  helio_accessible_name (button, label, NULL);
  gtk_widget_add_css_class (button, "flat");
  g_object_bind_property (self->plot,
                          property,
                          button,
                          "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  return button;
}

static void
helio_plot_view_init (HelioPlotView *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  self->series = g_ptr_array_new_with_free_func (g_object_unref);
  self->legend = g_ptr_array_new ();
  self->plot = HELIO_PLOT (helio_plot_new ());
  self->legend_box = HELIO_WRAP_BOX (helio_wrap_box_new ());
  self->menu_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->legend_box), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->legend_box), GTK_ALIGN_CENTER);
  gtk_menu_button_set_icon_name (self->menu_button, "view-more-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->menu_button), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), C_ ("plot", "Save, add or remove"));
  helio_accessible_name (GTK_WIDGET (self->menu_button), C_ ("accessible name", "Plot Menu"), NULL);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->legend_box));
  gtk_box_append (
      GTK_BOX (head),
      new_toggle (self, "media-playback-pause-symbolic", C_ ("plot", "Pause"), "paused"));
  gtk_box_append (
      GTK_BOX (head),
      new_toggle (self, "go-last-symbolic", C_ ("plot", "Follow the Newest"), "following"));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->menu_button));
  for (GtkWidget *child = gtk_widget_get_next_sibling (GTK_WIDGET (self->legend_box));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_valign (child, GTK_ALIGN_START);
  gtk_widget_set_vexpand (GTK_WIDGET (self->plot), TRUE);
  gtk_box_append (GTK_BOX (column), head);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->plot));
  gtk_widget_add_css_class (column, "helio-plot");
  gtk_widget_add_css_class (column, "card");
  adw_bin_set_child (ADW_BIN (self), column);
}

GtkWidget *
helio_plot_view_new (HelioMessageStore *store)
{
  HelioPlotView *self = g_object_new (HELIO_TYPE_PLOT_VIEW, NULL);

  self->store = g_object_ref (store);
  update_menu (self);
  return GTK_WIDGET (self);
}
