// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/profile/helio-profile-report.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/compat/helio-alert.h"
#include "ui/profile/helio-profile-fields.h"

#include <glib/gi18n.h>

/* More are counted. */
#define SHOWN_MAX 50
#define MEMBERS_MAX 20
#define LIST_HEIGHT 300

struct _HelioProfileReport {
  GtkWidget *list; /* owned (nullable): until it is shown */
  guint n_faults;
  guint n_unknown; /* profiles */
  guint n_listed;
};

HelioProfileReport *
helio_profile_report_new (void)
{
  HelioProfileReport *self = g_new0 (HelioProfileReport, 1);

  self->list = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  return self;
}

void
helio_profile_report_free (HelioProfileReport *self)
{
  g_clear_object (&self->list);
  g_free (self);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
add (HelioProfileReport *self, const char *name, const char *what, const char *remedy)
{
  GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *shown = helio_printable (name, -1, 120);

  if (self->n_listed++ >= SHOWN_MAX) {
    g_object_ref_sink (entry);
    g_object_unref (entry);
    return;
  }
  gtk_box_append (GTK_BOX (entry), make_label (shown, "heading"));
  gtk_box_append (GTK_BOX (entry), make_label (what, NULL));
  if (remedy != NULL)
    gtk_box_append (GTK_BOX (entry), make_label (remedy, "dim-label"));
  gtk_box_append (GTK_BOX (self->list), entry);
}

void
helio_profile_report_add_fault (HelioProfileReport *self, const char *file, const GError *error)
{
  g_autofree char *name = g_path_get_basename (file);
  g_autofree char *prefix = g_strdup_printf ("%s: ", file);
  /* The name stands above it already. */
  const char *message =
      g_str_has_prefix (error->message, prefix) ? error->message + strlen (prefix) : error->message;
  g_autofree char *words = helio_profile_fields_word (message);

  self->n_faults++;
  add (self, name, words, helio_error_get_remedy (error));
}

void
helio_profile_report_add_unknown (HelioProfileReport *self, const HelioProfile *profile)
{
  g_auto (GStrv) unknown = helio_profile_list_unknown (profile);
  g_autoptr (GString) text = NULL;
  const guint n = g_strv_length (unknown);

  if (n == 0)
    return;
  self->n_unknown++;
  text = g_string_new (C_ ("import", "Members that are not known:"));
  for (guint i = 0; i < n && i < MEMBERS_MAX; i++) {
    /* As they stand in the file, where they have to be found. */
    const char *path = g_str_has_prefix (unknown[i], "$.") ? unknown[i] + 2 : unknown[i];
    g_autofree char *shown = helio_printable (path, -1, 120);

    g_string_append_printf (text, "\n%s", shown);
  }
  if (n > MEMBERS_MAX)
    g_string_append (text, "\n…");
  add (self,
       profile->name,
       text->str,
       C_ ("import", "They are kept, but most likely they are misspelt: correct the file."));
}

guint
helio_profile_report_get_n_faults (HelioProfileReport *self)
{
  return self->n_faults;
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *answer = helio_alert_choose_finish (result);
}

static char *
make_heading (HelioProfileReport *self, gboolean imported)
{
  const guint n = self->n_faults;

  if (n == 0)
    return g_strdup (C_ ("import", "Members That Are Not Known"));
  if (imported)
    return g_strdup_printf (
        NP_ ("import", "%u File Could Not Be Imported", "%u Files Could Not Be Imported", n),
        n);
  return g_strdup_printf (
      NP_ ("import", "%u File Could Not Be Opened", "%u Files Could Not Be Opened", n),
      n);
}

void
helio_profile_report_show (HelioProfileReport *self, GtkWidget *parent, gboolean imported)
{
  const HelioAlertResponse responses[] = {{"close", C_ ("alert", "_Close"), HELIO_ALERT_PLAIN}};
  g_autofree char *heading = make_heading (self, imported);
  GtkWidget *scrolled;

  if (self->n_listed == 0 || self->list == NULL)
    return;
  if (self->n_listed > SHOWN_MAX) {
    const guint more = self->n_listed - SHOWN_MAX;
    g_autofree char *text =
        g_strdup_printf (NP_ ("import", "And %u more", "And %u more", more), more);

    gtk_box_append (GTK_BOX (self->list), make_label (text, "dim-label"));
  }
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  g_clear_object (&self->list);
  helio_alert_choose_async (parent,
                            heading,
                            NULL,
                            scrolled,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_closed,
                            NULL);
}
