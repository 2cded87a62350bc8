// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A sidebar and a content beside it; one at a time where there is no room for both. */

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SPLIT (helio_split_get_type ())
G_DECLARE_FINAL_TYPE (HelioSplit, helio_split, HELIO, SPLIT, AdwBin)

/* Properties: "sidebar", "content" (widgets), "collapsed" (read only), "show-content". */
GtkWidget *helio_split_new (GtkWidget *sidebar, GtkWidget *content);
/* One at a time. */
gboolean helio_split_get_collapsed (HelioSplit *self);
/* Whether a header bar in the content has to bring its own way back to the sidebar. */
gboolean helio_split_needs_back_button (HelioSplit *self);
/* Matters while collapsed only; both are seen otherwise. */
void helio_split_set_show_content (HelioSplit *self, gboolean show_content);
gboolean helio_split_get_show_content (HelioSplit *self);

G_END_DECLS
