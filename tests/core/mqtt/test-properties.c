// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-link-packets.h"
#include "core/mqtt/helio-properties-private.h"
#include "core/mqtt/helio-redelivery.h"

#include <string.h>

static GByteArray *
all_of_publish (void)
{
  GByteArray *wire = g_byte_array_new ();

  helio_properties_add_byte (wire, 0x01, 1);
  helio_properties_add_int32 (wire, 0x02, 3600);
  helio_properties_add_string (wire, 0x03, "application/json");
  helio_properties_add_string (wire, 0x08, "reply/to");
  helio_properties_add_binary (wire, 0x09, (const guint8 *) "\x00\xff", 2);
  helio_properties_add_pair (wire, 0x26, "unit", "°C");
  helio_properties_add_pair (wire, 0x26, "unit", "");
  return wire;
}

static void
test_round_trip (void)
{
  g_autoptr (GByteArray) wire = all_of_publish (), back = g_byte_array_new ();
  mosquitto_property *list = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (helio_properties_check (wire->data, wire->len));
  g_assert_true (helio_properties_to_mosquitto (wire->data, wire->len, &list, &error));
  g_assert_no_error (error);
  helio_properties_from_mosquitto (list, back);
  g_assert_cmpmem (wire->data, wire->len, back->data, back->len);
  mosquitto_property_free_all (&list);
}

