// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-image-info.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-topic-convention.h"
#include "core/store/helio-unpack.h"

#include <string.h>

/* What a sender packs with. */
static GBytes *
pack (const void *data, gsize length, GZlibCompressorFormat format)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (format, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, converter);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (out, data, length, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (out, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static const char *words = "{\"temp\": 23.4, \"unit\": \"C\", \"words\": \"words words words\"}";

static void
test_unpack (void)
{
  static const struct {
    GZlibCompressorFormat format;
    HelioPacking packing;
  } cases[] = {
      {G_ZLIB_COMPRESSOR_FORMAT_GZIP, HELIO_PACKING_GZIP},
      {G_ZLIB_COMPRESSOR_FORMAT_ZLIB, HELIO_PACKING_ZLIB},
      {G_ZLIB_COMPRESSOR_FORMAT_RAW, HELIO_PACKING_DEFLATE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) packed = pack (words, strlen (words), cases[i].format);
    g_autoptr (GBytes) unpacked = NULL;
    HelioPacking packing;
    gboolean whole, damaged;

    unpacked =
        helio_payload_find_packed (packed, HELIO_UNPACK_MAX, &packing, &whole, &damaged, NULL);
    g_assert_cmpint (packing, ==, cases[i].packing);
    g_assert_nonnull (unpacked);
    g_assert_true (whole);
    g_assert_false (damaged);
    g_assert_cmpmem (g_bytes_get_data (unpacked, NULL),
                     g_bytes_get_size (unpacked),
                     words,
                     strlen (words));
  }
}

static void
test_not_packed (void)
{
  static const char *cases[] = {"",
                                "x",
                                "23.4",
                                "{\"a\": 1}",
                                "\x1f\x8b\x08 but nothing that follows is gzip",
                                "x\x9c and no zlib at all",
                                "\x01\x02\x03\x04\x05\x06\x07\xff\xfe\xfd"};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = g_bytes_new (cases[i], strlen (cases[i]));
    HelioPacking packing = HELIO_PACKING_GZIP;

    g_assert_null (helio_payload_find_packed (payload, 1000, &packing, NULL, NULL, NULL));
    g_assert_cmpint (packing, ==, HELIO_PACKING_NONE);
  }
  g_assert_null (helio_payload_find_packed (NULL, 1000, NULL, NULL, NULL, NULL));
}

/* 64 MiB of nothing in 64 KiB: no more is unpacked than was asked for. */
static void
test_bomb (void)
{
  const gsize size = 64 * 1024 * 1024;
  g_autofree char *zeros = g_malloc0 (size);
  g_autoptr (GBytes) packed = pack (zeros, size, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GBytes) some = NULL;
  g_autoptr (GBytes) most = NULL;
  gboolean whole, damaged;

  g_assert_cmpuint (g_bytes_get_size (packed), <, 128 * 1024);
  some = helio_payload_find_packed (packed, 1000, NULL, &whole, &damaged, NULL);
  g_assert_cmpuint (g_bytes_get_size (some), ==, 1000);
  g_assert_false (whole);
  g_assert_false (damaged);
  most = helio_payload_find_packed (packed, G_MAXSIZE, NULL, &whole, NULL, NULL);
  g_assert_cmpuint (g_bytes_get_size (most), ==, HELIO_UNPACK_MAX);
  g_assert_false (whole);
}

/* What came before the damage is shown, and that there was some. */
static void
test_damaged (void)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GBytes) unpacked = NULL;
  gboolean whole, damaged;

  for (guint i = 0; i < 20000; i++) {
    g_autofree char *line = g_strdup_printf ("line %u\n", i * 7919u % 20011u);
    g_byte_array_append (text, (const guint8 *) line, (guint) strlen (line));
  }
  packed = pack (text->data, text->len, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  cut = g_bytes_new_from_bytes (packed, 0, g_bytes_get_size (packed) / 2);
  unpacked = helio_payload_find_packed (cut, HELIO_UNPACK_MAX, NULL, &whole, &damaged, NULL);
  g_assert_nonnull (unpacked);
  g_assert_false (whole);
  g_assert_true (damaged);
  g_assert_cmpuint (g_bytes_get_size (unpacked), >, 1000);
  g_assert_cmpuint (g_bytes_get_size (unpacked), <, text->len);
  g_assert_cmpint (
      memcmp (g_bytes_get_data (unpacked, NULL), text->data, g_bytes_get_size (unpacked)),
      ==,
      0);
}

