// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-mosquitto.h"

#include "core/crypto/helio-certificate.h"
#include "tests/support/helio-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOSQUITTO "/usr/sbin/mosquitto"

static const char *const schemes[] = {"mqtt", "mqtts", "ws", "wss"};

struct _HelioMosquitto {
  char *dir;
  char *socket_path;
  guint16 ports[G_N_ELEMENTS (schemes)];
  char *urls[G_N_ELEMENTS (schemes)];
  HelioCertificateSet *certificates;
  char *client_certificate, *client_key;
  GSubprocess *process;
};

/* Of those that the system gives to nobody who does not ask for them: it is still free after a while. */
static guint16
free_port (void)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  do
    address.sin_port = htons ((guint16) g_random_int_range (12000, 32000));
  while (bind (fd, (struct sockaddr *) &address, sizeof address) != 0 && errno == EADDRINUSE);
  close (fd);
  return ntohs (address.sin_port);
}

static void
write_file (HelioMosquitto *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
write_passwords (HelioMosquitto *self, const char *const *users)
{
  g_autofree char *path = g_build_filename (self->dir, "passwords", NULL);

  write_file (self, "passwords", "");
  for (; users[0] != NULL; users += 2) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocess) tool = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                                     &error,
                                                     "mosquitto_passwd",
                                                     "-b",
                                                     path,
                                                     users[0],
                                                     users[1],
                                                     NULL);

    g_assert_no_error (error);
    g_subprocess_wait_check (tool, NULL, &error);
    g_assert_no_error (error);
  }
}

static void
write_config (HelioMosquitto *self, const HelioMosquittoOptions *options)
{
  GString *text = g_string_new ("user root\npersistence false\nset_tcp_nodelay true\n"
                                "max_queued_messages 0\nsys_interval 10\n");

  if (options->config != NULL)
    g_string_append_printf (text, "%s\n", options->config);
  g_string_append_printf (text, "allow_anonymous %s\n", options->users == NULL ? "true" : "false");
  if (options->users != NULL) {
    write_passwords (self, options->users);
    g_string_append_printf (text, "password_file %s/passwords\n", self->dir);
  }
  if (options->acl != NULL) {
    write_file (self, "acl", options->acl);
    g_string_append_printf (text, "acl_file %s/acl\n", self->dir);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    gboolean tls = schemes[i][strlen (schemes[i]) - 1] == 's' && strcmp (schemes[i], "ws") != 0;

    g_string_append_printf (text, "listener %u 127.0.0.1\n", self->ports[i]);
    if (g_str_has_prefix (schemes[i], "ws"))
      g_string_append (text, "protocol websockets\nsocket_domain ipv4\n");
    if (tls)
      g_string_append_printf (text,
                              "certfile %s/server.pem\nkeyfile %s/server.key\ncafile %s/ca.pem\n"
                              "require_certificate %s\n",
                              self->dir,
                              self->dir,
                              self->dir,
                              options->client_certificates ? "true" : "false");
  }
  /* The last to be opened: when it answers, all do. */
  g_string_append_printf (text, "listener 0 %s\n", self->socket_path);
  write_file (self, "mosquitto.conf", text->str);
  g_string_free (text, TRUE);
}

