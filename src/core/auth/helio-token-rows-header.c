// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-rows.h"

#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
helio_token_row_is_unreadable (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  if (facts->payload != NULL)
    return FALSE;
  helio_check_row_set (row,
                       HELIO_CHECK_UNCHECKED,
                       helio_token_facts_explain_unreadable (facts),
                       NULL);
  return TRUE;
}

void
helio_token_row_fail (HelioCheckRow *row,
                      const char *explanation,
                      const char *const *causes,
                      const char *remedy)
{
  g_autoptr (GPtrArray) translated = g_ptr_array_new ();

  for (guint i = 0; causes != NULL && causes[i] != NULL; i++)
    g_ptr_array_add (translated, (char *) g_dpgettext2 (GETTEXT_PACKAGE, "token", causes[i]));
  g_ptr_array_add (translated, NULL);
  helio_check_row_set_causes (row, (const char *const *) translated->pdata);
  helio_check_row_set (row, HELIO_CHECK_FAIL, explanation, remedy);
}

/* What was found wrong with the text, one sentence each. */
static char *
describe_damage (const HelioTokenFacts *facts)
{
  static const struct {
    HelioTokenDamage damage;
    const char *text;
  } known[] = {
      {HELIO_TOKEN_JSON,
       NC_ ("token", "It is a whole JSON answer; the token is its member “access_token”.")},
      {HELIO_TOKEN_BEARER, NC_ ("token", "The word “Bearer” stands before it.")},
      {HELIO_TOKEN_QUOTES, NC_ ("token", "There are quotation marks around it.")},
      {HELIO_TOKEN_SPACES, NC_ ("token", "There are spaces or line breaks around it.")},
      {HELIO_TOKEN_LINE_BREAKS, NC_ ("token", "There are spaces or line breaks within it.")},
      {HELIO_TOKEN_CHARACTERS, NC_ ("token", "It has characters that no token has.")},
      {HELIO_TOKEN_TRUNCATED, NC_ ("token", "Its end is missing.")},
      {HELIO_TOKEN_PARTS, NC_ ("token", "It has neither the three nor the five parts of a JWT.")},
      {HELIO_TOKEN_BAD_HEADER, NC_ ("token", "Its header cannot be read.")},
      {HELIO_TOKEN_BAD_PAYLOAD, NC_ ("token", "Its content cannot be read.")},
      {HELIO_TOKEN_BAD_SIGNATURE,
       NC_ ("token", "Its signature is damaged; most likely the end is missing.")},
  };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if ((facts->damage & known[i].damage) != 0 &&
        /* The rest would be said about JSON, too. */
        ((facts->damage & HELIO_TOKEN_JSON) == 0 || known[i].damage == HELIO_TOKEN_JSON))
      g_string_append_printf (text,
                              "%s%s",
                              text->len > 0 ? " " : "",
                              g_dpgettext2 (GETTEXT_PACKAGE, "token", known[i].text));
  if (facts->json_error != NULL && (facts->damage & HELIO_TOKEN_JSON) == 0)
    g_string_append_printf (text, " (%s)", facts->json_error);
  return g_string_free (text, FALSE);
}

static void
encrypted_shape (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  static const char *const causes[] = {
      NC_ ("token",
           "No audience was asked for, so Auth0 gave a token that only Auth0 itself can read."),
      NULL,
  };

  helio_check_row_set_value (row, C_ ("token", "JWE: encrypted, five parts"));
  if (g_strcmp0 (helio_json_get_string (facts->header, "alg"), "dir") == 0)
    helio_token_row_fail (
        row,
        C_ ("token",
            "The token is encrypted with a key of the issuer's own: nobody else can use it."),
        causes,
        C_ ("token",
            "Enter the API's identifier as the audience of the profile, then sign in again."));
  else
    helio_check_row_set (
        row,
        HELIO_CHECK_UNCHECKED,
        C_ ("token",
            "The token is encrypted for its API. That is fine if the service has the key."),
        NULL);
}

