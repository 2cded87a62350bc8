// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-profile-actions.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-removed-profiles.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/profile/helio-profile-editor.h"
#include "ui/profile/helio-profile-report.h"
#include "ui/widgets/helio-unsaved.h"

#include <glib/gi18n.h>

/* More at a time is an accident, not an import. */
#define IMPORT_MAX 200

static HelioServices *
get_services (HelioWindow *window)
{
  return helio_connection_list_get_services (helio_window_get_list (window));
}

/* Saving one profile and showing it. */

typedef struct {
  HelioWindow *window;
  HelioProfile *profile;
  HelioProfileItem *instead_of; /* (nullable): a transient one that is not needed any more */
  gboolean consent;
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->window);
  helio_profile_unref (save->profile);
  g_clear_object (&save->instead_of);
  g_free (save);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  HelioProfileStore *store = HELIO_PROFILE_STORE (source);
  g_autoptr (GError) error = NULL;

  if (!helio_profile_store_save_finish (store, result, &error)) {
    helio_window_report (save->window, C_ ("alert", "Could Not Be Saved"), error);
  } else {
    HelioConnectionItem *item =
        helio_connection_list_find (helio_window_get_list (save->window), save->profile->id);
    if (save->consent)
      helio_profile_store_give_consent (store, save->profile);
    if (item != NULL)
      helio_window_show_item (save->window, item);
    if (save->instead_of != NULL)
      helio_profile_store_drop_transient (store, save->instead_of);
  }
  save_free (save);
}

static void
save_and_show (HelioWindow *window,
               HelioProfile *profile,
               gboolean consent,
               HelioProfileItem *instead_of)
{
  Save *save = g_new0 (Save, 1);
  save->window = g_object_ref (window);
  save->profile = helio_profile_ref (profile);
  save->consent = consent;
  save->instead_of = instead_of != NULL ? g_object_ref (instead_of) : NULL;
  helio_profile_store_save_async (get_services (window)->profiles, profile, NULL, on_saved, save);
}

static void
open_editor (HelioWindow *window, HelioConnectionItem *item)
{
  GtkWidget *editor =
      helio_profile_editor_new (GTK_WINDOW (window), helio_window_get_list (window), item);
  g_signal_connect_object (editor,
                           "stored",
                           G_CALLBACK (helio_window_show_item),
                           window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (editor));
}

void
helio_profile_actions_new (HelioWindow *window)
{
  open_editor (window, NULL);
}

void
helio_profile_actions_edit (HelioWindow *window, HelioConnectionItem *item)
{
  open_editor (window, item);
}

static void
give_new_id (HelioProfile *profile)
{
  g_autoptr (HelioProfile) fresh = helio_profile_new ();
  helio_set_str (&profile->id, fresh->id);
}

void
helio_profile_actions_duplicate (HelioWindow *window, HelioConnectionItem *item)
{
  HelioProfile *profile = helio_connection_item_get_profile (item);
  g_return_if_fail (profile != NULL);

  /* Secrets are bound to the profile's id: the copy has none, and asks. */
  g_autoptr (HelioProfile) copy = helio_profile_copy (profile);
  give_new_id (copy);
  g_free (copy->name);
  /* Translators: name of a copied connection */
  copy->name = g_strdup_printf (C_ ("connection", "%s (copy)"), profile->name);
  save_and_show (window, copy, FALSE, NULL);
}

void
helio_profile_actions_keep (HelioWindow *window, HelioConnectionItem *item)
{
  HelioProfile *profile = helio_connection_item_get_profile (item);
  g_return_if_fail (profile != NULL);

  /* One that is at work is not cut off by being kept, nor is a plan lost that was made on its page. */
  save_and_show (window,
                 profile,
                 FALSE,
                 helio_connection_item_get_state (item) == HELIO_SESSION_IDLE &&
                         !helio_window_has_unsaved (window, item)
                     ? helio_connection_item_get_profile_item (item)
                     : NULL);
}

