// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox-broker.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/crypto/helio-certificate.h"
#include "core/crypto/helio-random.h"
#include "sandbox/helio-broker-book.h"
#include "sandbox/helio-broker-faults.h"
#include "sandbox/helio-broker-front.h"
#include "sandbox/helio-broker-process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVICE_USERNAME "heliograph-sandbox@local"
#define READY_MS 15000
#define PORT_TRIES 5
/* A broker that ends by itself is started again, unless it does nothing else. */
#define CRASH_MS 100
#define CRASHES_MAX 5
#define DAY (24 * 3600)
#define CERTIFICATE_DAYS 30

static const char default_rules[] = "User Pattern: %\nTopic: users/%u/#\nPermission: pubsub\n\n"
                                    "User Pattern: %\nTopic: site/#\nPermission: subscribe\n\n"
                                    "User Pattern: %\nTopic: chat/#\nPermission: pubsub\n\n"
                                    "User Pattern: %\nTopic: alerts/%u/#\nPermission: subscribe\n";

static const char *const schemes[] = {"mqtt", "mqtts", "ws", "wss"};
G_STATIC_ASSERT (G_N_ELEMENTS (schemes) == HELIO_BROKER_FRONT_N);

struct _HelioSandboxBroker {
  GObject parent_instance;

  /* owned */
  char *socket_dir; /* (nullable): made because the state folder's path is too long for a socket */
  char *unix_path;
  char *config_path;
  char *state_path;
  char *log_path;
  char *ca_path;
  char *cert_path;
  char *key_path;
  char *program;
  char *plugin;
  char *urls[HELIO_BROKER_FRONT_N];
  char *native_urls[HELIO_BROKER_FRONT_N];
  HelioSecret *service_password;
  HelioBrokerBook *book;
  HelioBrokerFaults *faults;
  HelioBrokerFront *front;
  HelioBrokerProcess *process;
  GCancellable *cancellable; /* of the start that is under way */
  GTask *start;              /* (nullable): reports to the caller of start */

  /* values */
  guint restart_source;
  guint expiry_source;
  int restart_ms; /* after the exit that is expected; negative: stays down */
  guint port_tries;
  guint crashes;
  gboolean exit_expected;
  gboolean up;
  gboolean stopped;
};

enum {
  PROP_UP = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioSandboxBroker, helio_sandbox_broker, G_TYPE_OBJECT)

static void launch (HelioSandboxBroker *self);

static void
set_up (HelioSandboxBroker *self, gboolean up)
{
  if (self->up == up)
    return;
  self->up = up;
  helio_broker_front_set_up (self->front, up);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UP]);
}

static void
report (HelioSandboxBroker *self, GError *error_taken)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->start);

  if (task == NULL) {
    if (error_taken != NULL)
      g_message ("%s", error_taken->message);
    g_clear_error (&error_taken);
  } else if (error_taken != NULL) {
    g_task_return_error (task, error_taken);
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

/* Starting. */

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioSandboxBroker) self = user_data;
  GError *error = NULL;

  if (helio_broker_probe_finish (result, &error)) {
    self->port_tries = 0;
    set_up (self, TRUE);
    report (self, NULL);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    report (self, error);
  } else {
    g_error_free (error); /* on_exited() or stop() has said more */
  }
}

static void
on_restart (gpointer user_data)
{
  HelioSandboxBroker *self = user_data;

  self->restart_source = 0;
  launch (self);
}

static void
launch_later (HelioSandboxBroker *self, guint ms)
{
  g_clear_handle_id (&self->restart_source, g_source_remove);
  self->restart_source = g_timeout_add_once (ms, on_restart, self);
}

static char *
end_of_log (HelioSandboxBroker *self)
{
  g_autofree char *log = NULL;
  gsize length = 0;

  if (!g_file_get_contents (self->log_path, &log, &length, NULL) || length == 0)
    return g_strdup ("-");
  return helio_printable (length > 400 ? log + length - 400 : log, -1, 400);
}

