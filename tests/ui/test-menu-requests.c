// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What the menus of topics and of messages ask of the broker, and what a real Mosquitto then has. */
#include "config.h"

#include "core/base/helio-util.h"
#include "support/helio-mosquitto.h"
#include "support/helio-mqtt-peer.h"
#include "support/helio-test-connection.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-message-actions.h"
#include "ui/publish/helio-publish-pane.h"
#include "ui/topics/helio-subscription-list.h"
#include "ui/topics/helio-topic-menu.h"
#include "ui/topics/helio-topics-page.h"

#include <string.h>

#define UNIT "\x26\0\4unit\0\1C" /* a user property, as on the wire */
#define UNIT_LENGTH 10

typedef struct {
  char *dir;
  HelioMosquitto *broker;
  HelioMqttPeer *peer; /* a device */
  HelioConnection *connection;
  HelioTopicsPage *page;
  GtkWindow *window;
} Fixture;

static HelioMqttPeer *
new_peer (Fixture *self, const char *client_id)
{
  const HelioMqttPeerConnect connect = {.version = 5, .client_id = client_id};
  HelioMqttPeer *peer = helio_mqtt_peer_new (helio_mosquitto_get_url (self->broker, "mqtt"), NULL);

  g_assert_nonnull (peer);
  g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, NULL), ==, 0);
  return peer;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const HelioMosquittoOptions options = {.config = "max_queued_messages 1000\n"};
  GtkWidget *overlay = adw_toast_overlay_new ();

  self->dir = helio_test_make_dir ();
  self->broker = helio_mosquitto_start (&options);
  self->peer = new_peer (self, "device");
  self->connection = helio_test_connection_new (self->dir,
                                                helio_mosquitto_get_url (self->broker, "mqtt"),
                                                HELIO_PROTOCOL_AUTO);
  self->page = g_object_ref_sink (HELIO_TOPICS_PAGE (helio_topics_page_new ()));
  helio_topics_page_set_connection (self->page, self->connection);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->page));
  self->window = helio_ui_test_show (overlay, 1100, 700);
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
  helio_test_wait_gone (self->page, 10, "the page to go");
  helio_connection_shutdown_async (self->connection, on_shut_down, &done);
  helio_test_wait_flag (&done, 10, "the connection to end");
  helio_test_wait_gone (self->connection, 10, "the connection to go");
  helio_mqtt_peer_free (self->peer);
  helio_mosquitto_free (self->broker);
  helio_test_remove_dir (self->dir);
}

/* ── what the device sends, and what the broker has ── */

/* With the user property. Returns when the broker has it. */
static void
send (Fixture *self, const char *topic, const char *payload, guint8 qos, gboolean retain)
{
  const gsize topic_length = strlen (topic);
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  const guint8 head[] = {(guint8) (0x30 | qos << 1 | (retain ? 1 : 0)),
                         0,
                         0,
                         (guint8) topic_length};
  const guint8 id[] = {0, 1}, properties_length = UNIT_LENGTH;

  g_byte_array_append (packet, head, sizeof head);
  g_byte_array_append (packet, (const guint8 *) topic, (guint) topic_length);
  if (qos > 0)
    g_byte_array_append (packet, id, sizeof id);
  g_byte_array_append (packet, &properties_length, 1);
  g_byte_array_append (packet, (const guint8 *) UNIT, UNIT_LENGTH);
  g_byte_array_append (packet, (const guint8 *) payload, (guint) strlen (payload));
  g_assert_cmpuint (packet->len, <, 128);
  packet->data[1] = (guint8) (packet->len - 2);
  helio_mqtt_peer_send (self->peer, packet->data, packet->len);
  g_assert_true (helio_mqtt_peer_ping (self->peer));
}

/* "chat/7 q1 retained unit=C: on"; (transfer full). */
static char *
describe (GBytes *packet)
{
  gsize size, at = 1, length;
  const guint8 *data = g_bytes_get_data (packet, &size);
  const guint qos = data[0] >> 1 & 3;
  g_autofree char *topic = NULL;
  gboolean unit;

  while ((data[at++] & 0x80) != 0)
    continue;
  length = (gsize) data[at] << 8 | data[at + 1];
  topic = g_strndup ((const char *) data + at + 2, length);
  at += 2 + length + (qos > 0 ? 2 : 0);
  unit = data[at] == UNIT_LENGTH && memcmp (data + at + 1, UNIT, UNIT_LENGTH) == 0;
  at += 1u + data[at];
  return g_strdup_printf ("%s q%u%s%s: %.*s",
                          topic,
                          qos,
                          (data[0] & 1) != 0 ? " retained" : "",
                          unit ? " unit=C" : "",
                          (int) (size - at),
                          (const char *) data + at);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What somebody gets who subscribes now. */
static void
assert_kept (Fixture *self, const char *expected)
{
  g_autoptr (HelioMqttPeer) reader = new_peer (self, "reader");
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  g_assert_cmpint (helio_mqtt_peer_subscribe (reader, "#", 1), ==, 1);
  /* It comes behind all that was kept. */
  helio_mqtt_peer_publish (reader, "end", "", 0);
  for (;;) {
    g_autoptr (GBytes) packet = helio_mqtt_peer_next (reader, 20);
    g_autofree char *line = NULL;

    g_assert_nonnull (packet);
    if ((((const guint8 *) g_bytes_get_data (packet, NULL))[0] & 0xf0) != 0x30)
      continue;
    line = describe (packet);
    if (g_str_has_prefix (line, "end "))
      break;
    g_ptr_array_add (lines, g_steal_pointer (&line));
  }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **) lines->pdata);
  g_assert_cmpstr (text, ==, expected);
}

