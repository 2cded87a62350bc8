// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-log.h"
#include "core/profile/helio-profile-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".removed"

/* An empty file beside the profiles. NULL: no id that a file may be named after. */
static char *
get_path (const char *folder, const char *id)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);

  return helio_profile_check_id (id) == NULL ? g_build_filename (folder, name, NULL) : NULL;
}

void
helio_profile_removed_note (const char *folder, const char *id)
{
  g_autofree char *path = get_path (folder, id);
  g_autoptr (GError) error = NULL;

  /* Without it the profile goes all the same: its secrets may stay, but that they do is no reason to keep it. */
  if (path != NULL && !helio_profile_folder_write (path, "", NULL, &error))
    helio_debug ("%s: %s", path, error->message);
}

void
helio_profile_removed_drop (const char *folder, const char *id)
{
  g_autofree char *path = get_path (folder, id);
  g_autoptr (GError) error = NULL;

  if (path != NULL && !helio_profile_folder_delete (path, &error))
    helio_debug ("%s: %s", path, error->message);
}

GPtrArray *
helio_profile_removed_list (const char *folder)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *id = NULL;

    if (!g_str_has_suffix (name, SUFFIX))
      continue;
    id = g_strndup (name, strlen (name) - strlen (SUFFIX));
    if (helio_profile_check_id (id) == NULL)
      g_ptr_array_add (ids, g_steal_pointer (&id));
  }
  return ids;
}
