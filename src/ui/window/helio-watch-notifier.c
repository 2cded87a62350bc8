// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-watch-notifier.h"

#include "core/base/helio-util.h"
#include "ui/watch/helio-watch-words.h"

#include <glib/gi18n.h>

#define INTERVAL (5 * HELIO_SECOND)
#define NAME_CHARS 80
#define BODY_CHARS 300

/* One for each connection. */
typedef struct {
  HelioWatchNotifier *notifier; /* borrowed: it owns this */
  HelioConnectionItem *item;    /* owned */
  HelioWatcher *watcher;        /* owned (nullable) */
  gulong made_id, raised_id, seen_id;
  HelioTimer *timer; /* while none may follow */
  gboolean waiting;  /* something is to be told when the timer is over */
  gboolean shown;
  char *newest; /* (nullable): what happened, in words */
} Teller;

struct _HelioWatchNotifier {
  GObject parent_instance;

  HelioConnectionList *list; /* owned */
  HelioClock *clock;         /* owned */
  GPtrArray *tellers;
};

G_DEFINE_FINAL_TYPE (HelioWatchNotifier, helio_watch_notifier, G_TYPE_OBJECT)

enum {
  SIGNAL_NOTIFY_ABOUT,
  SIGNAL_WITHDRAW,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
teller_free (gpointer data)
{
  Teller *teller = data;

  g_clear_signal_handler (&teller->made_id, teller->item);
  if (teller->watcher != NULL) {
    g_clear_signal_handler (&teller->raised_id, teller->watcher);
    g_clear_signal_handler (&teller->seen_id, teller->watcher);
  }
  if (teller->shown)
    g_signal_emit (teller->notifier, signals[SIGNAL_WITHDRAW], 0, teller->item);
  g_clear_pointer (&teller->timer, helio_timer_cancel);
  g_clear_object (&teller->watcher);
  g_object_unref (teller->item);
  g_free (teller->newest);
  g_free (teller);
}

static char *
describe (HelioWatch *watch, HelioWatchEvent *event)
{
  g_autofree char *title =
      helio_watch_words_title (helio_watch_rule_get (helio_watch_get_rule (watch)));
  g_autofree char *words = helio_watch_words_event (event);
  const char *preview = helio_watch_event_get (event)->preview;
  g_autofree char *text =
      preview != NULL && *preview != '\0'
          /* Translators: the name of a rule, a topic, the start of a message */
          ? g_strdup_printf (C_ ("notification", "%s: %s %s"), title, words, preview)
          /* Translators: the name of a rule, what happened */
          : g_strdup_printf (C_ ("notification", "%s: %s"), title, words);

  return helio_printable (text, -1, BODY_CHARS);
}

static void on_interval (gpointer user_data);

static void
tell (Teller *teller)
{
  const guint n = helio_watcher_get_n_unseen (teller->watcher);
  g_autofree char *title =
      helio_printable (helio_connection_item_get_name (teller->item), -1, NAME_CHARS);
  g_autofree char *more = NULL;
  g_autofree char *body = NULL;

  teller->waiting = FALSE;
  /* Somebody has looked meanwhile. */
  if (n == 0)
    return;
  more = g_strdup_printf (NP_ ("notification", "and %u more event", "and %u more events", n - 1),
                          n - 1);
  body = n > 1 ? g_strdup_printf ("%s\n%s", teller->newest, more) : g_strdup (teller->newest);
  teller->shown = TRUE;
  g_clear_pointer (&teller->timer, helio_timer_cancel);
  teller->timer = helio_clock_after (teller->notifier->clock, INTERVAL, on_interval, teller);
  g_signal_emit (teller->notifier, signals[SIGNAL_NOTIFY_ABOUT], 0, teller->item, title, body);
}

static void
on_interval (gpointer user_data)
{
  Teller *teller = user_data;

  g_clear_pointer (&teller->timer, helio_timer_cancel);
  if (teller->waiting)
    tell (teller);
}

static void
on_raised (Teller *teller, HelioWatch *watch, HelioWatchEvent *event)
{
  g_free (teller->newest);
  teller->newest = describe (watch, event);
  if (teller->timer != NULL)
    teller->waiting = TRUE;
  else
    tell (teller);
}

static void
on_seen (Teller *teller)
{
  if (helio_watcher_get_n_unseen (teller->watcher) > 0 || !teller->shown)
    return;
  teller->shown = FALSE;
  g_signal_emit (teller->notifier, signals[SIGNAL_WITHDRAW], 0, teller->item);
}

static void
on_made (Teller *teller)
{
  HelioWatcher *watcher = helio_connection_item_get_watcher (teller->item);

  if (watcher == NULL || teller->watcher != NULL)
    return;
  teller->watcher = g_object_ref (watcher);
  /* After the page, which may have seen it. */
  teller->raised_id = g_signal_connect_data (watcher,
                                             "raised",
                                             G_CALLBACK (on_raised),
                                             teller,
                                             NULL,
                                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  teller->seen_id =
      g_signal_connect_swapped (watcher, "notify::n-unseen", G_CALLBACK (on_seen), teller);
}

static void
on_items_changed (HelioWatchNotifier *self, guint position, guint removed, guint added)
{
  if (removed > 0)
    g_ptr_array_remove_range (self->tellers, position, removed);
  for (guint i = 0; i < added; i++) {
    Teller *teller = g_new0 (Teller, 1);

    teller->notifier = self;
    teller->item = g_list_model_get_item (G_LIST_MODEL (self->list), position + i);
    teller->made_id =
        g_signal_connect_swapped (teller->item, "notify::connection", G_CALLBACK (on_made), teller);
    on_made (teller);
    g_ptr_array_insert (self->tellers, (int) (position + i), teller);
  }
}

static void
helio_watch_notifier_dispose (GObject *object)
{
  HelioWatchNotifier *self = HELIO_WATCH_NOTIFIER (object);

  g_clear_pointer (&self->tellers, g_ptr_array_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_watch_notifier_parent_class)->dispose (object);
}

static void
helio_watch_notifier_class_init (HelioWatchNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_watch_notifier_dispose;
  signals[SIGNAL_NOTIFY_ABOUT] = g_signal_new ("notify-about",
                                               HELIO_TYPE_WATCH_NOTIFIER,
                                               G_SIGNAL_RUN_LAST,
                                               0,
                                               NULL,
                                               NULL,
                                               NULL,
                                               G_TYPE_NONE,
                                               3,
                                               HELIO_TYPE_CONNECTION_ITEM,
                                               G_TYPE_STRING,
                                               G_TYPE_STRING);
  signals[SIGNAL_WITHDRAW] = g_signal_new ("withdraw",
                                           HELIO_TYPE_WATCH_NOTIFIER,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           HELIO_TYPE_CONNECTION_ITEM);
}

static void
helio_watch_notifier_init (HelioWatchNotifier *self)
{
  self->tellers = g_ptr_array_new_with_free_func (teller_free);
}

HelioWatchNotifier *
helio_watch_notifier_new (HelioConnectionList *list, HelioClock *clock)
{
  HelioWatchNotifier *self = g_object_new (HELIO_TYPE_WATCH_NOTIFIER, NULL);

  self->list = g_object_ref (list);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (list,
                           "items-changed",
                           G_CALLBACK (on_items_changed),
                           self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)));
  return self;
}
