// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "sandbox-rig.h"
#include "sandbox/helio-web.h"

#include <string.h>

#define JWKS "/.well-known/jwks.json"

static HelioFault *
read_fault (const char *text, GError **error)
{
  g_autoptr (HelioJson) json =
      helio_json_parse (text, strlen (text), HELIO_JSON_SIZE_ANSWER, HELIO_JSON_DEPTH_ANSWER, NULL);

  g_assert_nonnull (json);
  return helio_fault_new_from_json (json, error);
}

static void
test_bad_faults (void)
{
  static const char *const cases[] = {
      "[]",
      "{}",
      "{\"target\":\"token\"}",
      "{\"target\":\"moon\",\"effect\":\"status\"}",
      "{\"target\":\"token\",\"effect\":\"explode\"}",
      "{\"target\":\"token\",\"effect\":\"status\",\"value\":99}",
      "{\"target\":\"token\",\"effect\":\"status\",\"value\":\"x\"}",
      "{\"target\":\"token\",\"effect\":\"delay\"}",
      "{\"target\":\"token\",\"effect\":\"delay\",\"value\":-1}",
      "{\"target\":\"token\",\"effect\":\"skew\",\"value\":true}",
      "{\"target\":\"token\",\"effect\":\"code\"}",
      "{\"target\":\"token\",\"effect\":\"code\",\"value\":5}",
      "{\"target\":\"token\",\"effect\":\"rotate\"}",
      "{\"target\":\"token\",\"effect\":\"status\",\"count\":-1}",
      "{\"target\":\"token\",\"effect\":\"status\",\"count\":\"2\"}",
      "{\"target\":\"token\",\"effect\":\"status\",\"user\":5}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    HelioFault *fault = read_fault (cases[i], &error);

    g_test_message ("%s", cases[i]);
    g_assert_null (fault);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_nonnull (strchr (error->message, '$'));
  }
}

static void
add (HelioFaults *faults, const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioFault *fault = read_fault (text, &error);

  g_assert_no_error (error);
  g_assert_true (helio_faults_add (faults, fault, &error));
}

static gboolean
take (HelioFaults *faults, HelioFaultTarget target, const char *user)
{
  g_autoptr (HelioFault) fault = helio_faults_take (faults, target, user);

  return fault != NULL;
}

static void
test_counting (void)
{
  g_autoptr (HelioFaults) faults = helio_faults_new ();

  add (faults, "{\"target\":\"token\",\"effect\":\"status\",\"count\":2}");
  add (faults, "{\"target\":\"exchange\",\"effect\":\"status\",\"count\":0,\"user\":\"bob\"}");
  g_assert_false (take (faults, HELIO_FAULT_JWKS, NULL));
  g_assert_true (take (faults, HELIO_FAULT_TOKEN, "alice"));
  g_assert_true (take (faults, HELIO_FAULT_TOKEN, NULL));
  g_assert_false (take (faults, HELIO_FAULT_TOKEN, "alice"));
  g_assert_false (take (faults, HELIO_FAULT_EXCHANGE, "alice"));
  g_assert_false (take (faults, HELIO_FAULT_EXCHANGE, NULL));
  for (guint i = 0; i < 5; i++)
    g_assert_true (take (faults, HELIO_FAULT_EXCHANGE, "bob"));
  add (faults, "{\"target\":\"exchange\",\"effect\":\"clear\",\"user\":\"alice\"}");
  g_assert_true (take (faults, HELIO_FAULT_EXCHANGE, "bob"));
  add (faults, "{\"target\":\"exchange\",\"effect\":\"clear\"}");
  g_assert_false (take (faults, HELIO_FAULT_EXCHANGE, "bob"));
}

static void
test_broker_effects_pass (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioFault) fault =
      read_fault ("{\"target\":\"broker\",\"effect\":\"kill\",\"value\":-1}", &error);
  g_autoptr (HelioFault) code =
      read_fault ("{\"target\":\"broker\",\"effect\":\"code\",\"value\":\"disconnect:0x8E\"}",
                  &error);

  g_assert_no_error (error);
  g_assert_cmpstr (fault->effect_name, ==, "kill");
  g_assert_cmpstr (fault->text, ==, "-1");
  g_assert_cmpstr (code->text, ==, "disconnect:0x8E");
}

