// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* SHA-256 in the two spellings that are needed. Any thread. */

#include <glib.h>

G_BEGIN_DECLS

#define HELIO_SHA256_SIZE 32

void helio_digest_sha256 (const void *data, gsize length, guint8 digest[HELIO_SHA256_SIZE]);

/* 43 characters without padding: the code challenge of RFC 7636 §4.2. @length -1: @data is text up to its
 * NUL. Returns: (transfer full). */
char *helio_digest_sha256_base64url (const void *data, gssize length);

/* 64 lower-case hex digits. Returns: (transfer full). */
char *helio_digest_sha256_hex (const void *data, gssize length);

G_END_DECLS
