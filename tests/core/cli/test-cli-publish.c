// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* "publish" with QoS 0: written is not gone out, and the program ends only then, or says that it did not. */
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-util.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-silent-keyring.h"
#include "tests/support/helio-test.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

/* What the systems on the way hold, and the broker's does not; what they do not. */
#define SHORT (1024 * 1024)
#define LONG (8 * 1024 * 1024)
#define PIECE (64 * 1024)

static GString *said; /* on standard error */

typedef struct {
  char *dir;
  HelioFakeBroker *broker;
  HelioCli cli;
  char *arguments[3];
  GAsyncQueue *go; /* what the broker waits for: a piece or all; itself: to reset the connection */
  gint n_whole;    /* atomic: messages that came, and goodbye after them */
} Fixture;

static char piece_wanted, all_wanted, reset_wanted;

/* Answers PINGREQ until then. */
static GBytes *
expect_goodbye (HelioFakePeer *peer)
{
  static const guint8 pingresp[] = {0xD0, 0};
  GBytes *packet;

  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    guint8 first = *(const guint8 *) g_bytes_get_data (packet, NULL);

    if (first == 0xE0)
      return packet;
    if (first == 0xC0)
      helio_fake_peer_write (peer, pingresp, sizeof pingresp);
    g_bytes_unref (packet);
  }
  return NULL;
}

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  Fixture *f = data;
  g_autofree guint8 *piece = g_malloc (PIECE);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) goodbye = NULL;
  gpointer what;

  helio_fake_peer_narrow (peer);
  if (helio_fake_peer_welcome (peer, FALSE) == 0)
    return;
  if (serial > 0) {
    goodbye = expect_goodbye (peer);
    return;
  }
  while ((what = g_async_queue_pop (f->go)) == &piece_wanted)
    if (!helio_fake_peer_take (peer, piece, PIECE))
      return;
  if (what == &reset_wanted) {
    helio_fake_peer_reset (peer);
    return;
  }
  message = helio_fake_peer_expect (peer, 0x30);
  goodbye = expect_goodbye (peer);
  if (message != NULL && g_bytes_get_size (message) > SHORT && goodbye != NULL)
    g_atomic_int_inc (&f->n_whole);
}

static void
on_printerr (const char *text)
{
  g_string_append (said, text);
}

static gpointer
find_option (const char *name)
{
  const GOptionEntry *option = helio_cli_publish.options;

  while (g_strcmp0 (option->long_name, name) != 0)
    option++;
  return option->arg_data;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  HelioServices *services = g_new0 (HelioServices, 1);

  f->dir = helio_test_make_dir ();
  f->go = g_async_queue_new ();
  f->broker = helio_fake_broker_new (serve, f);
  g_ref_count_init (&services->ref_count);
  services->clock = helio_clock_new_system ();
  services->http = helio_http_new ();
  services->keyring = helio_silent_keyring_new ();
  services->profiles = helio_profile_store_new (f->dir);
  services->second_view = TRUE;
  f->arguments[0] = (char *) "x.json";
  f->arguments[1] = (char *) "t";
  f->cli.services = services;
  f->cli.arguments = f->arguments;
  f->cli.n_arguments = 2;
  f->cli.loop = g_main_loop_new (NULL, FALSE);
  f->cli.cancellable = g_cancellable_new ();
  f->cli.profile_is_file = TRUE;
  f->cli.profile = helio_profile_new ();
  f->cli.profile->method = HELIO_METHOD_NONE;
  helio_set_str (&f->cli.profile->broker.url, helio_fake_broker_get_url (f->broker));
  said = g_string_new (NULL);
  g_set_printerr_handler (on_printerr);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  char **message = find_option ("message");
  int *qos = find_option ("qos");

  g_async_queue_push (f->go, &all_wanted);
  g_set_printerr_handler (NULL);
  g_test_message ("%s", said->str);
  g_string_free (said, TRUE);
  g_clear_pointer (message, g_free);
  *qos = 1;
  f->cli.command_free (f->cli.command);
  helio_test_settle ();
  g_assert_finalize_object (f->cli.connection);
  g_free (f->cli.warning);
  helio_profile_unref (f->cli.profile);
  g_object_unref (f->cli.cancellable);
  helio_services_unref (f->cli.services);
  g_main_loop_unref (f->cli.loop);
  helio_fake_broker_free (f->broker);
  g_async_queue_unref (f->go);
  helio_test_remove_dir (f->dir);
}

static gboolean
is_quitting (gpointer data)
{
  return ((const HelioCli *) data)->quitting;
}

static gboolean
has_ended (gpointer data)
{
  const HelioCli *cli = data;

  return cli->quitting && cli->holds == 0;
}

static gboolean
on_tick (gpointer user_data)
{
  Fixture *f = user_data;

  /* What is wanted when all is over must not have a heap of pieces before it. */
  if (g_async_queue_length (f->go) <= 0)
    g_async_queue_push (f->go, &piece_wanted);
  return G_SOURCE_CONTINUE;
}

