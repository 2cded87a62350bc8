// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-message-counts.h"

#include "ui/helio-format.h"

#include <glib/gi18n.h>

static guint64
count_kept (HelioMessageView *view)
{
  guint64 first, end;

  helio_message_store_get_range (helio_message_view_get_store (view), &first, &end);
  return end - first;
}

gboolean
helio_message_counts_is_filtered (HelioMessageView *view)
{
  const char *filter = helio_message_view_get_filter (view);

  return (filter != NULL && *filter != '\0') || helio_message_view_get_branch (view) != NULL;
}

char *
helio_message_counts_shown (HelioMessageView *view)
{
  char *shown = helio_format_count (g_list_model_get_n_items (G_LIST_MODEL (view)));
  g_autofree char *kept = NULL, *shown_taken = NULL;

  if (!helio_message_counts_is_filtered (view))
    return shown;
  shown_taken = shown;
  kept = helio_format_count (count_kept (view));
  return g_strdup_printf (C_ ("message count", "%s of %s"), shown_taken, kept);
}

char *
helio_message_counts_spoken (HelioMessageView *view)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  g_autofree char *shown = helio_message_counts_shown (view);
  g_autofree char *total = helio_format_n_messages (helio_message_store_get_total (store));

  /* Translators: "312 of 12,480 rows shown; 1,204,000 messages received"; gaps are rows too. */
  return g_strdup_printf (C_ ("message count", "%s rows shown; %s received"), shown, total);
}

char *
helio_message_counts_dropped (HelioMessageView *view)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  guint64 messages = helio_message_store_get_evicted (store);
  guint64 payloads = helio_message_store_get_payloads_dropped (store);
  GString *text;

  if (messages == 0 && payloads == 0)
    return NULL;
  text = g_string_new (NULL);
  if (messages > 0) {
    g_autofree char *count = helio_format_count (messages);
    g_autofree char *budget = helio_format_size (helio_message_store_get_budget (store));
    g_string_append_printf (text,
                            C_ ("dropped messages", "%s older messages removed to stay within %s"),
                            count,
                            budget);
  }
  if (payloads > 0) {
    g_autofree char *count = helio_format_count (payloads);
    if (text->len > 0)
      g_string_append (text, " · ");
    g_string_append_printf (text,
                            C_ ("dropped messages", "%s payloads were too large to keep"),
                            count);
  }
  return g_string_free (text, FALSE);
}
