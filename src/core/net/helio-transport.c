// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/net/helio-transport-private.h"

#include "core/base/helio-clock.h"
#include "core/base/helio-error.h"
#include "core/net/helio-tls-database.h"

#include <glib/gi18n-lib.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>

typedef struct {
  HelioTransportInfo info;
  const HelioTransportFuncs *funcs; /* NULL: not started, ended or closed */
  gpointer user_data;
  GSocket *socket; /* (nullable) */
  gboolean closed;
} HelioTransportPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HelioTransport, helio_transport, G_TYPE_OBJECT)

static void
helio_transport_finalize (GObject *object)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (HELIO_TRANSPORT (object));

  g_free (priv->info.scheme);
  g_free (priv->info.peer);
  g_free (priv->info.tls_version);
  g_free (priv->info.tls_cipher);
  g_free (priv->info.subprotocol);
  g_clear_object (&priv->socket);
  G_OBJECT_CLASS (helio_transport_parent_class)->finalize (object);
}

static void
helio_transport_class_init (HelioTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_transport_finalize;
}

static void
helio_transport_init (HelioTransport *self)
{
}

const HelioTransportInfo *
helio_transport_get_info (HelioTransport *self)
{
  return helio_transport_edit_info (self);
}

HelioTransportInfo *
helio_transport_edit_info (HelioTransport *self)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);

  return &priv->info;
}

void
helio_transport_set_socket (HelioTransport *self, GSocket *socket)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);

  g_set_object (&priv->socket, socket);
}

void
helio_transport_set_peer (HelioTransport *self, GSocketAddress *address)
{
  HelioTransportInfo *info = helio_transport_edit_info (self);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return;
  g_free (info->peer);
  info->peer = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

void
helio_transport_set_tls (HelioTransport *self,
                         GTlsProtocolVersion version,
                         const char *cipher_taken)
{
  HelioTransportInfo *info = helio_transport_edit_info (self);
  static const struct {
    GTlsProtocolVersion version;
    const char *name;
  } names[] = {
      {G_TLS_PROTOCOL_VERSION_TLS_1_0, "TLS 1.0"},
      {G_TLS_PROTOCOL_VERSION_TLS_1_1, "TLS 1.1"},
      {G_TLS_PROTOCOL_VERSION_TLS_1_2, "TLS 1.2"},
      {G_TLS_PROTOCOL_VERSION_TLS_1_3, "TLS 1.3"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].version == version)
      info->tls_version = g_strdup (names[i].name);
  if (info->tls_version == NULL)
    info->tls_version = g_strdup ("TLS");
  info->tls_cipher = g_strdup (cipher_taken);
}

gboolean
helio_transport_is_open (HelioTransport *self)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);

  return priv->funcs != NULL && !priv->closed;
}

void
helio_transport_emit_received (HelioTransport *self, const guint8 *data, gsize length)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);

  if (priv->funcs != NULL)
    priv->funcs->received (priv->user_data, data, length);
}

void
helio_transport_emit_writable (HelioTransport *self)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);

  if (priv->funcs != NULL)
    priv->funcs->writable (priv->user_data);
}

void
helio_transport_emit_ended (HelioTransport *self, const GError *error)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);
  const HelioTransportFuncs *funcs = g_steal_pointer (&priv->funcs);

  if (funcs != NULL)
    funcs->ended (priv->user_data, error);
}

void
helio_transport_start (HelioTransport *self, const HelioTransportFuncs *funcs, gpointer user_data)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);

  g_return_if_fail (priv->funcs == NULL && !priv->closed);
  priv->funcs = funcs;
  priv->user_data = user_data;
  HELIO_TRANSPORT_GET_CLASS (self)->start (self);
}

gsize
helio_transport_write (HelioTransport *self, const guint8 *data, gsize length)
{
  if (length == 0)
    return 0;
  /* Its owner is being told. */
  if (!helio_transport_is_open (self))
    return 0;
  return HELIO_TRANSPORT_GET_CLASS (self)->write (self, data, length);
}

gboolean
helio_transport_get_progress (HelioTransport *self, HelioTransportProgress *progress)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);
  HelioTransportClass *klass = HELIO_TRANSPORT_GET_CLASS (self);
  struct tcp_info info = {0};
  socklen_t length = sizeof info;
  int fd, unconfirmed = 0;

  if (priv->closed || priv->socket == NULL || g_socket_is_closed (priv->socket))
    return FALSE;
  fd = g_socket_get_fd (priv->socket);
  /* tcp(7): SIOCOUTQ, by the name that it has for terminals. */
  if (ioctl (fd, TIOCOUTQ, &unconfirmed) == -1 ||
      getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) == -1)
    return FALSE;
  progress->pending = (gsize) MAX (unconfirmed, 0);
  if (klass->get_held != NULL)
    progress->pending += klass->get_held (self);
  progress->confirmed = info.tcpi_bytes_acked;
  return TRUE;
}

void
helio_transport_close_async (HelioTransport *self, GAsyncReadyCallback callback, gpointer user_data)
{
  HelioTransportPrivate *priv = helio_transport_get_instance_private (self);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_transport_close_async);
  priv->funcs = NULL;
  if (priv->closed) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  priv->closed = TRUE;
  HELIO_TRANSPORT_GET_CLASS (self)->close (self, g_steal_pointer (&task));
}

