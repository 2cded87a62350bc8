// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/auth/helio-token-report.h"
#include "core/base/helio-error.h"
#include "core/connection/helio-connection-source.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* Longer than any token that is looked into; the report says that it is too large. */
#define STDIN_MAX (256 * 1024)

static gboolean opt_json, opt_stdin;

static const GOptionEntry token_options[] = {
    {"stdin",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_stdin,
     NC_ ("cli", "Read the token from standard input"),
     NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &opt_json, NC_ ("cli", "Print JSON"), NULL},
    {NULL},
};

typedef struct {
  HelioTokenSource *tokens;
  HelioTokenReport *report;
  char *input; /* wiped */
} Token;

static void
token_free (gpointer data)
{
  Token *self = data;

  g_clear_object (&self->tokens);
  g_clear_object (&self->report);
  if (self->input != NULL)
    helio_wipe (self->input, STDIN_MAX);
  g_free (self->input);
  g_free (self);
}

static void
print_report (HelioCli *cli, HelioTokenReport *report)
{
  g_autofree char *text = NULL;

  if (opt_json) {
    g_autoptr (HelioJson) json = helio_token_report_to_json (report);
    g_autofree char *line = helio_json_to_text (json, FALSE);

    text = g_strconcat (line, "\n", NULL);
  } else
    text = helio_token_report_to_text (report);
  helio_cli_print (cli, text);
}

static void
on_report (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  HelioTokenReport *report = HELIO_TOKEN_REPORT (source);
  g_autoptr (GError) error = NULL;

  if (!helio_token_report_run_finish (report, result, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  print_report (cli, report);
  if (helio_check_rows_get_status (HELIO_CHECK_ROWS (report)) == HELIO_CHECK_FAIL)
    helio_cli_quit (cli, HELIO_EXIT_CHECK_FAILED);
  else if (helio_token_report_get_fetch_error (report) != NULL)
    helio_cli_fail (cli, helio_token_report_get_fetch_error (report));
  else
    helio_cli_quit (cli, HELIO_EXIT_DONE);
}

static void
report_token (HelioCli *cli, HelioSecret *token)
{
  Token *self = cli->command;
  HelioTokenReportInit init = {.token = token,
                               .profile = cli->profile,
                               .http = cli->services->http,
                               .clock = cli->services->clock};

  self->report = helio_token_report_new (&init);
  helio_token_report_run_async (self->report, cli->cancellable, on_report, cli);
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token =
      helio_token_source_get_finish (HELIO_TOKEN_SOURCE (source), result, &error);

  if (token == NULL)
    helio_cli_fail (cli, error);
  else
    report_token (cli, token);
}

static void
on_input (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Token *self = cli->command;
  g_autoptr (HelioSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  /* The line break that echo and files end with says nothing about the token. */
  if (length > 0 && self->input[length - 1] == '\n')
    length--;
  if (length > 0 && self->input[length - 1] == '\r')
    length--;
  token = helio_secret_new_len (self->input, length);
  report_token (cli, token);
}

static void
read_input (HelioCli *cli)
{
  Token *self = cli->command;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  self->input = g_malloc (STDIN_MAX);
  helio_cli_progress (cli, "%s", C_ ("cli", "Paste the token, then press Ctrl+D."));
  g_input_stream_read_all_async (input,
                                 self->input,
                                 STDIN_MAX,
                                 G_PRIORITY_DEFAULT,
                                 cli->cancellable,
                                 on_input,
                                 cli);
}

static void
token (HelioCli *cli)
{
  Token *self = g_new0 (Token, 1);
  g_autoptr (GError) error = NULL;

  cli->command = self;
  cli->command_free = token_free;
  if (opt_stdin) {
    read_input (cli);
    return;
  }
  if (cli->profile == NULL)
    helio_error_set (&error,
                     HELIO_ERROR_INVALID_USAGE,
                     C_ ("cli", "Name a profile, or give a token with --stdin."),
                     C_ ("cli", "There is no token to look at."));
  else if ((self->tokens = helio_connection_make_tokens (cli->services, cli->profile)) == NULL)
    helio_error_set (&error,
                     HELIO_ERROR_INVALID_USAGE,
                     C_ ("cli", "Give a token with --stdin."),
                     C_ ("cli", "The credential method of this profile needs no sign-in."));
  if (error != NULL)
    helio_cli_fail (cli, error);
  else {
    cli->tokens = self->tokens;
    helio_token_source_get_async (self->tokens, FALSE, FALSE, cli->cancellable, on_token, cli);
  }
}

const HelioCliCommand helio_cli_token = {
    .name = "token",
    .synopsis = "PROFILE | [PROFILE] --stdin [--json]",
    .summary = NC_ ("cli", "Look into an access token; it is never printed"),
    .options = token_options,
    .min_arguments = 0,
    .max_arguments = 1,
    .run = token,
    .has_verdict = TRUE,
};
