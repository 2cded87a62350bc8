// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A profile whose subscriptions change under a connection that is at work. */
#include "config.h"

#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-test-connection.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  char *dir;
  HelioMosquitto *broker;
  HelioConnection *connection;
  guint left_online;
} Fixture;

static HelioProfile *
make_profile (const char *url)
{
  HelioProfile *profile = helio_profile_new ();

  helio_set_str (&profile->id, "0a7b9a1e-5b0f-4b3c-9f6e-0c4f6a1d2e3f");
  helio_set_str (&profile->name, "one");
  profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&profile->password.username, "alice@org_1");
  helio_set_str (&profile->broker.url, url);
  return profile;
}

static void
list (HelioProfile *profile, const char *filter, int qos)
{
  g_ptr_array_add (profile->subscriptions, helio_profile_subscription_new (filter, qos));
}

static void
on_state (Fixture *self)
{
  self->left_online += !helio_connection_is_connected (self->connection);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  HelioServices *services = g_new0 (HelioServices, 1);
  g_autoptr (HelioProfile) profile = NULL;

  self->dir = helio_test_make_dir ();
  self->broker = helio_mosquitto_start (NULL);
  g_ref_count_init (&services->ref_count);
  services->clock = helio_clock_new_system ();
  services->http = helio_http_new ();
  services->profiles = helio_profile_store_new (self->dir);
  services->env_password = helio_secret_new ("any");
  profile = make_profile (helio_mosquitto_get_url (self->broker, "mqtt"));
  list (profile, "users/%u/#", 1);
  list (profile, "chat/#", 0);
  self->connection = helio_connection_new (services, profile);
  helio_services_unref (services);
  helio_connection_agree_for_this_run (self->connection);
  helio_connection_connect (self->connection);
  helio_test_wait (helio_test_connection_is_up, self->connection, 20, "the connection");
  g_signal_connect_swapped (self->connection, "notify::state", G_CALLBACK (on_state), self);
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

  g_signal_handlers_disconnect_by_data (self->connection, self);
  helio_connection_shutdown_async (self->connection, on_shut_down, &done);
  helio_test_wait_flag (&done, 10, "the goodbye");
  g_assert_finalize_object (self->connection);
  helio_mosquitto_free (self->broker);
  helio_test_remove_dir (self->dir);
}

/* "filter qos state" of each, in order. */
static char *
describe (Fixture *self)
{
  GListModel *model = helio_connection_get_subscriptions (self->connection);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, i);

    g_string_append_printf (text,
                            "%s %d %d\n",
                            helio_subscription_get_filter (subscription),
                            helio_subscription_get_qos (subscription),
                            helio_subscription_get_state (subscription));
  }
  return g_string_free (text, FALSE);
}

static const char *wanted;

static gboolean
says (gpointer data)
{
  g_autofree char *text = describe (data);

  return g_str_equal (text, wanted);
}

static void
wait_list (Fixture *self, const char *text)
{
  wanted = text;
  helio_test_wait (says, self, 10, text);
}

static void
publish (Fixture *self, const char *topic)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1);
  const HelioPublication publication = {.topic = topic, .payload = payload, .qos = 1};

  helio_connection_publish_async (self->connection, &publication, NULL, NULL, NULL);
}

static guint64 wanted_total;

static gboolean
has_total (gpointer data)
{
  Fixture *self = data;

  return helio_message_store_get_total (helio_connection_get_store (self->connection)) ==
         wanted_total;
}

static void
wait_total (Fixture *self, guint64 total)
{
  wanted_total = total;
  helio_test_wait (has_total, self, 10, "messages");
}

static void
test_quietly (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioProfile) changed =
      helio_profile_copy (helio_connection_get_profile (self->connection));

  wait_list (self, "users/%u/# 1 2\nchat/# 0 2\n");
  helio_set_str (&changed->name, "two");
  g_ptr_array_set_size (changed->subscriptions, 0);
  list (changed, "chat/#", 2);
  list (changed, "site/+/temp", 1);
  helio_connection_set_profile (self->connection, changed);
  g_assert_true (helio_connection_get_profile (self->connection) == changed);
  wait_list (self, "chat/# 2 2\nsite/+/temp 1 2\n");
  publish (self, "users/alice/x");
  publish (self, "site/3/temp");
  publish (self, "chat/7");
  wait_total (self, 2);
  g_assert_cmpuint (self->left_online, ==, 0);
}

/* What the user subscribed to beside the profile stays. */
static void
test_keeps_others (Fixture *self, gconstpointer data)
{
  const HelioFilterOptions own = {.filter = "own/#", .qos = 1};
  g_autoptr (HelioProfile) changed =
      helio_profile_copy (helio_connection_get_profile (self->connection));

  g_assert_nonnull (helio_connection_subscribe (self->connection, &own, NULL));
  g_ptr_array_set_size (changed->subscriptions, 1);
  helio_connection_set_profile (self->connection, changed);
  wait_list (self, "users/%u/# 1 2\nown/# 1 2\n");
}

static void
test_another_broker (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioProfile) changed =
      helio_profile_copy (helio_connection_get_profile (self->connection));

  changed->broker.keep_alive = 17;
  g_ptr_array_set_size (changed->subscriptions, 1);
  helio_connection_set_profile (self->connection, changed);
  g_assert_cmpuint (self->left_online, >, 0);
  helio_test_wait (helio_test_connection_is_up, self->connection, 20, "the connection");
  wait_list (self, "users/%u/# 1 2\n");
}

/* Two texts, one filter at the broker: the other one goes on. */
static void
test_twins (Fixture *self, gconstpointer data)
{
  GListModel *model = helio_connection_get_subscriptions (self->connection);
  const HelioFilterOptions literal = {.filter = "users/alice/#", .qos = 2};
  g_autoptr (HelioSubscription) first = g_list_model_get_item (model, 0);

  g_assert_nonnull (helio_connection_subscribe (self->connection, &literal, NULL));
  wait_list (self, "users/%u/# 1 2\nchat/# 0 2\nusers/alice/# 2 2\n");
  helio_connection_unsubscribe (self->connection, first);
  wait_list (self, "chat/# 0 2\nusers/alice/# 2 2\n");
  publish (self, "users/alice/x");
  wait_total (self, 1);
}

static void
test_alike (void)
{
  g_autoptr (HelioProfile) one = make_profile ("mqtt://127.0.0.1:1");
  g_autoptr (HelioProfile) other = helio_profile_copy (one);

  g_assert_true (helio_profile_connects_alike (one, other));
  helio_set_str (&other->name, "other");
  list (other, "a", 1);
  g_assert_true (helio_profile_connects_alike (one, other));
  other->broker.will = helio_profile_will_new ("gone");
  g_assert_false (helio_profile_connects_alike (one, other));
  g_clear_pointer (&other->broker.will, helio_profile_will_free);
  g_assert_true (helio_profile_connects_alike (one, other));
  helio_set_str (&other->password.username, "bob@org_1");
  g_assert_false (helio_profile_connects_alike (one, other));
  g_assert_null (helio_profile_find_subscription (one, "a"));
  g_assert_nonnull (helio_profile_find_subscription (other, "a"));
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile-subscriptions/alike", test_alike);
  add ("/profile-subscriptions/quietly", test_quietly);
  add ("/profile-subscriptions/keeps-others", test_keeps_others);
  add ("/profile-subscriptions/another-broker", test_another_broker);
  add ("/profile-subscriptions/twins", test_twins);
  return g_test_run ();
}
