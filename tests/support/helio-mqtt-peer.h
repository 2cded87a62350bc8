// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* An MQTT client that shows every packet, over mqtt, mqtts, ws, wss or a Unix socket, and does nothing by itself:
 * for tests that ask what a broker sends. Waits in the default main context, fails the test when it waits in
 * vain. Shares no code with the console or the sandbox. Functions that wait for an answer leave what comes before
 * it for helio_mqtt_peer_next(). */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HelioMqttPeer HelioMqttPeer;

/* @url: "mqtt://…", "mqtts://…", "ws://…/", "wss://…/" or the path of a Unix socket. @ca_file: (nullable).
 * Opens the transport; NULL if it is refused. */
HelioMqttPeer *helio_mqtt_peer_new (const char *url, const char *ca_file);
void helio_mqtt_peer_free (HelioMqttPeer *self);

void helio_mqtt_peer_send (HelioMqttPeer *self, const void *data, gsize length);
/* The next whole packet; NULL when the stream ended instead. Returns: (transfer full). */
GBytes *helio_mqtt_peer_next (HelioMqttPeer *self, double seconds);
/* What came and was not taken as a packet. */
gsize helio_mqtt_peer_get_pending (HelioMqttPeer *self);

typedef struct {
  guint version; /* 4 or 5 */
  const char *client_id;
  const char *username; /* (nullable) */
  const char *password; /* (nullable) */
  gboolean keep_session;
  const char *will_topic; /* (nullable) */
} HelioMqttPeerConnect;

/* Only sends it. */
void helio_mqtt_peer_send_connect (HelioMqttPeer *self, const HelioMqttPeerConnect *connect);
/* The code of the CONNACK; -1: the stream ended. */
int helio_mqtt_peer_connect (HelioMqttPeer *self,
                             const HelioMqttPeerConnect *connect,
                             gboolean *session_present);
/* The code of the SUBACK; -1: the stream ended. */
int helio_mqtt_peer_subscribe (HelioMqttPeer *self, const char *filter, guint qos);
/* The code of PUBACK or PUBREC (QoS 2 goes on with PUBREL); QoS 0: 0, nothing is waited for. -1: ended. */
int
helio_mqtt_peer_publish (HelioMqttPeer *self, const char *topic, const char *payload, guint qos);
/* TRUE and topic and payload if the next packet is a PUBLISH; it is acknowledged. */
gboolean helio_mqtt_peer_take_message (HelioMqttPeer *self, char **topic, char **payload);
/* The code of the DISCONNECT that ends the stream; -1: it ended without one. Skips other packets. */
int helio_mqtt_peer_wait_end (HelioMqttPeer *self, double seconds);
/* A PINGREQ and its answer: proves that the connection lives. */
gboolean helio_mqtt_peer_ping (HelioMqttPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioMqttPeer, helio_mqtt_peer_free)

G_END_DECLS
