// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-bind.h"
#include "ui/access/helio-access-cell.h"
#include "ui/access/helio-access-matrix.h"
#include "ui/access/helio-access-words.h"
#include "ui/helio-access-test.h"
#include "ui/helio-ui-test.h"

#include <gdk/gdkkeysyms.h>
#include <string.h>

typedef struct {
  HelioReport *report;
  HelioAccessGrid *grid;
  HelioAccessMatrix *matrix;
  GtkWidget *scrolled;
  GtkWindow *window;
  guint activated;
} Fixture;

static void
on_activated (HelioAccessMatrix *matrix, guint check, gpointer user_data)
{
  *(guint *) user_data = check;
}

static void
show (Fixture *self, HelioReport *report, int width, int height)
{
  self->activated = HELIO_NO_CELL;
  self->report = report;
  self->grid = helio_access_grid_new (report);
  self->matrix = HELIO_ACCESS_MATRIX (helio_access_matrix_new ());
  g_signal_connect (self->matrix, "activated", G_CALLBACK (on_activated), &self->activated);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->matrix));
  self->window = helio_ui_test_show (self->scrolled, width, height);
  helio_access_matrix_set_grid (self->matrix, self->grid);
  helio_ui_test_frames (self->scrolled, 3);
}

static void
tear_down (Fixture *self)
{
  gtk_window_destroy (self->window);
  helio_test_settle ();
  g_assert_finalize_object (self->grid);
  g_assert_finalize_object (self->report);
}

/* The widget on screen for a place, by the relations that assistive technology sees. (nullable) */
static GtkWidget *
find_cell (Fixture *self, guint row, guint column)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->matrix)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (child)) ==
            GTK_ACCESSIBLE_ROLE_GRID_CELL &&
        gtk_widget_get_child_visible (child) &&
        helio_access_cell_get_row (HELIO_ACCESS_CELL (child)) == row &&
        helio_access_cell_get_column (HELIO_ACCESS_CELL (child)) == column)
      return child;
  return NULL;
}

/* Of a user or a column. */
static gboolean
has_head (Fixture *self, const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->matrix)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (gtk_widget_get_tooltip_text (child), label) == 0)
      return TRUE;
  return FALSE;
}

static void
assert_label (Fixture *self, guint row, guint column, const char *label)
{
  GtkWidget *cell = find_cell (self, row, column);

  g_assert_nonnull (cell);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, label);
}

static void
press (Fixture *self, guint keyval, GdkModifierType state)
{
  GListModel *controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->matrix));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
  }
  g_object_unref (controllers);
  g_assert_true (handled);
  helio_ui_test_frames (self->scrolled, 2);
}

static void
test_cells (void)
{
  Fixture f = {0};

  show (&f, helio_access_test_report (), 700, 400);
  g_assert_cmpuint (helio_access_grid_get_n_rows (f.grid), ==, 2); /* the witness has no check */
  g_assert_cmpuint (helio_access_grid_get_n_columns (f.grid), ==, 3);
  assert_label (&f, 0, 0, "alice, Subscribe users/alice/#: plan: allow, rules: allow. Not tried");
  assert_label (&f, 0, 2, "No check");

  helio_access_test_observe (f.report);
  helio_ui_test_frames (f.scrolled, 2);
  /* Nothing has moved while it came in. */
  assert_label (&f,
                1,
                1,
                "bob, Publish secret/x: observed: allow, plan: deny, rules: allow. "
                "Differs from the plan");
  helio_access_grid_arrange (f.grid);
  helio_ui_test_frames (f.scrolled, 2);
  assert_label (&f,
                0,
                0,
                "bob, Publish secret/x: observed: allow, plan: deny, rules: allow. "
                "Differs from the plan");
  assert_label (&f,
                0,
                1,
                "bob, Subscribe users/alice/#: observed: unknown, plan: deny, rules: deny. "
                "Could not be found out");
  g_assert_true (gtk_widget_has_css_class (find_cell (&f, 0, 0), "differs"));
  g_assert_true (has_head (&f, "bob, 1 not as planned, 1 not found out"));
  helio_ui_test_picture (f.scrolled, "access-matrix");
  tear_down (&f);
}