/* Export */

typedef struct {
  HelioWindow *window;
  char *text;
} Export;

static void
export_free (Export *export)
{
  g_object_unref (export->window);
  g_free (export->text);
  g_free (export);
}

static void
on_export_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error)) {
    g_autoptr (GError) shown =
        helio_error_new (HELIO_ERROR_FILE,
                         C_ ("export", "Choose another folder, or make room on the disk."),
                         C_ ("export", "The profile was not written: %s"),
                         error->message);
    helio_window_report (export->window, C_ ("alert", "Could Not Be Exported"), shown);
  } else {
    helio_window_toast (export->window,
                        C_ ("toast", "Exported. Secrets are never part of the file."),
                        NULL);
  }
  export_free (export);
}

static void
on_export_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GFile) file = helio_file_chooser_save_finish (result, NULL);

  if (file == NULL)
    export_free (export);
  else
    g_file_replace_contents_async (file,
                                   export->text,
                                   strlen (export->text),
                                   NULL,
                                   FALSE,
                                   G_FILE_CREATE_PRIVATE,
                                   NULL,
                                   on_export_written,
                                   export);
}

void
helio_profile_actions_export (HelioWindow *window, HelioConnectionItem *item)
{
  HelioProfile *profile = helio_connection_item_get_profile (item);
  g_return_if_fail (profile != NULL);

  Export *export = g_new0 (Export, 1);
  export->window = g_object_ref (window);
  export->text = helio_profile_to_text (profile);
  g_autofree char *name = g_strdup_printf ("%s.heliograph", profile->name);
  g_strdelimit (name, "/\\:*?\"<>|\n\r\t", '-');
  helio_file_chooser_save_async (GTK_WINDOW (window),
                                 C_ ("file chooser", "Export Connection"),
                                 name,
                                 on_export_chosen,
                                 export);
}

/* Removal: the file goes at once, secrets in the keyring only when it cannot be taken back any more; where the
 * window closes before, the application sees to it. */

typedef struct {
  HelioWindow *window;
  HelioServices *services;
  HelioProfile *profile; /* (nullable): a broken file cannot be brought back from here */
  char *id;
  char *path; /* (nullable): of a transient one */
  gboolean transient;
  gboolean consent;
  gboolean undone;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->window);
  helio_services_unref (removal->services);
  g_clear_pointer (&removal->profile, helio_profile_unref);
  g_free (removal->id);
  g_free (removal->path);
  g_free (removal);
}

static void
on_keyring_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  if (!helio_removed_profiles_clear_finish (result, &error))
    g_debug ("The keyring keeps what belonged to a removed profile: %s", error->message);
}

static void
on_undo (Removal *removal)
{
  removal->undone = TRUE;
  if (removal->transient)
    helio_profile_store_add_transient (removal->services->profiles,
                                       removal->profile,
                                       removal->path);
  else
    save_and_show (removal->window, removal->profile, removal->consent, NULL);
}

static void
on_toast_gone (Removal *removal)
{
  /* What the keyring has may belong to a stored one of the same id. */
  if (!removal->undone && !removal->transient)
    helio_removed_profiles_clear_async (removal->services,
                                        removal->id,
                                        NULL,
                                        on_keyring_cleared,
                                        NULL);
}

static void
show_removed (Removal *removal)
{
  g_autofree char *title =
      removal->profile != NULL
          /* Translators: name of a connection */
          ? g_strdup_printf (C_ ("toast", "“%s” removed"), removal->profile->name)
          : g_strdup (C_ ("toast", "File removed"));
  AdwToast *toast = helio_window_toast (removal->window,
                                        title,
                                        removal->profile != NULL ? C_ ("toast", "_Undo") : NULL);
  g_signal_connect_swapped (toast, "button-clicked", G_CALLBACK (on_undo), removal);
  g_signal_connect_swapped (toast, "dismissed", G_CALLBACK (on_toast_gone), removal);
  /* A window that is closed takes its toasts along without a word. */
  g_object_set_data_full (G_OBJECT (toast), "helio-removal", removal, removal_free);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Removal *removal = user_data;
  g_autoptr (GError) error = NULL;

  if (helio_profile_store_remove_finish (HELIO_PROFILE_STORE (source), result, &error)) {
    show_removed (removal);
    return;
  }
  helio_window_report (removal->window, C_ ("alert", "Could Not Be Removed"), error);
  removal_free (removal);
}

