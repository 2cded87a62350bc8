// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* An issuer on loopback for the cases that a real one does not show on demand. It checks what Auth0 checks
 * (redirect URI, code, PKCE, rotation with reuse detection), counts, and does as it is told. Tests set its
 * members directly. Default main context. */

#include "core/base/helio-clock.h"
#include "core/base/helio-json.h"
#include "core/crypto/helio-signing-key.h"
#include "core/profile/helio-profile.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_FAKE_STATUS,      /* answers with status and body, without doing anything */
  HELIO_FAKE_DROP_BEFORE, /* closes without doing anything */
  HELIO_FAKE_DROP_AFTER,  /* does its work and closes instead of answering */
  HELIO_FAKE_HOLD_AFTER,  /* does its work and answers, but not before helio_fake_idp_release() */
  HELIO_FAKE_HOLD,        /* as STATUS, but not before helio_fake_idp_release() */
} HelioFakeEffect;

typedef struct {
  HelioFakeEffect effect;
  int status;
  const char *type;
  const char *body;
} HelioFakeStep;

typedef struct {
  SoupServer *server;
  HelioClock *clock;
  HelioSigningKey *key;
  char *issuer; /* ends in a slash */
  char *base;   /* does not */

  /* discovery */
  const char *metadata_issuer;   /* (nullable): instead of its own */
  const char *metadata_text;     /* (nullable): instead of all of it */
  gsize metadata_length;         /* of metadata_text if it is no text */
  const char *metadata_location; /* (nullable): redirects there */
  const char *token_endpoint;    /* (nullable): in the metadata */
  gboolean announces_iss;
  gboolean lists_endpoints;   /* of devices, revocation and logout, at places that Auth0 has not */
  int s256;                   /* 1 listed, 0 not in the list, -1 no list */
  HelioSigningKey *published; /* (nullable): in the key set instead of key */
  gboolean holds_keys;        /* answers for the key set wait for helio_fake_idp_release() */

  /* who signs in and what they get */
  const char *sub, *name, *email;
  gint64 date_offset; /* seconds that this issuer's clock is ahead */
  gint64 life;        /* expires_in */
  gboolean no_refresh_token;
  gboolean rotates;          /* else a refresh gives no new refresh token */
  gboolean leeway;           /* the previous refresh token may be used once more */
  const char *refresh_scope; /* (nullable) */
  void (*edit_claims) (HelioJson *claims, gpointer data);
  void (*edit_answer) (HelioJson *answer, gpointer data);
  char *(*sign) (HelioJson *claims, gpointer data);
  gpointer edit_data;

  GQueue *token_steps; /* HelioFakeStep *, not owned: used up one a request */

  /* what happened */
  guint n_metadata, n_jwks, n_codes, n_refreshes;
  char *current_refresh, *previous_refresh;
  gboolean revoked;
  char *family_sub;  /* whose the refresh tokens above are */
  GPtrArray *parked; /* those of others who signed in before */
  guint serial;
  char *last_form;         /* body of the last token request */
  SoupServerMessage *held; /* (nullable) */

  /* devices (RFC 8628); polls are token requests and use up token_steps, too */
  const char *device_text; /* (nullable): instead of the answer with the codes */
  int device_status;       /* of it */
  gint64 device_interval;  /* seconds; 0: does not say */
  gint64 device_life;
  gboolean device_approved; /* the person has typed the code */
  guint n_devices, n_polls;
  char *device_code; /* of the last one */
  gint64 last_poll;  /* boot µs */
  char *last_device_form;

  /* revocation (RFC 7009) */
  int revoke_status;         /* 0: closes the connection; -1: never answers */
  GPtrArray *revoked_tokens; /* of whatever status */
  GHashTable *codes;         /* code → query of the authorization request (GHashTable) */
} HelioFakeIdp;

HelioFakeIdp *helio_fake_idp_new (HelioClock *clock);
void helio_fake_idp_free (HelioFakeIdp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFakeIdp, helio_fake_idp_free)

/* A profile for this issuer with one ephemeral redirect port. Returns: (transfer full). */
HelioProfile *helio_fake_idp_new_profile (HelioFakeIdp *self);

/* The refresh tokens that were revoked since the last call, apart by spaces. Returns: (transfer full). */
char *helio_fake_idp_take_revoked (HelioFakeIdp *self);

/* Lets go of the request that is held. */
void helio_fake_idp_release (HelioFakeIdp *self);

/* The person signs in: where the issuer sends the browser. Returns: (transfer full). */
char *helio_fake_idp_authorize (HelioFakeIdp *self, const char *uri);
/* A parameter of an authorization URL, decoded. Returns: (transfer full) (nullable). */
char *helio_fake_idp_get_parameter (const char *uri, const char *name);

G_END_DECLS
