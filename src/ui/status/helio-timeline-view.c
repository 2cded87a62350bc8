// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/status/helio-timeline-view.h"

#include "core/base/helio-util.h"
#include "ui/status/helio-status.h"

#include <glib/gi18n.h>

struct _HelioTimelineView {
  AdwBin parent_instance;

  GListModel *timeline; /* owned (nullable) */
  gulong items_changed_id;
  guint scroll_source;

  /* template children */
  GtkScrolledWindow *scroller;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (HelioTimelineView, helio_timeline_view, ADW_TYPE_BIN)

static void
on_setup (HelioTimelineView *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *time = gtk_label_new (NULL);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *text = gtk_label_new (NULL);

  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_add_css_class (time, "caption");
  gtk_widget_set_valign (time, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "timeline-icon");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 36);
  gtk_widget_set_valign (text, GTK_ALIGN_BASELINE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), time);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
set_level (GtkImage *icon, HelioTimelineLevel level)
{
  static const struct {
    const char *icon, *style, *name;
  } looks[] = {
      [HELIO_TIMELINE_INFO] = {"helio-state-idle-symbolic", "status-idle", NULL},
      [HELIO_TIMELINE_GOOD] = {"helio-state-online-symbolic", "status-online", NULL},
      [HELIO_TIMELINE_WARNING] = {"helio-state-waiting-symbolic",
                                  "status-waiting",
                                  NC_ ("timeline", "Warning")},
      [HELIO_TIMELINE_BAD] = {"helio-state-failed-symbolic",
                              "status-bad",
                              NC_ ("timeline", "Error")},
  };
  gtk_image_set_from_icon_name (icon, looks[level].icon);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (icon), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (icon), looks[level].style);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (icon),
      GTK_ACCESSIBLE_PROPERTY_LABEL,
      looks[level].name != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "timeline", looks[level].name)
                                : "",
      -1);
}

static void
on_bind (HelioTimelineView *self, GtkListItem *item)
{
  HelioTimelineEntry *entry = gtk_list_item_get_item (item);
  GtkWidget *time = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *icon = gtk_widget_get_next_sibling (time);
  GtkWidget *text = gtk_widget_get_next_sibling (icon);

  const gint64 wall = helio_timeline_entry_get_time (entry);
  g_autofree char *local = helio_status_format_time (wall);
  g_autofree char *utc = helio_format_time_utc (wall);
  gtk_label_set_text (GTK_LABEL (time), local);
  gtk_widget_set_tooltip_text (time, utc);
  gtk_label_set_text (GTK_LABEL (text), helio_timeline_entry_get_text (entry));
  set_level (GTK_IMAGE (icon), helio_timeline_entry_get_level (entry));
}

static gboolean
is_at_end (HelioTimelineView *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - 8;
}

static gboolean
scroll_to_end (gpointer user_data)
{
  HelioTimelineView *self = user_data;
  self->scroll_source = 0;
  const guint n = self->timeline != NULL ? g_list_model_get_n_items (self->timeline) : 0;
  if (n > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", n - 1);
  return G_SOURCE_REMOVE;
}

static void
queue_scroll (HelioTimelineView *self)
{
  if (self->scroll_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->scroll_source = g_idle_add (scroll_to_end, self);
}

static void
on_items_changed (HelioTimelineView *self)
{
  if (is_at_end (self))
    queue_scroll (self);
}

static void
helio_timeline_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_timeline_view_parent_class)->map (widget);
  queue_scroll (HELIO_TIMELINE_VIEW (widget));
}

static void
helio_timeline_view_dispose (GObject *object)
{
  HelioTimelineView *self = HELIO_TIMELINE_VIEW (object);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  helio_timeline_view_set_timeline (self, NULL);
  G_OBJECT_CLASS (helio_timeline_view_parent_class)->dispose (object);
}

static void
helio_timeline_view_class_init (HelioTimelineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_timeline_view_dispose;
  widget_class->map = helio_timeline_view_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-timeline-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioTimelineView, scroller);
  gtk_widget_class_bind_template_child (widget_class, HelioTimelineView, list);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
}

static void
helio_timeline_view_init (HelioTimelineView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_timeline_view_set_timeline (HelioTimelineView *self, HelioTimeline *timeline)
{
  if (self->timeline == (GListModel *) timeline)
    return;
  if (self->timeline != NULL)
    g_clear_signal_handler (&self->items_changed_id, self->timeline);
  g_set_object (&self->timeline, (GListModel *) timeline);
  if (timeline != NULL)
    self->items_changed_id =
        g_signal_connect_swapped (timeline, "items-changed", G_CALLBACK (on_items_changed), self);
  if (self->list == NULL)
    return;
  g_autoptr (GtkNoSelection) selection =
      timeline != NULL ? gtk_no_selection_new (g_object_ref (self->timeline)) : NULL;
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}
