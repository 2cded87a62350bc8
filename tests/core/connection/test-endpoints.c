// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* An issuer that names another host for its tokens: a connection stops, asks, and goes on with what it was about. */

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  char *dir;
  HelioServices *services;
  HelioFakeIdp *idp;
  char *elsewhere;
  HelioProfile *profile;
  HelioConnection *connection;
  guint n_asked;
  char *opened; /* (nullable) */
} Fixture;

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  Fixture *f = user_data;

  helio_set_str (&f->opened, uri);
}

static void
on_asked (HelioConnection *connection, guint *n)
{
  ++*n;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = helio_test_make_dir ();
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = helio_clock_new_system ();
  f->services->http = helio_http_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  f->services->open_uri = on_open;
  f->services->open_uri_data = f;
  f->idp = helio_fake_idp_new (f->services->clock);
  f->elsewhere = g_strdup_printf ("http://localhost%s/oauth/token", strrchr (f->idp->base, ':'));
  f->idp->token_endpoint = f->elsewhere;
  f->profile = helio_fake_idp_new_profile (f->idp);
  f->profile->method = HELIO_METHOD_BACKEND;
  helio_set_str (&f->profile->backend.url, "http://127.0.0.1:1/credentials");
  helio_set_str (&f->profile->broker.url, "mqtt://127.0.0.1:1");
  f->connection = helio_connection_new (f->services, f->profile);
  g_signal_connect (f->connection, "endpoints-asked", G_CALLBACK (on_asked), &f->n_asked);
  helio_connection_give_consent (f->connection);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  helio_connection_disconnect (f->connection);
  helio_test_settle ();
  g_object_unref (f->connection);
  helio_test_settle ();
  helio_services_unref (f->services);
  helio_test_settle ();
  helio_profile_unref (f->profile);
  helio_fake_idp_free (f->idp);
  helio_test_remove_dir (f->dir);
  g_free (f->elsewhere);
  g_free (f->opened);
}

static gboolean
was_asked (gpointer data)
{
  return ((Fixture *) data)->n_asked > 0;
}

static gboolean
is_open (gpointer data)
{
  return ((Fixture *) data)->opened != NULL;
}

static void
agree (Fixture *f)
{
  const char *const *asked = helio_connection_get_asked_endpoints (f->connection);
  g_auto (GStrv) shown = g_strdupv ((char **) asked);

  g_assert_nonnull (asked);
  g_assert_true (g_str_has_prefix (asked[0], HELIO_ENDPOINT_TOKENS "http://localhost:"));
  helio_connection_agree_to_endpoints (f->connection, (const char *const *) shown);
  g_assert_null (helio_connection_get_asked_endpoints (f->connection));
}

static void
test_connect (Fixture *f, gconstpointer data)
{
  helio_connection_connect (f->connection);
  helio_test_wait (was_asked, f, 20, "the question");
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_FAILED);
  g_assert_error (helio_connection_get_error (f->connection), HELIO_ERROR, HELIO_ERROR_CONSENT);
  helio_test_settle ();
  g_assert_null (f->opened);
  g_assert_cmpuint (f->n_asked, ==, 1);
  /* The hosts of the profile are another matter. */
  g_assert_false (helio_connection_needs_consent (f->connection));

  /* Whoever tries again is asked again. */
  helio_connection_connect (f->connection);
  f->n_asked = 0;
  helio_test_wait (was_asked, f, 20, "the question again");
  agree (f);
  helio_test_wait (is_open, f, 20, "the browser");
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_SIGNING_IN);
  g_assert_cmpuint (f->n_asked, ==, 1);
}

/* Whom somebody wanted to sign in as is not forgotten over the question. */
static void
test_sign_in_as (Fixture *f, gconstpointer data)
{
  helio_connection_sign_in_as (f->connection, "bob@example.com", FALSE);
  helio_test_wait (was_asked, f, 20, "the question");
  helio_test_settle ();
  g_assert_cmpuint (f->n_asked, ==, 1);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_NEEDS_SIGN_IN);
  g_assert_null (f->opened);
  agree (f);
  helio_test_wait (is_open, f, 20, "the browser");
  g_assert_nonnull (strstr (f->opened, "prompt=login"));
  g_assert_nonnull (strstr (f->opened, "login_hint=bob"));
  g_assert_cmpstr (helio_connection_get_asked_for (f->connection), ==, "bob@example.com");
}

/* A no is a no, and leaves nothing behind that a later yes would bring back. */
static void
test_declined (Fixture *f, gconstpointer data)
{
  helio_connection_sign_in_as (f->connection, "bob@example.com", FALSE);
  helio_test_wait (was_asked, f, 20, "the question");
  helio_connection_disconnect (f->connection);
  helio_connection_connect (f->connection);
  f->n_asked = 0;
  helio_test_wait (was_asked, f, 20, "the question again");
  agree (f);
  helio_test_wait (is_open, f, 20, "the browser");
  g_assert_null (strstr (f->opened, "bob"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/connection/endpoints/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("connect", test_connect);
  ADD ("sign-in-as", test_sign_in_as);
  ADD ("declined", test_declined);
  return g_test_run ();
}
