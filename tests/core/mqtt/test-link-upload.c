// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A long message on its way to a broker that takes it slowly: what a renewal, a keep-alive and a good-bye make of it. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-rtt-proxy.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

/* Much more than the sockets on the way take. */
#define PIECE (512 * 1024)
#define SMALL_PIECE (64 * 1024)
#define PIECES 40
/* That a good-bye has time for. */
#define SOME_PIECES 16
#define SIZE (PIECE * PIECES)
#define PACE_MS 20
/* More than the peer's system takes unread, and less than ours keeps. */
#define UNREAD (600 * 1024)
#define LONG_FILTER (60 * 1024)

/* How a connection went, in the order of the enum. */
typedef enum {
  CONNECTED = 1,
  BEGUN,
  WHOLE,
  LEFT
} Stage;

typedef struct {
  gboolean upgrade;
  gsize piece;           /* 0: PIECE */
  guint pace;            /* ms for each; 0: none is taken */
  gboolean hasty;        /* the second connection is closed while a message begins on the first */
  gboolean mute;         /* CONNECT of the second connection is not answered */
  gsize size;            /* of the message; 0: SIZE */
  GAsyncQueue *over;     /* something when no more is to be taken */
  gint stage[3];         /* atomic: of each connection */
  gint first_at_connect; /* atomic: stage of the first when the second sent CONNECT */
} Slow;

static void
reached (Slow *self, guint serial, Stage stage)
{
  g_atomic_int_set (&self->stage[serial], stage);
}

static gboolean
stage_is (Slow *self, guint serial, Stage stage)
{
  return g_atomic_int_get (&self->stage[serial]) >= (gint) stage;
}

/* What is in the frames of a WebSocket, or the bytes themselves. */
typedef struct {
  Slow *slow;
  HelioFakePeer *peer;
  guint64 left; /* of the frame */
  guint8 mask[4];
  guint at;
} Reader;

