// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-id-table.h"
#include "core/store/helio-needle.h"
#include "core/store/helio-seq-index.h"
#include "core/store/helio-spill.h"

#include "support/helio-test.h"

#include <string.h>

/* ── the table of ids ── */

static gboolean
match_value (guint32 id, gconstpointer key, gpointer data)
{
  const guint32 *values = data;

  return values[id] == *(const guint32 *) key;
}

/* Few hashes for many ids: chains and removals in them are the rule. */
static void
test_id_table (void)
{
  enum {
    N = 3000
  };
  g_autofree guint32 *values = g_new (guint32, N);
  g_autofree gboolean *in = g_new0 (gboolean, N);
  HelioIdTable table;
  guint n = 0;

  for (guint32 i = 0; i < N; i++)
    values[i] = i * 7;
  helio_id_table_init (&table);
  for (guint step = 0; step < 60000; step++) {
    guint32 id = (guint32) g_test_rand_int_range (0, N);
    guint32 hash = values[id] % 97;

    if (!in[id]) {
      helio_id_table_add (&table, hash, id);
      n++;
    } else {
      helio_id_table_remove (&table, hash, id);
      n--;
    }
    in[id] = !in[id];
    g_assert_cmpuint (table.used, ==, n);
    id = (guint32) g_test_rand_int_range (0, N);
    g_assert_cmpuint (
        helio_id_table_find (&table, values[id] % 97, match_value, &values[id], values),
        ==,
        in[id] ? id : HELIO_ID_NONE);
  }
  helio_id_table_clear (&table);
}

static gboolean
match_id (guint32 id, gconstpointer key, gpointer data)
{
  return id == *(const guint32 *) key;
}

/* Whatever grows or shrinks is moved a few at a time, and done before it does so again. */
static void
test_id_table_moves (void)
{
  enum {
    N = 200000
  };
  HelioIdTable table;
  guint resized = 0;

  helio_id_table_init (&table);
  for (guint32 i = 0; i < 2 * N; i++) {
    guint32 id = i < N ? i : i - N;
    HelioIdEntry *old = table.old.entries;
    guint32 mask = table.slots.mask, moved = table.moved, old_mask = table.old.mask;

    if (i < N)
      helio_id_table_add (&table, helio_hash_bytes (1, &id, sizeof id), id);
    else
      helio_id_table_remove (&table, helio_hash_bytes (1, &id, sizeof id), id);
    if (table.slots.mask != mask) {
      g_assert_true (old == NULL || old_mask - moved < 32);
      g_assert_nonnull (table.old.entries);
      resized++;
    } else if (old != NULL && table.old.entries != NULL)
      g_assert_cmpuint (table.moved - moved, <=, 32);
    /* Found while it is on the way, and only what is in it. */
    if (i % 7 == 0) {
      guint32 known = i < N ? i / 2 : i - N + (2 * N - i) / 2, gone = i < N ? i + 1 : i - N;
      guint32 hash = helio_hash_bytes (1, &known, sizeof known);

      g_assert_cmpuint (helio_id_table_find (&table, hash, match_id, &known, NULL),
                        ==,
                        known < N ? known : HELIO_ID_NONE);
      hash = helio_hash_bytes (1, &gone, sizeof gone);
      g_assert_cmpuint (helio_id_table_find (&table, hash, match_id, &gone, NULL),
                        ==,
                        HELIO_ID_NONE);
    }
  }
  g_assert_cmpuint (resized, >=, 20);
  g_assert_cmpuint (table.used, ==, 0);
  helio_id_table_clear (&table);
}

static void
test_hash_seeded (void)
{
  guint same = 0;

  g_assert_cmpuint (helio_hash_bytes (1, "a/b", 3), ==, helio_hash_bytes (1, "a/b", 3));
  g_assert_cmpuint (helio_hash_bytes (1, "a/b", 3), !=, helio_hash_bytes (2, "a/b", 3));
  g_assert_cmpuint (helio_hash_bytes (1, "a\0", 2), !=, helio_hash_bytes (1, "a\0\0", 3));
  for (guint i = 0; i < 4096; i++) {
    g_autofree char *name = g_strdup_printf ("site/%u/temperature", i);

    same += helio_hash_bytes (7, name, strlen (name)) % 4096 == 0;
  }
  g_assert_cmpuint (same, <, 12);
}

