// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/store/helio-payload.h"

#include <string.h>

static GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_detect (void)
{
  static const struct {
    const char *payload;
    gsize length;
    HelioPayloadKind kind;
  } cases[] = {
      {"", 0, HELIO_PAYLOAD_EMPTY},
      {"{}", 2, HELIO_PAYLOAD_JSON},
      {" \n[1,2]\n", 8, HELIO_PAYLOAD_JSON},
      {"23.4", 4, HELIO_PAYLOAD_TEXT},
      {"{\"a\":}", 6, HELIO_PAYLOAD_TEXT},
      {"gr\303\274n", 5, HELIO_PAYLOAD_TEXT},
      {"\377\376\0\1", 4, HELIO_PAYLOAD_BINARY},
      {"{\"a\":\"\377\"}", 9, HELIO_PAYLOAD_BINARY},
      {"a\0b", 3, HELIO_PAYLOAD_BINARY},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = g_bytes_new (cases[i].payload, cases[i].length);

    g_assert_cmpint (helio_payload_detect (payload, G_MAXSIZE), ==, cases[i].kind);
  }
}

static void
test_text (void)
{
  static const char *cases[][2] = {
      {"plain\ttext\n", "plain\ttext\n"},
      {"a\r\nb\rc", "a\nb␍c"},
      {"bell\aesc\033[31m", "bell␇esc␛[31m"},
      {"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"half \xe2\x82", "half \xef\xbf\xbd\xef\xbf\xbd"},
      {"evil\xe2\x80\xaegpj.exe", "evil\xef\xbf\xbdgpj.exe"},
      {"family \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
       "family \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"},
      {"\xc2\x85", "\xef\xbf\xbd"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = bytes (cases[i][0]);
    gsize shown = 0;
    g_autofree char *text = helio_payload_to_text (payload, 0, G_MAXSIZE, &shown);

    g_assert_cmpstr (text, ==, cases[i][1]);
    g_assert_cmpuint (shown, ==, strlen (cases[i][0]));
  }
}

/* A payload of NUL bytes is text too: none of them ends it. */
static void
test_text_nul (void)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("a\0b", 3);
  g_autofree char *text = helio_payload_to_text (payload, 0, 100, NULL);

  g_assert_cmpstr (text, ==, "a␀b");
}

static gsize
longest_line (const char *text)
{
  gsize longest = 0;

  for (gsize length; *text != '\0'; text += length + (text[length] != '\0' ? 1 : 0)) {
    length = strcspn (text, "\n");
    longest = MAX (longest, length);
  }
  return longest;
}

static void
test_text_folds (void)
{
  g_autofree char *long_line = g_strnfill (50000, 'x');
  g_autoptr (GString) euros = g_string_new (NULL);
  g_autoptr (GBytes) a = bytes (long_line);
  g_autoptr (GBytes) b = NULL;
  g_autofree char *folded = helio_payload_to_text (a, 0, G_MAXSIZE, NULL);
  g_autofree char *wide = NULL;

  g_assert_cmpuint (longest_line (folded), ==, HELIO_PAYLOAD_LINE_MAX);
  for (guint i = 0; i < 5000; i++)
    g_string_append (euros, "€");
  b = bytes (euros->str);
  wide = helio_payload_to_text (b, 0, G_MAXSIZE, NULL);
  g_assert_true (g_utf8_validate (wide, -1, NULL));
  g_assert_cmpuint (longest_line (wide), <=, HELIO_PAYLOAD_LINE_MAX);
}

/* Parts that follow each other give the whole, whatever their size. */
static void
test_text_parts (void)
{
  const char *source = "aä€\360\237\230\200\xff\xe2\x82 z\r\nend";
  g_autoptr (GBytes) payload = bytes (source);
  g_autofree char *whole = helio_payload_to_text (payload, 0, G_MAXSIZE, NULL);

  for (gsize size = 4; size < 24; size++) {
    g_autoptr (GString) joined = g_string_new (NULL);
    gsize offset = 0;

    while (offset < strlen (source)) {
      gsize shown;
      g_autofree char *part = helio_payload_to_text (payload, offset, size, &shown);

      g_assert_cmpuint (shown, >, 0);
      g_assert_cmpuint (shown, <=, size);
      g_string_append (joined, part);
      offset += shown;
    }
    g_assert_cmpstr (joined->str, ==, whole);
  }
}

static void
test_hex (void)
{
  g_autoptr (GBytes) payload = bytes ("{\"t\":23.4,\"u\":\"C\"}\n");
  g_autofree char *zeros = g_malloc0 (0x10001);
  g_autoptr (GBytes) large = g_bytes_new (zeros, 0x10001);
  gsize shown;
  g_autofree char *text = helio_payload_to_hex (payload, 0, G_MAXSIZE, 16, &shown);
  g_autofree char *part = helio_payload_to_hex (payload, 16, 2, 16, &shown);
  g_autofree char *narrow = helio_payload_to_hex (payload, 0, 6, 4, NULL);
  g_autofree char *last = helio_payload_to_hex (large, 0x10000, 1, 8, NULL);

  g_assert_cmpstr (text,
                   ==,
                   "0000  7b 22 74 22 3a 32 33 2e  34 2c 22 75 22 3a 22 43  "
                   "|{\"t\":23.4,\"u\":\"C|\n"
                   "0010  22 7d 0a                                          |\"}.|\n");
  g_assert_cmpuint (shown, ==, 2);
  g_assert_cmpstr (part, ==, "0010  22 7d                                             |\"}|\n");
  g_assert_cmpstr (narrow, ==, "0000  7b 22 74 22  |{\"t\"|\n0004  3a 32        |:2|\n");
  g_assert_cmpstr (last, ==, "00010000  00                       |.|\n");
}

/* What was asked for fits, and one byte more on a line would not. */
static void
test_hex_columns (void)
{
  static const guint columns[] = {4, 8, 16};
  g_autoptr (GBytes) payload = bytes ("0123456789abcdef");

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autofree char *line = helio_payload_to_hex (payload, 0, columns[i], columns[i], NULL);
    guint length = (guint) strlen (line) - 1;

    g_assert_cmpuint (helio_payload_get_hex_columns (payload, length), ==, columns[i]);
    if (i > 0)
      g_assert_cmpuint (helio_payload_get_hex_columns (payload, length - 1), ==, columns[i - 1]);
  }
  g_assert_cmpuint (helio_payload_get_hex_columns (payload, 0), ==, 4);
}

