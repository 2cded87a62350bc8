// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-payload-line.h"

#include "core/base/helio-util.h"
#include "core/store/helio-id-table.h"
#include "ui/base/helio-draw-text.h"
#include "ui/base/helio-fold-click.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-draw.h"

#include <glib/gi18n.h>

#define PADDING_X 6
#define PADDING_Y 3
#define MARK 6
#define INDENT 16
#define ARROW 16
#define GAP 8
#define MAX_DEPTH_SHOWN 16 /* deeper levels are not indented any further */
/* More is not to be seen on a line, nor in its tooltip. */
#define NAME_CHARS 200
#define VALUE_CHARS 400
#define TOOLTIP_CHARS 2000

struct _HelioPayloadLine {
  GtkWidget parent_instance;

  HelioPayloadTree *tree;
  PangoLayout *name, *value; /* made when first drawn */
  int height;

  guint64 key;
  gboolean has_key, stale, label_stale;

  /* as fetched */
  guint depth;
  gboolean is_container, has_children, expanded;
  HelioJsonType kind;
  HelioPayloadChange change;
};

G_DEFINE_FINAL_TYPE (HelioPayloadLine, helio_payload_line, GTK_TYPE_WIDGET)

/* (nullable): it is gone. */
static const HelioPayloadNode *
find_node (HelioPayloadLine *self, guint32 *id)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);

  if (nodes == NULL || !self->has_key)
    return NULL;
  *id = helio_payload_nodes_find (nodes, self->key);
  return *id != HELIO_ID_NONE ? helio_payload_nodes_get (nodes, *id) : NULL;
}

char *
helio_payload_line_count (const HelioPayloadNode *node)
{
  g_autofree char *number = helio_format_count (node->n_children);

  if (node->kind == HELIO_JSON_ARRAY)
    return g_strdup_printf (NP_ ("payload", "%s element", "%s elements", node->n_children), number);
  return g_strdup_printf (NP_ ("payload", "%s member", "%s members", node->n_children), number);
}

/* Of what holds others and is unfolded how many, of everything else the value. */
static char *
describe_value (HelioPayloadLine *self, guint32 id, const HelioPayloadNode *node, gsize max_chars)
{
  if (node->n_children > 0 && helio_payload_tree_get_expanded (self->tree, id))
    return helio_payload_line_count (node);
  return helio_payload_nodes_preview (helio_payload_tree_get_nodes (self->tree), id, max_chars);
}

static const char *
describe_change (HelioPayloadChange change)
{
  switch (change) {
    case HELIO_PAYLOAD_ADDED:
      return C_ ("payload", "was not in the message before");
    case HELIO_PAYLOAD_CHANGED:
      return C_ ("payload", "changed since the message before");
    case HELIO_PAYLOAD_INSIDE:
      return C_ ("payload", "something inside changed since the message before");
    case HELIO_PAYLOAD_SAME:
    default:
      return NULL;
  }
}

/* ── drawing ── */

static PangoLayout *
create_layout (HelioPayloadLine *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_family_new ("Monospace"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static void
clear_layouts (HelioPayloadLine *self)
{
  g_clear_object (&self->name);
  g_clear_object (&self->value);
  self->height = 0;
}

static void
fetch (HelioPayloadLine *self)
{
  guint32 id;
  const HelioPayloadNode *node = find_node (self, &id);
  g_autofree char *name = NULL, *value = NULL, *named = NULL;

  self->stale = FALSE;
  if (node == NULL) {
    pango_layout_set_text (self->name, "", -1);
    pango_layout_set_text (self->value, "", -1);
    return;
  }
  name = helio_payload_nodes_get_name (helio_payload_tree_get_nodes (self->tree), id, NAME_CHARS);
  named = g_strconcat (*name != '\0' ? name : "\"\"", ":", NULL);
  value = describe_value (self, id, node, VALUE_CHARS);
  pango_layout_set_text (self->name, named, -1);
  pango_layout_set_text (self->value, value, -1);
  self->depth = node->depth - 1;
  self->kind = node->kind;
  self->change = node->change;
  self->is_container = node->kind == HELIO_JSON_OBJECT || node->kind == HELIO_JSON_ARRAY;
  self->has_children = node->n_children > 0;
  self->expanded = helio_payload_tree_get_expanded (self->tree, id);
}

static int
arrow_x (HelioPayloadLine *self)
{
  return PADDING_X + MARK + 2 + INDENT * (int) MIN (self->depth, MAX_DEPTH_SHOWN);
}

static void
append_bar (HelioPayloadLine *self, GtkSnapshot *snapshot, float y, float height, GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float x = PADDING_X;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = (float) gtk_widget_get_width (widget) - x - 3;
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, 3, height));
}

