// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A certificate or a private key, chosen as a file and kept by content: a sandboxed install does not see
 * the file again after a restart. */

#include "core/base/helio-secret.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PEM_ROW (helio_pem_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioPemRow, helio_pem_row, HELIO, PEM_ROW, AdwActionRow)

/* @none: what the row says while there is none. @secret: a key, which never leaves as plain text.
 * Signal: "changed", by a person only. */
GtkWidget *helio_pem_row_new (const char *title, const char *none, gboolean secret);
/* @pem: (nullable); @path: (nullable): a file that the profile names instead. */
void helio_pem_row_set (HelioPemRow *self, const char *pem, const char *path);
const char *helio_pem_row_get_pem (HelioPemRow *self);     /* (nullable) */
HelioSecret *helio_pem_row_get_secret (HelioPemRow *self); /* (nullable) (transfer none) */
/* Whether a person chose or cleared it. */
gboolean helio_pem_row_is_touched (HelioPemRow *self);

G_END_DECLS
