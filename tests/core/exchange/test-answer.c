// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-members.h"
#include "core/exchange/helio-credential-answer.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
/* 2026-01-01T00:00:00Z */
#define WALL (G_GINT64_CONSTANT (1767225600) * SECOND)
#define BOOT (1000 * SECOND)

static HelioCredential *
read_answer (const char *text, gint64 server_date, GError **error)
{
  HelioCredentialContext context = {.requested_boot = BOOT,
                                    .requested_wall = WALL,
                                    .server_date = server_date,
                                    .method = "exchange",
                                    .organization = "org_abc"};
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (HelioJson) json = helio_json_parse (text,
                                                 strlen (text),
                                                 HELIO_JSON_SIZE_ANSWER,
                                                 HELIO_JSON_DEPTH_ANSWER,
                                                 &parse_error);

  g_assert_no_error (parse_error);
  return helio_credential_answer_read (json, &context, error);
}

typedef struct {
  const char *name;
  const char *text;
  const char *username;
  const char *password;
} Shape;

static const Shape shapes[] = {
    {"guide",
     "{\"mqtt_username\":\"user_1@f3b5\",\"mqtt_password\":\"temp_9\",\"expires_at\":"
     "\"2026-01-01T01:00:00Z\",\"expires_in\":3600,\"provider\":\"auth0\",\"user_id\":\"auth0|1\"}",
     "user_1@f3b5",
     "temp_9"},
    {"sdk",
     "{\"token_id\":\"t1\",\"access_token\":\"tkn_x\",\"mqtt_credentials\":{\"username\":\"u@org_"
     "1\","
     "\"password\":\"tkn_x\"},\"user_email\":\"a@b.c\",\"provider\":\"auth0\",\"expires_at\":"
     "\"2026-01-01T01:00:00Z\",\"refresh_recommended_at\":\"2026-01-01T00:54:00Z\"}",
     "u@org_1",
     "tkn_x"},
    {"native",
     "{\"access_token\":\"tkn_x\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"mqtt_"
     "credentials\":"
     "{\"username\":\"id@org_1\",\"password\":\"tkn_y\"},\"token_id\":\"t1\"}",
     "id@org_1",
     "tkn_y"},
    {"v1",
     "{\"mqtt_username\":\"u@org_1\",\"token_password\":\"p\",\"org_short_id\":\"org_1\","
     "\"expires_at\":\"2026-01-01T01:00:00+00:00\"}",
     "u@org_1",
     "p"},
    {"plain", "{\"username\":\"u\",\"password\":\"p\",\"expires_in\":\"3600\"}", "u", "p"},
    {"token-with-user-id",
     "{\"token\":\"tok\",\"user_id\":\"u1\",\"expires_at\":1767229200}",
     "u1@org_abc",
     "tok"},
    {"token-with-full-user-id",
     "{\"token\":\"tok\",\"user_id\":\"u1@org_z\",\"expires_at\":1767229200000}",
     "u1@org_z",
     "tok"},
    {"token-with-email",
     "{\"access_token\":\"tok\",\"user_email\":\"a@b.c\",\"expiresAt\":\"1767229200\"}",
     "a@b.c",
     "tok"},
    {"nulls-are-absent",
     "{\"mqtt_username\":null,\"mqtt_credentials\":{\"username\":\"u\",\"password\":\"p\"},"
     "\"expires_at\":null,\"expires_in\":3600,\"refresh_recommended_at\":null}",
     "u",
     "p"},
};

static void
test_shape (gconstpointer data)
{
  const Shape *shape = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) credential = read_answer (shape->text, WALL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_username (credential), ==, shape->username);
  g_assert_true (
      helio_secret_equal_text (helio_credential_get_password (credential), shape->password));
  g_assert_cmpint (helio_credential_get_life_kind (credential), ==, HELIO_CREDENTIAL_LIFE_STATED);
  g_assert_cmpint (helio_credential_get_expires (credential), ==, BOOT + 3600 * SECOND);
  g_assert_cmpstr (helio_credential_get_method (credential), ==, "exchange");
}

