// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-report.h"
#include "core/base/helio-error.h"
#include "core/base/helio-json.h"

#include <string.h>

/* Two users with a broker, one with a profile; the checks are not in the order of the files. */
static const char plan_text[] =
    "{\"version\":1,\"witness\":\"watcher\","
    "\"rules\":{\"rules\":["
    "{\"user\":\"%\",\"topic\":\"users/%u/#\",\"permission\":\"pubsub\"},"
    "{\"user\":\"bob\",\"topic\":\"own/%c\",\"permission\":\"publish\"}]},"
    "\"users\":{"
    "\"watcher\":{\"broker\":\"mqtt://127.0.0.1\",\"username\":\"watcher@o\"},"
    "\"bob\":{\"broker\":\"mqtt://127.0.0.1\",\"username\":\"bob@o\"},"
    "\"alice\":{\"profile\":\"alice.json\"}},"
    "\"checks\":["
    "{\"user\":\"bob\",\"action\":\"subscribe\",\"topic\":\"users/bob/#\",\"expect\":\"allow\"},"
    "{\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"secret/x,y\",\"expect\":\"deny\"},"
    "{\"user\":\"alice\",\"action\":\"subscribe\",\"topic\":\"users/%u/#\",\"expect\":\"allow\"},"
    "{\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"own/%c\",\"expect\":\"allow\"}]}";

static HelioReport *
make_report (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = helio_plan_parse (plan_text, strlen (plan_text), NULL, &error);

  g_assert_no_error (error);
  return helio_report_new (plan, NULL, -1);
}

static HelioVerdict
predicted (HelioReport *report, guint index)
{
  return helio_result_get_predicted (helio_report_get_result (report, index));
}

static void
observe (HelioReport *report, guint index, HelioEvidenceKind kind, int code, const char *evidence)
{
  helio_report_observe (report, index, kind, code, NULL, evidence, NULL);
}

static void
add_fault (HelioReport *report, const char *name, HelioErrorCode code, const char *message)
{
  g_autoptr (GError) error = helio_error_new (code, "Do something.", "%s", message);
  int user = helio_plan_find_user (helio_report_get_plan (report), name);

  helio_report_add_fault (report, (guint) user, error);
}

static void
on_changed (HelioReport *report, guint index, GString *seen)
{
  g_string_append_printf (seen, "%u ", index);
}

static void
test_predictions (void)
{
  g_autoptr (HelioReport) report = make_report ();
  g_autoptr (GString) seen = g_string_new (NULL);

  g_signal_connect (report, "changed", G_CALLBACK (on_changed), seen);
  g_assert_cmpint (predicted (report, 0), ==, HELIO_VERDICT_ALLOW);
  g_assert_cmpint (predicted (report, 1), ==, HELIO_VERDICT_DENY);
  /* Nobody knows yet as whom the profile signs in, nor bob's client id. */
  g_assert_null (helio_report_get_result (report, 2)->prediction);
  g_assert_cmpint (predicted (report, 3), ==, HELIO_VERDICT_UNKNOWN);
  helio_report_set_identity (report, 2, "alice@o", "c");
  g_assert_cmpstr (seen->str, ==, "2 ");
  g_assert_cmpint (predicted (report, 2), ==, HELIO_VERDICT_ALLOW);
  helio_report_set_identity (report, 1, NULL, "c-bob");
  g_assert_cmpstr (seen->str, ==, "2 0 1 3 ");
  g_assert_cmpint (predicted (report, 3), ==, HELIO_VERDICT_ALLOW);
  g_assert_cmpint (predicted (report, 0), ==, HELIO_VERDICT_ALLOW);
  /* Nothing new. */
  helio_report_set_identity (report, 1, "bob@o", "c-bob");
  g_assert_cmpstr (seen->str, ==, "2 0 1 3 ");
}

static void
test_default (void)
{
  g_autoptr (HelioReport) before = make_report ();
  g_autoptr (HelioReport) report =
      helio_report_new (helio_report_get_plan (before), helio_report_get_rules (before), 1);

  g_assert_cmpint (predicted (before, 1), ==, HELIO_VERDICT_DENY);
  g_assert_cmpint (predicted (report, 1), ==, HELIO_VERDICT_ALLOW);
}

