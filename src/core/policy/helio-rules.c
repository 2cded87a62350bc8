// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/policy/helio-rules-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-reader.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define USER_PATTERN_MAX 1024
#define SHOWN_MAX 60

G_DEFINE_BOXED_TYPE (HelioRules, helio_rules, helio_rules_ref, helio_rules_unref)

static void
rule_clear (gpointer data)
{
  HelioRule *rule = data;

  g_clear_pointer (&rule->user, g_free);
  g_clear_pointer (&rule->topic, g_free);
  g_clear_pointer (&rule->place, g_free);
  g_clear_pointer (&rule->written, g_free);
}

static HelioRules *
rules_new (void)
{
  HelioRules *self = g_new0 (HelioRules, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->rules = g_array_new (FALSE, TRUE, sizeof (HelioRule));
  g_array_set_clear_func (self->rules, rule_clear);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

gboolean
helio_rules_fault (GError **error, const char *place, const char *remedy, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          remedy,
                          /* TRANSLATORS: a place in a file, then what is wrong there */
                          C_ ("rules", "ACL rules, %s: %s"),
                          place,
                          what);
}

static char *
shown (const char *text)
{
  return helio_printable (text, -1, SHOWN_MAX);
}

const char *
helio_permission_to_text (HelioPermission permission)
{
  switch (permission) {
    case HELIO_PERMISSION_PUBLISH:
      return "publish";
    case HELIO_PERMISSION_SUBSCRIBE:
      return "subscribe";
    case HELIO_PERMISSION_PUBSUB:
    default:
      return "pubsub";
  }
}

gboolean
helio_permission_from_text (const char *text, HelioPermission *permission)
{
  static const HelioPermission all[] = {HELIO_PERMISSION_PUBLISH,
                                        HELIO_PERMISSION_SUBSCRIBE,
                                        HELIO_PERMISSION_PUBSUB};

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    if (g_ascii_strcasecmp (text, helio_permission_to_text (all[i])) == 0) {
      *permission = all[i];
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
has_outer_space (const char *text)
{
  return text[0] != '\0' &&
         (g_ascii_isspace (text[0]) || g_ascii_isspace (text[strlen (text) - 1]));
}

gboolean
helio_rules_check_user (const char *user, const char *place, GError **error)
{
  gboolean clean = !has_outer_space (user);

  if (!g_utf8_validate (user, -1, NULL))
    return helio_rules_fault (error,
                              place,
                              NULL,
                              C_ ("rules", "The user pattern is not valid UTF-8."));
  for (const char *at = user; *at != '\0'; at++)
    if ((guchar) *at < 0x20 || *at == 0x7f)
      clean = FALSE;
  if (user[0] == '\0' || strlen (user) > USER_PATTERN_MAX || !clean)
    return helio_rules_fault (
        error,
        place,
        C_ ("rules", "Write a name, a part of one with “%”, or “%” for everybody."),
        C_ ("rules",
            "The user pattern is empty, too long, or has control characters or outer spaces."));
  if (strchr (user, '@') != NULL)
    return helio_rules_fault (
        error,
        place,
        C_ ("rules", "Leave out “@” and what follows: it names the organization, not the user."),
        C_ ("rules",
            "The user pattern is compared with the name before “@” and could never match."));
  return TRUE;
}

gboolean
helio_rules_check_topic (const char *topic, const char *place, GError **error)
{
  g_autoptr (GError) reason = NULL;

  for (const char *at = topic; *at != '\0'; at++)
    if (*at == '\n' || *at == '\r')
      return helio_rules_fault (error, place, NULL, C_ ("rules", "The topic has a line break."));
  if (has_outer_space (topic))
    return helio_rules_fault (
        error,
        place,
        C_ ("rules", "Remove the spaces; MQTT would take them as a part of the topic."),
        C_ ("rules", "The topic begins or ends with white space."));
  if (g_str_has_prefix (topic, "$share/"))
    return helio_rules_fault (
        error,
        place,
        C_ ("rules", "Write the filter alone; it counts for shared subscriptions too."),
        C_ ("rules", "The topic names a shared subscription."));
  if (helio_topic_validate_filter (topic, &reason))
    return TRUE;
  return helio_rules_fault (error, place, helio_error_get_remedy (reason), "%s", reason->message);
}

static gboolean
check_permission (const char *text, HelioPermission *permission, const char *place, GError **error)
{
  g_autofree char *found = NULL;

  if (helio_permission_from_text (text, permission))
    return TRUE;
  found = shown (text);
  return helio_rules_fault (error,
                            place,
                            C_ ("rules", "Use publish, subscribe or pubsub."),
                            C_ ("rules", "“%s” is no permission."),
                            found);
}

gboolean
helio_rules_check_default (const char *text, gboolean *allow, const char *place, GError **error)
{
  g_autofree char *found = NULL;

  *allow = g_ascii_strcasecmp (text, "allow") == 0;
  if (*allow || g_ascii_strcasecmp (text, "deny") == 0)
    return TRUE;
  found = shown (text);
  return helio_rules_fault (error,
                            place,
                            C_ ("rules", "Use allow or deny."),
                            C_ ("rules", "“%s” is no default."),
                            found);
}

gboolean
helio_rules_add (HelioRules *self, const HelioRule *rule, const char *place, GError **error)
{
  HelioRule copy = *rule;

  if (self->rules->len >= HELIO_RULES_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_TOO_LARGE,
                            NULL,
                            C_ ("rules", "ACL rules, %s: There are more than %d rules."),
                            place,
                            HELIO_RULES_MAX);
  copy.user = g_strdup (rule->user);
  copy.topic = g_strdup (rule->topic);
  copy.place = g_strdup (rule->place);
  copy.written = g_strdup (rule->written);
  g_array_append_val (self->rules, copy);
  return TRUE;
}

/* The text form. */

typedef struct {
  HelioRules *rules;
  guint line;
  guint first; /* line on which the block began */
  char *user;
  char *topic;
  HelioPermission permission;
  gboolean any;
} Block;

static void
block_clear (Block *block)
{
  g_clear_pointer (&block->user, g_free);
  g_clear_pointer (&block->topic, g_free);
  block->permission = 0;
  block->any = FALSE;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Block, block_clear)

static char *
place_of_line (guint line)
{
  return g_strdup_printf (C_ ("rules", "line %u"), line);
}

static gboolean
end_block (Block *block, GError **error)
{
  HelioRule rule = {block->user, block->topic, block->permission, block->first};
  g_autofree char *place = NULL;
  const char *missing = NULL;

  if (!block->any)
    return TRUE;
  if (block->user == NULL)
    missing = "User Pattern";
  else if (block->topic == NULL)
    missing = "Topic";
  else if (block->permission == 0)
    missing = "Permission";
  place = place_of_line (block->first);
  if (missing != NULL)
    return helio_rules_fault (
        error,
        place,
        C_ ("rules",
            "A rule has three lines, User Pattern, Topic and Permission; an empty "
            "line ends it."),
        C_ ("rules", "The rule that begins here has no “%s” line."),
        missing);
  if (!helio_rules_add (block->rules, &rule, place, error))
    return FALSE;
  block_clear (block);
  return TRUE;
}

static gboolean
twice (const char *key, const char *place, GError **error)
{
  return helio_rules_fault (error,
                            place,
                            C_ ("rules", "Put an empty line between two rules."),
                            C_ ("rules", "The rule has two “%s” lines."),
                            key);
}

static gboolean
take_pair (Block *block, const char *key, const char *value, const char *place, GError **error)
{
  g_autofree char *found = NULL;

  if (g_ascii_strcasecmp (key, "Default") == 0) {
    if (block->any || block->rules->has_default)
      return helio_rules_fault (
          error,
          place,
          C_ ("rules", "Write it once, apart from the rules by an empty line."),
          C_ ("rules", "The default stands inside a rule or is given twice."));
    block->rules->has_default = TRUE;
    return helio_rules_check_default (value, &block->rules->allow_by_default, place, error);
  }
  if (!block->any)
    block->first = block->line;
  block->any = TRUE;
  if (g_ascii_strcasecmp (key, "User Pattern") == 0) {
    if (block->user != NULL)
      return twice (key, place, error);
    block->user = g_strdup (value);
    return helio_rules_check_user (value, place, error);
  }
  if (g_ascii_strcasecmp (key, "Topic") == 0) {
    if (block->topic != NULL)
      return twice (key, place, error);
    block->topic = g_strdup (value);
    return helio_rules_check_topic (value, place, error);
  }
  if (g_ascii_strcasecmp (key, "Permission") == 0) {
    if (block->permission != 0)
      return twice (key, place, error);
    return check_permission (value, &block->permission, place, error);
  }
  found = shown (key);
  return helio_rules_fault (
      error,
      place,
      C_ ("rules", "The lines of a rule are User Pattern, Topic and Permission."),
      C_ ("rules", "“%s” is not known."),
      found);
}

static gboolean
take_line (Block *block, guint *fault_line, char *line, GError **error)
{
  g_autofree char *place = NULL;
  char *colon;

  g_strstrip (line);
  if (line[0] == '\0') {
    /* A rule that lacks a line is wrong where it begins. */
    *fault_line = block->first;
    return end_block (block, error);
  }
  if (line[0] == '#')
    return TRUE;
  place = place_of_line (block->line);
  colon = strchr (line, ':');
  if (colon == NULL)
    return helio_rules_fault (
        error,
        place,
        C_ ("rules", "Write “User Pattern: …”, “Topic: …” or “Permission: …”."),
        C_ ("rules", "There is no colon."));
  *colon = '\0';
  return take_pair (block, g_strchomp (line), g_strchug (colon + 1), place, error);
}

static HelioRules *
parse_text (char *text, gsize length, guint *fault_line, GError **error)
{
  g_autoptr (HelioRules) self = rules_new ();
  g_auto (Block) block = {.rules = self};
  const char *last = text + length;
  char *line = text;

  while (line != NULL) {
    char *end = memchr (line, '\n', (gsize) (last - line));

    if (end != NULL)
      *end = '\0';
    block.line++;
    *fault_line = block.line;
    if (!take_line (&block, fault_line, line, error))
      return NULL;
    line = end != NULL ? end + 1 : NULL;
  }
  *fault_line = block.first;
  if (!end_block (&block, error))
    return NULL;
  *fault_line = 0;
  return g_steal_pointer (&self);
}

/* The JSON form. */

static const char *
need_text (HelioJson *object, const char *name, const char *place, GError **error)
{
  const char *text = helio_json_get_string (object, name);

  if (text == NULL)
    helio_rules_fault (error,
                       place,
                       NULL,
                       helio_json_has (object, name) ? C_ ("rules", "It must be a text.")
                                                     : C_ ("rules", "It is missing."));
  return text;
}

static gboolean
take_json_rule (HelioRules *self, HelioJson *object, guint index, GError **error)
{
  g_autofree char *rule_place = g_strdup_printf ("rules[%u]", index);
  g_autofree char *user_place = g_strdup_printf ("rules[%u].user", index);
  g_autofree char *topic_place = g_strdup_printf ("rules[%u].topic", index);
  g_autofree char *permission_place = g_strdup_printf ("rules[%u].permission", index);
  const char *user;
  const char *topic;
  const char *permission;
  HelioRule rule = {NULL};

  if (helio_json_get_kind (object) != HELIO_JSON_OBJECT)
    return helio_rules_fault (error, rule_place, NULL, C_ ("rules", "It must be an object."));
  user = need_text (object, "user", user_place, error);
  if (user == NULL || !helio_rules_check_user (user, user_place, error))
    return FALSE;
  topic = need_text (object, "topic", topic_place, error);
  if (topic == NULL || !helio_rules_check_topic (topic, topic_place, error))
    return FALSE;
  permission = need_text (object, "permission", permission_place, error);
  if (permission == NULL ||
      !check_permission (permission, &rule.permission, permission_place, error))
    return FALSE;
  rule.user = (char *) user;
  rule.topic = (char *) topic;
  return helio_rules_add (self, &rule, rule_place, error);
}

static gboolean
take_json_head (HelioRules *self, HelioJson *json, GError **error)
{
  gint64 version = 1;

  if (helio_json_has (json, "version") &&
      (!helio_json_get_integer (json, "version", &version) || version != 1))
    return helio_rules_fault (error,
                              "version",
                              C_ ("rules", "Update Heliograph, or write the rules in version 1."),
                              C_ ("rules", "Only version 1 is known."));
  if (helio_json_has (json, "default")) {
    const char *text = need_text (json, "default", "default", error);

    self->has_default = TRUE;
    return text != NULL &&
           helio_rules_check_default (text, &self->allow_by_default, "default", error);
  }
  return TRUE;
}

static gboolean
take_json_rules (HelioRules *self, HelioJson *json, GError **error)
{
  g_autoptr (HelioJson) list = helio_json_get_array (json, "rules");

  if (list == NULL)
    return helio_rules_fault (
        error,
        "rules",
        C_ ("rules", "Write \"rules\": [{\"user\": …, \"topic\": …, \"permission\": …}]."),
        C_ ("rules", "There must be a list of rules."));
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) rule = helio_json_get_element (list, i);

    if (!take_json_rule (self, rule, i, error))
      return FALSE;
  }
  return TRUE;
}

static HelioRules *
parse_json (const char *text, gsize length, GError **error)
{
  g_autoptr (HelioJson) json = helio_json_parse_file (text, length, HELIO_JSON_SIZE_FILE, error);
  g_autoptr (HelioRules) self = rules_new ();
  gboolean good;

  if (json == NULL)
    return NULL;
  if (helio_policy_is_one (json))
    good = helio_policy_read (self, json, error);
  else
    good = take_json_head (self, json, error) && take_json_rules (self, json, error);
  if (good)
    /* The notes end with NULL, as whoever asks for them expects. */
    g_ptr_array_add (self->notes, NULL);
  return good ? g_steal_pointer (&self) : NULL;
}

HelioRules *
helio_rules_parse (const char *text, gssize length, GError **error)
{
  guint line;

  return helio_rules_parse_at (text, length, &line, error);
}

HelioRules *
helio_rules_parse_at (const char *text, gssize length, guint *line, GError **error)
{
  gsize size;
  const char *start = text;
  g_autofree char *copy = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  *line = 0;
  size = length < 0 ? strlen (text) : (gsize) length;
  if (size > HELIO_JSON_SIZE_FILE) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     NULL,
                     C_ ("rules", "The ACL rules are larger than %d MiB."),
                     HELIO_JSON_SIZE_FILE / (1024 * 1024));
    return NULL;
  }
  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0) {
    start += 3;
    size -= 3;
  }
  if (!g_utf8_validate_len (start, size, NULL)) {
    helio_rules_fault (error,
                       C_ ("rules", "whole file"),
                       C_ ("rules", "Save it as UTF-8 text."),
                       C_ ("rules", "It is not valid UTF-8 text."));
    return NULL;
  }
  copy = g_strndup (start, size);
  for (const char *at = copy; *at != '\0'; at++) {
    if (*at == '{')
      return parse_json (copy, size, error);
    if (!g_ascii_isspace (*at))
      break;
  }
  return parse_text (copy, size, line, error);
}

