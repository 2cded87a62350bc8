// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/watch/helio-watch-rule.h"

#include <math.h>
#include <string.h>

static void
test_terms (void)
{
  static const struct {
    HelioWatchTerms terms;
    HelioWatchField field;
  } cases[] = {
      {{.filter = "a/#", .seconds = 60}, HELIO_WATCH_FIELD_NONE},
      {{.filter = "a/#", .seconds = 60, .condition = "severity > 3"}, HELIO_WATCH_FIELD_NONE},
      {{.filter = "a/#", .seconds = 60, .condition = "severity >"}, HELIO_WATCH_FIELD_CONDITION},
      {{.filter = "a/#/b", .seconds = 60}, HELIO_WATCH_FIELD_FILTER},
      {{.filter = NULL, .seconds = 60}, HELIO_WATCH_FIELD_FILTER},
      {{.filter = "$share/g/a", .seconds = 60}, HELIO_WATCH_FIELD_FILTER},
      {{.filter = "a", .seconds = 0}, HELIO_WATCH_FIELD_SECONDS},
      {{.filter = "a", .seconds = HELIO_WATCH_SECONDS_MAX}, HELIO_WATCH_FIELD_NONE},
      {{.filter = "a", .seconds = HELIO_WATCH_SECONDS_MAX + 1}, HELIO_WATCH_FIELD_SECONDS},
      {{.filter = "a", .seconds = 1, .name = "two\nlines"}, HELIO_WATCH_FIELD_NAME},
      {{.filter = "a", .seconds = 1, .id = "../x"}, HELIO_WATCH_FIELD_ID},
      {{.filter = "a", .seconds = 1, .id = ""}, HELIO_WATCH_FIELD_ID},
      /* what does not belong to the kind does not matter */
      {{.filter = "a", .seconds = 9, .kind = HELIO_WATCH_SILENCE, .condition = "(", .min = NAN},
       HELIO_WATCH_FIELD_NONE},
      {{.filter = "a", .seconds = 10, .kind = HELIO_WATCH_RATE, .min = 1, .max = 5},
       HELIO_WATCH_FIELD_NONE},
      {{.filter = "a", .seconds = 10, .kind = HELIO_WATCH_RATE, .min = 0, .max = 0},
       HELIO_WATCH_FIELD_NONE},
      {{.filter = "a", .seconds = 10, .kind = HELIO_WATCH_RATE, .min = 0, .max = -1},
       HELIO_WATCH_FIELD_RANGE},
      {{.filter = "a", .seconds = 10, .kind = HELIO_WATCH_RATE, .min = 5, .max = 1},
       HELIO_WATCH_FIELD_RANGE},
      {{.filter = "a", .seconds = 10, .kind = HELIO_WATCH_RATE, .min = NAN, .max = 1},
       HELIO_WATCH_FIELD_RANGE},
      {{.filter = "a", .seconds = 3601, .kind = HELIO_WATCH_RATE, .min = 1, .max = 5},
       HELIO_WATCH_FIELD_SECONDS},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    HelioWatchField field = HELIO_WATCH_FIELD_NAME;
    g_autoptr (HelioWatchRule) rule = helio_watch_rule_new (&cases[i].terms, &field, &error);

    g_test_message ("case %u", i);
    g_assert_cmpint (field, ==, cases[i].field);
    g_assert_true ((rule == NULL) == (error != NULL));
    g_assert_true ((rule == NULL) == (field != HELIO_WATCH_FIELD_NONE));
    if (rule == NULL)
      continue;
    g_assert_true (strlen (helio_watch_rule_get (rule)->id) > 0);
    if (cases[i].terms.kind != HELIO_WATCH_MATCH)
      g_assert_null (helio_watch_rule_get (rule)->condition);
  }
}

static void
test_enabled (void)
{
  const HelioWatchTerms terms = {.filter = "a", .seconds = 5, .name = " name ", .enabled = TRUE};
  const HelioWatchTerms other = {.filter = "b", .seconds = 5};
  g_autoptr (HelioWatchRule) rule = helio_watch_rule_new (&terms, NULL, NULL);
  g_autoptr (HelioWatchRule) off = helio_watch_rule_with_enabled (rule, FALSE);
  g_autoptr (HelioWatchRule) another = helio_watch_rule_new (&other, NULL, NULL);

  g_assert_cmpstr (helio_watch_rule_get (rule)->name, ==, "name");
  g_assert_cmpstr (helio_watch_rule_get (rule)->id, ==, helio_watch_rule_get (off)->id);
  g_assert_false (helio_watch_rule_get (off)->enabled);
  g_assert_true (helio_watch_rule_watches_alike (rule, off));
  g_assert_false (helio_watch_rule_watches_alike (rule, another));
}

