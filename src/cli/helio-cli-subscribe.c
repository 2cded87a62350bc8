// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-row-text.h"

#include <glib/gi18n-lib.h>

/* How often the store is looked at; a row is printed this late at most. */
#define LOOK_INTERVAL (20 * 1000)
/* Rows printed before the loop gets a turn. */
#define ROWS_A_TURN 500
/* After --for, a reader that has taken nothing for so long is not waited for any more, neither for what is still in the
 * store nor for what it was given. */
#define READER_PATIENCE (10 * HELIO_SECOND)

static int opt_qos = 0, opt_count = 0, opt_for = 0;
static gboolean opt_json, opt_raw, opt_stats;

static const GOptionEntry subscribe_options[] = {
    {"qos",
     0,
     0,
     G_OPTION_ARG_INT,
     &opt_qos,
     NC_ ("cli", "Quality of service asked for, 0 unless given"),
     "N"},
    {"count", 0, 0, G_OPTION_ARG_INT, &opt_count, NC_ ("cli", "End after so many messages"), "N"},
    {"for", 0, 0, G_OPTION_ARG_INT, &opt_for, NC_ ("cli", "End after so many seconds"), "S"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &opt_json, NC_ ("cli", "One JSON object a line"), NULL},
    {"raw",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_raw,
     NC_ ("cli", "Only the payloads, byte by byte, with a line break after each"),
     NULL},
    {"stats",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_stats,
     NC_ ("cli", "Print a summary at the end, no messages"),
     NULL},
    {NULL},
};

/* Given to standard output, but not yet taken from it. */
typedef struct {
  guint64 end;      /* its last byte is before this one */
  guint64 messages; /* 1, or how many it says were dropped */
} Unsent;

typedef struct {
  HelioCli *cli;
  HelioTimer *look, *deadline;
  guint64 next;   /* sequence number to be printed next */
  guint64 end;    /* what comes from here on came too late; G_MAXUINT64 as long as there is time */
  guint64 due;    /* messages before it */
  guint64 count;  /* messages seen */
  guint64 gone;   /* messages that it was told were dropped */
  guint64 left;   /* of those that were dropped at the end */
  GArray *unsent; /* Unsent, in their order; the first ones may have been taken meanwhile */
  guint64 bytes;
  GHashTable *topics; /* ids of those of the messages seen */
  guint renewals;
  gint64 started;
  guint64 taken; /* bytes, by the reader, when it was last seen to take something … */
  gint64 moved;  /* … which was then */
} Subscribe;

static void
subscribe_free (gpointer data)
{
  Subscribe *subscribe = data;

  g_clear_pointer (&subscribe->look, helio_timer_cancel);
  g_clear_pointer (&subscribe->deadline, helio_timer_cancel);
  g_clear_pointer (&subscribe->topics, g_hash_table_unref);
  g_clear_pointer (&subscribe->unsent, g_array_unref);
  g_free (subscribe);
}

