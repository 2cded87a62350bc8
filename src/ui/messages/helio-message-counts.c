// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-counts.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

/* An inscription does not grow with its text, so that a count that runs does not move the entry. */
#define COUNT_CHARS 9
#define COUNT_CHARS_FILTERED 18

/* Of the store: what a filter is applied to. */
static guint64
count_kept (HelioMessageView *view)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  guint64 first, end;

  helio_message_store_get_range (store, &first, &end);
  return end - first - helio_message_store_count_gaps (store, first, end);
}

static guint64
count_shown (HelioMessageView *view)
{
  return g_list_model_get_n_items (G_LIST_MODEL (view)) - helio_message_view_get_n_gaps (view);
}

gboolean
helio_message_counts_is_filtered (HelioMessageView *view)
{
  const char *filter = helio_message_view_get_applied_filter (view);

  return (filter != NULL && *filter != '\0') || helio_message_view_get_branch (view) != NULL;
}

char *
helio_message_counts_shown (HelioMessageView *view)
{
  char *shown = helio_format_count (count_shown (view));
  g_autofree char *kept = NULL, *shown_taken = NULL;

  if (!helio_message_counts_is_filtered (view))
    return shown;
  shown_taken = shown;
  kept = helio_format_count (count_kept (view));
  return g_strdup_printf (C_ ("message count", "%s of %s"), shown_taken, kept);
}

/* "312 of 12,480 messages and 1 gap" */
static char *
describe_rows (HelioMessageView *view)
{
  const guint gaps = helio_message_view_get_n_gaps (view);
  const guint64 n =
      helio_message_counts_is_filtered (view) ? count_kept (view) : count_shown (view);
  g_autofree char *shown = helio_message_counts_shown (view);
  g_autofree char *messages =
      /* Translators: %s is "12,480", or "312 of 12,480" */
      g_strdup_printf (NP_ ("message count", "%s message", "%s messages", (gulong) n), shown);
  g_autofree char *gap_count = helio_format_count (gaps);

  if (gaps == 0)
    return g_steal_pointer (&messages);
  return g_strdup_printf (
      /* Translators: "12,480 messages", and how many times the connection was away between them */
      NP_ ("message count", "%s and %s gap", "%s and %s gaps", gaps),
      messages,
      gap_count);
}

char *
helio_message_counts_spoken (HelioMessageView *view)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  g_autofree char *shown = describe_rows (view);
  g_autofree char *total = helio_format_n_messages (helio_message_store_get_total (store));

  /* Translators: "312 of 12,480 messages and 1 gap shown; 1,204,000 messages received" */
  return g_strdup_printf (C_ ("message count", "%s shown; %s received"), shown, total);
}

char *
helio_message_counts_fault (HelioMessageView *view)
{
  const GError *error = helio_message_view_get_filter_error (view);
  const char *applied = helio_message_view_get_applied_filter (view);
  g_autofree char *printable = applied != NULL ? helio_printable (applied, -1, 200) : NULL;
  g_autofree char *shown = NULL;

  if (error == NULL)
    return NULL;
  if (printable == NULL || *g_strchomp (printable) == '\0')
    return g_strconcat (error->message,
                        " ",
                        C_ ("message count", "Not filtered until then."),
                        NULL);
  /* Translators: a filter, the last one without an error; follows what is wrong with that of now. */
  shown = g_strdup_printf (C_ ("message count", "Showing the result of “%s”."), printable);
  return g_strconcat (error->message, " ", shown, NULL);
}

static char *
describe_evicted (HelioMessageStore *store)
{
  guint64 n = helio_message_store_get_evicted (store);
  g_autofree char *count = helio_format_count (n);
  g_autofree char *budget = helio_format_size (helio_message_store_get_budget (store));

  return n > 0 ? g_strdup_printf (NP_ ("dropped messages",
                                       "%s older message removed to stay within %s",
                                       "%s older messages removed to stay within %s",
                                       (gulong) n),
                                  count,
                                  budget)
               : NULL;
}

