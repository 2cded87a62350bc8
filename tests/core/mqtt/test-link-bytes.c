// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Large publications to a broker that confirms none for a while: how many it is sent, how many wait, and what becomes of
 * the rest. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

#define MIB (1024 * 1024)
#define N_PUBLICATIONS 100
/* MiB that libmosquitto may hold, and that may wait in front of it. */
#define UNDER_WAY 16
#define WAITING 64

typedef struct {
  gint confirms; /* atomic: from the next PINGREQ on the broker does */
  gint n_seen;   /* atomic */
  guint n_good, n_refused, n_pongs;
} Fixture;

static void
confirm (HelioFakePeer *peer, GArray *ids)
{
  for (guint i = 0; i < ids->len; i++) {
    guint16 id = g_array_index (ids, guint16, i);
    const guint8 puback[] = {0x40, 2, (guint8) (id >> 8), (guint8) id};

    helio_fake_peer_write (peer, puback, sizeof puback);
  }
  g_array_set_size (ids, 0);
}

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  Fixture *f = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint16));
  gboolean confirms = FALSE;
  GBytes *packet;

  helio_fake_peer_welcome (peer, FALSE);
  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    const guint8 *bytes = g_bytes_get_data (packet, NULL);

    if ((bytes[0] & 0xF0) == 0x30) {
      /* Three bytes of length, the topic "t", the packet id. */
      guint16 id = (guint16) (bytes[7] << 8 | bytes[8]);

      g_array_append_val (ids, id);
      g_atomic_int_inc (&f->n_seen);
    } else if (bytes[0] == 0xC0) {
      confirms = g_atomic_int_get (&f->confirms) != 0;
      helio_fake_peer_write (peer, "\xD0\x00", 2);
    }
    if (confirms)
      confirm (peer, ids);
    g_bytes_unref (packet);
  }
}

static void
take (Fixture *f, HelioTestLink *link)
{
  g_autoptr (HelioEvent) event = helio_test_link_next (link);

  if (event->kind == HELIO_EVENT_ROUND_TRIP) {
    f->n_pongs++;
  } else if (event->kind == HELIO_EVENT_PUBLISHED && event->error == NULL) {
    f->n_good++;
  } else if (event->kind == HELIO_EVENT_PUBLISHED) {
    g_assert_error (event->error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
    g_assert_nonnull (helio_error_get_remedy (event->error));
    f->n_refused++;
  }
}

/* Whatever can be sent by now has been when the broker has answered that often. */
static void
round_trips (Fixture *f, HelioTestLink *link, guint count)
{
  for (guint i = 0; i < count; i++) {
    guint before = f->n_pongs;

    helio_link_ping (helio_test_link_get (link));
    while (f->n_pongs == before)
      take (f, link);
  }
}

static gboolean
all_under_way (gpointer data)
{
  return g_atomic_int_get (&((Fixture *) data)->n_seen) >= UNDER_WAY - 1;
}

static void
test_bounded (gconstpointer data)
{
  int version = GPOINTER_TO_INT (data);
  Fixture f = {0};
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (serve, &f);
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker), .mqtt_version = version};
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, TRUE);
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (MIB), MIB);
  HelioPublication publication = {.topic = "t", .payload = payload, .qos = 1};

  for (guint i = 0; i < N_PUBLICATIONS; i++)
    helio_link_publish (helio_test_link_get (link), &publication);
  helio_test_wait (all_under_way, &f, 30, "what may be under way");
  round_trips (&f, link, 10);
  g_assert_cmpint (g_atomic_int_get (&f.n_seen), <=, UNDER_WAY);
  g_assert_cmpuint (f.n_good, ==, 0);

  g_atomic_int_set (&f.confirms, 1);
  helio_link_ping (helio_test_link_get (link));
  while (f.n_good + f.n_refused < N_PUBLICATIONS)
    take (&f, link);
  g_assert_cmpuint (f.n_good, ==, (guint) g_atomic_int_get (&f.n_seen));
  g_assert_cmpuint (f.n_good, <=, WAITING + UNDER_WAY);
  g_assert_cmpuint (f.n_refused, >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/link-bytes/bounded", GINT_TO_POINTER (5), test_bounded);
  g_test_add_data_func ("/link-bytes/bounded-3.1.1", GINT_TO_POINTER (4), test_bounded);
  return g_test_run ();
}
