// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-jwt.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/crypto/helio-base64url.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define PARTS_MAX 5

struct _HelioJwt {
  grefcount ref_count;
  HelioSecret *token;
  HelioJwtForm form;
  HelioJson *header;
  HelioJson *payload;
  gsize signed_length; /* header.payload */
  GBytes *signature;
};

G_DEFINE_BOXED_TYPE (HelioJwt, helio_jwt, helio_jwt_ref, helio_jwt_unref)

typedef struct {
  const char *start;
  gsize length;
} Part;

/* Returns the number of parts, PARTS_MAX + 1 for any more. */
static guint
split (const char *text, gsize length, Part *parts)
{
  const char *end = text + length;
  guint n = 0;

  for (;;) {
    const char *dot = memchr (text, '.', (gsize) (end - text));

    if (n == PARTS_MAX)
      return PARTS_MAX + 1;
    parts[n].start = text;
    parts[n].length = (gsize) ((dot != NULL ? dot : end) - text);
    n++;
    if (dot == NULL)
      return n;
    text = dot + 1;
  }
}

/* RFC 6750 §2.1: what a bearer token may consist of. */
static gboolean
is_token_text (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && (text[i] == '\0' || strchr ("-._~+/=", text[i]) == NULL))
      return FALSE;
  return length > 0;
}

static HelioJson *
parse_part (const Part *part, gsize max_size, GError **error)
{
  g_autoptr (GBytes) bytes = helio_base64url_decode (part->start, (gssize) part->length);
  g_autoptr (HelioJson) json = NULL;
  const char *text;
  gsize length;

  if (bytes == NULL) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("token", "Copy the whole token again."),
                     C_ ("token", "The token is damaged: a part of it is not base64url."));
    return NULL;
  }
  text = g_bytes_get_data (bytes, &length);
  json = helio_json_parse (text, length, max_size, HELIO_JSON_DEPTH_ANSWER, error);
  if (json == NULL) {
    g_prefix_error (error, "%s ", C_ ("token", "The token is damaged."));
    return NULL;
  }
  if (helio_json_get_kind (json) != HELIO_JSON_OBJECT) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     NULL,
                     C_ ("token", "The token is damaged: a part of it is not a JSON object."));
    return NULL;
  }
  return g_steal_pointer (&json);
}

static gboolean
check_times (const HelioJson *payload, GError **error)
{
  static const char *const names[] = {"exp", "nbf", "iat"};
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (!helio_json_has (payload, names[i]))
      continue;
    if (!helio_json_get_double (payload, names[i], &value) || !isfinite (value) ||
        fabs (value) > 9007199254740992.0)
      return helio_error_set (
          error,
          HELIO_ERROR_BAD_ANSWER,
          NULL,
          C_ ("token", "The token’s claim “%s” is not a time in seconds since 1970."),
          names[i]);
  }
  return TRUE;
}

/* Three or five parts of which the first is a header; or no token that we could look into. */
static gboolean
read_parts (HelioJwt *self, GError **error)
{
  const char *text = helio_secret_peek (self->token);
  Part parts[PARTS_MAX];
  guint n = split (text, helio_secret_get_length (self->token), parts);
  g_autoptr (GError) header_error = NULL;
  /* "eyJ" is the beginning of a JSON object: such a token was meant to be read. */
  gboolean is_jwt = g_str_has_prefix (text, "eyJ");

  if (n != 3 && n != 5)
    return !is_jwt ||
           helio_error_set (
               error,
               HELIO_ERROR_BAD_ANSWER,
               C_ ("token", "Copy the whole token again."),
               C_ ("token", "The token is damaged: it has not the three or five parts of a JWT."));
  self->header = parse_part (&parts[0], HELIO_JWT_HEADER_MAX, &header_error);
  if (self->header == NULL) {
    if (!is_jwt)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&header_error));
    return FALSE;
  }
  if (n == 5) {
    self->form = HELIO_JWT_JWE;
    return TRUE;
  }
  self->form = HELIO_JWT_JWS;
  self->payload = parse_part (&parts[1], HELIO_JWT_SIZE_MAX, error);
  if (self->payload == NULL || !check_times (self->payload, error))
    return FALSE;
  self->signed_length = parts[0].length + 1 + parts[1].length;
  self->signature = helio_base64url_decode (parts[2].start, (gssize) parts[2].length);
  if (self->signature == NULL)
    return helio_error_set (error,
                            HELIO_ERROR_BAD_ANSWER,
                            C_ ("token", "Copy the whole token again."),
                            C_ ("token", "The token is damaged: its signature is not base64url."));
  return TRUE;
}

