// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Users of a plan by an account that is chosen from those who have signed in. */
#include "config.h"

#include "support/helio-fake-connection.h"
#include "ui/access/helio-plan-user-dialog.h"
#include "ui/helio-ui-test.h"
#include "ui/widgets/helio-banner.h"

#include <string.h>

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioPlanDraft *draft;
  GtkWindow *window;
} Fixture;

static const char profile_text[] =
    "{\"version\":1,\"id\":\"p1\",\"name\":\"Production\",\"broker\":{\"url\":\"mqtt://"
    "127.0.0.1\"},"
    "\"sign_in\":{\"domain\":\"t.auth0.com\",\"client_id\":\"c\",\"audience\":\"x\"},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"http://127.0.0.1/e\","
    "\"provider\":\"auth0\"}}}";

static void
add_account (GPtrArray *accounts, const char *sub, const char *name, const char *email)
{
  g_ptr_array_add (accounts, helio_account_new ("https://t.auth0.com/", sub, name, email));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioProfile) profile =
      helio_profile_from_text (profile_text, strlen (profile_text), NULL);
  g_autoptr (GPtrArray) accounts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_account_unref);

  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  helio_profile_store_add_transient (self->services->profiles, profile, "/q/a/production.json");
  add_account (accounts, "auth0|1", "Alice", "alice@example.com");
  add_account (accounts, "auth0|2", "Shared", "desk@example.com");
  add_account (accounts, "auth0|3", "Shared too", "desk@example.com");
  if (data == NULL)
    helio_fake_connection_give_accounts ("p1", accounts);
  self->draft = helio_plan_draft_new ();
  self->window = helio_ui_test_show (adw_bin_new (), 600, 600);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  helio_test_settle ();
  g_assert_finalize_object (self->draft);
  helio_fake_connection_give_accounts (NULL, NULL);
  helio_services_unref (self->services);
  helio_test_wait_gone (self->clock, 10, "the clock to go");
  helio_test_remove_dir (self->directory);
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (HELIO_IS_PLAN_USER_DIALOG (l->data))
      return l->data;
  return NULL;
}

static GtkWidget *
present (Fixture *self, int position)
{
  GtkWidget *dialog;

  helio_plan_user_dialog_present (gtk_window_get_child (self->window),
                                  self->draft,
                                  position,
                                  self->services);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  helio_ui_test_frames (dialog, 2);
  helio_test_settle ();
  return dialog;
}

static gpointer
child (GtkWidget *dialog, const char *id)
{
  return helio_ui_test_child (dialog, HELIO_TYPE_PLAN_USER_DIALOG, id);
}

static char *
get_label (GtkWidget *dialog, guint position)
{
  GListModel *labels = adw_combo_row_get_model (child (dialog, "account_row"));
  g_autoptr (GtkStringObject) label = g_list_model_get_item (labels, position);

  return g_strdup (label != NULL ? gtk_string_object_get_string (label) : NULL);
}

static void
assert_label (GtkWidget *dialog, guint position, const char *expected)
{
  g_autofree char *label = get_label (dialog, position);

  g_assert_cmpstr (label, ==, expected);
}

static const HelioPlanUser *
get_user (Fixture *self)
{
  g_autoptr (HelioPlanDraftUser) user =
      g_list_model_get_item (helio_plan_draft_get_users (self->draft), 0);

  return helio_plan_draft_user_get (user);
}

static void
apply (GtkWidget *dialog)
{
  g_signal_emit_by_name (child (dialog, "apply_button"), "clicked");
}