static void
print_json (HelioCli *cli, HelioJson *object)
{
  g_autofree char *text = helio_json_to_text (object, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  helio_cli_print_json (cli, line);
}

static void
print_message_json (Subscribe *subscribe, const HelioMessageRow *row)
{
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  g_autoptr (HelioJson) object = NULL;
  g_auto (HelioSavedRow) saved = {0};

  if (!helio_message_store_get_saved (store, row->seq, &saved))
    return;
  object = helio_row_text_to_json (&saved);
  print_json (subscribe->cli, object);
}

static void
print_message_text (Subscribe *subscribe, const HelioMessageRow *row)
{
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  g_autoptr (GBytes) payload = helio_message_store_get_payload (store, row->seq);
  g_autofree char *topic = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  gsize length = 0;
  const char *data = payload != NULL ? g_bytes_get_data (payload, &length) : NULL;

  /* All of it where it is text; the preview says of what is not how long it is. */
  if (data != NULL && length > 0 && g_utf8_validate_len (data, length, NULL))
    text = helio_printable (data, (gssize) length, length);
  topic = helio_printable (row->topic, -1, G_MAXSIZE);
  line = g_strdup_printf ("%s %s\n", topic, text != NULL ? text : row->preview);
  helio_cli_print (subscribe->cli, line);
}

/* As mosquitto_sub does without -v. */
static void
print_message_raw (Subscribe *subscribe, const HelioMessageRow *row)
{
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  g_autoptr (GBytes) payload = helio_message_store_get_payload (store, row->seq);
  gsize length = 0;
  const void *data = payload != NULL ? g_bytes_get_data (payload, &length) : NULL;

  if (payload == NULL) {
    g_autofree char *topic = helio_printable (row->topic, -1, G_MAXSIZE);

    g_printerr (C_ ("cli", "heliograph-cli: A payload on %s was too large to be kept.\n"), topic);
    return;
  }
  helio_cli_write (subscribe->cli, data, length);
  helio_cli_print (subscribe->cli, "\n");
}

static void
print_event (Subscribe *subscribe, const char *event, gint64 gap, guint64 lost)
{
  g_autoptr (HelioJson) object = NULL;
  g_autofree char *time = NULL;

  if (opt_stats)
    return;
  if (!opt_json && gap < 0 && lost > 0) {
    g_printerr ("-- %s: %" G_GUINT64_FORMAT "\n", event, lost);
    return;
  }
  if (!opt_json) {
    g_printerr ("-- %s (%.0f ms)\n", event, (double) MAX (gap, 0) / 1000);
    return;
  }
  object = helio_json_new_object ();
  time = helio_format_time_utc (
      helio_clock_now_wall (helio_connection_get_clock (subscribe->cli->connection)));
  helio_json_set_string (object, "event", event);
  helio_json_set_string (object, "time", time);
  if (gap >= 0)
    helio_json_set_integer (object, "ms", (gap + 500) / 1000);
  if (lost > 0)
    helio_json_set_integer (object, "lost", (gint64) lost);
  print_json (subscribe->cli, object);
}

static guint64
get_given (Subscribe *subscribe)
{
  const HelioCli *cli = subscribe->cli;

  return cli->output_taken + (cli->output != NULL ? cli->output->len : 0);
}

/* What was given to standard output since @before tells of @messages. */
static void
note_unsent (Subscribe *subscribe, guint64 before, guint64 messages)
{
  const Unsent unsent = {.end = get_given (subscribe), .messages = messages};

  if (unsent.end > before && unsent.end > subscribe->cli->output_taken)
    g_array_append_val (subscribe->unsent, unsent);
}

static void
forget_sent (Subscribe *subscribe)
{
  guint n = 0;

  while (n < subscribe->unsent->len &&
         g_array_index (subscribe->unsent, Unsent, n).end <= subscribe->cli->output_taken)
    n++;
  if (n > 0)
    g_array_remove_range (subscribe->unsent, 0, n);
}

static void
show_row (Subscribe *subscribe, const HelioMessageRow *row)
{
  const guint64 before = get_given (subscribe);

  if (row->kind == HELIO_ROW_GAP) {
    print_event (subscribe, "gap", row->gap, row->lost);
    return;
  }
  subscribe->count++;
  subscribe->bytes += row->size;
  g_hash_table_add (subscribe->topics, GUINT_TO_POINTER (row->topic_id));
  if (opt_json)
    print_message_json (subscribe, row);
  else if (opt_raw)
    print_message_raw (subscribe, row);
  else if (!opt_stats)
    print_message_text (subscribe, row);
  note_unsent (subscribe, before, 1);
}

static void
print_stats (Subscribe *subscribe)
{
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  HelioClock *clock = helio_connection_get_clock (subscribe->cli->connection);
  double seconds = (double) (helio_clock_now_boot (clock) - subscribe->started) / G_USEC_PER_SEC;
  g_autoptr (HelioJson) object = helio_json_new_object ();

  helio_json_set_integer (object, "messages", (gint64) subscribe->count);
  helio_json_set_integer (object, "bytes", (gint64) subscribe->bytes);
  /* Milliseconds are enough, and do not come out as 5.0003200000000003. */
  helio_json_set_integer (object, "milliseconds", (gint64) (seconds * 1000));
  helio_json_set_integer (object, "topics", g_hash_table_size (subscribe->topics));
  helio_json_set_integer (object,
                          "redelivered",
                          (gint64) helio_message_store_get_redelivered (store));
  helio_json_set_integer (object, "renewals", subscribe->renewals);
  print_json (subscribe->cli, object);
}

static void on_look (gpointer user_data);

static void
show_next (Subscribe *subscribe)
{
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  HelioMessageRow row = {0};

  if (helio_message_store_get_row (store, subscribe->next, &row)) {
    show_row (subscribe, &row);
    helio_message_row_clear (&row);
  }
  subscribe->next++;
}

/* From now on nothing that comes is in time. */
static void
note_end (Subscribe *subscribe)
{
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  guint64 first;

  if (subscribe->end != G_MAXUINT64)
    return;
  helio_message_store_get_range (store, &first, &subscribe->end);
  subscribe->due = helio_message_store_count_before (store, subscribe->end);
}

/* Passes over what stands before @to. Returns: how many messages that were. */
static guint64
skip_to (Subscribe *subscribe, guint64 to)
{
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  const guint64 before = MIN (helio_message_store_count_before (store, to), subscribe->due);
  const guint64 told = subscribe->count + subscribe->gone;
  const guint64 lost = before > told ? before - told : 0;

  subscribe->gone += lost;
  subscribe->next = to;
  return lost;
}

static gboolean
has_enough (Subscribe *subscribe)
{
  return opt_count > 0 && subscribe->count >= (guint64) opt_count;
}

/* What came after the last look counts, too, whatever ends the command; but this is no time to wait for a reader. */
static void
finish (HelioCli *cli)
{
  Subscribe *subscribe = cli->command;
  guint64 first, last;
  guint shown = 0;

  if (cli->connection == NULL)
    return;
  note_end (subscribe);
  helio_message_store_get_range (helio_connection_get_store (cli->connection), &first, &last);
  subscribe->next = MAX (subscribe->next, MIN (first, subscribe->end));
  while (subscribe->next < subscribe->end && !has_enough (subscribe) &&
         (opt_stats || (shown++ < ROWS_A_TURN && !helio_cli_output_is_full (cli))))
    show_next (subscribe);
  /* A reader that has gone wants to know nothing. */
  if (!has_enough (subscribe) && !cli->output_is_over)
    subscribe->left = skip_to (subscribe, subscribe->end);
  if (subscribe->left > 0 && opt_json)
    print_event (subscribe, "dropped", -1, subscribe->left);
  if (opt_stats)
    print_stats (subscribe);
}

/* What the reader has not taken is as little printed as what it was never given. */
static void
flushed (HelioCli *cli)
{
  Subscribe *subscribe = cli->command;
  guint64 lost = subscribe->left;
  g_autofree char *number = NULL;

  forget_sent (subscribe);
  for (guint i = 0; i < subscribe->unsent->len; i++)
    lost += g_array_index (subscribe->unsent, Unsent, i).messages;
  if (lost == 0 || cli->output_is_over)
    return;
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, lost);
  g_printerr (NP_ ("cli",
                   "heliograph-cli: %s message that came is not printed.\n",
                   "heliograph-cli: %s messages that came are not printed.\n",
                   (gulong) lost),
              number);
}

