// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/policy/helio-rules-private.h"

#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The ACL v2 policy, as far as it is described: cloudsignal.io/docs/dashboard/access-control/acl-v2-policy and
 * …/presets (user, topic, permission), cloudsignal.io/docs/cli/acl-commands (global, rules with action and binding,
 * publishers). What a rule allows is never read wider than it is described: where a value is not in the file, the
 * rule is open, and the predictor says "unknown". */

#define SHOWN_MAX 60
#define ANYBODY "%"

/* What is said once, however often it occurs. */
typedef enum {
  NOTE_FORMS,
  NOTE_NAME,
  NOTE_EMPTY,
  NOTE_STAR,
  NOTE_ORGANIZATION,
  NOTE_CHANNEL,
  NOTE_CLAIM,
  NOTE_SELF,
  NOTE_GRANT,
  NOTE_NO_GRANT,
  NOTE_PUBLISHERS,
  NOTE_VERSION,
  NOTE_MEMBER,
} Note;

typedef struct {
  HelioRules *rules;
  GError **error;
  guint noted; /* bits of Note */
  gboolean is_2_0;
} Reading;

/* One rule while it is read. */
typedef struct {
  const HelioJson *object;
  char *place;
  GString *topic;
  HelioRule rule;
} Entry;

static void
entry_clear (Entry *entry)
{
  g_free (entry->place);
  if (entry->topic != NULL)
    g_string_free (entry->topic, TRUE);
  g_free (entry->rule.user);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Entry, entry_clear)