static void
test_members (void)
{
  g_autoptr (GBytes) one = pack ("one ", 4, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GBytes) two = pack ("two", 3, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) unpacked = NULL;

  g_byte_array_append (both, g_bytes_get_data (one, NULL), (guint) g_bytes_get_size (one));
  g_byte_array_append (both, g_bytes_get_data (two, NULL), (guint) g_bytes_get_size (two));
  payload = g_byte_array_free_to_bytes (g_steal_pointer (&both));
  unpacked = helio_payload_find_packed (payload, 100, NULL, NULL, NULL, NULL);
  g_assert_cmpmem (g_bytes_get_data (unpacked, NULL), g_bytes_get_size (unpacked), "one two", 7);
}

/* What stands behind is not unpacked, and counted. */
static void
test_rest (void)
{
  static const GZlibCompressorFormat formats[] = {G_ZLIB_COMPRESSOR_FORMAT_GZIP,
                                                  G_ZLIB_COMPRESSOR_FORMAT_ZLIB};

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GBytes) packed = pack ("one two three", 13, formats[i]);
    g_autoptr (GByteArray) more = g_byte_array_new ();
    g_autoptr (GBytes) payload = NULL;
    g_autoptr (GBytes) unpacked = NULL;
    g_autoptr (GBytes) some = NULL;
    g_autoptr (GBytes) alone = NULL;
    gboolean whole, damaged;
    gsize rest = 1;

    alone = helio_payload_find_packed (packed, 100, NULL, NULL, NULL, &rest);
    g_assert_cmpuint (rest, ==, 0);
    g_byte_array_append (more, g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));
    g_byte_array_append (more, (const guint8 *) "trailer", 7);
    payload = g_byte_array_free_to_bytes (g_steal_pointer (&more));
    unpacked = helio_payload_find_packed (payload, 100, NULL, &whole, &damaged, &rest);
    g_assert_cmpmem (g_bytes_get_data (unpacked, NULL),
                     g_bytes_get_size (unpacked),
                     "one two three",
                     13);
    g_assert_true (whole);
    g_assert_false (damaged);
    g_assert_cmpuint (rest, ==, 7);
    some = helio_payload_find_packed (payload, 3, NULL, &whole, NULL, &rest);
    g_assert_false (whole);
    g_assert_cmpuint (rest, ==, 0); /* nobody knows */
  }
}

/* ── pictures ── */

