// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define MEBIBYTE (1024 * 1024)

static HelioJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioJson *json = helio_json_parse (text, strlen (text), MEBIBYTE, 64, &error);

  g_assert_no_error (error);
  return json;
}

static void
test_grammar (void)
{
  static const char *const good[] = {
      "{}",
      "[]",
      "null",
      "true",
      "false",
      "0",
      "-0",
      "-1.5e-3",
      "1E+2",
      "\"\"",
      " \t\r\n[ 1 , 2 ] \n",
      "{\"a\":{\"b\":[{}]}}",
      "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
      "\"\\ud83d\\ude00\"",
      "\"\xf0\x9f\x98\x80\"",
      "\"\x7f\"",
      "{\"\":1}",
      "[\"a,b]\"]",
  };
  static const char *const bad[] = {
      "",
      " ",
      "{",
      "}",
      "[",
      "]",
      "[}",
      "{]",
      "[1,]",
      "[,1]",
      "[1 2]",
      "{\"a\":1,}",
      "{,}",
      "{\"a\"}",
      "{\"a\":}",
      "{\"a\" 1}",
      "{a:1}",
      "{1:1}",
      "{'a':1}",
      "'a'",
      "nul",
      "nulll",
      "True",
      "NaN",
      "Infinity",
      "-",
      "+1",
      "01",
      "-01",
      "1.",
      ".5",
      "1e",
      "1e+",
      "0x10",
      "1,2",
      "{}{}",
      "[] x",
      "\"",
      "\"a",
      "\"\\\"",
      "\"\\x\"",
      "\"\\u12\"",
      "\"\\u12g4\"",
      "\"\\u0000\"",
      "\"\t\"",
      "\"\n\"",
      "// comment\n1",
      "[1] // comment",
      "\"\\ud800\"",
      "\"\\ud800x\"",
      "\"\\udc00\"",
      "\"\\ud800\\ud800\"",
      "\"\\ud800\\u0041\"",
      "\xef\xbb\xbf{}", /* byte order mark */
      "\"\xff\"",
      "\"\xc0\x80\"",
      "\"\xed\xa0\x80\"", /* a surrogate in UTF-8 */
      "1e400",
      "-1e400",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioJson) json = NULL;

    helio_json_check (good[i], strlen (good[i]), MEBIBYTE, 64, &error);
    g_assert_no_error (error);
    json = helio_json_parse (good[i], strlen (good[i]), MEBIBYTE, 64, &error);
    g_assert_no_error (error);
    g_assert_nonnull (json);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    if (helio_json_check (bad[i], strlen (bad[i]), MEBIBYTE, 64, &error))
      g_error ("taken: %s", bad[i]);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
    g_assert_null (helio_json_parse (bad[i], strlen (bad[i]), MEBIBYTE, 64, NULL));
  }
}

static void
test_not_terminated (void)
{
  /* The bytes end where it is said, whatever stands behind. */
  static const char text[] = "[1]]garbage";
  g_autoptr (HelioJson) json = helio_json_parse (text, 3, MEBIBYTE, 64, NULL);
  g_autofree char *exact = g_memdup2 ("[12", 3);

  g_assert_cmpuint (helio_json_get_length (json), ==, 1);
  g_assert_false (helio_json_check (exact, 3, MEBIBYTE, 64, NULL));
  g_assert_false (helio_json_check ("[1\0]", 4, MEBIBYTE, 64, NULL));
  g_assert_false (helio_json_check (NULL, 0, MEBIBYTE, 64, NULL));
}

