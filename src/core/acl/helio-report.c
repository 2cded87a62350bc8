// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-report.h"

#include "core/base/helio-error.h"
#include "core/base/helio-exit.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is known of one user. */
typedef struct {
  char *username;
  char *client_id;
} Identity;

struct _HelioReport {
  GObject parent_instance;

  HelioPlan *plan;
  HelioRules *rules; /* (nullable) */
  int allow_by_default;
  GArray *results;    /* HelioResult */
  GArray *identities; /* Identity, of each user */
  GPtrArray *faults;  /* HelioReportFault */
};

G_DEFINE_FINAL_TYPE (HelioReport, helio_report, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  SIGNAL_FAULT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
result_clear (gpointer data)
{
  HelioResult *result = data;

  g_clear_pointer (&result->prediction, helio_prediction_unref);
  g_clear_pointer (&result->topic, g_free);
  g_clear_pointer (&result->evidence, g_free);
  g_clear_pointer (&result->steps, g_ptr_array_unref);
}

static void
identity_clear (gpointer data)
{
  Identity *identity = data;

  g_clear_pointer (&identity->username, g_free);
  g_clear_pointer (&identity->client_id, g_free);
}

static void
fault_free (gpointer data)
{
  HelioReportFault *fault = data;

  g_error_free (fault->error);
  g_free (fault);
}

static void
helio_report_finalize (GObject *object)
{
  HelioReport *self = HELIO_REPORT (object);

  g_clear_pointer (&self->plan, helio_plan_unref);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_array_unref (self->results);
  g_array_unref (self->identities);
  g_ptr_array_unref (self->faults);
  G_OBJECT_CLASS (helio_report_parent_class)->finalize (object);
}

static void
helio_report_class_init (HelioReportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_report_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_UINT);
  signals[SIGNAL_FAULT] = g_signal_new ("fault",
                                        G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_UINT);
}

static void
helio_report_init (HelioReport *self)
{
  self->results = g_array_new (FALSE, TRUE, sizeof (HelioResult));
  g_array_set_clear_func (self->results, result_clear);
  self->identities = g_array_new (FALSE, TRUE, sizeof (Identity));
  g_array_set_clear_func (self->identities, identity_clear);
  self->faults = g_ptr_array_new_with_free_func (fault_free);
}

static HelioResult *
get_result (HelioReport *self, guint index)
{
  return &g_array_index (self->results, HelioResult, index);
}

/* Predictions. */

/* What cannot be predicted stays without: no rules, no username yet, or a topic that cannot be with it. */
static void
predict (HelioReport *self, guint index)
{
  const HelioPlanCheck *check = helio_plan_get_check (self->plan, index);
  const Identity *identity = &g_array_index (self->identities, Identity, check->user);
  HelioPredictionRequest request = {
      .user = identity->username,
      .client_id = identity->client_id,
      .topic = check->topic,
      .action = helio_action_get_permission (check->action),
      .allow_by_default = self->allow_by_default,
  };
  HelioResult *result = get_result (self, index);

  g_clear_pointer (&result->prediction, helio_prediction_unref);
  if (self->rules != NULL && identity->username != NULL)
    result->prediction = helio_predict (self->rules, &request, NULL);
}

HelioReport *
helio_report_new (HelioPlan *plan, HelioRules *rules, int allow_by_default)
{
  HelioReport *self = g_object_new (HELIO_TYPE_REPORT, NULL);

  if (rules == NULL)
    rules = helio_plan_get_rules (plan);
  self->plan = helio_plan_ref (plan);
  self->rules = rules != NULL ? helio_rules_ref (rules) : NULL;
  self->allow_by_default = allow_by_default;
  g_array_set_size (self->identities, helio_plan_get_n_users (plan));
  for (guint i = 0; i < self->identities->len; i++) {
    const HelioPlanUser *user = helio_plan_get_user (plan, i);
    Identity *identity = &g_array_index (self->identities, Identity, i);

    identity->username = g_strdup (user->username);
    identity->client_id = g_strdup (user->client_id);
  }
  g_array_set_size (self->results, helio_plan_get_n_checks (plan));
  for (guint i = 0; i < self->results->len; i++) {
    HelioResult *result = get_result (self, i);

    result->reason_code = -1;
    result->observed = HELIO_VERDICT_UNKNOWN;
    result->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_step_free);
    predict (self, i);
  }
  return self;
}

HelioPlan *
helio_report_get_plan (HelioReport *self)
{
  g_return_val_if_fail (HELIO_IS_REPORT (self), NULL);
  return self->plan;
}

HelioRules *
helio_report_get_rules (HelioReport *self)
{
  g_return_val_if_fail (HELIO_IS_REPORT (self), NULL);
  return self->rules;
}

