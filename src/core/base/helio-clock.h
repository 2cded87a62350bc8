// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Time and timers behind one object, so that tests can move it. Boot time goes on while the machine
 * sleeps (CLOCK_BOOTTIME); every plan uses it. Wall time is for showing and for what others state. */

#include <glib-object.h>

G_BEGIN_DECLS

/* 64 bits wide, unlike G_USEC_PER_SEC: an hour in microseconds does not fit an int. */
#define HELIO_SECOND G_GINT64_CONSTANT (1000000)

#define HELIO_TYPE_CLOCK (helio_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (HelioClock, helio_clock, HELIO, CLOCK, GObject)

typedef struct _HelioTimer HelioTimer;

struct _HelioClockClass {
  GObjectClass parent_class;

  gint64 (*now_boot) (HelioClock *self);
  gint64 (*now_wall) (HelioClock *self);
  gint64 (*now_awake) (HelioClock *self);
  /* Arms @timer for @deadline_boot; must call helio_timer_fire() then. */
  void (*arm) (HelioClock *self, HelioTimer *timer, gint64 deadline_boot);
  void (*disarm) (HelioClock *self, HelioTimer *timer);
};

/* The machine's clocks; timers run in the thread-default main context of the caller of schedule. */
HelioClock *helio_clock_new_system (void);

/* Microseconds since boot, sleep included. Any thread for the system clock. */
gint64 helio_clock_now_boot (HelioClock *self);
/* The same of the system clock, for what only measures. Any thread. */
gint64 helio_boot_time (void);
/* Microseconds that the machine was awake since boot: what boot time has more was sleep. Any thread for the system
 * clock. */
gint64 helio_clock_now_awake (HelioClock *self);
/* Microseconds since 1970-01-01 UTC. */
gint64 helio_clock_now_wall (HelioClock *self);

/**
 * helio_clock_schedule:
 * @delay: microseconds from now; 0 or less: at the next turn of the loop
 * @func: called once
 *
 * Returns: (transfer full): a timer to be given to helio_timer_cancel() by its owner, whether it has
 * fired or not (g_clear_pointer (&self->timer, helio_timer_cancel)).
 */
HelioTimer *helio_clock_schedule (HelioClock *self,
                                  gint64 delay,
                                  GCallback func,
                                  gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
typedef void (*HelioTimerFunc) (gpointer user_data);
#define helio_clock_after(clock, delay, func, user_data)                                           \
  helio_clock_schedule ((clock), (delay), G_CALLBACK (func), (user_data))

/* Stops it and gives it back. May be called from its own callback. NULL is fine. */
void helio_timer_cancel (HelioTimer *timer);
/* Boot time at which it fires (or fired). */
gint64 helio_timer_get_deadline (const HelioTimer *timer);

/* For implementations of the clock only. */
void helio_timer_fire (HelioTimer *timer);
gpointer helio_timer_get_backend (HelioTimer *timer);
void helio_timer_set_backend (HelioTimer *timer, gpointer backend);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTimer, helio_timer_cancel)

G_END_DECLS
