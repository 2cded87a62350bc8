// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What a person typed once lies in a keyring that does not answer. */
#include "config.h"

#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-silent-keyring.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  char *dir;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = helio_test_make_dir ();
  f->clock = helio_fake_clock_new ();
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = HELIO_CLOCK (g_object_ref (f->clock));
  f->services->http = helio_http_new ();
  f->services->keyring = helio_silent_keyring_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  f->profile = helio_profile_new ();
  f->profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->profile->password.username, "alice");
  helio_set_str (&f->profile->broker.url, "mqtt://127.0.0.1:1");
  f->connection = helio_connection_new (f->services, f->profile);
  helio_connection_agree_for_this_run (f->connection);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  HelioTestResult result = {0};

  helio_connection_shutdown_async (f->connection, helio_test_result_ready, &result);
  helio_test_result_wait (&result, 10);
  helio_test_result_clear (&result);
  helio_test_settle ();
  g_assert_false (helio_silent_keyring_is_asked (NULL));
  g_assert_finalize_object (f->connection);
  helio_profile_unref (f->profile);
  helio_services_unref (f->services);
  g_assert_finalize_object (f->clock);
  helio_test_remove_dir (f->dir);
}

/* Who waits is told so, and what helps. */
static void
expect_hint (Fixture *f)
{
  const GError *warning;

  helio_test_wait (helio_silent_keyring_is_asked, NULL, 10, "the keyring to be asked");
  helio_fake_clock_advance (f->clock, HELIO_KEYRING_HINT - 1);
  helio_test_settle ();
  g_assert_no_error (helio_connection_get_warning (f->connection));
  helio_fake_clock_advance (f->clock, 1);
  helio_test_settle ();
  warning = helio_connection_get_warning (f->connection);
  g_assert_error (warning, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  g_assert_nonnull (strstr (helio_error_get_remedy (warning), "Unlock"));
}

static gboolean
needs_sign_in (gpointer connection)
{
  return helio_connection_get_state (connection) == HELIO_SESSION_NEEDS_SIGN_IN;
}

/* Neither is it said that there was nothing stored, nor is anything in the way of typing it. */
static void
test_connect (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioSecret) typed = helio_secret_new ("typed");
  const GError *error;

  helio_connection_connect (f->connection);
  expect_hint (f);
  helio_fake_clock_advance (f->clock, HELIO_KEYRING_PATIENCE_ASKED - HELIO_KEYRING_HINT - 1);
  helio_test_settle ();
  g_assert_false (needs_sign_in (f->connection));
  helio_fake_clock_advance (f->clock, 1);
  helio_test_wait (needs_sign_in, f->connection, 10, "the end of it");
  error = helio_connection_get_error (f->connection);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  g_assert_nonnull (strstr (error->message, "did not answer"));
  g_assert_nonnull (strstr (helio_error_get_remedy (error), "Unlock"));
  g_assert_no_error (helio_connection_get_warning (f->connection));
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection), ==, HELIO_KEYRING_PASSWORD);
  helio_connection_set_secret (f->connection, HELIO_KEYRING_PASSWORD, typed, FALSE);
  helio_connection_connect (f->connection);
  helio_test_settle ();
  g_assert_false (needs_sign_in (f->connection));
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection), ==, -1);
}

static void
test_fetch (Fixture *f, gconstpointer data)
{
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;

  helio_connection_fetch_credential_async (f->connection,
                                           HELIO_CREDENTIAL_NONE,
                                           NULL,
                                           helio_test_result_ready,
                                           &result);
  expect_hint (f);
  helio_fake_clock_advance (f->clock, HELIO_KEYRING_PATIENCE_ASKED - HELIO_KEYRING_HINT);
  g_assert_null (helio_connection_fetch_credential_finish (f->connection,
                                                           helio_test_result_wait (&result, 10),
                                                           &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  helio_test_result_clear (&result);
}

/* Who does not want it any more hears no more of it. */
static void
test_disconnect (Fixture *f, gconstpointer data)
{
  helio_connection_connect (f->connection);
  expect_hint (f);
  helio_connection_disconnect (f->connection);
  helio_test_settle ();
  g_assert_no_error (helio_connection_get_warning (f->connection));
  helio_fake_clock_advance (f->clock, HELIO_KEYRING_PATIENCE_ASKED);
  helio_test_settle ();
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, func)                                                                           \
  g_test_add ("/connection/keyring-silent/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("connect", test_connect);
  TEST ("fetch", test_fetch);
  TEST ("disconnect", test_disconnect);
  return g_test_run ();
}