const HelioResult *
helio_report_get_result (HelioReport *self, guint index)
{
  g_return_val_if_fail (HELIO_IS_REPORT (self), NULL);
  g_return_val_if_fail (index < self->results->len, NULL);
  return get_result (self, index);
}

void
helio_report_set_identity (HelioReport *self,
                           guint user,
                           const char *username,
                           const char *client_id)
{
  Identity *identity;
  gboolean changed = FALSE;

  g_return_if_fail (HELIO_IS_REPORT (self));
  g_return_if_fail (user < self->identities->len);
  identity = &g_array_index (self->identities, Identity, user);
  if (username != NULL)
    changed = helio_set_str (&identity->username, username);
  if (client_id != NULL)
    changed = helio_set_str (&identity->client_id, client_id) || changed;
  for (guint i = 0; changed && i < self->results->len; i++)
    if (helio_plan_get_check (self->plan, i)->user == user) {
      predict (self, i);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, i);
    }
}

/* What was observed. */

HelioVerdict
helio_evidence_kind_get_verdict (HelioEvidenceKind kind)
{
  switch (kind) {
    case HELIO_EVIDENCE_DELIVERED:
    case HELIO_EVIDENCE_GRANTED:
      return HELIO_VERDICT_ALLOW;
    case HELIO_EVIDENCE_REFUSED:
    case HELIO_EVIDENCE_SILENT:
    case HELIO_EVIDENCE_CLOSED:
      return HELIO_VERDICT_DENY;
    case HELIO_EVIDENCE_NONE:
    case HELIO_EVIDENCE_NOT_AUTHORISED:
    case HELIO_EVIDENCE_SESSION_ENDED:
    case HELIO_EVIDENCE_TIMED_OUT:
    default:
      return HELIO_VERDICT_UNKNOWN;
  }
}

void
helio_report_observe (HelioReport *self,
                      guint index,
                      HelioEvidenceKind kind,
                      int reason_code,
                      const char *topic,
                      const char *evidence,
                      GPtrArray *steps)
{
  HelioResult *result;

  g_return_if_fail (HELIO_IS_REPORT (self));
  g_return_if_fail (index < self->results->len);
  result = get_result (self, index);
  result->kind = kind;
  result->observed = helio_evidence_kind_get_verdict (kind);
  result->reason_code = reason_code;
  helio_set_str (&result->topic, topic);
  helio_set_str (&result->evidence, evidence);
  g_ptr_array_unref (result->steps);
  result->steps =
      steps != NULL ? steps : g_ptr_array_new_with_free_func ((GDestroyNotify) helio_step_free);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, index);
}

static int
compare_faults (const HelioReportFault *a, const HelioReportFault *b)
{
  return a->user != b->user ? (a->user < b->user ? -1 : 1)
                            : strcmp (a->error->message, b->error->message);
}

void
helio_report_add_fault (HelioReport *self, guint user, const GError *error)
{
  HelioReportFault *fault;
  guint at = 0;

  g_return_if_fail (HELIO_IS_REPORT (self));
  g_return_if_fail (user < self->identities->len);
  fault = g_new0 (HelioReportFault, 1);
  fault->user = user;
  fault->error = g_error_copy (error);
  /* The order in which faults come says nothing and is another in every run. */
  while (at < self->faults->len && compare_faults (self->faults->pdata[at], fault) <= 0)
    at++;
  g_ptr_array_insert (self->faults, (int) at, fault);
  g_signal_emit (self, signals[SIGNAL_FAULT], 0, user);
}

GPtrArray *
helio_report_get_faults (HelioReport *self)
{
  g_return_val_if_fail (HELIO_IS_REPORT (self), NULL);
  return self->faults;
}

const GError *
helio_report_find_fault (HelioReport *self, guint user)
{
  g_return_val_if_fail (HELIO_IS_REPORT (self), NULL);
  for (guint i = 0; i < self->faults->len; i++) {
    HelioReportFault *fault = g_ptr_array_index (self->faults, i);

    if (fault->user == user)
      return fault->error;
  }
  return NULL;
}

/* What one asks. */

HelioVerdict
helio_result_get_predicted (const HelioResult *result)
{
  return result->prediction != NULL ? helio_prediction_get_verdict (result->prediction)
                                    : HELIO_VERDICT_UNKNOWN;
}

gboolean
helio_report_matches (HelioReport *self, guint index)
{
  HelioVerdict expect = helio_plan_get_check (self->plan, index)->expect;

  return expect == HELIO_VERDICT_UNKNOWN ||
         expect == helio_report_get_result (self, index)->observed;
}

