// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* From the entry of the window to the file of the profile, with a real store and a real Mosquitto. */
#include "config.h"

#include "core/base/helio-util.h"
#include "support/helio-mosquitto.h"
#include "support/helio-sandbox-run.h"
#include "support/helio-test-connection.h"
#include "ui/helio-ui-test.h"
#include "ui/topics/helio-subscription-list.h"
#include "ui/topics/helio-subscription-row.h"
#include "ui/window/helio-subscription-keeper.h"

#include <string.h>

#define ID "0a7b9a1e-5b0f-4b3c-9f6e-0c4f6a1d2e3f"

typedef struct {
  char *dir, *path;
  HelioMosquitto *broker;   /* (nullable) */
  HelioSandboxRun *sandbox; /* (nullable): instead, which refuses */
  HelioServices *services;
  HelioConnectionItem *item;
  HelioTopicsPage *page;
  gpointer list;
  GtkWidget *overlay;
  GtkWindow *window;
} Fixture;

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  helio_profile_store_save_finish (HELIO_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static HelioProfile *
make_profile (const char *url, const char *username)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\": 1, \"id\": \"" ID "\", \"name\": \"kept\", \"x-note\": \"mine\","
      " \"broker\": {\"url\": \"%s\"},"
      " \"credentials\": {\"method\": \"password\", \"password\": {\"username\": \"%s\"}},"
      " \"subscriptions\": [{\"filter\": \"users/%%u/#\", \"qos\": 1, \"x-colour\": \"blue\"}]}",
      url,
      username);
  g_autoptr (GError) error = NULL;
  HelioProfile *profile = helio_profile_from_text (text, strlen (text), &error);

  g_assert_no_error (error);
  return profile;
}

enum {
  STORED,
  FROM_FILE,
  AT_SANDBOX,
};

static HelioProfile *
start_sandbox (Fixture *self)
{
  g_autofree char *username = NULL;

  self->sandbox = helio_sandbox_run_new (NULL, NULL);
  username = g_strconcat ("alice@", helio_sandbox_run_get (self->sandbox, "organization_id"), NULL);
  self->services->env_password =
      helio_secret_new (helio_sandbox_run_get_password (self->sandbox, "alice"));
  return make_profile (helio_sandbox_run_get (self->sandbox, "broker.mqtt"), username);
}

static HelioProfile *
start_broker (Fixture *self)
{
  self->broker = helio_mosquitto_start (NULL);
  self->services->env_password = helio_secret_new ("any");
  return make_profile (helio_mosquitto_get_url (self->broker, "mqtt"), "alice@org_1");
}

