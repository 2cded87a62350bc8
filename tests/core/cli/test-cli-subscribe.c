// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What "subscribe" prints to a reader that is slow or takes nothing. Its keyring does not answer, so that it never
 * connects; the messages are put into its store. */
#define _GNU_SOURCE /* pipe2(), F_SETPIPE_SZ */
#include "config.h"

#include "cli/helio-cli.h"
#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-util.h"
#include "tests/support/helio-silent-keyring.h"
#include "tests/support/helio-store-test.h"
#include "tests/support/helio-test.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the pipe holds, and what a reader has to take before it takes more. */
#define PIPE_SIZE 4096

static FILE *results; /* of the tests: standard output is the program's */
static GString *said; /* on standard error */

typedef struct {
  char *dir;
  HelioFakeClock *clock;
  HelioCli cli;
  char *arguments[3];
  int reader;
  int standard_output;
} Fixture;

static void
on_print (const char *text)
{
  fputs (text, results);
  fflush (results);
}

static void
on_printerr (const char *text)
{
  g_string_append (said, text);
}

static void
set_option (const char *name, int value)
{
  const GOptionEntry *option = helio_cli_subscribe.options;

  while (g_strcmp0 (option->long_name, name) != 0)
    option++;
  *(int *) option->arg_data = value;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  HelioServices *services = g_new0 (HelioServices, 1);
  int ends[2];

  f->dir = helio_test_make_dir ();
  f->clock = helio_fake_clock_new ();
  g_ref_count_init (&services->ref_count);
  services->clock = HELIO_CLOCK (g_object_ref (f->clock));
  services->http = helio_http_new ();
  services->keyring = helio_silent_keyring_new ();
  services->profiles = helio_profile_store_new (f->dir);
  f->arguments[0] = (char *) "x.json";
  f->arguments[1] = (char *) "#";
  f->cli.services = services;
  f->cli.arguments = f->arguments;
  f->cli.n_arguments = 2;
  f->cli.loop = g_main_loop_new (NULL, FALSE);
  f->cli.cancellable = g_cancellable_new ();
  f->cli.profile_is_file = TRUE;
  f->cli.profile = helio_profile_new ();
  f->cli.profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->cli.profile->password.username, "alice");
  helio_set_str (&f->cli.profile->broker.url, "mqtt://127.0.0.1:1");
  said = g_string_new (NULL);
  g_set_printerr_handler (on_printerr);
  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_cmpint (fcntl (ends[1], F_SETPIPE_SZ, PIPE_SIZE), ==, PIPE_SIZE);
  f->reader = ends[0];
  f->standard_output = dup (STDOUT_FILENO);
  dup2 (ends[1], STDOUT_FILENO);
  close (ends[1]);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  dup2 (f->standard_output, STDOUT_FILENO);
  close (f->standard_output);
  close (f->reader);
  g_set_printerr_handler (NULL);
  g_string_free (said, TRUE);
  for (const GOptionEntry *option = helio_cli_subscribe.options; option->long_name != NULL;
       option++)
    *(int *) option->arg_data = 0;
  f->cli.command_free (f->cli.command);
  helio_test_settle ();
  g_assert_finalize_object (f->cli.connection);
  g_free (f->cli.warning);
  helio_profile_unref (f->cli.profile);
  g_object_unref (f->cli.cancellable);
  helio_services_unref (f->cli.services);
  g_main_loop_unref (f->cli.loop);
  g_assert_finalize_object (f->clock);
  helio_test_remove_dir (f->dir);
}

/* Begins, and has @n messages of @length bytes in its store before it looks for the first time. */
static void
begin (Fixture *f, guint n, gsize length)
{
  helio_cli_subscribe.run (&f->cli);
  g_assert_false (f->cli.quitting);
  for (guint i = 0; i < n; i++)
    helio_store_test_append_size (helio_connection_get_store (f->cli.connection), "t", length, 'x');
}

/* What is in the pipe, at most PIPE_SIZE bytes. */
static void
take (Fixture *f, GString *output)
{
  char data[PIPE_SIZE];
  struct pollfd fd = {f->reader, POLLIN, 0};
  gssize n = poll (&fd, 1, 0) > 0 ? read (f->reader, data, sizeof data) : 0;

  g_assert_cmpint (n, >=, 0);
  g_string_append_len (output, data, n);
  helio_test_settle ();
}

static guint
count_lines (GString *output)
{
  guint n = 0;

  for (gsize i = 0; i < output->len; i++)
    n += output->str[i] == '\n';
  return n;
}

static gboolean
has_ended (gpointer data)
{
  const HelioCli *cli = data;

  return cli->quitting && cli->holds == 0;
}

/* The program at the end of its main loop. */
static void
end (Fixture *f, GString *output)
{
  helio_test_wait (has_ended, &f->cli, 10, "the end");
  helio_cli_flush (&f->cli);
  take (f, output);
}

/* What it takes is replaced by exactly as much: that it takes something is to be seen all the same. */
static void
test_steady_reader (Fixture *f, gconstpointer data)
{
  const guint n = 100;
  g_autoptr (GString) output = g_string_new (NULL);

  set_option ("raw", TRUE);
  set_option ("for", 1);
  begin (f, n, 1023);
  for (guint i = 0; i < 7; i++) {
    helio_fake_clock_advance (f->clock, 4 * HELIO_SECOND);
    g_assert_false (f->cli.quitting);
    g_assert_true (helio_cli_output_is_full (&f->cli));
    take (f, output);
  }
  for (guint i = 0; !f->cli.quitting && i < n; i++) {
    take (f, output);
    helio_fake_clock_advance (f->clock, HELIO_SECOND);
  }
  g_assert_true (f->cli.quitting);
  for (guint i = 0; f->cli.output->len > 0 && i < n; i++)
    take (f, output);
  g_assert_cmpuint (f->cli.output->len, ==, 0);
  end (f, output);
  g_assert_cmpint (f->cli.status, ==, HELIO_EXIT_DONE);
  g_assert_cmpuint (count_lines (output), ==, n);
  g_assert_null (strstr (said->str, "not printed"));
}

