// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Registers the resources and the types that templates name. Once, after gtk_init() and before the first
 * widget; the application does it, and so does a test that makes widgets without one. */
void helio_ui_init (void);

G_END_DECLS
