// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-list.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-focus-port.h"
#include "ui/base/helio-follower.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-live-list.h"
#include "ui/base/helio-row-menu.h"
#include "ui/messages/helio-message-actions.h"
#include "ui/messages/helio-message-counts.h"
#include "ui/messages/helio-message-export.h"
#include "ui/messages/helio-message-header.h"
#include "ui/messages/helio-message-line.h"
#include "ui/messages/helio-message-menu.h"
#include "ui/messages/helio-message-reveal.h"
#include "ui/messages/helio-query-entry.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _HelioMessageList {
  GtkWidget parent_instance;

  /* owned */
  HelioMessageView *view; /* (nullable) */
  HelioMessageColumns *columns;
  HelioLiveList *rows;
  HelioFollower *follower;
  HelioRowMenu *row_menu;
  char *empty_title, *empty_description;
  gulong paused_id, branch_id;

  /* template */
  GtkToggleButton *pause_button, *follow_button;
  HelioQueryEntry *query_entry;
  HelioMessageMenu *menu;
  HelioMessageExport *export;
  GtkInscription *count_label, *dropped_label;
  GtkRevealer *branch_revealer, *news_revealer;
  GtkLabel *branch_label, *filter_error;
  GtkButton *clear_button, *news_button;
  HelioMessageHeader *header;
  GtkStack *stack;
  HelioFocusPort *port;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  AdwStatusPage *empty_page;
  GtkProgressBar *progress_bar;

  /* values */
  gboolean open_on_click;
  gboolean keep_following; /* while a selection is made that must not stop it */
  gboolean menu_open;      /* of a row */
  guint64 redelivered;
};

G_DEFINE_FINAL_TYPE (HelioMessageList, helio_message_list, GTK_TYPE_WIDGET)

typedef enum {
  PROP_SELECTED_SEQ = 1,
  PROP_FOLLOWING,
  N_PROPERTIES
} HelioMessageListProperty;

enum {
  SIGNAL_OPEN,
  SIGNAL_MENU,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static guint64
key_at (GListModel *model, guint position)
{
  return helio_message_view_get_seq (HELIO_MESSAGE_VIEW (model), position);
}

static guint
position_of (GListModel *model, guint64 key)
{
  HelioMessageView *view = HELIO_MESSAGE_VIEW (model);
  guint position = helio_message_view_find (view, key);

  if (position >= g_list_model_get_n_items (model) ||
      helio_message_view_get_seq (view, position) != key)
    return GTK_INVALID_LIST_POSITION;
  return position;
}

/* Status: what the numbers and buttons around the list say. */

/* Over the end of the list: what is not seen there, be it that the list is paused or that it is read further up. */
static void
update_news (HelioMessageList *self)
{
  const gboolean paused = helio_message_view_get_paused (self->view);
  const gboolean below =
      !paused && !helio_message_list_get_following (self) && helio_message_has_below (self);
  g_autofree char *text = NULL;

  if (paused) {
    g_autofree char *count = helio_format_count (helio_message_view_get_pending (self->view));
    /* Translators: on a button over the paused list; pressing it goes on. */
    text = g_strdup_printf (C_ ("message list", "%s new"), count);
  } else if (below)
    /* Translators: on a button over the list; pressing it goes there. */
    text = g_strdup (C_ ("message list", "Newer messages below"));
  if (text != NULL && g_strcmp0 (gtk_button_get_label (self->news_button), text) != 0)
    gtk_button_set_label (self->news_button, text);
  /* Over the empty page it would lie on what is written there. */
  gtk_revealer_set_reveal_child (self->news_revealer,
                                 (paused || below) &&
                                     g_list_model_get_n_items (G_LIST_MODEL (self->view)) > 0);
}

static void
update_stack (HelioMessageList *self)
{
  gboolean any = self->view != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->view)) > 0;
  guint64 first = 0, end = 0;
  double progress = self->view != NULL ? helio_message_view_get_progress (self->view) : 1;
  gboolean filtered;

  if (progress < 1)
    gtk_progress_bar_set_fraction (self->progress_bar, progress);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), progress < 1);
  if (any) {
    gtk_stack_set_visible_child_name (self->stack, "list");
    return;
  }
  if (progress < 1)
    return;
  if (self->view != NULL)
    helio_message_store_get_range (helio_message_view_get_store (self->view), &first, &end);
  filtered = end > first && helio_message_counts_is_filtered (self->view);
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), filtered);
  if (filtered) {
    adw_status_page_set_icon_name (self->empty_page, "edit-find-symbolic");
    adw_status_page_set_title (self->empty_page, C_ ("message list", "No Message Matches"));
    adw_status_page_set_description (self->empty_page, NULL);
  } else {
    adw_status_page_set_icon_name (self->empty_page, NULL);
    adw_status_page_set_title (self->empty_page, self->empty_title);
    adw_status_page_set_description (self->empty_page, self->empty_description);
  }
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
update_status (gpointer user_data)
{
  HelioMessageList *self = user_data;

  if (self->view != NULL) {
    helio_message_counts_update (self->view, self->count_label, self->dropped_label);
    update_news (self);
  }
  update_stack (self);
}

