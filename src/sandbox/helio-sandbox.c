// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox.h"

#include "core/base/helio-clock.h"
#include "core/base/helio-error.h"
#include "core/crypto/helio-random.h"
#include "sandbox/helio-exchange-server.h"
#include "sandbox/helio-fleet.h"
#include "sandbox/helio-issuer.h"
#include "sandbox/helio-sandbox-broker.h"
#include "sandbox/helio-sandbox-pointer.h"
#include "sandbox/helio-sandbox-profiles.h"
#include "sandbox/helio-web.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define AUDIENCE "https://api.sandbox.test"
#define N_AUTO_PORTS 5
#define STATIC_PASSWORD_EXPIRY 0 /* never */

struct _HelioSandbox {
  GObject parent_instance;

  HelioSandboxOptions *options;
  HelioClock *clock;
  HelioSandboxUsers *users;
  HelioFaults *faults;
  HelioSandboxBroker *broker;
  HelioFleet *fleet; /* (nullable) */
  HelioIssuer *issuer;
  HelioExchangeServer *exchange;
  SoupServer *server;
  char *state_dir;
  gboolean made_state_dir;
  HelioSandboxPointer *pointer; /* (nullable) */
  char *url, *client_id, *organization_id, *secret_key, *publishable_key, *faults_secret;
};

G_DEFINE_FINAL_TYPE (HelioSandbox, helio_sandbox, G_TYPE_OBJECT)

static char *
random_name (const char *prefix, gsize length)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  g_autofree guint8 *octets = g_malloc (length);
  g_autoptr (GString) name = g_string_new (prefix);

  helio_random_bytes (octets, length);
  for (gsize i = 0; i < length; i++)
    g_string_append_c (name, letters[octets[i] % 32]);
  return g_strdup (name->str);
}

/* Symbolic links are removed, never followed. */
static void
remove_tree (const char *path, gboolean itself)
{
  GStatBuf info;

  if (g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child, TRUE);
    }
  }
  if (itself)
    g_remove (path);
}

void
helio_sandbox_stop (HelioSandbox *self)
{
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->exchange, helio_exchange_server_free);
  g_clear_pointer (&self->issuer, helio_issuer_free);
  g_clear_pointer (&self->fleet, helio_fleet_stop);
  if (self->broker != NULL)
    helio_sandbox_broker_stop (self->broker);
  g_clear_object (&self->broker);
  g_clear_pointer (&self->pointer, helio_sandbox_pointer_free);
  if (self->state_dir != NULL)
    remove_tree (self->state_dir, self->made_state_dir);
  g_clear_pointer (&self->state_dir, g_free);
}

static void
helio_sandbox_finalize (GObject *object)
{
  HelioSandbox *self = HELIO_SANDBOX (object);

  helio_sandbox_stop (self);
  g_clear_pointer (&self->faults, helio_faults_free);
  g_clear_pointer (&self->users, helio_sandbox_users_free);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->options, helio_sandbox_options_free);
  g_free (self->url);
  g_free (self->client_id);
  g_free (self->organization_id);
  g_free (self->secret_key);
  g_free (self->publishable_key);
  g_free (self->faults_secret);
  G_OBJECT_CLASS (helio_sandbox_parent_class)->finalize (object);
}

static void
helio_sandbox_class_init (HelioSandboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_sandbox_finalize;
}

static void
helio_sandbox_init (HelioSandbox *self)
{
  g_autofree char *secret = helio_random_token (24);
  g_autofree char *publishable = helio_random_token (24);

  self->clock = helio_clock_new_system ();
  self->faults = helio_faults_new ();
  self->client_id = random_name ("", 32);
  self->organization_id = random_name ("org_", 12);
  self->secret_key = g_strconcat ("sk_", secret, NULL);
  self->publishable_key = g_strconcat ("pk_", publishable, NULL);
  self->faults_secret = random_name ("", 32);
}

HelioSandbox *
helio_sandbox_new (HelioSandboxOptions *options_taken)
{
  HelioSandbox *self = g_object_new (HELIO_TYPE_SANDBOX, NULL);

  self->options = options_taken;
  return self;
}

