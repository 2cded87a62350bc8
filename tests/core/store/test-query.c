// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties.h"
#include "core/store/helio-query.h"

#include <string.h>

static HelioQuery *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioQuery *query = helio_query_parse (text, NULL, &error);

  g_assert_no_error (error);
  return query;
}

static gboolean
matches (const char *text, HelioQueryMessage *message)
{
  g_autoptr (HelioQuery) query = parse (text);
  const gboolean result = helio_query_matches (query, message);
  guint64 found = 0;

  /* What the topic alone says is never taken back. */
  switch (helio_query_ask_topic (query, message->topic, message->topic_length)) {
    case HELIO_QUERY_YES:
      g_assert_true (result);
      break;
    case HELIO_QUERY_NO:
      g_assert_false (result);
      break;
    case HELIO_QUERY_ASK:
    default:
      break;
  }
  /* In pieces it is the same. */
  helio_query_search (query, message->payload, message->payload_length, &found);
  message->found = &found;
  g_assert_cmpint (helio_query_matches (query, message), ==, result);
  message->found = NULL;
  return result;
}

static HelioQueryMessage
make (const char *topic, const char *payload)
{
  return (HelioQueryMessage){.topic = topic,
                             .topic_length = strlen (topic),
                             .payload = (const guint8 *) payload,
                             .payload_length = strlen (payload),
                             .size = strlen (payload)};
}

