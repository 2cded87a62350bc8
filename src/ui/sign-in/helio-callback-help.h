// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* "Browser shows Callback URL mismatch?": where to register which addresses. A wrong callback URL is an error
 * page of the issuer that leads nowhere, so the program cannot hear of it (auth.md §2.2). */

#include "core/profile/helio-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_CALLBACK_HELP (helio_callback_help_get_type ())
G_DECLARE_FINAL_TYPE (HelioCallbackHelp, helio_callback_help, HELIO, CALLBACK_HELP, AdwBin)

/* Closes it. @uris: what the program may ask the issuer to come back to. */
void helio_callback_help_set (HelioCallbackHelp *self,
                              const HelioProfile *profile,
                              const char *const *uris);

G_END_DECLS