static void
assert_counts (HelioReport *report, guint matched, guint differ, guint unknown, guint mispredicted)
{
  HelioReportCounts counts;

  helio_report_count (report, &counts);
  g_assert_cmpuint (counts.checks, ==, 4);
  g_assert_cmpuint (counts.matched, ==, matched);
  g_assert_cmpuint (counts.differ, ==, differ);
  g_assert_cmpuint (counts.unknown, ==, unknown);
  g_assert_cmpuint (counts.skipped, ==, 0);
  g_assert_cmpuint (counts.mispredicted, ==, mispredicted);
  g_assert_cmpuint (counts.faults, ==, 0);
}

static void
test_counts (void)
{
  g_autoptr (HelioReport) report = make_report ();

  assert_counts (report, 0, 0, 4, 0);
  g_assert_cmpint (helio_report_get_exit_status (report), ==, 1);
  observe (report, 0, HELIO_EVIDENCE_DELIVERED, 0, "came");
  observe (report, 1, HELIO_EVIDENCE_REFUSED, 0x87, "0x87");
  observe (report, 2, HELIO_EVIDENCE_GRANTED, 1, "granted");
  observe (report, 3, HELIO_EVIDENCE_GRANTED, 0, "granted");
  assert_counts (report, 4, 0, 0, 0);
  g_assert_cmpint (helio_report_get_exit_status (report), ==, 0);
  observe (report, 0, HELIO_EVIDENCE_SILENT, 0, "nothing came");
  assert_counts (report, 3, 1, 0, 1);
  g_assert_cmpint (helio_report_get_exit_status (report), ==, 1);
  observe (report, 0, HELIO_EVIDENCE_TIMED_OUT, -1, "no answer");
  assert_counts (report, 3, 0, 1, 0);
  g_assert_cmpint (helio_report_get_exit_status (report), ==, 1);
}

static void
test_kinds (void)
{
  static const HelioVerdict verdicts[] = {
      [HELIO_EVIDENCE_NONE] = HELIO_VERDICT_UNKNOWN,
      [HELIO_EVIDENCE_DELIVERED] = HELIO_VERDICT_ALLOW,
      [HELIO_EVIDENCE_GRANTED] = HELIO_VERDICT_ALLOW,
      [HELIO_EVIDENCE_REFUSED] = HELIO_VERDICT_DENY,
      [HELIO_EVIDENCE_SILENT] = HELIO_VERDICT_DENY,
      [HELIO_EVIDENCE_CLOSED] = HELIO_VERDICT_DENY,
      [HELIO_EVIDENCE_NOT_AUTHORISED] = HELIO_VERDICT_UNKNOWN,
      [HELIO_EVIDENCE_SESSION_ENDED] = HELIO_VERDICT_UNKNOWN,
      [HELIO_EVIDENCE_TIMED_OUT] = HELIO_VERDICT_UNKNOWN,
  };
  g_autoptr (HelioReport) report = make_report ();

  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++) {
    observe (report, 0, (HelioEvidenceKind) i, -1, NULL);
    g_assert_cmpint (helio_report_get_result (report, 0)->observed, ==, verdicts[i]);
    g_assert_nonnull (helio_evidence_kind_to_text ((HelioEvidenceKind) i));
  }
}

static void
test_faults (void)
{
  static const struct {
    HelioErrorCode code;
    int status;
  } cases[] = {
      {HELIO_ERROR_FILE, 2},
      {HELIO_ERROR_SIGN_IN_REQUIRED, 3},
      {HELIO_ERROR_EXCHANGE_PROVIDER, 4},
      {HELIO_ERROR_MQTT_CREDENTIAL, 5},
      {HELIO_ERROR_NETWORK, 6},
      {HELIO_ERROR_CONSENT, 3}, /* the others were tried */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioReport) report = make_report ();
    g_autofree char *text = NULL;

    for (guint k = 0; k < 4; k++)
      if (k != 1)
        observe (report, k, HELIO_EVIDENCE_DELIVERED, 0, "came");
    add_fault (report, "alice", HELIO_ERROR_FILE, "of a later user");
    add_fault (report, "bob", cases[i].code, "first");
    add_fault (report, "bob", HELIO_ERROR_FILE, "second");
    g_assert_cmpint (helio_report_get_exit_status (report), ==, cases[i].status);
    g_assert_cmpstr (helio_report_find_fault (report, 1)->message, ==, "first");
    g_assert_null (helio_report_find_fault (report, 0));
    text = helio_report_describe (report, 1);
    g_assert_nonnull (strstr (text, "first"));
    observe (report, 1, HELIO_EVIDENCE_GRANTED, 0, "taken");
    g_assert_cmpint (helio_report_get_exit_status (report), ==, 1);
  }
}

