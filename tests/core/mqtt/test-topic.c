// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-reason.h"
#include "core/mqtt/helio-topic.h"

#include <glib.h>

static void
test_validate (void)
{
  static const char *const good[] =
      {"#", "+", "/", "a", "a/b", "+/b/#", "a//b", "$SYS/#", "$share/g/a/#"};
  static const char *const bad[] = {"",
                                    "a#",
                                    "a/#/b",
                                    "a+/b",
                                    "#/",
                                    "$share/g",
                                    "$share//a",
                                    "$share/g/",
                                    "$share/g+/a",
                                    "\xff"};

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (helio_topic_validate_filter (good[i], NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (helio_topic_validate_filter (bad[i], &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
  g_assert_true (helio_topic_validate_name ("a/b", NULL));
  g_assert_false (helio_topic_validate_name ("a/+", NULL));
  g_assert_false (helio_topic_validate_name ("", NULL));
}

static void
test_matches (void)
{
  /* MQTT 5.0 §4.7.1 and §4.7.2, the standard's own examples among them. */
  static const struct {
    const char *filter, *topic;
    gboolean expect;
  } rows[] = {
      {"sport/tennis/player1/#", "sport/tennis/player1", TRUE},
      {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", TRUE},
      {"sport/#", "sport", TRUE},
      {"#", "a", TRUE},
      {"sport/tennis/+", "sport/tennis/player1/ranking", FALSE},
      {"sport/+", "sport", FALSE},
      {"sport/+", "sport/", TRUE},
      {"+/+", "/finance", TRUE},
      {"/+", "/finance", TRUE},
      {"+", "/finance", FALSE},
      {"#", "$SYS/uptime", FALSE},
      {"+/uptime", "$SYS/uptime", FALSE},
      {"$SYS/#", "$SYS/uptime", TRUE},
      {"$share/g/a/+", "a/b", TRUE},
      {"a", "a/b", FALSE},
      {"a/b", "a", FALSE},
      {"a/b/#", "a", FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (helio_topic_matches (rows[i].filter, rows[i].topic) != rows[i].expect)
      g_error ("%s against %s", rows[i].filter, rows[i].topic);
}

/* Every filter and topic of up to three levels over a tiny alphabet: covering and overlapping must say
 * just what matching says of each topic. Topics have a fourth level, so that "#" is told from "+/+/+". */
static void
make_all (GPtrArray *out, const char *const *alphabet, guint max, const char *prefix, guint depth)
{
  for (guint i = 0; alphabet[i] != NULL; i++) {
    char *text = depth == 0 ? g_strdup (alphabet[i]) : g_strconcat (prefix, "/", alphabet[i], NULL);

    g_ptr_array_add (out, text);
    if (depth + 1 < max && g_strcmp0 (alphabet[i], "#") != 0)
      make_all (out, alphabet, max, text, depth + 1);
  }
}

static void
test_covers (void)
{
  static const char *const filter_levels[] = {"a", "$b", "+", "#", NULL};
  static const char *const topic_levels[] = {"a", "$b", "z", NULL};
  g_autoptr (GPtrArray) filters = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) topics = g_ptr_array_new_with_free_func (g_free);

  make_all (filters, filter_levels, 3, "", 0);
  make_all (topics, topic_levels, 4, "", 0);
  for (guint i = 0; i < filters->len; i++)
    for (guint j = 0; j < filters->len; j++) {
      const char *wide = filters->pdata[i], *narrow = filters->pdata[j];
      gboolean covers = TRUE, overlaps = FALSE;

      for (guint k = 0; k < topics->len; k++) {
        gboolean in_wide = helio_topic_matches (wide, topics->pdata[k]);
        gboolean in_narrow = helio_topic_matches (narrow, topics->pdata[k]);

        covers = covers && (in_wide || !in_narrow);
        overlaps = overlaps || (in_wide && in_narrow);
      }
      if (helio_topic_covers (wide, narrow) != covers)
        g_error ("does %s cover %s? topics say %d", wide, narrow, covers);
      if (helio_topic_overlaps (wide, narrow) != overlaps)
        g_error ("do %s and %s overlap? topics say %d", wide, narrow, overlaps);
    }
}

static void
test_substitute (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *good = helio_topic_substitute ("users/%u/%c/50%", "alice", "c1", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (good, ==, "users/alice/c1/50%");
  g_assert_null (helio_topic_substitute ("users/%u", "a/b", NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_null (helio_topic_substitute ("users/%u", NULL, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

static void
test_reason (void)
{
  g_autoptr (GError) refused = helio_reason_to_error (HELIO_PACKET_SUBACK, 0x87, "not\nfor you");
  g_autoptr (GError) unknown = helio_reason_to_error (HELIO_PACKET_DISCONNECT, 0xEE, NULL);
  g_autoptr (GError) taken = helio_reason_to_error (HELIO_PACKET_DISCONNECT, 0x8E, NULL);

  g_assert_error (refused, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_AUTHORIZED);
  g_assert_cmpint (helio_error_get_reason_code (refused), ==, 0x87);
  g_assert_cmpstr (helio_error_get_detail (refused), ==, "not for you");
  g_assert_nonnull (helio_error_get_remedy (refused));
  g_assert_nonnull (strstr (refused->message, "Not authorized, 0x87"));
  g_assert_nonnull (strstr (unknown->message, "0xEE"));
  g_assert_error (taken, HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER);
  g_assert_cmpint (helio_reason_from_v3_connack (4), ==, 0x86);
  g_assert_cmpint (helio_reason_from_v3_connack (5), ==, 0x87);
  g_assert_cmpint (helio_reason_from_v3_connack (77), ==, 0x80);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/topic/validate", test_validate);
  g_test_add_func ("/mqtt/topic/matches", test_matches);
  g_test_add_func ("/mqtt/topic/covers-and-overlaps", test_covers);
  g_test_add_func ("/mqtt/topic/substitute", test_substitute);
  g_test_add_func ("/mqtt/reason", test_reason);
  return g_test_run ();
}
