// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topic-view-private.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-action-reach.h"
#include "ui/base/helio-focus.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-settings.h"
#include "ui/topics/helio-topic-line.h"
#include "ui/topics/helio-topic-menu.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

/* More rows than these at one stroke are nothing to look at. */
#define EXPAND_BELOW_MAX 10000

/* In the order of HelioTopicSort; as the settings have them. */
static const char *const sorts[] = {"name", "rate", "recent"};

G_DEFINE_FINAL_TYPE (HelioTopicView, helio_topic_view, GTK_TYPE_WIDGET)

typedef enum {
  PROP_SELECTED_TOPIC = 1,
  PROP_SORT,
  N_PROPERTIES
} HelioTopicViewProperty;

enum {
  SIGNAL_OPEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static const char *const of_selected[] = {"topics.plot",
                                          "topics.expand-below",
                                          "topics.collapse-below"};

static guint64
key_at (GListModel *model, guint position)
{
  g_autoptr (HelioTopicItem) item = g_list_model_get_item (model, position);

  return item != NULL
             ? helio_topic_tree_get_key (HELIO_TOPIC_TREE (model), helio_topic_item_get_node (item))
             : HELIO_NO_KEY;
}

static guint
position_of (GListModel *model, guint64 key)
{
  HelioTopicTree *tree = HELIO_TOPIC_TREE (model);
  guint position = helio_topic_tree_get_position (tree, helio_topic_tree_find_key (tree, key));

  return position == G_MAXUINT ? GTK_INVALID_LIST_POSITION : position;
}

static guint
get_n_rows (HelioTopicView *self)
{
  return self->tree != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->tree)) : 0;
}

static const char *
describe_empty (HelioTopicView *self, guint n_topics)
{
  const guint n_ignored = self->tree != NULL ? helio_topic_tree_get_n_ignored (self->tree) : 0;

  if (n_topics == 0)
    return C_ ("topic tree", "Topics appear as messages arrive");
  if (n_ignored == n_topics)
    return C_ ("topic tree", "All topics are ignored");
  if (n_ignored > 0)
    return C_ ("topic tree", "No topic matches; ignored ones are left out");
  return C_ ("topic tree", "No topic matches");
}

static void
update_status (gpointer user_data)
{
  HelioTopicView *self = user_data;
  guint n_topics = self->tree != NULL ? helio_topic_tree_get_n_topics (self->tree) : 0;
  g_autofree char *text = helio_format_n_topics (n_topics);
  gboolean any = get_n_rows (self) > 0;

  if (g_strcmp0 (gtk_inscription_get_text (self->count_label), text) != 0)
    gtk_inscription_set_text (self->count_label, text);
  helio_ignored_button_update (self->ignored_button);
  if (!any)
    gtk_label_set_text (self->empty_label, describe_empty (self, n_topics));
  gtk_stack_set_visible_child_name (self->stack, any ? "tree" : "empty");
}

/* What was selected may have been dropped, and may be there again. */
static void
keep_selected (HelioTopicView *self)
{
  guint64 key = helio_live_list_get_selected (self->rows);
  guint32 node;

  if (self->selected_topic == NULL ||
      (key != HELIO_NO_KEY && helio_topic_tree_find_key (self->tree, key) != G_MAXUINT32))
    return;
  node = helio_topic_tree_find (self->tree, self->selected_topic);
  if (node != G_MAXUINT32)
    helio_live_list_set_selected (self->rows, helio_topic_tree_get_key (self->tree, node));
}

/* A row that is hidden by now might be shown again when somebody is somewhere else. */
static void
give_focus (HelioTopicView *self)
{
  if (position_of (G_LIST_MODEL (self->tree), self->focus_key) == GTK_INVALID_LIST_POSITION ||
      helio_live_list_focus_key (self->rows, self->focus_key))
    self->focus_key = HELIO_NO_KEY;
}

/* Whoever was at a row that has gone from @position is then at the one above it, or at the first one. Branches that had
 * nothing else to show went with it. */
static void
leave_row (HelioTopicView *self, guint32 node, guint position)
{
  guint32 parent = helio_topic_tree_get_parent (self->tree, node);

  while (parent != G_MAXUINT32 && position > 0 &&
         helio_topic_tree_get_position (self->tree, parent) == G_MAXUINT) {
    position--;
    parent = helio_topic_tree_get_parent (self->tree, parent);
  }
  position = MIN (MAX (position, 1), get_n_rows (self)) - 1;
  helio_live_list_focus_key (self->rows, key_at (G_LIST_MODEL (self->tree), position));
}

