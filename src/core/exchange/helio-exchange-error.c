// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-exchange-error.h"

#include "core/base/helio-error.h"
#include "core/base/helio-log.h"
#include "core/base/helio-util.h"
#include "core/diagnosis/helio-diagnosis.h"

#include <string.h>

#define MAX_DEPTH 3
#define MAX_ITEMS 8
#define MAX_WORDS 600

/* What the service said. */
typedef struct {
  gboolean json;
  GString *words; /* everything readable, for a person */
} Refusal;

static void
add_words (GString *words, const char *text)
{
  if (text == NULL || *text == '\0' || words->len > MAX_WORDS || strstr (words->str, text) != NULL)
    return;
  if (words->len > 0)
    g_string_append (words, "; ");
  g_string_append_len (words, text, (gssize) MIN (strlen (text), MAX_WORDS));
}

/* FastAPI's "loc": ["body", "token"]. */
static void
add_place (GString *words, HelioJson *place)
{
  for (guint i = 0; place != NULL && i < MIN (helio_json_get_length (place), MAX_ITEMS); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (place, i);

    add_words (words, helio_json_as_string (element));
  }
}

static void
collect (GString *words, HelioJson *value, guint depth)
{
  static const char *const names[] =
      {"error", "code", "message", "msg", "error_description", "description", "detail", "title"};
  HelioJsonType kind = helio_json_get_kind (value);

  if (kind == HELIO_JSON_STRING)
    add_words (words, helio_json_as_string (value));
  if (depth == 0)
    return;
  if (kind == HELIO_JSON_ARRAY)
    for (guint i = 0; i < MIN (helio_json_get_length (value), MAX_ITEMS); i++) {
      g_autoptr (HelioJson) element = helio_json_get_element (value, i);

      collect (words, element, depth - 1);
    }
  if (kind == HELIO_JSON_OBJECT) {
    g_autoptr (HelioJson) place = helio_json_get_array (value, "loc");

    add_place (words, place);
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
      g_autoptr (HelioJson) member = helio_json_get (value, names[i]);

      if (member != NULL)
        collect (words, member, depth - 1);
    }
  }
}

static void
read_refusal (Refusal *self, const HelioHttpAnswer *answer)
{
  g_autoptr (HelioJson) json = helio_http_answer_parse (answer, NULL);
  gsize length;
  const char *text = g_bytes_get_data (answer->body, &length);

  self->words = g_string_new (NULL);
  self->json = json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT;
  if (json != NULL)
    collect (self->words, json, MAX_DEPTH);
  else if (length > 0 && g_strcmp0 (answer->content_type, "text/plain") == 0) {
    g_autofree char *plain = helio_printable (text, (gssize) MIN (length, MAX_WORDS), 200);

    add_words (self->words, plain);
  }
}

static HelioPlace
get_place (HelioService service)
{
  switch (service) {
    case HELIO_SERVICE_EXCHANGE_ORGANIZATION:
      return HELIO_PLACE_ORGANIZATION;
    case HELIO_SERVICE_BACKEND:
      return HELIO_PLACE_BACKEND;
    case HELIO_SERVICE_NATIVE:
      return HELIO_PLACE_NATIVE;
    case HELIO_SERVICE_EXCHANGE_KEY:
    default:
      return HELIO_PLACE_EXCHANGE;
  }
}

GError *
helio_exchange_error_new (HelioService service, const char *uri, const HelioHttpAnswer *answer)
{
  g_autofree char *origin = helio_uri_origin (uri);
  g_autofree char *safe = NULL;
  Refusal refusal = {0};
  HelioEvidence evidence = {.place = get_place (service), .http_status = answer->status};
  const HelioDiagnosis *diagnosis;
  GError *error;

  read_refusal (&refusal, answer);
  evidence.words = refusal.words->str;
  evidence.foreign = !refusal.json;
  diagnosis = helio_diagnosis_find (&evidence);
  /* The table ends with a row that fits whatever a service says. */
  g_assert (diagnosis != NULL);

  error = helio_diagnosis_to_error (diagnosis, origin, &evidence);
  if (refusal.words->len > 0) {
    safe = helio_redact (refusal.words->str);
    helio_error_set_detail (error, safe);
  }
  helio_error_set_retry_after (error, answer->retry_after);
  g_string_free (refusal.words, TRUE);
  return error;
}
