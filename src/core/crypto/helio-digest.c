// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-digest.h"

#include "core/crypto/helio-base64url.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

void
helio_digest_sha256 (const void *data, gsize length, guint8 digest[HELIO_SHA256_SIZE])
{
  int code = gnutls_hash_fast (GNUTLS_DIG_SHA256, data != NULL ? data : "", length, digest);

  if (code < 0)
    g_error ("no SHA-256: %s", gnutls_strerror (code));
}

char *
helio_digest_sha256_base64url (const void *data, gssize length)
{
  guint8 digest[HELIO_SHA256_SIZE];

  helio_digest_sha256 (data, length < 0 ? strlen (data) : (gsize) length, digest);
  return helio_base64url_encode (digest, sizeof digest);
}

char *
helio_digest_sha256_hex (const void *data, gssize length)
{
  static const char digits[] = "0123456789abcdef";
  guint8 digest[HELIO_SHA256_SIZE];
  char *text = g_malloc (2 * sizeof digest + 1);

  helio_digest_sha256 (data, length < 0 ? strlen (data) : (gsize) length, digest);
  for (gsize i = 0; i < sizeof digest; i++) {
    text[2 * i] = digits[digest[i] >> 4];
    text[2 * i + 1] = digits[digest[i] & 0x0f];
  }
  text[2 * sizeof digest] = '\0';
  return text;
}
