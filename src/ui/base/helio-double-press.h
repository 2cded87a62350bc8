// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A button whose action changes as soon as it is pressed: who double-clicks it out of habit does not mean the next one. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on what is pressed within the time of a double click after another action of @button is not heard. Call it
 * once. */
void helio_double_press_ignore (GtkButton *button);

G_END_DECLS
