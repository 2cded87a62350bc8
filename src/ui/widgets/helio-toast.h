// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A short word at the bottom of the window, from any widget in it. */

#include <adwaita.h>

G_BEGIN_DECLS

/* @button: (nullable): label of the toast's button, with mnemonic. Never markup.
 * Returns: (transfer none) (nullable): NULL where no window shows toasts. */
AdwToast *helio_toast_show (GtkWidget *widget, const char *text, const char *button);

G_END_DECLS
