// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The page as a whole: from a file to a red cell, wide, narrow, with large text and in the dark. */
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-fake-prober.h"
#include "ui/access/helio-access-page.h"
#include "ui/access/helio-access-results.h"
#include "ui/access/helio-plan-editor.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-access-test.h"
#include "ui/helio-ui-test.h"

#include <string.h>

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnection *connection;
  HelioAccessPage *page;
  GtkWindow *window;
  char *signed_in;
} Fixture;

static const char profile_text[] =
    "{\"version\":1,\"id\":\"p1\",\"name\":\"QA\",\"broker\":{\"url\":\"mqtt://127.0.0.1\"},"
    "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"alice@org_1\"}}}";

static void
set_text_scale (int percent)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * PANGO_SCALE * percent / 100, NULL);
}

static void
on_sign_in (HelioAccessPage *page, const char *profile, const char *account, gpointer data)
{
  Fixture *self = data;

  g_free (self->signed_in);
  self->signed_in = g_strdup_printf ("%s %s", profile, account);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const gboolean narrow = data != NULL;
  GtkWidget *overlay = adw_toast_overlay_new ();
  g_autoptr (HelioProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  set_text_scale (narrow ? 200 : 100);
  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  profile = helio_profile_from_text (profile_text, strlen (profile_text), &error);
  g_assert_no_error (error);
  self->connection = helio_connection_new (self->services, profile);
  self->page = HELIO_ACCESS_PAGE (helio_access_page_new (self->services, self->connection));
  g_signal_connect (self->page, "sign-in", G_CALLBACK (on_sign_in), self);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->page));
  self->window = helio_ui_test_show (overlay, narrow ? 360 : 1024, 700);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  helio_test_settle ();
  g_assert_finalize_object (self->connection);
  helio_services_unref (self->services);
  helio_test_wait_gone (self->clock, 10, "the clock to go");
  helio_test_remove_dir (self->directory);
  g_clear_pointer (&self->signed_in, g_free);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  set_text_scale (100);
}

static void
open_plan (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->directory, "plan.json", NULL);
  g_autoptr (HelioPlan) plan = helio_access_test_plan ();
  g_autofree char *text = helio_plan_to_json (plan);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  helio_access_page_open (self->page, file);
  helio_ui_test_wait_text (self->page, "5 checks, not tried yet.");
}

static gboolean
has_alert (gpointer data)
{
  return helio_alert_find (((Fixture *) data)->window) != NULL;
}

static gboolean
has_prober (gpointer data)
{
  return helio_fake_prober_get () != NULL;
}

static gboolean
has_no_prober (gpointer data)
{
  return !has_prober (data);
}

static void
run (Fixture *self)
{
  GtkWidget *results = helio_ui_test_find (self->page, HELIO_TYPE_ACCESS_RESULTS);

  gtk_widget_activate_action (results, "access.run", NULL);
  helio_test_wait (has_alert, self, 10, "the question");
  helio_alert_respond (helio_alert_find (self->window), "run");
  helio_test_wait (has_prober, self, 10, "the run");
  helio_access_test_observe (helio_prober_get_report (helio_fake_prober_get ()));
  helio_fake_prober_finish (helio_fake_prober_get (), NULL);
  helio_test_wait (has_no_prober, self, 10, "the end of the run");
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);
}

static void
add_widths (GtkWidget *widget, guint depth, GString *text)
{
  int minimum;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum > 180)
    g_string_append_printf (text,
                            "%*s%s %d\n",
                            (int) depth * 2,
                            "",
                            G_OBJECT_TYPE_NAME (widget),
                            minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_widths (child, depth + 1, text);
}

static void
assert_fits (Fixture *self, const char *view)
{
  int minimum;

  helio_access_page_show (self->page, view);
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);
  gtk_widget_measure (GTK_WIDGET (self->page),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &minimum,
                      NULL,
                      NULL,
                      NULL);
  if (minimum > 360 || gtk_widget_get_width (GTK_WIDGET (self->page)) > 360) {
    g_autoptr (GString) text = g_string_new (NULL);

    add_widths (GTK_WIDGET (self->page), 0, text);
    g_error ("“%s” needs %d px:\n%s", view, minimum, text->str);
  }
}

static void
test_open_and_run (Fixture *self, gconstpointer data)
{
  helio_ui_test_wait_text (self->page, "No Plan Yet");
  helio_ui_test_picture (GTK_WIDGET (self->page), "access-page-empty");
  open_plan (self);
  helio_ui_test_wait_text (self->page, "plan.json");
  run (self);
  helio_ui_test_wait_text (self->page, "1 differs from the plan.");
  helio_ui_test_picture (GTK_WIDGET (self->page), "access-page");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  helio_ui_test_picture (GTK_WIDGET (self->window), "access-page-dark");
}

