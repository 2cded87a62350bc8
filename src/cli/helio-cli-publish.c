// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/mqtt/helio-reason.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* More than MQTT can carry (MQTT 5.0 §1.5.5: 268,435,455 with its header). */
#define FILE_MAX (256 * 1024 * 1024)
/* Unconfirmed publications at once with --lines: keeps memory bounded and the broker busy. */
#define IN_FLIGHT_MAX 100

static char *opt_message, *opt_file;
static gboolean opt_lines, opt_retain;
static int opt_qos = 1;

static const GOptionEntry publish_options[] = {
    {"message", 0, 0, G_OPTION_ARG_STRING, &opt_message, NC_ ("cli", "Payload"), "TEXT"},
    {"file", 0, 0, G_OPTION_ARG_FILENAME, &opt_file, NC_ ("cli", "Payload from a file"), "PATH"},
    {"lines",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_lines,
     NC_ ("cli", "One message for each line of standard input"),
     NULL},
    {"qos",
     0,
     0,
     G_OPTION_ARG_INT,
     &opt_qos,
     NC_ ("cli", "Quality of service, 1 unless given"),
     "N"},
    {"retain",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_retain,
     NC_ ("cli", "Let the broker keep it for later subscribers"),
     NULL},
    {NULL},
};

typedef struct {
  GBytes *payload;         /* without --lines */
  GDataInputStream *input; /* with --lines */
  gboolean begun, reading, input_ended;
  guint in_flight;
  guint64 confirmed;
  HelioExit worst;
} Publish;

static void
publish_free (gpointer data)
{
  Publish *publish = data;

  g_clear_pointer (&publish->payload, g_bytes_unref);
  g_clear_object (&publish->input);
  g_free (publish);
}

static void read_next (HelioCli *cli);

static void
finish_if_done (HelioCli *cli)
{
  Publish *publish = cli->command;
  g_autofree char *confirmed = NULL;

  if (publish->in_flight > 0 || !publish->input_ended)
    return;
  confirmed = g_strdup_printf ("%" G_GUINT64_FORMAT, publish->confirmed);
  /* Translators: how many messages. */
  helio_cli_progress (cli, C_ ("cli", "%s published"), confirmed);
  helio_cli_quit (cli, publish->worst);
}

static void
on_published (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Publish *publish = cli->command;
  g_autoptr (GError) error = NULL;
  int code = 0;

  if (!helio_connection_publish_finish (HELIO_CONNECTION (source), result, &code, NULL, &error)) {
    if (cli->quitting)
      return;
    if (publish->input == NULL) {
      helio_cli_fail (cli, error);
      return;
    }
    /* One refused line must not silence the others; the status tells of it. */
    g_printerr ("heliograph-cli: %s\n", error->message);
    publish->worst = helio_cli_status_of (error);
  } else {
    publish->confirmed++;
    if (code != 0)
      g_printerr ("heliograph-cli: %s\n", helio_reason_get_name (code));
  }
  publish->in_flight--;
  read_next (cli);
  finish_if_done (cli);
}

static void
publish_one (HelioCli *cli, GBytes *payload)
{
  Publish *publish = cli->command;
  HelioPublication publication = {.topic = cli->arguments[1],
                                  .payload = payload,
                                  .qos = opt_qos,
                                  .retain = opt_retain};

  publish->in_flight++;
  helio_connection_publish_async (cli->connection,
                                  &publication,
                                  cli->cancellable,
                                  on_published,
                                  cli);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Publish *publish = cli->command;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, &length, &error);

  publish->reading = FALSE;
  if (error != NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  if (line == NULL)
    publish->input_ended = TRUE;
  else {
    g_autoptr (GBytes) payload = g_bytes_new_take (line, length);
    publish_one (cli, payload);
    read_next (cli);
  }
  finish_if_done (cli);
}

static void
read_next (HelioCli *cli)
{
  Publish *publish = cli->command;

  if (publish->input == NULL || publish->reading || publish->input_ended || cli->quitting ||
      publish->in_flight >= IN_FLIGHT_MAX)
    return;
  publish->reading = TRUE;
  g_data_input_stream_read_line_async (publish->input,
                                       G_PRIORITY_DEFAULT,
                                       cli->cancellable,
                                       on_line,
                                       cli);
}

static void
on_state (HelioCli *cli, HelioSessionState state)
{
  Publish *publish = cli->command;

  if (state != HELIO_SESSION_ONLINE || publish->begun)
    return;
  publish->begun = TRUE;
  if (publish->input != NULL)
    read_next (cli);
  else {
    publish->input_ended = TRUE;
    publish_one (cli, publish->payload);
  }
}

static void
begin (HelioCli *cli)
{
  cli->state_changed = on_state;
  helio_cli_make_connection (cli);
  helio_cli_connect (cli);
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Publish *publish = cli->command;
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  if (!g_file_load_contents_finish (G_FILE (source), result, &data, &length, NULL, &error)) {
    g_autoptr (GError) own =
        helio_error_new (HELIO_ERROR_FILE, C_ ("cli", "Check the path."), "%s", error->message);

    helio_cli_fail (cli, own);
    return;
  }
  publish->payload = g_bytes_new_take (data, length);
  if (length > FILE_MAX) {
    g_autoptr (GError) own =
        helio_error_new (HELIO_ERROR_TOO_LARGE,
                         C_ ("cli", "Send it in parts."),
                         C_ ("cli", "The file is larger than MQTT can carry."));
    helio_cli_fail (cli, own);
    return;
  }
  begin (cli);
}

static void
publish (HelioCli *cli)
{
  Publish *data = g_new0 (Publish, 1);
  int given = (opt_message != NULL) + (opt_file != NULL) + opt_lines;

  cli->command = data;
  cli->command_free = publish_free;
  if (given != 1 || opt_qos < 0 || opt_qos > 2) {
    g_autoptr (GError) error =
        helio_error_new (HELIO_ERROR_INVALID_USAGE,
                         NULL,
                         "%s",
                         given != 1 ? C_ ("cli", "Give just one of --message, --file and --lines.")
                                    : C_ ("cli", "--qos must be 0, 1 or 2."));
    helio_cli_fail (cli, error);
    return;
  }
  if (opt_file != NULL) {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (opt_file);

    g_file_load_contents_async (file, cli->cancellable, on_file_read, cli);
    return;
  }
  if (opt_lines) {
    g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

    data->input = g_data_input_stream_new (input);
    g_data_input_stream_set_newline_type (data->input, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  } else
    data->payload = g_bytes_new (opt_message, strlen (opt_message));
  begin (cli);
}

const HelioCliCommand helio_cli_publish = {
    .name = "publish",
    .synopsis = "PROFILE TOPIC [--message TEXT | --file PATH | --lines] [--qos N] [--retain]",
    .summary = NC_ ("cli", "Publish and wait for the broker's answer"),
    .options = publish_options,
    .min_arguments = 2,
    .max_arguments = 2,
    .run = publish,
};
