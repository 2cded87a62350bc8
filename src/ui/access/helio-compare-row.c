// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-compare-row.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

#define TOPIC_CHARS 200

static GtkWidget *
make_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  make_label (row);
  make_label (row);
  gtk_widget_add_css_class (row, "helio-difference");
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
update_side (GtkLabel *label, HelioComparisonRow *row, HelioSide side)
{
  const gint64 at = helio_comparison_row_get_time (row, side);
  const gboolean waiting = helio_comparison_row_get_state (row) == HELIO_COMPARISON_WAITING;
  g_autofree char *topic = helio_printable (helio_comparison_row_get_topic (row), -1, TOPIC_CHARS);
  HelioTimeCache cache = {0};
  char time[24];

  gtk_widget_remove_css_class (GTK_WIDGET (label), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (label), "dim-label");
  if (at != 0) {
    g_autofree char *text = NULL;

    helio_format_time (&cache, at, time);
    text = g_strdup_printf ("✓ %s  %s\n%s", time, topic, helio_comparison_row_get_preview (row));
    gtk_label_set_text (label, text);
  } else if (waiting) {
    gtk_label_set_text (label, C_ ("access compare", "· not yet"));
    gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
  } else {
    gtk_label_set_text (label, C_ ("access compare", "✕ did not get it"));
    gtk_widget_add_css_class (GTK_WIDGET (label), "error");
  }
}

static void
update_row (HelioComparisonRow *row, GParamSpec *pspec, GtkWidget *box)
{
  GtkWidget *left = gtk_widget_get_first_child (box);

  update_side (GTK_LABEL (left), row, HELIO_SIDE_LEFT);
  update_side (GTK_LABEL (gtk_widget_get_next_sibling (left)), row, HELIO_SIDE_RIGHT);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  HelioComparisonRow *row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);

  update_row (row, NULL, box);
  g_signal_connect_object (row, "notify::state", G_CALLBACK (update_row), box, 0);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item),
                                        update_row,
                                        gtk_list_item_get_child (item));
}

GtkListItemFactory *
helio_compare_row_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  return factory;
}
