// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-reader.h"
#include "core/watch/helio-watch-rule.h"

#include <glib/gi18n-lib.h>

#define VERSION 1

static const char *const kinds[] = {"match", "silence", "rate"};

static HelioJson *
rule_to_json (const HelioWatchTerms *terms)
{
  HelioJson *json = helio_json_new_object ();

  helio_json_set_string (json, "id", terms->id);
  if (terms->name != NULL)
    helio_json_set_string (json, "name", terms->name);
  helio_json_set_boolean (json, "enabled", terms->enabled);
  helio_json_set_string (json, "kind", kinds[terms->kind]);
  helio_json_set_string (json, "filter", terms->filter);
  if (terms->condition != NULL)
    helio_json_set_string (json, "condition", terms->condition);
  helio_json_set_integer (json, "seconds", terms->seconds);
  if (terms->kind == HELIO_WATCH_RATE) {
    helio_json_set_double (json, "min", terms->min);
    if (terms->max >= 0)
      helio_json_set_double (json, "max", terms->max);
  }
  helio_json_set_boolean (json, "retained", terms->retained);
  return json;
}

char *
helio_watch_rules_to_text (GPtrArray *rules)
{
  g_autoptr (HelioJson) root = helio_json_new_object ();
  HelioJson *list = helio_json_new_array ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < rules->len; i++)
    helio_json_append (list, rule_to_json (helio_watch_rule_get (rules->pdata[i])));
  helio_json_set_integer (root, "version", VERSION);
  helio_json_set (root, "rules", list);
  text = helio_json_to_text (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

/* ── reading ── */

/* NULL with a fault if the member is of another type; a member that is not there is NULL without one. */
static const char *
read_text (HelioJsonReader *reader, const HelioJson *json, const char *name, gboolean needed)
{
  g_autoptr (HelioJson) value = helio_json_get (json, name);
  const gsize before = helio_json_reader_enter (reader, name);

  if ((value != NULL || needed) && helio_json_get_string (json, name) == NULL)
    helio_json_reader_fail (reader, value, C_ ("rules file", "a text"));
  helio_json_reader_leave (reader, before);
  return helio_json_get_string (json, name);
}

static gboolean
read_boolean (HelioJsonReader *reader, const HelioJson *json, const char *name, gboolean fallback)
{
  g_autoptr (HelioJson) value = helio_json_get (json, name);
  const gsize before = helio_json_reader_enter (reader, name);

  if (value != NULL && helio_json_get_kind (value) != HELIO_JSON_BOOLEAN)
    helio_json_reader_fail (reader, value, C_ ("rules file", "true or false"));
  helio_json_reader_leave (reader, before);
  return helio_json_get_boolean (json, name, fallback);
}

static double
read_number (HelioJsonReader *reader, const HelioJson *json, const char *name, double fallback)
{
  g_autoptr (HelioJson) value = helio_json_get (json, name);
  const gsize before = helio_json_reader_enter (reader, name);
  double number = fallback;

  if (value != NULL && (!helio_json_as_double (value, &number) || number < 0))
    helio_json_reader_fail (reader, value, C_ ("rules file", "a number that is not negative"));
  helio_json_reader_leave (reader, before);
  return number;
}

static guint
read_seconds (HelioJsonReader *reader, const HelioJson *json)
{
  g_autoptr (HelioJson) value = helio_json_get (json, "seconds");
  const gsize before = helio_json_reader_enter (reader, "seconds");
  gint64 seconds = 0;

  if (!helio_json_get_integer (json, "seconds", &seconds) || seconds < 1 ||
      seconds > HELIO_WATCH_SECONDS_MAX)
    helio_json_reader_fail (reader, value, C_ ("rules file", "a whole number of seconds"));
  helio_json_reader_leave (reader, before);
  return reader->error != NULL ? 1 : (guint) seconds;
}

static HelioWatchKind
read_kind (HelioJsonReader *reader, const HelioJson *json)
{
  const char *kind = read_text (reader, json, "kind", TRUE);
  const gsize before = helio_json_reader_enter (reader, "kind");
  g_autoptr (HelioJson) value = helio_json_get (json, "kind");
  HelioWatchKind found = HELIO_WATCH_MATCH;
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kind, kinds[i]) == 0) {
      found = i;
      known = TRUE;
    }
  if (!known)
    helio_json_reader_fail (reader, value, C_ ("rules file", "“match”, “silence” or “rate”"));
  helio_json_reader_leave (reader, before);
  return found;
}

