// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Somebody has signed in, and the keyring that is to take it asks for its password first. */
#include "config.h"

#include "core/auth/helio-keyring-wait.h"
#include "core/auth/helio-loopback.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-raw-client.h"
#include "tests/support/helio-silent-keyring.h"
#include "tests/support/helio-test.h"

#include <string.h>

/* How it is begun. */
typedef enum {
  BY_BROWSER,
  BY_CODE,
  AS_BOB,
} Way;

typedef struct {
  char *dir;
  HelioFakeClock *clock;
  HelioFakeIdp *idp;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection;
  char *opened; /* (nullable) */
  guint n_opened;
} Fixture;

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  Fixture *f = user_data;

  helio_set_str (&f->opened, uri);
  f->n_opened++;
}

static void
set_up (Fixture *f, gconstpointer way)
{
  f->dir = helio_test_make_dir ();
  f->clock = helio_fake_clock_new ();
  f->idp = helio_fake_idp_new (HELIO_CLOCK (f->clock));
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = HELIO_CLOCK (g_object_ref (f->clock));
  f->services->http = helio_http_new ();
  f->services->keyring = helio_silent_keyring_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  f->services->open_uri = on_open;
  f->services->open_uri_data = f;
  f->profile = helio_fake_idp_new_profile (f->idp);
  f->profile->method = HELIO_METHOD_BACKEND;
  g_free (f->profile->backend.url);
  f->profile->backend.url = g_strconcat (f->idp->base, "/backend", NULL);
  helio_set_str (&f->profile->broker.url, "mqtt://127.0.0.1:1");
  f->connection = helio_connection_new (f->services, f->profile);
  helio_connection_agree_for_this_run (f->connection);
}

static void
tear_down (Fixture *f, gconstpointer way)
{
  helio_connection_disconnect (f->connection);
  helio_test_wait_holders (f->connection, 1, 10, "the end of it");
  g_assert_finalize_object (f->connection);
  helio_fake_clock_advance (f->clock, HELIO_LOOPBACK_LINGER * 2);
  helio_test_settle ();
  g_assert_false (helio_silent_keyring_is_asked (NULL));
  helio_services_unref (f->services);
  helio_profile_unref (f->profile);
  helio_fake_idp_free (f->idp);
  helio_test_settle ();
  g_assert_finalize_object (f->clock);
  g_free (f->opened);
  helio_test_remove_dir (f->dir);
}

/* Whoever waits for the keyring does so no longer. */
static void
lose_patience (Fixture *f)
{
  helio_test_wait (helio_silent_keyring_is_asked, NULL, 10, "the keyring to be asked");
  helio_fake_clock_advance (f->clock, HELIO_KEYRING_PATIENCE);
}

static gboolean
is_opened (gpointer data)
{
  return ((Fixture *) data)->n_opened > 0;
}

static gboolean
is_code_shown (gpointer data)
{
  HelioDeviceLogin *login = helio_connection_get_device_login (((Fixture *) data)->connection);

  return login != NULL && helio_device_login_get_state (login) == HELIO_DEVICE_LOGIN_WAITING;
}

static gboolean
has_no_login (gpointer data)
{
  Fixture *f = data;

  return helio_connection_get_login (f->connection) == NULL &&
         helio_connection_get_device_login (f->connection) == NULL;
}

static gboolean
is_signed_in (gpointer data)
{
  return helio_connection_get_account (((Fixture *) data)->connection) != NULL;
}

static gboolean
is_stopped (gpointer data)
{
  return helio_connection_get_state (((Fixture *) data)->connection) == HELIO_SESSION_FAILED;
}

