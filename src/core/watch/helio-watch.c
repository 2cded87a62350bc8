// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-clock.h"
#include "core/base/helio-util.h"
#include "core/store/helio-payload.h"
#include "core/watch/helio-watch-private.h"

#include <string.h>

#define PREVIEW_CHARS 200
#define PREVIEW_BYTES 512
/* A window has so many parts: what a rate is late by is one of them. */
#define PARTS 20

struct _HelioWatch {
  GObject parent_instance;

  HelioWatchRule *rule;
  HelioQuery *query; /* (nullable): MATCH: every message */
  GListStore *history;
  HelioWatchEvent *current; /* owned (nullable): RAISED */
  HelioWatchState state;
  HelioWatchSight sight;
  gint64 since;
  guint64 n_raised;
  guint n_unseen;
  gboolean dirty;    /* "changed" is to be told */
  guint64 first_seq; /* rows before came before the rule */

  /* what was taken since the last tick */
  guint64 hits;
  HelioWatchFacts first_hit; /* of a new event */
  gint64 last_hit;           /* wall */

  gint64 from;      /* boot: since when its view is unbroken */
  gint64 came;      /* boot: of the newest message that counts; before @from: none since then */
  guint64 came_seq; /* SILENCE */
  gint64 came_wall; /* SILENCE; 0: none yet */
  gint64 inside;    /* RATE: boot since when it is back in its range; −1: it is not */
  guint32 *parts;   /* RATE: PARTS + 1 counts, those before @part over */
  gint64 part;      /* RATE: number of the part of time that is not over */
};

G_DEFINE_FINAL_TYPE (HelioWatch, helio_watch, G_TYPE_OBJECT)

static guint changed_signal;

static void
clear_hits (HelioWatch *self)
{
  g_clear_pointer (&self->first_hit.topic, g_free);
  g_clear_pointer (&self->first_hit.preview, g_free);
  self->hits = 0;
}

static void
helio_watch_finalize (GObject *object)
{
  HelioWatch *self = HELIO_WATCH (object);

  clear_hits (self);
  g_clear_object (&self->current);
  g_clear_object (&self->history);
  g_clear_pointer (&self->rule, helio_watch_rule_unref);
  g_clear_pointer (&self->query, helio_query_free);
  g_free (self->parts);
  G_OBJECT_CLASS (helio_watch_parent_class)->finalize (object);
}

static void
helio_watch_class_init (HelioWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_watch_finalize;
  changed_signal = helio_signal_new ("changed", HELIO_TYPE_WATCH);
}

static void
helio_watch_init (HelioWatch *self)
{
  self->history = g_list_store_new (HELIO_TYPE_WATCH_EVENT);
  self->sight = HELIO_WATCH_NOT_CONNECTED;
}

static const HelioWatchTerms *
get_terms (HelioWatch *self)
{
  return helio_watch_rule_get (self->rule);
}

static gint64
get_span (HelioWatch *self)
{
  return get_terms (self)->seconds * HELIO_SECOND;
}

static void
tell (HelioWatch *self)
{
  if (!self->dirty)
    return;
  self->dirty = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

/* ── states ── */

static void
update_state (HelioWatch *self, gint64 wall)
{
  const HelioWatchState state = !get_terms (self)->enabled        ? HELIO_WATCH_OFF
                                : self->current != NULL           ? HELIO_WATCH_RAISED
                                : self->sight != HELIO_WATCH_SEES ? HELIO_WATCH_BLIND
                                                                  : HELIO_WATCH_QUIET;

  if (state == self->state)
    return;
  self->state = state;
  self->since = wall;
  self->dirty = TRUE;
}

static void
end (HelioWatch *self, HelioWatchEnd how, gint64 wall)
{
  g_autoptr (HelioWatchEvent) event = g_steal_pointer (&self->current);
  HelioWatchFacts *facts;

  if (event == NULL)
    return;
  facts = helio_watch_event_edit (event);
  facts->how = how;
  /* The wall clock may have been turned back. */
  facts->end = MAX (wall, facts->begin);
  self->dirty = TRUE;
  helio_watch_event_tell (event);
}

static HelioWatchEvent *
raise_event (HelioWatch *self, HelioWatchFacts *facts_taken)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->history));

  facts_taken->kind = get_terms (self)->kind;
  self->current = helio_watch_event_new (facts_taken);
  if (n == HELIO_WATCH_HISTORY_MAX)
    g_list_store_remove (self->history, n - 1);
  g_list_store_insert (self->history, 0, self->current);
  self->n_raised++;
  self->n_unseen++;
  self->dirty = TRUE;
  return self->current;
}

void
helio_watch_restart (HelioWatch *self, gint64 boot)
{
  self->from = boot;
  self->inside = -1;
}

