// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/watch/helio-watch-page.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/watch/helio-watch-dialog.h"
#include "ui/watch/helio-watch-row.h"
#include "ui/watch/helio-watch-words.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

#define NAME_CHARS 60

struct _HelioWatchPage {
  AdwBin parent_instance;

  HelioWatcher *watcher;    /* owned */
  HelioWatchKeeper *keeper; /* owned (nullable) */
  HelioMessageStore *store; /* owned */
  HelioTopicTree *tree;     /* owned (nullable) */

  /* template */
  HelioBanner *error_banner, *unread_banner;
  GtkStack *stack;
  GtkListBox *list;
  GtkWidget *this_run;
};

G_DEFINE_FINAL_TYPE (HelioWatchPage, helio_watch_page, ADW_TYPE_BIN)

enum {
  SIGNAL_SHOW_MESSAGE,
  SIGNAL_SUBSCRIBE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update (HelioWatchPage *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->watcher));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "rules" : "empty");
}

static void
update_error (HelioWatchPage *self)
{
  helio_banner_set_error (self->error_banner,
                          HELIO_BANNER_ERROR,
                          self->keeper != NULL ? helio_watch_keeper_get_error (self->keeper) : NULL,
                          NULL);
}

/* Never silently. */
static void
update_unread (HelioWatchPage *self)
{
  const guint64 unread = helio_watcher_get_unread (self->watcher);
  g_autofree char *count = helio_format_n_messages (unread);
  /* Translators: "12,480 messages" */
  g_autofree char *text =
      g_strdup_printf (C_ ("watch", "%s went out of memory before the rules saw them"), count);

  helio_banner_set (self->unread_banner,
                    HELIO_BANNER_WARNING,
                    unread > 0 ? text : NULL,
                    C_ ("remedy", "Subscribe to less, so that they can be looked at in time."),
                    NULL,
                    NULL);
}

/* ── seen ── */

static void
see (HelioWatchPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->watcher != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && GTK_IS_WINDOW (root) &&
      gtk_window_is_active (GTK_WINDOW (root)))
    helio_watcher_see (self->watcher);
}

static void
helio_watch_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_watch_page_parent_class)->root (widget);
  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    g_signal_connect_object (gtk_widget_get_root (widget),
                             "notify::is-active",
                             G_CALLBACK (see),
                             widget,
                             G_CONNECT_SWAPPED);
}

static void
helio_watch_page_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), see, widget);
  GTK_WIDGET_CLASS (helio_watch_page_parent_class)->unroot (widget);
}

static void
helio_watch_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_watch_page_parent_class)->map (widget);
  see (HELIO_WATCH_PAGE (widget));
}

/* ── rules ── */

static void
open_dialog (HelioWatchPage *self, HelioWatchRule *rule, const char *filter)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_present (GTK_WINDOW (helio_watch_dialog_new (GTK_WINDOW (root),
                                                            self->watcher,
                                                            self->store,
                                                            self->tree,
                                                            rule,
                                                            filter)));
}

void
helio_watch_page_ask (HelioWatchPage *self, const char *filter)
{
  open_dialog (self, NULL, filter);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_dialog (HELIO_WATCH_PAGE (widget), NULL, NULL);
}

static void
on_edit (HelioWatchPage *self, HelioWatchRow *row)
{
  open_dialog (self, helio_watch_get_rule (helio_watch_row_get_watch (row)), NULL);
}

static void
on_toggled (HelioWatchPage *self, gboolean enabled, HelioWatchRow *row)
{
  g_autoptr (HelioWatchRule) rule =
      helio_watch_rule_with_enabled (helio_watch_get_rule (helio_watch_row_get_watch (row)),
                                     enabled);

  helio_watcher_put (self->watcher, rule, NULL);
}

static void
on_row_subscribe (HelioWatchPage *self, HelioWatchRow *row)
{
  g_signal_emit (
      self,
      signals[SIGNAL_SUBSCRIBE],
      0,
      helio_watch_rule_get (helio_watch_get_rule (helio_watch_row_get_watch (row)))->filter);
}

static void
on_show_event (HelioWatchPage *self, HelioWatchEvent *event, HelioWatchRow *row)
{
  const guint64 seq = helio_watch_event_get (event)->seq;
  HelioMessageRow message = {0};

  /* What is evicted cannot be shown; of a topic its last message stays. */
  if (!helio_message_store_get_row (self->store, seq, &message)) {
    helio_toast_show (GTK_WIDGET (self),
                      C_ ("toast", "This message is not in memory any more"),
                      NULL);
    return;
  }
  g_signal_emit (self, signals[SIGNAL_SHOW_MESSAGE], 0, seq, message.topic);
  helio_message_row_clear (&message);
}

typedef struct {
  HelioWatchPage *page;
  HelioWatch *watch;
  guint position;
} Removed;

