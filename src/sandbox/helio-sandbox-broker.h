// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A real Mosquitto, supervised: picks ports, writes configuration, certificates and the plugin's state file,
 * starts it, restarts it, stops it; in front of it the WebSocket front and, for faults, a byte relay.
 * sandbox-broker.md §0. Loopback only; leaves nothing behind. */

#include "core/base/helio-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SANDBOX_BROKER (helio_sandbox_broker_get_type ())
G_DECLARE_FINAL_TYPE (HelioSandboxBroker, helio_sandbox_broker, HELIO, SANDBOX_BROKER, GObject)

/* @state_dir: 0700, exists. @acl_text: (nullable): rules in any form helio-rules reads; NULL: the default
 * of the sandbox ("%" pubsub on users/%u/#, subscribe on site/#, chat/# pubsub, alerts/%u/#). */
HelioSandboxBroker *
helio_sandbox_broker_new (const char *state_dir, const char *acl_text, GError **error);

/* Ready means a CONNACK came on the Unix listener. */
void helio_sandbox_broker_start_async (HelioSandboxBroker *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
helio_sandbox_broker_start_finish (HelioSandboxBroker *self, GAsyncResult *result, GError **error);
/* TERM, 1 s, TERM, 1 s, KILL. Blocks at most so long; for the end of the process. */
void helio_sandbox_broker_stop (HelioSandboxBroker *self);

/* Whether the broker answers; FALSE between a kill and the start after it. "notify::up" tells. */
gboolean helio_sandbox_broker_is_up (HelioSandboxBroker *self);

/* "mqtt://127.0.0.1:…", "mqtts://…", "ws://…/", "wss://…/": the front's, which stay the same to the end. */
const char *helio_sandbox_broker_get_url (HelioSandboxBroker *self, const char *scheme);
/* Mosquitto's own listeners, without front and faults, for interoperability tests and for measuring: any of
 * the four schemes. NULL before the start has ended; they may change when the broker starts again. */
const char *helio_sandbox_broker_get_native_url (HelioSandboxBroker *self, const char *scheme);
const char *helio_sandbox_broker_get_native_ws_url (HelioSandboxBroker *self);

/* For clients of the sandbox itself: the broker's Unix listener and a credential that may do everything, never
 * expires and is no target of "kick" without a user. */
const char *helio_sandbox_broker_get_unix_path (HelioSandboxBroker *self);
const char *helio_sandbox_broker_get_service_username (HelioSandboxBroker *self);
HelioSecret *helio_sandbox_broker_get_service_password (HelioSandboxBroker *self);

const char *helio_sandbox_broker_get_ca_file (HelioSandboxBroker *self);
/* Server certificate and key for the --tls services of the sandbox. */
const char *helio_sandbox_broker_get_cert_file (HelioSandboxBroker *self);
const char *helio_sandbox_broker_get_key_file (HelioSandboxBroker *self);

/* A credential is valid from the return of this call (the state file was renamed). Several passwords for
 * one username may be valid at once. @expires_wall: µs; 0: never. @extra_filters: (nullable): filters the
 * user may subscribe to besides the rules (its mqtt_topics claim). */
gboolean helio_sandbox_broker_grant (HelioSandboxBroker *self,
                                     const char *username,
                                     const char *password,
                                     gint64 expires_wall,
                                     const char *const *extra_filters,
                                     GError **error);
gboolean
helio_sandbox_broker_set_rules (HelioSandboxBroker *self, const char *acl_text, GError **error);

/**
 * helio_sandbox_broker_fault:
 * @effect: (design.md §5.3, target "broker")
 *   - "kill": SIGKILL, started again after @value milliseconds (default 0); negative: stays down until "start"
 *   - "start"; "stop" (SIGSTOP: half-open) and "cont"
 *   - "kick": DISCONNECT 0x98; @value "will": with the will
 *   - "code": @value is a reason code of MQTT 5, "0x86" or "134", that answers CONNECT instead of the broker
 *     (3.1.1: its nearest), or "disconnect:0x8E" for a DISCONNECT between two packets of live connections (3.1.1:
 *     a close); where fewer are live than @count, later ones get it after their CONNACK
 *   - "delay": @value milliseconds before CONNECT is passed on
 *   - "malformed": octets that are no MQTT, as answer to CONNECT, or with @value "live" as "disconnect:" does
 *   - "drop_before", "drop_after": closed instead of passing CONNECT on, instead of answering it
 *   - "clear": nothing of the above is armed any more
 * @count: how often; 0: until "clear"
 * @user: (nullable): a username or the name before "@"; everybody
 *
 * The front's faults act on all four of helio_sandbox_broker_get_url() and are in force on return.
 */
gboolean helio_sandbox_broker_fault (HelioSandboxBroker *self,
                                     const char *effect,
                                     const char *value,
                                     int count,
                                     const char *user,
                                     GError **error);

G_END_DECLS