/* The same was seen, in the order of @order. */
static HelioReport *
make_seen (const guint *order)
{
  HelioReport *report = make_report ();

  for (guint i = 0; i < 4; i++)
    switch (order[i]) {
      case 0:
        observe (report, 0, HELIO_EVIDENCE_SILENT, 0, "granted, nothing came");
        break;
      case 1: {
        GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_step_free);

        g_ptr_array_add (steps, helio_step_new (1000 * (gint64) order[0], "PUBLISH"));
        g_ptr_array_add (steps, helio_step_new (2500 + 1000 * (gint64) order[0], "PUBACK 0x87"));
        helio_report_observe (report,
                              1,
                              HELIO_EVIDENCE_REFUSED,
                              0x87,
                              "secret/x,y",
                              "PUBACK 0x87 \"no\"",
                              steps);
        break;
      }
      case 2:
        add_fault (report, "alice", HELIO_ERROR_SIGN_IN_REQUIRED, "Alice <has> to sign in");
        break;
      default:
        helio_report_set_identity (report, 1, NULL, "c1");
        helio_report_observe (report,
                              3,
                              HELIO_EVIDENCE_DELIVERED,
                              0,
                              "own/c1",
                              "The witness \x01 got\nit.",
                              NULL);
        break;
    }
  return report;
}

static void
test_files_are_the_same (void)
{
  static const guint orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
  g_autoptr (HelioReport) first = make_seen (orders[0]);
  g_autofree char *json = helio_report_to_json (first, FALSE);
  g_autofree char *csv = helio_report_to_csv (first);
  g_autofree char *junit = helio_report_to_junit (first, FALSE);

  for (guint i = 1; i < G_N_ELEMENTS (orders); i++) {
    g_autoptr (HelioReport) other = make_seen (orders[i]);
    g_autofree char *other_json = helio_report_to_json (other, FALSE);
    g_autofree char *other_csv = helio_report_to_csv (other);
    g_autofree char *other_junit = helio_report_to_junit (other, FALSE);
    g_autofree char *timed = helio_report_to_json (other, TRUE);

    g_assert_cmpstr (json, ==, other_json);
    g_assert_cmpstr (csv, ==, other_csv);
    g_assert_cmpstr (junit, ==, other_junit);
    g_assert_nonnull (strstr (timed, "\"microseconds\""));
  }
  g_assert_null (strstr (json, "steps"));
}