static void
removed_free (gpointer data, GClosure *closure)
{
  Removed *removed = data;

  g_object_unref (removed->page);
  g_object_unref (removed->watch);
  g_free (removed);
}

static void
on_undo (AdwToast *toast, Removed *removed)
{
  g_autoptr (GError) error = NULL;

  if (removed->page->watcher != NULL &&
      !helio_watcher_insert (removed->page->watcher, removed->position, removed->watch, &error))
    helio_toast_show (GTK_WIDGET (removed->page), error->message, NULL);
}

static guint
find (HelioWatchPage *self, HelioWatch *watch)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->watcher));

  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioWatch) one = g_list_model_get_item (G_LIST_MODEL (self->watcher), i);

    if (one == watch)
      return i;
  }
  return n;
}

static void
on_remove (HelioWatchPage *self, HelioWatchRow *row)
{
  g_autoptr (HelioWatch) watch = g_object_ref (helio_watch_row_get_watch (row));
  const guint position = find (self, watch);
  g_autofree char *title =
      helio_watch_words_title (helio_watch_rule_get (helio_watch_get_rule (watch)));
  g_autofree char *shown = helio_printable (title, -1, NAME_CHARS);
  /* Translators: the name of a rule, or what it watches */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "Rule “%s” deleted"), shown);
  AdwToast *toast;
  Removed *removed;

  if (position == g_list_model_get_n_items (G_LIST_MODEL (self->watcher)))
    return;
  g_object_unref (helio_watcher_remove (self->watcher, position));
  toast = helio_toast_show (GTK_WIDGET (self), text, C_ ("toast", "_Undo"));
  if (toast == NULL)
    return;
  removed = g_new0 (Removed, 1);
  *removed = (Removed){g_object_ref (self), g_steal_pointer (&watch), position};
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), removed, removed_free, 0);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = helio_watch_row_new (HELIO_WATCH (item));

  g_signal_connect_object (row, "edit", G_CALLBACK (on_edit), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "toggled", G_CALLBACK (on_toggled), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row,
                           "subscribe",
                           G_CALLBACK (on_row_subscribe),
                           user_data,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row,
                           "show-event",
                           G_CALLBACK (on_show_event),
                           user_data,
                           G_CONNECT_SWAPPED);
  return row;
}

/* ── the object ── */

static void
helio_watch_page_dispose (GObject *object)
{
  HelioWatchPage *self = HELIO_WATCH_PAGE (object);

  g_clear_object (&self->watcher);
  g_clear_object (&self->keeper);
  g_clear_object (&self->store);
  g_clear_object (&self->tree);
  G_OBJECT_CLASS (helio_watch_page_parent_class)->dispose (object);
}

static void
helio_watch_page_class_init (HelioWatchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_watch_page_dispose;
  widget_class->root = helio_watch_page_root;
  widget_class->unroot = helio_watch_page_unroot;
  widget_class->map = helio_watch_page_map;
  signals[SIGNAL_SHOW_MESSAGE] = g_signal_new ("show-message",
                                               HELIO_TYPE_WATCH_PAGE,
                                               G_SIGNAL_RUN_LAST,
                                               0,
                                               NULL,
                                               NULL,
                                               NULL,
                                               G_TYPE_NONE,
                                               2,
                                               G_TYPE_UINT64,
                                               G_TYPE_STRING);
  signals[SIGNAL_SUBSCRIBE] = g_signal_new ("subscribe",
                                            HELIO_TYPE_WATCH_PAGE,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            G_TYPE_STRING);
  g_type_ensure (HELIO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-watch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioWatchPage, error_banner);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchPage, unread_banner);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchPage, list);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchPage, this_run);
  gtk_widget_class_install_action (widget_class, "watch.add", NULL, add_action);
}

static void
helio_watch_page_init (HelioWatchPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_watch_page_new (HelioWatcher *watcher,
                      HelioWatchKeeper *keeper,
                      HelioMessageStore *store,
                      HelioTopicTree *tree)
{
  HelioWatchPage *self = g_object_new (HELIO_TYPE_WATCH_PAGE, NULL);

  g_set_object (&self->watcher, watcher);
  g_set_object (&self->keeper, keeper);
  g_set_object (&self->store, store);
  g_set_object (&self->tree, tree);
  gtk_widget_set_visible (self->this_run, keeper == NULL);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (watcher), make_row, self, NULL);
  g_signal_connect_object (watcher, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (watcher,
                           "notify::unread",
                           G_CALLBACK (update_unread),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (watcher, "notify::n-unseen", G_CALLBACK (see), self, G_CONNECT_SWAPPED);
  if (keeper != NULL)
    g_signal_connect_object (keeper,
                             "notify::error",
                             G_CALLBACK (update_error),
                             self,
                             G_CONNECT_SWAPPED);
  update (self);
  update_error (self);
  update_unread (self);
  return GTK_WIDGET (self);
}
