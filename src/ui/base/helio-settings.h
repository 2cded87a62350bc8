// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/helio-profile-store.h"

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

/* Of a key that is a dictionary by profiles' ids: what is there for one. Returns: (transfer full) (nullable). */
GVariant *helio_settings_get_of_profile (GSettings *settings, const char *key, const char *id);
/* @value: (nullable): NULL: nothing; a floating one is taken. */
void helio_settings_set_of_profile (GSettings *settings,
                                    const char *key,
                                    const char *id,
                                    GVariant *value);
/* From now on what is there for a profile goes with it, when it can no longer be brought back. Does nothing without
 * settings; @key: static. */
void
helio_settings_forget_removed (GSettings *settings, const char *key, HelioProfileStore *profiles);

G_END_DECLS
