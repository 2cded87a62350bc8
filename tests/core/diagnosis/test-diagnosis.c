// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* Every row by its name: what is seen leads to it and to no other. The real sandbox makes what it can in
 * test-diagnosis-sandbox.c; here stands what was said, word by word, for all of them. */

#include "core/auth/helio-oauth-error.h"
#include "core/diagnosis/helio-diagnosis.h"
#include "core/exchange/helio-exchange-error.h"

#include <string.h>

typedef struct {
  const char *id;
  HelioPlace place;
  int status;
  const char *said;  /* body of the service, or the error code of the issuer */
  const char *words; /* description of the issuer */
  int code;          /* of an error of ours, if that is all there is */
  int reason;
  HelioSymptom symptom;
  HelioMethod method;
  gboolean will;
} Case;

#define SERVICE(id, place, status, body)                                                           \
  {                                                                                                \
    id, HELIO_PLACE_##place, status, body                                                          \
  }
#define ISSUER(id, place, code, words)                                                             \
  {                                                                                                \
    id, HELIO_PLACE_##place, 0, code, words                                                        \
  }
#define ISSUER_STATUS(id, status)                                                                  \
  {                                                                                                \
    id, HELIO_PLACE_REFRESH, status, NULL                                                          \
  }
#define ERROR(id, code)                                                                            \
  {                                                                                                \
    id, HELIO_PLACE_ANY, 0, NULL, NULL, HELIO_ERROR_##code                                         \
  }
/* A request without an answer. */
#define TIMED_OUT(id, place)                                                                       \
  {                                                                                                \
    id, HELIO_PLACE_##place, .code = HELIO_ERROR_TIMED_OUT                                         \
  }
#define MQTT(id, place, code, reason)                                                              \
  {                                                                                                \
    id, HELIO_PLACE_##place, 0, NULL, NULL, HELIO_ERROR_##code, reason                             \
  }
#define METHOD(id, place, code, reason, method)                                                    \
  {                                                                                                \
    id, HELIO_PLACE_##place, 0, NULL, NULL, HELIO_ERROR_##code, reason, 0, HELIO_METHOD_##method   \
  }
#define SYMPTOM(id, symptom)                                                                       \
  {                                                                                                \
    id, HELIO_PLACE_ANY, 0, NULL, NULL, 0, 0, HELIO_SYMPTOM_##symptom                              \
  }