/* @text: with "%s" for @place, or without. */
static void G_GNUC_PRINTF (3, 4) note (Reading *r, Note which, const char *format, ...)
{
  va_list args;

  if ((r->noted & (1u << which)) != 0)
    return;
  r->noted |= 1u << which;
  va_start (args, format);
  g_ptr_array_add (r->rules->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

/* Detection. */

static gboolean
has_text_with (const HelioJson *object, const char *name, char c)
{
  const char *text = helio_json_get_string (object, name);

  return text != NULL && strchr (text, c) != NULL;
}

static gboolean
rule_is_of_policy (const HelioJson *rule)
{
  return helio_json_get_kind (rule) == HELIO_JSON_OBJECT &&
         (helio_json_has (rule, "action") || has_text_with (rule, "user", '*') ||
          has_text_with (rule, "topic", '{') ||
          g_strcmp0 (helio_json_get_string (rule, "permission"), "both") == 0);
}

gboolean
helio_policy_is_one (const HelioJson *root)
{
  g_autoptr (HelioJson) rules = helio_json_get_array (root, "rules");
  gint64 version;

  if (helio_json_get_integer (root, "version", &version))
    return FALSE;
  if (helio_json_has (root, "global") || helio_json_has (root, "publishers") ||
      helio_json_get_string (root, "version") != NULL)
    return TRUE;
  for (guint i = 0; rules != NULL && i < helio_json_get_length (rules); i++) {
    g_autoptr (HelioJson) rule = helio_json_get_element (rules, i);

    if (rule_is_of_policy (rule))
      return TRUE;
  }
  return FALSE;
}

/* Reading. */

static const char *
need_text (Reading *r, const Entry *entry, const char *name, const char *remedy)
{
  const char *text = helio_json_get_string (entry->object, name);
  g_autofree char *place = g_strdup_printf ("%s.%s", entry->place, name);

  if (text == NULL)
    helio_rules_fault (r->error, place, remedy, C_ ("policy", "There must be a text."));
  return text;
}

/* The guide's wildcards in a policy: somebody has mixed two languages, and each would mean something else. */
static gboolean
mixed (Reading *r, const Entry *entry, const char *name)
{
  g_autofree char *place = g_strdup_printf ("%s.%s", entry->place, name);

  return helio_rules_fault (
      r->error,
      place,
      C_ ("policy",
          "A policy has “*”, “{username}” and “{client_id}”; the guide’s rules have “%”, “%u” and "
          "“%c”, and \"version\": 1."),
      C_ ("policy", "“%%” is of the guide’s rules, and this is a policy."));
}

/* Nobody says what it adds or takes away. */
static void
note_member (Reading *r, Entry *entry, const char *name)
{
  g_autofree char *shown = helio_printable (name, -1, SHOWN_MAX);

  if (entry != NULL)
    entry->rule.is_open = TRUE;
  note (r,
        NOTE_MEMBER,
        /* Translators: a place in the file, then a member's name */
        C_ ("policy", "%s: “%s” is described nowhere; what depends on it is not predicted."),
        entry != NULL ? entry->place : "policy",
        shown);
}

static void
look_for_others (Reading *r, Entry *entry, const char *const *known)
{
  g_auto (GStrv) names = helio_json_get_names (entry->object);

  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (known, names[i]))
      note_member (r, entry, names[i]);
}

/* "*" → "%". */
static gboolean
read_user (Reading *r, Entry *entry)
{
  const char *user = need_text (r,
                                entry,
                                "user",
                                C_ ("policy", "Write a name, “sensor-*”, or “*” for everybody."));
  g_autofree char *place = g_strdup_printf ("%s.user", entry->place);
  const char *star;

  if (user == NULL)
    return FALSE;
  if (strchr (user, '%') != NULL)
    return mixed (r, entry, "user");
  star = strchr (user, '*');
  if (star != NULL && star[1] != '\0' && star[1] != '@') {
    entry->rule.is_open = TRUE;
    note (r,
          NOTE_STAR,
          C_ ("policy",
              "%s: “*” is described alone and at the end of a name; elsewhere it may stand for any "
              "characters or for itself."),
          place);
  }
  if (strchr (user, '@') != NULL) {
    entry->rule.is_open = TRUE;
    note (r,
          NOTE_ORGANIZATION,
          C_ ("policy",
              "%s: On the page about topic patterns a user is the name before “@”, on the page "
              "about usernames the name with “@” and the organization; whether this pattern can "
              "match is not predicted."),
          place);
  }
  entry->rule.user = g_strndup (user, strcspn (user, "@"));
  g_strdelimit (entry->rule.user, "*", '%');
  return helio_rules_check_user (entry->rule.user, place, r->error);
}

/* What @name (without its braces) stands for, appended to @level. FALSE: nothing that is in the file. */
static gboolean
append_variable (Reading *r, Entry *entry, GString *level, const char *name, gboolean has_users)
{
  if (has_users && strcmp (name, "username") == 0) {
    g_string_append (level, "%u");
    note (r,
          NOTE_NAME,
          "%s",
          C_ ("policy",
              "“{username}” is the name before “@” on the page about topic patterns, and the "
              "client’s username, which ends with the organization, on the page about policies; "
              "the name before “@” is put in."));
    return TRUE;
  }
  if (has_users && strcmp (name, "client_id") == 0) {
    g_string_append (level, "%c");
    return TRUE;
  }
  if (has_users && strcmp (name, "org_short_id") == 0) {
    g_string_append (level, "{org_short_id}");
    entry->rule.has_organization = TRUE;
    return TRUE;
  }
  if (strcmp (name, "channel") == 0)
    note (r,
          NOTE_CHANNEL,
          C_ ("policy",
              "%s: The presets have “{channel}” in topics, the page about policies does not list "
              "it as a variable; it may be a channel that somebody was granted, or these very "
              "characters."),
          entry->place);
  else
    note (r,
          NOTE_CLAIM,
          C_ ("policy",
              "%s depends on a claim of each user’s token, which is not in the file; whether it "
              "allows is not predicted."),
          entry->place);
  return FALSE;
}

/* A level that has something in it that nobody knows here can be any one level: the service does not put in values
 * with “/”, “+” or “#” (cloudsignal.io/blog/acl-v2-self-binding-identity). */
static void
append_level (Reading *r, Entry *entry, const char *text, gsize length, gboolean has_users)
{
  g_autoptr (GString) level = g_string_new (NULL);
  gboolean is_known = TRUE;
  const char *end = text + length;

  while (text < end) {
    const char *close = *text == '{' ? memchr (text, '}', (gsize) (end - text)) : NULL;

    if (close != NULL && close > text + 1) {
      g_autofree char *name = g_strndup (text + 1, (gsize) (close - text - 1));

      is_known = append_variable (r, entry, level, name, has_users) && is_known;
      text = close + 1;
    } else {
      g_string_append_c (level, *text++);
    }
  }
  if (!is_known) {
    entry->rule.is_open = TRUE;
    g_string_assign (level, "+");
  }
  g_string_append_len (entry->topic, level->str, (gssize) level->len);
}

static gboolean
read_topic (Reading *r, Entry *entry, gboolean has_users)
{
  const char *topic =
      need_text (r, entry, "topic", C_ ("policy", "Write a topic filter, “data/{username}/#”."));
  g_autofree char *place = g_strdup_printf ("%s.topic", entry->place);

  if (topic == NULL || !helio_rules_check_topic (topic, place, r->error))
    return FALSE;
  if (strstr (topic, "%u") != NULL || strstr (topic, "%c") != NULL)
    return mixed (r, entry, "topic");
  entry->topic = g_string_new (NULL);
  for (const char *at = topic;;) {
    gsize length = strcspn (at, "/");

    append_level (r, entry, at, length, has_users);
    if (at[length] == '\0')
      break;
    g_string_append_c (entry->topic, '/');
    at += length + 1;
  }
  entry->rule.topic = entry->topic->str;
  if (strcmp (topic, entry->topic->str) != 0)
    entry->rule.written = (char *) topic;
  return TRUE;
}

static gboolean
read_permission (Reading *r,
                 Entry *entry,
                 const char *name,
                 const char *const *words, /* of publish, subscribe and both */
                 const char *remedy)
{
  static const HelioPermission all[] = {HELIO_PERMISSION_PUBLISH,
                                        HELIO_PERMISSION_SUBSCRIBE,
                                        HELIO_PERMISSION_PUBSUB};
  const char *text = need_text (r, entry, name, remedy);
  g_autofree char *place = g_strdup_printf ("%s.%s", entry->place, name);
  g_autofree char *shown = NULL;

  if (text == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (strcmp (text, words[i]) == 0) {
      entry->rule.permission = all[i];
      return TRUE;
    }
  shown = helio_printable (text, -1, SHOWN_MAX);
  return helio_rules_fault (r->error,
                            place,
                            remedy,
                            C_ ("policy", "“%s” is no permission of a policy."),
                            shown);
}

/* As the dashboard's page has it. */
static gboolean
read_rule_with_user (Reading *r, Entry *entry)
{
  static const char *const words[] = {"publish", "subscribe", "both"};
  static const char *const known[] = {"user", "topic", "permission", NULL};

  look_for_others (r, entry, known);
  return read_user (r, entry) && read_topic (r, entry, TRUE) &&
         read_permission (r,
                          entry,
                          "permission",
                          words,
                          C_ ("policy", "Use publish, subscribe or both."));
}

static gboolean
read_binding (Reading *r, Entry *entry)
{
  g_autoptr (HelioJson) value = helio_json_get (entry->object, "binding");
  const char *binding = helio_json_get_string (entry->object, "binding");
  g_autofree char *place = g_strdup_printf ("%s.binding", entry->place);
  gboolean has_self =
      entry->rule.written != NULL && strstr (entry->rule.written, "{$self}") != NULL;

  if (value != NULL && binding == NULL)
    return helio_rules_fault (r->error,
                              place,
                              C_ ("policy", "Write the name of a claim, “email”."),
                              C_ ("policy", "There must be a text."));
  if (has_self && binding == NULL)
    return helio_rules_fault (
        r->error,
        place,
        C_ ("policy", "Write the name of the claim that “{$self}” stands for, “email”."),
        C_ ("policy", "“{$self}” stands for nothing without a binding."));
  if (has_self && r->is_2_0)
    note (r,
          NOTE_SELF,
          C_ ("policy",
              "%s: “{$self}” came with version 2.1, and the policy says version 2; it may be put "
              "in, or be these very characters."),
          entry->place);
  if (g_strcmp0 (binding, "channel") == 0 &&
      !helio_json_get_boolean (entry->object, "require_grant", FALSE))
    note (r,
          NOTE_NO_GRANT,
          C_ ("policy",
              "%s: A “channel” binding without “require_grant” is warned of on the page of the "
              "command line, which does not say what it allows."),
          entry->place);
  /* A binding that the topic does not use still makes the claim a condition, as it seems. */
  if (binding != NULL)
    entry->rule.is_open = TRUE;
  return TRUE;
}

/* As the page of the command line has it: for everybody, or for who has a claim. */
static gboolean
read_rule_with_action (Reading *r, Entry *entry)
{
  static const char *const words[] = {"pub", "sub", "pub+sub"};
  static const char *const known[] = {"topic", "action", "binding", "require_grant", NULL};

  look_for_others (r, entry, known);
  entry->rule.user = g_strdup (ANYBODY);
  if (!read_topic (r, entry, FALSE) ||
      !read_permission (r, entry, "action", words, C_ ("policy", "Use pub, sub or pub+sub.")) ||
      !read_binding (r, entry))
    return FALSE;
  if (helio_json_get_boolean (entry->object, "require_grant", FALSE)) {
    entry->rule.is_open = TRUE;
    note (r,
          NOTE_GRANT,
          C_ ("policy",
              "%s asks for a grant, and grants are not in the file; whether it allows is "
              "not predicted."),
          entry->place);
  }
  return TRUE;
}

static gboolean
read_entry (Reading *r, const HelioJson *object, const char *section, guint index)
{
  g_auto (Entry) entry = {.object = object, .place = g_strdup_printf ("%s[%u]", section, index)};
  gboolean good;

  if (helio_json_get_kind (object) != HELIO_JSON_OBJECT)
    return helio_rules_fault (r->error,
                              entry.place,
                              NULL,
                              C_ ("policy", "There must be an object."));
  good = helio_json_has (object, "user") || helio_json_has (object, "permission")
             ? read_rule_with_user (r, &entry)
             : read_rule_with_action (r, &entry);
  entry.rule.place = entry.place;
  return good && helio_rules_add (r->rules, &entry.rule, entry.place, r->error);
}

static gboolean
read_section (Reading *r, const HelioJson *root, const char *section)
{
  g_autoptr (HelioJson) list = helio_json_get (root, section);

  if (list == NULL)
    return TRUE;
  if (helio_json_get_kind (list) != HELIO_JSON_ARRAY)
    return helio_rules_fault (r->error, section, NULL, C_ ("policy", "There must be a list."));
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);

    if (!read_entry (r, element, section, i))
      return FALSE;
  }
  return TRUE;
}

