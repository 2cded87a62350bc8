// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/policy/helio-predictor.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/credential/helio-credential.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHOWN_MAX 120
#define ORGANIZATION "{org_short_id}"

struct _HelioPrediction {
  gatomicrefcount ref_count;
  HelioVerdict verdict;
  HelioCoverage coverage;
  int rule;
  char *topic;
  char *rule_topic;
  GArray *partial; /* guint */
  char *reason;
};

G_DEFINE_BOXED_TYPE (HelioPrediction,
                     helio_prediction,
                     helio_prediction_ref,
                     helio_prediction_unref)

/* What one rule means for the request. */
typedef enum {
  FIT_NONE,
  FIT_SOME,
  FIT_ALL,
  FIT_OPEN, /* it may, but a value cannot be put in */
} Fit;

typedef struct {
  const HelioPredictionRequest *request;
  char *name;  /* the username before "@" */
  char *topic; /* with %u and %c put in */
} Question;

static void
question_clear (Question *question)
{
  g_clear_pointer (&question->name, g_free);
  g_clear_pointer (&question->topic, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

const char *
helio_verdict_to_text (HelioVerdict verdict)
{
  switch (verdict) {
    case HELIO_VERDICT_ALLOW:
      return "allow";
    case HELIO_VERDICT_DENY:
      return "deny";
    case HELIO_VERDICT_UNKNOWN:
    default:
      return "unknown";
  }
}

gboolean
helio_verdict_from_text (const char *text, HelioVerdict *verdict)
{
  static const HelioVerdict all[] = {HELIO_VERDICT_ALLOW,
                                     HELIO_VERDICT_DENY,
                                     HELIO_VERDICT_UNKNOWN};

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    if (strcmp (text, helio_verdict_to_text (all[i])) == 0) {
      *verdict = all[i];
      return TRUE;
    }
  }
  return FALSE;
}

const char *
helio_coverage_to_text (HelioCoverage coverage)
{
  switch (coverage) {
    case HELIO_COVERAGE_ALL:
      return "all";
    case HELIO_COVERAGE_SOME:
      return "some";
    case HELIO_COVERAGE_NONE:
    default:
      return "none";
  }
}

/* The parts between the "%" have to follow one another in @name: the first at its start, the last at its
 * end, and each of the others as early as it can be found. */
gboolean
helio_user_pattern_matches (const char *pattern, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "%", -1);
  guint last = g_strv_length (parts);

  if (last == 0)
    return name[0] == '\0';
  last--;
  if (last == 0)
    return strcmp (pattern, name) == 0;
  if (!g_str_has_prefix (name, parts[0]))
    return FALSE;
  name += strlen (parts[0]);
  for (guint i = 1; i < last; i++) {
    name = strstr (name, parts[i]);
    if (name == NULL)
      return FALSE;
    name += strlen (parts[i]);
  }
  return strlen (name) >= strlen (parts[last]) && g_str_has_suffix (name, parts[last]);
}

/* The widest filter that a rule could become whatever its %u or %c stands for: a value may hold "/", so from
 * the first level that has one on, everything. */
static char *
widest (const char *pattern)
{
  const char *first = NULL;
  const char *level;

  for (const char *at = pattern; *at != '\0' && first == NULL; at++)
    if (at[0] == '%' && (at[1] == 'u' || at[1] == 'c'))
      first = at;
  if (first == NULL)
    return g_strdup (pattern);
  level = first;
  while (level > pattern && level[-1] != '/')
    level--;
  return g_strdup_printf ("%.*s#", (int) (level - pattern), pattern);
}

static Fit
fit_resolved (const char *filter, const Question *question)
{
  if (question->request->action == HELIO_PERMISSION_PUBLISH)
    return helio_topic_matches (filter, question->topic) ? FIT_ALL : FIT_NONE;
  if (helio_topic_covers (filter, question->topic))
    return FIT_ALL;
  return helio_topic_overlaps (filter, question->topic) ? FIT_SOME : FIT_NONE;
}

