// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the benchmark programs share: the messages, and figures of the process. Each program prints one
 * JSON object a line; build-aux/bench puts them together. */

#include <glib.h>
#include <string.h>
#include <unistd.h>

G_BEGIN_DECLS

void bench_topic (GString *topic, guint i, guint n_topics);
/* At least @length bytes of JSON. */
void bench_payload (GString *payload, guint i, gsize length);
/* User and system time of this process so far. */
double bench_cpu_seconds (void);
/* Processor time of this thread, µs: what a call costs, whoever else uses the machine. */
gint64 bench_thread_cpu (void);
gsize bench_rss (void);
void bench_report (const char *name, double value);
/* Sorts @times (gint64). */
gint64 bench_percentile (GArray *times, double share);

G_END_DECLS
