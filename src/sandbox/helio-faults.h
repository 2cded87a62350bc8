// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Faults of the sandbox (design.md §5.3): armed by POST faults_url, spent by the requests they hit. The
 * same place counts requests, so that a test can say "exactly one refresh".
 *
 * POST {"target": …, "effect": …, "value": …, "count": 1, "user": null}; count 0: until "clear".
 *
 * targets  token    every POST /oauth/token
 *          refresh  POST /oauth/token with grant_type=refresh_token, and POST /v2/tokens/refresh; looked at
 *                   before "token"
 *          jwks     the key set
 *          exchange POST /v2/tokens/exchange and /create
 *          backend  both backend shapes
 *          broker   see helio-sandbox-broker.h
 * effects  status       value: the HTTP status of the answer, 500 if absent
 *          delay        value: milliseconds; the request takes effect at once, the answer comes late
 *          malformed    value: "truncated" (default), "html", "empty", "deep" (100,000 brackets), "large"
 *                       (50 MB), "no_expiry" (a good answer without expires_at and expires_in), or the
 *                       body itself
 *          drop_before  the connection ends, nothing happened
 *          drop_after   it happened, and the connection ends without an answer
 *          skew         value: seconds added to the service's clock for this answer
 *          code         value: an error code of that endpoint, answered with its documented status
 *          rotate       jwks: the next key signs from now on, value "revoke": the old one leaves the set
 *          clear        disarms what @target (and @user) has */

#include "core/base/helio-json.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_FAULT_TOKEN,
  HELIO_FAULT_REFRESH,
  HELIO_FAULT_JWKS,
  HELIO_FAULT_EXCHANGE,
  HELIO_FAULT_BACKEND,
  HELIO_FAULT_BROKER,
} HelioFaultTarget;
#define HELIO_FAULT_N_TARGETS 6

typedef enum {
  HELIO_FAULT_STATUS,
  HELIO_FAULT_DELAY,
  HELIO_FAULT_MALFORMED,
  HELIO_FAULT_DROP_BEFORE,
  HELIO_FAULT_DROP_AFTER,
  HELIO_FAULT_SKEW,
  HELIO_FAULT_CODE,
  HELIO_FAULT_ROTATE,
  HELIO_FAULT_CLEAR,
  HELIO_FAULT_OTHER, /* the broker knows more */
} HelioFaultEffect;

typedef struct {
  HelioFaultTarget target;
  HelioFaultEffect effect;
  char *effect_name;
  char *text;    /* (nullable): the value as text */
  gint64 number; /* the value as a number, 0 if it is none */
  gboolean has_number;
  int count;
  char *user; /* (nullable): a name, for everybody if NULL */
} HelioFault;

/* NULL with HELIO_ERROR_INVALID_DATA that names the member. */
HelioFault *helio_fault_new_from_json (const HelioJson *request, GError **error);
void helio_fault_free (HelioFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFault, helio_fault_free)

typedef struct _HelioFaults HelioFaults;
HelioFaults *helio_faults_new (void);
void helio_faults_free (HelioFaults *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFaults, helio_faults_free)

/* Arms @fault_taken, or disarms for "clear". FALSE with HELIO_ERROR_TOO_LARGE if too many are armed. */
gboolean helio_faults_add (HelioFaults *self, HelioFault *fault_taken, GError **error);
/* Spends one of @target. @user: (nullable). Returns: (transfer full) (nullable): what to do. */
HelioFault *helio_faults_take (HelioFaults *self, HelioFaultTarget target, const char *user);
/* One more request came in for @target. */
void helio_faults_count (HelioFaults *self, HelioFaultTarget target);
/* {"requests": {"token": n, …}, "armed": n}. Returns: (transfer full). */
HelioJson *helio_faults_to_json (const HelioFaults *self);

G_END_DECLS
