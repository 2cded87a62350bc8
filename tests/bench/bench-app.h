// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The real program, driven from within: its application and its window, with nobody at the keyboard. */

#include "ui/window/helio-window.h"

G_BEGIN_DECLS

/* @connection has come on line for the first time. */
typedef void (*BenchOnlineFunc) (HelioWindow *window, HelioConnection *connection, gpointer data);

/* Opens the window at 1024×700 on the profile file (nullable: on none), agrees to what it asks and connects.
 * @online: (nullable). Returns the program's exit status, after bench_app_quit(). */
int bench_app_run (const char *profile, BenchOnlineFunc online, gpointer data);
/* The next time that the window paints its first frame, {"frame": µs of the monotonic clock} is printed and
 * the program ends. */
void bench_app_report_first_frame (GtkWindow *window);
void bench_app_quit (int status);

/* What the main loop is busy with, per frame: processor time of the main thread from each poll's return to
 * the next poll, less the frame clock's paint phase, which is kept apart. */
void bench_frames_watch (GtkWidget *window);
/* Begins to count. */
void bench_frames_start (void);
/* Prints frames, busy_p50_ms, busy_p95_ms, busy_max_ms, paint_p50_ms and paint_p95_ms. */
void bench_frames_report (void);

G_END_DECLS
