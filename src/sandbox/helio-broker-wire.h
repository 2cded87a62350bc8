// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The little of MQTT's wire format that the sandbox needs in front of the broker: reading a CONNECT, finding
 * where a packet ends, writing the answers that Mosquitto never gives. MQTT 5.0 §2.1, §3.1. Pure. */

#include <glib.h>

G_BEGIN_DECLS

/* More than any client's CONNECT with a will; a larger one is refused. */
#define HELIO_WIRE_CONNECT_MAX (1024 * 1024)

typedef enum {
  HELIO_WIRE_MORE, /* not all there yet */
  HELIO_WIRE_DONE,
  HELIO_WIRE_BAD, /* no CONNECT */
} HelioWireResult;

typedef struct {
  guint8 version; /* 3, 4 or 5 */
  char *client_id;
  char *username;   /* (nullable) */
  char *will_topic; /* (nullable) */
} HelioWireConnect;

HelioWireResult
helio_wire_parse_connect (const guint8 *data, gsize length, HelioWireConnect *connect);
void helio_wire_connect_clear (HelioWireConnect *connect);

/* Follows a stream from packet to packet. All zero: at a boundary. */
typedef struct {
  gsize left;    /* octets of the current packet after its length */
  gsize length;  /* remaining length as read so far */
  guint shift;   /* bits of it that were read */
  gboolean head; /* the first octet was read, the length was not */
  guint64 packets;
} HelioWireTracker;

/* Takes octets up to the end of the current packet at most; says how many. */
gsize helio_wire_tracker_advance (HelioWireTracker *self, const guint8 *data, gsize length);
gboolean helio_wire_tracker_at_boundary (const HelioWireTracker *self);

/* @code is always one of MQTT 5; for 3.1.1 the nearest return code is taken. Returns: (transfer full). */
GBytes *helio_wire_connack (guint version, guint code);
/* MQTT 3.1.1 has no DISCONNECT of a server: no octets. Returns: (transfer full). */
GBytes *helio_wire_disconnect (guint version, guint code);
/* Octets that begin no MQTT packet: type 0 with a length of five octets. Returns: (transfer full). */
GBytes *helio_wire_malformed (void);
/* A CONNECT of 3.1.1 with a clean session. Returns: (transfer full). */
GBytes *helio_wire_connect (const char *client_id, const char *username, const char *password);

G_END_DECLS