static gboolean
begin_frame (Reader *self)
{
  guint8 head[2], more[8];
  gsize n;

  if (!helio_fake_peer_take (self->peer, head, 2))
    return FALSE;
  n = (head[1] & 0x7F) == 126 ? 2 : (head[1] & 0x7F) == 127 ? 8 : 0;
  self->left = n == 0 ? head[1] & 0x7F : 0;
  if (n > 0 && !helio_fake_peer_take (self->peer, more, n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    self->left = self->left << 8 | more[i];
  self->at = 0;
  return (head[0] & 0x0F) == 2 && helio_fake_peer_take (self->peer, self->mask, 4);
}

static gboolean
take (Reader *self, guint8 *data, gsize length)
{
  if (!self->slow->upgrade)
    return helio_fake_peer_take (self->peer, data, length);
  while (length > 0) {
    gsize count;

    if (self->left == 0 && !begin_frame (self))
      return FALSE;
    count = (gsize) MIN (self->left, length);
    if (!helio_fake_peer_take (self->peer, data, count))
      return FALSE;
    for (gsize i = 0; i < count; i++)
      data[i] ^= self->mask[self->at++ % 4];
    self->left -= count;
    data += count;
    length -= count;
  }
  return TRUE;
}

static void
answer (Reader *self, const guint8 *data, guint8 length)
{
  guint8 frame[] = {0x82, length};

  if (self->slow->upgrade)
    helio_fake_peer_write (self->peer, frame, sizeof frame);
  helio_fake_peer_write (self->peer, data, length);
}

/* First byte and body length of the next packet. */
static gboolean
take_header (Reader *self, guint8 *first, gsize *length)
{
  guint8 byte;
  guint shift = 0;

  *length = 0;
  if (!take (self, first, 1))
    return FALSE;
  do {
    if (!take (self, &byte, 1))
      return FALSE;
    *length |= (gsize) (byte & 0x7F) << shift;
    shift += 7;
  } while ((byte & 0x80) != 0);
  return TRUE;
}

static gboolean
is_over (Slow *self)
{
  gint64 pace = (gint64) self->pace * 1000;

  return (pace > 0 ? g_async_queue_timeout_pop (self->over, (guint64) pace)
                   : g_async_queue_pop (self->over)) != NULL;
}

/* A piece at a time; at once only what a test does not wait for. */
static gboolean
take_slowly (Reader *self, gsize length)
{
  gsize piece = self->slow->piece > 0 ? self->slow->piece : PIECE;
  g_autofree guint8 *data = g_malloc (PIECE);

  while (length > 0) {
    gsize count = MIN (piece, length);

    if (is_over (self->slow) || !take (self, data, count))
      return FALSE;
    length -= count;
  }
  return TRUE;
}

static void
close_hastily (Slow *self, HelioFakePeer *peer)
{
  while (!stage_is (self, 0, BEGUN))
    g_thread_yield ();
  helio_fake_peer_upgrade (peer);
}

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 connack[] = {0x20, 3, 1, 0, 0}, pingresp[] = {0xD0, 0};
  Slow *self = data;
  Reader reader = {.slow = self, .peer = peer};
  guint8 first;
  gsize length;

  g_assert_cmpuint (serial, <, G_N_ELEMENTS (self->stage));
  helio_fake_peer_narrow (peer);
  if (self->hasty && serial == 1) {
    close_hastily (self, peer);
    return;
  }
  if (self->upgrade)
    helio_fake_peer_upgrade (peer);
  while (take_header (&reader, &first, &length)) {
    if ((first & 0xF0) == 0x30) {
      reached (self, serial, BEGUN);
      if (!take_slowly (&reader, length))
        break;
      reached (self, serial, WHOLE);
    } else {
      g_autofree guint8 *body = g_malloc (length + 1);

      if (!take (&reader, body, length) || first == 0xE0) {
        if (first == 0xE0)
          reached (self, serial, LEFT);
        break;
      }
      if (first == 0x10) {
        if (serial == 1)
          g_atomic_int_set (&self->first_at_connect, g_atomic_int_get (&self->stage[0]));
        reached (self, serial, CONNECTED);
        if (serial == 0 || !self->mute)
          answer (&reader, connack, sizeof connack);
      } else if (first == 0xC0) {
        answer (&reader, pingresp, sizeof pingresp);
      }
    }
  }
}

typedef struct {
  Slow slow;
  HelioFakeBroker *broker;
  HelioTestLink *link;
} Fixture;

static gboolean
has_begun (gpointer data)
{
  return stage_is (data, 0, BEGUN);
}

static void
publish (Fixture *f, int qos)
{
  gsize size = f->slow.size > 0 ? f->slow.size : SIZE;
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (size), size);
  HelioPublication publication = {.topic = "much", .payload = payload, .qos = qos};

  helio_link_publish (helio_test_link_get (f->link), &publication);
}

/* A link with a message under way of which the broker takes a piece each @pace ms; 0: none. */
static void
set_up (Fixture *f, gboolean websocket, gboolean will, int qos, gint64 patience, guint pace)
{
  g_autofree char *url = NULL;
  HelioLinkConfig config = {.mqtt_version = 5,
                            .session_expiry = 60,
                            .will_topic = will ? "will" : NULL,
                            .answer_deadline = patience};
  g_autoptr (HelioEvent) connected = NULL;

  f->slow.upgrade = websocket;
  f->slow.pace = pace;
  f->slow.over = g_async_queue_new ();
  f->broker = helio_fake_broker_new (serve, &f->slow);
  url = g_strdup_printf ("%s://127.0.0.1:%u/",
                         websocket ? "ws" : "mqtt",
                         helio_fake_broker_get_port (f->broker));
  config.url = url;
  f->link = helio_test_link_new (&config);
  connected = helio_test_link_connect (f->link, NULL, NULL, FALSE);
  if (f->slow.hasty)
    return;
  publish (f, qos);
  helio_test_wait (has_begun, &f->slow, 20, "the first bytes");
}

