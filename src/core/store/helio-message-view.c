// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-view.h"

#include "core/base/helio-util.h"
#include "core/store/helio-message-scan.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-seq-index.h"

#include <string.h>

/* A flush works so long at most, and holds the store's lock so long at a time. */
#define SLICE 2000       /* µs */
#define SLICE_EMPTY 6000 /* while a new filter has shown nothing yet */
#define TRIM_SLICE 1000
/* Rows that went are told to the list so many at once. */
#define EVICT_STEP 5000

struct _HelioMessageView {
  GObject parent_instance;

  HelioMessageStore *store;
  HelioMessageScan *scan;
  char *filter;
  char *applied;        /* the last filter that was one */
  GError *filter_error; /* the text of filter is none; what was before it still applies */
  gboolean filtered;    /* filter or branch: rows are in index */
  gboolean paused;
  gboolean restart; /* the filter changed: begin anew at the next flush */

  guint64 head;    /* without filter: the first row counted */
  guint64 tail;    /* taken over up to here */
  guint64 low;     /* with filter: not looked at yet before this one */
  guint64 counted; /* paused, with filter: looked at from tail up to here … */
  guint64 waiting; /* … and so many messages would have been shown */
  HelioSeqIndex index;
  GArray *matches; /* guint64, of one slice */
};

enum {
  PROP_FILTER = 1,
  PROP_BRANCH,
  PROP_PAUSED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* ── the item ── */

struct _HelioMessageItem {
  GObject parent_instance;
  guint64 seq;
};

G_DEFINE_FINAL_TYPE (HelioMessageItem, helio_message_item, G_TYPE_OBJECT)

static void
helio_message_item_init (HelioMessageItem *self)
{
}

static void
helio_message_item_class_init (HelioMessageItemClass *klass)
{
}

guint64
helio_message_item_get_seq (HelioMessageItem *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_ITEM (self), 0);
  return self->seq;
}

/* ── the list ── */

static GType
get_item_type (GListModel *model)
{
  return HELIO_TYPE_MESSAGE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  HelioMessageView *self = HELIO_MESSAGE_VIEW (model);

  return self->filtered ? (guint) self->index.n : (guint) (self->tail - self->head);
}

