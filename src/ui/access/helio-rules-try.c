// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-rules-try.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/widgets/helio-topic-completion.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>

#define SHOWN_CHARS 200

struct _HelioRulesTry {
  GtkWidget parent_instance;

  HelioRules *rules;           /* (nullable) */
  HelioConnection *connection; /* (nullable) */
  gulong credential_id, info_id;
  HelioPrediction *prediction;            /* (nullable) */
  char *offered_user, *offered_client_id; /* (nullable): what the connection put there */

  GtkEntry *user_entry, *client_id_entry, *topic_entry;
  GtkDropDown *action_drop;
  HelioTopicCompletion *completion;
  GtkImage *verdict_image;
  GtkLabel *verdict_label;
};

G_DEFINE_FINAL_TYPE (HelioRulesTry, helio_rules_try, GTK_TYPE_WIDGET)

enum {
  PREDICTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const struct {
  const char *icon, *css_class, *word;
} looks[] = {
    [HELIO_VERDICT_UNKNOWN] = {"dialog-question-symbolic",
                               "warning",
                               NC_ ("rules", "Prediction: cannot be told.")},
    [HELIO_VERDICT_ALLOW] = {"emblem-ok-symbolic",
                             "success",
                             NC_ ("rules", "Prediction: allowed.")},
    [HELIO_VERDICT_DENY] = {"window-close-symbolic",
                            "error",
                            NC_ ("rules", "Prediction: not allowed.")},
};

static void
show (HelioRulesTry *self, const char *icon, const char *css_class, const char *text)
{
  const char *classes[] = {css_class, NULL};

  gtk_image_set_from_icon_name (self->verdict_image, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->verdict_image), classes);
  gtk_label_set_text (self->verdict_label, text);
}

static void
show_prediction (HelioRulesTry *self, const char *asked)
{
  HelioVerdict verdict = helio_prediction_get_verdict (self->prediction);
  const char *topic = helio_prediction_get_topic (self->prediction);
  GString *text = g_string_new (g_dpgettext2 (GETTEXT_PACKAGE, "rules", looks[verdict].word));

  if (!g_str_equal (topic, asked)) {
    g_autofree char *written = helio_printable (asked, -1, SHOWN_CHARS);
    g_autofree char *meant = helio_printable (topic, -1, SHOWN_CHARS);

    g_string_append_c (text, ' ');
    /* Translators: a topic as it was written, and the same with the user's name put in. */
    g_string_append_printf (text, C_ ("rules", "“%s” is “%s” here."), written, meant);
  }
  g_string_append_printf (text, " %s", helio_prediction_get_reason (self->prediction));
  show (self, looks[verdict].icon, looks[verdict].css_class, text->str);
  g_string_free (text, TRUE);
}

static const char *
get_text (GtkEntry *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static void
predict (HelioRulesTry *self)
{
  const char *client_id = get_text (self->client_id_entry);
  const HelioPredictionRequest request = {
      .user = get_text (self->user_entry),
      .client_id = *client_id != '\0' ? client_id : NULL,
      .topic = get_text (self->topic_entry),
      .action = gtk_drop_down_get_selected (self->action_drop) == 1 ? HELIO_PERMISSION_PUBLISH
                                                                    : HELIO_PERMISSION_SUBSCRIBE,
      .allow_by_default = -1,
  };
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->prediction, helio_prediction_unref);
  if (self->rules == NULL) {
    show (self,
          "dialog-information-symbolic",
          "dim-label",
          C_ ("rules", "No prediction: there are no rules yet, or they are not valid."));
  } else if (*request.user == '\0' || *request.topic == '\0') {
    show (self,
          "dialog-information-symbolic",
          "dim-label",
          C_ ("rules", "Enter a user and a topic to see what the rules say. Nothing is sent."));
  } else {
    self->prediction = helio_predict (self->rules, &request, &error);
    if (self->prediction != NULL) {
      show_prediction (self, request.topic);
    } else {
      g_autofree char *text = helio_error_to_text (error);

      show (self, "dialog-error-symbolic", "error", text);
    }
  }
  g_signal_emit (self, signals[PREDICTED], 0);
}

