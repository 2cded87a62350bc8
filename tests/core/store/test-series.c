// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/store/helio-series.h"

#include "support/helio-store-test.h"

#include <math.h>

#define MIB (1024 * 1024)
#define SECOND ((gint64) G_USEC_PER_SEC)

static GArray *
new_buckets (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HelioSeriesBucket));
}

static const HelioSeriesBucket *
at (GArray *buckets, guint i)
{
  g_assert_cmpuint (i, <, buckets->len);
  return &g_array_index (buckets, HelioSeriesBucket, i);
}

#define assert_bucket(buckets, i, f, t, low, middle, high, n)                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const HelioSeriesBucket *b = at (buckets, i);                                                  \
    g_assert_cmpint (b->from, ==, f);                                                              \
    g_assert_cmpint (b->to, ==, t);                                                                \
    g_assert_cmpfloat (b->min, ==, low);                                                           \
    g_assert_cmpfloat (b->mean, ==, middle);                                                       \
    g_assert_cmpfloat (b->max, ==, high);                                                          \
    g_assert_cmpuint (b->count, ==, n);                                                            \
  }                                                                                                \
  G_STMT_END

/* ── the numbers ── */

static void
test_points (void)
{
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();
  g_autoptr (GArray) buckets = new_buckets ();
  gint64 first, last;
  double value;

  g_assert_false (helio_series_data_get_range (data, &first, &last));
  g_assert_false (helio_series_data_get_last (data, &last, &value));
  for (int i = 0; i < 10; i++)
    g_assert_true (helio_series_data_add (data, i * SECOND, i * 1.5));
  g_assert_true (helio_series_data_get_range (data, &first, &last));
  g_assert_cmpint (first, ==, 0);
  g_assert_cmpint (last, ==, 9 * SECOND);
  g_assert_true (helio_series_data_get_last (data, &last, &value));
  g_assert_cmpfloat (value, ==, 13.5);

  /* As they came, with one on each side. */
  g_assert_cmpint (helio_series_data_read (data, 3 * SECOND, 5 * SECOND, 3, buckets), ==, 0);
  g_assert_cmpuint (buckets->len, ==, 5);
  assert_bucket (buckets, 0, 2 * SECOND, 2 * SECOND, 3, 3, 3, 1);
  assert_bucket (buckets, 4, 6 * SECOND, 6 * SECOND, 9, 9, 9, 1);
  /* One too many for that: in buckets, whose width is so many of those that are kept. */
  g_assert_cmpint (helio_series_data_read (data, 2 * SECOND, 5 * SECOND + 1, 3, buckets),
                   ==,
                   11 * SECOND / 10);
  assert_bucket (buckets, 0, 11 * SECOND / 10, 22 * SECOND / 10, 3, 3, 3, 1);
  /* Nothing there. */
  helio_series_data_read (data, 20 * SECOND, 30 * SECOND, 3, buckets);
  g_assert_cmpuint (buckets->len, ==, 1);
  assert_bucket (buckets, 0, 9 * SECOND, 9 * SECOND, 13.5, 13.5, 13.5, 1);
}

