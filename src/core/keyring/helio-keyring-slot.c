// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/keyring/helio-keyring.h"

#include <string.h>

char *
helio_keyring_get_slot (const char *profile_id, const char *sub)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  /* With the profile's id, so that one person's items of two profiles look unrelated. */
  g_checksum_update (checksum, (const guchar *) profile_id, (gssize) strlen (profile_id) + 1);
  g_checksum_update (checksum, (const guchar *) sub, (gssize) strlen (sub));
  return g_strndup (g_checksum_get_string (checksum), 16);
}