static void
test_http_effects (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (Reply) status = NULL, limited = NULL, truncated = NULL, html = NULL, deep = NULL;
  g_autoptr (Reply) own = NULL, dropped = NULL, late = NULL, good = NULL;
  gint64 begin;

  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"status\",\"value\":503}");
  status = rig_get (rig, JWKS);
  g_assert_cmpuint (status->status, ==, 503);
  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"status\",\"value\":429}");
  limited = rig_get (rig, JWKS);
  g_assert_cmpuint (limited->status, ==, 429);
  g_assert_cmpstr (helio_json_get_string (limited->json, "error"), ==, "too_many_requests");

  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"malformed\"}");
  truncated = rig_get (rig, JWKS);
  g_assert_cmpuint (truncated->status, ==, 200);
  g_assert_null (truncated->json);
  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"malformed\",\"value\":\"html\"}");
  html = rig_get (rig, JWKS);
  g_assert_cmpstr (html->type, ==, "text/html");
  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"malformed\",\"value\":\"deep\"}");
  deep = rig_get (rig, JWKS);
  g_assert_cmpuint (strlen (deep->body), ==, 100000);
  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"malformed\",\"value\":\"{\\\"keys\\\":7}\"}");
  own = rig_get (rig, JWKS);
  g_assert_cmpstr (own->body, ==, "{\"keys\":7}");

  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"drop_before\",\"count\":0}");
  dropped = rig_get (rig, JWKS);
  g_assert_cmpuint (dropped->status, ==, 0);
  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"clear\"}");

  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"delay\",\"value\":120}");
  begin = g_get_monotonic_time ();
  late = rig_get (rig, JWKS);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 110 * 1000);
  g_assert_cmpuint (late->status, ==, 200);
  g_assert_nonnull (late->json);
  good = rig_get (rig, JWKS);
  g_assert_cmpuint (good->status, ==, 200);
}