static void
test_details (void)
{
  g_autoptr (HelioCredential) guide = read_answer (shapes[0].text, WALL, NULL);
  g_autoptr (HelioCredential) sdk = read_answer (shapes[1].text, WALL, NULL);

  g_assert_cmpstr (helio_credential_get_provider (guide), ==, "auth0");
  g_assert_cmpstr (helio_credential_get_user_id (guide), ==, "auth0|1");
  g_assert_null (helio_credential_get_token_id (guide));
  g_assert_cmpstr (helio_credential_get_token_id (sdk), ==, "t1");
  g_assert_cmpstr (helio_credential_get_user_email (sdk), ==, "a@b.c");
  g_assert_cmpint (helio_credential_get_renew_at (sdk), ==, BOOT + 54 * 60 * SECOND);
}

static void
test_no_expiry (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) credential =
      read_answer ("{\"mqtt_username\":\"u\",\"mqtt_password\":\"p\"}", WALL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (helio_credential_get_life_kind (credential), ==, HELIO_CREDENTIAL_LIFE_ASSUMED);
  g_assert_cmpint (helio_credential_get_expires (credential),
                   ==,
                   BOOT + HELIO_CREDENTIAL_ASSUMED_LIFE);
}

/* Our clock is two hours off: the service's Date puts expires_at right. */
static void
test_clock_off (void)
{
  static const char text[] = "{\"mqtt_username\":\"u\",\"mqtt_password\":\"p\","
                             "\"expires_at\":\"2025-12-31T23:00:00Z\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) credential = read_answer (text, WALL - 7200 * SECOND, &error);

  g_assert_no_error (error);
  g_assert_cmpint (helio_credential_get_expires (credential), ==, BOOT + 3600 * SECOND);
  g_assert_null (read_answer (text, 0, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_EXPIRY);
  g_assert_nonnull (strstr (helio_error_get_remedy (error), "clock"));
}

static void
test_recommended (void)
{
  static const struct {
    const char *members;
    gint64 renew; /* seconds */
  } cases[] = {
      {"\"expires_in\":3600,\"refresh_recommended_at\":\"2026-01-01T00:10:00Z\"", 600},
      {"\"expires_in\":3600,\"refresh_recommended_at\":1767226200", 600},
      /* relative to expires_at, whatever the clocks say */
      {"\"expires_in\":3600,\"expires_at\":\"2026-01-01T02:00:00Z\","
       "\"refresh_recommended_at\":\"2026-01-01T01:50:00Z\"",
       3000},
      /* outside of the life, or unreadable: our own plan, life less a tenth */
      {"\"expires_in\":3600,\"refresh_recommended_at\":\"2026-01-02T00:00:00Z\"", 3240},
      {"\"expires_in\":3600,\"refresh_recommended_at\":\"2025-01-02T00:00:00Z\"", 3240},
      {"\"expires_in\":3600,\"refresh_recommended_at\":\"later\"", 3240},
      {"\"expires_in\":3600,\"refresh_recommended_at\":[]", 3240},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"mqtt_username\":\"u\",\"mqtt_password\":\"p\",%s}", cases[i].members);
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioCredential) credential = read_answer (text, WALL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (helio_credential_get_renew_at (credential),
                     ==,
                     BOOT + cases[i].renew * SECOND);
  }
}