/* What is taken away as an earlier run's is nothing else. */
static void
test_is_one (void)
{
  static const char *const others[] = {
      "",
      "user,action,topic,expect\r\nalice,publish,a,deny\r\n",
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"other\" tests=\"1\">\n",
      "{\n  \"version\": 1,\n  \"users\": {},\n  \"checks\": []\n}\n",
      "User Pattern: %\nTopic: #\nPermission: pubsub\n",
  };
  g_autoptr (HelioReport) report = make_seen ((const guint[]){0, 1, 2, 3});
  char *texts[] = {
      helio_report_to_json (report, FALSE),
      helio_report_to_json (report, TRUE),
      helio_report_to_csv (report),
      helio_report_to_junit (report, FALSE),
      helio_report_to_junit (report, TRUE),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_test_message ("%s", texts[i]);
    g_assert_true (helio_report_is_one (texts[i], HELIO_REPORT_HEAD_MAX));
    g_assert_false (helio_report_is_one (texts[i], 5));
    g_free (texts[i]);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (helio_report_is_one (others[i], strlen (others[i])));
}

static void
test_csv (void)
{
  g_autoptr (HelioReport) report = make_seen ((const guint[]){0, 1, 2, 3});
  g_autofree char *csv = helio_report_to_csv (report);

  g_assert_cmpstr (
      csv,
      ==,
      "user,action,topic,expect,predicted,observed,evidence\r\n"
      "alice,subscribe,users/%u/#,allow,unknown,unknown,It could not be tried: Alice <has> to "
      "sign in\r\n"
      "bob,publish,own/%c,allow,allow,allow,\"The witness \x01 got\nit.\"\r\n"
      "bob,publish,\"secret/x,y\",deny,deny,deny,\"PUBACK 0x87 \"\"no\"\"\"\r\n"
      "bob,subscribe,users/bob/#,allow,allow,deny,\"granted, nothing came\"\r\n");
}

static void
test_junit (void)
{
  g_autoptr (HelioReport) report = make_seen ((const guint[]){0, 1, 2, 3});
  g_autofree char *junit = NULL;
  g_autofree char *timed = NULL;

  add_fault (report, "watcher", HELIO_ERROR_NETWORK, "Nobody \xef\xbf\xbe there");
  add_fault (report, "alice", HELIO_ERROR_FAILED, "Something lies there");
  junit = helio_report_to_junit (report, FALSE);
  timed = helio_report_to_junit (report, TRUE);
  g_assert_cmpstr (
      junit,
      ==,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"heliograph-acl\" tests=\"7\" failures=\"1\" errors=\"4\" "
      "skipped=\"0\">\n"
      "  <testsuite name=\"alice\" tests=\"3\" failures=\"0\" errors=\"3\" skipped=\"0\">\n"
      "    <testcase classname=\"alice\" name=\"subscribe users/%u/#\">\n"
      "      <error message=\"expected allow, observed unknown\" type=\"none\">It could not be "
      "tried: Alice &lt;has&gt; to sign in</error>\n"
      "    </testcase>\n"
      "    <testcase classname=\"alice\" name=\"fault 1\">\n"
      "      <error message=\"Alice &lt;has&gt; to sign in\" type=\"fault\">Do something.</error>\n"
      "    </testcase>\n"
      "    <testcase classname=\"alice\" name=\"fault 2\">\n"
      "      <error message=\"Something lies there\" type=\"fault\">Do something.</error>\n"
      "    </testcase>\n"
      "  </testsuite>\n"
      "  <testsuite name=\"bob\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
      "    <testcase classname=\"bob\" name=\"publish own/%c\"/>\n"
      "    <testcase classname=\"bob\" name=\"publish secret/x,y\"/>\n"
      "    <testcase classname=\"bob\" name=\"subscribe users/bob/#\">\n"
      "      <failure message=\"expected allow, observed deny\" type=\"silent\">granted, nothing "
      "came\nPrediction: allow. Allowed by rule 1: “users/%u/#” is “users/bob/#” here.</failure>\n"
      "    </testcase>\n"
      "  </testsuite>\n"
      "  <testsuite name=\"watcher\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n"
      "    <testcase classname=\"watcher\" name=\"fault 1\">\n"
      "      <error message=\"Nobody ‹U+FFFE› there\" type=\"fault\">Do something.</error>\n"
      "    </testcase>\n"
      "  </testsuite>\n"
      "</testsuites>\n");
  g_assert_nonnull (strstr (timed, "name=\"publish secret/x,y\" time=\"0.002500\">"));
  g_assert_nonnull (strstr (timed, "2.500 ms PUBACK 0x87"));
}

/* Whatever a topic or an answer has in it, an XML reader takes it. */
static void
test_junit_characters (void)
{
  static const GMarkupParser nothing = {NULL};
  g_autoptr (HelioReport) report = make_report ();
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *junit = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) error = NULL;

  for (gunichar c = 1; c < 0x300; c++)
    g_string_append_unichar (all, c);
  g_string_append (all, "]]>\xef\xbf\xbf\xf4\x8f\xbf\xbf\xff");
  observe (report, 1, HELIO_EVIDENCE_GRANTED, 0, all->str);
  junit = helio_report_to_junit (report, FALSE);
  for (const char *at = junit; *at != '\0'; at++)
    g_assert_true ((guchar) *at >= 0x20 || *at == '\n');
  context = g_markup_parse_context_new (&nothing, 0, NULL, NULL);
  g_markup_parse_context_parse (context, junit, (gssize) strlen (junit), &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_no_error (error);
}

static void
test_past (void)
{
  g_autoptr (HelioReport) report = make_seen ((const guint[]){0, 1, 2, 3});
  g_autoptr (GError) error = NULL;

  for (guint times = 0; times < 2; times++) {
    g_autofree char *json = helio_report_to_json (report, times == 1);
    g_autoptr (GPtrArray) past = helio_report_parse_past (json, strlen (json), &error);

    g_assert_no_error (error);
    g_assert_cmpuint (past->len, ==, 4);
    for (guint i = 0; i < 4; i++) {
      const HelioPastResult *found = helio_report_find_past (report, i, past);
      g_autofree char *evidence = helio_report_describe (report, i);

      g_assert_nonnull (found);
      g_assert_cmpint (found->observed, ==, helio_report_get_result (report, i)->observed);
      g_assert_cmpstr (found->evidence, ==, evidence);
      g_assert_cmpstr (found->topic,
                       ==,
                       helio_plan_get_check (helio_report_get_plan (report), i)->topic);
    }
    g_ptr_array_remove_index (past, 1);
    g_assert_null (helio_report_find_past (report, 0, past));
    g_assert_nonnull (helio_report_find_past (report, 3, past));
  }
}

static void
test_past_faults (void)
{
#define GOOD "\"user\":\"a\",\"action\":\"publish\",\"topic\":\"t\",\"expect\":\"allow\""
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"{", "line 1"},
      {"[]", "$: a report is expected, not a list."},
      {"{}", "$.version is missing"},
      {"{\"version\":2}",
       "$.version: A newer Heliograph wrote the file: it is of version 2, this one reads 1."},
      {"{\"version\":1}", "$.checks is missing"},
      {"{\"version\":1,\"checks\":[3]}", "$.checks[0]: an object is expected, not 3."},
      {"{\"version\":1,\"checks\":[{" GOOD "}]}", "$.checks[0].observed is missing"},
      {"{\"version\":1,\"checks\":[{" GOOD ",\"observed\":\"yes\"}]}",
       "$.checks[0].observed: “allow”, “deny” or “unknown” is expected, not “yes”."},
      {"{\"version\":1,\"checks\":[{\"user\":\"a\",\"action\":\"sing\"}]}",
       "$.checks[0].action: one of"},
      {"{\"version\":1,\"checks\":[{" GOOD ",\"observed\":\"deny\",\"evidence\":[]}]}",
       "$.checks[0].evidence: a text is expected, not a list."},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_report_parse_past (cases[i].text, strlen (cases[i].text), &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    if (strstr (error->message, cases[i].message) == NULL)
      g_error ("“%s” is not in: %s", cases[i].message, error->message);
  }
}