static void
opaque_shape (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  static const char *const keys[] = {"sk_", "pk_", "rk_", "tkn_", "temp_"};
  static const char *const causes[] = {
      NC_ ("token", "No audience was asked for, so the issuer gave an opaque token."),
      NC_ ("token", "It is a refresh token, not an access token."),
      NULL,
  };
  const char *text = helio_secret_peek (facts->token);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_has_prefix (text, keys[i])) {
      g_autofree char *shown = g_strdup_printf ("%s…", keys[i]);

      helio_check_row_set_value (row, shown);
      helio_token_row_fail (
          row,
          C_ ("token", "This is a key or an MQTT password of CloudSignal, not an access token."),
          NULL,
          C_ ("token", "Give the access token that the sign-in brought."));
      return;
    }
  helio_check_row_set_value (row, C_ ("token", "opaque"));
  helio_token_row_fail (
      row,
      C_ ("token", "The token is not a JWT. A token exchange can do nothing with it."),
      causes,
      C_ ("token",
          "Enter the API's identifier as the audience of the profile, then sign in again."));
}

static void
damaged_shape (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  static const char *const causes[] = {
      NC_ ("token", "It was copied along with what stood around it, or not to its end."),
      NC_ ("token", "A terminal, mail or chat program has broken it into lines."),
      NC_ ("token", "A variable or column that it went through is too short."),
      NULL,
  };
  g_autofree char *damage = describe_damage (facts);

  if (facts->shape != HELIO_TOKEN_SHAPE_DAMAGED)
    helio_check_row_set_value (row, C_ ("token", "with something around it"));
  else
    helio_check_row_set_value (row, C_ ("token", "damaged"));
  helio_token_row_fail (row,
                        damage,
                        causes,
                        C_ ("token",
                            "Give the token alone and whole: without “Bearer”, quotation marks, "
                            "spaces or line breaks."));
}

void
helio_token_row_shape (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  if (facts->shape == HELIO_TOKEN_SHAPE_EMPTY) {
    helio_check_row_set_value (row, C_ ("token", "empty"));
    helio_token_row_fail (row, C_ ("token", "There is no token."), NULL, NULL);
  } else if (facts->shape == HELIO_TOKEN_SHAPE_TOO_LARGE) {
    helio_check_row_set_value (row, C_ ("token", "too large"));
    helio_token_row_fail (
        row,
        C_ ("token", "The text is too large for a token; it was not looked into."),
        NULL,
        NULL);
  } else if (facts->damage != HELIO_TOKEN_WHOLE)
    damaged_shape (facts, row);
  else if (facts->shape == HELIO_TOKEN_SHAPE_JWE)
    encrypted_shape (facts, row);
  else if (facts->shape == HELIO_TOKEN_SHAPE_OPAQUE)
    opaque_shape (facts, row);
  else {
    helio_check_row_set_value (row, C_ ("token", "JWT: signed, three parts"));
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
  }
}

/* A member of the header as text. FALSE: the row has been dealt with. */
static gboolean
read_header (const HelioTokenFacts *facts, HelioCheckRow *row, const char *name, const char **text)
{
  g_autoptr (HelioJson) member = NULL;
  g_autofree char *raw = NULL;

  *text = NULL;
  if (facts->header == NULL) {
    helio_check_row_set (row,
                         HELIO_CHECK_UNCHECKED,
                         helio_token_facts_explain_unreadable (facts),
                         NULL);
    return FALSE;
  }
  member = helio_json_get (facts->header, name);
  *text = helio_json_get_string (facts->header, name);
  if (*text != NULL || member == NULL || helio_json_get_kind (member) == HELIO_JSON_NULL)
    return TRUE;
  raw = helio_json_to_text (member, FALSE);
  helio_check_row_set_value (row, raw);
  helio_token_row_fail (row, C_ ("token", "It must be a text."), NULL, NULL);
  return FALSE;
}

void
helio_token_row_type (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  const char *type;
  gboolean access;

  if (!read_header (facts, row, "typ", &type))
    return;
  helio_check_row_set_value (row, type != NULL ? type : C_ ("token", "not given"));
  if (type != NULL && g_ascii_strncasecmp (type, "application/", 12) == 0)
    type += 12;
  access = type != NULL && g_ascii_strcasecmp (type, "at+jwt") == 0;
  if (access && !helio_token_facts_want_id_token (facts))
    helio_check_row_set (row, HELIO_CHECK_PASS, C_ ("token", "An access token (RFC 9068)."), NULL);
  else if (helio_token_facts_want_id_token (facts))
    helio_check_row_set (
        row,
        HELIO_CHECK_INFO,
        C_ ("token", "For Firebase the exchange wants the ID token, whose type is JWT."),
        NULL);
  else if (helio_token_facts_is_id_token (facts))
    helio_token_row_fail (
        row,
        C_ ("token", "By its content this is an ID token. The exchange wants an access token."),
        NULL,
        C_ ("token", "Send the access token of the sign-in; it stands beside the ID token."));
  else if (type == NULL || g_ascii_strcasecmp (type, "JWT") == 0)
    helio_check_row_set (
        row,
        HELIO_CHECK_INFO,
        C_ ("token",
            "Nothing says that it is an access token, and nothing speaks against it: this is how "
            "Auth0's own token profile looks."),
        NULL);
  else
    helio_token_row_fail (row,
                          C_ ("token", "This is a token for something else than API access."),
                          NULL,
                          C_ ("token", "Send the access token of the sign-in."));
}

