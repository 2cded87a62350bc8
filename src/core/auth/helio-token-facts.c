// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-facts.h"

#include "core/crypto/helio-base64url.h"
#include "core/crypto/helio-jwt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PARTS_MAX 6
/* "Bearer " in quotation marks in "Bearer " … */
#define WRAPPINGS_MAX 4
/* Below this there is no signature of an algorithm in use. */
#define SIGNATURE_MIN 32

typedef struct {
  const char *start;
  gsize length;
} Part;

static gboolean
is_quote (char c)
{
  return c == '"' || c == '\'' || c == '`';
}

/* What people copy along with a token; it is taken off so that the rest can be told about. */
static void
unwrap (HelioTokenFacts *self, const char **start, gsize *length)
{
  for (guint i = 0; i < WRAPPINGS_MAX; i++) {
    gsize before = *length;

    while (*length > 0 && g_ascii_isspace (**start)) {
      (*start)++;
      (*length)--;
      self->damage |= HELIO_TOKEN_SPACES;
    }
    while (*length > 0 && g_ascii_isspace ((*start)[*length - 1])) {
      (*length)--;
      self->damage |= HELIO_TOKEN_SPACES;
    }
    if (*length > 7 && g_ascii_strncasecmp (*start, "Bearer ", 7) == 0) {
      *start += 7;
      *length -= 7;
      self->damage |= HELIO_TOKEN_BEARER;
    }
    if (*length > 0 && is_quote (**start)) {
      (*start)++;
      (*length)--;
      self->damage |= HELIO_TOKEN_QUOTES;
    }
    if (*length > 0 && is_quote ((*start)[*length - 1])) {
      (*length)--;
      self->damage |= HELIO_TOKEN_QUOTES;
    }
    if (*length == before)
      break;
  }
}

/* Without white space in the middle. Notes characters of which no token consists (RFC 6750 §2.1). */
static HelioSecret *
clean (HelioTokenFacts *self, const char *start, gsize length)
{
  char *text = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++) {
    char c = start[i];

    if (g_ascii_isspace (c)) {
      self->damage |= HELIO_TOKEN_LINE_BREAKS;
      continue;
    }
    if (!g_ascii_isalnum (c) && (c == '\0' || strchr ("-._~+/=", c) == NULL))
      self->damage |= HELIO_TOKEN_CHARACTERS;
    text[n++] = c != '\0' ? c : ' ';
  }
  text[n] = '\0';
  return helio_secret_new_take (text);
}

static guint
split (const char *text, gsize length, Part *parts)
{
  const char *end = text + length;
  guint n = 0;

  for (;;) {
    const char *dot = memchr (text, '.', (gsize) (end - text));

    parts[n].start = text;
    parts[n].length = (gsize) ((dot != NULL ? dot : end) - text);
    n++;
    if (dot == NULL || n == PARTS_MAX)
      return n;
    text = dot + 1;
  }
}

static HelioJson *
read_part (HelioTokenFacts *self, const Part *part, gsize max_size)
{
  g_autoptr (GBytes) bytes = helio_base64url_decode (part->start, (gssize) part->length);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) json = NULL;
  const char *text;
  gsize length;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  json = helio_json_parse (text != NULL ? text : "",
                           length,
                           max_size,
                           HELIO_JSON_DEPTH_ANSWER,
                           &error);
  if (json == NULL) {
    g_free (self->json_error);
    self->json_error = g_strdup (error->message);
    return NULL;
  }
  return helio_json_get_kind (json) == HELIO_JSON_OBJECT ? g_steal_pointer (&json) : NULL;
}

/* Header and payload are read, whatever is missing behind them. */
static void
read_signed (HelioTokenFacts *self, const Part *parts, guint n)
{
  self->payload = read_part (self, &parts[1], HELIO_JWT_SIZE_MAX);
  if (self->payload == NULL)
    self->damage |= n == 2 ? HELIO_TOKEN_TRUNCATED : HELIO_TOKEN_BAD_PAYLOAD;
  if (n != 3)
    return;
  self->signed_length = parts[0].length + 1 + parts[1].length;
  self->signature = helio_base64url_decode (parts[2].start, (gssize) parts[2].length);
  if (self->signature == NULL)
    self->damage |= HELIO_TOKEN_BAD_SIGNATURE;
  else if (g_bytes_get_size (self->signature) < SIGNATURE_MIN &&
           g_strcmp0 (helio_json_get_string (self->header, "alg"), "none") != 0)
    self->damage |= HELIO_TOKEN_TRUNCATED;
}

