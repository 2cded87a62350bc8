// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The field for a secret that a connection misses: typed here, given to the connection, never kept in the
 * widget and never written to a file of ours. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SECRET_PROMPT (helio_secret_prompt_get_type ())
G_DECLARE_FINAL_TYPE (HelioSecretPrompt, helio_secret_prompt, HELIO, SECRET_PROMPT, AdwBin)

/* @kind: a HelioKeyringKind; -1 hides it. */
void helio_secret_prompt_set_kind (HelioSecretPrompt *self, HelioConnection *connection, int kind);
gboolean helio_secret_prompt_get_revealed (HelioSecretPrompt *self);
void helio_secret_prompt_grab (HelioSecretPrompt *self);
/* Which secret typed by a person this profile uses; -1: none. */
int helio_secret_kind_for_profile (const HelioProfile *profile);
const char *helio_secret_kind_get_label (int kind);

G_END_DECLS
