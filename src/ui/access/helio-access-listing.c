// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-listing.h"

#include "core/base/helio-util.h"
#include "ui/access/helio-access-words.h"

#include <glib/gi18n.h>

#define EVIDENCE_CHARS 400

struct _HelioAccessListing {
  GObject parent_instance;

  HelioAccessGrid *grid; /* owned */
  guint n_items;         /* that were told of */
};

static GType
get_item_type (GListModel *model)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return ((HelioAccessListing *) model)->n_items;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HelioAccessListing *self = (HelioAccessListing *) model;
  const guint check = helio_access_grid_get_listed (self->grid, position);
  g_autofree char *sentence = NULL;

  if (position >= self->n_items || check == HELIO_NO_CELL)
    return NULL;
  sentence = helio_access_make_sentence (self->grid, check);
  return gtk_string_object_new (sentence);
}

static void
init_list (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioAccessListing,
                               helio_access_listing,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list))

/* As two emissions: a list view asks for every row of a replacement. */
static void
on_arranged (HelioAccessListing *self)
{
  const guint removed = self->n_items;

  self->n_items = 0;
  if (removed > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, 0);
  self->n_items = helio_access_grid_get_n_listed (self->grid);
  if (self->n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->n_items);
}

static void
on_changed (HelioAccessListing *self)
{
  const guint before = self->n_items, now = helio_access_grid_get_n_listed (self->grid);

  if (now <= before)
    return;
  self->n_items = now;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, now - before);
}

static void
helio_access_listing_dispose (GObject *object)
{
  g_clear_object (&HELIO_ACCESS_LISTING (object)->grid);
  G_OBJECT_CLASS (helio_access_listing_parent_class)->dispose (object);
}

static void
helio_access_listing_class_init (HelioAccessListingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_access_listing_dispose;
}

static void
helio_access_listing_init (HelioAccessListing *self)
{
}

HelioAccessListing *
helio_access_listing_new (HelioAccessGrid *grid)
{
  HelioAccessListing *self = g_object_new (HELIO_TYPE_ACCESS_LISTING, NULL);

  self->grid = g_object_ref (grid);
  self->n_items = helio_access_grid_get_n_listed (grid);
  g_signal_connect_object (grid, "arranged", G_CALLBACK (on_arranged), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (grid, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return self;
}

/* The view */

static GtkWidget *
make_label (GtkBox *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *glyph = make_label (GTK_BOX (row), "heading");

  gtk_widget_set_valign (glyph, GTK_ALIGN_START);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (row), texts);
  make_label (GTK_BOX (texts), NULL);
  make_label (GTK_BOX (texts), "dim-label");
  gtk_widget_add_css_class (row, "helio-difference");
  gtk_list_item_set_child (item, row);
}

static HelioAccessGrid *
get_grid (GtkListView *view)
{
  GtkSelectionModel *selection = gtk_list_view_get_model (view);
  GListModel *listing =
      selection != NULL ? gtk_no_selection_get_model (GTK_NO_SELECTION (selection)) : NULL;

  return listing != NULL ? HELIO_ACCESS_LISTING (listing)->grid : NULL;
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  static const char *const styles[HELIO_N_CELL_STATES] =
      {NULL, NULL, "success", NULL, "warning", "warning", "error"};
  HelioAccessGrid *grid = get_grid (user_data);
  GtkWidget *glyph = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *sentence = gtk_widget_get_first_child (gtk_widget_get_next_sibling (glyph));
  GtkWidget *evidence = gtk_widget_get_next_sibling (sentence);
  const guint check = helio_access_grid_get_listed (grid, gtk_list_item_get_position (item));
  g_autofree char *seen = NULL, *shown = NULL;
  HelioCellState state;

  if (check == HELIO_NO_CELL)
    return;
  state = helio_access_grid_get_state (grid, check);
  seen = helio_report_describe (helio_access_grid_get_report (grid), check);
  shown = helio_printable (seen, -1, EVIDENCE_CHARS);
  gtk_label_set_text (GTK_LABEL (glyph), helio_access_get_glyph (state));
  for (guint i = 0; i < HELIO_N_CELL_STATES; i++)
    if (styles[i] != NULL)
      gtk_widget_remove_css_class (glyph, styles[i]);
  if (styles[state] != NULL)
    gtk_widget_add_css_class (glyph, styles[state]);
  gtk_widget_set_tooltip_text (glyph, helio_access_describe_state (state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (glyph),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  helio_access_describe_state (state),
                                  -1);
  gtk_label_set_text (GTK_LABEL (sentence),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
  gtk_label_set_text (GTK_LABEL (evidence), shown);
}

typedef struct {
  HelioAccessListingFunc activated;
  gpointer user_data;
} Target;

static void
on_activate (GtkListView *view, guint position, gpointer user_data)
{
  const Target *target = user_data;
  HelioAccessGrid *grid = get_grid (view);
  const guint check = grid != NULL ? helio_access_grid_get_listed (grid, position) : HELIO_NO_CELL;

  if (check != HELIO_NO_CELL)
    target->activated (target->user_data, check);
}

static void
target_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

GtkWidget *
helio_access_listing_make_view (HelioAccessListingFunc activated, gpointer user_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view = gtk_list_view_new (NULL, factory);
  Target *target = g_new (Target, 1);

  *target = (Target){activated, user_data};
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), view);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  g_signal_connect_data (view, "activate", G_CALLBACK (on_activate), target, target_free, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "Differences"),
                                  -1);
  return view;
}

void
helio_access_listing_set_grid (GtkListView *view, HelioAccessGrid *grid)
{
  g_autoptr (GtkNoSelection) selection =
      grid != NULL ? gtk_no_selection_new (G_LIST_MODEL (helio_access_listing_new (grid))) : NULL;

  gtk_list_view_set_model (view, GTK_SELECTION_MODEL (selection));
}