static const Case cases[] = {
    SERVICE ("service-busy", EXCHANGE, 429, "{\"error\":\"invalid token rate\"}"),
    SERVICE ("service-busy", BACKEND, 429, ""),
    SERVICE ("service-fault", ORGANIZATION, 502, "<html>provider not found</html>"),
    SERVICE ("exchange-signature",
             EXCHANGE,
             401,
             "{\"message\":\"Token signature verification failed\"}"),
    SERVICE ("exchange-keys", EXCHANGE, 401, "{\"error\":\"Unable to verify JWT\"}"),
    SERVICE ("exchange-email", EXCHANGE, 422, "{\"detail\":\"email claim required\"}"),
    SERVICE ("exchange-email",
             ORGANIZATION,
             422,
             "{\"detail\":[{\"loc\":[\"body\",\"email\"],\"msg\":\"field required\"}]}"),
    SERVICE ("exchange-provider", EXCHANGE, 404, "{\"error\":\"Provider not found\"}"),
    SERVICE ("exchange-provider", ORGANIZATION, 404, "{\"error\":\"provider_not_found\"}"),
    SERVICE ("exchange-key",
             EXCHANGE,
             401,
             "{\"error\":\"unauthorized\",\"message\":\"API key invalid or missing\"}"),
    SERVICE ("native-key",
             NATIVE,
             401,
             "{\"error\":\"unauthorized\",\"message\":\"Invalid secret key\"}"),
    SERVICE ("exchange-token-expired", ORGANIZATION, 401, "{\"error\":\"token_expired\"}"),
    SERVICE ("exchange-id-token", EXCHANGE, 401, "{\"message\":\"got an ID token\"}"),
    SERVICE ("exchange-audience",
             EXCHANGE,
             401,
             "{\"message\":\"Invalid token: audience mismatch\"}"),
    SERVICE ("backend-token", BACKEND, 401, "{\"error\":\"Invalid token\"}"),
    SERVICE ("exchange-token", EXCHANGE, 401, "{\"error\":\"Invalid token\"}"),
    SERVICE ("exchange-organization",
             NATIVE,
             400,
             "{\"error_description\":\"Organization not found\"}"),
    SERVICE ("exchange-claims", EXCHANGE, 400, "{\"message\":\"a claim is missing\"}"),
    SERVICE ("backend-address", BACKEND, 404, "{\"error\":\"no such page\"}"),
    SERVICE ("service-address", EXCHANGE, 404, "<html>404</html>"),
    SERVICE ("service-method", EXCHANGE, 405, "{}"),
    SERVICE ("organization-missing", ORGANIZATION, 404, "{\"error\":\"not_found\"}"),
    SERVICE ("exchange-unauthorized", EXCHANGE, 403, "{}"),
    SERVICE ("native-unauthorized", NATIVE, 401, "{}"),
    SERVICE ("backend-unauthorized", BACKEND, 401, "Unauthorized"),
    SERVICE ("organization-unauthorized",
             ORGANIZATION,
             401,
             "{\"error\":\"authentication_failed\"}"),
    SERVICE ("exchange-unprocessable", EXCHANGE, 422, "{\"detail\":\"Token exchange failed\"}"),
    SERVICE ("exchange-request", EXCHANGE, 400, "{\"error\":\"invalid_request\"}"),
    SERVICE ("organization-request", ORGANIZATION, 400, "{\"error\":\"invalid_request\"}"),
    SERVICE ("native-request", NATIVE, 400, "{\"error\":\"invalid_request\"}"),
    SERVICE ("backend-request", BACKEND, 400, "{\"message\":[\"auth0Token must be a string\"]}"),
    SERVICE ("service-answer", EXCHANGE, 200, "{}"),
    ERROR ("credential-expiry", EXCHANGE_EXPIRY),

    {"callback-mismatch", HELIO_PLACE_PAGE},
    ERROR ("sign-in-needed", SIGN_IN_REQUIRED),
    {"signed-out-elsewhere", .said = "signed-out-elsewhere", .code = HELIO_ERROR_SIGN_IN_REQUIRED},
    ISSUER ("sign-in-user-gone",
            REFRESH,
            "invalid_grant",
            "The refresh_token was generated for a user who doesn't exist anymore."),
    ISSUER ("sign-in-ended", REFRESH, "invalid_grant", "Unknown or invalid refresh token."),
    ISSUER ("sign-in-code", TOKEN, "invalid_grant", "Invalid authorization code"),
    ISSUER ("device-expired", DEVICE, "expired_token", NULL),
    ISSUER ("audience-unknown", REDIRECT, "access_denied", "Service not found: https://x"),
    ISSUER ("sign-in-declined", REDIRECT, "access_denied", "User did not authorize the request"),
    ISSUER ("device-declined", DEVICE, "access_denied", NULL),
    ISSUER ("refresh-denied", REFRESH, "access_denied", NULL),
    ISSUER ("client-secret", REFRESH, "invalid_client", NULL),
    ISSUER ("client-secret", TOKEN, "access_denied", "Unauthorized"),
    ISSUER ("client-secret", DEVICE, "invalid_client", NULL),
    ISSUER ("grant-not-allowed", REDIRECT, "unauthorized_client", NULL),
    ISSUER ("grant-not-allowed", TOKEN, "unauthorized_client", NULL),
    ISSUER ("sign-in-mfa", REFRESH, "mfa_required", NULL),
    ISSUER ("sign-in-interactive", REDIRECT, "login_required", NULL),
    ISSUER ("sign-in-interactive", REDIRECT, "consent_required", NULL),
    ISSUER ("sign-in-interactive", REDIRECT, "interaction_required", NULL),
    ISSUER ("scope", REFRESH, "invalid_scope", NULL),
    ISSUER ("sign-in-request",
            REDIRECT,
            "invalid_request",
            "no connections enabled for the client"),
    ISSUER ("issuer-busy", REFRESH, "too_many_requests", NULL),
    ISSUER ("issuer-busy", TOKEN, "too_many_attempts", NULL),
    ISSUER_STATUS ("issuer-busy-status", 429),
    ISSUER ("issuer-fault", REDIRECT, "server_error", NULL),
    ISSUER ("issuer-fault", REDIRECT, "temporarily_unavailable", NULL),
    ISSUER_STATUS ("issuer-fault-status", 503),
    ISSUER ("sign-in-refused", REDIRECT, "who_knows", "invalid_grant"),
    ISSUER_STATUS ("issuer-answer", 302),
    ERROR ("sign-in-expired", SIGN_IN_EXPIRED),
    ERROR ("sign-in-superseded", SIGN_IN_SUPERSEDED),
    ERROR ("sign-in-other-user", SIGN_IN_OTHER_USER),
    ERROR ("ports-busy", PORTS_BUSY),
    ERROR ("browser", BROWSER),
    ERROR ("metadata", ISSUER_METADATA),
    ERROR ("id-token", ID_TOKEN),
    ERROR ("callback", CALLBACK),

    ERROR ("profile", INVALID_DATA),
    ERROR ("consent", CONSENT),
    {"endpoints", .said = "endpoints", .code = HELIO_ERROR_CONSENT},
    ERROR ("tls", TLS),
    ERROR ("timed-out", TIMED_OUT),
    TIMED_OUT ("timed-out-sign-in", TOKEN),
    TIMED_OUT ("timed-out-sign-in", REFRESH),
    TIMED_OUT ("timed-out-sign-in", DEVICE),
    TIMED_OUT ("timed-out-service", EXCHANGE),
    TIMED_OUT ("timed-out-service", ORGANIZATION),
    TIMED_OUT ("timed-out-service", BACKEND),
    TIMED_OUT ("timed-out-service", NATIVE),
    /* Made by the lock: D2/lock-times-out. */
    {"renewal-locked", .said = "renewal-locked", .code = HELIO_ERROR_TIMED_OUT},
    ERROR ("websocket", WEBSOCKET),
    ERROR ("network", NETWORK),
    ERROR ("bad-answer", BAD_ANSWER),
    ERROR ("keyring-locked", KEYRING_LOCKED),
    ERROR ("keyring-absent", KEYRING_ABSENT),
    ERROR ("keyring-failed", KEYRING_FAILED),
    ERROR ("client-key", CLIENT_KEY),

    {"connect-will",
     HELIO_PLACE_CONNECT,
     .code = HELIO_ERROR_MQTT_CREDENTIAL,
     .reason = 0x87,
     .will = TRUE},
    {"connect-will", HELIO_PLACE_CONNECT, .reason = 5, .will = TRUE},
    {"connect-will-password",
     HELIO_PLACE_CONNECT,
     .code = HELIO_ERROR_MQTT_CREDENTIAL,
     .reason = 5,
     .method = HELIO_METHOD_PASSWORD,
     .will = TRUE},
    {"connect-password",
     HELIO_PLACE_CONNECT,
     .code = HELIO_ERROR_MQTT_CREDENTIAL,
     .reason = 0x86,
     .method = HELIO_METHOD_PASSWORD,
     .will = TRUE},
    MQTT ("connect-credential", CONNECT, MQTT_CREDENTIAL, 0x86),
    MQTT ("connect-credential", CONNECT, MQTT_CREDENTIAL, 0x87),
    {"connect-credential", HELIO_PLACE_CONNECT, .reason = 5},
    {"connect-will-anonymous",
     HELIO_PLACE_CONNECT,
     .code = HELIO_ERROR_MQTT_CREDENTIAL,
     .reason = 0x87,
     .method = HELIO_METHOD_NONE,
     .will = TRUE},
    METHOD ("connect-anonymous", CONNECT, MQTT_CREDENTIAL, 0x87, NONE),
    METHOD ("connect-anonymous", CONNECT, MQTT_CREDENTIAL, 4, NONE),
    METHOD ("connect-backend", CONNECT, MQTT_CREDENTIAL, 0x87, BACKEND),
    METHOD ("connect-backend", CONNECT, MQTT_CREDENTIAL, 4, BACKEND),
    METHOD ("connect-native", CONNECT, MQTT_CREDENTIAL, 0x86, NATIVE),
    METHOD ("connect-native", CONNECT, MQTT_CREDENTIAL, 5, NATIVE),
    METHOD ("connect-password", CONNECT, MQTT_CREDENTIAL, 0x87, PASSWORD),
    METHOD ("connect-password", CONNECT, MQTT_CREDENTIAL, 4, PASSWORD),
    METHOD ("ended-by-operator-password", LINK, MQTT_ENDED, 0x98, PASSWORD),
    MQTT ("connect-method", CONNECT, MQTT_CREDENTIAL, 0x8C),
    MQTT ("connect-version", CONNECT, MQTT_REFUSED, 0x84),
    MQTT ("connect-client-id", CONNECT, MQTT_REFUSED, 0x85),
    MQTT ("connect-quota", CONNECT, MQTT_REFUSED, 0x97),
    MQTT ("publish-wildcard", PUBLISH, MQTT_REFUSED, 0x90),
    MQTT ("connect-refused", CONNECT, MQTT_REFUSED, 0x83),
    MQTT ("taken-over", LINK, MQTT_TAKEN_OVER, 0x8E),
    MQTT ("keep-alive", LINK, MQTT_ENDED, 0x8D),
    MQTT ("ended-by-operator", LINK, MQTT_ENDED, 0x98),
    MQTT ("ended", LINK, MQTT_ENDED, 0x8B),
    MQTT ("subscribe-refused", SUBSCRIBE, MQTT_NOT_AUTHORIZED, 0x87),
    MQTT ("subscribe-refused", SUBSCRIBE, MQTT_NOT_AUTHORIZED, 0x80),
    MQTT ("publish-refused", PUBLISH, MQTT_NOT_AUTHORIZED, 0x87),
    {"http-publish", HELIO_PLACE_PUBLISH, 403},
    {"http-publish-busy", HELIO_PLACE_PUBLISH, 429},
    {"http-publish-busy", HELIO_PLACE_PUBLISH, 503},
    ERROR ("mqtt-protocol", MQTT_PROTOCOL),
    ERROR ("not-connected", MQTT_NOT_CONNECTED),
    SYMPTOM ("endless-reconnects", ENDLESS_RECONNECTS),
    SYMPTOM ("short-sessions", SHORT_SESSIONS),
    SYMPTOM ("ended-at-expiry", ENDED_AT_EXPIRY),
    SYMPTOM ("renewal-fails", RENEWAL_FAILS),
    SYMPTOM ("no-messages", NO_MESSAGES),
    SYMPTOM ("late-messages", LATE_MESSAGES),
    SYMPTOM ("retained-stays", RETAINED_STAYS),
    SYMPTOM ("only-3-1-1", ONLY_3_1_1),
};