static void
test_buckets (void)
{
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();
  g_autoptr (GArray) buckets = new_buckets ();

  for (int i = 0; i < 100; i++)
    helio_series_data_add (data, i * SECOND, i % 10);
  g_assert_cmpint (helio_series_data_read (data, 0, 100 * SECOND, 10, buckets), ==, 10 * SECOND);
  g_assert_cmpuint (buckets->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    assert_bucket (buckets, i, i * 10 * SECOND, (i + 1) * 10 * SECOND, 0, 4.5, 9, 10);
  /* They begin at multiples of their width wherever the range begins, and are whole at its edges. */
  g_assert_cmpint (helio_series_data_read (data, 5 * SECOND, 35 * SECOND, 3, buckets),
                   ==,
                   10 * SECOND);
  g_assert_cmpuint (buckets->len, ==, 4);
  assert_bucket (buckets, 0, 0, 10 * SECOND, 0, 4.5, 9, 10);
}

/* Zoomed out, every value counts, also those that are not there as they came any more. */
static void
test_eviction (void)
{
  const guint n = 3 * HELIO_SERIES_POINTS_MAX;
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();
  g_autoptr (GArray) buckets = new_buckets ();
  guint64 count = 0;
  gint64 first, last, width;
  gsize bytes;

  /* Ten a second: nine thousand seconds and more. */
  for (guint i = 0; i < n; i++)
    helio_series_data_add (data, i * SECOND / 10, i % 10);
  g_assert_cmpuint (helio_series_data_get_count (data), ==, n);
  helio_series_data_get_range (data, &first, &last);
  g_assert_cmpint (first, ==, 0);
  width = helio_series_data_read (data, 0, last, 100, buckets);
  g_assert_cmpint (width, ==, 100 * SECOND);
  for (guint i = 0; i < buckets->len; i++)
    count += at (buckets, i)->count;
  g_assert_cmpuint (count, ==, n);
  assert_bucket (buckets, 0, 0, 100 * SECOND, 0, 4.5, 9, 1000);
  /* The newest are there as they came, the oldest are not. */
  g_assert_cmpint (helio_series_data_read (data, last - SECOND, last, 20, buckets), ==, 0);
  g_assert_cmpuint (buckets->len, ==, 12);
  g_assert_cmpint (helio_series_data_read (data, 0, 20 * SECOND, 1000, buckets), ==, 10 * SECOND);
  assert_bucket (buckets, 0, 0, 10 * SECOND, 0, 4.5, 9, 100);

  bytes = helio_series_data_get_bytes (data);
  g_assert_cmpuint (bytes, <, 4 * MIB);
  for (guint i = 0; i < n; i++)
    helio_series_data_add (data, last + i * 3600 * SECOND, 1);
  g_assert_cmpuint (helio_series_data_get_bytes (data), <, 4 * MIB);
  helio_series_data_get_range (data, &first, &last);
  g_assert_cmpint (first, >, 0);
}

static void
test_refused (void)
{
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();

  g_assert_false (helio_series_data_add (data, 1, INFINITY));
  g_assert_false (helio_series_data_add (data, 1, NAN));
  g_assert_false (helio_series_data_add (data, 1, -1e300));
  g_assert_cmpuint (helio_series_data_get_count (data), ==, 0);
  g_assert_cmpuint (helio_series_data_get_generation (data), ==, 0);
}

static void
test_clock_set_back (void)
{
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();
  g_autoptr (GArray) buckets = new_buckets ();
  const HelioSeriesGap *gaps;
  gint64 first, last;
  guint n_gaps;

  for (int i = 0; i < 10; i++)
    helio_series_data_add (data, (1000 + 10 * i) * SECOND, i);
  helio_series_data_add_gap (data, 1080 * SECOND, 1090 * SECOND, 0);
  helio_series_data_add (data, 1055 * SECOND, 50);
  helio_series_data_get_range (data, &first, &last);
  g_assert_cmpint (last, ==, 1055 * SECOND);
  helio_series_data_read (data, first, last + 100 * SECOND, 100, buckets);
  g_assert_cmpuint (buckets->len, ==, 7);
  g_assert_cmpfloat (at (buckets, 5)->mean, ==, 5);
  g_assert_cmpfloat (at (buckets, 6)->mean, ==, 50);
  /* What is no more to be seen is counted, and the place is marked. */
  g_assert_cmpuint (helio_series_data_get_forgotten (data), ==, 4);
  gaps = helio_series_data_get_gaps (data, &n_gaps);
  g_assert_cmpuint (n_gaps, ==, 1);
  g_assert_cmpint (gaps[0].from, ==, 1055 * SECOND);
  g_assert_cmpint (gaps[0].to, ==, 1055 * SECOND);
  g_assert_cmpuint (gaps[0].forgotten, ==, 4);
  helio_series_data_clear (data);
  g_assert_cmpuint (helio_series_data_get_forgotten (data), ==, 0);
}

/* A few seconds back nothing is lost. */
static void
test_clock_steps (void)
{
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();
  g_autoptr (GArray) buckets = new_buckets ();
  gint64 first, last;
  guint n_gaps;

  for (int i = 0; i < 10; i++)
    helio_series_data_add (data, (1000 + i) * SECOND, i);
  for (int i = 0; i < 10; i++)
    helio_series_data_add (data, (1009 + i) * SECOND - HELIO_SERIES_STEP_MAX, 10 + i);
  helio_series_data_get_range (data, &first, &last);
  g_assert_cmpint (first, ==, 1000 * SECOND);
  g_assert_cmpint (last, ==, 1013 * SECOND);
  helio_series_data_read (data, first, last, 100, buckets);
  g_assert_cmpuint (buckets->len, ==, 20);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpfloat (at (buckets, i)->mean, ==, i);
  helio_series_data_get_gaps (data, &n_gaps);
  g_assert_cmpuint (n_gaps, ==, 0);
  g_assert_cmpuint (helio_series_data_get_forgotten (data), ==, 0);
}

/* Further back than single values are known. */
static void
test_clock_far_back (void)
{
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();
  const int n = HELIO_SERIES_POINTS_MAX * 2;

  for (int i = 0; i < n; i++)
    helio_series_data_add (data, (gint64) i * SECOND, i);
  helio_series_data_add (data, 60 * SECOND, 0);
  g_assert_cmpuint (helio_series_data_get_forgotten (data), <, (guint64) n);
  g_assert_cmpuint (helio_series_data_get_forgotten (data), >, (guint64) n - 7200);
}

/* ── from the store ── */

static void
append_at (HelioMessageStore *store, gint64 time, const char *topic, const char *payload)
{
  HelioMessage message = helio_store_test_message (topic, payload);

  message.time = time;
  helio_message_store_append (store, &message);
}

static void
settle (HelioSeries *series)
{
  guint flushes = 0;

  while (helio_series_flush (series, 1000))
    g_assert_cmpuint (flushes++, <, 100000);
}

#define assert_counts(series, v, n, m, l, u)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const HelioSeriesCounts *c = helio_series_get_counts (series);                                 \
    g_assert_cmpuint (c->values, ==, v);                                                           \
    g_assert_cmpuint (c->not_numbers, ==, n);                                                      \
    g_assert_cmpuint (c->missing, ==, m);                                                          \
    g_assert_cmpuint (c->too_large, ==, l);                                                        \
    g_assert_cmpuint (c->unread, ==, u);                                                           \
  }                                                                                                \
  G_STMT_END

