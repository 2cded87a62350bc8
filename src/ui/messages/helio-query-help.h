// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Beside a filter entry: the queries that the user keeps, and what the entry understands: examples, each of which can be
 * taken over. */

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_QUERY_HELP (helio_query_help_get_type ())
G_DECLARE_FINAL_TYPE (HelioQueryHelp, helio_query_help, HELIO, QUERY_HELP, AdwBin)

/* Signal: "chosen" (const char *query). */

/* What stands in the entry, so that it can be kept; only if it is valid. */
void helio_query_help_set_query (HelioQueryHelp *self, const char *query);
void helio_query_help_set_valid (HelioQueryHelp *self, gboolean valid);

G_END_DECLS
