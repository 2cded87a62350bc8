// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench-app.h"
#include "bench/bench.h"

static struct {
  gboolean counting, painted;
  gint64 woken, laid;         /* processor time, µs */
  gint64 busy, painting;      /* since the last frame */
  GArray *busy_of, *paint_of; /* gint64 µs, one a frame */
} frames;

static int
poll_between (GPollFD *fds, guint n_fds, int timeout)
{
  int ready;

  frames.busy += bench_thread_cpu () - frames.woken;
  if (frames.painted) {
    gint64 busy = MAX (frames.busy - frames.painting, 0);

    if (frames.counting) {
      g_array_append_val (frames.busy_of, busy);
      g_array_append_val (frames.paint_of, frames.painting);
    }
    frames.busy = frames.painting = 0;
    frames.painted = FALSE;
  }
  ready = g_poll (fds, n_fds, timeout);
  frames.woken = bench_thread_cpu ();
  return ready;
}

/* The paint phase begins where the last one before it ended; a frame need not have them all. */
static void
on_phase (GdkFrameClock *frame_clock)
{
  frames.laid = bench_thread_cpu ();
}

static void
on_painted (GdkFrameClock *frame_clock)
{
  frames.painting += bench_thread_cpu () - frames.laid;
  frames.painted = TRUE;
}

void
bench_frames_watch (GtkWidget *window)
{
  GdkFrameClock *frame_clock = gtk_widget_get_frame_clock (window);

  frames.busy_of = g_array_new (FALSE, FALSE, sizeof (gint64));
  frames.paint_of = g_array_new (FALSE, FALSE, sizeof (gint64));
  frames.laid = frames.woken = bench_thread_cpu ();
  g_signal_connect_after (frame_clock, "before-paint", G_CALLBACK (on_phase), NULL);
  g_signal_connect_after (frame_clock, "update", G_CALLBACK (on_phase), NULL);
  g_signal_connect_after (frame_clock, "layout", G_CALLBACK (on_phase), NULL);
  g_signal_connect_after (frame_clock, "paint", G_CALLBACK (on_painted), NULL);
  g_main_context_set_poll_func (NULL, poll_between);
}

void
bench_frames_start (void)
{
  frames.counting = TRUE;
}

void
bench_frames_report (void)
{
  bench_report ("frames", frames.busy_of->len);
  bench_report ("busy_p50_ms", (double) bench_percentile (frames.busy_of, 0.5) / 1000);
  bench_report ("busy_p95_ms", (double) bench_percentile (frames.busy_of, 0.95) / 1000);
  bench_report ("busy_max_ms", (double) bench_percentile (frames.busy_of, 1) / 1000);
  bench_report ("paint_p50_ms", (double) bench_percentile (frames.paint_of, 0.5) / 1000);
  bench_report ("paint_p95_ms", (double) bench_percentile (frames.paint_of, 0.95) / 1000);
}
