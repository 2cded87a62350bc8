// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The table of states, and every way from one to another that does not depend on what a broker says: each is made
 * here, and what is not in the table stops the test. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-session-why.h"
#include "tests/support/helio-fake-session.h"

#include <string.h>

#define N_STATES (HELIO_SESSION_FAILED + 1)

/* design.md §3. Rows: from; columns: to, in the order of the enum. */
static const char *const table[N_STATES] = {
    /* idle               */ ".ss....ss",
    /* signing-in         */ "s.ss..sss",
    /* getting-credential */ "ss.s..sss",
    /* connecting         */ "sss.s.sss",
    /* online             */ "s.s..ssss",
    /* renewing           */ "s.sss.sss",
    /* waiting-to-retry   */ "sss....ss",
    /* needs-sign-in      */ "sss.....s",
    /* failed             */ "sss....s.",
};

static void
test_table (void)
{
  for (int from = 0; from < N_STATES; from++)
    for (int to = 0; to < N_STATES; to++) {
      gboolean wanted = from == to || table[from][to] == 's';

      if (helio_session_state_may_follow ((HelioSessionState) from, (HelioSessionState) to) !=
          wanted)
        g_error ("%s %s follow %s",
                 helio_session_state_get_nick ((HelioSessionState) to),
                 wanted ? "must" : "must not",
                 helio_session_state_get_nick ((HelioSessionState) from));
    }
}

typedef HelioFakeSession Fixture;

/* Does not answer CONNECT as long as the test says so. */
static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (g_atomic_int_get (&((Fixture *) data)->go) == 0)
    helio_fake_peer_welcome (peer, FALSE);
  helio_fake_peer_wait_end (peer);
}

static const HelioFakeSessionCase serve_v5 = {HELIO_PROTOCOL_5, serve};

static void
fail_next (Fixture *f, HelioErrorCode code)
{
  g_autoptr (GError) error = helio_error_new (code, NULL, "No credential.");

  helio_test_source_fail (f->source, error, 1);
}

/* From IDLE. */
static void
reach (Fixture *f, HelioSessionState state)
{
  gboolean held = state == HELIO_SESSION_GETTING_CREDENTIAL || state == HELIO_SESSION_SIGNING_IN;

  g_atomic_int_set (&f->go, state == HELIO_SESSION_CONNECTING);
  helio_test_source_set_held (f->source, held);
  if (state == HELIO_SESSION_WAITING_TO_RETRY)
    fail_next (f, HELIO_ERROR_SERVER);
  else if (state == HELIO_SESSION_NEEDS_SIGN_IN)
    fail_next (f, HELIO_ERROR_SIGN_IN_REQUIRED);
  else if (state == HELIO_SESSION_FAILED)
    fail_next (f, HELIO_ERROR_EXCHANGE_PROVIDER);
  if (state != HELIO_SESSION_IDLE)
    helio_session_start (f->session, FALSE);
  if (state == HELIO_SESSION_SIGNING_IN)
    helio_test_source_set_stage (f->source, HELIO_CREDENTIAL_STAGE_SIGNING_IN);
  if (state == HELIO_SESSION_RENEWING) {
    helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
    helio_test_source_set_held (f->source, TRUE);
    helio_session_renew_now (f->session);
  }
  helio_fake_session_wait_state (f, state);
}

static void
back_to_idle (Fixture *f)
{
  helio_session_stop (f->session);
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_IDLE);
  helio_test_source_set_stage (f->source, HELIO_CREDENTIAL_STAGE_IDLE);
  helio_test_source_set_held (f->source, FALSE);
  helio_fake_session_wait_closed (f);
  helio_test_settle ();
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_IDLE);
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < N_STATES; i++) {
    reach (f, (HelioSessionState) i);
    back_to_idle (f);
  }
}

static void
check_fail (Fixture *f, HelioSessionState state)
{
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_FAILED, NULL, "Enough.");

  for (int i = 0; i < N_STATES; i++) {
    reach (f, (HelioSessionState) i);
    helio_session_fail (f->session, state, error);
    g_assert_cmpint (helio_session_get_state (f->session), ==, state);
    g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_FAILED);
    back_to_idle (f);
  }
}

static void
test_fail (Fixture *f, gconstpointer data)
{
  check_fail (f, HELIO_SESSION_FAILED);
  check_fail (f, HELIO_SESSION_NEEDS_SIGN_IN);
}

/* Asked for by a person while there is no connection, whatever goes on. */
static void
test_sign_in (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < N_STATES; i++) {
    if (i == HELIO_SESSION_ONLINE || i == HELIO_SESSION_RENEWING)
      continue;
    reach (f, (HelioSessionState) i);
    helio_session_show_sign_in_how (f->session, "Sign in.");
    g_assert_cmpstr (helio_session_get_reason (f->session), ==, "Sign in.");
    g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_SIGNING_IN);
    /* And it goes on from there. */
    helio_test_source_set_stage (f->source, HELIO_CREDENTIAL_STAGE_IDLE);
    helio_test_source_set_held (f->source, FALSE);
    g_atomic_int_set (&f->go, 0);
    helio_session_start (f->session, FALSE);
    helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
    back_to_idle (f);
  }
}

static void
test_start (Fixture *f, gconstpointer data)
{
  static const HelioSessionState states[] = {HELIO_SESSION_IDLE,
                                             HELIO_SESSION_WAITING_TO_RETRY,
                                             HELIO_SESSION_NEEDS_SIGN_IN,
                                             HELIO_SESSION_FAILED};

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    reach (f, states[i]);
    helio_session_start (f->session, TRUE);
    helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
    back_to_idle (f);
  }
}

/* The source needs a person, and gets one. */
static void
test_source_signs_in (Fixture *f, gconstpointer data)
{
  reach (f, HELIO_SESSION_SIGNING_IN);
  helio_test_source_set_stage (f->source, HELIO_CREDENTIAL_STAGE_STORING);
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_GETTING_CREDENTIAL);
  /* Nothing is left to do in the browser. */
  g_assert_nonnull (strstr (helio_session_get_reason (f->session), "keyring"));
  helio_test_source_set_stage (f->source, HELIO_CREDENTIAL_STAGE_FETCHING);
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_GETTING_CREDENTIAL);
  g_assert_nonnull (strstr (helio_session_get_reason (f->session), "asking for a credential"));
  helio_test_source_set_held (f->source, FALSE);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/session-state/" name,                                                              \
              Fixture,                                                                             \
              &serve_v5,                                                                           \
              helio_fake_session_set_up,                                                           \
              func,                                                                                \
              helio_fake_session_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-state/table", test_table);
  ADD ("stop", test_stop);
  ADD ("fail", test_fail);
  ADD ("sign-in", test_sign_in);
  ADD ("start", test_start);
  ADD ("source-signs-in", test_source_signs_in);
  return g_test_run ();
}
