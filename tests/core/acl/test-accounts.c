// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Users of a plan who are accounts of one profile: each is who the plan says, and nobody's choice is changed. */
#include "config.h"

#include "tests/core/auth/token-fixture.h"

#include "core/acl/helio-plan-people.h"
#include "core/acl/helio-plan-profiles.h"
#include "core/auth/helio-account-store.h"
#include "core/base/helio-error.h"

#include <string.h>

#define ALICE "auth0|alice"
#define BOB "auth0|bob"

typedef struct {
  TokenFixture token;
  char *dir;
  HelioServices *services;
  GPtrArray *people;
  guint n_asked; /* the backend */
} Fixture;

/* An access token says whose it is. */
static void
name_token (HelioJson *answer, gpointer data)
{
  helio_json_set_string (answer, "access_token", ((HelioFakeIdp *) data)->family_sub);
}

/* The user's backend, which believes it. */
static void
on_backend (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *f = user_data;
  const char *bearer =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                    "Authorization");
  const char *bar = bearer != NULL ? strchr (bearer, '|') : NULL;
  g_autofree char *body = g_strdup_printf (
      "{\"mqtt_username\": \"%s@org\", \"mqtt_password\": \"p\", \"expires_in\": 3600}",
      bar != NULL ? bar + 1 : "nobody");

  f->n_asked++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message,
                                    "application/json",
                                    SOUP_MEMORY_COPY,
                                    body,
                                    strlen (body));
}

static void
sign_in_once (Fixture *f, const char *name)
{
  g_autoptr (GError) error = NULL;

  token_set_person (&f->token, name);
  g_assert_true (token_sign_in (&f->token, "login", NULL, &error));
  g_assert_no_error (error);
}

static void
write_profile (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "both.json", NULL);
  g_autofree char *text = helio_profile_to_text (f->token.profile);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  HelioProfile *profile;

  token_set_up (&f->token, data);
  profile = f->token.profile;
  profile->method = HELIO_METHOD_BACKEND;
  g_free (profile->backend.url);
  profile->backend.url = g_strconcat (f->token.idp->base, "/backend", NULL);
  g_free (profile->broker.url);
  profile->broker.url = g_strdup ("mqtt://127.0.0.1:1");
  soup_server_add_handler (f->token.idp->server, "/backend", on_backend, f, NULL);
  f->token.idp->edit_answer = name_token;
  f->token.idp->edit_data = f->token.idp;
  token_restart (&f->token); /* what secrets are bound to has changed */
  f->dir = helio_test_make_dir ();
  write_profile (f);
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = g_object_ref (HELIO_CLOCK (f->token.clock));
  f->services->http = g_object_ref (f->token.http);
  f->services->keyring = g_object_ref (f->token.keyring);
  f->services->profiles = helio_profile_store_new (f->dir);
  f->services->second_view = TRUE;
  sign_in_once (f, "alice");
  helio_fake_clock_advance (f->token.clock, 5 * HELIO_SECOND);
  sign_in_once (f, "bob");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->people, g_ptr_array_unref);
  helio_services_unref (f->services);
  helio_test_settle ();
  token_tear_down (&f->token, data);
  helio_test_remove_dir (f->dir);
}

