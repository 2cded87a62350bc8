// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/helio-signing-key.h"
#include "sandbox/helio-devices.h"
#include "sandbox/helio-grants.h"
#include "sandbox/helio-issuer.h"
#include "sandbox/helio-web.h"

G_BEGIN_DECLS

#define HELIO_ISSUER_ID_TOKEN_TTL 36000
#define HELIO_ISSUER_OPAQUE_TTL 86400

/* One browser that is signed in. */
typedef struct {
  char *cookie;
  char *id; /* the sid claim */
  const HelioSandboxUser *user;
  gint64 auth_time; /* seconds since the epoch */
} HelioIssuerSession;

/* One request of /authorize or /activate on its way through the pages. */
typedef struct {
  char *id;
  gint64 started; /* boot time */
  char *scope;
  char *redirect_uri, *challenge;              /* NULL for a device */
  char *device_code;                           /* NULL for /authorize */
  char *state, *audience, *nonce, *login_hint; /* (nullable) */
  gboolean prompt_none, prompt_login, prompt_consent, prompt_select;
  gint64 max_age;         /* seconds; -1: not asked for */
  gboolean authenticated; /* a password was given in this very transaction */
  gboolean selected;
  gboolean consented;
} HelioIssuerTransaction;

struct _HelioIssuer {
  char *url, *host_url; /* host_url: without the slash */
  char *token_url;      /* as url: where the endpoints for codes and tokens are said to be */
  char *client_id, *audience, *userinfo_audience;
  char *cookie_name;
  GArray *redirect_ports;
  gint64 access_token_ttl;
  gboolean email_claim, iss_parameter, secure;
  HelioJwa algorithm;
  gboolean any_port, takes_resource, no_offline;
  HelioClock *clock;
  const HelioSandboxUsers *users;
  HelioFaults *faults;
  HelioGrants *grants;
  HelioDevices *devices;
  HelioSigningKey *current, *next, *previous; /* previous: (nullable) */
  GHashTable *sessions;                       /* cookie → HelioIssuerSession */
  GHashTable *transactions;                   /* id → HelioIssuerTransaction */
  GHashTable *consents;                       /* set of "user scope-or-audience words" */
  GHashTable *opaque;                         /* token → OpaqueToken of helio-issuer-token.c */
};

/* What is granted of what was asked for. Returns: (transfer full). */
char *helio_issuer_grant_scope (const HelioIssuer *self, const char *scope);

void helio_issuer_session_free (HelioIssuerSession *session);
void helio_issuer_transaction_free (HelioIssuerTransaction *transaction);

/* Seconds since the epoch. */
gint64 helio_issuer_now (const HelioIssuer *self);

/* helio-issuer-authorize.c, helio-issuer-device.c, helio-issuer-token.c */
void helio_issuer_serve_authorize (HelioIssuer *self, SoupServer *server);
void helio_issuer_serve_device (HelioIssuer *self, SoupServer *server);
void helio_issuer_serve_token (HelioIssuer *self, SoupServer *server);

/* Owned by the issuer until its pages are through. (transfer none) */
HelioIssuerTransaction *helio_issuer_new_transaction (HelioIssuer *self);
/* Sends the browser to the next page of its sign-in, or to its end; @transaction may be gone then. */
void helio_issuer_advance (HelioIssuer *self,
                           SoupServerMessage *message,
                           HelioIssuerTransaction *transaction);
/* @grant: (nullable): NULL: declined. */
void helio_issuer_finish_device (HelioIssuer *self,
                                 SoupServerMessage *message,
                                 HelioIssuerTransaction *transaction,
                                 HelioGrant *grant);

gboolean helio_issuer_has_consent (const HelioIssuer *self,
                                   const char *user,
                                   const char *audience,
                                   const char *scope);
void helio_issuer_add_consent (HelioIssuer *self,
                               const char *user,
                               const char *audience,
                               const char *scope);
void helio_issuer_remove_consent (HelioIssuer *self, const char *user);

G_END_DECLS
