// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Properties and the packets that the link reads itself. */
#include "config.h"

#include "core/mqtt/helio-link-packets.h"
#include "core/mqtt/helio-properties-private.h"
#include "helio-fuzz-main.h"

static void
read_acks (const guint8 *data, gsize size)
{
  static const guint8 kinds[] =
      {HELIO_PUBACK, HELIO_PUBREC, HELIO_PUBREL, HELIO_PUBCOMP, HELIO_SUBACK, HELIO_UNSUBACK};

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (int version = 4; version <= 5; version++) {
      g_autofree char *words = NULL;
      guint16 id;
      int code = 0;

      if (helio_packet_parse_ack (version, kinds[i], data, size, &id, &code, &words))
        g_assert_cmpint (code, <=, 0xFF);
      g_assert_true (words == NULL || g_utf8_validate (words, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL, bad_connack = NULL;
  g_autoptr (GPtrArray) list = helio_properties_decode (data, size, &error);
  g_autofree char *words = NULL;
  HelioConnack connack;
  mosquitto_property *taken = NULL;
  int code;

  g_assert_true ((list != NULL) == helio_properties_check (data, size));
  g_assert_true ((list == NULL) == (error != NULL));
  for (guint i = 0; list != NULL && i < list->len; i++)
    g_assert_true (g_utf8_validate (((HelioProperty *) list->pdata[i])->value, -1, NULL));
  if (helio_properties_to_mosquitto (data, size, &taken, NULL)) {
    g_autoptr (GByteArray) back = g_byte_array_new ();

    helio_properties_from_mosquitto (taken, back);
    g_assert_true (helio_properties_check (back->data, back->len));
    mosquitto_property_free_all (&taken);
  }
  for (int version = 4; version <= 5; version++) {
    g_autoptr (GError) refused = NULL;

    if (helio_connack_parse (&connack, version, data, size, &refused))
      helio_connack_clear (&connack);
    else
      g_assert_nonnull (refused);
  }
  helio_packet_parse_disconnect (data, size, &code, &words);
  read_acks (data, size);
  return 0;
}
