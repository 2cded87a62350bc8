// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Tokens and passwords of an answer read like everything else, and json-glib has never seen them. */
#include "config.h"

#include "core/base/helio-json-private.h"

#include <string.h>

static const char answer[] =
    "{\"mqtt_username\": \"alice@org_1\", \"mqtt_password\" :\n "
    "\"s3cret-\\\"\\u00e9\\ud83d\\ude00\\/\","
    " \"expires_in\": 3600, \"big\": 123456789012345678901234567890,"
    " \"mqtt_credentials\": {\"username\": \"token\", \"password\": \"in\\ner\"},"
    " \"list\": [\"password\", {\"token\": \"\"}, {\"token\": 7}, {\"password\": null}],"
    " \"refresh_token\": \"rt\"}";

static HelioJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioJson *json = helio_json_parse_secrets (text,
                                              strlen (text),
                                              HELIO_JSON_SIZE_ANSWER,
                                              HELIO_JSON_DEPTH_ANSWER,
                                              &error);

  g_assert_no_error (error);
  return json;
}

static void
test_values (void)
{
  HelioJson *json = parse (answer);
  HelioJson *nested = helio_json_get_object (json, "mqtt_credentials");
  HelioJson *list = helio_json_get_array (json, "list");
  HelioJson *first = helio_json_get_element (list, 0), *second = helio_json_get_element (list, 1);
  HelioJson *third = helio_json_get_element (list, 2), *fourth = helio_json_get_element (list, 3);
  HelioJson *refresh = helio_json_get (json, "refresh_token");
  gint64 number;

  g_assert_cmpstr (helio_json_get_string (json, "mqtt_username"), ==, "alice@org_1");
  g_assert_cmpstr (helio_json_get_string (json, "mqtt_password"), ==, "s3cret-\"é😀/");
  g_assert_true (helio_json_get_integer (json, "expires_in", &number));
  g_assert_cmpint (number, ==, 3600);
  /* Parts live on without the whole. */
  helio_json_unref (json);
  g_assert_cmpstr (helio_json_get_string (nested, "username"), ==, "token");
  g_assert_cmpstr (helio_json_get_string (nested, "password"), ==, "in\ner");
  g_assert_cmpstr (helio_json_as_string (refresh), ==, "rt");
  g_assert_cmpint (helio_json_get_kind (refresh), ==, HELIO_JSON_STRING);
  g_assert_cmpstr (helio_json_as_string (first), ==, "password");
  g_assert_cmpstr (helio_json_get_string (second, "token"), ==, "");
  g_assert_true (helio_json_get_integer (third, "token", &number));
  g_assert_cmpint (number, ==, 7);
  g_assert_false (helio_json_has (fourth, "password"));
  helio_json_unref (nested);
  helio_json_unref (list);
  helio_json_unref (first);
  helio_json_unref (second);
  helio_json_unref (third);
  helio_json_unref (fourth);
  helio_json_unref (refresh);
}

static void
expect_absent (JsonNode *node, const char *secret)
{
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_null (strstr (text, secret));
}

static void
test_json_glib_sees_none (void)
{
  g_autoptr (HelioJson) json = parse (answer);

  expect_absent (json->node, "s3cret");
  expect_absent (json->node, "ner");
  expect_absent (json->node, "\"rt\"");
}

/* Written, copied or put into something else, they are themselves. */
static void
test_elsewhere (void)
{
  g_autoptr (HelioJson) json = parse (answer);
  g_autoptr (HelioJson) plain =
      helio_json_parse (answer, strlen (answer), HELIO_JSON_SIZE_ANSWER, 8, NULL);
  g_autoptr (HelioJson) copy = helio_json_copy (json);
  g_autoptr (HelioJson) other = helio_json_new_object ();
  g_autofree char *expected = helio_json_to_text (plain, TRUE);
  g_autofree char *written = helio_json_to_text (json, TRUE);
  g_autofree char *copied = helio_json_to_text (copy, TRUE);

  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpstr (copied, ==, expected);
  helio_json_set (other, "x", helio_json_get (json, "refresh_token"));
  g_assert_cmpstr (helio_json_get_string (other, "x"), ==, "rt");
}

static void
test_bad (void)
{
  static const char *const bad[] = {"", "{\"token\": \"x", "{\"token\" \"x\"}", "[\"\\u0000\"]"};

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_json_parse_secrets (bad[i], strlen (bad[i]), 100, 8, &error));
    g_assert_nonnull (error);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-secrets/values", test_values);
  g_test_add_func ("/json-secrets/json-glib-sees-none", test_json_glib_sees_none);
  g_test_add_func ("/json-secrets/elsewhere", test_elsewhere);
  g_test_add_func ("/json-secrets/bad", test_bad);
  return g_test_run ();
}
