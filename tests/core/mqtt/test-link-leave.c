// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What is asked for while a good-bye to a broker that does not answer takes its time. */
#include "config.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link-leave/then-end", test_then_end);
  g_test_add_func ("/link-leave/then-connect", test_then_connect);
  g_test_add_func ("/link-leave/then-both", test_then_both);
  return g_test_run ();
}