static void
test_payloads (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioSeries) series = NULL;
  g_autoptr (GArray) buckets = new_buckets ();
  g_autoptr (GError) error = NULL;
  static const char *const payloads[] =
      {"21.5", " -3e2\n", "\"7\"", "true", "false", "off", "", "{}"};

  append_at (store, SECOND, "a/t", "20"); /* what was there before counts */
  series = helio_series_new (store, "a/t", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    append_at (store, (gint64) (i + 2) * SECOND, "a/t", payloads[i]);
  append_at (store, 20 * SECOND, "a/other", "99");
  settle (series);
  assert_counts (series, 6, 3, 0, 0, 0);
  g_assert_cmpstr (helio_series_get_last_other (series), ==, "{}");
  helio_series_data_read (helio_series_get_data (series), 0, 100 * SECOND, 100, buckets);
  g_assert_cmpuint (buckets->len, ==, 6);
  g_assert_cmpfloat (at (buckets, 0)->mean, ==, 20);
  g_assert_cmpfloat (at (buckets, 1)->mean, ==, 21.5);
  g_assert_cmpfloat (at (buckets, 2)->mean, ==, -300);
  g_assert_cmpfloat (at (buckets, 3)->mean, ==, 7);
  g_assert_cmpfloat (at (buckets, 4)->mean, ==, 1);
  g_assert_cmpfloat (at (buckets, 5)->mean, ==, 0);
  g_assert_cmpint (at (buckets, 2)->from, ==, 3 * SECOND);
}

static void
test_members (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioSeries) deep = helio_series_new (store, "+/s/#", "a.list.1.x", NULL);
  g_autoptr (HelioSeries) odd = helio_series_new (store, "k/s", "\"b.c\"", NULL);

  append_at (store, SECOND, "k/s", "{\"a\":{\"list\":[{\"x\":1},{\"x\":2}]},\"b.c\":8}");
  append_at (store, 2 * SECOND, "m/s/deep", "{\"a\":{\"list\":[0,{\"x\":\"4\"}]}}");
  append_at (store, 3 * SECOND, "m/s/deep", "{\"a\":{\"list\":[0,{\"x\":[]}]}}");
  append_at (store, 4 * SECOND, "m/s/deep", "{\"a\":1}");
  append_at (store, 5 * SECOND, "m/s/deep", "not JSON");
  append_at (store, 6 * SECOND, "m/t", "{\"a\":{\"list\":[0,{\"x\":1}]}}");
  settle (deep);
  settle (odd);
  assert_counts (deep, 2, 1, 2, 0, 0);
  g_assert_cmpstr (helio_series_get_last_other (deep), ==, "not JSON");
  assert_counts (odd, 1, 0, 0, 0, 0);
}