static gpointer
get_item (GListModel *model, guint position)
{
  HelioMessageView *self = HELIO_MESSAGE_VIEW (model);
  HelioMessageItem *item;

  if (position >= get_n_items (model))
    return NULL;
  item = g_object_new (HELIO_TYPE_MESSAGE_ITEM, NULL);
  item->seq = helio_message_view_get_seq (self, position);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioMessageView,
                               helio_message_view,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static guint
n_items (HelioMessageView *self)
{
  return get_n_items (G_LIST_MODEL (self));
}

static void
emit (HelioMessageView *self, guint position, guint removed, guint added)
{
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* ── taking over ── */

static gboolean
begin_again (HelioMessageView *self, guint64 first, guint64 end)
{
  guint n = n_items (self);
  guint64 limit = MAX (self->paused ? self->tail : end, first);

  self->restart = FALSE;
  helio_message_scan_restart (self->scan);
  /* The old rows go while they can still be counted the old way. */
  helio_seq_index_reset (&self->index, first);
  self->head = self->tail = self->low = self->counted = limit;
  self->waiting = 0;
  self->filtered = helio_message_scan_is_selective (self->scan);
  emit (self, 0, n, 0);
  if (!self->filtered) {
    self->head = MIN (first, limit);
    emit (self, 0, 0, n_items (self));
  }
  return TRUE;
}

/* Few rows that are gone stay counted: a list pays for each emission, not for each row. */
static gboolean
evict (HelioMessageView *self, guint64 first)
{
  guint n = n_items (self);
  guint dead = helio_message_view_find (self, first);

  if (dead == 0 || (dead < n && dead < MIN (EVICT_STEP, MAX (64, n / 8))))
    return FALSE;
  if (self->filtered)
    helio_seq_index_drop (&self->index, dead);
  else
    self->head += dead;
  emit (self, 0, dead, 0);
  return TRUE;
}

static gboolean
take_new (HelioMessageView *self, guint64 first, guint64 end, gint64 deadline)
{
  guint n = n_items (self);

  if (self->tail < first) {
    /* All that is counted is gone, evict() told so. */
    self->tail = first;
    if (!self->filtered)
      self->head = first;
  }
  if (self->tail == end)
    return FALSE;
  if (self->filtered) {
    self->tail =
        helio_message_scan_run (self->scan, self->tail, end, FALSE, deadline, self->matches);
    for (guint i = 0; i < self->matches->len; i++)
      helio_seq_index_append (&self->index, g_array_index (self->matches, guint64, i));
  } else
    self->tail = end;
  emit (self, n, 0, n_items (self) - n);
  return TRUE;
}

/* Looked at now and once more when it goes on: to say how many wait is worth that. */
static gboolean
count_waiting (HelioMessageView *self, guint64 first, guint64 end, gint64 deadline)
{
  const guint64 from = MAX (self->counted, first);

  if (!self->filtered || from >= end)
    return FALSE;
  self->counted = helio_message_scan_run (self->scan, from, end, FALSE, deadline, self->matches);
  self->waiting +=
      self->matches->len - helio_message_store_count_gaps (self->store, from, self->counted);
  return self->counted < end;
}

static gboolean
take_old (HelioMessageView *self, guint64 first, gint64 deadline)
{
  if (!self->filtered || self->low <= first)
    return FALSE;
  self->low = helio_message_scan_run (self->scan, first, self->low, TRUE, deadline, self->matches);
  for (guint i = 0; i < self->matches->len; i++)
    helio_seq_index_prepend (&self->index, g_array_index (self->matches, guint64, i));
  emit (self, 0, 0, self->matches->len);
  return TRUE;
}

gboolean
helio_message_view_flush (HelioMessageView *self)
{
  gboolean changed = FALSE;
  gint64 deadline;
  guint64 first, end;

  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), FALSE);

  changed = helio_message_store_trim (self->store, TRIM_SLICE);
  deadline = g_get_monotonic_time () + SLICE;
  helio_message_store_get_range (self->store, &first, &end);
  if (self->restart)
    changed |= begin_again (self, first, end);
  if (self->filtered && self->index.n == 0)
    deadline += SLICE_EMPTY - SLICE;
  if (!self->paused) {
    changed |= evict (self, first);
    changed |= take_new (self, first, end, deadline);
  } else {
    changed |= count_waiting (self, first, end, deadline);
  }
  if (self->low > first && g_get_monotonic_time () < deadline)
    changed |= take_old (self, first, deadline);
  return changed || (self->filtered && self->low > first);
}

/* ── the object ── */

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioMessageView *self = HELIO_MESSAGE_VIEW (object);

  switch (id) {
    case PROP_FILTER:
      helio_message_view_set_filter (self, g_value_get_string (value));
      break;
    case PROP_BRANCH:
      helio_message_view_set_branch (self, g_value_get_string (value));
      break;
    case PROP_PAUSED:
      helio_message_view_set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioMessageView *self = HELIO_MESSAGE_VIEW (object);

  switch (id) {
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_BRANCH:
      g_value_set_string (value, helio_message_view_get_branch (self));
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_message_view_init (HelioMessageView *self)
{
  helio_seq_index_init (&self->index);
  self->matches = g_array_new (FALSE, FALSE, sizeof (guint64));
}

static void
helio_message_view_finalize (GObject *object)
{
  HelioMessageView *self = HELIO_MESSAGE_VIEW (object);

  g_clear_pointer (&self->scan, helio_message_scan_free);
  g_clear_object (&self->store);
  g_free (self->filter);
  g_free (self->applied);
  g_clear_error (&self->filter_error);
  helio_seq_index_clear (&self->index);
  g_array_unref (self->matches);
  G_OBJECT_CLASS (helio_message_view_parent_class)->finalize (object);
}

static void
helio_message_view_class_init (HelioMessageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = helio_message_view_finalize;
  props[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, NULL, flags);
  props[PROP_BRANCH] = g_param_spec_string ("branch", NULL, NULL, NULL, flags);
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

HelioMessageView *
helio_message_view_new (HelioMessageStore *store)
{
  HelioMessageView *self = g_object_new (HELIO_TYPE_MESSAGE_VIEW, NULL);
  guint64 end;

  self->store = g_object_ref (store);
  self->scan = helio_message_scan_new (store);
  helio_message_store_get_range (store, &self->head, &end);
  self->tail = self->low = self->head;
  return self;
}

HelioMessageStore *
helio_message_view_get_store (HelioMessageView *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), NULL);
  return self->store;
}

void
helio_message_view_set_paused (HelioMessageView *self, gboolean paused)
{
  g_return_if_fail (HELIO_IS_MESSAGE_VIEW (self));

  if (self->paused == paused)
    return;
  self->paused = paused;
  self->counted = self->tail;
  self->waiting = 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

gboolean
helio_message_view_get_paused (HelioMessageView *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), FALSE);
  return self->paused;
}