void
helio_token_row_algorithm (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  static const char *const secret_causes[] = {
      NC_ ("token", "The API signs with HS256, whose secret only Auth0 and the API have."),
      NULL,
  };
  const char *name;
  HelioJwa algorithm;

  if (!read_header (facts, row, "alg", &name))
    return;
  helio_check_row_set_value (row, name != NULL ? name : C_ ("token", "not given"));
  if (facts->shape == HELIO_TOKEN_SHAPE_JWE)
    helio_check_row_set (row, HELIO_CHECK_INFO, C_ ("token", "How the token is encrypted."), NULL);
  else if (name == NULL || g_ascii_strcasecmp (name, "none") == 0)
    helio_token_row_fail (row,
                          C_ ("token", "The token is not signed: anybody could have made it."),
                          NULL,
                          C_ ("token", "Set the signing algorithm of the API to RS256."));
  else if (g_str_has_prefix (name, "HS"))
    helio_token_row_fail (
        row,
        C_ ("token", "Only who has the secret can check the signature, or make one."),
        secret_causes,
        C_ ("token", "In Auth0, set the signing algorithm of the API to RS256."));
  else if (!helio_jwa_from_name (name, &algorithm))
    helio_check_row_set (row,
                         HELIO_CHECK_UNCHECKED,
                         C_ ("token", "RS256, PS256 and ES256 are what is checked here."),
                         NULL);
  else if (algorithm == HELIO_JWA_PS256)
    helio_check_row_set (row,
                         HELIO_CHECK_PASS,
                         C_ ("token", "Some services know RS256 only, and refuse this one."),
                         NULL);
  else
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
}

/* Whether there are keys to look at. FALSE: the row has been dealt with. */
static gboolean
have_keys (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  if (facts->keys != NULL)
    return TRUE;
  if (facts->fetching)
    helio_check_row_set (row, HELIO_CHECK_PENDING, NULL, NULL);
  else if (facts->keys_error != NULL)
    helio_check_row_set (row, HELIO_CHECK_UNCHECKED, facts->keys_error, NULL);
  else
    helio_check_row_set (
        row,
        HELIO_CHECK_UNCHECKED,
        C_ ("token",
            "There is no issuer whose keys could be used. What the token names itself proves "
            "nothing."),
        C_ ("token", "Name the profile that the token is for."));
  return FALSE;
}

/* TRUE if the signature is one that published keys are for. */
static gboolean
is_public_key_signature (const HelioTokenFacts *facts)
{
  HelioJwa algorithm;

  return helio_jwa_from_name (helio_json_get_string (facts->header, "alg"), &algorithm);
}

static gboolean
is_of_issuer (const HelioTokenFacts *facts)
{
  return facts->payload != NULL && facts->issuer != NULL &&
         g_strcmp0 (helio_json_get_string (facts->payload, "iss"), facts->issuer) == 0;
}

static void
unknown_key (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  static const char *const same[] = {
      NC_ ("token", "The issuer has changed its keys, and the token was signed with an old one."),
      NC_ ("token", "It is a token of another environment."),
      NULL,
  };
  static const char *const other[] = {
      NC_ ("token",
           "It comes from another tenant, or the profile has tenant.auth0.com in place of the "
           "custom domain."),
      NC_ ("token", "The issuer has changed its keys, and the token was signed with an old one."),
      NC_ ("token", "It is a token of another environment."),
      NULL,
  };

  helio_token_row_fail (row,
                        C_ ("token", "The issuer of the profile publishes no key with this id."),
                        is_of_issuer (facts) ? same : other,
                        C_ ("token", "Sign in again; if that does not help, check the domain."));
}