/* ── the index ── */

static void
test_seq_index (void)
{
  g_autoptr (GArray) naive = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64 low = G_GUINT64_CONSTANT (1) << 40, high = low;
  HelioSeqIndex index;

  helio_seq_index_init (&index);
  helio_seq_index_reset (&index, low - 1000000);
  for (guint step = 0; step < 30000; step++) {
    int what = g_test_rand_int_range (0, 10);

    if (what < 5) {
      high += (guint64) g_test_rand_int_range (1, 4);
      helio_seq_index_append (&index, high);
      g_array_append_val (naive, high);
    } else if (what < 9) {
      low -= (guint64) g_test_rand_int_range (1, 4);
      helio_seq_index_prepend (&index, low);
      g_array_prepend_val (naive, low);
    } else if (naive->len > 9000) {
      guint n = (guint) g_test_rand_int_range (1, (gint) naive->len + 1);

      helio_seq_index_drop (&index, n);
      g_array_remove_range (naive, 0, n);
      low = naive->len > 0 ? g_array_index (naive, guint64, 0) : high;
    }
    g_assert_cmpuint (index.n, ==, naive->len);
  }
  for (guint i = 0; i < naive->len; i++) {
    guint64 seq = g_array_index (naive, guint64, i);

    g_assert_cmpuint (helio_seq_index_get (&index, i), ==, seq);
    g_assert_cmpuint (helio_seq_index_find (&index, seq), ==, i);
  }
  g_assert_cmpuint (helio_seq_index_find (&index, high + 1), ==, naive->len);
  g_assert_cmpuint (helio_seq_index_get_bytes (&index), <=, naive->len * 4 + 3 * 4096 * 4);
  helio_seq_index_clear (&index);
}

/* Numbers further apart than 32 bits, after the old ones went. */
static void
test_seq_index_rebase (void)
{
  HelioSeqIndex index;
  guint64 far = G_GUINT64_CONSTANT (6000000000);

  helio_seq_index_init (&index);
  helio_seq_index_reset (&index, 0);
  helio_seq_index_append (&index, 5);
  helio_seq_index_append (&index, 4000000000);
  helio_seq_index_drop (&index, 1);
  helio_seq_index_append (&index, far);
  g_assert_cmpuint (helio_seq_index_get (&index, 0), ==, 4000000000);
  g_assert_cmpuint (helio_seq_index_get (&index, 1), ==, far);
  helio_seq_index_clear (&index);
}

/* ── the needle ── */

/* Against strstr, on texts of few letters, so that halves of the needle are everywhere. */
static void
test_needle_random (void)
{
  for (guint round = 0; round < 20000; round++) {
    char needle[8] = "", text[40] = "";
    g_autoptr (HelioNeedle) made = NULL;
    gint n = g_test_rand_int_range (1, 7), m = g_test_rand_int_range (0, 39);

    for (gint i = 0; i < n; i++)
      needle[i] = (char) ('a' + g_test_rand_int_range (0, 2));
    for (gint i = 0; i < m; i++)
      text[i] = (char) ('a' + g_test_rand_int_range (0, 2));
    made = helio_needle_new (needle);
    g_assert_cmpint (helio_needle_find (made, (const guint8 *) text, (gsize) m),
                     ==,
                     strstr (text, needle) != NULL);
    g_assert_cmpint (helio_needle_equals (made, (const guint8 *) text, (gsize) m),
                     ==,
                     strcmp (text, needle) == 0);
  }
}