static void
test_text (void)
{
  static const HelioWatchTerms terms[] = {
      {.id = "1", .filter = "a/#", .seconds = 60, .condition = "severity > 3", .enabled = TRUE},
      {.id = "2", .filter = "ü/+", .seconds = 90, .kind = HELIO_WATCH_SILENCE, .retained = TRUE},
      {.id = "3",
       .filter = "#",
       .seconds = 10,
       .kind = HELIO_WATCH_RATE,
       .min = 0.25,
       .max = -1,
       .name = "Slow"},
      {.id = "4", .filter = "#", .seconds = 10, .kind = HELIO_WATCH_RATE, .min = 0, .max = 5},
  };
  g_autoptr (GPtrArray) rules =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_watch_rule_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    g_ptr_array_add (rules, helio_watch_rule_new (&terms[i], NULL, NULL));
  g_autofree char *text = helio_watch_rules_to_text (rules);
  g_autoptr (GPtrArray) again = helio_watch_rules_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, rules->len);
  for (guint i = 0; i < rules->len; i++) {
    const HelioWatchTerms *a = helio_watch_rule_get (rules->pdata[i]);
    const HelioWatchTerms *b = helio_watch_rule_get (again->pdata[i]);

    g_assert_cmpstr (a->id, ==, b->id);
    g_assert_cmpstr (a->name, ==, b->name);
    g_assert_cmpint (a->enabled, ==, b->enabled);
    g_assert_true (helio_watch_rule_watches_alike (rules->pdata[i], again->pdata[i]));
  }
}

#define RULE(more) "{\"version\":1,\"rules\":[{\"id\":\"1\",\"filter\":\"a\"," more "}]}"

static void
test_faults (void)
{
  static const struct {
    const char *text, *path;
  } cases[] = {
      {"", ""},
      {"[]", "$:"},
      {"{}", "$.version"},
      {"{\"version\":2,\"rules\":[]}", "$.version"},
      {"{\"version\":1}", "$.rules"},
      {"{\"version\":1,\"rules\":[7]}", "$.rules[0]"},
      {"{\"version\":1,\"rules\":[{}]}", "$.rules[0].id"},
      {RULE ("\"kind\":\"other\",\"seconds\":1"), "$.rules[0].kind"},
      {RULE ("\"kind\":\"match\""), "$.rules[0].seconds"},
      {RULE ("\"kind\":\"match\",\"seconds\":1.5"), "$.rules[0].seconds"},
      {RULE ("\"kind\":\"match\",\"seconds\":99999999999"), "$.rules[0].seconds"},
      {RULE ("\"kind\":\"match\",\"seconds\":1,\"enabled\":1"), "$.rules[0].enabled"},
      {RULE ("\"kind\":\"match\",\"seconds\":1,\"condition\":\"(\""), "$.rules[0].condition"},
      {RULE ("\"kind\":\"rate\",\"seconds\":1"), "$.rules[0].max"},
      {RULE ("\"kind\":\"rate\",\"seconds\":1,\"min\":-1"), "$.rules[0].min"},
      {RULE ("\"kind\":\"rate\",\"seconds\":1,\"max\":1e7"), "$.rules[0].max"},
      {"{\"version\":1,\"rules\":[{\"id\":\"1\",\"filter\":\"a\",\"kind\":\"match\",\"seconds\":1},"
       "{\"id\":\"1\",\"filter\":\"b\",\"kind\":\"match\",\"seconds\":1}]}",
       "$.rules[1].id"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) rules =
        helio_watch_rules_parse (cases[i].text, strlen (cases[i].text), &error);

    g_test_message ("case %u", i);
    g_assert_null (rules);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_nonnull (strstr (error->message, cases[i].path));
  }
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("{\"version\":1,\"rules\":[");
  g_autoptr (GString) deep = g_string_new ("{\"version\":1,\"rules\":");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= HELIO_WATCH_RULES_MAX; i++)
    g_string_append_printf (text,
                            "%s{\"id\":\"%u\",\"filter\":\"a\",\"kind\":\"match\",\"seconds\":1}",
                            i > 0 ? "," : "",
                            i);
  g_string_append (text, "]}");
  g_assert_null (helio_watch_rules_parse (text->str, text->len, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_clear_error (&error);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (helio_watch_rules_parse (deep->str, deep->len, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_string_set_size (deep, 0);
  while (deep->len <= HELIO_WATCH_FILE_MAX)
    g_string_append_c (deep, ' ');
  g_assert_null (helio_watch_rules_parse (deep->str, deep->len, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch-rule/terms", test_terms);
  g_test_add_func ("/watch-rule/enabled", test_enabled);
  g_test_add_func ("/watch-rule/text", test_text);
  g_test_add_func ("/watch-rule/faults", test_faults);
  g_test_add_func ("/watch-rule/bounds", test_bounds);
  return g_test_run ();
}
