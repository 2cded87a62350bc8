// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VERSION 1

typedef enum {
  TEXT,
  BOOLEAN,
  PROTOCOL,
  ENVIRONMENT,
} Kind;

typedef struct {
  const char *name;
  Kind kind;
  gsize offset;
  gboolean with_profile, with_broker;
} Member;

#define MEMBER(name, kind, field, with_profile, with_broker)                                       \
  {                                                                                                \
    name, kind, G_STRUCT_OFFSET (HelioPlanUser, field), with_profile, with_broker                  \
  }

static const Member members[] = {
    MEMBER ("profile", TEXT, profile, TRUE, FALSE),
    MEMBER ("account", TEXT, account, TRUE, FALSE),
    MEMBER ("broker", TEXT, broker, FALSE, TRUE),
    MEMBER ("allow_insecure", BOOLEAN, allow_insecure, FALSE, TRUE),
    MEMBER ("protocol", PROTOCOL, protocol, FALSE, TRUE),
    MEMBER ("username", TEXT, username, FALSE, TRUE),
    MEMBER ("client_id", TEXT, client_id, FALSE, TRUE),
    MEMBER ("ca_file", TEXT, ca_file, FALSE, TRUE),
    MEMBER ("password_env", ENVIRONMENT, password_env, TRUE, TRUE),
    MEMBER ("access_token_env", ENVIRONMENT, access_token_env, TRUE, FALSE),
    MEMBER ("key_env", ENVIRONMENT, key_env, TRUE, FALSE),
};

static const char *const protocol_words[] = {"auto", "5", "3.1.1"};

/* What is read into, and where. */
typedef struct {
  HelioPlan *plan;
  HelioJsonReader at;
  guint64 n_of_products; /* checks of "matrix", doubles included */
} Reading;

static gboolean
is_environment_name (const char *text)
{
  if (g_ascii_isdigit (*text))
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && *text != '_')
      return FALSE;
  return TRUE;
}

static gboolean
read_text (Reading *r, const HelioJson *value, char **target)
{
  const char *text = helio_json_as_string (value);

  if (text == NULL || *text == '\0' || strlen (text) > HELIO_PLAN_TEXT_MAX)
    return helio_json_reader_fail (&r->at, value, C_ ("plan", "a text"));
  g_free (*target);
  *target = g_strdup (text);
  return TRUE;
}

static gboolean
read_protocol (Reading *r, const HelioJson *value, HelioProtocol *protocol)
{
  const char *text = helio_json_as_string (value);

  for (guint i = 0; i < G_N_ELEMENTS (protocol_words); i++)
    if (g_strcmp0 (text, protocol_words[i]) == 0) {
      *protocol = (HelioProtocol) i;
      return TRUE;
    }
  return helio_json_reader_fail (&r->at, value, C_ ("plan", "“auto”, “5” or “3.1.1”"));
}

static gboolean
read_member (Reading *r, const Member *member, const HelioJson *value, HelioPlanUser *user)
{
  gpointer target = G_STRUCT_MEMBER_P (user, member->offset);

  switch (member->kind) {
    case BOOLEAN:
      if (helio_json_get_kind (value) != HELIO_JSON_BOOLEAN)
        return helio_json_reader_fail (&r->at, value, C_ ("plan", "true or false"));
      *(gboolean *) target = helio_json_as_boolean (value);
      return TRUE;
    case PROTOCOL:
      return read_protocol (r, value, target);
    case ENVIRONMENT:
      if (helio_json_as_string (value) != NULL &&
          !is_environment_name (helio_json_as_string (value)))
        return helio_json_reader_fail (&r->at,
                                       value,
                                       C_ ("plan", "the name of an environment variable"));
      return read_text (r, value, target);
    case TEXT:
    default:
      return read_text (r, value, target);
  }
}

static const Member *
find_member (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (strcmp (name, members[i].name) == 0)
      return &members[i];
  return NULL;
}

