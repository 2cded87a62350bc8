// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/connections/helio-connection-item.h"

#include "core/base/helio-util.h"
#include "core/connection/helio-connection-watch.h"
#include "core/credential/helio-credential.h"
#include "ui/status/helio-status.h"

#include <glib/gi18n.h>

struct _HelioConnectionItem {
  GObject parent_instance;

  HelioServices *services;          /* owned */
  HelioProfileItem *profile_item;   /* owned */
  HelioConnection *connection;      /* owned (nullable) */
  HelioWatcher *watcher;            /* owned (nullable) */
  HelioWatchKeeper *watch_keeper;   /* owned (nullable) */
  GSignalGroup *connection_signals; /* owned */
  HelioProfile *saving;             /* (nullable): is being written */
  HelioProfile *unsaved;            /* (nullable): to be written after it */
  char *name;
  char *detail;
};

enum {
  PROP_CONNECTION = 1,
  PROP_NAME,
  PROP_DETAIL,
  PROP_STATE,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_SAVE_FAILED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioConnectionItem, helio_connection_item, G_TYPE_OBJECT)

static char *
describe (HelioConnectionItem *self)
{
  if (self->connection == NULL) {
    const GError *error = helio_profile_item_get_error (self->profile_item);
    return g_strdup (error != NULL ? error->message
                                   : C_ ("connection", "This file cannot be read"));
  }

  const HelioSessionState state = helio_connection_get_state (self->connection);
  HelioCredential *credential = helio_connection_get_credential (self->connection);
  if (helio_connection_is_connected (self->connection) && credential != NULL)
    return helio_printable (helio_status_get_who (credential), -1, 80);

  HelioAccount *account = helio_connection_get_account (self->connection);
  if (state == HELIO_SESSION_IDLE && account != NULL) {
    g_autofree char *label = helio_printable (helio_account_get_label (account), -1, 80);
    /* Translators: "Not connected · Alice Example" */
    return g_strdup_printf (C_ ("connection", "%s · %s"),
                            helio_status_get_label (self->connection),
                            label);
  }
  return g_strdup (helio_status_get_label (self->connection));
}

static void
update (HelioConnectionItem *self)
{
  g_autofree char *detail = describe (self);
  if (helio_set_str (&self->name, helio_profile_item_get_name (self->profile_item)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (helio_set_str (&self->detail, detail))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
}

static void
on_state_changed (HelioConnectionItem *self)
{
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
make_watcher (HelioConnectionItem *self)
{
  g_autofree char *path = NULL;

  self->watcher = helio_connection_watch_new (self->connection);
  if (helio_profile_item_is_transient (self->profile_item))
    return;
  path = helio_profile_store_build_path (self->services->profiles,
                                         HELIO_WATCH_KIND,
                                         helio_profile_item_get_id (self->profile_item));
  self->watch_keeper = helio_watch_keeper_new (self->watcher, path);
}

static void
on_profile_changed (HelioConnectionItem *self)
{
  HelioProfile *profile = helio_profile_item_get_profile (self->profile_item);

  /* What the store has taken in is what this item gave it, perhaps not the newest of it. */
  if (self->saving != NULL)
    return;
  if (profile != NULL && self->connection != NULL) {
    if (profile != helio_connection_get_profile (self->connection))
      helio_connection_set_profile (self->connection, profile);
  } else if (profile != NULL) {
    self->connection = helio_connection_new (self->services, profile);
    make_watcher (self);
    g_signal_group_set_target (self->connection_signals, self->connection);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION]);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
  /* A file that broke under a connection at work: the connection goes on with what it has. */
  update (self);
}

static void save (HelioConnectionItem *self);

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioConnectionItem) self = HELIO_CONNECTION_ITEM (user_data);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->saving, helio_profile_unref);
  if (!helio_profile_store_save_finish (HELIO_PROFILE_STORE (source), result, &error)) {
    g_clear_pointer (&self->unsaved, helio_profile_unref);
    g_signal_emit (self, signals[SIGNAL_SAVE_FAILED], 0, error);
  } else if (self->unsaved != NULL) {
    save (self);
  } else {
    on_profile_changed (self);
  }
}

static void
save (HelioConnectionItem *self)
{
  self->saving = g_steal_pointer (&self->unsaved);
  helio_profile_store_save_async (self->services->profiles,
                                  self->saving,
                                  NULL,
                                  on_saved,
                                  g_object_ref (self));
}

