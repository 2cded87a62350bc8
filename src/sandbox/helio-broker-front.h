// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The ports that the console sees: mqtt, mqtts, ws and wss on 127.0.0.1, each connection relayed to the
 * broker's Unix listener. Runs in a thread of its own, so that neither a flood nor a slow HTTP answer of the
 * sandbox disturbs the other. The functions are for the thread that made it. */

#include "sandbox/helio-broker-faults.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_BROKER_FRONT_MQTT,
  HELIO_BROKER_FRONT_MQTTS,
  HELIO_BROKER_FRONT_WS,
  HELIO_BROKER_FRONT_WSS,
  HELIO_BROKER_FRONT_N,
} HelioBrokerFrontKind;

typedef struct _HelioBrokerFront HelioBrokerFront;

/* Takes the ports and keeps them to the end; connects are refused until helio_broker_front_set_up(). */
HelioBrokerFront *helio_broker_front_new (const char *unix_path,
                                          const char *state_path,
                                          GTlsCertificate *certificate,
                                          GTlsDatabase *authorities,
                                          HelioBrokerFaults *faults,
                                          GError **error);
/* Ends every connection and the thread. */
void helio_broker_front_free (HelioBrokerFront *self);

guint helio_broker_front_get_port (HelioBrokerFront *self, HelioBrokerFrontKind kind);

/* Down: connects are refused as if nothing listened, and a connection that the broker leaves is cut
 * without a word, as after a crash. In force when this returns. */
void helio_broker_front_set_up (HelioBrokerFront *self, gboolean up);

/* A fault for live connections was armed. */
void helio_broker_front_look_for_faults (HelioBrokerFront *self);

G_END_DECLS
