// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/profile/helio-profile-editor.h"

#include "core/base/helio-util.h"
#include "core/profile/helio-profile-preset.h"
#include "core/profile/helio-sandbox-finder.h"
#include "ui/compat/helio-alert.h"
#include "ui/profile/helio-profile-form.h"
#include "ui/profile/helio-profile-test-page.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-consent.h"

#include <glib/gi18n.h>

struct _HelioProfileEditor {
  AdwWindow parent_instance;

  HelioConnectionList *list; /* owned */
  HelioConnectionItem *item; /* owned (nullable) */
  HelioProfile *saving;      /* owned (nullable) */
  gboolean touched;          /* something was typed that closing would lose */
  gboolean asking;           /* whether it may */
  char *asked, *agreed;      /* owned (nullable): for the test, as the profile's agreement */

  /* template children */
  AdwWindowTitle *title;
  GtkButton *save;
  GtkButton *back;
  HelioBanner *banner;
  GtkStack *stack;
  AdwPreferencesGroup *presets;
  GtkWidget *first_preset; /* borrowed */
  HelioProfileForm *form;
  GtkButton *test;
  HelioProfileTestPage *test_page;
  GtkWidget *problem_bar;
  GtkLabel *problem;
  AdwPreferencesGroup *sandboxes;

  GPtrArray *sandbox_rows; /* owned, of borrowed rows */
};

enum {
  STORED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioProfileEditor, helio_profile_editor, ADW_TYPE_WINDOW)

static const char *const preset_icons[HELIO_PRESET_N] = {
    [HELIO_PRESET_AUTH0] = "helio-state-person-symbolic",
    [HELIO_PRESET_BACKEND] = "network-server-symbolic",
    [HELIO_PRESET_USERNAME] = "dialog-password-symbolic",
    [HELIO_PRESET_ANY_BROKER] = "helio-topics-symbolic",
    [HELIO_PRESET_SANDBOX] = "computer-symbolic",
};

/* Why Save is off, in words, for as long as it is. */
static void
update_problem (HelioProfileEditor *self)
{
  const gboolean form = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0;
  const gboolean good = !form || helio_profile_form_check (self->form, FALSE, NULL);
  const char *problem = helio_profile_form_get_problem (self->form);

  gtk_widget_set_sensitive (GTK_WIDGET (self->save), good && self->saving == NULL);
  gtk_widget_set_visible (self->problem_bar, !good);
  gtk_label_set_text (self->problem, !good && problem != NULL ? problem : "");
}

static HelioServices *
get_services (HelioProfileEditor *self)
{
  return helio_connection_list_get_services (self->list);
}

/* One of "presets", "sandbox", "form" and "test". */
static void
show_page (HelioProfileEditor *self, const char *name)
{
  const gboolean form = g_str_equal (name, "form");
  const char *title =
      self->item != NULL ? C_ ("editor", "Edit Connection") : C_ ("editor", "New Connection");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->save), form);
  /* Elsewhere Return is for the row that has the focus. */
  gtk_window_set_default_widget (GTK_WINDOW (self), form ? GTK_WIDGET (self->save) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->test), form);
  gtk_widget_set_visible (GTK_WIDGET (self->back),
                          !g_str_equal (name, "presets") && (!form || self->item == NULL));
  if (g_str_equal (name, "test"))
    title = C_ ("editor", "Test Connection");
  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  update_problem (self);
}

static void
show_form (HelioProfileEditor *self, const HelioProfile *profile)
{
  helio_profile_form_set_services (self->form, get_services (self));
  helio_profile_form_set_profile (self->form, profile);
  show_page (self, "form");
  GtkWidget *name = helio_profile_form_get_row (self->form, "$.name");
  gtk_widget_grab_focus (name);
}

