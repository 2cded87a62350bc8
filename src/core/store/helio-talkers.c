// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-talkers.h"

#include "core/store/helio-store-cursor.h"

#define SLICE 1000 /* µs */

typedef struct {
  guint64 messages, bytes;
} Amount;

typedef struct {
  guint32 serial; /* 0: no topic has this number */
  Amount now;
  Amount marks[2]; /* what it was when the last window began, and the one before */
} Entry;

struct _HelioTalkers {
  HelioMessageStore *store;
  HelioStoreCursor cursor;
  GArray *entries; /* Entry by topic number */
  Entry others;    /* serial is 1 if there are any */
  guint n_topics;
  gint64 marked_at[2];
  gboolean caught_up; /* rates count from then on: what was in the store came at any time */
};

void
helio_talker_free (HelioTalker *self)
{
  g_free (self->topic);
  g_free (self);
}

HelioTalkers *
helio_talkers_new (HelioMessageStore *store)
{
  HelioTalkers *self = g_new0 (HelioTalkers, 1);

  self->store = g_object_ref (store);
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  helio_store_cursor_init (&self->cursor, store);
  return self;
}

void
helio_talkers_free (HelioTalkers *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->store);
  g_array_unref (self->entries);
  g_free (self);
}

static void
add (Amount *amount, const Amount *more)
{
  amount->messages += more->messages;
  amount->bytes += more->bytes;
}

/* Its number goes to another topic. */
static void
forget (HelioTalkers *self, Entry *entry)
{
  add (&self->others.now, &entry->now);
  add (&self->others.marks[0], &entry->marks[0]);
  add (&self->others.marks[1], &entry->marks[1]);
  self->others.serial = 1;
  self->n_topics--;
  *entry = (Entry){0};
}

static gboolean
look (const HelioRecordRef *ref, gsize *work, gpointer user_data)
{
  HelioTalkers *self = user_data;
  Entry *entry = &self->others;
  Amount one = {1, ref->record->payload_length};

  if (ref->topic == NULL)
    return TRUE;
  if (ref->topic->id < HELIO_TALKERS_TOPICS_MAX) {
    if (ref->topic->id >= self->entries->len)
      g_array_set_size (self->entries, MAX (ref->topic->id + 1, self->entries->len * 5 / 4));
    entry = &g_array_index (self->entries, Entry, ref->topic->id);
    if (entry->serial != ref->topic->serial) {
      if (entry->serial != 0)
        forget (self, entry);
      entry->serial = ref->topic->serial;
      self->n_topics++;
    }
  } else
    entry->serial = 1;
  add (&entry->now, &one);
  return TRUE;
}

static void
cleared (gpointer user_data)
{
  HelioTalkers *self = user_data;

  g_array_set_size (self->entries, 0);
  self->others = (Entry){0};
  self->n_topics = 0;
  self->caught_up = FALSE;
}

static void
mark (Entry *entry, gboolean both)
{
  entry->marks[1] = both ? entry->now : entry->marks[0];
  entry->marks[0] = entry->now;
}

static void
mark_all (HelioTalkers *self, gint64 now, gboolean both)
{
  for (guint i = 0; i < self->entries->len; i++)
    mark (&g_array_index (self->entries, Entry, i), both);
  mark (&self->others, both);
  self->marked_at[1] = both ? now : self->marked_at[0];
  self->marked_at[0] = now;
}

gboolean
helio_talkers_flush (HelioTalkers *self, gint64 now)
{
  static const HelioStoreCursorFuncs funcs = {look, NULL, cleared};
  const gboolean more = helio_store_cursor_run (&self->cursor, SLICE, &funcs, self);

  if (!self->caught_up && !more) {
    self->caught_up = TRUE;
    mark_all (self, now, TRUE);
  } else if (self->caught_up && now - self->marked_at[0] >= HELIO_TALKERS_WINDOW)
    mark_all (self, now, FALSE);
  return more;
}

/* ── the top ── */

static double
get_rank (const HelioTalkers *self, const Entry *entry, HelioTalkersOrder order)
{
  switch (order) {
    case HELIO_TALKERS_BY_MESSAGE_RATE:
      return (double) (entry->now.messages - entry->marks[1].messages);
    case HELIO_TALKERS_BY_BYTE_RATE:
      return (double) (entry->now.bytes - entry->marks[1].bytes);
    case HELIO_TALKERS_BY_MESSAGES:
      return (double) entry->now.messages;
    case HELIO_TALKERS_BY_BYTES:
    default:
      return (double) entry->now.bytes;
  }
}

typedef struct {
  double rank;
  guint32 id;
} Place;

/* Sorted, the best one first; where they are equal the one that was there first stays. */
static void
insert (GArray *places, guint max, double rank, guint32 id)
{
  const Place place = {rank, id};
  guint at = places->len;

  if (places->len == max && rank <= g_array_index (places, Place, max - 1).rank)
    return;
  while (at > 0 && g_array_index (places, Place, at - 1).rank < rank)
    at--;
  g_array_insert_val (places, at, place);
  if (places->len > max)
    g_array_set_size (places, max);
}

static HelioTalker *
describe (HelioTalkers *self, const Entry *entry, gint64 now, char *topic_taken)
{
  HelioTalker *talker = g_new0 (HelioTalker, 1);
  const double seconds = (double) (now - self->marked_at[1]) / G_USEC_PER_SEC;

  talker->topic = topic_taken;
  talker->messages = entry->now.messages;
  talker->bytes = entry->now.bytes;
  /* Half a second says nothing yet. */
  if (self->caught_up && seconds >= 0.5) {
    talker->message_rate = (double) (entry->now.messages - entry->marks[1].messages) / seconds;
    talker->byte_rate = (double) (entry->now.bytes - entry->marks[1].bytes) / seconds;
  }
  return talker;
}

GPtrArray *
helio_talkers_get_top (HelioTalkers *self, HelioTalkersOrder order, guint max, gint64 now)
{
  g_autoptr (GPtrArray) top = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_talker_free);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);

    if (entry->serial != 0)
      insert (places, max, get_rank (self, entry, order), i);
  }
  if (self->others.serial != 0)
    insert (places, max, get_rank (self, &self->others, order), G_MAXUINT32);
  for (guint i = 0; i < places->len; i++) {
    const guint32 id = g_array_index (places, Place, i).id;
    const Entry *entry =
        id == G_MAXUINT32 ? &self->others : &g_array_index (self->entries, Entry, id);
    char *topic = id == G_MAXUINT32
                      ? NULL
                      : helio_message_store_get_topic_name (self->store, id, entry->serial);

    g_ptr_array_add (top, describe (self, entry, now, topic));
  }
  return g_steal_pointer (&top);
}

guint
helio_talkers_get_n_topics (HelioTalkers *self)
{
  return self->n_topics;
}

guint64
helio_talkers_get_unread (HelioTalkers *self)
{
  return self->cursor.unread;
}
