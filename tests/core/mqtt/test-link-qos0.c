// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* QoS 0 is answered by nothing but the PINGRESP after it: what a link says of it when a connection ends, on every
 * transport, against a real Mosquitto. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-rtt-proxy.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

#define ROUND_TRIP (10 * 1000)
#define PUBLICATIONS 3

typedef struct {
  HelioMosquitto *broker;
  HelioRttProxy *proxy;
  HelioTestLink *link;
} Fixture;

static void
connect_link (Fixture *f)
{
  g_autoptr (HelioEvent) connected = helio_test_link_connect (f->link, NULL, NULL, FALSE);
}

static void
set_up (Fixture *f, gconstpointer scheme)
{
  g_autofree char *url = NULL;
  HelioLinkConfig config = {.mqtt_version = 5, .session_expiry = 60};

  f->broker = helio_mosquitto_start (NULL);
  f->proxy = helio_rtt_proxy_new (helio_mosquitto_get_port (f->broker, scheme), ROUND_TRIP);
  url = g_strdup_printf ("%s://localhost:%u/",
                         (const char *) scheme,
                         helio_rtt_proxy_get_port (f->proxy));
  config.url = url;
  config.ca_pem = helio_mosquitto_get_ca (f->broker);
  f->link = helio_test_link_new (&config);
  connect_link (f);
}

static void
tear_down (Fixture *f, gconstpointer scheme)
{
  helio_test_link_free (f->link);
  helio_rtt_proxy_free (f->proxy);
  helio_mosquitto_free (f->broker);
}

/* Until the transport has taken them. */
static void
publish (Fixture *f)
{
  for (guint i = 0; i < PUBLICATIONS; i++) {
    guint64 request = helio_test_link_publish (f->link, "a/topic", "payload", 0);
    g_autoptr (HelioEvent) published = helio_test_link_wait_request (f->link, request);

    g_assert_no_error (published->error);
  }
}

static guint64
cut (Fixture *f)
{
  g_autoptr (HelioEvent) ended = NULL;

  helio_rtt_proxy_cut (f->proxy);
  ended = helio_test_link_wait (f->link, HELIO_EVENT_DISCONNECTED);
  g_assert_nonnull (ended->error);
  return ended->unconfirmed;
}

static void
test_asked (Fixture *f, gconstpointer scheme)
{
  g_autoptr (HelioEvent) round_trip = NULL;

  publish (f);
  helio_link_ping (helio_test_link_get (f->link));
  round_trip = helio_test_link_wait (f->link, HELIO_EVENT_ROUND_TRIP);
  g_assert_cmpuint (cut (f), ==, 0);
}

/* The network takes it and no more. The next connection has nothing of the first one's. */
static void
test_unread (Fixture *f, gconstpointer scheme)
{
  helio_rtt_proxy_set_frozen (f->proxy, TRUE);
  publish (f);
  g_assert_cmpuint (cut (f), ==, PUBLICATIONS);
  helio_rtt_proxy_set_frozen (f->proxy, FALSE);
  connect_link (f);
  g_assert_cmpuint (cut (f), ==, 0);
}

static void
test_patient (Fixture *f, gconstpointer scheme)
{
  g_autoptr (HelioEvent) ended = NULL;

  helio_rtt_proxy_set_frozen (f->proxy, TRUE);
  publish (f);
  helio_link_disconnect_patiently (helio_test_link_get (f->link), FALSE);
  helio_rtt_proxy_set_frozen (f->proxy, FALSE);
  ended = helio_test_link_wait_end (f->link);
  g_assert_no_error (ended->error);
  g_assert_false (ended->cut);
  g_assert_cmpuint (ended->unconfirmed, ==, 0);
}