char *
helio_report_describe (HelioReport *self, guint index)
{
  const HelioResult *result = helio_report_get_result (self, index);
  const GError *fault =
      helio_report_find_fault (self, helio_plan_get_check (self->plan, index)->user);

  if (result->evidence != NULL)
    return g_strdup (result->evidence);
  if (result->kind == HELIO_EVIDENCE_NONE && fault != NULL)
    /* Translators: then why */
    return g_strdup_printf (C_ ("report", "It could not be tried: %s"), fault->message);
  if (result->kind == HELIO_EVIDENCE_NONE)
    return g_strdup (C_ ("report", "It was not tried."));
  return g_strdup (helio_evidence_kind_to_text (result->kind));
}

void
helio_report_count (HelioReport *self, HelioReportCounts *counts)
{
  g_return_if_fail (HELIO_IS_REPORT (self));
  *counts = (HelioReportCounts){.checks = self->results->len, .faults = self->faults->len};
  for (guint i = 0; i < self->results->len; i++) {
    const HelioResult *result = get_result (self, i);
    HelioVerdict expect = helio_plan_get_check (self->plan, i)->expect;
    HelioVerdict predicted = helio_result_get_predicted (result);

    if (expect == HELIO_VERDICT_UNKNOWN)
      counts->skipped++;
    else if (result->observed == expect)
      counts->matched++;
    else if (result->observed == HELIO_VERDICT_UNKNOWN)
      counts->unknown++;
    else
      counts->differ++;
    if (predicted != HELIO_VERDICT_UNKNOWN && result->observed != HELIO_VERDICT_UNKNOWN &&
        predicted != result->observed)
      counts->mispredicted++;
  }
}

HelioExit
helio_report_get_exit_status (HelioReport *self)
{
  HelioReportCounts counts;

  helio_report_count (self, &counts);
  if (counts.differ > 0)
    return HELIO_EXIT_CHECK_FAILED;
  if (self->faults->len > 0) {
    const GError *error = ((HelioReportFault *) g_ptr_array_index (self->faults, 0))->error;

    /* To an issuer's hosts. It is a usage error elsewhere, and that would say that nothing was tried. */
    return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_CONSENT) ? HELIO_EXIT_SIGN_IN
                                                                     : helio_exit_of (error);
  }
  return counts.unknown > 0 ? HELIO_EXIT_CHECK_FAILED : HELIO_EXIT_DONE;
}

/* Order. */

static guint
get_rank (HelioReport *self, guint index)
{
  if (helio_report_matches (self, index))
    return 2;
  return get_result (self, index)->observed == HELIO_VERDICT_UNKNOWN ? 1 : 0;
}

typedef struct {
  HelioReport *report;
  gboolean differences_first;
} Order;

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order *order = user_data;
  HelioPlan *plan = order->report->plan;
  const HelioPlanCheck *first = helio_plan_get_check (plan, *(const guint *) a);
  const HelioPlanCheck *second = helio_plan_get_check (plan, *(const guint *) b);
  int result = 0;

  if (order->differences_first)
    result = (int) get_rank (order->report, *(const guint *) a) -
             (int) get_rank (order->report, *(const guint *) b);
  if (result == 0)
    result = strcmp (helio_plan_get_user (plan, first->user)->name,
                     helio_plan_get_user (plan, second->user)->name);
  if (result == 0)
    result = strcmp (helio_action_to_text (first->action), helio_action_to_text (second->action));
  return result != 0 ? result : strcmp (first->topic, second->topic);
}

GArray *
helio_report_sort (HelioReport *self, gboolean differences_first)
{
  GArray *indexes;
  Order order = {self, differences_first};

  g_return_val_if_fail (HELIO_IS_REPORT (self), NULL);
  indexes = g_array_sized_new (FALSE, FALSE, sizeof (guint), self->results->len);
  for (guint i = 0; i < self->results->len; i++)
    g_array_append_val (indexes, i);
  g_array_sort_with_data (indexes, compare, &order);
  return indexes;
}

/* Words and steps. */

const char *
helio_evidence_kind_to_text (HelioEvidenceKind kind)
{
  static const char *const words[] = {
      [HELIO_EVIDENCE_NONE] = "none",
      [HELIO_EVIDENCE_DELIVERED] = "delivered",
      [HELIO_EVIDENCE_GRANTED] = "granted",
      [HELIO_EVIDENCE_REFUSED] = "refused",
      [HELIO_EVIDENCE_SILENT] = "silent",
      [HELIO_EVIDENCE_CLOSED] = "closed",
      [HELIO_EVIDENCE_NOT_AUTHORISED] = "not-authorised",
      [HELIO_EVIDENCE_SESSION_ENDED] = "session-ended",
      [HELIO_EVIDENCE_TIMED_OUT] = "timed-out",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (words), NULL);
  return words[kind];
}

HelioStep *
helio_step_new (gint64 at, const char *text)
{
  HelioStep *step = g_new0 (HelioStep, 1);

  step->at = at;
  step->text = g_strdup (text);
  return step;
}

void
helio_step_free (HelioStep *step)
{
  g_free (step->text);
  g_free (step);
}