static void
look_again (Subscribe *subscribe, gint64 delay)
{
  g_clear_pointer (&subscribe->look, helio_timer_cancel);
  subscribe->look = helio_clock_after (helio_connection_get_clock (subscribe->cli->connection),
                                       delay,
                                       on_look,
                                       subscribe);
}

static gboolean
output_is_empty (HelioCli *cli)
{
  return cli->output == NULL || cli->output->len == 0;
}

static gboolean
reader_has_stopped (Subscribe *subscribe)
{
  HelioCli *cli = subscribe->cli;
  const gint64 now = helio_clock_now_boot (helio_connection_get_clock (cli->connection));

  /* What waits for it may be as much as before, since what it took was replaced. */
  if (output_is_empty (cli) || cli->output_taken != subscribe->taken) {
    subscribe->taken = cli->output_taken;
    subscribe->moved = now;
  }
  return now - subscribe->moved >= READER_PATIENCE;
}

/* Time is up, and what came in time is printed, or will not be. */
static gboolean
is_over (Subscribe *subscribe)
{
  HelioCli *cli = subscribe->cli;

  if (subscribe->end == G_MAXUINT64)
    return FALSE;
  if (subscribe->next >= subscribe->end && output_is_empty (cli))
    return TRUE;
  cli->reader_stopped = reader_has_stopped (subscribe);
  return cli->reader_stopped;
}

static void
on_look (gpointer user_data)
{
  Subscribe *subscribe = user_data;
  HelioMessageStore *store = helio_connection_get_store (subscribe->cli->connection);
  guint64 first, last;
  guint shown = 0;

  forget_sent (subscribe);
  helio_message_store_get_range (store, &first, &last);
  first = MIN (first, subscribe->end);
  last = MIN (last, subscribe->end);
  if (subscribe->next < first) {
    /* Whoever reads our output is slower than the broker; it must know. */
    const guint64 before = get_given (subscribe);
    const guint64 lost = skip_to (subscribe, first);

    if (lost > 0)
      print_event (subscribe, "dropped", -1, lost);
    note_unsent (subscribe, before, lost);
  }
  while (subscribe->next < last && shown++ < ROWS_A_TURN && !subscribe->cli->quitting &&
         !helio_cli_output_is_full (subscribe->cli)) {
    show_next (subscribe);
    if (has_enough (subscribe)) {
      helio_cli_quit (subscribe->cli, HELIO_EXIT_DONE);
      return;
    }
  }
  if (subscribe->cli->quitting)
    return;
  if (is_over (subscribe))
    helio_cli_quit (subscribe->cli, opt_count > 0 ? HELIO_EXIT_CHECK_FAILED : HELIO_EXIT_DONE);
  else
    look_again (
        subscribe,
        subscribe->next < last && !helio_cli_output_is_full (subscribe->cli) ? 0 : LOOK_INTERVAL);
}

