// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Publishing and subscribing from the page, against a real Mosquitto. */
#include "config.h"

#include "core/base/helio-util.h"
#include "core/mqtt/helio-publish-properties.h"
#include "support/helio-mosquitto.h"
#include "support/helio-test-connection.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-message-list.h"
#include "ui/publish/helio-draft.h"
#include "ui/publish/helio-file-card.h"
#include "ui/publish/helio-history-button.h"
#include "ui/publish/helio-property-form.h"
#include "ui/publish/helio-publish-pane.h"
#include "ui/topics/helio-subscription-list.h"
#include "ui/topics/helio-topics-page.h"
#include "ui/widgets/helio-topic-completion.h"

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

/* @data: the HelioProtocol. */
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
  self->connection = helio_test_connection_new (self->dir,
                                                helio_mosquitto_get_url (self->broker, "mqtt"),
                                                (HelioProtocol) GPOINTER_TO_INT (data));
  self->page = g_object_ref_sink (HELIO_TOPICS_PAGE (helio_topics_page_new ()));
  helio_topics_page_set_connection (self->page, self->connection);
  self->pane = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "publish_pane");
  self->window = helio_ui_test_show (GTK_WIDGET (self->page), 1100, 700);
}

static void
connect_now (Fixture *self)
{
  helio_connection_connect (self->connection);
  helio_test_wait (helio_test_connection_is_up, self->connection, 20, "the connection");
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

  helio_publish_pane_set_draft (self->pane, topic, bytes, qos, FALSE, NULL);
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

/* ── history ── */

/* As if it was pressed where the pane listens first. */
static gboolean
press_in_pane (Fixture *self, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->pane));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &handled);
  }
  return handled;
}

static void
assert_written (Fixture *self, const char *topic, const char *payload)
{
  g_autofree char *text = NULL;

  g_assert_cmpstr (gtk_editable_get_text (child (self, "topic_entry")), ==, topic);
  g_object_get (child (self, "buffer"), "text", &text, NULL);
  g_assert_cmpstr (text, ==, payload);
}

static void
test_history_keys (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = child (self, "topic_entry");

  connect_now (self);
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  g_assert_true (press_in_pane (self, GDK_KEY_Up, GDK_ALT_MASK));
  assert_written (self, "", "");
  write_draft (self, "chat/1", "one", 1);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "The broker took it");
  write_draft (self, "secret/x", "two", 2);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "0x87");
  write_draft (self, "chat/3", "unfinished", 0);
  /* A letter is written there: Up alone is for the cursor. */
  g_assert_false (press_in_pane (self, GDK_KEY_Up, 0));
  g_assert_true (press_in_pane (self, GDK_KEY_Up, GDK_ALT_MASK));
  assert_written (self, "secret/x", "two");
  g_assert_cmpuint (gtk_drop_down_get_selected (child (self, "qos_drop")), ==, 2);
  g_assert_true (press_in_pane (self, GDK_KEY_Up, 0));
  assert_written (self, "chat/1", "one");
  g_assert_true (press_in_pane (self, GDK_KEY_Down, 0));
  g_assert_true (press_in_pane (self, GDK_KEY_Down, 0));
  assert_written (self, "chat/3", "unfinished");
  g_assert_cmpuint (gtk_drop_down_get_selected (child (self, "qos_drop")), ==, 0);
  g_assert_cmpstr (helio_draft_get (G_OBJECT (self->connection))->topic, ==, "chat/3");
  g_assert_false (press_in_pane (self, GDK_KEY_Down, 0));
  /* With nothing written Up alone begins. */
  gtk_editable_set_text (entry, "");
  gtk_text_buffer_set_text (child (self, "buffer"), "", -1);
  g_assert_true (press_in_pane (self, GDK_KEY_Up, 0));
  assert_written (self, "secret/x", "two");
}

static GtkListBoxRow *
get_row (Fixture *self, int index)
{
  HelioHistoryButton *button = child (self, "history_button");

  return gtk_list_box_get_row_at_index (
      helio_ui_test_child (button, HELIO_TYPE_HISTORY_BUTTON, "list_box"),
      index);
}

