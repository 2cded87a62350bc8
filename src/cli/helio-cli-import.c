// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-import.h"

#include <glib/gi18n-lib.h>

/* How often a person at a terminal is told. */
#define TELL_INTERVAL (2 * HELIO_SECOND)

static gboolean opt_replace;

static const GOptionEntry import_options[] = {
    {"replace",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_replace,
     NC_ ("cli", "Replace a recording that is there already"),
     NULL},
    {NULL},
};

typedef struct {
  HelioImport *import;
  HelioTimer *tell;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_clear_pointer (&import->tell, helio_timer_cancel);
  g_object_unref (import->import);
  g_free (import);
}

static void
on_tell (gpointer user_data)
{
  HelioCli *cli = user_data;
  Import *import = cli->command;

  g_clear_pointer (&import->tell, helio_timer_cancel);
  helio_cli_progress (cli,
                      /* Translators: a number of per cent. */
                      C_ ("cli", "Importing: %d %%"),
                      (int) (helio_import_get_progress (import->import) * 100));
  import->tell = helio_clock_after (cli->services->clock, TELL_INTERVAL, on_tell, cli);
}

/* Each row that is wrong, as far as there are names of them. */
static void
report_bad (Import *import, guint64 bad)
{
  GPtrArray *faults = helio_import_get_faults (import->import);
  g_autofree char *further = NULL;

  for (guint i = 0; i < faults->len; i++)
    g_printerr ("heliograph-cli: %s\n", ((const GError *) faults->pdata[i])->message);
  if (bad <= faults->len)
    return;
  further = g_strdup_printf ("%" G_GUINT64_FORMAT, bad - faults->len);
  g_printerr (NP_ ("cli",
                   "heliograph-cli: %s further row is wrong.\n",
                   "heliograph-cli: %s further rows are wrong.\n",
                   (gulong) (bad - faults->len)),
              further);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Import *import = cli->command;
  g_autoptr (GError) error = NULL;
  guint64 rows, bad;
  const gboolean done =
      helio_import_run_finish (HELIO_IMPORT (source), result, &rows, &bad, &error);

  g_clear_pointer (&import->tell, helio_timer_cancel);
  report_bad (import, bad);
  if (done) {
    g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, rows);

    g_printerr (NP_ ("cli", "Imported: %s row\n", "Imported: %s rows\n", (gulong) rows), number);
    helio_cli_quit (cli, bad > 0 ? HELIO_EXIT_CHECK_FAILED : HELIO_EXIT_DONE);
  } else
    helio_cli_fail (cli, error);
  helio_cli_release (cli);
}

/* Interrupted, it makes no file and then ends. */
static void
import_file (HelioCli *cli)
{
  Import *data = g_new0 (Import, 1);

  data->import = helio_import_new ();
  cli->command = data;
  cli->command_free = import_free;
  helio_cli_hold (cli);
  data->tell = helio_clock_after (cli->services->clock, TELL_INTERVAL, on_tell, cli);
  helio_import_run_async (data->import,
                          cli->arguments[0],
                          cli->arguments[1],
                          opt_replace,
                          cli->cancellable,
                          on_done,
                          cli);
}

const HelioCliCommand helio_cli_import = {
    .name = "import",
    .synopsis = "FILE RECORDING [--replace]",
    .summary = NC_ ("cli", "Make a recording of an export (JSON Lines or CSV), or of a recording"),
    .options = import_options,
    .min_arguments = 2,
    .max_arguments = 2,
    .works_locally = TRUE,
    .takes_no_profile = TRUE,
    .run = import_file,
};
