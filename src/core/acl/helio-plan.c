// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHOWN_MAX 60
#define ENVIRONMENT_PREFIX "HELIOGRAPH_"

G_DEFINE_BOXED_TYPE (HelioPlan, helio_plan, helio_plan_ref, helio_plan_unref)

void
helio_plan_user_free (HelioPlanUser *user)
{
  g_free (user->name);
  g_free (user->profile);
  g_free (user->account);
  g_free (user->broker);
  g_free (user->username);
  g_free (user->client_id);
  g_free (user->ca_file);
  g_free (user->password_env);
  g_free (user->access_token_env);
  g_free (user->key_env);
  g_free (user);
}

HelioPlanUser *
helio_plan_user_copy (const HelioPlanUser *user)
{
  HelioPlanUser *copy = g_new0 (HelioPlanUser, 1);

  copy->name = g_strdup (user->name);
  copy->profile = g_strdup (user->profile);
  copy->account = g_strdup (user->account);
  copy->broker = g_strdup (user->broker);
  copy->allow_insecure = user->allow_insecure;
  copy->protocol = user->protocol;
  copy->username = g_strdup (user->username);
  copy->client_id = g_strdup (user->client_id);
  copy->ca_file = g_strdup (user->ca_file);
  copy->password_env = g_strdup (user->password_env);
  copy->access_token_env = g_strdup (user->access_token_env);
  copy->key_env = g_strdup (user->key_env);
  return copy;
}

static void
check_clear (gpointer data)
{
  HelioPlanCheck *check = data;

  g_free (check->topic);
  g_free (check->place);
}

HelioPlan *
helio_plan_new (void)
{
  HelioPlan *self = g_new0 (HelioPlan, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_plan_user_free);
  self->checks = g_array_new (FALSE, TRUE, sizeof (HelioPlanCheck));
  g_array_set_clear_func (self->checks, check_clear);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->witness_index = -1;
  return self;
}

HelioPlan *
helio_plan_ref (HelioPlan *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_plan_unref (HelioPlan *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->users);
  g_array_unref (self->checks);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_free (self->rules_path);
  g_free (self);
}

/* Words of the files. */

static const char *const action_words[HELIO_N_ACTIONS] = {
    [HELIO_ACTION_SUBSCRIBE] = "subscribe",
    [HELIO_ACTION_PUBLISH] = "publish",
    [HELIO_ACTION_PUBLISH_RETAINED] = "publish-retained",
    [HELIO_ACTION_PUBLISH_WILL] = "publish-will",
};

const char *
helio_action_to_text (HelioAction action)
{
  g_return_val_if_fail (action < HELIO_N_ACTIONS, NULL);
  return action_words[action];
}

gboolean
helio_action_from_text (const char *text, HelioAction *action)
{
  for (guint i = 0; i < HELIO_N_ACTIONS; i++)
    if (strcmp (text, action_words[i]) == 0) {
      *action = (HelioAction) i;
      return TRUE;
    }
  return FALSE;
}

HelioPermission
helio_action_get_permission (HelioAction action)
{
  return action == HELIO_ACTION_SUBSCRIBE ? HELIO_PERMISSION_SUBSCRIBE : HELIO_PERMISSION_PUBLISH;
}

gboolean
helio_action_writes (HelioAction action)
{
  return action != HELIO_ACTION_SUBSCRIBE;
}

char *
helio_plan_describe_actions (void)
{
  g_autofree char *list =
      g_strjoin ("”, “", action_words[0], action_words[1], action_words[2], action_words[3], NULL);

  return g_strdup_printf (C_ ("plan", "one of “%s”"), list);
}

/* Filling. */

void
helio_plan_take_users (HelioPlan *self, const HelioPlan *base)
{
  for (guint i = 0; i < base->users->len; i++)
    g_ptr_array_add (self->users, helio_plan_user_copy (g_ptr_array_index (base->users, i)));
  self->witness_index = base->witness_index;
  self->rules = base->rules != NULL ? helio_rules_ref (base->rules) : NULL;
  self->rules_path = g_strdup (base->rules_path);
}