static void
test_gaps (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioSeries) series = helio_series_new (store, "a", NULL, NULL);
  const HelioSeriesGap *gaps;
  guint n;

  append_at (store, SECOND, "a", "1");
  helio_message_store_append_gap (store, 5 * SECOND, 3 * SECOND, 2, "away");
  helio_message_store_append_gap (store, 7 * SECOND, -1, 0, NULL);
  append_at (store, 8 * SECOND, "a", "2");
  settle (series);
  gaps = helio_series_data_get_gaps (helio_series_get_data (series), &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (gaps[0].from, ==, 2 * SECOND);
  g_assert_cmpint (gaps[0].to, ==, 5 * SECOND);
  g_assert_cmpuint (gaps[0].lost, ==, 2);
  g_assert_cmpint (gaps[1].from, ==, 7 * SECOND);
  g_assert_cmpint (gaps[1].to, ==, 7 * SECOND);
  assert_counts (series, 2, 0, 0, 0, 0);
}

/* Nobody looked for so long that messages went. */
static void
test_left_behind (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioSeries) series = helio_series_new (store, "a", NULL, NULL);
  guint64 first, end;

  for (guint i = 0; i < 40000; i++)
    append_at (store, i, "a", "5");
  helio_message_store_get_range (store, &first, &end);
  g_assert_cmpuint (first, >, 0);
  settle (series);
  assert_counts (series, end - first, 0, 0, 0, first);
  helio_message_store_clear (store);
  append_at (store, 50000, "a", "6");
  settle (series);
  assert_counts (series, 1, 0, 0, 0, 0);
}

/* However little time there is something is read, and not much: many series share a frame. */
static void
test_short_slice (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (16 * MIB);
  g_autoptr (HelioSeries) series = helio_series_new (store, "a", NULL, NULL);

  for (guint i = 0; i < 20000; i++)
    append_at (store, i, "a", "5");
  g_assert_true (helio_series_flush (series, 0));
  g_assert_cmpuint (helio_series_get_counts (series)->values, >, 0);
  g_assert_cmpuint (helio_series_get_counts (series)->values, <, 1000);
}

/* Payloads that are not in the chunks: in a block of their own, in the file, nowhere. */
static void
test_large (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (4 * MIB);
  g_autoptr (HelioSeries) series = helio_series_new (store, "a", "v", NULL);
  static const gsize lengths[] = {100, 64 * 1024, 700 * 1024, 2 * MIB};

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (GString) text = g_string_new ("{\"pad\":\"");

    for (gsize n = 0; n < lengths[i]; n++)
      g_string_append_c (text, 'x');
    g_string_append_printf (text, "\",\"v\":%u}", i);
    append_at (store, (gint64) i * SECOND, "a", text->str);
  }
  settle (series);
  assert_counts (series, 3, 0, 0, 1, 0);
}

static void
test_invalid (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  static const char *const members[] = {"", ".", "a.", ".a", "a..b", "\"a", "\"a\"b", "a\"b\""};
  static const char *const good[] = {"a", "a.b", "\"\"", "\"a\\\"b\".c", "\"a\\\\\""};

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_series_new (store, "a", members[i], &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (HelioSeries) series = helio_series_new (store, "a", good[i], NULL);

    g_assert_nonnull (series);
  }
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_series_new (store, "a/#/b", NULL, &error));
    g_assert_nonnull (error);
  }
}

