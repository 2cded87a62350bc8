// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-clock.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct _HelioTimer {
  grefcount ref_count;
  HelioClock *clock;
  gint64 deadline;
  HelioTimerFunc func;
  gpointer user_data;
  gpointer backend;
  gboolean done; /* fired or cancelled */
};

G_DEFINE_ABSTRACT_TYPE (HelioClock, helio_clock, G_TYPE_OBJECT)

static void
helio_clock_class_init (HelioClockClass *klass)
{
}

static void
helio_clock_init (HelioClock *self)
{
}

gint64
helio_clock_now_boot (HelioClock *self)
{
  return HELIO_CLOCK_GET_CLASS (self)->now_boot (self);
}

gint64
helio_clock_now_awake (HelioClock *self)
{
  return HELIO_CLOCK_GET_CLASS (self)->now_awake (self);
}

gint64
helio_clock_now_wall (HelioClock *self)
{
  return HELIO_CLOCK_GET_CLASS (self)->now_wall (self);
}

static void
timer_unref (HelioTimer *timer)
{
  if (!g_ref_count_dec (&timer->ref_count))
    return;
  g_object_unref (timer->clock);
  g_free (timer);
}

HelioTimer *
helio_clock_schedule (HelioClock *self, gint64 delay, GCallback func, gpointer user_data)
{
  HelioTimer *timer = g_new0 (HelioTimer, 1);

  g_ref_count_init (&timer->ref_count);
  timer->clock = g_object_ref (self);
  timer->deadline = helio_clock_now_boot (self) + MAX (delay, 0);
  timer->func = (HelioTimerFunc) func;
  timer->user_data = user_data;
  HELIO_CLOCK_GET_CLASS (self)->arm (self, timer, timer->deadline);
  return timer;
}

void
helio_timer_cancel (HelioTimer *timer)
{
  if (timer == NULL)
    return;
  if (!timer->done) {
    timer->done = TRUE;
    HELIO_CLOCK_GET_CLASS (timer->clock)->disarm (timer->clock, timer);
  }
  timer_unref (timer);
}

gint64
helio_timer_get_deadline (const HelioTimer *timer)
{
  return timer->deadline;
}

void
helio_timer_fire (HelioTimer *timer)
{
  if (timer->done)
    return;
  timer->done = TRUE;
  g_ref_count_inc (&timer->ref_count);
  HELIO_CLOCK_GET_CLASS (timer->clock)->disarm (timer->clock, timer);
  timer->func (timer->user_data);
  timer_unref (timer);
}

gpointer
helio_timer_get_backend (HelioTimer *timer)
{
  return timer->backend;
}

void
helio_timer_set_backend (HelioTimer *timer, gpointer backend)
{
  timer->backend = backend;
}

/* The system clock: one timerfd on CLOCK_BOOTTIME a timer, since GLib's own timeouts stand still while
 * the machine sleeps and a credential does not. When several are due at one turn of a loop, after sleep say,
 * they fire in the order of their deadlines. */

#define HELIO_TYPE_SYSTEM_CLOCK (helio_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (HelioSystemClock, helio_system_clock, HELIO, SYSTEM_CLOCK, HelioClock)

struct _HelioSystemClock {
  HelioClock parent_instance;

  GMutex mutex;
  GPtrArray *armed; /* HelioTimer of every thread */
};

G_DEFINE_FINAL_TYPE (HelioSystemClock, helio_system_clock, HELIO_TYPE_CLOCK)

gint64
helio_boot_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
system_now_boot (HelioClock *self)
{
  return helio_boot_time ();
}

static gint64
system_now_wall (HelioClock *self)
{
  return g_get_real_time ();
}

static gint64
system_now_awake (HelioClock *self)
{
  return g_get_monotonic_time ();
}

typedef struct {
  GSource *source;
  GMainContext *context; /* as attached; NULL: the default one */
  int fd;
} ArmedTimer;

