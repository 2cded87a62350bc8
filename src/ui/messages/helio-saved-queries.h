// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Queries that the user keeps: a list of texts, the newest first, remembered with the window's settings. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_SAVED_QUERIES_MAX 50

/* @settings: (nullable): nothing is remembered beyond the program. Returns: (transfer full): also a GListModel. */
GtkStringList *helio_saved_queries_new (GSettings *settings);
gboolean helio_saved_queries_contains (GtkStringList *self, const char *query);
/* In front; the oldest goes when there are too many. Does nothing with what is there already. */
void helio_saved_queries_add (GtkStringList *self, const char *query);
void helio_saved_queries_remove (GtkStringList *self, const char *query);

G_END_DECLS
