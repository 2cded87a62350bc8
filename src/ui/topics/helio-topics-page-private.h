// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The inside of the page with the topics, for its own files. */

#include "ui/messages/helio-inspector.h"
#include "ui/messages/helio-message-list.h"
#include "ui/publish/helio-publish-pane.h"
#include "ui/topics/helio-subscription-list.h"
#include "ui/topics/helio-topic-view.h"
#include "ui/topics/helio-topics-link.h"
#include "ui/topics/helio-topics-page.h"
#include "ui/widgets/helio-width-bin.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_LAYOUT_WIDE,
  HELIO_LAYOUT_SHEET,  /* the inspector is a sheet over the messages */
  HELIO_LAYOUT_SINGLE, /* one pane at a time */
} HelioTopicsLayout;

struct _HelioTopicsPage {
  GtkWidget parent_instance;

  /* owned */
  HelioConnection *connection; /* (nullable) */
  HelioTopicsLink *link;
  GListModel *subscriptions; /* (nullable) */
  gulong state_id, subscriptions_id;

  /* template */
  HelioWidthBin *width_bin;
  GtkPaned *strip_paned, *topics_paned, *inspector_paned;
  HelioTopicView *topic_view;
  HelioMessageList *message_list;
  HelioInspector *inspector;
  GtkRevealer *sheet_revealer;
  GtkButton *sheet_button;
  AdwBin *sheet_slot, *inspector_slot;
  GtkBox *strip, *strip_header, *strip_body, *tabs, *nav;
  GtkToggleButton *strip_button, *subscriptions_tab, *publish_tab;
  GtkToggleButton *nav_topics, *nav_messages, *nav_subscriptions, *nav_publish;
  AdwButtonContent *strip_content;
  GtkLabel *summary_label;
  HelioSubscriptionList *subscription_list;
  HelioPublishPane *publish_pane;

  /* values */
  HelioTopicsLayout layout;
  gboolean arranged; /* once, when the size was known for the first time */
  gboolean arranging;
  gboolean for_this_run;                           /* subscriptions are not stored */
  int topics_width, inspector_width, strip_height; /* as chosen, whether there is room or not */
  guint settle_id;                                 /* tick callback */
};

/* helio-topics-arrange.c: which panes there are at which width, and how large they are. */

/* Binds the callbacks of the template that are about it. */
void helio_topics_page_bind_arrangement (GtkWidgetClass *widget_class);
void helio_topics_page_arrange (HelioTopicsPage *self);
/* Away with the inspector that covers the messages. */
void helio_topics_page_close_sheet (HelioTopicsPage *self);

/* helio-topics-actions.c: what the menus of topics and messages ask the page for, "topics-page.…". */
void helio_topics_page_install_actions (GtkWidgetClass *widget_class);
/* Which of them there is a connection for. */
void helio_topics_page_update_actions (HelioTopicsPage *self);
void helio_topics_page_use_as_draft (HelioTopicsPage *self,
                                     const char *topic,
                                     GBytes *payload,
                                     int qos,
                                     gboolean retain,
                                     GBytes *message_properties);
void helio_topics_page_unsubscribe (HelioTopicsPage *self, HelioSubscription *subscription);

G_END_DECLS
