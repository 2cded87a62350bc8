// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/watch/helio-watcher.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-store-cursor.h"
#include "core/watch/helio-watch-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define INTERVAL (HELIO_SECOND / 4)
#define SLICE 1000 /* µs */
#define PAUSE 3000 /* µs between slices while there is more */
#define RETAINED_WITHIN (10 * HELIO_SECOND)
#define RETAINED_BETWEEN (2 * HELIO_SECOND)
/* Asleep for less, nothing that matters was missed. */
#define SLEEP_MIN HELIO_SECOND

/* What is known of a topic: one look at the filters a topic, not a message. */
typedef struct {
  guint32 serial; /* 0: nothing */
  guint32 mark;   /* the subscription since which a message came */
  guint64 rules;  /* by position */
} Topic;

struct _HelioWatcher {
  GObject parent_instance;

  HelioMessageStore *store; /* owned */
  HelioClock *clock;        /* owned */
  HelioTimer *timer;
  GPtrArray *watches;
  GStrv subscriptions;
  gboolean connected;
  HelioStoreCursor cursor;
  gboolean reading; /* the cursor is where it is since it reads, not since nobody needs it */
  guint64 unread_of_cursor; /* so many of its unread ones are in @unread */
  guint64 unread, cut;
  GArray *topics; /* Topic by number */
  guint32 mark;
  gint64 retained_until; /* boot */
  gint64 asleep;         /* µs since boot */
  guint n_raised, n_unseen;

  /* one run */
  HelioWatchTime now;
  gint64 caught_up_at; /* boot: what comes to light now came later */
  gboolean missed;     /* a gap */

  /* A payload outside of the chunks is looked into without the store's lock. */
  GBytes *blob;
  HelioExtent *extent;
  char *topic;
  guint64 seq, rules;
  HelioWatchTime time;
  HelioQueryMessage message;
};

enum {
  PROP_N_RAISED = 1,
  PROP_N_UNSEEN,
  PROP_UNREAD,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_RAISED,
  SIGNAL_RULES_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return HELIO_TYPE_WATCH;
}