static void
test_find_members (void)
{
  static const char text[] = "{\"t\":1.5,\"s\":\"x\",\"on\":true,\"n\":null,\"o\":{\"a.b\":2,\"q\":"
                             "\"3\"},\"l\":[4,\"y\",{\"z\":5}]}";
  static const char *const expected[] = {"t", "on", "o.\"a.b\"", "o.q", "l.0", "l.2.z", NULL};
  g_autoptr (GBytes) payload = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GBytes) number = g_bytes_new_static ("7", 1);
  g_autoptr (GBytes) other = g_bytes_new_static ("{\"a\":", 5);
  g_auto (GStrv) members = NULL;
  g_auto (GStrv) none = NULL;
  g_auto (GStrv) broken = NULL;
  gboolean is_number;

  members = helio_series_find_members (payload, &is_number);
  g_assert_false (is_number);
  g_assert_cmpuint (g_strv_length (members), ==, 6);
  for (guint i = 0; expected[i] != NULL; i++) {
    g_auto (GStrv) path = helio_series_split_member (members[i]);

    g_assert_true (g_strv_contains ((const char *const *) members, expected[i]));
    g_assert_nonnull (path);
  }
  none = helio_series_find_members (number, &is_number);
  g_assert_true (is_number);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  broken = helio_series_find_members (other, &is_number);
  g_assert_false (is_number);
  g_assert_cmpuint (g_strv_length (broken), ==, 0);
}

/* As in a list that is long: neither the end of it nor what comes behind is looked for from the beginning, which for
 * these would be 40 GB to read. */
static void
test_find_members_large (void)
{
  g_autoptr (GString) text = g_string_new ("{\"l\":[[\"x\"],9");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) too_large = NULL;
  g_auto (GStrv) members = NULL;
  g_auto (GStrv) none = NULL;
  gboolean is_number;

  for (guint i = 0; i < 40000; i++)
    g_string_append (text, ",7");
  g_string_append_c (text, ']');
  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, ",\"n%u\":\"\"", i);
  g_string_append (text, ",\"last\":{\"x\":true}}");
  payload = g_bytes_new (text->str, text->len);
  members = helio_series_find_members (payload, &is_number);
  g_assert_cmpuint (g_strv_length (members), ==, 8);
  g_assert_cmpstr (members[0], ==, "l.1");
  g_assert_cmpstr (members[6], ==, "l.7");
  g_assert_cmpstr (members[7], ==, "last.x");

  g_string_set_size (text, HELIO_SERIES_PAYLOAD_MAX);
  memset (text->str, ' ', text->len);
  g_string_prepend (text, "[1]");
  too_large = g_bytes_new (text->str, text->len);
  none = helio_series_find_members (too_large, &is_number);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_csv (void)
{
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autoptr (GArray) buckets = new_buckets ();
  const HelioSeriesBucket bucket = {SECOND, 2 * SECOND, -1, 0.5, 2.25, 3};

  g_array_append_val (buckets, bucket);
  helio_series_append_csv (csv, "=a \"b\"", buckets);
  helio_series_append_csv (csv, "a/b, c", buckets);
  g_assert_cmpstr (
      csv->str,
      ==,
      "series,begin,end,mean,minimum,maximum,count\r\n"
      "\"'=a \"\"b\"\"\",1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,0.5,-1,2.25,3\r\n"
      "\"a/b, c\",1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,0.5,-1,2.25,3\r\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/data/points", test_points);
  g_test_add_func ("/series/data/buckets", test_buckets);
  g_test_add_func ("/series/data/eviction", test_eviction);
  g_test_add_func ("/series/data/refused", test_refused);
  g_test_add_func ("/series/data/clock-set-back", test_clock_set_back);
  g_test_add_func ("/series/data/clock-steps", test_clock_steps);
  g_test_add_func ("/series/data/clock-far-back", test_clock_far_back);
  g_test_add_func ("/series/payloads", test_payloads);
  g_test_add_func ("/series/members", test_members);
  g_test_add_func ("/series/gaps", test_gaps);
  g_test_add_func ("/series/left-behind", test_left_behind);
  g_test_add_func ("/series/short-slice", test_short_slice);
  g_test_add_func ("/series/large", test_large);
  g_test_add_func ("/series/invalid", test_invalid);
  g_test_add_func ("/series/find-members", test_find_members);
  g_test_add_func ("/series/find-members/large", test_find_members_large);
  g_test_add_func ("/series/csv", test_csv);
  return g_test_run ();
}