void
helio_transport_close_finish (HelioTransport *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* The attempt as a whole: the caller's task around the task of a kind, with the deadline. */
typedef struct {
  GTask *task;
  HelioTransportOpening *opening; /* borrowed from the inner task */
  GCancellable *cancellable;      /* (nullable): the caller's */
  gulong cancel_id;
  HelioTimer *deadline;
} Attempt;

void
helio_transport_opening_clear (HelioTransportOpening *opening)
{
  g_clear_pointer (&opening->uri, g_uri_unref);
  g_clear_pointer (&opening->scheme, g_free);
  g_clear_pointer (&opening->host, g_free);
  g_clear_object (&opening->database);
  g_clear_object (&opening->certificate);
  g_clear_object (&opening->cancellable);
}

static void
opening_free (HelioTransportOpening *opening)
{
  helio_transport_opening_clear (opening);
  g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTransportOpening, opening_free)

gboolean
helio_transport_opening_set_url (HelioTransportOpening *opening, const char *url, GError **error)
{
  static const struct {
    const char *scheme;
    guint16 port;
    gboolean tls, websocket;
  } kinds[] = {
      {"mqtt", 1883, FALSE, FALSE},
      {"mqtts", 8883, TRUE, FALSE},
      {"ws", 80, FALSE, TRUE},
      {"wss", 443, TRUE, TRUE},
  };

  opening->uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  if (opening->uri != NULL && g_uri_get_host (opening->uri) != NULL &&
      *g_uri_get_host (opening->uri) != '\0')
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (g_strcmp0 (g_uri_get_scheme (opening->uri), kinds[i].scheme) == 0) {
        int port = g_uri_get_port (opening->uri);

        opening->scheme = g_strdup (kinds[i].scheme);
        opening->host = g_strdup (g_uri_get_host (opening->uri));
        opening->port = port > 0 ? (guint16) port : kinds[i].port;
        opening->tls = kinds[i].tls;
        opening->websocket = kinds[i].websocket;
        return TRUE;
      }
  return helio_error_set (
      error,
      HELIO_ERROR_INVALID_DATA,
      C_ ("error", "Write it like wss://host:port/path, mqtts://host, ws://host or mqtt://host."),
      C_ ("error", "The broker's address is not one that Heliograph can reach."));
}

static gboolean
load_certificate (HelioTransportOpening *opening,
                  const HelioTransportConfig *config,
                  GError **error)
{
  g_autoptr (GError) local = NULL;

  if (config->certificate_pem == NULL)
    return TRUE;
  opening->certificate =
      helio_tls_certificate_new (config->certificate_pem, config->private_key_pem, &local);
  if (opening->certificate != NULL)
    return TRUE;
  return helio_error_set (
      error,
      HELIO_ERROR_TLS,
      C_ ("error", "Choose the certificate and its private key again, both in PEM form."),
      C_ ("error", "The client certificate cannot be used: %s"),
      local->message);
}

static void
on_deadline (gpointer user_data)
{
  Attempt *attempt = user_data;

  attempt->opening->timed_out = TRUE;
  g_cancellable_cancel (attempt->opening->cancellable);
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  GError *error = NULL;
  HelioTransport *transport = g_task_propagate_pointer (G_TASK (result), &error);

  if (attempt->cancellable != NULL)
    g_cancellable_disconnect (attempt->cancellable, attempt->cancel_id);
  g_clear_object (&attempt->cancellable);
  g_clear_pointer (&attempt->deadline, helio_timer_cancel);
  if (transport != NULL)
    g_task_return_pointer (attempt->task, transport, g_object_unref);
  else
    g_task_return_error (attempt->task, error);
  g_object_unref (attempt->task);
  g_free (attempt);
}

void
helio_transport_open_async (const HelioTransportConfig *config,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (HelioTransportOpening) opening = g_new0 (HelioTransportOpening, 1);
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  HelioTransportOpening *borrowed = opening;
  GError *error = NULL;
  Attempt *attempt;
  GTask *inner;

  g_task_set_source_tag (task, helio_transport_open_async);
  /* A transport that came just before a late cancel is closed by g_task's own cleanup. */
  if (g_task_return_error_if_cancelled (task))
    return;
  opening->cancellable = g_cancellable_new ();
  opening->maximum_packet_size = config->maximum_packet_size;
  if (!helio_transport_opening_set_url (opening, config->url, &error) ||
      !load_certificate (opening, config, &error) ||
      (opening->tls && config->ca_pem != NULL &&
       (opening->database = helio_tls_database_new_from_pem (config->ca_pem, &error)) == NULL)) {
    g_task_return_error (task, error);
    return;
  }

  attempt = g_new0 (Attempt, 1);
  attempt->task = g_steal_pointer (&task);
  attempt->opening = opening;
  attempt->deadline =
      helio_clock_after (clock,
                         config->deadline > 0 ? config->deadline : HELIO_TRANSPORT_DEADLINE,
                         on_deadline,
                         attempt);
  if (cancellable != NULL) {
    attempt->cancellable = g_object_ref (cancellable);
    attempt->cancel_id = g_cancellable_connect (cancellable,
                                                G_CALLBACK (on_cancelled),
                                                g_object_ref (opening->cancellable),
                                                g_object_unref);
  }
  inner = g_task_new (NULL, opening->cancellable, on_opened, attempt);
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, g_steal_pointer (&opening), (GDestroyNotify) opening_free);
  if (borrowed->websocket)
    helio_websocket_transport_open (inner, borrowed);
  else
    helio_stream_transport_open (inner, borrowed);
}

HelioTransport *
helio_transport_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
