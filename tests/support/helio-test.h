// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What tests share: waiting for an event with a deadline instead of sleeping, a clock that is moved by
 * hand, a private folder. */

#include "core/base/helio-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs the default main context until @condition holds; fails the test after @seconds. */
typedef gboolean (*HelioTestCondition) (gpointer data);
void
helio_test_wait (HelioTestCondition condition, gpointer data, double seconds, const char *what);
/* The same for a test that has more to say than @what when it never holds. Returns: whether it came to hold. */
gboolean helio_test_comes (HelioTestCondition condition, gpointer data, double seconds);
/* As above for the common case: until *@flag is TRUE. */
void helio_test_wait_flag (gboolean *flag, double seconds, const char *what);
/* Until @object has no more than so many holders: whatever else was under way with it has ended. */
void helio_test_wait_holders (gpointer object, int holders, double seconds, const char *what);
/* Gives up the last share of an object, and waits until it has gone: what is still on its way to it, or a thread that
 * worked for it, may hold it for a moment. */
void helio_test_wait_gone (gpointer object_taken, double seconds, const char *what);
/* Runs the context until nothing is pending. */
void helio_test_settle (void);

/* A GAsyncReadyCallback that keeps its result; wait for it and take it. */
typedef struct {
  GAsyncResult *result;
} HelioTestResult;
void helio_test_result_ready (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *helio_test_result_wait (HelioTestResult *self, double seconds);
void helio_test_result_clear (HelioTestResult *self);

/* A folder of this test, removed with everything in it by helio_test_remove_dir(). */
char *helio_test_make_dir (void);
void helio_test_remove_dir (char *path_taken);

#define HELIO_TYPE_FAKE_CLOCK (helio_fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (HelioFakeClock, helio_fake_clock, HELIO, FAKE_CLOCK, HelioClock)
/* Boot time begins at 1,000 s, wall time at 2026-01-01T00:00:00Z. */
HelioFakeClock *helio_fake_clock_new (void);
/* Moves both times and fires what is due, in order of deadline. */
void helio_fake_clock_advance (HelioFakeClock *self, gint64 microseconds);
/* The same, asleep: nothing fires before the end, then what is due does. */
void helio_fake_clock_sleep (HelioFakeClock *self, gint64 microseconds);
/* Deadline of the next timer, G_MAXINT64 if none. */
gint64 helio_fake_clock_get_next (HelioFakeClock *self);

G_END_DECLS
