// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-evidence.h"

#include "core/base/helio-util.h"
#include "core/mqtt/helio-reason.h"
#include "ui/access/helio-access-words.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

#define NAME_CHARS 80
#define TEXT_CHARS 600
/* More is in the JSON of a report; these come first. */
#define STEPS_MAX 200

struct _HelioAccessEvidence {
  AdwBin parent_instance;

  HelioAccessGrid *grid; /* owned (nullable) */
  guint check;

  /* template children */
  GtkLabel *heading;
  GtkLabel *observed;
  GtkLabel *expected;
  GtkLabel *predicted;
  GtkLabel *past;
  GtkWidget *steps_heading;
  GtkGrid *steps;
};

enum {
  SIGNAL_CLOSED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioAccessEvidence, helio_access_evidence, ADW_TYPE_BIN)

static const HelioPlanCheck *
get_planned (HelioAccessEvidence *self)
{
  HelioReport *report = helio_access_grid_get_report (self->grid);

  return helio_plan_get_check (helio_report_get_plan (report), self->check);
}

static const HelioResult *
get_result (HelioAccessEvidence *self)
{
  return helio_report_get_result (helio_access_grid_get_report (self->grid), self->check);
}

static char *
make_heading (HelioAccessEvidence *self)
{
  HelioPlan *plan = helio_report_get_plan (helio_access_grid_get_report (self->grid));
  const HelioPlanCheck *planned = get_planned (self);
  g_autofree char *user =
      helio_printable (helio_plan_get_user (plan, planned->user)->name, -1, NAME_CHARS);
  g_autofree char *topic = helio_printable (planned->topic, -1, TEXT_CHARS);

  /* Translators: a user, an action such as "Publish", a topic */
  return g_strdup_printf (C_ ("access evidence", "%s · %s %s"),
                          user,
                          helio_access_describe_action (planned->action),
                          topic);
}

static char *
make_observed (HelioAccessEvidence *self)
{
  const HelioResult *result = get_result (self);
  const HelioCellState state = helio_access_grid_get_state (self->grid, self->check);
  g_autofree char *line =
      helio_access_make_line (self->grid, self->check, HELIO_CELL_LINE_OBSERVED);
  g_autofree char *seen =
      helio_report_describe (helio_access_grid_get_report (self->grid), self->check);
  g_autofree char *shown = helio_printable (seen, -1, TEXT_CHARS);
  GString *text = g_string_new (line);

  if (state != HELIO_CELL_PENDING)
    g_string_append_printf (text, " – %s", helio_access_describe_state (state));
  g_string_append_printf (text, "\n%s", shown);
  if (result->topic != NULL && g_strcmp0 (result->topic, get_planned (self)->topic) != 0) {
    g_autofree char *topic = helio_printable (result->topic, -1, TEXT_CHARS);

    g_string_append_c (text, '\n');
    /* Translators: a topic with the names of the user put in */
    g_string_append_printf (text, C_ ("access evidence", "Sent as %s"), topic);
  }
  if (result->reason_code >= 0) {
    g_string_append_c (text, '\n');
    /* Translators: a code in hexadecimal digits and the standard's name of it */
    g_string_append_printf (text,
                            C_ ("access evidence", "Reason code 0x%02X, %s"),
                            (guint) result->reason_code,
                            helio_reason_get_name (result->reason_code));
  }
  return g_string_free (text, FALSE);
}

static char *
make_expected (HelioAccessEvidence *self)
{
  const HelioPlanCheck *planned = get_planned (self);
  g_autofree char *place = helio_printable (planned->place, -1, NAME_CHARS);

  if (planned->expect == HELIO_VERDICT_UNKNOWN)
    return g_strdup (C_ ("access evidence", "Nothing is expected"));
  if (*place == '\0')
    return g_strdup (helio_access_describe_verdict (planned->expect));
  /* Translators: allow or deny, then where the plan says so: "$.checks[3]" or "line 4" */
  return g_strdup_printf (C_ ("access evidence", "%s (%s)"),
                          helio_access_describe_verdict (planned->expect),
                          place);
}

static char *
make_predicted (HelioAccessEvidence *self)
{
  const HelioResult *result = get_result (self);

  if (result->prediction == NULL)
    return g_strdup (
        helio_report_get_rules (helio_access_grid_get_report (self->grid)) == NULL
            ? C_ ("access evidence", "None: there are no rules")
            : C_ ("access evidence",
                  "None yet: the MQTT username is known once this user has signed in"));
  return g_strdup_printf ("%s\n%s",
                          helio_access_describe_verdict (helio_result_get_predicted (result)),
                          helio_prediction_get_reason (result->prediction));
}

