// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-history-cursor.h"

void
helio_history_cursor_init (HelioHistoryCursor *self)
{
  self->kept = NULL;
  self->at = -1;
}

void
helio_history_cursor_clear (HelioHistoryCursor *self)
{
  g_clear_pointer (&self->kept, helio_draft_free);
  self->at = -1;
}

/* (transfer full) (nullable) */
static HelioPublished *
get_at (GListModel *history, int at)
{
  return at >= 0 ? g_list_model_get_item (history, (guint) at) : NULL;
}

gboolean
helio_history_cursor_is_shown (const HelioHistoryCursor *self,
                               GListModel *history,
                               const HelioDraft *draft,
                               gboolean later)
{
  g_autoptr (HelioPublished) published = get_at (history, self->at);

  return published != NULL && (!later || self->at > 0 || self->kept != NULL) &&
         helio_draft_equal (helio_published_get_draft (published), draft);
}

void
helio_history_cursor_keep (HelioHistoryCursor *self, GListModel *history, const HelioDraft *draft)
{
  if (helio_history_cursor_is_shown (self, history, draft, FALSE))
    return;
  helio_history_cursor_clear (self);
  self->kept = helio_draft_copy (draft);
}

HelioDraft *
helio_history_cursor_step (HelioHistoryCursor *self,
                           GListModel *history,
                           const HelioDraft *draft,
                           int step)
{
  g_autoptr (HelioPublished) published = NULL;

  helio_history_cursor_keep (self, history, draft);
  if (self->at < 0 && step < 0)
    return NULL;
  if (self->at + step < 0)
    return helio_history_cursor_back (self);
  published = get_at (history, self->at + step);
  if (published == NULL)
    return NULL;
  self->at += step;
  return helio_draft_copy (helio_published_get_draft (published));
}

HelioDraft *
helio_history_cursor_go (HelioHistoryCursor *self,
                         GListModel *history,
                         const HelioDraft *draft,
                         HelioPublished *published)
{
  helio_history_cursor_keep (self, history, draft);
  for (guint i = 0; i < g_list_model_get_n_items (history); i++) {
    g_autoptr (HelioPublished) at = g_list_model_get_item (history, i);

    if (at == published) {
      self->at = (int) i;
      return helio_draft_copy (helio_published_get_draft (published));
    }
  }
  return NULL;
}

HelioDraft *
helio_history_cursor_back (HelioHistoryCursor *self)
{
  self->at = -1;
  return g_steal_pointer (&self->kept);
}

void
helio_history_cursor_added (HelioHistoryCursor *self, gboolean shown)
{
  if (!shown) {
    self->at += self->at >= 0;
    return;
  }
  if (self->at < 0)
    g_clear_pointer (&self->kept, helio_draft_free);
  self->at = 0;
}