HelioJwt *
helio_jwt_parse (HelioSecret *token, GError **error)
{
  g_autoptr (HelioJwt) self = NULL;
  gsize size = helio_secret_get_length (token);

  if (size > HELIO_JWT_SIZE_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     NULL,
                     C_ ("token", "The token is %zu bytes long; the limit is %d."),
                     size,
                     HELIO_JWT_SIZE_MAX);
    return NULL;
  }
  if (!is_token_text (helio_secret_peek (token), size)) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("token",
                         "Give the token alone: without “Bearer”, quotation marks, spaces or line "
                         "breaks."),
                     size == 0 ? C_ ("token", "The token is empty.")
                               : C_ ("token", "The token has characters that no token has."));
    return NULL;
  }
  self = g_new0 (HelioJwt, 1);
  g_ref_count_init (&self->ref_count);
  self->token = helio_secret_ref (token);
  self->form = HELIO_JWT_OPAQUE;
  if (!read_parts (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

HelioJwt *
helio_jwt_ref (HelioJwt *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_jwt_unref (HelioJwt *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  helio_secret_unref (self->token);
  helio_json_unref (self->header);
  helio_json_unref (self->payload);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self);
}

HelioJwtForm
helio_jwt_get_form (const HelioJwt *self)
{
  return self->form;
}

gsize
helio_jwt_get_size (const HelioJwt *self)
{
  return helio_secret_get_length (self->token);
}

const HelioJson *
helio_jwt_get_header (const HelioJwt *self)
{
  return self->header;
}

const HelioJson *
helio_jwt_get_payload (const HelioJwt *self)
{
  return self->payload;
}

const char *
helio_jwt_get_algorithm (const HelioJwt *self)
{
  return helio_json_get_string (self->header, "alg");
}

const char *
helio_jwt_get_key_id (const HelioJwt *self)
{
  return helio_json_get_string (self->header, "kid");
}

const char *
helio_jwt_get_kind (const HelioJwt *self)
{
  return helio_json_get_string (self->header, "typ");
}

const char *
helio_jwt_get_claim (const HelioJwt *self, const char *name)
{
  return helio_json_get_string (self->payload, name);
}

gboolean
helio_jwt_get_time (const HelioJwt *self, const char *name, gint64 *seconds)
{
  double value;

  if (!helio_json_get_double (self->payload, name, &value) || !isfinite (value) ||
      fabs (value) > 9007199254740992.0)
    return FALSE;
  *seconds = (gint64) floor (value);
  return TRUE;
}

gboolean
helio_jwt_has_audience (const HelioJwt *self, const char *audience)
{
  g_autoptr (HelioJson) list = helio_json_get_array (self->payload, "aud");

  if (list == NULL)
    return audience != NULL && g_strcmp0 (helio_jwt_get_claim (self, "aud"), audience) == 0;
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);

    if (audience != NULL && g_strcmp0 (helio_json_as_string (element), audience) == 0)
      return TRUE;
  }
  return FALSE;
}

guint
helio_jwt_get_n_audiences (const HelioJwt *self)
{
  g_autoptr (HelioJson) list = helio_json_get_array (self->payload, "aud");

  if (list != NULL)
    return helio_json_get_length (list);
  return helio_jwt_get_claim (self, "aud") != NULL ? 1 : 0;
}

static HelioJwtVerdict
not_checkable (GError **error, const char *message)
{
  helio_error_set (error, HELIO_ERROR_ID_TOKEN, NULL, "%s", message);
  return HELIO_JWT_NOT_CHECKABLE;
}

