// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a list of drawn rows over a store needs that changes all the time: rows, selection by key, a look at the
 * news once a frame, and numbers and names that are said no more often than they can be read. */

#include "ui/base/helio-key-selection.h"

G_BEGIN_DECLS

typedef struct _HelioLiveList HelioLiveList;

/* @owner: what helio_live_list_new() was given. */
typedef struct {
  HelioKeySelectionFuncs keys;
  GtkWidget *(*make_line) (gpointer owner);
  /* One of the two: what the line shows is in the item, or the key says it (rows can slide then). */
  void (*bind_line) (GtkWidget *line, gpointer item);
  void (*show_key) (GtkWidget *line, guint64 key);
  guint64 (*key_of_line) (gpointer owner, GtkWidget *line);
  void (*update_accessible) (GtkWidget *line, gint64 now);
  /* Both for rows that can slide (helio-key-selection.h), NULL: they cannot. Whether they may, for a list that is kept at
   * its end; not while one of them has the focus. Whether the user is not moving the list, nor about to: a scroll goes
   * on from where things lay when it began, and what settles lies elsewhere. */
  gboolean (*may_slide) (gpointer owner);
  gboolean (*is_still) (gpointer owner);
  /* Lets the model take in what is new. Returns TRUE if something changed or is still to be done. */
  gboolean (*frame) (gpointer owner);
  /* The numbers around the list: a few times a second, and when the first row comes or the last one goes. */
  void (*update_status) (gpointer owner);
  void (*selected) (gpointer owner); /* the selection changed */
  void (*released) (gpointer owner, GtkWidget *line, int n_press);
  /* Before the list view sees the key. Returns GDK_EVENT_STOP or GDK_EVENT_PROPAGATE. */
  gboolean (*key) (gpointer owner, guint keyval, GdkModifierType state);
} HelioLiveListFuncs;

/* The widgets are borrowed and must outlive it; @owner holds them, @funcs is static. */
HelioLiveList *helio_live_list_new (const HelioLiveListFuncs *funcs,
                                    GtkWidget *owner,
                                    GtkListView *list_view,
                                    GtkWidget *viewport);
void helio_live_list_free (HelioLiveList *self);

/* @model: (nullable): rows of the old one, which hold what belongs to it, are gone then. */
void helio_live_list_set_model (HelioLiveList *self, GListModel *model);

/* HELIO_NO_KEY: none */
void helio_live_list_set_selected (HelioLiveList *self, guint64 key);
guint64 helio_live_list_get_selected (HelioLiveList *self);

/* The key of the row at this position of the list; HELIO_NO_KEY: there is none. */
guint64 helio_live_list_get_key (HelioLiveList *self, guint position);

/* What the list has: fewer than the model while it slides, by those at the head. */
guint helio_live_list_get_n_rows (HelioLiveList *self);

/* Whether the list was told of a change since it was asked last. */
gboolean helio_live_list_take_told (HelioLiveList *self);

/* Something was changed from this side: look at the next frame; with @status at the numbers too. */
void helio_live_list_wake (HelioLiveList *self, gboolean status);

/* (element-type GtkWidget) (transfer none): the lines that there are, on screen or not. */
GPtrArray *helio_live_list_get_lines (HelioLiveList *self);
/* Gives the focus to the row with this key; FALSE: it is not on screen. */
gboolean helio_live_list_focus_key (HelioLiveList *self, guint64 key);
/* To the topmost or lowest row in view. */
gboolean helio_live_list_focus_edge (HelioLiveList *self, gboolean lowest);
/* The line of the row that has the focus. (nullable) */
GtkWidget *helio_live_list_get_focused (HelioLiveList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioLiveList, helio_live_list_free)

G_END_DECLS
