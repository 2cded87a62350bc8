// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a filter entry understands, beside it: examples, each of which can be taken over. */

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_QUERY_HELP (helio_query_help_get_type ())
G_DECLARE_FINAL_TYPE (HelioQueryHelp, helio_query_help, HELIO, QUERY_HELP, AdwBin)

/* Signal: "chosen" (const char *example). */

G_END_DECLS
