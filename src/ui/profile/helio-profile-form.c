// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/profile/helio-profile-form.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/profile/helio-profile-preset.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-scroll.h"
#include "ui/profile/helio-profile-fields.h"
#include "ui/profile/helio-provider-menu.h"
#include "ui/profile/helio-subscriptions-group.h"
#include "ui/widgets/helio-pairs-row.h"
#include "ui/widgets/helio-pem-row.h"
#include "ui/widgets/helio-secret-prompt.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HelioProfileForm {
  AdwPreferencesPage parent_instance;

  HelioProfile *base; /* owned: what the form was filled from */
  GPtrArray *rows;    /* HelioFieldRow */
  GPtrArray *will_rows;
  gboolean loading, checking;
  char *problem;           /* owned (nullable): the first of the last check */
  HelioServices *services; /* owned (nullable) */

  /* borrowed: children */
  AdwPreferencesGroup *credentials;
  AdwPreferencesGroup *sign_in;
  AdwExpanderRow *sign_in_more;
  AdwExpanderRow *session;
  AdwExpanderRow *security;
  AdwExpanderRow *will;
  HelioSubscriptionsGroup *subscriptions;
  HelioPairsRow *connect_properties;
  HelioPairsRow *will_properties;
  AdwPasswordEntryRow *secret;
  GtkWidget *secret_advice;
  AdwActionRow *callbacks;
  HelioPemRow *ca;
  HelioPemRow *certificate;
  HelioPemRow *private_key;
  HelioProviderMenu *providers;
};

enum {
  CHANGED,
  CHECKED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioProfileForm, helio_profile_form, ADW_TYPE_PREFERENCES_PAGE)

static void update_applies (HelioProfileForm *self);

static void
on_changed (gpointer user_data)
{
  HelioProfileForm *self = user_data;
  if (self->loading)
    return;
  update_applies (self);
  helio_profile_form_check (self, FALSE, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_left (gpointer user_data)
{
  HelioProfileForm *self = user_data;
  /* A check leads to what is wrong itself. */
  if (self->loading || self->checking)
    return;
  helio_profile_form_check (self, FALSE, NULL);
  g_signal_emit (self, signals[CHECKED], 0);
}

/* Building */

typedef void (*AddRow) (gpointer parent, GtkWidget *row);

static void
add_to_group (gpointer parent, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (parent), row);
}

static void
add_to_expander (gpointer parent, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (parent), row);
}

static void
add_fields (HelioProfileForm *self, HelioFormGroup group, gpointer parent, AddRow add)
{
  const HelioField *fields = helio_profile_fields_get (group);
  GPtrArray *rows = group == HELIO_FORM_WILL ? self->will_rows : self->rows;

  for (guint i = 0; fields[i].path != NULL; i++) {
    HelioFieldRow *row = helio_field_row_new (&fields[i], on_changed, on_left, self);
    add (parent, helio_field_row_get_row (row));
    add (parent, helio_field_row_get_error_row (row));
    g_ptr_array_add (rows, row);
  }
}

static AdwPreferencesGroup *
add_group (HelioProfileForm *self, const char *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  if (title != NULL)
    adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), group);
  return group;
}

static AdwExpanderRow *
add_expander (AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
  return ADW_EXPANDER_ROW (row);
}

static HelioFieldRow *
find_row (HelioProfileForm *self, const char *path)
{
  GPtrArray *const arrays[] = {self->rows, self->will_rows};
  for (guint a = 0; a < G_N_ELEMENTS (arrays); a++) {
    for (guint i = 0; i < arrays[a]->len; i++) {
      if (g_str_equal (helio_field_row_get_field (arrays[a]->pdata[i])->path, path))
        return arrays[a]->pdata[i];
    }
  }
  return NULL;
}

static void
set_text (HelioProfileForm *self, const char *path, const char *text)
{
  HelioFieldRow *row = find_row (self, path);

  gtk_editable_set_text (GTK_EDITABLE (helio_field_row_get_row (row)), text);
  gtk_widget_grab_focus (helio_field_row_get_row (row));
}

static void
use_address (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *path, *address;

  g_variant_get (parameter, "(&s&s)", &path, &address);
  set_text (user_data, path, address);
}

