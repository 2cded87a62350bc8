// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-file-thread.h"

gpointer
helio_file_thread_new (gsize size, gpointer object, GDestroyNotify free_rest)
{
  HelioFileThread *self = g_malloc0 (size);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_weak_ref_init (&self->object, object);
  self->context = g_main_context_ref_thread_default ();
  self->free_rest = free_rest;
  return self;
}

static gpointer
ref (HelioFileThread *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_file_thread_unref (gpointer shared)
{
  HelioFileThread *self = shared;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  self->free_rest (self);
  g_clear_object (&self->store);
  g_main_context_unref (self->context);
  g_weak_ref_clear (&self->object);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
helio_file_thread_start (gpointer self, const char *name, GThreadFunc run)
{
  g_thread_unref (g_thread_new (name, run, ref (self)));
}

typedef struct {
  HelioFileThread *thread;
  HelioFileThreadNews told;
  gpointer news;
  GDestroyNotify free_news;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *self = data;

  helio_file_thread_unref (self->thread);
  self->free_news (self->news);
  g_free (self);
}

static gboolean
on_told (gpointer user_data)
{
  Telling *telling = user_data;
  g_autoptr (GObject) object = g_weak_ref_get (&telling->thread->object);

  if (object != NULL)
    telling->told (object, telling->news);
  return G_SOURCE_REMOVE;
}

void
helio_file_thread_tell (gpointer shared,
                        HelioFileThreadNews told,
                        gpointer news_taken,
                        GDestroyNotify free_news)
{
  HelioFileThread *self = shared;
  Telling *telling = g_new (Telling, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *telling = (Telling){ref (self), told, news_taken, free_news};
  /* Not g_main_context_invoke(): while nobody runs the main context it would call from here. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_told, telling, telling_free);
  g_source_attach (source, self->context);
}
