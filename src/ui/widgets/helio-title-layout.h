// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* For the middle of a header bar: a title at the beginning and a status at the end. Where there is no room for
 * both the title keeps enough to be read, and the status gets its minimum. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_TITLE_LAYOUT (helio_title_layout_get_type ())
G_DECLARE_FINAL_TYPE (HelioTitleLayout, helio_title_layout, HELIO, TITLE_LAYOUT, GtkLayoutManager)

GtkLayoutManager *helio_title_layout_new (void);

G_END_DECLS
