// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Payloads that were packed by whoever sent them: gzip (RFC 1952), zlib (RFC 1950), deflate (RFC 1951). Pure, for any
 * thread. What comes out is bounded: a few kilobytes can unpack to gigabytes. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* More is not unpacked. */
#define HELIO_UNPACK_MAX (16 * 1024 * 1024)
/* Deflate is guessed, which takes an attempt: not for larger payloads. */
#define HELIO_UNPACK_GUESS_MAX (1024 * 1024)

typedef enum {
  HELIO_PACKING_NONE,
  HELIO_PACKING_GZIP,
  HELIO_PACKING_ZLIB,
  HELIO_PACKING_DEFLATE,
} HelioPacking;

/* Whether @payload says at its beginning that it is packed. Looks at two or three bytes: of what is not gzip a few in a
 * hundred only look like it; helio_payload_unpack() tells. DEFLATE, which says nothing of itself, is never returned. */
HelioPacking helio_payload_get_packing (GBytes *payload);

/* Unpacks at most @max bytes. @whole (nullable): FALSE if there would be more. Damaged on the way: what came before it,
 * and @damaged (nullable) is TRUE. @rest (nullable): bytes of @payload behind the end of what was packed, if it was
 * unpacked whole: they stand for nothing. Returns: (transfer full) (nullable): NULL if @payload is not packed so, or damaged
 * before anything came out. */
GBytes *helio_payload_unpack (GBytes *payload,
                              HelioPacking packing,
                              gsize max,
                              gboolean *whole,
                              gboolean *damaged,
                              gsize *rest);

/* Finds out how @payload is packed, if it is, and unpacks it: gzip and zlib by what they say, deflate if it can be
 * nothing else: it ends where the payload ends, and text comes out. @packing (nullable) gets NONE if it is not packed.
 * Returns: (transfer full) (nullable): what helio_payload_unpack() returns; NULL if it is not packed. */
GBytes *helio_payload_find_packed (GBytes *payload,
                                   gsize max,
                                   HelioPacking *packing,
                                   gboolean *whole,
                                   gboolean *damaged,
                                   gsize *rest);

/* "gzip", "zlib" or "deflate", as in HTTP's Content-Encoding; NULL for NONE. */
const char *helio_packing_get_name (HelioPacking packing);

G_END_DECLS
