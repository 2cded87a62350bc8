// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A credential source for tests: hands out credentials that it grants at the sandbox's broker, fails or lies when
 * told to, and counts what it was asked. */

#include "core/base/helio-clock.h"
#include "core/credential/helio-credential-source.h"
#include "sandbox/helio-sandbox-broker.h"

G_BEGIN_DECLS

#define HELIO_TYPE_TEST_SOURCE (helio_test_source_get_type ())
G_DECLARE_FINAL_TYPE (HelioTestSource, helio_test_source, HELIO, TEST_SOURCE, GObject)

/* @broker: (nullable): nobody needs to know the credentials */
HelioTestSource *helio_test_source_new (HelioSandboxBroker *broker, HelioClock *clock);

/* Of the credentials to come. @life: µs; 0: endless. */
void helio_test_source_set_user (HelioTestSource *self, const char *username);
void helio_test_source_set_life (HelioTestSource *self, gint64 life);
/* The next @count answers are this error. */
void helio_test_source_fail (HelioTestSource *self, const GError *error, guint count);
/* The next @count credentials are not granted at the broker. */
void helio_test_source_lie (HelioTestSource *self, guint count);

/* Enters @stage and tells. */
void helio_test_source_set_stage (HelioTestSource *self, HelioCredentialStage stage);
/* Whether the answers wait; they come when this is FALSE again. */
void helio_test_source_set_held (HelioTestSource *self, gboolean held);

guint helio_test_source_get_asked (HelioTestSource *self);
HelioCredentialFlags helio_test_source_get_last_flags (HelioTestSource *self);

G_END_DECLS