static void
tear_down (Fixture *f)
{
  /* For each connection. */
  for (gsize i = 0; i < G_N_ELEMENTS (f->slow.stage); i++)
    g_async_queue_push (f->slow.over, f);
  helio_test_link_free (f->link);
  helio_fake_broker_free (f->broker);
  g_async_queue_unref (f->slow.over);
}

static void
renew (Fixture *f)
{
  g_autoptr (HelioCredential) credential = helio_test_credential (NULL, NULL);

  helio_link_renew (helio_test_link_get (f->link), credential);
}

typedef struct {
  const char *name;
  gboolean websocket, will;
} Way;

/* However long it takes, the old connection is left after the message, and by DISCONNECT where there is a will. */
static void
test_renewal (gconstpointer data)
{
  const Way *way = data;
  Fixture f = {0};
  g_autoptr (HelioEvent) renewed = NULL;

  /* Longer than any deadline that does not look at what is taken. */
  set_up (&f, way->websocket, way->will, 0, 0, 6000 / PIECES);
  renew (&f);
  renewed = helio_test_link_wait_end (f.link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  g_assert_false (renewed->cut);
  g_assert_cmpint (g_atomic_int_get (&f.slow.first_at_connect), >=, way->will ? LEFT : WHOLE);
  g_assert_cmpuint (helio_test_link_get_lost (f.link), ==, 0);
  tear_down (&f);
}

/* Of a broker that takes nothing more nothing can be hoped for; that is told. */
static void
test_renewal_stalled (void)
{
  Fixture f = {0};
  g_autoptr (HelioEvent) renewed = NULL;

  set_up (&f, FALSE, FALSE, 0, 2 * HELIO_SECOND, 0);
  renew (&f);
  renewed = helio_test_link_wait_end (f.link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  g_assert_true (renewed->cut);
  g_assert_cmpint (g_atomic_int_get (&f.slow.first_at_connect), ==, BEGUN);
  tear_down (&f);
}

/* One that begins while the new transport is being opened leaves that without CONNECT, which a broker may not put up with.
 * It is opened again after the message. */
static void
test_renewal_begun (void)
{
  Fixture f = {.slow.hasty = TRUE};
  g_autoptr (HelioEvent) renewed = NULL;

  set_up (&f, TRUE, FALSE, 0, 0, 1000 / PIECES);
  renew (&f);
  publish (&f, 0);
  renewed = helio_test_link_wait_end (f.link);
  g_assert_no_error (renewed->error);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  g_assert_false (renewed->cut);
  g_assert_true (stage_is (&f.slow, 0, WHOLE));
  tear_down (&f);
}

/* One that has left us altogether and is with the system is not out either. */
static void
test_renewal_unconfirmed (void)
{
  Fixture f = {.slow.size = UNREAD};
  g_autoptr (HelioEvent) renewed = NULL;

  set_up (&f, FALSE, FALSE, 0, 2 * HELIO_SECOND, 0);
  renew (&f);
  renewed = helio_test_link_wait_end (f.link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  g_assert_true (renewed->cut);
  tear_down (&f);
}

static gboolean
has_left_again (gpointer data)
{
  return stage_is (data, 1, LEFT);
}

static gboolean
has_asked_again (gpointer data)
{
  return stage_is (data, 1, CONNECTED);
}

/* Where the old connection took nothing more, the good-bye is said on the new one. */
static void
test_renewal_left (void)
{
  Fixture f = {.slow.mute = TRUE};
  g_autoptr (HelioEvent) left = NULL;

  set_up (&f, FALSE, TRUE, 1, 2 * HELIO_SECOND, 0);
  renew (&f);
  helio_test_wait (has_asked_again, &f.slow, 20, "the second CONNECT");
  helio_link_disconnect (helio_test_link_get (f.link), FALSE);
  left = helio_test_link_wait_end (f.link);
  g_assert_cmpint (left->kind, ==, HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (left->error);
  helio_test_wait (has_left_again, &f.slow, 20, "the good-bye");
  tear_down (&f);
}

static void
stall_first (HelioFakePeer *peer, guint serial, gpointer over)
{
  helio_fake_peer_narrow (peer);
  helio_fake_peer_welcome (peer, serial > 0);
  if (serial > 0)
    helio_fake_peer_wait_end (peer);
  else
    g_async_queue_pop (over);
}

/* What is not published is no upload, however much of it a dead peer leaves with us. */
static void
test_no_upload (gconstpointer data)
{
  gboolean renewing = GPOINTER_TO_INT (data);
  g_autoptr (GAsyncQueue) over = g_async_queue_new ();
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (stall_first, over);
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = 5,
                            .session_expiry = 60,
                            .answer_deadline = 2 * HELIO_SECOND};
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);
  g_autofree char *filter = g_strnfill (LONG_FILTER, 'x');
  HelioFilterOptions options = {.filter = filter};
  g_autoptr (HelioCredential) credential = helio_test_credential (NULL, NULL);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) ended = NULL;

  for (gsize i = 0; i < UNREAD / LONG_FILTER; i++)
    helio_link_subscribe (helio_test_link_get (link), &options);
  if (renewing)
    helio_link_renew (helio_test_link_get (link), credential);
  else
    helio_link_disconnect (helio_test_link_get (link), FALSE);
  ended = helio_test_link_wait_end (link);
  g_assert_cmpint (ended->kind, ==, renewing ? HELIO_EVENT_RENEWED : HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (ended->error);
  g_assert_false (ended->cut);
  g_async_queue_push (over, over);
}

/* The new credential would run out meanwhile: the message goes on, and so does the connection. */
static void
test_renewal_too_late (void)
{
  g_autoptr (HelioSecret) password = helio_secret_new ("short-lived");
  HelioCredentialInit init = {.username = "anybody",
                              .password = password,
                              .life_kind = HELIO_CREDENTIAL_LIFE_STATED,
                              .obtained_boot = helio_boot_time (),
                              .life = HELIO_SECOND / 2,
                              .method = "password"};
  g_autoptr (HelioCredential) credential = NULL;
  Fixture f = {0};
  g_autoptr (HelioEvent) failed = NULL, round_trip = NULL;

  set_up (&f, FALSE, FALSE, 0, 2 * HELIO_SECOND, 6000 / PIECES);
  init.obtained_boot = helio_boot_time ();
  credential = helio_credential_new (&init);
  helio_link_renew (helio_test_link_get (f.link), credential);
  failed = helio_test_link_wait_end (f.link);
  g_assert_cmpint (failed->kind, ==, HELIO_EVENT_RENEW_FAILED);
  g_assert_true (failed->connected);
  g_assert_nonnull (helio_error_get_remedy (failed->error));
  helio_link_ping (helio_test_link_get (f.link));
  round_trip = helio_test_link_wait (f.link, HELIO_EVENT_ROUND_TRIP);
  g_assert_true (stage_is (&f.slow, 0, WHOLE));
  tear_down (&f);
}

/* No answer can come while the question stands behind the message. */
static void
test_keep_alive (gconstpointer data)
{
  Fixture f = {0};
  g_autoptr (HelioEvent) round_trip = NULL;

  set_up (&f, GPOINTER_TO_INT (data), FALSE, 0, 2 * HELIO_SECOND, 6000 / PIECES);
  helio_link_ping (helio_test_link_get (f.link));
  round_trip = helio_test_link_wait (f.link, HELIO_EVENT_ROUND_TRIP);
  g_assert_true (stage_is (&f.slow, 0, WHOLE));
  g_assert_cmpuint (helio_test_link_count (f.link, HELIO_EVENT_DISCONNECTED), ==, 0);
  tear_down (&f);
}

/* A good-bye waits for it, as long as a person may have to. */
static void
test_leaving (gconstpointer data)
{
  Fixture f = {.slow.size = SOME_PIECES * PIECE};
  g_autoptr (HelioEvent) ended = NULL;

  set_up (&f, GPOINTER_TO_INT (data), TRUE, 0, 0, 480 / SOME_PIECES);
  helio_link_disconnect (helio_test_link_get (f.link), FALSE);
  ended = helio_test_link_wait (f.link, HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (ended->error);
  g_assert_false (ended->cut);
  g_assert_cmpuint (ended->counters.lost_qos0, ==, 0);
  g_assert_true (stage_is (&f.slow, 0, LEFT));
  tear_down (&f);
}

/* Something is taken all the time, but a person does not wait for ever. */
static void
test_leaving_ends (void)
{
  Fixture f = {.slow.piece = SMALL_PIECE};
  g_autoptr (HelioEvent) cut = NULL, ended = NULL;

  set_up (&f, FALSE, FALSE, 0, 0, PACE_MS);
  helio_link_disconnect (helio_test_link_get (f.link), FALSE);
  cut = helio_test_link_wait (f.link, HELIO_EVENT_CUT);
  g_assert_true (cut->connected);
  g_assert_false (cut->parted);
  g_assert_cmpuint (cut->lost, ==, 1);
  ended = helio_test_link_wait (f.link, HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (ended->error);
  g_assert_true (ended->cut);
  g_assert_cmpuint (ended->lost, ==, 1);
  tear_down (&f);
}

/* Longer than a person would wait, until the peer has all. */
static void
test_leaving_patiently (void)
{
  Fixture f = {0};
  g_autoptr (HelioEvent) ended = NULL;

  set_up (&f, FALSE, TRUE, 0, 0, 5000 / PIECES);
  helio_link_disconnect_patiently (helio_test_link_get (f.link), FALSE);
  ended = helio_test_link_wait (f.link, HELIO_EVENT_DISCONNECTED);
  g_assert_false (ended->cut);
  g_assert_cmpuint (ended->lost, ==, 0);
  g_assert_true (stage_is (&f.slow, 0, LEFT));
  tear_down (&f);
}

/* Of a peer that takes nothing nothing is to be hoped for, and the person may lose patience before that. */
static void
test_leaving_patience_ends (gconstpointer data)
{
  gboolean hurry = GPOINTER_TO_INT (data);
  Fixture f = {0};
  g_autoptr (HelioEvent) cut = NULL, ended = NULL;

  set_up (&f, FALSE, TRUE, 1, hurry ? 0 : 2 * HELIO_SECOND, 0);
  helio_link_disconnect_patiently (helio_test_link_get (f.link), FALSE);
  if (hurry)
    helio_link_disconnect (helio_test_link_get (f.link), FALSE);
  cut = helio_test_link_wait (f.link, HELIO_EVENT_CUT);
  g_assert_cmpuint (cut->lost, ==, 0);
  ended = helio_test_link_wait (f.link, HELIO_EVENT_DISCONNECTED);
  g_assert_true (ended->cut);
  tear_down (&f);
}

/* Whoever waits for an answer is told that it goes on, and that a renewal waits for it. */
static void
test_progress (void)
{
  Fixture f = {0};
  g_autoptr (HelioEvent) first = NULL, later = NULL, renewed = NULL;

  set_up (&f, FALSE, FALSE, 1, 0, 3000 / PIECES);
  renew (&f);
  do {
    g_clear_pointer (&first, helio_event_unref);
    first = helio_test_link_wait (f.link, HELIO_EVENT_COUNTERS);
  } while (!first->uploading || !first->renewal_waits);
  g_assert_cmpint (first->progress, >, 0);
  do {
    g_clear_pointer (&later, helio_event_unref);
    later = helio_test_link_wait (f.link, HELIO_EVENT_COUNTERS);
    g_assert_true (later->uploading);
  } while (later->progress <= first->progress);
  renewed = helio_test_link_wait_end (f.link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  tear_down (&f);
}

static gboolean
trickle (gpointer data)
{
  helio_test_link_publish (data, "much", "x", 0);
  return G_SOURCE_CONTINUE;
}

/* What we write goes on filling a buffer of ours; that is no sign of the peer's, however it is wrapped. */
static void
test_silence (gconstpointer data)
{
  const char *scheme = data;
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioRttProxy) proxy =
      helio_rtt_proxy_new (helio_mosquitto_get_port (broker, scheme), 0);
  g_autofree char *url =
      g_strdup_printf ("%s://localhost:%u/", scheme, helio_rtt_proxy_get_port (proxy));
  HelioLinkConfig config = {.url = url,
                            .ca_pem = helio_mosquitto_get_ca (broker),
                            .mqtt_version = 5,
                            .answer_deadline = HELIO_SECOND};
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) ended = NULL;
  g_autofree char *much = g_strnfill (UNREAD, 'x');
  guint source;

  helio_rtt_proxy_set_frozen (proxy, TRUE);
  helio_test_link_publish (link, "much", much, 0);
  helio_link_ping (helio_test_link_get (link));
  source = g_timeout_add (PACE_MS, trickle, link);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  g_source_remove (source);
}

static const Way ways[] = {{"/link-upload/renewal/mqtt", FALSE, FALSE},
                           {"/link-upload/renewal/ws", TRUE, FALSE},
                           {"/link-upload/renewal/will", FALSE, TRUE}};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    g_test_add_data_func (ways[i].name, &ways[i], test_renewal);
  g_test_add_func ("/link-upload/renewal/stalled", test_renewal_stalled);
  g_test_add_func ("/link-upload/renewal/begun", test_renewal_begun);
  g_test_add_func ("/link-upload/renewal/unconfirmed", test_renewal_unconfirmed);
  g_test_add_func ("/link-upload/renewal/left", test_renewal_left);
  g_test_add_data_func ("/link-upload/renewal/no-upload", GINT_TO_POINTER (TRUE), test_no_upload);
  g_test_add_func ("/link-upload/renewal/too-late", test_renewal_too_late);
  g_test_add_data_func ("/link-upload/keep-alive/mqtt", GINT_TO_POINTER (FALSE), test_keep_alive);
  g_test_add_data_func ("/link-upload/keep-alive/ws", GINT_TO_POINTER (TRUE), test_keep_alive);
  g_test_add_data_func ("/link-upload/silence/mqtt", "mqtt", test_silence);
  g_test_add_data_func ("/link-upload/silence/mqtts", "mqtts", test_silence);
  g_test_add_data_func ("/link-upload/silence/ws", "ws", test_silence);
  g_test_add_data_func ("/link-upload/silence/wss", "wss", test_silence);
  g_test_add_data_func ("/link-upload/leaving/mqtt", GINT_TO_POINTER (FALSE), test_leaving);
  g_test_add_data_func ("/link-upload/leaving/ws", GINT_TO_POINTER (TRUE), test_leaving);
  g_test_add_data_func ("/link-upload/leaving/no-upload", GINT_TO_POINTER (FALSE), test_no_upload);
  g_test_add_func ("/link-upload/leaving/ends", test_leaving_ends);
  g_test_add_func ("/link-upload/leaving/patiently", test_leaving_patiently);
  g_test_add_data_func ("/link-upload/leaving/patience-ends",
                        GINT_TO_POINTER (FALSE),
                        test_leaving_patience_ends);
  g_test_add_data_func ("/link-upload/leaving/hurried",
                        GINT_TO_POINTER (TRUE),
                        test_leaving_patience_ends);
  g_test_add_func ("/link-upload/progress", test_progress);
  return g_test_run ();
}
