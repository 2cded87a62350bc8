// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-profiles.h"

#include "core/acl/helio-plan-private.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>

typedef struct {
  HelioPlan *plan;
  HelioProfileStore *store;
  char *folder; /* (nullable) */
  GPtrArray *profiles;
  gboolean store_loaded;
  gboolean consents_loaded; /* or they cannot be */
} Load;

static void
plan_profile_free (gpointer data)
{
  HelioPlanProfile *self = data;

  helio_profile_unref (self->profile);
  g_strfreev (self->files);
  g_free (self);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  helio_plan_unref (load->plan);
  g_object_unref (load->store);
  g_ptr_array_unref (load->profiles);
  g_free (load->folder);
  g_free (load);
}

static void load_next (GTask *task);

/* Whose turn it is. */
static const HelioPlanUser *
get_user (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  return helio_plan_get_user (load->plan, load->profiles->len);
}

static void
fail (GTask *task_taken, GError *error_taken)
{
  const HelioPlanUser *user = get_user (task_taken);

  if (!g_error_matches (error_taken, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (&error_taken,
                    /* Translators: a user of the plan, and the file or name of a profile. */
                    C_ ("plan", "User “%s” (%s): "),
                    user->name,
                    user->profile != NULL ? user->profile : user->broker);
  g_task_return_error (task_taken, error_taken);
  g_object_unref (task_taken);
}

/* Before they are read, since a profile that has their contents does not name them any more. (transfer full) */
static GStrv
list_files (const HelioProfile *profile, const char *path, const char *base)
{
  const char *const named[] = {profile->broker.ca_file, profile->broker.certificate_file};
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (path != NULL)
    g_strv_builder_add (builder, path);
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (named[i] != NULL) {
      g_autofree char *file = helio_plan_resolve_path (base, named[i]);

      g_strv_builder_add (builder, file);
    }
  return g_strv_builder_end (builder);
}

/* @path: (nullable): the profile's own file. @base: (nullable): the folder that those it names are relative to. */
static void
take (GTask *task_taken,
      HelioProfile *profile_taken,
      const char *path,
      const char *base,
      gboolean is_stored)
{
  g_autoptr (HelioProfile) profile = profile_taken;
  g_auto (GStrv) files = list_files (profile, path, base);
  Load *load = g_task_get_task_data (task_taken);
  HelioPlanProfile *taken;
  GError *error = NULL;

  if (!helio_profile_load_files (profile, base, &error)) {
    fail (task_taken, error);
    return;
  }
  taken = g_new (HelioPlanProfile, 1);
  *taken = (HelioPlanProfile){g_steal_pointer (&profile), is_stored, g_steal_pointer (&files)};
  g_ptr_array_add (load->profiles, taken);
  load_next (task_taken);
}

static void
on_profile_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_read_finish (result, &error);
  g_autofree char *path = helio_plan_resolve_path (load->folder, get_user (task)->profile);
  g_autofree char *base = g_path_get_dirname (path);

  if (profile == NULL)
    fail (task, error);
  else
    take (task, helio_profile_copy (profile), path, base, FALSE);
}

static GError *
not_found_error (const HelioPlanUser *user, gboolean ambiguous)
{
  return helio_error_new (HELIO_ERROR_INVALID_USAGE,
                          ambiguous ? C_ ("plan", "Name the one that is meant by its id.")
                                    : C_ ("plan",
                                          "Name a stored profile, or a file (with a “/”, or ending "
                                          "in .json or .heliograph)."),
                          ambiguous ? C_ ("plan", "several stored profiles have this name.")
                                    : C_ ("plan", "there is no stored profile of this name."));
}

static void
take_stored (GTask *task)
{
  Load *load = g_task_get_task_data (task);
  const HelioPlanUser *user = get_user (task);
  gboolean ambiguous = FALSE;
  HelioProfileItem *item = helio_profile_store_find (load->store, user->profile, &ambiguous);

  if (ambiguous || item == NULL)
    fail (task, not_found_error (user, ambiguous));
  else if (helio_profile_item_get_profile (item) == NULL)
    fail (task, g_error_copy (helio_profile_item_get_error (item)));
  else
    take (task,
          helio_profile_copy (helio_profile_item_get_profile (item)),
          helio_profile_item_get_path (item),
          NULL,
          !helio_profile_item_is_transient (item));
}

static void
on_store_loaded (GObject *store, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  if (!helio_profile_store_load_finish (HELIO_PROFILE_STORE (store), result, &error)) {
    fail (task, error);
    return;
  }
  load->store_loaded = TRUE;
  take_stored (task);
}

/* What was agreed to of an issuer of a file's profile is kept beside the stored ones. */
static void
on_consents_loaded (GObject *store, GAsyncResult *result, gpointer user_data)
{
  Load *load = g_task_get_task_data (user_data);

  load->consents_loaded = TRUE;
  load->store_loaded = helio_profile_store_load_finish (HELIO_PROFILE_STORE (store), result, NULL);
  load_next (user_data);
}

static void
load_next (GTask *task)
{
  Load *load = g_task_get_task_data (task);
  const HelioPlanUser *user;

  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  if (load->profiles->len == helio_plan_get_n_users (load->plan)) {
    g_task_return_pointer (task,
                           g_ptr_array_ref (load->profiles),
                           (GDestroyNotify) g_ptr_array_unref);
    g_object_unref (task);
    return;
  }
  user = get_user (task);
  if (user->profile == NULL)
    take (task, helio_plan_user_to_profile (user), NULL, load->folder, FALSE);
  else if (helio_profile_is_file_name (user->profile) && !load->store_loaded &&
           !load->consents_loaded)
    helio_profile_store_load_async (load->store,
                                    g_task_get_cancellable (task),
                                    on_consents_loaded,
                                    task);
  else if (helio_profile_is_file_name (user->profile)) {
    g_autofree char *path = helio_plan_resolve_path (load->folder, user->profile);
    g_autoptr (GFile) file = g_file_new_for_path (path);

    helio_profile_read_async (file, g_task_get_cancellable (task), on_profile_read, task);
  } else if (load->store_loaded)
    take_stored (task);
  else
    helio_profile_store_load_async (load->store,
                                    g_task_get_cancellable (task),
                                    on_store_loaded,
                                    task);
}

void
helio_plan_profiles_load_async (HelioPlan *plan,
                                HelioProfileStore *store,
                                const char *folder,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, helio_plan_profiles_load_async);
  load->plan = helio_plan_ref (plan);
  load->store = g_object_ref (store);
  load->folder = g_strdup (folder);
  load->profiles = g_ptr_array_new_with_free_func (plan_profile_free);
  g_task_set_task_data (task, load, load_free);
  load_next (task);
}