static gboolean
is_service (const Case *c)
{
  return c->code == 0 && c->place >= HELIO_PLACE_EXCHANGE && c->place <= HELIO_PLACE_NATIVE;
}

static gboolean
is_issuer (const Case *c)
{
  return c->code == 0 && c->place >= HELIO_PLACE_REDIRECT && c->place <= HELIO_PLACE_REFRESH;
}

/* By the very code that reads an answer. */
static GError *
make_service_error (const Case *c)
{
  static const HelioService services[] = {HELIO_SERVICE_EXCHANGE_KEY,
                                          HELIO_SERVICE_EXCHANGE_ORGANIZATION,
                                          HELIO_SERVICE_BACKEND,
                                          HELIO_SERVICE_NATIVE};
  HelioHttpAnswer answer = {.status = c->status, .retry_after = -1};
  GError *error;

  answer.content_type = g_strdup (c->said[0] == '{' ? "application/json" : "text/html");
  answer.body = g_bytes_new_static (c->said, strlen (c->said));
  error = helio_exchange_error_new (services[c->place - HELIO_PLACE_EXCHANGE],
                                    "https://service.test/x",
                                    &answer);
  g_bytes_unref (answer.body);
  g_free (answer.content_type);
  return error;
}

static GError *
make_issuer_error (const Case *c)
{
  HelioOauthPlace place = c->place == HELIO_PLACE_REDIRECT  ? HELIO_OAUTH_REDIRECT
                          : c->place == HELIO_PLACE_REFRESH ? HELIO_OAUTH_REFRESH
                          : c->place == HELIO_PLACE_DEVICE  ? HELIO_OAUTH_DEVICE
                                                            : HELIO_OAUTH_CODE;
  HelioHttpAnswer answer = {.status = c->status, .retry_after = -1};
  GError *error;

  if (c->said != NULL)
    return helio_oauth_error_new (place, c->said, c->words);
  answer.body = g_bytes_new_static ("", 0);
  error = helio_oauth_error_new_from_answer (place, "https://issuer.test/oauth/token", &answer);
  g_bytes_unref (answer.body);
  return error;
}

