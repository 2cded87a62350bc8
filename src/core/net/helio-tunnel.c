// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* struct ucred */
#define _GNU_SOURCE
#include "config.h"

#include "core/net/helio-tunnel-private.h"

#include "core/base/helio-clock.h"
#include "core/base/helio-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

G_DEFINE_FINAL_TYPE (HelioTunnel, helio_tunnel, G_TYPE_OBJECT)

gboolean
helio_frame_add_length (HelioFrame *self, guint8 byte, gboolean *done)
{
  if (self->shift > 21)
    return FALSE;
  self->remaining |= (guint32) (byte & 0x7F) << self->shift;
  self->shift += 7;
  if ((byte & 0x80) != 0)
    return self->shift <= 21;
  self->left = self->remaining;
  self->phase = HELIO_FRAME_BODY;
  *done = TRUE;
  return TRUE;
}

void
helio_frame_next (HelioFrame *self)
{
  self->phase = HELIO_FRAME_FIRST;
  self->shift = 0;
  /* @remaining stays readable until the next packet begins. */
}

static void update_client_source (HelioTunnel *self);

static void
remove_socket (HelioTunnel *self)
{
  if (self->socket_path != NULL)
    g_unlink (self->socket_path);
  if (self->socket_dir != NULL)
    g_rmdir (self->socket_dir);
  g_clear_pointer (&self->socket_path, g_free);
  g_clear_pointer (&self->socket_dir, g_free);
  if (self->listen_fd != -1)
    close (self->listen_fd);
  self->listen_fd = -1;
}

static void
drop_client_source (HelioTunnel *self)
{
  if (self->client_source == NULL)
    return;
  g_source_destroy (self->client_source);
  g_clear_pointer (&self->client_source, g_source_unref);
}

static void
drop_client (HelioTunnel *self)
{
  drop_client_source (self);
  remove_socket (self);
  if (self->client_fd != -1)
    close (self->client_fd);
  self->client_fd = -1;
}

static void
end (HelioTunnel *self, const GError *error)
{
  const HelioTunnelFuncs *funcs;

  if (self->funcs == NULL)
    return;
  /* The client sees all that came before; what it still writes shows which packets it holds. */
  self->funcs->drive (self->user_data);
  if (self->funcs == NULL)
    return;
  helio_tunnel_note_end (self);
  self->output = HELIO_TUNNEL_DROP;
  helio_tunnel_count_lost (self);
  helio_tunnel_pump (self);
  drop_client_source (self);
  funcs = g_steal_pointer (&self->funcs);
  funcs->ended (self->user_data, error);
}

void
helio_tunnel_fail (HelioTunnel *self, GError *error_taken)
{
  if (self->error == NULL)
    self->error = error_taken;
  else
    g_error_free (error_taken);
}

static void
on_received (gpointer user_data, const guint8 *data, gsize length)
{
  g_autoptr (HelioTunnel) self = g_object_ref (user_data);

  self->counters.last_in = helio_boot_time ();
  self->counters.bytes_in += length;
  if (self->error != NULL)
    return;
  helio_tunnel_take_input (self, data, length);
  if (self->error != NULL) {
    end (self, self->error);
    return;
  }
  if (self->funcs != NULL && self->client_fd != -1)
    self->funcs->drive (self->user_data);
  helio_tunnel_pump (self);
}

static void
on_writable (gpointer user_data)
{
  g_autoptr (HelioTunnel) self = g_object_ref (user_data);

  helio_tunnel_flush (self);
  helio_tunnel_pump (self);
  update_client_source (self);
}

static void
on_ended (gpointer user_data, const GError *error)
{
  g_autoptr (HelioTunnel) self = g_object_ref (user_data);

  end (self, self->error != NULL ? self->error : error);
}

static const HelioTransportFuncs transport_funcs = {on_received, on_writable, on_ended};