static void
add_section (GMenu *menu, const char *title, const char *path, const char *const *addresses)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; addresses[i] != NULL; i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (addresses[i], NULL);
    g_menu_item_set_action_and_target (item, "form.use-address", "(ss)", path, addresses[i]);
    g_menu_append_item (section, item);
  }
  g_menu_append_section (menu, title, G_MENU_MODEL (section));
}

/* The documents name several hosts: offered beside the field, never tried by themselves. @here: (nullable): what
 * is usual on this computer. */
static void
add_addresses (HelioProfileForm *self,
               const char *path,
               const char *const *here,
               const char *const *addresses)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  if (here != NULL)
    add_section (menu, C_ ("editor", "This Computer"), path, here);
  add_section (menu, "CloudSignal", path, addresses);
  GtkWidget *button = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "pan-down-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, C_ ("editor", "Usual Addresses"));
  helio_accessible_name (button, C_ ("editor", "Usual Addresses"), NULL);
  HelioFieldRow *row = find_row (self, path);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (helio_field_row_get_row (row)), button);
}

static void
on_provider_chosen (HelioProfileForm *self, const char *id)
{
  set_text (self, "$.credentials.exchange.provider", id);
}

static void
on_provider_failed (HelioProfileForm *self, const char *message)
{
  helio_field_row_set_error (find_row (self, "$.credentials.exchange.provider"), message);
}

static void
add_menus (HelioProfileForm *self)
{
  static const GActionEntry entries[] = {{"use-address", use_address, "(ss)"}};
  static const char *const here[] = {"mqtt://localhost:1883", "ws://localhost:9001/", NULL};
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "form", G_ACTION_GROUP (group));
  add_addresses (self, "$.broker.url", here, helio_preset_get_broker_urls ());
  add_addresses (self, "$.credentials.exchange.url", NULL, helio_preset_get_exchange_urls ());
  add_addresses (self, "$.credentials.native.url", NULL, helio_preset_get_native_urls ());

  self->providers = HELIO_PROVIDER_MENU (helio_provider_menu_new ());
  g_signal_connect_swapped (self->providers, "chosen", G_CALLBACK (on_provider_chosen), self);
  g_signal_connect_swapped (self->providers, "failed", G_CALLBACK (on_provider_failed), self);
  HelioFieldRow *row = find_row (self, "$.credentials.exchange.provider");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (helio_field_row_get_row (row)),
                            GTK_WIDGET (self->providers));
}

static void
on_secret_changed (HelioProfileForm *self)
{
  g_autoptr (HelioProfile) profile = helio_profile_form_get_profile (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->secret));
  gtk_widget_set_visible (self->secret_advice,
                          helio_secret_kind_for_profile (profile) == HELIO_KEYRING_EXCHANGE_KEY &&
                              g_str_has_prefix (text, "sk_"));
  on_changed (self);
}

static GtkWidget *
make_text_row (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "field-error");
  return g_object_new (ADW_TYPE_PREFERENCES_ROW,
                       "child",
                       label,
                       "activatable",
                       FALSE,
                       "focusable",
                       TRUE,
                       NULL);
}

static void
add_secret (HelioProfileForm *self)
{
  self->secret = ADW_PASSWORD_ENTRY_ROW (adw_password_entry_row_new ());
  g_signal_connect_swapped (self->secret, "changed", G_CALLBACK (on_secret_changed), self);
  adw_preferences_group_add (self->credentials, GTK_WIDGET (self->secret));
  self->secret_advice = make_text_row (
      C_ ("secret",
          "This is a secret key of the whole organization. A publishable key (pk_…), the "
          "organization dialect without a key, or your own backend do the same without it."),
      "warning");
  gtk_widget_set_visible (self->secret_advice, FALSE);
  adw_preferences_group_add (self->credentials, self->secret_advice);
}

static char *
get_callbacks (HelioProfileForm *self)
{
  g_autoptr (HelioProfile) profile = helio_profile_form_get_profile (self);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < profile->sign_in.redirect_ports->len; i++) {
    const int port = g_array_index (profile->sign_in.redirect_ports, int, i);
    if (port > 0)
      g_string_append_printf (text,
                              "%shttp://127.0.0.1:%d/callback",
                              text->len > 0 ? ", " : "",
                              port);
  }
  return g_string_free (text, FALSE);
}

