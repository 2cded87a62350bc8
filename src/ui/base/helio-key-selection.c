// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-key-selection.h"

struct _HelioKeySelection {
  GObject parent_instance;

  GListModel *model; /* (nullable) */
  gulong items_changed_id;
  const HelioKeySelectionFuncs *funcs;
  guint64 selected;

  gboolean sliding;
  guint hidden;  /* rows at the head of the model that the list was not told of yet */
  gboolean slid; /* since somebody asked */
};

typedef enum {
  PROP_SELECTED = 1,
  N_PROPERTIES
} HelioKeySelectionProperty;

static GParamSpec *properties[N_PROPERTIES];

static GType
get_item_type (GListModel *list)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *list)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (list);

  return self->model != NULL ? g_list_model_get_n_items (self->model) - self->hidden : 0;
}

static gpointer
get_item (GListModel *list, guint position)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (list);

  return self->model != NULL ? g_list_model_get_item (self->model, position + self->hidden) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (model);

  return self->selected != HELIO_NO_KEY &&
         helio_key_selection_get_key (self, position) == self->selected;
}

static guint
selected_position (HelioKeySelection *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->model != NULL && self->selected != HELIO_NO_KEY)
    position = self->funcs->position_of (self->model, self->selected);
  return position == GTK_INVALID_LIST_POSITION || position < self->hidden
             ? GTK_INVALID_LIST_POSITION
             : position - self->hidden;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (model);
  GtkBitset *result = gtk_bitset_new_empty ();
  guint selected = selected_position (self);

  if (selected != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (result, selected);
  return result;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (model);
  guint64 key = helio_key_selection_get_key (self, position);

  if (key == HELIO_NO_KEY)
    return FALSE;
  helio_key_selection_set_selected (self, key);
  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  if (is_selected (model, position))
    helio_key_selection_set_selected (HELIO_KEY_SELECTION (model), HELIO_NO_KEY);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioKeySelection,
                               helio_key_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          selection_model_init))

static void
tell_moved (HelioKeySelection *self, guint before, guint after)
{
  if (before == after)
    return;
  if (before != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), before, 1);
  if (after != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), after, 1);
}

/* Rows come at the end, as many become hidden at the head. */
static void
slide (HelioKeySelection *self, guint added)
{
  guint before = selected_position (self);

  /* One of those that come is none that the list has. */
  if (before >= get_n_items (G_LIST_MODEL (self)) - added)
    before = GTK_INVALID_LIST_POSITION;
  self->hidden += added;
  self->slid = TRUE;
  tell_moved (self, before, selected_position (self));
}

static void
on_items_changed (HelioKeySelection *self, guint position, guint removed, guint added)
{
  const guint n_before = g_list_model_get_n_items (self->model) - added + removed;
  const guint hidden = self->hidden;

  if (self->sliding && position == n_before && removed == 0 &&
      n_before - hidden >= HELIO_SLIDE_MIN) {
    slide (self, added);
  } else if (position >= hidden) {
    g_list_model_items_changed (G_LIST_MODEL (self), position - hidden, removed, added);
  } else if (position + removed <= hidden) {
    self->hidden += added - removed;
  } else {
    self->hidden = position;
    g_list_model_items_changed (G_LIST_MODEL (self), 0, position + removed - hidden, added);
  }
}

static void
helio_key_selection_dispose (GObject *object)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (object);

  if (self->model != NULL)
    g_clear_signal_handler (&self->items_changed_id, self->model);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (helio_key_selection_parent_class)->dispose (object);
}

static void
helio_key_selection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (object);

  switch ((HelioKeySelectionProperty) id) {
    case PROP_SELECTED:
      g_value_set_uint64 (value, self->selected);
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_key_selection_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioKeySelection *self = HELIO_KEY_SELECTION (object);

  switch ((HelioKeySelectionProperty) id) {
    case PROP_SELECTED:
      helio_key_selection_set_selected (self, g_value_get_uint64 (value));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_key_selection_class_init (HelioKeySelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = helio_key_selection_dispose;
  object_class->get_property = helio_key_selection_get_property;
  object_class->set_property = helio_key_selection_set_property;
  properties[PROP_SELECTED] =
      g_param_spec_uint64 ("selected",
                           NULL,
                           NULL,
                           0,
                           G_MAXUINT64,
                           HELIO_NO_KEY,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
helio_key_selection_init (HelioKeySelection *self)
{
  self->selected = HELIO_NO_KEY;
}

HelioKeySelection *
helio_key_selection_new (const HelioKeySelectionFuncs *funcs)
{
  HelioKeySelection *self = g_object_new (HELIO_TYPE_KEY_SELECTION, NULL);

  self->funcs = funcs;
  return self;
}

void
helio_key_selection_set_model (HelioKeySelection *self, GListModel *model)
{
  guint removed = get_n_items (G_LIST_MODEL (self)), added;

  if (self->model == model)
    return;
  if (self->model != NULL)
    g_clear_signal_handler (&self->items_changed_id, self->model);
  self->hidden = 0;
  self->slid = FALSE;
  g_set_object (&self->model, model);
  if (model != NULL)
    self->items_changed_id =
        g_signal_connect_swapped (model, "items-changed", G_CALLBACK (on_items_changed), self);
  added = get_n_items (G_LIST_MODEL (self));
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, added);
}

GListModel *
helio_key_selection_get_model (HelioKeySelection *self)
{
  return self->model;
}

void
helio_key_selection_set_selected (HelioKeySelection *self, guint64 key)
{
  guint before;

  if (self->selected == key)
    return;
  before = selected_position (self);
  self->selected = key;
  tell_moved (self, before, selected_position (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

guint64
helio_key_selection_get_selected (HelioKeySelection *self)
{
  return self->selected;
}

guint64
helio_key_selection_get_key (HelioKeySelection *self, guint position)
{
  return position < get_n_items (G_LIST_MODEL (self))
             ? self->funcs->key_at (self->model, position + self->hidden)
             : HELIO_NO_KEY;
}

void
helio_key_selection_set_sliding (HelioKeySelection *self, gboolean sliding)
{
  self->sliding = sliding;
}

guint
helio_key_selection_get_hidden (HelioKeySelection *self)
{
  return self->hidden;
}

void
helio_key_selection_settle (HelioKeySelection *self)
{
  const guint hidden = self->hidden;

  self->hidden = 0;
  if (hidden > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, hidden);
}

gboolean
helio_key_selection_take_slid (HelioKeySelection *self)
{
  const gboolean slid = self->slid;

  self->slid = FALSE;
  return slid;
}
