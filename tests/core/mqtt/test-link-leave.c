// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What is asked for while a good-bye takes its time, or when it has been said. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

typedef struct {
  int asked; /* atomic: CONNECT of the second connection has come */
  int third; /* atomic: Connect Flags of the third */
} Seen;

/* The first connection is ended, the second is not answered, the third is. */
static void
answer_third (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 connack[] = {0x20, 3, 0, 0, 0};
  Seen *seen = data;
  g_autoptr (GBytes) packet = NULL;

  if (serial == 0) {
    helio_fake_peer_welcome (peer, FALSE);
    packet = helio_fake_peer_read (peer);
    return;
  }
  packet = helio_fake_peer_expect (peer, 0x10);
  if (serial == 1) {
    g_atomic_int_set (&seen->asked, TRUE);
  } else {
    /* Header of two bytes, the name, the level. */
    g_atomic_int_set (&seen->third, ((const guint8 *) g_bytes_get_data (packet, NULL))[9]);
    helio_fake_peer_write (peer, connack, sizeof connack);
  }
  helio_fake_peer_wait_end (peer);
}

static gboolean
is_set (gpointer data)
{
  return g_atomic_int_get ((int *) data) != 0;
}

typedef struct {
  Seen seen;
  HelioFakeBroker *broker;
  HelioTestLink *test_link;
  HelioLink *link;
} Fixture;

/* There is a session, its connection has ended, and a good-bye on the next has begun. */
static void
set_up (Fixture *f)
{
  HelioLinkConfig config = {.mqtt_version = 5, .session_expiry = 60};
  g_autoptr (HelioEvent) connected = NULL, ended = NULL;

  f->broker = helio_fake_broker_new (answer_third, &f->seen);
  config.url = helio_fake_broker_get_url (f->broker);
  f->test_link = helio_test_link_new (&config);
  f->link = helio_test_link_get (f->test_link);
  connected = helio_test_link_connect (f->test_link, NULL, NULL, FALSE);
  helio_link_ping (f->link);
  ended = helio_test_link_wait (f->test_link, HELIO_EVENT_DISCONNECTED);
  helio_test_link_start (f->test_link, NULL, NULL, FALSE);
  helio_test_wait (is_set, &f->seen.asked, 20, "CONNECT");
  helio_link_disconnect (f->link, FALSE);
}

static void
tear_down (Fixture *f)
{
  helio_test_link_free (f->test_link);
  helio_fake_broker_free (f->broker);
}

static void
expect_left (Fixture *f)
{
  g_autoptr (HelioEvent) left = helio_test_link_wait (f->test_link, HELIO_EVENT_DISCONNECTED);

  g_assert_no_error (left->error);
  g_assert_false (left->cut);
  g_assert_false (left->session_left);
}

static void
test_then_end (void)
{
  Fixture f = {0};

  set_up (&f);
  helio_link_disconnect (f.link, TRUE);
  expect_left (&f);
  expect_left (&f);
  /* By a connection with Clean Start. */
  g_assert_cmphex (g_atomic_int_get (&f.seen.third) & 0x02, ==, 0x02);
  tear_down (&f);
}

static void
test_then_connect (void)
{
  Fixture f = {0};
  g_autoptr (HelioEvent) connected = NULL;

  set_up (&f);
  helio_test_link_start (f.test_link, NULL, NULL, FALSE);
  expect_left (&f);
  connected = helio_test_link_wait (f.test_link, HELIO_EVENT_CONNECTED);
  tear_down (&f);
}

/* They stay in order, and the link can be let go of. */
static void
test_then_both (void)
{
  Fixture f = {0};

  set_up (&f);
  helio_test_link_start (f.test_link, NULL, NULL, FALSE);
  helio_link_disconnect (f.link, FALSE);
  expect_left (&f);
  expect_left (&f);
  helio_test_link_start (f.test_link, NULL, NULL, FALSE);
  helio_link_disconnect (f.link, TRUE);
  tear_down (&f);
}

/* A peer that does not close at DISCONNECT. */
typedef struct {
  int parted; /* atomic: DISCONNECT of the first connection has come */
  int more;   /* atomic: and something after it */
} Parting;

static void
serve_parting (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 pingresp[] = {0xD0, 0};
  Parting *self = data;
  GBytes *packet;

  helio_fake_peer_welcome (peer, serial > 0);
  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    guint8 first = *(const guint8 *) g_bytes_get_data (packet, NULL);

    g_bytes_unref (packet);
    if (serial > 0)
      continue;
    if (g_atomic_int_get (&self->parted))
      g_atomic_int_set (&self->more, TRUE);
    else if (first == 0xE0)
      g_atomic_int_set (&self->parted, TRUE);
    else if (first == 0xC0)
      helio_fake_peer_write (peer, pingresp, sizeof pingresp);
  }
}

/* Nothing may follow DISCONNECT. With a will, a renewal says it before the new connection has its turn. */
static void
test_then_ping (gconstpointer will)
{
  Parting parting = {0};
  HelioFakeBroker *broker = helio_fake_broker_new (serve_parting, &parting);
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = 5,
                            .session_expiry = 60,
                            .will_topic = will};
  HelioTestLink *test_link = helio_test_link_new (&config);
  HelioLink *link = helio_test_link_get (test_link);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (test_link, NULL, NULL, FALSE);
  g_autoptr (HelioCredential) credential = helio_test_credential (NULL, NULL);
  g_autoptr (HelioEvent) ended = NULL;

  if (will != NULL) {
    helio_link_renew (link, credential);
    helio_test_wait (is_set, &parting.parted, 20, "DISCONNECT");
  } else {
    helio_link_disconnect (link, FALSE);
  }
  helio_link_ping (link);
  ended = helio_test_link_wait_end (test_link);
  g_assert_cmpint (ended->kind, ==, will != NULL ? HELIO_EVENT_RENEWED : HELIO_EVENT_DISCONNECTED);
  helio_test_link_free (test_link);
  helio_fake_broker_free (broker);
  g_assert_true (g_atomic_int_get (&parting.parted));
  g_assert_false (g_atomic_int_get (&parting.more));
}

static void
serve_mute (HelioFakePeer *peer, guint serial, gpointer data)
{
  helio_fake_peer_welcome (peer, FALSE);
  helio_fake_peer_wait_end (peer);
}

/* A patient one that was not answered is over with its connection: the next one's peer has to answer. */
static void
test_patient_then_connect (void)
{
  HelioFakeBroker *broker = helio_fake_broker_new (serve_mute, NULL);
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = 5,
                            .keep_alive = 1,
                            .answer_deadline = 3 * HELIO_SECOND};
  HelioTestLink *link = helio_test_link_new (&config);
  g_autoptr (HelioEvent) first = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) published = NULL, connected = NULL, ended = NULL;

  published = helio_test_link_wait_request (link, helio_test_link_publish (link, "topic", "x", 0));
  helio_link_disconnect_patiently (helio_test_link_get (link), FALSE);
  helio_test_link_start (link, NULL, NULL, FALSE);
  connected = helio_test_link_wait (link, HELIO_EVENT_CONNECTED);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  helio_test_link_free (link);
  helio_fake_broker_free (broker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link-leave/then-end", test_then_end);
  g_test_add_func ("/link-leave/then-connect", test_then_connect);
  g_test_add_func ("/link-leave/then-both", test_then_both);
  g_test_add_data_func ("/link-leave/then-ping", NULL, test_then_ping);
  g_test_add_data_func ("/link-leave/renewal-then-ping", "will", test_then_ping);
  g_test_add_func ("/link-leave/patient-then-connect", test_patient_then_connect);
  return g_test_run ();
}
