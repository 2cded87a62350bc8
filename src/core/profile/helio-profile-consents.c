// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/profile/helio-profile-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define CONSENTS_VERSION 1

/* The lock is held for a read and a write of a small file. Returns -1 with @error. */
static int
take_lock (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_strconcat (path, ".lock", NULL);
  int fd = -1, code;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (name, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  while (fd >= 0 && flock (fd, LOCK_EX) != 0)
    if (errno != EINTR) {
      code = errno;
      close (fd);
      errno = code;
      fd = -1;
    }
  if (fd < 0) {
    code = errno;
    helio_error_set (error,
                     HELIO_ERROR_FILE,
                     NULL,
                     C_ ("profile file", "The file “%s” cannot be locked: %s"),
                     name,
                     g_strerror (code));
  }
  return fd;
}

gboolean
helio_profile_consents_change (const char *path,
                               const char *id,
                               const char *agreement,
                               GError **error)
{
  int lock = take_lock (path, error);
  g_autoptr (HelioJson) there = NULL, old = NULL, root = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *text = NULL;
  HelioJson *consents;
  gboolean good;

  if (lock < 0)
    return FALSE;
  there = helio_profile_folder_read_json (path);
  old = there != NULL ? helio_json_get_object (there, "consents") : NULL;
  names = helio_json_get_names (old);
  consents = helio_json_new_object ();
  for (guint i = 0; names[i] != NULL; i++) {
    const char *agreed = helio_json_get_string (old, names[i]);

    if (agreed != NULL && !g_str_equal (names[i], id))
      helio_json_set_string (consents, names[i], agreed);
  }
  if (agreement != NULL)
    helio_json_set_string (consents, id, agreement);
  root = helio_json_new_object ();
  helio_json_set_integer (root, "version", CONSENTS_VERSION);
  helio_json_set (root, "consents", consents);
  text = helio_json_to_text (root, TRUE);
  good = helio_profile_folder_write (path, text, NULL, error);
  close (lock);
  return good;
}