static void
load (Fixture *f)
{
  static const char text[] =
      "{\"version\": 1, \"users\": {\"a\": {\"profile\": \"both.json\", \"account\": "
      "\"alice@example.com\"}, \"b\": {\"profile\": \"both.json\", \"account\": \"" BOB
      "\"}, \"c\": {\"profile\": \"both.json\", \"account\": \"carol\"}}, \"checks\": [{\"user\": "
      "\"a\", \"action\": \"publish\", \"topic\": \"t\", \"expect\": \"allow\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = helio_plan_parse (text, strlen (text), NULL, &error);
  g_autoptr (GPtrArray) profiles = NULL;
  HelioTestResult result = {NULL};

  g_assert_no_error (error);
  helio_plan_profiles_load_async (plan,
                                  f->services->profiles,
                                  f->dir,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  profiles = helio_plan_profiles_load_finish (helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  helio_plan_people_load_async (plan,
                                f->services,
                                f->dir,
                                NULL,
                                profiles,
                                NULL,
                                helio_test_result_ready,
                                &result);
  f->people = helio_plan_people_load_finish (helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

/* The one waits for the other's lock, by this clock. */
static gboolean
on_tick (gpointer clock)
{
  helio_fake_clock_advance (clock, HELIO_SECOND / 50);
  return G_SOURCE_CONTINUE;
}

static HelioCredential *
finish (Fixture *f, HelioTestResult *result, GError **error)
{
  guint tick = g_timeout_add (20, on_tick, f->token.clock);
  HelioSecret *key = NULL;
  HelioCredential *credential =
      helio_person_sign_in_finish (helio_test_result_wait (result, 20), &key, error);

  g_source_remove (tick);
  helio_test_result_clear (result);
  g_assert_null (key);
  return credential;
}

static void
begin (Fixture *f, guint person, HelioTestResult *result)
{
  helio_person_sign_in_async (f->people->pdata[person],
                              HELIO_CREDENTIAL_NONE,
                              NULL,
                              helio_test_result_ready,
                              result);
}

/* Who is chosen, as somebody who starts the program finds it: the last one first. */
static void
expect_chosen (Fixture *f, const char *expected)
{
  g_autoptr (HelioAccountStore) store =
      helio_account_store_new (f->token.profile, f->token.keyring, f->services->clock);
  g_autoptr (HelioStoredTokens) stored = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {NULL};

  helio_account_store_read_async (store, NULL, FALSE, helio_test_result_ready, &result);
  stored = helio_account_store_read_finish (store, helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  g_assert_cmpstr (stored->sub, ==, expected);
}

static void
test_both_at_once (Fixture *f, gconstpointer data)
{
  HelioTestResult results[3] = {{NULL}};
  g_autoptr (HelioCredential) alice = NULL, bob = NULL;
  g_autoptr (GError) error = NULL;

  expect_chosen (f, BOB);
  helio_fake_clock_advance (f->token.clock, 60 * HELIO_SECOND);
  load (f);
  for (guint i = 0; i < 3; i++)
    begin (f, i, &results[i]);
  alice = finish (f, &results[0], &error);
  g_assert_no_error (error);
  bob = finish (f, &results[1], &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_username (alice), ==, "alice@org");
  g_assert_cmpstr (helio_credential_get_username (bob), ==, "bob@org");
  g_assert_null (finish (f, &results[2], &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_nonnull (strstr (error->message, "carol"));
  g_assert_cmpuint (f->n_asked, ==, 2);
  /* Each with the refresh token of its own, and the person's choice is what it was. */
  g_assert_cmpuint (f->token.idp->n_refreshes, ==, 2);
  expect_chosen (f, BOB);
}

/* Somebody chooses another account meanwhile: alice stays alice, and what was chosen stays chosen. */
static void
test_chosen_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioCredential) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {NULL};

  load (f);
  begin (f, 0, &result);
  first = finish (f, &result, &error);
  g_assert_no_error (error);
  helio_fake_clock_advance (f->token.clock, 10 * HELIO_SECOND);
  helio_token_source_switch_async (f->token.source, BOB, helio_test_result_ready, &result);
  g_assert_true (helio_token_source_switch_finish (f->token.source,
                                                   helio_test_result_wait (&result, 20),
                                                   &error));
  helio_test_result_clear (&result);
  token_expire (&f->token);
  begin (f, 0, &result);
  second = finish (f, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_username (second), ==, "alice@org");
  expect_chosen (f, BOB);
}

static void
be_somebody_else (HelioJson *claims, gpointer data)
{
  helio_json_set_string (claims, "sub", "auth0|mallory");
}

/* What comes back is another's: nobody is tried as that. */
static void
test_other_comes_back (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {NULL};

  f->token.idp->edit_claims = be_somebody_else;
  load (f);
  begin (f, 0, &result);
  g_assert_null (finish (f, &result, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_assert_cmpuint (f->n_asked, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/acl/accounts/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("both-at-once", test_both_at_once);
  ADD ("chosen-meanwhile", test_chosen_meanwhile);
  ADD ("other-comes-back", test_other_comes_back);
  return g_test_run ();
}