static void
test_image (void)
{
  static const struct {
    const char *data;
    gsize length;
    HelioImageFormat format;
    guint width, height;
  } cases[] = {
      {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x80\x08", 25, HELIO_IMAGE_PNG, 256, 128},
      {"\x89PNG\r\n\x1a\n", 8, HELIO_IMAGE_PNG, 0, 0},
      {"GIF89a\x10\x00\x20\x01", 10, HELIO_IMAGE_GIF, 16, 288},
      /* APP0, a table, then the frame */
      {"\xff\xd8\xff\xe0\0\x04zz\xff\xc4\0\x03z\xff\xff\xc2\0\x0b\x08\x02\x58\x03\x20\x03zz",
       27,
       HELIO_IMAGE_JPEG,
       800,
       600},
      /* A decoder skips FF 00 and FF 01 and finds the larger frame in what we take for a segment. */
      {"\xff\xd8\xff\0\0\x0c\xff\xc0\0\x0b\x08\x40\0\x40\0\x03\xff\xc0\0\x0b\x08\0\x10\0\x10\x03zz",
       29,
       HELIO_IMAGE_JPEG,
       0,
       0},
      {"\xff\xd8\xff\x01\xff\xc0\0\x0b\x08\0\x10\0\x10\x03zz", 16, HELIO_IMAGE_JPEG, 0, 0},
      {"\xff\xd8\xff\xd8\xff\xc0\0\x0b\x08\0\x10\0\x10\x03zz", 16, HELIO_IMAGE_JPEG, 0, 0},
      {"\xff\xd8\xff\xe0\xff\xff", 6, HELIO_IMAGE_JPEG, 0, 0},
      {"\xff\xd8\xff\xda\0\x08zzzz", 10, HELIO_IMAGE_JPEG, 0, 0},
      {"BM no picture of ours", 21, HELIO_IMAGE_NONE, 0, 0},
      {"", 0, HELIO_IMAGE_NONE, 0, 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = g_bytes_new (cases[i].data, cases[i].length);
    HelioImageInfo info;

    g_assert_true (helio_payload_get_image (payload, &info) ==
                   (cases[i].format != HELIO_IMAGE_NONE));
    g_assert_cmpint (info.format, ==, cases[i].format);
    g_assert_cmpuint (info.width, ==, cases[i].width);
    g_assert_cmpuint (info.height, ==, cases[i].height);
    g_assert_true (helio_image_info_is_small_enough (&info, cases[i].length) == (info.width > 0));
  }
}

/* What a GIF says at its beginning does not bind its frames. */
static void
test_image_frames (void)
{
#define SCREEN "GIF89a\x10\0\x20\0"
#define CASE(text, width, height)                                                                  \
  {                                                                                                \
    text, sizeof text - 1, width, height                                                           \
  }
  static const struct {
    const char *data;
    gsize length;
    guint width, height;
  } cases[] = {
      CASE (SCREEN "\0\0\0,\0\0\0\0\x10\0\x20\0\0\x02\x01z\0;", 16, 32),
      /* a table of two colours, a comment of two blocks, a small frame with a table, then the large one */
      CASE (SCREEN "\x80\0\0ABCDEF!\xfe\x02zz\x01z\0,\0\0\0\0\x01\0\x01\0\x80"
                   "abcdef\x02\x01,\0\0,\x01\0\x02\0\xff\xff\0\x40\0\x02\0;",
            65536,
            16386),
      CASE (SCREEN "\0\0\0,\0\0\0\0\xff\xff", 16, 32), /* cut off */
      CASE (SCREEN "\0\0\0!\xfe\xff", 16, 32),
      CASE (SCREEN, 16, 32),
      CASE (SCREEN "\0\0\0z,\0\0\0\0\xff\xff\xff\xff\0\x02\0;", 0, 0),
  };
#undef CASE
#undef SCREEN

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = g_bytes_new (cases[i].data, cases[i].length);
    HelioImageInfo info;

    g_assert_true (helio_payload_get_image (payload, &info));
    helio_image_info_measure (&info, payload);
    g_assert_cmpuint (info.width, ==, cases[i].width);
    g_assert_cmpuint (info.height, ==, cases[i].height);
    g_assert_true (helio_image_info_is_small_enough (&info, cases[i].length) == (info.width == 16));
  }
}

static void
test_image_limits (void)
{
  static const struct {
    guint width, height;
    gsize length;
    gboolean small_enough;
  } cases[] = {
      {1, 1, 100, TRUE},
      {8192, 4096, 100, TRUE},
      {8192, 4097, 100, FALSE},
      {16385, 1, 100, FALSE},
      {1, 16385, 100, FALSE},
      {G_MAXUINT, G_MAXUINT, 100, FALSE},
      {0, 10, 100, FALSE},
      {10, 10, HELIO_IMAGE_BYTES_MAX + 1, FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    HelioImageInfo info = {HELIO_IMAGE_PNG, cases[i].width, cases[i].height};

    g_assert_true (helio_image_info_is_small_enough (&info, cases[i].length) ==
                   cases[i].small_enough);
  }
}

/* ── XML ── */

static void
test_xml (void)
{
  static const char *cases[][2] = {
      {"<a/>", "<a></a>"},
      {"<a>text</a>", "<a>text</a>"},
      {"<a><b>1</b><b>2</b></a>", "<a>\n  <b>1</b>\n  <b>2</b>\n</a>"},
      {"<?xml version=\"1.0\"?>\n<a x=\"1 &amp; 2\">\n  <b/>\n</a>\n",
       "<?xml version=\"1.0\"?>\n<a x=\"1 &amp; 2\">\n  <b></b>\n</a>"},
      {"<a>3 &lt; 4<!-- why --><b/>tail</a>",
       "<a>3 &lt; 4\n  <!-- why -->\n  <b></b>\n  tail\n</a>"},
      {"<a>evil\xe2\x80\xaegpj</a>", "<a>evil\xef\xbf\xbdgpj</a>"},
      {"<a>", NULL},
      {"<a></b>", NULL},
      {"<!-- only -->", NULL},
      {"<a>\xff</a>", NULL},
      {"< 3", NULL},
      {"plain", NULL},
      {"", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = g_bytes_new (cases[i][0], strlen (cases[i][0]));
    gsize shown = 0;
    g_autofree char *xml = helio_payload_to_xml (payload, G_MAXSIZE, &shown);

    g_assert_cmpstr (xml, ==, cases[i][1]);
    g_assert_true ((helio_payload_detect (payload, G_MAXSIZE) == HELIO_PAYLOAD_XML) ==
                   (xml != NULL));
    if (xml != NULL)
      g_assert_cmpuint (shown, ==, strlen (cases[i][0]));
  }
}

/* A billion laughs: entities of one's own are refused, not expanded. */
static void
test_xml_entities (void)
{
  static const char laughs[] =
      "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;&l;\">]><a>&m;</a>";
  g_autoptr (GBytes) payload = g_bytes_new_static (laughs, strlen (laughs));

  g_assert_cmpint (helio_payload_detect (payload, G_MAXSIZE), ==, HELIO_PAYLOAD_TEXT);
  g_assert_null (helio_payload_to_xml (payload, G_MAXSIZE, NULL));
}

static void
test_xml_deep_and_long (void)
{
  GString *deep = g_string_new (NULL), *long_one = g_string_new ("<a>");
  g_autoptr (GBytes) deep_bytes = NULL;
  g_autoptr (GBytes) long_bytes = NULL;
  g_autofree char *part = NULL;
  gsize shown;

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<a>");
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "</a>");
  deep_bytes = g_string_free_to_bytes (deep);
  g_assert_null (helio_payload_to_xml (deep_bytes, G_MAXSIZE, NULL));

  for (guint i = 0; i < 10000; i++)
    g_string_append (long_one, "<b>word</b>");
  g_string_append (long_one, "</a>");
  long_bytes = g_string_free_to_bytes (long_one);
  part = helio_payload_to_xml (long_bytes, 1000, &shown);
  g_assert_nonnull (part);
  g_assert_cmpuint (strlen (part), <=, 1000);
  g_assert_cmpuint (strlen (part), >, 900);
  g_assert_true (g_str_has_suffix (part, "<b>word</b>"));
  g_assert_cmpuint (shown, <, 3000);
}

/* ── conventions ── */

static void
test_conventions (void)
{
  static const char *cases[][2] = {
      {"$spaces/42/presence", "Presence in a space"},
      {"$spaces/42/state/theme", "Shared state of a space"},
      {"$spaces/42/broadcast/party", "Broadcast in a space"},
      {"$notifications/alice/inbox", "Notification inbox"},
      {"$notifications/alice/inbox/billing", "Notification inbox"},
      {"$notifications/channels/news", "Notification channel"},
      {"chat/7/stream", "Chat stream"},
      {"chat/7/complete", "Chat answer"},
      {"response/heliograph-1", "Response inbox"},
      {"app/alice/jobs/3/progress", "Job progress"},
      {"$SYS/broker/uptime", "The broker about itself"},
      {"chat/7/msg", NULL},
      {"site/1/temp", NULL},
      {"", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    HelioTopicConvention convention = {0};

    g_assert_true (helio_topic_convention_find (cases[i][0], &convention) == (cases[i][1] != NULL));
    g_assert_cmpstr (convention.name, ==, cases[i][1]);
    g_assert_true ((convention.detail != NULL) == (cases[i][1] != NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/unpack/kinds", test_unpack);
  g_test_add_func ("/store/unpack/not-packed", test_not_packed);
  g_test_add_func ("/store/unpack/bomb", test_bomb);
  g_test_add_func ("/store/unpack/damaged", test_damaged);
  g_test_add_func ("/store/unpack/members", test_members);
  g_test_add_func ("/store/unpack/rest", test_rest);
  g_test_add_func ("/store/image/headers", test_image);
  g_test_add_func ("/store/image/frames", test_image_frames);
  g_test_add_func ("/store/image/limits", test_image_limits);
  g_test_add_func ("/store/xml/printed", test_xml);
  g_test_add_func ("/store/xml/entities", test_xml_entities);
  g_test_add_func ("/store/xml/deep-and-long", test_xml_deep_and_long);
  g_test_add_func ("/store/topic-convention", test_conventions);
  return g_test_run ();
}
