// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-clock.h"
#include "tests/support/helio-test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MS G_GINT64_CONSTANT (1000)

typedef struct {
  GString *order;
  const char *name;
  HelioTimer *timer;
  HelioTimer **victim; /* cancelled when this one fires */
  HelioClock *clock;
} Probe;

static void
on_fired (Probe *probe)
{
  g_string_append (probe->order, probe->name);
  if (probe->victim != NULL)
    g_clear_pointer (probe->victim, helio_timer_cancel);
}

static gboolean
has_length (gpointer data)
{
  const GString *order = data;

  return order->len >= 4;
}

static void
test_times (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  gint64 boot = helio_clock_now_boot (clock), wall = helio_clock_now_wall (clock);
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  g_assert_cmpint ((gint64) now.tv_sec * 1000000 + now.tv_nsec / 1000 - boot, >=, 0);
  g_assert_cmpint ((gint64) now.tv_sec * 1000000 + now.tv_nsec / 1000 - boot, <, 60000 * MS);
  g_assert_cmpint (g_get_real_time () - wall, <, 60000 * MS);
  g_assert_cmpint (helio_clock_now_boot (clock), >=, boot);
}

static int
compare_deadlines (gconstpointer a, gconstpointer b)
{
  gint64 difference = helio_timer_get_deadline (((const Probe *) a)->timer) -
                      helio_timer_get_deadline (((const Probe *) b)->timer);

  return difference < 0 ? -1 : difference > 0;
}

/* Scheduled in another order than due, and all due before the loop turns. */
static void
test_order (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (GString) order = g_string_new (NULL);
  Probe probes[] = {{order, "d"}, {order, "a"}, {order, "c"}, {order, "b"}}, sorted[4];
  static const gint64 delays[] = {8 * MS, -5 * MS, 6 * MS, 4 * MS};
  gint64 start = helio_clock_now_boot (clock);

  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    probes[i].timer = helio_clock_after (clock, delays[i], on_fired, &probes[i]);
  g_assert_cmpint (helio_timer_get_deadline (probes[0].timer), >=, start + 8 * MS);
  /* "abcd", unless the machine stopped for a while between two of these lines. */
  memcpy (sorted, probes, sizeof sorted);
  qsort (sorted, G_N_ELEMENTS (sorted), sizeof (Probe), compare_deadlines);
  while (helio_clock_now_boot (clock) < helio_timer_get_deadline (sorted[3].timer)) {
  }
  g_assert_cmpstr (order->str, ==, "");
  helio_test_wait (has_length, order, 10, "four timers");
  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    g_assert_cmpint (order->str[i], ==, sorted[i].name[0]);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    helio_timer_cancel (probes[i].timer);
}

static void
test_not_early (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (GString) order = g_string_new ("...");
  Probe probe = {order, "x"};
  HelioTimer *timer = helio_clock_after (clock, 20 * MS, on_fired, &probe);

  helio_test_wait (has_length, order, 10, "the timer");
  g_assert_cmpint (helio_clock_now_boot (clock), >=, helio_timer_get_deadline (timer));
  helio_timer_cancel (timer);
}

static void
test_cancel (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (GString) order = g_string_new ("...");
  Probe cancelled = {order, "x"}, kept = {order, "k"};
  HelioTimer *first = helio_clock_after (clock, 0, on_fired, &cancelled);
  HelioTimer *second = helio_clock_after (clock, 1 * MS, on_fired, &kept);

  helio_timer_cancel (first);
  helio_timer_cancel (NULL);
  helio_test_wait (has_length, order, 10, "the timer that was kept");
  g_assert_cmpstr (order->str, ==, "...k");
  helio_timer_cancel (second);
}

/* A timer that cancels itself, one that cancels the next, and one that cancels an earlier one which has
 * fired: all due in the same turn. */
static void
test_cancel_inside (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (GString) order = g_string_new (".");
  Probe self = {order, "s"}, killer = {order, "k"}, victim = {order, "v"}, last = {order, "l"};

  self.timer = helio_clock_after (clock, 1 * MS, on_fired, &self);
  killer.timer = helio_clock_after (clock, 2 * MS, on_fired, &killer);
  victim.timer = helio_clock_after (clock, 3 * MS, on_fired, &victim);
  last.timer = helio_clock_after (clock, 4 * MS, on_fired, &last);
  self.victim = &self.timer;
  killer.victim = &victim.timer;
  last.victim = &killer.timer;
  while (helio_clock_now_boot (clock) < helio_timer_get_deadline (last.timer)) {
  }
  helio_test_wait (has_length, order, 10, "the timers");
  helio_test_settle ();
  g_assert_cmpstr (order->str, ==, ".skl");
  g_assert_null (self.timer);
  g_assert_null (victim.timer);
  g_assert_null (killer.timer);
  helio_timer_cancel (last.timer);
}

static void
on_rearm (Probe *probe)
{
  g_string_append (probe->order, probe->name);
  helio_timer_cancel (probe->timer);
  probe->timer = helio_clock_after (probe->clock, 0, on_rearm, probe);
}

static void
test_rearm_inside (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (GString) order = g_string_new (NULL);
  Probe probe = {order, "r", NULL, NULL, clock};

  probe.timer = helio_clock_after (clock, 0, on_rearm, &probe);
  helio_test_wait (has_length, order, 10, "a timer that starts itself again");
  helio_timer_cancel (probe.timer);
  g_string_assign (order, "");
  helio_test_settle ();
  g_assert_cmpstr (order->str, ==, "");
}