static void
on_exited (HelioBrokerProcess *process, int status, gpointer user_data)
{
  HelioSandboxBroker *self = user_data;
  gboolean expected = self->exit_expected;

  g_clear_pointer (&self->process, helio_broker_process_free);
  self->exit_expected = FALSE;
  g_cancellable_cancel (self->cancellable);
  set_up (self, FALSE);
  if (expected) {
    if (self->restart_ms >= 0)
      launch_later (self, (guint) self->restart_ms);
    return;
  }
  /* 1 is also what it says when somebody else took one of the ports that were free a moment ago. */
  if (WIFEXITED (status) && WEXITSTATUS (status) == 1 && ++self->port_tries < PORT_TRIES) {
    launch (self);
    return;
  }
  if (self->start == NULL && ++self->crashes <= CRASHES_MAX) {
    launch_later (self, CRASH_MS);
    return;
  }
  {
    g_autofree char *log = end_of_log (self);
    GError *error =
        helio_error_new (HELIO_ERROR_FAILED,
                         C_ ("sandbox", "Its last words tell why; the log is in the state folder."),
                         C_ ("sandbox", "Mosquitto ended with status %d."),
                         WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status));

    helio_error_set_detail (error, log);
    report (self, error);
  }
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gsize length = strlen (text);
  gsize done = 0;

  while (fd >= 0 && done < length) {
    gssize n = write (fd, text + done, length - done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    done += (gsize) n;
  }
  if (fd >= 0 && close (fd) == 0 && done == length)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_FILE,
                          C_ ("sandbox", "Choose a folder that can be written with --state-dir."),
                          C_ ("sandbox", "A file of the broker could not be written: %s"),
                          g_strerror (errno));
}

/* sandbox-broker.md §4.1. The Unix listener stands last: when it answers, all are there. "user root" is ignored
 * for anybody else; without it root's broker could not read a folder of 0700. The queue has no limit in effect,
 * but not by 0: then Mosquitto 2.0.11 takes every refused publish for one too many and closes. */
static char *
make_config (HelioSandboxBroker *self)
{
  GString *text = g_string_new ("user root\n"
                                "allow_anonymous false\n"
                                "log_dest stderr\n"
                                "log_type error\n"
                                "log_type warning\n"
                                "set_tcp_nodelay true\n"
                                "max_queued_messages 100000000\n"
                                "persistence false\n"
                                "sys_interval 10\n");

  g_string_append_printf (text, "plugin %s\nplugin_opt_state %s\n", self->plugin, self->state_path);
  for (guint i = 0; i < HELIO_BROKER_FRONT_N; i++) {
    gboolean websocket = i == HELIO_BROKER_FRONT_WS || i == HELIO_BROKER_FRONT_WSS;
    gboolean tls = i == HELIO_BROKER_FRONT_MQTTS || i == HELIO_BROKER_FRONT_WSS;
    guint port = helio_broker_process_pick_port ();

    g_free (self->native_urls[i]);
    self->native_urls[i] =
        g_strdup_printf ("%s://127.0.0.1:%u%s", schemes[i], port, websocket ? "/" : "");
    g_string_append_printf (text, "listener %u 127.0.0.1\n", port);
    if (websocket) /* without socket_domain it would listen on all interfaces */
      g_string_append (text, "protocol websockets\nsocket_domain ipv4\n");
    if (tls)
      g_string_append_printf (text, "certfile %s\nkeyfile %s\n", self->cert_path, self->key_path);
  }
  g_string_append_printf (text, "listener 0 %s\n", self->unix_path);
  return g_string_free (text, FALSE);
}