static GtkWidget *
make_choice (const char *title, const char *subtitle, const char *icon_name)
{
  GtkWidget *row = adw_action_row_new ();

  g_object_set (row, "use-markup", FALSE, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon_name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

/* A running sandbox has its profiles ready, one for each of its users and ways. */

static void
on_sandbox_activated (GtkWidget *row, gpointer user_data)
{
  HelioProfileEditor *self = user_data;

  show_form (self, g_object_get_data (G_OBJECT (row), "profile"));
  helio_profile_form_give_secret (self->form, g_object_get_data (G_OBJECT (row), "secret"));
}

static void
on_sandbox_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioProfileEditor) self = HELIO_PROFILE_EDITOR (user_data);
  g_autoptr (GPtrArray) profiles = helio_sandbox_find_finish (result, NULL);
  const guint n = profiles != NULL ? profiles->len : 0;

  /* The window was closed meanwhile. */
  if (self->list == NULL)
    return;
  for (guint i = 0; i < self->sandbox_rows->len; i++)
    adw_preferences_group_remove (self->sandboxes, self->sandbox_rows->pdata[i]);
  g_ptr_array_set_size (self->sandbox_rows, 0);
  for (guint i = 0; i < n; i++) {
    const HelioSandboxOffer *offer = profiles->pdata[i];
    HelioProfile *profile = offer->profile;
    g_autofree char *name = helio_printable (profile->name, -1, 120);
    g_autofree char *broker = helio_uri_origin (profile->broker.url);
    GtkWidget *row = make_choice (name, broker != NULL ? broker : "", "computer-symbolic");

    g_object_set_data_full (G_OBJECT (row),
                            "profile",
                            helio_profile_ref (profile),
                            (GDestroyNotify) helio_profile_unref);
    if (offer->secret != NULL)
      g_object_set_data_full (G_OBJECT (row),
                              "secret",
                              helio_secret_ref (offer->secret),
                              (GDestroyNotify) helio_secret_unref);
    g_signal_connect (row, "activated", G_CALLBACK (on_sandbox_activated), self);
    adw_preferences_group_add (self->sandboxes, row);
    g_ptr_array_add (self->sandbox_rows, row);
  }
  adw_preferences_group_set_description (
      self->sandboxes,
      n > 0 ? C_ ("editor",
                  "Each user of the sandbox, by each way to credentials; the key or password that "
                  "it wants is filled in.")
            : C_ ("editor",
                  "No sandbox of yours is running. Start heliograph-sandbox in a terminal, then "
                  "look again; it needs no account anywhere."));
}

static void
on_look_again (HelioProfileEditor *self)
{
  helio_sandbox_find_async (NULL, NULL, on_sandbox_found, g_object_ref (self));
}

static void
on_preset_activated (AdwActionRow *row, gpointer user_data)
{
  HelioProfileEditor *self = user_data;
  const HelioPreset preset =
      (HelioPreset) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "preset"));

  if (preset == HELIO_PRESET_SANDBOX) {
    show_page (self, "sandbox");
    on_look_again (self);
    return;
  }
  g_autoptr (HelioProfile) profile = helio_profile_new_preset (preset);
  show_form (self, profile);
}

static void
on_sandbox_by_hand (HelioProfileEditor *self)
{
  g_autoptr (HelioProfile) profile = helio_profile_new_preset (HELIO_PRESET_SANDBOX);
  show_form (self, profile);
}

static void
add_presets (HelioProfileEditor *self)
{
  for (int i = 0; i < HELIO_PRESET_N; i++) {
    GtkWidget *row = make_choice (helio_preset_get_title ((HelioPreset) i),
                                  helio_preset_get_description ((HelioPreset) i),
                                  preset_icons[i]);
    g_object_set_data (G_OBJECT (row), "preset", GINT_TO_POINTER (i));
    g_signal_connect (row, "activated", G_CALLBACK (on_preset_activated), self);
    adw_preferences_group_add (self->presets, row);
    if (i == 0)
      self->first_preset = row;
  }
}

static void
on_form_changed (HelioProfileEditor *self)
{
  self->touched = TRUE;
  helio_banner_set (self->banner, HELIO_BANNER_ERROR, NULL, NULL, NULL, NULL);
  update_problem (self);
}