static void
on_copy_callbacks (HelioProfileForm *self)
{
  g_autofree char *text = get_callbacks (self);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
add_sign_in (HelioProfileForm *self)
{
  self->sign_in = add_group (self, C_ ("editor", "Sign-In in the Browser"));
  add_fields (self, HELIO_FORM_SIGN_IN, self->sign_in, add_to_group);

  self->callbacks = ADW_ACTION_ROW (adw_action_row_new ());
  g_object_set (self->callbacks, "use-markup", FALSE, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->callbacks),
                                 C_ ("editor", "Callback URLs to register at the issuer"));
  adw_action_row_set_subtitle_lines (self->callbacks, 0);
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_set_tooltip_text (copy, C_ ("editor", "Copy Callback URLs"));
  helio_accessible_name (copy, C_ ("editor", "Copy Callback URLs"), NULL);
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (on_copy_callbacks), self);
  adw_action_row_add_suffix (self->callbacks, copy);
  adw_preferences_group_add (self->sign_in, GTK_WIDGET (self->callbacks));

  self->sign_in_more = add_expander (self->sign_in, C_ ("editor", "More Sign-In Settings"));
  add_fields (self, HELIO_FORM_SIGN_IN_MORE, self->sign_in_more, add_to_expander);
}

static void
watch (HelioProfileForm *self, gpointer child)
{
  g_signal_connect_swapped (child, "changed", G_CALLBACK (on_changed), self);
}

static void
add_advanced (HelioProfileForm *self)
{
  AdwPreferencesGroup *advanced = add_group (self, C_ ("editor", "Advanced"));

  self->session = add_expander (advanced, C_ ("editor", "Session"));
  add_fields (self, HELIO_FORM_SESSION, self->session, add_to_expander);
  self->connect_properties =
      HELIO_PAIRS_ROW (helio_pairs_row_new (C_ ("editor", "User Properties of CONNECT")));
  adw_preferences_group_add (advanced, GTK_WIDGET (self->connect_properties));
  watch (self, self->connect_properties);

  self->security = add_expander (advanced, C_ ("editor", "Encryption and Certificates"));
  add_fields (self, HELIO_FORM_SECURITY, self->security, add_to_expander);
  self->ca = HELIO_PEM_ROW (helio_pem_row_new (C_ ("editor", "Certificate authority"),
                                               C_ ("editor", "Those of the system"),
                                               FALSE));
  self->certificate = HELIO_PEM_ROW (
      helio_pem_row_new (C_ ("editor", "Client certificate"), C_ ("editor", "None"), FALSE));
  self->private_key = HELIO_PEM_ROW (helio_pem_row_new (C_ ("editor", "Private key"),
                                                        C_ ("editor", "What the keyring has"),
                                                        TRUE));
  GtkWidget *const pems[] = {GTK_WIDGET (self->ca),
                             GTK_WIDGET (self->certificate),
                             GTK_WIDGET (self->private_key)};
  for (guint i = 0; i < G_N_ELEMENTS (pems); i++) {
    add_to_expander (self->security, pems[i]);
    watch (self, pems[i]);
  }

  self->will = add_expander (advanced, C_ ("editor", "Last Will"));
  adw_expander_row_set_subtitle (
      self->will,
      C_ ("editor", "Published by the broker when this connection is lost"));
  adw_expander_row_set_show_enable_switch (self->will, TRUE);
  add_fields (self, HELIO_FORM_WILL, self->will, add_to_expander);
  g_signal_connect_swapped (self->will, "notify::enable-expansion", G_CALLBACK (on_changed), self);
  self->will_properties =
      HELIO_PAIRS_ROW (helio_pairs_row_new (C_ ("editor", "User Properties of the Last Will")));
  adw_preferences_group_add (advanced, GTK_WIDGET (self->will_properties));
  watch (self, self->will_properties);
}

static void
helio_profile_form_dispose (GObject *object)
{
  HelioProfileForm *self = HELIO_PROFILE_FORM (object);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->will_rows, g_ptr_array_unref);
  g_clear_pointer (&self->base, helio_profile_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (helio_profile_form_parent_class)->dispose (object);
}