/* The client wrote, or went. Level-triggered: it is watched only while its bytes can be taken. */
static gboolean
on_client_ready (gint fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (HelioTunnel) self = g_object_ref (user_data);

  helio_tunnel_pump (self);
  if ((condition & (G_IO_HUP | G_IO_ERR)) != 0) {
    drop_client_source (self);
    return G_SOURCE_REMOVE;
  }
  update_client_source (self);
  return self->client_source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
update_client_source (HelioTunnel *self)
{
  gboolean wanted =
      self->client_fd != -1 && self->funcs != NULL && self->output != HELIO_TUNNEL_HOLD &&
      (self->output == HELIO_TUNNEL_DROP || self->queue->len - self->sent < HELIO_TUNNEL_CHUNK);

  if (!wanted) {
    drop_client_source (self);
  } else if (self->client_source == NULL) {
    self->client_source = g_unix_fd_source_new (self->client_fd, G_IO_IN);
    g_source_set_name (self->client_source, "helio-tunnel-client");
    g_source_set_callback (self->client_source, G_SOURCE_FUNC (on_client_ready), self, NULL);
    g_source_attach (self->client_source, g_main_context_get_thread_default ());
  }
}

static void
helio_tunnel_finalize (GObject *object)
{
  HelioTunnel *self = HELIO_TUNNEL (object);

  drop_client (self);
  g_clear_object (&self->transport);
  g_free (self->buffer);
  g_byte_array_unref (self->backlog);
  helio_tunnel_wipe_queue (self);
  g_byte_array_unref (self->queue);
  g_byte_array_unref (self->waiting);
  g_byte_array_unref (self->in.kept);
  g_byte_array_unref (self->out.kept);
  g_array_unref (self->qos0_ends);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (helio_tunnel_parent_class)->finalize (object);
}

static void
helio_tunnel_class_init (HelioTunnelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_tunnel_finalize;
}

static void
helio_tunnel_init (HelioTunnel *self)
{
  self->listen_fd = -1;
  self->client_fd = -1;
  self->buffer = g_malloc (HELIO_TUNNEL_CHUNK);
  self->backlog = g_byte_array_new ();
  self->queue = g_byte_array_new ();
  self->waiting = g_byte_array_new ();
  self->in.kept = g_byte_array_new ();
  self->out.kept = g_byte_array_new ();
  self->qos0_ends = g_array_new (FALSE, FALSE, sizeof (guint64));
}

HelioTunnel *
helio_tunnel_new (HelioTransport *transport,
                  HelioPacketIds *ids,
                  int mqtt_version,
                  gint64 maximum_packet_size,
                  const HelioTunnelFuncs *funcs,
                  gpointer user_data)
{
  HelioTunnel *self = g_object_new (HELIO_TYPE_TUNNEL, NULL);
  HelioTransportProgress progress;

  self->transport = g_object_ref (transport);
  self->ids = ids;
  self->version = mqtt_version;
  self->maximum_packet_size = maximum_packet_size;
  self->funcs = funcs;
  self->user_data = user_data;
  self->counters.last_in = self->counters.last_out = self->last_taken = helio_boot_time ();
  /* What the handshakes took is no progress of ours. */
  if (helio_transport_get_progress (transport, &progress))
    self->confirmed = progress.confirmed;
  helio_transport_start (transport, &transport_funcs, self);
  return self;
}

void
helio_tunnel_set_funcs (HelioTunnel *self, const HelioTunnelFuncs *funcs, gpointer user_data)
{
  /* One that has ended has said so. */
  if (self->funcs == NULL)
    return;
  self->funcs = funcs;
  self->user_data = user_data;
}

HelioTransport *
helio_tunnel_get_transport (HelioTunnel *self)
{
  return self->transport;
}

const HelioTunnelCounters *
helio_tunnel_get_counters (HelioTunnel *self)
{
  return &self->counters;
}

static gboolean
socket_error (GError **error, int code)
{
  return helio_error_set (
      error,
      HELIO_ERROR_FAILED,
      C_ ("error", "Check that the folder for temporary files can be written to."),
      C_ ("error", "The private socket could not be made: %s"),
      g_strerror (code));
}

/* The path of a Unix socket is short; the runtime folder is preferred since nobody else may look into it. */
static char *
make_dir (void)
{
  const char *places[] = {g_get_user_runtime_dir (), g_get_tmp_dir (), "/tmp"};

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *dir = g_build_filename (places[i], "heliograph-XXXXXX", NULL);

    if (strlen (dir) + strlen ("/mqtt") < sizeof ((struct sockaddr_un *) NULL)->sun_path &&
        g_mkdtemp_full (dir, 0700) != NULL)
      return g_steal_pointer (&dir);
  }
  return NULL;
}

char *
helio_tunnel_listen (HelioTunnel *self, GError **error)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};

  g_return_val_if_fail (self->listen_fd == -1 && self->client_fd == -1, NULL);
  self->socket_dir = make_dir ();
  if (self->socket_dir == NULL) {
    socket_error (error, errno);
    return NULL;
  }
  self->socket_path = g_build_filename (self->socket_dir, "mqtt", NULL);
  g_strlcpy (address.sun_path, self->socket_path, sizeof address.sun_path);
  self->listen_fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->listen_fd == -1 ||
      bind (self->listen_fd, (struct sockaddr *) &address, sizeof address) == -1 ||
      listen (self->listen_fd, 1) == -1) {
    socket_error (error, errno);
    remove_socket (self);
    return NULL;
  }
  return g_strdup (self->socket_path);
}

gboolean
helio_tunnel_accept (HelioTunnel *self, GError **error)
{
  struct ucred peer = {0};
  socklen_t length = sizeof peer;
  int fd = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  int code = errno;

  remove_socket (self);
  if (fd == -1)
    return socket_error (error, code);
  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == -1 || peer.pid != getpid () ||
      peer.uid != geteuid ()) {
    close (fd);
    return socket_error (error, EPERM);
  }
  self->client_fd = fd;
  update_client_source (self);
  return TRUE;
}

void
helio_tunnel_deliver (HelioTunnel *self, const guint8 *packet, gsize length)
{
  helio_tunnel_write_client (self, packet, length);
}

void
helio_tunnel_release (HelioTunnel *self)
{
  g_autoptr (HelioTunnel) alive = g_object_ref (self);
  g_autoptr (GByteArray) backlog = g_steal_pointer (&self->backlog);

  self->backlog = g_byte_array_new ();
  self->released = TRUE;
  if (backlog->len > 0)
    helio_tunnel_take_input (self, backlog->data, backlog->len);
  if (self->error != NULL) {
    end (self, self->error);
    return;
  }
  if (self->funcs != NULL)
    self->funcs->drive (self->user_data);
  helio_tunnel_pump (self);
}

void
helio_tunnel_set_output (HelioTunnel *self, HelioTunnelOutput output)
{
  self->output = output;
  helio_tunnel_pump (self);
  update_client_source (self);
}

static void
on_transport_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  helio_transport_close_finish (HELIO_TRANSPORT (source), result);
  g_task_return_boolean (task, TRUE);
}

void
helio_tunnel_close_async (HelioTunnel *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_tunnel_close_async);
  self->funcs = NULL;
  drop_client (self);
  helio_tunnel_count_lost (self);
  helio_transport_close_async (self->transport, on_transport_closed, g_steal_pointer (&task));
}

void
helio_tunnel_close_finish (HelioTunnel *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}
