// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox-users.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json.h"
#include "core/crypto/helio-random.h"

#include <string.h>

#define MAX_USERS 1000
#define MAX_NAME 64
#define MAX_TEXT 256
#define MAX_TOPICS 256

struct _HelioSandboxUsers {
  GPtrArray *users;
};

static void
user_free (gpointer data)
{
  HelioSandboxUser *user = data;

  g_free (user->name);
  g_free (user->email);
  g_free (user->password);
  g_free (user->subject);
  g_strfreev (user->mqtt_topics);
  g_free (user);
}

static HelioSandboxUsers *
users_new (void)
{
  HelioSandboxUsers *self = g_new0 (HelioSandboxUsers, 1);

  self->users = g_ptr_array_new_with_free_func (user_free);
  return self;
}

static HelioSandboxUser *
add_user (HelioSandboxUsers *self, const char *name)
{
  HelioSandboxUser *user = g_new0 (HelioSandboxUser, 1);

  user->name = g_strdup (name);
  user->subject = g_strconcat ("auth0|", name, NULL);
  g_ptr_array_add (self->users, user);
  return user;
}

/* Easy to read aloud and to type: no 0/o, 1/l. */
static char *
make_password (const char *name)
{
  static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
  guint8 octets[8];
  char text[sizeof octets + 1];

  helio_random_bytes (octets, sizeof octets);
  for (gsize i = 0; i < sizeof octets; i++)
    text[i] = letters[octets[i] % 32];
  text[sizeof octets] = '\0';
  return g_strconcat (name, "-", text, NULL);
}

HelioSandboxUsers *
helio_sandbox_users_new_default (void)
{
  static const char *const names[] = {"alice", "bob", "operator"};
  HelioSandboxUsers *self = users_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    HelioSandboxUser *user = add_user (self, names[i]);

    user->email = g_strconcat (names[i], "@sandbox.test", NULL);
    user->password = make_password (names[i]);
    /* The guide's Action gives agents/# and alerts/ with the user; the operator watches everything. */
    if (g_str_equal (names[i], "operator")) {
      user->mqtt_topics = g_strsplit ("#", " ", -1);
    } else {
      g_autofree char *topics = g_strconcat ("agents/# alerts/", names[i], NULL);

      user->mqtt_topics = g_strsplit (topics, " ", -1);
    }
  }
  return self;
}

static gboolean
is_name (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_NAME)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (".-_", *p) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
read_topics (HelioSandboxUser *user, const HelioJson *entry, guint index, GError **error)
{
  g_autoptr (HelioJson) topics = helio_json_get_array (entry, "mqtt_topics");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint length = topics != NULL ? helio_json_get_length (topics) : 0;

  if (topics == NULL && helio_json_has (entry, "mqtt_topics"))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$[%u].mqtt_topics is not an array",
                            index);
  if (length > MAX_TOPICS)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$[%u].mqtt_topics has more than %d entries",
                            index,
                            MAX_TOPICS);
  for (guint i = 0; i < length; i++) {
    g_autoptr (HelioJson) topic = helio_json_get_element (topics, i);
    const char *text = helio_json_as_string (topic);

    if (text == NULL || *text == '\0' || strlen (text) > 1024)
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_DATA,
                              NULL,
                              "$[%u].mqtt_topics[%u] is not a topic filter",
                              index,
                              i);
    g_strv_builder_add (builder, text);
  }
  user->mqtt_topics = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_user (HelioSandboxUsers *self, const HelioJson *entry, guint index, GError **error)
{
  const char *name = helio_json_get_string (entry, "name");
  const char *email = helio_json_get_string (entry, "email");
  const char *password = helio_json_get_string (entry, "password");
  HelioSandboxUser *user;

  if (!is_name (name))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$[%u].name must be 1 to %d letters, digits, '.', '-' or '_'",
                            index,
                            MAX_NAME);
  if (password == NULL || *password == '\0' || strlen (password) > MAX_TEXT)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$[%u].password must be a text of 1 to %d bytes",
                            index,
                            MAX_TEXT);
  if (email != NULL && (strchr (email, '@') == NULL || strlen (email) > MAX_TEXT))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$[%u].email is not an e-mail address",
                            index);
  if (helio_sandbox_users_find (self, name) != NULL ||
      (email != NULL && helio_sandbox_users_find (self, email) != NULL))
    return helio_error_set (error, HELIO_ERROR_INVALID_DATA, NULL, "$[%u] is there twice", index);

  user = add_user (self, name);
  user->email = email != NULL ? g_strdup (email) : g_strconcat (name, "@sandbox.test", NULL);
  user->password = g_strdup (password);
  return read_topics (user, entry, index, error);
}

HelioSandboxUsers *
helio_sandbox_users_load (const char *path, GError **error)
{
  g_autoptr (HelioSandboxUsers) self = users_new ();
  g_autoptr (HelioJson) list = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local)) {
    helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", local->message);
    return NULL;
  }
  list = helio_json_parse (text, length, HELIO_JSON_SIZE_FILE, HELIO_JSON_DEPTH_ANSWER, error);
  if (list == NULL)
    return NULL;
  if (helio_json_get_kind (list) != HELIO_JSON_ARRAY || helio_json_get_length (list) == 0 ||
      helio_json_get_length (list) > MAX_USERS) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     NULL,
                     "%s is not an array of 1 to %d users",
                     path,
                     MAX_USERS);
    return NULL;
  }
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) entry = helio_json_get_element (list, i);

    if (helio_json_get_kind (entry) != HELIO_JSON_OBJECT) {
      helio_error_set (error, HELIO_ERROR_INVALID_DATA, NULL, "$[%u] is not an object", i);
      return NULL;
    }
    if (!read_user (self, entry, i, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

void
helio_sandbox_users_free (HelioSandboxUsers *self)
{
  g_ptr_array_unref (self->users);
  g_free (self);
}

guint
helio_sandbox_users_get_length (const HelioSandboxUsers *self)
{
  return self->users->len;
}

const HelioSandboxUser *
helio_sandbox_users_get (const HelioSandboxUsers *self, guint index)
{
  g_return_val_if_fail (index < self->users->len, NULL);
  return g_ptr_array_index (self->users, index);
}

const HelioSandboxUser *
helio_sandbox_users_find (const HelioSandboxUsers *self, const char *login)
{
  if (login == NULL)
    return NULL;
  for (guint i = 0; i < self->users->len; i++) {
    const HelioSandboxUser *user = g_ptr_array_index (self->users, i);

    if (g_ascii_strcasecmp (user->name, login) == 0 ||
        (user->email != NULL && g_ascii_strcasecmp (user->email, login) == 0))
      return user;
  }
  return NULL;
}

const HelioSandboxUser *
helio_sandbox_users_find_subject (const HelioSandboxUsers *self, const char *subject)
{
  if (subject == NULL)
    return NULL;
  for (guint i = 0; i < self->users->len; i++) {
    const HelioSandboxUser *user = g_ptr_array_index (self->users, i);

    if (g_str_equal (user->subject, subject))
      return user;
  }
  return NULL;
}