static void
test_patient_in_vain (Fixture *f, gconstpointer scheme)
{
  g_autoptr (HelioEvent) given_up = NULL, ended = NULL;

  helio_rtt_proxy_set_frozen (f->proxy, TRUE);
  publish (f);
  helio_link_disconnect_patiently (helio_test_link_get (f->link), FALSE);
  /* The good-bye has begun when it is answered. */
  publish (f);
  helio_rtt_proxy_cut (f->proxy);
  given_up = helio_test_link_wait (f->link, HELIO_EVENT_CUT);
  g_assert_false (given_up->connected);
  g_assert_false (given_up->parted);
  g_assert_cmpuint (given_up->unconfirmed, ==, 2 * PUBLICATIONS);
  ended = helio_test_link_wait (f->link, HELIO_EVENT_DISCONNECTED);
  g_assert_true (ended->cut);
}

/* A renewal makes sure before it goes on; if it can not, it says so when it is over. */
static void
test_renewal (Fixture *f, gconstpointer scheme)
{
  g_autoptr (HelioCredential) credential = helio_test_credential (NULL, NULL);
  g_autoptr (HelioEvent) renewed = NULL, outcome = NULL;

  publish (f);
  helio_link_renew (helio_test_link_get (f->link), credential);
  renewed = helio_test_link_wait_end (f->link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  g_assert_cmpuint (renewed->unconfirmed, ==, 0);

  helio_rtt_proxy_set_frozen (f->proxy, TRUE);
  publish (f);
  helio_link_renew (helio_test_link_get (f->link), credential);
  helio_rtt_proxy_cut (f->proxy);
  helio_rtt_proxy_set_frozen (f->proxy, FALSE);
  /* RENEWED; RENEW_FAILED if what opened the new connection met the cut; DISCONNECTED if the cut came first. */
  outcome = helio_test_link_wait_end (f->link);
  if (outcome->kind == HELIO_EVENT_RENEW_FAILED && outcome->connected) {
    helio_event_unref (outcome);
    outcome = helio_test_link_wait_end (f->link);
  }
  g_assert_cmpuint (outcome->unconfirmed, ==, PUBLICATIONS);
}

/* A broker that says what a test wants. */
typedef struct {
  const char *name;
  gboolean answers;
  gboolean parts;     /* waits for DISCONNECT, after which it closes; else it closes at PINGREQ */
  gboolean websocket; /* where what is written is not taken at once */
  int keep_alive;
  int patience; /* s */
} Peer;

static const Peer peers[] = {{"by-itself", TRUE, FALSE, FALSE, 60, 3},
                             {"not-answered", FALSE, FALSE, FALSE, 60, 3},
                             {"patient-not-answered", FALSE, TRUE, FALSE, 60, 3},
                             {"patient-keep-alive", FALSE, TRUE, TRUE, 1, 5}};

typedef struct {
  const Peer *peer;
  gint parted; /* atomic */
  gint asked;  /* atomic: PINGREQ */
  gint64 since, until;
} Serving;

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 pingresp[] = {0xD0, 0};
  Serving *self = data;
  g_autoptr (GBytes) asked = NULL, goodbye = NULL;

  helio_fake_peer_welcome (peer, FALSE);
  asked = helio_fake_peer_expect (peer, 0xC0);
  if (self->peer->answers)
    helio_fake_peer_write (peer, pingresp, sizeof pingresp);
  if (self->peer->parts)
    goodbye = helio_fake_peer_expect (peer, 0xE0);
  g_atomic_int_set (&self->parted, goodbye != NULL);
}

/* First byte of the packet in the next frame: they are short, and each has one of its own. 0: there is none. */
static guint8
take_frame (HelioFakePeer *peer)
{
  guint8 head[6], body[125]; /* RFC 6455 §5.2: opcode, length, mask */

  if (!helio_fake_peer_take (peer, head, sizeof head))
    return 0;
  g_assert_cmphex (head[0], ==, 0x82);
  g_assert_cmpuint (head[1] & 0x7F, <=, sizeof body);
  if (!helio_fake_peer_take (peer, body, head[1] & 0x7F))
    return 0;
  return body[0] ^ head[2];
}