static gboolean
is_empty (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

/* What was there before is not ours to remove: only a new or an empty folder will do. */
static gboolean
make_state_dir (HelioSandbox *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *wanted = self->options->state_dir;
  g_autofree char *path = NULL;

  if (wanted == NULL) {
    path = g_dir_make_tmp ("heliograph-sandbox-XXXXXX", &local);
    if (path == NULL)
      return helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", local->message);
    self->made_state_dir = TRUE;
  } else {
    path = g_canonicalize_filename (wanted, NULL);
    if (g_mkdir (path, 0700) == 0)
      self->made_state_dir = TRUE;
    else if (errno != EEXIST)
      return helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s: %s", path, g_strerror (errno));
    else if (!is_empty (path))
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_USAGE,
                              NULL,
                              "%s is not an empty folder",
                              path);
    else if (g_chmod (path, 0700) != 0)
      return helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s: %s", path, g_strerror (errno));
  }
  self->state_dir = g_steal_pointer (&path);
  return TRUE;
}

static gboolean
load_users (HelioSandbox *self, GError **error)
{
  self->users = self->options->users_file != NULL
                    ? helio_sandbox_users_load (self->options->users_file, error)
                    : helio_sandbox_users_new_default ();
  return self->users != NULL;
}

static gboolean
make_broker (HelioSandbox *self, GError **error)
{
  g_autofree char *rules = NULL;
  g_autoptr (GError) local = NULL;

  if (self->options->acl_file != NULL &&
      !g_file_get_contents (self->options->acl_file, &rules, NULL, &local))
    return helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", local->message);
  self->broker = helio_sandbox_broker_new (self->state_dir, rules, error);
  return self->broker != NULL;
}

/* Held at the same time, so that they are five different ones. */
static gboolean
find_free_ports (GArray *ports, GError **error)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  for (guint i = 0; i < N_AUTO_PORTS; i++) {
    g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
    g_autoptr (GSocketAddress) bound = NULL;
    g_autoptr (GError) local = NULL;
    GSocket *socket =
        g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &local);
    guint16 port;

    if (socket != NULL)
      g_ptr_array_add (sockets, socket);
    if (socket == NULL || !g_socket_bind (socket, any, FALSE, &local) ||
        (bound = g_socket_get_local_address (socket, &local)) == NULL)
      return helio_error_set (error, HELIO_ERROR_NETWORK, NULL, "%s", local->message);
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
    g_array_append_val (ports, port);
  }
  return TRUE;
}

static gboolean
load_certificate (HelioSandbox *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_files (helio_sandbox_broker_get_cert_file (self->broker),
                                        helio_sandbox_broker_get_key_file (self->broker),
                                        &local);

  if (certificate == NULL)
    return helio_error_set (error, HELIO_ERROR_TLS, NULL, "%s", local->message);
  soup_server_set_tls_certificate (self->server, certificate);
  return TRUE;
}

