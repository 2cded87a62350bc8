// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-private.h"

#include "core/base/helio-json.h"

#include <string.h>

/* One line for each user and each check, never a matrix: whoever changes one expectation changes one line, and a
 * diff shows which. */

static void
append_name (GString *out, const char *name)
{
  g_autoptr (HelioJson) value = helio_json_new_string (name);
  g_autofree char *text = helio_json_to_text (value, FALSE);

  g_string_append (out, text);
}

static void
append_member (GString *out, const char *name, const char *value)
{
  g_string_append (out, "  ");
  append_name (out, name);
  g_string_append (out, ": ");
  append_name (out, value);
  g_string_append (out, ",\n");
}

/* @text over several lines, two columns further in. */
static void
append_indented (GString *out, const char *text)
{
  for (; *text != '\0'; text++) {
    g_string_append_c (out, *text);
    if (*text == '\n')
      g_string_append (out, "  ");
  }
}

static void
append_list (GString *out, const char *name, const GPtrArray *lines, char open, char close)
{
  g_string_append_printf (out, "  \"%s\": %c", name, open);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out,
                            "%s\n    %s",
                            i > 0 ? "," : "",
                            (const char *) g_ptr_array_index (lines, i));
  g_string_append_printf (out, "%s%c", lines->len > 0 ? "\n  " : "", close);
}

static char *
user_to_line (const HelioPlanUser *user)
{
  g_autoptr (HelioJson) object = helio_plan_user_to_json (user);
  g_autofree char *text = helio_json_to_text (object, FALSE);
  GString *line = g_string_new (NULL);

  append_name (line, user->name);
  g_string_append_printf (line, ": %s", text);
  return g_string_free (line, FALSE);
}

static char *
check_to_line (const HelioPlan *self, const HelioPlanCheck *check)
{
  g_autoptr (HelioJson) object = helio_json_new_object ();

  helio_json_set_string (object, "user", helio_plan_get_user (self, check->user)->name);
  helio_json_set_string (object, "action", helio_action_to_text (check->action));
  helio_json_set_string (object, "topic", check->topic);
  helio_json_set_string (object, "expect", helio_verdict_to_text (check->expect));
  return helio_json_to_text (object, FALSE);
}

static char *
to_json (const HelioPlan *self, gboolean users_only)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_free);
  GString *out = g_string_new ("{\n  \"version\": 1,\n");

  if (self->rules_path != NULL) {
    append_member (out, "rules", self->rules_path);
  } else if (self->rules != NULL) {
    g_autofree char *rules = helio_rules_to_json (self->rules);

    g_string_append (out, "  \"rules\": ");
    append_indented (out, rules);
    g_string_append (out, ",\n");
  }
  if (self->witness_index >= 0)
    append_member (out, "witness", helio_plan_get_user (self, (guint) self->witness_index)->name);
  for (guint i = 0; i < self->users->len; i++)
    g_ptr_array_add (users, user_to_line (helio_plan_get_user (self, i)));
  append_list (out, "users", users, '{', '}');
  for (guint i = 0; i < self->checks->len && !users_only; i++)
    g_ptr_array_add (checks, check_to_line (self, helio_plan_get_check (self, i)));
  if (!users_only) {
    g_string_append (out, ",\n");
    append_list (out, "checks", checks, '[', ']');
  }
  g_string_append (out, "\n}\n");
  return g_string_free (out, FALSE);
}

char *
helio_plan_to_json (const HelioPlan *self)
{
  return to_json (self, FALSE);
}

char *
helio_plan_users_to_json (const HelioPlan *self)
{
  return to_json (self, TRUE);
}

void
helio_plan_append_csv_field (GString *out, const char *text, const char *after)
{
  if (strpbrk (text, "\",\r\n") == NULL && !g_str_has_prefix (text, " ") &&
      !g_str_has_suffix (text, " ")) {
    g_string_append (out, text);
  } else {
    g_string_append_c (out, '"');
    for (; *text != '\0'; text++) {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
    g_string_append_c (out, '"');
  }
  g_string_append (out, after);
}

char *
helio_plan_to_csv (const HelioPlan *self)
{
  GString *out = g_string_new ("user,action,topic,expect\r\n");

  for (guint i = 0; i < self->checks->len; i++) {
    const HelioPlanCheck *check = helio_plan_get_check (self, i);

    helio_plan_append_csv_field (out, helio_plan_get_user (self, check->user)->name, ",");
    helio_plan_append_csv_field (out, helio_action_to_text (check->action), ",");
    helio_plan_append_csv_field (out, check->topic, ",");
    helio_plan_append_csv_field (out, helio_verdict_to_text (check->expect), "\r\n");
  }
  return g_string_free (out, FALSE);
}