GError *
helio_plan_check_topic (HelioAction action, const char *topic)
{
  GError *error = NULL;

  if (action == HELIO_ACTION_SUBSCRIBE)
    helio_topic_validate_filter (topic, &error);
  else
    helio_topic_validate_name (topic, &error);
  return error;
}

static gboolean
check_twice (HelioPlan *self, guint index, HelioVerdict expect, const char *place, GError **error)
{
  const HelioPlanCheck *first = &g_array_index (self->checks, HelioPlanCheck, index);

  if (first->expect == expect)
    return TRUE;
  return helio_error_set (
      error,
      HELIO_ERROR_INVALID_DATA,
      C_ ("plan", "Take one of them out: nothing can be allowed and denied at once."),
      /* Translators: two places in a file */
      C_ ("plan", "%s expects something else of the same user, action and topic than %s."),
      place,
      first->place);
}

char *
helio_plan_make_key (guint user, HelioAction action, const char *topic)
{
  return g_strdup_printf ("%u %d %s", user, (int) action, topic);
}

gboolean
helio_plan_add_check (HelioPlan *self,
                      guint user,
                      HelioAction action,
                      const char *topic,
                      HelioVerdict expect,
                      const char *place,
                      GError **error)
{
  g_autofree char *key = helio_plan_make_key (user, action, topic);
  g_autoptr (GError) fault = helio_plan_check_topic (action, topic);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->known, key));
  HelioPlanCheck check = {.user = user, .action = action, .expect = expect};

  if (fault != NULL)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            helio_error_get_remedy (fault),
                            "%s: %s",
                            place,
                            fault->message);
  if (known != 0)
    return check_twice (self, known - 1, expect, place, error);
  if (self->checks->len >= HELIO_PLAN_CHECKS_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_TOO_LARGE,
                            C_ ("plan", "Make several plans of it."),
                            C_ ("plan", "%s: There are more than %d checks."),
                            place,
                            HELIO_PLAN_CHECKS_MAX);
  check.topic = g_strdup (topic);
  check.place = g_strdup (place);
  g_array_append_val (self->checks, check);
  g_hash_table_insert (self->known, g_steal_pointer (&key), GUINT_TO_POINTER (self->checks->len));
  return TRUE;
}

typedef enum {
  FORM_ANY, /* by what it begins with */
  FORM_JSON,
  FORM_USERS, /* as JSON */
  FORM_CSV,
} Form;

static HelioPlan *
parse (const char *text, gsize length, HelioPlan *users, Form form, GError **error)
{
  g_autoptr (HelioPlan) self = helio_plan_new ();
  gsize at = length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  gboolean good;

  if (length > HELIO_PLAN_SIZE_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     C_ ("plan", "Make several plans of it."),
                     C_ ("plan", "The plan is larger than %d MiB."),
                     HELIO_PLAN_SIZE_MAX / 1024 / 1024);
    return NULL;
  }
  text += at;
  length -= at;
  for (at = 0; at < length && strchr (" \t\r\n", text[at]) != NULL && text[at] != '\0';)
    at++;
  if (at == length) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     form == FORM_USERS
                         ? C_ ("plan", "A file of users is JSON, with “version” and “users”.")
                         : C_ ("plan", "A plan is JSON, or a table as CSV."),
                     C_ ("plan", "The file is empty."));
    return NULL;
  }
  if (users != NULL)
    helio_plan_take_users (self, users);
  if (form == FORM_JSON || form == FORM_USERS ||
      (form == FORM_ANY && (text[at] == '{' || text[at] == '[')))
    good = helio_plan_read_json (self, text, length, form == FORM_USERS, error);
  else
    good = helio_plan_read_csv (self, text, length, error);
  g_clear_pointer (&self->known, g_hash_table_unref);
  return good ? g_steal_pointer (&self) : NULL;
}

HelioPlan *
helio_plan_parse (const char *text, gsize length, HelioPlan *users, GError **error)
{
  return parse (text, length, users, FORM_ANY, error);
}

gboolean
helio_plan_name_ends_in (const char *name, const char *ending)
{
  const gsize length = name != NULL ? strlen (name) : 0;

  return length > strlen (ending) &&
         g_ascii_strcasecmp (name + length - strlen (ending), ending) == 0;
}

