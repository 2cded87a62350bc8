// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-exit.h"

#include "core/base/helio-error.h"

HelioExit
helio_exit_of (const GError *error)
{
  switch (helio_error_get_class (error)) {
    case HELIO_ERROR_CLASS_FILE:
      return HELIO_EXIT_USAGE;
    case HELIO_ERROR_CLASS_SIGN_IN:
      return HELIO_EXIT_SIGN_IN;
    case HELIO_ERROR_CLASS_EXCHANGE:
      return HELIO_EXIT_EXCHANGE;
    case HELIO_ERROR_CLASS_MQTT:
      return HELIO_EXIT_MQTT;
    case HELIO_ERROR_CLASS_NETWORK:
      return HELIO_EXIT_NETWORK;
    case HELIO_ERROR_CLASS_CANCELLED:
      return HELIO_EXIT_INTERRUPTED;
    case HELIO_ERROR_CLASS_OTHER:
    default:
      return HELIO_EXIT_CHECK_FAILED;
  }
}