static void
test_row (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  g_autoptr (GError) error = NULL;
  HelioEvidence evidence = {.place = c->place,
                            .symptom = c->symptom,
                            .profile = profile,
                            .http_status = c->status,
                            .reason_code = c->reason};
  const HelioDiagnosis *diagnosis;

  profile->method = c->method;
  if (c->will)
    profile->broker.will = helio_profile_will_new ("a");
  if (is_service (c))
    error = make_service_error (c);
  else if (is_issuer (c))
    error = make_issuer_error (c);
  else if (c->code != 0) {
    error = helio_error_new (c->code, NULL, "x");
    helio_error_set_reason_code (error, c->reason != 0 ? c->reason : -1);
    if (c->code == HELIO_ERROR_TIMED_OUT && c->place != HELIO_PLACE_ANY)
      helio_diagnosis_note_place (error, c->place);
    if (c->said != NULL)
      helio_error_set_diagnosis (error, c->said);
  }
  evidence.error = error;
  diagnosis = helio_diagnosis_find (&evidence);
  g_assert_nonnull (diagnosis);
  g_assert_cmpstr (helio_diagnosis_get_id (diagnosis), ==, c->id);
  if (is_service (c) || is_issuer (c)) {
    g_autoptr (GError) copy = g_error_copy (error);

    g_assert_cmpstr (helio_error_get_remedy (error), ==, helio_diagnosis_get_remedy (diagnosis));
    g_assert_null (strchr (error->message, '{'));
    g_assert_true (helio_diagnosis_of_error (copy, NULL) == diagnosis);
  }
}