static void
test_matches (void)
{
  static const struct {
    const char *query, *topic, *payload;
    gboolean expected;
  } cases[] = {
      {NULL, "a", "x", TRUE},
      {"", "a", "x", TRUE},
      {"  ", "a", "x", TRUE},
      /* texts */
      {"TEMP", "site/3/temp", "x", TRUE},
      {"temp", "a", "aTeMp", TRUE},
      {"x", "", "", FALSE},
      {"a#", "q", "a#", TRUE},
      {"1+1", "q", "it is 1+1", TRUE},
      {"grün", "a", "GRÜN", TRUE},
      {"Ä", "a", "\xff\xc3\xa4", TRUE},
      {"\"two words\"", "a", "these two words", TRUE},
      {"two words", "a", "words, two", TRUE},
      {"two words", "two", "words", TRUE},
      {"two words", "two", "word", FALSE},
      {"\"a \\\" b\"", "t", "a \" b", TRUE},
      {"{\"t\":20}", "t", "{\"t\":20}", TRUE},
      {"f(x)", "t", "f(x)", TRUE},
      {"\"or\"", "t", "or", TRUE},
      /* filters */
      {"site/+/temp", "site/3/temp", "", TRUE},
      {"site/+/temp", "x", "site/+/temp", FALSE},
      {"site/#", "site", "", TRUE},
      {"#", "$SYS/x", "", FALSE},
      {"\"site/#\"", "x", "site/#", TRUE},
      /* and, or, not */
      {"a or b", "t", "a", TRUE},
      {"a or b", "t", "b", TRUE},
      {"a and b", "t", "b", FALSE},
      {"not x", "t", "y", TRUE},
      {"not x", "t", "x", FALSE},
      {"NOT not x", "t", "x", TRUE},
      {"x y or z", "t", "z", TRUE},
      {"x (y or z)", "t", "z", FALSE},
      {"x (y or z)", "t", "xz", TRUE},
      {"(x)", "t", "x", TRUE},
      {"((x) or (y and (z)))", "t", "yz", TRUE},
      {"site/# temp > 3", "site/1", "{\"temp\":4}", TRUE},
      {"site/# temp > 3", "sit/1", "{\"temp\":4}", FALSE},
      /* members */
      {"temp > 30", "t", "{\"temp\": 30.5}", TRUE},
      {"temp>30", "t", "{\"temp\": 30}", FALSE},
      {"temp >= 30", "t", "{\"temp\": 30}", TRUE},
      {"temp < -3", "t", "{\"temp\": -4e0}", TRUE},
      {"temp > 30", "t", "{\"temp\": \"31\"}", TRUE},
      {"temp > 30", "t", "{\"temp\": \"hot\"}", TRUE}, /* as text */
      {"temp > 30", "t", "{}", FALSE},
      {"not temp > 30", "t", "{}", TRUE},
      {"temp != 30", "t", "{}", FALSE},
      {"temp != 30", "t", "{\"temp\":31}", TRUE},
      {"temp <> 30", "t", "{\"temp\":30}", FALSE},
      {"temp == 30", "t", "{\"temp\":30.0}", TRUE},
      {"temp = \"30\"", "t", "{\"temp\":30.0}", FALSE}, /* in quotes: as text */
      {"state = ok", "t", "{\"state\": \"OK\"}", TRUE},
      {"state = ok", "t", "{\"state\": \"OKAY\"}", FALSE},
      {"state ~ ok", "t", "{\"state\": \"BROKEN\"}", TRUE},
      {"on = true", "t", "{\"on\": true}", TRUE},
      {"on = null", "t", "{\"on\": null}", TRUE},
      {"a.b.1.c = 5", "t", "{\"a\":{\"b\":[0,{\"c\":5}]}}", TRUE},
      {"\"a.b\" = 5", "t", "{\"a.b\":5}", TRUE},
      {"msg = \"a b\"", "t", "{\"msg\":\"a\\u0020b\"}", TRUE},
      {"at > \"2026-01-02\"", "t", "{\"at\":\"2026-01-10\"}", TRUE},
      {"at > \"2026-01-02\"", "t", "{\"at\":\"2025-12-31\"}", FALSE},
      {"json.qos = 7", "t", "{\"qos\":7}", TRUE},
      /* value */
      {"value > 20", "t", "23.4", TRUE},
      {"value > 20", "t", " 19 ", FALSE},
      {"value > 20", "t", "{\"value\":21}", TRUE},
      {"value = on", "t", "\"ON\"", TRUE},
      {"value > 20", "t", "{\"temp\":21}", FALSE},
      {"value > 20", "t", "[21]", FALSE},
      /* topic and payload */
      {"topic ~ LINE", "site/line/1", "x", TRUE},
      {"topic ~ line", "t", "line", FALSE},
      {"topic = a/b", "A/b", "", TRUE},
      {"payload ~ line", "line", "x", FALSE},
      {"payload ~ line", "t", "a line", TRUE},
      {"payload = 5", "t", "5.0", TRUE},
      {"payload = off", "t", "OFF", TRUE},
      {"payload = \"\"", "t", "", TRUE},
      {"payload > \"\"", "t", "", FALSE},
      {"size > 3", "t", "1234", TRUE},
      {"size < 1k", "t", "1234", TRUE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    HelioQueryMessage message = make (cases[i].topic, cases[i].payload);

    g_test_message ("%s", cases[i].query != NULL ? cases[i].query : "(null)");
    g_assert_cmpint (matches (cases[i].query, &message), ==, cases[i].expected);
  }
}

static void
test_flags (void)
{
  HelioQueryMessage message = make ("t", "x");

  message.qos = 1;
  message.retained = TRUE;
  g_assert_true (matches ("qos = 1", &message));
  g_assert_true (matches ("qos < 2 retained=yes", &message));
  g_assert_false (matches ("qos = 2", &message));
  g_assert_false (matches ("retained = no", &message));
  g_assert_true (matches ("retained != no", &message));
  g_assert_true (matches ("duplicate = false", &message));
  message.size = 20000;
  g_assert_true (matches ("size > 10k size < 1M", &message));
}

static void
test_properties (void)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  HelioQueryMessage message = make ("t", "x");

  g_assert_false (matches ("type = text/plain", &message));
  helio_properties_add_string (wire, 0x03, "text/plain");
  helio_properties_add_pair (wire, 0x26, "unit", "F");
  helio_properties_add_pair (wire, 0x26, "unit", "C");
  helio_properties_add_pair (wire, 0x26, "n", "12");
  message.properties = wire->data;
  message.properties_length = wire->len;
  g_assert_true (matches ("type = text/plain", &message));
  g_assert_true (matches ("user.unit = c", &message));
  g_assert_false (matches ("user.Unit = c", &message));
  g_assert_true (matches ("user.n > 9", &message));
  g_assert_false (matches ("user.none != 9", &message));
}

static void
test_topic (void)
{
  static const struct {
    const char *query;
    HelioQueryAnswer expected;
  } cases[] = {
      {"", HELIO_QUERY_YES},
      {"a", HELIO_QUERY_YES},
      {"x", HELIO_QUERY_ASK},
      {"not a", HELIO_QUERY_NO},
      {"not x", HELIO_QUERY_ASK},
      {"a/#", HELIO_QUERY_YES},
      {"b/# or temp > 3", HELIO_QUERY_ASK},
      {"b/# temp > 3", HELIO_QUERY_NO},
      {"temp > 3 b/#", HELIO_QUERY_NO},
      {"temp > 3 a/#", HELIO_QUERY_ASK},
      {"temp > 3 or a/#", HELIO_QUERY_YES},
      {"topic = a/b", HELIO_QUERY_YES},
      {"topic = a", HELIO_QUERY_NO},
      {"qos = 1", HELIO_QUERY_ASK},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioQuery) query = parse (cases[i].query);

    g_test_message ("%s", cases[i].query);
    g_assert_cmpint (helio_query_ask_topic (query, "a/b", 3), ==, cases[i].expected);
  }
}

