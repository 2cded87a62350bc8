// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-property-list.h"

#include "core/base/helio-util.h"
#include "core/mqtt/helio-properties.h"

#include <glib/gi18n.h>

/* A message may hold thousands of user properties; nobody reads them all here. */
#define SHOWN_MAX 100
#define VALUE_MAX_CHARS 1000
#define HEIGHT_MAX 120

struct _HelioPropertyList {
  GtkWidget parent_instance;

  GtkExpander *expander;
  GtkGrid *grid;
  GBytes *wire; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (HelioPropertyList, helio_property_list, GTK_TYPE_WIDGET)

static GtkWidget *
new_label (const char *text, gboolean value)
{
  GtkWidget *label = gtk_label_new (text);
  PangoAttrList *attributes = pango_attr_list_new ();

  /* A hyphen at the end of a line would be taken for a part of the value. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  pango_attr_list_unref (attributes);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* Else the list would ask for the height that it has at its narrowest. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_selectable (GTK_LABEL (label), value);
  gtk_widget_add_css_class (label, "caption");
  if (value)
    gtk_widget_set_hexpand (label, TRUE);
  else
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
add_row (HelioPropertyList *self, int row, const HelioProperty *property)
{
  g_autofree char *value = helio_printable (property->value, -1, VALUE_MAX_CHARS);
  GtkWidget *name_label = new_label (property->name, FALSE), *value_label;

  if (property->key != NULL) {
    g_autofree char *key = helio_printable (property->key, -1, VALUE_MAX_CHARS);
    g_autofree char *pair = g_strdup_printf ("%s: %s", key, value);
    value_label = new_label (pair, TRUE);
  } else {
    value_label = new_label (value, TRUE);
  }
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  name_label,
                                  NULL,
                                  -1);
  gtk_grid_attach (self->grid, name_label, 0, row, 1, 1);
  gtk_grid_attach (self->grid, value_label, 1, row, 1, 1);
}

static void
clear (HelioPropertyList *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

static void
fill (HelioPropertyList *self, GPtrArray *list)
{
  guint shown = MIN (list->len, SHOWN_MAX);
  g_autofree char *title = g_strdup_printf (C_ ("message", "Properties (%u)"), list->len);

  for (guint i = 0; i < shown; i++)
    add_row (self, (int) i, list->pdata[i]);
  if (shown < list->len) {
    g_autofree char *more = g_strdup_printf (C_ ("message", "… and %u more"), list->len - shown);
    gtk_grid_attach (self->grid, new_label (more, FALSE), 0, (int) shown, 2, 1);
  }
  gtk_expander_set_label (self->expander, title);
}

static void
helio_property_list_dispose (GObject *object)
{
  HelioPropertyList *self = HELIO_PROPERTY_LIST (object);

  if (self->expander != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->expander));
  self->expander = NULL;
  g_clear_pointer (&self->wire, g_bytes_unref);
  G_OBJECT_CLASS (helio_property_list_parent_class)->dispose (object);
}

static void
helio_property_list_class_init (HelioPropertyListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_property_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "propertylist");
}

static void
helio_property_list_init (HelioPropertyList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 4);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "helio-property-grid");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->grid));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), HEIGHT_MAX);
  self->expander = GTK_EXPANDER (gtk_expander_new (NULL));
  gtk_expander_set_expanded (self->expander, TRUE);
  gtk_expander_set_child (self->expander, scroller);
  gtk_widget_set_parent (GTK_WIDGET (self->expander), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
helio_property_list_set_wire (HelioPropertyList *self, GBytes *wire)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  gsize length;

  if (self->wire == wire ||
      (self->wire != NULL && wire != NULL && g_bytes_equal (self->wire, wire)))
    return;
  g_clear_pointer (&self->wire, g_bytes_unref);
  clear (self);
  if (wire != NULL && g_bytes_get_size (wire) > 0) {
    self->wire = g_bytes_ref (wire);
    data = g_bytes_get_data (wire, &length);
    list = helio_properties_decode (data, length, &error);
    if (list != NULL) {
      fill (self, list);
    } else {
      gtk_expander_set_label (self->expander, C_ ("message", "Properties"));
      gtk_grid_attach (self->grid, new_label (error->message, TRUE), 0, 0, 2, 1);
    }
  }
  gtk_widget_set_visible (GTK_WIDGET (self), self->wire != NULL && (list == NULL || list->len > 0));
}

GBytes *
helio_property_list_get_wire (HelioPropertyList *self)
{
  return self->wire;
}
