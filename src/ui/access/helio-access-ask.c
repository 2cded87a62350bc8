// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-ask.h"

#include "core/acl/helio-plan-profiles.h"
#include "core/acl/helio-prober.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-alert.h"
#include "ui/widgets/helio-consent.h"

#include <glib/gi18n.h>

/* All of them are there to be read, up to what a label can hold. */
#define TOPICS_MAX 2000
#define TOPIC_CHARS 300
#define LIST_HEIGHT 200

static char *
join_topics (const char *const *topics, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, TOPICS_MAX); i++) {
    g_autofree char *shown = helio_printable (topics[i], -1, TOPIC_CHARS);

    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", shown);
  }
  if (n > TOPICS_MAX) {
    g_autofree char *more = helio_format_count (n - TOPICS_MAX);

    g_string_append_c (text, '\n');
    /* Translators: a number of topics */
    g_string_append_printf (text, C_ ("access run", "and %s more"), more);
  }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_list (const char *const *topics, guint n)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autofree char *text = join_topics (topics, n);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (label, "helio-topics");
  gtk_accessible_update_property (GTK_ACCESSIBLE (scrolled),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "Topics that are written to"),
                                  -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  gtk_widget_add_css_class (scrolled, "card");
  return scrolled;
}

static guint
count_users (HelioPlan *plan)
{
  g_autofree gboolean *busy = helio_plan_list_busy (plan);
  guint n = 0;

  for (guint i = 0; i < helio_plan_get_n_users (plan); i++)
    n += busy[i] ? 1 : 0;
  return n;
}

static char *
describe_users (HelioPlan *plan)
{
  const guint n_users = count_users (plan);

  return g_strdup_printf (NP_ ("access run", "%u user connects.", "%u users connect.", n_users),
                          n_users);
}

/* (transfer full) (nullable) */
static char *
describe_untried (HelioPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++)
    n += helio_prober_may_try (plan, i) ? 0 : 1;
  return n > 0 ? g_strdup_printf (NP_ ("access run",
                                       "%u check of retained messages is not tried without a "
                                       "witness; nothing is published for it.",
                                       "%u checks of retained messages are not tried without a "
                                       "witness; nothing is published for them.",
                                       n),
                                  n)
               : NULL;
}

/* (transfer full) */
static char *
make_body (HelioPlan *plan)
{
  g_autofree char *users = describe_users (plan);
  g_autofree char *untried = describe_untried (plan);
  g_autofree char *body = NULL;

  body = g_strdup_printf (
      helio_plan_get_witness (plan) < 0 ? /* Translators: a sentence of who connects */
          C_ ("access run",
              "%s The plan has no witness: nobody sees whether messages arrive, so that a broker "
              "that says nothing leaves the answer open. Tokens and passwords go to the hosts "
              "below; run it only if you know them all.")
                                        : /* Translators: a sentence of who connects */
          C_ ("access run",
              "%s Tokens and passwords go to the hosts below; run it only if you know them all."),
      users);
  return untried != NULL ? g_strdup_printf ("%s %s", body, untried) : g_steal_pointer (&body);
}

/* (transfer full) */
static char *
describe_topics (guint n_topics)
{
  return g_strdup_printf (NP_ ("access run",
                               "Marked test messages are published to %u topic; whoever "
                               "subscribes to it sees them:",
                               "Marked test messages are published to %u topics; whoever "
                               "subscribes to them sees them:",
                               n_topics),
                          n_topics);
}

/* The question */

typedef struct {
  HelioPlan *plan;
  GPtrArray *profiles;
  GStrv risks;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  helio_plan_unref (question->plan);
  g_clear_pointer (&question->profiles, g_ptr_array_unref);
  g_strfreev (question->risks);
  g_free (question);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  g_task_return_boolean (task, g_strcmp0 (answer, "run") == 0);
}

/* Hosts, then topics. */
static GtkWidget *
make_details (Question *question, const char *const *topics, guint n_topics, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_auto (GStrv) hosts = helio_plan_profiles_describe_hosts (question->plan, question->profiles);

  gtk_box_append (GTK_BOX (box), helio_consent_make_list (hosts, "network-server-symbolic", NULL));
  if (n_topics > 0) {
    GtkWidget *label = gtk_label_new (text);

    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_box_append (GTK_BOX (box), label);
    gtk_box_append (GTK_BOX (box), make_list (topics, n_topics));
  }
  return box;
}

static void
ask_run (GTask *task_taken)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("access run", "_Cancel"), HELIO_ALERT_PLAIN},
      {"run", C_ ("access run", "_Run"), HELIO_ALERT_SUGGESTED},
  };
  Question *question = g_task_get_task_data (task_taken);
  g_auto (GStrv) topics = helio_prober_list_topics (question->plan, question->profiles);
  const guint n_topics = g_strv_length (topics), n = helio_plan_get_n_checks (question->plan);
  g_autofree char *body = make_body (question->plan);
  g_autofree char *text = describe_topics (n_topics);
  g_autofree char *heading =
      g_strdup_printf (NP_ ("access run", "Run %u Check?", "Run %u Checks?", n), n);

  helio_alert_choose_async (g_task_get_source_object (task_taken),
                            heading,
                            body,
                            make_details (question, (const char *const *) topics, n_topics, text),
                            responses,
                            G_N_ELEMENTS (responses),
                            on_answer,
                            task_taken);
}

static void
on_risks_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  if (g_strcmp0 (answer, "accept") == 0) {
    ask_run (task);
    return;
  }
  g_task_return_boolean (task, FALSE);
  g_object_unref (task);
}

/* Less protection than usual is a question of its own (design.md §4). */
static void
ask_risks (GTask *task_taken)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("access run", "_Cancel"), HELIO_ALERT_PLAIN},
      {"accept", C_ ("access run", "_Accept Risk"), HELIO_ALERT_DESTRUCTIVE},
  };
  Question *question = g_task_get_task_data (task_taken);

  helio_alert_choose_async (
      g_task_get_source_object (task_taken),
      C_ ("access run", "Run with Less Protection?"),
      C_ ("access run",
          "The plan asks for less protection than usual. Accept it only if you know why, or trust "
          "whoever gave you this plan."),
      helio_consent_make_list (question->risks, "helio-state-failed-symbolic", "warning"),
      responses,
      G_N_ELEMENTS (responses),
      on_risks_answered,
      task_taken);
}

static void
on_profiles (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GtkWidget *parent = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->profiles = helio_plan_profiles_load_finish (result, &error);
  if (question->profiles == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  /* Closed meanwhile. */
  if (gtk_widget_get_root (parent) == NULL) {
    g_task_return_boolean (task, FALSE);
    g_object_unref (task);
    return;
  }
  question->risks = helio_plan_profiles_describe_risks (question->plan, question->profiles);
  if (*question->risks != NULL)
    ask_risks (task);
  else
    ask_run (task);
}

void
helio_access_ask_async (GtkWidget *parent,
                        HelioPlan *plan,
                        HelioProfileStore *store,
                        const char *folder,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, helio_access_ask_async);
  question->plan = helio_plan_ref (plan);
  g_task_set_task_data (task, question, question_free);
  helio_plan_profiles_load_async (plan, store, folder, NULL, on_profiles, task);
}

GPtrArray *
helio_access_ask_finish (GAsyncResult *result, HelioPlan **plan, GError **error)
{
  Question *question = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *plan = helio_plan_ref (question->plan);
  return g_ptr_array_ref (question->profiles);
}