/* A broker's URL and the like are judged as those of any profile are. */
static gboolean
check_broker_user (Reading *r, const HelioPlanUser *user)
{
  g_autoptr (HelioProfile) profile = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  /* Without either one is anonymous. */
  if (user->username == NULL && user->password_env != NULL) {
    helio_json_reader_enter (&r->at, "username");
    return helio_json_reader_fail (&r->at,
                                   NULL,
                                   C_ ("plan", "the MQTT username that the password is of"));
  }
  profile = helio_plan_user_to_profile (user);
  if (helio_profile_validate (profile, &path, &error))
    return TRUE;
  if (r->at.error == NULL)
    helio_error_set (&r->at.error,
                     HELIO_ERROR_INVALID_DATA,
                     helio_error_get_remedy (error),
                     /* Translators: where a user stands in the file, then what is wrong */
                     C_ ("plan", "%s: as a connection: %s"),
                     r->at.path->str,
                     error->message);
  return FALSE;
}

static gboolean
read_user (Reading *r, const char *name, const HelioJson *object, HelioPlanUser *user)
{
  g_auto (GStrv) names = NULL;
  gboolean with_profile;

  user->name = g_strdup (name);
  if (helio_json_get_kind (object) != HELIO_JSON_OBJECT)
    return helio_json_reader_fail (&r->at, object, C_ ("plan", "an object"));
  with_profile = helio_json_has (object, "profile");
  if (with_profile == helio_json_has (object, "broker"))
    return helio_json_reader_fail (&r->at,
                                   object,
                                   C_ ("plan", "an object with either “profile” or “broker”"));
  names = helio_json_get_names (object);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autoptr (HelioJson) value = helio_json_get (object, names[i]);
    const Member *member = find_member (names[i]);
    gsize before = helio_json_reader_enter (&r->at, names[i]);

    if (member == NULL || !(with_profile ? member->with_profile : member->with_broker))
      return helio_json_reader_fail_name (
          &r->at,
          with_profile ? "profile, account, password_env, access_token_env, key_env"
                       : "broker, allow_insecure, protocol, username, client_id, ca_file, "
                         "password_env");
    if (!read_member (r, member, value, user))
      return FALSE;
    helio_json_reader_leave (&r->at, before);
  }
  /* A token that is given is whoever's it is. */
  if (user->account != NULL && user->access_token_env != NULL)
    return helio_json_reader_fail (
        &r->at,
        object,
        C_ ("plan", "an object with either “account” or “access_token_env”"));
  return with_profile || check_broker_user (r, user);
}

static gboolean
read_users (Reading *r, const HelioJson *root)
{
  g_autoptr (HelioJson) users = helio_json_get (root, "users");
  g_auto (GStrv) names = NULL;
  gsize before = helio_json_reader_enter (&r->at, "users");

  if (users == NULL && r->plan->users->len > 0) {
    helio_json_reader_leave (&r->at, before);
    return TRUE;
  }
  if (users == NULL || helio_json_get_kind (users) != HELIO_JSON_OBJECT)
    return helio_json_reader_fail (
        &r->at,
        users,
        C_ ("plan", "an object of users, {\"alice\": {\"profile\": …}},"));
  names = helio_json_get_names (users);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autoptr (HelioJson) object = helio_json_get (users, names[i]);
    HelioPlanUser *user;
    gsize before_user = helio_json_reader_enter (&r->at, names[i]);

    if (*names[i] == '\0' || strlen (names[i]) > HELIO_PLAN_TEXT_MAX)
      return helio_json_reader_fail (&r->at, object, C_ ("plan", "a name"));
    if (helio_plan_find_user (r->plan, names[i]) >= 0)
      return helio_json_reader_fail (&r->at,
                                     object,
                                     C_ ("plan", "a user who is not in the file of users"));
    if (r->plan->users->len >= HELIO_PLAN_USERS_MAX)
      return helio_json_reader_fail (&r->at, object, C_ ("plan", "no more than 1000 users"));
    user = g_new0 (HelioPlanUser, 1);
    g_ptr_array_add (r->plan->users, user);
    if (!read_user (r, names[i], object, user))
      return FALSE;
    helio_json_reader_leave (&r->at, before_user);
  }
  helio_json_reader_leave (&r->at, before);
  return TRUE;
}

