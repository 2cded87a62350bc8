// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-preferences-page.h"

#include "ui/window/helio-keyring-group.h"

#include <glib/gi18n.h>

struct _HelioPreferencesPage {
  AdwPreferencesPage parent_instance;

  GSettings *settings; /* owned (nullable) */

  /* template children */
  AdwComboRow *style;
  HelioKeyringGroup *keyring;
};

G_DEFINE_FINAL_TYPE (HelioPreferencesPage, helio_preferences_page, ADW_TYPE_PREFERENCES_PAGE)

static const AdwColorScheme schemes[] = {ADW_COLOR_SCHEME_DEFAULT,
                                         ADW_COLOR_SCHEME_FORCE_LIGHT,
                                         ADW_COLOR_SCHEME_FORCE_DARK};

static void
on_scheme_changed (GSettings *settings)
{
  const int index = g_settings_get_enum (settings, "color-scheme");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[CLAMP (index, 0, 2)]);
}

void
helio_preferences_apply (GSettings *settings)
{
  if (settings == NULL)
    return;
  g_signal_connect (settings, "changed::color-scheme", G_CALLBACK (on_scheme_changed), NULL);
  on_scheme_changed (settings);
}

static void
on_style_selected (HelioPreferencesPage *self)
{
  const guint index = adw_combo_row_get_selected (self->style);
  if (index >= G_N_ELEMENTS (schemes))
    return;
  if (self->settings != NULL)
    g_settings_set_enum (self->settings, "color-scheme", (int) index);
  else
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[index]);
}

static void
helio_preferences_page_dispose (GObject *object)
{
  HelioPreferencesPage *self = HELIO_PREFERENCES_PAGE (object);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (helio_preferences_page_parent_class)->dispose (object);
}

static void
helio_preferences_page_class_init (HelioPreferencesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_preferences_page_dispose;
  g_type_ensure (HELIO_TYPE_KEYRING_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-preferences-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPreferencesPage, style);
  gtk_widget_class_bind_template_child (widget_class, HelioPreferencesPage, keyring);
}

static void
helio_preferences_page_init (HelioPreferencesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_preferences_page_new (GSettings *settings, HelioConnectionList *list)
{
  HelioPreferencesPage *self = g_object_new (HELIO_TYPE_PREFERENCES_PAGE, NULL);
  const AdwColorScheme now = adw_style_manager_get_color_scheme (adw_style_manager_get_default ());

  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (schemes[i] == now)
      adw_combo_row_set_selected (self->style, i);
  }
  g_signal_connect_swapped (self->style, "notify::selected", G_CALLBACK (on_style_selected), self);
  helio_keyring_group_set_list (self->keyring, list);
  return GTK_WIDGET (self);
}
