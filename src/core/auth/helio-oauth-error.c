// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-oauth-error.h"

#include "core/base/helio-error.h"
#include "core/base/helio-log.h"
#include "core/base/helio-util.h"
#include "core/diagnosis/helio-diagnosis.h"

static HelioPlace
get_place (HelioOauthPlace place)
{
  switch (place) {
    case HELIO_OAUTH_REDIRECT:
      return HELIO_PLACE_REDIRECT;
    case HELIO_OAUTH_REFRESH:
      return HELIO_PLACE_REFRESH;
    case HELIO_OAUTH_DEVICE:
      return HELIO_PLACE_DEVICE;
    case HELIO_OAUTH_CODE:
    default:
      return HELIO_PLACE_TOKEN;
  }
}

static GError *
make_error (const HelioEvidence *evidence, const char *who)
{
  const HelioDiagnosis *diagnosis = helio_diagnosis_find (evidence);

  /* The table ends with rows that fit whatever an issuer says. */
  g_assert (diagnosis != NULL);
  return helio_diagnosis_to_error (diagnosis, who, evidence);
}

GError *
helio_oauth_error_new (HelioOauthPlace place, const char *code, const char *description)
{
  g_autofree char *safe = description != NULL ? helio_redact (description) : NULL;
  HelioEvidence evidence = {.place = get_place (place), .code = code, .words = description};
  GError *error = make_error (&evidence, NULL);

  helio_error_set_detail (error, safe);
  return error;
}

static GError *
error_of_status (HelioOauthPlace place, const char *uri, const HelioHttpAnswer *answer)
{
  g_autofree char *origin = helio_uri_origin (uri);
  HelioEvidence evidence = {.place = get_place (place), .http_status = answer->status};

  return make_error (&evidence, origin);
}

GError *
helio_oauth_error_new_from_answer (HelioOauthPlace place,
                                   const char *uri,
                                   const HelioHttpAnswer *answer)
{
  g_autoptr (HelioJson) json = helio_http_answer_parse (answer, NULL);
  gboolean is_object = json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT;
  const char *code = is_object ? helio_json_get_string (json, "error") : NULL;
  GError *error;

  /* A 5xx says nothing about the grant, whatever its body claims. */
  if (code != NULL && *code != '\0' && answer->status < 500 && answer->status != 429)
    error = helio_oauth_error_new (place, code, helio_json_get_string (json, "error_description"));
  else
    error = error_of_status (place, uri, answer);
  helio_error_set_retry_after (error, answer->retry_after);
  return error;
}
