// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One client's connection in front of the broker: octets both ways between the client (TCP, TLS or WebSocket)
 * and the broker's Unix listener, aware of packets, so that a fault can answer CONNECT or stand between two
 * packets. Bounded: each side is read only when the other takes. Lives in the front's thread. */

#include "sandbox/helio-broker-faults.h"

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _HelioBrokerRelay HelioBrokerRelay;

typedef struct {
  const char *unix_path;
  const char *state_path; /* the plugin's file, for wills */
  HelioBrokerFaults *faults;
  gboolean (*is_up) (gpointer user_data);                         /* the broker is there */
  void (*finished) (HelioBrokerRelay *relay, gpointer user_data); /* frees it */
  gpointer user_data;
} HelioBrokerRelayHost;

/* @stream: of @socket, pollable both ways. @host must outlive it. */
HelioBrokerRelay *
helio_broker_relay_new (const HelioBrokerRelayHost *host, GIOStream *stream, GSocket *socket);
HelioBrokerRelay *helio_broker_relay_new_websocket (const HelioBrokerRelayHost *host,
                                                    SoupWebsocketConnection *websocket,
                                                    GSocket *socket);
/* Ends it at once, without a word to either side. */
void helio_broker_relay_free (HelioBrokerRelay *self);

/* A fault for live connections was armed. */
void helio_broker_relay_look_for_fault (HelioBrokerRelay *self);

G_END_DECLS
