// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A keyring that answers nothing: its prompt stands there unseen, or the service hangs. It stands in the place of
 * libsecret's search in every program that has this file among its own. */

#include "core/keyring/helio-keyring.h"

G_BEGIN_DECLS

/* Before anything asks a keyring: without a bus. */
HelioKeyring *helio_silent_keyring_new (void);
/* A HelioTestCondition: something waits for the keyring now. */
gboolean helio_silent_keyring_is_asked (gpointer unused);

G_END_DECLS
