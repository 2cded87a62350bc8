// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* MQTT reason codes in words. 3.1.1 return codes are mapped to their MQTT 5 brothers first. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_PACKET_CONNACK,
  HELIO_PACKET_DISCONNECT,
  HELIO_PACKET_SUBACK,
  HELIO_PACKET_UNSUBACK,
  HELIO_PACKET_PUBACK, /* and PUBREC, PUBCOMP */
} HelioPacket;

/* MQTT 5.0 §2.4: the standard's name of the code ("Not authorized"), translated; "0x%02X" if unknown. */
const char *helio_reason_get_name (int code);
/* What it means for the person here, in a sentence, and what helps; both translated; NULL for success. */
const char *helio_reason_get_cause (HelioPacket packet, int code);
const char *helio_reason_get_remedy (HelioPacket packet, int code);
/* CONNACK return code of 3.1.1 (§3.2.2.3) as an MQTT 5 reason code. */
int helio_reason_from_v3_connack (int return_code);
/* An error of the MQTT domain for a refusing packet, with name, code, cause and remedy; @reason_string:
 * (nullable): the broker's own words become the detail. */
GError *helio_reason_to_error (HelioPacket packet, int code, const char *reason_string);

G_END_DECLS