/* Where an action leads has to be there. */
static void
check_target (const HelioDiagnosis *diagnosis)
{
  static const char *const rows[] = {"type", "key", "signature", "audience", "email", NULL};
  const char *target = helio_diagnosis_get_target (diagnosis, NULL);

  if (helio_diagnosis_get_action (diagnosis, NULL) == HELIO_REMEDY_INSPECT)
    g_assert_true (g_strv_contains (rows, target));
  else if (target != NULL)
    g_assert_true (g_str_has_prefix (target, "$"));
}

static void
test_every_row (void)
{
  g_autoptr (GHashTable) tested = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_hash_table_add (tested, (char *) cases[i].id);
  for (guint i = 0; i < helio_diagnosis_get_n (); i++) {
    const HelioDiagnosis *diagnosis = helio_diagnosis_at (i);
    const char *id = helio_diagnosis_get_id (diagnosis);
    g_auto (GStrv) causes = helio_diagnosis_get_causes (diagnosis);

    g_test_message ("%s", id);
    g_assert_true (g_hash_table_contains (tested, id));
    g_assert_true (g_hash_table_add (seen, (char *) id));
    g_assert_true (helio_diagnosis_get (id) == diagnosis);
    g_assert_cmpuint (g_strv_length (causes), >=, 1);
    for (guint j = 0; causes[j] != NULL; j++)
      g_assert_cmpuint (strlen (causes[j]), >, 3);
    g_assert_nonnull (helio_diagnosis_get_condition (diagnosis));
    g_assert_nonnull (helio_diagnosis_get_title (diagnosis));
    g_assert_nonnull (helio_diagnosis_get_remedy (diagnosis));
    check_target (diagnosis);
  }
  g_assert_null (helio_diagnosis_at (helio_diagnosis_get_n ()));
  g_assert_null (helio_diagnosis_get ("no-such-row"));
}

