// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topics-reveal.h"

#include "ui/messages/helio-message-reveal.h"
#include "ui/topics/helio-topic-view.h"

static gpointer
get_child (HelioTopicsPage *page, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (page), HELIO_TYPE_TOPICS_PAGE, name);
}

void
helio_topics_reveal (HelioTopicsPage *page, guint64 seq, const char *topic)
{
  HelioMessageList *list = get_child (page, "message_list");

  /* Where one pane is shown at a time. */
  gtk_toggle_button_set_active (get_child (page, "nav_messages"), TRUE);
  helio_topic_view_set_selected_topic (get_child (page, "topic_view"), topic);
  helio_message_reveal (list, seq);
  helio_message_list_focus_rows (list);
}
