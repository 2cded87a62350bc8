// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-report.h"

#include "core/acl/helio-plan-private.h"
#include "core/base/helio-error.h"
#include "core/base/helio-json-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VERSION 1

/* Writing. */

static HelioJson *
counts_to_json (HelioReport *self)
{
  HelioJson *object = helio_json_new_object ();
  HelioReportCounts counts;

  helio_report_count (self, &counts);
  helio_json_set_integer (object, "checks", counts.checks);
  helio_json_set_integer (object, "matched", counts.matched);
  helio_json_set_integer (object, "differ", counts.differ);
  helio_json_set_integer (object, "unknown", counts.unknown);
  helio_json_set_integer (object, "skipped", counts.skipped);
  helio_json_set_integer (object, "mispredicted", counts.mispredicted);
  helio_json_set_integer (object, "faults", counts.faults);
  return object;
}

/* The other side's own words are left out: they may have ids in them. */
static HelioJson *
faults_to_json (HelioReport *self)
{
  HelioJson *list = helio_json_new_array ();
  GPtrArray *faults = helio_report_get_faults (self);

  for (guint i = 0; i < faults->len; i++) {
    const HelioReportFault *fault = g_ptr_array_index (faults, i);
    HelioJson *object = helio_json_new_object ();

    helio_json_set_string (object,
                           "user",
                           helio_plan_get_user (helio_report_get_plan (self), fault->user)->name);
    helio_json_set_string (object, "message", fault->error->message);
    if (helio_error_get_remedy (fault->error) != NULL)
      helio_json_set_string (object, "remedy", helio_error_get_remedy (fault->error));
    helio_json_append (list, object);
  }
  return list;
}

static HelioJson *
steps_to_json (const GPtrArray *steps)
{
  HelioJson *list = helio_json_new_array ();

  for (guint i = 0; i < steps->len; i++) {
    const HelioStep *step = g_ptr_array_index (steps, i);
    HelioJson *object = helio_json_new_object ();

    helio_json_set_integer (object, "microseconds", step->at);
    helio_json_set_string (object, "text", step->text);
    helio_json_append (list, object);
  }
  return list;
}

static HelioJson *
check_to_json (HelioReport *self, guint index, gboolean times)
{
  HelioPlan *plan = helio_report_get_plan (self);
  const HelioPlanCheck *check = helio_plan_get_check (plan, index);
  const HelioResult *result = helio_report_get_result (self, index);
  g_autofree char *evidence = helio_report_describe (self, index);
  HelioJson *object = helio_json_new_object ();

  helio_json_set_string (object, "user", helio_plan_get_user (plan, check->user)->name);
  helio_json_set_string (object, "action", helio_action_to_text (check->action));
  helio_json_set_string (object, "topic", check->topic);
  helio_json_set_string (object, "expect", helio_verdict_to_text (check->expect));
  helio_json_set_string (object,
                         "predicted",
                         helio_verdict_to_text (helio_result_get_predicted (result)));
  helio_json_set_string (object, "observed", helio_verdict_to_text (result->observed));
  helio_json_set_string (object, "evidence", evidence);
  helio_json_set_boolean (object, "matches", helio_report_matches (self, index));
  helio_json_set_string (object, "kind", helio_evidence_kind_to_text (result->kind));
  if (result->reason_code >= 0)
    helio_json_set_integer (object, "reason_code", result->reason_code);
  if (result->topic != NULL && strcmp (result->topic, check->topic) != 0)
    helio_json_set_string (object, "sent_topic", result->topic);
  if (result->prediction != NULL)
    helio_json_set (object,
                    "prediction",
                    helio_prediction_to_json (result->prediction, helio_report_get_rules (self)));
  if (times)
    helio_json_set (object, "steps", steps_to_json (result->steps));
  return object;
}

