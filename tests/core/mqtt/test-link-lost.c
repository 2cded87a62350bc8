// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* QoS 0 publications that were taken and did not get out are counted and answered so, whoever ends the connection. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

/* More than the sockets on the way take. */
#define PUBLICATIONS 400
#define SIZE (64 * 1024)

typedef struct {
  GMutex lock;
  GCond cond;
  gboolean over;
} Stall;

/* The first connection reads nothing after CONNECT. */
static void
stall (HelioFakePeer *peer, guint serial, gpointer data)
{
  Stall *self = data;

  helio_fake_peer_welcome (peer, serial > 0);
  if (serial > 0) {
    helio_fake_peer_wait_end (peer);
    return;
  }
  g_mutex_lock (&self->lock);
  while (!self->over)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
let_go (Stall *self)
{
  g_mutex_lock (&self->lock);
  self->over = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static HelioTestLink *
link_to (HelioFakeBroker *broker)
{
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = 5,
                            .session_expiry = 60,
                            .answer_deadline = 2 * HELIO_SECOND};

  return helio_test_link_new (&config);
}

static void
publish_many (HelioTestLink *link)
{
  g_autofree char *payload = g_strnfill (SIZE, 'x');

  for (guint i = 0; i < PUBLICATIONS; i++)
    helio_test_link_publish (link, "much", payload, 0);
}

typedef struct {
  guint published;
  guint lost; /* answered so */
  guint64 counted;
} Answers;

/* Until the connection ended. */
static void
take_answers (HelioTestLink *link, Answers *answers)
{
  for (;;) {
    g_autoptr (HelioEvent) event = helio_test_link_next (link);

    if (event->kind == HELIO_EVENT_PUBLISHED && event->error == NULL) {
      /* In order: none after one that was lost. */
      g_assert_cmpuint (answers->lost, ==, 0);
      answers->published++;
    } else if (event->kind == HELIO_EVENT_PUBLISHED &&
               g_error_matches (event->error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED)) {
      answers->lost++;
    } else if (event->kind == HELIO_EVENT_COUNTERS) {
      answers->counted = event->counters.lost_qos0;
    } else if (event->kind == HELIO_EVENT_DISCONNECTED) {
      break;
    }
  }
  g_assert_cmpuint (answers->published, >, 0);
  g_assert_cmpuint (answers->lost, >, 0);
  g_assert_cmpuint (answers->lost, ==, answers->counted);
}

/* We give up on a broker that does not answer; what was lost stands in the row of the gap, once. */
static void
test_no_answer (void)
{
  Stall state = {0};
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (stall, &state);
  g_autoptr (HelioTestLink) link = link_to (broker);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) again = NULL, third = NULL, ended = NULL;
  Answers answers = {0};

  publish_many (link);
  helio_link_ping (helio_test_link_get (link));
  take_answers (link, &answers);

  again = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_assert_cmpuint (helio_test_link_get_n_gaps (link), ==, 1);
  g_assert_cmpuint (helio_test_link_get_lost (link), ==, answers.counted);

  /* The next gap has nothing of the first one's. */
  helio_link_ping (helio_test_link_get (link));
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  third = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_assert_cmpuint (helio_test_link_get_n_gaps (link), ==, 2);
  g_assert_cmpuint (helio_test_link_get_lost (link), ==, answers.counted);
  let_go (&state);
}

/* We leave, and the goodbye has its deadline. */
static void
test_leaving (void)
{
  Stall state = {0};
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (stall, &state);
  g_autoptr (HelioTestLink) link = link_to (broker);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  Answers answers = {0};

  publish_many (link);
  helio_link_disconnect (helio_test_link_get (link), FALSE);
  take_answers (link, &answers);
  let_go (&state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link-lost/no-answer", test_no_answer);
  g_test_add_func ("/link-lost/leaving", test_leaving);
  return g_test_run ();
}
