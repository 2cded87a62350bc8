// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Recognises a QoS 1 message that a broker sends again after a switch of the connection, because its PUBACK
 * did not get through: DUP is set, and packet id, topic and payload equal one that was delivered on an
 * earlier connection and whose PUBACK is not known to have arrived. A packet id alone would not do: it is
 * used again and again. Private to core/mqtt. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HelioRedelivery HelioRedelivery;

HelioRedelivery *helio_redelivery_new (void);
void helio_redelivery_free (HelioRedelivery *self);

/* Another connection begins. */
void helio_redelivery_switch (HelioRedelivery *self);
/* Remembers a delivery. */
void helio_redelivery_note (HelioRedelivery *self, guint16 id, guint64 hash);
/* Whether it was delivered before the switch; if so it is forgotten. */
gboolean helio_redelivery_take (HelioRedelivery *self, guint16 id, guint64 hash);
/* Where the deliveries stand, and: all before that point are acknowledged for certain. */
guint64 helio_redelivery_get_position (HelioRedelivery *self);
void helio_redelivery_acknowledged (HelioRedelivery *self, guint64 position);

guint64 helio_redelivery_hash (const char *topic, const void *payload, gsize length);

G_END_DECLS
