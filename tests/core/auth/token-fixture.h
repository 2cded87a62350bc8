// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A token source at the fake issuer, with a clock that stands still and the keyring of the process. */

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
/* The refresh token that the keyring has. Returns: (transfer full) (nullable). */
char *token_get_stored (TokenFixture *self);
void token_expect_stored (TokenFixture *self, const char *expected);
/* The person does what the browser shows. */
void token_browse (TokenFixture *self);
