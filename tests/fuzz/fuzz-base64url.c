// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "helio-fuzz-main.h"

#include "core/crypto/helio-base64url.h"

#include <string.h>

/* One value has one spelling: what decodes is what encoding gives. */

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) decoded = helio_base64url_decode ((const char *) data, (gssize) size);
  g_autofree char *encoded = helio_base64url_encode (data, size);
  g_autoptr (GBytes) back = helio_base64url_decode (encoded, -1);

  if (decoded != NULL) {
    g_autofree char *again =
        helio_base64url_encode (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded));

    g_assert_cmpmem (again, strlen (again), data, size);
  }
  g_assert_nonnull (back);
  g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), data, size);
  return 0;
}
