// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox-rig.h"

#include <string.h>

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"

static HelioJson *
ask_code (Rig *rig)
{
  g_autoptr (Reply) reply = rig_post_form (rig,
                                           "/oauth/device/code",
                                           "client_id",
                                           RIG_CLIENT,
                                           "scope",
                                           "openid offline_access",
                                           "audience",
                                           RIG_AUDIENCE,
                                           NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  return helio_json_ref (reply->json);
}

static Reply *
poll (Rig *rig, const HelioJson *device)
{
  return rig_post_form (rig,
                        "/oauth/token",
                        "grant_type",
                        GRANT_TYPE,
                        "client_id",
                        RIG_CLIENT,
                        "device_code",
                        helio_json_get_string (device, "device_code"),
                        NULL);
}

static void
check_poll (Rig *rig, const HelioJson *device, guint status, const char *error)
{
  g_autoptr (Reply) reply = poll (rig, device);

  g_assert_cmpuint (reply->status, ==, status);
  g_assert_cmpstr (helio_json_get_string (reply->json, "error"), ==, error);
}

/* Types the code and walks on as alice. Returns: the last page. */
static Reply *
activate (Rig *rig, const char *user_code, const char *decision)
{
  g_autoptr (Reply) start = rig_post_form (rig, "/activate", "user_code", user_code, NULL);
  g_autoptr (Reply) signed_in = NULL;

  g_assert_true (g_str_has_prefix (start->location, "/u/login"));
  signed_in = rig_post_form (rig,
                             start->location,
                             "username",
                             "alice",
                             "password",
                             rig_user (rig, "alice")->password,
                             NULL);
  g_assert_true (g_str_has_prefix (signed_in->location, "/u/consent"));
  return rig_post_form (rig, signed_in->location, "action", decision, NULL);
}

static void
test_whole_way (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) device = ask_code (rig);
  const char *complete = helio_json_get_string (device, "verification_uri_complete");
  g_autofree char *lower = g_ascii_strdown (helio_json_get_string (device, "user_code"), -1);
  g_autoptr (Reply) page = rig_get (rig, complete);
  g_autoptr (Reply) wrong = rig_post_form (rig, "/activate", "user_code", "AAAA-AAAA", NULL);
  g_autoptr (Reply) done = NULL, tokens = NULL;
  gint64 interval, life;

  g_assert_true (helio_json_get_integer (device, "interval", &interval));
  g_assert_true (helio_json_get_integer (device, "expires_in", &life));
  g_assert_cmpint (interval, ==, 5);
  g_assert_cmpint (life, ==, 900);
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_nonnull (strstr (page->body, helio_json_get_string (device, "user_code")));
  g_assert_cmpuint (wrong->status, ==, 400);

  check_poll (rig, device, 403, "authorization_pending");
  done = activate (rig, lower, "accept");
  g_assert_cmpuint (done->status, ==, 200);
  g_assert_nonnull (strstr (done->body, "Your device is now connected."));
  helio_fake_clock_advance (rig->clock, 5 * HELIO_SECOND);
  tokens = poll (rig, device);
  g_assert_cmpuint (tokens->status, ==, 200);
  g_assert_nonnull (helio_json_get_string (tokens->json, "refresh_token"));
  g_assert_nonnull (helio_json_get_string (tokens->json, "id_token"));
  g_assert_cmpint (helio_issuer_check_token (rig->issuer,
                                             helio_json_get_string (tokens->json, "access_token"),
                                             0,
                                             NULL),
                   ==,
                   HELIO_TOKEN_GOOD);
  check_poll (rig, device, 403, "invalid_grant");
}

static void
test_slow_down (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) device = ask_code (rig);

  check_poll (rig, device, 403, "authorization_pending");
  helio_fake_clock_advance (rig->clock, 5 * HELIO_SECOND - 1);
  check_poll (rig, device, 429, "slow_down");
  /* 10 s from now on. */
  helio_fake_clock_advance (rig->clock, 9 * HELIO_SECOND);
  check_poll (rig, device, 429, "slow_down");
  helio_fake_clock_advance (rig->clock, 15 * HELIO_SECOND);
  check_poll (rig, device, 403, "authorization_pending");
}

static void
test_declined (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) device = ask_code (rig);
  g_autoptr (Reply) done = activate (rig, helio_json_get_string (device, "user_code"), "decline");
  g_autoptr (Reply) again = rig_post_form (rig,
                                           "/activate",
                                           "user_code",
                                           helio_json_get_string (device, "user_code"),
                                           NULL);

  g_assert_cmpuint (done->status, ==, 200);
  g_assert_cmpuint (again->status, ==, 400);
  check_poll (rig, device, 403, "access_denied");
  check_poll (rig, device, 403, "invalid_grant");
}

static void
test_expires (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) device = ask_code (rig);
  g_autoptr (Reply) late = NULL;

  helio_fake_clock_advance (rig->clock, 901 * HELIO_SECOND);
  late = rig_post_form (rig,
                        "/activate",
                        "user_code",
                        helio_json_get_string (device, "user_code"),
                        NULL);
  g_assert_cmpuint (late->status, ==, 400);
  check_poll (rig, device, 403, "expired_token");
  check_poll (rig, device, 403, "invalid_grant");
}

static void
test_refused (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (Reply) client = rig_post_form (rig, "/oauth/device/code", "client_id", "other", NULL);
  g_autoptr (Reply) nothing = rig_post_form (rig, "/oauth/device/code", "scope", "openid", NULL);
  g_autoptr (Reply) audience = rig_post_form (rig,
                                              "/oauth/device/code",
                                              "client_id",
                                              RIG_CLIENT,
                                              "audience",
                                              "https://other.test",
                                              NULL);

  g_assert_cmpuint (client->status, ==, 401);
  g_assert_cmpuint (nothing->status, ==, 400);
  g_assert_cmpuint (audience->status, ==, 403);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/devices/whole-way", test_whole_way);
  g_test_add_func ("/sandbox/devices/slow-down", test_slow_down);
  g_test_add_func ("/sandbox/devices/declined", test_declined);
  g_test_add_func ("/sandbox/devices/expires", test_expires);
  g_test_add_func ("/sandbox/devices/refused", test_refused);
  return g_test_run ();
}
