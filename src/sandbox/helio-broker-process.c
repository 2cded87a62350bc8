// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-broker-process.h"

#include "core/base/helio-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 1000

struct _HelioBrokerProcess {
  GPid pid; /* 0: gone */
  GSource *watch;
  HelioBrokerExitFunc exited;
  gpointer user_data;
};

char *
helio_broker_process_find (void)
{
  static const char *const places[] = {"/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"};
  char *found = g_find_program_in_path ("mosquitto");

  for (gsize i = 0; found == NULL && i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_EXECUTABLE))
      found = g_strdup (places[i]);
  return found;
}

static void
on_process_exit (GPid pid, int status, gpointer user_data)
{
  HelioBrokerProcess *self = user_data;

  g_spawn_close_pid (pid);
  self->pid = 0;
  g_clear_pointer (&self->watch, g_source_unref);
  self->exited (self, status, self->user_data);
}

/* Between fork and exec: only what is safe in a signal handler. */
static void
in_child (gpointer user_data)
{
  pid_t parent = GPOINTER_TO_INT (user_data);

  setpgid (0, 0); /* a terminal's Ctrl+C is for us; we end the broker */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent)
    _exit (127);
}

HelioBrokerProcess *
helio_broker_process_spawn (const char *program,
                            const char *config_file,
                            const char *log_file,
                            HelioBrokerExitFunc exited,
                            gpointer user_data,
                            GError **error)
{
  const char *argv[] = {program, "-c", config_file, NULL};
  int log = open (log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  HelioBrokerProcess *self;
  GPid pid = 0;
  gboolean started;

  if (log < 0)
    return (helio_error_set (error,
                             HELIO_ERROR_FILE,
                             NULL,
                             C_ ("sandbox", "The broker's log could not be written: %s"),
                             g_strerror (errno)),
            NULL);
  started = g_spawn_async_with_fds (NULL,
                                    (char **) argv,
                                    NULL,
                                    G_SPAWN_DO_NOT_REAP_CHILD,
                                    in_child,
                                    GINT_TO_POINTER (getpid ()),
                                    &pid,
                                    -1,
                                    log,
                                    log,
                                    error);
  close (log);
  if (!started)
    return NULL;
  self = g_new0 (HelioBrokerProcess, 1);
  self->pid = pid;
  self->exited = exited;
  self->user_data = user_data;
  self->watch = g_child_watch_source_new (pid);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (on_process_exit), self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
  return self;
}

gboolean
helio_broker_process_signal (HelioBrokerProcess *self, int signal_number)
{
  return self->pid > 0 && kill (self->pid, signal_number) == 0;
}

/* The kernel says when it is gone; without pidfd (before Linux 5.3) it is asked every few ms. */
static gboolean
wait_exit (GPid pid, int timeout_ms)
{
  int fd = (int) syscall (SYS_pidfd_open, pid, 0);
  gint64 deadline = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  pid_t got;

  if (fd >= 0) {
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

    while (poll (&poll_fd, 1, timeout_ms) < 0 && errno == EINTR)
      continue;
    close (fd);
  }
  while ((got = waitpid (pid, NULL, WNOHANG)) == 0 && g_get_monotonic_time () < deadline)
    g_usleep (2000);
  return got != 0;
}

void
helio_broker_process_free (HelioBrokerProcess *self)
{
  static const int signals[] = {SIGTERM, SIGTERM, SIGKILL};

  if (self == NULL)
    return;
  if (self->watch != NULL) {
    g_source_destroy (self->watch);
    g_clear_pointer (&self->watch, g_source_unref);
  }
  if (self->pid > 0) {
    kill (self->pid, SIGCONT); /* a stopped one would not see the others */
    for (gsize i = 0; i < G_N_ELEMENTS (signals); i++) {
      kill (self->pid, signals[i]);
      if (wait_exit (self->pid, PATIENCE_MS))
        break;
    }
    g_spawn_close_pid (self->pid);
  }
  g_free (self);
}

guint
helio_broker_process_pick_port (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  if (socket == NULL || !g_socket_bind (socket, any, TRUE, NULL))
    return 0;
  address = g_socket_get_local_address (socket, NULL);
  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}
