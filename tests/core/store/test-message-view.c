// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-topic.h"
#include "core/store/helio-message-view.h"

#include "support/helio-store-test.h"

#include <string.h>

#define MIB (1024 * 1024)

static guint64
seq_of (gpointer item)
{
  return helio_message_item_get_seq (HELIO_MESSAGE_ITEM (item));
}

static HelioShadow *
shadow (HelioMessageView *view)
{
  return helio_shadow_new (G_LIST_MODEL (view), seq_of);
}

static void
settle (HelioMessageView *view)
{
  guint flushes = 0;

  while (helio_message_view_flush (view))
    g_assert_cmpuint (flushes++, <, 100000);
}

static guint
count (HelioMessageView *view)
{
  return g_list_model_get_n_items (G_LIST_MODEL (view));
}

static void
test_append (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioMessageView) view = NULL;
  g_autoptr (HelioShadow) rows = NULL;

  helio_store_test_append (store, "before", "x");
  view = helio_message_view_new (store);
  g_assert_true (helio_message_view_get_store (view) == store);
  rows = shadow (view);
  helio_store_test_append (store, "a", "x");
  g_assert_cmpuint (count (view), ==, 0); /* only a flush changes it */
  g_assert_true (helio_message_view_flush (view));
  g_assert_false (helio_message_view_flush (view));
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 2);
  g_assert_cmpuint (helio_shadow_get_n_emissions (rows), ==, 1);
  g_assert_cmpuint (helio_message_view_get_bytes (view), ==, 0);
}

static void
test_evict_steps (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (8 * MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);
  g_autoptr (HelioShadow) rows = shadow (view);
  HelioMessageRow row;
  guint64 first, end;
  guint dead, n, before;

  for (guint i = 0; i < 300000; i++) {
    helio_store_test_append_size (store, "a", 32, 'x');
    if (i % 300 == 0)
      helio_message_view_flush (view);
  }
  settle (view);
  helio_message_store_get_range (store, &first, &end);
  g_assert_cmpuint (end - first, >, 50000);
  n = helio_shadow_check (rows)->len;
  dead = helio_message_view_find (view, first);
  g_assert_cmpuint (dead, <, 5000);
  g_assert_cmpuint (n, ==, end - first + dead);
  g_assert_cmpuint (helio_shadow_get_largest_removal (rows), >=, 5000);

  /* A row that went and is still counted answers, with nothing in it. */
  while (dead == 0) {
    helio_store_test_append_size (store, "a", 32, 'x');
    helio_message_view_flush (view);
    helio_message_store_get_range (store, &first, &end);
    dead = helio_message_view_find (view, first);
  }
  g_assert_false (helio_message_store_get_row (store, helio_message_view_get_seq (view, 0), &row));

  /* Nothing new, nothing told. */
  before = helio_shadow_get_n_emissions (rows);
  g_assert_false (helio_message_view_flush (view));
  g_assert_cmpuint (helio_shadow_get_n_emissions (rows), ==, before);
}

/* A view that nobody flushed for long: all it counted is gone. */
static void
test_left_behind (void)
{
  for (guint filtered = 0; filtered < 2; filtered++) {
    g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
    g_autoptr (HelioMessageView) view = helio_message_view_new (store);
    g_autoptr (HelioShadow) rows = shadow (view);
    guint64 first, end;

    if (filtered)
      helio_message_view_set_filter (view, "a");
    for (guint i = 0; i < 100; i++)
      helio_store_test_append (store, "a", "x");
    settle (view);
    for (guint i = 0; i < 30000; i++)
      helio_store_test_append_size (store, "a", 100, 'x');
    settle (view);
    helio_message_store_get_range (store, &first, &end);
    g_assert_cmpuint (first, >, 100);
    g_assert_cmpuint (helio_shadow_check (rows)->len, ==, end - first);
    g_assert_cmpuint (helio_message_view_get_seq (view, 0), ==, first);
  }
}