static gboolean
may_slide (gpointer user_data)
{
  HelioMessageList *self = user_data;

  return helio_follower_get_following (self->follower) && !self->menu_open;
}

static gboolean
is_still (gpointer self)
{
  return helio_message_reveal_is_pending (self) ||
         helio_follower_is_still (HELIO_MESSAGE_LIST (self)->follower);
}

static gboolean
frame (gpointer user_data)
{
  HelioMessageList *self = user_data;
  HelioMessageStore *store = helio_message_view_get_store (self->view);
  gboolean busy = helio_message_view_flush (self->view);
  guint64 redelivered = helio_message_store_get_redelivered (store);

  helio_follower_frame (self->follower, helio_live_list_take_told (self->rows));
  busy |= helio_message_reveal_frame (self);
  if (redelivered != self->redelivered) {
    GPtrArray *lines = helio_live_list_get_lines (self->rows);

    self->redelivered = redelivered;
    for (guint i = 0; i < lines->len; i++)
      helio_message_line_refresh (lines->pdata[i]);
  }
  return busy;
}

/* Rows */

static GtkWidget *
make_line (gpointer user_data)
{
  HelioMessageList *self = user_data;

  return GTK_WIDGET (
      helio_message_line_new (helio_message_view_get_store (self->view), self->columns));
}

static void
show_key (GtkWidget *line, guint64 key)
{
  helio_message_line_set_seq (HELIO_MESSAGE_LINE (line), key);
}

static guint64
key_of_line (gpointer user_data, GtkWidget *line)
{
  return helio_message_line_get_seq (HELIO_MESSAGE_LINE (line));
}

static void
update_accessible (GtkWidget *line, gint64 now)
{
  helio_message_line_update_accessible (HELIO_MESSAGE_LINE (line), now);
}

static void
on_released (gpointer user_data, GtkWidget *line, int n_press)
{
  HelioMessageList *self = user_data;

  if (self->open_on_click && n_press == 1)
    g_signal_emit (self,
                   signals[SIGNAL_OPEN],
                   0,
                   helio_message_line_get_seq (HELIO_MESSAGE_LINE (line)));
}

/* The lowest row in view: where reading goes on. */
static gboolean
on_focus_enter (HelioMessageList *self)
{
  guint64 selected = helio_live_list_get_selected (self->rows);

  if (!helio_follower_get_following (self->follower) && selected != HELIO_NO_KEY &&
      helio_live_list_focus_key (self->rows, selected))
    return TRUE;
  return helio_live_list_focus_edge (self->rows, TRUE);
}

static void
on_selected (gpointer user_data)
{
  HelioMessageList *self = user_data;

  if (helio_live_list_get_selected (self->rows) != HELIO_NO_KEY && !self->keep_following)
    helio_message_list_set_following (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_SEQ]);
}

static void
on_activate (HelioMessageList *self, guint position)
{
  guint64 seq = helio_live_list_get_key (self->rows, position);

  helio_live_list_set_selected (self->rows, seq);
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, seq);
}

/* Buttons and entries */

static void
on_follower_changed (gboolean following, gpointer user_data)
{
  HelioMessageList *self = user_data;

  gtk_toggle_button_set_active (self->follow_button, following);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
}

static void
on_follow_toggled (HelioMessageList *self)
{
  helio_message_list_set_following (self, gtk_toggle_button_get_active (self->follow_button));
}

static void
on_pause_toggled (HelioMessageList *self)
{
  if (self->view == NULL)
    return;
  helio_message_view_set_paused (self->view, gtk_toggle_button_get_active (self->pause_button));
  update_news (self);
  helio_live_list_wake (self->rows, FALSE);
}

static void
on_paused_notify (HelioMessageList *self)
{
  gtk_toggle_button_set_active (self->pause_button, helio_message_view_get_paused (self->view));
}

