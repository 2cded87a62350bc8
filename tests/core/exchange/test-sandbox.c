// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* Sign-in, refresh and every way to a credential against the sandbox, which was written apart from this
 * side. */

#include "core/base/helio-error.h"
#include "core/exchange/helio-backend-source.h"
#include "core/exchange/helio-exchange-source.h"
#include "tests/support/helio-sandbox-run.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  HelioSandboxRun *run;
  HelioClock *clock;
  HelioHttp *http;
  const char *user; /* who signs in */
  guint n_opened;
} Fixture;

static void
set_up (Fixture *self, const char *option)
{
  self->run = helio_sandbox_run_new (option, NULL);
  self->clock = helio_clock_new_system ();
  self->http = helio_http_new ();
  self->user = "alice";
}

static void
tear_down (Fixture *self)
{
  helio_test_settle ();
  helio_sandbox_run_free (self->run);
  /* The last page of a sign-in holds them a second longer. */
  g_object_unref (self->http);
  g_object_unref (self->clock);
}

typedef struct {
  Fixture *fixture;
  char *uri;
} Visit;

static gboolean
on_visit (gpointer user_data)
{
  Visit *visit = user_data;
  Fixture *self = visit->fixture;

  helio_sandbox_run_browse_to_end (self->run, visit->uri, self->user);
  g_free (visit->uri);
  g_free (visit);
  return G_SOURCE_REMOVE;
}

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->fixture = user_data;
  visit->uri = g_strdup (uri);
  visit->fixture->n_opened++;
  g_idle_add (on_visit, visit);
}

static HelioProfile *
load_profile (Fixture *self, const char *name)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HelioProfile *profile;
  gsize length;

  g_file_get_contents (helio_sandbox_run_get_profile (self->run, name), &text, &length, &error);
  g_assert_no_error (error);
  profile = helio_profile_from_text (text, length, &error);
  g_assert_no_error (error);
  g_assert_true (helio_profile_load_files (profile, NULL, &error));
  return profile;
}

static HelioTokenSource *
new_tokens (Fixture *self, HelioProfile *profile)
{
  HelioTokenSourceInit init = {.profile = profile,
                               .http = self->http,
                               .clock = self->clock,
                               .open_uri = on_open,
                               .open_uri_data = self};

  return helio_token_source_new (&init);
}

static gpointer
new_source (Fixture *self, HelioProfile *profile, HelioTokenSource *tokens)
{
  HelioServiceSourceInit init = {.profile = profile,
                                 .http = self->http,
                                 .clock = self->clock,
                                 .token_source = tokens};
  g_autoptr (HelioSecret) key =
      helio_secret_new (helio_sandbox_run_get (self->run, "publishable_key"));
  HelioExchangeSource *source;

  if (profile->method == HELIO_METHOD_BACKEND)
    return helio_backend_source_new (&init);
  source = helio_exchange_source_new (&init);
  helio_exchange_source_set_key (source, key);
  return source;
}

static HelioCredential *
get (gpointer source, HelioCredentialFlags flags, GError **error)
{
  HelioTestResult ready = {0};
  HelioCredential *credential;

  helio_credential_source_get_async (source, flags, NULL, NULL, helio_test_result_ready, &ready);
  credential =
      helio_credential_source_get_finish (source, helio_test_result_wait (&ready, 60), error);
  helio_test_result_clear (&ready);
  return credential;
}

static void
test_every_method (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  static const char *const names[] = {"alice-exchange",
                                      "alice-organization",
                                      "alice-backend-bearer",
                                      "alice-backend-json"};

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (HelioProfile) profile = load_profile (self, names[i]);
    g_autoptr (HelioTokenSource) tokens = new_tokens (self, profile);
    g_autoptr (GObject) source = new_source (self, profile, tokens);
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioCredential) first = NULL;
    g_autoptr (HelioCredential) second = NULL;
    guint before = self->n_opened;

    g_test_message ("%s", names[i]);
    first = get (source, HELIO_CREDENTIAL_INTERACTIVE, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (helio_credential_get_organization (first),
                     ==,
                     helio_sandbox_run_get (self->run, "organization_id"));
    g_assert_cmpint (helio_credential_get_life_kind (first), ==, HELIO_CREDENTIAL_LIFE_STATED);
    g_assert_null (helio_token_source_get_warning (tokens));
    g_assert_nonnull (helio_token_source_get_account (tokens));

    /* Refused by the broker: a refresh, and nobody is asked. */
    second = get (source, HELIO_CREDENTIAL_REFUSED, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (helio_credential_get_username (first),
                     ==,
                     helio_credential_get_username (second));
    g_assert_false (helio_secret_equal (helio_credential_get_password (first),
                                        helio_credential_get_password (second)));
    g_assert_cmpuint (self->n_opened, ==, before + 1);
  }
}

