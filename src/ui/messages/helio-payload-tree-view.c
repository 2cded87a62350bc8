// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-payload-tree-view.h"

#include "core/base/helio-util.h"
#include "core/store/helio-id-table.h"
#include "ui/base/helio-action-reach.h"
#include "ui/base/helio-focus-port.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-live-list.h"
#include "ui/base/helio-row-menu.h"
#include "ui/messages/helio-payload-line.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

#define PATH_CHARS 1000

struct _HelioPayloadTreeView {
  GtkWidget parent_instance;

  /* owned */
  HelioPayloadTree *tree;
  HelioLiveList *rows;
  HelioRowMenu *menu; /* of a member */

  /* template */
  HelioFocusPort *port;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  GtkLabel *path_label, *change_label;
  GMenuModel *member_menu;

  /* values */
  gboolean stale;    /* the members are not those of the message that is named beside them */
  guint64 focus_key; /* to get the focus as soon as it has a row; HELIO_NO_KEY: none */
};

G_DEFINE_FINAL_TYPE (HelioPayloadTreeView, helio_payload_tree_view, GTK_TYPE_WIDGET)

static guint64
key_at (GListModel *model, guint position)
{
  g_autoptr (HelioPayloadItem) item = g_list_model_get_item (model, position);

  return item != NULL ? helio_payload_item_get_key (item) : HELIO_NO_KEY;
}

static guint32
find_node (HelioPayloadTreeView *self, guint64 key)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);

  return nodes != NULL && key != HELIO_NO_KEY ? helio_payload_nodes_find (nodes, key)
                                              : HELIO_ID_NONE;
}

static guint
position_of (GListModel *model, guint64 key)
{
  HelioPayloadTree *tree = HELIO_PAYLOAD_TREE (model);
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (tree);
  guint position = G_MAXUINT;

  if (nodes != NULL && key != HELIO_NO_KEY)
    position = helio_payload_tree_get_position (tree, helio_payload_nodes_find (nodes, key));
  return position == G_MAXUINT ? GTK_INVALID_LIST_POSITION : position;
}

static guint32
get_selected (HelioPayloadTreeView *self)
{
  return find_node (self, helio_live_list_get_selected (self->rows));
}

/* ── what stands below ── */

static void
update_path (HelioPayloadTreeView *self)
{
  const guint32 node = get_selected (self);
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *path = NULL, *shown = NULL, *member = NULL, *filter = NULL;
  gboolean any = node != HELIO_ID_NONE && !self->stale, scalar;

  if (any) {
    path = helio_payload_nodes_get_json_path (nodes, node);
    shown = helio_printable (path, -1, PATH_CHARS);
    member = helio_payload_nodes_get_member (nodes, node);
    filter = helio_payload_nodes_get_filter (nodes, node);
  }
  scalar = any && !helio_payload_nodes_is_container (nodes, node);
  gtk_label_set_text (self->path_label, shown != NULL ? shown : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->path_label), shown);
  gtk_widget_action_set_enabled (widget, "member.copy-value", any);
  gtk_widget_action_set_enabled (widget, "member.copy-path", member != NULL);
  gtk_widget_action_set_enabled (widget, "member.copy-json-path", any);
  gtk_widget_action_set_enabled (widget,
                                 "member.plot",
                                 member != NULL && scalar &&
                                     helio_action_reaches (widget, "page.plot-member"));
  gtk_widget_action_set_enabled (widget, "member.copy-filter", filter != NULL);
  gtk_widget_action_set_enabled (widget,
                                 "member.add-to-filter",
                                 filter != NULL &&
                                     helio_action_reaches (widget, "topics-page.add-to-filter"));
}

static void
update_changes (HelioPayloadTreeView *self, gboolean compared)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  const guint changed = compared ? helio_payload_nodes_get_n_changed (nodes) : 0;
  const guint removed = compared ? helio_payload_nodes_get_n_removed (nodes) : 0;
  g_autofree char *changed_text = NULL, *removed_text = NULL, *text = NULL;

  changed_text = g_strdup_printf (NP_ ("payload", "%u changed", "%u changed", changed), changed);
  removed_text = g_strdup_printf (NP_ ("payload", "%u gone", "%u gone", removed), removed);
  if (changed > 0 && removed > 0)
    /* Translators: "3 changed", "1 gone". */
    text = g_strdup_printf (C_ ("payload", "%s, %s"), changed_text, removed_text);
  else if (compared && changed == 0 && removed == 0)
    text = g_strdup (C_ ("payload", "Unchanged"));
  else if (compared)
    text = changed > 0 ? g_steal_pointer (&changed_text) : g_steal_pointer (&removed_text);
  gtk_label_set_text (self->change_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->change_label), text != NULL);
}