static void
launch (HelioSandboxBroker *self)
{
  g_autofree char *config = NULL;
  GError *error = NULL;

  if (self->stopped || self->process != NULL)
    return;
  config = make_config (self);
  if (write_file (self->config_path, config, &error))
    self->process = helio_broker_process_spawn (self->program,
                                                self->config_path,
                                                self->log_path,
                                                on_exited,
                                                self,
                                                &error);
  if (self->process == NULL) {
    report (self, error);
    return;
  }
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  helio_broker_probe_async (self->unix_path,
                            SERVICE_USERNAME,
                            helio_secret_peek (self->service_password),
                            READY_MS,
                            self->cancellable,
                            on_ready,
                            g_object_ref (self));
}

/* Setting up. */

/* A build tree has it beside the program; a test lies elsewhere in the same tree. */
static char *
find_plugin (void)
{
  const char *named = g_getenv ("HELIOGRAPH_SANDBOX_PLUGIN");
  g_autofree char *folder = NULL;
  g_autofree char *program = NULL;
  g_autofree char *installed = g_build_filename (PKGLIBDIR, "sandbox-broker.so", NULL);

  if (named != NULL && named[0] != '\0')
    return g_strdup (named);
  program = g_file_read_link ("/proc/self/exe", NULL);
  folder = program != NULL ? g_path_get_dirname (program) : NULL;
  for (guint up = 0; folder != NULL && up < 5; up++) {
    g_autofree char *mark = g_build_filename (folder, "meson-private", NULL);
    g_autofree char *there =
        g_build_filename (folder, "src", "sandbox", "broker-plugin", "sandbox-broker.so", NULL);
    char *parent;

    if (g_file_test (mark, G_FILE_TEST_IS_DIR) && g_file_test (there, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&there);
    parent = g_path_get_dirname (folder);
    g_free (folder);
    folder = parent;
  }
  return g_file_test (installed, G_FILE_TEST_EXISTS) ? g_steal_pointer (&installed) : NULL;
}

static gboolean
find_programs (HelioSandboxBroker *self, GError **error)
{
  self->program = helio_broker_process_find ();
  if (self->program == NULL)
    return helio_error_set (error,
                            HELIO_ERROR_FILE,
                            C_ ("sandbox", "Install the package mosquitto."),
                            C_ ("sandbox", "The broker Mosquitto is not installed."));
  self->plugin = find_plugin ();
  if (self->plugin == NULL)
    return helio_error_set (error,
                            HELIO_ERROR_FILE,
                            C_ ("sandbox",
                                "Build with mosquitto-dev installed, or name the file in "
                                "HELIOGRAPH_SANDBOX_PLUGIN."),
                            C_ ("sandbox", "The broker's plugin is not at %s."),
                            PKGLIBDIR "/sandbox-broker.so");
  return TRUE;
}

static gboolean
choose_paths (HelioSandboxBroker *self, const char *state_dir, GError **error)
{
  g_autofree char *dir = g_canonicalize_filename (state_dir, NULL);

  self->config_path = g_build_filename (dir, "broker.conf", NULL);
  self->state_path = g_build_filename (dir, "broker.state", NULL);
  self->log_path = g_build_filename (dir, "broker.log", NULL);
  self->ca_path = g_build_filename (dir, "ca.pem", NULL);
  self->cert_path = g_build_filename (dir, "server.pem", NULL);
  self->key_path = g_build_filename (dir, "server.key", NULL);
  self->unix_path = g_build_filename (dir, "broker.sock", NULL);
  if (strlen (self->unix_path) >= sizeof ((struct sockaddr_un *) NULL)->sun_path) {
    self->socket_dir = g_dir_make_tmp ("heliograph-XXXXXX", error);
    if (self->socket_dir == NULL)
      return FALSE;
    g_free (self->unix_path);
    self->unix_path = g_build_filename (self->socket_dir, "broker.sock", NULL);
  }
  return TRUE;
}

static GTlsCertificate *
make_certificates (HelioSandboxBroker *self, GError **error)
{
  static const char *const names[] = {"localhost", "127.0.0.1", "::1", NULL};
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (HelioCertificateSet) set =
      helio_certificate_set_new (names, now - DAY, now + CERTIFICATE_DAYS * DAY, error);

  if (set == NULL ||
      !write_file (self->ca_path, helio_certificate_set_get_authority (set), error) ||
      !write_file (self->cert_path, helio_certificate_set_get_certificate (set), error) ||
      !write_file (self->key_path, helio_secret_peek (helio_certificate_set_get_key (set)), error))
    return NULL;
  return g_tls_certificate_new_from_files (self->cert_path, self->key_path, error);
}

static gboolean
set_everything_up (HelioSandboxBroker *self, const char *state_dir, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GTlsDatabase) authorities = NULL;

  if (!find_programs (self, error) || !choose_paths (self, state_dir, error))
    return FALSE;
  certificate = make_certificates (self, error);
  if (certificate == NULL)
    return FALSE;
  authorities = g_tls_file_database_new (self->ca_path, error);
  if (authorities == NULL)
    return FALSE;
  self->front = helio_broker_front_new (self->unix_path,
                                        self->state_path,
                                        certificate,
                                        authorities,
                                        self->faults,
                                        error);
  if (self->front == NULL)
    return FALSE;
  for (guint i = 0; i < HELIO_BROKER_FRONT_N; i++)
    self->urls[i] = g_strdup_printf ("%s://127.0.0.1:%u%s",
                                     schemes[i],
                                     helio_broker_front_get_port (self->front, i),
                                     i >= HELIO_BROKER_FRONT_WS ? "/" : "");
  return TRUE;
}

