// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The lives of a connection's credentials, their renewals and the times without a connection: what the
 * renewal chart draws. Bounded, no secrets. Main thread. */

#include "core/base/helio-clock.h"
#include "core/credential/helio-credential.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* Of each kind; the oldest make room. */
#define HELIO_RENEWAL_LOG_MAX 256

/* All times are wall µs. */
typedef struct {
  gint64 from;     /* obtained */
  gint64 to;       /* replaced or given up; 0: in use */
  gint64 renew_at; /* as planned; 0: never */
  gint64 expires;  /* 0: never */
  gboolean assumed;
} HelioCredentialSpan;

typedef struct {
  gint64 at;
  gint64 gap;    /* µs between the two connections; -1 with a failure */
  char *failure; /* (nullable): why it failed; NULL: it worked */
} HelioRenewalMark;

typedef struct {
  gint64 from;
  gint64 to;         /* 0: still away */
  gboolean intended; /* disconnected as asked; else it should have been connected */
} HelioOutage;

#define HELIO_TYPE_RENEWAL_LOG (helio_renewal_log_get_type ())
G_DECLARE_FINAL_TYPE (HelioRenewalLog, helio_renewal_log, HELIO, RENEWAL_LOG, GObject)

/* Emits "changed" (no arguments). */
HelioRenewalLog *helio_renewal_log_new (HelioClock *clock);

/* How a session stands; the log finds out what is new. */
typedef struct {
  gboolean connected;
  gboolean wanted;             /* it should be connected, whether it is or not */
  HelioCredential *credential; /* (nullable) */
  guint renewals;
  gint64 last_gap;
  const GError *warning; /* (nullable): why a renewal failed */
} HelioRenewalState;
void helio_renewal_log_update (HelioRenewalLog *self, const HelioRenewalState *state);

/* Oldest first; valid until the next change. (transfer none) */
const HelioCredentialSpan *helio_renewal_log_get_spans (HelioRenewalLog *self, guint *n_spans);
const HelioRenewalMark *helio_renewal_log_get_marks (HelioRenewalLog *self, guint *n_marks);
const HelioOutage *helio_renewal_log_get_outages (HelioRenewalLog *self, guint *n_outages);
/* Of the renewals that are kept: how many worked and failed, median and longest gap in µs (-1: none). */
typedef struct {
  guint worked;
  guint failed;
  gint64 median_gap;
  gint64 longest_gap;
} HelioRenewalSummary;
void helio_renewal_log_summarize (HelioRenewalLog *self, HelioRenewalSummary *summary);

G_END_DECLS