static void
test_bad_expiry (void)
{
  static const char *const members[] = {
      "\"expires_in\":0",
      "\"expires_in\":-5",
      "\"expires_in\":\"soon\"",
      "\"expires_in\":\"\"",
      "\"expires_in\":\"nan\"",
      "\"expires_in\":\"inf\"",
      "\"expires_in\":true",
      "\"expires_in\":[3600]",
      "\"expires_in\":{}",
      "\"expires_in\":1e300",
      "\"expires_in\":400000000",
      "\"expires_in\":9223372036854775807",
      "\"expires_at\":\"2025-12-31T23:59:59Z\"",
      "\"expires_at\":\"2026-13-01T00:00:00Z\"",
      "\"expires_at\":\"tomorrow\"",
      "\"expires_at\":\"\"",
      "\"expires_at\":-1",
      "\"expires_at\":0",
      "\"expires_at\":3600",
      "\"expires_at\":false",
      "\"expires_at\":\"9999-12-31T23:59:59Z\"",
      "\"expires_in\":3600,\"expires_at\":\"2020-01-01T00:00:00Z\"",
      "\"expires_in\":3600,\"expires_at\":\"never\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"mqtt_username\":\"u\",\"mqtt_password\":\"SECRET\",%s}", members[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioCredential) credential = read_answer (text, WALL, &error);

    g_test_message ("%s", members[i]);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_EXPIRY);
    g_assert_null (credential);
    g_assert_null (strstr (error->message, "SECRET"));
  }
}

static void
test_missing (void)
{
  static const char *const texts[] = {
      "{}",
      "{\"mqtt_username\":\"u\"}",
      "{\"mqtt_username\":\"u\",\"mqtt_password\":\"\"}",
      "{\"mqtt_username\":\"u\",\"mqtt_password\":7}",
      "{\"mqtt_password\":\"p\"}",
      "{\"mqtt_username\":\"\",\"mqtt_password\":\"p\"}",
      "{\"mqtt_credentials\":{\"username\":\"u\"}}",
      "{\"mqtt_credentials\":[\"u\",\"p\"]}",
      "{\"token\":\"tok\"}",
      "[]",
      "\"tok\"",
      "null",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioCredential) credential = read_answer (texts[i], WALL, &error);

    g_test_message ("%s", texts[i]);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
    g_assert_nonnull (helio_error_get_remedy (error));
    g_assert_null (credential);
  }
}

static void
test_size (void)
{
  for (int over = 0; over <= 1; over++) {
    g_autofree char *filler = g_strnfill (HELIO_CREDENTIAL_TEXT_MAX + over, 'a');
    g_autofree char *password =
        g_strdup_printf ("{\"mqtt_username\":\"u\",\"mqtt_password\":\"%s\"}", filler);
    g_autofree char *username =
        g_strdup_printf ("{\"mqtt_username\":\"%s\",\"mqtt_password\":\"p\"}", filler);
    const char *texts[] = {password, username};

    for (int i = 0; i < 2; i++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (HelioCredential) credential = read_answer (texts[i], WALL, &error);

      if (over)
        g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
      else
        g_assert_no_error (error);
    }
  }
}

static void
test_body (void)
{
  HelioJsonMember members[] = {{"provider", .text = "auth0"},
                               {"absent"},
                               {"token", .text = "a\"b\\c\n\x01\xc3\xa4"},
                               {"ttl", .raw = "60"}};
  HelioJsonMember bad = {"key", .text = "\xff"};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = helio_json_members_new (members, G_N_ELEMENTS (members), &error);
  static const char expected[] = "{\n    \"provider\": \"auth0\",\n    \"token\": "
                                 "\"a\\\"b\\\\c\\u000a\\u0001\xc3\xa4\",\n    \"ttl\": 60\n  }";

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (body, NULL),
                   g_bytes_get_size (body),
                   expected,
                   strlen (expected));
  g_assert_null (helio_json_members_new (&bad, 1, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autofree char *path = g_strconcat ("/exchange/answer/shape/", shapes[i].name, NULL);

    g_test_add_data_func (path, &shapes[i], test_shape);
  }
  g_test_add_func ("/exchange/answer/details", test_details);
  g_test_add_func ("/exchange/answer/no-expiry", test_no_expiry);
  g_test_add_func ("/exchange/answer/clock-off", test_clock_off);
  g_test_add_func ("/exchange/answer/recommended", test_recommended);
  g_test_add_func ("/exchange/answer/bad-expiry", test_bad_expiry);
  g_test_add_func ("/exchange/answer/missing", test_missing);
  g_test_add_func ("/exchange/answer/size", test_size);
  g_test_add_func ("/exchange/body", test_body);
  return g_test_run ();
}
