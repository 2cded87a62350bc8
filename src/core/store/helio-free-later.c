// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-free-later.h"

#include <gio/gio.h>

typedef struct {
  gpointer data;
  GDestroyNotify destroy;
} Burden;

/* Not as the notification of the task's data: a task ends where it was made. */
static void
free_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Burden *burden = task_data;

  burden->destroy (burden->data);
  g_task_return_boolean (task, TRUE);
}

void
helio_free_later (gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Burden *burden = g_new (Burden, 1);

  g_task_set_name (task, "free later");
  burden->data = data;
  burden->destroy = destroy;
  g_task_set_task_data (task, burden, g_free);
  g_task_run_in_thread (task, free_in_thread);
}
