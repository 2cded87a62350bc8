// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What has to be known about MQTT packet identifiers across the connections of one client, kept outside of
 * libmosquitto: it appends a QoS 2 PUBLISH that the broker sends again although it holds that packet id
 * already, and then hands out the old message in place of a new one as soon as the broker uses the id
 * again. So a repeated one never reaches it (MQTT 5.0 §4.3.3). Not thread-safe; one worker uses it. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint8 held[8192];  /* a bit per id: PUBREC sent, PUBREL not yet come */
  guint8 dup[8192];   /* the PUBLISH on its way to the client had DUP set */
  guint8 flush[8192]; /* the client's PUBCOMP is for a PUBREL of our own making */
  guint n_held;
} HelioPacketIds;

typedef enum {
  HELIO_PACKET_ID_HELD,
  HELIO_PACKET_ID_DUP,
  HELIO_PACKET_ID_FLUSH,
} HelioPacketIdKind;

HelioPacketIds *helio_packet_ids_new (void);
void helio_packet_ids_free (HelioPacketIds *self);

void helio_packet_ids_set (HelioPacketIds *self, HelioPacketIdKind kind, guint16 id);
/* Returns whether it was set. */
gboolean helio_packet_ids_clear (HelioPacketIds *self, HelioPacketIdKind kind, guint16 id);
gboolean helio_packet_ids_has (const HelioPacketIds *self, HelioPacketIdKind kind, guint16 id);
void helio_packet_ids_reset (HelioPacketIds *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPacketIds, helio_packet_ids_free)

G_END_DECLS
