// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

/* A minimal MQTT server for one client: CONNECT, SUBSCRIBE and PINGREQ are answered, then a stream that
 * was built before is written as fast as the client takes it, or RATE messages a second. No broker is in the
 * way of what is measured.
 *
 *   bench-server tcp|ws MESSAGES TOPICS [RATE [PAYLOAD_BYTES]]
 * prints {"port": N} and, when the client has gone, {"begin": µs of the monotonic clock, "cpu": s, "sent": N};
 * "late": what it was behind RATE at most, in µs. */

typedef struct {
  int fd;
  gboolean websocket;
  int version;      /* of MQTT, as in CONNECT */
  GByteArray *wire; /* what came and was not used */
  GByteArray *mqtt; /* the same without WebSocket frames */

  guint n_messages, n_topics, rate; /* 0: as fast as it is taken */
  gsize payload;                    /* at least so many bytes */
  guint sent;
  gint64 begin, late;
  double cpu;
} Peer;

static void
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0) {
    ssize_t n = send (fd, data, length, MSG_NOSIGNAL);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return; /* it has left */
    data += n;
    length -= (gsize) n;
  }
}

static void
add_frame_header (GByteArray *out, gsize length)
{
  guint8 header[10] = {0x82};
  guint n = 2;

  if (length < 126)
    header[1] = (guint8) length;
  else {
    header[1] = 126;
    header[2] = (guint8) (length >> 8);
    header[3] = (guint8) length;
    n = 4;
  }
  g_byte_array_append (out, header, n);
}

static void
add_packet (GByteArray *out, gboolean websocket, const guint8 *packet, gsize length)
{
  if (websocket)
    add_frame_header (out, length);
  g_byte_array_append (out, packet, (guint) length);
}

static void
send_packet (Peer *peer, const guint8 *packet, gsize length)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  add_packet (out, peer->websocket, packet, length);
  write_all (peer->fd, out->data, out->len);
}

static void
add_message (Peer *peer, GByteArray *stream, guint i, GString *topic, GString *payload)
{
  guint8 packet[1024];
  gsize rest, at = 0;

  bench_topic (topic, i, peer->n_topics);
  bench_payload (payload, i, peer->payload);
  rest = 2 + topic->len + (peer->version == 5 ? 1 : 0) + payload->len;
  g_assert (rest + 3 <= sizeof packet);
  packet[at++] = 0x30;
  if (rest >= 128) {
    packet[at++] = (guint8) (0x80 | (rest & 0x7F));
    packet[at++] = (guint8) (rest >> 7);
  } else
    packet[at++] = (guint8) rest;
  packet[at++] = (guint8) (topic->len >> 8);
  packet[at++] = (guint8) topic->len;
  memcpy (packet + at, topic->str, topic->len);
  at += topic->len;
  if (peer->version == 5)
    packet[at++] = 0;
  memcpy (packet + at, payload->str, payload->len);
  at += payload->len;
  add_packet (stream, peer->websocket, packet, at);
}

/* Messages [@first, @end). Returns: (transfer full). */
static GByteArray *
build_stream (Peer *peer, guint first, guint end)
{
  GByteArray *stream = g_byte_array_sized_new ((end - first) * 128);
  g_autoptr (GString) topic = g_string_new (NULL), payload = g_string_new (NULL);

  for (guint i = first; i < end; i++)
    add_message (peer, stream, i, topic, payload);
  return stream;
}

static gboolean
read_some (Peer *peer)
{
  guint8 buffer[4096];
  ssize_t n = recv (peer->fd, buffer, sizeof buffer, 0);

  if (n <= 0)
    return FALSE;
  g_byte_array_append (peer->wire, buffer, (guint) n);
  return TRUE;
}

