// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* base64url without padding (RFC 4648 §5, RFC 7515 §2). g_base64_decode() skips what it does not know and
 * gives nothing for unpadded text, so it is no use for tokens. Any thread. */

#include <glib.h>

G_BEGIN_DECLS

/* Returns: (transfer full): text without padding, "" for nothing. */
char *helio_base64url_encode (const void *data, gsize length);

/**
 * helio_base64url_decode:
 * @text: characters of the URL-safe alphabet
 * @length: how many; -1: up to the NUL
 *
 * Strict: no padding, no white space, no other alphabet, no length of 4n + 1, and the bits that are left
 * over must be zero, so that one value has one spelling.
 *
 * Returns: (transfer full) (nullable): the octets, wiped when freed; NULL if @text is not base64url.
 */
GBytes *helio_base64url_decode (const char *text, gssize length);

G_END_DECLS