/* The rule's topic with {org_short_id} put in; with "+" for its level, which it cannot leave, where the username does
 * not have it (cloudsignal.io/docs/guides/clients/username-format: name@org_…). */
static char *
put_in_organization (const HelioRule *rule, const HelioPredictionRequest *request, gboolean *open)
{
  const char *organization = strrchr (request->user, '@');
  g_auto (GStrv) levels = NULL;

  *open = rule->is_open;
  if (!rule->has_organization)
    return g_strdup (rule->topic);
  if (organization != NULL && g_str_has_prefix (organization + 1, "org_") &&
      strpbrk (organization, "+#/%") == NULL) {
    g_auto (GStrv) parts = g_strsplit (rule->topic, ORGANIZATION, -1);

    return g_strjoinv (organization + 1, parts);
  }
  *open = TRUE;
  levels = g_strsplit (rule->topic, "/", -1);
  for (guint i = 0; levels[i] != NULL; i++)
    if (strstr (levels[i], ORGANIZATION) != NULL)
      helio_set_str (&levels[i], "+");
  return g_strjoinv ("/", levels);
}

static Fit
fit (const HelioRule *rule, const Question *question, char **resolved)
{
  g_autofree char *topic = NULL;
  g_autofree char *filter = NULL;
  g_autofree char *wide = NULL;
  gboolean open;

  if ((rule->permission & question->request->action) == 0 ||
      !helio_user_pattern_matches (rule->user, question->name))
    return FIT_NONE;
  topic = put_in_organization (rule, question->request, &open);
  filter = helio_topic_substitute (topic, question->name, question->request->client_id, NULL);
  if (filter != NULL && open)
    return fit_resolved (filter, question) == FIT_NONE ? FIT_NONE : FIT_OPEN;
  if (filter != NULL) {
    Fit result = fit_resolved (filter, question);

    *resolved = g_steal_pointer (&filter);
    return result;
  }
  wide = widest (topic);
  return fit_resolved (wide, question) == FIT_NONE ? FIT_NONE : FIT_OPEN;
}

static gboolean
ask (Question *question, const HelioPredictionRequest *request, GError **error)
{
  question->request = request;
  question->name = helio_credential_cut_name (request->user);
  if (question->name[0] == '\0' || !g_utf8_validate (request->user, -1, NULL))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("prediction",
                                "Name the MQTT username, with or without “@” and the "
                                "organization."),
                            C_ ("prediction", "There is no user name."));
  question->topic =
      helio_topic_substitute (request->topic, question->name, request->client_id, error);
  if (question->topic == NULL)
    return FALSE;
  return request->action == HELIO_PERMISSION_PUBLISH
             ? helio_topic_validate_name (question->topic, error)
             : helio_topic_validate_filter (question->topic, error);
}

static char *
rule_name (HelioRules *rules, guint index)
{
  guint line = helio_rules_get (rules, index)->line;
  const char *place = helio_rules_get (rules, index)->place;

  if (place != NULL)
    /* TRANSLATORS: a number, then where it stands: "rules[2]" */
    return g_strdup_printf (C_ ("prediction", "rule %u (%s)"), index + 1, place);
  if (line > 0)
    return g_strdup_printf (C_ ("prediction", "rule %u (line %u)"), index + 1, line);
  return g_strdup_printf (C_ ("prediction", "rule %u"), index + 1);
}

/* No rule opens these: MQTT 5.0 §4.7.2 keeps topics with "$" for the server's own use, brokers refuse
 * publications below $SYS, and a shared subscription is no place to publish to. */
static gboolean
is_closed (const Question *question)
{
  return question->request->action == HELIO_PERMISSION_PUBLISH &&
         (strcmp (question->topic, "$SYS") == 0 || g_str_has_prefix (question->topic, "$SYS/") ||
          g_str_has_prefix (question->topic, "$share/"));
}