char *
helio_report_to_json (HelioReport *self, gboolean times)
{
  g_autoptr (HelioJson) root = helio_json_new_object ();
  g_autoptr (GArray) order = helio_report_sort (self, FALSE);
  HelioJson *checks = helio_json_new_array ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < order->len; i++)
    helio_json_append (checks, check_to_json (self, g_array_index (order, guint, i), times));
  helio_json_set_integer (root, "version", VERSION);
  helio_json_set (root, "counts", counts_to_json (self));
  helio_json_set (root, "faults", faults_to_json (self));
  helio_json_set (root, "checks", checks);
  text = helio_json_to_text (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

/* Reading. */

void
helio_past_result_free (HelioPastResult *result)
{
  g_free (result->user);
  g_free (result->topic);
  g_free (result->evidence);
  g_free (result);
}

static gboolean
read_text (HelioJsonReader *at, const HelioJson *value, char **target)
{
  const char *text = value != NULL ? helio_json_as_string (value) : NULL;

  if (text == NULL || strlen (text) > HELIO_PLAN_TEXT_MAX)
    return helio_json_reader_fail (at, value, C_ ("report", "a text"));
  *target = g_strdup (text);
  return TRUE;
}

static gboolean
read_verdict (HelioJsonReader *at, const HelioJson *value, HelioVerdict *verdict)
{
  const char *text = value != NULL ? helio_json_as_string (value) : NULL;

  if (text != NULL && helio_verdict_from_text (text, verdict))
    return TRUE;
  return helio_json_reader_fail (at, value, C_ ("report", "“allow”, “deny” or “unknown”"));
}

static gboolean
read_action (HelioJsonReader *at, const HelioJson *value, HelioAction *action)
{
  const char *text = value != NULL ? helio_json_as_string (value) : NULL;
  g_autofree char *expected = NULL;

  if (text != NULL && helio_action_from_text (text, action))
    return TRUE;
  expected = helio_plan_describe_actions ();
  return helio_json_reader_fail (at, value, expected);
}

static gboolean
read_result (HelioJsonReader *at, const HelioJson *object, HelioPastResult *result)
{
  static const char *const names[] = {"user", "action", "topic", "expect", "observed", "evidence"};

  if (helio_json_get_kind (object) != HELIO_JSON_OBJECT)
    return helio_json_reader_fail (at, object, C_ ("report", "an object"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (HelioJson) value = helio_json_get (object, names[i]);
    gsize before = helio_json_reader_enter (at, names[i]);
    gboolean good = i == 0   ? read_text (at, value, &result->user)
                    : i == 1 ? read_action (at, value, &result->action)
                    : i == 2 ? read_text (at, value, &result->topic)
                    : i == 3 ? read_verdict (at, value, &result->expect)
                    : i == 4 ? read_verdict (at, value, &result->observed)
                             : value == NULL || read_text (at, value, &result->evidence);

    if (!good)
      return FALSE;
    helio_json_reader_leave (at, before);
  }
  return TRUE;
}

static int
compare_keys (const char *user, HelioAction action, const char *topic, const HelioPastResult *past)
{
  int result = strcmp (user, past->user);

  if (result == 0)
    result = (int) action - (int) past->action;
  return result != 0 ? result : strcmp (topic, past->topic);
}

static int
compare_past (gconstpointer a, gconstpointer b)
{
  const HelioPastResult *first = *(HelioPastResult *const *) a;

  return compare_keys (first->user, first->action, first->topic, *(HelioPastResult *const *) b);
}

static gboolean
read_checks (HelioJsonReader *at, const HelioJson *root, GPtrArray *past)
{
  g_autoptr (HelioJson) list = helio_json_get (root, "checks");
  gsize before = helio_json_reader_enter (at, "checks");

  if (list == NULL || helio_json_get_kind (list) != HELIO_JSON_ARRAY ||
      helio_json_get_length (list) > HELIO_PLAN_CHECKS_MAX)
    return helio_json_reader_fail (at,
                                   list,
                                   C_ ("report", "a list of no more than 100,000 checks"));
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) object = helio_json_get_element (list, i);
    HelioPastResult *result = g_new0 (HelioPastResult, 1);
    gsize before_element = helio_json_reader_enter_element (at, i);

    g_ptr_array_add (past, result);
    if (!read_result (at, object, result))
      return FALSE;
    helio_json_reader_leave (at, before_element);
  }
  helio_json_reader_leave (at, before);
  return TRUE;
}

static gboolean
read_root (HelioJsonReader *at, const HelioJson *root, GPtrArray *past)
{
  gint64 version = 0;
  gsize before;

  if (helio_json_get_kind (root) != HELIO_JSON_OBJECT)
    return helio_json_reader_fail (at, root, C_ ("report", "a report"));
  before = helio_json_reader_enter (at, "version");
  if (!helio_json_get_integer (root, "version", &version) || version != VERSION) {
    g_autoptr (HelioJson) value = helio_json_get (root, "version");

    return helio_json_reader_fail_version (at, value, VERSION);
  }
  helio_json_reader_leave (at, before);
  return read_checks (at, root, past);
}

GPtrArray *
helio_report_parse_past (const char *text, gsize length, GError **error)
{
  g_autoptr (HelioJson) root = helio_json_parse_file (text, length, HELIO_REPORT_SIZE_MAX, error);
  g_autoptr (GPtrArray) past =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_past_result_free);
  g_auto (HelioJsonReader) at = {NULL};

  if (root == NULL)
    return NULL;
  helio_json_reader_init (&at);
  if (!read_root (&at, root, past)) {
    g_propagate_error (error, g_steal_pointer (&at.error));
    return NULL;
  }
  g_ptr_array_sort (past, compare_past);
  return g_steal_pointer (&past);
}

const HelioPastResult *
helio_report_find_past (HelioReport *self, guint index, GPtrArray *past)
{
  HelioPlan *plan = helio_report_get_plan (self);
  const HelioPlanCheck *check = helio_plan_get_check (plan, index);
  const char *user = helio_plan_get_user (plan, check->user)->name;
  guint low = 0;
  guint high = past->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    const HelioPastResult *found = g_ptr_array_index (past, middle);
    int order = compare_keys (user, check->action, check->topic, found);

    if (order == 0)
      return found;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}