guint64
helio_message_view_get_pending (HelioMessageView *self)
{
  guint64 first, end;

  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), 0);

  if (self->filtered)
    return self->waiting;
  helio_message_store_get_range (self->store, &first, &end);
  return self->paused
             ? end - self->tail - helio_message_store_count_gaps (self->store, self->tail, end)
             : 0;
}

guint
helio_message_view_get_n_gaps (HelioMessageView *self)
{
  const guint n = n_items (self);

  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), 0);

  /* Every filter lets gaps through. */
  return n > 0 ? (guint) helio_message_store_count_gaps (self->store,
                                                         self->filtered ? self->low : self->head,
                                                         self->tail)
               : 0;
}

void
helio_message_view_set_filter (HelioMessageView *self, const char *text)
{
  HelioQuery *query;

  g_return_if_fail (HELIO_IS_MESSAGE_VIEW (self));

  if (!helio_set_str (&self->filter, text))
    return;
  g_clear_error (&self->filter_error);
  query = helio_query_parse (text, NULL, &self->filter_error);
  if (query != NULL) {
    helio_message_scan_set_query (self->scan, query);
    helio_set_str (&self->applied, text);
    self->restart = TRUE;
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
}

const GError *
helio_message_view_get_filter_error (HelioMessageView *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), NULL);
  return self->filter_error;
}

const char *
helio_message_view_get_applied_filter (HelioMessageView *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), NULL);
  return self->applied;
}

const char *
helio_message_view_get_filter (HelioMessageView *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), NULL);
  return self->filter;
}

void
helio_message_view_set_branch (HelioMessageView *self, const char *topic)
{
  g_return_if_fail (HELIO_IS_MESSAGE_VIEW (self));

  if (g_strcmp0 (helio_message_scan_get_branch (self->scan), topic) == 0)
    return;
  helio_message_scan_set_branch (self->scan, topic);
  self->restart = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BRANCH]);
}

const char *
helio_message_view_get_branch (HelioMessageView *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), NULL);
  return helio_message_scan_get_branch (self->scan);
}

double
helio_message_view_get_progress (HelioMessageView *self)
{
  guint64 first, end, left;

  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), 1);

  helio_message_store_get_range (self->store, &first, &end);
  if (self->restart)
    return 0;
  if (!self->filtered || end == first)
    return 1;
  left = self->low > first ? self->low - first : 0;
  return 1.0 - (double) left / (double) (end - first);
}

guint
helio_message_view_find (HelioMessageView *self, guint64 seq)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), 0);

  if (self->filtered)
    return (guint) helio_seq_index_find (&self->index, seq);
  return (guint) (CLAMP (seq, self->head, self->tail) - self->head);
}

guint
helio_message_view_find_time (HelioMessageView *self, gint64 time)
{
  guint low = 0, high;

  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), 0);

  high = n_items (self);
  while (low < high) {
    guint middle = low + (high - low) / 2;
    HelioMessageRow row;
    gboolean before = TRUE; /* what is gone was there before what is not */

    if (helio_message_store_get_row (self->store,
                                     helio_message_view_get_seq (self, middle),
                                     &row)) {
      before = row.time < time;
      helio_message_row_clear (&row);
    }
    if (before)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

guint64
helio_message_view_get_seq (HelioMessageView *self, guint position)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), G_MAXUINT64);
  g_return_val_if_fail (position < n_items (self), G_MAXUINT64);

  return self->filtered ? helio_seq_index_get (&self->index, position) : self->head + position;
}

gsize
helio_message_view_get_bytes (HelioMessageView *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_VIEW (self), 0);
  return helio_seq_index_get_bytes (&self->index) + helio_message_scan_get_bytes (self->scan);
}
