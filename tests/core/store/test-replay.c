// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/store/helio-recording-writer.h"
#include "core/store/helio-replay.h"
#include "core/store/helio-row-text.h"

#include "support/helio-store-test.h"
#include "support/helio-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define MIB (1024 * 1024)
/* 2026-01-31T12:00:00Z */
#define BEGIN (G_GINT64_CONSTANT (1769860800) * G_USEC_PER_SEC)
#define SECOND G_TIME_SPAN_SECOND

static void
fill_row (HelioSavedRow *row, gint64 time, const char *topic, const char *payload)
{
  helio_saved_row_clear (row);
  row->time = time;
  row->topic = g_strdup (topic);
  row->topic_length = strlen (topic);
  row->payload = g_bytes_new (payload, strlen (payload));
  row->size = strlen (payload);
}

/* A message at each of these seconds. */
static void
write_seconds (const char *path, const int *seconds, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRecordingWriter) writer =
      helio_recording_writer_new (path, "Seconds", TRUE, &error);
  g_auto (HelioSavedRow) row = {0};

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++) {
    fill_row (&row, BEGIN + seconds[i] * SECOND, "t", "1");
    g_assert_true (helio_recording_writer_add (writer, &row, &error));
  }
  g_assert_true (helio_recording_writer_finish (writer, &error));
}

/* A message a second for @n seconds. */
static void
write_recording (const char *path, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRecordingWriter) writer =
      helio_recording_writer_new (path, "Seconds", FALSE, &error);
  g_auto (HelioSavedRow) row = {0};

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++) {
    g_autofree char *payload = g_strdup_printf ("%u", i);

    fill_row (&row, BEGIN + i * SECOND, "t", payload);
    g_assert_true (helio_recording_writer_add (writer, &row, &error));
  }
  g_assert_true (helio_recording_writer_finish (writer, &error));
}

