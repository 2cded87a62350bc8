// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Two connections that do as they are told, and what the view says about who got what. */
#include "config.h"

#include "core/connection/helio-subscription-private.h"
#include "support/helio-fake-connection.h"
#include "ui/access/helio-access-compare.h"
#include "ui/access/helio-people-list.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-ui-test.h"

#include <string.h>

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioAccessDocument *document;
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
  self->document = helio_access_document_new ();
  add_profile (self, "p1", "alice");
  add_profile (self, "p2", "bob");
  self->compare = HELIO_ACCESS_COMPARE (helio_access_compare_new (self->services, self->document));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->compare));
  self->window = helio_ui_test_show (overlay, data != NULL ? 360 : 1024, 700);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  helio_test_settle ();
  helio_test_wait_gone (self->document, 10, "the document to go");
  helio_fake_connection_give_accounts (NULL, NULL);
  helio_services_unref (self->services);
  helio_test_wait_gone (self->clock, 10, "the clock to go");
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

static gboolean
has_question (gpointer window)
{
  return helio_alert_find (window) != NULL;
}

static gboolean
is_watching (gpointer data)
{
  Fixture *self = data;

  return gtk_widget_get_visible (child (self, "publish_box"));
}

static void
start (Fixture *self, const char *filter, int right_code)
{
  gtk_editable_set_text (child (self, "filter_entry"), filter);
  g_signal_emit_by_name (child (self, "start_button"), "clicked");
  helio_test_wait (is_watching, self, 10, "both to be opened");
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

static gboolean
is_offered (gpointer data)
{
  const char *const *labels = data;
  GListModel *people = gtk_drop_down_get_model (GTK_DROP_DOWN ((gpointer) labels[0]));

  for (guint i = 0; i < g_list_model_get_n_items (people); i++) {
    g_autoptr (HelioPeopleItem) item = g_list_model_get_item (people, i);

    if (g_str_equal (helio_people_item_get_label (item), labels[1])) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN ((gpointer) labels[0]), i);
      return TRUE;
    }
  }
  return FALSE;
}

static void
choose (Fixture *self, const char *drop, const char *label)
{
  gconstpointer labels[] = {child (self, drop), label};

  helio_test_wait (is_offered, labels, 10, label);
}

static HelioFakeConnection *
get_fake (Fixture *self, HelioSide side)
{
  return helio_fake_connection (get_connection (self, side));
}

/* Who signs in with an issuer. */
static void
add_production (Fixture *self)
{
  const char text[] =
      "{\"version\":1,\"id\":\"p3\",\"name\":\"Production\",\"broker\":{\"url\":\"mqtt://"
      "127.0.0.1\"},"
      "\"sign_in\":{\"domain\":\"t.auth0.com\",\"client_id\":\"c\",\"audience\":\"x\"},"
      "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"http://127.0.0.1/"
      "e\",\"provider\":"
      "\"auth0\"}}}";
  g_autoptr (HelioProfile) profile = helio_profile_from_text (text, strlen (text), NULL);

  helio_profile_store_add_transient (self->services->profiles, profile, NULL);
}

/* Two accounts of one profile: each connection is one's own, and nobody's choice is changed. */
static void
test_accounts (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) accounts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_account_unref);

  g_ptr_array_add (accounts, helio_account_new ("i", "auth0|1", "Alice", "alice@example.com"));
  g_ptr_array_add (accounts, helio_account_new ("i", "auth0|2", "Bob", "bob@example.com"));
  helio_fake_connection_give_accounts ("p3", accounts);
  add_production (self);
  choose (self, "left_drop", "alice@example.com (Production)");
  choose (self, "right_drop", "bob@example.com (Production)");
  start (self, "site/#", 1);
  g_assert_nonnull (strstr (get_fake (self, HELIO_SIDE_LEFT)->calls->str, "pin-account auth0|1\n"));
  g_assert_nonnull (
      strstr (get_fake (self, HELIO_SIDE_RIGHT)->calls->str, "pin-account auth0|2\n"));
  g_assert_null (strstr (get_fake (self, HELIO_SIDE_LEFT)->calls->str, "switch-account"));
  helio_ui_test_wait_text (self->compare, "✓ bob@example.com (Production): subscription granted");
}

/* Who is chosen stays so when others come before them in the list. */
static void
test_stays_chosen (Fixture *self, gconstpointer data)
{
  GtkDropDown *right = child (self, "right_drop");

  choose (self, "right_drop", "bob");
  add_profile (self, "p0", "Aaron");
  add_profile (self, "p4", "zoe");
  g_assert_cmpstr (helio_people_item_get_label (gtk_drop_down_get_selected_item (right)),
                   ==,
                   "bob");
}

