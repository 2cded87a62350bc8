// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-report.h"

#include "core/acl/helio-plan-private.h"
#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CSV_HEAD "user,action,topic,expect,predicted,observed,evidence\r\n"
#define JUNIT_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"
#define JUNIT_NAME "heliograph-acl"

gboolean
helio_report_is_one (const char *head, gsize length)
{
  static const char *const beginnings[] = {
      CSV_HEAD,
      JUNIT_HEAD " name=\"" JUNIT_NAME "\"",
      "{\n  \"version\": 1,\n  \"counts\": {", /* as helio_report_to_json() writes it */
  };

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (length >= strlen (beginnings[i]) &&
        memcmp (head, beginnings[i], strlen (beginnings[i])) == 0)
      return TRUE;
  return FALSE;
}

/* CSV: RFC 4180. */

char *
helio_report_to_csv (HelioReport *self)
{
  HelioPlan *plan = helio_report_get_plan (self);
  g_autoptr (GArray) order = helio_report_sort (self, FALSE);
  GString *out = g_string_new (CSV_HEAD);

  for (guint i = 0; i < order->len; i++) {
    guint index = g_array_index (order, guint, i);
    const HelioPlanCheck *check = helio_plan_get_check (plan, index);
    const HelioResult *result = helio_report_get_result (self, index);
    g_autofree char *evidence = helio_report_describe (self, index);

    helio_plan_append_csv_field (out, helio_plan_get_user (plan, check->user)->name, ",");
    helio_plan_append_csv_field (out, helio_action_to_text (check->action), ",");
    helio_plan_append_csv_field (out, check->topic, ",");
    helio_plan_append_csv_field (out, helio_verdict_to_text (check->expect), ",");
    helio_plan_append_csv_field (out,
                                 helio_verdict_to_text (helio_result_get_predicted (result)),
                                 ",");
    helio_plan_append_csv_field (out, helio_verdict_to_text (result->observed), ",");
    helio_plan_append_csv_field (out, evidence, "\r\n");
  }
  return g_string_free (out, FALSE);
}

/* JUnit XML, as Jenkins, GitLab and the rest read it. */

/* XML 1.0 §2.2 has no place for most control characters, not even as a reference; MQTT topics may have them. */
static void
append_character (GString *out, gunichar c)
{
  switch (c) {
    case '&':
      g_string_append (out, "&amp;");
      return;
    case '<':
      g_string_append (out, "&lt;");
      return;
    case '>':
      g_string_append (out, "&gt;");
      return;
    case '"':
      g_string_append (out, "&quot;");
      return;
    /* As references, or an attribute would have spaces instead. */
    case '\t':
    case '\n':
    case '\r':
      g_string_append_printf (out, "&#%u;", c);
      return;
    default:
      break;
  }
  if (c < 0x20)
    g_string_append_unichar (out, 0x2400 + c); /* ␀ … ␟ */
  else if (c >= 0x7f && c <= 0x9f)
    g_string_append_printf (out, "&#%u;", c);
  else if (c == 0xfffe || c == 0xffff)
    g_string_append_printf (out, "‹U+%04X›", c);
  else
    g_string_append_unichar (out, c);
}

static void
append_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    append_character (out, g_utf8_get_char (at));
}

static void
append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  append_text (out, value);
  g_string_append_c (out, '"');
}

typedef struct {
  guint tests, failures, errors, skipped;
  gint64 duration; /* µs */
} Tally;

static void
append_tally (GString *out, const Tally *tally, gboolean times)
{
  g_string_append_printf (out,
                          " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"",
                          tally->tests,
                          tally->failures,
                          tally->errors,
                          tally->skipped);
  if (times)
    g_string_append_printf (out,
                            " time=\"%" G_GINT64_FORMAT ".%06u\"",
                            tally->duration / G_USEC_PER_SEC,
                            (guint) (tally->duration % G_USEC_PER_SEC));
}

