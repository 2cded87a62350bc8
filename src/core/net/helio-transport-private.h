// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the two kinds of transport share. */

#include "core/net/helio-transport.h"

G_BEGIN_DECLS

/* How long a transport may take to close. */
#define HELIO_TRANSPORT_CLOSE_DEADLINE G_USEC_PER_SEC

/* One attempt to open; the data of the task. */
typedef struct {
  GUri *uri;
  char *scheme;
  char *host;
  guint16 port;
  gboolean tls;
  gboolean websocket;
  GTlsDatabase *database;       /* (nullable) */
  GTlsCertificate *certificate; /* (nullable): ours */
  gint64 maximum_packet_size;
  GCancellable *cancellable; /* ours: cancelled by the caller's or by the deadline */
  gboolean timed_out;
  GTlsCertificateFlags flags; /* what was wrong with the peer's certificate */
  gboolean handshaking;       /* TCP is up, TLS is not */
} HelioTransportOpening;

/* Scheme, host, port and what they mean. FALSE with INVALID_DATA for one that is none of ours. */
gboolean
helio_transport_opening_set_url (HelioTransportOpening *opening, const char *url, GError **error);
void helio_transport_opening_clear (HelioTransportOpening *opening);

/* Each ends the task with the transport or with a mapped error. */
void helio_stream_transport_open (GTask *task, HelioTransportOpening *opening);
void helio_websocket_transport_open (GTask *task, HelioTransportOpening *opening);

/* @error, of GIO or GnuTLS, as one of ours with its cause and remedy. Returns: (transfer full). */
GError *helio_transport_map_open_error (const HelioTransportOpening *opening, const GError *error);
/* The same for a connection that was up. */
GError *helio_transport_map_error (const GError *error);

/* For subclasses. */
HelioTransportInfo *helio_transport_edit_info (HelioTransport *self);
/* Where it ends in the system. @socket: (nullable) */
void helio_transport_set_socket (HelioTransport *self, GSocket *socket);
void helio_transport_set_peer (HelioTransport *self, GSocketAddress *address);
void helio_transport_set_tls (HelioTransport *self,
                              GTlsProtocolVersion version,
                              const char *cipher_taken);
void helio_transport_emit_received (HelioTransport *self, const guint8 *data, gsize length);
void helio_transport_emit_writable (HelioTransport *self);
void helio_transport_emit_ended (HelioTransport *self, const GError *error);
gboolean helio_transport_is_open (HelioTransport *self);

G_END_DECLS
