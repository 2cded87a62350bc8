// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-link-setup.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-publish-properties.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>

/* Seconds. */
#define SECOND_VIEW_EXPIRY 60

/* MQTT 5.0 §3.1.3.2 */
static gboolean
set_will_properties (HelioLinkSetup *self, const char *name, GError **error)
{
  const HelioProfileWill *will = self->profile->broker.will;
  g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;

  properties.payload_format = (int) will->payload_format;
  properties.message_expiry = will->message_expiry;
  properties.content_type = g_strdup (will->content_type);
  properties.user_properties = g_strdupv (will->user_properties);
  if (will->correlation_data_base64 != NULL) {
    gsize length;
    guint8 *data = g_base64_decode (will->correlation_data_base64, &length);

    properties.correlation = g_bytes_new_take (data, length);
  }
  if (will->response_topic != NULL) {
    properties.response_topic =
        helio_topic_substitute (will->response_topic, name, self->client_id, error);
    if (properties.response_topic == NULL)
      return FALSE;
  }
  self->will_properties = helio_publish_properties_encode (&properties, error);
  return self->will_properties != NULL;
}

static gboolean
set_will_payload (HelioLinkSetup *self, GError **error)
{
  self->will_payload = helio_profile_will_get_payload (self->profile->broker.will);
  if (g_bytes_get_size (self->will_payload) <= G_MAXUINT16)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          C_ ("error", "At most 65,535 bytes fit."),
                          "%s",
                          C_ ("error", "Its payload is too large."));
}

static gboolean
set_will (HelioLinkSetup *self, const char *name, GError **error)
{
  const HelioProfileWill *will = self->profile->broker.will;

  if (will == NULL)
    return TRUE;
  self->will_topic = helio_topic_substitute (will->topic, name, self->client_id, error);
  if (self->will_topic == NULL || !set_will_payload (self, error) ||
      !set_will_properties (self, name, error)) {
    g_prefix_error (error, "%s ", C_ ("error", "The last will of the profile:"));
    return FALSE;
  }
  self->config.will_topic = self->will_topic;
  self->config.will_payload = self->will_payload;
  self->config.will_properties = self->will_properties;
  self->config.will_qos = will->qos;
  self->config.will_retain = will->retain;
  self->config.will_delay = (guint32) MAX (will->delay, 0);
  return TRUE;
}

/* Long enough that a renewal or a short break resumes, too short to leave much behind when the program is killed. A
 * session of 3.1.1 has no such end. */
static guint32
second_view_expiry (int mqtt_version)
{
  return mqtt_version == 5 ? SECOND_VIEW_EXPIRY : 0;
}

HelioLinkSetup *
helio_link_setup_new (HelioProfile *profile,
                      int mqtt_version,
                      const char *client_id,
                      const char *name,
                      gboolean second_view,
                      HelioSecret *private_key,
                      GError **error)
{
  g_autoptr (HelioLinkSetup) self = g_new0 (HelioLinkSetup, 1);

  self->profile = helio_profile_ref (profile);
  self->client_id = g_strdup (client_id);
  self->private_key = private_key != NULL ? helio_secret_ref (private_key) : NULL;
  self->config = (HelioLinkConfig){
      .url = profile->broker.url,
      .mqtt_version = mqtt_version,
      .client_id = self->client_id,
      .keep_alive = profile->broker.keep_alive,
      .clean_start = second_view || profile->broker.clean_start,
      .session_expiry = second_view ? second_view_expiry (mqtt_version)
                                    : (guint32) profile->broker.session_expiry,
      .receive_maximum = profile->broker.receive_maximum,
      .maximum_packet_size = profile->broker.maximum_packet_size,
      .request_problem_information = profile->broker.request_problem_information,
      .user_properties = (const char *const *) profile->broker.user_properties,
      .ca_pem = profile->broker.ca_pem,
      .certificate_pem = profile->broker.certificate_pem,
      .private_key_pem = self->private_key,
  };
  if (!set_will (self, name, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
helio_link_setup_free (HelioLinkSetup *self)
{
  if (self == NULL)
    return;
  helio_profile_unref (self->profile);
  g_clear_pointer (&self->private_key, helio_secret_unref);
  g_clear_pointer (&self->will_payload, g_bytes_unref);
  g_clear_pointer (&self->will_properties, g_bytes_unref);
  g_free (self->client_id);
  g_free (self->will_topic);
  g_free (self);
}