HelioPlan *
helio_plan_parse_named (const char *name,
                        const char *text,
                        gsize length,
                        HelioPlan *users,
                        GError **error)
{
  const Form form = helio_plan_name_ends_in (name, ".json")  ? FORM_JSON
                    : helio_plan_name_ends_in (name, ".csv") ? FORM_CSV
                                                             : FORM_ANY;

  return parse (text, length, users, form, error);
}

HelioPlan *
helio_plan_parse_users (const char *text, gsize length, GError **error)
{
  return parse (text, length, NULL, FORM_USERS, error);
}

/* Looking in. */

guint
helio_plan_get_n_users (const HelioPlan *self)
{
  return self->users->len;
}

const HelioPlanUser *
helio_plan_get_user (const HelioPlan *self, guint index)
{
  g_return_val_if_fail (index < self->users->len, NULL);
  return g_ptr_array_index (self->users, index);
}

int
helio_plan_find_user (const HelioPlan *self, const char *name)
{
  for (guint i = 0; i < self->users->len; i++)
    if (strcmp (helio_plan_get_user (self, i)->name, name) == 0)
      return (int) i;
  return -1;
}

HelioProfile *
helio_plan_user_to_profile (const HelioPlanUser *user)
{
  HelioProfile *profile;

  if (user->broker == NULL)
    return NULL;
  profile = helio_profile_new ();
  helio_set_str (&profile->name, user->name);
  helio_set_str (&profile->broker.url, user->broker);
  profile->broker.allow_insecure = user->allow_insecure;
  profile->broker.protocol = user->protocol;
  if (user->client_id != NULL)
    helio_set_str (&profile->broker.client_id, user->client_id);
  helio_set_str (&profile->broker.ca_file, user->ca_file);
  if (user->username == NULL) {
    profile->method = HELIO_METHOD_NONE;
    return profile;
  }
  profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&profile->password.username, user->username);
  return profile;
}

guint
helio_plan_get_n_checks (const HelioPlan *self)
{
  return self->checks->len;
}

const HelioPlanCheck *
helio_plan_get_check (const HelioPlan *self, guint index)
{
  g_return_val_if_fail (index < self->checks->len, NULL);
  return &g_array_index (self->checks, HelioPlanCheck, index);
}

int
helio_plan_get_witness (const HelioPlan *self)
{
  return self->witness_index;
}

HelioRules *
helio_plan_get_rules (const HelioPlan *self)
{
  return self->rules;
}

const char *
helio_plan_get_rules_path (const HelioPlan *self)
{
  return self->rules_path;
}

gboolean *
helio_plan_list_busy (const HelioPlan *self)
{
  gboolean *busy = g_new0 (gboolean, self->users->len + 1);

  for (guint i = 0; i < self->checks->len; i++)
    busy[g_array_index (self->checks, HelioPlanCheck, i).user] = TRUE;
  if (self->witness_index >= 0 && self->checks->len > 0)
    busy[self->witness_index] = TRUE;
  return busy;
}

int
helio_plan_compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
helio_plan_resolve_path (const char *folder, const char *path)
{
  return folder == NULL || g_path_is_absolute (path) ? g_strdup (path)
                                                     : g_build_filename (folder, path, NULL);
}

gboolean
helio_plan_check_environment (const HelioPlan *self, const char *const *allowed, GError **error)
{
  for (guint i = 0; i < self->users->len; i++) {
    const HelioPlanUser *user = g_ptr_array_index (self->users, i);
    const char *const names[] = {user->password_env, user->access_token_env, user->key_env};

    for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
      g_autofree char *who = NULL;

      if (names[k] == NULL || g_str_has_prefix (names[k], ENVIRONMENT_PREFIX) ||
          (allowed != NULL && g_strv_contains (allowed, names[k])))
        continue;
      who = helio_printable (user->name, -1, SHOWN_MAX);
      return helio_error_set (
          error,
          HELIO_ERROR_INVALID_USAGE,
          C_ ("plan",
              "If the plan may read it, say so with --env; names that begin with HELIOGRAPH_ may "
              "always be read."),
          /* Translators: a user's name, then the name of an environment variable */
          C_ ("plan", "The plan’s user “%s” asks for the environment variable %s."),
          who,
          names[k]);
    }
  }
  return TRUE;
}
