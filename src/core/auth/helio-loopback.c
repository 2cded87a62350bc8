// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-loopback.h"

#include "core/base/helio-error.h"
#include "core/base/helio-secret.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* What is read and thrown away after an answer, so that the peer sees it before the socket closes. */
#define DRAIN_MAX (64 * 1024)
#define TLS_HANDSHAKE 0x16

struct _HelioLoopback {
  GObject parent_instance;

  GSocketService *service;
  HelioClock *clock;
  HelioTimer *linger;
  GObject *owner; /* while it lingers */
  GQueue peers;   /* Peer, oldest first */
  char *host;
  char *redirect_uri;
  gboolean page_served;

  HelioLoopbackFunc func;
  HelioLoopbackServedFunc served;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (HelioLoopback, helio_loopback, G_TYPE_OBJECT)

/* One socket. Freed when its last operation has ended; loopback is NULL once it was dropped. */
typedef struct {
  HelioLoopback *loopback;
  GSocketConnection *connection;
  GCancellable *cancellable;
  HelioTimer *deadline;
  GBytes *answer;
  char head[HELIO_CALLBACK_HEAD_MAX + 1];
  gsize length;
  gsize drained;
  gboolean has_page;
  HelioPage page; /* that is being written */
} Peer;

static void peer_read (Peer *self);

static void
peer_free (Peer *self)
{
  helio_wipe (self->head, sizeof self->head);
  g_clear_pointer (&self->deadline, helio_timer_cancel);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_io_stream_close_async (G_IO_STREAM (self->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* Ends the pending operation; its callback frees the peer. */
static void
peer_drop (Peer *self)
{
  if (self->loopback == NULL)
    return;
  g_queue_remove (&self->loopback->peers, self);
  self->loopback = NULL;
  g_clear_pointer (&self->deadline, helio_timer_cancel);
  g_cancellable_cancel (self->cancellable);
}

static void
on_peer_deadline (gpointer user_data)
{
  peer_drop (user_data);
}

static void
peer_end (Peer *self)
{
  peer_drop (self);
  peer_free (self);
}

static void
on_linger_end (gpointer user_data)
{
  helio_loopback_close (user_data);
}

static void
note_served (HelioLoopback *loopback, HelioPage page)
{
  g_autoptr (HelioLoopback) self = g_object_ref (loopback);

  self->page_served = TRUE;
  if (self->linger != NULL) {
    g_clear_pointer (&self->linger, helio_timer_cancel);
    self->linger = helio_clock_after (self->clock, G_USEC_PER_SEC, on_linger_end, self);
  }
  if (self->served != NULL)
    self->served (page, self->user_data);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  GSocket *socket;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL) ||
      self->loopback == NULL) {
    peer_end (self);
    return;
  }
  socket = g_socket_connection_get_socket (self->connection);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  self->drained = 1;
  peer_read (self);
  if (self->has_page)
    note_served (self->loopback, self->page);
}

static void
peer_answer (Peer *self, GBytes *answer_taken)
{
  self->answer = answer_taken;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   g_bytes_get_data (self->answer, NULL),
                                   g_bytes_get_size (self->answer),
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   on_written,
                                   self);
}

static void
peer_handle (Peer *self)
{
  /* Its owner may let go of it while it answers. */
  g_autoptr (HelioLoopback) loopback = g_object_ref (self->loopback);
  g_auto (HelioCallback) callback = {0};
  HelioPage page = HELIO_PAGE_STRANGER;

  helio_callback_parse (&callback, self->head, self->length, loopback->host);
  helio_wipe (self->head, self->length);
  if (callback.status != 200)
    peer_answer (self, helio_page_new_refusal (callback.status));
  else if (helio_page_from_path (callback.path, &page)) {
    self->has_page = TRUE;
    self->page = page;
    peer_answer (self, helio_page_new_response (page));
  } else if (strcmp (callback.path, HELIO_LOOPBACK_PATH) != 0)
    peer_answer (self, helio_page_new_refusal (404));
  else if (!callback.navigation)
    peer_answer (self, helio_page_new_refusal (400));
  else {
    if (loopback->func != NULL)
      page = loopback->func (&callback, loopback->user_data);
    if (page == HELIO_PAGE_STRANGER || page == HELIO_PAGE_INCOMPLETE)
      peer_answer (self, helio_page_new_response (page));
    else
      peer_answer (self, helio_page_new_redirect (page));
  }
}

/* What can be told before the head is complete. 0: nothing yet. */
static int
early_refusal (const Peer *self)
{
  if (self->head[0] == TLS_HANDSHAKE || memchr (self->head, '\0', self->length) != NULL)
    return 400;
  if (self->length <= HELIO_CALLBACK_HEAD_MAX)
    return 0;
  return memchr (self->head, '\n', self->length) == NULL ? 414 : 431;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  const char *end;
  int refusal;

  if (n <= 0 || self->loopback == NULL) {
    peer_end (self);
    return;
  }
  if (self->drained > 0) {
    self->drained += (gsize) n;
    if (self->drained > DRAIN_MAX)
      peer_end (self);
    else
      peer_read (self);
    return;
  }
  self->length += (gsize) n;
  /* A body may follow; it is never looked at. */
  end = g_strstr_len (self->head, (gssize) self->length, "\r\n\r\n");
  if (end != NULL) {
    self->length = (gsize) (end + 4 - self->head);
    peer_handle (self);
    return;
  }
  refusal = early_refusal (self);
  if (refusal != 0)
    peer_answer (self, helio_page_new_refusal (refusal));
  else
    peer_read (self);
}

static void
peer_read (Peer *self)
{
  gsize from = self->drained > 0 ? 0 : self->length;

  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->head + from,
                             sizeof self->head - from,
                             G_PRIORITY_DEFAULT,
                             self->cancellable,
                             on_read,
                             self);
}