/* Whoever signs in with a fixed password is told of the password, and of nothing that only tokens have; whoever has
 * no password is not told of one. Of every refusal of CONNECT. */
static void
test_methods_and_refusals (void)
{
  static const int reasons[] = {0x86, 0x87, 0x8c, 4, 5};
  static const HelioMethod methods[] = {HELIO_METHOD_EXCHANGE,
                                        HELIO_METHOD_BACKEND,
                                        HELIO_METHOD_NATIVE,
                                        HELIO_METHOD_PASSWORD,
                                        HELIO_METHOD_NONE};

  for (gsize i = 0; i < G_N_ELEMENTS (reasons) * G_N_ELEMENTS (methods) * 2; i++) {
    int reason = reasons[i / 2 % G_N_ELEMENTS (reasons)];
    HelioMethod method = methods[i / 2 / G_N_ELEMENTS (reasons)];
    g_autoptr (HelioProfile) profile = helio_profile_new ();
    g_autoptr (GError) error = helio_error_new (HELIO_ERROR_MQTT_CREDENTIAL, NULL, "x");
    const HelioDiagnosis *diagnosis;
    g_auto (GStrv) causes = NULL;
    g_autofree char *text = NULL;

    profile->method = method;
    if (i % 2 == 1)
      profile->broker.will = helio_profile_will_new ("a");
    helio_error_set_reason_code (error, reason);
    diagnosis = helio_diagnosis_of_error (error, profile);
    g_assert_nonnull (diagnosis);
    causes = helio_diagnosis_get_causes (diagnosis);
    text = g_strjoinv ("\n", causes);
    g_test_message ("%d %#x: %s", method, reason, helio_diagnosis_get_id (diagnosis));
    if (reason == 0x8c)
      continue;
    g_assert_true ((strstr (text, "assword is wrong") != NULL) ==
                   (method == HELIO_METHOD_PASSWORD));
    if (method == HELIO_METHOD_PASSWORD) {
      g_assert_null (strstr (text, "expired"));
      g_assert_null (strstr (text, "rovider"));
      g_assert_null (strstr (text, "token"));
      g_assert_nonnull (strstr (helio_diagnosis_get_remedy (diagnosis), "password"));
      g_assert_cmpint (helio_diagnosis_get_action (diagnosis, profile), ==, HELIO_REMEDY_PASSWORD);
    }
    if (method == HELIO_METHOD_NONE) {
      g_assert_nonnull (strstr (text, "Anonymous"));
      g_assert_cmpint (helio_diagnosis_get_action (diagnosis, profile), ==, HELIO_REMEDY_EDIT);
      g_assert_cmpstr (helio_diagnosis_get_target (diagnosis, profile), ==, "$.credentials.method");
    }
    /* Of the last will only where there is one, and it may be the cause. */
    g_assert_true ((strstr (text, "last will") != NULL) ==
                   (i % 2 == 1 && (reason == 0x87 || reason == 5)));
  }
}

/* The link knows neither profile nor method: what it says is made to fit by who does. */
static void
test_refine (void)
{
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  g_autoptr (GError) error =
      helio_error_new (HELIO_ERROR_MQTT_CREDENTIAL, "Other words.", "Refused");
  g_autoptr (GError) refined = NULL, other = NULL, refined_other = NULL;

  profile->method = HELIO_METHOD_PASSWORD;
  helio_error_set_reason_code (error, 0x87);
  refined = helio_diagnosis_refine (error, HELIO_PLACE_CONNECT, profile);
  g_assert_cmpstr (refined->message, ==, "Refused");
  g_assert_cmpint (helio_error_get_reason_code (refined), ==, 0x87);
  g_assert_cmpstr (helio_error_get_diagnosis (refined), ==, "connect-password");
  g_assert_nonnull (strstr (helio_error_get_remedy (refined), "password"));
  g_assert_null (strstr (helio_error_get_remedy (refined), "provider"));
  /* No row: as it was. */
  other = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "Else");
  refined_other = helio_diagnosis_refine (other, HELIO_PLACE_CONNECT, profile);
  g_assert_cmpstr (refined_other->message, ==, "Else");
  g_assert_null (helio_error_get_diagnosis (refined_other));
}

