// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-find.h"

#include <string.h>

static void
test_find (void)
{
  static const struct {
    const char *text, *path, *found; /* NULL: it is not there */
    HelioJsonType kind;
  } cases[] = {
      {"5", "", "5", HELIO_JSON_INTEGER},
      {" -5.5e3 ", "", "-5.5e3", HELIO_JSON_DOUBLE},
      {"\"a\"", "", "a", HELIO_JSON_STRING},
      {"{\"a\":1}", "a", "1", HELIO_JSON_INTEGER},
      {"{\"b\":{\"a\":0},\"a\":true}", "a", "true", HELIO_JSON_BOOLEAN},
      {"{\"b\":\"}\\\"\",\"a\":null}", "a", "null", HELIO_JSON_NULL},
      {"{ \"b\" : [ 1 , { \"c\" : [ ] } ] }", "b.1.c", "[ ]", HELIO_JSON_ARRAY},
      {"[[1,2],[3,4]]", "1.0", "3", HELIO_JSON_INTEGER},
      {"{\"\\u0061\":\"x\\n\"}", "a", "x\n", HELIO_JSON_STRING},
      {"{\"a\":\"\\ud83d\\ude00\\ud83d\"}", "a", "😀\xef\xbf\xbd", HELIO_JSON_STRING},
      {"{\"a\":1,\"a\":2}", "a", "1", HELIO_JSON_INTEGER},
      {"{\"a\":{\"x\":1}}", "a", "{\"x\":1}", HELIO_JSON_OBJECT},
      {"{\"a\":1}", "b", NULL, 0},
      {"{\"a\":1}", "a.b", NULL, 0},
      {"[1]", "1", NULL, 0},
      {"[1]", "x", NULL, 0},
      {"[]", "0", NULL, 0},
      {"{\"a\":", "a", NULL, 0},
      {"{\"a\":1", "a", "1", HELIO_JSON_INTEGER}, /* cut off behind it */
      {"{\"a\":\"1", "a", NULL, 0},
      {"{\"a\":nul}", "a", NULL, 0},
      {"{\"a\":0x10}", "a", NULL, 0},
      {"{\"a\":inf}", "a", NULL, 0},
      {"{\"a\" 1}", "a", NULL, 0},
      {"{a:1}", "a", NULL, 0},
      {"", "", NULL, 0},
      {"temperature", "", NULL, 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const gboolean whole = *cases[i].path == '\0';
    g_auto (GStrv) path = whole ? g_new0 (char *, 1) : g_strsplit (cases[i].path, ".", -1);
    const gsize length = strlen (cases[i].text);
    /* Of exactly this size, so that a byte too far is seen. */
    g_autofree char *text = g_memdup2 (cases[i].text, MAX (length, 1));
    g_autoptr (GString) read = g_string_new (NULL);
    HelioJsonSpan span;

    g_test_message ("%s: %s", cases[i].text, cases[i].path);
    if (!helio_json_find (text, length, (const char *const *) path, &span)) {
      g_assert_null (cases[i].found);
      continue;
    }
    helio_json_span_read (&span, read);
    g_assert_cmpstr (read->str, ==, cases[i].found);
    g_assert_cmpint (span.kind, ==, cases[i].kind);
  }
}

static void
test_number (void)
{
  static const struct {
    const char *text;
    HelioJsonType kind;
    gboolean is_number;
    double value;
  } cases[] = {
      {"5", HELIO_JSON_INTEGER, TRUE, 5},
      {"-0.25", HELIO_JSON_STRING, TRUE, -0.25},
      {"1e3", HELIO_JSON_STRING, TRUE, 1000},
      {"", HELIO_JSON_STRING, FALSE, 0},
      {"-", HELIO_JSON_STRING, FALSE, 0},
      {"1e999", HELIO_JSON_DOUBLE, FALSE, 0},
      {"5 C", HELIO_JSON_STRING, FALSE, 0},
      {"nan", HELIO_JSON_STRING, FALSE, 0},
      {"+5", HELIO_JSON_STRING, FALSE, 0},
      {"true", HELIO_JSON_BOOLEAN, FALSE, 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const HelioJsonSpan span = {cases[i].kind, cases[i].text, strlen (cases[i].text)};
    double value = 0;

    g_assert_cmpint (helio_json_span_read_number (&span, &value), ==, cases[i].is_number);
    if (cases[i].is_number)
      g_assert_cmpfloat (value, ==, cases[i].value);
  }
}

/* 100,000 levels are passed over, and gone into as far as the path goes. */
static void
test_deep (void)
{
  static const char *const path[] = {"b", NULL}, *const inner[] = {"a", "0", "0", NULL};
  g_autofree char *open = g_strnfill (100000, '['), *close = g_strnfill (100000, ']');
  g_autofree char *text = g_strconcat ("{\"a\":", open, close, ",\"b\":7}", NULL);
  HelioJsonSpan span;

  g_assert_true (helio_json_find (text, strlen (text), path, &span));
  g_assert_cmpmem (span.start, span.length, "7", 1);
  g_assert_true (helio_json_find (text, strlen (text), inner, &span));
  g_assert_cmpuint (span.length, ==, 2 * (100000 - 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-find/find", test_find);
  g_test_add_func ("/json-find/number", test_number);
  g_test_add_func ("/json-find/deep", test_deep);
  return g_test_run ();
}