/* Takes whole frames out of wire. Clients send small ones only. */
static void
take_frames (Peer *peer)
{
  while (peer->wire->len >= 6) {
    const guint8 *p = peer->wire->data;
    gsize length = p[1] & 0x7F, header = 2;

    if (length == 126) {
      length = (gsize) p[2] << 8 | p[3];
      header = 4;
    }
    if (peer->wire->len < header + 4 + length)
      return;
    for (gsize i = 0; (p[0] & 0x0F) <= 2 && i < length; i++) {
      guint8 byte = p[header + 4 + i] ^ p[header + i % 4];

      g_byte_array_append (peer->mqtt, &byte, 1);
    }
    g_byte_array_remove_range (peer->wire, 0, (guint) (header + 4 + length));
  }
}

/* A packet that has come whole, or NULL. Returns: (transfer full). */
static GByteArray *
take_packet (Peer *peer)
{
  gsize length = 0, at = 1;
  guint shift = 0;
  GByteArray *packet;

  if (peer->websocket)
    take_frames (peer);
  else if (peer->wire->len > 0) {
    g_byte_array_append (peer->mqtt, peer->wire->data, peer->wire->len);
    g_byte_array_set_size (peer->wire, 0);
  }
  for (; at < peer->mqtt->len; at++, shift += 7) {
    length |= (gsize) (peer->mqtt->data[at] & 0x7F) << shift;
    if (!(peer->mqtt->data[at] & 0x80))
      break;
  }
  if (at >= peer->mqtt->len || peer->mqtt->len < at + 1 + length)
    return NULL;
  packet = g_byte_array_new ();
  /* The first byte, then the body. */
  g_byte_array_append (packet, peer->mqtt->data, 1);
  g_byte_array_append (packet, peer->mqtt->data + at + 1, (guint) length);
  g_byte_array_remove_range (peer->mqtt, 0, (guint) (at + 1 + length));
  return packet;
}

static gboolean
upgrade (Peer *peer)
{
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  g_autofree char *request = NULL, *key = NULL, *accept = NULL, *answer = NULL;
  g_autoptr (GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize digest_length = sizeof digest;
  char *line, *lower;

  do {
    if (!read_some (peer))
      return FALSE;
    g_free (request);
    request = g_strndup ((const char *) peer->wire->data, peer->wire->len);
  } while (strstr (request, "\r\n\r\n") == NULL);
  lower = g_ascii_strdown (request, -1);
  line = strstr (lower, "sec-websocket-key:");
  if (line == NULL) {
    g_free (lower);
    return FALSE;
  }
  line = request + (line - lower) + strlen ("sec-websocket-key:");
  g_free (lower);
  key = g_strstrip (g_strndup (line, strcspn (line, "\r")));
  g_checksum_update (sha1, (const guint8 *) key, -1);
  g_checksum_update (sha1, (const guint8 *) guid, -1);
  g_checksum_get_digest (sha1, digest, &digest_length);
  accept = g_base64_encode (digest, digest_length);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n"
                            "Sec-WebSocket-Accept: %s\r\n\r\n",
                            accept);
  write_all (peer->fd, (const guint8 *) answer, strlen (answer));
  g_byte_array_set_size (peer->wire, 0);
  return TRUE;
}

static void
answer_connect (Peer *peer, const GByteArray *packet)
{
  static const guint8 v5[] = {0x20, 3, 0, 0, 0}, v4[] = {0x20, 2, 0, 0};

  peer->version = packet->len > 7 ? packet->data[7] : 4;
  if (peer->version == 5)
    send_packet (peer, v5, sizeof v5);
  else
    send_packet (peer, v4, sizeof v4);
}

static void
answer_subscribe (Peer *peer, const GByteArray *packet)
{
  guint8 v5[] = {0x90, 4, packet->data[1], packet->data[2], 0, 0};
  guint8 v4[] = {0x90, 3, packet->data[1], packet->data[2], 0};

  if (peer->version == 5)
    send_packet (peer, v5, sizeof v5);
  else
    send_packet (peer, v4, sizeof v4);
}

static void
send_messages (Peer *peer, GByteArray *stream)
{
  double cpu = bench_cpu_seconds ();

  write_all (peer->fd, stream->data, stream->len);
  peer->cpu += bench_cpu_seconds () - cpu;
}