static void
on_news_clicked (HelioMessageList *self)
{
  if (gtk_toggle_button_get_active (self->pause_button))
    gtk_toggle_button_set_active (self->pause_button, FALSE);
  else
    helio_message_list_set_following (self, TRUE);
}

/* A text that is no query leaves the one before it at work, and says so. */
static void
on_filter_changed (HelioMessageList *self)
{
  g_autofree char *fault = NULL;

  if (self->view == NULL)
    return;
  helio_message_view_set_filter (self->view, helio_query_entry_get_text (self->query_entry));
  if (helio_message_view_get_filter_error (self->view) == NULL)
    helio_message_hold (self);
  fault = helio_message_counts_fault (self->view);
  helio_query_entry_set_error (self->query_entry,
                               helio_message_view_get_filter_error (self->view),
                               self->filter_error,
                               fault);
  helio_live_list_wake (self->rows, FALSE);
}

/* The first message at that time or later is selected; what is before or behind all is the first or last. */
static void
on_jump (HelioMessageList *self, gint64 time)
{
  guint n = self->view != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->view)) : 0;
  guint position;

  if (n == 0)
    return;
  position = MIN (helio_message_view_find_time (self->view, time), n - 1);
  helio_message_go_to (self, helio_message_view_get_seq (self->view, position));
}

static gboolean
on_jump_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  helio_message_menu_ask_time (HELIO_MESSAGE_LIST (widget)->menu);
  return GDK_EVENT_STOP;
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  helio_message_export_ask (HELIO_MESSAGE_LIST (widget)->export, HELIO_MESSAGE_LIST (widget)->view);
}

static void
on_branch_clear (HelioMessageList *self)
{
  if (self->view != NULL)
    helio_message_view_set_branch (self->view, NULL);
}

static void
on_clear_filter (HelioMessageList *self)
{
  helio_query_entry_set_text (self->query_entry, "");
  on_branch_clear (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->query_entry));
}

static void
on_branch_notify (HelioMessageList *self)
{
  const char *branch = helio_message_view_get_branch (self->view);

  if (branch != NULL) {
    g_autofree char *topic = helio_printable (branch, -1, 400);
    g_autofree char *text =
        g_strdup_printf (C_ ("message list", "%s and below"), *topic != '\0' ? topic : "“”");
    gtk_label_set_text (self->branch_label, text);
  }
  gtk_revealer_set_reveal_child (self->branch_revealer, branch != NULL);
  helio_message_hold (self);
  helio_live_list_wake (self->rows, FALSE);
}

/* Keys */

static gboolean
on_list_key (gpointer user_data, guint keyval, GdkModifierType state)
{
  HelioMessageList *self = user_data;
  guint n = self->view != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->view)) : 0;

  if (helio_row_menu_key (self->row_menu, keyval, state))
    return GDK_EVENT_STOP;
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || n == 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval) {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      gtk_toggle_button_set_active (self->pause_button,
                                    !gtk_toggle_button_get_active (self->pause_button));
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      helio_message_list_set_following (self, TRUE);
      self->keep_following = TRUE;
      helio_live_list_set_selected (self->rows, helio_message_view_get_seq (self->view, n - 1));
      self->keep_following = FALSE;
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      /* The focus stayed where the list was when it came; the user sees the end. */
      if (helio_follower_get_following (self->follower))
        helio_live_list_focus_edge (self->rows, TRUE);
      helio_message_list_set_following (self, FALSE);
      return GDK_EVENT_PROPAGATE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      helio_message_list_set_following (self, FALSE);
      return GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
  }
}

static GMenuModel *
make_row_menu (gpointer user_data, GtkWidget *line)
{
  HelioMessageList *self = user_data;
  const guint64 seq = helio_message_line_get_seq (HELIO_MESSAGE_LINE (line));

  g_signal_emit (self, signals[SIGNAL_MENU], 0, seq);
  return helio_message_actions_make_menu (helio_message_view_get_store (self->view), seq);
}

/* The focus comes back to that row. */
static void
on_menu_open (gpointer user_data, gboolean open)
{
  HelioMessageList *self = user_data;

  self->menu_open = open;
  helio_follower_let_go (self->follower);
}

