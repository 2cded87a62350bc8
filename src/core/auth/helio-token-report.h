// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The token inspector: a tool that a person opens, or that opens by itself when a service or the broker
 * refused a token. It takes a token apart and checks each thing apart (RFC 9068 §4, auth.md §4.1): no
 * decision of the program depends on it (RFC 9068 §6). Metadata and keys come from the issuer that the profile
 * names; nothing in the token (iss, jku, x5u, jwk) is ever fetched or believed.
 *
 * A GListModel of HelioCheckRow, in this order; those marked * are absent where they have no
 * meaning; the others are UNCHECKED where the token cannot be read.
 *
 *   shape       JWT, encrypted, opaque, or damaged and in which way
 *   type        typ: access token or something else
 *   algorithm   alg
 *   key         kid, and whether the issuer publishes it
 *   signature   against the issuer's keys
 *   issuer      iss
 *   audience    aud
 *   expiry      exp
 *   not-before  nbf *
 *   issued      iat
 *   clock       this computer's, by the Date of the issuer's answers *
 *   client      azp, client_id
 *   subject     sub
 *   scope       scope
 *   email       email, which CloudSignal's exchange may want
 *   topics      https://cloudsignal.io/mqtt_topics
 *   size        against what a CONNECT packet can carry
 *
 * Main thread. */

#include "core/auth/helio-discovery.h"
#include "core/base/helio-check-rows.h"
#include "core/profile/helio-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The length field of CONNECT's password has two bytes (MQTT 5.0 §1.5.6). */
#define HELIO_TOKEN_REPORT_PASSWORD_MAX 65535
#define HELIO_TOKEN_REPORT_TOPICS_CLAIM "https://cloudsignal.io/mqtt_topics"

#define HELIO_TYPE_TOKEN_REPORT (helio_token_report_get_type ())
G_DECLARE_FINAL_TYPE (HelioTokenReport, helio_token_report, HELIO, TOKEN_REPORT, HelioCheckRows)

typedef struct {
  HelioSecret *token;
  HelioProfile *profile; /* (nullable): then only what needs no profile is checked */
  HelioHttp *http;       /* (nullable): then nothing is fetched */
  HelioClock *clock;
  HelioDiscovery *discovery; /* (nullable): of the profile's issuer, to share what it has cached */
} HelioTokenReportInit;

/* What needs no network is checked at once; the rest is PENDING until helio_token_report_run_async().
 * Returns: (transfer full): for any text whatever. */
HelioTokenReport *helio_token_report_new (const HelioTokenReportInit *init);

/* Fetches the issuer's metadata and keys if there is something to check with them, and completes the rows. What
 * cannot be fetched becomes UNCHECKED with the reason: FALSE comes back for a cancelled one only. */
void helio_token_report_run_async (HelioTokenReport *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean
helio_token_report_run_finish (HelioTokenReport *self, GAsyncResult *result, GError **error);

/* Why the issuer's keys could not be had; NULL where they were, or were not wanted. (transfer none) */
const GError *helio_token_report_get_fetch_error (HelioTokenReport *self);
/* What a check here is worth: "checked here against the issuer's keys; the broker may use others". */
const char *helio_token_report_get_notice (HelioTokenReport *self);

/* The topic filters of the claim, those that are valid ones; empty if there are none.
 * Returns: (transfer full) (array zero-terminated=1). */
GStrv helio_token_report_get_topics (HelioTokenReport *self);

/* Indented JSON of header and payload for a view; NULL where they cannot be read. Never the signature.
 * Returns: (transfer full) (nullable). */
char *helio_token_report_get_header_text (HelioTokenReport *self);
char *helio_token_report_get_payload_text (HelioTokenReport *self);

/* {status, notice, topics, rows: […]}. Returns: (transfer full). */
HelioJson *helio_token_report_to_json (HelioTokenReport *self);
/* For a terminal or a clipboard. Returns: (transfer full). */
char *helio_token_report_to_text (HelioTokenReport *self);

G_END_DECLS
