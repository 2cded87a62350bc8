// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-recorder.h"

#include <glib/gi18n-lib.h>

/* How often it is looked at how many messages there are. */
#define LOOK_INTERVAL (50 * 1000)
/* How often a person at a terminal is told. */
#define TELL_INTERVAL (5 * HELIO_SECOND)

static int opt_qos = 0, opt_count = 0, opt_for = 0;
static gboolean opt_replace;

static const GOptionEntry record_options[] = {
    {"qos",
     0,
     0,
     G_OPTION_ARG_INT,
     &opt_qos,
     NC_ ("cli", "Quality of service asked for, 0 unless given"),
     "N"},
    {"count",
     0,
     0,
     G_OPTION_ARG_INT,
     &opt_count,
     NC_ ("cli", "End as soon as so many messages came"),
     "N"},
    {"for", 0, 0, G_OPTION_ARG_INT, &opt_for, NC_ ("cli", "End after so many seconds"), "S"},
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
  HelioCli *cli;
  HelioRecorder *recorder;
  HelioTimer *look, *tell, *deadline;
  guint64 missed; /* that were told of */
} Record;

static void
record_free (gpointer data)
{
  Record *record = data;

  g_clear_pointer (&record->look, helio_timer_cancel);
  g_clear_pointer (&record->tell, helio_timer_cancel);
  g_clear_pointer (&record->deadline, helio_timer_cancel);
  g_signal_handlers_disconnect_by_data (record->recorder, record);
  g_object_unref (record->recorder);
  g_free (record);
}

static char *
describe (Record *record)
{
  HelioRecorderStatus status;
  g_autofree char *number = NULL, *size = NULL;

  helio_recorder_get_status (record->recorder, &status);
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, status.messages);
  size = g_format_size (status.bytes);
  return g_strdup_printf (NP_ ("cli",
                               /* Translators: %2$s is a size such as "3.4 MB". */
                               "%1$s message, %2$s",
                               "%1$s messages, %2$s",
                               (gulong) status.messages),
                          number,
                          size);
}

/* Each time that something could not be recorded, whoever listens. */
static void
report_missed (Record *record)
{
  HelioRecorderStatus status;
  g_autofree char *missed = NULL;

  helio_recorder_get_status (record->recorder, &status);
  if (status.missed == record->missed)
    return;
  missed = g_strdup_printf ("%" G_GUINT64_FORMAT, status.missed);
  g_printerr (C_ ("cli",
                  "heliograph-cli: The disk is too slow: %s messages are not in the recording; "
                  "gaps stand in their place.\n"),
              missed);
  record->missed = status.missed;
}

static void
on_stopped (GObject *recorder, GAsyncResult *result, gpointer user_data)
{
  Record *record = user_data;
  HelioCli *cli = record->cli;
  g_autoptr (GError) error = NULL;

  if (helio_recorder_stop_finish (record->recorder, result, &error)) {
    g_autofree char *text = describe (record);

    report_missed (record);
    g_printerr (C_ ("cli", "Recorded: %s\n"), text);
    if (record->missed > 0 && cli->status == HELIO_EXIT_DONE)
      cli->status = HELIO_EXIT_CHECK_FAILED;
  } else if (cli->status == HELIO_EXIT_DONE || cli->status == HELIO_EXIT_INTERRUPTED) {
    g_autofree char *text = helio_error_to_text (error);

    g_printerr ("heliograph-cli: %s\n", text);
    cli->status = helio_exit_of (error);
  }
  helio_cli_release (cli);
}

/* Whatever ends it, what came is in the file. */
static void
finish (HelioCli *cli)
{
  Record *record = cli->command;

  helio_cli_hold (cli);
  helio_recorder_stop_async (record->recorder, on_stopped, record);
}

static void
on_recorder_state (HelioRecorder *recorder, GParamSpec *pspec, Record *record)
{
  /* Before the first message it is the start that tells. */
  if (helio_recorder_get_state (recorder) == HELIO_RECORDER_FAILED && record->look != NULL)
    helio_cli_fail (record->cli, helio_recorder_get_error (recorder));
}

static void
on_look (gpointer user_data)
{
  Record *record = user_data;
  HelioMessageStore *store = helio_connection_get_store (record->cli->connection);

  g_clear_pointer (&record->look, helio_timer_cancel);
  report_missed (record);
  if (opt_count > 0 && helio_message_store_get_total (store) >= (guint64) opt_count) {
    helio_cli_quit (record->cli, HELIO_EXIT_DONE);
    return;
  }
  record->look = helio_clock_after (record->cli->services->clock, LOOK_INTERVAL, on_look, record);
}

