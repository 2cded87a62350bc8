// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A fixed username and password. No request, no expiry. */

#include "core/base/helio-clock.h"
#include "core/credential/helio-credential-source.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

#define HELIO_TYPE_PASSWORD_SOURCE (helio_password_source_get_type ())
G_DECLARE_FINAL_TYPE (HelioPasswordSource, helio_password_source, HELIO, PASSWORD_SOURCE, GObject)

HelioPasswordSource *helio_password_source_new (HelioProfile *profile, HelioClock *clock);

/* (nullable): without one, or when the broker refused this one (HELIO_CREDENTIAL_REFUSED), asking fails with
 * SIGN_IN_REQUIRED: only a person can help. Setting one again makes it count as new. */
void helio_password_source_set_password (HelioPasswordSource *self, HelioSecret *password);

G_END_DECLS