/* ── menus ── */

/* What the entry with that action is about; NULL: there is none. */
static GVariant *
find_target (GMenuModel *menu, const char *action)
{
  GVariant *found = NULL;

  for (int i = 0; i < g_menu_model_get_n_items (menu) && found == NULL; i++) {
    g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
    g_autofree char *name = NULL;

    if (section != NULL)
      found = find_target (section, action);
    else if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name) &&
             g_str_equal (name, action))
      found = g_menu_model_get_item_attribute_value (menu, i, G_MENU_ATTRIBUTE_TARGET, NULL);
  }
  return found;
}

static void
choose (Fixture *self, GMenuModel *menu, const char *action)
{
  g_autoptr (GVariant) target = find_target (menu, action);

  g_assert_nonnull (target);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (self->page), action, target));
}

typedef struct {
  Fixture *self;
  const char *topic;
} Awaited;

static gboolean
has_topic (gpointer data)
{
  const Awaited *awaited = data;
  HelioTopicTree *tree = helio_connection_get_tree (awaited->self->connection);
  HelioTopicRow row = {0};
  gboolean has_value;

  helio_topic_tree_flush (tree);
  if (!helio_topic_tree_get_row (tree, helio_topic_tree_find (tree, awaited->topic), &row))
    return FALSE;
  has_value = row.has_value;
  helio_topic_row_clear (&row);
  return has_value;
}

/* @topic: of a message; waited for. */
static GMenuModel *
make_topic_menu (Fixture *self, const char *topic)
{
  HelioTopicTree *tree = helio_connection_get_tree (self->connection);

  helio_test_wait (has_topic, &(Awaited){self, topic}, 20, topic);
  return helio_topic_menu_new (tree,
                               helio_topic_tree_find (tree, topic),
                               helio_connection_get_subscriptions (self->connection));
}

static gboolean
is_granted (gpointer subscription)
{
  return helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_GRANTED;
}

static void
subscribe (Fixture *self, const char *filter)
{
  const HelioFilterOptions options = {.filter = filter, .qos = 2};
  HelioSubscription *subscription = helio_connection_subscribe (self->connection, &options, NULL);

  g_assert_nonnull (subscription);
  helio_test_wait (is_granted, subscription, 20, "the broker to grant it");
}

static gboolean
has_alert (gpointer window)
{
  return helio_alert_find (window) != NULL;
}

/* From the menu to the broker's answer. */
static void
clear_retained (Fixture *self, const char *topic)
{
  g_autoptr (GMenuModel) menu = make_topic_menu (self, topic);
  GtkWidget *overlay = gtk_window_get_child (self->window), *alert;

  choose (self, menu, "topics-page.clear-retained");
  helio_test_wait (has_alert, self->window, 20, "the question");
  alert = helio_alert_find (self->window);
  helio_ui_test_wait_text (alert, topic);
  helio_alert_respond (alert, "clear");
  helio_ui_test_wait_text (overlay, "The broker was told to forget the retained message");
}

/* ── tests ── */

static void
test_clear_retained (Fixture *self, gconstpointer data)
{
  g_autoptr (GMenuModel) live = NULL;

  send (self, "chat/keep", "1", 0, TRUE);
  send (self, "chat/old", "2", 1, TRUE);
  subscribe (self, "chat/#");
  helio_test_wait (has_topic, &(Awaited){self, "chat/old"}, 20, "what the broker has kept");
  send (self, "chat/live", "3", 0, FALSE);
  /* Nothing is kept there. */
  live = make_topic_menu (self, "chat/live");
  g_assert_null (find_target (live, "topics-page.clear-retained"));
  assert_kept (self, "chat/keep q0 retained unit=C: 1\nchat/old q1 retained unit=C: 2");
  clear_retained (self, "chat/old");
  assert_kept (self, "chat/keep q0 retained unit=C: 1");
}

/* A topic that comes from the broker is taken at its word: nothing is put in for a variable there. */
static void
test_clear_retained_literally (Fixture *self, gconstpointer data)
{
  send (self, "chat/%c", "1", 0, TRUE);
  send (self, "chat/%u", "2", 0, TRUE);
  send (self, "chat/alice", "3", 0, TRUE);
  subscribe (self, "chat/#");
  clear_retained (self, "chat/%u");
  assert_kept (self, "chat/%c q0 retained unit=C: 1\nchat/alice q0 retained unit=C: 3");
  clear_retained (self, "chat/%c");
  assert_kept (self, "chat/alice q0 retained unit=C: 3");
}

