// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the window remembers. NULL where the schema is not installed (a program run by hand from the build
 * tree): everything then starts from its default and nothing is kept. Returns: (transfer full) (nullable) */
GSettings *helio_settings_new (void);

/* As g_settings_bind(); does nothing without settings. */
void helio_settings_bind (GSettings *settings,
                          const char *key,
                          gpointer object,
                          const char *property,
                          GSettingsBindFlags flags);

G_END_DECLS
