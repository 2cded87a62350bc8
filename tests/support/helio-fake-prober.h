// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* HelioProber with the real interface that connects to nobody: a test says what it finds. Link this in before the
 * core library and its prober stays out. */

#include "core/acl/helio-prober.h"

G_BEGIN_DECLS

/* The one that was made last and is still there. (nullable) (transfer none) */
HelioProber *helio_fake_prober_get (void);
/* "done" notifies. */
void helio_fake_prober_set_done (HelioProber *self, guint done);
/* Ends the run. @error: (nullable) (transfer full). A run that was cancelled ends by itself. */
void helio_fake_prober_finish (HelioProber *self, GError *error);

G_END_DECLS
