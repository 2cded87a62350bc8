// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-link-setup.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
set_will (HelioLinkSetup *self, const char *name, GError **error)
{
  const HelioProfileWill *will = self->profile->broker.will;

  if (will == NULL)
    return TRUE;
  self->will_topic = helio_topic_substitute (will->topic, name, self->client_id, error);
  if (self->will_topic == NULL) {
    g_prefix_error (error, "%s ", C_ ("error", "The last will of the profile:"));
    return FALSE;
  }
  if (will->payload_base64 != NULL) {
    gsize length;
    guint8 *data = g_base64_decode (will->payload_base64, &length);

    self->will_payload = g_bytes_new_take (data, length);
  } else if (will->payload != NULL)
    self->will_payload = g_bytes_new (will->payload, strlen (will->payload));
  self->config.will_topic = self->will_topic;
  self->config.will_payload = self->will_payload;
  self->config.will_qos = will->qos;
  self->config.will_retain = will->retain;
  self->config.will_delay = (guint32) MAX (will->delay, 0);
  return TRUE;
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
      .session_expiry = second_view ? 0 : (guint32) profile->broker.session_expiry,
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
  g_free (self->client_id);
  g_free (self->will_topic);
  g_free (self);
}
