// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-object-list.h"

#define TEST_TYPE_LIST (test_list_get_type ())
G_DECLARE_FINAL_TYPE (TestList, test_list, TEST, LIST, HelioObjectList)

struct _TestList {
  HelioObjectList parent_instance;
};

G_DEFINE_FINAL_TYPE (TestList, test_list, HELIO_TYPE_OBJECT_LIST)

static void
test_list_class_init (TestListClass *klass)
{
  HELIO_OBJECT_LIST_CLASS (klass)->item_type = G_TYPE_CANCELLABLE;
}

static void
test_list_init (TestList *self)
{
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer log)
{
  g_string_append_printf (log,
                          "%u-%u+%u=%u ",
                          position,
                          removed,
                          added,
                          g_list_model_get_n_items (model));
}

static void
test_list (void)
{
  TestList *list = g_object_new (TEST_TYPE_LIST, NULL);
  HelioObjectList *self = HELIO_OBJECT_LIST (list);
  GString *log = g_string_new (NULL);
  GCancellable *items[3];

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), log);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (list)) == G_TYPE_CANCELLABLE);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    items[i] = g_cancellable_new ();
    helio_object_list_append (self, items[i]);
    g_object_add_weak_pointer (G_OBJECT (items[i]), (gpointer *) &items[i]);
  }
  g_assert_cmpuint (helio_object_list_get_length (self), ==, 3);
  g_assert_true (helio_object_list_peek (self, 1) == items[1]);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 3));
  g_assert_true (helio_object_list_remove_item (self, items[1]));
  g_assert_null (items[1]);
  g_assert_false (helio_object_list_remove_item (self, list));
  helio_object_list_remove (self, 0);
  g_assert_null (items[0]);
  g_assert_true (helio_object_list_peek (self, 0) == items[2]);
  g_assert_cmpstr (log->str, ==, "0-0+1=1 1-0+1=2 2-0+1=3 1-1+0=2 0-1+0=1 ");
  g_assert_finalize_object (list);
  g_assert_null (items[2]);
  g_string_free (log, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/object-list", test_list);
  return g_test_run ();
}