static HelioReplay *
open_replay (const char *path)
{
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;
  HelioReplay *replay;

  helio_replay_open_async (path, 8 * MIB, NULL, helio_test_result_ready, &result);
  replay = helio_replay_open_finish (helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  return replay;
}

static gboolean
is_paused (gpointer replay)
{
  return helio_replay_get_state (replay) == HELIO_REPLAY_PAUSED;
}

static guint64
count (HelioReplay *replay)
{
  guint64 first, end;

  helio_message_store_get_range (helio_replay_get_store (replay), &first, &end);
  return end - first;
}

static char *
get_newest (HelioReplay *replay)
{
  HelioMessageStore *store = helio_replay_get_store (replay);
  guint64 seq = helio_message_store_get_last_of_topic (store, "t");
  g_autoptr (GBytes) payload = helio_message_store_get_payload (store, seq);

  return g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
}

static void
test_seek (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.heliorec", NULL);
  g_autoptr (HelioReplay) replay = NULL;
  g_autofree char *newest = NULL;
  gint64 first, last, position;
  double progress;

  write_recording (path, 1000);
  replay = open_replay (path);
  g_assert_cmpstr (helio_replay_get_title (replay), ==, "Seconds");
  g_assert_cmpuint (helio_replay_get_info (replay)->rows, ==, 1000);
  helio_test_wait (is_paused, replay, 20, "the end of the recording");
  g_assert_cmpuint (count (replay), ==, 1000);
  helio_replay_get_position (replay, &first, &last, &position, &progress);
  g_assert_cmpint (first, ==, BEGIN);
  g_assert_cmpint (last, ==, BEGIN + 999 * SECOND);

  /* Back, forth, and to where nothing came. */
  helio_replay_seek (replay, BEGIN + 99 * SECOND);
  g_assert_cmpint (helio_replay_get_state (replay), ==, HELIO_REPLAY_LOADING);
  helio_test_wait (is_paused, replay, 20, "the 100th second");
  g_assert_cmpuint (count (replay), ==, 100);
  newest = get_newest (replay);
  g_assert_cmpstr (newest, ==, "99");
  helio_replay_seek (replay, BEGIN + 499 * SECOND + SECOND / 2);
  helio_test_wait (is_paused, replay, 20, "the 500th second");
  g_assert_cmpuint (count (replay), ==, 500);
  helio_replay_get_position (replay, &first, &last, &position, NULL);
  g_assert_cmpint (position, ==, BEGIN + 499 * SECOND + SECOND / 2);
  helio_replay_seek (replay, 0);
  helio_test_wait (is_paused, replay, 20, "the beginning");
  g_assert_cmpuint (count (replay), ==, 0);
  /* Only the last of many counts. */
  for (guint i = 0; i < 50; i++)
    helio_replay_seek (replay, BEGIN + ((i * 37) % 1000) * SECOND);
  helio_replay_seek (replay, BEGIN + 9 * SECOND);
  helio_test_wait (is_paused, replay, 20, "the tenth second");
  g_assert_cmpuint (count (replay), ==, 10);
  g_clear_object (&replay);
  helio_test_remove_dir (dir);
}

static void
test_play (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.heliorec", NULL);
  g_autoptr (HelioReplay) replay = NULL;
  gint64 first, last, position, begun;
  guint64 before;

  write_recording (path, 101);
  replay = open_replay (path);
  helio_test_wait (is_paused, replay, 20, "the end of the recording");
  /* From the end it begins anew: 100 s at 100 times the pace. */
  helio_replay_set_speed (replay, 1000);
  g_assert_cmpuint (helio_replay_get_speed (replay), ==, 100);
  begun = g_get_monotonic_time ();
  helio_replay_play (replay);
  helio_test_wait (is_paused, replay, 30, "the recording to be over");
  g_assert_cmpuint (count (replay), ==, 101);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 990 * G_TIME_SPAN_MILLISECOND);

  /* Paused it stands, and goes on from there. */
  helio_replay_seek (replay, BEGIN + 50 * SECOND);
  helio_test_wait (is_paused, replay, 20, "the middle");
  helio_replay_play (replay);
  g_assert_cmpint (helio_replay_get_state (replay), ==, HELIO_REPLAY_PLAYING);
  while (count (replay) < 60)
    g_main_context_iteration (NULL, FALSE);
  helio_replay_pause (replay);
  g_assert_cmpint (helio_replay_get_state (replay), ==, HELIO_REPLAY_PAUSED);
  before = count (replay);
  helio_replay_get_position (replay, &first, &last, &position, NULL);
  g_assert_cmpint (position, >=, BEGIN + 58 * SECOND);
  g_assert_cmpint (position, <, BEGIN + 100 * SECOND);
  helio_replay_play (replay);
  helio_test_wait (is_paused, replay, 30, "the recording to be over");
  g_assert_cmpuint (count (replay), ==, 101);
  g_assert_cmpuint (before, <, 101);
  /* Gone in the middle of it. */
  helio_replay_play (replay);
  g_clear_object (&replay);
  helio_test_remove_dir (dir);
}

static gint64
get_position (HelioReplay *replay)
{
  gint64 first, last, position;

  helio_replay_get_position (replay, &first, &last, &position, NULL);
  return position;
}

static gboolean
is_under_way (gpointer replay)
{
  return get_position (replay) > BEGIN + 10 * SECOND;
}

/* Where nothing comes for a while it goes on all the same, and pausing or another pace does not begin it anew. */
static void
test_quiet (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.heliorec", NULL);
  g_autoptr (HelioReplay) replay = NULL;
  const int seconds[] = {0, 400};
  gint64 paused;

  write_seconds (path, seconds, G_N_ELEMENTS (seconds));
  replay = open_replay (path);
  helio_test_wait (is_paused, replay, 20, "the end of the recording");
  helio_replay_set_speed (replay, 100);
  helio_replay_play (replay);
  helio_test_wait (is_under_way, replay, 20, "the quiet stretch");
  helio_replay_pause (replay);
  paused = get_position (replay);
  helio_replay_play (replay);
  g_assert_cmpint (get_position (replay), >=, paused);
  /* So often that nothing would ever come if each began it anew. */
  for (guint i = 0; !is_paused (replay); i++) {
    gint64 next = g_get_monotonic_time () + 20000;

    helio_replay_set_speed (replay, 99 + i % 2);
    while (g_get_monotonic_time () < next && !is_paused (replay))
      g_main_context_iteration (NULL, FALSE);
    g_assert_cmpuint (i, <, 1000);
  }
  g_assert_cmpuint (count (replay), ==, 2);
  g_clear_object (&replay);
  helio_test_remove_dir (dir);
}

