// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-session.h"
#include "core/connection/helio-timeline.h"

#include <glib.h>
#include <string.h>

typedef struct {
  GPtrArray *shadow;
} Replay;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Replay *replay = user_data;

  if (removed > 0)
    g_ptr_array_remove_range (replay->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (replay->shadow,
                        (gint) (position + i),
                        g_list_model_get_item (model, position + i));
}

static void
test_bounded (void)
{
  g_autoptr (HelioTimeline) timeline = helio_timeline_new (3);
  Replay replay = {g_ptr_array_new_with_free_func (g_object_unref)};

  g_signal_connect (timeline, "items-changed", G_CALLBACK (on_items_changed), &replay);
  for (int i = 0; i < 7; i++)
    helio_timeline_add (timeline, i * G_USEC_PER_SEC, HELIO_TIMELINE_INFO, "entry %d", i);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 3);
  g_assert_cmpuint (replay.shadow->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (HelioTimelineEntry) entry = g_list_model_get_item (G_LIST_MODEL (timeline), i);
    g_autofree char *expect = g_strdup_printf ("entry %u", 4 + i);

    g_assert_true (entry == replay.shadow->pdata[i]);
    g_assert_cmpstr (helio_timeline_entry_get_text (entry), ==, expect);
  }
  g_ptr_array_unref (replay.shadow);
}

static void
test_no_secret (void)
{
  g_autoptr (HelioTimeline) timeline = helio_timeline_new (10);
  g_autofree char *text = NULL;

  helio_timeline_add (timeline,
                      0,
                      HELIO_TIMELINE_BAD,
                      "refused: {\"password\":\"hunter2\"} Bearer abcdefgh "
                      "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln "
                      "sk_live_1234567890\nsecond line");
  text = helio_timeline_to_text (timeline);
  g_assert_null (strstr (text, "hunter2"));
  g_assert_null (strstr (text, "abcdefgh"));
  g_assert_null (strstr (text, "eyJ"));
  g_assert_null (strstr (text, "1234567890"));
  g_assert_nonnull (strstr (text, "1970-01-01T00:00:00.000Z x refused"));
  g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
}

/* The table allows the ways of design.md §3 and none that skip the credential. */
static void
test_states (void)
{
  static const HelioSessionState way[] = {
      HELIO_SESSION_IDLE,
      HELIO_SESSION_GETTING_CREDENTIAL,
      HELIO_SESSION_SIGNING_IN,
      HELIO_SESSION_GETTING_CREDENTIAL,
      HELIO_SESSION_CONNECTING,
      HELIO_SESSION_ONLINE,
      HELIO_SESSION_RENEWING,
      HELIO_SESSION_ONLINE,
      HELIO_SESSION_WAITING_TO_RETRY,
      HELIO_SESSION_GETTING_CREDENTIAL,
      HELIO_SESSION_NEEDS_SIGN_IN,
      HELIO_SESSION_GETTING_CREDENTIAL,
      HELIO_SESSION_FAILED,
      HELIO_SESSION_IDLE,
  };

  for (gsize i = 1; i < G_N_ELEMENTS (way); i++)
    g_assert_true (helio_session_state_may_follow (way[i - 1], way[i]));
  g_assert_false (helio_session_state_may_follow (HELIO_SESSION_IDLE, HELIO_SESSION_CONNECTING));
  g_assert_false (helio_session_state_may_follow (HELIO_SESSION_IDLE, HELIO_SESSION_ONLINE));
  g_assert_false (
      helio_session_state_may_follow (HELIO_SESSION_WAITING_TO_RETRY, HELIO_SESSION_CONNECTING));
  g_assert_false (helio_session_state_may_follow (HELIO_SESSION_FAILED, HELIO_SESSION_CONNECTING));
  g_assert_false (
      helio_session_state_may_follow (HELIO_SESSION_NEEDS_SIGN_IN, HELIO_SESSION_ONLINE));
  for (int state = HELIO_SESSION_IDLE; state <= HELIO_SESSION_FAILED; state++) {
    g_assert_true (helio_session_state_may_follow (state, HELIO_SESSION_IDLE) ||
                   state == HELIO_SESSION_IDLE);
    g_assert_nonnull (helio_session_state_get_label (state));
    g_assert_nonnull (helio_session_state_get_nick (state));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection/timeline/bounded", test_bounded);
  g_test_add_func ("/connection/timeline/no-secret", test_no_secret);
  g_test_add_func ("/connection/session/states", test_states);
  return g_test_run ();
}