GPtrArray *
helio_plan_profiles_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
helio_plan_profiles_read_username (const HelioProfile *profile)
{
  const char *username =
      profile->method == HELIO_METHOD_PASSWORD ? profile->password.username : NULL;

  return username != NULL && *username != '\0' ? username : NULL;
}

const char *
helio_plan_profile_get_username (const HelioPlanProfile *self)
{
  return helio_plan_profiles_read_username (self->profile);
}

/* What one agrees to. */

typedef GStrv (*Describe) (const HelioProfile *profile);

static GStrv
describe (HelioPlan *plan, GPtrArray *profiles, Describe func, gboolean stored_ones)
{
  g_autofree gboolean *busy = helio_plan_list_busy (plan);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < profiles->len; i++) {
    const HelioPlanProfile *one = profiles->pdata[i];
    g_auto (GStrv) of_one =
        busy[i] && (stored_ones || !one->is_stored) ? func (one->profile) : g_new0 (char *, 1);

    for (guint k = 0; of_one[k] != NULL; k++)
      if (!g_hash_table_contains (known, of_one[k])) {
        char *text = g_strdup (of_one[k]);

        g_hash_table_add (known, text);
        g_ptr_array_add (texts, text);
      }
  }
  g_ptr_array_sort (texts, helio_plan_compare_texts);
  g_ptr_array_add (texts, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}

static gboolean
is_loopback (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return url == NULL || (uri != NULL && g_uri_get_host (uri) != NULL &&
                         helio_host_is_loopback (g_uri_get_host (uri)));
}

/* What stays on this machine needs no protection on the way. */
static GStrv
describe_risks (const HelioProfile *profile)
{
  g_autofree char *issuer = helio_profile_get_issuer (profile);

  if (is_loopback (issuer) && is_loopback (helio_profile_get_credential_url (profile)) &&
      is_loopback (profile->broker.url))
    return g_new0 (char *, 1);
  return helio_profile_describe_risks (profile);
}

GStrv
helio_plan_profiles_describe_hosts (HelioPlan *plan, GPtrArray *profiles)
{
  return describe (plan, profiles, helio_profile_describe_hosts, TRUE);
}

GStrv
helio_plan_profiles_describe_risks (HelioPlan *plan, GPtrArray *profiles)
{
  return describe (plan, profiles, describe_risks, FALSE);
}
