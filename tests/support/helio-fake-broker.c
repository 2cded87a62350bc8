// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* accept4() */
#define _GNU_SOURCE
#include "config.h"

#include "tests/support/helio-fake-broker.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _HelioFakeBroker {
  int listen_fd;
  guint16 port;
  char *url;
  HelioFakeScript script;
  gpointer user_data;
  GThread *thread;
  GPtrArray *peers; /* the accepting thread's, then the owner's */
};

struct _HelioFakePeer {
  HelioFakeBroker *broker;
  guint serial;
  int fd;
  GThread *thread;
};

static gpointer
run_script (gpointer data)
{
  HelioFakePeer *self = data;

  self->broker->script (self, self->serial, self->broker->user_data);
  shutdown (self->fd, SHUT_RDWR);
  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  HelioFakeBroker *self = data;
  struct timeval wait = {.tv_sec = 10};
  int yes = 1, fd;

  while ((fd = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC)) != -1) {
    HelioFakePeer *peer = g_new0 (HelioFakePeer, 1);

    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    peer->broker = self;
    peer->serial = self->peers->len;
    peer->fd = fd;
    g_ptr_array_add (self->peers, peer);
    peer->thread = g_thread_new ("fake-peer", run_script, peer);
  }
  return NULL;
}

HelioFakeBroker *
helio_fake_broker_new (HelioFakeScript script, gpointer user_data)
{
  HelioFakeBroker *self = g_new0 (HelioFakeBroker, 1);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  socklen_t length = sizeof address;

  self->script = script;
  self->user_data = user_data;
  self->peers = g_ptr_array_new_with_free_func (g_free);
  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listen_fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listen_fd, 8), ==, 0);
  g_assert_cmpint (getsockname (self->listen_fd, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->url = g_strdup_printf ("mqtt://127.0.0.1:%u", self->port);
  self->thread = g_thread_new ("fake-broker", accept_all, self);
  return self;
}

void
helio_fake_broker_free (HelioFakeBroker *self)
{
  shutdown (self->listen_fd, SHUT_RDWR);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->peers->len; i++) {
    HelioFakePeer *peer = self->peers->pdata[i];

    shutdown (peer->fd, SHUT_RDWR);
    g_thread_join (peer->thread);
    close (peer->fd);
  }
  close (self->listen_fd);
  g_ptr_array_unref (self->peers);
  g_free (self->url);
  g_free (self);
}

guint16
helio_fake_broker_get_port (HelioFakeBroker *self)
{
  return self->port;
}

const char *
helio_fake_broker_get_url (HelioFakeBroker *self)
{
  return self->url;
}

void
helio_fake_peer_write (HelioFakePeer *self, const void *data, gsize length)
{
  const char *bytes = data;

  while (length > 0) {
    gssize count = send (self->fd, bytes, length, MSG_NOSIGNAL);

    if (count <= 0)
      return; /* The client has gone; the test says whether it should. */
    bytes += count;
    length -= (gsize) count;
  }
}

static gboolean
read_exactly (HelioFakePeer *self, guint8 *data, gsize length)
{
  return recv (self->fd, data, length, MSG_WAITALL) == (gssize) length;
}

gboolean
helio_fake_peer_take (HelioFakePeer *self, guint8 *data, gsize length)
{
  return length == 0 || read_exactly (self, data, length);
}