/* A clock that was set, back or by years, while it was recorded. */
static void
test_clock_set (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.heliorec", NULL);
  g_autoptr (HelioReplay) replay = NULL;
  const int seconds[] = {5000, 5010, 0, 20, 1000000000, 1000000010};
  gint64 first, last, position;

  write_seconds (path, seconds, G_N_ELEMENTS (seconds));
  replay = open_replay (path);
  helio_test_wait (is_paused, replay, 20, "the end of the recording");
  helio_replay_get_position (replay, &first, &last, &position, NULL);
  g_assert_cmpint (first, ==, BEGIN + 5000 * SECOND);
  /* 10 s, none, 20 s, one for the years, 10 s. */
  g_assert_cmpint (last, ==, first + 41 * SECOND);
  g_assert_cmpint (position, ==, last);
  g_assert_cmpint (helio_replay_get_clock (replay), ==, BEGIN + 1000000010 * SECOND);
  helio_replay_seek (replay, first + 25 * SECOND);
  helio_test_wait (is_paused, replay, 20, "a moment behind the clock that was set back");
  g_assert_cmpuint (count (replay), ==, 3);
  g_assert_cmpint (helio_replay_get_clock (replay), ==, BEGIN + 15 * SECOND);
  helio_replay_set_speed (replay, 100);
  helio_replay_play (replay);
  helio_test_wait (is_paused, replay, 20, "the end of it, and not in years");
  g_assert_cmpuint (count (replay), ==, 6);
  g_clear_object (&replay);
  helio_test_remove_dir (dir);
}

/* ── text ── */

static void
assert_same (const HelioSavedRow *a, const HelioSavedRow *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->time / 1000, ==, b->time / 1000);
  g_assert_cmpstr (a->topic, ==, b->topic);
  g_assert_cmpuint (a->qos, ==, b->qos);
  g_assert_cmpint (a->retained, ==, b->retained);
  g_assert_cmpint (a->duplicate, ==, b->duplicate);
  g_assert_cmpuint (a->packet_id, ==, b->packet_id);
  g_assert_cmpuint (a->size, ==, b->size);
  g_assert_true ((a->payload == NULL) == (b->payload == NULL));
  g_assert_true (a->payload == NULL || g_bytes_equal (a->payload, b->payload));
  g_assert_true ((a->hash == NULL) == (b->hash == NULL));
  g_assert_true (a->hash == NULL || g_bytes_equal (a->hash, b->hash));
  g_assert_true ((a->head == NULL) == (b->head == NULL));
  g_assert_true (a->head == NULL || g_bytes_equal (a->head, b->head));
  g_assert_true ((a->properties == NULL) == (b->properties == NULL));
  g_assert_true (a->properties == NULL || g_bytes_equal (a->properties, b->properties));
  g_assert_cmpint (a->gap / 1000, ==, b->gap / 1000);
  g_assert_cmpuint (a->lost, ==, b->lost);
  g_assert_cmpstr (a->why, ==, b->why);
}

