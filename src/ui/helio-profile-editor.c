// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-profile-editor.h"

#include "core/base/helio-util.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-banner.h"
#include "ui/helio-profile-form.h"

#include <glib/gi18n.h>

struct _HelioProfileEditor {
  AdwWindow parent_instance;

  HelioWindow *parent;       /* owned */
  HelioConnectionItem *item; /* owned (nullable) */
  HelioProfile *saving;      /* owned (nullable) */
  gboolean touched;          /* something was typed that closing would lose */

  /* template children */
  AdwWindowTitle *title;
  GtkButton *save;
  GtkButton *back;
  HelioBanner *banner;
  GtkStack *stack;
  AdwPreferencesGroup *presets;
  HelioProfileForm *form;
};

G_DEFINE_FINAL_TYPE (HelioProfileEditor, helio_profile_editor, ADW_TYPE_WINDOW)

static const struct {
  const char *title, *subtitle, *icon;
} presets[HELIO_PRESET_N] = {
    [HELIO_PRESET_AUTH0] = {NC_ ("preset", "CloudSignal with Auth0"),
                            NC_ ("preset",
                                 "Sign in with the browser; the token is exchanged for "
                                 "MQTT credentials"),
                            "helio-state-person-symbolic"},
    [HELIO_PRESET_BACKEND] = {NC_ ("preset", "Through My Backend"),
                              NC_ ("preset",
                                   "Sign in with the browser; your own endpoint gives the "
                                   "MQTT credentials"),
                              "network-server-symbolic"},
    [HELIO_PRESET_USERNAME] = {NC_ ("preset", "CloudSignal Username"),
                               NC_ ("preset", "A name@organization and its password"),
                               "dialog-password-symbolic"},
    [HELIO_PRESET_ANY_BROKER] = {NC_ ("preset", "Any MQTT Broker"),
                                 NC_ ("preset",
                                      "Mosquitto and others, by URL, username and password"),
                                 "helio-topics-symbolic"},
};

HelioProfile *
helio_preset_make (HelioPreset preset)
{
  HelioProfile *profile = helio_profile_new ();
  const gboolean cloudsignal = preset != HELIO_PRESET_ANY_BROKER;

  helio_set_str (&profile->broker.url,
                 cloudsignal ? "wss://connect.cloudsignal.app:18885/" : "mqtts://");
  if (preset == HELIO_PRESET_BACKEND)
    profile->method = HELIO_METHOD_BACKEND;
  else if (preset != HELIO_PRESET_AUTH0)
    profile->method = HELIO_METHOD_PASSWORD;
  g_ptr_array_add (profile->subscriptions,
                   helio_profile_subscription_new (cloudsignal ? "users/%u/#" : "#", 1));
  return profile;
}

static void
show_form (HelioProfileEditor *self, const HelioProfile *profile)
{
  helio_profile_form_set_profile (self->form, profile);
  gtk_stack_set_visible_child_name (self->stack, "form");
  gtk_widget_set_visible (GTK_WIDGET (self->save), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->back), self->item == NULL);
  GtkWidget *name = helio_profile_form_get_row (self->form, "$.name");
  gtk_widget_grab_focus (name);
}

static void
on_preset_activated (AdwActionRow *row, gpointer user_data)
{
  HelioProfileEditor *self = user_data;
  const HelioPreset preset =
      (HelioPreset) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "preset"));
  g_autoptr (HelioProfile) profile = helio_preset_make (preset);
  show_form (self, profile);
}

static void
add_presets (HelioProfileEditor *self)
{
  for (int i = 0; i < HELIO_PRESET_N; i++) {
    GtkWidget *row = adw_action_row_new ();
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                   g_dpgettext2 (GETTEXT_PACKAGE, "preset", presets[i].title));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                 g_dpgettext2 (GETTEXT_PACKAGE, "preset", presets[i].subtitle));
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name (presets[i].icon));
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("go-next-symbolic"));
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    g_object_set_data (G_OBJECT (row), "preset", GINT_TO_POINTER (i));
    g_signal_connect (row, "activated", G_CALLBACK (on_preset_activated), self);
    adw_preferences_group_add (self->presets, row);
  }
}

static void
on_form_changed (HelioProfileEditor *self)
{
  self->touched = TRUE;
  helio_banner_set (self->banner, HELIO_BANNER_ERROR, NULL, NULL, NULL, NULL);
}

static void
give_secrets (HelioProfileEditor *self, HelioConnection *connection)
{
  static const HelioKeyringKind kinds[] = {HELIO_KEYRING_EXCHANGE_KEY,
                                           HELIO_KEYRING_PASSWORD,
                                           HELIO_KEYRING_PRIVATE_KEY};
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (HelioSecret) secret = helio_profile_form_dup_secret (self->form, kinds[i]);
    if (secret != NULL)
      helio_connection_set_secret (connection, kinds[i], secret, TRUE);
  }
}

