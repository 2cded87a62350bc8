// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-publish-history.h"

#include "core/base/helio-util.h"

#include <string.h>

struct _HelioPublished {
  GObject parent_instance;

  HelioDraft *draft;
  char *answer;
  gint64 time;
  HelioPublishResult result;
};

G_DEFINE_FINAL_TYPE (HelioPublished, helio_published, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
helio_published_finalize (GObject *object)
{
  HelioPublished *self = HELIO_PUBLISHED (object);

  g_clear_pointer (&self->draft, helio_draft_free);
  g_free (self->answer);
  G_OBJECT_CLASS (helio_published_parent_class)->finalize (object);
}

static void
helio_published_class_init (HelioPublishedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_published_finalize;
  signals[SIGNAL_CHANGED] = helio_signal_new ("changed", HELIO_TYPE_PUBLISHED);
}

static void
helio_published_init (HelioPublished *self)
{
}

const HelioDraft *
helio_published_get_draft (HelioPublished *self)
{
  return self->draft;
}

gint64
helio_published_get_time (HelioPublished *self)
{
  return self->time;
}

HelioPublishResult
helio_published_get_result (HelioPublished *self)
{
  return self->result;
}

const char *
helio_published_get_answer (HelioPublished *self)
{
  return self->answer;
}

void
helio_published_set_answer (HelioPublished *self, HelioPublishResult result, const char *answer)
{
  self->result = result;
  helio_set_str (&self->answer, answer);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ── history ── */

GListModel *
helio_publish_history_get (GObject *owner)
{
  GListModel *self = g_object_get_data (owner, "helio-publish-history");

  if (self == NULL) {
    self = G_LIST_MODEL (g_list_store_new (HELIO_TYPE_PUBLISHED));
    g_object_set_data_full (owner, "helio-publish-history", self, g_object_unref);
  }
  return self;
}

static gsize
count_bytes (GListModel *self)
{
  gsize bytes = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self); i++) {
    g_autoptr (HelioPublished) published = g_list_model_get_item (self, i);

    bytes += helio_draft_get_size (published->draft);
  }
  return bytes;
}

HelioPublished *
helio_publish_history_add (GListModel *self, const HelioDraft *draft, gint64 time)
{
  g_autoptr (HelioPublished) published = g_object_new (HELIO_TYPE_PUBLISHED, NULL);

  published->draft = helio_draft_copy (draft);
  published->time = time;
  g_list_store_insert (G_LIST_STORE (self), 0, published);
  while (g_list_model_get_n_items (self) > 1 &&
         (g_list_model_get_n_items (self) > HELIO_PUBLISH_HISTORY_MAX ||
          count_bytes (self) > HELIO_PUBLISH_HISTORY_BYTES))
    g_list_store_remove (G_LIST_STORE (self), g_list_model_get_n_items (self) - 1);
  return published; /* the list has it */
}

void
helio_publish_history_remove (GListModel *self, HelioPublished *published)
{
  guint position;

  if (g_list_store_find (G_LIST_STORE (self), published, &position))
    g_list_store_remove (G_LIST_STORE (self), position);
}

void
helio_publish_history_clear (GListModel *self)
{
  g_list_store_remove_all (G_LIST_STORE (self));
}
