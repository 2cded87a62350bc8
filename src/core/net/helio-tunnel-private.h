// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The two directions of a tunnel. */

#include "core/net/helio-tunnel.h"

G_BEGIN_DECLS

/* As much as is read and written in one go. */
#define HELIO_TUNNEL_CHUNK (64 * 1024)

/* Where in a packet a direction stands (MQTT 5.0 §2.1). */
typedef enum {
  HELIO_FRAME_FIRST,
  HELIO_FRAME_LENGTH,
  HELIO_FRAME_BODY,
} HelioFramePhase;

typedef enum {
  HELIO_FRAME_STREAM,   /* passes through as it comes */
  HELIO_FRAME_COLLECT,  /* kept until it is complete */
  HELIO_FRAME_IDENTIFY, /* kept until its packet id is known */
  HELIO_FRAME_SKIP,     /* thrown away */
} HelioFrameMode;

typedef struct {
  HelioFramePhase phase;
  HelioFrameMode mode;
  guint8 first;
  guint shift;       /* of the next byte of the remaining length */
  guint32 remaining; /* as announced */
  guint32 left;      /* of the body */
  GByteArray *kept;
  gsize header_length; /* of what is in @kept */
  guint16 id;
  gboolean head_pending; /* STREAM: topic, id and properties are still to be looked at */
} HelioFrame;

struct _HelioTunnel {
  GObject parent_instance;

  /* owned */
  HelioTransport *transport;
  GSource *client_source;
  char *socket_path, *socket_dir;
  guint8 *buffer;
  GByteArray *backlog;
  GByteArray *queue;   /* for the transport; from @sent on */
  GByteArray *waiting; /* packets of the owner, until the client's current one is complete */
  GArray *
      qos0_ends; /* guint64: where in the outgoing stream QoS 0 publications end; from @qos0_next on */
  GError *error; /* (nullable): why we end it */

  /* borrowed */
  HelioPacketIds *ids;
  const HelioTunnelFuncs *funcs; /* NULL: ended or closed */
  gpointer user_data;

  int version;
  gint64 maximum_packet_size;
  int listen_fd, client_fd;
  HelioFrame in, out;
  HelioTunnelOutput output;
  gsize sent;
  guint qos0_next;        /* the first that the transport has not taken */
  gboolean secret_queued; /* @queue is to be wiped */
  guint64 queued_total, sent_total;
  guint64 owner_end;   /* where in the outgoing stream the owner's last packet ends */
  guint64 publish_end; /* and where the client's last bytes of a publication do */
  guint64 taken;       /* as far as the peer was seen to have taken it */
  guint64 confirmed;   /* by its system: as the transport counts, with all that was added */
  gint64 last_taken;   /* boot time of when that grew */
  gboolean uploading;  /* as last seen */
  gboolean ended;      /* and nothing is seen any more */
  HelioTunnelCounters counters;
  gboolean connack_seen;
  gboolean released;
};

/* From the transport to the client. */
void helio_tunnel_take_input (HelioTunnel *self, const guint8 *data, gsize length);
void helio_tunnel_write_client (HelioTunnel *self, const guint8 *data, gsize length);
/* Ends the tunnel with @error_taken as soon as this returns to the loop's caller. */
void helio_tunnel_fail (HelioTunnel *self, GError *error_taken);

/* From the client to the transport. */
void helio_tunnel_flush (HelioTunnel *self);
void helio_tunnel_wipe_queue (HelioTunnel *self);
void helio_tunnel_count_lost (HelioTunnel *self);
/* Before what the client still writes is thrown away: keeps whether it was in the middle of a publication. */
void helio_tunnel_note_end (HelioTunnel *self);

/* Both. Returns FALSE if there is no such length. @done tells whether that was the last byte of it. */
gboolean helio_frame_add_length (HelioFrame *self, guint8 byte, gboolean *done);
void helio_frame_next (HelioFrame *self);

G_END_DECLS
