// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @versions: text with library versions, to be copied into a report. */
void helio_about_present (GtkWindow *parent, const char *versions);

G_END_DECLS
