// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* An issuer that behaves as Auth0 does (auth.md §2): discovery, key set, /authorize with pages, token
 * endpoint with PKCE and rotation, userinfo, logout. What is a stand-in is whose house it is; the
 * protocol and its cryptography are real. Main thread. */

#include "core/base/helio-clock.h"
#include "core/base/helio-json.h"
#include "core/crypto/helio-signing-key.h"
#include "sandbox/helio-faults.h"
#include "sandbox/helio-sandbox-users.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TOPICS_CLAIM "https://cloudsignal.io/mqtt_topics"

typedef struct {
  const char *url; /* with the slash at its end; is the issuer */
  const char *client_id;
  const char *audience;
  const guint16 *redirect_ports; /* http://127.0.0.1:PORT/callback is registered for each */
  gsize n_redirect_ports;
  gint64 access_token_ttl; /* seconds */
  gint64 rotation_overlap; /* seconds */
  gint64 device_interval;  /* seconds between two polls of the device flow */
  gboolean email_claim;
  gboolean iss_parameter; /* authorization responses carry iss (RFC 9207) */
  /* What other issuers do differently from Auth0. */
  HelioJwa algorithm;      /* of its keys */
  gboolean any_port;       /* of 127.0.0.1 is registered (RFC 8252 §7.3) */
  gboolean takes_resource; /* for an audience (RFC 8707), and does not know that parameter */
  gboolean no_offline;     /* offline_access is not granted */
  const char *token_host; /* (nullable): under which the endpoints for codes and tokens are named */
} HelioIssuerConfig;

typedef struct _HelioIssuer HelioIssuer;

/* Makes two keys. @users and @faults must outlive it. */
HelioIssuer *helio_issuer_new (const HelioIssuerConfig *config,
                               HelioClock *clock,
                               const HelioSandboxUsers *users,
                               HelioFaults *faults,
                               GError **error);
void helio_issuer_free (HelioIssuer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioIssuer, helio_issuer_free)

/* @server: a SoupServer */
void helio_issuer_serve (HelioIssuer *self, GObject *server);

/* The next key signs from now on and a new one stands by; with @revoke the old one leaves the set. */
gboolean helio_issuer_rotate_keys (HelioIssuer *self, gboolean revoke, GError **error);

typedef enum {
  HELIO_TOKEN_GOOD,
  HELIO_TOKEN_OPAQUE,    /* five parts: the token that is issued without an audience */
  HELIO_TOKEN_MALFORMED, /* no JWS */
  HELIO_TOKEN_SIGNATURE, /* foreign issuer, unknown key, other algorithm, or a wrong signature */
  HELIO_TOKEN_EXPIRED,
  HELIO_TOKEN_ID_TOKEN,
  HELIO_TOKEN_AUDIENCE,
} HelioTokenVerdict;

/**
 * helio_issuer_check_token:
 * @skew: seconds added to the clock
 * @claims: (out) (optional) (transfer full) (nullable): set for every token with a good signature
 *
 * Is this an access token of ours for @audience of the config? Whose it says it is without any check:
 * helio_issuer_peek_user().
 */
HelioTokenVerdict helio_issuer_check_token (const HelioIssuer *self,
                                            const char *token,
                                            gint64 skew,
                                            HelioJson **claims);
/* (transfer none) (nullable) */
const HelioSandboxUser *helio_issuer_peek_user (const HelioIssuer *self, const char *token);

G_END_DECLS
