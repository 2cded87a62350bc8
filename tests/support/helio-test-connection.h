// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A connection of its own to a broker of the test's: a fixed username, the password known, all hosts agreed to. */

#include "core/connection/helio-connection.h"

G_BEGIN_DECLS

/* @dir: where profiles would be stored. Returns: (transfer full), not connected. */
HelioConnection *
helio_test_connection_new (const char *dir, const char *url, HelioProtocol protocol);
/* A HelioTestCondition of it. */
gboolean helio_test_connection_is_up (gpointer connection);

G_END_DECLS