/* FALSE: there is nothing else to do. */
static gboolean
flush (HelioTopicView *self)
{
  GtkWidget *line = helio_focus_is_in (GTK_WIDGET (self->list_view))
                        ? helio_live_list_get_focused (self->rows)
                        : NULL;
  guint64 key = HELIO_NO_KEY;
  guint position = G_MAXUINT;
  gboolean busy;

  if (line != NULL && HELIO_IS_TOPIC_LINE (line)) {
    const guint32 node = helio_topic_line_get_node (HELIO_TOPIC_LINE (line));

    key = helio_topic_tree_get_key (self->tree, node);
    position = helio_topic_tree_get_position (self->tree, node);
  }
  busy = helio_topic_tree_flush (self->tree);
  if (position != G_MAXUINT && get_n_rows (self) > 0 &&
      position_of (G_LIST_MODEL (self->tree), key) == GTK_INVALID_LIST_POSITION)
    leave_row (self, helio_topic_tree_find_key (self->tree, key), position);
  return busy;
}

static gboolean
frame (gpointer user_data)
{
  HelioTopicView *self = user_data;
  GPtrArray *lines = helio_live_list_get_lines (self->rows);
  const gint64 now = g_get_monotonic_time ();
  gboolean busy;

  helio_topic_calm_before (self->calm, self->tree, now);
  busy = flush (self);
  busy |= helio_topic_calm_after (self->calm, self->tree);
  for (guint i = 0; i < lines->len; i++) {
    helio_topic_line_poll (lines->pdata[i], now);
    helio_topic_line_sample (lines->pdata[i], now);
  }
  keep_selected (self);
  if (self->focus_key != HELIO_NO_KEY)
    give_focus (self);
  return busy || self->focus_key != HELIO_NO_KEY;
}

static void
on_items_changed (HelioTopicView *self)
{
  helio_live_list_wake (self->rows, FALSE);
}

static void
on_ignored_changed (HelioTopicView *self)
{
  helio_live_list_wake (self->rows, TRUE);
}

/* Rows */

static void
set_expanded (HelioTopicView *self, guint32 node, gboolean expanded)
{
  helio_topic_tree_set_expanded (self->tree, node, expanded);
  helio_live_list_wake (self->rows, FALSE);
}

static void
on_toggle (HelioTopicView *self, HelioTopicLine *line)
{
  HelioTopicRow row = {0};

  if (!helio_topic_tree_get_row (self->tree, helio_topic_line_get_node (line), &row))
    return;
  if (row.has_children)
    set_expanded (self, row.node, !row.expanded);
  helio_topic_row_clear (&row);
}

