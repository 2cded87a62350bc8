// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* Apart from the sources, so that what only looks at a profile does not bring every way to sign in along. */

#include "core/base/helio-error.h"
#include "core/connection/helio-connection-source.h"

#include <glib/gi18n-lib.h>

gboolean
helio_connection_check_encryption (const HelioProfile *profile, GError **error)
{
  if (!helio_profile_is_insecure (profile) || profile->broker.allow_insecure)
    return TRUE;
  return helio_error_set (
      error,
      HELIO_ERROR_CONSENT,
      C_ ("error",
          "Use wss:, mqtts: and https: addresses, or allow insecure connections in the profile."),
      C_ ("error", "This profile would send tokens or passwords unencrypted over the network."));
}
