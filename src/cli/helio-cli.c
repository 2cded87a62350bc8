// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static void
on_shut_down (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;

  if (!helio_connection_shutdown_finish (HELIO_CONNECTION (connection), result, &error) &&
      cli->patient) {
    g_autofree char *text = helio_error_to_text (error);

    g_printerr ("heliograph-cli: %s\n", text);
    if (cli->status == HELIO_EXIT_DONE)
      cli->status = helio_exit_of (error);
  }
  helio_cli_release (cli);
}

static void
on_settled (GObject *tokens, GAsyncResult *result, gpointer user_data)
{
  helio_token_source_settle_finish (HELIO_TOKEN_SOURCE (tokens), result);
  helio_cli_release (user_data);
}

void
helio_cli_hold (HelioCli *cli)
{
  cli->holds++;
}

void
helio_cli_release (HelioCli *cli)
{
  g_assert (cli->holds > 0);
  if (--cli->holds == 0)
    g_main_loop_quit (cli->loop);
}

void
helio_cli_quit (HelioCli *cli, HelioExit status)
{
  if (cli->quitting) {
    /* Interrupted once more: whoever does that does not want to wait until all is in order. */
    if (status != HELIO_EXIT_INTERRUPTED)
      return;
    if (cli->ends_itself)
      g_main_loop_quit (cli->loop);
    else if (cli->connection != NULL && helio_connection_hurry_shutdown (cli->connection))
      cli->status = status;
    return;
  }
  /* First, since what finish() prints may be what nobody reads any more, which quits as well. */
  cli->quitting = TRUE;
  cli->status = status;
  if (cli->finish != NULL)
    cli->finish (cli);
  g_cancellable_cancel (cli->cancellable);
  if (cli->connection != NULL) {
    helio_cli_hold (cli);
    if (cli->patient && status != HELIO_EXIT_INTERRUPTED)
      helio_connection_shutdown_patiently_async (cli->connection, on_shut_down, cli);
    else
      helio_connection_shutdown_async (cli->connection, on_shut_down, cli);
  } else if (cli->tokens != NULL) {
    helio_cli_hold (cli);
    helio_token_source_settle_async (cli->tokens, on_settled, cli);
  } else if (!cli->ends_itself && cli->holds == 0)
    g_main_loop_quit (cli->loop);
}

/* What a script does where nothing can be kept. */
static void
say_without_keyring (HelioCli *cli)
{
  const HelioProfile *profile = cli->profile;

  if (helio_profile_needs_sign_in (profile))
    g_printerr ("%s\n",
                C_ ("cli",
                    "Without a keyring: give an access token in HELIOGRAPH_ACCESS_TOKEN instead of "
                    "signing in. The window keeps a sign-in for as long as it runs."));
  if (profile->method == HELIO_METHOD_PASSWORD)
    g_printerr ("%s\n", C_ ("cli", "Without a keyring: give the password in HELIOGRAPH_PASSWORD."));
  else if (profile->method == HELIO_METHOD_NATIVE ||
           (profile->method == HELIO_METHOD_EXCHANGE &&
            profile->exchange.dialect == HELIO_DIALECT_KEY))
    g_printerr ("%s\n",
                C_ ("cli", "Without a keyring: give the API key in HELIOGRAPH_EXCHANGE_KEY."));
}

/* The command that signs in is the way out. */
static gboolean
may_log_in (HelioCli *cli, const GError *error)
{
  return cli->profile != NULL && helio_profile_needs_sign_in (cli->profile) &&
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
}

void
helio_cli_say_what_helps (HelioCli *cli, const GError *error)
{
  if (cli->profile == NULL)
    return;
  if (g_strcmp0 (helio_error_get_diagnosis (error), HELIO_ENDPOINTS_NOT_AGREED) == 0)
    g_printerr ("%s\n", C_ ("cli", "If that is right, run this once more with --agree."));
  else if (may_log_in (cli, error))
    g_printerr (C_ ("cli", "Sign in with: heliograph-cli login %s\n"), cli->arguments[0]);
  else if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_ABSENT) ||
           g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED) ||
           g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_FAILED))
    say_without_keyring (cli);
}

