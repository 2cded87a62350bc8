// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Two connections that do as they are told, and what the view says about who got what. */
#include "config.h"

#include "core/connection/helio-subscription-private.h"
#include "support/helio-fake-connection.h"
#include "ui/helio-access-compare.h"
#include "ui/helio-ui-test.h"

#include <string.h>

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioAccessCompare *compare;
  GtkWindow *window;
} Fixture;

static void
add_profile (Fixture *self, const char *id, const char *name)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\":1,\"id\":\"%s\",\"name\":\"%s\",\"broker\":{\"url\":\"mqtt://127.0.0.1\"},"
      "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"%s@org_1\"}},"
      "\"subscriptions\":[{\"filter\":\"other/#\"}]}",
      id,
      name,
      name);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_from_text (text, strlen (text), &error);

  g_assert_no_error (error);
  helio_profile_store_add_transient (self->services->profiles, profile, NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  add_profile (self, "p1", "alice");
  add_profile (self, "p2", "bob");
  self->compare = HELIO_ACCESS_COMPARE (helio_access_compare_new (self->services));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->compare));
  self->window = helio_ui_test_show (overlay, data != NULL ? 360 : 1024, 700);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  helio_test_settle ();
  helio_services_unref (self->services);
  g_assert_finalize_object (self->clock);
  helio_test_remove_dir (self->directory);
}

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->compare, HELIO_TYPE_ACCESS_COMPARE, id);
}

static HelioConnection *
get_connection (Fixture *self, HelioSide side)
{
  return helio_access_compare_get_connection (self->compare, side);
}

static void
answer (Fixture *self, HelioSide side, int reason_code)
{
  HelioConnection *connection = get_connection (self, side);
  GListModel *subscriptions = helio_connection_get_subscriptions (connection);
  g_autoptr (HelioSubscription) subscription = g_list_model_get_item (subscriptions, 0);

  g_assert_cmpuint (g_list_model_get_n_items (subscriptions), ==, 1); /* not those of the profile */
  helio_fake_connection_go_online (connection);
  helio_subscription_answer (subscription, reason_code < 0x80 ? 1 : -1, reason_code, NULL);
}

static void
start (Fixture *self, const char *filter, int right_code)
{
  gtk_editable_set_text (child (self, "filter_entry"), filter);
  g_signal_emit_by_name (child (self, "start_button"), "clicked");
  g_assert_nonnull (get_connection (self, HELIO_SIDE_LEFT));
  answer (self, HELIO_SIDE_LEFT, 1);
  answer (self, HELIO_SIDE_RIGHT, right_code);
}

static void
receive (Fixture *self, HelioSide side, const char *topic, const char *payload)
{
  HelioMessage message = {
      .topic = topic,
      .topic_length = strlen (topic),
      .payload = (const guint8 *) payload,
      .payload_length = strlen (payload),
      .time = g_get_real_time (),
      .qos = 1,
  };

  helio_message_store_append (helio_connection_get_store (get_connection (self, side)), &message);
}

static void
test_differences (Fixture *self, gconstpointer data)
{
  helio_ui_test_wait_text (self->compare, "Two Users Side by Side");
  start (self, "site/#", 1);
  helio_ui_test_wait_text (self->compare, "✓ alice: subscription granted");
  helio_ui_test_wait_text (self->compare, "✓ bob: subscription granted");
  receive (self, HELIO_SIDE_LEFT, "site/1", "23.4");
  receive (self, HELIO_SIDE_RIGHT, "site/1", "23.4");
  receive (self, HELIO_SIDE_LEFT, "site/secret", "x");
  receive (self, HELIO_SIDE_RIGHT, "elsewhere", "y"); /* not what was asked for */
  helio_ui_test_wait_text (self->compare, "· not yet");
  helio_ui_test_wait_text (self->compare, "✕ did not get it");
  helio_ui_test_wait_text (self->compare, "Both: 1 · only alice: 1 · only bob: 0");
  helio_ui_test_picture (GTK_WIDGET (self->compare),
                         data != NULL ? "access-compare-narrow" : "access-compare");
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  start (self, "site/#", 0x87);
  helio_ui_test_wait_text (self->compare, "✕ bob: subscription refused, Not authorized");
  receive (self, HELIO_SIDE_LEFT, "site/1", "1");
  helio_ui_test_wait_text (self->compare, "only alice: 1");
}

static void
test_publish (Fixture *self, gconstpointer data)
{
  HelioFakeConnection *right;

  start (self, "#", 1);
  right = helio_fake_connection (get_connection (self, HELIO_SIDE_RIGHT));
  gtk_editable_set_text (child (self, "topic_entry"), "site/2");
  gtk_editable_set_text (child (self, "payload_entry"), "on");
  helio_ui_test_wait_text (self->compare, "Publish as bob");
  g_signal_emit_by_name (child (self, "right_publish"), "clicked");
  g_assert_nonnull (strstr (right->calls->str, "publish"));
  helio_ui_test_wait_text (self->window, "Accepted: Success");
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioConnection) left = NULL;

  gtk_editable_set_text (child (self, "filter_entry"), "a/#/b");
  g_signal_emit_by_name (child (self, "start_button"), "clicked");
  g_assert_null (get_connection (self, HELIO_SIDE_LEFT));
  g_assert_true (gtk_widget_get_visible (child (self, "start_button")));
  start (self, "#", 1);
  left = g_object_ref (get_connection (self, HELIO_SIDE_LEFT));
  g_signal_emit_by_name (child (self, "stop_button"), "clicked");
  g_assert_nonnull (strstr (helio_fake_connection (left)->calls->str, "shutdown"));
  g_assert_null (get_connection (self, HELIO_SIDE_LEFT));
  g_assert_null (get_connection (self, HELIO_SIDE_RIGHT));
}

static void
add (const char *name, gboolean narrow, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, GINT_TO_POINTER (narrow), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/access-compare/differences", FALSE, test_differences);
  add ("/access-compare/differences-narrow", TRUE, test_differences);
  add ("/access-compare/refused", FALSE, test_refused);
  add ("/access-compare/publish", FALSE, test_publish);
  add ("/access-compare/stop", FALSE, test_stop);
  return g_test_run ();
}
