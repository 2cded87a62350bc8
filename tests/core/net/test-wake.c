// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/net/helio-wake.h"
#include "tests/support/helio-test.h"

/* A network monitor that says what it is told. */

#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor {
  GObject parent_instance;
};

static void
initable_init (GInitableIface *iface)
{
}

static void
monitor_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMonitor,
                               test_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_init))

static void
test_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
    case 1:
    case 2:
      g_value_set_boolean (value, FALSE);
      break;
    default:
      g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
  }
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, 1, "network-available");
  g_object_class_override_property (object_class, 2, "network-metered");
  g_object_class_override_property (object_class, 3, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
}

typedef struct {
  HelioFakeClock *clock;
  TestMonitor *monitor;
  HelioWake *wake;
  GString *log;
} Fixture;

static void
on_woken (HelioWake *wake, guint reasons, gpointer log)
{
  g_string_append (log, (reasons & HELIO_WAKE_RESUMED) != 0 ? "resumed " : "network ");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = helio_fake_clock_new ();
  f->monitor = g_object_new (TEST_TYPE_MONITOR, NULL);
  f->wake = helio_wake_new (HELIO_CLOCK (f->clock), G_NETWORK_MONITOR (f->monitor));
  f->log = g_string_new (NULL);
  g_signal_connect (f->wake, "woken", G_CALLBACK (on_woken), f->log);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->wake);
  g_assert_finalize_object (f->monitor);
  g_assert_finalize_object (f->clock);
  g_string_free (f->log, TRUE);
}

static void
expect (Fixture *f, const char *log)
{
  g_assert_cmpstr (f->log->str, ==, log);
  g_string_truncate (f->log, 0);
}

static void
change_network (Fixture *f, gboolean available)
{
  g_signal_emit_by_name (f->monitor, "network-changed", available);
}

static void
test_sleep (Fixture *f, gconstpointer data)
{
  /* What was slept before is over. */
  helio_fake_clock_sleep (f->clock, 3600 * HELIO_SECOND);
  helio_wake_start (f->wake);
  helio_wake_look (f->wake);
  expect (f, "");
  helio_fake_clock_advance (f->clock, 3600 * HELIO_SECOND);
  helio_wake_look (f->wake);
  expect (f, "");
  helio_fake_clock_sleep (f->clock, 60 * HELIO_SECOND);
  helio_wake_look (f->wake);
  expect (f, "resumed ");
  helio_wake_look (f->wake);
  expect (f, "");
}

static void
test_network (Fixture *f, gconstpointer data)
{
  change_network (f, TRUE);
  helio_fake_clock_advance (f->clock, 10 * HELIO_SECOND);
  expect (f, "");
  helio_wake_start (f->wake);
  helio_wake_start (f->wake);
  for (int i = 0; i < 20; i++)
    change_network (f, TRUE);
  expect (f, "");
  helio_fake_clock_advance (f->clock, 2 * HELIO_SECOND);
  expect (f, "network ");
  change_network (f, FALSE);
  helio_fake_clock_advance (f->clock, 2 * HELIO_SECOND);
  expect (f, "");
  /* Woken up by the network: both, and sleep is told of at once. */
  helio_fake_clock_sleep (f->clock, 60 * HELIO_SECOND);
  change_network (f, TRUE);
  expect (f, "resumed ");
  helio_fake_clock_advance (f->clock, 2 * HELIO_SECOND);
  expect (f, "network ");
  /* Let go of while it settles. */
  change_network (f, TRUE);
}

/* The machine's own clock and monitor: quiet, and gone without a trace, also while the monitor is looked for. */
static void
test_system (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  HelioWake *wake = helio_wake_new (clock, NULL);
  GString *log = g_string_new (NULL);
  GWeakRef ref;
  /* In this order: time goes on between the two. */
  gint64 awake = helio_clock_now_awake (clock);

  g_assert_cmpint (helio_clock_now_boot (clock), >=, awake);
  g_signal_connect (wake, "woken", G_CALLBACK (on_woken), log);
  helio_wake_start (wake);
  helio_wake_look (wake);
  g_assert_cmpstr (log->str, ==, "");
  g_weak_ref_init (&ref, wake);
  g_object_unref (wake);
  for (gpointer left; (left = g_weak_ref_get (&ref)) != NULL;) {
    g_object_unref (left);
    g_main_context_iteration (NULL, TRUE);
  }
  g_weak_ref_clear (&ref);
  g_string_free (log, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/wake/sleep", Fixture, NULL, set_up, test_sleep, tear_down);
  g_test_add ("/wake/network", Fixture, NULL, set_up, test_network, tear_down);
  g_test_add_func ("/wake/system", test_system);
  return g_test_run ();
}
