// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A token taken apart as far as it goes, for the token report: each part for itself, so that one that is
 * damaged leaves the others readable. Pure but for what its owner fills in; main thread. */

#include "core/base/helio-json.h"
#include "core/base/helio-secret.h"
#include "core/crypto/helio-jwks.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_TOKEN_SHAPE_EMPTY,
  HELIO_TOKEN_SHAPE_TOO_LARGE, /* not looked into */
  HELIO_TOKEN_SHAPE_JWS,
  HELIO_TOKEN_SHAPE_JWE,
  HELIO_TOKEN_SHAPE_OPAQUE,
  HELIO_TOKEN_SHAPE_DAMAGED,
} HelioTokenShape;

/* What is wrong with the text. The first group was taken off before the rest was read. */
typedef enum {
  HELIO_TOKEN_WHOLE = 0,
  HELIO_TOKEN_BEARER = 1 << 0,      /* "Bearer " before it */
  HELIO_TOKEN_QUOTES = 1 << 1,      /* quotation marks around it */
  HELIO_TOKEN_SPACES = 1 << 2,      /* white space before or after it */
  HELIO_TOKEN_LINE_BREAKS = 1 << 3, /* white space in it */

  HELIO_TOKEN_JSON = 1 << 4,           /* a whole JSON answer */
  HELIO_TOKEN_CHARACTERS = 1 << 5,     /* something that no token has */
  HELIO_TOKEN_TRUNCATED = 1 << 6,      /* its end is missing */
  HELIO_TOKEN_PARTS = 1 << 7,          /* neither three nor five parts */
  HELIO_TOKEN_BAD_HEADER = 1 << 8,     /* no base64url, or no JSON object */
  HELIO_TOKEN_BAD_PAYLOAD = 1 << 9,    /* the same */
  HELIO_TOKEN_BAD_SIGNATURE = 1 << 10, /* no base64url */
} HelioTokenDamage;

typedef struct {
  HelioSecret *token; /* without what does not belong to it */
  gsize size;         /* as given */
  HelioTokenShape shape;
  HelioTokenDamage damage;
  HelioJson *header;  /* (nullable): objects */
  HelioJson *payload; /* (nullable) */
  GBytes *signature;  /* (nullable) */
  gsize signed_length;
  char *json_error; /* (nullable): why header or payload cannot be read */

  /* Of the owner: what the token is held against. */
  HelioProfile *profile; /* (nullable) */
  char *issuer;          /* (nullable) */
  HelioJwks *keys;       /* (nullable) */
  char *keys_error;      /* (nullable): why there are none */
  gboolean fetching;     /* keys are on their way */
  gint64 now;            /* seconds since 1970 by the issuer's clock if it is known, else by ours */
  gint64 clock_offset;   /* µs; G_MAXINT64: not known */
} HelioTokenFacts;

HelioTokenFacts *helio_token_facts_new (HelioSecret *token);
void helio_token_facts_free (HelioTokenFacts *self);

/* Why the content cannot be read. (transfer none), translated. */
const char *helio_token_facts_explain_unreadable (const HelioTokenFacts *self);
/* TRUE if the profile's provider is exchanged for an ID token (Firebase). */
gboolean helio_token_facts_want_id_token (const HelioTokenFacts *self);
/* By what it contains: an ID token (OpenID Connect Core 2). */
gboolean helio_token_facts_is_id_token (const HelioTokenFacts *self);
/* "aud" as one text or a list of texts. */
gboolean helio_token_facts_has_audience (const HelioTokenFacts *self, const char *audience);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTokenFacts, helio_token_facts_free)

G_END_DECLS