static void
helio_profile_form_class_init (HelioProfileFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_profile_form_dispose;
  signals[CHANGED] = helio_signal_new ("changed", G_TYPE_FROM_CLASS (klass));
  signals[CHECKED] = helio_signal_new ("checked", G_TYPE_FROM_CLASS (klass));
}

static void
helio_profile_form_init (HelioProfileForm *self)
{
  self->loading = TRUE;
  self->base = helio_profile_new ();
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_field_row_free);
  self->will_rows = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_field_row_free);

  AdwPreferencesGroup *connection = add_group (self, NULL);
  add_fields (self, HELIO_FORM_CONNECTION, connection, add_to_group);
  self->credentials = add_group (self, C_ ("editor", "Credentials"));
  add_fields (self, HELIO_FORM_CREDENTIALS, self->credentials, add_to_group);
  add_menus (self);
  add_secret (self);
  add_sign_in (self);
  self->subscriptions = HELIO_SUBSCRIPTIONS_GROUP (helio_subscriptions_group_new ());
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self),
                            ADW_PREFERENCES_GROUP (self->subscriptions));
  watch (self, self->subscriptions);
  add_advanced (self);
  helio_scroll_follow_focus (GTK_WIDGET (self));
  self->loading = FALSE;
}

GtkWidget *
helio_profile_form_new (void)
{
  return g_object_new (HELIO_TYPE_PROFILE_FORM, NULL);
}

/* Values */

void
helio_profile_form_set_profile (HelioProfileForm *self, const HelioProfile *profile)
{
  g_autoptr (HelioProfile) base = helio_profile_copy (profile);
  HelioProfileWill *fresh = helio_profile_will_new ("");

  self->loading = TRUE;
  g_clear_pointer (&self->base, helio_profile_unref);
  self->base = g_steal_pointer (&base);
  for (guint i = 0; i < self->rows->len; i++)
    helio_field_row_load (self->rows->pdata[i], profile);
  for (guint i = 0; i < self->will_rows->len; i++)
    helio_field_row_load (self->will_rows->pdata[i],
                          profile->broker.will != NULL ? profile->broker.will : fresh);
  helio_profile_will_free (fresh);
  adw_expander_row_set_enable_expansion (self->will, profile->broker.will != NULL);
  adw_expander_row_set_expanded (self->will, FALSE);
  helio_subscriptions_group_load (self->subscriptions, profile);
  helio_pairs_row_set_pairs (self->connect_properties,
                             (const char *const *) profile->broker.user_properties);
  helio_pairs_row_set_pairs (self->will_properties,
                             profile->broker.will != NULL
                                 ? (const char *const *) profile->broker.will->user_properties
                                 : NULL);
  helio_pem_row_set (self->ca, profile->broker.ca_pem, profile->broker.ca_file);
  helio_pem_row_set (self->certificate,
                     profile->broker.certificate_pem,
                     profile->broker.certificate_file);
  gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
  self->loading = FALSE;
  update_applies (self);
}

static void
store_pem (HelioPemRow *row, char **pem, char **file)
{
  if (!helio_pem_row_is_touched (row))
    return;
  g_clear_pointer (file, g_free);
  g_free (*pem);
  *pem = g_strdup (helio_pem_row_get_pem (row));
}

static void
store_will (HelioProfileForm *self, HelioProfile *profile)
{
  if (!adw_expander_row_get_enable_expansion (self->will)) {
    g_clear_pointer (&profile->broker.will, helio_profile_will_free);
    return;
  }
  if (profile->broker.will == NULL)
    profile->broker.will = helio_profile_will_new ("");
  for (guint i = 0; i < self->will_rows->len; i++)
    helio_field_row_store (self->will_rows->pdata[i], profile->broker.will);
  g_strfreev (profile->broker.will->user_properties);
  profile->broker.will->user_properties = helio_pairs_row_get_pairs (self->will_properties);
}