static void
on_deadline (gpointer user_data)
{
  Subscribe *subscribe = user_data;

  note_end (subscribe);
  subscribe->moved = helio_clock_now_boot (helio_connection_get_clock (subscribe->cli->connection));
  on_look (subscribe);
}

static void
on_subscription_error (HelioSubscription *subscription, GParamSpec *pspec, HelioCli *cli)
{
  if (helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_REFUSED) {
    g_autoptr (GError) error = g_error_copy (helio_subscription_get_error (subscription));

    g_prefix_error (&error, "%s: ", helio_subscription_get_filter (subscription));
    helio_cli_fail (cli, error);
  }
}

static void
on_renewals (HelioConnection *connection, GParamSpec *pspec, Subscribe *subscribe)
{
  guint renewals = helio_connection_get_renewals (connection);

  if (renewals == subscribe->renewals)
    return;
  subscribe->renewals = renewals;
  print_event (subscribe, "renewed", helio_connection_get_last_gap (connection), 0);
}

static gboolean
add_filters (HelioCli *cli)
{
  for (int i = 1; i < cli->n_arguments; i++) {
    HelioFilterOptions options = {.filter = cli->arguments[i],
                                  .qos = opt_qos,
                                  .retain_as_published = TRUE};
    g_autoptr (GError) error = NULL;
    HelioSubscription *subscription =
        helio_connection_subscribe (cli->connection, &options, &error);

    if (subscription == NULL) {
      g_prefix_error (&error, "%s: ", cli->arguments[i]);
      helio_cli_fail (cli, error);
      return FALSE;
    }
    g_signal_connect (subscription, "notify::state", G_CALLBACK (on_subscription_error), cli);
  }
  return TRUE;
}

static gboolean
check (HelioCli *cli, GError **error)
{
  if (opt_qos < 0 || opt_qos > 2 || opt_count < 0 || opt_for < 0 ||
      opt_json + opt_raw + opt_stats > 1)
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_USAGE,
        NULL,
        C_ ("cli",
            "--qos must be 0, 1 or 2; --count and --for not negative; only one of --json, --raw "
            "and --stats can be given."));
  for (int i = 1; i < cli->n_arguments; i++)
    if (!helio_topic_validate_filter (cli->arguments[i], error)) {
      g_prefix_error (error, "%s: ", cli->arguments[i]);
      return FALSE;
    }
  return TRUE;
}

static void
subscribe (HelioCli *cli)
{
  Subscribe *data = g_new0 (Subscribe, 1);

  data->cli = cli;
  data->end = data->due = G_MAXUINT64;
  data->topics = g_hash_table_new (NULL, NULL);
  data->unsent = g_array_new (FALSE, FALSE, sizeof (Unsent));
  cli->command = data;
  cli->command_free = subscribe_free;
  /* Only what was asked for on the command line. */
  g_ptr_array_set_size (cli->profile->subscriptions, 0);
  helio_cli_make_connection (cli);
  if (!add_filters (cli))
    return;
  data->started = helio_clock_now_boot (cli->services->clock);
  if (opt_for > 0)
    data->deadline =
        helio_clock_after (cli->services->clock, opt_for * HELIO_SECOND, on_deadline, data);
  g_signal_connect (cli->connection, "notify::renewals", G_CALLBACK (on_renewals), data);
  cli->finish = finish;
  cli->flushed = flushed;
  look_again (data, LOOK_INTERVAL);
  helio_cli_connect (cli);
}

const HelioCliCommand helio_cli_subscribe = {
    .name = "subscribe",
    .synopsis = "PROFILE FILTER… [--qos N] [--count N] [--for S] [--json | --raw | --stats]",
    .summary = NC_ ("cli", "Print messages as they come"),
    .description = NC_ (
        "cli",
        "A line is the topic and the payload, made fit for a terminal: line breaks and other\n"
        "control characters are replaced, and of what is no text (UTF-8) the first bytes are\n"
        "shown in hexadecimal. --json and --raw have all of every payload.\n"
        "\n"
        "What came before --for was over is printed to its end, as fast as it is read. Ctrl+C, an\n"
        "error, or a reader that takes nothing for 10 seconds cut that short; how many messages\n"
        "are not printed then is said on standard error. An event \"dropped\" of --json says it\n"
        "after an error, too, since then the reader is waited for."),
    .options = subscribe_options,
    .min_arguments = 2,
    .max_arguments = -1,
    .check = check,
    .run = subscribe,
};
