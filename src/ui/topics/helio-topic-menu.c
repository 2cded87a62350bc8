// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topic-menu.h"

#include "core/connection/helio-subscription.h"
#include "ui/base/helio-row-menu.h"

#include <glib/gi18n.h>

static void
append (GMenu *menu, const char *label, const char *action, const char *target)
{
  helio_row_menu_append (menu, label, action, g_variant_new_string (target));
}

static void
append_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static gboolean
is_subscribed (GListModel *subscriptions, const char *filter)
{
  const guint n = subscriptions != NULL ? g_list_model_get_n_items (subscriptions) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (subscriptions, i);

    if (g_str_equal (helio_subscription_get_filter (subscription), filter))
      return TRUE;
  }
  return FALSE;
}

static GMenuModel *
make (const HelioTopicRow *row, GListModel *subscriptions)
{
  GMenu *menu = g_menu_new (), *section = g_menu_new ();
  g_autofree char *below = g_strconcat (row->topic, "/#", NULL);
  const char *filter = row->has_children ? below : row->topic;

  append (section, C_ ("topic menu", "Copy _Topic"), "topics.copy-topic", row->topic);
  if (row->has_value)
    append (section, C_ ("topic menu", "Copy _Value"), "topics.copy-value", row->topic);
  append_section (menu, section);

  section = g_menu_new ();
  append (section, C_ ("topic menu", "_Filter Messages to This"), "link.filter-to", row->topic);
  append (section, C_ ("topic menu", "_Plot…"), "page.plot", row->topic);
  append (section, C_ ("topic menu", "_Watch…"), "page.watch-topic", filter);
  append_section (menu, section);

  section = g_menu_new ();
  append (section,
          row->has_children ? C_ ("topic menu", "_Subscribe to This Branch…")
                            : C_ ("topic menu", "_Subscribe to This Topic…"),
          "topics-page.subscribe",
          filter);
  if (is_subscribed (subscriptions, below))
    append (section,
            C_ ("topic menu", "_Unsubscribe from This Branch"),
            "topics-page.unsubscribe",
            below);
  if (is_subscribed (subscriptions, row->topic))
    append (section,
            C_ ("topic menu", "U_nsubscribe from This Topic"),
            "topics-page.unsubscribe",
            row->topic);
  append (section, C_ ("topic menu", "Publish _Here…"), "topics-page.publish-to", row->topic);
  if (row->retained)
    append (section,
            C_ ("topic menu", "Clear _Retained Message…"),
            "topics-page.clear-retained",
            row->topic);
  append_section (menu, section);

  section = g_menu_new ();
  append (section,
          row->has_children ? C_ ("topic menu", "_Ignore This Branch")
                            : C_ ("topic menu", "_Ignore This Topic"),
          "topics.ignore",
          filter);
  append_section (menu, section);

  if (row->has_children) {
    section = g_menu_new ();
    append (section, C_ ("topic menu", "_Expand All Below"), "topics.expand-branch", row->topic);
    append (section,
            C_ ("topic menu", "_Collapse All Below"),
            "topics.collapse-branch",
            row->topic);
    append_section (menu, section);
  }
  return G_MENU_MODEL (menu);
}

GMenuModel *
helio_topic_menu_new (HelioTopicTree *tree, guint32 node, GListModel *subscriptions)
{
  HelioTopicRow row = {0};
  GMenuModel *menu;

  if (!helio_topic_tree_get_row (tree, node, &row))
    return NULL;
  menu = make (&row, subscriptions);
  helio_topic_row_clear (&row);
  return menu;
}
