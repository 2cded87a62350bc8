// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The inside of the topic tree's view, for its own files. */

#include "ui/base/helio-focus-port.h"
#include "ui/base/helio-live-list.h"
#include "ui/base/helio-row-menu.h"
#include "ui/topics/helio-ignored-button.h"
#include "ui/topics/helio-topic-calm.h"
#include "ui/topics/helio-topic-view.h"

G_BEGIN_DECLS

struct _HelioTopicView {
  GtkWidget parent_instance;

  /* owned */
  HelioTopicTree *tree; /* (nullable) */
  HelioLiveList *rows;
  HelioTopicCalm *calm;
  HelioRowMenu *menu;
  GListModel *subscriptions; /* (nullable) */
  GSettings *settings;       /* (nullable) */
  char *selected_topic;
  gulong items_changed_id, ignored_id;

  /* template */
  GtkSearchEntry *filter_entry;
  GtkStack *stack;
  HelioFocusPort *port;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  GtkLabel *empty_label;
  GtkInscription *count_label;
  HelioIgnoredButton *ignored_button;

  /* values */
  HelioTopicSort sort;
  guint64 focus_key; /* to get the focus as soon as it has a row; HELIO_NO_KEY: none */
};

/* Everything below the row, or nothing of it. */
void helio_topic_view_expand_below (HelioTopicView *self, guint32 node, gboolean expanded);
/* @level: 1: the topmost branches only. */
void helio_topic_view_expand_to (HelioTopicView *self, guint level);

/* helio-topic-view-actions.c: what the menus and keys ask for, "topics.…". */
void helio_topic_view_install_actions (GtkWidgetClass *widget_class);
/* Nobody is to wonder where a row is that the tree leaves out. */
void helio_topic_view_say_ignored (HelioTopicView *self);

G_END_DECLS