static void
on_released (gpointer user_data, GtkWidget *line, int n_press)
{
  HelioTopicView *self = user_data;

  if (n_press == 1 && self->selected_topic != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static GtkWidget *
make_line (gpointer user_data)
{
  HelioTopicView *self = user_data;
  HelioTopicLine *line = helio_topic_line_new (self->tree);

  g_signal_connect_object (line, "toggle", G_CALLBACK (on_toggle), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (line);
}

static void
bind_line (GtkWidget *line, gpointer item)
{
  helio_topic_line_set_node (HELIO_TOPIC_LINE (line), helio_topic_item_get_node (item));
}

static guint64
key_of_line (gpointer user_data, GtkWidget *line)
{
  HelioTopicView *self = user_data;

  return helio_topic_tree_get_key (self->tree, helio_topic_line_get_node (HELIO_TOPIC_LINE (line)));
}

static void
update_accessible (GtkWidget *line, gint64 now)
{
  helio_topic_line_update_accessible (HELIO_TOPIC_LINE (line), now);
}

static void
select_node (HelioTopicView *self, guint32 node)
{
  guint position = helio_topic_tree_get_position (self->tree, node);

  if (position == G_MAXUINT)
    return;
  helio_live_list_set_selected (self->rows, helio_topic_tree_get_key (self->tree, node));
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  if (!helio_live_list_focus_key (self->rows, helio_topic_tree_get_key (self->tree, node))) {
    self->focus_key = helio_topic_tree_get_key (self->tree, node);
    helio_live_list_wake (self->rows, FALSE);
  }
}

static void
on_selected (gpointer user_data)
{
  HelioTopicView *self = user_data;
  guint64 key = helio_live_list_get_selected (self->rows);
  HelioTopicRow row = {0};

  if (key != HELIO_NO_KEY && self->tree != NULL)
    helio_topic_tree_get_row (self->tree, helio_topic_tree_find_key (self->tree, key), &row);
  /* The same topic may have got another key. */
  if (helio_set_str (&self->selected_topic, row.topic))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_TOPIC]);
  for (guint i = 0; i < G_N_ELEMENTS (of_selected); i++)
    gtk_widget_action_set_enabled (
        GTK_WIDGET (self),
        of_selected[i],
        self->selected_topic != NULL &&
            (i > 0 || helio_action_reaches (GTK_WIDGET (self), "page.plot")));
  helio_topic_row_clear (&row);
}

static void
on_activate (HelioTopicView *self, guint position)
{
  helio_live_list_set_selected (self->rows, key_at (G_LIST_MODEL (self->tree), position));
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static gboolean
on_focus_enter (HelioTopicView *self)
{
  guint64 selected = helio_live_list_get_selected (self->rows);

  return (selected != HELIO_NO_KEY && helio_live_list_focus_key (self->rows, selected)) ||
         helio_live_list_focus_edge (self->rows, FALSE);
}

/* The row that has the focus. */
static gboolean
get_focused (HelioTopicView *self, HelioTopicRow *row)
{
  GtkWidget *line = helio_live_list_get_focused (self->rows);

  return line != NULL && HELIO_IS_TOPIC_LINE (line) &&
         helio_topic_tree_get_row (self->tree,
                                   helio_topic_line_get_node (HELIO_TOPIC_LINE (line)),
                                   row);
}

static void
fold (HelioTopicView *self, const HelioTopicRow *row)
{
  guint32 parent;

  if (row->has_children && row->expanded) {
    set_expanded (self, row->node, FALSE);
    return;
  }
  parent = helio_topic_tree_get_parent (self->tree, row->node);
  if (parent != G_MAXUINT32)
    select_node (self, parent);
}

static void
unfold (HelioTopicView *self, const HelioTopicRow *row)
{
  g_autoptr (HelioTopicItem) child = NULL;
  guint position;

  if (!row->has_children)
    return;
  if (!row->expanded) {
    set_expanded (self, row->node, TRUE);
    return;
  }
  position = helio_topic_tree_get_position (self->tree, row->node);
  if (position == G_MAXUINT)
    return;
  child = g_list_model_get_item (G_LIST_MODEL (self->tree), position + 1);
  if (child != NULL)
    select_node (self, helio_topic_item_get_node (child));
}

void
helio_topic_view_expand_below (HelioTopicView *self, guint32 node, gboolean expanded)
{
  if (!expanded)
    helio_topic_tree_collapse_below (self->tree, node);
  else if (!helio_topic_tree_expand_below (self->tree, node, EXPAND_BELOW_MAX))
    helio_toast_show (GTK_WIDGET (self),
                      C_ ("toast", "There is too much below: the nearest levels are open"),
                      NULL);
  helio_live_list_wake (self->rows, FALSE);
}

void
helio_topic_view_expand_to (HelioTopicView *self, guint level)
{
  if (self->tree == NULL)
    return;
  helio_topic_tree_expand_to (self->tree, level - 1);
  helio_live_list_wake (self->rows, FALSE);
}

/* Keys of GtkTreeView, for which there is no tree. */
static gboolean
on_branch_key (HelioTopicView *self, guint keyval, gboolean shift, const HelioTopicRow *row)
{
  switch (keyval) {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      if (shift)
        helio_topic_view_expand_below (self, row->node, FALSE);
      else
        fold (self, row);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      if (shift)
        helio_topic_view_expand_below (self, row->node, TRUE);
      else
        unfold (self, row);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      set_expanded (self, row->node, keyval == GDK_KEY_plus || keyval == GDK_KEY_KP_Add);
      return GDK_EVENT_STOP;
    case GDK_KEY_asterisk:
    case GDK_KEY_KP_Multiply:
    case GDK_KEY_slash:
    case GDK_KEY_KP_Divide:
      helio_topic_view_expand_below (self,
                                     row->node,
                                     keyval == GDK_KEY_asterisk || keyval == GDK_KEY_KP_Multiply);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
  }
}

static gboolean
on_key (gpointer user_data, guint keyval, GdkModifierType state)
{
  HelioTopicView *self = user_data;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  HelioTopicRow row = {0};
  gboolean handled;

  helio_topic_calm_key (self->calm);
  if (helio_row_menu_key (self->menu, keyval, state))
    return GDK_EVENT_STOP;
  if ((state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK) != 0 ||
      self->tree == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape) {
    if (self->selected_topic == NULL)
      return GDK_EVENT_PROPAGATE;
    helio_live_list_set_selected (self->rows, HELIO_NO_KEY);
    return GDK_EVENT_STOP;
  }
  if (rtl && (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left))
    keyval = GDK_KEY_Right;
  else if (rtl && (keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right))
    keyval = GDK_KEY_Left;
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9) {
    helio_topic_view_expand_to (self, keyval - GDK_KEY_0);
    return GDK_EVENT_STOP;
  }
  if (!get_focused (self, &row))
    return GDK_EVENT_PROPAGATE;
  handled = on_branch_key (self, keyval, (state & GDK_SHIFT_MASK) != 0, &row);
  helio_topic_row_clear (&row);
  return handled;
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

/* Filter and menu */

static void
on_filter_changed (HelioTopicView *self)
{
  if (self->tree == NULL)
    return;
  helio_topic_tree_set_filter (self->tree,
                               gtk_editable_get_text (GTK_EDITABLE (self->filter_entry)));
  helio_live_list_wake (self->rows, TRUE);
}

static void
on_filter_stop (HelioTopicView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), "");
}

