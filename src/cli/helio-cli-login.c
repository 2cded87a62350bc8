// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/connection/helio-connection-source.h"

#include <glib/gi18n-lib.h>

static gboolean opt_print_url;
static char *opt_as;
static int opt_timeout;

static const GOptionEntry login_options[] = {
    {"print-url",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_print_url,
     NC_ ("cli", "Print the link, open no browser"),
     NULL},
    {"as",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_as,
     NC_ ("cli", "Sign in as this user, whoever the browser knows"),
     "HINT"},
    {"timeout",
     0,
     0,
     G_OPTION_ARG_INT,
     &opt_timeout,
     NC_ ("cli", "Give up after so many seconds"),
     "S"},
    {NULL},
};

static HelioTokenSource *
make_tokens (HelioCli *cli)
{
  HelioTokenSource *tokens;
  g_autoptr (GError) error = NULL;

  if (!helio_connection_check_encryption (cli->profile, &error)) {
    helio_cli_fail (cli, error);
    return NULL;
  }
  tokens = helio_connection_make_tokens (cli->services, cli->profile);
  if (tokens == NULL) {
    helio_error_set (&error,
                     HELIO_ERROR_INVALID_USAGE,
                     NULL,
                     C_ ("cli", "The credential method of this profile needs no sign-in."));
    helio_cli_fail (cli, error);
  }
  cli->command = tokens;
  cli->command_free = tokens != NULL ? g_object_unref : NULL;
  return tokens;
}

static void
print_url (const char *uri, gpointer login, gpointer user_data)
{
  g_autofree char *line = g_strdup_printf ("%s\n", uri);

  helio_cli_print (user_data, line);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  HelioTokenSource *tokens = HELIO_TOKEN_SOURCE (source);
  const GError *warning = helio_token_source_get_warning (tokens);
  g_autoptr (GError) error = NULL;
  HelioAccount *account;

  if (!helio_token_source_sign_in_finish (tokens, result, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  account = helio_token_source_get_account (tokens);
  g_printerr (C_ ("cli", "Signed in as %s (%s)\n"),
              helio_account_get_label (account),
              account->sub);
  if (warning != NULL) {
    g_autofree char *text = helio_error_to_text (warning);

    g_printerr ("heliograph-cli: %s\n", text);
    /* Nothing was kept, so the next command could not use it. */
    if (helio_error_get_class (warning) == HELIO_ERROR_CLASS_SIGN_IN) {
      helio_cli_quit (cli, HELIO_EXIT_SIGN_IN);
      return;
    }
  }
  helio_cli_quit (cli, HELIO_EXIT_DONE);
}

static void
login (HelioCli *cli)
{
  HelioSignInOptions options = {.prompt = opt_as != NULL ? "login" : NULL,
                                .login_hint = opt_as,
                                .deadline = (gint64) MAX (opt_timeout, 0) * G_USEC_PER_SEC};
  HelioTokenSource *tokens;

  if (opt_print_url) {
    cli->services->open_uri = print_url;
    cli->services->open_uri_data = cli;
  }
  tokens = make_tokens (cli);
  if (tokens != NULL)
    helio_token_source_sign_in_async (tokens, &options, cli->cancellable, on_signed_in, cli);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;

  if (!helio_token_source_forget_finish (HELIO_TOKEN_SOURCE (source), result, NULL, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  g_printerr ("%s\n", C_ ("cli", "Signed out: the tokens of this profile are deleted here."));
  helio_cli_quit (cli, HELIO_EXIT_DONE);
}

static void
logout (HelioCli *cli)
{
  HelioTokenSource *tokens = make_tokens (cli);

  if (tokens != NULL)
    helio_token_source_forget_async (tokens,
                                     HELIO_FORGET_NONE,
                                     cli->cancellable,
                                     on_forgotten,
                                     cli);
}

const HelioCliCommand helio_cli_login = {
    .name = "login",
    .synopsis = "PROFILE [--print-url] [--as HINT] [--timeout S]",
    .summary = NC_ ("cli", "Sign in with your browser and keep the sign-in in the keyring"),
    .options = login_options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = login,
    .opens_browser = TRUE,
};

const HelioCliCommand helio_cli_logout = {
    .name = "logout",
    .synopsis = "PROFILE",
    .summary = NC_ ("cli", "Delete the sign-in of a profile from this machine"),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = logout,
};
