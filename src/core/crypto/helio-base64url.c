// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-base64url.h"

#include "core/base/helio-secret.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *
helio_base64url_encode (const void *data, gsize length)
{
  const guint8 *bytes = data;
  char *text, *out;

  g_return_val_if_fail (length <= G_MAXSIZE / 4 * 3 - 4, NULL);
  text = out = g_malloc (length / 3 * 4 + 4);
  for (; length >= 3; length -= 3, bytes += 3) {
    *out++ = alphabet[bytes[0] >> 2];
    *out++ = alphabet[(bytes[0] & 0x03) << 4 | bytes[1] >> 4];
    *out++ = alphabet[(bytes[1] & 0x0f) << 2 | bytes[2] >> 6];
    *out++ = alphabet[bytes[2] & 0x3f];
  }
  if (length > 0) {
    guint8 second = length == 2 ? bytes[1] : 0;

    *out++ = alphabet[bytes[0] >> 2];
    *out++ = alphabet[(bytes[0] & 0x03) << 4 | second >> 4];
    if (length == 2)
      *out++ = alphabet[(second & 0x0f) << 2];
  }
  *out = '\0';
  return text;
}

static int
value_of (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '-')
    return 62;
  return c == '_' ? 63 : -1;
}

GBytes *
helio_base64url_decode (const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  gsize n_out = n / 4 * 3 + (n % 4 == 3 ? 2 : n % 4 == 2 ? 1 : 0);
  guint32 bits = 0;
  guint n_bits = 0;
  gsize i = 0, at = 0;
  guint8 *out;

  if (n % 4 == 1)
    return NULL;
  out = g_malloc (n_out + 1);
  for (; i < n; i++) {
    int value = value_of (text[i]);

    if (value < 0)
      break;
    bits = bits << 6 | (guint32) value;
    n_bits += 6;
    if (n_bits >= 8) {
      n_bits -= 8;
      out[at++] = (guint8) (bits >> n_bits);
      bits &= (1u << n_bits) - 1;
    }
  }
  if (i == n && bits == 0)
    return helio_bytes_new_wiped ((char *) out, n_out);
  helio_wipe (out, at);
  g_free (out);
  return NULL;
}
