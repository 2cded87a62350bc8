// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The tunnel between a transport that the test plays and a plain socket as its client: packets cut and joined
 * at every place, packets put in between, and back-pressure both ways. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/net/helio-transport-private.h"
#include "core/net/helio-tunnel-private.h"
#include "tests/support/helio-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define TEST_TYPE_TRANSPORT (test_transport_get_type ())
G_DECLARE_FINAL_TYPE (TestTransport, test_transport, TEST, TRANSPORT, HelioTransport)

struct _TestTransport {
  HelioTransport parent_instance;
  GByteArray *written;
  gsize room;
};

G_DEFINE_FINAL_TYPE (TestTransport, test_transport, HELIO_TYPE_TRANSPORT)

static void
test_transport_start (HelioTransport *transport)
{
}

static gsize
test_transport_write (HelioTransport *transport, const guint8 *data, gsize length)
{
  TestTransport *self = TEST_TRANSPORT (transport);
  gsize count = MIN (length, self->room);

  self->room -= count;
  g_byte_array_append (self->written, data, (guint) count);
  return count;
}

static void
test_transport_close (HelioTransport *transport, GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
test_transport_finalize (GObject *object)
{
  g_byte_array_unref (TEST_TRANSPORT (object)->written);
  G_OBJECT_CLASS (test_transport_parent_class)->finalize (object);
}

static void
test_transport_class_init (TestTransportClass *klass)
{
  HelioTransportClass *transport_class = HELIO_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_transport_finalize;
  transport_class->start = test_transport_start;
  transport_class->write = test_transport_write;
  transport_class->close = test_transport_close;
}

static void
test_transport_init (TestTransport *self)
{
  self->written = g_byte_array_new ();
  self->room = G_MAXSIZE / 2;
}

typedef struct {
  TestTransport *transport;
  HelioTunnel *tunnel;
  HelioPacketIds *ids;
  int client; /* the other end of the private socket */
  GByteArray *read;
  GString *packets; /* first bytes of what on_packet saw, in hex */
  gboolean withhold, ended;
  guint drives;
  guint sent_qos0;
  GError *error;
} Fixture;

static gboolean
on_packet (gpointer data, guint8 first, const guint8 *body, gsize length)
{
  Fixture *fixture = data;

  g_string_append_printf (fixture->packets, "%02x:%zu ", first, length);
  return !fixture->withhold;
}

static gboolean
on_check_properties (gpointer data, const guint8 *properties, gsize length)
{
  return properties[0] != 0xFF;
}

static void
read_client (Fixture *fixture)
{
  guint8 buffer[4096];
  gssize count;

  while ((count = recv (fixture->client, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_byte_array_append (fixture->read, buffer, (guint) count);
}

static void
on_drive (gpointer data)
{
  Fixture *fixture = data;

  fixture->drives++;
  read_client (fixture);
}

static void
on_backlog_full (gpointer data)
{
}

static void
on_ended (gpointer data, const GError *error)
{
  Fixture *fixture = data;

  fixture->ended = TRUE;
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
on_sent_qos0 (gpointer data, guint count)
{
  Fixture *fixture = data;

  fixture->sent_qos0 += count;
}

static const HelioTunnelFuncs funcs =
    {on_packet, on_check_properties, on_drive, on_backlog_full, on_ended, on_sent_qos0};

static void
give (Fixture *fixture, const void *data, gsize length)
{
  helio_transport_emit_received (HELIO_TRANSPORT (fixture->transport), data, length);
}

static void
set_up (Fixture *fixture, int version, gint64 maximum)
{
  static const guint8 connack[] = {0x20, 3, 0, 0, 0};
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *dir = NULL;
  GStatBuf info;

  fixture->transport = g_object_new (TEST_TYPE_TRANSPORT, NULL);
  helio_transport_edit_info (HELIO_TRANSPORT (fixture->transport))->scheme = g_strdup ("mqtt");
  fixture->ids = helio_packet_ids_new ();
  fixture->read = g_byte_array_new ();
  fixture->packets = g_string_new (NULL);
  fixture->tunnel = helio_tunnel_new (HELIO_TRANSPORT (fixture->transport),
                                      fixture->ids,
                                      version,
                                      maximum,
                                      &funcs,
                                      fixture);
  give (fixture, connack, version == 5 ? 5 : 5);
  path = helio_tunnel_listen (fixture->tunnel, &error);
  g_assert_no_error (error);
  dir = g_path_get_dirname (path);
  g_assert_cmpint (g_stat (dir, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  fixture->client = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (connect (fixture->client, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_true (helio_tunnel_accept (fixture->tunnel, &error));
  /* Nothing is left of it. */
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
  helio_tunnel_release (fixture->tunnel);
  g_string_truncate (fixture->packets, 0);
}

static void
tear_down (Fixture *fixture)
{
  HelioTestResult result = {0};

  helio_tunnel_close_async (fixture->tunnel, helio_test_result_ready, &result);
  helio_tunnel_close_finish (fixture->tunnel, helio_test_result_wait (&result, 20));
  helio_test_result_clear (&result);
  g_assert_finalize_object (fixture->tunnel);
  g_object_unref (fixture->transport);
  helio_packet_ids_free (fixture->ids);
  close (fixture->client);
  g_byte_array_unref (fixture->read);
  g_string_free (fixture->packets, TRUE);
  g_clear_error (&fixture->error);
}

static void
expect_read (Fixture *fixture, const void *data, gsize length)
{
  read_client (fixture);
  g_assert_cmpmem (fixture->read->data, fixture->read->len, data, length);
}

/* One of each kind that a broker sends, with lengths of one and two bytes. */
static GByteArray *
sample (int version)
{
  GByteArray *stream = g_byte_array_new ();
  static const guint8 small5[] = {0x30, 5, 0, 1, 'a', 0, 'x',         /* QoS 0 */
                                  0x32, 7, 0, 1, 'a', 0, 9,   0, 'y', /* QoS 1 */
                                  0x3A, 7, 0, 1, 'a', 0, 9,   0, 'y', /* with DUP */
                                  0x34, 9, 0, 1, 'a', 0, 8,   2, 1,   0,
                                  'z',                                   /* QoS 2, a property */
                                  0x3C, 8, 0, 1, 'a', 0, 7,   2, 1,   0, /* DUP, no payload */
                                  0x40, 2, 0, 1,                         /* PUBACK */
                                  0x90, 4, 0, 2, 0,   1,                 /* SUBACK */
                                  0xD0, 0};                              /* PINGRESP */
  static const guint8 small4[] = {0x30, 4, 0, 1, 'a', 'x', 0x3A, 6, 0, 1, 'a', 0, 9, 'y', 0xD0, 0};
  guint8 large[300] = {0x30, 0xA9, 0x02, 0, 1, 'b', 0};

  if (version == 5)
    g_byte_array_append (stream, small5, sizeof small5);
  else
    g_byte_array_append (stream, small4, sizeof small4);
  for (gsize i = 7; i < sizeof large; i++)
    large[i] = (guint8) i;
  g_byte_array_append (stream, large, sizeof large);
  return stream;
}

/* However the transport cuts the stream, the client gets it unchanged. */
static void
test_cuts (gconstpointer data)
{
  int version = GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) stream = sample (version);

  for (guint size = 1; size <= stream->len; size++) {
    Fixture fixture = {0};

    set_up (&fixture, version, -1);
    for (guint at = 0; at < stream->len; at += size)
      give (&fixture, stream->data + at, MIN (size, stream->len - at));
    g_assert_no_error (fixture.error);
    expect_read (&fixture, stream->data, stream->len);
    g_assert_cmpstr (fixture.packets->str, ==, version == 5 ? "40:2 90:4 d0:0 " : "d0:0 ");
    tear_down (&fixture);
  }
}

static void
test_withheld (void)
{
  Fixture fixture = {0};
  static const guint8 stream[] = {0x30, 4, 0, 1, 'a', 'x', 0x40, 2, 0, 1, 0x30, 4, 0, 1, 'a', 'y'};
  static const guint8 left[] = {0x30, 4, 0, 1, 'a', 'x', 0x30, 4, 0, 1, 'a', 'y'};

  set_up (&fixture, 4, -1);
  fixture.withhold = TRUE;
  give (&fixture, stream, sizeof stream);
  expect_read (&fixture, left, sizeof left);
  tear_down (&fixture);
}

static void
test_malformed (void)
{
  static const struct {
    const char *bytes;
    gsize length;
  } cases[] = {
      {"\x30\x04\x00\x01"
       "a\x80",
       6}, /* property length without an end */
      {"\x30\x06\x00\x01"
       "a\x02\xff\x00",
       8}, /* a property that is none */
      {"\x30\x05\x00\x01"
       "a\x09\x01",
       7}, /* properties longer than the packet */
      {"\x32\x03\x00\x01"
       "a",
       5},                 /* QoS 1 without an id */
      {"\x3a\x01\x00", 3}, /* DUP, without a topic */
      {"\x36\x05\x00\x01"
       "a\x00\x00",
       7}, /* QoS 3 */
      {"\x38\x04\x00\x01"
       "a\x00",
       6},                         /* DUP at QoS 0 */
      {"\x60\x02\x00\x01", 4},     /* PUBREL with wrong flags */
      {"\x10\x00", 2},             /* CONNECT from a broker */
      {"\x40\xff\xff\xff\xff", 5}, /* length of more than four bytes */
      {"\x30\xff\xff\xff\x7f", 5}, /* over the limit */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize cut = 1; cut <= cases[i].length; cut++) {
      Fixture fixture = {0};

      set_up (&fixture, 5, 1024);
      for (gsize at = 0; at < cases[i].length; at += cut)
        give (&fixture, cases[i].bytes + at, MIN (cut, cases[i].length - at));
      g_assert_true (fixture.ended);
      g_assert_error (fixture.error, HELIO_ERROR, HELIO_ERROR_MQTT_PROTOCOL);
      /* The client never saw the packet whole. */
      read_client (&fixture);
      g_assert_cmpuint (fixture.read->len, <, cases[i].length);
      tear_down (&fixture);
    }
}

/* What is put in between stands between two packets of the client, wherever it has got to. */
static void
test_between (void)
{
  static const guint8 stream[] = {0x10,
                                  3,
                                  1,
                                  2,
                                  3, /* CONNECT: thrown away */
                                  0x30,
                                  6,
                                  0,
                                  1,
                                  'a',
                                  'x',
                                  'y',
                                  'z', /* PUBLISH */
                                  0x40,
                                  2,
                                  0,
                                  1};
  static const guint8 ping[] = {0xC0, 0};

  for (gsize cut = 0; cut <= sizeof stream; cut++) {
    Fixture fixture = {0};
    GByteArray *written;
    gsize at = 0;

    set_up (&fixture, 4, -1);
    g_assert_cmpint (send (fixture.client, stream, cut, 0), ==, (gssize) cut);
    helio_tunnel_pump (fixture.tunnel);
    helio_tunnel_send (fixture.tunnel, ping, sizeof ping);
    g_assert_cmpint (send (fixture.client, stream + cut, sizeof stream - cut, 0),
                     ==,
                     (gssize) (sizeof stream - cut));
    helio_tunnel_pump (fixture.tunnel);
    written = fixture.transport->written;
    g_assert_cmpuint (written->len, ==, sizeof stream - 5 + sizeof ping);
    /* Walk from packet to packet: PINGREQ must be where one begins. */
    while (at < written->len && written->data[at] != 0xC0)
      at += 2 + written->data[at + 1];
    g_assert_cmpuint (at, <, written->len);
    g_assert_cmpuint (written->data[at + 1], ==, 0);
    tear_down (&fixture);
  }
}

static void
test_ids (void)
{
  Fixture fixture = {0};
  static const guint8 publish[] = {0x34, 6, 0, 1, 'a', 0, 7, 'x'};
  static const guint8 again[] = {0x3C, 6, 0, 1, 'a', 0, 7, 'x'};
  static const guint8 pubrec[] = {0x50, 2, 0, 7}, pubcomp[] = {0x70, 2, 0, 7};

  set_up (&fixture, 4, -1);
  give (&fixture, publish, sizeof publish);
  g_assert_false (helio_packet_ids_has (fixture.ids, HELIO_PACKET_ID_HELD, 7));
  g_assert_cmpint (send (fixture.client, pubrec, sizeof pubrec, 0), ==, sizeof pubrec);
  helio_tunnel_pump (fixture.tunnel);
  g_assert_true (helio_packet_ids_has (fixture.ids, HELIO_PACKET_ID_HELD, 7));
  /* Answered in the client's stead. */
  give (&fixture, again, sizeof again);
  expect_read (&fixture, publish, sizeof publish);
  g_assert_cmpuint (fixture.transport->written->len, ==, 2 * sizeof pubrec);
  g_assert_cmpmem (fixture.transport->written->data + 4, 4, pubrec, 4);
  g_assert_cmpint (send (fixture.client, pubcomp, sizeof pubcomp, 0), ==, sizeof pubcomp);
  helio_tunnel_pump (fixture.tunnel);
  g_assert_false (helio_packet_ids_has (fixture.ids, HELIO_PACKET_ID_HELD, 7));
  give (&fixture, again, sizeof again);
  read_client (&fixture);
  g_assert_cmpuint (fixture.read->len, ==, sizeof publish + sizeof again);
  g_assert_true (helio_packet_ids_clear (fixture.ids, HELIO_PACKET_ID_DUP, 7));
  tear_down (&fixture);
}

/* More than the socket holds: the client is made to read, and nothing is kept in between. */
static void
test_pressure_in (void)
{
  Fixture fixture = {0};
  gsize length = 8 * 1024 * 1024;
  g_autofree guint8 *packet = g_malloc0 (length);

  set_up (&fixture, 4, -1);
  packet[0] = 0x30;
  /* 8 MiB less the header of five bytes */
  packet[1] = (guint8) (0x80 | ((length - 5) & 0x7F));
  packet[2] = (guint8) (0x80 | ((length - 5) >> 7 & 0x7F));
  packet[3] = (guint8) (0x80 | ((length - 5) >> 14 & 0x7F));
  packet[4] = (guint8) ((length - 5) >> 21);
  packet[6] = 1;
  packet[7] = 'a';
  for (gsize i = 8; i < length; i++)
    packet[i] = (guint8) (i ^ i >> 11);
  for (gsize at = 0; at < length; at += 65536)
    give (&fixture, packet + at, MIN (65536, length - at));
  g_assert_cmpuint (fixture.drives, >, 0);
  expect_read (&fixture, packet, length);
  tear_down (&fixture);
}

/* A transport that takes little: the client is not read further than what may wait. */
static void
test_pressure_out (void)
{
  Fixture fixture = {0};
  static const guint8 packet[] = {0x30, 4, 0, 1, 'a', 'x'};
  gsize sent = 0;
  guint full = 0;

  set_up (&fixture, 4, -1);
  fixture.transport->room = 8000;
  while (full < 8) {
    gssize count = send (fixture.client, packet, sizeof packet, MSG_DONTWAIT);

    if (count == -1) {
      g_assert_cmpint (errno, ==, EAGAIN);
      helio_tunnel_pump (fixture.tunnel);
      full++;
    } else {
      g_assert_cmpint (count, ==, sizeof packet);
      sent += sizeof packet;
    }
  }
  g_assert_cmpuint (fixture.transport->written->len, ==, 8000);
  g_assert_cmpuint (fixture.sent_qos0, ==, 8000 / sizeof packet);
  g_assert_false (helio_tunnel_is_flushed (fixture.tunnel));
  fixture.transport->room = G_MAXSIZE / 2;
  helio_transport_emit_writable (HELIO_TRANSPORT (fixture.transport));
  helio_tunnel_pump (fixture.tunnel);
  g_assert_cmpuint (fixture.transport->written->len, ==, sent);
  g_assert_true (helio_tunnel_is_flushed (fixture.tunnel));
  g_assert_cmpuint (fixture.sent_qos0, ==, sent / sizeof packet);
  tear_down (&fixture);
}

static void
test_lost_is_counted (void)
{
  Fixture fixture = {0};
  static const guint8 packet[] = {0x30, 4, 0, 1, 'a', 'x'};

  set_up (&fixture, 4, -1);
  fixture.transport->room = 2 * sizeof packet + 3;
  for (int i = 0; i < 5; i++)
    g_assert_cmpint (send (fixture.client, packet, sizeof packet, 0), ==, sizeof packet);
  helio_tunnel_pump (fixture.tunnel);
  /* Two are out, one is cut off, two wait; a sixth comes when nothing is sent any more. */
  helio_tunnel_set_output (fixture.tunnel, HELIO_TUNNEL_DROP);
  g_assert_cmpint (send (fixture.client, packet, sizeof packet, 0), ==, sizeof packet);
  helio_transport_emit_ended (HELIO_TRANSPORT (fixture.transport), NULL);
  g_assert_true (fixture.ended);
  g_assert_cmpuint (helio_tunnel_get_counters (fixture.tunnel)->lost_qos0, ==, 4);
  g_assert_cmpuint (fixture.sent_qos0, ==, 2);
  tear_down (&fixture);
}

/* What a CONNECT took in the queue does not lie about with the password in it. */
static void
test_password_is_wiped (gconstpointer data)
{
  Fixture fixture = {0};
  static const guint8 packet[] = "\x10\x1D connect with a hunter2secret", pingreq[] = {0xC0, 0};
  const gsize length = sizeof packet - 1;
  gboolean slow = GPOINTER_TO_INT (data);

  set_up (&fixture, 5, -1);
  if (slow)
    fixture.transport->room = 10;
  helio_tunnel_send (fixture.tunnel, packet, length);
  if (slow) {
    g_assert_cmpuint (fixture.transport->written->len, ==, 10);
    helio_tunnel_send (fixture.tunnel, pingreq, sizeof pingreq);
    fixture.transport->room = G_MAXSIZE / 2;
    helio_transport_emit_writable (HELIO_TRANSPORT (fixture.transport));
    g_assert_cmpmem (fixture.transport->written->data + length,
                     fixture.transport->written->len - length,
                     pingreq,
                     sizeof pingreq);
  }
  g_assert_cmpmem (fixture.transport->written->data, length, packet, length);
  g_assert_true (helio_tunnel_is_flushed (fixture.tunnel));
  for (gsize i = 0; i < length; i++)
    g_assert_cmpint (fixture.tunnel->queue->data[i], ==, 0);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/tunnel/cuts/5", GINT_TO_POINTER (5), test_cuts);
  g_test_add_data_func ("/tunnel/cuts/4", GINT_TO_POINTER (4), test_cuts);
  g_test_add_func ("/tunnel/withheld", test_withheld);
  g_test_add_func ("/tunnel/malformed", test_malformed);
  g_test_add_func ("/tunnel/between", test_between);
  g_test_add_func ("/tunnel/ids", test_ids);
  g_test_add_func ("/tunnel/pressure-in", test_pressure_in);
  g_test_add_func ("/tunnel/pressure-out", test_pressure_out);
  g_test_add_func ("/tunnel/lost-is-counted", test_lost_is_counted);
  g_test_add_data_func ("/tunnel/password-is-wiped/at-once",
                        GINT_TO_POINTER (FALSE),
                        test_password_is_wiped);
  g_test_add_data_func ("/tunnel/password-is-wiped/slowly",
                        GINT_TO_POINTER (TRUE),
                        test_password_is_wiped);
  return g_test_run ();
}