static void
test_keyboard (void)
{
  Fixture f = {0};
  guint before;

  show (&f, helio_access_test_large_report (20, 50), 500, 300);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f.matrix)));
  g_assert_true (gtk_widget_is_focus (find_cell (&f, 0, 0)));
  press (&f, GDK_KEY_Right, 0);
  press (&f, GDK_KEY_Down, 0);
  g_assert_true (gtk_widget_is_focus (find_cell (&f, 1, 1)));
  press (&f, GDK_KEY_Return, 0);
  g_assert_cmpuint (f.activated, ==, helio_access_grid_get_check (f.grid, 1, 1));
  press (&f, GDK_KEY_End, GDK_CONTROL_MASK);
  g_assert_true (gtk_widget_is_focus (find_cell (&f, 19, 49)));
  g_assert_null (find_cell (&f, 0, 0));
  press (&f, GDK_KEY_Right, 0); /* and no further */
  g_assert_true (gtk_widget_is_focus (find_cell (&f, 19, 49)));
  press (&f, GDK_KEY_Home, 0);
  press (&f, GDK_KEY_Page_Up, 0);
  g_assert_cmpuint (helio_access_matrix_get_current (f.matrix), !=, HELIO_NO_CELL);

  /* Another order: the keyboard stays at its check. */
  before = helio_access_matrix_get_current (f.matrix);
  helio_report_observe (f.report, before, HELIO_EVIDENCE_TIMED_OUT, -1, NULL, "Late.", NULL);
  helio_access_grid_set_filter (f.grid, HELIO_GRID_DIFFERENCES);
  helio_ui_test_frames (f.scrolled, 2);
  helio_test_settle ();
  g_assert_cmpuint (helio_access_matrix_get_current (f.matrix), ==, before);
  g_assert_nonnull (gtk_widget_get_focus_child (GTK_WIDGET (f.matrix)));
  tear_down (&f);
}

static guint
count_widgets (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

/* However large the plan, there are widgets for what is seen and no more, wherever it is scrolled to. */
static void
test_large (void)
{
  Fixture f = {0};
  GtkAdjustment *across, *down;
  guint n;

  show (&f, helio_access_test_large_report (100, 1000), 900, 600);
  across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (f.scrolled));
  down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (f.scrolled));
  g_assert_cmpfloat (gtk_adjustment_get_upper (across), >, 50000);
  n = count_widgets (GTK_WIDGET (f.matrix));
  g_assert_cmpuint (n, <, 400);
  for (guint i = 0; i < 40; i++) {
    gtk_adjustment_set_value (across, i * 1500);
    gtk_adjustment_set_value (down, i * 60);
    helio_ui_test_frames (f.scrolled, 1);
  }
  g_assert_cmpuint (count_widgets (GTK_WIDGET (f.matrix)), <, n + 60);
  gtk_adjustment_set_value (across, gtk_adjustment_get_upper (across));
  gtk_adjustment_set_value (down, gtk_adjustment_get_upper (down));
  helio_ui_test_frames (f.scrolled, 2);
  g_assert_nonnull (find_cell (&f, 99, 999));
  helio_ui_test_picture (f.scrolled, "access-matrix-large");
  tear_down (&f);
}

static void
test_list (void)
{
  g_autoptr (HelioReport) report = helio_access_test_report ();
  g_autoptr (HelioAccessGrid) grid = helio_access_grid_new (report);
  g_autofree char *differs = NULL, *unknown = NULL;

  g_assert_cmpuint (helio_access_grid_get_n_listed (grid), ==, 0);
  helio_access_test_observe (report);
  /* As it came in, then what differs first. */
  g_assert_cmpuint (helio_access_grid_get_n_listed (grid), ==, 2);
  g_assert_cmpuint (helio_access_grid_get_listed (grid, 0), ==, 2);
  helio_access_grid_arrange (grid);
  g_assert_cmpuint (helio_access_grid_get_listed (grid, 0), ==, 3);
  g_assert_cmpuint (helio_access_grid_get_listed (grid, 1), ==, 2);
  differs = helio_access_make_sentence (grid, 3);
  g_assert_cmpstr (differs,
                   ==,
                   "bob can publish to secret/x, but the plan says deny. Prediction: allow. "
                   "Allowed by rule 2 (line 5): “secret/#”.");
  unknown = helio_access_make_sentence (grid, 2);
  g_assert_true (
      g_str_has_prefix (unknown, "Whether bob can subscribe to users/alice/# is unknown."));
}

