// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-consent.h"

#include "core/base/helio-util.h"
#include "ui/compat/helio-alert.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LIST_WIDTH 320

typedef struct {
  HelioConnection *connection;
  HelioProfile *profile;
  void (*intent) (HelioConnection *connection);
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->connection);
  helio_profile_unref (question->profile);
  g_free (question);
}

static GtkWidget *
make_line (const char *icon_name, const char *style, const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  if (style != NULL)
    gtk_widget_add_css_class (icon, style);
  gtk_box_append (GTK_BOX (line), icon);

  g_autofree char *printable = helio_printable (text, -1, 300);
  GtkWidget *label = gtk_label_new (printable);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_widget_add_css_class (line, "consent-line");
  return line;
}

/* A label that wraps says less for its height alone than for its height at a great width when the font has
 * fractional metrics, and libadwaita's dialog asks for both: this answers the first with its height at its
 * natural width. */
static void
measure_list (GtkWidget *widget,
              GtkOrientation orientation,
              int for_size,
              int *minimum,
              int *natural,
              int *minimum_baseline,
              int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
    return;
  }
  int least;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (child,
                      orientation,
                      for_size < 0 ? LIST_WIDTH : MAX (for_size, least),
                      minimum,
                      natural,
                      NULL,
                      NULL);
}

static void
allocate_list (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static GtkSizeRequestMode
get_list_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

GtkWidget *
helio_consent_make_list (char *const *texts, const char *icon_name, const char *style)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; texts[i] != NULL; i++)
    gtk_box_append (GTK_BOX (box), make_line (icon_name, style, texts[i]));

  GtkWidget *list = adw_bin_new ();
  gtk_widget_set_layout_manager (
      list,
      gtk_custom_layout_new (get_list_request_mode, measure_list, allocate_list));
  adw_bin_set_child (ADW_BIN (list), box);
  return list;
}

GtkWidget *
helio_consent_make_hosts (const HelioProfile *profile)
{
  g_auto (GStrv) hosts = helio_profile_describe_hosts (profile);
  return helio_consent_make_list (hosts, "network-server-symbolic", NULL);
}

GtkWidget *
helio_consent_make_risks (const HelioProfile *profile)
{
  g_auto (GStrv) risks = helio_profile_describe_risks (profile);
  return helio_consent_make_list (risks, "helio-state-failed-symbolic", "warning");
}

/* The task has the profile. */

static void
on_hosts_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  g_task_return_boolean (task, g_str_equal (answer, "agree"));
}

static void
ask_hosts (GTask *task)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("consent", "_Cancel"), HELIO_ALERT_PLAIN},
      {"agree", C_ ("consent", "_Allow and Connect"), HELIO_ALERT_SUGGESTED},
  };
  HelioProfile *profile = g_task_get_task_data (task);
  g_autofree char *name = helio_printable (profile->name, -1, 60);
  g_autofree char *body = g_strdup_printf (
      /* Translators: %s is the name of a connection */
      C_ ("consent",
          "“%s” sends your tokens or credentials to the hosts below. Nothing has been sent yet. "
          "Allow it only if you know them all."),
      name);

  helio_alert_choose_async (g_task_get_source_object (task),
                            C_ ("consent", "Allow These Hosts?"),
                            body,
                            helio_consent_make_hosts (profile),
                            responses,
                            G_N_ELEMENTS (responses),
                            on_hosts_answered,
                            g_object_ref (task));
}

static void
on_risks_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  if (g_str_equal (answer, "accept") && gtk_widget_get_root (GTK_WIDGET (source)) != NULL)
    ask_hosts (task);
  else
    g_task_return_boolean (task, FALSE);
}

/* Less protection than usual is a question of its own (design.md §4): one yes to hosts that look right must not
 * let an authority in that decides who those hosts are. */
static void
ask_risks (GTask *task)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("consent", "_Cancel"), HELIO_ALERT_PLAIN},
      {"accept", C_ ("consent", "_Accept Risk"), HELIO_ALERT_DESTRUCTIVE},
  };
  HelioProfile *profile = g_task_get_task_data (task);
  g_autofree char *name = helio_printable (profile->name, -1, 60);
  g_autofree char *body = g_strdup_printf (
      /* Translators: %s is the name of a connection */
      C_ ("consent",
          "“%s” asks for less protection than usual. Accept it only if you know why, or trust "
          "whoever gave you this connection."),
      name);

  helio_alert_choose_async (g_task_get_source_object (task),
                            C_ ("consent", "Connect with Less Protection?"),
                            body,
                            helio_consent_make_risks (profile),
                            responses,
                            G_N_ELEMENTS (responses),
                            on_risks_answered,
                            g_object_ref (task));
}

