// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-sandbox-finder.h"

#include "core/profile/helio-profile-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define PREFIX "heliograph-sandbox-"
/* Folders that are looked into: the rest was left behind by an accident. */
#define MAX_FOLDERS 16
#define MAX_PROFILES 200

/* Everybody may make a folder of that name among the temporary files. */
static gboolean
is_ours (const char *path)
{
  GStatBuf status;

  return g_lstat (path, &status) == 0 && S_ISDIR (status.st_mode) && status.st_uid == geteuid () &&
         (status.st_mode & 0022) == 0;
}

/* Returns: (transfer full) (nullable): the folder that a sandbox which is alive says it has. */
static char *
follow_pointer (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  g_autofree char *folder = NULL;
  struct stat status;
  gssize length;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_uid == geteuid () &&
      (status.st_mode & 0077) == 0 && status.st_size > 0 && status.st_size < PATH_MAX &&
      flock (fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    folder = g_malloc0 (PATH_MAX);
    length = read (fd, folder, PATH_MAX - 1);
    if (length <= 0 || memchr (folder, '\0', (gsize) length) != NULL ||
        !g_path_is_absolute (folder) || !is_ours (folder))
      g_clear_pointer (&folder, g_free);
  }
  close (fd);
  return g_steal_pointer (&folder);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const HelioSandboxOffer *offer_a = *(HelioSandboxOffer *const *) a,
                          *offer_b = *(HelioSandboxOffer *const *) b;

  return g_utf8_collate (offer_a->profile->name, offer_b->profile->name);
}

static void
offer_free (gpointer data)
{
  HelioSandboxOffer *offer = data;

  helio_profile_unref (offer->profile);
  g_clear_pointer (&offer->secret, helio_secret_unref);
  g_free (offer);
}

/* Of the user whose name stands before "@". (nullable) */
static const char *
find_password (const HelioJson *ready, const char *username, HelioJson **user)
{
  g_autoptr (HelioJson) users = helio_json_get (ready, "users");
  const gsize length = strcspn (username, "@");

  for (guint i = 0; users != NULL && i < helio_json_get_length (users); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (users, i);
    const char *name = helio_json_get_string (element, "name");

    if (name != NULL && strlen (name) == length && strncmp (name, username, length) == 0) {
      *user = g_steal_pointer (&element);
      return helio_json_get_string (*user, "password");
    }
  }
  return NULL;
}

/* @ready: (nullable): what the sandbox printed when it was. (transfer full) (nullable) */
static HelioSecret *
find_secret (const HelioJson *ready, const HelioProfile *profile)
{
  g_autoptr (HelioJson) user = NULL;
  const char *text = NULL;

  if (ready == NULL)
    return NULL;
  if (profile->method == HELIO_METHOD_EXCHANGE && profile->exchange.dialect == HELIO_DIALECT_KEY)
    text = helio_json_get_string (ready, "publishable_key");
  else if (profile->method == HELIO_METHOD_PASSWORD)
    text = find_password (ready, profile->password.username, &user);
  return text != NULL && *text != '\0' ? helio_secret_new (text) : NULL;
}

static void
take_profiles (GPtrArray *profiles, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "ready.json", NULL);
  g_autoptr (HelioJson) ready = helio_profile_folder_read_json (path);
  g_autofree char *place = g_build_filename (folder, "profiles", NULL);
  g_autoptr (GPtrArray) files = is_ours (place) ? helio_profile_folder_read (place, NULL) : NULL;

  for (guint i = 0; files != NULL && i < files->len && profiles->len < MAX_PROFILES; i++) {
    HelioProfileFile *file = files->pdata[i];

    if (file->profile != NULL) {
      HelioSandboxOffer *offer = g_new (HelioSandboxOffer, 1);

      *offer = (HelioSandboxOffer){.profile = file->profile,
                                   .secret = find_secret (ready, file->profile)};
      file->profile = NULL;
      g_ptr_array_add (profiles, offer);
    }
  }
}

static void
find_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *directory = task_data;
  GPtrArray *profiles = g_ptr_array_new_with_free_func (offer_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && n < MAX_FOLDERS && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = NULL, *elsewhere = NULL;

    if (!g_str_has_prefix (name, PREFIX))
      continue;
    path = g_build_filename (directory, name, NULL);
    if (!is_ours (path) && (elsewhere = follow_pointer (path)) == NULL)
      continue;
    take_profiles (profiles, elsewhere != NULL ? elsewhere : path);
    n++;
  }
  g_ptr_array_sort (profiles, compare_names);
  g_task_return_pointer (task, profiles, (GDestroyNotify) g_ptr_array_unref);
}

void
helio_sandbox_find_async (const char *directory,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_sandbox_find_async);
  g_task_set_task_data (task, g_strdup (directory != NULL ? directory : g_get_tmp_dir ()), g_free);
  g_task_run_in_thread (task, find_thread);
}

GPtrArray *
helio_sandbox_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_sandbox_find_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