static void
make_rows (HelioSavedRow rows[5])
{
  static const guint8 properties[] =
      {0x03, 0, 1, 't', 0x26, 0, 1, 'a', 0, 1, 'b', 0x26, 0, 1, 'a', 0, 1, 'c'};
  guint8 hash[HELIO_SAVED_HASH_LENGTH] = {1, 2, 0xff};

  memset (rows, 0, 5 * sizeof *rows);
  fill_row (&rows[0], BEGIN + 123000, "site/3, \"line\"", "{\"a\": 1,\r\n \"b\": \"x\"}");
  rows[0].qos = 2;
  rows[0].packet_id = 65535;
  rows[0].retained = rows[0].duplicate = TRUE;
  rows[0].properties = g_bytes_new (properties, sizeof properties);
  fill_row (&rows[1], BEGIN + 124000, "ünï/☃", "");
  fill_row (&rows[2], BEGIN + 125000, "binary", "");
  g_bytes_unref (rows[2].payload);
  rows[2].payload = g_bytes_new ("\0\xff\n,\"", 5);
  rows[2].size = 5;
  rows[3].kind = HELIO_ROW_GAP;
  rows[3].time = BEGIN + 126000;
  rows[3].gap = 180000;
  rows[3].lost = 7;
  rows[3].why = g_strdup ("away, \"for\" a while");
  fill_row (&rows[4], BEGIN + 127000, "large", "");
  g_clear_pointer (&rows[4].payload, g_bytes_unref);
  rows[4].size = 123456789;
  rows[4].hash = g_bytes_new (hash, sizeof hash);
  rows[4].head = g_bytes_new ("its \0\xff start", 12);
}

static void
check_text (HelioRowsKind kind, const char *extra)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.txt", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;
  HelioSavedRow rows[5];

  make_rows (rows);
  if (kind == HELIO_ROWS_CSV)
    helio_row_text_append_csv_header (text);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (kind == HELIO_ROWS_CSV)
      helio_row_text_append_csv (text, &rows[i]);
    else
      helio_row_text_append_json (text, &rows[i]);
    g_string_append (text, extra);
  }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  source = helio_row_source_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (helio_row_source_get_info (source)->kind, ==, kind);
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
      helio_row_source_next (source, &row, &error);
      g_assert_no_error (error);
      assert_same (&row, &rows[i]);
    }
    g_assert_false (helio_row_source_next (source, &row, &error));
    g_assert_no_error (error);
    g_assert_cmpfloat (helio_row_source_get_progress (source), ==, 1.0);
    g_assert_true (helio_row_source_rewind (source, &error));
  }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    helio_saved_row_clear (&rows[i]);
  helio_test_remove_dir (dir);
}

static void
test_json (void)
{
  check_text (HELIO_ROWS_JSON, "");
  check_text (HELIO_ROWS_JSON, "\r\n{\"event\":\"renewed\",\"ms\":3}\n  \n");
}

/* What a spreadsheet would calculate is a text in it, and comes back as it was; numbers stay numbers. */
static void
test_formulas (void)
{
  static const char *const payloads[] =
      {"=HYPERLINK(\"x\")", "'=1", "-1.5", "+2e3", "-1+1", "@a", "\t=1", "'", "-", "=\n"};
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.csv", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;

  helio_row_text_append_csv_header (text);
  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++) {
    fill_row (&row, BEGIN, "=topic", payloads[i]);
    helio_row_text_append_csv (text, &row);
  }
  g_assert_nonnull (strstr (text->str, ",'=topic,\"'=HYPERLINK("));
  g_assert_nonnull (strstr (text->str, ",-1.5,text,"));
  g_assert_null (strstr (text->str, ",="));
  g_assert_null (strstr (text->str, ",\"="));
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  source = helio_row_source_open (path, &error);
  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_assert_true (helio_row_source_next (source, &row, &error));
    g_assert_cmpstr (row.topic, ==, "=topic");
    g_assert_cmpmem (g_bytes_get_data (row.payload, NULL),
                     row.size,
                     payloads[i],
                     strlen (payloads[i]));
  }
  helio_test_remove_dir (dir);
}

static void
test_csv (void)
{
  check_text (HELIO_ROWS_CSV, "");
  check_text (HELIO_ROWS_CSV, "\r\n");
}

