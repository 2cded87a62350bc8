// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-silent-keyring.h"

/* Those that wait. */
static guint n_searches;

static gboolean
on_cancelled_idle (gpointer task)
{
  n_searches--;
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer task)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_cancelled_idle, g_object_ref (task), g_object_unref);
}

void secret_password_searchv (gconstpointer schema,
                              GHashTable *attributes,
                              int flags,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void
secret_password_searchv (gconstpointer schema,
                         GHashTable *attributes,
                         int flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_assert_nonnull (cancellable);
  n_searches++;
  g_signal_connect_data (cancellable,
                         "cancelled",
                         G_CALLBACK (on_cancelled),
                         task,
                         (GClosureNotify) (GCallback) g_object_unref,
                         0);
}

HelioKeyring *
helio_silent_keyring_new (void)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  return helio_keyring_new ();
}

gboolean
helio_silent_keyring_is_asked (gpointer unused)
{
  return n_searches > 0;
}
