// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Authorization codes and families of refresh tokens, as Auth0 keeps them: a code is good once, for its
 * client, its redirect URI and the verifier of its challenge; a refresh token rotates with each use, the
 * one before may come again during the overlap, any older one ends its family (auth.md §2.4). Everything
 * is bounded. Main thread. */

#include "core/base/helio-clock.h"

G_BEGIN_DECLS

/* What a sign-in granted. Immutable. */
typedef struct {
  grefcount references;
  char *user; /* name */
  char *client_id;
  char *redirect_uri;
  char *challenge; /* S256 */
  char *scope;
  char *audience; /* (nullable) */
  char *nonce;    /* (nullable) */
  char *session;  /* the sid claim */
  gint64 auth_time;
  gboolean want_auth_time; /* max_age was sent */
} HelioGrant;

HelioGrant *helio_grant_ref (HelioGrant *self);
void helio_grant_unref (HelioGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioGrant, helio_grant_unref)

gboolean helio_grant_has_scope (const HelioGrant *self, const char *word);
/* TRUE if @word is one of the words of @scope. */
gboolean helio_scope_contains (const char *scope, const char *word);

typedef enum {
  HELIO_GRANT_OK,
  HELIO_GRANT_UNKNOWN,
  HELIO_GRANT_EXPIRED,
  HELIO_GRANT_REUSED, /* its family is gone now */
  HELIO_GRANT_WRONG_CLIENT,
  HELIO_GRANT_WRONG_REDIRECT,
  HELIO_GRANT_WRONG_VERIFIER,
} HelioGrantVerdict;

typedef struct _HelioGrants HelioGrants;

/* @overlap: µs for which the previous refresh token may come again. */
HelioGrants *helio_grants_new (HelioClock *clock, gint64 overlap);
void helio_grants_free (HelioGrants *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioGrants, helio_grants_free)

/* Good for a minute. Returns: (transfer full). */
char *helio_grants_issue_code (HelioGrants *self, HelioGrant *grant);
/* Whatever the verdict, the code is spent; a second use also ends the family that came of it.
 * @grant: (out) (transfer full) (nullable). */
HelioGrantVerdict helio_grants_redeem_code (HelioGrants *self,
                                            const char *code,
                                            const char *client_id,
                                            const char *redirect_uri,
                                            const char *verifier,
                                            HelioGrant **grant);
/* The first token of a new family. @code: the code it came of. Returns: (transfer full). */
char *helio_grants_issue_refresh (HelioGrants *self, HelioGrant *grant, const char *code);
/* @next: (out) (transfer full): the token that takes the place of @token. */
HelioGrantVerdict helio_grants_rotate (HelioGrants *self,
                                       const char *token,
                                       const char *client_id,
                                       HelioGrant **grant,
                                       char **next);
/* Ends the family of @token. */
void helio_grants_revoke (HelioGrants *self, const char *token);
/* Whose code or refresh token that is, without using it. (transfer none) (nullable) */
const char *helio_grants_peek_user (HelioGrants *self, const char *code_or_token);

G_END_DECLS