static void
reset (HelioWatch *self, gint64 boot)
{
  helio_watch_restart (self, boot);
  clear_hits (self);
  self->came = boot - 1;
  self->came_seq = G_MAXUINT64;
  self->came_wall = 0;
  g_clear_pointer (&self->parts, g_free);
  if (get_terms (self)->kind == HELIO_WATCH_RATE)
    self->parts = g_new0 (guint32, PARTS + 1);
  self->part = 0;
}

void
helio_watch_set_rule (HelioWatch *self, HelioWatchRule *rule, const HelioWatchTime *now)
{
  const HelioWatchTerms *terms = helio_watch_rule_get (rule);
  const gboolean alike = self->rule != NULL && helio_watch_rule_watches_alike (self->rule, rule);

  if (self->rule == rule)
    return;
  if (!alike || !terms->enabled)
    end (self, HELIO_WATCH_CHANGED, now->wall);
  helio_watch_rule_ref (rule);
  g_clear_pointer (&self->rule, helio_watch_rule_unref);
  self->rule = rule;
  if (!alike || self->state == HELIO_WATCH_OFF)
    reset (self, now->boot);
  if (!alike) {
    g_clear_pointer (&self->query, helio_query_free);
    if (terms->condition != NULL)
      self->query = helio_query_parse (terms->condition, NULL, NULL);
  }
  self->dirty = TRUE;
  update_state (self, now->wall);
  tell (self);
}

void
helio_watch_set_sight (HelioWatch *self, HelioWatchSight sight, const HelioWatchTime *now)
{
  if (self->sight == sight)
    return;
  if (self->sight != HELIO_WATCH_SEES && sight == HELIO_WATCH_SEES)
    helio_watch_restart (self, now->boot);
  if (sight != HELIO_WATCH_SEES && get_terms (self)->kind != HELIO_WATCH_MATCH)
    end (self, HELIO_WATCH_AWAY, now->wall);
  self->sight = sight;
  self->dirty = TRUE;
  update_state (self, now->wall);
  tell (self);
}

void
helio_watch_see (HelioWatch *self)
{
  if (self->n_unseen == 0)
    return;
  self->n_unseen = 0;
  self->dirty = TRUE;
  tell (self);
}

/* ── messages ── */

static void
count_part (HelioWatch *self, gint64 boot)
{
  const gint64 width = get_span (self) / PARTS;
  const gint64 part = boot / width;

  if (part >= self->part + PARTS + 1)
    memset (self->parts, 0, (PARTS + 1) * sizeof *self->parts);
  else
    for (gint64 i = self->part + 1; i <= part; i++)
      self->parts[i % (PARTS + 1)] = 0;
  self->part = MAX (self->part, part);
}

void
helio_watch_take (HelioWatch *self,
                  guint64 seq,
                  const HelioWatchTime *time,
                  const HelioQueryMessage *message)
{
  switch (get_terms (self)->kind) {
    case HELIO_WATCH_MATCH:
      if (self->query != NULL && !helio_query_matches (self->query, message))
        return;
      if (self->hits == 0 && self->current == NULL)
        self->first_hit = (HelioWatchFacts){
            .begin = time->wall,
            .seq = seq,
            .topic = g_strndup (message->topic, message->topic_length),
            .preview = helio_payload_preview (message->payload,
                                              MIN (message->payload_length, PREVIEW_BYTES),
                                              PREVIEW_CHARS),
        };
      self->last_hit = time->wall;
      break;
    case HELIO_WATCH_RATE:
      count_part (self, time->boot);
      /* One that is late, since there was a lot to look at, belongs to a part that is over. */
      if (time->boot / (get_span (self) / PARTS) > self->part - (PARTS + 1))
        self->parts[time->boot / (get_span (self) / PARTS) % (PARTS + 1)]++;
      break;
    case HELIO_WATCH_SILENCE:
    default:
      if (self->hits == 0)
        self->first_hit.begin = time->wall;
      self->came_seq = seq;
      self->came_wall = time->wall;
  }
  self->hits++;
  self->came = MAX (self->came, time->boot);
}

static HelioWatchEvent *
tick_match (HelioWatch *self, const HelioWatchTime *now, gboolean caught_up)
{
  HelioWatchEvent *raised = NULL;

  if (self->hits > 0 && self->current == NULL) {
    HelioWatchFacts facts = self->first_hit;

    facts.count = self->hits;
    facts.last = self->last_hit;
    self->first_hit = (HelioWatchFacts){0};
    raised = raise_event (self, &facts);
  } else if (self->hits > 0) {
    HelioWatchFacts *facts = helio_watch_event_edit (self->current);

    facts->count += self->hits;
    facts->last = self->last_hit;
    self->dirty = TRUE;
    helio_watch_event_tell (self->current);
  } else if (caught_up && self->current != NULL && self->sight == HELIO_WATCH_SEES &&
             now->boot - MAX (self->came, self->from) >= get_span (self))
    end (self, HELIO_WATCH_CALM, now->wall);
  return raised;
}