/* The first that is due in @context, before or at @deadline. */
static HelioTimer *
find_due (HelioSystemClock *self, GMainContext *context, gint64 deadline)
{
  HelioTimer *due = NULL;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->armed->len; i++) {
    HelioTimer *timer = g_ptr_array_index (self->armed, i);
    const ArmedTimer *armed = timer->backend;

    if (armed->context == context && timer->deadline <= deadline &&
        (due == NULL || timer->deadline < due->deadline))
      due = timer;
  }
  g_mutex_unlock (&self->mutex);
  return due;
}

static gboolean
on_timer_ready (gint fd, GIOCondition condition, gpointer user_data)
{
  HelioTimer *timer = user_data, *due;
  HelioSystemClock *self = HELIO_SYSTEM_CLOCK (timer->clock);
  GMainContext *context = ((ArmedTimer *) timer->backend)->context;
  guint64 expirations;

  if (read (fd, &expirations, sizeof expirations) == -1 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  /* One that fires may cancel the others, this one too. */
  g_object_ref (self);
  g_ref_count_inc (&timer->ref_count);
  while (!timer->done && (due = find_due (self, context, timer->deadline)) != NULL)
    helio_timer_fire (due);
  timer_unref (timer);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

static void
system_arm (HelioClock *self, HelioTimer *timer, gint64 deadline_boot)
{
  HelioSystemClock *system = HELIO_SYSTEM_CLOCK (self);
  struct itimerspec spec = {0};
  /* A deadline of zero would disarm the timer. */
  gint64 deadline = MAX (deadline_boot, 1);
  ArmedTimer *armed = g_new0 (ArmedTimer, 1);

  armed->fd = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (armed->fd == -1)
    g_error ("timerfd: %s", g_strerror (errno));
  spec.it_value.tv_sec = deadline / G_USEC_PER_SEC;
  spec.it_value.tv_nsec = (deadline % G_USEC_PER_SEC) * 1000;
  timerfd_settime (armed->fd, TFD_TIMER_ABSTIME, &spec, NULL);

  armed->source = g_unix_fd_source_new (armed->fd, G_IO_IN);
  g_source_set_name (armed->source, "helio-timer");
  g_source_set_callback (armed->source, G_SOURCE_FUNC (on_timer_ready), timer, NULL);
  armed->context = g_main_context_get_thread_default ();
  helio_timer_set_backend (timer, armed);
  g_mutex_lock (&system->mutex);
  g_ptr_array_add (system->armed, timer);
  g_mutex_unlock (&system->mutex);
  g_source_attach (armed->source, armed->context);
}

static void
system_disarm (HelioClock *self, HelioTimer *timer)
{
  HelioSystemClock *system = HELIO_SYSTEM_CLOCK (self);
  ArmedTimer *armed = helio_timer_get_backend (timer);

  if (armed == NULL)
    return;
  g_mutex_lock (&system->mutex);
  g_ptr_array_remove_fast (system->armed, timer);
  g_mutex_unlock (&system->mutex);
  helio_timer_set_backend (timer, NULL);
  g_source_destroy (armed->source);
  g_source_unref (armed->source);
  close (armed->fd);
  g_free (armed);
}

static void
helio_system_clock_finalize (GObject *object)
{
  HelioSystemClock *self = HELIO_SYSTEM_CLOCK (object);

  /* Timers hold the clock, so none is left. */
  g_ptr_array_unref (self->armed);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (helio_system_clock_parent_class)->finalize (object);
}

static void
helio_system_clock_class_init (HelioSystemClockClass *klass)
{
  HelioClockClass *clock_class = HELIO_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = helio_system_clock_finalize;
  clock_class->now_boot = system_now_boot;
  clock_class->now_wall = system_now_wall;
  clock_class->now_awake = system_now_awake;
  clock_class->arm = system_arm;
  clock_class->disarm = system_disarm;
}

static void
helio_system_clock_init (HelioSystemClock *self)
{
  g_mutex_init (&self->mutex);
  self->armed = g_ptr_array_new ();
}

HelioClock *
helio_clock_new_system (void)
{
  return g_object_new (HELIO_TYPE_SYSTEM_CLOCK, NULL);
}
