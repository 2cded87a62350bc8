// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"

#include "ui/compat/helio-alert.h"
#include "ui/window/helio-keyring-group.h"
#include "ui/window/helio-preferences-page.h"

#include <string.h>

/* Where secrets are kept, and "Forget everything", with libsecret's own file as in a sandbox. */

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnectionList *list;
  HelioConnection *connection;
  GtkWindow *window;
} Fixture;

static const char profile_text[] =
    "{\"version\":1,\"id\":\"p1\",\"name\":\"Production\","
    "\"broker\":{\"url\":\"wss://broker.example.com:8443/\"},"
    "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"alice@org_1\"}}}";

static void
save (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile =
      helio_profile_from_text (profile_text, strlen (profile_text), &error);
  HelioTestResult result = {0};

  g_assert_no_error (error);
  helio_profile_store_save_async (f->services->profiles,
                                  profile,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  helio_profile_store_save_finish (f->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static void
set_up (Fixture *f, gconstpointer with_keyring)
{
  f->directory = helio_test_make_dir ();
  f->clock = helio_fake_clock_new ();
  f->services = helio_fake_services_new (HELIO_CLOCK (f->clock), f->directory);
  if (with_keyring != NULL) {
    g_autofree char *path = g_build_filename (f->directory, "keyring", NULL);
    g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
    f->services->keyring = helio_keyring_new ();
  }
  f->list = helio_connection_list_new (f->services);
  save (f);
  f->connection = helio_connection_item_get_connection (helio_connection_list_find (f->list, "p1"));
}

static void
show (Fixture *f)
{
  f->window = helio_ui_test_show (helio_preferences_page_new (NULL, f->list), 600, 560);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  helio_test_settle ();
  g_assert_finalize_object (f->list);
  g_clear_object (&f->services->keyring);
  helio_services_unref (f->services);
  helio_test_wait_gone (f->clock, 10, "the clock to go");
  helio_test_remove_dir (f->directory);
}

static void
store (Fixture *f, HelioKeyringKind kind)
{
  g_autoptr (HelioSecret) secret = helio_secret_new ("typed by somebody");
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_keyring_store_async (f->services->keyring,
                             "p1",
                             kind,
                             NULL,
                             "binding",
                             "Production",
                             secret,
                             NULL,
                             helio_test_result_ready,
                             &result);
  g_assert_true (helio_keyring_store_finish (f->services->keyring,
                                             helio_test_result_wait (&result, 30),
                                             &error));
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static gboolean
has_dialog (gpointer data)
{
  return helio_alert_find (((Fixture *) data)->window) != NULL;
}

static GtkWidget *
ask (Fixture *f)
{
  GtkWidget *group = helio_ui_test_find (f->window, HELIO_TYPE_KEYRING_GROUP);
  GtkWidget *forget = helio_ui_test_child (group, HELIO_TYPE_KEYRING_GROUP, "forget");

  g_signal_emit_by_name (forget, "clicked");
  helio_test_wait (has_dialog, f, 10, "the question");
  return helio_alert_find (f->window);
}

static void
test_forget (Fixture *f, gconstpointer data)
{
  store (f, HELIO_KEYRING_PASSWORD);
  store (f, HELIO_KEYRING_EXCHANGE_KEY);
  show (f);
  helio_ui_test_wait_text (f->window, "In an encrypted file of this application");
  helio_ui_test_picture (GTK_WIDGET (f->window), "preferences");

  GtkWidget *dialog = ask (f);
  g_autofree char *texts = helio_ui_test_texts (dialog);
  g_assert_nonnull (strstr (texts, "the sign-ins of all accounts"));
  g_assert_nonnull (strstr (texts, "private keys of client certificates"));
  g_assert_nonnull (strstr (texts, "Profiles, drafts and settings stay."));
  helio_ui_test_picture (dialog, "forget");
  helio_alert_respond (dialog, "cancel");
  helio_test_settle ();
  g_assert_cmpstr (helio_fake_connection (f->connection)->calls->str, ==, "");

  helio_alert_respond (ask (f), "forget");
  helio_ui_test_wait_text (f->window, "2 secrets have been deleted.");
  g_assert_cmpstr (helio_fake_connection (f->connection)->calls->str, ==, "sign-out all\n");
}

static void
test_memory_only (Fixture *f, gconstpointer data)
{
  show (f);
  helio_ui_test_wait_text (f->window, "In memory, until Heliograph ends");
  helio_alert_respond (ask (f), "forget");
  helio_ui_test_wait_text (f->window, "Done: everybody is signed out.");
  g_assert_cmpstr (helio_fake_connection (f->connection)->calls->str, ==, "sign-out all\n");
}

/* At the narrowest, with text twice as large, dark. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi = 0, minimum;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 192 * PANGO_SCALE, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  show (f);
  gtk_window_set_default_size (f->window, 360, 640);
  helio_ui_test_frames (GTK_WIDGET (f->window), 4);
  gtk_widget_measure (gtk_window_get_child (f->window),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &minimum,
                      NULL,
                      NULL,
                      NULL);
  helio_ui_test_picture (GTK_WIDGET (f->window), "preferences-narrow");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

int
main (int argc, char **argv)
{
  /* Before there are threads. */
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  helio_ui_test_init (&argc, &argv);
  g_test_add ("/ui/preferences/forget", Fixture, "keyring", set_up, test_forget, tear_down);
  g_test_add ("/ui/preferences/narrow", Fixture, "keyring", set_up, test_narrow, tear_down);
  g_test_add ("/ui/preferences/memory-only", Fixture, NULL, set_up, test_memory_only, tear_down);
  return g_test_run ();
}
