// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli-acl.h"
#include "core/base/helio-error.h"
#include "core/base/helio-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static char *opt_user, *opt_topic, *opt_action, *opt_client_id, *opt_default;
static gboolean opt_json;

static const GOptionEntry predict_options[] = {
    {"user",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_user,
     NC_ ("cli", "MQTT username, with or without “@” and the organization"),
     "U"},
    {"topic",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_topic,
     NC_ ("cli", "A topic, or for subscribe a topic filter"),
     "T"},
    {"action",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_action,
     NC_ ("cli", "What the user would do"),
     "publish|subscribe"},
    {"client-id",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_client_id,
     NC_ ("cli", "What %c in a rule stands for"),
     "C"},
    {"default",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_default,
     NC_ ("cli", "What counts where no rule matches; else as the rules say"),
     "allow|deny"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &opt_json, NC_ ("cli", "Print JSON"), NULL},
    {NULL},
};

static gboolean
read_options (HelioPredictionRequest *request, GError **error)
{
  HelioVerdict by_default = HELIO_VERDICT_UNKNOWN;

  *request =
      (HelioPredictionRequest){.user = opt_user, .client_id = opt_client_id, .topic = opt_topic};
  if (opt_user == NULL || opt_topic == NULL || opt_action == NULL)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            C_ ("cli",
                                "Say who would do what: --user alice --action subscribe --topic "
                                "“users/alice/#”."),
                            C_ ("cli", "--user, --action and --topic are all needed."));
  if (!helio_permission_from_text (opt_action, &request->action) ||
      request->action == HELIO_PERMISSION_PUBSUB)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            NULL,
                            C_ ("cli", "--action must be publish or subscribe."));
  if (opt_default != NULL &&
      (!helio_verdict_from_text (opt_default, &by_default) || by_default == HELIO_VERDICT_UNKNOWN))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            NULL,
                            C_ ("cli", "--default must be allow or deny."));
  request->allow_by_default = by_default == HELIO_VERDICT_ALLOW  ? 1
                              : by_default == HELIO_VERDICT_DENY ? 0
                                                                 : -1;
  return TRUE;
}

static char *
to_text (HelioRules *rules, const HelioPrediction *prediction)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          /* Translators: "allow", "deny" or "unknown", then why */
                          C_ ("cli", "Prediction: %s. %s\n"),
                          helio_verdict_to_text (helio_prediction_get_verdict (prediction)),
                          helio_prediction_get_reason (prediction));
  for (const char *const *note = helio_rules_get_notes (rules); *note != NULL; note++)
    g_string_append_printf (text, C_ ("cli", "Note: %s\n"), *note);
  return g_string_free (text, FALSE);
}

static char *
to_json (HelioRules *rules,
         const HelioPredictionRequest *request,
         const HelioPrediction *prediction)
{
  g_autoptr (HelioJson) object = helio_json_new_object ();
  HelioJson *notes = helio_json_new_array ();
  g_autofree char *line = NULL;

  helio_json_set_string (object, "user", request->user);
  helio_json_set_string (object, "action", helio_permission_to_text (request->action));
  helio_json_set_string (object, "topic", helio_prediction_get_topic (prediction));
  helio_json_set_string (object,
                         "predicted",
                         helio_verdict_to_text (helio_prediction_get_verdict (prediction)));
  helio_json_set (object, "prediction", helio_prediction_to_json (prediction, rules));
  for (const char *const *note = helio_rules_get_notes (rules); *note != NULL; note++)
    helio_json_append (notes, helio_json_new_string (*note));
  helio_json_set (object, "notes", notes);
  line = helio_json_to_text (object, FALSE);
  return g_strconcat (line, "\n", NULL);
}

static void
on_rules_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = helio_cli_read_file_finish (result, &error);
  g_autoptr (HelioRules) rules = NULL;
  g_autoptr (HelioPrediction) prediction = NULL;
  g_autofree char *text = NULL;
  HelioPredictionRequest request;
  const char *data;
  gsize length = 0;

  if (bytes != NULL && read_options (&request, &error)) {
    data = g_bytes_get_data (bytes, &length);
    rules = helio_rules_parse (data != NULL ? data : "", (gssize) length, &error);
  }
  if (rules != NULL)
    prediction = helio_predict (rules, &request, &error);
  if (prediction == NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  text = opt_json ? to_json (rules, &request, prediction) : to_text (rules, prediction);
  helio_cli_print (cli, text);
  helio_cli_quit (cli, HELIO_EXIT_DONE);
}

static void
predict (HelioCli *cli)
{
  HelioPredictionRequest request;
  g_autoptr (GError) error = NULL;

  /* Looked at before the file: a person who is told of one fault after the other loses patience. */
  if (!read_options (&request, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  helio_cli_read_file_async (cli->arguments[0],
                             HELIO_JSON_SIZE_FILE,
                             cli->cancellable,
                             on_rules_read,
                             cli);
}

const HelioCliCommand helio_cli_acl_predict = {
    .name = "acl predict",
    .synopsis = "RULES --user U --topic T --action publish|subscribe [--client-id C] "
                "[--default allow|deny] [--json]",
    .summary = NC_ ("cli", "Say what a file of ACL rules allows, without asking a broker"),
    .options = predict_options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = predict,
    .works_locally = TRUE,
    .takes_no_profile = TRUE,
};