static char *
describe_topics (HelioMessageStore *store)
{
  guint64 n = helio_message_store_get_topics_dropped (store);
  g_autofree char *count = helio_format_count (n);

  return n > 0 ? g_strdup_printf (NP_ ("dropped messages",
                                       "%s topic forgotten with its last message",
                                       "%s topics forgotten with their last messages",
                                       (gulong) n),
                                  count)
               : NULL;
}

static char *
describe_payloads (HelioMessageStore *store)
{
  guint64 n = helio_message_store_get_payloads_dropped (store);
  g_autofree char *count = helio_format_count (n);

  return n > 0 ? g_strdup_printf (NP_ ("dropped messages",
                                       "%s payload was too large to keep",
                                       "%s payloads were too large to keep",
                                       (gulong) n),
                                  count)
               : NULL;
}

/* (transfer full): NULL: there are none. */
static char *
join (char *const *parts, gsize n, const char *separator)
{
  GString *text = NULL;

  for (gsize i = 0; i < n; i++) {
    if (parts[i] == NULL)
      continue;
    if (text == NULL)
      text = g_string_new (NULL);
    else
      g_string_append (text, separator);
    g_string_append (text, parts[i]);
  }
  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

char *
helio_message_counts_dropped (HelioMessageView *view)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  g_autofree char *evicted = describe_evicted (store);
  g_autofree char *topics = describe_topics (store);
  g_autofree char *payloads = describe_payloads (store);
  char *const parts[] = {evicted, topics, payloads};

  return join (parts, G_N_ELEMENTS (parts), " · ");
}

char *
helio_message_counts_remedy (HelioMessageView *view)
{
  HelioMessageStore *store = helio_message_view_get_store (view);
  g_autofree char *dropped = helio_message_counts_dropped (view);
  const gboolean messages = helio_message_store_get_evicted (store) > 0 ||
                            helio_message_store_get_topics_dropped (store) > 0;
  char *const parts[] = {
      dropped,
      messages ? (char *) C_ ("dropped messages",
                              "What comes is kept longer if less comes: subscribe to narrower "
                              "topic filters.")
               : NULL,
      helio_message_store_get_payloads_dropped (store) > 0
          ? (char *) C_ ("dropped messages",
                         "Large payloads are kept again when older ones have made room; of the "
                         "others the size and a checksum are known.")
          : NULL,
  };

  return join (parts, G_N_ELEMENTS (parts), "\n");
}

void
helio_message_counts_update (HelioMessageView *view,
                             GtkInscription *count_label,
                             GtkInscription *dropped_label)
{
  g_autofree char *shown = helio_message_counts_shown (view);
  g_autofree char *spoken = helio_message_counts_spoken (view);
  g_autofree char *dropped = helio_message_counts_dropped (view);

  gtk_inscription_set_text (count_label, shown);
  /* By steps, so that the entry beside it does not move with every digit. */
  gtk_inscription_set_nat_chars (
      count_label,
      MAX (helio_message_counts_is_filtered (view) ? COUNT_CHARS_FILTERED : COUNT_CHARS,
           ((guint) g_utf8_strlen (shown, -1) + 1) / 2 * 2));
  /* The tooltip holds what was said last, so that nothing is said twice. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (count_label)), spoken) != 0) {
    gtk_widget_set_tooltip_text (GTK_WIDGET (count_label), spoken);
    gtk_accessible_update_property (GTK_ACCESSIBLE (count_label),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    spoken,
                                    -1);
  }
  gtk_widget_set_visible (GTK_WIDGET (dropped_label), dropped != NULL);
  if (dropped != NULL && g_strcmp0 (gtk_inscription_get_text (dropped_label), dropped) != 0) {
    g_autofree char *remedy = helio_message_counts_remedy (view);

    gtk_inscription_set_text (dropped_label, dropped);
    gtk_widget_set_tooltip_text (GTK_WIDGET (dropped_label), remedy);
    gtk_accessible_update_property (GTK_ACCESSIBLE (dropped_label),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    remedy,
                                    -1);
  }
}
