// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-keyring-wait.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

struct _HelioKeyringWait {
  HelioClock *clock;
  HelioKeyring *keyring;
  HelioTimer *timer;
  HelioTimer *hint_timer; /* (nullable) */
  gpointer tag;
  GCancellable *cancellable; /* of the call; the caller's is chained to it */
  GCancellable *caller;
  gulong caller_handler;
  GAsyncReadyCallback callback; /* NULL once it was called */
  gpointer user_data;
  GAsyncReadyCallback late;
  gpointer late_data;
  GDestroyNotify free_late_data;
  HelioKeyringWaitHint hint;
};

static void
drop_late (HelioKeyringWait *self)
{
  GDestroyNotify free_data = g_steal_pointer (&self->free_late_data);

  if (free_data != NULL)
    free_data (self->late_data);
}

static void
wait_free (HelioKeyringWait *self)
{
  helio_timer_cancel (self->timer);
  helio_timer_cancel (self->hint_timer);
  g_cancellable_disconnect (self->caller, self->caller_handler);
  g_clear_object (&self->caller);
  drop_late (self);
  g_object_unref (self->cancellable);
  g_object_unref (self->keyring);
  g_object_unref (self->clock);
  g_free (self);
}

/* @message: translated */
static GError *
new_error (const char *message)
{
  return helio_error_new (HELIO_ERROR_KEYRING_LOCKED,
                          C_ ("keyring",
                              "Unlock the keyring: it may be waiting for its password behind "
                              "another window."),
                          "%s",
                          message);
}

static void
on_hint (gpointer user_data)
{
  HelioKeyringWait *self = user_data;
  g_autoptr (GError) error = new_error (C_ ("keyring", "The keyring has not answered yet."));

  self->hint (error, self->user_data);
}

/* The caller gets a result that stands for the one that did not come. */
static void
on_time_out (gpointer user_data)
{
  HelioKeyringWait *self = user_data;
  g_autoptr (GTask) task =
      g_task_new (self->keyring, NULL, g_steal_pointer (&self->callback), self->user_data);

  g_clear_pointer (&self->hint_timer, helio_timer_cancel);
  g_task_set_source_tag (task, self->tag);
  g_task_return_error (task, new_error (C_ ("keyring", "The keyring did not answer in time.")));
  if (self->late == NULL)
    g_cancellable_cancel (self->cancellable);
}

void
helio_keyring_wait_answer (GObject *source, GAsyncResult *result, gpointer wait)
{
  HelioKeyringWait *self = wait;

  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_pointer (&self->hint_timer, helio_timer_cancel);
  if (self->callback != NULL) {
    drop_late (self);
    self->callback (source, result, self->user_data);
  } else if (self->late != NULL)
    self->late (source, result, self->late_data);
  wait_free (self);
}

static void
on_caller_cancelled (GCancellable *caller, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

GCancellable *
helio_keyring_wait_get_cancellable (HelioKeyringWait *self)
{
  return self->cancellable;
}

void
helio_keyring_wait_set_late (HelioKeyringWait *self,
                             GAsyncReadyCallback late,
                             gpointer data,
                             GDestroyNotify free_data)
{
  self->late = late;
  self->late_data = data;
  self->free_late_data = free_data;
}

void
helio_keyring_wait_set_hint (HelioKeyringWait *self, HelioKeyringWaitHint hint)
{
  self->hint = hint;
  self->hint_timer = helio_clock_after (self->clock, HELIO_KEYRING_HINT, on_hint, self);
}

HelioKeyringWait *
helio_keyring_wait_new (HelioClock *clock,
                        HelioKeyring *keyring,
                        gint64 patience,
                        gpointer tag,
                        GCancellable *caller,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  HelioKeyringWait *self = g_new0 (HelioKeyringWait, 1);

  self->clock = g_object_ref (clock);
  self->keyring = g_object_ref (keyring);
  self->tag = tag;
  self->callback = callback;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  if (caller != NULL) {
    self->caller = g_object_ref (caller);
    self->caller_handler =
        g_cancellable_connect (caller, G_CALLBACK (on_caller_cancelled), self->cancellable, NULL);
  }
  self->timer = helio_clock_after (clock, patience, on_time_out, self);
  return self;
}