static gboolean
is_answered (gpointer history)
{
  g_autoptr (HelioPublished) newest = g_list_model_get_item (history, 0);

  return helio_published_get_answer (newest) != NULL;
}

static void
test_history_list (Fixture *self, gconstpointer data)
{
  HelioHistoryButton *button = child (self, "history_button");
  GListModel *history = helio_publish_history_get (G_OBJECT (self->connection));
  GtkListBox *list = helio_ui_test_child (button, HELIO_TYPE_HISTORY_BUTTON, "list_box");
  GtkWidget *popover = helio_ui_test_child (button, HELIO_TYPE_HISTORY_BUTTON, "popover");
  g_autofree char *texts = NULL;
  int width;

  connect_now (self);
  write_draft (self, "chat/1", "{\"one\": 1}", 1);
  click_publish (self);
  helio_test_wait (is_answered, history, 20, "the answer");
  write_draft (self, "secret/x", "two", 1);
  click_publish (self);
  helio_test_wait (is_answered, history, 20, "the refusal");
  helio_history_button_popup (button);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  helio_ui_test_picture (popover, "publish-history");
  texts = helio_ui_test_texts (popover);
  g_assert_nonnull (strstr (texts, "nothing of it is stored"));
  g_assert_nonnull (strstr (texts, "secret/x"));
  g_assert_nonnull (strstr (texts, "{\"one\": 1}"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (get_row (self, 0))), "0x87"));

  /* To be written anew: what was being written can be had back. */
  write_draft (self, "chat/2", "unfinished", 1);
  g_signal_emit_by_name (list, "row-activated", get_row (self, 1));
  assert_written (self, "chat/1", "{\"one\": 1}");
  g_assert_true (press_in_pane (self, GDK_KEY_Down, GDK_ALT_MASK));
  g_assert_true (press_in_pane (self, GDK_KEY_Down, GDK_ALT_MASK));
  assert_written (self, "chat/2", "unfinished");

  /* Again: what is being written stays where it is. */
  g_signal_emit_by_name (get_row (self, 1), "again");
  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 3);
  helio_test_wait (is_answered, history, 20, "the answer to the second");
  assert_written (self, "chat/2", "unfinished");
  g_assert_nonnull (
      strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (get_row (self, 0))), "The broker took it"));
  helio_publish_history_clear (history);
  g_assert_null (get_row (self, 0));
  /* There is room for the button in a narrow window. */
  gtk_widget_measure (GTK_WIDGET (self->pane),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &width,
                      NULL,
                      NULL,
                      NULL);
  g_assert_cmpint (width, <=, 340);
}

static void
subscribe (Fixture *self, const char *filter)
{
  const HelioFilterOptions options = {.filter = filter, .qos = 2};
  gpointer list = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "subscription_list");

  g_assert_nonnull (helio_connection_subscribe (self->connection, &options, NULL));
  helio_ui_test_wait_text (self->page, "1 subscription");
  helio_ui_test_wait_text (list, filter);
  helio_ui_test_frames (GTK_WIDGET (self->page), 2);
}

static gpointer
form_child (Fixture *self, const char *id)
{
  return helio_ui_test_child (child (self, "property_form"), HELIO_TYPE_PROPERTY_FORM, id);
}

static void
write_properties (Fixture *self)
{
  gtk_editable_set_text (form_child (self, "content_type_row"), "application/json");
  gtk_switch_set_active (form_child (self, "utf8_switch"), TRUE);
  gtk_editable_set_text (form_child (self, "expiry_row"), "60");
  gtk_editable_set_text (form_child (self, "response_topic_row"), "users/%u/reply");
  gtk_editable_set_text (form_child (self, "correlation_row"), "00 ff");
  gtk_drop_down_set_selected (form_child (self, "correlation_drop"), HELIO_DRAFT_HEX);
}