static guint
get_n_items (GListModel *model)
{
  return HELIO_WATCHER (model)->watches->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HelioWatcher *self = HELIO_WATCHER (model);

  return position < self->watches->len ? g_object_ref (self->watches->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioWatcher,
                               helio_watcher,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static HelioWatchTime
get_time (HelioWatcher *self)
{
  return (HelioWatchTime){helio_clock_now_boot (self->clock), helio_clock_now_wall (self->clock)};
}

static gboolean
is_enabled (HelioWatch *watch)
{
  return helio_watch_rule_get (helio_watch_get_rule (watch))->enabled;
}

/* ── messages ── */

static guint64
find_rules (HelioWatcher *self, const char *topic)
{
  guint64 rules = 0;

  for (guint i = 0; i < self->watches->len; i++) {
    const HelioWatchTerms *terms =
        helio_watch_rule_get (helio_watch_get_rule (self->watches->pdata[i]));

    if (terms->enabled && helio_topic_matches (terms->filter, topic))
      rules |= G_GUINT64_CONSTANT (1) << i;
  }
  return rules;
}

static Topic *
get_topic (HelioWatcher *self, const HelioTopicEntry *entry)
{
  Topic *topic;

  if (entry->id >= self->topics->len)
    g_array_set_size (self->topics, MAX (entry->id + 1, self->topics->len * 5 / 4));
  topic = &g_array_index (self->topics, Topic, entry->id);
  if (topic->serial != entry->serial)
    *topic = (Topic){.serial = entry->serial, .rules = find_rules (self, entry->name)};
  return topic;
}

/* When it came on the clock that suspends and set clocks do not disturb. */
static gint64
get_boot (HelioWatcher *self, gint64 wall)
{
  return CLAMP (self->now.boot - (self->now.wall - wall), self->caught_up_at, self->now.boot);
}

static gboolean
is_old (HelioWatcher *self, Topic *topic, const HelioRecord *record, gint64 boot)
{
  const gboolean first = topic->mark != self->mark;

  topic->mark = self->mark;
  if (!first || (record->flags & HELIO_RECORD_RETAINED) == 0 || boot > self->retained_until)
    return FALSE;
  self->retained_until = MAX (self->retained_until, boot + RETAINED_BETWEEN);
  return TRUE;
}

static void
show (HelioWatcher *self,
      guint64 rules,
      guint64 seq,
      const HelioWatchTime *time,
      const HelioQueryMessage *message)
{
  for (guint i = 0; rules != 0; i++, rules >>= 1)
    if ((rules & 1) != 0)
      helio_watch_take (self->watches->pdata[i], seq, time, message);
}

/* Those of @rules that want this one. */
static guint64
choose (HelioWatcher *self, guint64 rules, guint64 seq, gboolean old)
{
  guint64 chosen = 0;

  for (guint i = 0; i < self->watches->len; i++) {
    HelioWatch *watch = self->watches->pdata[i];

    if ((rules >> i & 1) != 0 && seq >= helio_watch_get_first (watch) &&
        (!old || helio_watch_rule_get (helio_watch_get_rule (watch))->retained))
      chosen |= G_GUINT64_CONSTANT (1) << i;
  }
  return chosen;
}

static gboolean
look (const HelioRecordRef *ref, gsize *work, gpointer user_data)
{
  HelioWatcher *self = user_data;
  const HelioRecord *record = ref->record;
  const HelioPlace place = helio_record_get_place (record);
  HelioQueryMessage message;
  Topic *topic;
  gboolean old;

  if (ref->topic == NULL) {
    self->missed = TRUE;
    return TRUE;
  }
  topic = get_topic (self, ref->topic);
  const HelioWatchTime time = {get_boot (self, record->time), record->time};
  old = is_old (self, topic, record, time.boot);
  const guint64 rules = topic->rules != 0 ? choose (self, topic->rules, ref->seq, old) : 0;
  if (rules == 0)
    return TRUE;
  message = (HelioQueryMessage){
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
  if (place == HELIO_PLACE_BIG || place == HELIO_PLACE_SPILLED) {
    if (place == HELIO_PLACE_BIG)
      self->blob = g_bytes_ref (helio_record_get_big (ref->data));
    else
      self->extent = helio_extent_ref (helio_record_get_extent (ref->data));
    self->topic = g_strndup (message.topic, message.topic_length);
    self->message = message;
    self->seq = ref->seq;
    self->rules = rules;
    self->time = time;
    return FALSE;
  }
  if (place == HELIO_PLACE_NOT_KEPT) {
    self->cut++;
    message.payload += HELIO_HASH_LENGTH;
    message.payload_length = helio_record_get_head_length (record);
  }
  message.properties = message.payload + message.payload_length;
  *work += message.payload_length;
  show (self, rules, ref->seq, &time, &message);
  return TRUE;
}

static void
look_outside (gpointer user_data)
{
  HelioWatcher *self = user_data;
  g_autoptr (GBytes) blob = g_steal_pointer (&self->blob);
  g_autoptr (HelioExtent) extent = g_steal_pointer (&self->extent);
  g_autofree char *topic = g_steal_pointer (&self->topic);

  if (topic == NULL)
    return;
  if (extent != NULL)
    blob = helio_extent_map (extent);
  self->message.topic = topic;
  self->message.payload_length = MIN (self->message.size, HELIO_WATCH_PAYLOAD_MAX);
  if (blob == NULL) {
    self->message.payload = NULL;
    self->message.payload_length = self->message.properties_length = 0;
  } else {
    self->message.payload = g_bytes_get_data (blob, NULL);
    self->message.properties = self->message.payload + self->message.size;
  }
  if (self->message.payload_length < self->message.size)
    self->cut++;
  show (self, self->rules, self->seq, &self->time, &self->message);
}

/* helio_message_store_clear(): topics have other numbers from now on. */
static void
cleared (gpointer user_data)
{
  g_array_set_size (HELIO_WATCHER (user_data)->topics, 0);
}

static void
count_unread (HelioWatcher *self, guint64 more)
{
  if (more == 0)
    return;
  self->unread += more;
  self->missed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

/* TRUE if there is more. */
static gboolean
read_store (HelioWatcher *self)
{
  static const HelioStoreCursorFuncs funcs = {look, look_outside, cleared};
  guint64 first, end;
  gboolean more;

  if (!self->reading)
    return FALSE;
  if (helio_message_store_get_epoch (self->store) != self->cursor.epoch) {
    /* What came before it was cleared has a number all the same. */
    helio_message_store_get_range (self->store, &first, &end);
    count_unread (self, first > self->cursor.tail ? first - self->cursor.tail : 0);
    self->unread_of_cursor = 0;
  }
  more = helio_store_cursor_run (&self->cursor, SLICE, &funcs, self);
  count_unread (self, self->cursor.unread - self->unread_of_cursor);
  self->unread_of_cursor = self->cursor.unread;
  return more;
}

/* ── time ── */

static void tick (gpointer user_data);

static void
schedule (HelioWatcher *self, gint64 delay)
{
  g_clear_pointer (&self->timer, helio_timer_cancel);
  self->timer = helio_clock_after (self->clock, delay, tick, self);
}

static void
count (HelioWatcher *self)
{
  guint n_raised = 0, n_unseen = 0;

  for (guint i = 0; i < self->watches->len; i++) {
    HelioWatch *watch = self->watches->pdata[i];

    n_raised += helio_watch_get_state (watch) == HELIO_WATCH_RAISED;
    n_unseen += helio_watch_get_n_unseen (watch);
  }
  if (n_raised != self->n_raised) {
    self->n_raised = n_raised;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RAISED]);
  }
  if (n_unseen != self->n_unseen) {
    self->n_unseen = n_unseen;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNSEEN]);
  }
}

