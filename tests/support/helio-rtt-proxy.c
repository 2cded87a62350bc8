// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* ppoll() */
#define _GNU_SOURCE
#include "config.h"

#include "tests/support/helio-rtt-proxy.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK (64 * 1024)
/* A direction that holds more is not read: the sender feels it. */
#define HELD_MAX (8 * 1024 * 1024)

typedef enum {
  PIECE_DATA,
  PIECE_END,
  PIECE_RESET,
} PieceKind;

typedef struct {
  PieceKind kind;
  gint64 due;
  gsize sent;
  GBytes *data;
} Piece;

typedef struct {
  int from, to; /* not owned */
  GQueue pieces;
  gsize held;
  gboolean ended; /* nothing more is read */
} Direction;

typedef struct {
  int client, server;
  Direction up, down;
  gboolean dead;
} Connection;

struct _HelioRttProxy {
  GThread *thread;
  guint16 port, target_port;
  gint64 delay;
  int listen_fd, wake_fd;

  /* atomic */
  int stop, cut, frozen;
  gint cut_after; /* pieces; atomic */
  guint connections;

  /* the thread's */
  GPtrArray *list; /* Connection */
};

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->data, g_bytes_unref);
  g_free (piece);
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  g_queue_clear_full (&connection->up.pieces, piece_free);
  g_queue_clear_full (&connection->down.pieces, piece_free);
  close (connection->client);
  close (connection->server);
  g_free (connection);
}

static void
push_piece (HelioRttProxy *self,
            Direction *direction,
            PieceKind kind,
            const void *data,
            gsize length)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->kind = kind;
  piece->due = g_get_monotonic_time () + self->delay;
  if (length > 0)
    piece->data = g_bytes_new (data, length);
  direction->held += length;
  direction->ended = direction->ended || kind != PIECE_DATA;
  g_queue_push_tail (&direction->pieces, piece);
}

static void
read_side (HelioRttProxy *self, Direction *direction)
{
  static __thread char buffer[CHUNK];
  gssize count = recv (direction->from, buffer, sizeof buffer, MSG_DONTWAIT);

  if (count > 0)
    push_piece (self, direction, PIECE_DATA, buffer, (gsize) count);
  else if (count == 0)
    push_piece (self, direction, PIECE_END, NULL, 0);
  else if (errno != EAGAIN && errno != EINTR)
    push_piece (self, direction, PIECE_RESET, NULL, 0);
}