static void
test_decode (void)
{
  g_autoptr (GByteArray) wire = all_of_publish ();
  g_autoptr (GPtrArray) list = NULL;
  static const struct {
    const char *name, *key, *value;
  } want[] = {
      {"Payload Format Indicator", NULL, "1"},
      {"Message Expiry Interval", NULL, "3600"},
      {"Content Type", NULL, "application/json"},
      {"Response Topic", NULL, "reply/to"},
      {"Correlation Data", NULL, "00ff"},
      {"User Property", "unit", "°C"},
      {"User Property", "unit", ""},
  };

  list = helio_properties_decode (wire->data, wire->len, NULL);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (want));
  for (guint i = 0; i < list->len; i++) {
    const HelioProperty *property = list->pdata[i];

    g_assert_cmpstr (property->name, ==, want[i].name);
    g_assert_cmpstr (property->key, ==, want[i].key);
    g_assert_cmpstr (property->value, ==, want[i].value);
  }
  g_clear_pointer (&list, g_ptr_array_unref);
  list = helio_properties_decode (NULL, 0, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

/* Cut anywhere, it is either whole up to there or an error; never a read past the end. */
static void
test_cut (void)
{
  g_autoptr (GByteArray) wire = all_of_publish ();
  guint whole = 0;

  for (guint length = 0; length < wire->len; length++) {
    g_autofree guint8 *exact = g_memdup2 (wire->data, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) list = helio_properties_decode (exact, length, &error);

    g_assert_true ((list != NULL) == helio_properties_check (exact, length));
    if (list == NULL)
      g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    else
      whole++;
  }
  g_assert_cmpuint (whole, ==, 7);
}

static void
test_refused (void)
{
  static const struct {
    const char *bytes;
    gsize length;
  } cases[] = {
      {"\x00\x00", 2},                 /* no such property */
      {"\x7f\x01", 2},                 /* nor this */
      {"\x21\x00\x01", 3},             /* Receive Maximum is none of PUBLISH */
      {"\x03\x00\x02\xff\xfe", 5},     /* not UTF-8 */
      {"\x0b\x80\x80\x80\x80\x01", 6}, /* five bytes of length */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    mosquitto_property *list = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_false (helio_properties_to_mosquitto ((const guint8 *) cases[i].bytes,
                                                   cases[i].length,
                                                   &list,
                                                   &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_null (list);
  }
}

static void
test_connect_packet (void)
{
  static const char *const pairs[] = {"a", "b", NULL};
  g_autoptr (HelioSecret) password = helio_secret_new ("pw");
  g_autoptr (GBytes) payload = g_bytes_new ("bye", 3);
  HelioCredentialInit init = {.username = "me@org",
                              .password = password,
                              .life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS,
                              .method = "password"};
  g_autoptr (HelioCredential) credential = helio_credential_new (&init);
  HelioLinkConfig config = {.mqtt_version = 5,
                            .client_id = "id",
                            .keep_alive = 60,
                            .session_expiry = 300,
                            .receive_maximum = 1000,
                            .maximum_packet_size = 65536,
                            .request_problem_information = FALSE,
                            .user_properties = pairs,
                            .will_topic = "w",
                            .will_payload = payload,
                            .will_qos = 1,
                            .will_retain = TRUE,
                            .will_delay = 5};
  static const guint8 five[] = {
      0x10, 63,   0,    4,    'M',  'Q', 'T',  'T', 5,   0xEE, 0, 60,   22,  0x11, 0,   0, 1,
      0x2C, 0x21, 0x03, 0xE8, 0x27, 0,   1,    0,   0,   0x17, 0, 0x26, 0,   1,    'a', 0, 1,
      'b',  0,    2,    'i',  'd',  5,   0x18, 0,   0,   0,    5, 0,    1,   'w',  0,   3, 'b',
      'y',  'e',  0,    6,    'm',  'e', '@',  'o', 'r', 'g',  0, 2,    'p', 'w'};
  static const guint8 four[] = {0x10, 26,  0, 4, 'M', 'Q', 'T', 'T', 4,   0xC0, 0, 60, 0,   2,
                                'i',  'd', 0, 6, 'm', 'e', '@', 'o', 'r', 'g',  0, 2,  'p', 'w'};
  g_autoptr (GBytes) packet = helio_packet_connect (&config, credential, TRUE);
  g_autoptr (GBytes) older = NULL;

  g_assert_cmpmem (g_bytes_get_data (packet, NULL), g_bytes_get_size (packet), five, sizeof five);
  config.mqtt_version = 4;
  config.will_topic = NULL;
  older = helio_packet_connect (&config, credential, FALSE);
  g_assert_cmpmem (g_bytes_get_data (older, NULL), g_bytes_get_size (older), four, sizeof four);
}

static void
test_connack (void)
{
  static const guint8 body[] = {1, 0,    31,  0x21, 0,   20,   0x24, 1, 0x25, 0,   0x27, 0,
                                0, 0x10, 0,   0x13, 0,   30,   0x12, 0, 2,    'i', 'd',  0x1F,
                                0, 3,    'w', 'h',  'y', 0x26, 0,    1, 'k',  0};
  HelioConnack connack;
  g_autoptr (GError) error = NULL;
  guint8 longer[sizeof body + 1];

  /* The pair at the end wants one byte more. */
  memcpy (longer, body, sizeof body);
  longer[sizeof body] = 0;
  longer[2] = sizeof longer - 3;
  g_assert_true (helio_connack_parse (&connack, 5, longer, sizeof longer, &error));
  g_assert_no_error (error);
  g_assert_true (connack.info->session_present);
  g_assert_cmpint (connack.info->receive_maximum, ==, 20);
  g_assert_cmpint (connack.info->maximum_qos, ==, 1);
  g_assert_false (connack.info->retain_available);
  g_assert_cmpint (connack.info->maximum_packet_size, ==, 4096);
  g_assert_cmpint (connack.info->server_keep_alive, ==, 30);
  g_assert_cmpstr (connack.info->assigned_client_id, ==, "id");
  g_assert_cmpstr (connack.reason_string, ==, "why");
  helio_connack_clear (&connack);
  for (gsize length = 0; length < sizeof longer; length++) {
    g_autofree guint8 *exact = g_memdup2 (longer, length);
    g_autoptr (GError) cut = NULL;

    g_assert_false (helio_connack_parse (&connack, 5, exact, length, &cut));
    g_assert_error (cut, HELIO_ERROR, HELIO_ERROR_MQTT_PROTOCOL);
  }
}

static void
test_redelivery_window (void)
{
  HelioRedelivery *redelivery = helio_redelivery_new ();
  guint64 hash = helio_redelivery_hash ("a", "b", 1);
  guint64 position;

  g_assert_cmpuint (hash, !=, helio_redelivery_hash ("ab", NULL, 0));
  g_assert_cmpuint (hash, !=, helio_redelivery_hash ("a", "b\0", 2));
  helio_redelivery_note (redelivery, 1, hash);
  /* On the same connection an id may come again. */
  g_assert_false (helio_redelivery_take (redelivery, 1, hash));
  helio_redelivery_switch (redelivery);
  g_assert_false (helio_redelivery_take (redelivery, 2, hash));
  g_assert_false (helio_redelivery_take (redelivery, 1, hash + 1));
  g_assert_true (helio_redelivery_take (redelivery, 1, hash));
  g_assert_false (helio_redelivery_take (redelivery, 1, hash));

  /* One whose PUBACK has arrived does not come again: the same bytes are another message. */
  helio_redelivery_note (redelivery, 3, hash);
  position = helio_redelivery_get_position (redelivery);
  helio_redelivery_note (redelivery, 4, hash);
  helio_redelivery_acknowledged (redelivery, position);
  helio_redelivery_switch (redelivery);
  g_assert_false (helio_redelivery_take (redelivery, 3, hash));
  g_assert_true (helio_redelivery_take (redelivery, 4, hash));

  /* Nor does one of long ago. */
  helio_redelivery_note (redelivery, 5, hash);
  for (int i = 0; i < 5000; i++)
    helio_redelivery_note (redelivery, 6, hash + 1);
  helio_redelivery_switch (redelivery);
  g_assert_false (helio_redelivery_take (redelivery, 5, hash));
  helio_redelivery_free (redelivery);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/properties/round-trip", test_round_trip);
  g_test_add_func ("/properties/decode", test_decode);
  g_test_add_func ("/properties/cut", test_cut);
  g_test_add_func ("/properties/refused", test_refused);
  g_test_add_func ("/packets/connect", test_connect_packet);
  g_test_add_func ("/packets/connack", test_connack);
  g_test_add_func ("/redelivery/window", test_redelivery_window);
  return g_test_run ();
}