static HelioJwtVerdict
wrong_algorithm (const HelioJwt *self, GError **error)
{
  const char *name = helio_jwt_get_algorithm (self);
  g_autofree char *shown = NULL;

  if (name == NULL)
    return not_checkable (error, C_ ("token", "The token does not say how it is signed."));
  if (g_ascii_strcasecmp (name, "none") == 0)
    return not_checkable (error, C_ ("token", "The token is not signed (“none”)."));
  shown = helio_printable (name, -1, 32);
  if (g_str_has_prefix (name, "HS"))
    helio_error_set (
        error,
        HELIO_ERROR_ID_TOKEN,
        C_ ("token", "Set the signing algorithm of the API or application to RS256."),
        C_ ("token", "The token is signed with %s: only who has the secret can check or make one."),
        shown);
  else
    helio_error_set (error,
                     HELIO_ERROR_ID_TOKEN,
                     C_ ("token", "RS256, PS256 and ES256 can be checked."),
                     C_ ("token", "The token is signed with %s, which is not checked here."),
                     shown);
  return HELIO_JWT_NOT_CHECKABLE;
}

static HelioJwtVerdict
no_key (const HelioJwt *self, const HelioJwks *keys, GError **error)
{
  const char *id = helio_jwt_get_key_id (self);
  g_autofree char *shown = id != NULL ? helio_printable (id, -1, 64) : NULL;

  if (helio_jwks_get_n_keys (keys) == 0)
    helio_error_set (error,
                     HELIO_ERROR_ID_TOKEN,
                     NULL,
                     C_ ("token", "The issuer publishes no key that could check the token."));
  else if (id != NULL)
    helio_error_set (
        error,
        HELIO_ERROR_ID_TOKEN,
        C_ ("token", "The token comes from another issuer, or the issuer’s keys were changed."),
        C_ ("token", "The issuer publishes no key with the id “%s” that the token names."),
        shown);
  else
    helio_error_set (
        error,
        HELIO_ERROR_ID_TOKEN,
        NULL,
        C_ ("token", "The token names no key, and the issuer publishes more than one."));
  return HELIO_JWT_NO_KEY;
}

HelioJwtVerdict
helio_jwt_verify (const HelioJwt *self, const HelioJwks *keys, GError **error)
{
  g_autoptr (HelioJson) critical = helio_json_get (self->header, "crit");
  const HelioJwk *key;
  HelioJwa algorithm;

  if (self->form == HELIO_JWT_JWE)
    return not_checkable (error,
                          C_ ("token", "The token is encrypted; only its audience can read it."));
  if (self->form == HELIO_JWT_OPAQUE)
    return not_checkable (error,
                          C_ ("token", "The token is not a JWT; only its issuer can read it."));
  if (critical != NULL)
    return not_checkable (error,
                          C_ ("token", "The token demands an extension that is not known here."));
  if (helio_json_has (self->header, "kid") && helio_jwt_get_key_id (self) == NULL)
    return not_checkable (error, C_ ("token", "The token’s key id is not text."));
  if (!helio_jwa_from_name (helio_jwt_get_algorithm (self), &algorithm))
    return wrong_algorithm (self, error);
  key = helio_jwks_find (keys, helio_jwt_get_key_id (self));
  if (key == NULL)
    return no_key (self, keys, error);
  if (!helio_jwk_allows (key, algorithm)) {
    helio_error_set (
        error,
        HELIO_ERROR_ID_TOKEN,
        NULL,
        C_ ("token", "The token says %s, but the issuer’s key with that id is not for that."),
        helio_jwa_get_name (algorithm));
    return HELIO_JWT_WRONG_SIGNATURE;
  }
  if (!helio_jwk_verify (key,
                         algorithm,
                         helio_secret_peek (self->token),
                         self->signed_length,
                         self->signature)) {
    helio_error_set (
        error,
        HELIO_ERROR_ID_TOKEN,
        C_ ("token", "The token was changed or cut, or comes from somewhere else."),
        C_ ("token", "The token’s signature is wrong: the issuer’s key did not make it."));
    return HELIO_JWT_WRONG_SIGNATURE;
  }
  return HELIO_JWT_VALID;
}