void
helio_cli_fail (HelioCli *cli, const GError *error)
{
  g_autoptr (GError) shown = g_error_copy (error);
  const char *remedy = helio_error_get_remedy (error);
  g_autofree char *text = NULL;

  if (cli->quitting)
    return;
  /* The line below it says how. */
  if (may_log_in (cli, error) && (g_strcmp0 (remedy, C_ ("error", "Sign in.")) == 0 ||
                                  g_strcmp0 (remedy, C_ ("error", "Sign in again.")) == 0))
    helio_error_set_remedy (shown, NULL);
  text = helio_error_to_text (shown);
  g_printerr ("heliograph-cli: %s\n", text);
  helio_cli_say_what_helps (cli, error);
  helio_cli_quit (cli, helio_exit_of (error));
}

void
helio_cli_progress (HelioCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!isatty (STDERR_FILENO))
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("%s\n", text);
}

/* POSIX: a pipe that is ready takes this much without making the writer wait. */
#define WRITE_MAX PIPE_BUF
#define OUTPUT_FULL (64 * 1024)

/* FALSE: nobody will take any more. */
static gboolean
write_some (HelioCli *cli)
{
  gssize n = write (STDOUT_FILENO, cli->output->data, MIN (cli->output->len, WRITE_MAX));

  if (n < 0 && errno != EINTR && errno != EAGAIN) {
    cli->output_is_over = TRUE;
    cli->output_failed = errno != EPIPE;
    g_byte_array_set_size (cli->output, 0);
    /* What was found out is said by the status and stands in files, whoever has stopped reading. */
    if (!cli->has_verdict)
      helio_cli_quit (cli, HELIO_EXIT_DONE);
    return FALSE;
  }
  if (n > 0) {
    cli->output_taken += (guint64) n;
    g_byte_array_remove_range (cli->output, 0, (guint) n);
  }
  return TRUE;
}

static gboolean
is_writable (void)
{
  struct pollfd fd = {STDOUT_FILENO, POLLOUT, 0};

  return poll (&fd, 1, 0) > 0;
}

static gboolean
on_writable (int fd, GIOCondition condition, gpointer user_data)
{
  HelioCli *cli = user_data;

  /* A few at a turn, so that a fast reader is not held up by the loop. */
  for (guint i = 0; i < 64 && cli->output->len > 0 && is_writable (); i++)
    if (!write_some (cli))
      break;
  if (cli->output->len > 0)
    return G_SOURCE_CONTINUE;
  cli->output_source = 0;
  return G_SOURCE_REMOVE;
}

void
helio_cli_print (HelioCli *cli, const char *text)
{
  helio_cli_write (cli, text, strlen (text));
}

/* It stays the same JSON. Characters below U+0020 are escaped already. */
static char *
escape_json (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length);

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);

    if (!g_unichar_iscntrl (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
      g_string_append_unichar (out, c);
    else if (c < 0x10000)
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_printf (out,
                              "\\u%04x\\u%04x",
                              0xd800 + ((c - 0x10000) >> 10),
                              0xdc00 + ((c - 0x10000) & 0x3ff));
  }
  return g_string_free (out, FALSE);
}

static void
print_line (HelioCli *cli, const char *text, gboolean is_json)
{
  const gsize length = strlen (text) - 1;
  g_autofree char *shown = NULL;

  if (!isatty (STDOUT_FILENO)) {
    helio_cli_print (cli, text);
    return;
  }
  shown = is_json ? escape_json (text, length) : helio_printable (text, (gssize) length, G_MAXSIZE);
  helio_cli_print (cli, shown);
  helio_cli_print (cli, "\n");
}

void
helio_cli_print_json (HelioCli *cli, const char *text)
{
  print_line (cli, text, TRUE);
}

void
helio_cli_print_csv (HelioCli *cli, const char *text)
{
  print_line (cli, text, FALSE);
}

void
helio_cli_write (HelioCli *cli, const void *data, gsize length)
{
  if (cli->output_is_over)
    return;
  if (cli->output == NULL)
    cli->output = g_byte_array_new ();
  if (length > 0)
    g_byte_array_append (cli->output, data, (guint) length);
  while (cli->output_source == 0 && cli->output->len > 0 && is_writable ())
    if (!write_some (cli))
      return;
  if (cli->output->len > 0 && cli->output_source == 0)
    cli->output_source = g_unix_fd_add (STDOUT_FILENO, G_IO_OUT | G_IO_ERR, on_writable, cli);
}

gboolean
helio_cli_output_is_full (HelioCli *cli)
{
  return cli->output != NULL && cli->output->len >= OUTPUT_FULL;
}

