// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/connection/helio-connection-source.h"
#include "core/connection/helio-profile-test.h"

#include <glib/gi18n-lib.h>

static gboolean opt_json;

static const GOptionEntry check_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &opt_json, NC_ ("cli", "Print JSON"), NULL},
    {NULL},
};

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  HelioProfileTest *test = HELIO_PROFILE_TEST (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!helio_profile_test_run_finish (test, result, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  if (opt_json) {
    g_autoptr (HelioJson) json = helio_check_rows_to_json (HELIO_CHECK_ROWS (test));
    g_autofree char *line = helio_json_to_text (json, FALSE);

    text = g_strconcat (line, "\n", NULL);
  } else
    text = helio_check_rows_to_text (HELIO_CHECK_ROWS (test));
  helio_cli_print (cli, text);
  helio_cli_quit (cli,
                  helio_check_rows_get_status (HELIO_CHECK_ROWS (test)) == HELIO_CHECK_FAIL
                      ? HELIO_EXIT_CHECK_FAILED
                      : HELIO_EXIT_DONE);
}

static void
check (HelioCli *cli)
{
  HelioProfileTest *test =
      helio_profile_test_new (cli->profile, cli->services->http, cli->services->clock, 0);

  helio_profile_test_set_password (
      test,
      helio_connection_get_env_secret (cli->services, cli->profile, HELIO_KEYRING_PASSWORD));
  cli->command = test;
  cli->command_free = g_object_unref;
  helio_profile_test_run_async (test, cli->cancellable, on_tested, cli);
}

const HelioCliCommand helio_cli_check = {
    .name = "check",
    .synopsis = "PROFILE [--json]",
    .summary = NC_ ("cli", "Try each step that the profile needs, without a token"),
    .options = check_options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = check,
    .has_verdict = TRUE,
};
