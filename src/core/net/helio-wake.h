// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Tells when connections that look open may be dead: the machine slept, or its network changed. Needs no bus and no
 * permission (auth.md §7.3): the kernel wakes whoever waits for the wall clock to be set, which resuming does too, and
 * boot time that went on without awake time is sleep. Main thread. */

#include "core/base/helio-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the signal "woken" (guint flags) tells of. */
typedef enum {
  HELIO_WAKE_RESUMED = 1 << 0,
  HELIO_WAKE_NETWORK =
      1
      << 1, /* there is one, and it is another than before; once for changes in quick succession */
} HelioWakeReason;

#define HELIO_TYPE_WAKE (helio_wake_get_type ())
G_DECLARE_FINAL_TYPE (HelioWake, helio_wake, HELIO, WAKE, GObject)

/* @monitor: (nullable): the system's. Nothing is watched before helio_wake_start(). */
HelioWake *helio_wake_new (HelioClock *clock, GNetworkMonitor *monitor);
/* Again is fine. */
void helio_wake_start (HelioWake *self);
/* Looks whether the machine slept since the last look; happens by itself. */
void helio_wake_look (HelioWake *self);

G_END_DECLS
