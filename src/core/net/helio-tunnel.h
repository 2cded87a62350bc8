// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Joins a transport to an MQTT client that knows sockets only (libmosquitto): what the broker sends is
 * written into a private Unix socket, what the client writes there goes to the broker. In between, the
 * tunnel knows where packets begin and end. It
 *   - puts packets of its owner between those of the client (CONNECT, PINGREQ, DISCONNECT),
 *   - withholds the client's own CONNECT, since a connection is made before the client joins it,
 *   - shows every packet but PUBLISH to its owner, who may withhold it from the client,
 *   - answers a repeated QoS 2 PUBLISH that the client holds already (helio-packet-ids.h),
 *   - ends the connection if the peer does not speak MQTT, sends a malformed packet or exceeds a limit.
 * Nothing is buffered without bound: when the Unix socket is full, the client is made to read it, so
 * back-pressure is that of the transport; the client is read only while less than 64 KiB wait for the
 * transport. One thread. */

#include "core/net/helio-packet-ids.h"
#include "core/net/helio-transport.h"

G_BEGIN_DECLS

/* Packets that came after CONNACK while the client still reads another connection. */
#define HELIO_TUNNEL_BACKLOG_MAX (4 * 1024 * 1024)

typedef enum {
  HELIO_TUNNEL_FLOW, /* to the broker */
  HELIO_TUNNEL_HOLD, /* stays in the Unix socket */
  HELIO_TUNNEL_DROP, /* is read and thrown away: the session's packets are sent anew on the next connection */
} HelioTunnelOutput;

typedef struct {
  /* One packet of the broker's that is no PUBLISH. @first: its first byte; @body: what follows the remaining
   * length. Returns TRUE to give it to the client. The first is always CONNACK and never given. */
  gboolean (*packet) (gpointer user_data, guint8 first, const guint8 *body, gsize length);
  /* MQTT 5 properties of a PUBLISH, without their length. FALSE ends the connection. */
  gboolean (*check_properties) (gpointer user_data, const guint8 *properties, gsize length);
  /* The client must read its socket until that is empty. */
  void (*drive) (gpointer user_data);
  /* The backlog is full: join the client now. */
  void (*backlog_full) (gpointer user_data);
  /* The last call. Everything before it was given to the client. NULL: the peer closed without a word. */
  void (*ended) (gpointer user_data, const GError *error);
  /* (nullable): the transport has taken @count more publications of QoS 0 of the client's, in the order in which it wrote
   * them. Only for looking: the tunnel is in the middle of its work. */
  void (*sent_qos0) (gpointer user_data, guint count);
} HelioTunnelFuncs;

typedef struct {
  guint64 bytes_in, bytes_out;
  guint64 client_bytes;     /* taken from the client, whatever became of them */
  guint64 lost_qos0;        /* QoS 0 publications of the client that did not get out */
  gint64 last_in, last_out; /* boot time, µs */
} HelioTunnelCounters;

#define HELIO_TYPE_TUNNEL (helio_tunnel_get_type ())
G_DECLARE_FINAL_TYPE (HelioTunnel, helio_tunnel, HELIO, TUNNEL, GObject)

/**
 * helio_tunnel_new:
 * @transport: open and not started
 * @ids: borrowed; belongs to the client
 * @maximum_packet_size: what the broker may send at most; -1: what MQTT allows
 *
 * Starts to read. Returns: (transfer full).
 */
HelioTunnel *helio_tunnel_new (HelioTransport *transport,
                               HelioPacketIds *ids,
                               int mqtt_version,
                               gint64 maximum_packet_size,
                               const HelioTunnelFuncs *funcs,
                               gpointer user_data);

/* Another owner takes over. */
void helio_tunnel_set_funcs (HelioTunnel *self, const HelioTunnelFuncs *funcs, gpointer user_data);

/* (transfer none) */
HelioTransport *helio_tunnel_get_transport (HelioTunnel *self);
const HelioTunnelCounters *helio_tunnel_get_counters (HelioTunnel *self);

/* A packet to the broker, at once or as soon as the client's current packet is complete. */
void helio_tunnel_send (HelioTunnel *self, const guint8 *packet, gsize length);

/**
 * helio_tunnel_listen:
 *
 * Makes the private socket: in a folder of mode 0700, for one peer.
 * Returns: (transfer full): its path, for a client that connects before helio_tunnel_accept() is called.
 */
char *helio_tunnel_listen (HelioTunnel *self, GError **error);
/* Takes that one peer, which must be this process, and removes socket and folder. */
gboolean helio_tunnel_accept (HelioTunnel *self, GError **error);

/* A packet to the client that did not come from the broker. */
void helio_tunnel_deliver (HelioTunnel *self, const guint8 *packet, gsize length);
/* After helio_tunnel_accept(): gives the client what came after CONNACK, and from now on everything. */
void helio_tunnel_release (HelioTunnel *self);

void helio_tunnel_set_output (HelioTunnel *self, HelioTunnelOutput output);
/* Takes over what the client has written by now, as far as there is room. */
void helio_tunnel_pump (HelioTunnel *self);
/* Boot time at which the peer was last seen to take some of what was sent, by its system's confirmations. It is looked at
 * when this is called; it stands once the tunnel has ended. */
gint64 helio_tunnel_get_last_taken (HelioTunnel *self);
/* Bytes that are under way to the peer: here, or not confirmed by its system. */
gsize helio_tunnel_get_pending (HelioTunnel *self);
/* The last packet of the owner's is still among them. */
gboolean helio_tunnel_is_behind (HelioTunnel *self);
/* A publication of the client's is among them, or not complete. */
gboolean helio_tunnel_is_uploading (HelioTunnel *self);
/* Nothing of the client's waits for the transport, and its last packet is complete. */
gboolean helio_tunnel_is_flushed (HelioTunnel *self);

/* No callback comes any more; the client finds its socket closed. The counters are final at once. */
void helio_tunnel_close_async (HelioTunnel *self, GAsyncReadyCallback callback, gpointer user_data);
void helio_tunnel_close_finish (HelioTunnel *self, GAsyncResult *result);

G_END_DECLS
