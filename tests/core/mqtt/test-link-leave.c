// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What is asked for while a good-bye takes its time, or when it has been said. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

#include <string.h>

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
  gboolean mute; /* PINGREQ is not answered */
  int parted;    /* atomic: DISCONNECT of the first connection has come */
  int more;      /* atomic: and something after it */
} Parting;

static void
read_parting (HelioFakePeer *peer, Parting *self)
{
  static const guint8 pingresp[] = {0xD0, 0};
  GBytes *packet;

  helio_fake_peer_welcome (peer, FALSE);
  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    guint8 first = *(const guint8 *) g_bytes_get_data (packet, NULL);

    g_bytes_unref (packet);
    if (g_atomic_int_get (&self->parted))
      g_atomic_int_set (&self->more, TRUE);
    else if (first == 0xE0)
      g_atomic_int_set (&self->parted, TRUE);
    else if (first == 0xC0 && !self->mute)
      helio_fake_peer_write (peer, pingresp, sizeof pingresp);
  }
}

static void
serve_parting (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (serial == 0) {
    read_parting (peer, data);
  } else {
    helio_fake_peer_welcome (peer, TRUE);
    helio_fake_peer_wait_end (peer);
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

static HelioTestLink *
link_with_will (HelioFakeBroker *broker)
{
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = 5,
                            .session_expiry = 60,
                            .will_topic = "will"};

  return helio_test_link_new (&config);
}

static void
renew (HelioTestLink *link)
{
  g_autoptr (HelioCredential) credential = helio_test_credential (NULL, NULL);

  helio_link_renew (helio_test_link_get (link), credential);
}

/* With a will, a renewal says DISCONNECT before the new connection has its turn. */
static void
renew_until_parted (HelioTestLink *link, Parting *parting)
{
  renew (link);
  helio_test_wait (is_set, &parting->parted, 20, "DISCONNECT");
}

/* A renewal that has said DISCONNECT uses the newer of two credentials. */
static void
test_renewal_then_renewal (void)
{
  Parting parting = {0};
  HelioFakeBroker *broker = helio_fake_broker_new (serve_parting, &parting);
  HelioTestLink *link = link_with_will (broker);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) renewed = NULL;

  renew_until_parted (link, &parting);
  renew (link);
  renewed = helio_test_link_wait_end (link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  helio_test_link_free (link);
  helio_fake_broker_free (broker);
  g_assert_false (g_atomic_int_get (&parting.more));
}

/* A good-bye for which a renewal has said DISCONNECT already. */
typedef struct {
  const char *name;
  gboolean end_session, patient;
} Leaving;

static const Leaving leavings[] = {{"leave", FALSE, FALSE},
                                   {"leave-patiently", FALSE, TRUE},
                                   {"end", TRUE, FALSE}};

typedef struct {
  Parting parting; /* first */
  int wiped;       /* atomic: Connect Flags of the third connection */
} Left;

/* The second connection, which is the renewal's, is not answered. */
static void
serve_left (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 connack[] = {0x20, 3, 0, 0, 0};
  Left *self = data;

  if (serial == 0) {
    read_parting (peer, &self->parting);
  } else if (serial > 1) {
    g_autoptr (GBytes) packet = helio_fake_peer_expect (peer, 0x10);

    g_atomic_int_set (&self->wiped, ((const guint8 *) g_bytes_get_data (packet, NULL))[9]);
    helio_fake_peer_write (peer, connack, sizeof connack);
  }
  helio_fake_peer_wait_end (peer);
}

/* Nothing more is said on the old connection; what waited for the new one is answered. */
static void
test_renewal_then_leave (gconstpointer data)
{
  const Leaving *self = data;
  Left seen = {0};
  HelioFakeBroker *broker = helio_fake_broker_new (serve_left, &seen);
  HelioTestLink *link = link_with_will (broker);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) answer = NULL, left = NULL;
  guint64 request;

  renew_until_parted (link, &seen.parting);
  request = helio_test_link_publish (link, "topic", "waits", 0);
  if (self->patient)
    helio_link_disconnect_patiently (helio_test_link_get (link), self->end_session);
  else
    helio_link_disconnect (helio_test_link_get (link), self->end_session);
  answer = helio_test_link_wait_request (link, request);
  left = helio_test_link_wait_end (link);
  helio_test_link_free (link);
  helio_fake_broker_free (broker);
  g_assert_false (g_atomic_int_get (&seen.parting.more));
  g_assert_error (answer->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
  g_assert_cmpint (left->kind, ==, HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (left->error);
  g_assert_false (left->cut);
  g_assert_false (left->session_left);
  g_assert_cmpuint (left->counters.lost_qos0, ==, 0);
  g_assert_cmphex (g_atomic_int_get (&seen.wiped) & 0x02, ==, self->end_session ? 0x02 : 0);
}

/* The renewal's connection is closed while the old one, which heard DISCONNECT, is read to its end. */
typedef struct {
  const char *name;
  gboolean opens; /* another takes its place */
  gboolean mute; /* the broker did not show that it had read what went before, and does not close */
} Closing;

static const Closing closings[] = {{"reopened", TRUE, FALSE},
                                   {"in-vain", FALSE, FALSE},
                                   {"unconfirmed", FALSE, TRUE}};

typedef struct {
  Parting parting; /* first */
  const Closing *closing;
  HelioFakePeer *old;
  GAsyncQueue *go; /* @old, when the second is to be closed */
  int delivered;   /* atomic: publications of QoS 0 on later connections */
  gboolean again;  /* atomic: the link was asked to connect once more */
} Closed;

/* Reads one of QoS 0, and confirms what of QoS 1 came before it. */
static void
serve_later (HelioFakePeer *peer, Closed *self)
{
  guint8 puback[] = {0x40, 2, 0, 0};
  gboolean done = FALSE;

  helio_fake_peer_welcome (peer, TRUE);
  while (!done) {
    g_autoptr (GBytes) packet = helio_fake_peer_expect (peer, 0x30);
    const guint8 *data;

    if (packet == NULL)
      return;
    data = g_bytes_get_data (packet, NULL);
    done = (data[0] & 0x06) == 0;
    /* Header of two bytes, length of the topic, topic, packet id. */
    if (!done)
      memcpy (puback + 2, data + 4 + data[3], 2);
  }
  g_atomic_int_inc (&self->delivered);
  helio_fake_peer_write (peer, puback, sizeof puback);
  g_bytes_unref (helio_fake_peer_expect (peer, 0xE0));
}

static void
serve_closed (HelioFakePeer *peer, guint serial, gpointer data)
{
  Closed *self = data;

  if (serial == 0) {
    self->old = peer;
    read_parting (peer, &self->parting);
  } else if (serial == 1) {
    HelioFakePeer *old = g_async_queue_timeout_pop (self->go, 20 * G_USEC_PER_SEC);

    helio_fake_peer_hang_up (peer);
    /* Then the link has seen it. */
    helio_fake_peer_wait_end (peer);
    if (old != NULL && !self->closing->mute)
      helio_fake_peer_hang_up (old);
  } else if (self->closing->opens || g_atomic_int_get (&self->again)) {
    serve_later (peer, self);
  }
}

/* Returns: (transfer full) (nullable): NULL if the old connection's time was over before the other was closed. */
static HelioEvent *
close_renewal (HelioTestLink *link, Closed *seen, guint64 *request)
{
  gint64 since = g_get_monotonic_time ();
  g_autoptr (HelioEvent) outcome = NULL;

  renew_until_parted (link, &seen->parting);
  *request = helio_test_link_publish (link, "topic", "waits", 0);
  g_async_queue_push (seen->go, seen->old);
  outcome = helio_test_link_wait_end (link);
  if (seen->closing->opens && outcome->kind == HELIO_EVENT_RENEW_FAILED && !outcome->connected &&
      g_get_monotonic_time () - since >= HELIO_SECOND)
    return NULL;
  return g_steal_pointer (&outcome);
}

static void
expect_published (HelioTestLink *link, guint64 request)
{
  g_autoptr (HelioEvent) published = helio_test_link_wait_request (link, request);

  g_assert_no_error (published->error);
}

/* As with a cut: what waits is answered, what is unconfirmed is sent again. */
static void
reconnect (HelioTestLink *link, Closed *seen, guint64 waiting)
{
  g_autoptr (HelioEvent) answer = helio_test_link_wait_request (link, waiting);
  g_autoptr (HelioEvent) connected = NULL;

  g_assert_error (answer->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
  g_atomic_int_set (&seen->again, TRUE);
  connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  expect_published (link, helio_test_link_publish (link, "topic", "again", 0));
}

static void
test_renewal_closed (gconstpointer data)
{
  const Closing *self = data;
  Closed seen = {.parting.mute = self->mute, .closing = self, .go = g_async_queue_new ()};
  HelioFakeBroker *broker = helio_fake_broker_new (serve_closed, &seen);
  HelioTestLink *link = link_with_will (broker);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) outcome = NULL, left = NULL;
  guint64 kept = helio_test_link_publish (link, "topic", "kept", 1), waiting;

  expect_published (link, helio_test_link_publish (link, "topic", "taken", 0));
  outcome = close_renewal (link, &seen, &waiting);
  if (outcome == NULL) {
    g_test_skip ("The machine is too slow.");
  } else {
    g_assert_cmpint (outcome->kind,
                     ==,
                     self->opens ? HELIO_EVENT_RENEWED : HELIO_EVENT_RENEW_FAILED);
    g_assert_false (outcome->connected);
    g_assert_cmpuint (outcome->unconfirmed, ==, self->mute ? 1 : 0);
    if (self->opens)
      expect_published (link, waiting);
    else
      reconnect (link, &seen, waiting);
    expect_published (link, kept);
    helio_link_disconnect (helio_test_link_get (link), FALSE);
    left = helio_test_link_wait_end (link);
    g_assert_no_error (left->error);
    g_assert_cmpuint (left->counters.lost_qos0, ==, 0);
  }
  helio_test_link_free (link);
  helio_fake_broker_free (broker);
  g_async_queue_unref (seen.go);
  g_assert_false (g_atomic_int_get (&seen.parting.more));
  g_assert_cmpint (g_atomic_int_get (&seen.delivered), ==, outcome != NULL);
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
  g_test_add_func ("/link-leave/renewal-then-renewal", test_renewal_then_renewal);
  for (gsize i = 0; i < G_N_ELEMENTS (leavings); i++) {
    g_autofree char *path = g_strdup_printf ("/link-leave/renewal-then/%s", leavings[i].name);

    g_test_add_data_func (path, &leavings[i], test_renewal_then_leave);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (closings); i++) {
    g_autofree char *path = g_strdup_printf ("/link-leave/renewal-closed/%s", closings[i].name);

    g_test_add_data_func (path, &closings[i], test_renewal_closed);
  }
  g_test_add_func ("/link-leave/patient-then-connect", test_patient_then_connect);
  return g_test_run ();
}