/* What arrives is looked at in the store, as the broker sent it on. */
static void
test_properties (Fixture *self, gconstpointer data)
{
  HelioMessageStore *store = helio_connection_get_store (self->connection);
  g_auto (HelioPublishProperties) got = HELIO_PUBLISH_PROPERTIES_INIT;
  g_autoptr (GBytes) wire = NULL;
  g_autofree char *texts = NULL;

  connect_now (self);
  subscribe (self, "chat/#");
  write_draft (self, "chat/7", "{}", 1);
  write_properties (self);
  texts = helio_ui_test_texts (child (self, "properties_button"));
  g_assert_cmpstr (texts, ==, "5\n");
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "The broker took it: Success");
  helio_ui_test_wait_text (self->page, "1 topic");

  wire = helio_message_store_get_properties (store, 0);
  g_assert_nonnull (wire);
  g_assert_true (helio_publish_properties_decode (&got,
                                                  g_bytes_get_data (wire, NULL),
                                                  g_bytes_get_size (wire),
                                                  NULL));
  g_assert_cmpstr (got.content_type, ==, "application/json");
  g_assert_cmpint (got.payload_format, ==, 1);
  g_assert_cmpint (got.message_expiry, >, 0);
  g_assert_cmpint (got.message_expiry, <=, 60);
  g_assert_cmpstr (got.response_topic, ==, "users/alice/reply");
  g_assert_cmpmem (g_bytes_get_data (got.correlation, NULL),
                   g_bytes_get_size (got.correlation),
                   "\x00\xff",
                   2);
}

static void
test_wrong_properties (Fixture *self, gconstpointer data)
{
  connect_now (self);
  write_draft (self, "chat/7", "{}", 1);
  gtk_editable_set_text (form_child (self, "expiry_row"), "soon");
  helio_ui_test_wait_text (child (self, "property_form"), "no number of seconds");
  g_assert_true (gtk_widget_has_css_class (child (self, "properties_button"), "error"));
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "The message expiry is no number of seconds.");
  gtk_editable_set_text (form_child (self, "expiry_row"), "");
  gtk_editable_set_text (form_child (self, "response_topic_row"), "reply/#");
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "Response topic:");
  gtk_editable_set_text (form_child (self, "response_topic_row"), "");
  g_assert_false (gtk_widget_has_css_class (child (self, "properties_button"), "error"));
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "(0x10)");
}

static void
test_no_properties (Fixture *self, gconstpointer data)
{
  connect_now (self);
  write_draft (self, "chat/7", "{}", 1);
  write_properties (self);
  helio_ui_test_wait_text (child (self, "property_form"), "MQTT 3.1.1, which has no properties");
  g_assert_false (gtk_widget_is_sensitive (form_child (self, "content_type_row")));
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "without the properties: MQTT 3.1.1 has none");
}

static void
test_file (Fixture *self, gconstpointer data)
{
  HelioMessageStore *store = helio_connection_get_store (self->connection);
  g_autofree char *path = g_build_filename (self->dir, "payload.bin", NULL);
  g_autofree char *missing = g_build_filename (self->dir, "missing.bin", NULL);
  g_autofree char *bytes = g_malloc0 (1000000);
  g_autoptr (GFile) file = g_file_new_for_path (path), none = g_file_new_for_path (missing);
  g_autoptr (GBytes) got = NULL;

  g_assert_true (g_file_set_contents (path, bytes, 1000000, NULL));
  connect_now (self);
  subscribe (self, "chat/#");
  write_draft (self, "chat/7", "", 1);
  gtk_drop_down_set_selected (child (self, "form_drop"), HELIO_DRAFT_FILE);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "No file is chosen.");
  helio_file_card_set_file (child (self, "file_card"), none);
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "“missing.bin” could not be read.");
  helio_file_card_set_file (child (self, "file_card"), file);
  helio_ui_test_wait_text (child (self, "file_card"), "1.0 MB");
  click_publish (self);
  helio_ui_test_wait_text (self->pane, "The broker took it: Success");
  helio_ui_test_wait_text (self->page, "1 topic");
  got = helio_message_store_get_payload (store, 0);
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), bytes, 1000000);
}

