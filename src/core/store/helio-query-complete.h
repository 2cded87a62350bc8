// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a query that is being typed may go on to (helio-query.h). Pure. */

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_QUERY_MEMBERS_MAX 200
#define HELIO_QUERY_MEMBERS_PAYLOAD_MAX (64 * 1024)

/* Adds the members of a JSON payload, as a query names them ("temp", "line.state"), to @members, a set of strings that it
 * owns: at most HELIO_QUERY_MEMBERS_MAX, no more than three levels deep, of payloads of at most
 * HELIO_QUERY_MEMBERS_PAYLOAD_MAX. What is no
 * JSON object adds nothing. */
void helio_query_add_members (GHashTable *members, GBytes *payload);

/**
 * helio_query_complete:
 * @cursor: where one types, in bytes
 * @members: (nullable): names that may be asked for, as helio_query_add_members() gives them
 * @start: (out): where the word begins that the answers stand for, in bytes
 *
 * Fields, and values of fields that have few, come with the blank or sign behind them that one would type next.
 *
 * Returns: (transfer full): what may stand from @start to @cursor, at most @max, the likeliest first; empty where there
 * is nothing to say: at the beginning of a word, within quotes.
 */
GStrv helio_query_complete (const char *text,
                            gsize cursor,
                            const char *const *members,
                            guint max,
                            gsize *start);

G_END_DECLS