void
helio_fake_peer_narrow (HelioFakePeer *self)
{
  int size = 64 * 1024;

  setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

GBytes *
helio_fake_peer_read (HelioFakePeer *self)
{
  guint8 header[5];
  gsize used = 1, remaining = 0;
  guint8 *packet;

  if (!read_exactly (self, header, 1))
    return NULL;
  do {
    if (!read_exactly (self, header + used, 1))
      return NULL;
    remaining |= (gsize) (header[used] & 0x7F) << (7 * (used - 1));
  } while ((header[used++] & 0x80) != 0);
  packet = g_malloc (used + remaining);
  memcpy (packet, header, used);
  if (remaining > 0 && !read_exactly (self, packet + used, remaining)) {
    g_free (packet);
    return NULL;
  }
  return g_bytes_new_take (packet, used + remaining);
}

GBytes *
helio_fake_peer_expect (HelioFakePeer *self, guint8 type)
{
  GBytes *packet;

  while ((packet = helio_fake_peer_read (self)) != NULL) {
    const guint8 *data = g_bytes_get_data (packet, NULL);

    if ((data[0] & 0xF0) == type)
      return packet;
    g_bytes_unref (packet);
  }
  return NULL;
}

int
helio_fake_peer_welcome (HelioFakePeer *self, gboolean session_present)
{
  g_autoptr (GBytes) packet = helio_fake_peer_expect (self, 0x10);
  guint8 connack[] = {0x20, 2, session_present ? 1 : 0, 0, 0};
  const guint8 *data;
  gsize offset = 1;
  int version;

  if (packet == NULL)
    return -1;
  data = g_bytes_get_data (packet, NULL);
  while ((data[offset++] & 0x80) != 0) {
  }
  version = data[offset + 6];
  connack[1] = version == 5 ? 3 : 2;
  helio_fake_peer_write (self, connack, version == 5 ? 5 : 4);
  return version;
}

void
helio_fake_peer_publish (HelioFakePeer *self,
                         int version,
                         guint8 flags,
                         const char *topic,
                         guint16 id,
                         const char *payload)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  gsize length =
      2 + strlen (topic) + ((flags & 6) != 0 ? 2 : 0) + (version == 5 ? 1 : 0) + strlen (payload);
  guint8 head[] = {(guint8) (0x30 | flags), (guint8) length, 0, (guint8) strlen (topic)};
  guint8 tail[] = {(guint8) (id >> 8), (guint8) id, 0};

  g_assert_cmpuint (length, <, 128);
  g_byte_array_append (packet, head, sizeof head);
  g_byte_array_append (packet, (const guint8 *) topic, (guint) strlen (topic));
  if ((flags & 6) != 0)
    g_byte_array_append (packet, tail, 2);
  if (version == 5)
    g_byte_array_append (packet, tail + 2, 1);
  g_byte_array_append (packet, (const guint8 *) payload, (guint) strlen (payload));
  helio_fake_peer_write (self, packet->data, packet->len);
}

void
helio_fake_peer_upgrade (HelioFakePeer *self)
{
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455 §1.3 */
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL, *answer = NULL;
  guint8 digest[20], byte;
  gsize length = sizeof digest;
  char **lines;

  while (!g_str_has_suffix (request->str, "\r\n\r\n") && read_exactly (self, &byte, 1))
    g_string_append_c (request, (char) byte);
  lines = g_strsplit (request->str, "\r\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], "Sec-WebSocket-Key: ", 19) == 0)
      g_checksum_update (checksum, (const guint8 *) lines[i] + 19, -1);
  g_strfreev (lines);
  g_checksum_update (checksum, (const guint8 *) guid, sizeof guid - 1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n"
                            "Sec-WebSocket-Accept: %s\r\n\r\n",
                            accept);
  helio_fake_peer_write (self, answer, strlen (answer));
}

void
helio_fake_peer_wait_end (HelioFakePeer *self)
{
  guint8 buffer[4096];

  while (recv (self->fd, buffer, sizeof buffer, 0) > 0) {
  }
}

void
helio_fake_peer_hang_up (HelioFakePeer *self)
{
  shutdown (self->fd, SHUT_WR);
}

void
helio_fake_peer_reset (HelioFakePeer *self)
{
  struct linger linger = {.l_onoff = 1};
  struct sockaddr address = {.sa_family = AF_UNSPEC};

  /* Disconnecting a TCP socket resets it, without giving up the descriptor. */
  setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  connect (self->fd, &address, sizeof address);
}
