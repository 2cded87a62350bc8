// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-window-test.h"

#include "ui/compat/helio-alert.h"
#include "ui/sign-in/helio-sign-in-page.h"

#include <string.h>

static const char profile_text[] =
    "{\"version\":1,\"id\":\"p1\",\"name\":\"Production\","
    "\"broker\":{\"url\":\"wss://broker.example.com:8443/\"},"
    "\"sign_in\":{\"domain\":\"tenant.eu.auth0.com\",\"client_id\":\"kJ3vX0bTq\",\"audience\":"
    "\"x\"},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"https://service.example.com/"
    "e\",\"provider\":\"auth0\"}}}";

static void
save (HelioWindowTest *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_from_text (text, strlen (text), &error);
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

void
helio_window_test_set_up (HelioWindowTest *f, gconstpointer data)
{
  f->directory = helio_test_make_dir ();
  f->clock = helio_fake_clock_new ();
  f->services = helio_fake_services_new (HELIO_CLOCK (f->clock), f->directory);
  f->list = helio_connection_list_new (f->services);
  save (f, profile_text);
  f->item = helio_connection_list_find (f->list, "p1");
  f->connection = helio_connection_item_get_connection (f->item);
  f->fake = helio_fake_connection (f->connection);
  f->window = helio_window_new (NULL, f->list, NULL);
  gtk_window_present (GTK_WINDOW (f->window));
  helio_window_show_sign_in (f->window, f->item, "account");
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
}

void
helio_window_test_tear_down (HelioWindowTest *f, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  helio_test_settle ();
  g_assert_null (f->window);
  g_assert_finalize_object (f->list);
  helio_services_unref (f->services);
  helio_test_wait_gone (f->clock, 10, "the clock to go");
  helio_test_remove_dir (f->directory);
}

GtkWidget *
helio_window_test_get_page (HelioWindowTest *f)
{
  return helio_ui_test_find (f->window, HELIO_TYPE_SIGN_IN_PAGE);
}

void
helio_window_test_assert_says (HelioWindowTest *f, const char *expected)
{
  g_autofree char *texts = helio_ui_test_texts (helio_window_test_get_page (f));
  if (strstr (texts, expected) == NULL)
    g_error ("“%s” is not in:\n%s", expected, texts);
}

void
helio_window_test_assert_silent (HelioWindowTest *f, const char *text)
{
  g_autofree char *texts = helio_ui_test_texts (helio_window_test_get_page (f));
  if (strstr (texts, text) != NULL)
    g_error ("“%s” is in:\n%s", text, texts);
}

void
helio_window_test_press (HelioWindowTest *f, const char *label)
{
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  GtkWidget *button = helio_ui_test_find_button (helio_window_test_get_page (f), label);
  if (button == NULL)
    g_error ("no button “%s”", label);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

gboolean
helio_window_test_has_dialog (gpointer data)
{
  return helio_alert_find (GTK_WINDOW (((HelioWindowTest *) data)->window)) != NULL;
}

void
helio_window_test_assert_calls (HelioWindowTest *f, const char *calls)
{
  helio_test_settle ();
  g_assert_cmpstr (f->fake->calls->str, ==, calls);
  g_string_truncate (f->fake->calls, 0);
}

HelioFakeLogin *
helio_window_test_begin_login (HelioWindowTest *f)
{
  HelioLogin *login = helio_fake_login_new ();
  HelioFakeLogin *fake = helio_fake_login (login);

  fake->state = HELIO_LOGIN_WAITING;
  fake->uri = g_strdup ("https://tenant.eu.auth0.com/authorize?client_id=kJ3vX0bTq&state=x");
  fake->deadline = helio_clock_now_boot (HELIO_CLOCK (f->clock)) + HELIO_LOGIN_DEADLINE;
  g_clear_object (&f->fake->device_login);
  g_set_object (&f->fake->login, login);
  g_object_unref (login);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_SIGNING_IN, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  return fake;
}

HelioFakeDeviceLogin *
helio_window_test_begin_device_login (HelioWindowTest *f)
{
  HelioDeviceLogin *login = helio_fake_device_login_new ();
  HelioFakeDeviceLogin *fake = helio_fake_device_login (login);

  fake->state = HELIO_DEVICE_LOGIN_WAITING;
  fake->user_code = g_strdup ("WXYZ-ABCD");
  fake->verification_uri = g_strdup ("https://tenant.eu.auth0.com/activate");
  fake->verification_uri_complete =
      g_strdup ("https://tenant.eu.auth0.com/activate?user_code=WXYZ-ABCD");
  fake->deadline = helio_clock_now_boot (HELIO_CLOCK (f->clock)) + 15 * 60 * G_USEC_PER_SEC;
  g_clear_object (&f->fake->login);
  g_set_object (&f->fake->device_login, login);
  g_object_unref (login);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_SIGNING_IN, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  return fake;
}

void
helio_window_test_end_login (HelioWindowTest *f)
{
  g_clear_object (&f->fake->login);
  g_clear_object (&f->fake->device_login);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_NEEDS_SIGN_IN, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
}

typedef struct {
  char *text;
  gboolean done;
} Paste;

static void
on_pasted (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;

  paste->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  paste->done = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

char *
helio_window_test_paste (HelioWindowTest *f)
{
  Paste paste = {0};

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->window)),
                                 NULL,
                                 on_pasted,
                                 &paste);
  helio_test_wait (is_true, &paste.done, 10, "the clipboard");
  return paste.text;
}

void
helio_window_test_assert_clipboard (HelioWindowTest *f, const char *expected)
{
  g_autofree char *text = helio_window_test_paste (f);

  g_assert_cmpstr (text, ==, expected);
}

void
helio_window_test_sign_in_alice (HelioWindowTest *f)
{
  f->fake->account = helio_account_new ("https://tenant.eu.auth0.com/",
                                        "auth0|alice",
                                        "Alice",
                                        "alice@example.com");
  f->fake->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_account_unref);
  g_ptr_array_add (f->fake->accounts, helio_account_ref (f->fake->account));
  g_ptr_array_add (
      f->fake->accounts,
      helio_account_new ("https://tenant.eu.auth0.com/", "auth0|bob", "Bob", "bob@example.com"));
  helio_fake_connection_go_online (f->connection);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
}

GtkWidget *
helio_window_test_find_check (GtkWidget *widget, const char *name)
{
  if (GTK_IS_CHECK_BUTTON (widget) && helio_ui_test_is_named (widget, name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = helio_window_test_find_check (child, name);
    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
helio_window_test_open_dialog (HelioWindowTest *f, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), action, NULL);
  helio_test_wait (helio_window_test_has_dialog, f, 10, "the dialog");
  return helio_alert_find (GTK_WINDOW (f->window));
}
