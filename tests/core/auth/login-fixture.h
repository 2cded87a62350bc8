// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A sign-in at the fake issuer, with a clock that stands still. */

#include "core/auth/helio-login.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-test.h"

typedef struct {
  HelioFakeClock *clock;
  HelioFakeIdp *idp;
  HelioHttp *http;
  HelioProfile *profile;
  HelioLoginInit init;
  HelioLogin *login;
  HelioTestResult ready;
  char *opened;
  guint n_opened;
} LoginFixture;

void login_set_up (LoginFixture *self, gconstpointer data);
void login_tear_down (LoginFixture *self, gconstpointer data);
gboolean login_is_waiting_or_done (gpointer data);
/* Up to the point where the browser is open. */
void login_start (LoginFixture *self);
HelioTokens *login_finish (LoginFixture *self, GError **error);
/* Everything up to the end. */
HelioTokens *login_sign_in (LoginFixture *self, GError **error);
void login_expect_success (LoginFixture *self);
void login_expect_failure (LoginFixture *self, int code);
/* Drops the sign-in and waits until everything it did has ended: these were revoked at the issuer since the last
 * call, apart by spaces, and nothing else. */
void login_expect_revoked (LoginFixture *self, const char *tokens);