static gboolean
read_rules (Reading *r, const HelioJson *root)
{
  g_autoptr (HelioJson) value = helio_json_get (root, "rules");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize before;

  if (value == NULL)
    return TRUE;
  g_clear_pointer (&r->plan->rules, helio_rules_unref);
  g_clear_pointer (&r->plan->rules_path, g_free);
  before = helio_json_reader_enter (&r->at, "rules");
  if (helio_json_get_kind (value) != HELIO_JSON_OBJECT) {
    if (helio_json_get_kind (value) != HELIO_JSON_STRING)
      return helio_json_reader_fail (
          &r->at,
          value,
          C_ ("plan", "the path of a file of rules, or the rules as an object"));
    helio_json_reader_leave (&r->at, before);
    return read_text (r, value, &r->plan->rules_path);
  }
  text = helio_json_to_text (value, FALSE);
  r->plan->rules = helio_rules_parse (text, -1, &error);
  if (r->plan->rules == NULL && r->at.error == NULL)
    helio_error_set (&r->at.error,
                     HELIO_ERROR_INVALID_DATA,
                     helio_error_get_remedy (error),
                     "%s: %s",
                     r->at.path->str,
                     error->message);
  helio_json_reader_leave (&r->at, before);
  return r->plan->rules != NULL;
}

static gboolean
find_user (Reading *r, const HelioJson *value, guint *user)
{
  const char *name = helio_json_as_string (value);
  int index = name != NULL ? helio_plan_find_user (r->plan, name) : -1;

  if (index < 0)
    return helio_json_reader_fail (&r->at, value, C_ ("plan", "the name of one of “users”"));
  *user = (guint) index;
  return TRUE;
}

static gboolean
find_action (Reading *r, const HelioJson *value, HelioAction *action)
{
  const char *text = helio_json_as_string (value);
  g_autofree char *expected = NULL;

  if (text != NULL && helio_action_from_text (text, action))
    return TRUE;
  expected = helio_plan_describe_actions ();
  return helio_json_reader_fail (&r->at, value, expected);
}

static gboolean
find_topic (Reading *r, const HelioJson *value, const char **topic)
{
  *topic = helio_json_as_string (value);
  return *topic != NULL || helio_json_reader_fail (&r->at, value, C_ ("plan", "a topic"));
}

static gboolean
find_verdict (Reading *r, const HelioJson *value, HelioVerdict *verdict)
{
  const char *text = helio_json_as_string (value);

  if (text != NULL && helio_verdict_from_text (text, verdict))
    return TRUE;
  return helio_json_reader_fail (&r->at, value, C_ ("plan", "“allow”, “deny” or “unknown”"));
}

static gboolean
add_check (Reading *r, guint user, HelioAction action, const char *topic, HelioVerdict expect)
{
  return helio_plan_add_check (r->plan, user, action, topic, expect, r->at.path->str, &r->at.error);
}

/* Only these members, and all of them. */
static gboolean
check_members (Reading *r, const HelioJson *object, const char *const *expected)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *list = g_strjoinv (", ", (char **) expected);

  if (helio_json_get_kind (object) != HELIO_JSON_OBJECT) {
    g_autofree char *words = g_strdup_printf (C_ ("plan", "an object with %s"), list);

    return helio_json_reader_fail (&r->at, object, words);
  }
  names = helio_json_get_names (object);
  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (expected, names[i])) {
      helio_json_reader_enter (&r->at, names[i]);
      return helio_json_reader_fail_name (&r->at, list);
    }
  return TRUE;
}