static void
on_filter_activate (HelioTopicView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->port));
}

static gboolean
on_find (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  helio_topic_view_focus_filter (HELIO_TOPIC_VIEW (widget));
  return GDK_EVENT_STOP;
}

static void
set_sort (HelioTopicView *self, const char *name)
{
  HelioTopicSort sort = HELIO_TOPIC_SORT_NAME;

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (g_strcmp0 (sorts[i], name) == 0)
      sort = (HelioTopicSort) i;
  if (self->sort == sort)
    return;
  self->sort = sort;
  if (self->tree != NULL)
    helio_topic_tree_set_sort (self->tree, sort);
  helio_live_list_wake (self->rows, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

static GMenuModel *
make_menu (gpointer user_data, GtkWidget *line)
{
  HelioTopicView *self = user_data;

  return helio_topic_menu_new (self->tree,
                               helio_topic_line_get_node (HELIO_TOPIC_LINE (line)),
                               self->subscriptions);
}

static void
on_menu_open (gpointer user_data, gboolean open)
{
  helio_topic_calm_set_menu_open (HELIO_TOPIC_VIEW (user_data)->calm, open);
}

/* Object */

static void
helio_topic_view_dispose (GObject *object)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (object);
  GtkWidget *child;

  helio_topic_view_set_tree (self, NULL);
  g_clear_object (&self->settings);
  g_clear_object (&self->subscriptions);
  g_clear_pointer (&self->menu, helio_row_menu_free);
  g_clear_pointer (&self->calm, helio_topic_calm_free);
  g_clear_pointer (&self->rows, helio_live_list_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_topic_view_parent_class)->dispose (object);
}

static void
helio_topic_view_finalize (GObject *object)
{
  g_free (HELIO_TOPIC_VIEW (object)->selected_topic);
  G_OBJECT_CLASS (helio_topic_view_parent_class)->finalize (object);
}

static void
helio_topic_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (object);

  switch ((HelioTopicViewProperty) id) {
    case PROP_SELECTED_TOPIC:
      g_value_set_string (value, self->selected_topic);
      break;
    case PROP_SORT:
      g_value_set_string (value, sorts[self->sort]);
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_topic_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (object);

  switch ((HelioTopicViewProperty) id) {
    case PROP_SELECTED_TOPIC:
      helio_topic_view_set_selected_topic (self, g_value_get_string (value));
      break;
    case PROP_SORT:
      set_sort (self, g_value_get_string (value));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_topic_view_class_init (HelioTopicViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = helio_topic_view_dispose;
  object_class->finalize = helio_topic_view_finalize;
  object_class->get_property = helio_topic_view_get_property;
  object_class->set_property = helio_topic_view_set_property;
  properties[PROP_SELECTED_TOPIC] =
      g_param_spec_string ("selected-topic",
                           NULL,
                           NULL,
                           NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SORT] =
      g_param_spec_string ("sort",
                           NULL,
                           NULL,
                           sorts[HELIO_TOPIC_SORT_NAME],
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_OPEN] = helio_signal_new ("open", HELIO_TYPE_TOPIC_VIEW);

  g_type_ensure (HELIO_TYPE_FOCUS_PORT);
  g_type_ensure (HELIO_TYPE_IGNORED_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-topic-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, port);
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, scroller);
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, list_view);
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, empty_label);
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, count_label);
  gtk_widget_class_bind_template_child (widget_class, HelioTopicView, ignored_button);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_focus_enter);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_install_property_action (widget_class, "topics.sort", "sort");
  helio_topic_view_install_actions (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_find, NULL);
  gtk_widget_class_set_css_name (widget_class, "topicview");
}