static gboolean
listen_http (HelioSandbox *self, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->options->port);
  g_autoptr (GError) local = NULL;
  GSList *uris;

  self->server = soup_server_new ("server-header", "heliograph-sandbox", NULL);
  if (self->options->tls && !load_certificate (self, error))
    return FALSE;
  if (!soup_server_listen (self->server,
                           address,
                           self->options->tls ? SOUP_SERVER_LISTEN_HTTPS : 0,
                           &local))
    return helio_error_set (error,
                            HELIO_ERROR_NETWORK,
                            NULL,
                            "The HTTP services cannot listen: %s",
                            local->message);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("%s://127.0.0.1:%d/",
                               self->options->tls ? "https" : "http",
                               g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

static gboolean
grant_at_broker (const char *username,
                 const char *password,
                 gint64 expires_wall,
                 const char *const *extra_filters,
                 gpointer user_data,
                 GError **error)
{
  HelioSandbox *self = user_data;

  return helio_sandbox_broker_grant (self->broker,
                                     username,
                                     password,
                                     expires_wall,
                                     extra_filters,
                                     error);
}

static gboolean
apply_fault (HelioSandbox *self, HelioFault *fault_taken, GError **error)
{
  g_autoptr (HelioFault) fault = fault_taken;

  if (fault->target == HELIO_FAULT_BROKER) {
    helio_faults_count (self->faults, HELIO_FAULT_BROKER);
    return helio_sandbox_broker_fault (self->broker,
                                       fault->effect_name,
                                       fault->text,
                                       fault->count,
                                       fault->user,
                                       error);
  }
  if (fault->effect == HELIO_FAULT_ROTATE)
    return helio_issuer_rotate_keys (self->issuer, g_strcmp0 (fault->text, "revoke") == 0, error);
  return helio_faults_add (self->faults, g_steal_pointer (&fault), error);
}

static void
on_faults (SoupServerMessage *message, gpointer user_data)
{
  HelioSandbox *self = user_data;
  g_autoptr (HelioJson) body = NULL, answer = NULL;
  g_autoptr (GError) error = NULL;
  HelioFault *fault = NULL;

  if (g_str_equal (soup_server_message_get_method (message), "POST")) {
    body = helio_web_body_json (message, &error);
    if (body != NULL)
      fault = helio_fault_new_from_json (body, &error);
    if (fault != NULL)
      apply_fault (self, fault, &error);
  }
  if (error != NULL) {
    answer = helio_json_new_object ();
    helio_json_set_string (answer, "error", "invalid_request");
    helio_json_set_string (answer, "message", error->message);
    helio_web_answer_json (message, SOUP_STATUS_BAD_REQUEST, answer);
  } else {
    answer = helio_faults_to_json (self->faults);
    helio_web_answer_json (message, SOUP_STATUS_OK, answer);
  }
}

static gboolean
serve (HelioSandbox *self, GError **error)
{
  g_autofree char *faults_path = g_strconcat ("/sandbox/faults/", self->faults_secret, NULL);
  const GArray *ports = self->options->redirect_ports;
  HelioIssuerConfig issuer = {
      .url = self->url,
      .client_id = self->client_id,
      .audience = AUDIENCE,
      .redirect_ports = (const guint16 *) ports->data,
      .n_redirect_ports = ports->len,
      .access_token_ttl = self->options->access_token_ttl,
      .rotation_overlap = self->options->rotation_overlap,
      .device_interval = self->options->device_interval,
      .iss_parameter = self->options->iss_parameter,
      .email_claim = self->options->email_claim,
      .algorithm = self->options->algorithm,
      .any_port = self->options->any_port,
      .takes_resource = self->options->takes_resource,
      .no_offline = self->options->no_offline,
      .token_host = self->options->token_host,
  };
  HelioExchangeConfig exchange = {
      .organization_id = self->organization_id,
      .secret_key = self->secret_key,
      .publishable_key = self->publishable_key,
      .credential_ttl = self->options->credential_ttl,
      .credential_ttl_max =
          self->options->credential_ttl_given ? self->options->credential_ttl : 86400,
  };

  self->issuer = helio_issuer_new (&issuer, self->clock, self->users, self->faults, error);
  if (self->issuer == NULL)
    return FALSE;
  self->exchange = helio_exchange_server_new (&exchange,
                                              self->clock,
                                              self->issuer,
                                              self->users,
                                              self->faults,
                                              grant_at_broker,
                                              self);
  helio_web_guard (self->server);
  if (self->options->record_file != NULL &&
      !helio_web_record (self->server, self->options->record_file, error))
    return FALSE;
  helio_issuer_serve (self->issuer, G_OBJECT (self->server));
  helio_exchange_server_serve (self->exchange, G_OBJECT (self->server));
  helio_web_route (self->server, "GET POST", faults_path, on_faults, self);
  return TRUE;
}

/* The password method: the password of the sign-in page is the MQTT password of NAME@org, too. */
static gboolean
grant_static_passwords (HelioSandbox *self, GError **error)
{
  for (guint i = 0; i < helio_sandbox_users_get_length (self->users); i++) {
    const HelioSandboxUser *user = helio_sandbox_users_get (self->users, i);
    g_autofree char *username = g_strdup_printf ("%s@%s", user->name, self->organization_id);

    if (!helio_sandbox_broker_grant (self->broker,
                                     username,
                                     user->password,
                                     STATIC_PASSWORD_EXPIRY,
                                     (const char *const *) user->mqtt_topics,
                                     error))
      return FALSE;
  }
  return TRUE;
}

static HelioJson *
tell (HelioSandbox *self, GError **error)
{
  const GArray *ports = self->options->redirect_ports;
  HelioSandboxFacts facts = {
      .url = self->url,
      .client_id = self->client_id,
      .audience = AUDIENCE,
      .organization_id = self->organization_id,
      .secret_key = self->secret_key,
      .publishable_key = self->publishable_key,
      .faults_secret = self->faults_secret,
      .redirect_ports = (const guint16 *) ports->data,
      .n_redirect_ports = ports->len,
      .credential_ttl = self->options->credential_ttl,
      .ca_file = helio_sandbox_broker_get_ca_file (self->broker),
      .mqtt = helio_sandbox_broker_get_url (self->broker, "mqtt"),
      .mqtts = helio_sandbox_broker_get_url (self->broker, "mqtts"),
      .ws = helio_sandbox_broker_get_url (self->broker, "ws"),
      .wss = helio_sandbox_broker_get_url (self->broker, "wss"),
      .users = self->users,
  };
  g_autofree char *dir = g_build_filename (self->state_dir, "profiles", NULL);
  g_autoptr (HelioJson) profiles = NULL, ready = NULL;

  if (g_mkdir (dir, 0700) != 0 && errno != EEXIST) {
    helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s: %s", dir, g_strerror (errno));
    return NULL;
  }
  profiles = helio_sandbox_profiles_write (&facts, dir, error);
  if (profiles == NULL)
    return NULL;
  ready = helio_sandbox_ready (&facts, profiles);
  return helio_sandbox_ready_write (ready, self->state_dir, error) ? g_steal_pointer (&ready)
                                                                   : NULL;
}

static void
start_fleet (HelioSandbox *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < helio_sandbox_users_get_length (self->users); i++)
    g_ptr_array_add (names, helio_sandbox_users_get (self->users, i)->name);
  g_ptr_array_add (names, NULL);
  self->fleet =
      helio_fleet_start (self->broker, self->options->traffic, (const char *const *) names->pdata);
}