void
helio_connection_item_keep_profile (HelioConnectionItem *self, HelioProfile *profile)
{
  g_return_if_fail (self->connection != NULL);

  helio_connection_set_profile (self->connection, profile);
  if (helio_profile_item_is_transient (self->profile_item))
    return;
  g_clear_pointer (&self->unsaved, helio_profile_unref);
  self->unsaved = helio_profile_ref (profile);
  if (self->saving == NULL)
    save (self);
}

static void
helio_connection_item_dispose (GObject *object)
{
  HelioConnectionItem *self = HELIO_CONNECTION_ITEM (object);
  if (self->connection_signals != NULL)
    g_signal_group_set_target (self->connection_signals, NULL);
  g_clear_object (&self->connection_signals);
  g_clear_object (&self->watch_keeper);
  g_clear_object (&self->watcher);
  g_clear_object (&self->connection);
  g_clear_object (&self->profile_item);
  g_clear_pointer (&self->services, helio_services_unref);
  G_OBJECT_CLASS (helio_connection_item_parent_class)->dispose (object);
}

static void
helio_connection_item_finalize (GObject *object)
{
  HelioConnectionItem *self = HELIO_CONNECTION_ITEM (object);
  g_clear_pointer (&self->unsaved, helio_profile_unref);
  g_free (self->name);
  g_free (self->detail);
  G_OBJECT_CLASS (helio_connection_item_parent_class)->finalize (object);
}

static void
helio_connection_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioConnectionItem *self = HELIO_CONNECTION_ITEM (object);
  switch (id) {
    case PROP_CONNECTION:
      g_value_set_object (value, self->connection);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_STATE:
      g_value_set_enum (value, helio_connection_item_get_state (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_connection_item_class_init (HelioConnectionItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = helio_connection_item_dispose;
  object_class->finalize = helio_connection_item_finalize;
  object_class->get_property = helio_connection_item_get_property;

  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  properties[PROP_CONNECTION] =
      g_param_spec_object ("connection", NULL, NULL, HELIO_TYPE_CONNECTION, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, HELIO_TYPE_SESSION_STATE, HELIO_SESSION_IDLE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_SAVE_FAILED] = g_signal_new ("save-failed",
                                              HELIO_TYPE_CONNECTION_ITEM,
                                              G_SIGNAL_RUN_LAST,
                                              0,
                                              NULL,
                                              NULL,
                                              NULL,
                                              G_TYPE_NONE,
                                              1,
                                              G_TYPE_ERROR);
}

static void
helio_connection_item_init (HelioConnectionItem *self)
{
  self->connection_signals = g_signal_group_new (HELIO_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->connection_signals,
                                  "notify::state",
                                  G_CALLBACK (on_state_changed),
                                  self);
  g_signal_group_connect_swapped (self->connection_signals,
                                  "notify::credential",
                                  G_CALLBACK (update),
                                  self);
  g_signal_group_connect_swapped (self->connection_signals,
                                  "notify::account",
                                  G_CALLBACK (update),
                                  self);
}

HelioConnectionItem *
helio_connection_item_new (HelioServices *services, HelioProfileItem *profile_item)
{
  HelioConnectionItem *self = g_object_new (HELIO_TYPE_CONNECTION_ITEM, NULL);
  self->services = helio_services_ref (services);
  self->profile_item = g_object_ref (profile_item);
  g_signal_connect_object (profile_item,
                           "notify::profile",
                           G_CALLBACK (on_profile_changed),
                           self,
                           G_CONNECT_SWAPPED);
  on_profile_changed (self);
  return self;
}

HelioServices *
helio_connection_item_get_services (HelioConnectionItem *self)
{
  return self->services;
}

HelioProfileItem *
helio_connection_item_get_profile_item (HelioConnectionItem *self)
{
  return self->profile_item;
}

HelioConnection *
helio_connection_item_get_connection (HelioConnectionItem *self)
{
  return self->connection;
}

HelioWatcher *
helio_connection_item_get_watcher (HelioConnectionItem *self)
{
  return self->watcher;
}

HelioWatchKeeper *
helio_connection_item_get_watch_keeper (HelioConnectionItem *self)
{
  return self->watch_keeper;
}

HelioProfile *
helio_connection_item_get_profile (HelioConnectionItem *self)
{
  return self->connection != NULL ? helio_connection_get_profile (self->connection)
                                  : helio_profile_item_get_profile (self->profile_item);
}

const char *
helio_connection_item_get_name (HelioConnectionItem *self)
{
  return self->name;
}

const char *
helio_connection_item_get_detail (HelioConnectionItem *self)
{
  return self->detail;
}

HelioSessionState
helio_connection_item_get_state (HelioConnectionItem *self)
{
  return self->connection != NULL ? helio_connection_get_state (self->connection)
                                  : HELIO_SESSION_IDLE;
}