static gint64
get_duration (const HelioResult *result)
{
  const HelioStep *first;
  const HelioStep *last;

  if (result->steps->len < 2)
    return 0;
  first = g_ptr_array_index (result->steps, 0);
  last = g_ptr_array_index (result->steps, result->steps->len - 1);
  return MAX (last->at - first->at, 0);
}

static void
count (HelioReport *self, guint index, Tally *tally)
{
  const HelioResult *result = helio_report_get_result (self, index);

  tally->tests++;
  tally->duration += get_duration (result);
  if (helio_plan_get_check (helio_report_get_plan (self), index)->expect == HELIO_VERDICT_UNKNOWN)
    tally->skipped++;
  else if (helio_report_matches (self, index))
    return;
  else if (result->observed == HELIO_VERDICT_UNKNOWN)
    tally->errors++;
  else
    tally->failures++;
}

static void
count_fault (const HelioReportFault *fault, guint user, Tally *tally)
{
  if (fault->user != user)
    return;
  tally->tests++;
  tally->errors++;
}

/* failure, error or skipped: what happened, and what was predicted. */
static void
append_outcome (GString *out, HelioReport *self, guint index, const char *element)
{
  const HelioPlanCheck *check = helio_plan_get_check (helio_report_get_plan (self), index);
  const HelioResult *result = helio_report_get_result (self, index);
  g_autofree char *evidence = helio_report_describe (self, index);
  /* Translators: words of the file, not to be translated, are put in */
  g_autofree char *message = g_strdup_printf (C_ ("report", "expected %s, observed %s"),
                                              helio_verdict_to_text (check->expect),
                                              helio_verdict_to_text (result->observed));

  g_string_append_printf (out, "      <%s", element);
  append_attribute (out, "message", message);
  append_attribute (out, "type", helio_evidence_kind_to_text (result->kind));
  g_string_append_c (out, '>');
  append_text (out, evidence);
  if (result->prediction != NULL) {
    g_autofree char *prediction =
        /* Translators: "allow" or "deny" as it stands in the file, then the reason */
        g_strdup_printf (C_ ("report", "Prediction: %s. %s"),
                         helio_verdict_to_text (helio_result_get_predicted (result)),
                         helio_prediction_get_reason (result->prediction));

    g_string_append_c (out, '\n');
    append_text (out, prediction);
  }
  g_string_append_printf (out, "</%s>\n", element);
}

static void
append_steps (GString *out, const GPtrArray *steps)
{
  g_string_append (out, "      <system-out>");
  for (guint i = 0; i < steps->len; i++) {
    const HelioStep *step = g_ptr_array_index (steps, i);

    /* No printf of a fraction: its point would be a comma in some languages. */
    g_string_append_printf (out,
                            "%s%" G_GINT64_FORMAT ".%03u ms ",
                            i > 0 ? "\n" : "",
                            step->at / 1000,
                            (guint) (step->at % 1000));
    append_text (out, step->text);
  }
  g_string_append (out, "</system-out>\n");
}

static void
append_case (GString *out, HelioReport *self, guint index, gboolean times)
{
  HelioPlan *plan = helio_report_get_plan (self);
  const HelioPlanCheck *check = helio_plan_get_check (plan, index);
  const HelioResult *result = helio_report_get_result (self, index);
  g_autofree char *name =
      g_strdup_printf ("%s %s", helio_action_to_text (check->action), check->topic);
  Tally tally = {0};
  const char *element;

  count (self, index, &tally);
  element = tally.failures > 0  ? "failure"
            : tally.errors > 0  ? "error"
            : tally.skipped > 0 ? "skipped"
                                : NULL;
  g_string_append (out, "    <testcase");
  append_attribute (out, "classname", helio_plan_get_user (plan, check->user)->name);
  append_attribute (out, "name", name);
  if (times)
    g_string_append_printf (out,
                            " time=\"%" G_GINT64_FORMAT ".%06u\"",
                            tally.duration / G_USEC_PER_SEC,
                            (guint) (tally.duration % G_USEC_PER_SEC));
  if (element == NULL && !times) {
    g_string_append (out, "/>\n");
    return;
  }
  g_string_append (out, ">\n");
  if (element != NULL)
    append_outcome (out, self, index, element);
  if (times)
    append_steps (out, result->steps);
  g_string_append (out, "    </testcase>\n");
}