static gpointer
run_thread (gpointer data)
{
  Probe *probe = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  probe->timer = helio_clock_after (probe->clock, 1 * MS, on_fired, probe);
  while (probe->order->len == 0)
    g_main_context_iteration (context, TRUE);
  g_clear_pointer (&probe->timer, helio_timer_cancel);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* A timer belongs to the context of its caller, though the clock is shared. */
static void
test_thread_context (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (GString) mine = g_string_new ("...");
  g_autoptr (GString) its = g_string_new (NULL);
  Probe here = {mine, "h", NULL, NULL, clock}, there = {its, "t", NULL, NULL, clock};
  GThread *thread;

  here.timer = helio_clock_after (clock, 0, on_fired, &here);
  thread = g_thread_new ("timer", run_thread, &there);
  g_thread_join (thread);
  g_assert_cmpstr (its->str, ==, "t");
  /* This thread's loop has not turned since. */
  g_assert_cmpstr (mine->str, ==, "...");
  helio_test_wait (has_length, mine, 10, "this thread's timer");
  helio_timer_cancel (here.timer);
}

static void
test_timer_holds_clock (void)
{
  HelioClock *clock = helio_clock_new_system ();
  g_autoptr (GString) order = g_string_new ("...");
  Probe probe = {order, "x"};
  HelioTimer *timer = helio_clock_after (clock, 0, on_fired, &probe);

  g_object_unref (clock);
  helio_test_wait (has_length, order, 10, "the timer");
  helio_timer_cancel (timer);
}

static void
test_fake (void)
{
  g_autoptr (HelioFakeClock) fake = helio_fake_clock_new ();
  HelioClock *clock = HELIO_CLOCK (fake);
  g_autoptr (GString) order = g_string_new (NULL);
  Probe probes[] = {{order, "c"}, {order, "a"}, {order, "b"}};

  g_assert_cmpint (helio_clock_now_boot (clock), ==, 1000 * HELIO_SECOND);
  g_assert_cmpint (helio_fake_clock_get_next (fake), ==, G_MAXINT64);
  probes[0].timer = helio_clock_after (clock, 3 * 3600 * HELIO_SECOND, on_fired, &probes[0]);
  probes[1].timer = helio_clock_after (clock, 1 * HELIO_SECOND, on_fired, &probes[1]);
  probes[2].timer = helio_clock_after (clock, 2 * HELIO_SECOND, on_fired, &probes[2]);
  g_assert_cmpint (helio_fake_clock_get_next (fake), ==, 1001 * HELIO_SECOND);
  helio_fake_clock_advance (fake, HELIO_SECOND - 1);
  g_assert_cmpstr (order->str, ==, "");
  helio_fake_clock_advance (fake, 1);
  g_assert_cmpstr (order->str, ==, "a");
  helio_timer_cancel (probes[2].timer);
  helio_fake_clock_advance (fake, 4 * 3600 * HELIO_SECOND);
  g_assert_cmpstr (order->str, ==, "ac");
  g_assert_cmpint (helio_clock_now_boot (clock), ==, (1001 + 4 * 3600) * HELIO_SECOND);
  g_assert_cmpint (helio_clock_now_wall (clock),
                   ==,
                   (G_GINT64_CONSTANT (1767225600) + 1 + 4 * 3600) * HELIO_SECOND);
  helio_timer_cancel (probes[0].timer);
  helio_timer_cancel (probes[1].timer);
}

static void
on_fake_rearm (Probe *probe)
{
  g_string_append_printf (probe->order,
                          "%" G_GINT64_FORMAT " ",
                          helio_clock_now_boot (probe->clock) / HELIO_SECOND);
  helio_timer_cancel (probe->timer);
  probe->timer = helio_clock_after (probe->clock, 10 * HELIO_SECOND, on_fake_rearm, probe);
}

/* What a callback schedules within the step fires within it, at its own time. */
static void
test_fake_rearm (void)
{
  g_autoptr (HelioFakeClock) fake = helio_fake_clock_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Probe probe = {order, "", NULL, NULL, HELIO_CLOCK (fake)};

  probe.timer = helio_clock_after (probe.clock, 10 * HELIO_SECOND, on_fake_rearm, &probe);
  helio_fake_clock_advance (fake, 35 * HELIO_SECOND);
  g_assert_cmpstr (order->str, ==, "1010 1020 1030 ");
  g_assert_cmpint (helio_clock_now_boot (probe.clock), ==, 1035 * HELIO_SECOND);
  helio_timer_cancel (probe.timer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/times", test_times);
  g_test_add_func ("/clock/order", test_order);
  g_test_add_func ("/clock/not-early", test_not_early);
  g_test_add_func ("/clock/cancel", test_cancel);
  g_test_add_func ("/clock/cancel-inside", test_cancel_inside);
  g_test_add_func ("/clock/rearm-inside", test_rearm_inside);
  g_test_add_func ("/clock/thread-context", test_thread_context);
  g_test_add_func ("/clock/timer-holds-clock", test_timer_holds_clock);
  g_test_add_func ("/clock/fake", test_fake);
  g_test_add_func ("/clock/fake-rearm", test_fake_rearm);
  return g_test_run ();
}