/* Named in the documents, and not described: it may let anybody publish anything. */
static gboolean
read_publishers (Reading *r, const HelioJson *root)
{
  g_autoptr (HelioJson) list = helio_json_get (root, "publishers");
  HelioRule rule = {(char *) ANYBODY, (char *) "#", HELIO_PERMISSION_PUBLISH, 0};

  if (list == NULL)
    return TRUE;
  if (helio_json_get_kind (list) != HELIO_JSON_ARRAY)
    return helio_rules_fault (r->error, "publishers", NULL, C_ ("policy", "There must be a list."));
  if (helio_json_get_length (list) == 0)
    return TRUE;
  note (r,
        NOTE_PUBLISHERS,
        "%s",
        C_ ("policy",
            "The pages name the section “publishers” and do not say what stands in it; who "
            "may publish because of it is not predicted."));
  rule.place = (char *) "publishers";
  rule.is_open = TRUE;
  return helio_rules_add (r->rules, &rule, "publishers", r->error);
}

static gboolean
read_version (Reading *r, const HelioJson *root)
{
  const char *version = helio_json_get_string (root, "version");

  if (!helio_json_has (root, "version"))
    return TRUE;
  r->is_2_0 = g_strcmp0 (version, "2") == 0;
  if (g_strcmp0 (version, "2.2") == 0)
    note (r,
          NOTE_VERSION,
          "%s",
          C_ ("policy",
              "Version 2.2 is mentioned and not described; the policy is read as version 2.1."));
  else if (!r->is_2_0 && g_strcmp0 (version, "2.1") != 0)
    return helio_rules_fault (r->error,
                              "version",
                              C_ ("policy", "Write \"2\" or \"2.1\", with quotation marks."),
                              C_ ("policy", "It is no known version of a policy."));
  return TRUE;
}