/* Until it is written. All of a short one is on the way then, and the end of a long one has not been sent. */
static void
begin (Fixture *f, gsize length)
{
  char **message = find_option ("message");
  int *qos = find_option ("qos");
  guint ticks = 0;

  *message = g_strnfill (length, 'x');
  *qos = 0;
  helio_cli_publish.run (&f->cli);
  if (length == LONG)
    ticks = g_timeout_add (5, on_tick, f);
  helio_test_wait (is_quitting, &f->cli, 20, "the message");
  g_clear_handle_id (&ticks, g_source_remove);
  g_assert_cmpint (f->cli.status, ==, HELIO_EXIT_DONE);
  g_assert_cmpuint (f->cli.holds, >, 0);
}

static gboolean
on_while (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* For longer than the window would wait without anything being taken. */
static void
test_waits (Fixture *f, gconstpointer data)
{
  gboolean over = FALSE;

  begin (f, SHORT);
  g_timeout_add (1500, on_while, &over);
  helio_test_wait (is_true, &over, 20, "a while");
  g_assert_cmpuint (f->cli.holds, >, 0);
  g_async_queue_push (f->go, &all_wanted);
  helio_test_wait (has_ended, &f->cli, 20, "the end");
  g_assert_cmpint (f->cli.status, ==, HELIO_EXIT_DONE);
  g_assert_cmpint (g_atomic_int_get (&f->n_whole), ==, 1);
  g_assert_cmpstr (said->str, ==, "");
}

static void
test_cut (Fixture *f, gconstpointer data)
{
  begin (f, GPOINTER_TO_SIZE (data));
  g_async_queue_push (f->go, &reset_wanted);
  helio_test_wait (has_ended, &f->cli, 20, "the end");
  g_assert_cmpint (f->cli.status, ==, HELIO_EXIT_NETWORK);
  g_assert_nonnull (strstr (said->str, "before the broker showed that it had read all"));
}

static gboolean
is_written (gpointer data)
{
  return helio_connection_get_counters (((const HelioCli *) data)->connection)->bytes_out > SHORT;
}

static gboolean
is_away (gpointer data)
{
  return !helio_connection_is_connected (((const HelioCli *) data)->connection);
}

static gboolean
is_back (gpointer data)
{
  return !is_away (data);
}

typedef struct {
  int input;
  const char *line;
  gsize left;
} Typist;

static gboolean
has_typed (gpointer data)
{
  Typist *typist = data;
  gssize count = write (typist->input, typist->line, typist->left);

  if (count > 0) {
    typist->line += count;
    typist->left -= (gsize) count;
  } else
    g_assert_cmpint (errno, ==, EAGAIN);
  return typist->left == 0;
}

/* A line that was on its way when the connection ended by itself, and nothing since. */
static void
test_cut_between (Fixture *f, gconstpointer data)
{
  gboolean *lines = find_option ("lines");
  g_autofree char *line = g_strnfill (SHORT, 'x');
  Typist typist = {.line = line, .left = SHORT};
  int pipe_ends[2], input = dup (STDIN_FILENO);

  line[SHORT - 1] = '\n';
  g_assert_true (g_unix_open_pipe (pipe_ends, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (pipe_ends[1], TRUE, NULL));
  g_assert_cmpint (dup2 (pipe_ends[0], STDIN_FILENO), ==, STDIN_FILENO);
  *lines = TRUE;
  *(int *) find_option ("qos") = 0;
  helio_cli_publish.run (&f->cli);
  typist.input = pipe_ends[1];
  helio_test_wait (has_typed, &typist, 20, "the line to be read");
  helio_test_wait (is_written, &f->cli, 20, "the line to be written");
  g_async_queue_push (f->go, &reset_wanted);
  helio_test_wait (is_away, &f->cli, 20, "the end of the connection");
  helio_test_wait (is_back, &f->cli, 20, "the next connection");
  close (pipe_ends[1]);
  helio_test_wait (has_ended, &f->cli, 20, "the end");
  g_assert_cmpint (f->cli.status, ==, HELIO_EXIT_NETWORK);
  g_assert_nonnull (strstr (said->str, "before the broker showed that it had read all"));
  *lines = FALSE;
  g_assert_cmpint (dup2 (input, STDIN_FILENO), ==, STDIN_FILENO);
  close (input);
  close (pipe_ends[0]);
}

/* Who interrupts does not want to wait. */
static void
test_interrupted (Fixture *f, gconstpointer data)
{
  begin (f, SHORT);
  helio_cli_quit (&f->cli, HELIO_EXIT_INTERRUPTED);
  helio_test_settle ();
  g_assert_true (has_ended (&f->cli));
  g_assert_cmpint (f->cli.status, ==, HELIO_EXIT_INTERRUPTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cli-publish/waits", Fixture, NULL, set_up, test_waits, tear_down);
  g_test_add ("/cli-publish/cut", Fixture, GSIZE_TO_POINTER (SHORT), set_up, test_cut, tear_down);
  g_test_add ("/cli-publish/cut-long",
              Fixture,
              GSIZE_TO_POINTER (LONG),
              set_up,
              test_cut,
              tear_down);
  g_test_add ("/cli-publish/cut-between", Fixture, NULL, set_up, test_cut_between, tear_down);
  g_test_add ("/cli-publish/interrupted", Fixture, NULL, set_up, test_interrupted, tear_down);
  return g_test_run ();
}