/* What no word of it is known of. */
static void
test_errors_alone (void)
{
  static const struct {
    int code;
    HelioMethod method;
    const char *id;
    HelioRemedy action;
  } kinds[] = {
      {HELIO_ERROR_EXCHANGE_KEY, HELIO_METHOD_EXCHANGE, "exchange-key", HELIO_REMEDY_KEY},
      {HELIO_ERROR_EXCHANGE_KEY, HELIO_METHOD_NATIVE, "native-key", HELIO_REMEDY_KEY},
      {HELIO_ERROR_EXCHANGE_KEY, HELIO_METHOD_BACKEND, "exchange-key", HELIO_REMEDY_EDIT},
      {HELIO_ERROR_EXCHANGE_TOKEN, HELIO_METHOD_EXCHANGE, "exchange-token", HELIO_REMEDY_INSPECT},
      {HELIO_ERROR_EXCHANGE_TOKEN, HELIO_METHOD_BACKEND, "backend-token", HELIO_REMEDY_INSPECT},
      {HELIO_ERROR_EXCHANGE_CLAIMS, HELIO_METHOD_EXCHANGE, "exchange-claims", HELIO_REMEDY_INSPECT},
      {HELIO_ERROR_EXCHANGE_REQUEST, HELIO_METHOD_NATIVE, "native-request", HELIO_REMEDY_EDIT},
      {HELIO_ERROR_EXCHANGE_SIGNATURE,
       HELIO_METHOD_EXCHANGE,
       "exchange-signature",
       HELIO_REMEDY_INSPECT},
      {HELIO_ERROR_SIGN_IN_CONFIG, HELIO_METHOD_EXCHANGE, "sign-in-refused", HELIO_REMEDY_EDIT},
      {HELIO_ERROR_SERVER, HELIO_METHOD_EXCHANGE, "service-fault", HELIO_REMEDY_RETRY},
      {HELIO_ERROR_MQTT_CREDENTIAL,
       HELIO_METHOD_PASSWORD,
       "connect-password",
       HELIO_REMEDY_PASSWORD},
      {HELIO_ERROR_MQTT_CREDENTIAL, HELIO_METHOD_BACKEND, "connect-backend", HELIO_REMEDY_RETRY},
      {HELIO_ERROR_MQTT_TAKEN_OVER, HELIO_METHOD_BACKEND, "taken-over", HELIO_REMEDY_RETRY},
      {HELIO_ERROR_MQTT_REFUSED, HELIO_METHOD_EXCHANGE, "connect-refused", HELIO_REMEDY_RETRY},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (HelioProfile) profile = helio_profile_new ();
    g_autoptr (GError) error = helio_error_new (kinds[i].code, NULL, "x");
    const HelioDiagnosis *diagnosis;

    profile->method = kinds[i].method;
    diagnosis = helio_diagnosis_of_error (error, profile);
    g_test_message ("%s", kinds[i].id);
    g_assert_cmpstr (helio_diagnosis_get_id (diagnosis), ==, kinds[i].id);
    g_assert_cmpint (helio_diagnosis_get_action (diagnosis, profile), ==, kinds[i].action);
  }
  {
    g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");

    g_assert_null (helio_diagnosis_of_error (foreign, NULL));
    g_assert_null (helio_diagnosis_of_error (NULL, NULL));
  }
}

/* Nothing that the other side says is taken for a place to put something in. */
static void
test_braces (void)
{
  g_autoptr (GError) error =
      helio_oauth_error_new (HELIO_OAUTH_REDIRECT, "{who}{status}{code}%s", NULL);

  g_assert_nonnull (strstr (error->message, "{who}{status}{code}%s"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/diagnosis/row/%s/%" G_GSIZE_FORMAT, cases[i].id, i);

    g_test_add_data_func (path, &cases[i], test_row);
  }
  g_test_add_func ("/diagnosis/every-row", test_every_row);
  g_test_add_func ("/diagnosis/methods-and-refusals", test_methods_and_refusals);
  g_test_add_func ("/diagnosis/errors-alone", test_errors_alone);
  g_test_add_func ("/diagnosis/refine", test_refine);
  g_test_add_func ("/diagnosis/braces", test_braces);
  return g_test_run ();
}
