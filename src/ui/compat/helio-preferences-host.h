// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Presents the page over @parent. */
void helio_preferences_host_present (GtkWindow *parent, AdwPreferencesPage *page);

G_END_DECLS