static void
on_changed (HelioRulesTry *self)
{
  predict (self);
}

/* What a person wrote stays. */
static void
offer (GtkEntry *entry, char **offered, const char *value)
{
  const char *there = get_text (entry);

  if (*there != '\0' && g_strcmp0 (there, *offered) != 0)
    return;
  helio_set_str (offered, value);
  gtk_editable_set_text (GTK_EDITABLE (entry), value != NULL ? value : "");
}

static void
offer_identity (HelioRulesTry *self)
{
  HelioCredential *credential =
      self->connection != NULL ? helio_connection_get_credential (self->connection) : NULL;
  const HelioLinkInfo *info =
      self->connection != NULL ? helio_connection_get_info (self->connection) : NULL;
  g_autofree char *client_id = NULL;

  offer (self->user_entry,
         &self->offered_user,
         credential != NULL ? helio_credential_get_username (credential) : NULL);
  if (info != NULL && info->assigned_client_id != NULL)
    client_id = g_strdup (info->assigned_client_id);
  else if (self->connection != NULL)
    client_id = helio_profile_get_client_id (helio_connection_get_profile (self->connection));
  offer (self->client_id_entry, &self->offered_client_id, client_id);
}

static void
drop_connection (HelioRulesTry *self)
{
  if (self->connection == NULL)
    return;
  g_clear_signal_handler (&self->credential_id, self->connection);
  g_clear_signal_handler (&self->info_id, self->connection);
  g_clear_object (&self->connection);
}

static void
helio_rules_try_dispose (GObject *object)
{
  HelioRulesTry *self = HELIO_RULES_TRY (object);
  GtkWidget *child;

  drop_connection (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_clear_pointer (&self->prediction, helio_prediction_unref);
  g_clear_pointer (&self->offered_user, g_free);
  g_clear_pointer (&self->offered_client_id, g_free);
  G_OBJECT_CLASS (helio_rules_try_parent_class)->dispose (object);
}

static void
helio_rules_try_class_init (HelioRulesTryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_rules_try_dispose;
  g_type_ensure (HELIO_TYPE_TOPIC_COMPLETION);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-rules-try.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioRulesTry, name)
  BIND (user_entry);
  BIND (client_id_entry);
  BIND (topic_entry);
  BIND (action_drop);
  BIND (completion);
  BIND (verdict_image);
  BIND (verdict_label);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  signals[PREDICTED] = helio_signal_new ("predicted", HELIO_TYPE_RULES_TRY);
}

static void
helio_rules_try_init (HelioRulesTry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  predict (self);
}

GtkWidget *
helio_rules_try_new (void)
{
  return g_object_new (HELIO_TYPE_RULES_TRY, NULL);
}

void
helio_rules_try_set_rules (HelioRulesTry *self, HelioRules *rules)
{
  HelioRules *old = self->rules;

  self->rules = rules != NULL ? helio_rules_ref (rules) : NULL;
  g_clear_pointer (&old, helio_rules_unref);
  predict (self);
}

void
helio_rules_try_set_connection (HelioRulesTry *self, HelioConnection *connection)
{
  if (self->connection == connection)
    return;
  drop_connection (self);
  if (connection != NULL) {
    self->connection = g_object_ref (connection);
    self->credential_id = g_signal_connect_swapped (connection,
                                                    "notify::credential",
                                                    G_CALLBACK (offer_identity),
                                                    self);
    self->info_id =
        g_signal_connect_swapped (connection, "notify::info", G_CALLBACK (offer_identity), self);
  }
  helio_topic_completion_set_tree (self->completion,
                                   connection != NULL ? helio_connection_get_tree (connection)
                                                      : NULL);
  offer_identity (self);
}

HelioPrediction *
helio_rules_try_get_prediction (HelioRulesTry *self)
{
  return self->prediction;
}
