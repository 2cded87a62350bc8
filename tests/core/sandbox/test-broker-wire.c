// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/broker-plugin/broker-state.h"
#include "sandbox/helio-broker-book.h"
#include "sandbox/helio-broker-wire.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* MQTT 5.0 §3.1: keep alive 60, Session Expiry 300, a will with properties, name and password. */
static const guint8 connect_5[] = {
    0x10, 0x3a, 0,    4,   'M', 'Q', 'T',  'T', 5,   0xc6, 0,    60,  5,   0x11, 0,
    0,    1,    0x2c, 0,   3,   'c', 'i',  'd', 5,   2,    0,    0,   0,   9,    0,
    3,    'w',  '/',  't', 0,   2,   0xff, 0,   0,   5,    'a',  'l', '@', 'o',  '1',
    0,    8,    'p',  'a', 's', 's', 'w',  'o', 'r', 'd',  0xe0, 0,   0,   0x30, 0,
};

static void
test_connect (void)
{
  HelioWireConnect connect;

  for (gsize length = 0; length < 60 - 5; length++) {
    HelioWireResult result = helio_wire_parse_connect (connect_5, length, &connect);

    if (length < 2u + 0x3a)
      g_assert_cmpint (result, ==, HELIO_WIRE_MORE);
    helio_wire_connect_clear (&connect);
  }
  g_assert_cmpint (helio_wire_parse_connect (connect_5, sizeof connect_5, &connect),
                   ==,
                   HELIO_WIRE_DONE);
  g_assert_cmpint (connect.version, ==, 5);
  g_assert_cmpstr (connect.client_id, ==, "cid");
  g_assert_cmpstr (connect.will_topic, ==, "w/t");
  g_assert_cmpstr (connect.username, ==, "al@o1");
  helio_wire_connect_clear (&connect);
}

static void
test_connect_own (void)
{
  g_autoptr (GBytes) packet = helio_wire_connect ("client", "user", "pass word");
  HelioWireConnect connect;
  gsize size;
  const guint8 *data = g_bytes_get_data (packet, &size);

  g_assert_cmpint (helio_wire_parse_connect (data, size, &connect), ==, HELIO_WIRE_DONE);
  g_assert_cmpint (connect.version, ==, 4);
  g_assert_cmpstr (connect.client_id, ==, "client");
  g_assert_cmpstr (connect.username, ==, "user");
  g_assert_null (connect.will_topic);
  helio_wire_connect_clear (&connect);
}

static void
test_bad_connects (void)
{
  static const guint8 other[] = {0x30, 0x02, 0, 0};
  static const guint8 endless[] = {0x10, 0xff, 0xff, 0xff, 0xff, 0x01};
  static const guint8 large[] = {0x10, 0xff, 0xff, 0xff, 0x7f};
  static const guint8 short_body[] = {0x10, 0x04, 0, 4, 'M', 'Q'};
  static const guint8 no_mqtt[] = {0x10, 0x0c, 0, 4, 'H', 'T', 'T', 'P', 4, 2, 0, 60, 0, 0};
  static const struct {
    const guint8 *data;
    gsize length;
  } cases[] = {{other, sizeof other},
               {endless, sizeof endless},
               {large, sizeof large},
               {short_body, sizeof short_body},
               {no_mqtt, sizeof no_mqtt}};
  HelioWireConnect connect;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (helio_wire_parse_connect (cases[i].data, cases[i].length, &connect),
                     ==,
                     HELIO_WIRE_BAD);
}

/* Whatever comes, nothing is read past the end (ASan looks) and the answer is one of three. */
static void
test_damaged_connects (void)
{
  for (guint i = 0; i < 20000; i++) {
    gsize length = (gsize) g_test_rand_int_range (0, sizeof connect_5);
    g_autofree guint8 *copy = g_memdup2 (connect_5, length);
    HelioWireConnect connect;

    for (guint k = 0; k < 3 && length > 1; k++)
      copy[g_test_rand_int_range (1, (gint32) length)] = (guint8) g_test_rand_int ();
    if (helio_wire_parse_connect (copy, length, &connect) == HELIO_WIRE_DONE)
      g_assert_nonnull (connect.client_id);
    helio_wire_connect_clear (&connect);
  }
}

