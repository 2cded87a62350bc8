// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-broker-book.h"

#include "core/base/helio-error.h"
#include "core/base/helio-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The plugin looks every 100 ms at the latest; more kicks than this in between are not asked for. */
#define KICKS_KEPT 256

typedef struct {
  char *username;
  HelioSecret *password;
  gint64 expires;
} Credential;

struct _HelioBrokerBook {
  char *path;
  HelioRules *rules;
  GPtrArray *credentials;
  GHashTable *extras; /* username → strv */
  GHashTable *free_users;
  GPtrArray *kicks; /* lines */
  guint64 kick_number;
  gint64 written; /* ns, of the file that is in place */
};

static void
credential_free (gpointer data)
{
  Credential *credential = data;

  g_free (credential->username);
  helio_secret_unref (credential->password);
  g_free (credential);
}

HelioBrokerBook *
helio_broker_book_new (const char *path)
{
  HelioBrokerBook *self = g_new0 (HelioBrokerBook, 1);

  self->path = g_strdup (path);
  self->credentials = g_ptr_array_new_with_free_func (credential_free);
  self->extras =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->free_users = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->kicks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
helio_broker_book_free (HelioBrokerBook *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_ptr_array_unref (self->credentials);
  g_hash_table_unref (self->extras);
  g_hash_table_unref (self->free_users);
  g_ptr_array_unref (self->kicks);
  g_free (self->path);
  g_free (self);
}

void
helio_broker_book_set_rules (HelioBrokerBook *self, HelioRules *rules)
{
  helio_rules_ref (rules);
  g_clear_pointer (&self->rules, helio_rules_unref);
  self->rules = rules;
}

void
helio_broker_book_add_credential (HelioBrokerBook *self,
                                  const char *username,
                                  const char *password,
                                  gint64 expires_wall)
{
  Credential *credential = g_new0 (Credential, 1);
  gint64 now = g_get_real_time ();

  for (guint i = self->credentials->len; i-- > 0;) {
    const Credential *old = g_ptr_array_index (self->credentials, i);

    if (old->expires != 0 && old->expires <= now)
      g_ptr_array_remove_index_fast (self->credentials, i);
  }
  credential->username = g_strdup (username);
  credential->password = helio_secret_new (password);
  credential->expires = expires_wall;
  g_ptr_array_add (self->credentials, credential);
}

void
helio_broker_book_set_extra_filters (HelioBrokerBook *self,
                                     const char *username,
                                     const char *const *filters)
{
  if (filters == NULL || filters[0] == NULL)
    g_hash_table_remove (self->extras, username);
  else
    g_hash_table_replace (self->extras, g_strdup (username), g_strdupv ((char **) filters));
}

void
helio_broker_book_set_free (HelioBrokerBook *self, const char *username)
{
  g_hash_table_add (self->free_users, g_strdup (username));
}

/* As broker-state.h says: no byte of a field can be taken for a separator. */
static void
put_field (GString *text, const char *field)
{
  g_string_append_c (text, ' ');
  for (const char *at = field; *at != '\0'; at++) {
    if ((guchar) *at < 0x21 || *at == '%' || *at == 0x7f)
      g_string_append_printf (text, "%%%02X", (guint) (guchar) *at);
    else
      g_string_append_c (text, *at);
  }
}

void
helio_broker_book_kick (HelioBrokerBook *self, const char *user, gboolean with_will)
{
  GString *line = g_string_new ("kick");

  g_string_append_printf (line, " %" G_GUINT64_FORMAT, ++self->kick_number);
  put_field (line, user != NULL ? user : "*");
  g_string_append_printf (line, " %d", with_will ? 1 : 0);
  if (self->kicks->len >= KICKS_KEPT)
    g_ptr_array_remove_index (self->kicks, 0);
  g_ptr_array_add (self->kicks, g_string_free (line, FALSE));
}

gint64
helio_broker_book_get_next_expiry (HelioBrokerBook *self, gint64 after)
{
  gint64 next = 0;

  for (guint i = 0; i < self->credentials->len; i++) {
    const Credential *credential = g_ptr_array_index (self->credentials, i);

    if (credential->expires > after && (next == 0 || credential->expires < next))
      next = credential->expires;
  }
  return next;
}

static void
put_line (GString *text, const char *word, const char *first, const char *second)
{
  g_string_append (text, word);
  put_field (text, first);
  if (second != NULL)
    put_field (text, second);
}

static void
put_users (HelioBrokerBook *self, GString *text)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->free_users);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    put_line (text, "free", key, NULL);
    g_string_append_c (text, '\n');
  }
  g_hash_table_iter_init (&iter, self->extras);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    for (char **filter = value; *filter != NULL; filter++) {
      put_line (text, "extra", key, *filter);
      g_string_append_c (text, '\n');
    }
  }
}

static GString *
build (HelioBrokerBook *self)
{
  GString *text = g_string_new (NULL);
  gboolean allow = self->rules != NULL && helio_rules_get_allow_by_default (self->rules);

  g_string_append_printf (text, "default %s\nclose-refused 1\n", allow ? "allow" : "deny");
  put_users (self, text);
  for (guint i = 0; self->rules != NULL && i < helio_rules_get_length (self->rules); i++) {
    const HelioRule *rule = helio_rules_get (self->rules, i);
    /* What a policy leaves to claims and grants is not allowed: there are none here. */
    if (rule->is_open || rule->has_organization)
      continue;

    put_line (text, "rule", rule->user, rule->topic);
    g_string_append_printf (text, " %s\n", helio_permission_to_text (rule->permission));
  }
  for (guint i = 0; i < self->credentials->len; i++) {
    const Credential *credential = g_ptr_array_index (self->credentials, i);

    put_line (text, "cred", credential->username, helio_secret_peek (credential->password));
    g_string_append_printf (text, " %" G_GINT64_FORMAT "\n", credential->expires);
  }
  for (guint i = 0; i < self->kicks->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (self->kicks, i));
  g_string_append (text, "end\n");
  return text;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0) {
    gssize done = write (fd, text, length);

    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return FALSE;
    text += done;
    length -= (gsize) done;
  }
  return TRUE;
}

gboolean
helio_broker_book_write (HelioBrokerBook *self, GError **error)
{
  GString *text = build (self);
  g_autofree char *path = g_strconcat (self->path, ".new", NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  struct timespec times[2];
  gboolean done;

  /* The kernel's own stamp moves only every few ms and inode numbers come round again: two files in a row
   * could look like one. */
  self->written = MAX (self->written + 1, g_get_real_time () * 1000);
  times[0].tv_sec = times[1].tv_sec = self->written / 1000000000;
  times[0].tv_nsec = times[1].tv_nsec = self->written % 1000000000;
  done = fd >= 0 && write_all (fd, text->str, text->len) && futimens (fd, times) == 0;
  if (fd >= 0 && close (fd) != 0)
    done = FALSE;
  done = done && g_rename (path, self->path) == 0;
  helio_wipe (text->str, text->len);
  g_string_free (text, TRUE);
  if (!done)
    return helio_error_set (error,
                            HELIO_ERROR_FILE,
                            C_ ("sandbox", "Choose a folder that can be written with --state-dir."),
                            C_ ("sandbox", "The broker's state could not be written: %s"),
                            g_strerror (errno));
  return TRUE;
}