static void
remove_now (HelioWindow *window, HelioConnectionItem *item)
{
  HelioProfileItem *profile_item = helio_connection_item_get_profile_item (item);
  HelioProfile *profile = helio_connection_item_get_profile (item);
  HelioConnection *connection = helio_connection_item_get_connection (item);
  HelioServices *services = get_services (window);

  Removal *removal = g_new0 (Removal, 1);
  removal->window = g_object_ref (window);
  removal->services = helio_services_ref (services);
  removal->profile = profile != NULL ? helio_profile_ref (profile) : NULL;
  removal->id = g_strdup (helio_profile_item_get_id (profile_item));
  removal->consent =
      profile != NULL && helio_profile_store_has_consent (services->profiles, profile);
  if (connection != NULL)
    helio_connection_disconnect (connection);
  removal->transient = helio_profile_item_is_transient (profile_item);
  removal->path = g_strdup (helio_profile_item_get_path (profile_item));
  if (removal->transient) {
    helio_profile_store_drop_transient (services->profiles, profile_item);
    show_removed (removal);
    return;
  }
  helio_profile_store_remove_async (services->profiles, removal->id, NULL, on_removed, removal);
}

typedef struct {
  HelioWindow *window;
  HelioConnectionItem *item;
} Doubt;

static void
on_removal_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Doubt *doubt = user_data;

  if (helio_unsaved_ask_finish (result) &&
      helio_connection_list_index (helio_window_get_list (doubt->window), doubt->item) != G_MAXUINT)
    remove_now (doubt->window, doubt->item);
  g_object_unref (doubt->window);
  g_object_unref (doubt->item);
  g_free (doubt);
}

/* The connection can be brought back afterwards, what stands on its Access page cannot. */
void
helio_profile_actions_remove (HelioWindow *window, HelioConnectionItem *item)
{
  Doubt *doubt;

  if (!helio_window_has_unsaved (window, item)) {
    remove_now (window, item);
    return;
  }
  helio_window_show_access (window, item);
  doubt = g_new (Doubt, 1);
  *doubt = (Doubt){g_object_ref (window), g_object_ref (item)};
  helio_unsaved_ask_async (
      GTK_WIDGET (window),
      C_ ("alert", "Discard Rules and Plan?"),
      C_ ("alert",
          "What you wrote on the Access page is in no file. It is lost when the connection is "
          "removed."),
      NULL,
      on_removal_answered,
      doubt);
}

/* Import */

typedef struct {
  HelioWindow *window;
  guint pending;
  guint stored;
  guint already; /* there, and no different */
  HelioProfileReport *report;
  char *last_id;
  char *last_name;
} Import;

static void
import_done (Import *import)
{
  HelioConnectionItem *item =
      helio_connection_list_find (helio_window_get_list (import->window), import->last_id);

  helio_profile_report_show (import->report, GTK_WIDGET (import->window), TRUE);
  if (import->stored == 0 && import->already > 0 &&
      helio_profile_report_get_n_faults (import->report) == 0) {
    g_autofree char *title =
        g_strdup_printf (C_ ("toast", "“%s” is here already"), import->last_name);
    helio_window_toast (import->window, title, NULL);
  }
  if (import->stored == 1) {
    g_autofree char *title = g_strdup_printf (C_ ("toast", "“%s” imported"), import->last_name);
    helio_window_toast (import->window, title, NULL);
  } else if (import->stored > 1) {
    g_autofree char *title = g_strdup_printf (
        NP_ ("import", "%u connection imported", "%u connections imported", import->stored),
        import->stored);
    helio_window_toast (import->window, title, NULL);
  }
  if (item != NULL)
    helio_window_show_item (import->window, item);
  g_object_unref (import->window);
  helio_profile_report_free (import->report);
  g_free (import->last_id);
  g_free (import->last_name);
  g_free (import);
}