HelioSandboxBroker *
helio_sandbox_broker_new (const char *state_dir, const char *acl_text, GError **error)
{
  g_autoptr (HelioRules) rules =
      helio_rules_parse (acl_text != NULL ? acl_text : default_rules, -1, error);
  g_autoptr (HelioSandboxBroker) self = NULL;
  g_autofree char *password = NULL;

  if (rules == NULL)
    return NULL;
  self = g_object_new (HELIO_TYPE_SANDBOX_BROKER, NULL);
  if (!set_everything_up (self, state_dir, error))
    return NULL;
  self->service_password = helio_secret_new_take (helio_random_token (24));
  self->book = helio_broker_book_new (self->state_path);
  helio_broker_book_set_rules (self->book, rules);
  helio_broker_book_set_free (self->book, SERVICE_USERNAME);
  helio_broker_book_add_credential (self->book,
                                    SERVICE_USERNAME,
                                    helio_secret_peek (self->service_password),
                                    0);
  if (!helio_broker_book_write (self->book, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
helio_sandbox_broker_start_async (HelioSandboxBroker *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (HELIO_IS_SANDBOX_BROKER (self));
  g_return_if_fail (self->start == NULL && self->process == NULL && !self->stopped);
  g_task_set_source_tag (task, helio_sandbox_broker_start_async);
  self->start = g_steal_pointer (&task);
  launch (self);
}

gboolean
helio_sandbox_broker_start_finish (HelioSandboxBroker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
remove_files (HelioSandboxBroker *self)
{
  char **paths[] = {&self->config_path,
                    &self->log_path,
                    &self->ca_path,
                    &self->cert_path,
                    &self->key_path,
                    &self->unix_path,
                    &self->state_path};

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (*paths[i] != NULL)
      g_unlink (*paths[i]);
  if (self->socket_dir != NULL)
    g_rmdir (self->socket_dir);
}

void
helio_sandbox_broker_stop (HelioSandboxBroker *self)
{
  g_return_if_fail (HELIO_IS_SANDBOX_BROKER (self));
  if (self->stopped)
    return;
  self->stopped = TRUE;
  g_clear_handle_id (&self->restart_source, g_source_remove);
  g_clear_handle_id (&self->expiry_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->start != NULL)
    report (self,
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The broker was stopped."));
  if (self->up) {
    self->up = FALSE;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UP]);
  }
  g_clear_pointer (&self->front, helio_broker_front_free);
  g_clear_pointer (&self->process, helio_broker_process_free);
  remove_files (self);
}

gboolean
helio_sandbox_broker_is_up (HelioSandboxBroker *self)
{
  return self->up;
}

static const char *
url_of (char **urls, const char *scheme)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (schemes[i], scheme) == 0)
      return urls[i];
  return NULL;
}

const char *
helio_sandbox_broker_get_url (HelioSandboxBroker *self, const char *scheme)
{
  return url_of (self->urls, scheme);
}

const char *
helio_sandbox_broker_get_native_url (HelioSandboxBroker *self, const char *scheme)
{
  return url_of (self->native_urls, scheme);
}

const char *
helio_sandbox_broker_get_native_ws_url (HelioSandboxBroker *self)
{
  return url_of (self->native_urls, "ws");
}

const char *
helio_sandbox_broker_get_unix_path (HelioSandboxBroker *self)
{
  return self->unix_path;
}

const char *
helio_sandbox_broker_get_service_username (HelioSandboxBroker *self)
{
  return SERVICE_USERNAME;
}

HelioSecret *
helio_sandbox_broker_get_service_password (HelioSandboxBroker *self)
{
  return self->service_password;
}

const char *
helio_sandbox_broker_get_ca_file (HelioSandboxBroker *self)
{
  return self->ca_path;
}

const char *
helio_sandbox_broker_get_cert_file (HelioSandboxBroker *self)
{
  return self->cert_path;
}

const char *
helio_sandbox_broker_get_key_file (HelioSandboxBroker *self)
{
  return self->key_path;
}

/* Credentials and rules. */

static void plan_expiry (HelioSandboxBroker *self);

static void
on_expiry (gpointer user_data)
{
  HelioSandboxBroker *self = user_data;

  self->expiry_source = 0;
  if (self->up)
    helio_broker_poke (self->unix_path);
  plan_expiry (self);
}

/* An idle broker looks every 100 ms; this makes it look when a credential has just expired. */
static void
plan_expiry (HelioSandboxBroker *self)
{
  gint64 now = g_get_real_time ();
  gint64 next = helio_broker_book_get_next_expiry (self->book, now);

  g_clear_handle_id (&self->expiry_source, g_source_remove);
  if (next != 0)
    self->expiry_source =
        g_timeout_add_once ((guint) MIN ((next - now) / 1000 + 1, G_MAXINT), on_expiry, self);
}

gboolean
helio_sandbox_broker_grant (HelioSandboxBroker *self,
                            const char *username,
                            const char *password,
                            gint64 expires_wall,
                            const char *const *extra_filters,
                            GError **error)
{
  g_return_val_if_fail (HELIO_IS_SANDBOX_BROKER (self), FALSE);
  helio_broker_book_add_credential (self->book, username, password, expires_wall);
  helio_broker_book_set_extra_filters (self->book, username, extra_filters);
  if (!helio_broker_book_write (self->book, error))
    return FALSE;
  plan_expiry (self);
  return TRUE;
}

gboolean
helio_sandbox_broker_set_rules (HelioSandboxBroker *self, const char *acl_text, GError **error)
{
  g_autoptr (HelioRules) rules =
      helio_rules_parse (acl_text != NULL ? acl_text : default_rules, -1, error);

  if (rules == NULL)
    return FALSE;
  helio_broker_book_set_rules (self->book, rules);
  if (!helio_broker_book_write (self->book, error))
    return FALSE;
  /* A subscription is checked when a message goes out, so what is under way must find the new rules. */
  if (self->up)
    helio_broker_poke (self->unix_path);
  return TRUE;
}

/* Faults. */

static gboolean
fault_kill (HelioSandboxBroker *self, const char *value, GError **error)
{
  gint64 after = 0;

  if (value != NULL && value[0] != '\0' &&
      !g_ascii_string_to_signed (value, 10, G_MININT, G_MAXINT, &after, NULL))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("sandbox", "Give milliseconds; a negative number: not again."),
                            C_ ("sandbox", "“kill” was given no number."));
  self->restart_ms = (int) after;
  g_clear_handle_id (&self->restart_source, g_source_remove);
  if (self->process == NULL) {
    if (after >= 0)
      launch_later (self, (guint) after);
    return TRUE;
  }
  self->exit_expected = TRUE;
  g_cancellable_cancel (self->cancellable);
  set_up (self, FALSE);
  helio_broker_process_signal (self->process, SIGKILL);
  return TRUE;
}

