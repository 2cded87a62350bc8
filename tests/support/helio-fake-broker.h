// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A broker that says what a test wants it to: each connection is handed to a function in a thread of its own,
 * which reads and writes packets as if there were nothing else. Loopback, plain TCP. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HelioFakeBroker HelioFakeBroker;
typedef struct _HelioFakePeer HelioFakePeer;

/* @serial: 0 for the first connection. Returns when the connection is to be closed. */
typedef void (*HelioFakeScript) (HelioFakePeer *peer, guint serial, gpointer user_data);

HelioFakeBroker *helio_fake_broker_new (HelioFakeScript script, gpointer user_data);
/* Waits for the threads. */
void helio_fake_broker_free (HelioFakeBroker *self);
guint16 helio_fake_broker_get_port (HelioFakeBroker *self);
/* "mqtt://127.0.0.1:…" */
const char *helio_fake_broker_get_url (HelioFakeBroker *self);

/* In the script's thread. */
void helio_fake_peer_write (HelioFakePeer *self, const void *data, gsize length);
/* Reads one packet. Returns: (transfer full) (nullable): NULL when the client has closed, or after ten seconds. */
GBytes *helio_fake_peer_read (HelioFakePeer *self);
/* Reads so many bytes, and keeps no more than some of the next ones. FALSE as above. */
gboolean helio_fake_peer_take (HelioFakePeer *self, guint8 *data, gsize length);
/* From now on the system takes little ahead of the script. */
void helio_fake_peer_narrow (HelioFakePeer *self);
/* Reads packets until one of @type (its first byte's upper half, e.g. 0x50) has come. */
GBytes *helio_fake_peer_expect (HelioFakePeer *self, guint8 type);
/* Reads CONNECT and answers CONNACK 0. Returns the version. */
int helio_fake_peer_welcome (HelioFakePeer *self, gboolean session_present);
/* PUBLISH without properties. */
void helio_fake_peer_publish (HelioFakePeer *self,
                              int version,
                              guint8 flags,
                              const char *topic,
                              guint16 id,
                              const char *payload);
/* Answers the request for a WebSocket. What follows is frames of libsoup's and of helio_fake_peer_write()'s caller. */
void helio_fake_peer_upgrade (HelioFakePeer *self);
/* Until the client has closed. */
void helio_fake_peer_wait_end (HelioFakePeer *self);
/* Says that nothing more comes, and still reads. Any thread. */
void helio_fake_peer_hang_up (HelioFakePeer *self);
/* Closes with a reset. */
void helio_fake_peer_reset (HelioFakePeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFakeBroker, helio_fake_broker_free)

G_END_DECLS