/* A bar for what changed or came, in two pieces for what is somewhere inside: not by colour alone. */
static void
draw_mark (HelioPayloadLine *self, GtkSnapshot *snapshot)
{
  const float height = (float) gtk_widget_get_height (GTK_WIDGET (self)) - 4;
  GdkRGBA color;

  if (self->change == HELIO_PAYLOAD_SAME ||
      (self->change == HELIO_PAYLOAD_INSIDE && self->expanded))
    return;
  helio_draw_get_named_color (GTK_WIDGET (self),
                              self->change == HELIO_PAYLOAD_ADDED ? "success_color"
                                                                  : "accent_color",
                              &color);
  if (self->change != HELIO_PAYLOAD_INSIDE) {
    append_bar (self, snapshot, 2, height, &color);
    return;
  }
  append_bar (self, snapshot, 2, height / 3, &color);
  append_bar (self, snapshot, 2 + height * 2 / 3, height / 3, &color);
}

static void
draw_layout (HelioPayloadLine *self,
             GtkSnapshot *snapshot,
             PangoLayout *layout,
             int x,
             int width,
             const GdkRGBA *color)
{
  if (width <= 0)
    return;
  pango_layout_set_width (layout, width * PANGO_SCALE);
  helio_draw_text (GTK_WIDGET (self), snapshot, layout, x, width, 0, color);
}

static void
get_value_color (HelioPayloadLine *self, const GdkRGBA *text, GdkRGBA *color)
{
  *color = *text;
  if (self->is_container || self->kind == HELIO_JSON_NULL)
    color->alpha *= 0.65f;
  else if (self->kind != HELIO_JSON_STRING)
    helio_draw_get_named_color (GTK_WIDGET (self), "accent_color", color);
}

static void
helio_payload_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HelioPayloadLine *self = HELIO_PAYLOAD_LINE (widget);
  const int end = gtk_widget_get_width (widget) - PADDING_X;
  int x, name_width, value_width;
  GdkRGBA text, dim, color;

  if (self->name == NULL) {
    self->name = create_layout (self);
    self->value = create_layout (self);
    self->stale = TRUE;
  }
  if (self->stale)
    fetch (self);
  helio_draw_get_color (widget, &text);
  dim = text;
  dim.alpha *= 0.65f;
  draw_mark (self, snapshot);
  x = arrow_x (self);
  if (self->has_children)
    helio_draw_arrow (widget, snapshot, x, ARROW, self->expanded, &dim);
  x += ARROW + 2;

  pango_layout_set_width (self->name, -1);
  pango_layout_get_pixel_size (self->name, &name_width, NULL);
  pango_layout_set_width (self->value, -1);
  pango_layout_get_pixel_size (self->value, &value_width, NULL);
  /* Of a long name and a long value both keep a part of the line. */
  if (name_width + GAP + value_width > end - x)
    name_width = MIN (name_width, MAX ((end - x) / 2, end - x - GAP - value_width));
  draw_layout (self, snapshot, self->name, x, name_width, &dim);
  x += name_width + GAP;
  get_value_color (self, &text, &color);
  draw_layout (self, snapshot, self->value, x, end - x, &color);
}

static void
helio_payload_line_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  HelioPayloadLine *self = HELIO_PAYLOAD_LINE (widget);

  *minimum = *natural = 0;
  if (orientation != GTK_ORIENTATION_VERTICAL)
    return;
  if (self->height == 0) {
    g_autoptr (PangoLayout) layout = create_layout (self);

    pango_layout_set_text (layout, "Xg", -1);
    pango_layout_get_pixel_size (layout, NULL, &self->height);
    self->height += 2 * PADDING_Y;
  }
  *minimum = *natural = self->height;
}