/* The machine slept: what the broker sent meanwhile is lost or still to come. */
static void
check_sleep (HelioWatcher *self)
{
  const gint64 asleep = self->now.boot - helio_clock_now_awake (self->clock);

  if (asleep - self->asleep >= SLEEP_MIN)
    self->missed = TRUE;
  self->asleep = asleep;
}

/* TRUE if there is more to be read. */
static gboolean
run (HelioWatcher *self)
{
  g_autoptr (GPtrArray) watches = NULL;
  gboolean more;

  self->now = get_time (self);
  check_sleep (self);
  more = read_store (self);
  if (self->missed)
    for (guint i = 0; i < self->watches->len; i++)
      helio_watch_restart (self->watches->pdata[i], self->now.boot);
  self->missed = FALSE;
  if (!more)
    self->caught_up_at = self->now.boot;
  /* Whoever is told may change the rules. */
  watches = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->watches->len; i++)
    g_ptr_array_add (watches, g_object_ref (self->watches->pdata[i]));
  for (guint i = 0; i < watches->len; i++) {
    HelioWatchEvent *event = helio_watch_tick (watches->pdata[i], &self->now, !more);

    if (event != NULL) {
      g_autoptr (HelioWatchEvent) held = g_object_ref (event);

      count (self);
      g_signal_emit (self, signals[SIGNAL_RAISED], 0, watches->pdata[i], held);
    }
  }
  count (self);
  return more;
}

static void
tick (gpointer user_data)
{
  g_autoptr (HelioWatcher) self = g_object_ref (HELIO_WATCHER (user_data));
  const gboolean more = run (self);

  g_clear_pointer (&self->timer, helio_timer_cancel);
  if (more)
    schedule (self, PAUSE);
  else if (self->reading && self->connected)
    schedule (self, INTERVAL);
}

/* Something changed that is not a message: what came before is read as it was before. */
static void
begin_change (HelioWatcher *self)
{
  if (self->reading)
    run (self);
  self->now = get_time (self);
}

static void
end_change (HelioWatcher *self)
{
  gboolean needed = FALSE;
  guint64 first;

  for (guint i = 0; i < self->watches->len; i++)
    needed |= is_enabled (self->watches->pdata[i]);
  if (needed && !self->reading) {
    helio_store_cursor_init (&self->cursor, self->store);
    helio_message_store_get_range (self->store, &first, &self->cursor.tail);
    self->unread_of_cursor = 0;
    self->caught_up_at = self->now.boot;
    self->asleep = self->now.boot - helio_clock_now_awake (self->clock);
  }
  self->reading = needed;
  if (!needed)
    g_clear_pointer (&self->timer, helio_timer_cancel);
  else if (self->timer == NULL)
    schedule (self, INTERVAL);
  count (self);
}