static void
test_pause (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);
  g_autoptr (HelioShadow) rows = shadow (view);

  for (guint i = 0; i < 10; i++)
    helio_store_test_append (store, i % 2 ? "a" : "b", "x");
  settle (view);
  helio_message_view_set_paused (view, TRUE);
  g_assert_true (helio_message_view_get_paused (view));
  for (guint i = 0; i < 20000; i++)
    helio_store_test_append_size (store, "a", 100, 'x');
  settle (view);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 10);
  g_assert_cmpuint (helio_message_view_get_pending (view), ==, 20000);

  /* All of it went meanwhile; a filter then finds nothing, and no row of after the pause. */
  helio_message_view_set_filter (view, "x");
  settle (view);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 0);
  helio_message_view_set_filter (view, NULL);
  helio_message_view_set_paused (view, FALSE);
  g_assert_cmpuint (helio_message_view_get_pending (view), ==, 0);
  settle (view);
  g_assert_cmpuint (helio_shadow_check (rows)->len, >, 1000);
}

static void
test_pause_and_filter (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);
  g_autoptr (HelioShadow) rows = shadow (view);

  for (guint i = 0; i < 10; i++)
    helio_store_test_append (store, i % 2 ? "a" : "b", "x");
  settle (view);
  helio_message_view_set_paused (view, TRUE);
  for (guint i = 0; i < 10; i++)
    helio_store_test_append (store, "a", "x");
  helio_message_view_set_filter (view, "a/#");
  settle (view);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 5);
  /* Only those that it would show wait, and a gap is no message. */
  g_assert_cmpuint (helio_message_view_get_pending (view), ==, 10);
  for (guint i = 0; i < 3; i++)
    helio_store_test_append (store, "b", "x");
  helio_message_store_append_gap (store, 0, -1, 0, NULL);
  helio_store_test_append (store, "a/b", "x");
  settle (view);
  g_assert_cmpuint (helio_message_view_get_pending (view), ==, 11);
  helio_message_view_set_filter (view, "b/#");
  settle (view);
  g_assert_cmpuint (helio_message_view_get_pending (view), ==, 3);
  helio_message_view_set_filter (view, "a/#");
  helio_message_view_set_paused (view, FALSE);
  settle (view);
  g_assert_cmpuint (helio_message_view_get_pending (view), ==, 0);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 17); /* with the gap */
}

static void
test_find (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);

  for (guint i = 0; i < 30; i++)
    helio_store_test_append (store, i % 3 ? "a" : "b", "x");
  settle (view);
  g_assert_cmpuint (helio_message_view_find (view, 7), ==, 7);
  g_assert_cmpuint (helio_message_view_find (view, 99), ==, 30);
  helio_message_view_set_branch (view, "b");
  settle (view);
  g_assert_cmpuint (count (view), ==, 10);
  g_assert_cmpuint (helio_message_view_find (view, 6), ==, 2);
  g_assert_cmpuint (helio_message_view_find (view, 7), ==, 3);
  g_assert_cmpuint (helio_message_view_find (view, 28), ==, 10);
  g_assert_cmpuint (helio_message_view_get_seq (view, 9), ==, 27);
}

static void
test_clear (void)
{
  for (guint filtered = 0; filtered < 2; filtered++) {
    g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
    g_autoptr (HelioMessageView) view = helio_message_view_new (store);
    g_autoptr (HelioShadow) rows = shadow (view);

    if (filtered)
      helio_message_view_set_filter (view, "a");
    for (guint i = 0; i < 100; i++)
      helio_store_test_append (store, "a", "x");
    settle (view);
    helio_message_store_clear (store);
    settle (view);
    g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 0);
    helio_store_test_append (store, "a", "x");
    settle (view);
    g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 1);
  }
}

/* Payloads that are not in a chunk are looked into too. */
static void
test_large_payloads (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);
  g_autoptr (HelioShadow) rows = shadow (view);
  g_autofree char *big = g_strnfill (50000, 'b'), *spilled = g_strnfill (300000, 's');

  memcpy (big + 40000, "Needle", 6);
  memcpy (spilled + 250000, "nEEDLE", 6);
  helio_store_test_append (store, "one", big);
  helio_store_test_append (store, "two", spilled);
  helio_store_test_append (store, "three", "no");
  helio_store_test_append (store, "four", "a needle");
  g_assert_cmpuint (helio_message_store_get_spilled_bytes (store), >, 0);
  helio_message_view_set_filter (view, "needle");
  settle (view);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 3);
  helio_store_test_append (store, "five", big);
  settle (view);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 4);
  g_assert_cmpfloat (helio_message_view_get_progress (view), ==, 1);
}

/* A long payload is searched bit by bit over several flushes: what lies across the parts is found, both by the scan
 * of what was there and by that of what comes. */
