// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-removed-profiles.h"

#include "core/watch/helio-watch-keeper.h"

/* Nobody waits longer for a keyring that does not answer. */
#define DEADLINE (5 * HELIO_SECOND)

typedef struct {
  HelioServices *services;
  GStrv ids;
  guint next; /* index of ids */
  GError *error;
  GCancellable *cancellable; /* of the keyring's call */
  HelioTimer *deadline;
  gulong cancelled_id;
} Clear;

static void clear_next (GTask *task);

static void
clear_free (gpointer data)
{
  Clear *clear = data;

  helio_services_unref (clear->services);
  g_strfreev (clear->ids);
  g_clear_error (&clear->error);
  g_clear_object (&clear->cancellable);
  g_free (clear);
}

static void
on_deadline (gpointer user_data)
{
  Clear *clear = user_data;

  g_clear_pointer (&clear->deadline, helio_timer_cancel);
  g_cancellable_cancel (clear->cancellable);
}

static void
end (GTask *task)
{
  Clear *clear = g_task_get_task_data (task);

  g_clear_pointer (&clear->deadline, helio_timer_cancel);
  if (g_task_get_cancellable (task) != NULL)
    g_cancellable_disconnect (g_task_get_cancellable (task), clear->cancelled_id);
  if (clear->error != NULL)
    g_task_return_error (task, g_steal_pointer (&clear->error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_warning ("The rules of a removed profile stay: %s", error->message);
}

/* Nothing secret, but what somebody watched for is nobody else's business. */
static void
delete_watch_rules (HelioProfileStore *profiles, const char *id)
{
  g_autofree char *path = helio_profile_store_build_path (profiles, HELIO_WATCH_KIND, id);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, on_deleted, NULL);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Clear *clear = g_task_get_task_data (task);

  g_clear_error (&clear->error);
  if (helio_keyring_clear_finish (HELIO_KEYRING (source), result, &clear->error)) {
    helio_profile_store_settle_removed (clear->services->profiles, clear->ids[clear->next]);
    delete_watch_rules (clear->services->profiles, clear->ids[clear->next]);
  }
  clear->next++;
  clear_next (task);
}

static void
clear_next (GTask *task)
{
  Clear *clear = g_task_get_task_data (task);
  const char *id = clear->ids[clear->next];

  if (id == NULL || g_cancellable_is_cancelled (clear->cancellable)) {
    end (task);
    return;
  }
  helio_keyring_clear_profile_async (clear->services->keyring,
                                     id,
                                     clear->cancellable,
                                     on_cleared,
                                     task);
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Returns: (transfer full): those of @ids to which nothing has happened since. */
static GStrv
choose (HelioProfileStore *profiles, const char *id)
{
  g_auto (GStrv) removed = helio_profile_store_get_removed (profiles);
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();

  for (guint i = 0; removed[i] != NULL; i++)
    if (id == NULL || g_str_equal (removed[i], id))
      g_strv_builder_add (chosen, removed[i]);
  return g_strv_builder_end (chosen);
}

void
helio_removed_profiles_clear_async (HelioServices *services,
                                    const char *id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Clear *clear = g_new0 (Clear, 1);

  g_task_set_source_tag (task, helio_removed_profiles_clear_async);
  g_task_set_task_data (task, clear, clear_free);
  /* What was deleted is deleted. */
  g_task_set_check_cancellable (task, FALSE);
  clear->services = helio_services_ref (services);
  clear->ids = services->keyring != NULL ? choose (services->profiles, id) : g_new0 (char *, 1);
  clear->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    clear->cancelled_id = g_cancellable_connect (cancellable,
                                                 G_CALLBACK (on_cancelled),
                                                 g_object_ref (clear->cancellable),
                                                 g_object_unref);
  clear->deadline = helio_clock_after (services->clock, DEADLINE, on_deadline, clear);
  clear_next (task);
}

gboolean
helio_removed_profiles_clear_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_removed_profiles_clear_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
