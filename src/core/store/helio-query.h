// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a filter entry's text means. Immutable. design.md §9 */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HelioQuery HelioQuery;

/* @text: NULL or "" matches everything; with + or # and valid as a topic filter it is matched against the
 * topic; anything else is looked for in topic and payload, whatever its case. Returns: (transfer full). */
HelioQuery *helio_query_new (const char *text);
void helio_query_free (HelioQuery *self);

gboolean helio_query_is_empty (const HelioQuery *self);
/* TRUE: only topics can match. */
gboolean helio_query_is_filter (const HelioQuery *self);
gboolean helio_query_matches_topic (const HelioQuery *self, const char *topic, gsize length);
/* Bytes that need not be text. */
gboolean helio_query_matches_bytes (const HelioQuery *self, const guint8 *data, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioQuery, helio_query_free)

G_END_DECLS
