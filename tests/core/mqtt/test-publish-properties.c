// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties.h"
#include "core/mqtt/helio-publish-properties.h"

#include <string.h>

static void
test_round_trip (void)
{
  static const char *const pairs[] = {"unit", "°C", "unit", "", NULL};
  g_auto (HelioPublishProperties) in = HELIO_PUBLISH_PROPERTIES_INIT;
  g_auto (HelioPublishProperties) out = HELIO_PUBLISH_PROPERTIES_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wire = NULL, again = NULL;

  in.payload_format = 1;
  in.message_expiry = G_MAXUINT32;
  in.content_type = g_strdup ("application/json");
  in.response_topic = g_strdup ("reply/to");
  in.correlation = g_bytes_new ("\x00\xff", 2);
  in.user_properties = g_strdupv ((char **) pairs);
  wire = helio_publish_properties_encode (&in, &error);
  g_assert_no_error (error);

  g_assert_true (helio_publish_properties_decode (&out,
                                                  g_bytes_get_data (wire, NULL),
                                                  g_bytes_get_size (wire),
                                                  &error));
  g_assert_no_error (error);
  g_assert_cmpint (out.payload_format, ==, 1);
  g_assert_cmpint (out.message_expiry, ==, G_MAXUINT32);
  g_assert_cmpstr (out.content_type, ==, "application/json");
  g_assert_cmpstr (out.response_topic, ==, "reply/to");
  g_assert_true (g_bytes_equal (out.correlation, in.correlation));
  g_assert_cmpstrv (out.user_properties, (char **) pairs);
  again = helio_publish_properties_encode (&out, NULL);
  g_assert_true (g_bytes_equal (wire, again));
}

/* By the standard's own layout (MQTT 5.0 §2.2.2), not by our reader. */
static void
test_bytes (void)
{
  static const guint8 want[] = {0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x03, 0x00, 0x01, 'x'};
  g_auto (HelioPublishProperties) in = HELIO_PUBLISH_PROPERTIES_INIT;
  g_autoptr (GBytes) none = helio_publish_properties_encode (&in, NULL), wire = NULL;

  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  in.payload_format = 0;
  in.message_expiry = 0;
  in.content_type = g_strdup ("x");
  wire = helio_publish_properties_encode (&in, NULL);
  g_assert_cmpmem (g_bytes_get_data (wire, NULL), g_bytes_get_size (wire), want, sizeof want);
}

static void
assert_refused (HelioPublishProperties *self, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_publish_properties_encode (self, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, word));
  helio_publish_properties_clear (self);
}

static void
test_refused (void)
{
  HelioPublishProperties p = HELIO_PUBLISH_PROPERTIES_INIT;
  const char *bad_pair[] = {"name", "\xff", NULL};
  g_autofree char *large = g_strnfill (65536, 'x');

  p.response_topic = g_strdup ("reply/+");
  assert_refused (&p, "Response topic:");
  p.response_topic = g_strdup ("");
  assert_refused (&p, "Response topic:");
  p.message_expiry = (gint64) G_MAXUINT32 + 1;
  assert_refused (&p, "expiry");
  p.content_type = g_strdup ("\xff");
  assert_refused (&p, "content type");
  p.content_type = g_strdup (large);
  assert_refused (&p, "content type");
  p.correlation = g_bytes_new (large, 65536);
  assert_refused (&p, "correlation");
  p.user_properties = g_strdupv ((char **) bad_pair);
  assert_refused (&p, "user property");
}

/* What a broker adds for one delivery is not the publisher's. */
static void
test_foreign (void)
{
  g_auto (HelioPublishProperties) out = HELIO_PUBLISH_PROPERTIES_INIT;
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  helio_properties_add_varint (wire, 0x0B, 7);
  helio_properties_add_int16 (wire, 0x23, 1);
  helio_properties_add_string (wire, 0x03, "text/plain");
  g_assert_true (helio_publish_properties_decode (&out, wire->data, wire->len, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (out.content_type, ==, "text/plain");
  g_assert_cmpint (out.payload_format, ==, -1);
  g_assert_null (out.user_properties);

  helio_publish_properties_clear (&out);
  g_assert_false (helio_publish_properties_decode (&out, wire->data, wire->len - 1, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/publish-properties/round-trip", test_round_trip);
  g_test_add_func ("/publish-properties/bytes", test_bytes);
  g_test_add_func ("/publish-properties/refused", test_refused);
  g_test_add_func ("/publish-properties/foreign", test_foreign);
  return g_test_run ();
}
