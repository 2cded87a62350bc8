// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-policy-words.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>

#define SHOWN_CHARS 200
/* More than anybody reads as sentences. */
#define RULES_MAX 200

static char *
explain_rule (const HelioRule *rule)
{
  g_autofree char *user = helio_printable (rule->user, -1, SHOWN_CHARS);
  g_autofree char *topic = helio_printable (rule->topic, -1, SHOWN_CHARS);

  switch (rule->permission) {
    case HELIO_PERMISSION_PUBLISH:
      /* Translators: a pattern of users, then a topic filter. */
      return g_strdup_printf (C_ ("policy", "%s may publish to %s"), user, topic);
    case HELIO_PERMISSION_SUBSCRIBE:
      return g_strdup_printf (C_ ("policy", "%s may subscribe to %s"), user, topic);
    case HELIO_PERMISSION_PUBSUB:
    default:
      return g_strdup_printf (C_ ("policy", "%s may publish and subscribe to %s"), user, topic);
  }
}

static void
append_rule (GString *text, const HelioRule *rule, guint index)
{
  g_autofree char *sentence = explain_rule (rule);
  g_autofree char *place =
      rule->place != NULL ? g_strdup (rule->place) : g_strdup_printf ("rules[%u]", index);

  g_string_append_printf (text, "%s: %s", place, sentence);
  if (rule->written != NULL && g_strcmp0 (rule->written, rule->topic) != 0) {
    g_autofree char *written = helio_printable (rule->written, -1, SHOWN_CHARS);

    /* Translators: follows a sentence about a topic; how the policy writes it. */
    g_string_append_printf (text, C_ ("policy", " (written “%s”)"), written);
  }
  if (rule->is_open)
    g_string_append (text, C_ ("policy", ", at most: it depends on what is not in the file"));
  g_string_append (text, "\n");
}

char *
helio_policy_explain (const HelioRules *rules)
{
  const char *const *notes = helio_rules_get_notes (rules);
  const guint n = helio_rules_get_length (rules);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, RULES_MAX); i++)
    append_rule (text, helio_rules_get (rules, i), i);
  if (n > RULES_MAX)
    g_string_append_printf (
        text,
        NP_ ("policy", "… and %u rule more\n", "… and %u rules more\n", n - RULES_MAX),
        n - RULES_MAX);
  if (helio_rules_is_default_open (rules))
    g_string_append (
        text,
        C_ ("policy",
            "Where no rule matches: the documents contradict one another; choose above."));
  else if (helio_rules_get_allow_by_default (rules))
    g_string_append (text, C_ ("policy", "Where no rule matches: allowed."));
  else
    g_string_append (text, C_ ("policy", "Where no rule matches: denied."));
  for (guint i = 0; notes[i] != NULL; i++)
    g_string_append_printf (text, "\n• %s", notes[i]);
  return g_string_free (text, FALSE);
}