/* Of a user as a whole, such as a sign-in that failed: an error case of its own, after those of the checks. */
static void
append_fault (GString *out, const char *user, guint number, const GError *fault)
{
  const char *remedy = helio_error_get_remedy (fault);
  g_autofree char *name = g_strdup_printf ("fault %u", number);

  g_string_append (out, "    <testcase");
  append_attribute (out, "classname", user);
  append_attribute (out, "name", name);
  g_string_append (out, ">\n      <error");
  append_attribute (out, "message", fault->message);
  append_attribute (out, "type", "fault");
  g_string_append_c (out, '>');
  append_text (out, remedy != NULL ? remedy : fault->message);
  g_string_append (out, "</error>\n    </testcase>\n");
}

/* The checks from @first to before @end of @order are those of @user. */
static void
append_suite (GString *out,
              HelioReport *self,
              guint user,
              GArray *order,
              guint first,
              guint end,
              gboolean times)
{
  const char *name = helio_plan_get_user (helio_report_get_plan (self), user)->name;
  GPtrArray *faults = helio_report_get_faults (self);
  Tally tally = {0};
  guint n_faults = 0;

  for (guint i = first; i < end; i++)
    count (self, g_array_index (order, guint, i), &tally);
  for (guint i = 0; i < faults->len; i++)
    count_fault (faults->pdata[i], user, &tally);
  g_string_append (out, "  <testsuite");
  append_attribute (out, "name", name);
  append_tally (out, &tally, times);
  g_string_append (out, ">\n");
  for (guint i = first; i < end; i++)
    append_case (out, self, g_array_index (order, guint, i), times);
  for (guint i = 0; i < faults->len; i++)
    if (((HelioReportFault *) faults->pdata[i])->user == user)
      append_fault (out, name, ++n_faults, ((HelioReportFault *) faults->pdata[i])->error);
  g_string_append (out, "  </testsuite>\n");
}

static int
compare_users (gconstpointer a, gconstpointer b, gpointer user_data)
{
  HelioPlan *plan = user_data;

  return strcmp (helio_plan_get_user (plan, *(const guint *) a)->name,
                 helio_plan_get_user (plan, *(const guint *) b)->name);
}

char *
helio_report_to_junit (HelioReport *self, gboolean times)
{
  HelioPlan *plan = helio_report_get_plan (self);
  g_autoptr (GArray) order = helio_report_sort (self, FALSE);
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (guint));
  GString *out = g_string_new (JUNIT_HEAD);
  GPtrArray *faults = helio_report_get_faults (self);
  Tally total = {.tests = faults->len, .errors = faults->len};
  guint at = 0;

  for (guint i = 0; i < order->len; i++)
    count (self, i, &total);
  append_attribute (out, "name", JUNIT_NAME);
  append_tally (out, &total, times);
  g_string_append (out, ">\n");
  for (guint i = 0; i < helio_plan_get_n_users (plan); i++)
    g_array_append_val (users, i);
  g_array_sort_with_data (users, compare_users, plan);
  for (guint i = 0; i < users->len; i++) {
    guint user = g_array_index (users, guint, i);
    guint first = at;

    while (at < order->len &&
           helio_plan_get_check (plan, g_array_index (order, guint, at))->user == user)
      at++;
    /* Who has no checks is shown where something is to be said: the witness that could not connect. */
    if (at > first || helio_report_find_fault (self, user) != NULL)
      append_suite (out, self, user, order, first, at, times);
  }
  g_string_append (out, "</testsuites>\n");
  return g_string_free (out, FALSE);
}
