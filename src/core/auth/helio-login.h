// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One sign-in transaction with Authorization Code + PKCE in the user's own browser (RFC 8252, RFC 7636,
 * RFC 9700, RFC 9207; auth.md §1). State, nonce, verifier, issuer, exact redirect URI and deadline live
 * and die with it. Bind first, then open the browser. Main thread. */

#include "core/auth/helio-account.h"
#include "core/auth/helio-discovery.h"
#include "core/base/helio-clock.h"
#include "core/base/helio-secret.h"
#include "core/net/helio-http.h"
#include "core/profile/helio-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long a person has, as auth.md §1.7. */
#define HELIO_LOGIN_DEADLINE (10 * 60 * G_USEC_PER_SEC)

/* What the token endpoint gave, checked. Plain struct; free with helio_tokens_free(). */
typedef struct {
  HelioSecret *access_token;
  HelioSecret *refresh_token; /* (nullable): scope or API does not allow offline access */
  HelioSecret *id_token;
  HelioAccount *account;
  char *scope;          /* (nullable): as granted */
  gint64 obtained_boot; /* µs, start of the request */
  gint64 life;          /* µs from expires_in; -1: not given */
  gint64 clock_offset;  /* µs: server's Date minus our wall clock; G_MAXINT64: no Date */
} HelioTokens;
void helio_tokens_free (HelioTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTokens, helio_tokens_free)

typedef enum {
  HELIO_LOGIN_PREPARING,  /* discovery, binding a port */
  HELIO_LOGIN_WAITING,    /* the browser is open: uri, redirect-uri and deadline are set */
  HELIO_LOGIN_EXCHANGING, /* the code is here */
  HELIO_LOGIN_DONE,
  HELIO_LOGIN_FAILED,
} HelioLoginState;

/* Opens the URI in the user's browser. The window gives one with its launch context; the CLI one without,
 * or one that prints. Calls back through helio_login_browser_failed() only when it could not. @login is NULL
 * for the issuer's logout page, of which nobody waits to hear. */
typedef void (*HelioOpenUriFunc) (const char *uri, gpointer login, gpointer user_data);

#define HELIO_TYPE_LOGIN (helio_login_get_type ())
G_DECLARE_FINAL_TYPE (HelioLogin, helio_login, HELIO, LOGIN, GObject)

typedef struct {
  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  const char *prompt;       /* (nullable): overrides the profile's; "login" for someone else */
  const char *login_hint;   /* (nullable): overrides the profile's */
  const char *expected_sub; /* (nullable): another one coming back is SIGN_IN_OTHER_USER */
  gint64 deadline;          /* µs from start; 0: HELIO_LOGIN_DEADLINE */
  HelioOpenUriFunc open_uri;
  gpointer open_uri_data;
  HelioDiscovery *discovery; /* (nullable): of the profile's issuer, to share what it has cached */
} HelioLoginInit;

HelioLogin *helio_login_new (const HelioLoginInit *init);

void helio_login_run_async (HelioLogin *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* Returns: (transfer full). */
HelioTokens *helio_login_run_finish (HelioLogin *self, GAsyncResult *result, GError **error);
/* After SIGN_IN_OTHER_USER: what the other account got, checked, for "use this account instead".
 * Returns: (transfer full) (nullable). */
HelioTokens *helio_login_take_other (HelioLogin *self);

/* Properties, all notify: "state", "uri", "redirect-uri", "deadline", "browser-error". */
HelioLoginState helio_login_get_state (HelioLogin *self);
const char *helio_login_get_uri (HelioLogin *self);          /* (nullable) for "Copy link" */
const char *helio_login_get_redirect_uri (HelioLogin *self); /* (nullable) */
gint64 helio_login_get_deadline (HelioLogin *self);          /* boot µs; 0 before WAITING */
const GError *helio_login_get_browser_error (HelioLogin *self);
/* "http://127.0.0.1:17731/callback" and so on: what has to be registered with the issuer. */
GStrv helio_login_get_callback_uris (HelioLogin *self);
void helio_login_open_again (HelioLogin *self);
void helio_login_cancel (HelioLogin *self);
/* A newer sign-in takes over: the waiting tab gets a page that says so; SIGN_IN_SUPERSEDED. */
void helio_login_supersede (HelioLogin *self);
/* Before @self runs: takes the listener of a superseded sign-in of the same profile with its port, and goes
 * on telling its tab that it was replaced. */
void helio_login_take_over (HelioLogin *self, HelioLogin *superseded);
/* From the open_uri function: the browser did not open; the link stays visible, the listener stays. */
void helio_login_browser_failed (HelioLogin *self, const GError *error);

G_END_DECLS