/* @data: of the above. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioProfile) profile = NULL;
  g_autoptr (HelioProfileItem) profile_item = NULL;
  HelioConnection *connection;
  gboolean done = FALSE;

  self->dir = helio_test_make_dir ();
  self->path = g_build_filename (self->dir, "profiles", ID ".json", NULL);
  self->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&self->services->ref_count);
  self->services->clock = helio_clock_new_system ();
  self->services->http = helio_http_new ();
  self->services->profiles = helio_profile_store_new (self->dir);
  profile = GPOINTER_TO_INT (data) == AT_SANDBOX ? start_sandbox (self) : start_broker (self);
  if (GPOINTER_TO_INT (data) == FROM_FILE) {
    profile_item = g_object_ref (
        helio_profile_store_add_transient (self->services->profiles, profile, "/some/file.json"));
  } else {
    helio_profile_store_save_async (self->services->profiles, profile, NULL, on_stored, &done);
    helio_test_wait_flag (&done, 10, "the profile to be stored");
    profile_item = g_list_model_get_item (G_LIST_MODEL (self->services->profiles), 0);
  }
  self->item = helio_connection_item_new (self->services, profile_item);
  connection = helio_connection_item_get_connection (self->item);
  self->page = HELIO_TOPICS_PAGE (helio_topics_page_new ());
  self->list = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "subscription_list");
  helio_topics_page_set_connection (self->page, connection);
  helio_subscription_keeper_attach (self->page, self->item);
  self->overlay = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->overlay), GTK_WIDGET (self->page));
  self->window = helio_ui_test_show (self->overlay, 1100, 700);
  helio_connection_agree_for_this_run (connection);
  helio_connection_connect (connection);
  helio_test_wait (helio_test_connection_is_up, connection, 20, "the connection");
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  helio_connection_shutdown_finish (HELIO_CONNECTION (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gboolean done = FALSE;

  gtk_window_destroy (self->window);
  helio_connection_shutdown_async (helio_connection_item_get_connection (self->item),
                                   on_shut_down,
                                   &done);
  helio_test_wait_flag (&done, 10, "the goodbye");
  helio_test_wait_gone (self->item, 10, "what is being written to end");
  helio_services_unref (self->services);
  g_clear_pointer (&self->broker, helio_mosquitto_free);
  g_clear_pointer (&self->sandbox, helio_sandbox_run_free);
  helio_test_remove_dir (self->dir);
  g_free (self->path);
}

/* "filter qos no_local retain_as_published retain_handling" of each in the file. */
static char *
read_file (Fixture *self)
{
  g_autoptr (HelioProfile) profile = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  gsize length;

  g_assert_true (g_file_get_contents (self->path, &text, &length, NULL));
  profile = helio_profile_from_text (text, length, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "x-note"));
  for (guint i = 0; i < profile->subscriptions->len; i++) {
    const HelioProfileSubscription *s = profile->subscriptions->pdata[i];

    g_string_append_printf (out,
                            "%s %d %d %d %d\n",
                            s->filter,
                            s->qos,
                            s->no_local,
                            s->retain_as_published,
                            s->retain_handling);
  }
  return g_string_free (out, FALSE);
}

static const char *wanted;

static gboolean
is_written (gpointer data)
{
  g_autofree char *text = read_file (data);

  return g_str_equal (text, wanted);
}

static void
wait_file (Fixture *self, const char *text)
{
  wanted = text;
  helio_test_wait (is_written, self, 10, text);
}

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, id);
}

static void
subscribe (Fixture *self, const char *filter)
{
  gtk_editable_set_text (child (self, "filter_entry"), filter);
  g_signal_emit_by_name (child (self, "filter_entry"), "activate");
}

static void
unsubscribe (Fixture *self, int row)
{
  g_signal_emit_by_name (gtk_list_box_get_row_at_index (child (self, "list_box"), row), "remove");
}

static void
test_kept (Fixture *self, gconstpointer data)
{
  HelioConnection *connection = helio_connection_item_get_connection (self->item);
  const HelioLinkInfo *info = helio_connection_get_info (connection);
  g_autofree char *text = NULL;

  gtk_drop_down_set_selected (child (self, "qos_drop"), 2);
  gtk_drop_down_set_selected (child (self, "handling_drop"), 1);
  gtk_check_button_set_active (child (self, "no_local_check"), TRUE);
  gtk_check_button_set_active (child (self, "as_published_check"), FALSE);
  subscribe (self, "chat/%u/#");
  wait_file (self, "users/%u/# 1 0 1 0\nchat/%u/# 2 1 0 1\n");
  /* The same text again is the same subscription with other options. */
  gtk_drop_down_set_selected (child (self, "qos_drop"), 0);
  subscribe (self, "users/%u/#");
  wait_file (self, "users/%u/# 0 1 0 1\nchat/%u/# 2 1 0 1\n");
  g_assert_true (g_file_get_contents (self->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "x-colour"));
  /* Another text is another one, whatever it becomes. */
  subscribe (self, "users/alice/#");
  wait_file (self, "users/%u/# 0 1 0 1\nchat/%u/# 2 1 0 1\nusers/alice/# 0 1 0 1\n");
  g_assert_true (helio_connection_is_connected (connection));
  g_assert_true (helio_connection_get_info (connection) == info);
}