/* ── what can be seen ── */

HelioWatchSight
helio_watcher_get_sight (HelioWatcher *self, const char *filter)
{
  if (!self->connected)
    return HELIO_WATCH_NOT_CONNECTED;
  for (guint i = 0; self->subscriptions != NULL && self->subscriptions[i] != NULL; i++)
    if (helio_topic_overlaps (helio_topic_strip_share (self->subscriptions[i]), filter))
      return HELIO_WATCH_SEES;
  return HELIO_WATCH_NOT_SUBSCRIBED;
}

static void
update_sight (HelioWatcher *self)
{
  for (guint i = 0; i < self->watches->len; i++) {
    HelioWatch *watch = self->watches->pdata[i];
    const HelioWatchTerms *terms = helio_watch_rule_get (helio_watch_get_rule (watch));

    helio_watch_set_sight (watch, helio_watcher_get_sight (self, terms->filter), &self->now);
  }
}

void
helio_watcher_set_connected (HelioWatcher *self, gboolean connected)
{
  if (!self->connected == !connected)
    return;
  begin_change (self);
  self->connected = connected;
  if (connected)
    helio_watcher_expect_retained (self);
  update_sight (self);
  end_change (self);
}

void
helio_watcher_set_subscriptions (HelioWatcher *self, const char *const *filters)
{
  if (self->subscriptions != NULL &&
      g_strv_equal ((const char *const *) self->subscriptions, filters))
    return;
  begin_change (self);
  g_strfreev (self->subscriptions);
  self->subscriptions = g_strdupv ((char **) filters);
  update_sight (self);
  end_change (self);
}

void
helio_watcher_expect_retained (HelioWatcher *self)
{
  self->mark++;
  self->retained_until = helio_clock_now_boot (self->clock) + RETAINED_WITHIN;
}

/* ── rules ── */

static gboolean
check_room (HelioWatcher *self, GError **error)
{
  return self->watches->len < HELIO_WATCH_RULES_MAX ||
         helio_error_set (error,
                          HELIO_ERROR_TOO_LARGE,
                          C_ ("remedy", "Delete one, or change one that is there."),
                          C_ ("error", "There are %d rules, which is as many as there may be"),
                          HELIO_WATCH_RULES_MAX);
}

static void
on_rules_changed (HelioWatcher *self, guint position, guint removed, guint added)
{
  /* Positions are other ones. */
  g_array_set_size (self->topics, 0);
  update_sight (self);
  end_change (self);
  if (removed != added)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  g_signal_emit (self, signals[SIGNAL_RULES_CHANGED], 0);
}

static void
set_first (HelioWatcher *self, HelioWatch *watch)
{
  guint64 first, end;

  helio_message_store_get_range (self->store, &first, &end);
  helio_watch_set_first (watch, end);
}

gboolean
helio_watcher_put (HelioWatcher *self, HelioWatchRule *rule, GError **error)
{
  HelioWatch *watch = helio_watcher_find (self, helio_watch_rule_get (rule)->id);
  const gboolean is_new = watch == NULL;

  if (is_new && !check_room (self, error))
    return FALSE;
  begin_change (self);
  if (is_new) {
    watch = helio_watch_new (rule, &self->now);
    g_ptr_array_add (self->watches, watch);
  }
  if (is_new || !is_enabled (watch) ||
      !helio_watch_rule_watches_alike (helio_watch_get_rule (watch), rule))
    set_first (self, watch);
  helio_watch_set_rule (watch, rule, &self->now);
  on_rules_changed (self, self->watches->len - 1, 0, is_new);
  return TRUE;
}