/* The rule's own words behind the path of what they are about. */
static void
fail_with (HelioJsonReader *reader, HelioWatchField field, const GError *fault)
{
  static const char *const names[] = {
      [HELIO_WATCH_FIELD_NONE] = "",
      [HELIO_WATCH_FIELD_ID] = "id",
      [HELIO_WATCH_FIELD_NAME] = "name",
      [HELIO_WATCH_FIELD_FILTER] = "filter",
      [HELIO_WATCH_FIELD_CONDITION] = "condition",
      [HELIO_WATCH_FIELD_SECONDS] = "seconds",
      [HELIO_WATCH_FIELD_RANGE] = "max",
  };
  const gsize before = helio_json_reader_enter (reader, names[field]);

  reader->fault_path = g_strdup (reader->path->str);
  helio_error_set (&reader->error,
                   HELIO_ERROR_INVALID_DATA,
                   helio_error_get_remedy (fault),
                   /* Translators: a JSON path, and what is wrong there */
                   C_ ("file", "%s: %s"),
                   reader->path->str,
                   fault->message);
  helio_json_reader_leave (reader, before);
}

static HelioWatchRule *
read_rule (HelioJsonReader *reader, const HelioJson *json)
{
  HelioWatchRule *rule;
  g_autoptr (GError) fault = NULL;
  HelioWatchField field;

  if (helio_json_get_kind (json) != HELIO_JSON_OBJECT) {
    helio_json_reader_fail (reader, json, C_ ("rules file", "an object"));
    return NULL;
  }
  const HelioWatchTerms terms = {
      .id = read_text (reader, json, "id", TRUE),
      .name = read_text (reader, json, "name", FALSE),
      .enabled = read_boolean (reader, json, "enabled", TRUE),
      .kind = read_kind (reader, json),
      .filter = read_text (reader, json, "filter", TRUE),
      .condition = read_text (reader, json, "condition", FALSE),
      .seconds = read_seconds (reader, json),
      .min = read_number (reader, json, "min", 0),
      .max = read_number (reader, json, "max", -1),
      .retained = read_boolean (reader, json, "retained", FALSE),
  };
  if (reader->error != NULL)
    return NULL;
  rule = helio_watch_rule_new (&terms, &field, &fault);
  if (rule == NULL)
    fail_with (reader, field, fault);
  return rule;
}

static gboolean
has_id (GPtrArray *rules, const char *id)
{
  for (guint i = 0; i < rules->len; i++)
    if (g_str_equal (helio_watch_rule_get (rules->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

static void
read_list (HelioJsonReader *reader, const HelioJson *list, GPtrArray *rules)
{
  const guint n = helio_json_get_length (list);

  if (n > HELIO_WATCH_RULES_MAX) {
    helio_error_set (&reader->error,
                     HELIO_ERROR_TOO_LARGE,
                     NULL,
                     C_ ("error", "The file has %u rules, more than the %d there may be"),
                     n,
                     HELIO_WATCH_RULES_MAX);
    return;
  }
  for (guint i = 0; i < n && reader->error == NULL; i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);
    const gsize before = helio_json_reader_enter_element (reader, i);
    g_autoptr (HelioWatchRule) rule = read_rule (reader, element);

    if (rule != NULL && has_id (rules, helio_watch_rule_get (rule)->id)) {
      g_autoptr (HelioJson) id = helio_json_get (element, "id");

      helio_json_reader_enter (reader, "id");
      helio_json_reader_fail (reader, id, C_ ("rules file", "an id that no other rule has"));
    } else if (rule != NULL)
      g_ptr_array_add (rules, g_steal_pointer (&rule));
    helio_json_reader_leave (reader, before);
  }
}

static void
read_root (HelioJsonReader *reader, const HelioJson *root, GPtrArray *rules)
{
  g_autoptr (HelioJson) list = NULL;
  g_autoptr (HelioJson) version = NULL;
  gint64 number = 0;
  gsize before;

  if (helio_json_get_kind (root) != HELIO_JSON_OBJECT) {
    helio_json_reader_fail (reader, root, C_ ("rules file", "an object"));
    return;
  }
  version = helio_json_get (root, "version");
  before = helio_json_reader_enter (reader, "version");
  if (!helio_json_get_integer (root, "version", &number) || number != VERSION)
    helio_json_reader_fail (reader, version, C_ ("rules file", "the number 1"));
  helio_json_reader_leave (reader, before);
  list = helio_json_get (root, "rules");
  helio_json_reader_enter (reader, "rules");
  if (list == NULL || helio_json_get_kind (list) != HELIO_JSON_ARRAY)
    helio_json_reader_fail (reader, list, C_ ("rules file", "a list"));
  else if (reader->error == NULL)
    read_list (reader, list, rules);
}

GPtrArray *
helio_watch_rules_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (HelioJson) root = helio_json_parse_file (text, length, HELIO_WATCH_FILE_MAX, error);
  g_autoptr (GPtrArray) rules =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_watch_rule_unref);
  g_auto (HelioJsonReader) reader = {0};

  if (root == NULL)
    return NULL;
  helio_json_reader_init (&reader);
  read_root (&reader, root, rules);
  if (reader.error != NULL) {
    g_propagate_error (error, g_steal_pointer (&reader.error));
    return NULL;
  }
  return g_steal_pointer (&rules);
}
