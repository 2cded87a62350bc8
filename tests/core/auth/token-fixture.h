// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A token source at the fake issuer, with a clock that stands still and the keyring of the process. */

#include "core/auth/helio-refresh-lock.h"
#include "core/auth/helio-token-source.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-test.h"

typedef struct {
  HelioFakeClock *clock;
  HelioFakeIdp *idp;
  HelioHttp *http;
  HelioKeyring *keyring;
  HelioProfile *profile;
  HelioTokenSourceInit init;
  HelioTokenSource *source;
  char *opened;
  guint n_opened;
  int n_http;      /* holders of http while nothing is under way */
  gboolean person; /* somebody signs in as soon as the browser opens */
} TokenFixture;

void token_set_up (TokenFixture *self, gconstpointer data);
void token_tear_down (TokenFixture *self, gconstpointer data);
/* A second one, as a program that starts later has it; the first goes. */
void token_restart (TokenFixture *self);
/* Returns: (transfer full). */
HelioSecret *token_get (TokenFixture *self, gboolean interactive, gboolean refused, GError **error);
/* Gets one and asserts that it is @expected. */
void token_expect (TokenFixture *self, const char *expected);
void token_expect_error (TokenFixture *self, gboolean interactive, int code);
gboolean token_sign_in (TokenFixture *self, const char *prompt, const char *hint, GError **error);
/* Signs out whoever is signed in; nothing may be left here. */
void token_forget (TokenFixture *self);
/* What the keyring has as the refresh token of an account, by default of whom the issuer knows now. */
void token_expect_stored_of (TokenFixture *self, const char *sub, const char *expected);
void token_expect_stored (TokenFixture *self, const char *expected);
/* Past the life of the access token. */
void token_expire (TokenFixture *self);
/* Drops it, and waits till whatever it still does has ended. */
void token_end (gpointer object_taken, const char *what);
/* As another process that renews. Returns: (transfer full). */
HelioRefreshLock *token_take_lock (TokenFixture *self);
/* Whom the issuer signs in from now on. */
void token_set_person (TokenFixture *self, const char *name);

/* test-refresh-lock.c, test-token-accounts.c, test-token-sign-out.c, test-token-endpoints.c, test-token-settle.c */
void token_add_lock_tests (const char *own_program);
/* What the program does that is started with --hold-lock NAME. */
int token_hold_lock (const char *name);
void token_add_account_tests (void);
void token_add_sign_out_tests (void);
/* The last of all, of a real keyring: nobody is there to unlock it again. */
void token_add_hidden_test (void);
void token_add_endpoint_tests (void);
void token_add_settle_tests (void);
/* The person does what the browser shows. */
void token_browse (TokenFixture *self);