static void
on_broker_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioSandbox *self = g_task_get_source_object (task);
  g_autoptr (HelioJson) ready = NULL;
  GError *error = NULL;

  if (helio_sandbox_broker_start_finish (HELIO_SANDBOX_BROKER (source), result, &error) &&
      !g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) &&
      listen_http (self, &error) && serve (self, &error) && grant_static_passwords (self, &error))
    ready = tell (self, &error);
  if (ready != NULL && self->options->state_dir != NULL &&
      (self->pointer = helio_sandbox_pointer_new (self->state_dir, &error)) == NULL)
    g_clear_pointer (&ready, helio_json_unref);
  if (ready == NULL) {
    g_task_return_error (task, error);
    return;
  }
  start_fleet (self);
  g_task_return_pointer (task, g_steal_pointer (&ready), (GDestroyNotify) helio_json_unref);
}

void
helio_sandbox_start_async (HelioSandbox *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, helio_sandbox_start_async);
  if (self->options->redirect_ports == NULL) {
    self->options->redirect_ports = g_array_new (FALSE, FALSE, sizeof (guint16));
    if (!find_free_ports (self->options->redirect_ports, &error)) {
      g_task_return_error (task, error);
      return;
    }
  }
  if (!load_users (self, &error) || !make_state_dir (self, &error) || !make_broker (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  helio_sandbox_broker_start_async (self->broker,
                                    cancellable,
                                    on_broker_started,
                                    g_steal_pointer (&task));
}

HelioJson *
helio_sandbox_start_finish (HelioSandbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