static void
test_removed_and_undone (Fixture *self, gconstpointer data)
{
  GtkWidget *undo;

  unsubscribe (self, 0);
  wait_file (self, "");
  helio_ui_test_wait_text (self->overlay, "Unsubscribed from “users/%u/#”");
  helio_ui_test_wait_text (self->page, "no subscription");
  undo = helio_ui_test_find_button (self->overlay, "_Undo");
  g_assert_nonnull (undo);
  g_signal_emit_by_name (undo, "clicked");
  wait_file (self, "users/%u/# 1 0 1 0\n");
  helio_ui_test_wait_text (self->page, "1 subscription");
}

/* No Local with a shared subscription is a protocol error: it is left out, and the switch is off meanwhile. */
static void
test_shared (Fixture *self, gconstpointer data)
{
  GtkWidget *check = child (self, "no_local_check");

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_editable_set_text (child (self, "filter_entry"), "$share/group/chat/#");
  g_assert_false (gtk_widget_get_sensitive (check));
  subscribe (self, "$share/group/chat/#");
  wait_file (self, "users/%u/# 1 0 1 0\n$share/group/chat/# 1 0 1 0\n");
  g_assert_true (gtk_widget_get_sensitive (check));
}

/* Faster than the disk: the file has the last word in the end. */
static void
test_many_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) expected = g_string_new ("");

  for (guint i = 0; i < 20; i++) {
    g_autofree char *filter = g_strdup_printf ("many/%u", i);

    subscribe (self, filter);
    g_string_append_printf (expected, "%s 1 0 1 0\n", filter);
  }
  unsubscribe (self, 0);
  wait_file (self, expected->str);
  helio_ui_test_wait_text (self->page, "20 subscriptions");
}

static void
test_not_writable (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  helio_test_remove_dir (g_strdup (folder));
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  subscribe (self, "chat/#");
  helio_ui_test_wait_text (self->overlay, "Subscriptions are not kept: ");
  helio_ui_test_wait_text (self->page, "2 subscriptions");
}

static gboolean
is_kept (gpointer data)
{
  return helio_profile_find_subscription (
             helio_connection_item_get_profile (((Fixture *) data)->item),
             "chat/#") != NULL;
}

static void
test_from_file (Fixture *self, gconstpointer data)
{
  helio_ui_test_wait_text (self->page, "1 subscription, for this run only");
  subscribe (self, "chat/#");
  helio_ui_test_wait_text (self->page, "2 subscriptions, for this run only");
  helio_test_wait (is_kept, self, 10, "the subscription to be kept");
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static HelioSubscriptionState
get_state (Fixture *self, guint position)
{
  GListModel *model =
      helio_connection_get_subscriptions (helio_connection_item_get_connection (self->item));
  g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, position);

  return subscription != NULL ? helio_subscription_get_state (subscription)
                              : HELIO_SUBSCRIPTION_IDLE;
}

static gboolean
is_answered (gpointer data)
{
  return get_state (data, 1) == HELIO_SUBSCRIPTION_REFUSED &&
         get_state (data, 2) == HELIO_SUBSCRIPTION_GRANTED;
}

/* It would be refused at the next start again. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  subscribe (self, "users/bob/#");
  subscribe (self, "users/alice/x");
  helio_test_wait (is_answered, self, 20, "the broker's answers");
  wait_file (self, "users/%u/# 1 0 1 0\nusers/alice/x 1 0 1 0\n");
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer), int where)
{
  g_test_add (name, Fixture, GINT_TO_POINTER (where), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/subscription-keeper/kept", test_kept, STORED);
  add ("/subscription-keeper/removed-and-undone", test_removed_and_undone, STORED);
  add ("/subscription-keeper/shared", test_shared, STORED);
  add ("/subscription-keeper/many-at-once", test_many_at_once, STORED);
  add ("/subscription-keeper/not-writable", test_not_writable, STORED);
  add ("/subscription-keeper/from-file", test_from_file, FROM_FILE);
  add ("/subscription-keeper/refused", test_refused, AT_SANDBOX);
  return g_test_run ();
}