static HelioWatchEvent *
tick_silence (HelioWatch *self, const HelioWatchTime *now, gboolean caught_up)
{
  HelioWatchFacts facts = {.begin = now->wall, .seq = self->came_seq, .last = self->came_wall};

  if (self->hits > 0 && self->current != NULL)
    end (self, HELIO_WATCH_CAME, self->first_hit.begin);
  if (!caught_up || self->current != NULL || self->sight != HELIO_WATCH_SEES ||
      now->boot - MAX (self->came, self->from) < get_span (self))
    return NULL;
  return raise_event (self, &facts);
}

/* How far a rate is from the range; 0: inside. */
static double
get_distance (const HelioWatchTerms *terms, double rate)
{
  if (rate < terms->min)
    return terms->min - rate;
  return terms->max >= 0 && rate > terms->max ? rate - terms->max : 0;
}

static HelioWatchEvent *
tick_rate (HelioWatch *self, const HelioWatchTime *now, gboolean caught_up)
{
  const HelioWatchTerms *terms = get_terms (self);
  const gint64 width = get_span (self) / PARTS;
  guint64 sum = 0;
  double rate;

  count_part (self, now->boot);
  /* The part that goes on is in no rate. */
  if (!caught_up || self->sight != HELIO_WATCH_SEES || self->from > (self->part - PARTS) * width)
    return NULL;
  for (guint i = 1; i <= PARTS; i++)
    sum += self->parts[(self->part - i) % (PARTS + 1)];
  rate = (double) sum / terms->seconds;
  if (get_distance (terms, rate) > 0) {
    HelioWatchFacts facts = {.begin = now->wall, .seq = G_MAXUINT64, .rate = rate, .extreme = rate};

    self->inside = -1;
    if (self->current == NULL)
      return raise_event (self, &facts);
    HelioWatchFacts *known = helio_watch_event_edit (self->current);

    if (get_distance (terms, rate) > get_distance (terms, known->extreme)) {
      known->extreme = rate;
      self->dirty = TRUE;
      helio_watch_event_tell (self->current);
    }
  } else if (self->inside < 0)
    self->inside = now->boot;
  else if (now->boot - self->inside >= get_span (self))
    end (self, HELIO_WATCH_CALM, now->wall);
  return NULL;
}

HelioWatchEvent *
helio_watch_tick (HelioWatch *self, const HelioWatchTime *now, gboolean caught_up)
{
  HelioWatchEvent *raised;

  if (!get_terms (self)->enabled)
    return NULL;
  switch (get_terms (self)->kind) {
    case HELIO_WATCH_MATCH:
      raised = tick_match (self, now, caught_up);
      break;
    case HELIO_WATCH_SILENCE:
      raised = tick_silence (self, now, caught_up);
      break;
    case HELIO_WATCH_RATE:
    default:
      raised = tick_rate (self, now, caught_up);
  }
  clear_hits (self);
  update_state (self, now->wall);
  tell (self);
  return raised;
}

/* ── the object ── */

HelioWatch *
helio_watch_new (HelioWatchRule *rule, const HelioWatchTime *now)
{
  HelioWatch *self = g_object_new (HELIO_TYPE_WATCH, NULL);

  self->since = now->wall;
  helio_watch_set_rule (self, rule, now);
  return self;
}

void
helio_watch_set_first (HelioWatch *self, guint64 first_seq)
{
  self->first_seq = first_seq;
}

guint64
helio_watch_get_first (HelioWatch *self)
{
  return self->first_seq;
}

HelioWatchRule *
helio_watch_get_rule (HelioWatch *self)
{
  return self->rule;
}

HelioWatchState
helio_watch_get_state (HelioWatch *self)
{
  return self->state;
}

HelioWatchSight
helio_watch_get_sight (HelioWatch *self)
{
  return self->sight;
}

gint64
helio_watch_get_since (HelioWatch *self)
{
  return self->since;
}

guint64
helio_watch_get_n_raised (HelioWatch *self)
{
  return self->n_raised;
}

guint
helio_watch_get_n_unseen (HelioWatch *self)
{
  return self->n_unseen;
}

GListModel *
helio_watch_get_history (HelioWatch *self)
{
  return G_LIST_MODEL (self->history);
}

HelioWatchEvent *
helio_watch_peek_last (HelioWatch *self)
{
  g_autoptr (HelioWatchEvent) event = g_list_model_get_item (G_LIST_MODEL (self->history), 0);

  return event; /* the history holds it */
}