/* Whom a plan is about is what one wants to see, without the witness. */
static void
test_plan_users_first (Fixture *self, gconstpointer data)
{
  const char text[] =
      "{\"version\":1,\"witness\":\"w\",\"users\":{\"w\":{\"broker\":\"mqtt://"
      "127.0.0.1\",\"username\":\"w\"},"
      "\"a\":{\"broker\":\"mqtt://127.0.0.1\",\"username\":\"a\"},\"b\":{\"broker\":"
      "\"mqtt://127.0.0.1\",\"username\":\"b\"}},\"checks\":[]}";
  g_autoptr (HelioPlan) plan = helio_plan_parse_users (text, strlen (text), NULL);
  GtkDropDown *left = child (self, "left_drop"), *right = child (self, "right_drop");

  g_assert_cmpuint (gtk_drop_down_get_selected (right), ==, 1);
  helio_access_document_set_plan (self->document, plan);
  g_assert_cmpstr (helio_people_item_get_user (gtk_drop_down_get_selected_item (left)), ==, "a");
  g_assert_cmpstr (helio_people_item_get_user (gtk_drop_down_get_selected_item (right)), ==, "b");
}

/* A user of the plan, who has no password here: it says so, and nobody is connected. */
static void
test_plan_user (Fixture *self, gconstpointer data)
{
  const char text[] =
      "{\"version\":1,\"users\":{\"carol\":{\"broker\":\"mqtt://127.0.0.1\",\"username\":"
      "\"carol\",\"password_env\":\"HELIOGRAPH_CAROL_TEST\"}},\"checks\":[]}";
  g_autoptr (HelioPlan) plan = helio_plan_parse_users (text, strlen (text), NULL);

  helio_access_document_set_plan (self->document, plan);
  g_assert_cmpuint (gtk_drop_down_get_selected (child (self, "right_drop")), ==, 1);
  choose (self, "right_drop", "carol (of the plan)");
  g_signal_emit_by_name (child (self, "start_button"), "clicked");
  helio_ui_test_wait_text (self->compare, "HELIOGRAPH_CAROL_TEST");
  g_assert_null (get_connection (self, HELIO_SIDE_LEFT));
  g_setenv ("HELIOGRAPH_CAROL_TEST", "secret", TRUE);
  g_signal_emit_by_name (child (self, "start_button"), "clicked");
  helio_test_wait (has_question, self->window, 10, "the question about hosts");
  helio_alert_respond (helio_alert_find (self->window), "cancel");
  helio_test_settle ();
  g_assert_null (get_connection (self, HELIO_SIDE_LEFT));
  g_assert_true (gtk_widget_get_visible (child (self, "start_button")));
  /* The plan goes, and its users with it. */
  helio_access_document_clear (self->document);
  g_assert_cmpuint (g_list_model_get_n_items (
                        gtk_drop_down_get_model (GTK_DROP_DOWN (child (self, "left_drop")))),
                    ==,
                    2);
  g_unsetenv ("HELIOGRAPH_CAROL_TEST");
}

static const char *const endpoints[] = {"tokens https://tokens.example.net:443", NULL};
static const char *const other_endpoints[] = {"tokens https://login.example.org:443", NULL};

static void
answer_question (Fixture *self, const char *answer)
{
  GtkWidget *alert;

  helio_test_wait (has_question, self->window, 10, "a question");
  alert = helio_alert_find (self->window);
  helio_alert_respond (alert, answer);
  helio_test_settle ();
}

static void
assert_agreed (Fixture *self, HelioSide side, const char *endpoint)
{
  g_autofree char *call = g_strdup_printf ("agree-to-endpoints %s\n", endpoint);

  g_assert_nonnull (strstr (get_fake (self, side)->calls->str, call));
}

static void
wait_for_endpoints (Fixture *self, HelioSide side, const char *const *asked)
{
  HelioFakeConnection *fake = get_fake (self, side);

  g_strfreev (fake->asked_endpoints);
  fake->asked_endpoints = g_strdupv ((char **) asked);
  g_signal_emit_by_name (get_connection (self, side), "endpoints-asked");
}

static void
start_production (Fixture *self)
{
  choose (self, "left_drop", "Production");
  choose (self, "right_drop", "Production");
  start (self, "#", 1);
}

/* Where the issuer has its endpoints is known only once a side was connected: it is asked then, by whoever sees it. */
static void
test_endpoints (Fixture *self, gconstpointer data)
{
  g_autofree char *question = NULL;

  add_production (self);
  start_production (self);
  wait_for_endpoints (self, HELIO_SIDE_RIGHT, endpoints);
  helio_test_wait (has_question, self->window, 10, "the question");
  question = helio_ui_test_texts (helio_alert_find (self->window));
  g_assert_nonnull (strstr (question, "tokens.example.net:443"));
  answer_question (self, "agree");
  assert_agreed (self, HELIO_SIDE_RIGHT, endpoints[0]);

  gtk_widget_set_visible (GTK_WIDGET (self->compare), FALSE);
  wait_for_endpoints (self, HELIO_SIDE_LEFT, other_endpoints);
  helio_test_settle ();
  g_assert_false (has_question (self->window));
  gtk_widget_set_visible (GTK_WIDGET (self->compare), TRUE);
  answer_question (self, "agree");
  assert_agreed (self, HELIO_SIDE_LEFT, other_endpoints[0]);
}