static void
test_account (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, -1);
  g_autofree char *before = NULL;
  guint first;

  adw_combo_row_set_selected (child (dialog, "kind_row"), 1);
  /* Where a row of libadwaita cannot have nothing selected. */
  before = get_label (dialog, 0);
  first = g_str_equal (before, "Nobody yet") ? 1 : 0;
  g_assert_cmpuint (adw_combo_row_get_selected (child (dialog, "account_row")),
                    ==,
                    first == 1 ? 0 : GTK_INVALID_LIST_POSITION);
  assert_label (dialog, first, "alice@example.com (Production)");
  assert_label (dialog, first + 1, "Shared (Production)");
  assert_label (dialog, first + 2, "Shared too (Production)");
  gtk_editable_set_text (child (dialog, "name_row"), "x");
  apply (dialog);
  helio_ui_test_wait_text (child (dialog, "banner"), "Choose an account.");
  gtk_editable_set_text (child (dialog, "name_row"), "");
  adw_combo_row_set_selected (child (dialog, "account_row"), first);
  g_assert_cmpstr (gtk_editable_get_text (child (dialog, "name_row")), ==, "alice");
  helio_ui_test_picture (dialog, "plan-user-account");
  apply (dialog);
  g_assert_null (find_dialog ());
  g_assert_cmpstr (get_user (self)->profile, ==, "/q/a/production.json");
  g_assert_cmpstr (get_user (self)->account, ==, "alice@example.com");
  g_assert_null (get_user (self)->password_env);

  /* Another one of two with the same address is named by what tells them apart. */
  dialog = present (self, 0);
  g_assert_cmpuint (adw_combo_row_get_selected (child (dialog, "kind_row")), ==, 1);
  g_assert_cmpuint (adw_combo_row_get_selected (child (dialog, "account_row")), ==, 0);
  adw_combo_row_set_selected (child (dialog, "account_row"), 2);
  apply (dialog);
  g_assert_cmpstr (get_user (self)->account, ==, "auth0|3");
  g_assert_cmpstr (get_user (self)->name, ==, "alice");
}

/* A plan from elsewhere keeps who is in it. */
static void
test_stranger (Fixture *self, gconstpointer data)
{
  HelioPlanUser user = {.name = (char *) "carol",
                        .profile = (char *) "Production",
                        .account = (char *) "carol@example.com"};
  GtkWidget *dialog;

  g_assert_true (helio_plan_draft_add_user (self->draft, &user, NULL));
  dialog = present (self, 0);
  assert_label (dialog, 0, "carol@example.com (Production), not signed in here");
  g_assert_cmpuint (adw_combo_row_get_selected (child (dialog, "account_row")), ==, 0);
  apply (dialog);
  g_assert_cmpstr (get_user (self)->profile, ==, "Production");
  g_assert_cmpstr (get_user (self)->account, ==, "carol@example.com");
  dialog = present (self, 0);
  adw_combo_row_set_selected (child (dialog, "account_row"), 1);
  apply (dialog);
  g_assert_cmpstr (get_user (self)->account, ==, "alice@example.com");
}

static void
test_nobody (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, -1);

  adw_combo_row_set_selected (child (dialog, "kind_row"), 1);
  helio_ui_test_wait_text (dialog, "Nobody has signed in on this computer yet");
  g_assert_false (gtk_widget_get_sensitive (child (dialog, "account_row")));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* One that was opened for this run only goes by its file, so that a shell finds it, too. */
static void
test_profile (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, -1);

  gtk_widget_activate_action (dialog, "plan-user.profile", "u", 0);
  g_assert_cmpstr (gtk_editable_get_text (child (dialog, "profile_row")),
                   ==,
                   "/q/a/production.json");
  g_assert_cmpstr (gtk_editable_get_text (child (dialog, "name_row")), ==, "Production");
  apply (dialog);
  g_assert_null (get_user (self)->account);
}

/* Who has a username in a profile is called so in the plan, as far as it is a name. */
static void
test_username (Fixture *self, gconstpointer data)
{
  static const char text[] =
      "{\"version\":1,\"id\":\"p2\",\"name\":\"Test\",\"broker\":{\"url\":\"mqtt://127.0.0.1\"},"
      "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"bob@org_1\"}}}";
  g_autoptr (HelioProfile) profile = helio_profile_from_text (text, strlen (text), NULL);
  GtkWidget *dialog;

  helio_profile_store_add_transient (self->services->profiles, profile, "/q/a/test.json");
  dialog = present (self, -1);
  gtk_widget_activate_action (dialog, "plan-user.profile", "u", 1);
  g_assert_cmpstr (gtk_editable_get_text (child (dialog, "profile_row")), ==, "/q/a/test.json");
  g_assert_cmpstr (gtk_editable_get_text (child (dialog, "name_row")), ==, "bob");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
add (const char *name, gconstpointer data, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, data, set_up, test, tear_down);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = present (self, -1);

  helio_ui_test_assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/plan-user/account", NULL, test_account);
  add ("/plan-user/stranger", NULL, test_stranger);
  add ("/plan-user/nobody", "nobody", test_nobody);
  add ("/plan-user/names", NULL, test_names);
  add ("/plan-user/profile", NULL, test_profile);
  add ("/plan-user/username", NULL, test_username);
  return g_test_run ();
}
