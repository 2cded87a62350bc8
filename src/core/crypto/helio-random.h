// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Randomness that nobody can guess: verifiers, states, nonces, client id suffixes, and jitter. Never GRand,
 * whose seed may be the second of the sign-in (auth.md §1.2). Any thread. */

#include <glib.h>

G_BEGIN_DECLS

/* Fills @buffer. A machine without randomness ends the program: nothing safe could follow. */
void helio_random_bytes (void *buffer, gsize length);

/* @n_octets random octets as base64url text without padding: 32 octets make the 43 characters that RFC 7636
 * §4.1 asks of a code verifier. Returns: (transfer full). */
char *helio_random_token (gsize n_octets);

/* Uniform in [0, 1), with 53 random bits: what back-off and renewal take as jitter. */
double helio_random_unit (void);

G_END_DECLS