/* By hand, with what is needed only. */
static void
test_by_hand (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.txt", NULL);
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path,
                                      "\xef\xbb\xbf{\"time\":\"2026-01-31T13:00:00+01:00\","
                                      "\"topic\":\"a\",\"payload\":\"1\",\"properties\":"
                                      "{\"Content Type\":\"t\",\"User Property\":[[\"k\",\"v\"]]}}",
                                      -1,
                                      NULL));
  source = helio_row_source_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpint (row.time, ==, BEGIN);
  g_assert_cmpmem (g_bytes_get_data (row.properties, NULL),
                   g_bytes_get_size (row.properties),
                   "\x03\0\1t\x26\0\1k\0\1v",
                   11);
  g_clear_pointer (&source, helio_row_source_free);
  g_assert_true (g_file_set_contents (path,
                                      "time,note,topic,payload\r\n"
                                      "2026-01-31T12:00:00Z,ours,a,-1.5\r\n",
                                      -1,
                                      NULL));
  source = helio_row_source_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpstr (row.topic, ==, "a");
  g_assert_cmpmem (g_bytes_get_data (row.payload, NULL), row.size, "-1.5", 4);
  g_assert_false (helio_row_source_next (source, &row, &error));
  g_assert_no_error (error);
  helio_test_remove_dir (dir);
}

#define GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload\":\"1\"}\n"
#define HEAD "time,topic,payload,encoding,qos\n2026-01-31T12:00:00Z,a,1,,\n"

static void
test_faults (void)
{
  static const char *const faults[] = {
      GOOD "{\"time\":\"yesterday\",\"topic\":\"a\",\"payload\":\"1\"}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"payload\":\"1\"}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a/#\",\"payload\":\"1\"}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\"}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload_base64\":\"YQ\"}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload_base64\":\"Y\\n==\"}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload\":\"\",\"qos\":3}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload\":\"\",\"packet_id\":-1}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload_not_kept\":1e300}",
      GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload\":\"\","
           "\"properties_wire\":\"////\"}",
      GOOD "[1]",
      GOOD "{\"time\":",
      HEAD "2026-01-31T12:00:00Z,a",
      HEAD "2026-01-31T12:00:00Z,a,\"1\"x,,",
      HEAD "2026-01-31T12:00:00Z,a,1\"x,,",
      HEAD "2026-01-31T12:00:00Z,a,\"1,,",
      HEAD "2026-01-31T12:00:00Z,a,1,,x",
      HEAD "2026-01-31T12:00:00Z,a,x,not kept,0",
      HEAD "2026-01-31T12:00:00Z,\xff,1,,",
  };
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.txt", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    const char *where = g_str_has_prefix (faults[i], "time,") ? "Line 3: " : "Line 2: ";
    g_autoptr (HelioRowSource) source = NULL;
    g_auto (HelioSavedRow) row = {0};
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", faults[i]);
    g_assert_true (g_file_set_contents (path, faults[i], -1, NULL));
    source = helio_row_source_open (path, &error);
    g_assert_no_error (error);
    g_assert_true (helio_row_source_next (source, &row, &error));
    g_assert_false (helio_row_source_next (source, &row, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_true (g_str_has_prefix (error->message, where));
  }
  helio_test_remove_dir (dir);
}

/* A mark that is where none can be costs its own row. */
static void
test_stray_quote (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.csv", NULL);
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path,
                                      HEAD "2026-01-31T12:00:00Z,a,5\" pipe,,\n"
                                           "2026-01-31T12:00:00Z,a,\"two\"\"\nlines\",,\n"
                                           "2026-01-31T12:00:00Z,a,\"1\"x\",,\n"
                                           "2026-01-31T12:00:00Z,a,last,,\n",
                                      -1,
                                      NULL));
  source = helio_row_source_open (path, &error);
  g_assert_true (helio_row_source_next (source, &row, &error));
  for (guint i = 0; i < 2; i++) {
    const char *payload = i == 0 ? "two\"\nlines" : "last";

    g_assert_false (helio_row_source_next (source, &row, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_true (helio_row_source_can_go_on (source));
    g_clear_error (&error);
    g_assert_true (helio_row_source_next (source, &row, &error));
    g_assert_cmpmem (g_bytes_get_data (row.payload, NULL), row.size, payload, strlen (payload));
  }
  g_assert_false (helio_row_source_next (source, &row, &error));
  g_assert_no_error (error);
  helio_test_remove_dir (dir);
}

/* As many as a message may have: the time grows with them, not with their square. */
static void
test_many_properties (void)
{
  static const guint8 pair[] = {0x26, 0, 1, 'a', 0, 1, 'b'};
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (HelioJson) object = NULL;
  g_autoptr (HelioJson) properties = NULL;
  g_autoptr (HelioJson) list = NULL;
  gint64 begun = g_get_monotonic_time ();

  for (guint i = 0; i < 30000; i++)
    g_byte_array_append (wire, pair, sizeof pair);
  fill_row (&row, BEGIN, "t", "1");
  row.properties = g_bytes_new (wire->data, wire->len);
  g_assert_true (helio_saved_row_validate (&row, NULL));
  object = helio_row_text_to_json (&row);
  properties = helio_json_get_object (object, "properties");
  list = helio_json_get_array (properties, "User Property");
  g_assert_cmpuint (helio_json_get_length (list), ==, 30000);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 10 * SECOND);
}

