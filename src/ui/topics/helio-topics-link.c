// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topics-link.h"

struct _HelioTopicsLink {
  /* owned */
  HelioTopicView *topics;
  HelioMessageList *messages;
  HelioInspector *inspector;
  HelioMessageView *view; /* (nullable) */
  GSimpleActionGroup *actions;
  gulong topic_id, message_id, menu_id, branch_id;
};

static void
on_topic_selected (HelioTopicsLink *self)
{
  const char *topic = helio_topic_view_get_selected_topic (self->topics);

  if (self->view == NULL)
    return;
  /* First: the list would hold on to a row that is not selected any more. */
  if (topic != NULL)
    helio_message_list_set_selected_seq (self->messages, G_MAXUINT64);
  helio_message_view_set_branch (self->view, topic);
  if (topic != NULL)
    helio_inspector_follow_topic (self->inspector, topic);
}

static void
on_branch_changed (HelioTopicsLink *self)
{
  if (helio_message_view_get_branch (self->view) == NULL)
    helio_topic_view_set_selected_topic (self->topics, NULL);
}

static void
on_message_selected (HelioTopicsLink *self)
{
  const guint64 seq = helio_message_list_get_selected_seq (self->messages);

  if (seq != G_MAXUINT64)
    helio_inspector_show_message (self->inspector, seq);
}

/* ── actions ── */

static void
filter_to_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioTopicsLink *self = user_data;
  const char *topic = g_variant_get_string (parameter, NULL);

  if (self->view == NULL)
    return;
  /* It need not have a row of its own to be selected. */
  helio_topic_view_set_selected_topic (self->topics, topic);
  helio_message_view_set_branch (self->view, topic);
}

static void
show_in_tree_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioTopicsLink *self = user_data;

  if (self->view != NULL)
    helio_topic_view_reveal (self->topics, g_variant_get_string (parameter, NULL));
}

/* @seq: of the message whose menu is about to be shown; G_MAXUINT64: none yet. */
static void
update_compare (HelioTopicsLink *self, guint64 seq)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "compare-remembered");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               helio_inspector_can_compare (self->inspector, seq));
}

/* The inspector compares what it shows. */
static void
compare_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioTopicsLink *self = user_data;
  g_autofree char *name = g_strconcat ("inspector.", g_action_get_name (G_ACTION (action)), NULL);

  if (self->view == NULL)
    return;
  helio_message_list_set_selected_seq (self->messages, g_variant_get_uint64 (parameter));
  gtk_widget_activate_action (GTK_WIDGET (self->inspector), name, NULL);
  update_compare (self, G_MAXUINT64);
}

static void
add_actions (HelioTopicsLink *self)
{
  static const GActionEntry entries[] = {
      {.name = "filter-to", .activate = filter_to_action, .parameter_type = "s"},
      {.name = "show-in-tree", .activate = show_in_tree_action, .parameter_type = "s"},
      {.name = "compare-previous", .activate = compare_action, .parameter_type = "t"},
      {.name = "remember", .activate = compare_action, .parameter_type = "t"},
      {.name = "compare-remembered", .activate = compare_action, .parameter_type = "t"},
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions),
                                   entries,
                                   G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self->topics),
                                  "link",
                                  G_ACTION_GROUP (self->actions));
  gtk_widget_insert_action_group (GTK_WIDGET (self->messages),
                                  "link",
                                  G_ACTION_GROUP (self->actions));
}

HelioTopicsLink *
helio_topics_link_new (HelioTopicView *topics,
                       HelioMessageList *messages,
                       HelioInspector *inspector)
{
  HelioTopicsLink *self = g_new0 (HelioTopicsLink, 1);

  self->topics = g_object_ref (topics);
  self->messages = g_object_ref (messages);
  self->inspector = g_object_ref (inspector);
  self->topic_id = g_signal_connect_swapped (topics,
                                             "notify::selected-topic",
                                             G_CALLBACK (on_topic_selected),
                                             self);
  self->message_id = g_signal_connect_swapped (messages,
                                               "notify::selected-seq",
                                               G_CALLBACK (on_message_selected),
                                               self);
  self->menu_id = g_signal_connect_swapped (messages, "menu", G_CALLBACK (update_compare), self);
  add_actions (self);
  update_compare (self, G_MAXUINT64);
  return self;
}

void
helio_topics_link_free (HelioTopicsLink *self)
{
  helio_topics_link_set_store (self, NULL, NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self->topics), "link", NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self->messages), "link", NULL);
  g_object_unref (self->actions);
  g_clear_signal_handler (&self->topic_id, self->topics);
  g_clear_signal_handler (&self->message_id, self->messages);
  g_clear_signal_handler (&self->menu_id, self->messages);
  g_object_unref (self->topics);
  g_object_unref (self->messages);
  g_object_unref (self->inspector);
  g_free (self);
}

void
helio_topics_link_set_store (HelioTopicsLink *self, HelioMessageStore *store, HelioTopicTree *tree)
{
  if (self->view != NULL)
    g_clear_signal_handler (&self->branch_id, self->view);
  helio_message_list_set_view (self->messages, NULL);
  g_clear_object (&self->view);
  helio_inspector_set_store (self->inspector, store);
  helio_topic_view_set_tree (self->topics, tree);
  helio_message_list_set_tree (self->messages, tree);
  if (store == NULL)
    return;
  self->view = helio_message_view_new (store);
  self->branch_id =
      g_signal_connect_swapped (self->view, "notify::branch", G_CALLBACK (on_branch_changed), self);
  helio_message_list_set_view (self->messages, self->view);
}
