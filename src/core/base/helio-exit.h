// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The exit statuses of design.md §5.2, for programs and for the reports that say how a program ended. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_EXIT_DONE = 0,
  HELIO_EXIT_CHECK_FAILED = 1,
  HELIO_EXIT_USAGE = 2,
  HELIO_EXIT_SIGN_IN = 3,
  HELIO_EXIT_EXCHANGE = 4,
  HELIO_EXIT_MQTT = 5,
  HELIO_EXIT_NETWORK = 6,
  HELIO_EXIT_INTERRUPTED = 130,
} HelioExit;

/* That of the error's class; HELIO_EXIT_CHECK_FAILED where it has none. Any thread. */
HelioExit helio_exit_of (const GError *error);

G_END_DECLS