void
helio_consent_ask_async (GtkWidget *parent,
                         HelioProfile *profile,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  g_auto (GStrv) risks = helio_profile_describe_risks (profile);

  g_task_set_source_tag (task, helio_consent_ask_async);
  g_task_set_task_data (task, helio_profile_ref (profile), (GDestroyNotify) helio_profile_unref);
  if (*risks != NULL)
    ask_risks (task);
  else
    ask_hosts (task);
}

gboolean
helio_consent_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* What is agreed to is what was shown: not a profile that was edited behind the question. */
static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;

  if (helio_consent_ask_finish (result) &&
      helio_connection_get_profile (question->connection) == question->profile &&
      gtk_widget_get_root (GTK_WIDGET (source)) != NULL) {
    helio_connection_give_consent (question->connection);
    question->intent (question->connection);
  }
  question_free (question);
}

void
helio_consent_then (GtkWidget *parent,
                    HelioConnection *connection,
                    void (*intent) (HelioConnection *connection))
{
  HelioProfile *profile = helio_connection_get_profile (connection);
  Question *question;

  /* One that cannot be used as it is says so by itself: there is nothing to agree to yet. */
  if (!helio_connection_needs_consent (connection) ||
      !helio_profile_check_files (profile, NULL, NULL)) {
    intent (connection);
    return;
  }
  question = g_new (Question, 1);
  *question = (Question){g_object_ref (connection), helio_profile_ref (profile), intent};
  helio_consent_ask_async (parent, profile, on_asked, question);
}

static void
on_endpoints_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  g_task_return_boolean (task,
                         g_str_equal (answer, "agree") &&
                             gtk_widget_get_root (GTK_WIDGET (source)) != NULL);
}

void
helio_consent_ask_endpoints_async (GtkWidget *parent,
                                   HelioConnection *connection,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("consent", "_Cancel"), HELIO_ALERT_PLAIN},
      {"agree", C_ ("consent", "_Allow and Continue"), HELIO_ALERT_SUGGESTED},
  };
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  HelioProfile *profile = helio_connection_get_profile (connection);
  g_autofree char *issuer = helio_profile_get_issuer (profile);
  g_autofree char *shown = helio_printable (issuer, -1, 100);
  g_autofree char *body = g_strdup_printf (
      /* Translators: %s is the address of an issuer */
      C_ ("consent",
          "The issuer %s uses the hosts below besides its own. Nothing has been sent there yet. "
          "Allow it only if you know that they are the issuer’s."),
      shown);
  g_auto (GStrv) hosts =
      helio_endpoint_consent_describe (helio_connection_get_asked_endpoints (connection));

  g_task_set_source_tag (task, helio_consent_ask_endpoints_async);
  helio_alert_choose_async (parent,
                            C_ ("consent", "Allow the Issuer’s Other Hosts?"),
                            body,
                            helio_consent_make_list (hosts, "network-server-symbolic", NULL),
                            responses,
                            G_N_ELEMENTS (responses),
                            on_endpoints_chosen,
                            task);
}

gboolean
helio_consent_ask_endpoints_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

typedef struct {
  HelioConnection *connection;
  HelioProfile *profile;
  GStrv endpoints;
} EndpointQuestion;

static void
on_endpoints_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EndpointQuestion *question = user_data;

  if (helio_consent_ask_endpoints_finish (result) &&
      helio_connection_get_profile (question->connection) == question->profile)
    helio_connection_agree_to_endpoints (question->connection,
                                         (const char *const *) question->endpoints);
  g_object_unref (question->connection);
  helio_profile_unref (question->profile);
  g_strfreev (question->endpoints);
  g_free (question);
}

void
helio_consent_ask_endpoints (GtkWidget *parent, HelioConnection *connection)
{
  const char *const *asked = helio_connection_get_asked_endpoints (connection);
  EndpointQuestion *question;

  if (asked == NULL)
    return;
  question = g_new (EndpointQuestion, 1);
  *question = (EndpointQuestion){g_object_ref (connection),
                                 helio_profile_ref (helio_connection_get_profile (connection)),
                                 g_strdupv ((char **) asked)};
  helio_consent_ask_endpoints_async (parent, connection, on_endpoints_answered, question);
}

static void
on_endpoints_asked (HelioConnection *connection, GtkWidget *parent)
{
  if (gtk_widget_get_mapped (parent))
    helio_consent_ask_endpoints (parent, connection);
}

void
helio_consent_follow_endpoints (GtkWidget *parent, HelioConnection *connection)
{
  g_signal_connect_object (connection,
                           "endpoints-asked",
                           G_CALLBACK (on_endpoints_asked),
                           parent,
                           0);
}
