// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/store/helio-query.h"
#include "core/store/helio-row-source.h"
#include "core/store/helio-row-text.h"

#include <glib/gi18n-lib.h>

/* Rows printed before the loop gets a turn. */
#define ROWS_A_TURN 200
/* How long is waited for a reader that has not taken what there is. */
#define READER_INTERVAL (10 * 1000)

static gboolean opt_json, opt_csv;
static char *opt_filter;

static const GOptionEntry export_options[] = {
    {"json",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_json,
     NC_ ("cli", "One JSON object a line; this is so unless --csv is given"),
     NULL},
    {"csv",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_csv,
     NC_ ("cli", "Comma-separated values with the names of the columns first"),
     NULL},
    {"filter",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_filter,
     NC_ ("cli", "Only messages that match, written as in the window’s filter"),
     "QUERY"},
    {NULL},
};

typedef struct {
  HelioCli *cli;
  HelioRowSource *source;
  HelioQuery *query;
  HelioTimer *next;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_pointer (&export->next, helio_timer_cancel);
  g_clear_pointer (&export->source, helio_row_source_free);
  g_clear_pointer (&export->query, helio_query_free);
  g_free (export);
}

static gboolean
matches (const Export *export, const HelioSavedRow *row)
{
  HelioQueryMessage message = {
      .topic = row->topic,
      .topic_length = row->topic_length,
      .size = row->size,
      .qos = row->qos,
      .retained = row->retained,
      .duplicate = row->duplicate,
  };
  GBytes *payload = row->payload != NULL ? row->payload : row->head;

  /* As in the window, a gap is never left out. */
  if (row->kind == HELIO_ROW_GAP)
    return TRUE;
  if (payload != NULL)
    message.payload = g_bytes_get_data (payload, &message.payload_length);
  if (row->properties != NULL)
    message.properties = g_bytes_get_data (row->properties, &message.properties_length);
  return helio_query_matches (export->query, &message);
}

static void
on_next (gpointer user_data)
{
  Export *export = user_data;
  HelioCli *cli = export->cli;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  g_clear_pointer (&export->next, helio_timer_cancel);
  for (guint i = 0; i < ROWS_A_TURN && !cli->quitting && !helio_cli_output_is_full (cli); i++) {
    g_autoptr (GString) text = g_string_new (NULL);

    more = helio_row_source_next (export->source, &row, &error);
    if (!more)
      break;
    if (!matches (export, &row))
      continue;
    if (opt_csv) {
      helio_row_text_append_csv (text, &row);
      helio_cli_print_csv (cli, text->str);
    } else {
      helio_row_text_append_json (text, &row);
      helio_cli_print_json (cli, text->str);
    }
  }
  if (error != NULL)
    helio_cli_fail (cli, error);
  else if (!more)
    helio_cli_quit (cli, HELIO_EXIT_DONE);
  else if (!cli->quitting)
    export->next = helio_clock_after (cli->services->clock,
                                      helio_cli_output_is_full (cli) ? READER_INTERVAL : 0,
                                      on_next,
                                      export);
}

/* There is no connection here that waiting for a disk could hold up. */
static void export(HelioCli *cli)
{
  Export *data = g_new0 (Export, 1);
  g_autoptr (GError) error = NULL;

  data->cli = cli;
  cli->command = data;
  cli->command_free = export_free;
  if (opt_json && opt_csv)
    helio_error_set (&error,
                     HELIO_ERROR_INVALID_USAGE,
                     NULL,
                     C_ ("cli", "--json and --csv do not go together."));
  else
    data->query = helio_query_parse (opt_filter, NULL, &error);
  if (error == NULL)
    data->source = helio_row_source_open (cli->arguments[0], &error);
  if (error != NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  if (opt_csv) {
    g_autoptr (GString) header = g_string_new (NULL);

    helio_row_text_append_csv_header (header);
    helio_cli_print (cli, header->str);
  }
  on_next (data);
}

const HelioCliCommand helio_cli_export = {
    .name = "export",
    .synopsis = "FILE [--json|--csv] [--filter QUERY]",
    .summary = NC_ ("cli", "Print what a recording, or an export, holds"),
    .description = NC_ (
        "cli",
        "Into a file or a pipe all of it is exact. On a terminal control characters, and those\n"
        "that turn the direction of text, are escaped in JSON and replaced in CSV."),
    .options = export_options,
    .min_arguments = 1,
    .max_arguments = 1,
    .works_locally = TRUE,
    .takes_no_profile = TRUE,
    .run = export,
};
