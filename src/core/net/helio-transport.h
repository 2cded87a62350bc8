// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A way to a broker: bytes over TCP, TLS, WebSocket, or WebSocket over TLS, all with one face. It lives in
 * the main context that was thread-default when it was opened, and is used from that thread only.
 *
 * TLS is always verified: against the system's authorities or those given, and against the host's name.
 * WebSocket speaks the subprotocol "mqtt" in binary frames (MQTT 5.0 §6); frames and packets need not
 * begin or end together. */

#include "core/base/helio-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* For everything up to the point where bytes can flow: name, connection, handshakes. */
#define HELIO_TRANSPORT_DEADLINE (30 * G_USEC_PER_SEC)

/* Borrowed during the call to open only. */
typedef struct {
  const char *url;              /* mqtt:, mqtts:, ws:, wss: */
  const char *ca_pem;           /* (nullable): instead of the system's authorities */
  const char *certificate_pem;  /* (nullable): client certificate */
  HelioSecret *private_key_pem; /* (nullable): its key, decrypted */
  gint64 maximum_packet_size;   /* bytes; -1: none. A WebSocket frame may hold several packets */
  gint64 deadline;              /* microseconds; 0: HELIO_TRANSPORT_DEADLINE */
} HelioTransportConfig;

typedef struct {
  char *scheme;
  char *peer;        /* address:port */
  char *tls_version; /* (nullable): "TLS 1.3" */
  char *tls_cipher;  /* (nullable) */
  char *subprotocol; /* (nullable): of the WebSocket, as the server chose it */
} HelioTransportInfo;

/* Called from the main context of the transport. None is called after helio_transport_close_async(). */
typedef struct {
  /* Borrowed bytes. The callee may close the transport. */
  void (*received) (gpointer user_data, const guint8 *data, gsize length);
  /* After helio_transport_write() took less than all: it takes more now. */
  void (*writable) (gpointer user_data);
  /* The last call. @error is NULL if the peer closed in an orderly way, or without a word; else it has
   * HELIO_ERROR_NETWORK, TLS or WEBSOCKET. */
  void (*ended) (gpointer user_data, const GError *error);
} HelioTransportFuncs;

#define HELIO_TYPE_TRANSPORT (helio_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (HelioTransport, helio_transport, HELIO, TRANSPORT, GObject)

struct _HelioTransportClass {
  GObjectClass parent_class;

  void (*start) (HelioTransport *self);
  gsize (*write) (HelioTransport *self, const guint8 *data, gsize length);
  /* (nullable): of what was written, what has not reached the socket yet */
  gsize (*get_held) (HelioTransport *self);
  void (*close) (HelioTransport *self, GTask *task);
};

/**
 * helio_transport_open_async:
 * @cancellable: (nullable)
 *
 * Errors: INVALID_DATA (the URL), NETWORK (name not found, refused, unreachable), TLS, WEBSOCKET (upgrade
 * refused; the message has the HTTP status), TIMED_OUT, G_IO_ERROR_CANCELLED. Each of ours with a remedy.
 */
void helio_transport_open_async (const HelioTransportConfig *config,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Returns: (transfer full): open, but it reads nothing before helio_transport_start(). */
HelioTransport *helio_transport_open_finish (GAsyncResult *result, GError **error);

/* (transfer none) */
const HelioTransportInfo *helio_transport_get_info (HelioTransport *self);

/* Begins to read. @funcs must be static. Call once. */
void
helio_transport_start (HelioTransport *self, const HelioTransportFuncs *funcs, gpointer user_data);

/* Takes as much as fits without a queue of its own (over WebSocket: one frame); returns how many bytes.
 * If fewer than @length, writable() follows, or ended() with an error or when the peer is known to read no more. */
gsize helio_transport_write (HelioTransport *self, const guint8 *data, gsize length);

typedef struct {
  /* Bytes of what was written that the peer's system has not confirmed to have, about: what encryption and frames add is
   * counted too, so that it may grow by more than was written. 0 is exact. */
  gsize pending;
  /* Bytes that it has ever confirmed, all that was added included: they grow whenever it takes something, and only then. */
  guint64 confirmed;
} HelioTransportProgress;

/* Also of one that has ended. FALSE: nothing can be known any more. */
gboolean helio_transport_get_progress (HelioTransport *self, HelioTransportProgress *progress);

/* Says good-bye (TLS close_notify, WebSocket Close 1000) and closes; done within a second. */
void helio_transport_close_async (HelioTransport *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void helio_transport_close_finish (HelioTransport *self, GAsyncResult *result);

G_END_DECLS
