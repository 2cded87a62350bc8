// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A session with a source, a clock and a broker that a test controls: the broker says what a script wants. */

#include "core/connection/helio-session.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-source.h"
#include "tests/support/helio-test.h"

G_BEGIN_DECLS

typedef struct {
  HelioProtocol protocol;
  HelioFakeScript script;
} HelioFakeSessionCase;

typedef struct {
  HelioFakeBroker *broker;
  HelioFakeClock *clock; /* the session's; a link has its own */
  HelioTestSource *source;
  HelioProfile *profile;
  HelioTimeline *timeline;
  HelioSubscriptions *subscriptions;
  HelioSession *session;
  HelioSessionState wanted;

  /* the broker's threads write, atomic */
  gint n_reached, n_connections, n_clean, n_ended, n_published;
  gint go; /* what a broker waits for */
} HelioFakeSession;

/* For g_test_add(); @data: the case. The session is not started. */
void helio_fake_session_set_up (HelioFakeSession *f, gconstpointer data);
/* Stops it, and expects that nothing of it stays. */
void helio_fake_session_tear_down (HelioFakeSession *f, gconstpointer data);
void helio_fake_session_wait_state (HelioFakeSession *f, HelioSessionState state);
/* Until goodbye is said. */
void helio_fake_session_wait_closed (HelioFakeSession *f);
void helio_fake_session_go_online (HelioFakeSession *f);

/* In the broker's thread: reads CONNECT, counts it, answers. FALSE: the client has gone. */
gboolean
helio_fake_session_welcome (HelioFakeSession *f, HelioFakePeer *peer, gboolean session_present);

G_END_DECLS