static void
test_wrong (void)
{
  static const struct {
    const char *query;
    guint column;
  } cases[] = {
      {"temp >", 7},
      {"temp > > 3", 8},
      {"> 3", 1},
      {"a or", 5},
      {"not", 4},
      {"(a", 1},
      {"ä (", 4},
      {"a \"b", 3},
      {"qos = high", 7},
      {"qos ~ 1", 7},
      {"size > 3x", 8},
      {"retained > yes", 12},
      {"retained = much", 12},
      {"a or or", 6},
      {"() a", 2},
      {"a and (b or", 12},
      {"temp > (3)", 8},
      {"and a", 1},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *place = g_strdup_printf ("At column %u: ", cases[i].column);
    guint column = 0;

    g_test_message ("%s", cases[i].query);
    g_assert_null (helio_query_parse (cases[i].query, &column, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_cmpuint (column, ==, cases[i].column);
    g_assert_true (g_str_has_prefix (error->message, place));
    g_assert_nonnull (helio_error_get_remedy (error));
  }
}

static void
test_bounds (void)
{
  g_autofree char *deep = g_strnfill (100, '('), *longer = g_strnfill (5000, 'a');
  g_autoptr (GString) many = g_string_new (NULL), nots = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < HELIO_QUERY_TERMS_MAX; i++)
    g_string_append (many, "ab ");
  helio_query_free (parse (many->str));
  g_string_append (many, "ab");
  g_assert_null (helio_query_parse (many->str, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  for (guint i = 0; i < 100; i++)
    g_string_append (nots, "not ");
  g_string_append (nots, "a");
  g_assert_null (helio_query_parse (nots->str, NULL, &error));
  g_clear_error (&error);
  g_assert_null (helio_query_parse (deep, NULL, &error));
  g_clear_error (&error);
  g_assert_null (helio_query_parse (longer, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (helio_query_parse ("\xff", NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

static void
test_narrow (void)
{
  static const struct {
    const char *text, *condition, *narrowed; /* NULL: it cannot be */
  } cases[] = {
      {NULL, "json.ok = true", "json.ok = true"},
      {"  ", "json.ok = true", "json.ok = true"},
      {"alarm", "json.ok = true", "alarm and json.ok = true"},
      {" a not b ", "json.t = 1", "a not b and json.t = 1"},
      {"a or b", "json.t = 1", "(a or b) and json.t = 1"},
      {"(a or b) c", "json.t = 1", "(a or b) c and json.t = 1"},
      {"json.t = 1", "json.t = 1", "json.t = 1"},
      {"a and json.t = 1", "json.t = 1", "a and json.t = 1"},
      {"a or b and json.t = 1", "json.t = 1", "(a or b and json.t = 1) and json.t = 1"},
      {"json.at = 1", "json.t = 1", "json.at = 1 and json.t = 1"},
      {"line(3) b", "json.t = 1", "line(3) b and json.t = 1"},
      {"line(3) or b", "json.t = 1", NULL},
      {"b or line(3)", "json.t = 1", NULL},
      {"a or b)", "json.t = 1", NULL},
      {"a or f(x) and g(y)", "json.t = 1", NULL},
      {"\"line(3)\" or b", "json.t = 1", "(\"line(3)\" or b) and json.t = 1"},
      {"temp >", "json.t = 1", NULL},
      {"(a", "json.t = 1", NULL},
  };
  g_autofree char *longer = g_strnfill (HELIO_QUERY_LENGTH_MAX - 5, 'a');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) fault = NULL;
    g_autofree char *narrowed = helio_query_narrow (cases[i].text, cases[i].condition, &fault);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (narrowed, ==, cases[i].narrowed);
    if (narrowed == NULL) {
      g_assert_error (fault, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
      g_assert_nonnull (helio_error_get_remedy (fault));
    }
  }
  g_assert_null (helio_query_narrow (longer, "json.t = 1", &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/matches", test_matches);
  g_test_add_func ("/query/flags", test_flags);
  g_test_add_func ("/query/properties", test_properties);
  g_test_add_func ("/query/topic", test_topic);
  g_test_add_func ("/query/wrong", test_wrong);
  g_test_add_func ("/query/bounds", test_bounds);
  g_test_add_func ("/query/narrow", test_narrow);
  return g_test_run ();
}
