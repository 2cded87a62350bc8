// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-key-selection.h"
#include "ui/helio-ui-test.h"

/* Strings whose number is their key: "7" is key 7, "-" cannot be selected. */
static guint64
key_at (GListModel *model, guint position)
{
  const char *text = gtk_string_list_get_string (GTK_STRING_LIST (model), position);

  return *text == '-' ? HELIO_NO_KEY : g_ascii_strtoull (text, NULL, 10);
}

static guint
position_of (GListModel *model, guint64 key)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (key_at (model, i) == key)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static const HelioKeySelectionFuncs funcs = {key_at, position_of};

static void
test_moves_with_row (void)
{
  g_autoptr (GtkStringList) list =
      gtk_string_list_new ((const char *const[]){"5", "6", "-", "8", NULL});
  g_autoptr (HelioKeySelection) selection = helio_key_selection_new (&funcs);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);
  g_autoptr (GtkBitset) bits = NULL;

  helio_key_selection_set_model (selection, G_LIST_MODEL (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (selection)), ==, 4);
  g_assert_true (gtk_selection_model_select_item (model, 3, TRUE));
  g_assert_cmpuint (helio_key_selection_get_selected (selection), ==, 8);
  g_assert_false (gtk_selection_model_select_item (model, 2, TRUE));
  g_assert_false (gtk_selection_model_select_item (model, 9, TRUE));

  /* Rows at the head go: the same row stays selected at its new place. */
  gtk_string_list_splice (list, 0, 2, NULL);
  g_assert_true (gtk_selection_model_is_selected (model, 1));
  bits = gtk_selection_model_get_selection (model);
  g_assert_cmpuint (gtk_bitset_get_size (bits), ==, 1);
  g_assert_true (gtk_bitset_contains (bits, 1));

  /* It goes and comes back, as under a filter. */
  gtk_string_list_splice (list, 0, 2, NULL);
  g_assert_cmpuint (helio_key_selection_get_selected (selection), ==, 8);
  gtk_string_list_append (list, "8");
  g_assert_true (gtk_selection_model_is_selected (model, 0));
  gtk_selection_model_unselect_item (model, 0);
  g_assert_cmpuint (helio_key_selection_get_selected (selection), ==, HELIO_NO_KEY);
}

static void
count_change (GtkSelectionModel *model, guint position, guint n, gpointer user_data)
{
  guint *mask = user_data;

  g_assert_cmpuint (n, ==, 1);
  *mask |= 1u << position;
}

static void
test_tells_both_rows (void)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const[]){"1", "2", "3", NULL});
  HelioKeySelection *selection = helio_key_selection_new (&funcs);
  guint mask = 0;

  helio_key_selection_set_model (selection, G_LIST_MODEL (list));
  helio_key_selection_set_selected (selection, 1);
  g_signal_connect (selection, "selection-changed", G_CALLBACK (count_change), &mask);
  helio_key_selection_set_selected (selection, 3);
  g_assert_cmphex (mask, ==, 5);
  g_assert_finalize_object (selection);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/key-selection/moves-with-row", test_moves_with_row);
  g_test_add_func ("/key-selection/tells-both-rows", test_tells_both_rows);
  return g_test_run ();
}
