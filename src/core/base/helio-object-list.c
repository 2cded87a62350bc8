// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-object-list.h"

typedef struct {
  GPtrArray *items;
} HelioObjectListPrivate;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (HelioObjectList,
                                  helio_object_list,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (HelioObjectList)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GPtrArray *
get_items (gpointer self)
{
  return ((HelioObjectListPrivate *) helio_object_list_get_instance_private (self))->items;
}

static GType
get_item_type (GListModel *model)
{
  return HELIO_OBJECT_LIST_GET_CLASS (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return get_items (model)->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = get_items (model);

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
helio_object_list_finalize (GObject *object)
{
  g_ptr_array_unref (get_items (object));
  G_OBJECT_CLASS (helio_object_list_parent_class)->finalize (object);
}

static void
helio_object_list_class_init (HelioObjectListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_object_list_finalize;
  klass->item_type = G_TYPE_OBJECT;
}

static void
helio_object_list_init (HelioObjectList *self)
{
  HelioObjectListPrivate *priv = helio_object_list_get_instance_private (self);

  priv->items = g_ptr_array_new_with_free_func (g_object_unref);
}

guint
helio_object_list_get_length (HelioObjectList *self)
{
  return get_items (self)->len;
}

gpointer
helio_object_list_peek (HelioObjectList *self, guint position)
{
  return g_ptr_array_index (get_items (self), position);
}

void
helio_object_list_append (HelioObjectList *self, gpointer item)
{
  GPtrArray *items = get_items (self);

  g_ptr_array_add (items, item);
  g_list_model_items_changed (G_LIST_MODEL (self), items->len - 1, 0, 1);
}

void
helio_object_list_remove (HelioObjectList *self, guint position)
{
  g_ptr_array_remove_index (get_items (self), position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

gboolean
helio_object_list_remove_item (HelioObjectList *self, gpointer item)
{
  guint position;

  if (!g_ptr_array_find (get_items (self), item, &position))
    return FALSE;
  helio_object_list_remove (self, position);
  return TRUE;
}