static void
explain_allow (HelioPrediction *self, HelioRules *rules)
{
  const HelioRule *rule = helio_rules_get (rules, (guint) self->rule);
  g_autofree char *name = rule_name (rules, (guint) self->rule);
  g_autofree char *topic = helio_printable (self->rule_topic, -1, SHOWN_MAX);
  g_autofree char *written =
      helio_printable (rule->written != NULL ? rule->written : rule->topic, -1, SHOWN_MAX);

  if (strcmp (rule->topic, self->rule_topic) == 0)
    /* TRANSLATORS: "rule 3 (line 9)", then a topic filter */
    self->reason = g_strdup_printf (C_ ("prediction", "Allowed by %s: “%s”."), name, topic);
  else
    /* TRANSLATORS: "rule 3 (line 9)", a topic filter, the same with the user's values put in */
    self->reason = g_strdup_printf (C_ ("prediction", "Allowed by %s: “%s” is “%s” here."),
                                    name,
                                    written,
                                    topic);
}

static void
explain_rest (HelioPrediction *self, HelioRules *rules, gboolean by_default, gboolean in_part)
{
  g_autofree char *name = NULL;
  const HelioRule *first = NULL;

  if (self->partial->len > 0) {
    first = helio_rules_get (rules, g_array_index (self->partial, guint, 0));
    name = rule_name (rules, g_array_index (self->partial, guint, 0));
  }
  if (self->verdict == HELIO_VERDICT_UNKNOWN && first == NULL)
    self->reason = g_strdup (C_ ("prediction",
                                 "No rule decides, and the documents contradict one another about "
                                 "what counts then."));
  else if (self->verdict == HELIO_VERDICT_UNKNOWN && (first->is_open || first->has_organization))
    self->reason = g_strdup_printf (
        C_ ("prediction",
            "It depends on %s, and that on something which is not in the file: a claim, a grant, "
            "the organization."),
        name);
  else if (self->verdict == HELIO_VERDICT_UNKNOWN)
    self->reason = g_strdup_printf (
        C_ ("prediction",
            "The user name or client id is not known, or has “+”, “#” or “/”, and %s needs it. "
            "Brokers differ in what they do then."),
        name);
  else if (by_default && in_part)
    self->reason = g_strdup_printf (
        /* TRANSLATORS: "rule 3 (line 9)" */
        C_ ("prediction", "A part of the filter is allowed by %s, the rest by the default."),
        name);
  else if (by_default)
    self->reason = g_strdup (C_ ("prediction", "No rule decides; the default allows."));
  else if (name != NULL)
    self->reason = g_strdup_printf (
        C_ ("prediction",
            "Only a part of the filter is allowed, by %s; no single rule covers all of it."),
        name);
  else
    self->reason = g_strdup (C_ ("prediction", "No rule allows it, and the default denies."));
}