/* Takes all and answers nothing. */
static void
serve_websocket (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 connack[] = {0x82, 5, 0x20, 3, 0, 0, 0};
  Serving *self = data;
  guint8 first;

  helio_fake_peer_upgrade (peer);
  g_assert_cmphex (take_frame (peer), ==, 0x10);
  self->since = g_get_monotonic_time ();
  helio_fake_peer_write (peer, connack, sizeof connack);
  while ((first = take_frame (peer)) != 0 && first != 0xE0)
    if (first == 0xC0)
      g_atomic_int_inc (&self->asked);
  self->until = g_get_monotonic_time ();
  g_atomic_int_set (&self->parted, first == 0xE0);
}

/* Those before it are no ROUND_TRIP: nobody but the link asks, and it tells nobody. */
static HelioEvent *
wait_silently (Fixture *f, HelioEventKind kind)
{
  for (;;) {
    g_autoptr (HelioEvent) event = helio_test_link_next (f->link);

    g_assert_cmpint (event->kind, !=, HELIO_EVENT_ROUND_TRIP);
    if (event->kind == kind)
      return g_steal_pointer (&event);
  }
}

static void
test_peer (gconstpointer data)
{
  const Peer *self = data;
  Serving serving = {.peer = self};
  HelioFakeBroker *broker =
      helio_fake_broker_new (self->websocket ? serve_websocket : serve, &serving);
  g_autofree char *url = g_strdup_printf ("%s://127.0.0.1:%u/",
                                          self->websocket ? "ws" : "mqtt",
                                          helio_fake_broker_get_port (broker));
  HelioLinkConfig config = {.url = url,
                            .mqtt_version = 5,
                            .keep_alive = self->keep_alive,
                            .answer_deadline = self->patience * HELIO_SECOND};
  Fixture f = {.link = helio_test_link_new (&config)};
  g_autoptr (HelioEvent) published = NULL, given_up = NULL, ended = NULL;

  connect_link (&f);
  published =
      helio_test_link_wait_request (f.link, helio_test_link_publish (f.link, "topic", "x", 0));
  g_assert_no_error (published->error);
  if (self->parts) {
    helio_link_disconnect_patiently (helio_test_link_get (f.link), FALSE);
    given_up = wait_silently (&f, HELIO_EVENT_CUT);
    g_assert_error (given_up->error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
    g_assert_true (given_up->parted);
    g_assert_cmpuint (given_up->unconfirmed, ==, 1);
  }
  ended = wait_silently (&f, HELIO_EVENT_DISCONNECTED);
  g_assert_cmpuint (ended->unconfirmed, ==, self->answers || self->parts ? 0 : 1);
  g_assert_cmpint (ended->cut, ==, self->parts);
  helio_test_link_free (f.link);
  helio_fake_broker_free (broker);
  g_assert_cmpint (g_atomic_int_get (&serving.parted), ==, self->parts);
  if (self->websocket) {
    gint64 intervals = (serving.until - serving.since) / (self->keep_alive * HELIO_SECOND);

    /* The one that asks, and then one in each interval. */
    g_assert_cmpint (g_atomic_int_get (&serving.asked), >=, 2);
    g_assert_cmpint (g_atomic_int_get (&serving.asked), <=, 2 + intervals);
  }
}

int
main (int argc, char *argv[])
{
  static const char *const schemes[] = {"mqtt", "mqtts", "ws", "wss"};
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer scheme);
  } tests[] = {{"asked", test_asked},
               {"unread", test_unread},
               {"patient", test_patient},
               {"patient-in-vain", test_patient_in_vain},
               {"renewal", test_renewal}};

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (tests); j++) {
      g_autofree char *path = g_strdup_printf ("/link/qos0/%s/%s", schemes[i], tests[j].name);

      g_test_add (path, Fixture, schemes[i], set_up, tests[j].run, tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (peers); i++) {
    g_autofree char *path = g_strdup_printf ("/link/qos0/peer/%s", peers[i].name);

    g_test_add_data_func (path, &peers[i], test_peer);
  }
  return g_test_run ();
}
