// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "sandbox/helio-sandbox-banner.h"
#include "sandbox/helio-sandbox.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
  GMainLoop *loop;
  GCancellable *cancellable;
  HelioSandbox *sandbox;
  int status;
} Program;

static const char banner[] = "heliograph-sandbox: the sign-in page and the tokens are a stand-in "
                             "for Auth0 and CloudSignal,\n"
                             "the broker is a real Mosquitto. Everything listens on 127.0.0.1 "
                             "only. Ctrl+C ends it and removes\n"
                             "what it wrote.\n";

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) ready = helio_sandbox_start_finish (HELIO_SANDBOX (source), result, &error);
  g_autofree char *line = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* a signal came first */
  if (ready == NULL) {
    g_autofree char *text = helio_error_to_text (error);

    fprintf (stderr, "heliograph-sandbox: %s\n", text);
    program->status = g_error_matches (error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE) ||
                              g_error_matches (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA)
                          ? 2
                          : 1;
    g_main_loop_quit (program->loop);
    return;
  }
  line = helio_json_to_text (ready, FALSE);
  printf ("%s\n", line);
  fflush (stdout);
  if (isatty (STDERR_FILENO)) {
    g_autofree char *text = helio_sandbox_banner_new (ready);

    fputs (text, stderr);
  }
}

static gboolean
on_signal (gpointer user_data)
{
  Program *program = user_data;

  g_cancellable_cancel (program->cancellable);
  g_main_loop_quit (program->loop);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char *argv[])
{
  Program program = {0};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = g_strdupv (argv);
  HelioSandboxOptions *options;
  guint sources[2];

  setlocale (LC_ALL, "");
  options = helio_sandbox_options_parse (&arguments, &error);
  if (options == NULL) {
    fprintf (stderr, "heliograph-sandbox: %s\n", error->message);
    return 2;
  }
  if (options->version) {
    puts ("heliograph-sandbox " HELIO_VERSION);
    helio_sandbox_options_free (options);
    return 0;
  }
  signal (SIGPIPE, SIG_IGN);
  fputs (banner, stderr);
  program.loop = g_main_loop_new (NULL, FALSE);
  program.cancellable = g_cancellable_new ();
  program.sandbox = helio_sandbox_new (options);
  sources[0] = g_unix_signal_add (SIGTERM, on_signal, &program);
  sources[1] = g_unix_signal_add (SIGINT, on_signal, &program);
  helio_sandbox_start_async (program.sandbox, program.cancellable, on_started, &program);
  g_main_loop_run (program.loop);

  helio_sandbox_stop (program.sandbox);
  g_source_remove (sources[0]);
  g_source_remove (sources[1]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (program.sandbox);
  g_object_unref (program.cancellable);
  g_main_loop_unref (program.loop);
  return program.status;
}
