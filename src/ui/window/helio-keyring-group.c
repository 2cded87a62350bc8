// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-keyring-group.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/compat/helio-alert.h"

#include <glib/gi18n.h>

struct _HelioKeyringGroup {
  AdwPreferencesGroup parent_instance;

  HelioConnectionList *list; /* owned */
  HelioKeyring *keyring;     /* owned (nullable): memory only */

  /* template children */
  AdwActionRow *rung;
  GtkImage *icon;
  AdwActionRow *forget_row;
  GtkWidget *forget;
};

G_DEFINE_FINAL_TYPE (HelioKeyringGroup, helio_keyring_group, ADW_TYPE_PREFERENCES_GROUP)

static void
update (HelioKeyringGroup *self)
{
  static const struct {
    const char *title, *icon, *style;
  } looks[] = {
      [HELIO_KEYRING_RUNG_UNKNOWN] = {NC_ ("keyring", "Finding out where secrets are kept…"),
                                      "helio-state-busy-symbolic",
                                      "status-busy"},
      [HELIO_KEYRING_RUNG_DEFAULT] = {NC_ ("keyring", "In your keyring"),
                                      "helio-state-online-symbolic",
                                      "status-online"},
      [HELIO_KEYRING_RUNG_FILE] = {NC_ ("keyring", "In an encrypted file of this application"),
                                   "helio-state-online-symbolic",
                                   "status-online"},
      [HELIO_KEYRING_RUNG_SESSION] = {NC_ ("keyring", "In memory, until you log out"),
                                      "helio-state-waiting-symbolic",
                                      "status-waiting"},
      [HELIO_KEYRING_RUNG_MEMORY] = {NC_ ("keyring", "In memory, until Heliograph ends"),
                                     "helio-state-failed-symbolic",
                                     "status-waiting"},
  };
  const HelioKeyringRung rung =
      self->keyring != NULL ? helio_keyring_get_rung (self->keyring) : HELIO_KEYRING_RUNG_MEMORY;
  const char *reason = self->keyring != NULL ? helio_keyring_get_rung_reason (self->keyring) : NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rung),
                                 g_dpgettext2 (GETTEXT_PACKAGE, "keyring", looks[rung].title));
  adw_action_row_set_subtitle (self->rung, reason != NULL ? reason : "");
  gtk_image_set_from_icon_name (self->icon, looks[rung].icon);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[rung].style);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioKeyringGroup) self = user_data;

  helio_keyring_probe_finish (HELIO_KEYRING (source), result);
  if (self->keyring != NULL)
    update (self);
}

static void
probe (HelioKeyringGroup *self)
{
  if (self->keyring != NULL)
    helio_keyring_probe_async (self->keyring, NULL, on_probed, g_object_ref (self));
}

static void
tell (HelioKeyringGroup *self, const char *text)
{
  adw_action_row_set_subtitle (self->forget_row, text);
  gtk_widget_set_sensitive (self->forget, TRUE);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioKeyringGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (self->keyring == NULL)
    return;
  if (helio_keyring_clear_all_finish (HELIO_KEYRING (source), result, &n, &error)) {
    g_autofree char *text =
        g_strdup_printf (NP_ ("forget everything",
                              "Done: everybody is signed out, %u secret has been deleted.",
                              "Done: everybody is signed out, %u secrets have been deleted.",
                              n),
                         n);
    tell (self, text);
  } else {
    g_autofree char *why = helio_error_to_text (error);
    /* Translators: why something is left */
    g_autofree char *text =
        g_strdup_printf (C_ ("preferences", "Not everything could be deleted. %s"), why);
    tell (self, text);
  }
  update (self);
}

/* Those that are open hold theirs in memory, too. */
static void
sign_everybody_out (HelioKeyringGroup *self)
{
  GListModel *model = G_LIST_MODEL (self->list);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioConnectionItem) item = g_list_model_get_item (model, i);
    HelioConnection *connection = helio_connection_item_get_connection (item);
    if (connection != NULL)
      helio_connection_sign_out (connection, HELIO_SIGN_OUT_ALL_ACCOUNTS);
  }
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioKeyringGroup) self = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  if (self->list == NULL || !g_str_equal (answer, "forget"))
    return;
  gtk_widget_set_sensitive (self->forget, FALSE);
  sign_everybody_out (self);
  if (self->keyring != NULL)
    helio_keyring_clear_all_async (self->keyring, NULL, on_cleared, g_object_ref (self));
  else
    tell (self, C_ ("preferences", "Done: everybody is signed out."));
}

static void
on_forget (HelioKeyringGroup *self)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("forget everything", "_Cancel"), HELIO_ALERT_PLAIN},
      {"forget", C_ ("forget everything", "_Forget Everything"), HELIO_ALERT_DESTRUCTIVE},
  };
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *body = g_strdup_printf (
      NP_ ("forget everything",
           "%u connection is closed, and these are deleted, also of profiles that are no "
           "longer here. Profiles, drafts and settings stay.",
           "%u connections are closed, and these are deleted, also of profiles that are no "
           "longer here. Profiles, drafts and settings stay.",
           n),
      n);
  GtkWidget *what =
      gtk_label_new (C_ ("forget everything",
                         "• the sign-ins of all accounts (the issuer is told to revoke them)\n"
                         "• API keys and MQTT passwords\n"
                         "• private keys of client certificates, and their passphrases"));

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_wrap (GTK_LABEL (what), TRUE);
  helio_alert_choose_async (GTK_WIDGET (self),
                            C_ ("forget everything", "Forget Everything?"),
                            body,
                            what,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_answered,
                            g_object_ref (self));
}

static void
helio_keyring_group_dispose (GObject *object)
{
  HelioKeyringGroup *self = HELIO_KEYRING_GROUP (object);
  g_clear_object (&self->keyring);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (helio_keyring_group_parent_class)->dispose (object);
}

static void
helio_keyring_group_class_init (HelioKeyringGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_keyring_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-keyring-group.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioKeyringGroup, rung);
  gtk_widget_class_bind_template_child (widget_class, HelioKeyringGroup, icon);
  gtk_widget_class_bind_template_child (widget_class, HelioKeyringGroup, forget_row);
  gtk_widget_class_bind_template_child (widget_class, HelioKeyringGroup, forget);
  gtk_widget_class_bind_template_callback (widget_class, probe);
  gtk_widget_class_bind_template_callback (widget_class, on_forget);
}

static void
helio_keyring_group_init (HelioKeyringGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_keyring_group_set_list (HelioKeyringGroup *self, HelioConnectionList *list)
{
  HelioKeyring *keyring = helio_connection_list_get_services (list)->keyring;

  g_set_object (&self->list, list);
  g_set_object (&self->keyring, keyring);
  if (keyring != NULL)
    g_signal_connect_object (keyring, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  probe (self);
}