static gboolean
read_default (Reading *r, const HelioJson *root)
{
  const char *text = helio_json_get_string (root, "default");

  if (!helio_json_has (root, "default"))
    return TRUE;
  r->rules->has_default = TRUE;
  return text != NULL
             ? helio_rules_check_default (text, &r->rules->allow_by_default, "default", r->error)
             : helio_rules_fault (r->error,
                                  "default",
                                  C_ ("policy", "Use allow or deny."),
                                  C_ ("policy", "There must be a text."));
}

static void
look_for_other_sections (Reading *r, const HelioJson *root)
{
  static const char *const known[] = {"version", "default", "global", "rules", "publishers", NULL};
  g_auto (GStrv) names = helio_json_get_names (root);

  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (known, names[i]))
      note_member (r, NULL, names[i]);
}

gboolean
helio_policy_read (HelioRules *self, const HelioJson *root, GError **error)
{
  Reading r = {.rules = self, .error = error};

  note (&r,
        NOTE_FORMS,
        "%s",
        C_ ("policy",
            "The dashboard’s page has rules with “user” and “permission”, the page of the command "
            "line describes the same policy with “action” and “binding”; both are read, and which "
            "of them the service takes shows only when it is tried."));
  look_for_other_sections (&r, root);
  if (!read_version (&r, root) || !read_default (&r, root) || !read_section (&r, root, "global") ||
      !read_section (&r, root, "rules") || !read_publishers (&r, root))
    return FALSE;
  if (self->rules->len == 0 && !self->has_default) {
    self->is_default_open = TRUE;
    note (&r,
          NOTE_EMPTY,
          "%s",
          C_ ("policy",
              "There is no rule: one page says that everything is allowed then, another that a "
              "locked rule denies everything; nothing is predicted."));
  }
  self->policy = helio_json_to_text (root, TRUE);
  return TRUE;
}
