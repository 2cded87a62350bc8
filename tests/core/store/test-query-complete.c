// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-query-complete.h"
#include "core/store/helio-query.h"

#include <string.h>

static const char *const members[] =
    {"temp", "temperature", "line.state", "size", "user.unit", NULL};

static void
test_complete (void)
{
  /* "|" is the cursor; then what is offered, then where it begins. */
  static const struct {
    const char *text, *offered;
    gsize start;
  } cases[] = {
      {"|", "", 0},
      {"te|", "temp ;temperature ", 0},
      {"temp|", "temperature ", 0},
      {"TEMPE|", "temperature ", 0},
      {"li|", "line.state ", 0},
      {"s|", "size > ", 0},
      {"json.s|", "json.size ", 0},
      {"to|", "topic ~ ", 0},
      {"n|", "not ", 0},
      {"alarm a|", "and ", 6},
      {"alarm (qo|", "qos = ", 7},
      {"qos = |", "0 ;1 ;2 ", 6},
      {"qos=|", "0 ;1 ;2 ", 4},
      {"qos != 1|", "", 7},
      {"retained = y|", "yes ", 11},
      {"Retained =|", "yes ;no ", 10},
      {"temp > |", "", 7},
      {"temp > t|", "", 7},
      {"\"te|", "", 1},
      {"\"a\\\" te|", "", 5},
      {"\"two\" te|", "temp ;temperature ", 6},
      {"te| and x", "temp ;temperature ", 0},
      {"us|", "user.", 0},
      {"json.u|", "json.user.unit ", 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *cursor = strchr (cases[i].text, '|');
    g_autofree char *text =
        g_strdup_printf ("%.*s%s", (int) (cursor - cases[i].text), cases[i].text, cursor + 1);
    g_auto (GStrv) found = NULL;
    g_autofree char *joined = NULL;
    gsize start;

    found = helio_query_complete (text, (gsize) (cursor - cases[i].text), members, 8, &start);
    joined = g_strjoinv (";", found);
    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (joined, ==, cases[i].offered);
    if (found[0] != NULL)
      g_assert_cmpuint (start, ==, cases[i].start);
  }
}

/* Whatever is offered for a name can be asked for. */
static void
test_offered_is_valid (void)
{
  for (char c = 'a'; c <= 'z'; c++) {
    const char text[] = {c, '\0'};
    gsize start;
    g_auto (GStrv) found = helio_query_complete (text, 1, members, 20, &start);

    for (guint i = 0; found[i] != NULL; i++) {
      gboolean complete = strpbrk (found[i], "~=>") != NULL || g_str_equal (found[i], "not ");
      g_autofree char *asked = g_strconcat (found[i],
                                            complete                           ? "1"
                                            : g_str_has_suffix (found[i], " ") ? "= 1"
                                                                               : "x = 1",
                                            NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (HelioQuery) query = helio_query_parse (asked, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (query);
    }
  }
}

static void
add (GHashTable *set, const char *json)
{
  g_autoptr (GBytes) payload = g_bytes_new (json, strlen (json));

  helio_query_add_members (set, payload);
}

static void
test_members (void)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *many = g_string_new ("{");

  add (set,
       "{\"temp\":1,\"line\":{\"state\":\"ok\",\"deep\":{\"er\":1,\"x\":{\"y\":1}}},\"list\":[1],"
       "\"a b\":2}");
  add (set, "{\"temp\":2}");
  add (set, "[1,2]");
  add (set, "no JSON");
  add (set, "{\"broken\":");
  g_assert_cmpuint (g_hash_table_size (set), ==, 3);
  g_assert_true (g_hash_table_contains (set, "temp"));
  g_assert_true (g_hash_table_contains (set, "line.state"));
  g_assert_true (g_hash_table_contains (set, "line.deep.er"));

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, "%s\"m%u\":1", i > 0 ? "," : "", i);
  g_string_append_c (many, '}');
  add (set, many->str);
  g_assert_cmpuint (g_hash_table_size (set), ==, HELIO_QUERY_MEMBERS_MAX);
  g_string_free (many, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/query-complete/offered", test_complete);
  g_test_add_func ("/store/query-complete/offered-is-valid", test_offered_is_valid);
  g_test_add_func ("/store/query-complete/members", test_members);
  return g_test_run ();
}