/* A row with a fault is in the editor alone, and not saved for that. */
static void
test_faulty_row (Fixture *self, gconstpointer data)
{
  HelioPlanEditor *editor;
  HelioPlanDraft *draft;

  open_plan (self);
  helio_access_page_show (self->page, "plan");
  helio_ui_test_frames (GTK_WIDGET (self->page), 3);
  editor = HELIO_PLAN_EDITOR (helio_ui_test_find (self->page, HELIO_TYPE_PLAN_EDITOR));
  draft = helio_plan_editor_get_draft (editor);
  helio_plan_draft_add_check (draft, "alice", HELIO_ACTION_PUBLISH, "", HELIO_VERDICT_DENY);
  helio_ui_test_wait_text (self->page, "Enter a topic.");
  helio_ui_test_wait_text (self->page, "plan.json – not saved");
}

static gboolean
has_no_title (gpointer data)
{
  Fixture *self = data;

  return !gtk_widget_get_visible (
      helio_ui_test_child (self->page, HELIO_TYPE_ACCESS_PAGE, "title"));
}

/* Neither user nor topic, and no plan besides. */
static void
add_faulty_row (Fixture *self, HelioPlanDraft *draft)
{
  helio_plan_draft_add_check (draft, "", HELIO_ACTION_PUBLISH, "", HELIO_VERDICT_DENY);
  helio_ui_test_wait_text (self->page, "New plan – not saved");
}

/* Nothing is there any more that could be saved. */
static void
test_faulty_row_goes (Fixture *self, gconstpointer data)
{
  HelioPlanDraft *draft;
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_object_unref);

  helio_access_page_show (self->page, "plan");
  draft = helio_plan_editor_get_draft (
      HELIO_PLAN_EDITOR (helio_ui_test_find (self->page, HELIO_TYPE_PLAN_EDITOR)));
  add_faulty_row (self, draft);
  g_ptr_array_add (checks, g_list_model_get_item (helio_plan_draft_get_checks (draft), 0));
  helio_plan_draft_removal_free (helio_plan_draft_remove_checks (draft, checks));
  helio_test_wait (has_no_title, self, 10, "the title to go");
  add_faulty_row (self, draft);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "plan-file.new", NULL);
  helio_test_wait (has_alert, self, 10, "the question");
  helio_alert_respond (helio_alert_find (self->window), "discard");
  helio_test_wait (has_no_title, self, 10, "the title to go");
}

static void
test_broken_file (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->directory, "plan.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  open_plan (self);
  g_file_set_contents (path, "{\"version\":1,\"checks\":[3]}", -1, NULL);
  helio_access_page_open (self->page, file);
  /* What was there stays, and what is wrong is said. */
  helio_ui_test_wait_text (self->page, "$.");
  helio_ui_test_wait_text (self->page, "5 checks, not tried yet.");
}

static void
test_narrow (Fixture *self, gconstpointer data)
{
  assert_fits (self, "results");
  helio_ui_test_picture (GTK_WIDGET (self->page), "access-page-narrow-empty");
  open_plan (self);
  run (self);
  assert_fits (self, "results");
  helio_ui_test_picture (GTK_WIDGET (self->page), "access-page-narrow");
  assert_fits (self, "compare");
  helio_ui_test_picture (GTK_WIDGET (self->page), "access-page-narrow-compare");
  assert_fits (self, "plan");
  helio_ui_test_picture (GTK_WIDGET (self->page), "access-page-narrow-plan");
  assert_fits (self, "rules");
  helio_ui_test_picture (GTK_WIDGET (self->page), "access-page-narrow-rules");
}

static void
add (const char *name, gboolean narrow, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, GINT_TO_POINTER (narrow), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  char *state = helio_test_make_dir ();
  int status;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  helio_ui_test_init (&argc, &argv);
  add ("/access-page/open-and-run", FALSE, test_open_and_run);
  add ("/access-page/faulty-row", FALSE, test_faulty_row);
  add ("/access-page/faulty-row-goes", FALSE, test_faulty_row_goes);
  add ("/access-page/broken-file", FALSE, test_broken_file);
  add ("/access-page/narrow", TRUE, test_narrow);
  status = g_test_run ();
  helio_test_remove_dir (state);
  return status;
}
