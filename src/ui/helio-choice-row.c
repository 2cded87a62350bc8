// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-choice-row.h"

#define CHOSEN_CHARS 40

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHOSEN_CHARS);
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (list_item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (list_item)));
}

GtkWidget *
helio_choice_row_new (const char *title, const char *const *choices)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);
  g_autoptr (GtkListItemFactory) chosen = gtk_signal_list_item_factory_new ();
  GtkWidget *row = adw_combo_row_new ();

  g_signal_connect (chosen, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (chosen, "bind", G_CALLBACK (on_bind), NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  /* The list that opens keeps the row's own, with the mark at the chosen one. */
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (row),
                                  adw_combo_row_get_factory (ADW_COMBO_ROW (row)));
  adw_combo_row_set_factory (ADW_COMBO_ROW (row), chosen);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  return row;
}
