// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-fake-session.h"

void
helio_fake_session_set_up (HelioFakeSession *f, gconstpointer data)
{
  const HelioFakeSessionCase *wanted = data;
  HelioSessionInit init = {0};

  f->broker = helio_fake_broker_new (wanted->script, f);
  f->clock = helio_fake_clock_new ();
  f->source = helio_test_source_new (NULL, HELIO_CLOCK (f->clock));
  f->profile = helio_profile_new ();
  g_free (f->profile->broker.url);
  f->profile->broker.url = g_strdup (helio_fake_broker_get_url (f->broker));
  f->profile->broker.protocol = wanted->protocol;
  f->timeline = helio_timeline_new (200);
  f->subscriptions = helio_subscriptions_new (HELIO_CLOCK (f->clock), f->timeline);
  init.clock = HELIO_CLOCK (f->clock);
  init.source = HELIO_CREDENTIAL_SOURCE (f->source);
  init.profile = f->profile;
  init.subscriptions = f->subscriptions;
  init.timeline = f->timeline;
  f->session = helio_session_new (&init);
}

static gboolean
is_closed (gpointer data)
{
  return !helio_session_is_closing (data);
}

void
helio_fake_session_wait_closed (HelioFakeSession *f)
{
  helio_test_wait (is_closed, f->session, 20, "goodbye");
}

void
helio_fake_session_tear_down (HelioFakeSession *f, gconstpointer data)
{
  g_autofree char *log = helio_timeline_to_text (f->timeline);

  g_test_message ("%s", log);
  helio_session_stop (f->session);
  helio_fake_session_wait_closed (f);
  g_assert_finalize_object (f->session);
  g_object_unref (f->subscriptions);
  g_object_unref (f->timeline);
  helio_profile_unref (f->profile);
  g_object_unref (f->source);
  g_object_unref (f->clock);
  helio_fake_broker_free (f->broker);
}

static gboolean
has_state (gpointer data)
{
  HelioFakeSession *f = data;

  return helio_session_get_state (f->session) == f->wanted;
}

void
helio_fake_session_wait_state (HelioFakeSession *f, HelioSessionState state)
{
  f->wanted = state;
  if (!helio_test_comes (has_state, f, 20)) {
    g_autofree char *log = helio_timeline_to_text (f->timeline);

    g_error ("%s never came:\n%s", helio_session_state_get_nick (state), log);
  }
}

void
helio_fake_session_go_online (HelioFakeSession *f)
{
  helio_session_start (f->session, FALSE);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
}

gboolean
helio_fake_session_welcome (HelioFakeSession *f, HelioFakePeer *peer, gboolean session_present)
{
  g_autoptr (GBytes) connect = helio_fake_peer_expect (peer, 0x10);
  guint8 connack[] = {0x20, 2, session_present ? 1 : 0, 0, 0};
  const guint8 *data;
  gsize offset = 1;

  if (connect == NULL)
    return FALSE;
  data = g_bytes_get_data (connect, NULL);
  while ((data[offset++] & 0x80) != 0) {
  }
  /* Length and name of the protocol, version, flags. */
  if (data[offset + 6] == 5)
    connack[1] = 3;
  if ((data[offset + 7] & 0x02) != 0)
    g_atomic_int_inc (&f->n_clean);
  g_atomic_int_inc (&f->n_connections);
  helio_fake_peer_write (peer, connack, 2 + connack[1]);
  return TRUE;
}
