// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-saved-queries.h"

#define KEY "saved-queries"

static guint
find (GtkStringList *self, const char *query)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  for (guint i = 0; i < n; i++)
    if (g_str_equal (gtk_string_list_get_string (self, i), query))
      return i;
  return n;
}

static void
on_items_changed (GListModel *model,
                  guint position,
                  guint removed,
                  guint added,
                  GSettings *settings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) queries = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_strv_builder_add (builder, gtk_string_list_get_string (GTK_STRING_LIST (model), i));
  queries = g_strv_builder_end (builder);
  g_settings_set_strv (settings, KEY, (const char *const *) queries);
}

GtkStringList *
helio_saved_queries_new (GSettings *settings)
{
  g_auto (GStrv) queries = settings != NULL ? g_settings_get_strv (settings, KEY) : NULL;
  GtkStringList *self = gtk_string_list_new ((const char *const *) queries);

  if (settings != NULL)
    g_signal_connect_object (self, "items-changed", G_CALLBACK (on_items_changed), settings, 0);
  return self;
}

gboolean
helio_saved_queries_contains (GtkStringList *self, const char *query)
{
  return find (self, query) < g_list_model_get_n_items (G_LIST_MODEL (self));
}

void
helio_saved_queries_add (GtkStringList *self, const char *query)
{
  const char *added[] = {query, NULL};
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  if (helio_saved_queries_contains (self, query))
    return;
  if (n == HELIO_SAVED_QUERIES_MAX)
    gtk_string_list_remove (self, n - 1);
  gtk_string_list_splice (self, 0, 0, added);
}

void
helio_saved_queries_remove (GtkStringList *self, const char *query)
{
  guint at = find (self, query);

  if (at < g_list_model_get_n_items (G_LIST_MODEL (self)))
    gtk_string_list_remove (self, at);
}
