// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Colours of text in a source view, light or dark as the window is. */

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* As long as there is @buffer. */
void helio_source_style_follow (GtkSourceBuffer *buffer);

G_END_DECLS
