// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-link-packets.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-properties-private.h"
#include "core/mqtt/helio-reason.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A broker's own words are kept up to this many characters. */
#define WORDS_MAX 512

static void
append_int16 (GByteArray *bytes, gsize value)
{
  guint8 data[] = {(guint8) (value >> 8), (guint8) value};

  g_byte_array_append (bytes, data, sizeof data);
}

static void
append_byte (GByteArray *bytes, guint8 value)
{
  g_byte_array_append (bytes, &value, 1);
}

static void
append_data (GByteArray *bytes, const void *data, gsize length)
{
  gsize kept = MIN (length, G_MAXUINT16);

  append_int16 (bytes, kept);
  if (kept > 0)
    g_byte_array_append (bytes, data, (guint) kept);
}

static void
append_properties (GByteArray *bytes, GByteArray *properties)
{
  helio_properties_append_varint (bytes, properties->len);
  g_byte_array_append (bytes, properties->data, properties->len);
}

/* Body and header in memory that is wiped. */
static GBytes *
finish (guint8 first, GByteArray *body)
{
  GByteArray *packet = g_byte_array_sized_new (body->len + 5);
  gsize length;
  guint8 *data;

  append_byte (packet, first);
  helio_properties_append_varint (packet, body->len);
  g_byte_array_append (packet, body->data, body->len);
  helio_wipe (body->data, body->len);
  g_byte_array_unref (body);
  length = packet->len;
  data = g_byte_array_free (packet, FALSE);
  return helio_bytes_new_wiped ((char *) data, length);
}

static void
append_connect_properties (GByteArray *bytes, const HelioLinkConfig *config)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  const char *const *pair = config->user_properties;

  if (config->session_expiry > 0)
    helio_properties_add_int32 (properties, 0x11, config->session_expiry);
  helio_properties_add_int16 (properties,
                              0x21,
                              (guint16) CLAMP (config->receive_maximum, 1, G_MAXUINT16));
  if (config->maximum_packet_size > 0)
    helio_properties_add_int32 (properties,
                                0x27,
                                (guint32) MIN (config->maximum_packet_size, G_MAXUINT32));
  if (!config->request_problem_information)
    helio_properties_add_byte (properties, 0x17, 0);
  for (; pair != NULL && pair[0] != NULL && pair[1] != NULL; pair += 2)
    helio_properties_add_pair (properties, 0x26, pair[0], pair[1]);
  append_properties (bytes, properties);
}

static void
append_will (GByteArray *bytes, const HelioLinkConfig *config)
{
  gsize length = 0;
  const void *data =
      config->will_payload != NULL ? g_bytes_get_data (config->will_payload, &length) : NULL;

  if (config->mqtt_version == 5) {
    g_autoptr (GByteArray) properties = g_byte_array_new ();

    if (config->will_delay > 0)
      helio_properties_add_int32 (properties, 0x18, config->will_delay);
    if (config->will_properties != NULL) {
      gsize more;
      const guint8 *wire = g_bytes_get_data (config->will_properties, &more);

      g_byte_array_append (properties, wire, (guint) more);
    }
    append_properties (bytes, properties);
  }
  append_data (bytes, config->will_topic, strlen (config->will_topic));
  append_data (bytes, data, length);
}

GBytes *
helio_packet_connect (const HelioLinkConfig *config,
                      HelioCredential *credential,
                      gboolean clean_start)
{
  const char *username = helio_credential_get_username (credential);
  HelioSecret *password = helio_credential_get_password (credential);
  gboolean has_username = username != NULL && *username != '\0';
  gboolean has_password = password != NULL && helio_secret_get_length (password) > 0 &&
                          (has_username || config->mqtt_version == 5);
  /* Large enough that it never moves and leaves a password behind. */
  GByteArray *body = g_byte_array_sized_new (4 * G_MAXUINT16);
  guint8 flags = 0;

  if (clean_start)
    flags |= 0x02;
  if (config->will_topic != NULL)
    flags |= (guint8) (0x04 | (config->will_qos & 3) << 3 | (config->will_retain ? 0x20 : 0));
  if (has_password)
    flags |= 0x40;
  if (has_username)
    flags |= 0x80;
  append_data (body, "MQTT", 4);
  append_byte (body, (guint8) config->mqtt_version);
  append_byte (body, flags);
  append_int16 (body, (gsize) CLAMP (config->keep_alive, 0, G_MAXUINT16));
  if (config->mqtt_version == 5)
    append_connect_properties (body, config);
  append_data (body, config->client_id, strlen (config->client_id));
  if (config->will_topic != NULL)
    append_will (body, config);
  if (has_username)
    append_data (body, username, strlen (username));
  if (has_password)
    append_data (body, helio_secret_peek (password), helio_secret_get_length (password));
  return finish (0x10, body);
}

GBytes *
helio_packet_disconnect (int mqtt_version, gboolean end_session)
{
  GByteArray *body = g_byte_array_new ();

  if (mqtt_version == 5 && end_session) {
    append_byte (body, 0x00);
    helio_properties_append_varint (body, 5);
    helio_properties_add_int32 (body, 0x11, 0);
  }
  return finish (HELIO_DISCONNECT, body);
}