void
helio_cli_flush (HelioCli *cli)
{
  /* Who interrupts does not want to wait for a reader that has stopped. */
  const gboolean waits = cli->status != HELIO_EXIT_INTERRUPTED && !cli->reader_stopped;

  g_clear_handle_id (&cli->output_source, g_source_remove);
  while (cli->output != NULL && cli->output->len > 0 && (waits || is_writable ()))
    if (!write_some (cli))
      break;
  g_clear_pointer (&cli->output, g_byte_array_unref);
  if (cli->output_failed && cli->status == HELIO_EXIT_DONE)
    cli->status = HELIO_EXIT_CHECK_FAILED;
  if (cli->flushed != NULL)
    cli->flushed (cli);
}

static void
on_timeline_changed (GListModel *model,
                     guint position,
                     guint removed,
                     guint added,
                     gpointer user_data)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (HelioTimelineEntry) entry = g_list_model_get_item (model, i);
    g_autofree char *time = helio_format_time_utc (helio_timeline_entry_get_time (entry));

    g_printerr ("%s %s\n", time, helio_timeline_entry_get_text (entry));
  }
}

static gboolean
was_online (HelioConnection *connection)
{
  return helio_connection_get_counters (connection)->transport_up != 0 ||
         helio_connection_get_info (connection) != NULL;
}

/* Told to a script's log as well: what was subscribed to is not being received meanwhile. */
static void
report_absence (HelioCli *cli, HelioSessionState state)
{
  const char *reason = helio_connection_get_reason (cli->connection);

  if (state == HELIO_SESSION_WAITING_TO_RETRY && !cli->is_away) {
    cli->is_away = TRUE;
    g_printerr (C_ ("cli", "heliograph-cli: The connection is lost; trying again. %s\n"),
                reason != NULL ? reason : "");
  } else if (state == HELIO_SESSION_ONLINE && cli->is_away) {
    cli->is_away = FALSE;
    g_printerr ("%s\n", C_ ("cli", "heliograph-cli: Connected again."));
  }
}

static void
on_state (HelioConnection *connection, GParamSpec *pspec, HelioCli *cli)
{
  HelioSessionState state = helio_connection_get_state (connection);

  if (cli->quitting)
    return;
  helio_cli_progress (cli,
                      "%s: %s",
                      helio_session_state_get_label (state),
                      helio_connection_get_reason (connection) != NULL
                          ? helio_connection_get_reason (connection)
                          : "");
  /* A script that never got through should end with the cause, not wait for it to go away. */
  if (state == HELIO_SESSION_FAILED || state == HELIO_SESSION_NEEDS_SIGN_IN ||
      (state == HELIO_SESSION_WAITING_TO_RETRY && !was_online (connection)))
    helio_cli_fail (cli, helio_connection_get_error (connection));
  else {
    report_absence (cli, state);
    if (cli->state_changed != NULL)
      cli->state_changed (cli, state);
  }
}

/* That the keyring is waited for, for instance: it looks as if nothing happened. The same hint comes for each secret, and
 * is told once; what was mended and comes again is told again. */
static void
on_warning (HelioConnection *connection, GParamSpec *pspec, HelioCli *cli)
{
  const GError *warning = helio_connection_get_warning (connection);
  g_autofree char *text = warning != NULL ? helio_error_to_text (warning) : NULL;

  if (text == NULL && helio_connection_is_connected (connection))
    g_clear_pointer (&cli->warning, g_free);
  if (text == NULL || g_strcmp0 (text, cli->warning) == 0)
    return;
  g_printerr ("heliograph-cli: %s\n", text);
  g_free (cli->warning);
  cli->warning = g_steal_pointer (&text);
}

void
helio_cli_make_connection (HelioCli *cli)
{
  cli->connection = helio_connection_new (cli->services, cli->profile);
  if (cli->profile_is_file)
    helio_connection_agree_for_this_run (cli->connection);
  g_signal_connect (cli->connection, "notify::warning", G_CALLBACK (on_warning), cli);
  if (cli->verbose)
    g_signal_connect (helio_connection_get_timeline (cli->connection),
                      "items-changed",
                      G_CALLBACK (on_timeline_changed),
                      cli);
}

void
helio_cli_connect (HelioCli *cli)
{
  g_signal_connect (cli->connection, "notify::state", G_CALLBACK (on_state), cli);
  helio_connection_connect (cli->connection);
}