static gboolean
peer_is_loopback (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  return G_IS_INET_SOCKET_ADDRESS (address) &&
         g_inet_address_get_is_loopback (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  HelioLoopback *loopback = user_data;
  Peer *self;

  if (!peer_is_loopback (connection))
    return TRUE;
  if (g_queue_get_length (&loopback->peers) >= HELIO_LOOPBACK_SOCKETS_MAX)
    peer_drop (g_queue_peek_head (&loopback->peers));
  self = g_new0 (Peer, 1);
  self->loopback = loopback;
  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->deadline =
      helio_clock_after (loopback->clock, HELIO_LOOPBACK_PEER_TIMEOUT, on_peer_deadline, self);
  g_queue_push_tail (&loopback->peers, self);
  peer_read (self);
  return TRUE;
}

/* The port bound, or -1. SO_REUSEADDR is GIO's default and harmless here; SO_REUSEPORT would let another
 * user's process share the port. */
static int
bind_port (HelioLoopback *self, GSocketFamily family, int port, GError **error)
{
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, (guint16) port);
  g_autoptr (GSocketAddress) bound = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                      address,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP,
                                      NULL,
                                      &bound,
                                      error))
    return -1;
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

/* FALSE if none is free; @is_there: whether the address is this machine's at all. */
static gboolean
bind_any (HelioLoopback *self, GSocketFamily family, GArray *ports, gboolean *is_there)
{
  *is_there = FALSE;
  for (guint i = 0; i < ports->len; i++) {
    g_autoptr (GError) error = NULL;
    int bound = bind_port (self, family, g_array_index (ports, int, i), &error);

    if (bound > 0) {
      *is_there = TRUE;
      self->host =
          g_strdup_printf (family == G_SOCKET_FAMILY_IPV6 ? "[::1]:%d" : "127.0.0.1:%d", bound);
      self->redirect_uri = g_strconcat ("http://", self->host, HELIO_LOOPBACK_PATH, NULL);
      return TRUE;
    }
    *is_there |= g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) ||
                 g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  }
  return FALSE;
}

static gboolean
set_ports_error (GArray *ports, GError **error)
{
  g_autoptr (GString) tried = g_string_new (NULL);

  for (guint i = 0; i < ports->len; i++)
    g_string_append_printf (tried, "%s%d", i > 0 ? ", " : "", g_array_index (ports, int, i));
  return helio_error_set (error,
                          HELIO_ERROR_PORTS_BUSY,
                          C_ ("error",
                              "Another program uses them, perhaps another Heliograph that waits "
                              "for a sign-in. Close it, sign in with a code instead, or add a port "
                              "to the profile and register it with the issuer."),
                          C_ ("error", "None of the ports for the sign-in is free: %s."),
                          tried->str);
}

static gboolean
bind_host (HelioLoopback *self, GArray *ports, HelioRedirectHost host, GError **error)
{
  gboolean is_there;

  if (host == HELIO_REDIRECT_IPV4) {
    if (bind_any (self, G_SOCKET_FAMILY_IPV4, ports, &is_there))
      return TRUE;
    if (is_there)
      return set_ports_error (ports, error);
  }
  return bind_any (self, G_SOCKET_FAMILY_IPV6, ports, &is_there) || set_ports_error (ports, error);
}

static void
helio_loopback_dispose (GObject *object)
{
  HelioLoopback *self = HELIO_LOOPBACK (object);

  helio_loopback_close (self);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_loopback_parent_class)->dispose (object);
}

static void
helio_loopback_finalize (GObject *object)
{
  HelioLoopback *self = HELIO_LOOPBACK (object);

  g_free (self->host);
  g_free (self->redirect_uri);
  G_OBJECT_CLASS (helio_loopback_parent_class)->finalize (object);
}

static void
helio_loopback_class_init (HelioLoopbackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_loopback_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_loopback_finalize;
}

static void
helio_loopback_init (HelioLoopback *self)
{
  g_queue_init (&self->peers);
}

HelioLoopback *
helio_loopback_new (HelioClock *clock, GArray *ports, HelioRedirectHost host, GError **error)
{
  g_autoptr (HelioLoopback) self = g_object_new (HELIO_TYPE_LOOPBACK, NULL);

  self->clock = g_object_ref (clock);
  self->service = g_socket_service_new ();
  if (!bind_host (self, ports, host, error))
    return NULL;
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return g_steal_pointer (&self);
}

const char *
helio_loopback_get_redirect_uri (HelioLoopback *self)
{
  return self->redirect_uri;
}

void
helio_loopback_set_handler (HelioLoopback *self,
                            HelioLoopbackFunc func,
                            HelioLoopbackServedFunc served,
                            gpointer user_data)
{
  self->func = func;
  self->served = served;
  self->user_data = user_data;
}

void
helio_loopback_close (HelioLoopback *self)
{
  helio_loopback_set_handler (self, NULL, NULL, NULL);
  while (!g_queue_is_empty (&self->peers))
    peer_drop (g_queue_peek_head (&self->peers));
  if (self->service == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  if (self->linger != NULL) {
    g_autoptr (GObject) owner = g_steal_pointer (&self->owner);

    g_clear_pointer (&self->linger, helio_timer_cancel);
    g_object_unref (self);
  }
}

void
helio_loopback_linger (HelioLoopback *self, GObject *owner)
{
  if (self->service == NULL || self->linger != NULL)
    return;
  g_object_ref (self);
  self->owner = g_object_ref (owner);
  self->linger = helio_clock_after (self->clock,
                                    self->page_served ? G_USEC_PER_SEC : HELIO_LOOPBACK_LINGER,
                                    on_linger_end,
                                    self);
}
