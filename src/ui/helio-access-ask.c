// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-access-ask.h"

#include "core/acl/helio-prober.h"
#include "core/base/helio-util.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-format.h"

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

/* Who has something to try, and the witness. */
static guint
count_users (HelioPlan *plan)
{
  g_autofree gboolean *busy = g_new0 (gboolean, helio_plan_get_n_users (plan) + 1);
  const int witness = helio_plan_get_witness (plan);
  guint n = 0;

  if (witness >= 0)
    busy[witness] = TRUE;
  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++)
    busy[helio_plan_get_check (plan, i)->user] = TRUE;
  for (guint i = 0; i < helio_plan_get_n_users (plan); i++)
    n += busy[i] ? 1 : 0;
  return n;
}

/* The brokers that stand in the plan itself, each once; profiles have hosts that were agreed to. NULL: none. */
static char *
list_brokers (HelioPlan *plan)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < helio_plan_get_n_users (plan); i++) {
    const HelioPlanUser *user = helio_plan_get_user (plan, i);
    g_autofree char *shown = NULL;

    if (user->broker == NULL || !g_hash_table_add (seen, user->broker))
      continue;
    shown = helio_printable (user->broker, -1, TOPIC_CHARS);
    g_string_append (text, text->len > 0 ? C_ ("list of brokers", ", ") : "");
    if (user->allow_insecure)
      /* Translators: an address to which the connection is not encrypted */
      g_string_append_printf (text, C_ ("access run", "%s (may be without encryption)"), shown);
    else
      g_string_append (text, shown);
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
describe_users (HelioPlan *plan)
{
  const guint n_users = count_users (plan);
  g_autofree char *brokers = list_brokers (plan);
  g_autofree char *users =
      g_strdup_printf (NP_ ("access run", "%u user connects.", "%u users connect.", n_users),
                       n_users);

  if (brokers == NULL)
    return g_steal_pointer (&users);
  return g_strdup_printf (
      /* Translators: a sentence of who connects, then addresses of brokers */
      C_ ("access run", "%s The plan sends its usernames and passwords to %s."),
      users,
      brokers);
}

static char *
make_body (HelioPlan *plan, guint n_topics)
{
  g_autofree char *users = describe_users (plan);
  g_autofree char *topics = NULL;
  const char *witness =
      helio_plan_get_witness (plan) < 0
          ? C_ ("access run",
                "The plan has no witness: nobody sees whether messages arrive, so that a broker "
                "that says nothing leaves the answer open.")
          : NULL;

  if (n_topics == 0)
    return witness == NULL ? g_steal_pointer (&users) : g_strdup_printf ("%s %s", users, witness);
  topics = g_strdup_printf (NP_ ("access run",
                                 "Marked test messages are published to %u topic; whoever "
                                 "subscribes to it sees them:",
                                 "Marked test messages are published to %u topics; whoever "
                                 "subscribes to them sees them:",
                                 n_topics),
                            n_topics);
  return witness == NULL ? g_strdup_printf ("%s %s", users, topics)
                         : g_strdup_printf ("%s %s %s", users, witness, topics);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  g_task_return_boolean (task, g_strcmp0 (answer, "run") == 0);
}

void
helio_access_ask_async (GtkWidget *parent,
                        HelioPlan *plan,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("access run", "_Cancel"), HELIO_ALERT_PLAIN},
      {"run", C_ ("access run", "_Run"), HELIO_ALERT_SUGGESTED},
  };
  g_auto (GStrv) topics = helio_prober_list_topics (plan);
  const guint n_topics = g_strv_length (topics), n = helio_plan_get_n_checks (plan);
  g_autofree char *body = make_body (plan, n_topics);
  g_autofree char *heading =
      g_strdup_printf (NP_ ("access run", "Run %u Check?", "Run %u Checks?", n), n);
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_access_ask_async);
  helio_alert_choose_async (parent,
                            heading,
                            body,
                            n_topics > 0 ? make_list ((const char *const *) topics, n_topics)
                                         : NULL,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_answer,
                            task);
}

gboolean
helio_access_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
