// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/profile/helio-provider-menu.h"

#include "core/base/helio-error.h"
#include "core/exchange/helio-providers.h"
#include "ui/base/helio-accessible.h"

#include <glib/gi18n.h>

struct _HelioProviderMenu {
  AdwBin parent_instance;

  HelioProfile *profile;     /* owned (nullable) */
  HelioServices *services;   /* owned (nullable) */
  GCancellable *cancellable; /* owned (nullable): of the question under way */
  GMenu *names;              /* owned: the first section */

  /* borrowed */
  GtkMenuButton *button;
  GSimpleAction *ask;
};

enum {
  CHOSEN,
  FAILED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioProviderMenu, helio_provider_menu, ADW_TYPE_BIN)

static void
add_name (HelioProviderMenu *self, const char *id, const char *name)
{
  g_autofree char *label =
      g_strcmp0 (id, name) == 0 ? g_strdup (id) : g_strdup_printf ("%s (%s)", name, id);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "provider.use", "s", id);
  g_menu_append_item (self->names, item);
}

static void
update (HelioProviderMenu *self)
{
  g_autofree char *uri = self->profile != NULL && self->services != NULL
                             ? helio_providers_get_uri (self->profile)
                             : NULL;

  g_simple_action_set_enabled (self->ask, uri != NULL && self->cancellable == NULL);
}

static void
on_use (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_signal_emit (user_data, signals[CHOSEN], 0, g_variant_get_string (parameter, NULL));
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioProviderMenu) self = HELIO_PROVIDER_MENU (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) providers = helio_providers_fetch_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  update (self);
  if (providers != NULL && providers->len == 0)
    helio_error_set (&error,
                     HELIO_ERROR_EXCHANGE_PROVIDER,
                     C_ ("provider", "Add one under Auth Providers in CloudSignal's dashboard."),
                     C_ ("provider", "The organization has no auth provider enabled."));
  if (error != NULL) {
    g_autofree char *text = helio_error_to_text (error);
    g_signal_emit (self, signals[FAILED], 0, text);
    return;
  }
  g_menu_remove_all (self->names);
  for (guint i = 0; i < providers->len; i++) {
    const HelioProvider *provider = providers->pdata[i];
    add_name (self, provider->id, provider->name);
  }
  gtk_menu_button_popup (self->button);
}

static void
on_ask (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioProviderMenu *self = user_data;

  self->cancellable = g_cancellable_new ();
  update (self);
  helio_providers_fetch_async (self->services->http,
                               self->profile,
                               self->cancellable,
                               on_fetched,
                               g_object_ref (self));
}

static void
helio_provider_menu_dispose (GObject *object)
{
  HelioProviderMenu *self = HELIO_PROVIDER_MENU (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->names);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  G_OBJECT_CLASS (helio_provider_menu_parent_class)->dispose (object);
}

static void
helio_provider_menu_class_init (HelioProviderMenuClass *klass)
{
  static const char *const names[N_SIGNALS] = {"chosen", "failed"};

  G_OBJECT_CLASS (klass)->dispose = helio_provider_menu_dispose;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i],
                               G_TYPE_FROM_CLASS (klass),
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               1,
                               G_TYPE_STRING);
}

static void
helio_provider_menu_init (HelioProviderMenu *self)
{
  static const GActionEntry entries[] = {{"use", on_use, "s"}, {"ask", on_ask}};
  static const char *const usual[] = {"auth0", "supabase", "firebase", "clerk"};
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new (), more = g_menu_new ();

  self->names = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    add_name (self, usual[i], usual[i]);
  g_menu_append (more, C_ ("provider", "_Ask the Service for the Enabled Ones"), "provider.ask");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (self->names));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  self->ask = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "ask"));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "provider", G_ACTION_GROUP (group));

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (self->button, "pan-down-symbolic");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), C_ ("provider", "Auth Providers"));
  helio_accessible_name (GTK_WIDGET (self->button), C_ ("provider", "Auth Providers"), NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  update (self);
}

GtkWidget *
helio_provider_menu_new (void)
{
  return g_object_new (HELIO_TYPE_PROVIDER_MENU, NULL);
}

void
helio_provider_menu_set_profile (HelioProviderMenu *self,
                                 const HelioProfile *profile,
                                 HelioServices *services)
{
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  self->profile = helio_profile_copy (profile);
  self->services = services != NULL ? helio_services_ref (services) : NULL;
  update (self);
}