/* The number is on standard error; the event would stand behind what is not read. */
static void
expect_lost (GString *output, guint n)
{
  g_autofree char *words = g_strdup_printf (" %u messages that came are not printed.\n", n);

  g_assert_nonnull (strstr (said->str, words));
  g_assert_null (strstr (output->str, "dropped"));
}

/* What was given to a reader that did not take it is not printed. */
static void
test_interrupted (Fixture *f, gconstpointer data)
{
  const guint n = 200;
  g_autoptr (GString) output = g_string_new (NULL);

  set_option (data, TRUE);
  begin (f, n, 1023);
  helio_fake_clock_advance (f->clock, HELIO_SECOND);
  take (f, output);
  take (f, output);
  helio_cli_quit (&f->cli, HELIO_EXIT_INTERRUPTED);
  end (f, output);
  g_assert_cmpuint (count_lines (output), >, 0);
  expect_lost (output, n - count_lines (output));
}

/* The end has not to wait for it once more, whether there is something for it in the store or not. */
static void
test_reader_stops (Fixture *f, gconstpointer data)
{
  const guint n = GPOINTER_TO_UINT (data);
  g_autoptr (GString) output = g_string_new (NULL);

  set_option ("json", TRUE);
  set_option ("for", 1);
  begin (f, n, 1023);
  helio_fake_clock_advance (f->clock, 5 * HELIO_SECOND);
  take (f, output);
  helio_fake_clock_advance (f->clock, 9 * HELIO_SECOND);
  g_assert_false (f->cli.quitting);
  helio_fake_clock_advance (f->clock, 2 * HELIO_SECOND);
  g_assert_true (f->cli.quitting);
  end (f, output);
  expect_lost (output, n - count_lines (output));
}

static gpointer
take_all (gpointer data)
{
  const Fixture *f = data;
  GString *output = g_string_new (NULL);
  char some[PIPE_SIZE];
  gssize n;

  while ((n = read (f->reader, some, sizeof some)) > 0)
    g_string_append_len (output, some, n);
  return output;
}

/* Then it is waited for, and told in its own words. */
static void
test_error (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) output = NULL;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "It broke.");
  GThread *reader;
  guint64 lost;
  const char *event;

  set_option ("json", TRUE);
  begin (f, 200, 1023);
  helio_fake_clock_advance (f->clock, HELIO_SECOND);
  helio_cli_fail (&f->cli, error);
  helio_test_wait (has_ended, &f->cli, 10, "the end");
  reader = g_thread_new ("reader", take_all, f);
  helio_cli_flush (&f->cli);
  dup2 (f->standard_output, STDOUT_FILENO);
  output = g_thread_join (reader);
  event = strstr (output->str, "\"dropped\"");
  g_assert_nonnull (event);
  lost = g_ascii_strtoull (strstr (event, "\"lost\":") + strlen ("\"lost\":"), NULL, 10);
  /* The last line is the event. */
  g_assert_cmpuint (count_lines (output) - 1 + lost, ==, 200);
  g_assert_nonnull (strstr (said->str, " messages that came are not printed.\n"));
}

/* Who waits is told so, what helps, and nothing twice. */
static void
test_keyring_silent (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) output = g_string_new (NULL);
  const char *hint;

  begin (f, 0, 0);
  helio_fake_clock_advance (f->clock, HELIO_KEYRING_HINT - 1);
  g_assert_cmpstr (said->str, ==, "");
  helio_fake_clock_advance (f->clock, 1);
  helio_test_settle ();
  hint = strstr (said->str, "keyring");
  g_assert_nonnull (hint);
  g_assert_nonnull (strstr (hint, "Unlock"));
  g_string_truncate (said, 0);
  helio_connection_disconnect (f->cli.connection);
  helio_test_settle ();
  helio_connection_connect (f->cli.connection);
  helio_fake_clock_advance (f->clock, HELIO_KEYRING_HINT);
  helio_test_settle ();
  g_assert_nonnull (helio_connection_get_warning (f->cli.connection));
  g_assert_cmpstr (said->str, ==, "");
  helio_cli_quit (&f->cli, HELIO_EXIT_DONE);
  end (f, output);
}

int
main (int argc, char **argv)
{
  results = fdopen (dup (STDOUT_FILENO), "w");
  g_set_print_handler (on_print);
  g_test_init (&argc, &argv, NULL);
#define TEST(name, data, func)                                                                     \
  g_test_add ("/cli/subscribe/" name, Fixture, data, set_up, func, tear_down)
  TEST ("steady-reader", NULL, test_steady_reader);
  TEST ("interrupted/json", "json", test_interrupted);
  TEST ("interrupted/raw", "raw", test_interrupted);
  TEST ("reader-stops/most-in-store", GUINT_TO_POINTER (200), test_reader_stops);
  TEST ("reader-stops/all-given", GUINT_TO_POINTER (20), test_reader_stops);
  TEST ("error", NULL, test_error);
  TEST ("keyring-silent", NULL, test_keyring_silent);
  return g_test_run ();
}