/* One that signs itself and is an authority for the broker: the set's is for servers only. */
static void
make_client_certificate (HelioMosquitto *self)
{
  g_autofree char *certificate = g_build_filename (self->dir, "client.pem", NULL);
  g_autofree char *key = g_build_filename (self->dir, "client.key", NULL);
  g_autofree char *authorities = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) tool = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                                   &error,
                                                   "openssl",
                                                   "req",
                                                   "-x509",
                                                   "-newkey",
                                                   "ec",
                                                   "-pkeyopt",
                                                   "ec_paramgen_curve:P-256",
                                                   "-nodes",
                                                   "-keyout",
                                                   key,
                                                   "-out",
                                                   certificate,
                                                   "-days",
                                                   "2",
                                                   "-subj",
                                                   "/CN=client",
                                                   NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (tool, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (certificate, &self->client_certificate, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (key, &self->client_key, NULL, &error);
  g_assert_no_error (error);
  authorities = g_strconcat (helio_mosquitto_get_ca (self), self->client_certificate, NULL);
  write_file (self, "ca.pem", authorities);
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Whether the Unix listener answers CONNECT, if only by refusing. */
static gboolean
is_ready (gpointer user_data)
{
  HelioMosquitto *self = user_data;
  static const guint8 connect_packet[] =
      {0x10, 17, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 10, 0, 5, 'p', 'r', 'o', 'b', 'e'};
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct timeval wait = {.tv_sec = 2};
  guint8 answer[4];
  gboolean ready;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, self->socket_path, sizeof address.sun_path);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ready = connect (fd, (struct sockaddr *) &address, sizeof address) == 0 &&
          send (fd, connect_packet, sizeof connect_packet, MSG_NOSIGNAL) ==
              (gssize) sizeof connect_packet &&
          recv (fd, answer, sizeof answer, MSG_WAITALL) == (gssize) sizeof answer;
  close (fd);
  return ready;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
spawn (HelioMosquitto *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      g_getenv ("HELIO_TEST_VERBOSE") != NULL
          ? G_SUBPROCESS_FLAGS_NONE
          : G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *path = g_build_filename (self->dir, "mosquitto.conf", NULL);
  g_autoptr (GError) error = NULL;
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  guint tick;
  gboolean ready;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, &error, MOSQUITTO, "-c", path, NULL);
  g_assert_no_error (error);
  tick = g_timeout_add (3, on_tick, NULL);
  while (!(ready = is_ready (self)) && g_get_monotonic_time () < deadline &&
         g_subprocess_get_identifier (self->process) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  return ready;
}

HelioMosquitto *
helio_mosquitto_start (const HelioMosquittoOptions *options)
{
  static const HelioMosquittoOptions none = {0};
  static const char *const default_names[] = {"localhost", "127.0.0.1", NULL};
  HelioMosquitto *self = g_new0 (HelioMosquitto, 1);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;

  if (options == NULL)
    options = &none;
  self->dir = helio_test_make_dir ();
  self->socket_path = g_build_filename (self->dir, "broker.sock", NULL);
  self->certificates =
      helio_certificate_set_new (options->names != NULL ? options->names : default_names,
                                 now - 24 * 3600,
                                 now + (options->not_after != 0 ? options->not_after : 24 * 3600),
                                 &error);
  g_assert_no_error (error);
  write_file (self, "ca.pem", helio_mosquitto_get_ca (self));
  write_file (self, "server.pem", helio_certificate_set_get_certificate (self->certificates));
  write_file (self,
              "server.key",
              helio_secret_peek (helio_certificate_set_get_key (self->certificates)));
  if (options->client_certificates)
    make_client_certificate (self);
  for (int try = 0; try < 5; try++) {
    for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
      self->ports[i] = free_port ();
    write_config (self, options);
    if (spawn (self))
      break;
    g_clear_object (&self->process);
  }
  g_assert_nonnull (self->process);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    self->urls[i] = g_strdup_printf ("%s://localhost:%u%s",
                                     schemes[i],
                                     self->ports[i],
                                     g_str_has_prefix (schemes[i], "ws") ? "/mqtt" : "");
  return self;
}

static void
end_process (HelioMosquitto *self, int signal_number)
{
  if (self->process == NULL)
    return;
  g_subprocess_send_signal (self->process, signal_number);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
helio_mosquitto_free (HelioMosquitto *self)
{
  end_process (self, SIGKILL);
  helio_test_remove_dir (self->dir);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    g_free (self->urls[i]);
  helio_certificate_set_free (self->certificates);
  g_free (self->client_certificate);
  g_free (self->client_key);
  g_free (self->socket_path);
  g_free (self);
}

char *
helio_mosquitto_find_dynamic_security (void)
{
  static const char name[] = "mosquitto_dynamic_security.so";
  g_autofree char *direct = g_build_filename ("/usr/lib", name, NULL);
  g_autoptr (GDir) dir = g_dir_open ("/usr/lib", 0, NULL);
  const char *entry;

  if (g_file_test (direct, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&direct);
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename ("/usr/lib", entry, name, NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
  g_error ("%s is not installed", name);
}

static gsize
index_of (const char *scheme)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (scheme, schemes[i]) == 0)
      return i;
  g_assert_not_reached ();
}

const char *
helio_mosquitto_get_url (HelioMosquitto *self, const char *scheme)
{
  return self->urls[index_of (scheme)];
}

guint16
helio_mosquitto_get_port (HelioMosquitto *self, const char *scheme)
{
  return self->ports[index_of (scheme)];
}

const char *
helio_mosquitto_get_ca (HelioMosquitto *self)
{
  return helio_certificate_set_get_authority (self->certificates);
}

const char *
helio_mosquitto_get_client_certificate (HelioMosquitto *self)
{
  return self->client_certificate;
}

const char *
helio_mosquitto_get_client_key (HelioMosquitto *self)
{
  return self->client_key;
}

void
helio_mosquitto_kill (HelioMosquitto *self)
{
  end_process (self, SIGKILL);
}

void
helio_mosquitto_restart (HelioMosquitto *self)
{
  end_process (self, SIGKILL);
  g_unlink (self->socket_path);
  g_assert_true (spawn (self));
}

void
helio_mosquitto_freeze (HelioMosquitto *self, gboolean frozen)
{
  g_subprocess_send_signal (self->process, frozen ? SIGSTOP : SIGCONT);
}