static gboolean
read_check (Reading *r, const HelioJson *object)
{
  static const char *const expected[] = {"user", "action", "topic", "expect", NULL};
  guint user = 0;
  HelioAction action = HELIO_ACTION_SUBSCRIBE;
  const char *topic = NULL;
  HelioVerdict expect = HELIO_VERDICT_UNKNOWN;
  gboolean good = check_members (r, object, expected);

  for (guint i = 0; expected[i] != NULL && good; i++) {
    g_autoptr (HelioJson) value = helio_json_get (object, expected[i]);
    gsize before = helio_json_reader_enter (&r->at, expected[i]);

    good = i == 0   ? find_user (r, value, &user)
           : i == 1 ? find_action (r, value, &action)
           : i == 2 ? find_topic (r, value, &topic)
                    : find_verdict (r, value, &expect);
    if (good)
      helio_json_reader_leave (&r->at, before);
  }
  return good && add_check (r, user, action, helio_json_get_string (object, "topic"), expect);
}

/* The product of the three lists; a fault shows the element. */
static gboolean
add_product (Reading *r,
             HelioJson *users,
             HelioJson *actions,
             HelioJson *topics,
             HelioVerdict expect)
{
  guint n_actions = helio_json_get_length (actions);
  guint n_topics = helio_json_get_length (topics);
  guint64 n = (guint64) helio_json_get_length (users) * n_actions;

  /* Before it is gone through: the same names a million times would add nothing, and take for ever. */
  if (n > HELIO_PLAN_CHECKS_MAX || n * n_topics > HELIO_PLAN_CHECKS_MAX - r->n_of_products)
    return helio_error_set (&r->at.error,
                            HELIO_ERROR_TOO_LARGE,
                            C_ ("plan", "Make several plans of it."),
                            C_ ("plan", "%s: There are more than %d checks."),
                            r->at.path->str,
                            HELIO_PLAN_CHECKS_MAX);
  n *= n_topics;
  r->n_of_products += n;
  for (guint64 i = 0; i < n; i++) {
    g_autoptr (HelioJson) who = helio_json_get_element (users, (guint) (i / n_topics / n_actions));
    g_autoptr (HelioJson) what =
        helio_json_get_element (actions, (guint) (i / n_topics % n_actions));
    g_autoptr (HelioJson) where = helio_json_get_element (topics, (guint) (i % n_topics));
    guint user = 0;
    HelioAction action;
    const char *topic;

    if (!find_user (r, who, &user) || !find_action (r, what, &action) ||
        !find_topic (r, where, &topic) || !add_check (r, user, action, topic, expect))
      return FALSE;
  }
  return TRUE;
}

static HelioJson *
get_list (Reading *r, const HelioJson *object, const char *name)
{
  g_autoptr (HelioJson) list = helio_json_get (object, name);
  gsize before = helio_json_reader_enter (&r->at, name);

  if (list == NULL || helio_json_get_kind (list) != HELIO_JSON_ARRAY ||
      helio_json_get_length (list) == 0) {
    helio_json_reader_fail (&r->at, list, C_ ("plan", "a list that is not empty"));
    return NULL;
  }
  helio_json_reader_leave (&r->at, before);
  return g_steal_pointer (&list);
}

static gboolean
read_product (Reading *r, const HelioJson *object)
{
  static const char *const expected[] = {"users", "actions", "topics", "expect", NULL};
  g_autoptr (HelioJson) users = NULL;
  g_autoptr (HelioJson) actions = NULL;
  g_autoptr (HelioJson) topics = NULL;
  g_autoptr (HelioJson) verdict = NULL;
  HelioVerdict expect;
  gsize before;

  if (!check_members (r, object, expected) || (users = get_list (r, object, "users")) == NULL ||
      (actions = get_list (r, object, "actions")) == NULL ||
      (topics = get_list (r, object, "topics")) == NULL)
    return FALSE;
  before = helio_json_reader_enter (&r->at, "expect");
  verdict = helio_json_get (object, "expect");
  if (!find_verdict (r, verdict, &expect))
    return FALSE;
  helio_json_reader_leave (&r->at, before);
  return add_product (r, users, actions, topics, expect);
}

