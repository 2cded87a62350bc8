// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/connections/helio-connection-list.h"

#include "core/auth/helio-revoke.h"
#include "core/auth/helio-token-source.h"

#include <string.h>

struct _HelioConnectionList {
  GObject parent_instance;

  HelioServices *services; /* owned */
  GPtrArray *items;        /* HelioConnectionItem */
  /* Items whose profile left the list in this turn of the loop: a sort that takes it out and puts it in
   * elsewhere must not cost the connection. */
  GHashTable *leaving; /* HelioProfileItem → HelioConnectionItem, owned */
  guint leaving_source;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioConnectionList,
                               helio_connection_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return HELIO_TYPE_CONNECTION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return HELIO_CONNECTION_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HelioConnectionList *self = HELIO_CONNECTION_LIST (model);
  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
let_leave (gpointer user_data)
{
  HelioConnectionList *self = user_data;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->leaving);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HelioConnection *connection = helio_connection_item_get_connection (value);
    if (connection != NULL)
      helio_connection_disconnect (connection);
  }
  g_hash_table_remove_all (self->leaving);
  self->leaving_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_profiles_changed (HelioConnectionList *self,
                     guint position,
                     guint removed,
                     guint added,
                     GListModel *profiles)
{
  for (guint i = 0; i < removed; i++) {
    HelioConnectionItem *item = g_ptr_array_steal_index (self->items, position);
    g_hash_table_insert (self->leaving,
                         g_object_ref (helio_connection_item_get_profile_item (item)),
                         item);
  }
  for (guint i = 0; i < added; i++) {
    g_autoptr (HelioProfileItem) profile_item = g_list_model_get_item (profiles, position + i);
    HelioConnectionItem *item = g_hash_table_lookup (self->leaving, profile_item);
    if (item != NULL) {
      g_object_ref (item);
      g_hash_table_remove (self->leaving, profile_item);
    } else {
      item = helio_connection_item_new (self->services, profile_item);
    }
    g_ptr_array_insert (self->items, (int) (position + i), item);
  }
  if (g_hash_table_size (self->leaving) > 0 && self->leaving_source == 0)
    self->leaving_source = g_idle_add (let_leave, self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
helio_connection_list_dispose (GObject *object)
{
  HelioConnectionList *self = HELIO_CONNECTION_LIST (object);
  g_clear_handle_id (&self->leaving_source, g_source_remove);
  g_clear_pointer (&self->leaving, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  G_OBJECT_CLASS (helio_connection_list_parent_class)->dispose (object);
}

static void
helio_connection_list_class_init (HelioConnectionListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_connection_list_dispose;
}

static void
helio_connection_list_init (HelioConnectionList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->leaving = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

HelioConnectionList *
helio_connection_list_new (HelioServices *services)
{
  HelioConnectionList *self = g_object_new (HELIO_TYPE_CONNECTION_LIST, NULL);
  self->services = helio_services_ref (services);
  GListModel *profiles = G_LIST_MODEL (services->profiles);
  g_signal_connect_object (profiles,
                           "items-changed",
                           G_CALLBACK (on_profiles_changed),
                           self,
                           G_CONNECT_SWAPPED);
  on_profiles_changed (self, 0, 0, g_list_model_get_n_items (profiles), profiles);
  return self;
}

HelioServices *
helio_connection_list_get_services (HelioConnectionList *self)
{
  return self->services;
}

HelioConnectionItem *
helio_connection_list_find (HelioConnectionList *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->items->len; i++) {
    HelioConnectionItem *item = self->items->pdata[i];
    HelioProfileItem *profile_item = helio_connection_item_get_profile_item (item);
    if (!helio_profile_item_is_transient (profile_item) &&
        g_strcmp0 (helio_profile_item_get_id (profile_item), id) == 0)
      return item;
  }
  return NULL;
}

HelioConnectionItem *
helio_connection_list_find_named (HelioConnectionList *self, const char *name)
{
  HelioConnectionItem *found = helio_connection_list_find (self, name);

  for (guint i = 0; found == NULL && i < self->items->len; i++) {
    HelioConnectionItem *item = self->items->pdata[i];
    HelioProfileItem *profile_item = helio_connection_item_get_profile_item (item);
    const char *path = helio_profile_item_get_path (profile_item);
    g_autofree char *file = path != NULL ? g_path_get_basename (path) : NULL;
    g_autofree char *wanted = g_path_get_basename (name);

    if (g_strcmp0 (helio_profile_item_get_name (profile_item), name) == 0 ||
        (file != NULL && strcmp (file, wanted) == 0))
      found = item;
  }
  return found;
}

guint
helio_connection_list_index (HelioConnectionList *self, HelioConnectionItem *item)
{
  guint index;
  return g_ptr_array_find (self->items, item, &index) ? index : G_MAXUINT;
}

/* The connections have a deadline of their own; this is for one that does not keep to it. */
#define SHUTDOWN_DEADLINE (HELIO_TOKEN_SETTLE_TIMEOUT + HELIO_SECOND / 2)
#define LOOK_MS 20

typedef struct {
  guint pending;   /* connections */
  gboolean ending; /* of the connections nothing more is waited for */
  HelioTimer *timer;
  guint look_id;
} Shutdown;

static void
shutdown_free (Shutdown *shutdown)
{
  g_clear_handle_id (&shutdown->look_id, g_source_remove);
  helio_timer_cancel (shutdown->timer);
  g_free (shutdown);
}

static void
end_shutdown (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Shutdown *shutdown = g_task_get_task_data (task);

  g_clear_pointer (&shutdown->timer, helio_timer_cancel);
  g_clear_handle_id (&shutdown->look_id, g_source_remove);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_look (gpointer user_data)
{
  Shutdown *shutdown = g_task_get_task_data (user_data);

  if (helio_revoke_is_under_way ())
    return G_SOURCE_CONTINUE;
  shutdown->look_id = 0;
  end_shutdown (user_data);
  return G_SOURCE_REMOVE;
}

/* What has been signed out, or is not kept, is being revoked at the issuer, and nobody has waited for that. */
static void
end_revocations (GTask *task_taken)
{
  HelioConnectionList *self = g_task_get_source_object (task_taken);
  Shutdown *shutdown = g_task_get_task_data (task_taken);

  shutdown->ending = TRUE;
  g_clear_pointer (&shutdown->timer, helio_timer_cancel);
  if (!helio_revoke_is_under_way ()) {
    end_shutdown (task_taken);
    return;
  }
  shutdown->timer =
      helio_clock_after (self->services->clock, HELIO_REVOKE_TIMEOUT, end_shutdown, task_taken);
  shutdown->look_id = g_timeout_add (LOOK_MS, on_look, task_taken);
}

static void
on_connection_shut_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Shutdown *shutdown = g_task_get_task_data (task);

  helio_connection_shutdown_finish (HELIO_CONNECTION (source), result, NULL);
  if (--shutdown->pending == 0 && !shutdown->ending)
    end_revocations (g_object_ref (task));
}

static void
on_shutdown_late (gpointer user_data)
{
  end_revocations (g_object_ref (user_data));
}

void
helio_connection_list_shutdown_async (HelioConnectionList *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Shutdown *shutdown = g_new0 (Shutdown, 1);

  g_task_set_source_tag (task, helio_connection_list_shutdown_async);
  g_task_set_task_data (task, shutdown, (GDestroyNotify) shutdown_free);
  for (guint i = 0; i < self->items->len; i++)
    shutdown->pending += helio_connection_item_get_connection (self->items->pdata[i]) != NULL;
  if (shutdown->pending == 0) {
    end_revocations (g_steal_pointer (&task));
    return;
  }
  shutdown->timer =
      helio_clock_after (self->services->clock, SHUTDOWN_DEADLINE, on_shutdown_late, task);
  for (guint i = 0; i < self->items->len; i++) {
    HelioConnection *connection = helio_connection_item_get_connection (self->items->pdata[i]);

    if (connection != NULL)
      helio_connection_shutdown_async (connection, on_connection_shut_down, g_object_ref (task));
  }
}

gboolean
helio_connection_list_shutdown_finish (HelioConnectionList *self,
                                       GAsyncResult *result,
                                       GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
