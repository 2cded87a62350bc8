// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-topic-completion.h"

#include <string.h>

#define SHOWN_MAX 8
/* The tree may not be on view, then nobody else flushes it: a few milliseconds at a key press. */
#define FLUSHES 4

struct _HelioTopicCompletion {
  HelioCompletion parent_instance;

  HelioTopicTree *tree; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (HelioTopicCompletion, helio_topic_completion, HELIO_TYPE_COMPLETION)

/* The topic is all of the text. */
static GStrv
suggest (HelioCompletion *completion, const char *text, gsize cursor, gsize *start, gsize *end)
{
  HelioTopicCompletion *self = HELIO_TOPIC_COMPLETION (completion);

  *start = 0;
  *end = strlen (text);
  if (self->tree == NULL)
    return NULL;
  for (guint i = 0; i < FLUSHES && helio_topic_tree_flush (self->tree); i++) {
  }
  return helio_topic_tree_complete (self->tree, text, SHOWN_MAX);
}

static gboolean
goes_on (HelioCompletion *completion, const char *taken)
{
  return g_str_has_suffix (taken, "/");
}

static void
helio_topic_completion_dispose (GObject *object)
{
  HelioTopicCompletion *self = HELIO_TOPIC_COMPLETION (object);

  g_clear_object (&self->tree);
  G_OBJECT_CLASS (helio_topic_completion_parent_class)->dispose (object);
}

static void
helio_topic_completion_class_init (HelioTopicCompletionClass *klass)
{
  HelioCompletionClass *completion_class = HELIO_COMPLETION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_topic_completion_dispose;
  completion_class->suggest = suggest;
  completion_class->goes_on = goes_on;
}

static void
helio_topic_completion_init (HelioTopicCompletion *self)
{
}

void
helio_topic_completion_set_tree (HelioTopicCompletion *self, HelioTopicTree *tree)
{
  if (g_set_object (&self->tree, tree))
    helio_completion_close (HELIO_COMPLETION (self));
}