static gboolean
read_list (Reading *r,
           const HelioJson *root,
           const char *name,
           gboolean (*read_element) (Reading *r, const HelioJson *element))
{
  g_autoptr (HelioJson) list = helio_json_get (root, name);
  gsize before;

  if (list == NULL)
    return TRUE;
  before = helio_json_reader_enter (&r->at, name);
  if (helio_json_get_kind (list) != HELIO_JSON_ARRAY)
    return helio_json_reader_fail (&r->at, list, C_ ("plan", "a list"));
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);
    gsize before_element = helio_json_reader_enter_element (&r->at, i);

    if (!read_element (r, element))
      return FALSE;
    helio_json_reader_leave (&r->at, before_element);
  }
  helio_json_reader_leave (&r->at, before);
  return TRUE;
}

static gboolean
read_witness (Reading *r, const HelioJson *root)
{
  g_autoptr (HelioJson) value = helio_json_get (root, "witness");
  guint user = 0;
  gsize before;

  if (value == NULL || helio_json_get_kind (value) == HELIO_JSON_NULL)
    return TRUE;
  before = helio_json_reader_enter (&r->at, "witness");
  if (!find_user (r, value, &user))
    return FALSE;
  r->plan->witness_index = (int) user;
  helio_json_reader_leave (&r->at, before);
  return TRUE;
}

static gboolean
read_root (Reading *r, const HelioJson *root, gboolean users_only)
{
  static const char *const all[] =
      {"version", "rules", "witness", "users", "checks", "matrix", NULL};
  gint64 version = 0;
  gsize before;

  if (!check_members (r, root, all))
    return FALSE;
  before = helio_json_reader_enter (&r->at, "version");
  if (!helio_json_get_integer (root, "version", &version) || version != VERSION) {
    g_autoptr (HelioJson) value = helio_json_get (root, "version");

    return helio_json_reader_fail_version (&r->at, value, VERSION);
  }
  helio_json_reader_leave (&r->at, before);
  if (!read_users (r, root) || !read_rules (r, root) || !read_witness (r, root) ||
      !read_list (r, root, "checks", read_check) || !read_list (r, root, "matrix", read_product))
    return FALSE;
  if (r->plan->checks->len == 0 && !users_only)
    return helio_error_set (
        &r->at.error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("plan",
            "Write it like {\"user\": \"alice\", \"action\": \"subscribe\", \"topic\": "
            "\"users/alice/#\", \"expect\": \"allow\"} in “checks”, or lists of them in “matrix”."),
        C_ ("plan", "The plan has nothing to check."));
  return TRUE;
}

gboolean
helio_plan_read_json (HelioPlan *self,
                      const char *text,
                      gsize length,
                      gboolean users_only,
                      GError **error)
{
  g_autoptr (HelioJson) root = helio_json_parse_file (text, length, HELIO_PLAN_SIZE_MAX, error);
  Reading r = {.plan = self};

  if (root == NULL)
    return FALSE;
  helio_json_reader_init (&r.at);
  if (read_root (&r, root, users_only)) {
    helio_json_reader_clear (&r.at);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&r.at.error));
  helio_json_reader_clear (&r.at);
  return FALSE;
}

/* Writing. */

HelioJson *
helio_plan_user_to_json (const HelioPlanUser *user)
{
  HelioJson *object = helio_json_new_object ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    gconstpointer source = G_STRUCT_MEMBER_P (user, members[i].offset);

    switch (members[i].kind) {
      case BOOLEAN:
        if (*(const gboolean *) source)
          helio_json_set_boolean (object, members[i].name, TRUE);
        break;
      case PROTOCOL:
        if (*(const HelioProtocol *) source != HELIO_PROTOCOL_AUTO)
          helio_json_set_string (object,
                                 members[i].name,
                                 protocol_words[*(const HelioProtocol *) source]);
        break;
      case TEXT:
      case ENVIRONMENT:
      default:
        if (*(char *const *) source != NULL)
          helio_json_set_string (object, members[i].name, *(char *const *) source);
        break;
    }
  }
  return object;
}