static void
on_tell (gpointer user_data)
{
  Record *record = user_data;
  g_autofree char *text = describe (record);

  g_clear_pointer (&record->tell, helio_timer_cancel);
  helio_cli_progress (record->cli, C_ ("cli", "Recording: %s"), text);
  record->tell = helio_clock_after (record->cli->services->clock, TELL_INTERVAL, on_tell, record);
}

static void
on_deadline (gpointer user_data)
{
  Record *record = user_data;
  HelioMessageStore *store = helio_connection_get_store (record->cli->connection);
  const gboolean enough =
      opt_count <= 0 || helio_message_store_get_total (store) >= (guint64) opt_count;

  helio_cli_quit (record->cli, enough ? HELIO_EXIT_DONE : HELIO_EXIT_CHECK_FAILED);
}

static void
on_subscription_state (HelioSubscription *subscription, GParamSpec *pspec, HelioCli *cli)
{
  if (helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_REFUSED) {
    g_autoptr (GError) error = g_error_copy (helio_subscription_get_error (subscription));

    g_prefix_error (&error, "%s: ", helio_subscription_get_filter (subscription));
    helio_cli_fail (cli, error);
  }
}

static gboolean
add_filters (HelioCli *cli)
{
  GListModel *subscriptions = helio_connection_get_subscriptions (cli->connection);
  g_autoptr (GError) error = NULL;

  for (int i = 2; i < cli->n_arguments; i++) {
    HelioFilterOptions options = {.filter = cli->arguments[i],
                                  .qos = opt_qos,
                                  .retain_as_published = TRUE};

    if (helio_connection_subscribe (cli->connection, &options, &error) == NULL) {
      g_prefix_error (&error, "%s: ", cli->arguments[i]);
      helio_cli_fail (cli, error);
      return FALSE;
    }
  }
  if (g_list_model_get_n_items (subscriptions) == 0) {
    helio_error_set (&error,
                     HELIO_ERROR_INVALID_USAGE,
                     C_ ("cli", "Give one: heliograph-cli record PROFILE FILE FILTER…"),
                     C_ ("cli", "The profile has no subscription, so nothing would come."));
    helio_cli_fail (cli, error);
    return FALSE;
  }
  for (guint i = 0; i < g_list_model_get_n_items (subscriptions); i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (subscriptions, i);

    g_signal_connect (subscription, "notify::state", G_CALLBACK (on_subscription_state), cli);
  }
  return TRUE;
}

static void
on_started (GObject *recorder, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  Record *record = cli->command;
  g_autoptr (GError) error = NULL;

  if (!helio_recorder_start_finish (HELIO_RECORDER (recorder), result, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  cli->finish = finish;
  if (cli->quitting)
    return;
  if (opt_for > 0)
    record->deadline =
        helio_clock_after (cli->services->clock, opt_for * HELIO_SECOND, on_deadline, record);
  on_look (record);
  record->tell = helio_clock_after (cli->services->clock, TELL_INTERVAL, on_tell, record);
  helio_cli_connect (cli);
}

static void
record (HelioCli *cli)
{
  Record *data;
  g_autoptr (GError) error = NULL;

  if (opt_qos < 0 || opt_qos > 2 || opt_count < 0 || opt_for < 0) {
    helio_error_set (&error,
                     HELIO_ERROR_INVALID_USAGE,
                     NULL,
                     C_ ("cli", "--qos must be 0, 1 or 2; --count and --for not negative."));
    helio_cli_fail (cli, error);
    return;
  }
  /* What was asked for on the command line, else what the profile subscribes to. */
  if (cli->n_arguments > 2)
    g_ptr_array_set_size (cli->profile->subscriptions, 0);
  helio_cli_make_connection (cli);
  if (!add_filters (cli))
    return;
  data = g_new0 (Record, 1);
  data->cli = cli;
  data->recorder = helio_recorder_new (helio_connection_get_store (cli->connection));
  cli->command = data;
  cli->command_free = record_free;
  g_signal_connect (data->recorder, "notify::state", G_CALLBACK (on_recorder_state), data);
  helio_recorder_start_async (data->recorder,
                              cli->arguments[1],
                              cli->profile->name,
                              0,
                              opt_replace,
                              on_started,
                              cli);
}

const HelioCliCommand helio_cli_record = {
    .name = "record",
    .synopsis = "PROFILE FILE [FILTER…] [--qos N] [--count N] [--for S] [--replace]",
    .summary =
        NC_ ("cli", "Record messages to a file, those of the profile’s subscriptions or of FILTER"),
    .options = record_options,
    .min_arguments = 2,
    .max_arguments = -1,
    .run = record,
};
