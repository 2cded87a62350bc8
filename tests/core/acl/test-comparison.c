// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-comparison.h"

#include <string.h>

#define SECOND G_USEC_PER_SEC
#define START (1000 * SECOND)

static void
add (HelioComparison *list, HelioSide side, gint64 time, const char *topic, const char *payload)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));

  helio_comparison_add (list, side, START + time, topic, bytes, payload);
}

static HelioComparisonRow *
get_row (HelioComparison *list, guint position)
{
  return helio_object_list_peek (HELIO_OBJECT_LIST (list), position);
}

static void
assert_state (HelioComparison *list, guint position, HelioComparisonState state)
{
  g_assert_cmpint (helio_comparison_row_get_state (get_row (list, position)), ==, state);
}

static void
on_notify (GObject *row, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_align (void)
{
  g_autoptr (HelioComparison) list = helio_comparison_new (2 * SECOND);
  guint notified = 0;

  add (list, HELIO_SIDE_LEFT, 0, "a", "1");
  assert_state (list, 0, HELIO_COMPARISON_WAITING);
  g_signal_connect (get_row (list, 0), "notify::state", G_CALLBACK (on_notify), &notified);
  add (list, HELIO_SIDE_RIGHT, 1, "b", "1"); /* another topic */
  add (list, HELIO_SIDE_RIGHT, 2, "a", "2"); /* another payload */
  g_assert_cmpuint (notified, ==, 0);
  add (list, HELIO_SIDE_RIGHT, SECOND, "a", "1");
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  assert_state (list, 0, HELIO_COMPARISON_BOTH);
  g_assert_cmpint (helio_comparison_row_get_time (get_row (list, 0), HELIO_SIDE_RIGHT),
                   ==,
                   START + SECOND);
  helio_comparison_settle (list, START + 2 * SECOND);
  assert_state (list, 1, HELIO_COMPARISON_WAITING);
  helio_comparison_settle (list, START + 4 * SECOND);
  assert_state (list, 1, HELIO_COMPARISON_ONLY_RIGHT);
  assert_state (list, 2, HELIO_COMPARISON_ONLY_RIGHT);
  g_assert_cmpuint (helio_comparison_count (list, HELIO_COMPARISON_BOTH), ==, 1);
  g_assert_cmpuint (helio_comparison_count (list, HELIO_COMPARISON_ONLY_RIGHT), ==, 2);
  g_assert_cmpuint (helio_comparison_count (list, HELIO_COMPARISON_WAITING), ==, 0);
}

/* The same message again is another message, and one who gets it twice has got one too many. */
static void
test_repeated (void)
{
  g_autoptr (HelioComparison) list = helio_comparison_new (2 * SECOND);

  add (list, HELIO_SIDE_LEFT, 0, "a", "1");
  add (list, HELIO_SIDE_LEFT, 1, "a", "1");
  add (list, HELIO_SIDE_RIGHT, 2, "a", "1");
  assert_state (list, 0, HELIO_COMPARISON_BOTH);
  assert_state (list, 1, HELIO_COMPARISON_WAITING);
  helio_comparison_settle (list, START + 3 * SECOND);
  assert_state (list, 1, HELIO_COMPARISON_ONLY_LEFT);
  /* Too late for that one. */
  add (list, HELIO_SIDE_RIGHT, 4 * SECOND, "a", "1");
  assert_state (list, 1, HELIO_COMPARISON_ONLY_LEFT);
  assert_state (list, 2, HELIO_COMPARISON_WAITING);
}

static void
test_bounded (void)
{
  g_autoptr (HelioComparison) list = helio_comparison_new (SECOND);

  for (int i = 0; i < HELIO_COMPARISON_MAX + 10; i++) {
    g_autofree char *payload = g_strdup_printf ("%d", i);

    add (list, HELIO_SIDE_LEFT, i, "a", payload);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, HELIO_COMPARISON_MAX);
  g_assert_cmpstr (helio_comparison_row_get_preview (get_row (list, 0)), ==, "10");
  helio_comparison_settle (list, START + 3 * SECOND);
  assert_state (list, 0, HELIO_COMPARISON_ONLY_LEFT);
  helio_comparison_clear (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_cmpuint (helio_comparison_count (list, HELIO_COMPARISON_ONLY_LEFT), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comparison/align", test_align);
  g_test_add_func ("/comparison/repeated", test_repeated);
  g_test_add_func ("/comparison/bounded", test_bounded);
  return g_test_run ();
}
