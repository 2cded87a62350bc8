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

/* What a list makes of what it is told: the keys of its rows. */
typedef struct {
  HelioKeySelection *selection;
  GArray *keys; /* guint64 */
  guint told;
} Mirror;

static void
mirror (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Mirror *self = user_data;

  self->told++;
  g_assert_cmpuint (position + removed, <=, self->keys->len);
  if (removed > 0)
    g_array_remove_range (self->keys, position, removed);
  for (guint i = 0; i < added; i++) {
    const guint64 key = helio_key_selection_get_key (self->selection, position + i);
    g_array_insert_val (self->keys, position + i, key);
  }
}

static void
show_all (Mirror *self)
{
  for (guint i = 0; i < self->keys->len; i++)
    g_array_index (self->keys, guint64, i) = helio_key_selection_get_key (self->selection, i);
}

/* Every row shows what it stands for. */
static void
check (Mirror *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->selection)), ==, self->keys->len);
  for (guint i = 0; i < self->keys->len; i++)
    g_assert_cmpuint (g_array_index (self->keys, guint64, i),
                      ==,
                      helio_key_selection_get_key (self->selection, i));
  g_assert_cmpuint (helio_key_selection_get_key (self->selection, self->keys->len),
                    ==,
                    HELIO_NO_KEY);
}

static void
add_keys (GtkStringList *list, guint position, guint n, guint *key)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf ("%u", (*key)++);
    g_strv_builder_add (builder, text);
  }
  texts = g_strv_builder_end (builder);
  gtk_string_list_splice (list, position, 0, (const char *const *) texts);
}

static void
set_up_mirror (Mirror *self, GtkStringList *list)
{
  self->selection = helio_key_selection_new (&funcs);
  self->keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->told = 0;
  g_signal_connect (self->selection, "items-changed", G_CALLBACK (mirror), self);
  helio_key_selection_set_model (self->selection, G_LIST_MODEL (list));
}

static void
tear_down_mirror (Mirror *self)
{
  g_assert_finalize_object (self->selection);
  g_array_unref (self->keys);
}

static void
count_any (GtkSelectionModel *model, guint position, guint n, gpointer user_data)
{
  guint *mask = user_data;

  g_assert_cmpuint (position + n, <=, g_list_model_get_n_items (G_LIST_MODEL (model)));
  *mask |= 1u << 31;
}

static void
test_slides (void)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint key = 0, mask = 0;
  Mirror self;
  GtkSelectionModel *model;

  set_up_mirror (&self, list);
  model = GTK_SELECTION_MODEL (self.selection);
  helio_key_selection_set_sliding (self.selection, TRUE);
  /* A short list has room for more. */
  add_keys (list, 0, HELIO_SLIDE_MIN, &key);
  g_assert_cmpuint (self.told, ==, 1);
  g_assert_false (helio_key_selection_take_slid (self.selection));

  /* What is selected is among those that come. */
  helio_key_selection_set_selected (self.selection, key);
  g_signal_connect (self.selection, "selection-changed", G_CALLBACK (count_any), &mask);
  add_keys (list, HELIO_SLIDE_MIN, 1, &key);
  g_assert_cmpuint (mask, ==, 1u << 31);
  g_assert_true (gtk_selection_model_is_selected (model, HELIO_SLIDE_MIN - 1));
  g_signal_handlers_disconnect_by_func (self.selection, count_any, &mask);
  gtk_string_list_splice (list, 0, 1, NULL);
  mask = 0;
  show_all (&self);

  helio_key_selection_set_selected (self.selection, 5);
  g_signal_connect (self.selection, "selection-changed", G_CALLBACK (count_change), &mask);
  add_keys (list, HELIO_SLIDE_MIN, 3, &key);
  g_assert_cmpuint (self.told, ==, 1);
  g_assert_true (helio_key_selection_take_slid (self.selection));
  g_assert_false (helio_key_selection_take_slid (self.selection));
  g_assert_cmpuint (helio_key_selection_get_key (self.selection, 0), ==, 4);
  g_assert_cmpuint (helio_key_selection_get_key (self.selection, HELIO_SLIDE_MIN - 1), ==, key - 1);
  /* The selection goes up with what is selected. */
  g_assert_cmphex (mask, ==, 1u << 4 | 1u << 1);
  g_assert_true (gtk_selection_model_is_selected (model, 1));
  g_assert_false (gtk_selection_model_is_selected (model, 4));
  show_all (&self);
  check (&self);

  /* Two of the hidden ones go: nobody need know. Then the third and the first two that are shown. */
  gtk_string_list_splice (list, 0, 2, NULL);
  g_assert_cmpuint (self.told, ==, 1);
  check (&self);
  gtk_string_list_splice (list, 0, 3, NULL);
  g_assert_cmpuint (self.told, ==, 2);
  check (&self);

  add_keys (list, g_list_model_get_n_items (G_LIST_MODEL (list)), 2, &key);
  g_assert_cmpuint (self.told, ==, 3); /* it has become short */
  add_keys (list, g_list_model_get_n_items (G_LIST_MODEL (list)), 4, &key);
  g_assert_cmpuint (self.told, ==, 3);
  show_all (&self);
  helio_key_selection_settle (self.selection);
  g_assert_cmpuint (self.told, ==, 4);
  check (&self);
  tear_down_mirror (&self);
}

static void
test_slides_through_anything (void)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint key = 1, slid = 0;
  Mirror self;

  set_up_mirror (&self, list);
  for (guint i = 0; i < 3000; i++) {
    const guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
    const guint some = g_test_rand_int_range (1, 40);
    const guint at = n > 0 ? g_test_rand_int_range (0, n) : 0;

    switch (g_test_rand_int_range (0, 12)) {
      case 0:
        gtk_string_list_splice (list, 0, MIN (n, some * 4), NULL);
        break;
      case 1:
        gtk_string_list_splice (list, at, MIN (n - at, some), NULL);
        break;
      case 2:
        add_keys (list, 0, some, &key);
        break;
      case 3:
        add_keys (list, at, some, &key);
        break;
      case 4:
        helio_key_selection_settle (self.selection);
        break;
      case 5:
        helio_key_selection_set_sliding (self.selection, g_test_rand_bit ());
        break;
      default:
        helio_key_selection_set_sliding (self.selection, TRUE);
        add_keys (list, n, some, &key);
    }
    if (helio_key_selection_take_slid (self.selection)) {
      slid++;
      show_all (&self);
    }
    check (&self);
  }
  g_assert_cmpuint (slid, >, 100);
  g_assert_cmpuint (self.told, >, 100);
  tear_down_mirror (&self);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/key-selection/moves-with-row", test_moves_with_row);
  g_test_add_func ("/key-selection/tells-both-rows", test_tells_both_rows);
  g_test_add_func ("/key-selection/slides", test_slides);
  g_test_add_func ("/key-selection/slides-through-anything", test_slides_through_anything);
  return g_test_run ();
}