/* Returns: the time until the next message is due, ms; -1: there is none. */
static int
send_what_is_due (Peer *peer)
{
  gint64 elapsed;
  guint due;
  g_autoptr (GByteArray) stream = NULL;

  if (peer->begin == 0 || peer->rate == 0 || peer->sent == peer->n_messages)
    return -1;
  elapsed = g_get_monotonic_time () - peer->begin;
  due = (guint) MIN (elapsed * peer->rate / G_USEC_PER_SEC, peer->n_messages);
  if (due > peer->sent) {
    peer->late = MAX (peer->late, elapsed - (gint64) peer->sent * G_USEC_PER_SEC / peer->rate);
    /* In pieces, so that what the client asks is answered while the stream catches up. */
    due = MIN (due, peer->sent + 2000);
    stream = build_stream (peer, peer->sent, due);
    send_messages (peer, stream);
    peer->sent = due;
  }
  return 2;
}

/* FALSE: it says goodbye. */
static gboolean
answer (Peer *peer, const GByteArray *packet, GByteArray **stream)
{
  static const guint8 pong[] = {0xD0, 0};
  guint8 type = packet->data[0] >> 4;

  if (type == 1) {
    answer_connect (peer, packet);
    g_clear_pointer (stream, g_byte_array_unref);
    if (peer->rate == 0)
      *stream = build_stream (peer, 0, peer->n_messages);
  } else if (type == 8) {
    answer_subscribe (peer, packet);
    if (peer->begin != 0)
      return TRUE;
    peer->begin = g_get_monotonic_time ();
    if (*stream != NULL) {
      send_messages (peer, *stream);
      peer->sent = peer->n_messages;
    }
  } else if (type == 12)
    send_packet (peer, pong, sizeof pong);
  return type != 14;
}

static void
serve (Peer *peer)
{
  g_autoptr (GByteArray) stream = NULL;
  gboolean here = TRUE;

  while (here) {
    int timeout = send_what_is_due (peer);
    struct pollfd poll_fd = {.fd = peer->fd, .events = POLLIN};

    if (poll (&poll_fd, 1, timeout) > 0)
      here = read_some (peer);
    for (;;) {
      g_autoptr (GByteArray) packet = take_packet (peer);

      if (packet == NULL)
        break;
      here = here && answer (peer, packet, &stream);
    }
  }
  bench_report ("begin", (double) peer->begin);
  bench_report ("cpu", peer->cpu);
  bench_report ("sent", peer->sent);
  bench_report ("late", (double) peer->late);
}

static guint
number (int argc, char **argv, int at)
{
  return at < argc ? (guint) g_ascii_strtoull (argv[at], NULL, 10) : 0;
}

int
main (int argc, char *argv[])
{
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  Peer peer = {.version = 4};
  int listener, one = 1;

  if (argc < 4 || argc > 6 || number (argc, argv, 3) == 0 || number (argc, argv, 5) > 512) {
    g_printerr ("usage: bench-server tcp|ws MESSAGES TOPICS [RATE [PAYLOAD_BYTES]]\n");
    return 2;
  }
  peer.websocket = g_str_equal (argv[1], "ws");
  peer.n_messages = number (argc, argv, 2);
  peer.n_topics = number (argc, argv, 3);
  peer.rate = number (argc, argv, 4);
  peer.payload = number (argc, argv, 5);
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener == -1 || bind (listener, (struct sockaddr *) &address, sizeof address) == -1 ||
      listen (listener, 1) == -1 ||
      getsockname (listener, (struct sockaddr *) &address, &length) == -1)
    g_error ("bench-server: %s", g_strerror (errno));
  bench_report ("port", ntohs (address.sin_port));
  peer.fd = accept (listener, NULL, NULL);
  if (peer.fd == -1)
    g_error ("bench-server: %s", g_strerror (errno));
  setsockopt (peer.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  peer.wire = g_byte_array_new ();
  peer.mqtt = g_byte_array_new ();
  if (!peer.websocket || upgrade (&peer))
    serve (&peer);
  g_byte_array_unref (peer.wire);
  g_byte_array_unref (peer.mqtt);
  close (peer.fd);
  close (listener);
  return 0;
}