/* What was observed otherwise the last time, and only that. */
static void
test_past (void)
{
  g_autoptr (HelioReport) earlier = helio_access_test_report ();
  g_autoptr (HelioReport) report = helio_access_test_report ();
  g_autoptr (HelioAccessGrid) grid = helio_access_grid_new (report);
  g_autoptr (GPtrArray) past = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL, *sentence = NULL;
  guint unknown;

  helio_access_test_observe (earlier);
  helio_report_observe (earlier, 3, HELIO_EVIDENCE_REFUSED, 0x87, "secret/x", "Refused.", NULL);
  json = helio_report_to_json (earlier, FALSE);
  past = helio_report_parse_past (json, strlen (json), &error);
  g_assert_no_error (error);

  helio_access_grid_set_past (grid, past);
  g_assert_cmpuint (helio_access_grid_count_changed (grid), ==, 0); /* nothing was tried yet */
  helio_access_test_observe (report);
  g_assert_cmpuint (helio_access_grid_count_changed (grid), ==, 1);
  g_assert_true (helio_access_grid_get_changed (grid, 3));
  helio_access_grid_arrange (grid);
  g_assert_cmpuint (helio_access_grid_count_row (grid, 0, &unknown), ==, 1); /* bob */
  g_assert_cmpuint (unknown, ==, 1);
  /* 2 was unknown both times; a run that finds nothing out, before or after, is no change of the broker. */
  helio_report_observe (report, 2, HELIO_EVIDENCE_REFUSED, 0x87, NULL, "Refused.", NULL);
  helio_report_observe (report, 0, HELIO_EVIDENCE_NOT_AUTHORISED, -1, NULL, "Not tried.", NULL);
  g_assert_cmpuint (helio_access_grid_count_changed (grid), ==, 1);
  sentence = helio_access_make_sentence (grid, 3);
  g_assert_nonnull (strstr (sentence, "It was deny in the last run."));
  helio_access_grid_set_filter (grid, HELIO_GRID_CHANGED);
  g_assert_cmpuint (helio_access_grid_get_n_rows (grid), ==, 1);
  g_assert_cmpuint (helio_access_grid_get_n_columns (grid), ==, 1);
  g_assert_cmpuint (helio_access_grid_get_check (grid, 0, 0), ==, 3);
  g_assert_cmpuint (helio_access_grid_get_n_listed (grid), ==, 1);
}

/* In a language that is long where English is short; in place of GLib's. */
static gboolean is_wordy;
#define WORDY "%u could not be found out by any means"

const char *
g_dngettext (const char *domain, const char *msgid, const char *msgid_plural, gulong n)
{
  if (is_wordy && strstr (msgid, "not found out") != NULL)
    return WORDY;
  return n == 1 ? msgid : msgid_plural;
}

static void
test_wordy_count (void)
{
  Fixture fixture;
  g_autofree char *count = g_strdup_printf (WORDY, 888);
  int width, height;

  is_wordy = TRUE;
  show (&fixture, helio_access_test_report (), 600, 400);
  helio_access_cell_measure_text (GTK_WIDGET (fixture.matrix),
                                  HELIO_ACCESS_CELL_ROW,
                                  1,
                                  count,
                                  &width,
                                  &height);
  g_assert_cmpint (helio_access_measure_names (GTK_WIDGET (fixture.matrix), fixture.grid),
                   >=,
                   width);
  tear_down (&fixture);
  is_wordy = FALSE;
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/access-matrix/cells", test_cells);
  g_test_add_func ("/access-matrix/keyboard", test_keyboard);
  g_test_add_func ("/access-matrix/large", test_large);
  g_test_add_func ("/access-matrix/list", test_list);
  g_test_add_func ("/access-matrix/past", test_past);
  g_test_add_func ("/access-matrix/wordy-count", test_wordy_count);
  return g_test_run ();
}
