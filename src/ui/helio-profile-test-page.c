// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-profile-test-page.h"

#include "core/base/helio-util.h"
#include "core/connection/helio-profile-test.h"
#include "ui/helio-accessible.h"

#include <glib/gi18n.h>

#define PARTS "helio-parts"

struct _HelioProfileTestPage {
  AdwBin parent_instance;

  HelioProfileTest *test;    /* owned (nullable) */
  HelioProfile *profile;     /* owned (nullable) */
  HelioServices *services;   /* owned (nullable) */
  GCancellable *cancellable; /* owned (nullable): of the run under way */

  /* borrowed: children */
  AdwPreferencesGroup *group;
  GtkListBox *list;
  GtkButton *again;
  GtkButton *copy;
};

G_DEFINE_FINAL_TYPE (HelioProfileTestPage, helio_profile_test_page, ADW_TYPE_BIN)

/* Of one row. Borrowed: children of it. */
typedef struct {
  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *word, *value, *explanation, *causes, *remedy;
} Parts;

static const struct {
  const char *icon, *style;
} looks[] = {
    [HELIO_CHECK_PENDING] = {"helio-state-idle-symbolic", "dim-label"},
    [HELIO_CHECK_RUNNING] = {"helio-state-busy-symbolic", "dim-label"},
    [HELIO_CHECK_PASS] = {"helio-state-online-symbolic", "success"},
    [HELIO_CHECK_FAIL] = {"helio-state-failed-symbolic", "error"},
    [HELIO_CHECK_UNCHECKED] = {"dialog-question-symbolic", "warning"},
    [HELIO_CHECK_INFO] = {"dialog-information-symbolic", "dim-label"},
};

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static char *
list_causes (HelioCheckRow *check)
{
  const char *const *causes = helio_check_row_get_causes (check);
  GString *text;

  if (causes[0] == NULL)
    return NULL;
  text = g_string_new (C_ ("check", "Likely causes:"));
  for (guint i = 0; causes[i] != NULL; i++)
    g_string_append_printf (text, "\n%u. %s", i + 1, causes[i]);
  return g_string_free (text, FALSE);
}

static void
name_row (GtkWidget *row, HelioCheckRow *check)
{
  const char *value = helio_check_row_get_value (check);
  const char *explanation = helio_check_row_get_explanation (check);
  const char *remedy = helio_check_row_get_remedy (check);
  g_autofree char *name = g_strdup_printf (
      /* Translators: what was looked at, and how it went */
      C_ ("accessible name", "%s: %s"),
      helio_check_row_get_title (check),
      helio_check_status_get_label (helio_check_row_get_status (check)));
  g_autofree char *description = g_strdup_printf ("%s %s %s",
                                                  value != NULL ? value : "",
                                                  explanation != NULL ? explanation : "",
                                                  remedy != NULL ? remedy : "");

  helio_accessible_name (row, name, g_strstrip (description));
}

static void
on_check_changed (GtkWidget *row, GParamSpec *pspec, HelioCheckRow *check)
{
  Parts *parts = g_object_get_data (G_OBJECT (row), PARTS);
  const HelioCheckStatus status = helio_check_row_get_status (check);
  const char *remedy = helio_check_row_get_remedy (check);
  g_autofree char *causes = list_causes (check);
  /* Translators: an arrow before what helps */
  g_autofree char *arrow = remedy != NULL ? g_strdup_printf (C_ ("check", "→ %s"), remedy) : NULL;

  gtk_image_set_from_icon_name (parts->icon, looks[status].icon);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (parts->icon), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (parts->icon), looks[status].style);
  gtk_stack_set_visible_child_name (parts->mark,
                                    status == HELIO_CHECK_RUNNING ? "spinner" : "icon");
  gtk_spinner_set_spinning (parts->spinner, status == HELIO_CHECK_RUNNING);
  set_label (parts->word, helio_check_status_get_label (status));
  set_label (parts->value, helio_check_row_get_value (check));
  set_label (parts->explanation, helio_check_row_get_explanation (check));
  set_label (parts->causes, causes);
  set_label (parts->remedy, arrow);
  name_row (row, check);
}

