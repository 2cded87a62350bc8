// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Topic names and filters, MQTT 5.0 §4.7. Pure. */

#include <glib.h>

G_BEGIN_DECLS

/* Each returns FALSE with HELIO_ERROR_INVALID_DATA that names the fault and the accepted form. */
gboolean helio_topic_validate_name (const char *topic, GError **error);
gboolean helio_topic_validate_filter (const char *filter, GError **error); /* $share/… included */

/* Whether @topic matches @filter; a leading wildcard does not match a topic that begins with "$". */
gboolean helio_topic_matches (const char *filter, const char *topic);
/* Whether every topic that @narrow matches is matched by @wide too. */
gboolean helio_topic_covers (const char *wide, const char *narrow);
/* Whether some topic is matched by both. */
gboolean helio_topic_overlaps (const char *a, const char *b);
/* "$share/…": a shared subscription (MQTT 5.0 §4.8.2). */
gboolean helio_topic_is_shared (const char *filter);
/* "$share/group/filter" → filter; anything else → itself. (transfer none) */
const char *helio_topic_strip_share (const char *filter);

/**
 * helio_topic_substitute:
 * @name: (nullable): the MQTT username before "@"
 * @client_id: (nullable)
 *
 * Puts them in for %u and %c. Fails with INVALID_DATA where a value is needed and is absent or contains
 * + # or /, since the result would be another filter than was meant. Returns: (transfer full).
 */
char *helio_topic_substitute (const char *pattern,
                              const char *name,
                              const char *client_id,
                              GError **error);

G_END_DECLS