static gboolean
fault_kick (HelioSandboxBroker *self, const char *value, const char *user, GError **error)
{
  helio_broker_book_kick (self->book, user, g_strcmp0 (value, "will") == 0);
  if (!helio_broker_book_write (self->book, error))
    return FALSE;
  if (self->up)
    helio_broker_poke (self->unix_path);
  return TRUE;
}

gboolean
helio_sandbox_broker_fault (HelioSandboxBroker *self,
                            const char *effect,
                            const char *value,
                            int count,
                            const char *user,
                            GError **error)
{
  gboolean live = FALSE;

  g_return_val_if_fail (HELIO_IS_SANDBOX_BROKER (self) && effect != NULL, FALSE);
  if (self->stopped)
    return helio_error_set (error,
                            HELIO_ERROR_FAILED,
                            NULL,
                            C_ ("sandbox", "The broker was stopped."));
  if (strcmp (effect, "kill") == 0)
    return fault_kill (self, value, error);
  if (strcmp (effect, "kick") == 0)
    return fault_kick (self, value, user, error);
  if (strcmp (effect, "start") == 0) {
    self->restart_ms = 0; /* also for one that is still dying */
    launch (self);
    return TRUE;
  }
  if (strcmp (effect, "stop") == 0 || strcmp (effect, "cont") == 0) {
    if (self->process != NULL)
      helio_broker_process_signal (self->process, effect[0] == 's' ? SIGSTOP : SIGCONT);
    return TRUE;
  }
  if (strcmp (effect, "clear") == 0) {
    helio_broker_faults_clear (self->faults);
    return TRUE;
  }
  if (!helio_broker_faults_arm (self->faults, effect, value, count, user, &live, error))
    return FALSE;
  if (live)
    helio_broker_front_look_for_faults (self->front);
  return TRUE;
}