static void
test_needle_wide (void)
{
  g_autoptr (HelioNeedle) needle = helio_needle_new ("Grün");

  g_assert_true (helio_needle_find (needle, (const guint8 *) "\xff GRÜN.", 9));
  g_assert_true (helio_needle_equals (needle, (const guint8 *) "gRÜN", 5));
  g_assert_false (helio_needle_equals (needle, (const guint8 *) "gRÜN.", 6));
  g_assert_false (helio_needle_equals (needle, (const guint8 *) "gRÜ", 4));
}

/* ── the file ── */

static void
test_spill (void)
{
  char *dir = helio_test_make_dir ();
  HelioSpill *spill = helio_spill_new (1024 * 1024, dir);
  g_autofree guint8 *data = g_malloc (600 * 1024);
  g_autoptr (GDir) listing = NULL;
  HelioExtent *one, *two;
  GBytes *mapped;

  memset (data, 'a', 600 * 1024);
  one = helio_spill_write (spill, data, 600 * 1024, (const guint8 *) "tail", 4);
  g_assert_nonnull (one);
  g_assert_cmpuint (helio_spill_get_bytes (spill), >=, 600 * 1024 + 4);
  g_assert_null (helio_spill_write (spill, data, 600 * 1024, NULL, 0));

  /* It has no name. */
  listing = g_dir_open (dir, 0, NULL);
  g_assert_null (g_dir_read_name (listing));

  mapped = helio_extent_map (one);
  g_assert_cmpuint (g_bytes_get_size (mapped), ==, 600 * 1024 + 4);
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (mapped, NULL) + 600 * 1024, 4, "tail", 4);

  /* Who looks at it keeps it, file and all. */
  helio_extent_unref (one);
  two = helio_spill_write (spill, (const guint8 *) "second", 6, NULL, 0);
  g_assert_nonnull (two);
  helio_spill_unref (spill);
  g_assert_cmpint (((const char *) g_bytes_get_data (mapped, NULL))[599 * 1024], ==, 'a');
  g_bytes_unref (mapped);
  mapped = helio_extent_map (two);
  g_assert_cmpmem (g_bytes_get_data (mapped, NULL), 6, "second", 6);
  helio_extent_unref (two);
  g_bytes_unref (mapped);
  helio_test_remove_dir (dir);
}

/* Space of what was let go is there again. */
static void
test_spill_reuse (void)
{
  HelioSpill *spill = helio_spill_new (100 * 1024, NULL);
  g_autofree guint8 *data = g_malloc0 (40 * 1024);
  HelioExtent *last = NULL;

  for (guint i = 0; i < 50; i++) {
    HelioExtent *extent = helio_spill_write (spill, data, 40 * 1024, NULL, 0);

    g_assert_nonnull (extent);
    g_clear_pointer (&last, helio_extent_unref);
    last = extent;
    g_assert_cmpuint (helio_spill_get_bytes (spill), ==, 40 * 1024);
  }
  helio_extent_unref (last);
  g_assert_cmpuint (helio_spill_get_bytes (spill), ==, 0);
  helio_spill_unref (spill);
}

/* A folder that is not there: nothing can be spilled, and that is all. */
static void
test_spill_fails (void)
{
  HelioSpill *spill = helio_spill_new (1024, "/nonexistent/heliograph");

  g_assert_null (helio_spill_write (spill, (const guint8 *) "x", 1, NULL, 0));
  g_assert_cmpuint (helio_spill_get_bytes (spill), ==, 0);
  helio_spill_unref (spill);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/containers/id-table", test_id_table);
  g_test_add_func ("/containers/id-table/moves", test_id_table_moves);
  g_test_add_func ("/containers/hash", test_hash_seeded);
  g_test_add_func ("/containers/seq-index", test_seq_index);
  g_test_add_func ("/containers/seq-index/rebase", test_seq_index_rebase);
  g_test_add_func ("/needle/wide", test_needle_wide);
  g_test_add_func ("/needle/random", test_needle_random);
  g_test_add_func ("/containers/spill", test_spill);
  g_test_add_func ("/containers/spill/reuse", test_spill_reuse);
  g_test_add_func ("/containers/spill/fails", test_spill_fails);
  return g_test_run ();
}