static void
on_show_problem (HelioProfileEditor *self)
{
  helio_profile_form_check (self->form, TRUE, NULL);
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

/* To the hosts of @profile, its authority and its risks. */
static gboolean
is_agreed_to (HelioProfileEditor *self, const HelioProfile *profile)
{
  HelioConnection *connection =
      self->item != NULL ? helio_connection_item_get_connection (self->item) : NULL;
  g_autofree char *agreement = helio_profile_get_agreement (profile);
  g_autofree char *connected = NULL;

  if (stays_here (profile) || g_strcmp0 (self->agreed, agreement) == 0 ||
      helio_profile_store_has_consent (get_services (self)->profiles, profile))
    return TRUE;
  if (connection == NULL || helio_connection_needs_consent (connection))
    return FALSE;
  connected = helio_profile_get_agreement (helio_connection_get_profile (connection));
  return g_str_equal (connected, agreement);
}

static void on_test (HelioProfileEditor *self);

static void
on_test_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioProfileEditor) self = HELIO_PROFILE_EDITOR (user_data);
  g_autofree char *asked = g_steal_pointer (&self->asked);

  if (!helio_consent_ask_finish (result) || self->list == NULL)
    return;
  g_free (self->agreed);
  self->agreed = g_steal_pointer (&asked);
  on_test (self);
}

static void
on_test (HelioProfileEditor *self)
{
  g_autoptr (HelioProfile) profile = helio_profile_form_get_profile (self->form);
  g_autoptr (HelioSecret) password =
      helio_profile_form_dup_secret (self->form, HELIO_KEYRING_PASSWORD);

  if (self->asked != NULL)
    return;
  /* Trying a password is sending it; everything else is tried without a secret. */
  if (password != NULL && !is_agreed_to (self, profile)) {
    self->asked = helio_profile_get_agreement (profile);
    helio_consent_ask_async (GTK_WIDGET (self), profile, on_test_answered, g_object_ref (self));
    return;
  }
  show_page (self, "test");
  helio_profile_test_page_run (self->test_page, profile, password, get_services (self));
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

static void
done (HelioProfileEditor *self, HelioConnectionItem *item)
{
  HelioConnection *connection = item != NULL ? helio_connection_item_get_connection (item) : NULL;
  if (connection != NULL)
    give_secrets (self, connection);
  if (item != NULL)
    g_signal_emit (self, signals[STORED], 0, item);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioProfileEditor) self = HELIO_PROFILE_EDITOR (user_data);
  HelioProfileStore *store = HELIO_PROFILE_STORE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = g_steal_pointer (&self->saving);

  update_problem (self);
  if (!helio_profile_store_save_finish (store, result, &error)) {
    helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
    return;
  }
  if (stays_here (profile))
    helio_profile_store_give_consent (store, profile);
  done (self, helio_connection_list_find (self->list, profile->id));
}

static void
save (HelioProfileEditor *self)
{
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
  helio_profile_store_save_async (get_services (self)->profiles,
                                  self->saving,
                                  NULL,
                                  on_saved,
                                  g_object_ref (self));
}

static void
on_unbind_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioProfileEditor) self = HELIO_PROFILE_EDITOR (user_data);
  g_autofree char *answer = helio_alert_choose_finish (result);

  if (g_str_equal (answer, "save") && self->list != NULL && self->saving == NULL)
    save (self);
}