static guint
count_questions (Fixture *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  guint n = 0;

  for (GList *l = windows; l != NULL; l = l->next)
    n += gtk_window_get_transient_for (l->data) == self->window && gtk_widget_get_mapped (l->data);
  return n;
}

/* Two accounts of one issuer wait for the same: one question, whose answer is both's. */
static void
test_endpoints_of_both (Fixture *self, gconstpointer data)
{
  add_production (self);
  start_production (self);
  wait_for_endpoints (self, HELIO_SIDE_LEFT, endpoints);
  wait_for_endpoints (self, HELIO_SIDE_RIGHT, endpoints);
  helio_test_wait (has_question, self->window, 10, "the question");
  g_assert_cmpuint (count_questions (self), <=, 1);
  answer_question (self, "agree");
  assert_agreed (self, HELIO_SIDE_LEFT, endpoints[0]);
  assert_agreed (self, HELIO_SIDE_RIGHT, endpoints[0]);
  g_assert_false (has_question (self->window));
  /* What is asked besides is another question. */
  wait_for_endpoints (self, HELIO_SIDE_LEFT, endpoints);
  wait_for_endpoints (self, HELIO_SIDE_RIGHT, other_endpoints);
  answer_question (self, "agree");
  assert_agreed (self, HELIO_SIDE_RIGHT, other_endpoints[0]);
  g_assert_false (has_question (self->window));
}

/* A no holds till somebody begins anew, whoever looks away and back. */
static void
test_endpoints_refused (Fixture *self, gconstpointer data)
{
  add_production (self);
  start_production (self);
  wait_for_endpoints (self, HELIO_SIDE_LEFT, endpoints);
  wait_for_endpoints (self, HELIO_SIDE_RIGHT, endpoints);
  answer_question (self, "cancel");
  g_assert_false (has_question (self->window));
  /* GTK loses a reference to what is hidden with the focus in it, twice within a frame. */
  gtk_widget_set_visible (GTK_WIDGET (self->compare), FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
  gtk_widget_set_visible (GTK_WIDGET (self->compare), TRUE);
  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
  g_assert_false (has_question (self->window));
  g_assert_null (strstr (get_fake (self, HELIO_SIDE_LEFT)->calls->str, "agree-to-endpoints"));
  g_assert_null (strstr (get_fake (self, HELIO_SIDE_RIGHT)->calls->str, "agree-to-endpoints"));
  g_signal_emit_by_name (child (self, "stop_button"), "clicked");
  start (self, "#", 1);
  wait_for_endpoints (self, HELIO_SIDE_LEFT, endpoints);
  answer_question (self, "agree");
  assert_agreed (self, HELIO_SIDE_LEFT, endpoints[0]);
}

/* A user of the plan, whose sign-in waits for it already. */
static void
test_endpoints_of_plan_user (Fixture *self, gconstpointer data)
{
  const char text[] =
      "{\"version\":1,\"users\":{\"carol\":{\"profile\":\"Production\"}},\"checks\":[]}";
  g_autoptr (HelioPlan) plan = helio_plan_parse_users (text, strlen (text), NULL);

  add_production (self);
  helio_access_document_set_plan (self->document, plan);
  choose (self, "right_drop", "carol (of the plan)");
  helio_fake_connection_name_endpoints (endpoints);
  g_signal_emit_by_name (child (self, "start_button"), "clicked");
  answer_question (self, "agree"); /* to the hosts of the plan */
  helio_test_wait (is_watching, self, 10, "both to be opened");
  helio_fake_connection_name_endpoints (NULL);
  g_clear_pointer (&get_fake (self, HELIO_SIDE_LEFT)->asked_endpoints, g_strfreev);
  g_signal_emit_by_name (get_connection (self, HELIO_SIDE_RIGHT), "endpoints-asked");
  answer_question (self, "agree");
  assert_agreed (self, HELIO_SIDE_RIGHT, endpoints[0]);
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
  add ("/access-compare/accounts", FALSE, test_accounts);
  add ("/access-compare/stays-chosen", FALSE, test_stays_chosen);
  add ("/access-compare/plan-users-first", FALSE, test_plan_users_first);
  add ("/access-compare/plan-user", FALSE, test_plan_user);
  add ("/access-compare/endpoints", FALSE, test_endpoints);
  add ("/access-compare/endpoints-of-both", FALSE, test_endpoints_of_both);
  add ("/access-compare/endpoints-refused", FALSE, test_endpoints_refused);
  add ("/access-compare/endpoints-of-plan-user", FALSE, test_endpoints_of_plan_user);
  add ("/access-compare/stop", FALSE, test_stop);
  return g_test_run ();
}
