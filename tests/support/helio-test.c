// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-test.h"

#include <glib/gstdio.h>

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
helio_test_comes (HelioTestCondition condition, gpointer data, double seconds)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  /* Wakes the loop so that the deadline is noticed when no event ever comes. */
  guint tick = g_timeout_add (50, on_tick, NULL);
  gboolean holds;

  while (!(holds = condition (data)) && g_get_monotonic_time () <= deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  return holds;
}

void
helio_test_wait (HelioTestCondition condition, gpointer data, double seconds, const char *what)
{
  if (!helio_test_comes (condition, data, seconds))
    g_error ("waited %.1f s in vain for: %s", seconds, what);
}

static gboolean
flag_is_set (gpointer data)
{
  return *(gboolean *) data;
}

void
helio_test_wait_flag (gboolean *flag, double seconds, const char *what)
{
  helio_test_wait (flag_is_set, flag, seconds, what);
}

typedef struct {
  GObject *object;
  int holders;
} Holders;

static gboolean
is_held_by_so_many (gpointer data)
{
  Holders *self = data;

  return g_atomic_int_get (&self->object->ref_count) <= self->holders;
}

void
helio_test_wait_holders (gpointer object, int holders, double seconds, const char *what)
{
  Holders self = {object, holders};

  helio_test_wait (is_held_by_so_many, &self, seconds, what);
}

static gboolean
is_gone (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

void
helio_test_wait_gone (gpointer object_taken, double seconds, const char *what)
{
  gpointer left = object_taken;

  g_object_add_weak_pointer (G_OBJECT (object_taken), &left);
  g_object_unref (object_taken);
  helio_test_wait (is_gone, &left, seconds, what);
}

void
helio_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

void
helio_test_result_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioTestResult *self = user_data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return ((HelioTestResult *) data)->result != NULL;
}

GAsyncResult *
helio_test_result_wait (HelioTestResult *self, double seconds)
{
  helio_test_wait (has_result, self, seconds, "an asynchronous result");
  return self->result;
}

void
helio_test_result_clear (HelioTestResult *self)
{
  g_clear_object (&self->result);
}

char *
helio_test_make_dir (void)
{
  GError *error = NULL;
  char *path = g_dir_make_tmp ("helio-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
helio_test_remove_dir (char *path_taken)
{
  remove_tree (path_taken);
  g_free (path_taken);
}

struct _HelioFakeClock {
  HelioClock parent_instance;
  gint64 boot, wall, slept;
  GPtrArray *timers; /* HelioTimer, not owned */
};

G_DEFINE_FINAL_TYPE (HelioFakeClock, helio_fake_clock, HELIO_TYPE_CLOCK)

static gint64
fake_now_boot (HelioClock *clock)
{
  return HELIO_FAKE_CLOCK (clock)->boot;
}

static gint64
fake_now_wall (HelioClock *clock)
{
  return HELIO_FAKE_CLOCK (clock)->wall;
}

static gint64
fake_now_awake (HelioClock *clock)
{
  return HELIO_FAKE_CLOCK (clock)->boot - HELIO_FAKE_CLOCK (clock)->slept;
}

static void
fake_arm (HelioClock *clock, HelioTimer *timer, gint64 deadline_boot)
{
  g_ptr_array_add (HELIO_FAKE_CLOCK (clock)->timers, timer);
}

static void
fake_disarm (HelioClock *clock, HelioTimer *timer)
{
  g_ptr_array_remove (HELIO_FAKE_CLOCK (clock)->timers, timer);
}

static HelioTimer *
next_timer (HelioFakeClock *self)
{
  HelioTimer *next = NULL;

  for (guint i = 0; i < self->timers->len; i++) {
    HelioTimer *timer = g_ptr_array_index (self->timers, i);
    if (next == NULL || helio_timer_get_deadline (timer) < helio_timer_get_deadline (next))
      next = timer;
  }
  return next;
}

gint64
helio_fake_clock_get_next (HelioFakeClock *self)
{
  HelioTimer *next = next_timer (self);

  return next != NULL ? helio_timer_get_deadline (next) : G_MAXINT64;
}

void
helio_fake_clock_advance (HelioFakeClock *self, gint64 microseconds)
{
  gint64 end = self->boot + microseconds;
  HelioTimer *timer;

  while ((timer = next_timer (self)) != NULL && helio_timer_get_deadline (timer) <= end) {
    gint64 step = MAX (helio_timer_get_deadline (timer) - self->boot, 0);

    self->boot += step;
    self->wall += step;
    helio_timer_fire (timer);
    helio_test_settle ();
  }
  self->wall += end - self->boot;
  self->boot = end;
}

void
helio_fake_clock_sleep (HelioFakeClock *self, gint64 microseconds)
{
  self->slept += microseconds;
  self->boot += microseconds;
  self->wall += microseconds;
  helio_fake_clock_advance (self, 0);
}

static void
helio_fake_clock_finalize (GObject *object)
{
  g_ptr_array_unref (HELIO_FAKE_CLOCK (object)->timers);
  G_OBJECT_CLASS (helio_fake_clock_parent_class)->finalize (object);
}

static void
helio_fake_clock_class_init (HelioFakeClockClass *klass)
{
  HelioClockClass *clock_class = HELIO_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = helio_fake_clock_finalize;
  clock_class->now_boot = fake_now_boot;
  clock_class->now_wall = fake_now_wall;
  clock_class->now_awake = fake_now_awake;
  clock_class->arm = fake_arm;
  clock_class->disarm = fake_disarm;
}

static void
helio_fake_clock_init (HelioFakeClock *self)
{
  self->boot = 1000 * G_USEC_PER_SEC;
  self->wall = G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC;
  self->timers = g_ptr_array_new ();
}

HelioFakeClock *
helio_fake_clock_new (void)
{
  return g_object_new (HELIO_TYPE_FAKE_CLOCK, NULL);
}
