// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static void
add_text (const mosquitto_property *property, GByteArray *wire, guint8 id)
{
  char *name = NULL, *value = NULL;

  if (id == 0x26) {
    if (mosquitto_property_read_string_pair (property, id, &name, &value, false) != NULL)
      helio_properties_add_pair (wire, id, name != NULL ? name : "", value != NULL ? value : "");
  } else if (mosquitto_property_read_string (property, id, &value, false) != NULL) {
    helio_properties_add_string (wire, id, value != NULL ? value : "");
  }
  free (name);
  free (value);
}

static void
add_binary (const mosquitto_property *property, GByteArray *wire, guint8 id)
{
  void *data = NULL;
  guint16 length = 0;

  if (mosquitto_property_read_binary (property, id, &data, &length, false) != NULL)
    helio_properties_add_binary (wire, id, data, length);
  free (data);
}

void
helio_properties_from_mosquitto (const mosquitto_property *list, GByteArray *wire)
{
  for (; list != NULL; list = mosquitto_property_next (list)) {
    guint8 id = (guint8) mosquitto_property_identifier (list);
    guint8 byte = 0;
    guint16 int16 = 0;
    guint32 int32 = 0;

    switch (id) {
      case 0x01: /* Payload Format Indicator */
        mosquitto_property_read_byte (list, id, &byte, false);
        helio_properties_add_byte (wire, id, byte);
        break;
      case 0x02: /* Message Expiry Interval */
        mosquitto_property_read_int32 (list, id, &int32, false);
        helio_properties_add_int32 (wire, id, int32);
        break;
      case 0x23: /* Topic Alias */
        mosquitto_property_read_int16 (list, id, &int16, false);
        helio_properties_add_int16 (wire, id, int16);
        break;
      case 0x0B: /* Subscription Identifier */
        mosquitto_property_read_varint (list, id, &int32, false);
        helio_properties_add_varint (wire, id, int32);
        break;
      case 0x09: /* Correlation Data */
        add_binary (list, wire, id);
        break;
      case 0x03: /* Content Type */
      case 0x08: /* Response Topic */
      case 0x26: /* User Property */
        add_text (list, wire, id);
        break;
      default:
        break; /* No other belongs to a PUBLISH (MQTT 5.0 §3.3.2.3), and libmosquitto refuses them. */
    }
  }
}

static int
add_one (mosquitto_property **list, const HelioWireProperty *property)
{
  g_autofree char *value = g_strndup ((const char *) property->value, property->value_length);
  g_autofree char *name = NULL;

  switch (property->id) {
    case 0x01:
      return mosquitto_property_add_byte (list, property->id, (guint8) property->number);
    case 0x02:
      return mosquitto_property_add_int32 (list, property->id, property->number);
    case 0x23:
      return mosquitto_property_add_int16 (list, property->id, (guint16) property->number);
    case 0x09:
      return mosquitto_property_add_binary (list,
                                            property->id,
                                            property->value,
                                            (guint16) property->value_length);
    case 0x26:
      name = g_strndup ((const char *) property->name, property->name_length);
      return mosquitto_property_add_string_pair (list, property->id, name, value);
    case 0x03:
    case 0x08:
      return mosquitto_property_add_string (list, property->id, value);
    default:
      return MOSQ_ERR_PROTOCOL;
  }
}

gboolean
helio_properties_to_mosquitto (const guint8 *wire,
                               gsize length,
                               mosquitto_property **list,
                               GError **error)
{
  g_autoptr (GError) local = NULL;
  HelioWireProperty property;
  gsize offset = 0;

  *list = NULL;
  while (helio_properties_next (wire, length, &offset, &property, &local))
    if (add_one (list, &property) != MOSQ_ERR_SUCCESS) {
      helio_error_set (&local,
                       HELIO_ERROR_INVALID_DATA,
                       C_ ("error", "Remove it, or correct its value."),
                       C_ ("error", "The property 0x%02X cannot be published."),
                       property.id);
      break;
    }
  if (local == NULL)
    return TRUE;
  mosquitto_property_free_all (list);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