HelioProfile *
helio_profile_form_get_profile (HelioProfileForm *self)
{
  HelioProfile *profile = helio_profile_copy (self->base);

  for (guint i = 0; i < self->rows->len; i++)
    helio_field_row_store (self->rows->pdata[i], profile);
  store_will (self, profile);
  helio_subscriptions_group_store (self->subscriptions, profile);
  g_strfreev (profile->broker.user_properties);
  profile->broker.user_properties = helio_pairs_row_get_pairs (self->connect_properties);
  store_pem (self->ca, &profile->broker.ca_pem, &profile->broker.ca_file);
  store_pem (self->certificate,
             &profile->broker.certificate_pem,
             &profile->broker.certificate_file);
  return profile;
}

/* There a username has a form of its own. */
static gboolean
is_at_cloudsignal (const HelioProfile *profile)
{
  g_autoptr (GUri) uri = g_uri_parse (profile->broker.url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && (g_str_has_suffix (host, ".cloudsignal.app") ||
                          g_str_has_suffix (host, ".cloudsignal.io"));
}

static void
update_applies (HelioProfileForm *self)
{
  g_autoptr (HelioProfile) profile = helio_profile_form_get_profile (self);
  const int kind = helio_secret_kind_for_profile (profile);

  for (guint i = 0; i < self->rows->len; i++)
    helio_field_row_set_applies (self->rows->pdata[i], profile);
  helio_field_row_set_title (find_row (self, "$.credentials.password.username"),
                             is_at_cloudsignal (profile)
                                 ? C_ ("field", "Username (name@organization)")
                                 : C_ ("field", "Username"));
  helio_provider_menu_set_profile (self->providers, profile, self->services);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in), helio_profile_needs_sign_in (profile));
  gtk_widget_set_visible (GTK_WIDGET (self->will_properties),
                          adw_expander_row_get_enable_expansion (self->will));
  gtk_widget_set_visible (GTK_WIDGET (self->secret), kind >= 0);
  if (kind >= 0) {
    /* Translators: %s is “API key” or “MQTT password” */
    g_autofree char *title = g_strdup_printf (C_ ("editor", "%s (empty: what the keyring has)"),
                                              helio_secret_kind_get_label (kind));
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret), title);
  }
  g_autofree char *callbacks = get_callbacks (self);
  adw_action_row_set_subtitle (self->callbacks,
                               *callbacks != '\0' ? callbacks
                                                  : C_ ("editor", "Any port of 127.0.0.1"));
}

HelioSecret *
helio_profile_form_dup_secret (HelioProfileForm *self, HelioKeyringKind kind)
{
  if (kind == HELIO_KEYRING_PRIVATE_KEY) {
    HelioSecret *key = helio_pem_row_get_secret (self->private_key);
    return key != NULL ? helio_secret_ref (key) : NULL;
  }
  g_autoptr (HelioProfile) profile = helio_profile_form_get_profile (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->secret));
  return (int) kind == helio_secret_kind_for_profile (profile) && *text != '\0'
             ? helio_secret_new (text)
             : NULL;
}

void
helio_profile_form_give_secret (HelioProfileForm *self, HelioSecret *secret)
{
  if (secret != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->secret), helio_secret_peek (secret));
}

/* Checking */

static void
clear_errors (HelioProfileForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    helio_field_row_set_error (self->rows->pdata[i], NULL);
  for (guint i = 0; i < self->will_rows->len; i++)
    helio_field_row_set_error (self->will_rows->pdata[i], NULL);
  helio_subscriptions_group_clear_errors (self->subscriptions);
}

/* Without the JSON path, which the row stands for. A message without a colon after it ("… is missing: …") begins with
 * the row's title instead. (transfer full) */
static char *
in_words (const char *message, const char *path, const char *title)
{
  const gsize length = path != NULL ? strlen (path) : 0;

  if (length == 0 || strncmp (message, path, length) != 0)
    return g_strdup (message);
  if (message[length] == ':')
    return g_strdup (message + length + 1 + strspn (message + length + 1, " "));
  return g_strconcat (title, message + length, NULL);
}

static const char *
get_title (HelioFieldRow *row)
{
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (helio_field_row_get_row (row)));
}

