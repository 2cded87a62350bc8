// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Publishing and subscribing from the page, against a real Mosquitto. */
#include "config.h"

#include "core/base/helio-util.h"
#include "support/helio-mosquitto.h"
#include "ui/helio-draft.h"
#include "ui/helio-message-list.h"
#include "ui/helio-publish-pane.h"
#include "ui/helio-subscription-list.h"
#include "ui/helio-topics-page.h"
#include "ui/helio-ui-test.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

typedef struct {
  char *dir;
  HelioMosquitto *broker;
  HelioConnection *connection;
  HelioTopicsPage *page;
  HelioPublishPane *pane;
  GtkWindow *window;
} Fixture;

static HelioConnection *
new_connection (const char *dir, const char *url)
{
  HelioServices *services = g_new0 (HelioServices, 1);
  HelioProfile *profile = helio_profile_new ();
  HelioConnection *connection;

  g_ref_count_init (&services->ref_count);
  services->clock = helio_clock_new_system ();
  services->http = helio_http_new ();
  services->profiles = helio_profile_store_new (dir);
  services->env_password = helio_secret_new ("wonderland");
  profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&profile->password.username, "alice@org_1");
  helio_set_str (&profile->broker.url, url);
  connection = helio_connection_new (services, profile);
  helio_connection_agree_for_this_run (connection);
  helio_profile_unref (profile);
  helio_services_unref (services);
  return connection;
}

static gboolean
is_connected (gpointer data)
{
  return helio_connection_is_connected (data);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const users[] = {"alice@org_1", "wonderland", NULL};
  const HelioMosquittoOptions options = {
      .users = users,
      /* With max_queued_messages 0 Mosquitto 2.0.11 closes the connection after a denied PUBLISH. */
      .config = "max_queued_messages 1000\n",
      .acl = "user alice@org_1\ntopic readwrite users/alice/#\ntopic readwrite chat/#\n",
  };

  self->dir = helio_test_make_dir ();
  self->broker = helio_mosquitto_start (&options);
  self->connection = new_connection (self->dir, helio_mosquitto_get_url (self->broker, "mqtt"));
  self->page = g_object_ref_sink (HELIO_TOPICS_PAGE (helio_topics_page_new ()));
  helio_topics_page_set_connection (self->page, self->connection);
  self->pane = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "publish_pane");
  self->window = helio_ui_test_show (GTK_WIDGET (self->page), 1100, 700);
}

static void
connect_now (Fixture *self)
{
  helio_connection_connect (self->connection);
  helio_test_wait (is_connected, self->connection, 20, "the connection");
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
  g_assert_finalize_object (self->page);
  helio_connection_shutdown_async (self->connection, on_shut_down, &done);
  helio_test_wait_flag (&done, 10, "the connection to end");
  g_assert_finalize_object (self->connection);
  helio_mosquitto_free (self->broker);
  helio_test_remove_dir (self->dir);
}

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->pane, HELIO_TYPE_PUBLISH_PANE, id);
}

static void
write_draft (Fixture *self, const char *topic, const char *payload, int qos)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));

  helio_publish_pane_set_draft (self->pane, topic, bytes, qos, FALSE);
}

static void
click_publish (Fixture *self)
{
  g_signal_emit_by_name (child (self, "publish_button"), "clicked");
}

static void
test_not_connected (Fixture *self, gconstpointer data)
{
  GtkWidget *button = child (self, "publish_button");
  g_autofree char *texts = NULL;

  write_draft (self, "chat/7", "hello", 1);
  g_assert_false (gtk_widget_get_sensitive (button));
  texts = helio_ui_test_texts (self->pane);
  g_assert_nonnull (strstr (texts, "Not connected: what you write is kept"));
  connect_now (self);
  g_assert_true (gtk_widget_get_sensitive (button));
}

static void
test_validates (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = child (self, "topic_entry");
  GtkWidget *button = child (self, "publish_button");

  connect_now (self);
  gtk_editable_set_text (entry, "chat/#");
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_test_accessible_assert_state (GTK_WIDGET (entry),
                                    GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_editable_set_text (entry, "chat/7");
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_test_accessible_assert_state (GTK_WIDGET (entry),
                                    GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_FALSE);
}

/* The whole way round: subscribe in the list, publish in the pane, the message arrives in the window. */
static void
test_round_trip (Fixture *self, gconstpointer data)
{
  gpointer list = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "subscription_list");
  gpointer inspector = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "inspector");
  gpointer messages = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "message_list");
  GtkEditable *entry = helio_ui_test_child (list, HELIO_TYPE_SUBSCRIPTION_LIST, "filter_entry");

  helio_ui_test_wait_text (messages, "Not Connected");
  connect_now (self);
  helio_ui_test_wait_text (messages, "Nothing Subscribed");
  gtk_editable_set_text (entry, "users/%u/#");
  g_signal_emit_by_name (entry, "activate");
  helio_ui_test_wait_text (list, "users/alice/#");
  helio_ui_test_wait_text (self->page, "1 subscription");

  write_draft (self, "users/%u/inbox", "{\"hello\":1}", 1);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "The broker took it: Success (0x00) · ");
  helio_ui_test_wait_text (self->page, "1 topic");
  helio_message_list_set_selected_seq (messages, 0);
  helio_ui_test_wait_text (inspector, "users/alice/inbox");
}

static void
test_answers (Fixture *self, gconstpointer data)
{
  connect_now (self);
  write_draft (self, "chat/nobody", "1", 1);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "(0x10)");
  write_draft (self, "secret/x", "1", 1);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "0x87");
  write_draft (self, "chat/7", "1", 0);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "With QoS 0 the broker does not answer");

  gtk_drop_down_set_selected (child (self, "form_drop"), HELIO_DRAFT_HEX);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "The last byte of the payload has one digit only.");
}

/* The draft belongs to the connection and is there again when it is shown again. */
static void
test_draft (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = child (self, "topic_entry");
  GtkSourceBuffer *buffer = child (self, "buffer");
  g_autofree char *text = NULL, *empty = NULL;

  write_draft (self, "chat/7", "unfinished", 2);
  helio_topics_page_set_connection (self->page, NULL);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
  g_object_get (buffer, "text", &empty, NULL);
  g_assert_cmpstr (empty, ==, "");
  helio_topics_page_set_connection (self->page, self->connection);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "chat/7");
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "unfinished");
  g_assert_cmpuint (gtk_drop_down_get_selected (child (self, "qos_drop")), ==, 2);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/publish/not-connected", test_not_connected);
  add ("/publish/validates", test_validates);
  add ("/publish/round-trip", test_round_trip);
  add ("/publish/answers", test_answers);
  add ("/publish/draft", test_draft);
  return g_test_run ();
}