HelioWatch *
helio_watcher_remove (HelioWatcher *self, guint position)
{
  HelioWatch *watch;

  g_return_val_if_fail (position < self->watches->len, NULL);
  begin_change (self);
  watch = g_ptr_array_steal_index (self->watches, position);
  /* Nobody shows it anything: what goes on is over. */
  helio_watch_set_sight (watch, HELIO_WATCH_NOT_CONNECTED, &self->now);
  on_rules_changed (self, position, 1, 0);
  return watch;
}

gboolean
helio_watcher_insert (HelioWatcher *self, guint position, HelioWatch *watch, GError **error)
{
  if (!check_room (self, error))
    return FALSE;
  begin_change (self);
  position = MIN (position, self->watches->len);
  set_first (self, watch);
  g_ptr_array_insert (self->watches, (int) position, g_object_ref (watch));
  on_rules_changed (self, position, 0, 1);
  return TRUE;
}

HelioWatch *
helio_watcher_find (HelioWatcher *self, const char *id)
{
  for (guint i = 0; i < self->watches->len; i++)
    if (g_str_equal (helio_watch_rule_get (helio_watch_get_rule (self->watches->pdata[i]))->id, id))
      return self->watches->pdata[i];
  return NULL;
}

GPtrArray *
helio_watcher_list_rules (HelioWatcher *self)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_watch_rule_unref);

  for (guint i = 0; i < self->watches->len; i++)
    g_ptr_array_add (rules, helio_watch_rule_ref (helio_watch_get_rule (self->watches->pdata[i])));
  return rules;
}

/* ── the object ── */

static void
helio_watcher_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioWatcher *self = HELIO_WATCHER (object);

  switch (id) {
    case PROP_N_RAISED:
      g_value_set_uint (value, self->n_raised);
      break;
    case PROP_N_UNSEEN:
      g_value_set_uint (value, self->n_unseen);
      break;
    case PROP_UNREAD:
      g_value_set_uint64 (value, self->unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_watcher_dispose (GObject *object)
{
  HelioWatcher *self = HELIO_WATCHER (object);

  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_watcher_parent_class)->dispose (object);
}

static void
helio_watcher_finalize (GObject *object)
{
  HelioWatcher *self = HELIO_WATCHER (object);

  g_ptr_array_unref (self->watches);
  g_strfreev (self->subscriptions);
  g_array_unref (self->topics);
  G_OBJECT_CLASS (helio_watcher_parent_class)->finalize (object);
}

static void
helio_watcher_class_init (HelioWatcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = helio_watcher_get_property;
  object_class->dispose = helio_watcher_dispose;
  object_class->finalize = helio_watcher_finalize;
  properties[PROP_N_RAISED] = g_param_spec_uint ("n-raised", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_UNSEEN] = g_param_spec_uint ("n-unseen", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNREAD] = g_param_spec_uint64 ("unread", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_RAISED] = g_signal_new ("raised",
                                         HELIO_TYPE_WATCHER,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         2,
                                         HELIO_TYPE_WATCH,
                                         HELIO_TYPE_WATCH_EVENT);
  signals[SIGNAL_RULES_CHANGED] = helio_signal_new ("rules-changed", HELIO_TYPE_WATCHER);
}

static void
helio_watcher_init (HelioWatcher *self)
{
  self->watches = g_ptr_array_new_with_free_func (g_object_unref);
  self->topics = g_array_new (FALSE, TRUE, sizeof (Topic));
}

HelioWatcher *
helio_watcher_new (HelioMessageStore *store, HelioClock *clock)
{
  HelioWatcher *self = g_object_new (HELIO_TYPE_WATCHER, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  return self;
}

guint
helio_watcher_get_n_raised (HelioWatcher *self)
{
  return self->n_raised;
}

guint
helio_watcher_get_n_unseen (HelioWatcher *self)
{
  return self->n_unseen;
}

void
helio_watcher_see (HelioWatcher *self)
{
  for (guint i = 0; i < self->watches->len; i++)
    helio_watch_see (self->watches->pdata[i]);
  count (self);
}

guint64
helio_watcher_get_unread (HelioWatcher *self)
{
  return self->unread;
}

guint64
helio_watcher_get_cut (HelioWatcher *self)
{
  return self->cut;
}
