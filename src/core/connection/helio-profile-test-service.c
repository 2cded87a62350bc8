// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-profile-test-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-members.h"
#include "core/base/helio-util.h"
#include "core/diagnosis/helio-diagnosis.h"
#include "core/exchange/helio-exchange-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The endpoint is asked as it is for a credential, but without key, token or e-mail address: what proves it is how
 * it refuses that (cloudsignal.md §1.2, §1.3). */

static HelioService
get_service (const HelioProfile *profile)
{
  switch (profile->method) {
    case HELIO_METHOD_BACKEND:
      return HELIO_SERVICE_BACKEND;
    case HELIO_METHOD_NATIVE:
      return HELIO_SERVICE_NATIVE;
    case HELIO_METHOD_EXCHANGE:
    case HELIO_METHOD_PASSWORD:
    case HELIO_METHOD_NONE:
    default:
      return profile->exchange.dialect == HELIO_DIALECT_KEY ? HELIO_SERVICE_EXCHANGE_KEY
                                                            : HELIO_SERVICE_EXCHANGE_ORGANIZATION;
  }
}

static char *
get_uri (const HelioProfile *profile)
{
  const char *url = helio_profile_get_credential_url (profile);
  gsize length = strlen (url);

  if (profile->method != HELIO_METHOD_NATIVE)
    return g_strdup (url);
  while (length > 0 && url[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s/create", (int) length, url);
}

static GBytes *
make_body (const HelioProfile *profile, HelioService service, GError **error)
{
  HelioJsonMember member = {"organization_id",
                            .text = service == HELIO_SERVICE_NATIVE
                                        ? profile->native.organization_id
                                        : profile->exchange.organization_id};

  if (service == HELIO_SERVICE_EXCHANGE_ORGANIZATION || service == HELIO_SERVICE_NATIVE)
    return helio_json_members_new (&member, 1, error);
  if (service == HELIO_SERVICE_BACKEND && profile->backend.style == HELIO_STYLE_BEARER)
    return g_bytes_new_static ("", 0);
  return g_bytes_new_static ("{}", 2);
}

static gboolean
is_object (HelioJson *json)
{
  return json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT;
}

static gboolean
holds_credential (HelioJson *json)
{
  return helio_json_has (json, "mqtt_password") || helio_json_has (json, "mqtt_credentials") ||
         helio_json_has (json, "token_password");
}

/* 2xx, to a request with nothing in it. */
static void
judge_success (HelioProfileStep *step,
               const HelioHttpAnswer *answer,
               HelioJson *json,
               const char *origin)
{
  if (!is_object (json)) {
    GError *error = NULL;

    helio_error_set (&error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("error", "Check the address: an ordinary web page is there."),
                     C_ ("error", "%s answers with something else than JSON (HTTP %d)."),
                     origin,
                     answer->status);
    helio_profile_step_fail (step, error, origin);
  } else if (holds_credential (json)) {
    GError *error = NULL;

    helio_error_set (&error,
                     HELIO_ERROR_FAILED,
                     C_ ("error",
                         "Have it check the access token before it answers: anybody gets "
                         "credentials from it now."),
                     C_ ("error", "%s gives credentials to a request without a token."),
                     origin);
    helio_profile_step_fail (step, error, origin);
  } else {
    helio_profile_step_unchecked (
        step,
        C_ ("profile test",
            "It answers a request without a token with success; whether it gives credentials, "
            "only a connection shows."),
        NULL);
  }
}

static gboolean
is_plain_refusal (HelioService service, int status)
{
  /* Back ends of one's own refuse in whatever form their framework has. */
  return service == HELIO_SERVICE_BACKEND && (status == 401 || status == 403);
}

/* A bare 404 is what a web framework says of a path that it does not have. With a token it may mean the
 * organization, which has not been asked about here. */
static GError *
new_refusal (HelioService service, const char *uri, const HelioHttpAnswer *answer)
{
  GError *error = helio_exchange_error_new (service, uri, answer);
  HelioEvidence evidence = {.http_status = answer->status};
  g_autofree char *origin = NULL;

  if (g_strcmp0 (helio_error_get_diagnosis (error), "organization-missing") != 0)
    return error;
  g_error_free (error);
  origin = helio_uri_origin (uri);
  return helio_diagnosis_to_error (helio_diagnosis_get ("service-address"), origin, &evidence);
}

static void
judge_refusal (HelioProfileStep *step,
               const HelioHttpAnswer *answer,
               gboolean json,
               const char *uri,
               const char *origin)
{
  HelioService service = get_service (step->test->profile);
  GError *error = new_refusal (service, uri, answer);
  gboolean proves = answer->status == 400 || answer->status == 401 || answer->status == 403 ||
                    answer->status == 422 || (answer->status >= 200 && answer->status < 300);
  g_autofree char *value = NULL;

  if (answer->status == 429) {
    helio_profile_step_unchecked (step, error->message, helio_error_get_remedy (error));
    g_error_free (error);
    return;
  }
  /* In these words it speaks of what was sent, and what was sent is in the profile. */
  if (service == HELIO_SERVICE_EXCHANGE_ORGANIZATION &&
      (error->code == HELIO_ERROR_EXCHANGE_ORGANIZATION ||
       error->code == HELIO_ERROR_EXCHANGE_PROVIDER))
    proves = FALSE;
  if (!proves || !(json || is_plain_refusal (service, answer->status))) {
    helio_profile_step_fail (step, error, origin);
    return;
  }
  g_error_free (error);
  /* Translators: an origin (https://host:443) and an HTTP status. */
  value = g_strdup_printf (C_ ("profile test", "%s, HTTP %d"), origin, answer->status);
  helio_profile_step_pass (
      step,
      value,
      C_ ("profile test", "It refuses a request that holds no secret, as it should."));
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioProfileStep *step = user_data;
  g_autoptr (HelioProfileTest) self = g_object_ref (step->test);
  g_autofree char *uri = get_uri (self->profile);
  g_autofree char *origin = helio_uri_origin (uri);
  GError *error = NULL;
  g_autoptr (HelioHttpAnswer) answer =
      helio_http_send_finish (HELIO_HTTP (source), result, NULL, &error);
  g_autoptr (HelioJson) json = answer != NULL ? helio_http_answer_parse (answer, NULL) : NULL;

  helio_diagnosis_note_place (error, HELIO_PLACE_EXCHANGE);
  if (answer == NULL)
    helio_profile_step_fail (step, error, origin);
  else if (answer->status >= 200 && answer->status < 300 &&
           !(is_object (json) && helio_json_has (json, "error") && !holds_credential (json)))
    judge_success (step, answer, json, origin);
  else
    judge_refusal (step, answer, is_object (json), uri, origin);
  helio_profile_test_branch_done (self);
}

void
helio_profile_test_service (HelioProfileTest *self)
{
  HelioProfileStep *step = helio_profile_step_new (self, "service");
  g_autofree char *uri = get_uri (self->profile);
  GError *error = NULL;
  g_autoptr (GBytes) body = make_body (self->profile, get_service (self->profile), &error);
  HelioHttpRequest request = {.method = "POST",
                              .uri = uri,
                              .content_type = "application/json",
                              .body = body,
                              .allow_insecure = self->profile->broker.allow_insecure,
                              .ca_pem = self->profile->broker.ca_pem};

  if (body == NULL) {
    helio_profile_step_fail (step, error, uri);
    helio_profile_test_branch_done (self);
    return;
  }
  helio_http_send_async (self->http, &request, step->cancellable, on_answer, step);
}
