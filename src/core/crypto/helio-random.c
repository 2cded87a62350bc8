// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-random.h"

#include "core/base/helio-secret.h"
#include "core/crypto/helio-base64url.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

void
helio_random_bytes (void *buffer, gsize length)
{
  int code;

  if (length == 0)
    return;
  code = gnutls_rnd (GNUTLS_RND_KEY, buffer, length);
  if (code < 0)
    g_error ("no randomness: %s", gnutls_strerror (code));
}

char *
helio_random_token (gsize n_octets)
{
  guint8 *octets = g_malloc (MAX (n_octets, 1));
  char *text;

  helio_random_bytes (octets, n_octets);
  text = helio_base64url_encode (octets, n_octets);
  helio_wipe (octets, n_octets);
  g_free (octets);
  return text;
}

double
helio_random_unit (void)
{
  guint64 bits;

  helio_random_bytes (&bits, sizeof bits);
  return (double) (bits >> 11) * 0x1.0p-53;
}