static void
reset (int fd)
{
  struct linger linger = {.l_onoff = 1};

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static void
count_piece (HelioRttProxy *self)
{
  int left = g_atomic_int_get (&self->cut_after);

  if (left > 0 && g_atomic_int_compare_and_exchange (&self->cut_after, left, left - 1) && left == 1)
    g_atomic_int_set (&self->cut, TRUE);
}

/* Writes what is due; returns FALSE if the socket takes no more. */
static gboolean
write_side (HelioRttProxy *self, Connection *connection, Direction *direction, gint64 now)
{
  Piece *piece;

  while ((piece = g_queue_peek_head (&direction->pieces)) != NULL && piece->due <= now) {
    if (piece->kind == PIECE_DATA) {
      gsize length;
      const char *data = g_bytes_get_data (piece->data, &length);
      gssize count = send (direction->to,
                           data + piece->sent,
                           length - piece->sent,
                           MSG_DONTWAIT | MSG_NOSIGNAL);

      if (count == -1 && (errno == EAGAIN || errno == EINTR))
        return FALSE;
      /* To a peer that has gone nothing more is said; what it said before still goes the other way. */
      piece->sent = count == -1 ? length : piece->sent + (gsize) count;
      if (piece->sent < length)
        return FALSE;
      direction->held -= length;
      count_piece (self);
    } else if (piece->kind == PIECE_END) {
      shutdown (direction->to, SHUT_WR);
    } else {
      reset (direction->to);
      connection->dead = TRUE;
    }
    g_queue_pop_head (&direction->pieces);
    piece_free (piece);
  }
  return TRUE;
}

static gboolean
is_over (Connection *connection)
{
  return connection->dead ||
         (connection->up.ended && connection->down.ended && connection->up.pieces.length == 0 &&
          connection->down.pieces.length == 0);
}

static int
connect_target (HelioRttProxy *self)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                .sin_port = htons (self->target_port)};
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static void
accept_one (HelioRttProxy *self)
{
  int client = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC);
  int server = client != -1 ? connect_target (self) : -1;
  int yes = 1;
  Connection *connection;

  if (server == -1) {
    if (client != -1)
      close (client);
    return;
  }
  setsockopt (client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt (server, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  connection = g_new0 (Connection, 1);
  connection->client = client;
  connection->server = server;
  connection->up = (Direction){client, server, G_QUEUE_INIT, 0, FALSE};
  connection->down = (Direction){server, client, G_QUEUE_INIT, 0, FALSE};
  g_ptr_array_add (self->list, connection);
  g_atomic_int_inc (&self->connections);
}

static void
watch (GArray *fds, Direction *direction, gint64 now, gint64 *next)
{
  Piece *piece = g_queue_peek_head (&direction->pieces);
  struct pollfd in = {direction->from, 0, 0}, out = {direction->to, 0, 0};

  if (!direction->ended && direction->held < HELD_MAX)
    in.events = POLLIN;
  if (piece != NULL && piece->due <= now)
    out.events = POLLOUT;
  else if (piece != NULL)
    *next = MIN (*next, piece->due);
  if (in.events == 0)
    in.fd = -1;
  if (out.events == 0)
    out.fd = -1;
  g_array_append_val (fds, in);
  g_array_append_val (fds, out);
}

static void
turn (HelioRttProxy *self)
{
  g_autoptr (GArray) fds = g_array_new (FALSE, FALSE, sizeof (struct pollfd));
  struct pollfd wake = {self->wake_fd, POLLIN, 0}, listening = {self->listen_fd, POLLIN, 0};
  gint64 now = g_get_monotonic_time (), next = now + G_USEC_PER_SEC;
  gboolean frozen = g_atomic_int_get (&self->frozen);
  struct timespec wait;
  guint known = self->list->len;
  guint64 count;

  g_array_append_val (fds, wake);
  g_array_append_val (fds, listening);
  for (guint i = 0; !frozen && i < known; i++) {
    Connection *connection = self->list->pdata[i];

    watch (fds, &connection->up, now, &next);
    watch (fds, &connection->down, now, &next);
  }
  wait.tv_sec = (next - now) / G_USEC_PER_SEC;
  wait.tv_nsec = (next - now) % G_USEC_PER_SEC * 1000;
  ppoll ((struct pollfd *) fds->data, fds->len, &wait, NULL);
  if (g_array_index (fds, struct pollfd, 0).revents != 0 &&
      read (self->wake_fd, &count, sizeof count) == -1)
    g_assert_cmpint (errno, ==, EAGAIN);
  if (g_array_index (fds, struct pollfd, 1).revents != 0)
    accept_one (self);
  if (frozen)
    return;
  now = g_get_monotonic_time ();
  for (guint i = known; i-- > 0;) {
    Connection *connection = self->list->pdata[i];

    if (g_array_index (fds, struct pollfd, 2 + 4 * i).revents != 0)
      read_side (self, &connection->up);
    if (g_array_index (fds, struct pollfd, 4 + 4 * i).revents != 0)
      read_side (self, &connection->down);
    write_side (self, connection, &connection->up, now);
    write_side (self, connection, &connection->down, now);
    if (is_over (connection))
      g_ptr_array_remove_index (self->list, i);
  }
}

static gpointer
run (gpointer data)
{
  HelioRttProxy *self = data;

  self->list = g_ptr_array_new_with_free_func (connection_free);
  while (!g_atomic_int_get (&self->stop)) {
    turn (self);
    if (g_atomic_int_compare_and_exchange (&self->cut, TRUE, FALSE)) {
      for (guint i = 0; i < self->list->len; i++) {
        Connection *connection = self->list->pdata[i];

        reset (connection->client);
        reset (connection->server);
      }
      g_ptr_array_set_size (self->list, 0);
    }
  }
  g_ptr_array_unref (self->list);
  return NULL;
}

HelioRttProxy *
helio_rtt_proxy_new (guint16 target_port, gint64 round_trip)
{
  HelioRttProxy *self = g_new0 (HelioRttProxy, 1);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  socklen_t length = sizeof address;

  self->target_port = target_port;
  self->delay = round_trip / 2;
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listen_fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listen_fd, 32), ==, 0);
  g_assert_cmpint (getsockname (self->listen_fd, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("rtt-proxy", run, self);
  return self;
}

static void
wake (HelioRttProxy *self)
{
  guint64 one = 1;

  g_assert_cmpint (write (self->wake_fd, &one, sizeof one), ==, sizeof one);
}

void
helio_rtt_proxy_free (HelioRttProxy *self)
{
  g_atomic_int_set (&self->stop, TRUE);
  wake (self);
  g_thread_join (self->thread);
  close (self->listen_fd);
  close (self->wake_fd);
  g_free (self);
}

guint16
helio_rtt_proxy_get_port (HelioRttProxy *self)
{
  return self->port;
}

void
helio_rtt_proxy_cut_after (HelioRttProxy *self, guint pieces)
{
  g_atomic_int_set (&self->cut_after, (int) pieces);
}

void
helio_rtt_proxy_cut (HelioRttProxy *self)
{
  g_atomic_int_set (&self->cut, TRUE);
  wake (self);
}

void
helio_rtt_proxy_set_frozen (HelioRttProxy *self, gboolean frozen)
{
  g_atomic_int_set (&self->frozen, frozen);
  wake (self);
}

guint
helio_rtt_proxy_get_connections (HelioRttProxy *self)
{
  return (guint) g_atomic_int_get (&self->connections);
}