GBytes *
helio_packet_connack (int mqtt_version, const HelioLinkInfo *info, guint16 send_maximum)
{
  GByteArray *body = g_byte_array_new ();

  append_byte (body, info->session_present ? 1 : 0);
  append_byte (body, 0);
  if (mqtt_version == 5) {
    g_autoptr (GByteArray) properties = g_byte_array_new ();

    helio_properties_add_int16 (properties, 0x21, send_maximum);
    /* The property may not say 2 (§3.2.2.3.4). */
    if (info->maximum_qos < 2)
      helio_properties_add_byte (properties, 0x24, (guint8) info->maximum_qos);
    helio_properties_add_byte (properties, 0x25, info->retain_available ? 1 : 0);
    helio_properties_add_int32 (properties,
                                0x27,
                                info->maximum_packet_size > 0 ? (guint32) info->maximum_packet_size
                                                              : 268435460);
    append_properties (body, properties);
  }
  return finish (HELIO_CONNACK, body);
}

void
helio_connack_clear (HelioConnack *self)
{
  g_clear_pointer (&self->reason_string, g_free);
  g_clear_pointer (&self->info, helio_link_info_free);
}

static char *
words (const HelioWireProperty *property)
{
  return helio_printable ((const char *) property->value,
                          (gssize) property->value_length,
                          WORDS_MAX);
}

static void
take_connack_property (HelioConnack *self, const HelioWireProperty *property)
{
  HelioLinkInfo *info = self->info;

  switch (property->id) {
    case 0x12:
      g_free (info->assigned_client_id);
      info->assigned_client_id = words (property);
      break;
    case 0x13:
      info->server_keep_alive = (int) property->number;
      break;
    case 0x1F:
      g_free (self->reason_string);
      self->reason_string = words (property);
      break;
    case 0x21:
      info->receive_maximum = (int) property->number;
      break;
    case 0x24:
      info->maximum_qos = (int) MIN (property->number, 2);
      break;
    case 0x25:
      info->retain_available = property->number != 0;
      break;
    case 0x27:
      info->maximum_packet_size = property->number;
      break;
    default:
      break;
  }
}

static gboolean
bad_connack (GError **error)
{
  return helio_error_set (error,
                          HELIO_ERROR_MQTT_PROTOCOL,
                          C_ ("error", "Check that a broker of MQTT is behind this address."),
                          C_ ("error", "The broker answered with a malformed CONNACK."));
}

gboolean
helio_connack_parse (HelioConnack *self,
                     int mqtt_version,
                     const guint8 *body,
                     gsize length,
                     GError **error)
{
  g_autoptr (GError) local = NULL;
  HelioWireProperty property;
  guint32 properties_length;
  gsize offset = 2;

  memset (self, 0, sizeof *self);
  if (length < 2 || body[0] > 1)
    return bad_connack (error);
  if (mqtt_version == 4 || length == 2) {
    if (length != 2 || (mqtt_version == 5 && body[1] == 0))
      return bad_connack (error);
    self->reason_code = helio_reason_from_v3_connack (body[1]);
    if (self->reason_code == 0) {
      self->info = helio_link_info_new ();
      self->info->session_present = body[0] == 1;
    }
    return TRUE;
  }
  self->reason_code = body[1];
  self->info = helio_link_info_new ();
  self->info->session_present = body[0] == 1;
  if (!helio_properties_read_varint (body, length, &offset, &properties_length) ||
      properties_length != length - offset) {
    helio_connack_clear (self);
    return bad_connack (error);
  }
  while (helio_properties_next (body, length, &offset, &property, &local))
    take_connack_property (self, &property);
  if (local != NULL) {
    helio_connack_clear (self);
    return bad_connack (error);
  }
  if (self->reason_code >= 0x80)
    g_clear_pointer (&self->info, helio_link_info_free);
  return TRUE;
}

/* Properties up to the end of @body, or of those a length says; finds the Reason String. */
static gboolean
find_reason_string (const guint8 *body, gsize length, gsize *offset, char **reason_string)
{
  g_autoptr (GError) local = NULL;
  HelioWireProperty property;
  guint32 properties_length;
  gsize end;

  if (!helio_properties_read_varint (body, length, offset, &properties_length) ||
      properties_length > length - *offset)
    return FALSE;
  end = *offset + properties_length;
  while (helio_properties_next (body, end, offset, &property, &local))
    if (property.id == 0x1F && *reason_string == NULL)
      *reason_string = words (&property);
  return local == NULL;
}

gboolean
helio_packet_parse_disconnect (const guint8 *body,
                               gsize length,
                               int *reason_code,
                               char **reason_string)
{
  gsize offset = 1;

  *reason_code = length > 0 ? body[0] : 0;
  *reason_string = NULL;
  return length < 2 || find_reason_string (body, length, &offset, reason_string);
}

gboolean
helio_packet_parse_ack (int mqtt_version,
                        guint8 first,
                        const guint8 *body,
                        gsize length,
                        guint16 *id,
                        int *reason_code,
                        char **reason_string)
{
  gboolean subscription = first == HELIO_SUBACK || first == HELIO_UNSUBACK;
  gsize offset = 2;

  *reason_code = 0;
  *reason_string = NULL;
  if (length < 2)
    return FALSE;
  *id = (guint16) (body[0] << 8 | body[1]);
  if (mqtt_version != 5) {
    /* 3.1.1 §3.9, §3.11: only SUBACK has more, a code for each filter; there is one. */
    if (first == HELIO_SUBACK && length > 2)
      *reason_code = body[2];
    return first == HELIO_SUBACK ? length > 2 : length == 2;
  }
  if (subscription) {
    /* §3.9, §3.11: properties, then the code. */
    if (!find_reason_string (body, length, &offset, reason_string) || offset >= length)
      return FALSE;
    *reason_code = body[offset];
    return TRUE;
  }
  if (length > 2)
    *reason_code = body[offset++];
  return offset >= length || find_reason_string (body, length, &offset, reason_string);
}
