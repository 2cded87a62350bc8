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

GStrv
helio_profile_consents_read_endpoints (const HelioJson *endpoints, const char *agreement)
{
  g_autoptr (HelioJson) list = helio_json_get_array (endpoints, agreement);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; list != NULL && i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);
    const char *text = helio_json_as_string (element);

    if (text != NULL)
      g_strv_builder_add (builder, text);
  }
  return g_strv_builder_end (builder);
}

static void
set_endpoints (HelioJson *object, const char *agreement, const char *const *endpoints)
{
  HelioJson *list = helio_json_new_array ();

  for (guint i = 0; endpoints[i] != NULL; i++)
    helio_json_append (list, helio_json_new_string (endpoints[i]));
  helio_json_set (object, agreement, list);
}

/* What is not to be changed is kept. Returns: (transfer full): "consents". @dropped: (out): the agreement that goes. */
static HelioJson *
change_consents (HelioJson *there, const HelioProfileConsentChange *change, char **dropped)
{
  g_autoptr (HelioJson) old = there != NULL ? helio_json_get_object (there, "consents") : NULL;
  g_auto (GStrv) names = helio_json_get_names (old);
  HelioJson *consents = helio_json_new_object ();

  for (guint i = 0; names[i] != NULL; i++) {
    const char *agreed = helio_json_get_string (old, names[i]);

    if (agreed == NULL)
      continue;
    if (g_strcmp0 (names[i], change->id) != 0)
      helio_json_set_string (consents, names[i], agreed);
    else if (g_strcmp0 (agreed, change->agreement) != 0)
      *dropped = g_strdup (agreed);
  }
  if (change->id != NULL && change->agreement != NULL)
    helio_json_set_string (consents, change->id, change->agreement);
  return consents;
}

/* Returns: (transfer full): "endpoints". */
static HelioJson *
change_endpoints (HelioJson *there, const HelioProfileConsentChange *change, const char *dropped)
{
  g_autoptr (HelioJson) old = there != NULL ? helio_json_get_object (there, "endpoints") : NULL;
  g_auto (GStrv) names = helio_json_get_names (old);
  HelioJson *endpoints = helio_json_new_object ();

  for (guint i = 0; names[i] != NULL; i++) {
    g_auto (GStrv) list = helio_profile_consents_read_endpoints (old, names[i]);
    gboolean replaced = change->endpoints != NULL && g_str_equal (names[i], change->agreement);

    if (!replaced && g_strcmp0 (names[i], dropped) != 0)
      set_endpoints (endpoints, names[i], (const char *const *) list);
  }
  if (change->endpoints != NULL)
    set_endpoints (endpoints, change->agreement, (const char *const *) change->endpoints);
  return endpoints;
}

gboolean
helio_profile_consents_change (const char *path,
                               const HelioProfileConsentChange *change,
                               GError **error)
{
  int lock = take_lock (path, error);
  g_autoptr (HelioJson) there = NULL, root = NULL;
  g_autofree char *text = NULL, *dropped = NULL;
  gboolean good;

  if (lock < 0)
    return FALSE;
  there = helio_profile_folder_read_json (path);
  root = helio_json_new_object ();
  helio_json_set_integer (root, "version", CONSENTS_VERSION);
  helio_json_set (root, "consents", change_consents (there, change, &dropped));
  helio_json_set (root, "endpoints", change_endpoints (there, change, dropped));
  text = helio_json_to_text (root, TRUE);
  good = helio_profile_folder_write (path, text, NULL, error);
  close (lock);
  return good;
}