static void
helio_sandbox_broker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioSandboxBroker *self = HELIO_SANDBOX_BROKER (object);

  if (id == PROP_UP)
    g_value_set_boolean (value, self->up);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_sandbox_broker_dispose (GObject *object)
{
  helio_sandbox_broker_stop (HELIO_SANDBOX_BROKER (object));
  G_OBJECT_CLASS (helio_sandbox_broker_parent_class)->dispose (object);
}

static void
helio_sandbox_broker_finalize (GObject *object)
{
  HelioSandboxBroker *self = HELIO_SANDBOX_BROKER (object);

  for (guint i = 0; i < HELIO_BROKER_FRONT_N; i++) {
    g_free (self->urls[i]);
    g_free (self->native_urls[i]);
  }
  g_clear_pointer (&self->service_password, helio_secret_unref);
  helio_broker_book_free (self->book);
  helio_broker_faults_unref (self->faults);
  g_clear_object (&self->cancellable);
  g_free (self->socket_dir);
  g_free (self->unix_path);
  g_free (self->config_path);
  g_free (self->state_path);
  g_free (self->log_path);
  g_free (self->ca_path);
  g_free (self->cert_path);
  g_free (self->key_path);
  g_free (self->program);
  g_free (self->plugin);
  G_OBJECT_CLASS (helio_sandbox_broker_parent_class)->finalize (object);
}

static void
helio_sandbox_broker_class_init (HelioSandboxBrokerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = helio_sandbox_broker_get_property;
  object_class->dispose = helio_sandbox_broker_dispose;
  object_class->finalize = helio_sandbox_broker_finalize;
  props[PROP_UP] =
      g_param_spec_boolean ("up", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
helio_sandbox_broker_init (HelioSandboxBroker *self)
{
  self->faults = helio_broker_faults_new ();
}