static void
test_order (void)
{
  g_autoptr (HelioReport) report = make_seen ((const guint[]){0, 1, 2, 3});
  g_autoptr (GArray) plain = helio_report_sort (report, FALSE);
  g_autoptr (GArray) first = helio_report_sort (report, TRUE);
  static const guint of_plain[] = {2, 3, 1, 0};
  static const guint of_first[] = {0, 2, 3, 1};

  g_assert_cmpmem (plain->data, plain->len * sizeof (guint), of_plain, sizeof of_plain);
  g_assert_cmpmem (first->data, first->len * sizeof (guint), of_first, sizeof of_first);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/predictions", test_predictions);
  g_test_add_func ("/report/default", test_default);
  g_test_add_func ("/report/counts", test_counts);
  g_test_add_func ("/report/kinds", test_kinds);
  g_test_add_func ("/report/faults", test_faults);
  g_test_add_func ("/report/order", test_order);
  g_test_add_func ("/report/files/same", test_files_are_the_same);
  g_test_add_func ("/report/files/is-one", test_is_one);
  g_test_add_func ("/report/files/csv", test_csv);
  g_test_add_func ("/report/files/junit", test_junit);
  g_test_add_func ("/report/files/junit-characters", test_junit_characters);
  g_test_add_func ("/report/past", test_past);
  g_test_add_func ("/report/past/faults", test_past_faults);
  return g_test_run ();
}
