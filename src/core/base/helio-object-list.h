// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A GListModel over an array, for classes that are lists of their own objects. What changes the list is theirs
 * alone. One thread. */

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_OBJECT_LIST (helio_object_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (HelioObjectList, helio_object_list, HELIO, OBJECT_LIST, GObject)

struct _HelioObjectListClass {
  GObjectClass parent_class;

  GType item_type; /* set by the subclass */
};

guint helio_object_list_get_length (HelioObjectList *self);
/* @position must be inside. Returns: (transfer none). */
gpointer helio_object_list_peek (HelioObjectList *self, guint position);

/* For subclasses. @item: (transfer full). */
void helio_object_list_append (HelioObjectList *self, gpointer item);
void helio_object_list_remove (HelioObjectList *self, guint position);
/* FALSE if it was not there. */
gboolean helio_object_list_remove_item (HelioObjectList *self, gpointer item);

G_END_DECLS
