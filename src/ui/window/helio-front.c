// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-front.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>

#define WATCH "helio-front"

struct _HelioFront {
  GObject parent_instance;

  HelioConnectionList *list; /* owned */
};

G_DEFINE_FINAL_TYPE (HelioFront, helio_front, G_TYPE_OBJECT)

static guint come_back_signal;

/* Of one item, and owned by it. */
typedef struct {
  HelioFront *front;         /* weak: an item that has left the list may live on */
  HelioConnectionItem *item; /* borrowed: the owner */
  GSignalGroup *signals;     /* owned: of its connection */
  /* owned (nullable): the ones that were running */
  HelioLogin *login;
  HelioDeviceLogin *device_login;
  gboolean other; /* somebody else's coming back was told */
} Watch;

static void
tell_other (Watch *watch)
{
  g_autofree char *name = helio_printable (helio_connection_item_get_name (watch->item), -1, 80);
  g_autofree char *text =
      /* Translators: the name of a connection */
      g_strdup_printf (C_ ("notification", "“%s” waits for your decision which account to use."),
                       name);

  g_signal_emit (watch->front,
                 come_back_signal,
                 0,
                 watch->item,
                 C_ ("notification", "Somebody Else Signed In"),
                 text);
}

static void
tell_done (Watch *watch)
{
  g_autofree char *name = helio_printable (helio_connection_item_get_name (watch->item), -1, 80);
  g_autofree char *text =
      /* Translators: the name of a connection */
      g_strdup_printf (C_ ("notification", "“%s” has what it needs and connects."), name);

  g_signal_emit (watch->front,
                 come_back_signal,
                 0,
                 watch->item,
                 C_ ("notification", "Signed In"),
                 text);
}

static void
on_sign_in_changed (Watch *watch)
{
  HelioConnection *connection = helio_connection_item_get_connection (watch->item);
  HelioLogin *login = connection != NULL ? helio_connection_get_login (connection) : NULL;
  HelioDeviceLogin *device_login =
      connection != NULL ? helio_connection_get_device_login (connection) : NULL;
  const gboolean other =
      connection != NULL && helio_connection_get_other_account (connection) != NULL;
  const gboolean done =
      (watch->login != NULL && login == NULL &&
       helio_login_get_state (watch->login) == HELIO_LOGIN_DONE) ||
      (watch->device_login != NULL && device_login == NULL &&
       helio_device_login_get_state (watch->device_login) == HELIO_DEVICE_LOGIN_DONE);
  const gboolean somebody_else = other && !watch->other;

  g_set_object (&watch->login, login);
  g_set_object (&watch->device_login, device_login);
  watch->other = other;
  if (watch->front == NULL)
    return;
  if (somebody_else)
    tell_other (watch);
  else if (done)
    tell_done (watch);
}

static void
on_connection_made (HelioConnectionItem *item, GParamSpec *pspec, Watch *watch)
{
  g_signal_group_set_target (watch->signals, helio_connection_item_get_connection (item));
  on_sign_in_changed (watch);
}

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_clear_weak_pointer (&watch->front);
  g_object_unref (watch->signals);
  g_clear_object (&watch->login);
  g_clear_object (&watch->device_login);
  g_free (watch);
}

static void
watch_item (HelioFront *self, HelioConnectionItem *item)
{
  static const char *const watched[] = {"notify::login",
                                        "notify::device-login",
                                        "notify::other-account"};

  if (g_object_get_data (G_OBJECT (item), WATCH) != NULL)
    return;
  Watch *watch = g_new0 (Watch, 1);
  g_set_weak_pointer (&watch->front, self);
  watch->item = item;
  watch->signals = g_signal_group_new (HELIO_TYPE_CONNECTION);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (watch->signals,
                                    watched[i],
                                    G_CALLBACK (on_sign_in_changed),
                                    watch);
  g_object_set_data_full (G_OBJECT (item), WATCH, watch, watch_free);
  g_signal_connect (item, "notify::connection", G_CALLBACK (on_connection_made), watch);
  on_connection_made (item, NULL, watch);
}

static void
unwatch_item (HelioConnectionItem *item)
{
  Watch *watch = g_object_get_data (G_OBJECT (item), WATCH);

  if (watch == NULL)
    return;
  g_signal_handlers_disconnect_by_func (item, on_connection_made, watch);
  g_object_set_data (G_OBJECT (item), WATCH, NULL);
}

static void
on_items_changed (HelioFront *self, guint position, guint removed, guint added)
{
  for (guint i = 0; i < added; i++) {
    g_autoptr (HelioConnectionItem) item =
        g_list_model_get_item (G_LIST_MODEL (self->list), position + i);
    watch_item (self, item);
  }
}

static void
helio_front_dispose (GObject *object)
{
  HelioFront *self = HELIO_FRONT (object);

  if (self->list != NULL) {
    GListModel *model = G_LIST_MODEL (self->list);
    g_signal_handlers_disconnect_by_func (self->list, on_items_changed, self);
    for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
      g_autoptr (HelioConnectionItem) item = g_list_model_get_item (model, i);
      unwatch_item (item);
    }
  }
  g_clear_object (&self->list);
  G_OBJECT_CLASS (helio_front_parent_class)->dispose (object);
}

static void
helio_front_class_init (HelioFrontClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_front_dispose;
  come_back_signal = g_signal_new ("come-back",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   3,
                                   HELIO_TYPE_CONNECTION_ITEM,
                                   G_TYPE_STRING,
                                   G_TYPE_STRING);
}

static void
helio_front_init (HelioFront *self)
{
}

HelioFront *
helio_front_new (HelioConnectionList *list)
{
  HelioFront *self = g_object_new (HELIO_TYPE_FRONT, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)));
  return self;
}
