// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-json.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean opt_json, opt_show_secret;

static const GOptionEntry credentials_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &opt_json, NC_ ("cli", "Print JSON"), NULL},
    {"show-secret",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_show_secret,
     NC_ ("cli", "Print the password too"),
     NULL},
    {NULL},
};

static char *
format_wall (gint64 wall)
{
  return wall != 0 ? helio_format_time_utc (wall) : NULL;
}

/* Returns: (transfer full): to be wiped. */
static char *
to_json (HelioCredential *credential)
{
  g_autoptr (HelioJson) object = helio_json_new_object ();
  g_autofree char *expires = format_wall (helio_credential_get_expires_wall (credential));
  g_autofree char *renew = format_wall (helio_credential_get_renew_wall (credential));

  /* An anonymous one has neither: null, as the schema's other members that do not apply. */
  helio_json_set_string (object,
                         "username",
                         helio_credential_is_anonymous (credential)
                             ? NULL
                             : helio_credential_get_username (credential));
  if (opt_show_secret && helio_credential_is_anonymous (credential))
    helio_json_set_null (object, "password");
  else if (opt_show_secret)
    helio_json_set_string (object,
                           "password",
                           helio_secret_peek (helio_credential_get_password (credential)));
  helio_json_set_string (object, "expires_at", expires);
  helio_json_set_string (object, "renew_at", renew);
  helio_json_set_string (object, "method", helio_credential_get_method (credential));
  helio_json_set_string (object, "provider", helio_credential_get_provider (credential));
  return helio_json_to_text (object, FALSE);
}

/* Returns: (transfer full): to be wiped. */
static char *
to_text (HelioCredential *credential)
{
  g_autofree char *expires = format_wall (helio_credential_get_expires_wall (credential));
  g_autofree char *renew = format_wall (helio_credential_get_renew_wall (credential));
  gboolean anonymous = helio_credential_is_anonymous (credential);
  const char *password =
      anonymous ? "" : helio_secret_peek (helio_credential_get_password (credential));
  /* With room for all of it: a text that grows leaves copies behind. */
  GString *text = g_string_sized_new (strlen (password) + 4096);

  if (anonymous)
    g_string_append_printf (text, "%s\n", C_ ("cli", "Anonymous: no username, no password"));
  else
    g_string_append_printf (text,
                            C_ ("cli", "Username: %s\n"),
                            helio_credential_get_username (credential));
  if (opt_show_secret && !anonymous) {
    char *line = g_strdup_printf (C_ ("cli", "Password: %s\n"), password);

    g_string_append (text, line);
    helio_wipe_free (line);
  }
  if (expires != NULL)
    g_string_append_printf (text,
                            helio_credential_get_life_kind (credential) ==
                                    HELIO_CREDENTIAL_LIFE_ASSUMED
                                ? C_ ("cli", "Expires: %s (assumed)\n")
                                : C_ ("cli", "Expires: %s\n"),
                            expires);
  if (renew != NULL)
    g_string_append_printf (text, C_ ("cli", "Renewal: %s\n"), renew);
  g_string_append_printf (text,
                          C_ ("cli", "Method: %s\n"),
                          helio_credential_get_method (credential));
  g_string_truncate (text, text->len > 0 ? text->len - 1 : 0);
  return g_string_free (text, FALSE);
}

static void
on_credential (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) credential =
      helio_connection_fetch_credential_finish (HELIO_CONNECTION (source), result, &error);
  char *text;

  if (credential == NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  text = opt_json ? to_json (credential) : to_text (credential);
  helio_cli_print (cli, text);
  helio_wipe_free (text);
  helio_cli_print (cli, "\n");
  helio_cli_quit (cli, HELIO_EXIT_DONE);
}

static void
credentials (HelioCli *cli)
{
  helio_cli_make_connection (cli);
  helio_connection_fetch_credential_async (cli->connection,
                                           HELIO_CREDENTIAL_NONE,
                                           cli->cancellable,
                                           on_credential,
                                           cli);
}

const HelioCliCommand helio_cli_credentials = {
    .name = "credentials",
    .synopsis = "PROFILE [--json] [--show-secret]",
    .summary = NC_ ("cli", "Get MQTT credentials with the stored sign-in"),
    .options = credentials_options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = credentials,
};