static GtkLabel *
make_label (const char *style, const char *other_style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  if (other_style != NULL)
    gtk_widget_add_css_class (label, other_style);
  return GTK_LABEL (label);
}

static GtkWidget *
make_mark (Parts *parts)
{
  parts->mark = GTK_STACK (gtk_stack_new ());
  parts->icon = GTK_IMAGE (gtk_image_new ());
  parts->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_stack_add_named (parts->mark, GTK_WIDGET (parts->icon), "icon");
  gtk_stack_add_named (parts->mark, GTK_WIDGET (parts->spinner), "spinner");
  gtk_widget_set_valign (GTK_WIDGET (parts->mark), GTK_ALIGN_START);
  return GTK_WIDGET (parts->mark);
}

static GtkWidget *
make_row (HelioCheckRow *check)
{
  Parts *parts = g_new0 (Parts, 1);
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkLabel *title = make_label (NULL, NULL);
  GtkWidget *row;

  gtk_box_append (GTK_BOX (outer), make_mark (parts));
  gtk_label_set_text (title, helio_check_row_get_title (check));
  gtk_widget_set_hexpand (GTK_WIDGET (title), TRUE);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (title));
  parts->word = make_label ("dim-label", "caption");
  gtk_widget_set_valign (GTK_WIDGET (parts->word), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (parts->word));
  gtk_box_append (GTK_BOX (texts), head);
  parts->value = make_label ("caption", "dim-label");
  parts->explanation = make_label ("caption", NULL);
  parts->causes = make_label ("caption", "dim-label");
  parts->remedy = make_label ("caption-heading", NULL);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (parts->value));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (parts->explanation));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (parts->causes));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (parts->remedy));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (outer), texts);
  gtk_widget_add_css_class (outer, "check-line");

  row = g_object_new (ADW_TYPE_PREFERENCES_ROW, "child", outer, "activatable", FALSE, NULL);
  g_object_set_data_full (G_OBJECT (row), PARTS, parts, g_free);
  g_signal_connect_object (check, "notify", G_CALLBACK (on_check_changed), row, G_CONNECT_SWAPPED);
  on_check_changed (row, NULL, check);
  return row;
}

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
    text = g_strdup (C_ ("check", "Each step is tried. No token or password is sent."));
  else if (failed > 0)
    text = g_strdup_printf (NP_ ("check",
                                 "%u step failed; below it stands what helps.",
                                 "%u steps failed; below each stands what helps.",
                                 failed),
                            failed);
  else if (unchecked > 0)
    text = g_strdup (C_ ("check", "Nothing failed, but not everything could be checked."));
  else
    text =
        g_strdup (C_ ("check", "Everything that can be tried without a token or password works."));
  adw_preferences_group_set_description (self->group, text);
  gtk_button_set_label (self->again,
                        self->cancellable != NULL ? C_ ("check", "_Stop")
                                                  : C_ ("check", "_Test Again"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy), self->cancellable == NULL);
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
  show_summary (self);
}

static void
start (HelioProfileTestPage *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_clear_object (&self->test);
  self->test =
      helio_profile_test_new (self->profile, self->services->http, self->services->clock, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->test)); i++) {
    g_autoptr (HelioCheckRow) check = g_list_model_get_item (G_LIST_MODEL (self->test), i);

    gtk_list_box_append (self->list, make_row (check));
  }
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

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  helio_accessible_name (GTK_WIDGET (self->list), C_ ("accessible name", "Steps"), NULL);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, C_ ("check", "Step by Step"));
  adw_preferences_group_set_header_suffix (self->group, buttons);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->list));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->group);
  adw_bin_set_child (ADW_BIN (self), page);
}

void
helio_profile_test_page_run (HelioProfileTestPage *self,
                             const HelioProfile *profile,
                             HelioServices *services)
{
  helio_profile_test_page_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  self->profile = helio_profile_copy (profile);
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
  return self->test != NULL ? helio_profile_test_to_text (self->test) : NULL;
}
