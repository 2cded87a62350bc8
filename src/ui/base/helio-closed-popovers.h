// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* On X11 a popover that has closed can keep the pointer, and take the click that was meant for what lay under it. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on each popover of this process gives its surface up when it closes, whoever made it. Call it once. */
void helio_closed_popovers_release (void);

G_END_DECLS