static void
test_place (void)
{
  static const char text[] = "{\n  \"žluť\": x\n}";
  g_autoptr (GError) error = NULL;

  g_assert_false (helio_json_check (text, strlen (text), MEBIBYTE, 64, &error));
  g_assert_nonnull (strstr (error->message, "line 2, column 11"));
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *objects = NULL;
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) objects_error = NULL;
  g_autoptr (GError) one_more_error = NULL;

  g_assert_false (helio_json_check (deep, 100000, MEBIBYTE, HELIO_JSON_DEPTH_PAYLOAD, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  /* It is the limit that ends it and not the stack. */
  g_assert_false (helio_json_check (deep, 100000, MEBIBYTE, G_MAXUINT, NULL));

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "{\"a\":");
  objects = g_string_free (text, FALSE);
  g_assert_null (helio_json_parse (objects,
                                   strlen (objects),
                                   MEBIBYTE,
                                   HELIO_JSON_DEPTH_ANSWER,
                                   &objects_error));
  g_assert_error (objects_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);

  g_assert_true (helio_json_check ("[[[]]]", 6, MEBIBYTE, 3, NULL));
  g_assert_false (helio_json_check ("[[[]]]", 6, MEBIBYTE, 2, &one_more_error));
  g_assert_error (one_more_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
test_depth_of_payloads (void)
{
  /* json-glib itself must stand what the limit lets through. */
  g_autofree char *left = g_strnfill (HELIO_JSON_DEPTH_PAYLOAD, '[');
  g_autofree char *right = g_strnfill (HELIO_JSON_DEPTH_PAYLOAD, ']');
  g_autofree char *text = g_strconcat (left, right, NULL);
  g_autoptr (HelioJson) json =
      helio_json_parse (text, strlen (text), MEBIBYTE, HELIO_JSON_DEPTH_PAYLOAD, NULL);
  g_autoptr (HelioJson) copy = helio_json_copy (json);
  g_autofree char *out = helio_json_to_text (copy, FALSE);

  g_assert_cmpstr (out, ==, text);
}

static void
test_size (void)
{
  gsize size = 50 * MEBIBYTE;
  char *text = g_malloc (size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) parse_error = NULL;
  gint64 start;

  memset (text, 'a', size);
  text[0] = text[size - 1] = '"';
  start = g_get_monotonic_time ();
  g_assert_false (helio_json_check (text, size, HELIO_JSON_SIZE_FILE, 64, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_assert_null (helio_json_parse (text, size, HELIO_JSON_SIZE_FILE, 64, &parse_error));
  g_assert_error (parse_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  /* Not read to its end: that takes longer than this, under any sanitizer. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_true (helio_json_check (text, size, size, 64, NULL));
  g_assert_false (helio_json_check (text, size, size - 1, 64, NULL));
  g_free (text);
}

static void
test_duplicates (void)
{
  static const char *const twice[] = {
      "{\"a\":1,\"a\":1}",
      "{\"a\":1,\"b\":{},\"a\":2}",
      "[{\"x\":{\"a\":1,\"a\":2}}]",
      "{\"a\":1,\"\\u0061\":2}",
      "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}",
      "{\"\":1,\"\":2}",
      "{\"a/b\":1,\"a\\/b\":2}",
  };
  static const char *const once[] = {
      "{\"a\":{\"a\":{\"a\":1}}}",
      "[{\"a\":1},{\"a\":2}]",
      "{\"a\":1,\"A\":2}",
      "{\"a\":1,\"a \":2}",
      "{\"b\":\"a\",\"a\":\"b\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (twice); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_json_parse (twice[i], strlen (twice[i]), MEBIBYTE, 64, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (once); i++)
    g_assert_true (helio_json_check (once[i], strlen (once[i]), MEBIBYTE, 64, NULL));
}

/* An object of @n names, all of the same length and with the same g_str_hash(): "Ab" and "BA" have the same. */
static char *
make_colliding (guint n)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < n; i++) {
    g_string_append (text, i > 0 ? ",\"" : "\"");
    for (guint bit = 0; bit < 15; bit++)
      g_string_append (text, (i >> bit & 1) != 0 ? "BA" : "Ab");
    g_string_append (text, "\":1");
  }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
test_chosen_names (void)
{
  g_autofree char *few = make_colliding (HELIO_JSON_SAME_HASH_MAX);
  g_autofree char *more = make_colliding (HELIO_JSON_SAME_HASH_MAX + 1);
  g_autofree char *inside = g_strconcat ("[{\"a\":", more, "}]", NULL);
  g_autofree char *twice = g_strconcat ("[", few, ",", few, "]", NULL);
  g_autofree char *escaped = g_strconcat ("{\"\\u0041", more + 3, NULL);
  const char *const refused[] = {more, inside, escaped};
  g_autofree char *many = make_colliding (28000);
  clock_t start;

  g_assert_cmpuint (g_str_hash ("Ab"), ==, g_str_hash ("BA"));
  g_assert_cmpuint (strlen (many), <=, MEBIBYTE);
  helio_json_unref (parse (few));
  helio_json_unref (parse (twice));
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_json_parse (refused[i], strlen (refused[i]), MEBIBYTE, 64, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
    g_assert_nonnull (strstr (error->message, "names"));
    /* Looking takes no longer for it. */
    g_assert_true (helio_json_check (refused[i], strlen (refused[i]), MEBIBYTE, 64, NULL));
  }
  /* Where time grew with the square, this was many seconds of the processor's. */
  start = clock ();
  g_assert_true (helio_json_check (many, strlen (many), MEBIBYTE, 64, NULL));
  g_assert_null (helio_json_parse (many, strlen (many), MEBIBYTE, 64, NULL));
  g_assert_cmpfloat ((double) (clock () - start) / CLOCKS_PER_SEC, <, 4);
}

static void
test_many_members (void)
{
  GString *text = g_string_new ("{");
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) json = NULL;

  for (guint i = 0; i < HELIO_JSON_MEMBERS_MAX; i++)
    g_string_append_printf (text, "%s\"sensor-%u\":%u", i > 0 ? "," : "", i, i);
  g_string_append_c (text, '}');
  json = parse (text->str);
  g_assert_true (helio_json_has (json, "sensor-9999"));
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\"one\":1}");
  g_assert_null (helio_json_parse (text->str, text->len, MEBIBYTE, 64, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_assert_true (helio_json_check (text->str, text->len, MEBIBYTE, 64, NULL));
  g_string_free (text, TRUE);
}

static void
test_numbers (void)
{
  static const struct {
    const char *text;
    gboolean is_integer;
    gint64 integer;
    double number;
  } numbers[] = {
      {"0", TRUE, 0, 0},
      {"-1", TRUE, -1, -1},
      {"9223372036854775807", TRUE, G_MAXINT64, 9223372036854775807.0},
      {"-9223372036854775808", TRUE, G_MININT64, -9223372036854775808.0},
      /* json-glib makes -1 and the like of these. */
      {"9223372036854775808", FALSE, 0, 9223372036854775808.0},
      {"-9223372036854775809", FALSE, 0, -9223372036854775808.0},
      {"18446744073709551615", FALSE, 0, 18446744073709551615.0},
      {"99999999999999999999", FALSE, 0, 1e20},
      {"3600.0", TRUE, 3600, 3600},
      {"1e3", TRUE, 1000, 1000},
      {"9007199254740992.0", TRUE, 9007199254740992, 9007199254740992.0},
      {"9007199254740994.0", FALSE, 0, 9007199254740994.0},
      {"1.5", FALSE, 0, 1.5},
      {"1e300", FALSE, 0, 1e300},
      {"1e-400", TRUE, 0, 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"n\":%s,\"m\":[%s]}", numbers[i].text, numbers[i].text);
    g_autoptr (HelioJson) json = parse (text);
    g_autoptr (HelioJson) list = helio_json_get_array (json, "m");
    g_autoptr (HelioJson) element = helio_json_get_element (list, 0);
    gint64 integer = 77;
    double number = 77;

    g_assert_true (helio_json_get_integer (json, "n", &integer) == numbers[i].is_integer);
    g_assert_cmpint (integer, ==, numbers[i].is_integer ? numbers[i].integer : 77);
    g_assert_true (helio_json_as_integer (element, &integer) == numbers[i].is_integer);
    g_assert_true (helio_json_get_double (json, "n", &number));
    g_assert_true (number == numbers[i].number);
    g_assert_true (helio_json_as_double (element, &number));
  }
}

static void
test_members (void)
{
  g_autoptr (HelioJson) json = parse ("{\"t\":\"x\",\"b\":true,\"n\":5,\"d\":1.5,\"z\":null,"
                                      "\"o\":{\"i\":1},\"l\":[1,\"two\",null]}");
  g_autoptr (HelioJson) null_member = helio_json_get (json, "z");
  g_autoptr (HelioJson) object = helio_json_get_object (json, "o");
  g_autoptr (HelioJson) list = helio_json_get_array (json, "l");
  g_autoptr (HelioJson) two = helio_json_get_element (list, 1);
  g_auto (GStrv) names = helio_json_get_names (json);
  g_autofree char *joined = g_strjoinv (" ", names);
  gint64 integer = 0;

  g_assert_cmpint (helio_json_get_kind (json), ==, HELIO_JSON_OBJECT);
  g_assert_cmpstr (joined, ==, "t b n d z o l");
  g_assert_cmpstr (helio_json_get_string (json, "t"), ==, "x");
  g_assert_null (helio_json_get_string (json, "n"));
  g_assert_null (helio_json_get_string (json, "absent"));
  g_assert_true (helio_json_get_boolean (json, "b", FALSE));
  g_assert_true (helio_json_get_boolean (json, "t", TRUE));
  g_assert_false (helio_json_get_boolean (json, "absent", FALSE));
  g_assert_false (helio_json_get_integer (json, "t", &integer));
  g_assert_false (helio_json_get_integer (json, "b", &integer));
  g_assert_true (helio_json_has (json, "o"));
  g_assert_false (helio_json_has (json, "z"));
  g_assert_false (helio_json_has (json, "absent"));
  g_assert_cmpint (helio_json_get_kind (null_member), ==, HELIO_JSON_NULL);
  g_assert_true (helio_json_get_integer (object, "i", &integer));
  g_assert_cmpint (integer, ==, 1);
  g_assert_null (helio_json_get_object (json, "l"));
  g_assert_null (helio_json_get_array (json, "o"));
  g_assert_cmpuint (helio_json_get_length (list), ==, 3);
  g_assert_cmpuint (helio_json_get_length (json), ==, 0);
  g_assert_cmpstr (helio_json_as_string (two), ==, "two");
  /* On nothing, and on values of another kind, every question has an answer. */
  g_assert_null (helio_json_get_string (NULL, "t"));
  g_assert_null (helio_json_get_string (list, "t"));
  g_assert_null (helio_json_as_string (list));
  g_assert_false (helio_json_as_boolean (two));
  g_assert_cmpuint (helio_json_get_length (NULL), ==, 0);
}

static void
test_building (void)
{
  g_autoptr (HelioJson) json = helio_json_new_object ();
  HelioJson *list = helio_json_new_array ();
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *pretty = NULL;

  helio_json_append (list, helio_json_new_integer (G_MININT64));
  helio_json_append (list, helio_json_new_double (0.1));
  helio_json_append (list, helio_json_new_double (3));
  helio_json_append (list, helio_json_new_object ());
  helio_json_append (list, helio_json_new_array ());
  helio_json_set_string (json, "t", "ž\"\\\n\x01\x7f");
  helio_json_set_string (json, "nothing", NULL);
  helio_json_set_boolean (json, "b", TRUE);
  helio_json_set (json, "l", list);
  text = helio_json_to_text (json, FALSE);
  g_assert_cmpstr (text,
                   ==,
                   "{\"t\":\"ž\\\"\\\\\\n\\u0001\\u007f\",\"nothing\":null,\"b\":true,"
                   "\"l\":[-9223372036854775808,0.1,3.0,{},[]]}");
  helio_json_set_integer (json, "nothing", 5);
  helio_json_remove (json, "t");
  changed = helio_json_to_text (json, FALSE);
  g_assert_true (g_str_has_prefix (changed, "{\"nothing\":5,\"b\":true,"));
  pretty = helio_json_to_text (json, TRUE);
  g_assert_cmpstr (pretty,
                   ==,
                   "{\n  \"nothing\": 5,\n  \"b\": true,\n  \"l\": [\n    -9223372036854775808,\n"
                   "    0.1,\n    3.0,\n    {},\n    []\n  ]\n}");
}

static void
test_text_round_trip (void)
{
  static const char text[] =
      "{\"a\":[0.1,1e+300,-1.5e-07,2.5,123456789.125,1e+20,0.30000000000000004,"
      "\"\\u001b[0m\",\"/\",\"é😀\"],\"b\":{\"c\":null,\"d\":false}}";
  g_autoptr (HelioJson) json = parse (text);
  g_autoptr (HelioJson) copy = helio_json_copy (json);
  g_autofree char *out = helio_json_to_text (json, FALSE);
  g_autofree char *copied = helio_json_to_text (copy, FALSE);
  g_autofree char *pretty = helio_json_to_text (json, TRUE);
  g_autoptr (HelioJson) again = parse (pretty);
  g_autofree char *out_again = helio_json_to_text (again, FALSE);

  g_assert_cmpstr (out, ==, text);
  g_assert_cmpstr (copied, ==, text);
  g_assert_cmpstr (out_again, ==, text);
}

static void
test_copy_is_apart (void)
{
  g_autoptr (HelioJson) json = parse ("{\"a\":{\"b\":[1]}}");
  g_autoptr (HelioJson) copy = helio_json_copy (json);
  g_autoptr (HelioJson) inner = helio_json_get_object (copy, "a");
  g_autoptr (HelioJson) list = helio_json_get_array (inner, "b");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  helio_json_append (list, helio_json_new_integer (2));
  helio_json_set_null (inner, "c");
  before = helio_json_to_text (json, FALSE);
  after = helio_json_to_text (copy, FALSE);
  g_assert_cmpstr (before, ==, "{\"a\":{\"b\":[1]}}");
  g_assert_cmpstr (after, ==, "{\"a\":{\"b\":[1,2],\"c\":null}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/grammar", test_grammar);
  g_test_add_func ("/json/not-terminated", test_not_terminated);
  g_test_add_func ("/json/place", test_place);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/depth-of-payloads", test_depth_of_payloads);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/duplicates", test_duplicates);
  g_test_add_func ("/json/chosen-names", test_chosen_names);
  g_test_add_func ("/json/many-members", test_many_members);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/members", test_members);
  g_test_add_func ("/json/building", test_building);
  g_test_add_func ("/json/text-round-trip", test_text_round_trip);
  g_test_add_func ("/json/copy-is-apart", test_copy_is_apart);
  return g_test_run ();
}
