// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/recording/helio-replay-window.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-topic-tree.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-alert.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/recording/helio-replay-bar.h"
#include "ui/topics/helio-topics-link.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-width-bin.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>

/* As much as a connection has. */
#define BUDGET HELIO_STORE_DEFAULT_BUDGET
#define SKIP_SECONDS 10
/* Below this there is room for one pane at a time; more with large type. */
#define PANES_FROM 760

struct _HelioReplayWindow {
  AdwWindow parent_instance;

  HelioReplay *replay;   /* owned */
  HelioTopicTree *tree;  /* owned */
  HelioTopicsLink *link; /* owned */

  /* borrowed */
  AdwWindowTitle *title;
  HelioBanner *banner;
  HelioTopicView *topic_view;
  HelioMessageList *message_list;
  HelioInspector *inspector;
  HelioReplayBar *bar;
  HelioWidthBin *width_bin;
  GtkWidget *inner; /* list and inspector */
  GtkWidget *nav;   /* which pane, where there is room for one */
  GtkToggleButton *nav_topics, *nav_messages, *nav_message;
};

G_DEFINE_FINAL_TYPE (HelioReplayWindow, helio_replay_window, ADW_TYPE_WINDOW)

/* ── the panes ── */

static gboolean
is_narrow (HelioReplayWindow *self)
{
  return gtk_widget_get_visible (self->nav);
}

static void
place_panes (HelioReplayWindow *self)
{
  const gboolean all = !is_narrow (self);
  const gboolean topics = gtk_toggle_button_get_active (self->nav_topics);
  const gboolean messages = gtk_toggle_button_get_active (self->nav_messages);

  gtk_widget_set_visible (GTK_WIDGET (self->topic_view), all || topics);
  gtk_widget_set_visible (self->inner, all || !topics);
  gtk_widget_set_visible (GTK_WIDGET (self->message_list), all || messages);
  gtk_widget_set_visible (GTK_WIDGET (self->inspector), all || !messages);
}

static void
on_width (HelioReplayWindow *self)
{
  const gboolean narrow = helio_width_bin_get_width (self->width_bin) < PANES_FROM;

  gtk_widget_set_visible (self->nav, narrow);
  helio_message_list_set_open_on_click (self->message_list, narrow);
  helio_replay_bar_set_narrow (self->bar, narrow);
  place_panes (self);
}

/* ── what the parts tell each other ── */

static void
on_topic_open (HelioReplayWindow *self)
{
  gtk_toggle_button_set_active (self->nav_messages, TRUE);
}

static void
on_message_open (HelioReplayWindow *self)
{
  gtk_toggle_button_set_active (self->nav_message, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->inspector));
}

/* (nullable): what is not shown of the file, and why. */
static GError *
describe_fault (HelioReplay *replay)
{
  const GError *error = helio_replay_get_error (replay), *fault = helio_replay_get_fault (replay);
  const guint64 bad = helio_replay_get_bad_rows (replay);
  g_autofree char *count = NULL;

  if (error != NULL)
    return g_error_copy (error);
  if (fault == NULL || bad == 0)
    return NULL;
  count = helio_format_count (bad);
  return helio_error_new (HELIO_ERROR_INVALID_DATA,
                          helio_error_get_remedy (fault),
                          /* Translators: %2$s says what is wrong, "Line 17: …" */
                          NP_ ("replay",
                               "%1$s row was left out. %2$s",
                               "%1$s rows were left out. The first of them: %2$s",
                               (gulong) bad),
                          count,
                          fault->message);
}

static void
update (HelioReplayWindow *self)
{
  const HelioRowsInfo *info = helio_replay_get_info (self->replay);
  const gboolean loading = helio_replay_get_state (self->replay) == HELIO_REPLAY_LOADING;
  g_autofree char *size = helio_format_size (info->bytes);
  g_autofree char *when = info->created > 0 ? helio_format_date_time (info->created) : NULL;
  g_autofree char *text = loading ? g_strdup (C_ ("replay", "Loading…"))
                          : when != NULL
                              /* Translators: a date and a size. */
                              ? g_strdup_printf (C_ ("replay", "Recorded %s, %s"), when, size)
                              : g_strdup (size);
  g_autoptr (GError) fault = describe_fault (self->replay);

  adw_window_title_set_subtitle (self->title, text);
  helio_banner_set_error (self->banner, HELIO_BANNER_WARNING, fault, NULL);
}

