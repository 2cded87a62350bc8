// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-revoke.h"
#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/connections/helio-connection-list.h"
#include "ui/helio-ui-test.h"

/* Quitting while the issuer is being told that a token is not used any more. */
typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnectionList *list;
  HelioTestResult ended;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  self->list = helio_connection_list_new (self->services);
  helio_revoke_hold ();
  helio_connection_list_shutdown_async (self->list, helio_test_result_ready, &self->ended);
  helio_test_settle ();
  g_assert_null (self->ended.result);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_true (helio_connection_list_shutdown_finish (self->list,
                                                        helio_test_result_wait (&self->ended, 10),
                                                        NULL));
  helio_test_result_clear (&self->ended);
  g_assert_finalize_object (self->list);
  helio_services_unref (self->services);
  helio_test_settle ();
  helio_test_wait_gone (self->clock, 10, "the clock to go");
  helio_test_remove_dir (self->directory);
}

static void
test_waits (Fixture *self, gconstpointer data)
{
  helio_revoke_release ();
}

static void
test_not_for_ever (Fixture *self, gconstpointer data)
{
  helio_fake_clock_advance (self->clock, HELIO_REVOKE_TIMEOUT - 1);
  helio_test_settle ();
  g_assert_null (self->ended.result);
  helio_fake_clock_advance (self->clock, 1);
  helio_test_result_wait (&self->ended, 10);
  helio_revoke_release ();
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add ("/connection-list/waits-for-issuer", Fixture, NULL, set_up, test_waits, tear_down);
  g_test_add ("/connection-list/not-for-ever", Fixture, NULL, set_up, test_not_for_ever, tear_down);
  return g_test_run ();
}