static char *
make_past (HelioAccessEvidence *self)
{
  const HelioPastResult *past = helio_access_grid_get_past (self->grid, self->check);
  g_autofree char *seen =
      past != NULL ? helio_printable (past->evidence != NULL ? past->evidence : "", -1, TEXT_CHARS)
                   : NULL;
  const char *changed = helio_access_grid_get_changed (self->grid, self->check)
                            ? C_ ("access evidence", "Changed since then")
                            : C_ ("access evidence", "The same");

  if (past == NULL)
    return g_strdup (C_ ("access evidence", "None to compare with"));
  if (helio_access_grid_get_state (self->grid, self->check) == HELIO_CELL_PENDING)
    return g_strdup_printf ("%s\n%s", helio_access_describe_verdict (past->observed), seen);
  return g_strdup_printf ("%s – %s\n%s",
                          helio_access_describe_verdict (past->observed),
                          changed,
                          seen);
}

static void
set_text (GtkLabel *label, char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  g_free (text);
}

static void
add_step (HelioAccessEvidence *self, const HelioStep *step, int row)
{
  g_autofree char *at = helio_format_duration (step->at);
  g_autofree char *shown = helio_printable (step->text, -1, TEXT_CHARS);
  GtkWidget *time = gtk_label_new (at), *text = gtk_label_new (shown);

  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_set_valign (time, GTK_ALIGN_BASELINE);
  gtk_label_set_xalign (GTK_LABEL (time), 1);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (text, GTK_ALIGN_BASELINE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_grid_attach (self->steps, time, 0, row, 1, 1);
  gtk_grid_attach (self->steps, text, 1, row, 1, 1);
}

static void
update_steps (HelioAccessEvidence *self)
{
  const GPtrArray *steps = get_result (self)->steps;
  const guint n = steps != NULL ? MIN (steps->len, STEPS_MAX) : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->steps)); child != NULL;
       child = gtk_widget_get_first_child (GTK_WIDGET (self->steps)))
    gtk_grid_remove (self->steps, child);
  for (guint i = 0; i < n; i++)
    add_step (self, steps->pdata[i], (int) i);
  gtk_widget_set_visible (self->steps_heading, n > 0);
}

static void
update (HelioAccessEvidence *self)
{
  if (self->grid == NULL || self->check == HELIO_NO_CELL)
    return;
  set_text (self->heading, make_heading (self));
  set_text (self->observed, make_observed (self));
  set_text (self->expected, make_expected (self));
  set_text (self->predicted, make_predicted (self));
  set_text (self->past, make_past (self));
  update_steps (self);
}

static void
on_changed (HelioAccessEvidence *self, guint check)
{
  if (check == self->check)
    update (self);
}

static void
on_close (HelioAccessEvidence *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
on_copy (HelioAccessEvidence *self)
{
  const GPtrArray *steps = self->grid != NULL ? get_result (self)->steps : NULL;
  GString *text = g_string_new (gtk_label_get_text (self->heading));

  g_string_append_printf (text,
                          "\n%s: %s\n%s: %s\n%s: %s\n",
                          C_ ("access evidence", "Observed"),
                          gtk_label_get_text (self->observed),
                          C_ ("access evidence", "Plan"),
                          gtk_label_get_text (self->expected),
                          C_ ("access evidence", "Prediction from the rules"),
                          gtk_label_get_text (self->predicted));
  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const HelioStep *step = steps->pdata[i];
    g_autofree char *at = helio_format_duration (step->at);

    g_string_append_printf (text, "%s  %s\n", at, step->text);
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
  g_string_free (text, TRUE);
}

static void
helio_access_evidence_dispose (GObject *object)
{
  g_clear_object (&HELIO_ACCESS_EVIDENCE (object)->grid);
  G_OBJECT_CLASS (helio_access_evidence_parent_class)->dispose (object);
}

static void
helio_access_evidence_class_init (HelioAccessEvidenceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_access_evidence_dispose;
  signals[SIGNAL_CLOSED] = helio_signal_new ("closed", G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-access-evidence.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioAccessEvidence, heading);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessEvidence, observed);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessEvidence, expected);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessEvidence, predicted);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessEvidence, past);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessEvidence, steps_heading);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessEvidence, steps);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
helio_access_evidence_init (HelioAccessEvidence *self)
{
  self->check = HELIO_NO_CELL;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_access_evidence_new (void)
{
  return g_object_new (HELIO_TYPE_ACCESS_EVIDENCE, NULL);
}

void
helio_access_evidence_set_check (HelioAccessEvidence *self, HelioAccessGrid *grid, guint check)
{
  if (self->grid != grid) {
    if (self->grid != NULL)
      g_signal_handlers_disconnect_by_data (self->grid, self);
    g_set_object (&self->grid, grid);
    if (grid != NULL)
      g_signal_connect_object (grid, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  }
  self->check = check;
  update (self);
}

guint
helio_access_evidence_get_check (HelioAccessEvidence *self)
{
  return self->check;
}
