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

GVariant *
helio_settings_get_of_profile (GSettings *settings, const char *key, const char *id)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, key);

  return g_variant_lookup_value (all, id, NULL);
}

void
helio_settings_set_of_profile (GSettings *settings,
                               const char *key,
                               const char *id,
                               GVariant *value)
{
  g_autoptr (GVariant) old = g_settings_get_value (settings, key);
  g_autoptr (GVariant) mine = value != NULL ? g_variant_ref_sink (value) : NULL;
  GVariantBuilder all;
  GVariantIter iter;
  GVariant *entry;

  g_variant_builder_init (&all, g_variant_get_type (old));
  g_variant_iter_init (&iter, old);
  while ((entry = g_variant_iter_next_value (&iter)) != NULL) {
    g_autoptr (GVariant) other = g_variant_get_child_value (entry, 0);

    if (!g_str_equal (g_variant_get_string (other, NULL), id))
      g_variant_builder_add_value (&all, entry);
    g_variant_unref (entry);
  }
  if (mine != NULL)
    g_variant_builder_add_value (&all, g_variant_new_dict_entry (g_variant_new_string (id), mine));
  g_settings_set_value (settings, key, g_variant_builder_end (&all));
}

typedef struct {
  GSettings *settings;
  const char *key;
} Forget;

static void
on_settled (HelioProfileStore *profiles, const char *id, Forget *forget)
{
  g_autoptr (GVariant) value = helio_settings_get_of_profile (forget->settings, forget->key, id);

  if (value != NULL)
    helio_settings_set_of_profile (forget->settings, forget->key, id, NULL);
}

static void
forget_free (gpointer data, GClosure *closure)
{
  Forget *self = data;

  g_object_unref (self->settings);
  g_free (self);
}

void
helio_settings_forget_removed (GSettings *settings, const char *key, HelioProfileStore *profiles)
{
  Forget *forget;

  if (settings == NULL)
    return;
  forget = g_new0 (Forget, 1);
  forget->settings = g_object_ref (settings);
  forget->key = key;
  g_signal_connect_data (profiles, "settled", G_CALLBACK (on_settled), forget, forget_free, 0);
}