/* ── rows ── */

static void
refresh_lines (HelioPayloadTreeView *self)
{
  GPtrArray *lines = helio_live_list_get_lines (self->rows);

  for (guint i = 0; i < lines->len; i++)
    helio_payload_line_refresh (lines->pdata[i]);
  helio_live_list_wake (self->rows, FALSE);
}

/* What is told to assistive technology follows a little later. */
static gboolean
frame (gpointer user_data)
{
  HelioPayloadTreeView *self = user_data;
  GPtrArray *lines = helio_live_list_get_lines (self->rows);

  if (self->focus_key != HELIO_NO_KEY && (find_node (self, self->focus_key) == HELIO_ID_NONE ||
                                          helio_live_list_focus_key (self->rows, self->focus_key)))
    self->focus_key = HELIO_NO_KEY;
  for (guint i = 0; i < lines->len; i++)
    if (helio_payload_line_is_stale (lines->pdata[i]) && gtk_widget_get_mapped (lines->pdata[i]))
      return TRUE;
  return self->focus_key != HELIO_NO_KEY;
}

static void
update_status (gpointer user_data)
{
  update_path (user_data);
}

static void
set_expanded (HelioPayloadTreeView *self, guint32 node, gboolean expanded)
{
  helio_payload_tree_set_expanded (self->tree, node, expanded);
  refresh_lines (self);
}

static void
toggle (HelioPayloadTreeView *self, guint64 key)
{
  const guint32 node = find_node (self, key);

  if (node != HELIO_ID_NONE)
    set_expanded (self, node, !helio_payload_tree_get_expanded (self->tree, node));
}

static void
on_toggle (HelioPayloadTreeView *self, HelioPayloadLine *line)
{
  toggle (self, helio_payload_line_get_key (line));
}

static void
on_activate (HelioPayloadTreeView *self, guint position)
{
  toggle (self, key_at (G_LIST_MODEL (self->tree), position));
}

static GtkWidget *
make_line (gpointer user_data)
{
  HelioPayloadTreeView *self = user_data;
  HelioPayloadLine *line = helio_payload_line_new (self->tree);

  g_signal_connect_object (line, "toggle", G_CALLBACK (on_toggle), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (line);
}

static void
bind_line (GtkWidget *line, gpointer item)
{
  helio_payload_line_set_key (HELIO_PAYLOAD_LINE (line), helio_payload_item_get_key (item));
}

static guint64
key_of_line (gpointer user_data, GtkWidget *line)
{
  return helio_payload_line_get_key (HELIO_PAYLOAD_LINE (line));
}

static void
update_accessible (GtkWidget *line, gint64 now)
{
  helio_payload_line_update_accessible (HELIO_PAYLOAD_LINE (line));
}

static void
on_selected (gpointer user_data)
{
  update_path (user_data);
}

/* A click selects, which the list does; the arrow and the second click are the line's. */
static void
on_released (gpointer user_data, GtkWidget *line, int n_press)
{
  HelioPayloadTreeView *self = user_data;

  helio_live_list_wake (self->rows, FALSE);
}

static void
select_node (HelioPayloadTreeView *self, guint32 node, gboolean focus)
{
  const guint64 key =
      helio_payload_nodes_get (helio_payload_tree_get_nodes (self->tree), node)->key;
  const guint position = helio_payload_tree_get_position (self->tree, node);

  if (position == G_MAXUINT)
    return;
  helio_live_list_set_selected (self->rows, key);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  if (focus && !helio_live_list_focus_key (self->rows, key)) {
    self->focus_key = key;
    helio_live_list_wake (self->rows, FALSE);
  }
}

static gboolean
on_focus_enter (HelioPayloadTreeView *self)
{
  const guint64 selected = helio_live_list_get_selected (self->rows);

  return (selected != HELIO_NO_KEY && helio_live_list_focus_key (self->rows, selected)) ||
         helio_live_list_focus_edge (self->rows, FALSE);
}

/* ── keys ── */

static guint32
get_focused (HelioPayloadTreeView *self)
{
  GtkWidget *line = helio_live_list_get_focused (self->rows);

  return line != NULL && HELIO_IS_PAYLOAD_LINE (line)
             ? find_node (self, helio_payload_line_get_key (HELIO_PAYLOAD_LINE (line)))
             : HELIO_ID_NONE;
}

static void
fold (HelioPayloadTreeView *self, guint32 node)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  const guint32 parent = helio_payload_nodes_get (nodes, node)->parent;

  if (helio_payload_tree_get_expanded (self->tree, node))
    set_expanded (self, node, FALSE);
  else if (parent != 0)
    select_node (self, parent, TRUE);
}

