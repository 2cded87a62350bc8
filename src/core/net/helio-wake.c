// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/net/helio-wake.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Two readings of the clocks differ by far less, a suspended machine by far more. */
#define SLEPT_MIN HELIO_SECOND
/* A network comes up in many small steps. */
#define SETTLE HELIO_SECOND
/* The timer that waits for the clock to be set must not run out by itself. */
#define FAR_AWAY G_GINT64_CONSTANT (4000000000)

struct _HelioWake {
  GObject parent_instance;

  /* owned */
  HelioClock *clock;
  GNetworkMonitor *monitor; /* (nullable): not yet */
  GCancellable *cancellable;
  GSource *clock_source;
  HelioTimer *settle_timer;

  gint64 slept; /* since boot, at the last look */
  int clock_fd;
  gboolean started;
};

G_DEFINE_FINAL_TYPE (HelioWake, helio_wake, G_TYPE_OBJECT)

static guint woken_signal;

static gint64
get_slept (HelioWake *self)
{
  return helio_clock_now_boot (self->clock) - helio_clock_now_awake (self->clock);
}

void
helio_wake_look (HelioWake *self)
{
  gint64 slept = get_slept (self);
  gboolean resumed = slept - self->slept > SLEPT_MIN;

  self->slept = slept;
  if (resumed)
    g_signal_emit (self, woken_signal, 0, (guint) HELIO_WAKE_RESUMED);
}

static gboolean
on_clock_set (gint fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (HelioWake) self = g_object_ref (user_data);
  guint64 expirations;

  if (read (fd, &expirations, sizeof expirations) == -1 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  helio_wake_look (self);
  return G_SOURCE_CONTINUE;
}

static void
watch_clock (HelioWake *self)
{
  struct itimerspec spec = {.it_value.tv_sec = (time_t) FAR_AWAY};

  self->clock_fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->clock_fd == -1)
    return;
  timerfd_settime (self->clock_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
  self->clock_source = g_unix_fd_source_new (self->clock_fd, G_IO_IN);
  g_source_set_name (self->clock_source, "helio-wake");
  g_source_set_callback (self->clock_source, G_SOURCE_FUNC (on_clock_set), self, NULL);
  g_source_attach (self->clock_source, NULL);
}

static void
on_settled (gpointer user_data)
{
  g_autoptr (HelioWake) self = g_object_ref (user_data);

  g_clear_pointer (&self->settle_timer, helio_timer_cancel);
  g_signal_emit (self, woken_signal, 0, (guint) HELIO_WAKE_NETWORK);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, HelioWake *self)
{
  /* A network that goes away changes nothing that a try could show. */
  if (!available)
    return;
  if (self->settle_timer == NULL)
    self->settle_timer = helio_clock_after (self->clock, SETTLE, on_settled, self);
  helio_wake_look (self);
}

static void
take_monitor (HelioWake *self, GNetworkMonitor *monitor)
{
  g_set_object (&self->monitor, monitor);
  g_signal_connect_object (monitor, "network-changed", G_CALLBACK (on_network_changed), self, 0);
}

static void
find_monitor (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, g_object_ref (g_network_monitor_get_default ()), g_object_unref);
}

static void
on_monitor_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GNetworkMonitor) monitor = g_task_propagate_pointer (G_TASK (result), NULL);

  if (monitor != NULL)
    take_monitor (HELIO_WAKE (source), monitor);
}

void
helio_wake_start (HelioWake *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->started)
    return;
  self->started = TRUE;
  self->slept = get_slept (self);
  watch_clock (self);
  if (self->monitor != NULL) {
    take_monitor (self, self->monitor);
    return;
  }
  /* The first look at it may ask a bus and wait for the answer; its signals come to the main context all the same. */
  task = g_task_new (self, self->cancellable, on_monitor_found, NULL);
  g_task_set_source_tag (task, helio_wake_start);
  g_task_run_in_thread (task, find_monitor);
}

static void
helio_wake_dispose (GObject *object)
{
  HelioWake *self = HELIO_WAKE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->settle_timer, helio_timer_cancel);
  if (self->clock_source != NULL) {
    g_source_destroy (self->clock_source);
    g_clear_pointer (&self->clock_source, g_source_unref);
    close (self->clock_fd);
  }
  g_clear_object (&self->monitor);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_wake_parent_class)->dispose (object);
}

static void
helio_wake_class_init (HelioWakeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_wake_dispose;
  woken_signal = g_signal_new ("woken",
                               HELIO_TYPE_WAKE,
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               1,
                               G_TYPE_UINT);
}

static void
helio_wake_init (HelioWake *self)
{
  self->cancellable = g_cancellable_new ();
}

HelioWake *
helio_wake_new (HelioClock *clock, GNetworkMonitor *monitor)
{
  HelioWake *self = g_object_new (HELIO_TYPE_WAKE, NULL);

  self->clock = g_object_ref (clock);
  if (monitor != NULL)
    self->monitor = g_object_ref (monitor);
  return self;
}