static const HelioLiveListFuncs rows_funcs = {
    .keys = {key_at, position_of},
    .make_line = make_line,
    .show_key = show_key,
    .key_of_line = key_of_line,
    .update_accessible = update_accessible,
    .may_slide = may_slide,
    .is_still = is_still,
    .frame = frame,
    .update_status = update_status,
    .selected = on_selected,
    .released = on_released,
    .key = on_list_key,
};

static gboolean
on_find (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  helio_message_list_focus_filter (HELIO_MESSAGE_LIST (widget));
  return GDK_EVENT_STOP;
}

/* Object */

static void
redraw_rows (HelioMessageList *self)
{
  GPtrArray *lines = self->rows != NULL ? helio_live_list_get_lines (self->rows) : NULL;

  gtk_widget_queue_resize (GTK_WIDGET (self->header));
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    gtk_widget_queue_resize (lines->pdata[i]);
}

static void
helio_message_list_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  HelioMessageList *self = HELIO_MESSAGE_LIST (widget);

  GTK_WIDGET_CLASS (helio_message_list_parent_class)->css_changed (widget, change);
  helio_message_columns_set_style (self->columns, widget);
  redraw_rows (self);
}

static void
helio_message_list_dispose (GObject *object)
{
  HelioMessageList *self = HELIO_MESSAGE_LIST (object);
  GtkWidget *child;

  helio_message_list_set_view (self, NULL);
  g_clear_pointer (&self->row_menu, helio_row_menu_free);
  g_clear_pointer (&self->rows, helio_live_list_free);
  g_clear_pointer (&self->follower, helio_follower_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->columns);
  G_OBJECT_CLASS (helio_message_list_parent_class)->dispose (object);
}

static void
helio_message_list_finalize (GObject *object)
{
  HelioMessageList *self = HELIO_MESSAGE_LIST (object);

  g_free (self->empty_title);
  g_free (self->empty_description);
  G_OBJECT_CLASS (helio_message_list_parent_class)->finalize (object);
}

static void
helio_message_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioMessageList *self = HELIO_MESSAGE_LIST (object);

  switch ((HelioMessageListProperty) id) {
    case PROP_SELECTED_SEQ:
      g_value_set_uint64 (value, helio_message_list_get_selected_seq (self));
      break;
    case PROP_FOLLOWING:
      g_value_set_boolean (value, helio_message_list_get_following (self));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (HELIO_TYPE_FOCUS_PORT);
  g_type_ensure (HELIO_TYPE_MESSAGE_EXPORT);
  g_type_ensure (HELIO_TYPE_MESSAGE_HEADER);
  g_type_ensure (HELIO_TYPE_MESSAGE_MENU);
  g_type_ensure (HELIO_TYPE_QUERY_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-message-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, pause_button);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, follow_button);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, query_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, menu);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, export);
  gtk_widget_class_install_action (widget_class, "messages.export", NULL, export_action);
  gtk_widget_class_bind_template_callback (widget_class, on_jump);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, count_label);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, dropped_label);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, branch_revealer);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, branch_label);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, filter_error);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, clear_button);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, news_revealer);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, news_button);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, header);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, port);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, scroller);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, list_view);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, empty_page);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageList, progress_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_pause_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_follow_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, helio_message_list_focus_rows);
  gtk_widget_class_bind_template_callback (widget_class, on_branch_clear);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_focus_enter);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_news_clicked);
}

/* About a message. */
static guint
new_signal (const char *name)
{
  const GType type = HELIO_TYPE_MESSAGE_LIST, none = G_TYPE_NONE;

  return g_signal_new (name, type, 0, 0, NULL, NULL, NULL, none, 1, G_TYPE_UINT64);
}

static void
helio_message_list_class_init (HelioMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = helio_message_list_dispose;
  object_class->finalize = helio_message_list_finalize;
  object_class->get_property = helio_message_list_get_property;
  widget_class->css_changed = helio_message_list_css_changed;
  properties[PROP_SELECTED_SEQ] =
      g_param_spec_uint64 ("selected-seq",
                           NULL,
                           NULL,
                           0,
                           G_MAXUINT64,
                           G_MAXUINT64,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_FOLLOWING] =
      g_param_spec_boolean ("following",
                            NULL,
                            NULL,
                            TRUE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_OPEN] = new_signal ("open");
  signals[SIGNAL_MENU] = new_signal ("menu");
  bind_template (widget_class);
  helio_message_actions_install (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_find, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_j, GDK_CONTROL_MASK, on_jump_key, NULL);
  gtk_widget_class_set_css_name (widget_class, "messagelist");
}

