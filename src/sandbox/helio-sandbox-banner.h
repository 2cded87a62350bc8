// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/helio-json.h"

G_BEGIN_DECLS

/* The ready line for somebody who started the sandbox by hand: users and passwords, key, profiles, and what to do
 * with them. Returns: (transfer full): lines, the last one ended, too. */
char *helio_sandbox_banner_new (const HelioJson *ready);

G_END_DECLS