static void
take_apart (HelioTokenFacts *self)
{
  const char *text = helio_secret_peek (self->token);
  Part parts[PARTS_MAX];
  guint n = split (text, helio_secret_get_length (self->token), parts);
  /* The beginning of a JSON object in base64url: such a token was meant to be read. */
  gboolean is_jwt = g_str_has_prefix (text, "eyJ");

  self->shape = HELIO_TOKEN_SHAPE_OPAQUE;
  if (n >= 3 || is_jwt)
    self->header = read_part (self, &parts[0], HELIO_JWT_HEADER_MAX);
  if (self->header == NULL && !is_jwt) {
    g_clear_pointer (&self->json_error, g_free);
    return;
  }
  if (self->header == NULL)
    self->damage |= n == 1 ? HELIO_TOKEN_TRUNCATED : HELIO_TOKEN_BAD_HEADER;
  if (n == 5) {
    self->shape = HELIO_TOKEN_SHAPE_JWE;
    return;
  }
  self->shape = HELIO_TOKEN_SHAPE_JWS;
  if (n < 3)
    self->damage |= HELIO_TOKEN_TRUNCATED;
  else if (n != 3)
    self->damage |= HELIO_TOKEN_PARTS;
  if (n == 2 || n == 3)
    read_signed (self, parts, n);
}

HelioTokenFacts *
helio_token_facts_new (HelioSecret *token)
{
  HelioTokenFacts *self = g_new0 (HelioTokenFacts, 1);
  const char *start = helio_secret_peek (token);
  gsize length = helio_secret_get_length (token);
  const HelioTokenDamage deep = HELIO_TOKEN_TRUNCATED | HELIO_TOKEN_PARTS | HELIO_TOKEN_BAD_HEADER |
                                HELIO_TOKEN_BAD_PAYLOAD | HELIO_TOKEN_BAD_SIGNATURE;

  self->size = length;
  self->clock_offset = G_MAXINT64;
  if (length > HELIO_JWT_SIZE_MAX) {
    self->shape = HELIO_TOKEN_SHAPE_TOO_LARGE;
    self->token = helio_secret_ref (token);
    return self;
  }
  unwrap (self, &start, &length);
  if (length > 0 && *start == '{')
    self->damage |= HELIO_TOKEN_JSON;
  self->token = clean (self, start, length);
  if (helio_secret_get_length (self->token) == 0)
    self->shape = HELIO_TOKEN_SHAPE_EMPTY;
  else if ((self->damage & (HELIO_TOKEN_JSON | HELIO_TOKEN_CHARACTERS)) != 0)
    self->shape = HELIO_TOKEN_SHAPE_DAMAGED;
  else {
    take_apart (self);
    if ((self->damage & deep) != 0)
      self->shape = HELIO_TOKEN_SHAPE_DAMAGED;
  }
  return self;
}

void
helio_token_facts_free (HelioTokenFacts *self)
{
  if (self == NULL)
    return;
  helio_secret_unref (self->token);
  g_clear_pointer (&self->header, helio_json_unref);
  g_clear_pointer (&self->payload, helio_json_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self->json_error);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_free (self->issuer);
  g_clear_pointer (&self->keys, helio_jwks_unref);
  g_free (self->keys_error);
  g_free (self);
}

const char *
helio_token_facts_explain_unreadable (const HelioTokenFacts *self)
{
  switch (self->shape) {
    case HELIO_TOKEN_SHAPE_EMPTY:
      return C_ ("token", "There is no token.");
    case HELIO_TOKEN_SHAPE_TOO_LARGE:
      return C_ ("token", "The token is too large to be looked into.");
    case HELIO_TOKEN_SHAPE_JWE:
      return C_ ("token", "The token is encrypted: only who it is meant for can read it.");
    case HELIO_TOKEN_SHAPE_OPAQUE:
      return C_ ("token", "The token is opaque: only its issuer knows what it stands for.");
    case HELIO_TOKEN_SHAPE_JWS:
    case HELIO_TOKEN_SHAPE_DAMAGED:
    default:
      return C_ ("token", "The token is damaged; this part of it cannot be read.");
  }
}

gboolean
helio_token_facts_want_id_token (const HelioTokenFacts *self)
{
  return self->profile != NULL && self->profile->method == HELIO_METHOD_EXCHANGE &&
         self->profile->exchange.dialect == HELIO_DIALECT_KEY &&
         g_strcmp0 (self->profile->exchange.provider, "firebase") == 0;
}

gboolean
helio_token_facts_is_id_token (const HelioTokenFacts *self)
{
  const HelioProfile *profile = self->profile;

  if (self->payload == NULL)
    return FALSE;
  if (helio_json_has (self->payload, "at_hash") || helio_json_has (self->payload, "c_hash") ||
      helio_json_has (self->payload, "nonce"))
    return TRUE;
  /* For the application, and not for an API. */
  return profile != NULL && *profile->sign_in.client_id != '\0' &&
         helio_token_facts_has_audience (self, profile->sign_in.client_id) &&
         !helio_token_facts_has_audience (self, profile->sign_in.audience);
}

gboolean
helio_token_facts_has_audience (const HelioTokenFacts *self, const char *audience)
{
  g_autoptr (HelioJson) list = helio_json_get_array (self->payload, "aud");

  if (audience == NULL)
    return FALSE;
  if (list == NULL)
    return g_strcmp0 (helio_json_get_string (self->payload, "aud"), audience) == 0;
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);

    if (g_strcmp0 (helio_json_as_string (element), audience) == 0)
      return TRUE;
  }
  return FALSE;
}