static void
helio_topic_view_init (HelioTopicView *self)
{
  self->focus_key = HELIO_NO_KEY;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = helio_live_list_new (&rows_funcs,
                                    GTK_WIDGET (self),
                                    self->list_view,
                                    GTK_WIDGET (self->scroller));
  self->calm = helio_topic_calm_new (self->rows, self->list_view, self->scroller);
  self->menu =
      helio_row_menu_new (self->rows, self->list_view, GTK_WIDGET (self), make_menu, on_menu_open);
  self->settings = helio_settings_new ();
  helio_settings_bind (self->settings, "topic-sort", self, "sort", G_SETTINGS_BIND_DEFAULT);
  on_selected (self);
  update_status (self);
}

HelioTopicView *
helio_topic_view_new (void)
{
  return g_object_new (HELIO_TYPE_TOPIC_VIEW, NULL);
}

void
helio_topic_view_set_tree (HelioTopicView *self, HelioTopicTree *tree)
{
  if (self->tree == tree)
    return;
  if (self->tree != NULL) {
    g_clear_signal_handler (&self->items_changed_id, self->tree);
    g_clear_signal_handler (&self->ignored_id, self->tree);
    helio_live_list_set_model (self->rows, NULL);
  }
  g_set_object (&self->tree, tree);
  helio_ignored_button_set_tree (self->ignored_button, tree);
  self->focus_key = HELIO_NO_KEY;
  if (tree == NULL)
    return;
  /* Folding changes the rows at once: the arrow must not wait. */
  self->items_changed_id =
      g_signal_connect_swapped (tree, "items-changed", G_CALLBACK (on_items_changed), self);
  self->ignored_id =
      g_signal_connect_swapped (tree, "notify::ignored", G_CALLBACK (on_ignored_changed), self);
  helio_topic_tree_set_sort (tree, self->sort);
  helio_live_list_set_model (self->rows, G_LIST_MODEL (tree));
  if (helio_topic_tree_get_filter (tree) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), helio_topic_tree_get_filter (tree));
  update_status (self);
  helio_live_list_wake (self->rows, FALSE);
}

const char *
helio_topic_view_get_selected_topic (HelioTopicView *self)
{
  return self->selected_topic;
}

void
helio_topic_view_set_selected_topic (HelioTopicView *self, const char *topic)
{
  guint64 key = HELIO_NO_KEY;

  if (g_strcmp0 (topic, self->selected_topic) == 0)
    return;
  if (topic != NULL && self->tree != NULL)
    key = helio_topic_tree_get_key (self->tree, helio_topic_tree_find (self->tree, topic));
  helio_live_list_set_selected (self->rows, key);
}

gboolean
helio_topic_view_reveal (HelioTopicView *self, const char *topic)
{
  const guint32 node = self->tree != NULL ? helio_topic_tree_find (self->tree, topic) : G_MAXUINT32;

  if (node == G_MAXUINT32)
    return FALSE;
  if (helio_topic_tree_is_ignored (self->tree, node)) {
    helio_topic_view_say_ignored (self);
    return FALSE;
  }
  for (guint32 n = helio_topic_tree_get_parent (self->tree, node); n != G_MAXUINT32;
       n = helio_topic_tree_get_parent (self->tree, n))
    helio_topic_tree_set_expanded (self->tree, n, TRUE);
  if (helio_topic_tree_get_position (self->tree, node) == G_MAXUINT) {
    gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), "");
    on_filter_changed (self);
    helio_topic_tree_flush (self->tree);
    for (guint32 n = helio_topic_tree_get_parent (self->tree, node); n != G_MAXUINT32;
         n = helio_topic_tree_get_parent (self->tree, n))
      helio_topic_tree_set_expanded (self->tree, n, TRUE);
  }
  select_node (self, node);
  return TRUE;
}

void
helio_topic_view_set_subscriptions (HelioTopicView *self, GListModel *subscriptions)
{
  g_set_object (&self->subscriptions, subscriptions);
}

void
helio_topic_view_focus_filter (HelioTopicView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}