/* The same boundaries however the stream is cut. */
static void
test_tracker (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  static const gsize lengths[] = {0, 1, 127, 128, 16383, 16384, 70000, 0, 2};

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    gsize length = lengths[i];
    guint8 octet = 0x30;
    gsize end;

    g_byte_array_append (stream, &octet, 1);
    do {
      octet = (guint8) ((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
      g_byte_array_append (stream, &octet, 1);
      length >>= 7;
    } while (length > 0);
    g_byte_array_set_size (stream, stream->len + (guint) lengths[i]);
    memset (stream->data + stream->len - lengths[i], 0xff, lengths[i]);
    end = stream->len;
    g_array_append_val (ends, end);
  }
  for (guint round = 0; round < 200; round++) {
    HelioWireTracker tracker = {0};
    gsize at = 0;
    guint found = 0;

    while (at < stream->len) {
      gsize wish = (gsize) g_test_rand_int_range (1, round < 100 ? 9 : 40000);
      gsize chunk = MIN (wish, stream->len - at);
      gsize used = 0;

      while (used < chunk) {
        used += helio_wire_tracker_advance (&tracker, stream->data + at + used, chunk - used);
        if (helio_wire_tracker_at_boundary (&tracker))
          g_assert_cmpuint (at + used, ==, g_array_index (ends, gsize, found++));
      }
      at += chunk;
    }
    g_assert_cmpuint (found, ==, ends->len);
    g_assert_cmpuint (tracker.packets, ==, ends->len);
  }
}

static const struct broker_credential *
find_credential (const struct broker_state *state, const char *username)
{
  for (size_t i = 0; i < state->n_credentials; i++)
    if (strcmp (state->credentials[i].username, username) == 0)
      return &state->credentials[i];
  return NULL;
}

/* What the sandbox writes is what the plugin reads, and each file looks new to it. */
static void
test_state_file (void)
{
  static const char username[] = "a b%20c\n\t\x7f\xc3\xa4|x@org_1";
  static const char *const filters[] = {"f 1/#", "%u/+", NULL};
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "state", NULL);
  g_autoptr (HelioBrokerBook) book = helio_broker_book_new (path);
  g_autoptr (HelioRules) rules = helio_rules_parse (
      "Default: allow\n\nUser Pattern: a b%\nTopic: x y/%u/#\nPermission: publish\n",
      -1,
      NULL);
  g_autoptr (GError) error = NULL;
  struct broker_state *state;
  gint64 now = g_get_real_time ();

  helio_broker_book_set_rules (book, rules);
  helio_broker_book_set_free (book, "root user");
  helio_broker_book_add_credential (book, "gone@o", "x", now - 1);
  helio_broker_book_add_credential (book, username, "p w", now + G_USEC_PER_SEC);
  helio_broker_book_add_credential (book, "root user", "", 0);
  helio_broker_book_set_extra_filters (book, username, filters);
  helio_broker_book_kick (book, NULL, FALSE);
  helio_broker_book_kick (book, username, TRUE);
  g_assert_cmpint (helio_broker_book_get_next_expiry (book, now), ==, now + G_USEC_PER_SEC);
  helio_broker_book_write (book, &error);
  g_assert_no_error (error);

  state = broker_state_load (path);
  g_assert_nonnull (state);
  g_assert_cmpuint (state->n_credentials, ==, 2);
  g_assert_cmpstr (find_credential (state, username)->password, ==, "p w");
  g_assert_cmpint (find_credential (state, username)->expires, ==, now + G_USEC_PER_SEC);
  g_assert_cmpstr (find_credential (state, "root user")->password, ==, "");
  g_assert_true (broker_state_is_free (state, "root user"));
  g_assert_cmpuint (state->n_rules, ==, 1);
  g_assert_cmpstr (state->rules[0].user, ==, "a b%");
  g_assert_cmpstr (state->rules[0].topic, ==, "x y/%u/#");
  g_assert_true (state->rules[0].publish && !state->rules[0].subscribe);
  g_assert_true (state->allow_by_default && state->close_refused);
  g_assert_cmpuint (state->n_extras, ==, 2);
  g_assert_cmpstr (state->extras[0].second, ==, "f 1/#");
  g_assert_cmpuint (state->n_kicks, ==, 2);
  g_assert_cmpstr (state->kicks[0].name, ==, "*");
  g_assert_cmpstr (state->kicks[1].name, ==, username);
  g_assert_true (state->kicks[1].number > state->kicks[0].number && state->kicks[1].with_will);
  broker_state_free (state);

  /* The plugin goes by inode and time, and the kernel's own time stands still for milliseconds. */
  for (guint i = 0; i < 100; i++) {
    struct stat before;
    struct stat after;

    g_assert_cmpint (g_stat (path, &before), ==, 0);
    helio_broker_book_write (book, &error);
    g_assert_no_error (error);
    g_assert_cmpint (g_stat (path, &after), ==, 0);
    g_assert_cmpint (after.st_mtim.tv_sec * 1000000000 + after.st_mtim.tv_nsec,
                     >,
                     before.st_mtim.tv_sec * 1000000000 + before.st_mtim.tv_nsec);
  }
  helio_test_remove_dir (dir);
}

static void
test_bad_state_files (void)
{
  static const char *const texts[] = {"",
                                      "default deny\n",
                                      "cred a b 0\nend",
                                      "cred a b\nend\n",
                                      "what is this\nend\n",
                                      "free %4\nend\n",
                                      "free %zz\nend\n"};
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "state", NULL);

  g_assert_null (broker_state_load (path));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
    g_assert_null (broker_state_load (path));
  }
  helio_test_remove_dir (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/wire/connect", test_connect);
  g_test_add_func ("/sandbox/wire/connect-own", test_connect_own);
  g_test_add_func ("/sandbox/wire/bad-connects", test_bad_connects);
  g_test_add_func ("/sandbox/wire/damaged-connects", test_damaged_connects);
  g_test_add_func ("/sandbox/wire/tracker", test_tracker);
  g_test_add_func ("/sandbox/wire/state-file", test_state_file);
  g_test_add_func ("/sandbox/wire/bad-state-files", test_bad_state_files);
  return g_test_run ();
}