/* A held answer must not outlive its connection or the server. */
static void
test_client_leaves (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *url = g_strconcat (rig->url, JWKS + 1, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {NULL};
  g_autoptr (Reply) next = NULL;

  rig_arm (rig, "{\"target\":\"jwks\",\"effect\":\"delay\",\"value\":600000}");
  soup_session_send_and_read_async (rig->session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    cancellable,
                                    helio_test_result_ready,
                                    &result);
  /* On another connection: by its answer the first request has been in the handler. */
  next = rig_get (rig, "/.well-known/openid-configuration");
  g_assert_cmpuint (next->status, ==, 200);
  g_cancellable_cancel (cancellable);
  g_assert_null (soup_session_send_and_read_finish (rig->session,
                                                    helio_test_result_wait (&result, 20),
                                                    &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&result);
}

/* The lost answer of auth.md D3: the server rotated, the client does not know. */
static void
test_lost_refresh (void)
{
  g_autoptr (Rig) rig = rig_new (30, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  const char *first = helio_json_get_string (tokens, "refresh_token");
  g_autoptr (Reply) before = NULL, after = NULL, second = NULL, other = NULL;
  g_autoptr (HelioJson) counts = NULL, requests = NULL;
  gint64 count = -1;

  rig_arm (rig, "{\"target\":\"refresh\",\"effect\":\"status\",\"user\":\"bob\"}");
  rig_arm (rig, "{\"target\":\"refresh\",\"effect\":\"drop_before\",\"user\":\"alice\"}");
  rig_arm (rig, "{\"target\":\"refresh\",\"effect\":\"drop_after\"}");
  before = rig_refresh (rig, first);
  after = rig_refresh (rig, first);
  second = rig_refresh (rig, first);
  g_assert_cmpuint (before->status, ==, 0);
  g_assert_cmpuint (after->status, ==, 0);
  g_assert_cmpuint (second->status, ==, 200);
  /* It had rotated: once more would be one time too often. */
  other = rig_refresh (rig, first);
  g_assert_cmpuint (other->status, ==, 403);
  counts = helio_faults_to_json (rig->faults);
  requests = helio_json_get_object (counts, "requests");
  g_assert_true (helio_json_get_integer (requests, "refresh", &count));
  g_assert_cmpint (count, ==, 4);
  g_assert_true (helio_json_get_integer (requests, "token", &count));
  g_assert_cmpint (count, ==, 5);
}

static void
test_service_effects (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  g_autofree char *body = g_strdup_printf ("{\"provider\":\"auth0\",\"token\":\"%s\"}",
                                           helio_json_get_string (tokens, "access_token"));
  const char *key = "Bearer " RIG_SECRET_KEY;
  struct {
    const char *code;
    guint status;
  } codes[] = {
      {"invalid_request", 400},
      {"unauthorized", 401},
      {"token_expired", 401},
      {"invalid_signature", 401},
      {"provider_not_found", 404},
      {"organization_not_found", 404},
      {"claims", 422},
      {"claims_text", 422},
      {"rate_limited", 429},
  };
  g_autoptr (Reply) no_expiry = NULL, skewed = NULL, grant = NULL;
  const RigGrant *granted;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *fault =
        g_strdup_printf ("{\"target\":\"exchange\",\"effect\":\"code\",\"value\":\"%s\"}",
                         codes[i].code);
    g_autoptr (Reply) reply = NULL;

    rig_arm (rig, fault);
    reply = rig_post_json (rig, "/v2/tokens/exchange", key, body);
    g_assert_cmpuint (reply->status, ==, codes[i].status);
  }
  g_assert_cmpuint (rig->grants->len, ==, 0);

  rig_arm (rig, "{\"target\":\"exchange\",\"effect\":\"malformed\",\"value\":\"no_expiry\"}");
  no_expiry = rig_post_json (rig, "/v2/tokens/exchange", key, body);
  g_assert_cmpuint (no_expiry->status, ==, 200);
  g_assert_true (helio_json_has (no_expiry->json, "mqtt_password"));
  g_assert_false (helio_json_has (no_expiry->json, "expires_at"));
  g_assert_false (helio_json_has (no_expiry->json, "expires_in"));

  /* The service's clock is two hours slow, the broker's is not. */
  rig_arm (rig, "{\"target\":\"exchange\",\"effect\":\"skew\",\"value\":-7200}");
  skewed = rig_post_json (rig, "/v2/tokens/exchange", key, body);
  g_assert_cmpstr (helio_json_get_string (skewed->json, "expires_at"), ==, "2025-12-31T22:05:00Z");
  granted = g_ptr_array_index (rig->grants, rig->grants->len - 1);
  g_assert_cmpint (granted->expires_wall,
                   ==,
                   helio_clock_now_wall (HELIO_CLOCK (rig->clock)) + 300 * HELIO_SECOND);

  rig_arm (rig, "{\"target\":\"token\",\"effect\":\"code\",\"value\":\"mfa_required\"}");
  grant = rig_refresh (rig, helio_json_get_string (tokens, "refresh_token"));
  g_assert_cmpuint (grant->status, ==, 403);
  g_assert_cmpstr (helio_json_get_string (grant->json, "error"), ==, "mfa_required");
}

static void
test_guard (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *large = g_malloc (HELIO_WEB_MAX_BODY + 2);
  g_autofree char *url = g_strconcat (rig->url, JWKS + 1, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (Reply) too_large = NULL, below = NULL, post = NULL;
  g_autoptr (GBytes) answer = NULL;
  HelioTestResult result = {NULL};

  memset (large, 'a', HELIO_WEB_MAX_BODY + 1);
  large[HELIO_WEB_MAX_BODY + 1] = '\0';
  too_large = rig_send (rig, "POST", "/oauth/token", "text/plain", large, NULL);
  g_assert_cmpuint (too_large->status, ==, 413);
  below = rig_get (rig, JWKS "/x");
  g_assert_cmpuint (below->status, ==, 404);
  post = rig_send (rig, "POST", JWKS, "text/plain", "x", NULL);
  g_assert_cmpuint (post->status, ==, 405);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Host", "evil.example");
  soup_session_send_and_read_async (rig->session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    helio_test_result_ready,
                                    &result);
  answer =
      soup_session_send_and_read_finish (rig->session, helio_test_result_wait (&result, 20), NULL);
  helio_test_result_clear (&result);
  g_assert_cmpuint (soup_message_get_status (message), ==, 421);
}

static void
check_form (const char *text, const char *name, const char *value)
{
  g_autoptr (GHashTable) form = helio_web_parse_form (text, strlen (text));

  g_assert_nonnull (form);
  g_assert_cmpstr (g_hash_table_lookup (form, name), ==, value);
}

static void
test_forms (void)
{
  static const char *const bad[] = {"a=1&a=2", "a=%", "a=%zz", "a=%00", "a=%ff", "%61=1&a=2"};

  check_form ("a=1&b=2", "b", "2");
  check_form ("a=x+y%20z%2B", "a", "x y z+");
  check_form ("a", "a", "");
  check_form ("a=b=c", "a", "b=c");
  check_form ("&&a=%C3%A4&", "a", "ä");
  check_form ("", "a", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("%s", bad[i]);
    g_assert_null (helio_web_parse_form (bad[i], strlen (bad[i])));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/faults/bad-faults", test_bad_faults);
  g_test_add_func ("/sandbox/faults/counting", test_counting);
  g_test_add_func ("/sandbox/faults/broker-effects-pass", test_broker_effects_pass);
  g_test_add_func ("/sandbox/faults/http-effects", test_http_effects);
  g_test_add_func ("/sandbox/faults/client-leaves", test_client_leaves);
  g_test_add_func ("/sandbox/faults/lost-refresh", test_lost_refresh);
  g_test_add_func ("/sandbox/faults/service-effects", test_service_effects);
  g_test_add_func ("/sandbox/web/guard", test_guard);
  g_test_add_func ("/sandbox/web/forms", test_forms);
  return g_test_run ();
}