static void
import_one_done (Import *import)
{
  import->pending--;
  if (import->pending == 0)
    import_done (import);
}

typedef struct {
  Import *import;
  char *id;
  char *name;
} ImportSave;

static void
on_import_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ImportSave *save = user_data;
  Import *import = save->import;
  g_autoptr (GError) error = NULL;

  if (helio_profile_store_save_finish (HELIO_PROFILE_STORE (source), result, &error)) {
    import->stored++;
    helio_set_str (&import->last_id, save->id);
    helio_set_str (&import->last_name, save->name);
  } else {
    helio_profile_report_add_fault (import->report, save->name, error);
  }
  g_free (save->id);
  g_free (save->name);
  g_free (save);
  import_one_done (import);
}

static gboolean
is_same (const HelioProfile *a, const HelioProfile *b)
{
  if (b == NULL)
    return FALSE;
  g_autofree char *a_text = helio_profile_to_text (a);
  g_autofree char *b_text = helio_profile_to_text (b);
  return g_str_equal (a_text, b_text);
}

static void
on_import_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_read_finish (result, &error);

  if (profile == NULL) {
    g_autofree char *name = G_IS_FILE (source) ? g_file_get_parse_name (G_FILE (source)) : NULL;
    helio_profile_report_add_fault (import->report, name != NULL ? name : "", error);
    import_one_done (import);
    return;
  }

  helio_profile_report_add_unknown (import->report, profile);
  /* One that is there already is not written over: it may have been changed here. */
  HelioConnectionItem *there =
      helio_connection_list_find (helio_window_get_list (import->window), profile->id);
  if (there != NULL && is_same (profile, helio_connection_item_get_profile (there))) {
    import->already++;
    helio_set_str (&import->last_id, profile->id);
    helio_set_str (&import->last_name, profile->name);
    import_one_done (import);
    return;
  }
  if (there != NULL) {
    g_autoptr (HelioProfile) copy = helio_profile_copy (profile);
    give_new_id (copy);
    g_clear_pointer (&profile, helio_profile_unref);
    profile = g_steal_pointer (&copy);
  }
  ImportSave *save = g_new0 (ImportSave, 1);
  save->import = import;
  save->id = g_strdup (profile->id);
  save->name = g_strdup (profile->name);
  helio_profile_store_save_async (get_services (import->window)->profiles,
                                  profile,
                                  NULL,
                                  on_import_saved,
                                  save);
}

void
helio_profile_actions_import_files (HelioWindow *window, GListModel *files)
{
  const guint n = MIN (g_list_model_get_n_items (files), IMPORT_MAX);
  if (n == 0)
    return;

  Import *import = g_new0 (Import, 1);
  import->window = g_object_ref (window);
  import->report = helio_profile_report_new ();
  import->pending = n;
  for (guint i = 0; i < n; i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    helio_profile_read_async (file, NULL, on_import_read, import);
  }
}

static void
on_import_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioWindow) window = user_data;
  g_autoptr (GListModel) files = helio_file_chooser_open_finish (result, NULL);
  if (files != NULL)
    helio_profile_actions_import_files (window, files);
}

void
helio_profile_actions_import (HelioWindow *window)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, C_ ("file filter", "Connection Profiles"));
  gtk_file_filter_add_pattern (filter, "*.json");
  gtk_file_filter_add_pattern (filter, "*.heliograph");
  helio_file_chooser_open_async (GTK_WINDOW (window),
                                 C_ ("file chooser", "Import Connections"),
                                 filter,
                                 TRUE,
                                 on_import_chosen,
                                 g_object_ref (window));
}