static HelioPrediction *
prediction_new (void)
{
  HelioPrediction *self = g_new0 (HelioPrediction, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->rule = -1;
  self->partial = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

static void
decide_by_default (HelioPrediction *self,
                   HelioRules *rules,
                   const HelioPredictionRequest *request,
                   gboolean open)
{
  gboolean allow = request->allow_by_default >= 0 ? request->allow_by_default > 0
                                                  : helio_rules_get_allow_by_default (rules);
  const gboolean in_part = self->coverage == HELIO_COVERAGE_SOME && !open;

  /* No rule denies anything, so whatever the rules leave open of a filter is allowed, too. */
  if (allow) {
    self->verdict = HELIO_VERDICT_ALLOW;
    self->coverage = HELIO_COVERAGE_ALL;
  } else if (open || (request->allow_by_default < 0 && helio_rules_is_default_open (rules))) {
    self->verdict = HELIO_VERDICT_UNKNOWN;
  } else {
    self->verdict = HELIO_VERDICT_DENY;
  }
  explain_rest (self, rules, allow, in_part);
}

/* TRUE: it decides. */
static gboolean
try_rule (HelioPrediction *self,
          HelioRules *rules,
          guint index,
          const Question *question,
          GArray *open)
{
  g_autofree char *resolved = NULL;

  switch (fit (helio_rules_get (rules, index), question, &resolved)) {
    case FIT_ALL:
      self->verdict = HELIO_VERDICT_ALLOW;
      self->coverage = HELIO_COVERAGE_ALL;
      self->rule = (int) index;
      self->rule_topic = g_steal_pointer (&resolved);
      g_array_set_size (self->partial, 0);
      explain_allow (self, rules);
      return TRUE;
    case FIT_SOME:
      self->coverage = HELIO_COVERAGE_SOME;
      g_array_append_val (self->partial, index);
      return FALSE;
    case FIT_OPEN:
      g_array_append_val (open, index);
      return FALSE;
    case FIT_NONE:
    default:
      return FALSE;
  }
}

HelioPrediction *
helio_predict (HelioRules *rules, const HelioPredictionRequest *request, GError **error)
{
  g_auto (Question) question = {NULL};
  g_autoptr (HelioPrediction) self = NULL;
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_val_if_fail (request->action == HELIO_PERMISSION_PUBLISH ||
                            request->action == HELIO_PERMISSION_SUBSCRIBE,
                        NULL);
  if (!ask (&question, request, error))
    return NULL;
  self = prediction_new ();
  self->topic = g_strdup (question.topic);
  if (is_closed (&question)) {
    self->verdict = HELIO_VERDICT_DENY;
    self->reason = g_strdup (
        C_ ("prediction", "Only the broker itself publishes below $SYS, and nobody to $share."));
    return g_steal_pointer (&self);
  }
  for (guint i = 0; i < helio_rules_get_length (rules); i++)
    if (try_rule (self, rules, i, &question, open))
      return g_steal_pointer (&self);
  if (open->len > 0) {
    /* What cannot be resolved is what has to be looked at first. */
    g_array_append_vals (open, self->partial->data, self->partial->len);
    g_array_set_size (self->partial, 0);
    g_array_append_vals (self->partial, open->data, open->len);
  }
  decide_by_default (self, rules, request, open->len > 0);
  return g_steal_pointer (&self);
}

HelioPrediction *
helio_prediction_ref (HelioPrediction *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_prediction_unref (HelioPrediction *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->topic);
  g_free (self->rule_topic);
  g_array_unref (self->partial);
  g_free (self->reason);
  g_free (self);
}

HelioVerdict
helio_prediction_get_verdict (const HelioPrediction *self)
{
  return self->verdict;
}

HelioCoverage
helio_prediction_get_coverage (const HelioPrediction *self)
{
  return self->coverage;
}

int
helio_prediction_get_rule (const HelioPrediction *self)
{
  return self->rule;
}

const char *
helio_prediction_get_topic (const HelioPrediction *self)
{
  return self->topic;
}

const char *
helio_prediction_get_rule_topic (const HelioPrediction *self)
{
  return self->rule_topic;
}

const guint *
helio_prediction_get_partial (const HelioPrediction *self, guint *n_rules)
{
  *n_rules = self->partial->len;
  return (const guint *) self->partial->data;
}

const char *
helio_prediction_get_reason (const HelioPrediction *self)
{
  return self->reason;
}

HelioJson *
helio_prediction_to_json (const HelioPrediction *self, HelioRules *rules)
{
  HelioJson *object = helio_json_new_object ();
  HelioJson *partial = NULL;

  if (self->rule >= 0) {
    guint line = helio_rules_get (rules, (guint) self->rule)->line;

    helio_json_set_integer (object, "rule", self->rule + 1);
    if (line > 0)
      helio_json_set_integer (object, "line", line);
    helio_json_set_string (object, "rule_topic", self->rule_topic);
  }
  helio_json_set_string (object, "coverage", helio_coverage_to_text (self->coverage));
  for (guint i = 0; i < self->partial->len; i++) {
    if (partial == NULL)
      partial = helio_json_new_array ();
    helio_json_append (partial,
                       helio_json_new_integer (g_array_index (self->partial, guint, i) + 1));
  }
  if (partial != NULL)
    helio_json_set (object, "partial", partial);
  helio_json_set_string (object, "reason", self->reason);
  return object;
}