static void
test_large_in_parts (void)
{
  static const char *needles[] = {"needle",
                                  "n\xc3\xa4"
                                  "del"};
  const gsize length = HELIO_VIEW_SEARCH_MAX + 1000;

  for (gsize n = 0; n < G_N_ELEMENTS (needles); n++) {
    g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
    g_autoptr (HelioMessageView) view = helio_message_view_new (store);
    g_autoptr (HelioShadow) rows = shadow (view);
    g_autofree char *payload = g_strnfill (length, 's');

    for (guint round = 0; round < 2; round++) {
      for (guint i = 0; i < 16; i++) {
        gsize at = (i + 1) * 64 * 1024 - i;

        at = MIN (at, HELIO_VIEW_SEARCH_MAX - strlen (needles[n]));
        memcpy (payload + at, needles[n], strlen (needles[n]));
        helio_store_test_append (store, "a", payload);
        memset (payload + at, 's', strlen (needles[n]));
      }
      /* Behind what is searched. */
      memcpy (payload + length - 100, needles[n], strlen (needles[n]));
      helio_store_test_append (store, "a", payload);
      memset (payload + length - 100, 's', strlen (needles[n]));
      if (round == 0)
        helio_message_view_set_filter (view, needles[n]);
      settle (view);
      g_assert_cmpuint (helio_shadow_check (rows)->len, ==, (round + 1) * 16);
    }
    g_assert_cmpuint (helio_message_store_get_spilled_bytes (store), >, 33 * length);
  }
}

/* The newest matches are there after the first flush, the rest comes bit by bit. */
static void
test_slices (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (64 * MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);
  g_autoptr (HelioShadow) rows = shadow (view);
  guint flushes = 1;
  double last;

  for (guint i = 0; i < 200000; i++)
    helio_store_test_append (store, "a", i % 10 ? "no, nothing here, nothing at all" : "match");
  settle (view);
  helio_message_view_set_filter (view, "match");
  g_assert_cmpfloat (helio_message_view_get_progress (view), ==, 0);
  g_assert_true (helio_message_view_flush (view));
  g_assert_cmpuint (count (view), >, 0);
  g_assert_cmpuint (helio_message_view_get_seq (view, count (view) - 1), ==, 199990);
  last = helio_message_view_get_progress (view);
  while (helio_message_view_flush (view)) {
    g_assert_cmpfloat (helio_message_view_get_progress (view), >=, last);
    last = helio_message_view_get_progress (view);
    flushes++;
  }
  g_assert_cmpuint (flushes, >, 2);
  g_assert_cmpfloat (helio_message_view_get_progress (view), ==, 1);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 20000);
  g_assert_cmpuint (helio_message_view_get_bytes (view), <=, 20000 * 4 + 3 * 4096 * 4);
}

/* ── against a filter that does it the plain way ── */

static gboolean
contains (const char *text, const char *needle)
{
  g_autofree char *a = g_ascii_strdown (text, -1), *b = g_ascii_strdown (needle, -1);

  return strstr (a, b) != NULL;
}

static gboolean
naive_matches (HelioMessageView *view, const HelioMessageRow *row, const char *payload)
{
  const char *filter = helio_message_view_get_filter (view);
  const char *branch = helio_message_view_get_branch (view);

  if (row->kind == HELIO_ROW_GAP)
    return TRUE;
  if (branch != NULL) {
    g_autofree char *below = g_strconcat (branch, "/", NULL);

    if (strcmp (row->topic, branch) != 0 && !g_str_has_prefix (row->topic, below))
      return FALSE;
  }
  if (filter == NULL || *filter == '\0')
    return TRUE;
  if (strpbrk (filter, "+#") != NULL)
    return helio_topic_matches (filter, row->topic);
  return contains (row->topic, filter) || contains (payload, filter);
}

static void
check_naive (HelioMessageView *view, HelioShadow *rows)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  GArray *have = helio_shadow_check (rows);
  guint64 first, end;
  guint at;

  helio_message_store_get_range (store, &first, &end);
  at = helio_message_view_find (view, first);
  for (guint64 seq = first; seq < end; seq++) {
    HelioMessageRow row;
    g_autoptr (GBytes) bytes = helio_message_store_get_payload (store, seq);
    g_autofree char *payload =
        bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;

    g_assert_true (helio_message_store_get_row (store, seq, &row));
    if (naive_matches (view, &row, payload)) {
      g_assert_cmpuint (at, <, have->len);
      g_assert_cmpuint (g_array_index (have, guint64, at), ==, seq);
      at++;
    }
    helio_message_row_clear (&row);
  }
  g_assert_cmpuint (at, ==, have->len);
}

