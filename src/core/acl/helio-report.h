// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a plan expects, what its rules predict and what a broker did, check by check (design.md §5.4). The prober
 * fills it in, the window and the files of a CI show it. Main thread. */

#include "core/acl/helio-plan.h"
#include "core/base/helio-exit.h"

G_BEGIN_DECLS

/* What was seen; "observed" follows from it. */
typedef enum {
  HELIO_EVIDENCE_NONE,      /* not tried (yet), or nothing that tells */
  HELIO_EVIDENCE_DELIVERED, /* allowed: a message went all the way, seen by who should get it */
  HELIO_EVIDENCE_GRANTED,   /* allowed as far as a reason code tells; nobody watched */
  HELIO_EVIDENCE_REFUSED,   /* denied by a reason code */
  HELIO_EVIDENCE_SILENT, /* denied: granted or accepted, yet nothing arrived, while it would have */
  HELIO_EVIDENCE_CLOSED, /* denied: the broker closed the connection at it, and only at it */
  HELIO_EVIDENCE_NOT_AUTHORISED, /* unknown: this user could not connect at all */
  HELIO_EVIDENCE_SESSION_ENDED,  /* unknown: the connection ended for another reason meanwhile */
  HELIO_EVIDENCE_TIMED_OUT,      /* unknown: no answer in time */
} HelioEvidenceKind;

/* One line of what happened: a packet, a code, a wait. */
typedef struct {
  gint64 at;  /* µs since the run began */
  char *text; /* translated */
} HelioStep;

typedef struct {
  HelioPrediction *prediction; /* (nullable): no rules, or they cannot tell */
  HelioEvidenceKind kind;
  HelioVerdict observed;
  int reason_code; /* of SUBACK, PUBACK, PUBREC, DISCONNECT or CONNACK; -1: none */
  char *topic; /* (nullable): with %u put in; the client id is another one in each run, %c stays */
  /* (nullable): in words; the same in every run that saw the same (no times, ids, ports) */
  char *evidence;
  GPtrArray *steps; /* (element-type HelioStep), in order; may be empty */
} HelioResult;

/* Why a user's checks could not be tried. */
typedef struct {
  guint user;
  GError *error;
} HelioReportFault;

#define HELIO_TYPE_REPORT (helio_report_get_type ())
G_DECLARE_FINAL_TYPE (HelioReport, helio_report, HELIO, REPORT, GObject)

/**
 * helio_report_new:
 * @rules: (nullable): what predicts
 * @allow_by_default: 1, 0, or -1: as the rules say
 *
 * Nothing observed yet; every prediction that the username allows is made. Signal "changed" (guint index of a
 * check) tells of a result that came.
 */
HelioReport *helio_report_new (HelioPlan *plan, HelioRules *rules, int allow_by_default);

HelioPlan *helio_report_get_plan (HelioReport *self);
HelioRules *helio_report_get_rules (HelioReport *self); /* (nullable) (transfer none) */
/* As many as the plan has checks, at the same indexes. (transfer none) */
const HelioResult *helio_report_get_result (HelioReport *self, guint index);

/* The MQTT username and client id of a user became known: predictions are made again. (nullable) each: what was
 * known stays. */
void helio_report_set_identity (HelioReport *self,
                                guint user,
                                const char *username,
                                const char *client_id);
/* @evidence and @topic are copied; @steps: (transfer full) (nullable). */
void helio_report_observe (HelioReport *self,
                           guint index,
                           HelioEvidenceKind kind,
                           int reason_code,
                           const char *topic,
                           const char *evidence,
                           GPtrArray *steps);
/* @error: (transfer none). */
void helio_report_add_fault (HelioReport *self, guint user, const GError *error);
/* (element-type HelioReportFault) (transfer none): by the order of users, whenever they came. */
GPtrArray *helio_report_get_faults (HelioReport *self);
/* (nullable) (transfer none): the first of a user. */
const GError *helio_report_find_fault (HelioReport *self, guint user);

/* What one asks of a result. */
HelioVerdict helio_result_get_predicted (const HelioResult *result);
/* What a broker did, as a verdict: ALLOW, DENY or UNKNOWN as the comments of the kinds say. */
HelioVerdict helio_evidence_kind_get_verdict (HelioEvidenceKind kind);
/* Its evidence, or why it could not be tried, in words. Returns: (transfer full). */
char *helio_report_describe (HelioReport *self, guint index);
/* Observed as expected. A plan's "unknown" expects nothing and always matches. */
gboolean helio_report_matches (HelioReport *self, guint index);

typedef struct {
  guint checks;       /* all; each is one of the next four */
  guint matched;      /* observed as expected */
  guint differ;       /* observed, and not as expected */
  guint unknown;      /* something is expected, and it could not be found out */
  guint skipped;      /* nothing is expected */
  guint mispredicted; /* observed and predicted are known and differ, whatever is expected */
  guint faults;       /* of users, none of the checks */
} HelioReportCounts;
void helio_report_count (HelioReport *self, HelioReportCounts *counts);
/* 1 where something differs; else that of the first fault (2 … 6, design.md §5.2); else 1 where something that is
 * expected could not be found out; else 0. */
HelioExit helio_report_get_exit_status (HelioReport *self);

/* Indexes of checks, sorted by user, action and topic as the files have them, or with @differences_first those that
 * differ, then those that are unknown, then the rest. Returns: (transfer full) (element-type guint). */
GArray *helio_report_sort (HelioReport *self, gboolean differences_first);

/* Files. Sorted by user, action, topic; with @times the steps and their times are in them, else two runs that saw
 * the same give the same bytes. JUnit: a test suite for each user; what differs is a failure, what is unknown an
 * error, and each fault of a user an error case of its own: by the counts of helio_report_count(), there are "checks" +
 * "faults" tests, "differ" failures and "unknown" + "faults" errors. Returns: (transfer full). */
char *helio_report_to_json (HelioReport *self, gboolean times);
char *helio_report_to_csv (HelioReport *self);
char *helio_report_to_junit (HelioReport *self, gboolean times);

/* Whether a file begins as one of these three does: what else has its name must not be taken for an earlier report. */
#define HELIO_REPORT_HEAD_MAX 128
gboolean helio_report_is_one (const char *head, gsize length);

#define HELIO_REPORT_SIZE_MAX (128 * 1024 * 1024)

/* An earlier run, read from its JSON: what was observed of each (user, action, topic), sorted. Members that are not
 * known are passed over.
 * Returns: (transfer full) (element-type HelioPastResult): NULL with HELIO_ERROR_INVALID_DATA that names the JSON
 * path, or TOO_LARGE. Any thread. */
typedef struct {
  char *user, *topic; /* as the plan writes them */
  HelioAction action;
  HelioVerdict expect, observed;
  char *evidence; /* (nullable) */
} HelioPastResult;
GPtrArray *helio_report_parse_past (const char *text, gsize length, GError **error);
/* (nullable) (transfer none): the past of a check. */
const HelioPastResult *helio_report_find_past (HelioReport *self, guint index, GPtrArray *past);

/* "delivered", "granted", "refused", "silent", "closed", "not-authorised", "session-ended", "timed-out", "none":
 * the words of files. */
const char *helio_evidence_kind_to_text (HelioEvidenceKind kind);

HelioStep *helio_step_new (gint64 at, const char *text);
void helio_step_free (HelioStep *step);
void helio_past_result_free (HelioPastResult *result);

G_END_DECLS
