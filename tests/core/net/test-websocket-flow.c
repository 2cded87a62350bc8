// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* How much a WebSocket keeps of what it is to write to a peer that does not read, and of what it reads for an owner
 * that takes its time. */
#include "config.h"

#include "core/net/helio-transport.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test.h"

#include <string.h>

#define MIB (1024 * 1024)
/* What the kernel may keep of one connection on loopback, both sides together. */
#define KERNEL (24 * MIB)

#define PIECE (64 * 1024)
#define FRAME (8 * MIB)
#define FRAMES 12

typedef struct {
  HelioFakeBroker *broker;
  HelioTransport *transport;
  char *url;
  gint n_written, reads; /* pieces; whether the peer may read; atomic */
  gsize received, largest, most_ahead;
  guint sum;
  gboolean writable, ended, done;
} Fixture;

static void
on_received (gpointer data, const guint8 *bytes, gsize length)
{
  Fixture *f = data;
  gsize written = (gsize) g_atomic_int_get (&f->n_written) * PIECE;

  f->largest = MAX (f->largest, length);
  f->most_ahead = MAX (f->most_ahead, written - MIN (f->received, written));
  f->received += length;
  f->done = f->received >= (gsize) FRAME * FRAMES;
  /* More work than it was to write them. */
  for (gsize i = 0; i < length; i++)
    f->sum = f->sum * 31 + bytes[i];
}

static void
on_writable (gpointer data)
{
  ((Fixture *) data)->writable = TRUE;
}

static void
on_ended (gpointer data, const GError *error)
{
  ((Fixture *) data)->ended = TRUE;
}

static const HelioTransportFuncs funcs = {on_received, on_writable, on_ended};

static void
set_up (Fixture *f, gconstpointer data)
{
  HelioTestResult result = {0};
  HelioTransportConfig config = {.maximum_packet_size = -1};
  g_autoptr (GError) error = NULL;
  HelioFakeScript script;

  memcpy (&script, data, sizeof script);
  f->broker = helio_fake_broker_new (script, f);
  f->url = g_strdup_printf ("ws://127.0.0.1:%u/", helio_fake_broker_get_port (f->broker));
  config.url = f->url;
  helio_transport_open_async (&config, NULL, helio_test_result_ready, &result);
  f->transport = helio_transport_open_finish (helio_test_result_wait (&result, 20), &error);
  helio_test_result_clear (&result);
  g_assert_no_error (error);
  helio_transport_start (f->transport, &funcs, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  HelioTestResult result = {0};

  helio_transport_close_async (f->transport, helio_test_result_ready, &result);
  helio_transport_close_finish (f->transport, helio_test_result_wait (&result, 20));
  helio_test_result_clear (&result);
  g_assert_finalize_object (f->transport);
  helio_fake_broker_free (f->broker);
  g_free (f->url);
}

/* Nothing is read before the test says so. */
static void
never_read (HelioFakePeer *peer, guint serial, gpointer data)
{
  Fixture *f = data;

  helio_fake_peer_upgrade (peer);
  while (g_atomic_int_get (&f->reads) == 0)
    g_usleep (1000);
  helio_fake_peer_wait_end (peer);
}

static const HelioFakeScript never_read_script = never_read;

/* In pieces that are one frame each, as the tunnel writes them. */
static void
test_write_to_a_deaf_peer (Fixture *f, gconstpointer data)
{
  gsize length = 4 * (gsize) KERNEL, done = 0, count;
  g_autofree guint8 *bytes = g_malloc0 (PIECE);

  do {
    f->writable = FALSE;
    count = helio_transport_write (f->transport, bytes, PIECE);
    done += count;
    if (count < PIECE)
      for (guint i = 0; i < 20 && !f->writable; i++)
        helio_test_settle ();
  } while (done < length && (count == PIECE || f->writable));
  g_test_message ("took %zu bytes", done);
  g_assert_cmpuint (done, <, KERNEL);
  g_assert_false (f->writable);
  /* Now it reads, and there is room again. */
  g_atomic_int_set (&f->reads, 1);
  helio_test_wait_flag (&f->writable, 20, "room");
  g_assert_false (f->ended);
}

static void
write_large_frames (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 head[] = {0x82, 127, 0, 0, 0, 0, FRAME >> 24, FRAME >> 16 & 0xFF, 0, 0};
  Fixture *f = data;
  g_autofree guint8 *piece = g_malloc0 (PIECE);

  helio_fake_peer_upgrade (peer);
  for (guint i = 0; i < FRAMES; i++) {
    helio_fake_peer_write (peer, head, sizeof head);
    for (gsize done = 0; done < FRAME; done += PIECE) {
      helio_fake_peer_write (peer, piece, PIECE);
      g_atomic_int_inc (&f->n_written);
    }
  }
  helio_fake_peer_wait_end (peer);
}

static const HelioFakeScript large_frames_script = write_large_frames;

static void
test_read_large_frames (Fixture *f, gconstpointer data)
{
  helio_test_wait_flag (&f->done, 60, "all frames");
  g_test_message ("pieces of %zu, %zu ahead", f->largest, f->most_ahead);
  g_assert_cmpuint (f->received, ==, (gsize) FRAME * FRAMES);
  /* A message is no reason for another buffer of its size behind the transport. */
  g_assert_cmpuint (f->largest, <=, PIECE);
  /* Between what the peer wrote and what the owner has: one message and what the kernel holds. */
  g_assert_cmpuint (f->most_ahead, <=, FRAME + KERNEL);
}

#define ADD(name, data, func) g_test_add (name, Fixture, &(data), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/websocket-flow/write-to-a-deaf-peer", never_read_script, test_write_to_a_deaf_peer);
  ADD ("/websocket-flow/read-large-frames", large_frames_script, test_read_large_frames);
  return g_test_run ();
}