/* ── keys ── */

static void
toggle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  helio_replay_bar_toggle (HELIO_REPLAY_WINDOW (widget)->bar);
}

static void
skip_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  helio_replay_bar_skip (HELIO_REPLAY_WINDOW (widget)->bar,
                         g_str_equal (name, "replay.forward") ? SKIP_SECONDS : -SKIP_SECONDS);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_toggle_button_set_active (HELIO_REPLAY_WINDOW (widget)->nav_messages, TRUE);
  helio_message_list_focus_filter (HELIO_REPLAY_WINDOW (widget)->message_list);
}

/* ── object ── */

static void
helio_replay_window_dispose (GObject *object)
{
  HelioReplayWindow *self = HELIO_REPLAY_WINDOW (object);

  g_clear_pointer (&self->link, helio_topics_link_free);
  g_clear_object (&self->tree);
  g_clear_object (&self->replay);
  G_OBJECT_CLASS (helio_replay_window_parent_class)->dispose (object);
}

static void
helio_replay_window_class_init (HelioReplayWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_replay_window_dispose;
  gtk_widget_class_install_action (widget_class, "replay.toggle", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "replay.forward", NULL, skip_action);
  gtk_widget_class_install_action (widget_class, "replay.back", NULL, skip_action);
  gtk_widget_class_install_action (widget_class, "replay.find", NULL, find_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_p,
                                       GDK_CONTROL_MASK,
                                       "replay.toggle",
                                       NULL);
  /* Where nothing else wants it. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "replay.toggle", NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Right,
                                       GDK_ALT_MASK,
                                       "replay.forward",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Left,
                                       GDK_ALT_MASK,
                                       "replay.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_f,
                                       GDK_CONTROL_MASK,
                                       "replay.find",
                                       NULL);
}

static GtkWidget *
make_panes (HelioReplayWindow *self)
{
  GtkWidget *outer = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  GtkWidget *inner = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);

  self->topic_view = helio_topic_view_new ();
  self->message_list = helio_message_list_new ();
  self->inspector = helio_inspector_new ();
  gtk_paned_set_start_child (GTK_PANED (inner), GTK_WIDGET (self->message_list));
  gtk_paned_set_end_child (GTK_PANED (inner), GTK_WIDGET (self->inspector));
  gtk_paned_set_resize_end_child (GTK_PANED (inner), FALSE);
  gtk_paned_set_start_child (GTK_PANED (outer), GTK_WIDGET (self->topic_view));
  gtk_paned_set_end_child (GTK_PANED (outer), inner);
  gtk_paned_set_resize_start_child (GTK_PANED (outer), FALSE);
  gtk_paned_set_position (GTK_PANED (outer), 220);
  gtk_paned_set_shrink_start_child (GTK_PANED (outer), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (outer), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (inner), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (inner), FALSE);
  self->inner = inner;
  gtk_widget_set_size_request (GTK_WIDGET (self->inspector), 260, -1);
  gtk_widget_set_vexpand (outer, TRUE);
  self->link = helio_topics_link_new (self->topic_view, self->message_list, self->inspector);
  g_signal_connect_object (self->topic_view,
                           "open",
                           G_CALLBACK (on_topic_open),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->message_list,
                           "open",
                           G_CALLBACK (on_message_open),
                           self,
                           G_CONNECT_SWAPPED);
  return outer;
}

static GtkToggleButton *
add_nav_button (HelioReplayWindow *self, const char *label)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  if (self->nav_topics != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->nav_topics);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (place_panes), self);
  gtk_box_append (GTK_BOX (self->nav), button);
  return GTK_TOGGLE_BUTTON (button);
}

static void
make_nav (HelioReplayWindow *self)
{
  self->nav = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (
      self->nav,
      g_object_new (HELIO_TYPE_WRAP_LAYOUT, "homogeneous", TRUE, "spacing", 3, NULL));
  gtk_widget_add_css_class (self->nav, "helio-nav");
  gtk_widget_set_visible (self->nav, FALSE);
  self->nav_topics = add_nav_button (self, C_ ("replay", "Topics"));
  self->nav_messages = add_nav_button (self, C_ ("replay", "Messages"));
  self->nav_message = add_nav_button (self, C_ ("replay", "Message"));
}

static void
helio_replay_window_init (HelioReplayWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), 1024, 680);
}

GtkWidget *
helio_replay_window_new (HelioReplay *replay)
{
  HelioReplayWindow *self = g_object_new (HELIO_TYPE_REPLAY_WINDOW, NULL);
  HelioMessageStore *store = helio_replay_get_store (replay);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new (), *banner = helio_banner_new ();
  GtkWidget *bar = helio_replay_bar_new (replay);
  const char *title = helio_replay_get_title (replay);

  self->replay = g_object_ref (replay);
  self->tree = helio_topic_tree_new (store);
  self->title = ADW_WINDOW_TITLE (adw_window_title_new (title, NULL));
  self->banner = HELIO_BANNER (banner);
  self->bar = HELIO_REPLAY_BAR (bar);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  gtk_window_set_title (GTK_WINDOW (self), title);
  self->width_bin = g_object_new (HELIO_TYPE_WIDTH_BIN, NULL);
  gtk_widget_set_vexpand (GTK_WIDGET (self->width_bin), TRUE);
  make_nav (self);
  gtk_box_append (GTK_BOX (content), banner);
  gtk_box_append (GTK_BOX (content), make_panes (self));
  gtk_box_append (GTK_BOX (content), self->nav);
  gtk_box_append (GTK_BOX (content), bar);
  gtk_toggle_button_set_active (self->nav_messages, TRUE);
  helio_width_bin_set_child (self->width_bin, content);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->width_bin));
  adw_window_set_content (ADW_WINDOW (self), box);

  helio_topics_link_set_store (self->link, store, self->tree);
  helio_message_list_set_empty_text (self->message_list,
                                     C_ ("replay", "Nothing Until Now"),
                                     C_ ("replay", "No message came up to this moment of it."));
  g_signal_connect_object (replay, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "notify::error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->width_bin, "notify::width", G_CALLBACK (on_width), self);
  update (self);
  helio_replay_bar_focus (self->bar);
  return GTK_WIDGET (self);
}

HelioReplay *
helio_replay_window_get_replay (HelioReplayWindow *self)
{
  return self->replay;
}

/* ── opening ── */

static const char *const suffixes[] = {".heliorec", ".jsonl", ".csv"};

gboolean
helio_replay_window_takes (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]))
      return TRUE;
  return FALSE;
}