/* What a person typed into the form and that stays on this computer needs no question afterwards. */
static gboolean
stays_here (const HelioProfile *profile)
{
  const char *urls[3] = {profile->broker.url, helio_profile_get_credential_url (profile), NULL};
  g_autofree char *issuer = helio_profile_get_issuer (profile);
  g_auto (GStrv) risks = helio_profile_describe_risks (profile);

  urls[2] = issuer;
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (GUri) uri =
        urls[i] != NULL ? g_uri_parse (urls[i], G_URI_FLAGS_ENCODED, NULL) : NULL;
    if (urls[i] != NULL && (uri == NULL || !helio_host_is_loopback (g_uri_get_host (uri))))
      return FALSE;
  }
  return *risks == NULL;
}

static void
done (HelioProfileEditor *self, HelioConnectionItem *item)
{
  HelioConnection *connection = item != NULL ? helio_connection_item_get_connection (item) : NULL;
  if (connection != NULL)
    give_secrets (self, connection);
  if (item != NULL)
    helio_window_show_item (self->parent, item);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioProfileEditor) self = HELIO_PROFILE_EDITOR (user_data);
  HelioProfileStore *store = HELIO_PROFILE_STORE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = g_steal_pointer (&self->saving);

  gtk_widget_set_sensitive (GTK_WIDGET (self->save), TRUE);
  if (!helio_profile_store_save_finish (store, result, &error)) {
    helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
    return;
  }
  if (stays_here (profile))
    helio_profile_store_give_consent (store, profile);
  done (self, helio_connection_list_find (helio_window_get_list (self->parent), profile->id));
}

static void
on_save (HelioProfileEditor *self)
{
  g_autoptr (GError) error = NULL;

  if (self->saving != NULL)
    return;
  if (!helio_profile_form_check (self->form, TRUE, &error)) {
    helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
    return;
  }
  self->saving = helio_profile_form_get_profile (self->form);
  if (self->item != NULL &&
      helio_profile_item_is_transient (helio_connection_item_get_profile_item (self->item))) {
    /* For this run only, as it was opened. */
    helio_connection_set_profile (helio_connection_item_get_connection (self->item), self->saving);
    g_clear_pointer (&self->saving, helio_profile_unref);
    done (self, self->item);
    return;
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), FALSE);
  helio_profile_store_save_async (
      helio_connection_list_get_services (helio_window_get_list (self->parent))->profiles,
      self->saving,
      NULL,
      on_saved,
      g_object_ref (self));
}

static void
on_back (HelioProfileEditor *self)
{
  gtk_stack_set_visible_child_name (self->stack, "presets");
  gtk_widget_set_visible (GTK_WIDGET (self->save), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->back), FALSE);
  on_form_changed (self);
  self->touched = FALSE;
}

static void
on_discard_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *answer = helio_alert_choose_finish (result);
  if (g_str_equal (answer, "discard"))
    gtk_window_destroy (GTK_WINDOW (source));
}

static gboolean
helio_profile_editor_close_request (GtkWindow *window)
{
  HelioProfileEditor *self = HELIO_PROFILE_EDITOR (window);
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("editor", "_Keep Editing"), HELIO_ALERT_PLAIN},
      {"discard", C_ ("editor", "_Discard"), HELIO_ALERT_DESTRUCTIVE},
  };

  if (!self->touched)
    return GTK_WINDOW_CLASS (helio_profile_editor_parent_class)->close_request (window);
  helio_alert_choose_async (GTK_WIDGET (self),
                            C_ ("editor", "Discard Changes?"),
                            C_ ("editor", "What you changed in this connection is not saved."),
                            NULL,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_discard_answered,
                            NULL);
  return TRUE;
}

static void
helio_profile_editor_dispose (GObject *object)
{
  HelioProfileEditor *self = HELIO_PROFILE_EDITOR (object);
  g_clear_object (&self->parent);
  g_clear_object (&self->item);
  g_clear_pointer (&self->saving, helio_profile_unref);
  G_OBJECT_CLASS (helio_profile_editor_parent_class)->dispose (object);
}

static void
helio_profile_editor_class_init (HelioProfileEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_profile_editor_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = helio_profile_editor_close_request;

  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_PROFILE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-profile-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, title);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, save);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, back);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, presets);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, form);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
helio_profile_editor_init (HelioProfileEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_presets (self);
}

GtkWidget *
helio_profile_editor_new (HelioWindow *parent, HelioConnectionItem *item)
{
  HelioProfileEditor *self = g_object_new (HELIO_TYPE_PROFILE_EDITOR,
                                           "transient-for",
                                           parent,
                                           "modal",
                                           TRUE,
                                           "destroy-with-parent",
                                           TRUE,
                                           NULL);

  self->parent = g_object_ref (parent);
  self->item = item != NULL ? g_object_ref (item) : NULL;
  if (item != NULL) {
    adw_window_title_set_title (self->title, C_ ("editor", "Edit Connection"));
    gtk_window_set_title (GTK_WINDOW (self), C_ ("editor", "Edit Connection"));
    show_form (self, helio_connection_item_get_profile (item));
  }
  return GTK_WIDGET (self);
}
