// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* An AdwComboRow of fixed choices, which shows them whole where there is room, in the row and in the list that opens: the
 * row's own labels end at 20 characters, and "Username and password" has 21. */

#include <adwaita.h>

G_BEGIN_DECLS

/* @choices: NULL-terminated, translated. Returns: (transfer floating). */
GtkWidget *helio_choice_row_new (const char *title, const char *const *choices);

G_END_DECLS