static void
helio_message_list_init (HelioMessageList *self)
{
  self->columns = helio_message_columns_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  helio_message_header_set_columns (self->header, self->columns);
  helio_message_menu_set_columns (self->menu, self->columns);
  g_signal_connect_object (self->columns,
                           "wanted",
                           G_CALLBACK (redraw_rows),
                           self,
                           G_CONNECT_SWAPPED);

  self->rows = helio_live_list_new (&rows_funcs,
                                    GTK_WIDGET (self),
                                    self->list_view,
                                    GTK_WIDGET (self->scroller));
  self->row_menu = helio_row_menu_new (self->rows,
                                       self->list_view,
                                       GTK_WIDGET (self),
                                       make_row_menu,
                                       on_menu_open);
  self->follower = helio_follower_new (self->scroller, self->list_view, on_follower_changed, self);

  helio_message_list_set_empty_text (self, C_ ("message list", "No Messages Yet"), NULL);
}

HelioMessageList *
helio_message_list_new (void)
{
  return g_object_new (HELIO_TYPE_MESSAGE_LIST, NULL);
}

void
helio_message_list_set_view (HelioMessageList *self, HelioMessageView *view)
{
  const char *filter;

  if (self->view == view)
    return;
  if (self->view != NULL) {
    g_clear_signal_handler (&self->paused_id, self->view);
    g_clear_signal_handler (&self->branch_id, self->view);
    /* The rows hold the old store. */
    helio_live_list_set_model (self->rows, NULL);
  }
  g_set_object (&self->view, view);
  helio_query_entry_set_view (self->query_entry, view);
  if (view == NULL)
    return;
  self->paused_id =
      g_signal_connect_swapped (view, "notify::paused", G_CALLBACK (on_paused_notify), self);
  self->branch_id =
      g_signal_connect_swapped (view, "notify::branch", G_CALLBACK (on_branch_notify), self);
  helio_live_list_set_model (self->rows, G_LIST_MODEL (view));
  filter = helio_message_view_get_filter (view);
  helio_query_entry_set_text (self->query_entry, filter != NULL ? filter : "");
  on_paused_notify (self);
  on_branch_notify (self);
  helio_message_list_set_following (self, TRUE);
  update_status (self);
  helio_live_list_wake (self->rows, FALSE);
}

void
helio_message_list_wake (HelioMessageList *self)
{
  helio_live_list_wake (self->rows, FALSE);
}

HelioMessageView *
helio_message_list_get_view (HelioMessageList *self)
{
  return self->view;
}

HelioLiveList *
helio_message_list_get_rows (HelioMessageList *self)
{
  return self->rows;
}

void
helio_message_list_set_selected_seq (HelioMessageList *self, guint64 seq)
{
  helio_live_list_set_selected (self->rows, seq);
}

guint64
helio_message_list_get_selected_seq (HelioMessageList *self)
{
  return helio_live_list_get_selected (self->rows);
}

void
helio_message_list_set_following (HelioMessageList *self, gboolean following)
{
  following = !!following;
  if (helio_follower_get_following (self->follower) == following)
    return;
  helio_follower_set_following (self->follower, following);
  helio_live_list_wake (self->rows, FALSE);
  on_follower_changed (following, self);
}

gboolean
helio_message_list_get_following (HelioMessageList *self)
{
  return helio_follower_get_following (self->follower);
}

void
helio_message_list_set_open_on_click (HelioMessageList *self, gboolean open_on_click)
{
  self->open_on_click = open_on_click;
}

void
helio_message_list_set_covered (HelioMessageList *self, gboolean covered)
{
  gtk_widget_set_halign (GTK_WIDGET (self->news_revealer),
                         covered ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
}

void
helio_message_list_set_tree (HelioMessageList *self, HelioTopicTree *tree)
{
  helio_query_entry_set_tree (self->query_entry, tree);
}

void
helio_message_list_set_empty_text (HelioMessageList *self,
                                   const char *title,
                                   const char *description)
{
  helio_set_str (&self->empty_title, title);
  helio_set_str (&self->empty_description, description);
  update_stack (self);
}

void
helio_message_list_set_filter (HelioMessageList *self, const char *filter)
{
  helio_query_entry_set_text (self->query_entry, filter);
}

GtkAdjustment *
helio_message_list_get_vadjustment (HelioMessageList *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

void
helio_message_list_focus_filter (HelioMessageList *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->query_entry));
}

void
helio_message_list_focus_rows (HelioMessageList *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->port));
}
