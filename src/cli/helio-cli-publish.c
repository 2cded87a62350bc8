// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/mqtt/helio-reason.h"
#include "core/mqtt/helio-topic.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* More than MQTT can carry (MQTT 5.0 §1.5.5: 268,435,455 with its header). */
#define FILE_MAX (256 * 1024 * 1024)
#define READ_MAX (64 * 1024)
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
  GBytes *payload;     /* without --lines */
  GInputStream *input; /* with --lines */
  GByteArray *lines;   /* what was read of it and not sent */
  gboolean reading, input_ended;
  guint in_flight;
  guint64 confirmed;
  gboolean done;
  HelioExit worst;
} Publish;

static void
publish_free (gpointer data)
{
  Publish *publish = data;

  g_clear_pointer (&publish->payload, g_bytes_unref);
  g_clear_object (&publish->input);
  g_clear_pointer (&publish->lines, g_byte_array_unref);
  g_free (publish);
}

static void read_next (HelioCli *cli);

static void
finish_if_done (HelioCli *cli)
{
  Publish *publish = cli->command;

  if (publish->in_flight > 0 || !publish->input_ended ||
      (publish->lines != NULL && publish->lines->len > 0))
    return;
  publish->done = TRUE;
  helio_cli_quit (cli, publish->worst);
}

/* Only now: what has QoS 0 has been written by then, and goes out until goodbye. */
static void
say_published (HelioCli *cli)
{
  Publish *publish = cli->command;
  g_autofree char *confirmed = NULL;

  if (!publish->done || cli->status != publish->worst)
    return;
  confirmed = g_strdup_printf ("%" G_GUINT64_FORMAT, publish->confirmed);
  /* Translators: how many messages. */
  helio_cli_progress (cli, C_ ("cli", "%s published"), confirmed);
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
    if (publish->worst == HELIO_EXIT_DONE)
      publish->worst = helio_exit_of (error);
  } else {
    publish->confirmed++;
    if (code != 0)
      /* Translators: what the broker added to its yes: "No matching subscribers" */
      g_printerr (C_ ("cli", "heliograph-cli: published. The broker adds: %s\n"),
                  helio_reason_get_name (code));
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

/* Returns: (transfer full) (nullable): the next line without its end; the last may have none. */
static GBytes *
take_line (Publish *publish)
{
  GByteArray *lines = publish->lines;
  const guint8 *end = lines->len > 0 ? memchr (lines->data, '\n', lines->len) : NULL;
  guint length = end != NULL ? (guint) (end - lines->data) : lines->len;
  GBytes *line;

  if (end == NULL && (!publish->input_ended || lines->len == 0))
    return NULL;
  line = g_bytes_new (lines->data,
                      length > 0 && lines->data[length - 1] == '\r' ? length - 1 : length);
  g_byte_array_remove_range (lines, 0, MIN (length + 1, lines->len));
  return line;
}

static void
fail_too_large (HelioCli *cli, const char *message)
{
  g_autoptr (GError) error =
      helio_error_new (HELIO_ERROR_TOO_LARGE, C_ ("cli", "Send it in parts."), "%s", message);

  helio_cli_fail (cli, error);
}

static void
on_input (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Publish *publish = cli->command;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  publish->reading = FALSE;
  if (bytes == NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  if (g_bytes_get_size (bytes) == 0)
    publish->input_ended = TRUE;
  else
    g_byte_array_append (publish->lines,
                         g_bytes_get_data (bytes, NULL),
                         (guint) g_bytes_get_size (bytes));
  if (publish->lines->len > FILE_MAX) {
    fail_too_large (cli, C_ ("cli", "A line is longer than MQTT can carry."));
    return;
  }
  read_next (cli);
  finish_if_done (cli);
}

/* Sends as many lines as may be under way, and reads on when there is none left. */
static void
read_next (HelioCli *cli)
{
  Publish *publish = cli->command;
  GBytes *line;

  if (publish->input == NULL)
    return;
  /* While the connection is away what is read waits; each line would fail by itself. */
  while (!cli->quitting && publish->in_flight < IN_FLIGHT_MAX &&
         helio_connection_is_connected (cli->connection) && (line = take_line (publish)) != NULL) {
    publish_one (cli, line);
    g_bytes_unref (line);
  }
  if (publish->reading || publish->input_ended || cli->quitting ||
      publish->in_flight >= IN_FLIGHT_MAX || !helio_connection_is_connected (cli->connection))
    return;
  publish->reading = TRUE;
  g_input_stream_read_bytes_async (publish->input,
                                   READ_MAX,
                                   G_PRIORITY_DEFAULT,
                                   cli->cancellable,
                                   on_input,
                                   cli);
}

static void
on_state (HelioCli *cli, HelioSessionState state)
{
  Publish *publish = cli->command;

  if (state != HELIO_SESSION_ONLINE)
    return;
  if (publish->input != NULL) {
    read_next (cli);
    finish_if_done (cli);
  } else if (!publish->input_ended) {
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

/* /dev/zero has no end. */
static gboolean
read_more (const char *contents, goffset length, gpointer user_data)
{
  return length <= FILE_MAX;
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Publish *publish = cli->command;
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  if (!g_file_load_partial_contents_finish (G_FILE (source),
                                            result,
                                            &data,
                                            &length,
                                            NULL,
                                            &error)) {
    g_autoptr (GError) own =
        helio_error_new (HELIO_ERROR_FILE, C_ ("cli", "Check the path."), "%s", error->message);

    helio_cli_fail (cli, own);
    return;
  }
  publish->payload = g_bytes_new_take (data, length);
  if (length > FILE_MAX) {
    fail_too_large (cli, C_ ("cli", "The file is larger than MQTT can carry."));
    return;
  }
  begin (cli);
}

static gboolean
check (HelioCli *cli, GError **error)
{
  int given = (opt_message != NULL) + (opt_file != NULL) + opt_lines;

  if (given != 1 || opt_qos < 0 || opt_qos > 2)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            NULL,
                            "%s",
                            given != 1
                                ? C_ ("cli", "Give just one of --message, --file and --lines.")
                                : C_ ("cli", "--qos must be 0, 1 or 2."));
  return helio_topic_validate_name (cli->arguments[1], error);
}

static void
publish (HelioCli *cli)
{
  Publish *data = g_new0 (Publish, 1);

  cli->command = data;
  cli->command_free = publish_free;
  cli->flushed = say_published;
  /* What has QoS 1 or 2 is confirmed before. */
  cli->patient = opt_qos == 0;
  if (opt_file != NULL) {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (opt_file);

    g_file_load_partial_contents_async (file, cli->cancellable, read_more, on_file_read, cli);
    return;
  }
  if (opt_lines) {
    data->input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
    data->lines = g_byte_array_new ();
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
    .check = check,
    .run = publish,
};
