// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What differs, as a GListModel of sentences (GtkStringObject, made when asked for), in the order of the grid's
 * list. */

#include "ui/access/helio-access-grid.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_LISTING (helio_access_listing_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessListing, helio_access_listing, HELIO, ACCESS_LISTING, GObject)

HelioAccessListing *helio_access_listing_new (HelioAccessGrid *grid);

/* A list view of one. @activated is called with @user_data and the index of a check. */
typedef void (*HelioAccessListingFunc) (gpointer user_data, guint check);
GtkWidget *helio_access_listing_make_view (HelioAccessListingFunc activated, gpointer user_data);
/* @grid: (nullable) */
void helio_access_listing_set_grid (GtkListView *view, HelioAccessGrid *grid);

G_END_DECLS