/* For one line far from the row: its title, and what is wrong there. */
static void
note_problem (HelioProfileForm *self, HelioFieldRow *row, const char *path, const char *message)
{
  const char *title = row != NULL ? get_title (row) : NULL;
  g_autofree char *words = in_words (message, path, title != NULL ? title : path);

  g_free (self->problem);
  if (row != NULL && helio_field_row_is_empty (row) && !helio_field_row_is_left (row)) {
    /* Translators: title of a field that nobody has come to yet */
    self->problem = g_strdup_printf (C_ ("editor", "Still needed: %s"), title);
    return;
  }
  self->problem = title != NULL && !g_str_has_prefix (words, title)
                      /* Translators: title of a field, and what is wrong with what it holds */
                      ? g_strdup_printf (C_ ("editor", "%s: %s"), title, words)
                      : g_steal_pointer (&words);
}

static void
unfold (GtkWidget *row)
{
  GtkWidget *parent = gtk_widget_get_parent (row);
  GtkWidget *expander = gtk_widget_get_ancestor (parent, ADW_TYPE_EXPANDER_ROW);
  if (expander != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
}

/* Nothing is typed there: each choice is a complete one. */
static gboolean
is_choice (HelioFieldRow *row)
{
  const HelioFieldKind kind = helio_field_row_get_field (row)->kind;

  return helio_field_row_is_touched (row) &&
         (kind == HELIO_FIELD_CHOICE || kind == HELIO_FIELD_BOOLEAN);
}

static void
show_error (HelioProfileForm *self, const char *path, const char *message, gboolean all)
{
  HelioFieldRow *row = path != NULL ? find_row (self, path) : NULL;
  g_autofree char *words = in_words (message, path, row != NULL ? get_title (row) : "");
  g_autofree char *sentence = helio_profile_fields_make_sentence (words);
  guint index;

  note_problem (self, row, path, message);
  if (row != NULL) {
    /* Nobody is told of what they have not come to yet, or are typing. */
    if (!all && !(helio_field_row_is_left (row) || is_choice (row)))
      return;
    helio_field_row_set_error (row, sentence);
    if (all) {
      unfold (helio_field_row_get_row (row));
      helio_field_row_grab (row);
    }
  } else if (path != NULL && sscanf (path, "$.subscriptions[%u]", &index) == 1) {
    helio_subscriptions_group_set_error (self->subscriptions, index, sentence, all);
  }
}

static gboolean
check_faults (HelioProfileForm *self, gboolean all, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const char *fault = helio_field_row_get_fault (self->rows->pdata[i]);
    if (fault != NULL) {
      show_error (self, helio_field_row_get_field (self->rows->pdata[i])->path, fault, all);
      return helio_error_set (error, HELIO_ERROR_INVALID_DATA, NULL, "%s", fault);
    }
  }
  return TRUE;
}

static gboolean
check (HelioProfileForm *self, gboolean all, GError **error)
{
  g_autoptr (HelioProfile) profile = helio_profile_form_get_profile (self);
  g_autoptr (GError) found = NULL;
  g_autofree char *path = NULL;

  clear_errors (self);
  g_clear_pointer (&self->problem, g_free);
  if (!check_faults (self, all, error))
    return FALSE;
  if (!helio_profile_validate (profile, &path, &found) ||
      !helio_profile_check_sign_in (profile, &path, &found)) {
    show_error (self, path, found->message, all);
    g_propagate_error (error, g_steal_pointer (&found));
    return FALSE;
  }
  return TRUE;
}

gboolean
helio_profile_form_check (HelioProfileForm *self, gboolean all, GError **error)
{
  gboolean valid;

  self->checking = TRUE;
  valid = check (self, all, error);
  self->checking = FALSE;
  return valid;
}

const char *
helio_profile_form_get_problem (HelioProfileForm *self)
{
  return self->problem;
}

void
helio_profile_form_set_services (HelioProfileForm *self, HelioServices *services)
{
  g_clear_pointer (&self->services, helio_services_unref);
  self->services = services != NULL ? helio_services_ref (services) : NULL;
  update_applies (self);
}

GtkWidget *
helio_profile_form_get_row (HelioProfileForm *self, const char *path)
{
  HelioFieldRow *row = find_row (self, path);
  return row != NULL ? helio_field_row_get_row (row) : NULL;
}

GtkWidget *
helio_profile_form_get_error_row (HelioProfileForm *self, const char *path)
{
  HelioFieldRow *row = find_row (self, path);
  return row != NULL ? helio_field_row_get_error_row (row) : NULL;
}
