// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The menu of a row in a live list: on a right click, a long press, the Menu key and Shift+F10. Its entries carry what
 * they are about as their target, so that neither the selection nor what happens meanwhile matters. */

#include "ui/base/helio-live-list.h"

G_BEGIN_DECLS

typedef struct _HelioRowMenu HelioRowMenu;

/* Returns: (transfer full) (nullable): NULL: this row has none. */
typedef GMenuModel *(*HelioRowMenuFunc) (gpointer owner, GtkWidget *line);
typedef void (*HelioRowMenuOpenFunc) (gpointer owner, gboolean open);

/* All widgets are borrowed and outlive it. @opened: (nullable). */
HelioRowMenu *helio_row_menu_new (HelioLiveList *rows,
                                  GtkListView *list_view,
                                  GtkWidget *owner,
                                  HelioRowMenuFunc make,
                                  HelioRowMenuOpenFunc opened);
void helio_row_menu_free (HelioRowMenu *self);

/* For the list's keys. Returns GDK_EVENT_STOP where the key opened the menu of the row with the focus. */
gboolean helio_row_menu_key (HelioRowMenu *self, guint keyval, GdkModifierType state);
/* FALSE: that row has no menu. */
gboolean helio_row_menu_popup (HelioRowMenu *self, GtkWidget *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRowMenu, helio_row_menu_free)

/* An entry with a target; @target is taken if it is floating. Gone, not grey, where nobody has the action. */
void helio_row_menu_append (GMenu *menu, const char *label, const char *action, GVariant *target);

G_END_DECLS