static void
append_random (HelioMessageStore *store)
{
  static const char *words[] = {"alpha", "Beta", "gamma", "delta", "ALPHABET"};
  int n = g_test_rand_int_range (1, 400);

  for (int i = 0; i < n; i++) {
    g_autofree char *topic = g_strdup_printf ("%s/%d/%s",
                                              words[g_test_rand_int_range (0, 5)],
                                              g_test_rand_int_range (0, 20),
                                              words[g_test_rand_int_range (0, 5)]);
    g_autofree char *payload =
        g_strdup_printf ("{\"%s\": %d}", words[g_test_rand_int_range (0, 5)], g_test_rand_int ());

    helio_store_test_append (store, topic, payload);
  }
  if (g_test_rand_int_range (0, 5) == 0)
    helio_message_store_append_gap (store, 0, 1, 1, "gap");
}

static void
check_gaps (HelioMessageView *view)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (view)); i++) {
    HelioMessageRow row;

    if (!helio_message_store_get_row (store, helio_message_view_get_seq (view, i), &row))
      continue; /* evicted */
    n += row.kind == HELIO_ROW_GAP;
    helio_message_row_clear (&row);
  }
  g_assert_cmpuint (helio_message_view_get_n_gaps (view), ==, n);
}

static void
test_random (void)
{
  static const char *filters[] =
      {NULL, "", "alpha", "beta/1", "7}", "+/3/#", "gamma/+/delta", "nothing at all", "#"};
  static const char *branches[] = {NULL, NULL, "alpha", "Beta/7", "gamma/3/delta", "none"};
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);
  g_autoptr (HelioShadow) rows = shadow (view);

  for (guint step = 0; step < 300; step++) {
    switch (g_test_rand_int_range (0, 10)) {
      case 0:
        helio_message_view_set_filter (view,
                                       filters[g_test_rand_int_range (0, G_N_ELEMENTS (filters))]);
        break;
      case 1:
        helio_message_view_set_branch (
            view,
            branches[g_test_rand_int_range (0, G_N_ELEMENTS (branches))]);
        break;
      case 2:
        helio_message_view_set_paused (view, g_test_rand_bit ());
        break;
      case 3:
      case 4:
        helio_message_view_flush (view);
        break;
      case 5:
        settle (view);
        if (!helio_message_view_get_paused (view))
          check_naive (view, rows);
        check_gaps (view);
        break;
      default:
        append_random (store);
        break;
    }
  }
  g_assert_cmpuint (helio_message_store_get_evicted (store), >, 0);
  helio_message_view_set_paused (view, FALSE);
  settle (view);
  check_naive (view, rows);
}

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_properties (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  HelioMessageView *view = helio_message_view_new (store);
  g_autofree char *filter = NULL, *branch = NULL;
  gboolean paused;
  guint notified = 0;

  g_signal_connect (view, "notify", G_CALLBACK (count_notify), &notified);
  g_object_set (view, "filter", "x", "branch", "a/b", "paused", TRUE, NULL);
  g_assert_cmpuint (notified, ==, 3);
  g_object_set (view, "filter", "x", "branch", "a/b", "paused", TRUE, NULL);
  g_assert_cmpuint (notified, ==, 3);
  g_object_get (view, "filter", &filter, "branch", &branch, "paused", &paused, NULL);
  g_assert_cmpstr (filter, ==, "x");
  g_assert_cmpstr (branch, ==, "a/b");
  g_assert_true (paused);
  g_assert_finalize_object (view);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-view/append", test_append);
  g_test_add_func ("/message-view/evict-steps", test_evict_steps);
  g_test_add_func ("/message-view/left-behind", test_left_behind);
  g_test_add_func ("/message-view/pause", test_pause);
  g_test_add_func ("/message-view/pause-and-filter", test_pause_and_filter);
  g_test_add_func ("/message-view/find", test_find);
  g_test_add_func ("/message-view/clear", test_clear);
  g_test_add_func ("/message-view/large-payloads", test_large_payloads);
  g_test_add_func ("/message-view/large-in-parts", test_large_in_parts);
  g_test_add_func ("/message-view/slices", test_slices);
  g_test_add_func ("/message-view/random", test_random);
  g_test_add_func ("/message-view/properties", test_properties);
  return g_test_run ();
}
