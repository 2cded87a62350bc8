// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-scan.h"

#include "core/base/helio-util.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-message-view.h"

#include <string.h>

#define LOCK_SLICE 200 /* µs */
/* Bytes looked at between two looks at the clock. */
#define WORK_STEP (16 * 1024)
/* Of a payload outside of the chunks so much is searched between two looks at the clock, and so much again, since what
 * is looked for may lie across the end: 1,024 characters of four bytes. */
#define OUTSIDE_STEP (64 * 1024)
#define OUTSIDE_OVERLAP 4096
/* Matches that a slice finds at most: each takes a little after it, too. */
#define MATCHES_MAX 49152

/* What a topic means for the query, kept with its serial number: one look a topic, not a message. */
enum {
  TOPIC_UNKNOWN,
  TOPIC_NO,
  TOPIC_YES,
  TOPIC_ASK_MESSAGE,
};

/* A payload that could not be searched to its end in one slice. */
typedef struct {
  guint64 seq;
  gsize offset;
  guint64 found;
} Part;

struct _HelioMessageScan {
  HelioMessageStore *store;
  HelioQuery *query;
  char *branch;
  GArray *topic_states; /* guint32 by topic number: serial << 2 | state */
  Part parts[2];        /* forwards, backwards */
};

/* One slice. */
typedef struct {
  HelioMessageScan *scan;
  GArray *matches;
  gint64 deadline;
  gsize work;
  guint64 at; /* the last one looked at */
  gboolean any;

  /* A message whose payload is looked into without the lock. */
  GBytes *blob;
  HelioExtent *extent;
  char *topic;
  HelioQueryMessage message;
} Slice;

HelioMessageScan *
helio_message_scan_new (HelioMessageStore *store)
{
  HelioMessageScan *self = g_new0 (HelioMessageScan, 1);

  self->store = g_object_ref (store);
  self->query = helio_query_parse (NULL, NULL, NULL);
  self->topic_states = g_array_new (FALSE, TRUE, sizeof (guint32));
  helio_message_scan_restart (self);
  return self;
}

void
helio_message_scan_free (HelioMessageScan *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->store);
  helio_query_free (self->query);
  g_free (self->branch);
  g_array_unref (self->topic_states);
  g_free (self);
}

void
helio_message_scan_restart (HelioMessageScan *self)
{
  self->parts[0].seq = self->parts[1].seq = G_MAXUINT64;
}

static void
forget (HelioMessageScan *self)
{
  /* A topic's verdict belongs to the old query. */
  g_array_set_size (self->topic_states, 0);
  helio_message_scan_restart (self);
}

void
helio_message_scan_set_query (HelioMessageScan *self, HelioQuery *query_taken)
{
  helio_query_free (self->query);
  self->query = query_taken;
  forget (self);
}

void
helio_message_scan_set_branch (HelioMessageScan *self, const char *branch)
{
  if (helio_set_str (&self->branch, branch))
    forget (self);
}

const char *
helio_message_scan_get_branch (HelioMessageScan *self)
{
  return self->branch;
}

gboolean
helio_message_scan_is_selective (HelioMessageScan *self)
{
  return self->branch != NULL || !helio_query_is_empty (self->query);
}

gsize
helio_message_scan_get_bytes (HelioMessageScan *self)
{
  return self->topic_states->len * sizeof (guint32);
}

/* ── topics ── */

static guint
judge_topic (HelioMessageScan *self, const HelioTopicEntry *topic)
{
  if (self->branch != NULL) {
    gsize length = strlen (self->branch);

    if (strncmp (topic->name, self->branch, length) != 0 ||
        (topic->name[length] != '\0' && topic->name[length] != '/'))
      return TOPIC_NO;
  }
  switch (helio_query_ask_topic (self->query, topic->name, topic->name_length)) {
    case HELIO_QUERY_NO:
      return TOPIC_NO;
    case HELIO_QUERY_YES:
      return TOPIC_YES;
    case HELIO_QUERY_ASK:
    default:
      return TOPIC_ASK_MESSAGE;
  }
}

static guint
get_topic_state (HelioMessageScan *self, const HelioTopicEntry *topic)
{
  guint32 *state;

  if (topic->id >= self->topic_states->len)
    g_array_set_size (self->topic_states, MAX (topic->id + 1, self->topic_states->len * 5 / 4));
  state = &g_array_index (self->topic_states, guint32, topic->id);
  if (*state >> 2 != topic->serial)
    *state = topic->serial << 2 | judge_topic (self, topic);
  return *state & 3;
}

/* ── messages ── */

