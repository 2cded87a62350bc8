// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-publish-properties.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties-private.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* MQTT 5.0 §2.2.2.2 */
#define PAYLOAD_FORMAT 0x01
#define MESSAGE_EXPIRY 0x02
#define CONTENT_TYPE 0x03
#define RESPONSE_TOPIC 0x08
#define CORRELATION 0x09
#define USER_PROPERTY 0x26

void
helio_publish_properties_clear (HelioPublishProperties *self)
{
  self->payload_format = -1;
  self->message_expiry = -1;
  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->response_topic, g_free);
  g_clear_pointer (&self->correlation, g_bytes_unref);
  g_clear_pointer (&self->user_properties, g_strfreev);
}

/* §1.5.4 */
static gboolean
check_text (const char *text, const char *what, GError **error)
{
  if (strlen (text) > G_MAXUINT16)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("property", "At most 65,535 bytes fit."),
                            /* Translators: %s is the name of a property. */
                            C_ ("property", "%s is too long."),
                            what);
  if (!g_utf8_validate (text, -1, NULL))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("property", "Only correlation data may be any bytes."),
                            /* Translators: %s is the name of a property. */
                            C_ ("property", "%s is no UTF-8 text."),
                            what);
  return TRUE;
}

static gboolean
add_text (GByteArray *wire, guint8 id, const char *text, const char *what, GError **error)
{
  if (text == NULL)
    return TRUE;
  if (!check_text (text, what, error))
    return FALSE;
  helio_properties_add_string (wire, id, text);
  return TRUE;
}

static gboolean
add_numbers (GByteArray *wire, const HelioPublishProperties *self, GError **error)
{
  if (self->payload_format >= 0)
    helio_properties_add_byte (wire, PAYLOAD_FORMAT, self->payload_format > 0 ? 1 : 0);
  if (self->message_expiry > G_MAXUINT32)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("property", "At most 4,294,967,295 seconds fit, 136 years."),
                            C_ ("property", "The message expiry is too long."));
  if (self->message_expiry >= 0)
    helio_properties_add_int32 (wire, MESSAGE_EXPIRY, (guint32) self->message_expiry);
  return TRUE;
}

static gboolean
add_correlation (GByteArray *wire, GBytes *correlation, GError **error)
{
  gsize length;
  const guint8 *data;

  if (correlation == NULL)
    return TRUE;
  data = g_bytes_get_data (correlation, &length);
  if (length > G_MAXUINT16)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("property", "At most 65,535 bytes fit."),
                            C_ ("property", "The correlation data is too long."));
  helio_properties_add_binary (wire, CORRELATION, data, length);
  return TRUE;
}

GBytes *
helio_publish_properties_encode (const HelioPublishProperties *self, GError **error)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  if (self->response_topic != NULL && !helio_topic_validate_name (self->response_topic, error)) {
    g_prefix_error (error, "%s ", C_ ("property", "Response topic:"));
    return NULL;
  }
  if (!add_numbers (wire, self, error) ||
      !add_text (wire,
                 CONTENT_TYPE,
                 self->content_type,
                 C_ ("property", "The content type"),
                 error) ||
      !add_text (wire,
                 RESPONSE_TOPIC,
                 self->response_topic,
                 C_ ("property", "The response topic"),
                 error) ||
      !add_correlation (wire, self->correlation, error))
    return NULL;
  for (char **pair = self->user_properties; pair != NULL && pair[0] != NULL && pair[1] != NULL;
       pair += 2) {
    if (!check_text (pair[0], C_ ("property", "The name of a user property"), error) ||
        !check_text (pair[1], C_ ("property", "The value of a user property"), error))
      return NULL;
    helio_properties_add_pair (wire, USER_PROPERTY, pair[0], pair[1]);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&wire));
}

static char *
take_text (const guint8 *data, gsize length)
{
  return g_utf8_make_valid ((const char *) data, (gssize) length);
}

static void
take (HelioPublishProperties *self, GStrvBuilder *pairs, const HelioWireProperty *property)
{
  switch (property->id) {
    case PAYLOAD_FORMAT:
      self->payload_format = property->number != 0;
      break;
    case MESSAGE_EXPIRY:
      self->message_expiry = property->number;
      break;
    case CONTENT_TYPE:
      g_free (self->content_type);
      self->content_type = take_text (property->value, property->value_length);
      break;
    case RESPONSE_TOPIC:
      g_free (self->response_topic);
      self->response_topic = take_text (property->value, property->value_length);
      break;
    case CORRELATION:
      g_clear_pointer (&self->correlation, g_bytes_unref);
      self->correlation = g_bytes_new (property->value, property->value_length);
      break;
    case USER_PROPERTY: {
      g_autofree char *name = take_text (property->name, property->name_length);
      g_autofree char *value = take_text (property->value, property->value_length);

      g_strv_builder_add_many (pairs, name, value, NULL);
      break;
    }
    default:
      break;
  }
}

gboolean
helio_publish_properties_decode (HelioPublishProperties *self,
                                 const guint8 *wire,
                                 gsize length,
                                 GError **error)
{
  g_autoptr (GStrvBuilder) pairs = g_strv_builder_new ();
  g_autoptr (GError) local = NULL;
  HelioWireProperty property;
  gsize offset = 0;

  *self = (HelioPublishProperties) HELIO_PUBLISH_PROPERTIES_INIT;
  while (helio_properties_next (wire, length, &offset, &property, &local))
    take (self, pairs, &property);
  self->user_properties = g_strv_builder_end (pairs);
  if (self->user_properties[0] == NULL)
    g_clear_pointer (&self->user_properties, g_strfreev);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