/* Names of one hash, as somebody can choose them, cost no more than others. */
static gint64
time_topics (const char *path, const char *zero, const char *one)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRecordingWriter) writer =
      helio_recording_writer_new (path, "Topics", TRUE, &error);
  gint64 begun = g_get_monotonic_time ();

  for (guint i = 0; i < 1 << 14; i++) {
    g_autoptr (GString) topic = g_string_new (NULL);
    g_auto (HelioSavedRow) row = {0};

    for (guint bit = 0; bit < 14; bit++)
      g_string_append (topic, i & 1 << bit ? one : zero);
    fill_row (&row, BEGIN, topic->str, "1");
    g_assert_true (helio_recording_writer_add (writer, &row, &error));
  }
  g_assert_true (helio_recording_writer_finish (writer, &error));
  return g_get_monotonic_time () - begun;
}

static void
test_chosen_topics (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.heliorec", NULL);
  gint64 usual = time_topics (path, "ab", "cd");
  gint64 chosen = time_topics (path, "ab", "bA");

  g_assert_cmpuint (g_str_hash ("ab"), ==, g_str_hash ("bA"));
  g_test_message ("usual %" G_GINT64_FORMAT " µs, chosen %" G_GINT64_FORMAT " µs", usual, chosen);
  g_assert_cmpint (chosen, <, 3 * usual + SECOND);
  helio_test_remove_dir (dir);
}

/* A line that is wrong is left out, counted and named; those after it are shown. */
static void
test_fault_in_replay (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.jsonl", NULL);
  g_autoptr (HelioReplay) replay = NULL;

  g_assert_true (g_file_set_contents (path, GOOD GOOD "{}\n" GOOD "[]\n" GOOD, -1, NULL));
  replay = open_replay (path);
  helio_test_wait (is_paused, replay, 20, "the end of the file");
  g_assert_true (g_str_has_prefix (helio_replay_get_fault (replay)->message, "Line 3: "));
  g_assert_null (helio_replay_get_error (replay));
  g_assert_cmpuint (helio_replay_get_bad_rows (replay), ==, 2);
  g_assert_cmpuint (count (replay), ==, 4);
  /* The same once more, from the start. */
  helio_replay_set_speed (replay, 100);
  helio_replay_play (replay);
  helio_test_wait (is_paused, replay, 20, "the end");
  g_assert_cmpuint (count (replay), ==, 4);
  g_assert_cmpuint (helio_replay_get_bad_rows (replay), ==, 2);
  helio_test_remove_dir (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/replay/seek", test_seek);
  g_test_add_func ("/store/replay/play", test_play);
  g_test_add_func ("/store/replay/quiet", test_quiet);
  g_test_add_func ("/store/replay/clock-set", test_clock_set);
  g_test_add_func ("/store/rows/stray-quote", test_stray_quote);
  g_test_add_func ("/store/rows/many-properties", test_many_properties);
  g_test_add_func ("/store/rows/chosen-topics", test_chosen_topics);
  g_test_add_func ("/store/rows/json", test_json);
  g_test_add_func ("/store/rows/csv", test_csv);
  g_test_add_func ("/store/rows/formulas", test_formulas);
  g_test_add_func ("/store/rows/by-hand", test_by_hand);
  g_test_add_func ("/store/rows/faults", test_faults);
  g_test_add_func ("/store/replay/fault", test_fault_in_replay);
  return g_test_run ();
}