static void
unfold (HelioPayloadTreeView *self, guint32 node)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);

  if (helio_payload_nodes_get (nodes, node)->n_children == 0)
    return;
  if (helio_payload_tree_get_expanded (self->tree, node))
    select_node (self, node + 1, TRUE);
  else
    set_expanded (self, node, TRUE);
}

static void
expand_to (HelioPayloadTreeView *self, guint level)
{
  guint32 node = get_selected (self);
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  const gboolean focused = helio_live_list_get_focused (self->rows) != NULL;

  if (nodes == NULL)
    return;
  helio_payload_tree_expand_to (self->tree, level);
  refresh_lines (self);
  if (node == HELIO_ID_NONE)
    return;
  /* What is folded away hands over to what holds it. */
  while (helio_payload_tree_get_position (self->tree, node) == G_MAXUINT)
    node = helio_payload_nodes_get (nodes, node)->parent;
  select_node (self, node, focused);
}

static gboolean
on_level_key (HelioPayloadTreeView *self, guint keyval)
{
  if (keyval >= GDK_KEY_0 && keyval <= GDK_KEY_9)
    expand_to (self, keyval - GDK_KEY_0);
  else if (keyval >= GDK_KEY_KP_0 && keyval <= GDK_KEY_KP_9)
    expand_to (self, keyval - GDK_KEY_KP_0);
  else if (keyval == GDK_KEY_asterisk || keyval == GDK_KEY_KP_Multiply)
    expand_to (self, G_MAXUINT);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static gboolean
on_key (gpointer user_data, guint keyval, GdkModifierType state)
{
  HelioPayloadTreeView *self = user_data;
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const guint32 node = get_focused (self);

  if (helio_row_menu_key (self->menu, keyval, state))
    return GDK_EVENT_STOP;
  if ((state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (on_level_key (self, keyval))
    return GDK_EVENT_STOP;
  if (node == HELIO_ID_NONE)
    return GDK_EVENT_PROPAGATE;
  switch (keyval) {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      (rtl ? unfold : fold) (self, node);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      (rtl ? fold : unfold) (self, node);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      set_expanded (self, node, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      set_expanded (self, node, FALSE);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
  }
}

static const HelioLiveListFuncs rows_funcs = {
    .keys = {key_at, position_of},
    .make_line = make_line,
    .bind_line = bind_line,
    .key_of_line = key_of_line,
    .update_accessible = update_accessible,
    .frame = frame,
    .update_status = update_status,
    .selected = on_selected,
    .released = on_released,
    .key = on_key,
};

/* ── what can be done with a member ── */

static void
copy (HelioPayloadTreeView *self, char *text_taken, const char *toast)
{
  g_autofree char *text = text_taken;

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  helio_toast_show (GTK_WIDGET (self), toast, NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPayloadTreeView *self = HELIO_PAYLOAD_TREE_VIEW (widget);
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  const guint32 node = get_selected (self);

  if (node == HELIO_ID_NONE)
    return;
  if (g_str_equal (name, "member.copy-value"))
    copy (self, helio_payload_nodes_get_value (nodes, node), C_ ("toast", "Value copied"));
  else if (g_str_equal (name, "member.copy-path"))
    copy (self, helio_payload_nodes_get_member (nodes, node), C_ ("toast", "Path copied"));
  else if (g_str_equal (name, "member.copy-filter"))
    copy (self, helio_payload_nodes_get_filter (nodes, node), C_ ("toast", "Filter copied"));
  else
    copy (self, helio_payload_nodes_get_json_path (nodes, node), C_ ("toast", "Path copied"));
}

static void
plot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPayloadTreeView *self = HELIO_PAYLOAD_TREE_VIEW (widget);
  const guint32 node = get_selected (self);
  g_autofree char *member = NULL;

  if (node == HELIO_ID_NONE)
    return;
  member = helio_payload_nodes_get_member (helio_payload_tree_get_nodes (self->tree), node);
  if (member != NULL)
    gtk_widget_activate_action (widget, "inspector.plot-member", "s", member);
}

static void
add_to_filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPayloadTreeView *self = HELIO_PAYLOAD_TREE_VIEW (widget);
  const guint32 node = get_selected (self);
  g_autofree char *filter = NULL;

  if (node == HELIO_ID_NONE)
    return;
  filter = helio_payload_nodes_get_filter (helio_payload_tree_get_nodes (self->tree), node);
  if (filter != NULL)
    gtk_widget_activate_action (widget, "topics-page.add-to-filter", "s", filter);
}

static void
fold_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  expand_to (HELIO_PAYLOAD_TREE_VIEW (widget), g_variant_get_uint32 (parameter));
}

/* ── menu of a member ── */

/* The entries are about what is selected, as their keys are. */
static GMenuModel *
make_menu (gpointer user_data, GtkWidget *line)
{
  HelioPayloadTreeView *self = user_data;
  const guint32 node = find_node (self, helio_payload_line_get_key (HELIO_PAYLOAD_LINE (line)));

  if (node == HELIO_ID_NONE)
    return NULL;
  select_node (self, node, TRUE);
  return g_object_ref (self->member_menu);
}

/* ── object ── */

static gboolean
helio_payload_tree_view_grab_focus (GtkWidget *widget)
{
  return on_focus_enter (HELIO_PAYLOAD_TREE_VIEW (widget));
}

static void
helio_payload_tree_view_dispose (GObject *object)
{
  HelioPayloadTreeView *self = HELIO_PAYLOAD_TREE_VIEW (object);
  GtkWidget *child;

  g_clear_pointer (&self->menu, helio_row_menu_free);
  g_clear_pointer (&self->rows, helio_live_list_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->tree);
  G_OBJECT_CLASS (helio_payload_tree_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "member.copy-value", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "member.copy-path", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "member.copy-json-path", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "member.plot", NULL, plot_action);
  gtk_widget_class_install_action (widget_class, "member.copy-filter", NULL, copy_action);
  gtk_widget_class_install_action (widget_class,
                                   "member.add-to-filter",
                                   NULL,
                                   add_to_filter_action);
  gtk_widget_class_install_action (widget_class, "member.fold-to", "u", fold_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_c,
                                       GDK_CONTROL_MASK,
                                       "member.copy-value",
                                       NULL);
}

static void
helio_payload_tree_view_class_init (HelioPayloadTreeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_payload_tree_view_dispose;
  widget_class->grab_focus = helio_payload_tree_view_grab_focus;
  g_type_ensure (HELIO_TYPE_FOCUS_PORT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-payload-tree-view.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioPayloadTreeView, name)
  BIND (port);
  BIND (scroller);
  BIND (list_view);
  BIND (path_label);
  BIND (change_label);
  BIND (member_menu);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_focus_enter);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "payloadtree");
}

