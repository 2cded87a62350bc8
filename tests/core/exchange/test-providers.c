// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/exchange/helio-providers.h"
#include "tests/support/helio-sandbox-run.h"
#include "tests/support/helio-test.h"

#include <string.h>

static GPtrArray *
read_text (const char *text, GError **error)
{
  g_autoptr (HelioJson) json =
      helio_json_parse (text, strlen (text), HELIO_JSON_SIZE_ANSWER, 64, NULL);

  g_assert_nonnull (json);
  return helio_providers_read (json, error);
}

static void
test_read (void)
{
  static const struct {
    const char *text;
    const char *ids; /* with spaces between */
  } cases[] = {
      {"{\"providers\":[]}", ""},
      {"{\"providers\":[\"auth0\",\"clerk\",\"auth0\"]}", "auth0 clerk"},
      {"{\"providers\":[{\"id\":\"auth0\",\"name\":\"Auth0\"},{\"type\":\"clerk\"}]}",
       "auth0 clerk"},
      {"{\"providers\":[{\"id\":\"5f2a\",\"provider\":\"auth0\"},{\"slug\":\"a-b_c.d\"}]}",
       "auth0 a-b_c.d"},
      {"{\"providers\":[{\"id\":\"auth0\",\"enabled\":false},{\"id\":\"clerk\",\"enabled\":true}]}",
       "clerk"},
      /* What is no word for the profile is left out. */
      {"{\"providers\":[7,null,{},[],\"\",\"a b\",\"x\\u202ey\",{\"id\":\"ok\"}]}", "ok"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) providers = read_text (cases[i].text, &error);
    g_autoptr (GString) ids = g_string_new (NULL);

    g_assert_no_error (error);
    for (guint j = 0; j < providers->len; j++) {
      const HelioProvider *provider = providers->pdata[j];

      g_assert_cmpuint (strlen (provider->name), >, 0);
      g_string_append_printf (ids, "%s%s", j > 0 ? " " : "", provider->id);
    }
    g_assert_cmpstr (ids->str, ==, cases[i].ids);
  }
}

static void
test_no_list (void)
{
  static const char *const texts[] = {"{}", "[]", "{\"providers\":{}}", "\"auth0\""};
  g_autoptr (GString) many = g_string_new ("{\"providers\":[\"p\"");
  g_autoptr (GError) too_many = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_text (texts[i], &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
    g_assert_nonnull (helio_error_get_remedy (error));
  }
  for (guint i = 0; i < HELIO_PROVIDERS_MAX; i++)
    g_string_append_printf (many, ",\"p%u\"", i);
  g_string_append (many, "]}");
  g_assert_null (read_text (many->str, &too_many));
  g_assert_error (too_many, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
expect_uri (HelioProfile *profile, const char *expected)
{
  g_autofree char *uri = helio_providers_get_uri (profile);

  g_assert_cmpstr (uri, ==, expected);
}

static void
test_uri (void)
{
  g_autoptr (HelioProfile) profile = helio_profile_new ();

  profile->method = HELIO_METHOD_EXCHANGE;
  helio_set_str (&profile->exchange.url, "https://auth.cloudsignal.app/v2/tokens/exchange");
  expect_uri (profile, NULL);
  helio_set_str (&profile->exchange.organization_id, "org_1&x=é");
  expect_uri (profile,
              "https://auth.cloudsignal.app/v2/providers?organization_id=org_1%26x%3D%C3%A9");
  helio_set_str (&profile->exchange.url, "https://auth.cloudsignal.app/v2/tokens/exchange/");
  helio_set_str (&profile->exchange.organization_id, "org_1");
  expect_uri (profile, "https://auth.cloudsignal.app/v2/providers?organization_id=org_1");
  helio_set_str (&profile->exchange.url, "https://auth.cloudsignal.app/elsewhere");
  expect_uri (profile, NULL);
  profile->method = HELIO_METHOD_NATIVE;
  helio_set_str (&profile->native.url, "https://auth.cloudsignal.app/v2/tokens");
  helio_set_str (&profile->native.organization_id, "org_2");
  expect_uri (profile, "https://auth.cloudsignal.app/v2/providers?organization_id=org_2");
  profile->method = HELIO_METHOD_PASSWORD;
  expect_uri (profile, NULL);
}

static GPtrArray *
fetch (HelioProfile *profile, GError **error)
{
  g_autoptr (HelioHttp) http = helio_http_new ();
  HelioTestResult ready = {0};
  GPtrArray *providers;

  helio_providers_fetch_async (http, profile, NULL, helio_test_result_ready, &ready);
  providers = helio_providers_fetch_finish (helio_test_result_wait (&ready, 20), error);
  helio_test_result_clear (&ready);
  return providers;
}

static void
test_sandbox (void)
{
  g_autoptr (HelioSandboxRun) run = helio_sandbox_run_new (NULL, NULL);
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  g_autoptr (GPtrArray) providers = NULL;
  g_autoptr (GError) error = NULL, unknown = NULL, nobody = NULL;

  profile->method = HELIO_METHOD_EXCHANGE;
  helio_set_str (&profile->exchange.url, helio_sandbox_run_get (run, "exchange_url"));
  g_assert_null (fetch (profile, &nobody));
  g_assert_error (nobody, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  helio_set_str (&profile->exchange.organization_id,
                 helio_sandbox_run_get (run, "organization_id"));
  providers = fetch (profile, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (providers->len, ==, 1);
  g_assert_cmpstr (((HelioProvider *) providers->pdata[0])->id, ==, "auth0");
  g_assert_cmpstr (((HelioProvider *) providers->pdata[0])->name, ==, "Auth0");
  helio_set_str (&profile->exchange.organization_id, "org_other");
  g_assert_null (fetch (profile, &unknown));
  g_assert_error (unknown, HELIO_ERROR, HELIO_ERROR_EXCHANGE_ORGANIZATION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/providers/read", test_read);
  g_test_add_func ("/exchange/providers/no-list", test_no_list);
  g_test_add_func ("/exchange/providers/uri", test_uri);
  g_test_add_func ("/exchange/providers/sandbox", test_sandbox);
  return g_test_run ();
}