static gboolean
press (Fixture *self, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (child (self, "topic_entry"));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
  }
  return handled;
}

static void
test_completion (Fixture *self, gconstpointer data)
{
  HelioMessageStore *store = helio_connection_get_store (self->connection);
  GtkEditable *entry = child (self, "topic_entry");
  GtkWidget *completion = child (self, "completion");

  helio_ui_test_feed (store, "site/1/temp", "1", 0, FALSE);
  helio_ui_test_feed (store, "site/2/temp", "1", 0, FALSE);
  helio_ui_test_feed (store, "site/2/power", "1", 0, FALSE);
  /* What is put in by the program opens nothing. */
  gtk_editable_set_text (entry, "si");
  g_assert_false (gtk_widget_get_visible (completion));

  gtk_widget_grab_focus (GTK_WIDGET (entry));
  gtk_editable_set_text (entry, "s");
  g_assert_true (gtk_widget_get_visible (completion));
  g_assert_true (press (self, GDK_KEY_Down));
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "site/");
  helio_ui_test_wait_text (completion, "site/1/temp\nsite/2/");
  g_assert_true (press (self, GDK_KEY_Up));
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "site/2/");
  g_assert_true (press (self, GDK_KEY_Down));
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "site/2/power");
  g_assert_false (gtk_widget_get_visible (completion));

  gtk_editable_set_text (entry, "site/2/t");
  g_assert_true (gtk_widget_get_visible (completion));
  g_assert_true (press (self, GDK_KEY_Escape));
  g_assert_false (gtk_widget_get_visible (completion));
  g_assert_false (press (self, GDK_KEY_Return));
  gtk_editable_set_text (entry, "none");
  g_assert_false (gtk_widget_get_visible (completion));
  gtk_editable_set_text (entry, "site/2/t");
  gtk_widget_grab_focus (child (self, "payload_edit"));
  g_assert_false (gtk_widget_get_visible (completion));
}

static void
test_draft_keeps_all (Fixture *self, gconstpointer data)
{
  static const char *const pairs[] = {"a", "1", "a", "2", NULL};
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/firmware.bin");
  HelioDraft *draft = helio_draft_get (G_OBJECT (self->connection));

  write_properties (self);
  gtk_drop_down_set_selected (child (self, "form_drop"), HELIO_DRAFT_FILE);
  helio_file_card_set_file (child (self, "file_card"), file);
  draft->properties.pairs = g_strdupv ((char **) pairs);
  helio_topics_page_set_connection (self->page, NULL);
  g_assert_cmpstr (gtk_editable_get_text (form_child (self, "content_type_row")), ==, "");
  g_assert_null (helio_file_card_get_file (child (self, "file_card")));
  helio_topics_page_set_connection (self->page, self->connection);
  g_assert_cmpstr (gtk_editable_get_text (form_child (self, "content_type_row")),
                   ==,
                   "application/json");
  g_assert_cmpstr (gtk_editable_get_text (form_child (self, "correlation_row")), ==, "00 ff");
  g_assert_true (helio_file_card_get_file (child (self, "file_card")) == file);
  g_assert_cmpuint (gtk_drop_down_get_selected (child (self, "form_drop")), ==, HELIO_DRAFT_FILE);
  g_assert_cmpuint (helio_draft_properties_count (&draft->properties), ==, 7);
  helio_ui_test_wait_text (child (self, "properties_button"), "7");
}

static void
add_3_1_1 (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, GINT_TO_POINTER (HELIO_PROTOCOL_3_1_1), set_up, test, tear_down);
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
  add ("/publish/draft-keeps-all", test_draft_keeps_all);
  add ("/publish/properties", test_properties);
  add ("/publish/wrong-properties", test_wrong_properties);
  add_3_1_1 ("/publish/no-properties", test_no_properties);
  add ("/publish/file", test_file);
  add ("/publish/completion", test_completion);
  add ("/publish/history/keys", test_history_keys);
  add ("/publish/history/list", test_history_list);
  return g_test_run ();
}
