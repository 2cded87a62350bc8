// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The few packets that the link writes and reads itself, beside libmosquitto: those that begin and end a
 * connection, and those whose reason libmosquitto 2.0 keeps to itself. Private to core/mqtt. */

#include "core/mqtt/helio-link.h"

G_BEGIN_DECLS

#define HELIO_CONNACK 0x20
#define HELIO_PUBACK 0x40
#define HELIO_PUBREC 0x50
#define HELIO_PUBREL 0x62
#define HELIO_PUBCOMP 0x70
#define HELIO_SUBACK 0x90
#define HELIO_UNSUBACK 0xB0
#define HELIO_PINGRESP 0xD0
#define HELIO_DISCONNECT 0xE0
#define HELIO_AUTH 0xF0

/* CONNECT, MQTT 5.0 §3.1 and 3.1.1 §3.1. Holds the password: wiped when freed. (transfer full) */
GBytes *helio_packet_connect (const HelioLinkConfig *config,
                              HelioCredential *credential,
                              gboolean clean_start);

/* DISCONNECT 0x00; with @end_session and MQTT 5 also Session Expiry Interval 0. (transfer full) */
GBytes *helio_packet_disconnect (int mqtt_version, gboolean end_session);

/* CONNACK as libmosquitto is to see it: the limits only, each of them stated, since it would keep those of
 * the connection before. @send_maximum: how many publications may be under way. (transfer full) */
GBytes *helio_packet_connack (int mqtt_version, const HelioLinkInfo *info, guint16 send_maximum);

/* What a CONNACK says. */
typedef struct {
  int reason_code;     /* of MQTT 5; that of 3.1.1 is mapped */
  char *reason_string; /* (nullable) */
  HelioLinkInfo *info; /* with the limits, without the transport; NULL if refused */
} HelioConnack;
void helio_connack_clear (HelioConnack *self);
/* FALSE with HELIO_ERROR_MQTT_PROTOCOL. A broker that knows 3.1.1 only answers MQTT 5 in the old form. */
gboolean helio_connack_parse (HelioConnack *self,
                              int mqtt_version,
                              const guint8 *body,
                              gsize length,
                              GError **error);

/* DISCONNECT of a broker, §3.14: FALSE if malformed. @reason_string: (out) (nullable). */
gboolean helio_packet_parse_disconnect (const guint8 *body,
                                        gsize length,
                                        int *reason_code,
                                        char **reason_string);
/* PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK: packet id, then in MQTT 5 a reason; properties are
 * checked. FALSE if malformed. */
gboolean helio_packet_parse_ack (int mqtt_version,
                                 guint8 first,
                                 const guint8 *body,
                                 gsize length,
                                 guint16 *id,
                                 int *reason_code,
                                 char **reason_string);

G_END_DECLS