/* To where nothing is left to do in the browser, and the keyring has not answered. */
static void
sign_in (Fixture *f, Way way)
{
  g_autofree char *callback = NULL;
  g_auto (HelioRawReply) reply = {0};

  if (way == BY_CODE)
    helio_connection_sign_in_with_code (f->connection, NULL);
  else if (way == AS_BOB) {
    f->idp->sub = "auth0|bob";
    f->idp->email = "bob@example.com";
    helio_connection_sign_in_as (f->connection, f->idp->email, FALSE);
  } else
    helio_connection_sign_in (f->connection, NULL, NULL);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_SIGNING_IN);
  if (way != AS_BOB)
    lose_patience (f); /* it looked for who was signed in before */
  if (way == BY_CODE) {
    helio_test_wait (is_code_shown, f, 10, "the code");
    f->idp->device_approved = TRUE;
    helio_fake_clock_advance (f->clock, 6 * HELIO_SECOND);
  } else {
    helio_test_wait (is_opened, f, 10, "the browser to be opened");
    callback = helio_fake_idp_authorize (f->idp, f->opened);
    helio_raw_browse (&reply, callback);
  }
  helio_test_wait (has_no_login, f, 10, "the sign-in");
  helio_test_wait (helio_silent_keyring_is_asked, NULL, 10, "the keyring to be asked to take it");
  g_assert_false (is_signed_in (f));
}

static void
assert_reason (Fixture *f, const char *text)
{
  const char *reason = helio_connection_get_reason (f->connection);

  if (reason == NULL || strstr (reason, text) == NULL)
    g_error ("no “%s” in “%s”", text, reason != NULL ? reason : "");
}

static void
assert_never_said (Fixture *f, const char *text)
{
  g_autofree char *log = helio_timeline_to_text (helio_connection_get_timeline (f->connection));

  if (strstr (log, text) != NULL)
    g_error ("“%s” is in the timeline:\n%s", text, log);
}

static void
test_told (Fixture *f, gconstpointer way)
{
  sign_in (f, GPOINTER_TO_INT (way));
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_SIGNING_IN);
  assert_reason (f, "the keyring stores it");
  lose_patience (f);
  helio_test_wait (is_signed_in, f, 10, "the end of the sign-in");
  helio_test_settle ();
  g_assert_cmpint (helio_connection_get_state (f->connection), !=, HELIO_SESSION_SIGNING_IN);
}

/* What can be cancelled is to connect: the sign-in is there, and is kept. */
static void
test_cancelled (Fixture *f, gconstpointer way)
{
  sign_in (f, GPOINTER_TO_INT (way));
  f->n_opened = 0;
  helio_connection_disconnect (f->connection);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
  assert_reason (f, "sign-in is kept");
  assert_never_said (f, "cancelled");
  lose_patience (f);
  helio_test_wait (is_signed_in, f, 10, "the sign-in to be kept");
  helio_test_settle ();
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
}

/* Who connects after all waits for the keyring, and is told so; nobody has to sign in again. */
static void
test_connect_after_all (Fixture *f, gconstpointer way)
{
  sign_in (f, GPOINTER_TO_INT (way));
  f->n_opened = 0;
  helio_connection_disconnect (f->connection);
  helio_connection_connect (f->connection);
  g_assert_cmpint (helio_connection_get_state (f->connection),
                   ==,
                   HELIO_SESSION_GETTING_CREDENTIAL);
  assert_reason (f, "the keyring stores it");
  lose_patience (f);
  helio_test_wait (is_stopped, f, 10, "a backend that there is not");
  g_assert_true (is_signed_in (f));
  g_assert_cmpuint (f->n_opened, ==, 0);
}

static void
test_signed_out (Fixture *f, gconstpointer way)
{
  sign_in (f, GPOINTER_TO_INT (way));
  helio_connection_sign_out (f->connection, HELIO_SIGN_OUT_HERE);
  assert_never_said (f, "kept");
  assert_never_said (f, "You disconnected");
  lose_patience (f);
  helio_test_settle ();
  g_assert_false (is_signed_in (f));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, way, func)                                                                       \
  g_test_add ("/connection/sign-in-stored/" path,                                                  \
              Fixture,                                                                             \
              GINT_TO_POINTER (way),                                                               \
              set_up,                                                                              \
              func,                                                                                \
              tear_down)
  ADD ("by-browser", BY_BROWSER, test_told);
  ADD ("by-code", BY_CODE, test_told);
  ADD ("as-somebody", AS_BOB, test_told);
  ADD ("cancelled", BY_BROWSER, test_cancelled);
  ADD ("cancelled-code", BY_CODE, test_cancelled);
  ADD ("connect-after-all", AS_BOB, test_connect_after_all);
  ADD ("signed-out", BY_BROWSER, test_signed_out);
#undef ADD
  return g_test_run ();
}