static guint64
wait_message (Fixture *self, const char *topic)
{
  helio_test_wait (has_topic, &(Awaited){self, topic}, 20, topic);
  return helio_message_store_get_last_of_topic (helio_connection_get_store (self->connection),
                                                topic);
}

static void
publish_again (Fixture *self, guint64 seq)
{
  HelioPublishPane *pane = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "publish_pane");
  g_autoptr (GMenuModel) menu =
      helio_message_actions_make_menu (helio_connection_get_store (self->connection), seq);

  choose (self, menu, "topics-page.publish-again");
  /* It can be changed before it goes out. */
  g_signal_emit_by_name (helio_ui_test_child (pane, HELIO_TYPE_PUBLISH_PANE, "publish_button"),
                         "clicked");
  helio_ui_test_wait_text (pane, "The broker took it");
}

static void
assert_next (HelioMqttPeer *peer, const char *expected)
{
  g_autoptr (GBytes) packet = helio_mqtt_peer_next (peer, 20);
  g_autofree char *line = NULL;

  g_assert_nonnull (packet);
  line = describe (packet);
  g_assert_cmpstr (line, ==, expected);
}

static void
test_publish_again (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) reader = NULL;
  guint64 seq;

  subscribe (self, "+/live");
  send (self, "chat/live", "{\"on\": true}\n", 1, FALSE);
  seq = wait_message (self, "chat/live");
  reader = new_peer (self, "listener");
  g_assert_cmpint (helio_mqtt_peer_subscribe (reader, "chat/#", 1), ==, 1);
  publish_again (self, seq);
  assert_next (reader, "chat/live q1 unit=C: {\"on\": true}\n");
  assert_kept (self, "");
}

/* What the broker had kept is retained again. */
static void
test_publish_retained_again (Fixture *self, gconstpointer data)
{
  guint64 seq;

  send (self, "chat/state", "on", 1, TRUE);
  subscribe (self, "chat/#");
  seq = wait_message (self, "chat/state");
  send (self, "chat/state", "", 0, TRUE);
  assert_kept (self, "");
  publish_again (self, seq);
  assert_kept (self, "chat/state q1 retained unit=C: on");
}

static gboolean
has_first_message (gpointer data)
{
  HelioMessageStore *store = helio_connection_get_store (((Fixture *) data)->connection);

  return helio_message_store_get_last_of_topic (store, "site/3/power") != G_MAXUINT64;
}

static gboolean
is_one (gpointer subscriptions)
{
  return g_list_model_get_n_items (subscriptions) == 1;
}

/* Of a branch that is seen through another subscription. */
static void
test_subscribe (Fixture *self, gconstpointer data)
{
  GListModel *subscriptions = helio_connection_get_subscriptions (self->connection);
  gpointer list = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "subscription_list");
  GtkEditable *entry = helio_ui_test_child (list, HELIO_TYPE_SUBSCRIPTION_LIST, "filter_entry");
  HelioTopicTree *tree = helio_connection_get_tree (self->connection);
  g_autoptr (GMenuModel) menu = NULL, after = NULL;

  subscribe (self, "+/3/temp");
  send (self, "site/3/temp", "20", 0, TRUE);
  helio_test_wait (has_topic, &(Awaited){self, "site/3/temp"}, 20, "a message");
  menu = helio_topic_menu_new (tree, helio_topic_tree_find (tree, "site/3"), subscriptions);
  choose (self, menu, "topics-page.subscribe");
  /* Options can be chosen before it is asked for. */
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "site/3/#");
  g_assert_cmpuint (g_list_model_get_n_items (subscriptions), ==, 1);
  g_signal_emit_by_name (entry, "activate");
  helio_ui_test_wait_text (list, "site/3/#");
  g_assert_cmpuint (g_list_model_get_n_items (subscriptions), ==, 2);
  helio_ui_test_wait_text (self->page, "2 subscriptions");
  send (self, "site/4/power", "1", 0, FALSE);
  send (self, "site/3/power", "2", 0, FALSE);
  helio_test_wait (has_first_message, self, 20, "a message of the branch");
  g_assert_cmpuint (
      helio_message_store_get_last_of_topic (helio_connection_get_store (self->connection),
                                             "site/4/power"),
      ==,
      G_MAXUINT64);
  after = helio_topic_menu_new (tree, helio_topic_tree_find (tree, "site/3"), subscriptions);
  choose (self, after, "topics-page.unsubscribe");
  helio_test_wait (is_one, subscriptions, 20, "the broker to take it back");
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
  add ("/menu-requests/clear-retained", test_clear_retained);
  add ("/menu-requests/clear-retained-literally", test_clear_retained_literally);
  add ("/menu-requests/publish-again", test_publish_again);
  add ("/menu-requests/publish-retained-again", test_publish_retained_again);
  add ("/menu-requests/subscribe", test_subscribe);
  return g_test_run ();
}
