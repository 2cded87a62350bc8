// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/diagnosis/helio-diagnosis-private.h"

#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CODE_MAX_CHARS 40

/* The table as one. */
static const HelioDiagnosis *
get_row (guint index)
{
  if (index < helio_diagnosis_service_length)
    return &helio_diagnosis_service[index];
  index -= helio_diagnosis_service_length;
  if (index < helio_diagnosis_sign_in_length)
    return &helio_diagnosis_sign_in[index];
  index -= helio_diagnosis_sign_in_length;
  return index < helio_diagnosis_connection_length ? &helio_diagnosis_connection[index] : NULL;
}

static const char *
translate (const char *text)
{
  return text != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "diagnosis", text) : NULL;
}

/* Whether @text is, or with @inside holds, one of "a|b|c". */
static gboolean
has_one_of (const char *text, const char *list, gboolean inside)
{
  gsize length;

  for (; *list != '\0'; list += length + (list[length] == '|')) {
    length = strcspn (list, "|");
    if (inside) {
      g_autofree char *word = g_strndup (list, length);

      if (strstr (text, word) != NULL)
        return TRUE;
    } else if (strlen (text) == length && strncmp (text, list, length) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
matches_status (const HelioDiagnosis *row, int status)
{
  if (row->statuses[0] == 0)
    return TRUE;
  for (guint i = 0; i < HELIO_DIAGNOSIS_CODES && row->statuses[i] != 0; i++)
    if (row->statuses[i] == status || (row->statuses[i] == HELIO_STATUS_5XX && status >= 500) ||
        (row->statuses[i] == HELIO_STATUS_4XX && status >= 400 && status < 500))
      return TRUE;
  return FALSE;
}

static gboolean
matches_reason (const HelioDiagnosis *row, int reason)
{
  if (row->reasons[0] == 0)
    return TRUE;
  for (guint i = 0; i < HELIO_DIAGNOSIS_CODES && row->reasons[i] != 0; i++)
    if (row->reasons[i] == reason)
      return TRUE;
  return FALSE;
}

static gboolean
matches_profile (const HelioDiagnosis *row, const HelioEvidence *evidence)
{
  const HelioProfile *profile = evidence->profile;

  if (row->methods != 0 && (profile == NULL || (row->methods & (1u << profile->method)) == 0))
    return FALSE;
  return !row->will || evidence->has_will || (profile != NULL && profile->broker.will != NULL);
}

static gboolean
matches_words (const HelioDiagnosis *row, const HelioEvidence *evidence, const char *folded)
{
  if (row->codes != NULL &&
      (evidence->code == NULL || *evidence->code == '\0' ||
       (strcmp (row->codes, "*") != 0 && !has_one_of (evidence->code, row->codes, FALSE))))
    return FALSE;
  return (row->words == NULL || has_one_of (folded, row->words, TRUE)) &&
         (row->and_words == NULL || has_one_of (folded, row->and_words, TRUE));
}

/* Where the service of a profile is asked. */
static HelioPlace
get_service_place (const HelioProfile *profile)
{
  if (profile == NULL)
    return HELIO_PLACE_ANY;
  switch (profile->method) {
    case HELIO_METHOD_EXCHANGE:
      return profile->exchange.dialect == HELIO_DIALECT_KEY ? HELIO_PLACE_EXCHANGE
                                                            : HELIO_PLACE_ORGANIZATION;
    case HELIO_METHOD_BACKEND:
      return HELIO_PLACE_BACKEND;
    case HELIO_METHOD_NATIVE:
      return HELIO_PLACE_NATIVE;
    case HELIO_METHOD_PASSWORD:
    case HELIO_METHOD_NONE:
    default:
      return HELIO_PLACE_ANY;
  }
}

static gboolean
is_service_error (int code)
{
  return code >= HELIO_ERROR_EXCHANGE_REQUEST && code <= HELIO_ERROR_EXCHANGE_EXPIRY;
}

static const HelioDiagnosis *
find_by_code (const HelioEvidence *evidence, HelioPlace place, gboolean any_reason)
{
  int code = evidence->error->code;
  int reason = helio_error_get_reason_code (evidence->error);
  const HelioDiagnosis *row;

  for (guint i = 0; (row = get_row (i)) != NULL; i++)
    if (row->code == code && row->symptom == HELIO_SYMPTOM_NONE && !row->special &&
        (row->places == 0 || place == HELIO_PLACE_ANY || (row->places & (1u << place)) != 0) &&
        (any_reason || matches_reason (row, reason > 0 ? reason : evidence->reason_code)) &&
        matches_profile (row, evidence))
      return row;
  return NULL;
}

/* An error of ours says by its code what it is; words and status have been weighed when it was made. */
static const HelioDiagnosis *
find_by_error (const HelioEvidence *evidence)
{
  const GError *error = evidence->error;
  const char *id = helio_error_get_diagnosis (error);
  HelioPlace place = evidence->place;
  const HelioDiagnosis *row;

  if (id != NULL)
    return helio_diagnosis_get (id);
  if (error->domain != HELIO_ERROR)
    return NULL;
  if (place == HELIO_PLACE_ANY && is_service_error (error->code))
    place = get_service_place (evidence->profile);
  row = find_by_code (evidence, place, FALSE);
  return row != NULL ? row : find_by_code (evidence, place, TRUE);
}

static const HelioDiagnosis *
find_by_symptom (HelioSymptom symptom)
{
  const HelioDiagnosis *row;

  for (guint i = 0; (row = get_row (i)) != NULL; i++)
    if (row->symptom == symptom)
      return row;
  return NULL;
}

const HelioDiagnosis *
helio_diagnosis_find (const HelioEvidence *evidence)
{
  g_autofree char *folded = NULL;
  const HelioDiagnosis *row;

  if (evidence->symptom != HELIO_SYMPTOM_NONE)
    return find_by_symptom (evidence->symptom);
  if (evidence->error != NULL)
    return find_by_error (evidence);
  folded = g_ascii_strdown (evidence->words != NULL ? evidence->words : "", -1);
  g_strdelimit (folded, "_-", ' ');
  for (guint i = 0; (row = get_row (i)) != NULL; i++)
    if ((row->places & (1u << evidence->place)) != 0 && row->symptom == HELIO_SYMPTOM_NONE &&
        matches_status (row, evidence->http_status) && (!row->foreign || evidence->foreign) &&
        matches_words (row, evidence, folded) && matches_reason (row, evidence->reason_code) &&
        matches_profile (row, evidence))
      return row;
  return NULL;
}

const HelioDiagnosis *
helio_diagnosis_of_error (const GError *error, const HelioProfile *profile)
{
  HelioEvidence evidence = {.error = error, .profile = profile};

  return error != NULL ? helio_diagnosis_find (&evidence) : NULL;
}

GError *
helio_diagnosis_refine (const GError *error, HelioPlace place, const HelioProfile *profile)
{
  HelioEvidence evidence = {.place = place, .error = error, .profile = profile};
  const HelioDiagnosis *row = helio_diagnosis_find (&evidence);
  GError *refined = g_error_copy (error);

  if (row != NULL) {
    helio_error_set_remedy (refined, helio_diagnosis_get_remedy (row));
    helio_error_set_diagnosis (refined, row->id);
  }
  return refined;
}

void
helio_diagnosis_note_place (GError *error, HelioPlace place)
{
  gboolean service = place >= HELIO_PLACE_EXCHANGE && place <= HELIO_PLACE_NATIVE;

  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT))
    helio_error_set_diagnosis (error, service ? "timed-out-service" : "timed-out-sign-in");
}

const HelioDiagnosis *
helio_diagnosis_get (const char *id)
{
  const HelioDiagnosis *row;

  for (guint i = 0; (row = get_row (i)) != NULL; i++)
    if (strcmp (row->id, id) == 0)
      return row;
  return NULL;
}

guint
helio_diagnosis_get_n (void)
{
  return helio_diagnosis_service_length + helio_diagnosis_sign_in_length +
         helio_diagnosis_connection_length;
}

const HelioDiagnosis *
helio_diagnosis_at (guint index)
{
  return get_row (index);
}

const char *
helio_diagnosis_get_id (const HelioDiagnosis *self)
{
  return self->id;
}

const char *
helio_diagnosis_get_condition (const HelioDiagnosis *self)
{
  return self->condition;
}

const char *
helio_diagnosis_get_title (const HelioDiagnosis *self)
{
  return translate (self->title);
}

const char *
helio_diagnosis_get_remedy (const HelioDiagnosis *self)
{
  return translate (self->remedy);
}

GStrv
helio_diagnosis_get_causes (const HelioDiagnosis *self)
{
  return g_strsplit (self->causes != NULL ? translate (self->causes) : "", "\n", -1);
}

HelioRemedy
helio_diagnosis_get_action (const HelioDiagnosis *self, const HelioProfile *profile)
{
  gboolean by_key = profile != NULL && (profile->method == HELIO_METHOD_NATIVE ||
                                        (profile->method == HELIO_METHOD_EXCHANGE &&
                                         profile->exchange.dialect == HELIO_DIALECT_KEY));

  /* A key that this profile has no use for is refused elsewhere: at its backend. */
  if (self->action == HELIO_REMEDY_KEY && profile != NULL && !by_key)
    return HELIO_REMEDY_EDIT;
  return self->action;
}

const char *
helio_diagnosis_get_target (const HelioDiagnosis *self, const HelioProfile *profile)
{
  if (self->target != NULL || helio_diagnosis_get_action (self, profile) != HELIO_REMEDY_EDIT ||
      profile == NULL)
    return self->target;
  switch (profile->method) {
    case HELIO_METHOD_EXCHANGE:
      return "$.credentials.exchange.url";
    case HELIO_METHOD_BACKEND:
      return "$.credentials.backend.url";
    case HELIO_METHOD_NATIVE:
      return "$.credentials.native.url";
    case HELIO_METHOD_PASSWORD:
    case HELIO_METHOD_NONE:
    default:
      return "$.broker.url";
  }
}

GError *
helio_diagnosis_to_error (const HelioDiagnosis *self,
                          const char *who,
                          const HelioEvidence *evidence)
{
  g_autoptr (GString) text =
      g_string_new (translate (self->message != NULL ? self->message : self->title));
  g_autofree char *status = g_strdup_printf ("%d", evidence->http_status);
  g_autofree char *code =
      helio_printable (evidence->code != NULL ? evidence->code : "", -1, CODE_MAX_CHARS);
  GError *error;

  g_string_replace (text, "{status}", status, 0);
  g_string_replace (text, "{who}", who != NULL ? who : C_ ("error", "The service"), 0);
  /* What the other side said comes last, so that nothing is put into it. */
  g_string_replace (text, "{code}", code, 0);
  error = helio_error_new ((HelioErrorCode) self->code, translate (self->remedy), "%s", text->str);
  helio_error_set_diagnosis (error, self->id);
  if (evidence->reason_code > 0)
    helio_error_set_reason_code (error, evidence->reason_code);
  return error;
}
