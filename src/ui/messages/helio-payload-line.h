// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One member of a JSON payload: whether it is new or changed, arrow, name, value. Draws itself as HelioMessageLine
 * does. */

#include "core/store/helio-payload-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "toggle": (HelioPayloadLine *): the arrow was clicked, or the row twice. */
#define HELIO_TYPE_PAYLOAD_LINE (helio_payload_line_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadLine, helio_payload_line, HELIO, PAYLOAD_LINE, GtkWidget)

HelioPayloadLine *helio_payload_line_new (HelioPayloadTree *tree);

void helio_payload_line_set_key (HelioPayloadLine *self, guint64 key);
guint64 helio_payload_line_get_key (HelioPayloadLine *self);
/* The tree has another payload, or something of it was folded. */
void helio_payload_line_refresh (HelioPayloadLine *self);

/* What assistive technology is told is older than what is shown. */
gboolean helio_payload_line_is_stale (HelioPayloadLine *self);
void helio_payload_line_update_accessible (HelioPayloadLine *self);

/* "3 members", "1 element". Returns: (transfer full). */
char *helio_payload_line_count (const HelioPayloadNode *node);

G_END_DECLS
