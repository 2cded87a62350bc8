// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A single selection that remembers what is selected by a number that never changes (sequence number,
 * key of a topic node), not by position or by object: rows are transient and positions move with every eviction,
 * so GtkSingleSelection would lose it or select something else (gtk-scale.md §1f). What is selected stays
 * selected though its row is filtered out.
 *
 * It can slide: a GtkListView that is told of a screenful of rows at its end makes some 200 row widgets anew, which
 * sixty times a second is most of what a frame costs. While it slides, the list is not told: its rows keep their places,
 * and each stands for a later row of the model, as if the first ones had gone (they are hidden). Told it is when all has
 * settled: rows have then come at the head, which no row widget is made for. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_NO_KEY G_MAXUINT64

typedef struct {
  /* The number of a row, HELIO_NO_KEY for a row that cannot be selected. */
  guint64 (*key_at) (GListModel *model, guint position);
  /* Where it is now; GTK_INVALID_LIST_POSITION if it is not among the rows. */
  guint (*position_of) (GListModel *model, guint64 key);
} HelioKeySelectionFuncs;

#define HELIO_TYPE_KEY_SELECTION (helio_key_selection_get_type ())
G_DECLARE_FINAL_TYPE (HelioKeySelection, helio_key_selection, HELIO, KEY_SELECTION, GObject)

/* @funcs must be static. */
HelioKeySelection *helio_key_selection_new (const HelioKeySelectionFuncs *funcs);

void helio_key_selection_set_model (HelioKeySelection *self, GListModel *model); /* (nullable) */
GListModel *helio_key_selection_get_model (HelioKeySelection *self);

/* "selected"; HELIO_NO_KEY: none */
void helio_key_selection_set_selected (HelioKeySelection *self, guint64 key);
guint64 helio_key_selection_get_selected (HelioKeySelection *self);

/* The key of the row that the list has at @position; HELIO_NO_KEY if there is none. */
guint64 helio_key_selection_get_key (HelioKeySelection *self, guint position);

/* With fewer rows the list is told all the same: it may have room for more. */
#define HELIO_SLIDE_MIN 256

/* FALSE: what comes from now on is told; what is hidden stays so until it has settled. */
void helio_key_selection_set_sliding (HelioKeySelection *self, gboolean sliding);
guint helio_key_selection_get_hidden (HelioKeySelection *self);
/* Tells of the rows that are hidden. What is shown does not change, but where it lies in the list does: not in the middle
 * of an event that scrolls. */
void helio_key_selection_settle (HelioKeySelection *self);
/* Whether rows have come to stand for others since it was asked last. */
gboolean helio_key_selection_take_slid (HelioKeySelection *self);

G_END_DECLS
