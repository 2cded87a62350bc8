// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-settings.h"

GSettings *
helio_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  if (source == NULL)
    return NULL;
  g_autoptr (GSettingsSchema) schema =
      g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

void
helio_settings_bind (GSettings *settings,
                     const char *key,
                     gpointer object,
                     const char *property,
                     GSettingsBindFlags flags)
{
  if (settings != NULL)
    g_settings_bind (settings, key, object, property, flags);
}
