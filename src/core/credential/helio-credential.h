// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the broker is told in CONNECT: a username, a password and how long they hold; an anonymous one has
 * neither. Immutable and reference-counted, so that it can go to a worker thread by value. */

#include "core/base/helio-secret.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* Where no expiry is given: the life that is assumed, as the Auth0 guide renews at 50 of 60 minutes. */
#define HELIO_CREDENTIAL_ASSUMED_LIFE (60 * 60 * G_GINT64_CONSTANT (1000000))
#define HELIO_CREDENTIAL_ASSUMED_RENEW (50 * 60 * G_GINT64_CONSTANT (1000000))

typedef enum {
  HELIO_CREDENTIAL_LIFE_STATED,  /* the service gave an expiry */
  HELIO_CREDENTIAL_LIFE_ASSUMED, /* it gave none: 60 minutes */
  HELIO_CREDENTIAL_LIFE_ENDLESS, /* a static username and password, or neither */
} HelioCredentialLife;

/* What a source knows when it makes one. Everything is copied. Times are microseconds. */
typedef struct {
  const char *username;  /* complete, as the server gave it; NULL with the next: anonymous */
  HelioSecret *password; /* (nullable): NULL: anonymous */
  HelioCredentialLife life_kind;
  gint64 obtained_boot; /* boot time at which the request was started */
  gint64 obtained_wall;
  gint64 life;            /* from obtained; only with LIFE_STATED */
  gint64 recommended;     /* refresh_recommended_at as a time from obtained; 0: none */
  double jitter;          /* uniform in [0, 1): 0-5 % is taken off a time that we chose */
  const char *method;     /* "exchange", "backend", "native", "password", "none" */
  const char *provider;   /* (nullable) echo of the service */
  const char *user_id;    /* (nullable) */
  const char *user_email; /* (nullable) */
  const char *token_id;   /* (nullable) for /v2/tokens/refresh */
} HelioCredentialInit;

#define HELIO_TYPE_CREDENTIAL (helio_credential_get_type ())
typedef struct _HelioCredential HelioCredential;
GType helio_credential_get_type (void);

/* Returns: (transfer full). Renewal is planned as design.md §4: at the recommended time if it lies inside
 * the life, else at life − min (max (0.1 × life, 60 s), life / 3), less the jitter; an assumed life is
 * renewed at 50 minutes. @init: username and password are there, or neither is; a stated life is above 0 (anything else
 * is the source's EXCHANGE_EXPIRY). Any thread. */
HelioCredential *helio_credential_new (const HelioCredentialInit *init);
HelioCredential *helio_credential_ref (HelioCredential *self);
void helio_credential_unref (HelioCredential *self);

/* Neither username nor password: CONNECT goes without both. */
gboolean helio_credential_is_anonymous (const HelioCredential *self);
/* "" where it is anonymous. */
const char *helio_credential_get_username (const HelioCredential *self);
/* (transfer none) (nullable): NULL where it is anonymous. */
HelioSecret *helio_credential_get_password (const HelioCredential *self);
/* The username before its last "@", and what stands behind it ("" if there is none). */
const char *helio_credential_get_name (const HelioCredential *self);
const char *helio_credential_get_organization (const HelioCredential *self);
HelioCredentialLife helio_credential_get_life_kind (const HelioCredential *self);
gint64 helio_credential_get_obtained (const HelioCredential *self); /* boot */
gint64 helio_credential_get_expires (const HelioCredential *self);  /* boot; G_MAXINT64: never */
gint64 helio_credential_get_renew_at (const HelioCredential *self); /* boot; G_MAXINT64: never */
gint64 helio_credential_get_expires_wall (const HelioCredential *self); /* 0: never */
gint64 helio_credential_get_renew_wall (const HelioCredential *self);   /* 0: never */
gboolean helio_credential_is_expired (const HelioCredential *self, gint64 now_boot);
const char *helio_credential_get_method (const HelioCredential *self);
const char *helio_credential_get_provider (const HelioCredential *self);
const char *helio_credential_get_user_id (const HelioCredential *self);
const char *helio_credential_get_user_email (const HelioCredential *self);
const char *helio_credential_get_token_id (const HelioCredential *self);

/* The delay from obtaining to renewing, pure (design.md §4): as recommended, but not sooner than after 30 s or a third
 * of the life. All in microseconds. */
gint64 helio_credential_plan_renewal (gint64 life, gint64 recommended, double jitter);

/* What helio_credential_get_name() is of one with that username. Returns: (transfer full): NULL for NULL. */
char *helio_credential_cut_name (const char *username);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioCredential, helio_credential_unref)

G_END_DECLS
