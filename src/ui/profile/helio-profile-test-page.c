// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/profile/helio-profile-test-page.h"

#include "core/base/helio-util.h"
#include "core/connection/helio-profile-test.h"
#include "ui/base/helio-accessible.h"
#include "ui/widgets/helio-check-list.h"

#include <glib/gi18n.h>

struct _HelioProfileTestPage {
  AdwBin parent_instance;

  HelioProfileTest *test;    /* owned (nullable) */
  HelioProfile *profile;     /* owned (nullable) */
  HelioSecret *password;     /* owned (nullable) */
  HelioServices *services;   /* owned (nullable) */
  GCancellable *cancellable; /* owned (nullable): of the run under way */

  /* borrowed: children */
  AdwPreferencesGroup *group;
  HelioCheckList *checks;
  GtkButton *again;
  GtkButton *copy;
};

G_DEFINE_FINAL_TYPE (HelioProfileTestPage, helio_profile_test_page, ADW_TYPE_BIN)

static guint
count (HelioProfileTestPage *self, HelioCheckStatus status)
{
  GListModel *model = G_LIST_MODEL (self->test);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioCheckRow) row = g_list_model_get_item (model, i);

    if (helio_check_row_get_status (row) == status)
      n++;
  }
  return n;
}

static void
show_summary (HelioProfileTestPage *self)
{
  const guint failed = count (self, HELIO_CHECK_FAIL);
  const guint unchecked = count (self, HELIO_CHECK_UNCHECKED);
  g_autofree char *text = NULL;

  if (self->cancellable != NULL)
    text = g_strdup (
        self->password != NULL
            ? C_ ("check", "Each step is tried. The password that you typed goes to the broker.")
            : C_ ("check", "Each step is tried. No token or password is sent."));
  else if (failed > 0)
    text = g_strdup_printf (NP_ ("check",
                                 "%u step failed; below it stands what helps.",
                                 "%u steps failed; below each stands what helps.",
                                 failed),
                            failed);
  else if (unchecked > 0)
    text = g_strdup (C_ ("check", "Nothing failed, but not everything could be checked."));
  else
    text = g_strdup (helio_profile_needs_sign_in (self->profile) ||
                             self->profile->method == HELIO_METHOD_NATIVE
                         ? C_ ("check", "Everything that can be tried without a token works.")
                         : C_ ("check", "Everything works."));
  adw_preferences_group_set_description (self->group, text);
  gtk_button_set_label (self->again,
                        self->cancellable != NULL ? C_ ("check", "_Stop")
                                                  : C_ ("check", "_Test Again"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy), self->cancellable == NULL);
}

/* What helps is what one looks for then. */
static void
unfold_failures (HelioProfileTestPage *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->test)); i++) {
    g_autoptr (HelioCheckRow) row = g_list_model_get_item (G_LIST_MODEL (self->test), i);

    if (helio_check_row_get_status (row) == HELIO_CHECK_FAIL)
      helio_check_list_unfold (self->checks, helio_check_row_get_id (row));
  }
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioProfileTestPage) self = HELIO_PROFILE_TEST_PAGE (user_data);

  /* A stopped one says so in its rows. */
  helio_profile_test_run_finish (HELIO_PROFILE_TEST (source), result, NULL);
  if (HELIO_PROFILE_TEST (source) != self->test)
    return;
  g_clear_object (&self->cancellable);
  unfold_failures (self);
  show_summary (self);
}

static void
start (HelioProfileTestPage *self)
{
  g_autoptr (HelioProfileTest) test =
      helio_profile_test_new (self->profile, self->services->http, self->services->clock, 0);

  helio_profile_test_set_password (test, self->password);
  helio_check_list_set_rows (self->checks, G_LIST_MODEL (test));
  g_set_object (&self->test, test);
  self->cancellable = g_cancellable_new ();
  show_summary (self);
  helio_profile_test_run_async (self->test, self->cancellable, on_tested, g_object_ref (self));
}

void
helio_profile_test_page_stop (HelioProfileTestPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
on_again (HelioProfileTestPage *self)
{
  if (self->cancellable != NULL)
    helio_profile_test_page_stop (self);
  else if (self->profile != NULL)
    start (self);
}

static void
on_copy (HelioProfileTestPage *self)
{
  g_autofree char *text = helio_profile_test_page_to_text (self);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
helio_profile_test_page_dispose (GObject *object)
{
  HelioProfileTestPage *self = HELIO_PROFILE_TEST_PAGE (object);

  helio_profile_test_page_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->test);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_pointer (&self->password, helio_secret_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  G_OBJECT_CLASS (helio_profile_test_page_parent_class)->dispose (object);
}

static void
helio_profile_test_page_class_init (HelioProfileTestPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_profile_test_page_dispose;
}

static void
helio_profile_test_page_init (HelioProfileTestPage *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->again = GTK_BUTTON (gtk_button_new_with_mnemonic (C_ ("check", "_Test Again")));
  self->copy = GTK_BUTTON (gtk_button_new_from_icon_name ("edit-copy-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->copy), C_ ("check", "Copy as Text"));
  helio_accessible_name (GTK_WIDGET (self->copy), C_ ("check", "Copy as Text"), NULL);
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (on_again), self);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (on_copy), self);
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->again));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->copy));
  gtk_widget_set_valign (buttons, GTK_ALIGN_CENTER);
  /* The group puts no space between its description and this. */
  gtk_widget_set_margin_start (buttons, 12);

  self->checks = g_object_new (HELIO_TYPE_CHECK_LIST, NULL);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, C_ ("check", "Step by Step"));
  adw_preferences_group_set_header_suffix (self->group, buttons);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->checks));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->group);
  adw_bin_set_child (ADW_BIN (self), page);
}

void
helio_profile_test_page_run (HelioProfileTestPage *self,
                             const HelioProfile *profile,
                             HelioSecret *password,
                             HelioServices *services)
{
  helio_profile_test_page_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_pointer (&self->password, helio_secret_unref);
  self->profile = helio_profile_copy (profile);
  self->password = password != NULL ? helio_secret_ref (password) : NULL;
  self->services = helio_services_ref (services);
  start (self);
}

gboolean
helio_profile_test_page_is_running (HelioProfileTestPage *self)
{
  return self->cancellable != NULL;
}

char *
helio_profile_test_page_to_text (HelioProfileTestPage *self)
{
  return self->test != NULL ? helio_check_rows_to_text (HELIO_CHECK_ROWS (self->test)) : NULL;
}
