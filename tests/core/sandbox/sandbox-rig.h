// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Issuer and token service on a real HTTP server of this process, with a clock that is moved by hand, a
 * broker that only remembers what was granted, and a small browser. */

#include "sandbox/helio-exchange-server.h"
#include "sandbox/helio-grants.h"
#include "sandbox/helio-issuer.h"
#include "tests/support/helio-test.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define RIG_CLIENT "client-of-the-rig"
#define RIG_AUDIENCE "https://api.sandbox.test"
#define RIG_ORGANIZATION "org_rig"
#define RIG_SECRET_KEY "sk_rig"
#define RIG_PUBLISHABLE_KEY "pk_rig"
#define RIG_CALLBACK "http://127.0.0.1:17731/callback"
/* RFC 7636 Appendix B. */
#define RIG_VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define RIG_CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

typedef struct {
  char *username, *password;
  gint64 expires_wall;
  GStrv filters;
} RigGrant;

typedef struct {
  HelioFakeClock *clock;
  HelioSandboxUsers *users;
  HelioFaults *faults;
  HelioIssuer *issuer;
  HelioExchangeServer *exchange;
  SoupServer *server;
  SoupSession *session;
  char *url;
  char *cookie;      /* (nullable): the browser's one cookie */
  GPtrArray *grants; /* RigGrant */
  gboolean broker_is_down;
} Rig;

typedef struct {
  guint status; /* 0: the connection ended without an answer */
  char *body, *location, *type, *policy, *authenticate;
  HelioJson *json; /* (nullable) */
} Reply;

/* @extras: email_claim and iss_parameter. */
Rig *rig_new (gint64 overlap, gboolean extras);
void rig_free (Rig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free)
void reply_free (Reply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reply, reply_free)

const HelioSandboxUser *rig_user (Rig *self, const char *name);
void rig_arm (Rig *self, const char *fault_json);

/* @path: or a whole URL. @type, @body, @authorization: (nullable). */
Reply *rig_send (Rig *self,
                 const char *method,
                 const char *path,
                 const char *type,
                 const char *body,
                 const char *authorization);
Reply *rig_get (Rig *self, const char *path);
/* name, value, …, NULL */
Reply *rig_post_form (Rig *self, const char *path, ...) G_GNUC_NULL_TERMINATED;
Reply *rig_post_json (Rig *self, const char *path, const char *authorization, const char *json);

/* "/authorize?…" with everything that the console sends, then @extra ("&prompt=login") instead of or
 * besides it. */
char *rig_authorize_path (const char *extra);
/* A parameter of the query of @location. Returns: (transfer full) (nullable). */
char *rig_parameter (const char *location, const char *name);
/* Walks the pages as @name until the browser is sent to the callback. Returns: (transfer full): there. */
char *rig_sign_in (Rig *self, const char *name, const char *extra);
Reply *rig_redeem (Rig *self, const char *code, const char *verifier);
Reply *rig_refresh (Rig *self, const char *refresh_token);
/* The whole way. Returns: (transfer full): the token endpoint's answer. */
HelioJson *rig_tokens (Rig *self, const char *name, const char *extra);

G_END_DECLS