HelioRules *
helio_rules_new (const HelioRule *rules, guint n_rules, gboolean allow_by_default, GError **error)
{
  g_autoptr (HelioRules) self = rules_new ();

  self->allow_by_default = allow_by_default;
  self->has_default = TRUE;
  for (guint i = 0; i < n_rules; i++) {
    g_autofree char *place = g_strdup_printf ("rules[%u]", i);

    g_return_val_if_fail ((rules[i].permission & HELIO_PERMISSION_PUBSUB) != 0, NULL);
    if (!helio_rules_check_user (rules[i].user, place, error) ||
        !helio_rules_check_topic (rules[i].topic, place, error) ||
        !helio_rules_add (self, &rules[i], place, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

HelioRules *
helio_rules_ref (HelioRules *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_rules_unref (HelioRules *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->rules);
  g_ptr_array_unref (self->notes);
  g_free (self->policy);
  g_free (self);
}

guint
helio_rules_get_length (const HelioRules *self)
{
  return self->rules->len;
}

const HelioRule *
helio_rules_get (const HelioRules *self, guint index)
{
  g_return_val_if_fail (index < self->rules->len, NULL);
  return &g_array_index (self->rules, HelioRule, index);
}

gboolean
helio_rules_get_allow_by_default (const HelioRules *self)
{
  return self->allow_by_default;
}

gboolean
helio_rules_has_default (const HelioRules *self)
{
  return self->has_default;
}

gboolean
helio_rules_is_policy (const HelioRules *self)
{
  return self->policy != NULL;
}

gboolean
helio_rules_is_default_open (const HelioRules *self)
{
  return self->is_default_open;
}

const char *const *
helio_rules_get_notes (const HelioRules *self)
{
  static const char *const none[] = {NULL};

  return self->notes->len > 0 ? (const char *const *) self->notes->pdata : none;
}

char *
helio_rules_to_text (const HelioRules *self)
{
  GString *text;

  if (self->policy != NULL)
    return g_strdup (self->policy);
  text = g_string_new (NULL);
  if (self->has_default)
    g_string_append_printf (text, "Default: %s\n", self->allow_by_default ? "allow" : "deny");
  for (guint i = 0; i < self->rules->len; i++) {
    const HelioRule *rule = helio_rules_get (self, i);

    g_string_append_printf (text,
                            "%sUser Pattern: %s\nTopic: %s\nPermission: %s\n",
                            text->len > 0 ? "\n" : "",
                            rule->user,
                            rule->topic,
                            helio_permission_to_text (rule->permission));
  }
  return g_string_free (text, FALSE);
}

char *
helio_rules_to_json (const HelioRules *self)
{
  g_autoptr (HelioJson) json = NULL;
  HelioJson *list;

  if (self->policy != NULL)
    return g_strdup (self->policy);
  json = helio_json_new_object ();
  list = helio_json_new_array ();
  helio_json_set_integer (json, "version", 1);
  if (self->has_default)
    helio_json_set_string (json, "default", self->allow_by_default ? "allow" : "deny");
  for (guint i = 0; i < self->rules->len; i++) {
    const HelioRule *rule = helio_rules_get (self, i);
    HelioJson *object = helio_json_new_object ();

    helio_json_set_string (object, "user", rule->user);
    helio_json_set_string (object, "topic", rule->topic);
    helio_json_set_string (object, "permission", helio_permission_to_text (rule->permission));
    helio_json_append (list, object);
  }
  helio_json_set (json, "rules", list);
  return helio_json_to_text (json, TRUE);
}