void
helio_token_row_key (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  const char *id;

  if (!read_header (facts, row, "kid", &id))
    return;
  helio_check_row_set_value (row, id != NULL ? id : C_ ("token", "not given"));
  if (facts->shape == HELIO_TOKEN_SHAPE_JWE || !is_public_key_signature (facts)) {
    helio_check_row_set (row,
                         HELIO_CHECK_INFO,
                         C_ ("token", "There is no published key for such a token."),
                         NULL);
    return;
  }
  if (!have_keys (facts, row))
    return;
  if (helio_jwks_get_n_keys (facts->keys) == 0)
    helio_token_row_fail (row,
                          C_ ("token", "The issuer publishes no key that could check a token."),
                          NULL,
                          NULL);
  else if (helio_jwks_find (facts->keys, id) != NULL)
    helio_check_row_set (row,
                         HELIO_CHECK_PASS,
                         C_ ("token", "The issuer publishes the key."),
                         NULL);
  else if (id == NULL)
    helio_check_row_set (
        row,
        HELIO_CHECK_UNCHECKED,
        C_ ("token", "The token names no key, and the issuer publishes more than one."),
        NULL);
  else
    unknown_key (facts, row);
}

static void
wrong_signature (const HelioTokenFacts *facts, HelioCheckRow *row, const HelioJwk *key)
{
  static const char *const causes[] = {
      NC_ ("token", "The token was damaged or changed on the way."),
      NC_ ("token", "It is a token of another environment that uses the same key id."),
      NULL,
  };
  static const char *const cut[] = {
      NC_ ("token", "The end of the token is missing."),
      NULL,
  };
  gboolean is_short = helio_jwk_get_kind (key) == HELIO_JWK_RSA &&
                      g_bytes_get_size (facts->signature) < helio_jwk_get_bits (key) / 8;

  helio_token_row_fail (row,
                        is_short ? C_ ("token", "The signature is shorter than the key makes one.")
                                 : C_ ("token",
                                       "The issuer publishes the key, but that key did not sign "
                                       "this text."),
                        is_short ? cut : causes,
                        C_ ("token", "Take the token anew from where it comes from."));
}

void
helio_token_row_signature (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  const char *id = helio_json_get_string (facts->header, "kid");
  const HelioJwk *key;
  HelioJwa algorithm;

  if (facts->header != NULL && facts->payload != NULL && facts->signature == NULL) {
    helio_token_row_fail (row,
                          C_ ("token", "The signature is missing, or it is damaged."),
                          NULL,
                          C_ ("token", "Take the token anew from where it comes from."));
    return;
  }
  if (facts->header == NULL || facts->signature == NULL || facts->shape == HELIO_TOKEN_SHAPE_JWE) {
    helio_check_row_set (row,
                         HELIO_CHECK_UNCHECKED,
                         helio_token_facts_explain_unreadable (facts),
                         NULL);
    return;
  }
  helio_check_row_set_value (row, "••••••••");
  if (!helio_jwa_from_name (helio_json_get_string (facts->header, "alg"), &algorithm)) {
    helio_check_row_set (row,
                         HELIO_CHECK_UNCHECKED,
                         C_ ("token", "It is not signed in a way that published keys can check."),
                         NULL);
    return;
  }
  if (helio_json_has (facts->header, "crit")) {
    helio_check_row_set (row,
                         HELIO_CHECK_UNCHECKED,
                         C_ ("token", "The token demands an extension that is not known here."),
                         NULL);
    return;
  }
  if (!have_keys (facts, row))
    return;
  key = helio_json_has (facts->header, "kid") && id == NULL ? NULL
                                                            : helio_jwks_find (facts->keys, id);
  if (key == NULL)
    helio_check_row_set (row,
                         HELIO_CHECK_UNCHECKED,
                         C_ ("token", "The key that it names is not there to check it with."),
                         NULL);
  else if (!helio_jwk_allows (key, algorithm))
    helio_token_row_fail (row,
                          C_ ("token", "The issuer's key with that id is for another algorithm."),
                          NULL,
                          NULL);
  else if (!helio_jwk_verify (key,
                              algorithm,
                              helio_secret_peek (facts->token),
                              facts->signed_length,
                              facts->signature))
    wrong_signature (facts, row, key);
  else
    helio_check_row_set (row, HELIO_CHECK_PASS, C_ ("token", "Made by the issuer's key."), NULL);
}