static void
helio_payload_line_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (helio_payload_line_parent_class)->css_changed (widget, change);
  clear_layouts (HELIO_PAYLOAD_LINE (widget));
  gtk_widget_queue_resize (widget);
}

/* ── what is said of it ── */

static gboolean
helio_payload_line_query_tooltip (GtkWidget *widget,
                                  int x,
                                  int y,
                                  gboolean keyboard,
                                  GtkTooltip *tooltip)
{
  HelioPayloadLine *self = HELIO_PAYLOAD_LINE (widget);
  guint32 id;
  const HelioPayloadNode *node = find_node (self, &id);
  g_autofree char *path = NULL, *shown_path = NULL, *value = NULL, *text = NULL;
  const char *change;

  if (node == NULL)
    return FALSE;
  path = helio_payload_nodes_get_json_path (helio_payload_tree_get_nodes (self->tree), id);
  value = describe_value (self, id, node, TOOLTIP_CHARS);
  change = describe_change (node->change);
  shown_path = helio_printable (path, -1, TOOLTIP_CHARS);
  text = g_strjoin ("\n", shown_path, value, change, NULL);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

gboolean
helio_payload_line_is_stale (HelioPayloadLine *self)
{
  return self->label_stale;
}

void
helio_payload_line_update_accessible (HelioPayloadLine *self)
{
  GtkAccessible *row = GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self)));
  guint32 id;
  const HelioPayloadNode *node = find_node (self, &id);
  g_autofree char *name = NULL, *value = NULL, *label = NULL;
  const char *change;

  if (!self->label_stale || row == NULL || node == NULL)
    return;
  self->label_stale = FALSE;
  name = helio_payload_nodes_get_name (helio_payload_tree_get_nodes (self->tree), id, NAME_CHARS);
  value = describe_value (self, id, node, VALUE_CHARS);
  change = describe_change (node->change);
  label = change != NULL ? g_strdup_printf ("%s: %s, %s", name, value, change)
                         : g_strdup_printf ("%s: %s", name, value);
  gtk_accessible_update_property (row,
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  (int) node->depth,
                                  -1);
  if (node->n_children > 0)
    gtk_accessible_update_state (row,
                                 GTK_ACCESSIBLE_STATE_EXPANDED,
                                 helio_payload_tree_get_expanded (self->tree, id),
                                 -1);
  else
    gtk_accessible_reset_state (row, GTK_ACCESSIBLE_STATE_EXPANDED);
}

/* ── object ── */

static int
find_arrow (GtkWidget *widget)
{
  HelioPayloadLine *self = HELIO_PAYLOAD_LINE (widget);

  return self->has_children ? arrow_x (self) : -1;
}

static void
helio_payload_line_dispose (GObject *object)
{
  HelioPayloadLine *self = HELIO_PAYLOAD_LINE (object);

  clear_layouts (self);
  g_clear_object (&self->tree);
  G_OBJECT_CLASS (helio_payload_line_parent_class)->dispose (object);
}

static void
helio_payload_line_class_init (HelioPayloadLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_payload_line_dispose;
  widget_class->snapshot = helio_payload_line_snapshot;
  widget_class->measure = helio_payload_line_measure;
  widget_class->css_changed = helio_payload_line_css_changed;
  widget_class->query_tooltip = helio_payload_line_query_tooltip;
  helio_signal_new ("toggle", HELIO_TYPE_PAYLOAD_LINE);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
helio_payload_line_init (HelioPayloadLine *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  helio_fold_click_add (GTK_WIDGET (self), ARROW, find_arrow);
}

HelioPayloadLine *
helio_payload_line_new (HelioPayloadTree *tree)
{
  HelioPayloadLine *self = g_object_new (HELIO_TYPE_PAYLOAD_LINE, NULL);

  self->tree = g_object_ref (tree);
  return self;
}

void
helio_payload_line_set_key (HelioPayloadLine *self, guint64 key)
{
  if (self->has_key && self->key == key)
    return;
  self->key = key;
  self->has_key = TRUE;
  helio_payload_line_refresh (self);
}

guint64
helio_payload_line_get_key (HelioPayloadLine *self)
{
  return self->key;
}

void
helio_payload_line_refresh (HelioPayloadLine *self)
{
  self->stale = self->label_stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
