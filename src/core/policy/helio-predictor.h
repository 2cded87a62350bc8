// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the rules say about one user, one action and one topic (design.md §5.4). A prediction: what a broker
 * does is for the prober to find out. Pure; any thread. */

#include "core/base/helio-json.h"
#include "core/policy/helio-rules.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_VERDICT_UNKNOWN, /* a rule that may decide cannot be resolved for this user or client id */
  HELIO_VERDICT_ALLOW,
  HELIO_VERDICT_DENY,
} HelioVerdict;

/* How much of what was asked for the rules of this user allow. */
typedef enum {
  HELIO_COVERAGE_NONE,
  HELIO_COVERAGE_SOME, /* only some topics of the filter: the broker refuses the whole subscription */
  HELIO_COVERAGE_ALL,
} HelioCoverage;

typedef struct {
  const char *user;      /* the MQTT username; what follows "@" plays no part */
  const char *client_id; /* (nullable): not known */
  const char *topic; /* a topic to publish to, or a filter to subscribe to; %u and %c are put in */
  HelioPermission action; /* one of PUBLISH and SUBSCRIBE */
  /* What counts where no rule matches: 1 allow, 0 deny, -1 as the rules say. */
  int allow_by_default;
} HelioPredictionRequest;

#define HELIO_TYPE_PREDICTION (helio_prediction_get_type ())
typedef struct _HelioPrediction HelioPrediction;
GType helio_prediction_get_type (void);

/**
 * helio_predict:
 *
 * The first rule that matches user, action and topic allows. A subscription is allowed only by a rule whose
 * filter covers every topic of it; "$share/group/" in front plays no part. Where a name or client id that
 * has "+", "#" or "/" would have to be put in, the answer is unknown unless another rule allows, since
 * brokers differ in what they do with it.
 *
 * Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA for a topic or user that cannot be.
 */
HelioPrediction *
helio_predict (HelioRules *rules, const HelioPredictionRequest *request, GError **error);

HelioPrediction *helio_prediction_ref (HelioPrediction *self);
void helio_prediction_unref (HelioPrediction *self);

HelioVerdict helio_prediction_get_verdict (const HelioPrediction *self);
HelioCoverage helio_prediction_get_coverage (const HelioPrediction *self);
/* Index of the rule that decided; -1: none did, the default counts (or nothing is known). */
int helio_prediction_get_rule (const HelioPrediction *self);
/* What was asked for, with %u and %c put in. (transfer none) */
const char *helio_prediction_get_topic (const HelioPrediction *self);
/* The deciding rule's topic with the user's values put in. (transfer none) (nullable): no rule decided */
const char *helio_prediction_get_rule_topic (const HelioPrediction *self);
/* Rules that allow a part, or that cannot be resolved, in order. (transfer none) */
const guint *helio_prediction_get_partial (const HelioPrediction *self, guint *n_rules);
/* Why, in one or two translated sentences. (transfer none) */
const char *helio_prediction_get_reason (const HelioPrediction *self);

/* {"rule": N, "line": N, "rule_topic": …, "coverage": …, "partial": [N …], "reason": …}, rules counted from 1 as in the
 * reason; what there is none of is left out. @rules: what it was made with. Returns: (transfer full). */
HelioJson *helio_prediction_to_json (const HelioPrediction *self, HelioRules *rules);

/* Whether @pattern, where "%" is any run of characters, matches @name (no "@" and what follows). */
gboolean helio_user_pattern_matches (const char *pattern, const char *name);

/* "allow", "deny", "unknown": the words of reports, not translated. (transfer none) */
const char *helio_verdict_to_text (HelioVerdict verdict);
gboolean helio_verdict_from_text (const char *text, HelioVerdict *verdict);
/* "none", "some", "all". (transfer none) */
const char *helio_coverage_to_text (HelioCoverage coverage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPrediction, helio_prediction_unref)

G_END_DECLS