/* What was given to other hosts stays with them (design.md §4): said before it is so. */
static gboolean
unbinds (HelioProfileEditor *self)
{
  HelioProfile *old = self->item != NULL ? helio_connection_item_get_profile (self->item) : NULL;
  g_autoptr (HelioProfile) edited = helio_profile_form_get_profile (self->form);
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("editor", "_Keep Editing"), HELIO_ALERT_PLAIN},
      {"save", C_ ("editor", "_Save"), HELIO_ALERT_SUGGESTED},
  };

  if (old == NULL)
    return FALSE;
  g_autofree char *old_binding = helio_profile_get_binding (old);
  g_autofree char *new_binding = helio_profile_get_binding (edited);
  if (g_str_equal (old_binding, new_binding))
    return FALSE;
  helio_alert_choose_async (
      GTK_WIDGET (self),
      C_ ("editor", "Save with Other Hosts?"),
      C_ ("editor",
          "The sign-in, keys and passwords that this connection has were given to it as it was. "
          "They are not used any more: you are asked for them again, and before anything is sent "
          "to these:"),
      helio_consent_make_hosts (edited),
      responses,
      G_N_ELEMENTS (responses),
      on_unbind_answered,
      g_object_ref (self));
  return TRUE;
}

static void
on_save (HelioProfileEditor *self)
{
  g_autoptr (GError) error = NULL;

  if (self->saving != NULL)
    return;
  if (!helio_profile_form_check (self->form, TRUE, &error)) {
    update_problem (self);
    return;
  }
  if (!unbinds (self))
    save (self);
}

static void
on_back (HelioProfileEditor *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (page, "test") == 0) {
    helio_profile_test_page_stop (self->test_page);
    show_page (self, "form");
    gtk_widget_grab_focus (GTK_WIDGET (self->test));
    return;
  }
  helio_banner_set (self->banner, HELIO_BANNER_ERROR, NULL, NULL, NULL, NULL);
  self->touched = FALSE;
  show_page (self, "presets");
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  HelioProfileEditor *self = HELIO_PROFILE_EDITOR (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "test") == 0)
    on_back (self);
  else
    gtk_window_close (GTK_WINDOW (self));
  return TRUE;
}

static void
on_discard_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *answer = helio_alert_choose_finish (result);

  HELIO_PROFILE_EDITOR (source)->asking = FALSE;
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
  if (self->asking)
    return TRUE;
  self->asking = TRUE;
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
  if (self->test_page != NULL)
    helio_profile_test_page_stop (self->test_page);
  g_clear_pointer (&self->sandbox_rows, g_ptr_array_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->item);
  g_clear_pointer (&self->saving, helio_profile_unref);
  g_clear_pointer (&self->asked, g_free);
  g_clear_pointer (&self->agreed, g_free);
  G_OBJECT_CLASS (helio_profile_editor_parent_class)->dispose (object);
}

static void
helio_profile_editor_class_init (HelioProfileEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_profile_editor_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = helio_profile_editor_close_request;

  signals[STORED] = g_signal_new ("stored",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  HELIO_TYPE_CONNECTION_ITEM);

  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_PROFILE_FORM);
  g_type_ensure (HELIO_TYPE_PROFILE_TEST_PAGE);
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
  gtk_widget_class_bind_template_callback (widget_class, update_problem);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, test);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, test_page);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, problem_bar);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, HelioProfileEditor, sandboxes);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_show_problem);
  gtk_widget_class_bind_template_callback (widget_class, on_look_again);
  gtk_widget_class_bind_template_callback (widget_class, on_sandbox_by_hand);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
helio_profile_editor_init (HelioProfileEditor *self)
{
  self->sandbox_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_presets (self);
}

GtkWidget *
helio_profile_editor_new (GtkWindow *parent, HelioConnectionList *list, HelioConnectionItem *item)
{
  HelioProfileEditor *self = g_object_new (HELIO_TYPE_PROFILE_EDITOR,
                                           "transient-for",
                                           parent,
                                           "modal",
                                           TRUE,
                                           "destroy-with-parent",
                                           TRUE,
                                           NULL);

  self->list = g_object_ref (list);
  self->item = item != NULL ? g_object_ref (item) : NULL;
  if (item != NULL)
    show_form (self, helio_connection_item_get_profile (item));
  else
    gtk_window_set_focus (GTK_WINDOW (self), self->first_preset);
  return GTK_WIDGET (self);
}

gboolean
helio_profile_editor_is_touched (HelioProfileEditor *self)
{
  return self->touched;
}