static void
describe (const HelioRecordRef *ref, HelioQueryMessage *message)
{
  const HelioRecord *record = ref->record;

  *message = (HelioQueryMessage){
      .topic = ref->topic->name,
      .topic_length = ref->topic->name_length,
      .payload = ref->data,
      .payload_length = record->payload_length,
      .size = record->payload_length,
      .properties_length = record->properties_length,
      .qos = record->flags & HELIO_RECORD_QOS_MASK,
      .retained = (record->flags & HELIO_RECORD_RETAINED) != 0,
      .duplicate = (record->flags & HELIO_RECORD_DUPLICATE) != 0,
  };
  if (helio_record_get_place (record) == HELIO_PLACE_NOT_KEPT) {
    message->payload += HELIO_HASH_LENGTH;
    message->payload_length = helio_record_get_head_length (record);
  }
  message->properties = message->payload + message->payload_length;
}

/* FALSE: it does not match, or its payload is outside; then the slice has it. */
static gboolean
ask_message (Slice *slice, const HelioRecordRef *ref)
{
  HelioQueryMessage message;

  describe (ref, &message);
  switch (helio_record_get_place (ref->record)) {
    case HELIO_PLACE_BIG:
      slice->blob = g_bytes_ref (helio_record_get_big (ref->data));
      break;
    case HELIO_PLACE_SPILLED:
      slice->extent = helio_extent_ref (helio_record_get_extent (ref->data));
      break;
    case HELIO_PLACE_NOT_KEPT:
    case HELIO_PLACE_INLINE:
    default:
      slice->work += message.payload_length * helio_query_get_n_terms (slice->scan->query);
      return helio_query_matches (slice->scan->query, &message);
  }
  slice->topic = g_strndup (message.topic, message.topic_length);
  slice->message = message;
  slice->message.topic = slice->topic;
  return FALSE;
}

static gboolean
look_at_record (const HelioRecordRef *ref, gpointer user_data)
{
  Slice *slice = user_data;
  gboolean match = TRUE;

  slice->at = ref->seq;
  slice->any = TRUE;
  if (ref->topic != NULL) {
    guint state = get_topic_state (slice->scan, ref->topic);

    match = state == TOPIC_YES || (state == TOPIC_ASK_MESSAGE && ask_message (slice, ref));
  }
  if (match)
    g_array_append_val (slice->matches, ref->seq);
  if (slice->blob != NULL || slice->extent != NULL)
    return FALSE;
  if (slice->matches->len >= MATCHES_MAX)
    return FALSE;
  slice->work += 64;
  if (slice->work < WORK_STEP)
    return TRUE;
  slice->work = 0;
  return g_get_monotonic_time () < slice->deadline;
}

/* FALSE: @deadline came first, @part says how far it is. */
static gboolean
search_outside (Slice *slice, Part *part, const guint8 *data, gint64 deadline)
{
  HelioQueryMessage *message = &slice->message;
  const HelioQuery *query = slice->scan->query;
  const gsize length = MIN (message->size, HELIO_VIEW_SEARCH_MAX);

  if (part->seq != slice->at)
    *part = (Part){.seq = slice->at};
  while (part->offset < length) {
    gsize count = MIN (OUTSIDE_STEP + OUTSIDE_OVERLAP, length - part->offset);

    helio_query_search (query, data + part->offset, count, &part->found);
    part->offset += OUTSIDE_STEP;
    if (part->offset < length && g_get_monotonic_time () >= deadline)
      return FALSE;
  }
  message->payload = data;
  message->payload_length = length;
  message->properties = data + message->size;
  message->found = &part->found;
  if (helio_query_matches (query, message))
    g_array_append_val (slice->matches, slice->at);
  return TRUE;
}

static gboolean
look_outside (Slice *slice, Part *part, gint64 deadline)
{
  g_autoptr (GBytes) blob = g_steal_pointer (&slice->blob);
  g_autoptr (HelioExtent) extent = g_steal_pointer (&slice->extent);
  g_autofree char *topic = g_steal_pointer (&slice->topic);

  if (extent != NULL)
    blob = helio_extent_map (extent);
  return blob == NULL || search_outside (slice, part, g_bytes_get_data (blob, NULL), deadline);
}

guint64
helio_message_scan_run (HelioMessageScan *self,
                        guint64 from,
                        guint64 to,
                        gboolean backwards,
                        gint64 deadline,
                        GArray *matches)
{
  g_array_set_size (matches, 0);
  while (from < to) {
    Slice slice = {.scan = self, .matches = matches};

    slice.deadline = MIN (g_get_monotonic_time () + LOCK_SLICE, deadline);
    helio_message_store_foreach (self->store, from, to, backwards, look_at_record, &slice);
    if (!slice.any)
      break; /* all of it has been evicted */
    if (!look_outside (&slice, &self->parts[backwards], deadline))
      return backwards ? slice.at + 1 : slice.at;
    if (backwards)
      to = slice.at;
    else
      from = slice.at + 1;
    if (matches->len >= MATCHES_MAX || g_get_monotonic_time () >= deadline)
      return backwards ? to : from;
  }
  return backwards ? from : to;
}
