// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-renewal-log.h"
#include "tests/support/helio-test.h"

#define SECOND G_USEC_PER_SEC

typedef struct {
  HelioFakeClock *clock;
  HelioRenewalLog *log;
  HelioRenewalState state;
  guint changes;
} Fixture;

static void
on_changed (HelioRenewalLog *log, guint *changes)
{
  (*changes)++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = helio_fake_clock_new ();
  f->log = helio_renewal_log_new (HELIO_CLOCK (f->clock));
  f->state.last_gap = -1;
  g_signal_connect (f->log, "changed", G_CALLBACK (on_changed), &f->changes);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->state.credential, helio_credential_unref);
  g_assert_finalize_object (f->log);
  g_object_unref (f->clock);
}

static void
update (Fixture *f)
{
  helio_renewal_log_update (f->log, &f->state);
}

static void
take_credential (Fixture *f, HelioCredentialLife kind)
{
  g_autoptr (HelioSecret) password = helio_secret_new ("pw");
  HelioCredentialInit init = {.username = "alice@org_1",
                              .password = password,
                              .life_kind = kind,
                              .obtained_boot = helio_clock_now_boot (HELIO_CLOCK (f->clock)),
                              .obtained_wall = helio_clock_now_wall (HELIO_CLOCK (f->clock)),
                              .life = 600 * SECOND,
                              .method = "exchange"};

  g_clear_pointer (&f->state.credential, helio_credential_unref);
  f->state.credential = helio_credential_new (&init);
}

static void
test_life (Fixture *f, gconstpointer data)
{
  HelioClock *clock = HELIO_CLOCK (f->clock);
  gint64 start = helio_clock_now_wall (clock);
  g_autoptr (GError) warning = g_error_new_literal (HELIO_ERROR, HELIO_ERROR_NETWORK, "no network");
  const HelioCredentialSpan *spans;
  const HelioRenewalMark *marks;
  HelioRenewalSummary summary;
  guint n_spans, n_marks, n_outages;

  f->state.wanted = TRUE;
  update (f);
  g_assert_cmpuint (f->changes, ==, 0);

  take_credential (f, HELIO_CREDENTIAL_LIFE_STATED);
  helio_fake_clock_advance (f->clock, SECOND);
  update (f);
  f->state.connected = TRUE;
  update (f);
  update (f);
  spans = helio_renewal_log_get_spans (f->log, &n_spans);
  g_assert_cmpuint (n_spans, ==, 1);
  g_assert_cmpint (spans[0].from, ==, start);
  g_assert_cmpint (spans[0].to, ==, 0);
  g_assert_cmpint (spans[0].expires, ==, start + 600 * SECOND);
  g_assert_cmpint (spans[0].renew_at, >, start);
  g_assert_false (spans[0].assumed);

  /* Fails, is said once however often the state is looked at, then works. */
  helio_fake_clock_advance (f->clock, 500 * SECOND);
  f->state.warning = warning;
  update (f);
  update (f);
  helio_fake_clock_advance (f->clock, 9 * SECOND);
  f->state.warning = NULL;
  f->state.renewals = 1;
  f->state.last_gap = 700;
  take_credential (f, HELIO_CREDENTIAL_LIFE_ASSUMED);
  update (f);
  spans = helio_renewal_log_get_spans (f->log, &n_spans);
  g_assert_cmpuint (n_spans, ==, 2);
  g_assert_cmpint (spans[0].to, ==, start + 510 * SECOND);
  g_assert_true (spans[1].assumed);
  marks = helio_renewal_log_get_marks (f->log, &n_marks);
  g_assert_cmpuint (n_marks, ==, 2);
  g_assert_cmpstr (marks[0].failure, ==, "no network");
  g_assert_null (marks[1].failure);
  g_assert_cmpint (marks[1].gap, ==, 700);

  helio_renewal_log_summarize (f->log, &summary);
  g_assert_cmpuint (summary.worked, ==, 1);
  g_assert_cmpuint (summary.failed, ==, 1);
  g_assert_cmpint (summary.median_gap, ==, 700);
  g_assert_cmpint (summary.longest_gap, ==, 700);
  helio_renewal_log_get_outages (f->log, &n_outages);
  g_assert_cmpuint (n_outages, ==, 0);
}

