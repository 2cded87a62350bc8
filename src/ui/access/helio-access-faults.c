// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-faults.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/widgets/helio-banner.h"

#include <glib/gi18n.h>

/* A broker that is down is the fault of every user: nobody reads hundreds of strips. */
#define STRIPS_MAX 20
#define HEIGHT_MAX 170
#define NAME_CHARS 80

struct _HelioAccessFaults {
  AdwBin parent_instance;

  HelioReport *report; /* owned (nullable) */
  guint n_shown;
  GHashTable *settled; /* users of the report, who have signed in since their fault was shown */

  /* borrowed */
  GtkBox *box;
};

enum {
  SIGNAL_SIGN_IN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioAccessFaults, helio_access_faults, ADW_TYPE_BIN)

static guint
get_user (GtkWidget *banner)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (banner), "user"));
}

static void
on_action (GtkWidget *banner, HelioAccessFaults *self)
{
  g_signal_emit (self, signals[SIGNAL_SIGN_IN], 0, get_user (banner));
}

static gboolean
is_for_sign_in (const HelioReportFault *fault)
{
  return helio_error_get_class (fault->error) == HELIO_ERROR_CLASS_SIGN_IN;
}

/* Whether that was all is for the run to tell: it has only what is in the keyring or the environment. */
static void
show_settled (HelioBanner *banner, const char *name)
{
  /* Translators: a user of a plan */
  g_autofree char *message =
      g_strdup_printf (C_ ("access fault", "%s: Signed in meanwhile – run the plan again"), name);

  helio_banner_set (banner, HELIO_BANNER_NOTE, message, NULL, NULL, NULL);
}

static void
add_strip (HelioAccessFaults *self, const HelioReportFault *fault)
{
  const HelioPlanUser *user =
      helio_plan_get_user (helio_report_get_plan (self->report), fault->user);
  const gboolean sign_in = user->profile != NULL && is_for_sign_in (fault);
  GtkWidget *banner = helio_banner_new ();
  g_autofree char *name = helio_printable (user->name, -1, NAME_CHARS);
  /* Translators: a user of a plan, and what was wrong */
  g_autofree char *message =
      g_strdup_printf (C_ ("access fault", "%s: %s"), name, fault->error->message);

  g_object_set_data (G_OBJECT (banner), "user", GUINT_TO_POINTER (fault->user));
  gtk_box_append (self->box, banner);
  if (sign_in && g_hash_table_contains (self->settled, GUINT_TO_POINTER (fault->user))) {
    show_settled (HELIO_BANNER (banner), name);
    return;
  }
  helio_banner_set (HELIO_BANNER (banner),
                    HELIO_BANNER_WARNING,
                    message,
                    helio_error_get_remedy (fault->error),
                    helio_error_get_detail (fault->error),
                    sign_in ? C_ ("access fault", "Sign In…") : NULL);
  g_signal_connect (banner, "action-activated", G_CALLBACK (on_action), self);
}

static void
add_rest (HelioAccessFaults *self, guint n)
{
  g_autofree char *text = g_strdup_printf (NP_ ("access fault",
                                                "and %u more user; the report has them all",
                                                "and %u more users; the report has them all",
                                                n),
                                           n);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "helio-summary");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (self->box, label);
}

static void
fill (HelioAccessFaults *self)
{
  const GPtrArray *faults = self->report != NULL ? helio_report_get_faults (self->report) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_first_child (GTK_WIDGET (self->box)))
    gtk_box_remove (self->box, child);
  for (guint i = 0; i < MIN (self->n_shown, STRIPS_MAX); i++)
    add_strip (self, faults->pdata[i]);
  if (self->n_shown > STRIPS_MAX)
    add_rest (self, self->n_shown - STRIPS_MAX);
  gtk_widget_set_visible (GTK_WIDGET (self), self->n_shown > 0);
}

void
helio_access_faults_update (HelioAccessFaults *self, HelioReport *report)
{
  const guint n = report != NULL ? helio_report_get_faults (report)->len : 0;

  if (self->report == report && self->n_shown == n)
    return;
  if (g_set_object (&self->report, report))
    g_hash_table_remove_all (self->settled);
  self->n_shown = n;
  fill (self);
}

/* What a run that goes on says later is said of whoever has signed in by now. */
static gboolean
is_shown (HelioAccessFaults *self, guint user)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (HELIO_IS_BANNER (child) && get_user (child) == user)
      return TRUE;
  return FALSE;
}

void
helio_access_faults_settle (HelioAccessFaults *self, guint user)
{
  if (is_shown (self, user) && g_hash_table_add (self->settled, GUINT_TO_POINTER (user)))
    fill (self);
}

static void
helio_access_faults_finalize (GObject *object)
{
  g_hash_table_unref (HELIO_ACCESS_FAULTS (object)->settled);
  G_OBJECT_CLASS (helio_access_faults_parent_class)->finalize (object);
}

static void
helio_access_faults_dispose (GObject *object)
{
  g_clear_object (&HELIO_ACCESS_FAULTS (object)->report);
  G_OBJECT_CLASS (helio_access_faults_parent_class)->dispose (object);
}

static void
helio_access_faults_class_init (HelioAccessFaultsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_access_faults_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_access_faults_finalize;
  signals[SIGNAL_SIGN_IN] = g_signal_new ("sign-in",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_UINT);
}

static void
helio_access_faults_init (HelioAccessFaults *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->settled = g_hash_table_new (NULL, NULL);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT_MAX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->box));
  adw_bin_set_child (ADW_BIN (self), scrolled);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
helio_access_faults_new (void)
{
  return g_object_new (HELIO_TYPE_ACCESS_FAULTS, NULL);
}