static void
report (GtkWindow *parent, const GError *error)
{
  const HelioAlertResponse responses[] = {{"close", C_ ("alert", "_Close"), HELIO_ALERT_PLAIN}};
  g_autofree char *text = helio_error_to_text (error);

  helio_alert_choose_async (GTK_WIDGET (parent),
                            C_ ("alert", "The File Could Not Be Opened"),
                            text,
                            NULL,
                            responses,
                            G_N_ELEMENTS (responses),
                            NULL,
                            NULL);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioReplay) replay = helio_replay_open_finish (result, &error);
  GtkWidget *window;

  if (replay == NULL) {
    report (parent, error);
    return;
  }
  window = helio_replay_window_new (replay);
  gtk_window_set_application (GTK_WINDOW (window), gtk_window_get_application (parent));
  gtk_window_present (GTK_WINDOW (window));
}

void
helio_replay_window_open (GtkWindow *parent, GFile *file)
{
  const char *path = g_file_peek_path (file);

  if (path == NULL) {
    g_autoptr (GError) error =
        helio_error_new (HELIO_ERROR_FILE,
                         C_ ("replay", "Copy it to a folder of this computer first."),
                         C_ ("replay", "The file is somewhere that has no path here."));

    report (parent, error);
    return;
  }
  helio_replay_open_async (path, BUDGET, NULL, on_opened, g_object_ref (parent));
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GListModel) files = helio_file_chooser_open_finish (result, NULL);
  g_autoptr (GFile) file = files != NULL ? g_list_model_get_item (files, 0) : NULL;

  if (file != NULL)
    helio_replay_window_open (parent, file);
}

void
helio_replay_window_choose (GtkWindow *parent)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, C_ ("file filter", "Recordings and Exports"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (filter, suffixes[i] + 1);
  helio_file_chooser_open_async (parent,
                                 C_ ("replay", "Open Recording"),
                                 filter,
                                 FALSE,
                                 on_chosen,
                                 g_object_ref (parent));
}