static void
test_preview (void)
{
  static const struct {
    const char *payload;
    gsize max;
    const char *preview;
  } cases[] = {
      {"", 10, ""},
      {"23.4", 10, "23.4"},
      {"{\n  \"a\": 1\n}", 40, "{ \"a\": 1 }"},
      {"0123456789abc", 10, "0123456789…"},
      {"0123456789", 10, "0123456789"},
      {"\x01\x02\xff", 20, "01 02 ff"},
      {"\x01\x02\x03\x04\x05", 9, "01 02 03…"},
      {"ä€ä€", 3, "ä€ä…"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *preview = helio_payload_preview ((const guint8 *) cases[i].payload,
                                                      strlen (cases[i].payload),
                                                      cases[i].max);

    g_assert_cmpstr (preview, ==, cases[i].preview);
  }
}

static void
test_json (void)
{
  static const char *cases[][2] = {
      {"{}", "{}"},
      {"[ ]", "[]"},
      {"1.50e+2", "1.50e+2"},
      {"{\"z\":1.10,\"a\":[1,2,{\"b\":null}],\"e\":{}}",
       "{\n  \"z\": 1.10,\n  \"a\": [\n    1,\n    2,\n    {\n      \"b\": null\n    }\n  ],\n  "
       "\"e\": {}\n}"},
      {"{\"q\":\"a\\\"b,{}[]:\\\\\"}", "{\n  \"q\": \"a\\\"b,{}[]:\\\\\"\n}"},
      {" [\n12345678901234567890.000 ,true ] ", "[\n  12345678901234567890.000,\n  true\n]"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = bytes (cases[i][0]);
    g_autoptr (GError) error = NULL;
    g_autofree char *text = helio_payload_to_json (payload, G_MAXSIZE, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, cases[i][1]);
  }
}

static void
test_json_refuses (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autofree char *large = g_strnfill (HELIO_PAYLOAD_TEXT_MAX, ' ');
  g_autoptr (GBytes) bad = bytes ("{\"a\":1,}"), nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) a = NULL, b = NULL;
  GBytes *cases[4];

  for (guint i = 0; i < 600; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < 600; i++)
    g_string_append_c (deep, ']');
  a = bytes (deep->str);
  large[0] = '[';
  large[HELIO_PAYLOAD_TEXT_MAX - 1] = ']';
  b = g_bytes_new (large, HELIO_PAYLOAD_TEXT_MAX + 1);
  cases[0] = bad;
  cases[1] = nothing;
  cases[2] = a;
  cases[3] = b;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_payload_to_json (cases[i], G_MAXSIZE, NULL, &error));
    g_assert_nonnull (error);
    g_assert_cmpint (error->code,
                     ==,
                     i < 2 ? (int) HELIO_ERROR_BAD_ANSWER : (int) HELIO_ERROR_TOO_LARGE);
  }
}