static void
fault (Fixture *self, const char *target, const char *effect, const char *value)
{
  g_autofree char *json =
      g_strdup_printf ("{\"target\":\"%s\",\"effect\":\"%s\",\"value\":%s,\"count\":1}",
                       target,
                       effect,
                       value);

  helio_sandbox_run_fault (self->run, json);
}

static void
expect_error (gpointer source, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) credential = get (source, HELIO_CREDENTIAL_NONE, &error);

  g_assert_error (error, HELIO_ERROR, code);
  g_assert_null (credential);
}

static void
test_faults (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  static const char *const malformed[] = {"\"truncated\"",
                                          "\"html\"",
                                          "\"empty\"",
                                          "\"deep\"",
                                          "\"large\""};
  g_autoptr (HelioProfile) profile = load_profile (self, "alice-exchange");
  g_autoptr (HelioTokenSource) tokens = new_tokens (self, profile);
  g_autoptr (GObject) source = new_source (self, profile, tokens);
  g_autoptr (HelioSecret) wrong = helio_secret_new ("pk_wrong");
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) first = get (source, HELIO_CREDENTIAL_INTERACTIVE, &error);

  g_assert_no_error (error);
  fault (self, "exchange", "status", "503");
  expect_error (source, HELIO_ERROR_SERVER);
  fault (self, "exchange", "status", "429");
  expect_error (source, HELIO_ERROR_RATE_LIMITED);
  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++) {
    fault (self, "exchange", "malformed", malformed[i]);
    expect_error (source, i == 4 ? HELIO_ERROR_TOO_LARGE : HELIO_ERROR_BAD_ANSWER);
  }
  fault (self, "exchange", "drop_before", "null");
  expect_error (source, HELIO_ERROR_NETWORK);
  fault (self, "exchange", "drop_after", "null");
  expect_error (source, HELIO_ERROR_NETWORK);

  helio_exchange_source_set_key (HELIO_EXCHANGE_SOURCE (source), wrong);
  expect_error (source, HELIO_ERROR_EXCHANGE_KEY);
}

/* The refresh is carried out and its response lost: asked for once more, at once, inside the overlap. */
static void
test_lost_refresh (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  g_autoptr (HelioProfile) profile = load_profile (self, "alice-backend-json");
  g_autoptr (HelioTokenSource) tokens = new_tokens (self, profile);
  g_autoptr (GObject) source = new_source (self, profile, tokens);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) first = get (source, HELIO_CREDENTIAL_INTERACTIVE, &error);
  g_autoptr (HelioCredential) second = NULL;
  gint64 refreshes;
  guint opened;

  g_assert_no_error (error);
  opened = self->n_opened;
  refreshes = helio_sandbox_run_count (self->run, "refresh");
  fault (self, "refresh", "drop_after", "null");
  second = get (source, HELIO_CREDENTIAL_REFUSED, &error);
  g_assert_no_error (error);
  g_assert_cmpint (helio_sandbox_run_count (self->run, "refresh"), ==, refreshes + 2);
  g_assert_cmpuint (self->n_opened, ==, opened);
}

/* The profile says alice, and bob is who signs in. */
static void
test_wrong_person (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  g_autoptr (HelioProfile) profile = load_profile (self, "alice-exchange");
  g_autoptr (HelioTokenSource) tokens = new_tokens (self, profile);
  g_autoptr (GObject) source = new_source (self, profile, tokens);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (profile->sign_in.login_hint, ==, "alice");
  self->user = "bob";
  g_assert_null (get (source, HELIO_CREDENTIAL_INTERACTIVE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_assert_null (helio_token_source_get_account (tokens));
  self->user = "alice";
}

int
main (int argc, char **argv)
{
  char *dir = helio_test_make_dir ();
  Fixture plain = {0}, tls = {0};
  int result;

  g_setenv ("XDG_RUNTIME_DIR", dir, TRUE);
  g_test_init (&argc, &argv, NULL);
  /* Two for all tests: starting one costs seconds. */
  set_up (&plain, "--rotation-overlap=60");
  set_up (&tls, "--tls");
  g_test_add_data_func ("/exchange/sandbox/every-method", &plain, test_every_method);
  g_test_add_data_func ("/exchange/sandbox/every-method-tls", &tls, test_every_method);
  g_test_add_data_func ("/exchange/sandbox/faults", &plain, test_faults);
  g_test_add_data_func ("/exchange/sandbox/lost-refresh", &plain, test_lost_refresh);
  g_test_add_data_func ("/exchange/sandbox/wrong-person", &plain, test_wrong_person);
  result = g_test_run ();
  tear_down (&tls);
  tear_down (&plain);
  helio_test_remove_dir (dir);
  return result;
}
