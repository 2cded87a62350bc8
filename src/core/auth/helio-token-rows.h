// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The rows of a token report, each by itself. Called again when keys and clock are known: a row is only ever
 * about what the facts say now. */

#include "core/auth/helio-token-facts.h"
#include "core/auth/helio-token-topics.h"
#include "core/base/helio-check-row.h"

G_BEGIN_DECLS

/* Seconds between clocks that are forgiven, as Auth0's own SDKs. */
#define HELIO_TOKEN_LEEWAY 60

typedef void (*HelioTokenRowFunc) (const HelioTokenFacts *facts, HelioCheckRow *row);

/* What stands in the header, and the signature. */
void helio_token_row_shape (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_type (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_algorithm (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_key (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_signature (const HelioTokenFacts *facts, HelioCheckRow *row);

/* Claims. */
void helio_token_row_issuer (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_audience (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_client (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_subject (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_scope (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_email (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_topics (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_size (const HelioTokenFacts *facts, HelioCheckRow *row);

/* Times. */
void helio_token_row_expiry (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_not_before (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_issued (const HelioTokenFacts *facts, HelioCheckRow *row);
void helio_token_row_clock (const HelioTokenFacts *facts, HelioCheckRow *row);

/* For the above: a row that cannot be checked, since the content cannot be read. Returns TRUE if so. */
gboolean helio_token_row_is_unreadable (const HelioTokenFacts *facts, HelioCheckRow *row);
/* @causes: (array zero-terminated=1): untranslated, of the context "token". */
void helio_token_row_fail (HelioCheckRow *row,
                           const char *explanation,
                           const char *const *causes,
                           const char *remedy);

G_END_DECLS