static void
test_json_folds (void)
{
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autofree char *json = g_strconcat ("[\"", text, "\"]", NULL);
  g_autoptr (GBytes) payload = bytes (json);
  g_autofree char *shown = helio_payload_to_json (payload, G_MAXSIZE, NULL, NULL);

  g_assert_cmpuint (longest_line (shown), <=, HELIO_PAYLOAD_LINE_MAX + 4);
}

/* Without the spaces that it put in, the text is what it was. */
static void
test_json_keeps (void)
{
  const char *source = "{\"b\":[1e5,-0.0,{\"a\":\"\\u00e4ä\"}],\"a\":false,\"\":[[],[{}]]}";
  g_autoptr (GBytes) payload = bytes (source);
  g_autofree char *shown = helio_payload_to_json (payload, G_MAXSIZE, NULL, NULL);
  g_autoptr (GString) packed = g_string_new (NULL);

  for (const char *p = shown; *p != '\0'; p++)
    if (*p != ' ' && *p != '\n')
      g_string_append_c (packed, *p);
  g_assert_cmpstr (packed->str, ==, source);
}

/* Only the beginning is looked at, however long it is: whole lines, no cut characters. */
static void
test_bounded (void)
{
  g_autoptr (GBytes) text = bytes ("abä\xff"), array = bytes ("[1,[2,3],{\"a\":4}]");
  g_autoptr (GBytes) wide = NULL;
  g_autoptr (GString) source = g_string_new ("[[[[[[[[[[");
  g_autofree char *some = NULL, *much = NULL, *all = NULL;
  gsize shown;

  g_assert_cmpint (helio_payload_detect (text, 5), ==, HELIO_PAYLOAD_BINARY);
  g_assert_cmpint (helio_payload_detect (text, 4), ==, HELIO_PAYLOAD_TEXT);
  g_assert_cmpint (helio_payload_detect (text, 3), ==, HELIO_PAYLOAD_TEXT); /* in the character */
  g_assert_cmpint (helio_payload_detect (array, 5), ==, HELIO_PAYLOAD_TEXT);
  g_assert_true (helio_payload_may_be_json (array));
  g_assert_false (helio_payload_may_be_json (text));

  some = helio_payload_to_json (array, 15, &shown, NULL);
  g_assert_cmpstr (some, ==, "[\n  1,\n  [");
  g_assert_cmpuint (shown, ==, strlen ("[1,["));

  /* Small, but each number on a line of its own far to the right. */
  for (guint i = 0; i < 200000; i++)
    g_string_append (source, "1,");
  g_string_append (source, "\"");
  for (guint i = 0; i < 100000; i++)
    g_string_append (source, "ab");
  g_string_append (source, "\"]]]]]]]]]]");
  wide = bytes (source->str);
  much = helio_payload_to_json (wide, HELIO_PAYLOAD_TEXT_MAX, &shown, NULL);
  g_assert_cmpuint (strlen (much), <=, HELIO_PAYLOAD_TEXT_MAX);
  g_assert_cmpuint (strlen (much), >, HELIO_PAYLOAD_TEXT_MAX - 100);
  g_assert_cmpuint (shown, <, source->len);
  all = helio_payload_to_json (wide, G_MAXSIZE, &shown, NULL);
  g_assert_true (g_str_has_prefix (all, much));
  g_assert_cmpuint (shown, ==, source->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/payload/detect", test_detect);
  g_test_add_func ("/payload/text", test_text);
  g_test_add_func ("/payload/text/nul", test_text_nul);
  g_test_add_func ("/payload/text/folds", test_text_folds);
  g_test_add_func ("/payload/text/parts", test_text_parts);
  g_test_add_func ("/payload/hex", test_hex);
  g_test_add_func ("/payload/hex-columns", test_hex_columns);
  g_test_add_func ("/payload/preview", test_preview);
  g_test_add_func ("/payload/json", test_json);
  g_test_add_func ("/payload/json/refuses", test_json_refuses);
  g_test_add_func ("/payload/json/folds", test_json_folds);
  g_test_add_func ("/payload/json/keeps", test_json_keeps);
  g_test_add_func ("/payload/bounded", test_bounded);
  return g_test_run ();
}
