// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The keyring of tests/support/with-keyring, spoken to without libsecret; nothing else gets a turn meanwhile. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* Nobody is there to unlock it again. */
void helio_real_keyring_lock (void);
/* As KeePassXC locks a database: each item is told to be deleted, and none is there to be found. */
void helio_real_keyring_lock_and_hide (void);

G_END_DECLS