static void
helio_payload_tree_view_init (HelioPayloadTreeView *self)
{
  self->focus_key = HELIO_NO_KEY;
  self->tree = helio_payload_tree_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = helio_live_list_new (&rows_funcs,
                                    GTK_WIDGET (self),
                                    self->list_view,
                                    GTK_WIDGET (self->scroller));
  helio_live_list_set_model (self->rows, G_LIST_MODEL (self->tree));
  self->menu = helio_row_menu_new (self->rows, self->list_view, GTK_WIDGET (self), make_menu, NULL);
  update_path (self);
}

guint64
helio_payload_tree_view_get_seed (HelioPayloadTreeView *self)
{
  return helio_payload_tree_get_seed (self->tree);
}

void
helio_payload_tree_view_set_nodes (HelioPayloadTreeView *self,
                                   HelioPayloadNodes *nodes,
                                   gboolean compared)
{
  helio_payload_tree_set_nodes (self->tree, nodes);
  refresh_lines (self);
  update_path (self);
  update_changes (self, compared && nodes != NULL);
}

HelioPayloadTree *
helio_payload_tree_view_get_tree (HelioPayloadTreeView *self)
{
  return self->tree;
}

void
helio_payload_tree_view_set_stale (HelioPayloadTreeView *self, gboolean stale)
{
  if (self->stale == stale)
    return;
  self->stale = stale;
  update_path (self);
}

guint
helio_payload_tree_view_find (HelioPayloadTreeView *self, const char *text, int step, guint *nth)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  g_autoptr (HelioNeedle) needle = helio_needle_new (text);
  guint32 from = get_selected (self), found;

  *nth = 0;
  if (nodes == NULL || *text == '\0')
    return 0;
  if (step == 0 && from != HELIO_ID_NONE)
    from--; /* never the payload itself, which is no row */
  found = helio_payload_nodes_search (nodes, needle, from, step < 0);
  if (found == HELIO_ID_NONE)
    return 0;
  helio_payload_tree_reveal (self->tree, found);
  refresh_lines (self);
  select_node (self, found, FALSE);
  return helio_payload_nodes_count_matches (nodes, needle, found, nth);
}

guint
helio_payload_tree_view_count (HelioPayloadTreeView *self, const char *text, guint *nth)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  g_autoptr (HelioNeedle) needle = helio_needle_new (text);

  *nth = 0;
  if (nodes == NULL || *text == '\0')
    return 0;
  return helio_payload_nodes_count_matches (nodes, needle, get_selected (self), nth);
}
