// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-query-completion.h"

#include "core/store/helio-query-complete.h"

#include <string.h>

#define SHOWN_MAX 8
/* Of the newest messages, and of their payloads together: a keystroke shall not wait for megabytes of JSON. */
#define LOOKED_AT 40
#define BYTES_MAX (128 * 1024)

struct _HelioQueryCompletion {
  HelioCompletion parent_instance;

  HelioMessageView *view; /* (nullable) */
  HelioTopicTree *tree;   /* (nullable) */
  GPtrArray *members;     /* (nullable): of the messages up to @newest */
  guint64 newest;
};

G_DEFINE_FINAL_TYPE (HelioQueryCompletion, helio_query_completion, HELIO_TYPE_COMPLETION)

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, NULL at the end. */
static GPtrArray *
collect_members (HelioQueryCompletion *self, guint n)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  gsize bytes = 0;
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < MIN (n, LOOKED_AT) && bytes < BYTES_MAX; i++) {
    HelioMessageStore *store = helio_message_view_get_store (self->view);
    g_autoptr (GBytes) payload =
        helio_message_store_get_payload (store, helio_message_view_get_seq (self->view, n - 1 - i));

    if (payload == NULL || g_bytes_get_size (payload) > HELIO_QUERY_MEMBERS_PAYLOAD_MAX)
      continue;
    bytes += g_bytes_get_size (payload);
    helio_query_add_members (set, payload);
  }
  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return names;
}

/* As long as nothing has come they are those of the keystroke before. */
static const char *const *
get_members (HelioQueryCompletion *self)
{
  const guint n = self->view != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->view)) : 0;
  const guint64 newest = n > 0 ? helio_message_view_get_seq (self->view, n - 1) : G_MAXUINT64;

  if (self->members == NULL || newest != self->newest) {
    g_clear_pointer (&self->members, g_ptr_array_unref);
    self->members = collect_members (self, n);
    self->newest = newest;
  }
  return (const char *const *) self->members->pdata;
}

/* Only of a word that is one already: every topic begins with something. */
static void
add_topics (HelioQueryCompletion *self, GPtrArray *found, const char *word)
{
  g_auto (GStrv) topics = NULL;

  if (self->tree == NULL || strchr (word, '/') == NULL)
    return;
  topics = helio_topic_tree_complete (self->tree, word, SHOWN_MAX);
  for (guint i = 0; topics[i] != NULL && found->len < SHOWN_MAX; i++)
    if (strpbrk (topics[i], " \t<>=!~()\"") == NULL)
      g_ptr_array_add (found, g_strdup (topics[i]));
}

static GStrv
suggest (HelioCompletion *completion, const char *text, gsize cursor, gsize *start, gsize *end)
{
  HelioQueryCompletion *self = HELIO_QUERY_COMPLETION (completion);
  GPtrArray *found = g_ptr_array_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *word = NULL;

  words = helio_query_complete (text, cursor, get_members (self), SHOWN_MAX, start);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (found, g_strdup (words[i]));
  word = g_strndup (text + *start, cursor - *start);
  add_topics (self, found, word);
  g_ptr_array_add (found, NULL);
  return (GStrv) g_ptr_array_free (found, FALSE);
}

/* "retained = " has values; a branch has topics. */
static gboolean
goes_on (HelioCompletion *completion, const char *taken)
{
  return g_str_has_suffix (taken, "/") || g_str_has_suffix (taken, "= ");
}

static void
helio_query_completion_dispose (GObject *object)
{
  HelioQueryCompletion *self = HELIO_QUERY_COMPLETION (object);

  g_clear_object (&self->view);
  g_clear_object (&self->tree);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  G_OBJECT_CLASS (helio_query_completion_parent_class)->dispose (object);
}

static void
helio_query_completion_class_init (HelioQueryCompletionClass *klass)
{
  HelioCompletionClass *completion_class = HELIO_COMPLETION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_query_completion_dispose;
  completion_class->suggest = suggest;
  completion_class->goes_on = goes_on;
}

static void
helio_query_completion_init (HelioQueryCompletion *self)
{
}

void
helio_query_completion_set_view (HelioQueryCompletion *self, HelioMessageView *view)
{
  if (!g_set_object (&self->view, view))
    return;
  g_clear_pointer (&self->members, g_ptr_array_unref);
  helio_completion_close (HELIO_COMPLETION (self));
}

void
helio_query_completion_set_tree (HelioQueryCompletion *self, HelioTopicTree *tree)
{
  if (g_set_object (&self->tree, tree))
    helio_completion_close (HELIO_COMPLETION (self));
}