static void
assert_outage (Fixture *f, guint index, gboolean intended, gint64 length)
{
  guint n;
  const HelioOutage *outages = helio_renewal_log_get_outages (f->log, &n);

  g_assert_cmpuint (n, ==, index + 1);
  g_assert_cmpint (outages[index].intended, ==, intended);
  if (length < 0)
    g_assert_cmpint (outages[index].to, ==, 0);
  else
    g_assert_cmpint (outages[index].to - outages[index].from, ==, length);
}

static void
test_outage (Fixture *f, gconstpointer data)
{
  const HelioOutage *outages;
  guint n;

  update (f);
  helio_renewal_log_get_outages (f->log, &n);
  g_assert_cmpuint (n, ==, 0); /* never connected is no outage, asked for or not */
  take_credential (f, HELIO_CREDENTIAL_LIFE_STATED);
  f->state.wanted = f->state.connected = TRUE;
  update (f);
  f->state.connected = FALSE;
  update (f);
  assert_outage (f, 0, FALSE, -1);
  helio_fake_clock_advance (f->clock, 4 * SECOND);
  update (f);
  f->state.connected = TRUE;
  update (f);
  assert_outage (f, 0, FALSE, 4 * SECOND);

  /* What the user ends himself is one that is meant, until he wants a connection again. */
  f->state.connected = f->state.wanted = FALSE;
  update (f);
  assert_outage (f, 1, TRUE, -1);
  helio_fake_clock_advance (f->clock, 10 * SECOND);
  update (f);
  f->state.wanted = TRUE;
  update (f);
  outages = helio_renewal_log_get_outages (f->log, &n);
  g_assert_cmpint (outages[1].to - outages[1].from, ==, 10 * SECOND);
  assert_outage (f, 2, FALSE, -1);

  /* What he gives up while it lasts is meant from then on. */
  helio_fake_clock_advance (f->clock, SECOND);
  f->state.wanted = FALSE;
  update (f);
  outages = helio_renewal_log_get_outages (f->log, &n);
  g_assert_cmpint (outages[2].to - outages[2].from, ==, SECOND);
  assert_outage (f, 3, TRUE, -1);
  helio_fake_clock_advance (f->clock, 100 * SECOND);
  f->state.wanted = f->state.connected = TRUE;
  update (f);
  assert_outage (f, 3, TRUE, 100 * SECOND);
}

static void
test_bounded (Fixture *f, gconstpointer data)
{
  const HelioCredentialSpan *spans;
  const HelioRenewalMark *marks;
  guint n_spans, n_marks;

  for (guint i = 1; i <= HELIO_RENEWAL_LOG_MAX + 10; i++) {
    take_credential (f, HELIO_CREDENTIAL_LIFE_STATED);
    f->state.renewals = i;
    f->state.last_gap = i;
    update (f);
    helio_fake_clock_advance (f->clock, SECOND);
  }
  spans = helio_renewal_log_get_spans (f->log, &n_spans);
  g_assert_cmpuint (n_spans, ==, HELIO_RENEWAL_LOG_MAX);
  g_assert_cmpint (spans[0].to - spans[0].from, ==, SECOND);
  marks = helio_renewal_log_get_marks (f->log, &n_marks);
  g_assert_cmpuint (n_marks, ==, HELIO_RENEWAL_LOG_MAX);
  g_assert_cmpint (marks[0].gap, ==, 11);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/renewal-log/life", test_life);
  ADD ("/renewal-log/outage", test_outage);
  ADD ("/renewal-log/bounded", test_bounded);
  return g_test_run ();
}
