// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-window.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-settings.h"
#include "ui/compat/helio-alert.h"
#include "ui/compat/helio-split.h"
#include "ui/recording/helio-replay-window.h"
#include "ui/widgets/helio-unsaved.h"
#include "ui/window/helio-connection-actions.h"
#include "ui/window/helio-connection-page.h"
#include "ui/window/helio-profile-actions.h"
#include "ui/window/helio-sidebar.h"

#include <glib/gi18n.h>

struct _HelioWindow {
  AdwApplicationWindow parent_instance;

  HelioConnectionList *list;        /* owned */
  HelioConnectionItem *item;        /* owned (nullable) */
  GSignalGroup *item_signals;       /* owned */
  GSignalGroup *connection_signals; /* owned */
  GHashTable *pages;                /* HelioConnectionItem → HelioConnectionPage, both borrowed */
  guint sweep_source;
  gboolean asking; /* whether what is in no file may be lost */

  /* borrowed: children */
  HelioSplit *split;
  HelioSidebar *sidebar;

  /* template children */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *broken;
  GtkWidget *drop_frame;
  GtkWidget *empty_back;
  GtkWidget *broken_back;
};

enum {
  PROP_ITEM = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioWindow, helio_window, ADW_TYPE_APPLICATION_WINDOW)

static void
on_collapsed_changed (HelioWindow *self)
{
  const gboolean collapsed = helio_split_get_collapsed (self->split);
  const gboolean back = helio_split_needs_back_button (self->split);
  GHashTableIter iter;
  gpointer page;

  helio_sidebar_set_show_end_buttons (self->sidebar, collapsed);
  gtk_widget_set_visible (self->empty_back, back);
  gtk_widget_set_visible (self->broken_back, back);
  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page))
    helio_connection_page_set_collapsed (page, collapsed, back);
}

static void
show_broken (HelioWindow *self)
{
  HelioProfileItem *profile_item = helio_connection_item_get_profile_item (self->item);
  const GError *error = helio_profile_item_get_error (profile_item);
  g_autofree char *text = error != NULL ? helio_error_to_text (error) : g_strdup ("");
  g_autofree char *all =
      g_strdup_printf ("%s\n\n%s", text, helio_profile_item_get_path (profile_item));
  g_autofree char *markup = g_markup_escape_text (all, -1);
  adw_status_page_set_description (self->broken, markup);
  gtk_stack_set_visible_child_name (self->stack, "broken");
}

static void
show_current (HelioWindow *self)
{
  g_autofree char *title = NULL;

  if (self->item == NULL) {
    gtk_stack_set_visible_child_name (self->stack, "empty");
  } else if (helio_connection_item_get_connection (self->item) == NULL) {
    show_broken (self);
  } else {
    GtkWidget *page = g_hash_table_lookup (self->pages, self->item);
    if (page == NULL) {
      page = helio_connection_page_new (self->item);
      helio_connection_page_set_collapsed (HELIO_CONNECTION_PAGE (page),
                                           helio_split_get_collapsed (self->split),
                                           helio_split_needs_back_button (self->split));
      gtk_stack_add_child (self->stack, page);
      g_hash_table_insert (self->pages, self->item, page);
    }
    gtk_stack_set_visible_child (self->stack, page);
  }
  title = self->item != NULL
              ? helio_printable (helio_connection_item_get_name (self->item), -1, 120)
              : g_strdup (C_ ("product name", "Heliograph"));
  gtk_window_set_title (GTK_WINDOW (self), title);
  helio_connection_actions_update (GTK_WIDGET (self));
}

static void
on_connection_made (HelioWindow *self)
{
  g_signal_group_set_target (self->connection_signals,
                             self->item != NULL ? helio_connection_item_get_connection (self->item)
                                                : NULL);
  show_current (self);
}

static void
set_item (HelioWindow *self, HelioConnectionItem *item)
{
  if (!g_set_object (&self->item, item))
    return;
  g_signal_group_set_target (self->item_signals, item);
  on_connection_made (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

static void
on_selected (HelioWindow *self, HelioConnectionItem *item)
{
  /* A row that goes away for a moment (a rename sorts anew) is no reason to look elsewhere: sweep() sees
   * what is left. */
  if (item != NULL)
    set_item (self, item);
}

static void
on_activated (HelioWindow *self, HelioConnectionItem *item)
{
  helio_window_show_item (self, item);
}

static gboolean
sweep (gpointer user_data)
{
  HelioWindow *self = user_data;
  GListModel *model = G_LIST_MODEL (self->list);
  GHashTableIter iter;
  gpointer item, page;

  self->sweep_source = 0;
  if (self->item == NULL || helio_connection_list_index (self->list, self->item) == G_MAXUINT) {
    g_autoptr (HelioConnectionItem) first = g_list_model_get_item (model, 0);
    set_item (self, first);
  }
  if (self->item != NULL && helio_sidebar_get_selected (self->sidebar) != self->item)
    helio_sidebar_select (self->sidebar, self->item);
  if (self->item == NULL)
    helio_split_set_show_content (self->split, TRUE);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, &item, &page)) {
    if (helio_connection_list_index (self->list, item) == G_MAXUINT) {
      g_hash_table_iter_remove (&iter);
      gtk_stack_remove (self->stack, page);
    }
  }
  return G_SOURCE_REMOVE;
}

static void
queue_sweep (HelioWindow *self)
{
  if (self->sweep_source == 0)
    self->sweep_source = g_idle_add (sweep, self);
}

static void
show_sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioWindow *self = HELIO_WINDOW (widget);
  helio_split_set_show_content (self->split, FALSE);
  helio_sidebar_grab (self->sidebar);
}

static void
show_status_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioWindow *self = HELIO_WINDOW (widget);
  GtkWidget *page = self->item != NULL ? g_hash_table_lookup (self->pages, self->item) : NULL;
  if (page != NULL)
    helio_connection_page_popup_status (HELIO_CONNECTION_PAGE (page));
}

/* The page that is shown, in sight. (nullable) */
static HelioConnectionPage *
bring_page (HelioWindow *self)
{
  GtkWidget *page = self->item != NULL ? g_hash_table_lookup (self->pages, self->item) : NULL;

  if (page == NULL)
    return NULL;
  helio_split_set_show_content (self->split, TRUE);
  return HELIO_CONNECTION_PAGE (page);
}

/* Wherever the focus is; in the topic tree and the list it means their own. */
static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *page = bring_page (HELIO_WINDOW (widget));

  if (page != NULL)
    helio_connection_page_find (page);
}

static void
show_view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *page = bring_page (HELIO_WINDOW (widget));

  if (page != NULL)
    helio_connection_page_show_view (page, g_variant_get_string (parameter, NULL));
}

/* "win.subscribe" or "win.publish". */
static void
write_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *page = bring_page (HELIO_WINDOW (widget));

  if (page != NULL)
    helio_connection_page_write (page, g_str_has_suffix (name, "publish"));
}

static gboolean
on_drop (HelioWindow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

  gtk_widget_set_visible (self->drop_frame, FALSE);
  for (GSList *l = files; l != NULL; l = l->next)
    if (helio_replay_window_takes (l->data))
      helio_replay_window_open (GTK_WINDOW (self), l->data);
    else
      g_list_store_append (list, l->data);
  if (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0)
    helio_profile_actions_import_files (self, G_LIST_MODEL (list));
  return TRUE;
}

static GdkDragAction
on_drop_enter (HelioWindow *self)
{
  gtk_widget_set_visible (self->drop_frame, TRUE);
  return GDK_ACTION_COPY;
}

static void
on_drop_leave (HelioWindow *self)
{
  gtk_widget_set_visible (self->drop_frame, FALSE);
}

static void
helio_window_dispose (GObject *object)
{
  HelioWindow *self = HELIO_WINDOW (object);
  g_clear_handle_id (&self->sweep_source, g_source_remove);
  g_clear_object (&self->item_signals);
  g_clear_object (&self->connection_signals);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (helio_window_parent_class)->dispose (object);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_clear_object (&self->list);
}

static void
helio_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioWindow *self = HELIO_WINDOW (object);
  if (id == PROP_ITEM)
    g_value_set_object (value, self->item);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* Connections whose Access page has what is in no file, as the list has them. Returns: (transfer container). */
static GPtrArray *
list_unsaved (HelioWindow *self)
{
  GPtrArray *unsaved = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++) {
    g_autoptr (HelioConnectionItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

    if (helio_window_has_unsaved (self, item))
      g_ptr_array_add (unsaved, item);
  }
  return unsaved;
}

gboolean
helio_window_has_unsaved (HelioWindow *self, HelioConnectionItem *item)
{
  HelioConnectionPage *page = g_hash_table_lookup (self->pages, item);

  return page != NULL && helio_connection_page_has_unsaved (page);
}

static void
show_view (HelioWindow *self, HelioConnectionItem *item, const char *view)
{
  HelioConnectionPage *page;

  helio_window_show_item (self, item);
  page = g_hash_table_lookup (self->pages, item);
  if (page != NULL)
    helio_connection_page_show_view (page, view);
}

void
helio_window_show_access (HelioWindow *self, HelioConnectionItem *item)
{
  show_view (self, item, "access");
}

void
helio_window_show_watch (HelioWindow *self, HelioConnectionItem *item)
{
  show_view (self, item, "watch");
}

static void
on_discard_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HELIO_WINDOW (source)->asking = FALSE;
  if (helio_unsaved_ask_finish (result))
    gtk_window_destroy (GTK_WINDOW (source));
}

static gboolean
ask_discard (HelioWindow *self)
{
  g_autoptr (GPtrArray) unsaved = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  unsaved = list_unsaved (self);
  if (unsaved->len == 0)
    return FALSE;
  for (guint i = 0; i < unsaved->len; i++)
    g_ptr_array_add (names, (gpointer) helio_connection_item_get_name (unsaved->pdata[i]));
  g_ptr_array_add (names, NULL);
  if (self->item == NULL || !helio_window_has_unsaved (self, self->item))
    helio_window_show_access (self, unsaved->pdata[0]);
  else
    helio_window_show_access (self, self->item);
  self->asking = TRUE;
  helio_unsaved_ask_async (
      GTK_WIDGET (self),
      C_ ("alert", "Discard Rules and Plan?"),
      unsaved->len == 1
          ? C_ ("alert",
                "What you wrote on the Access page is in no file. It is lost when the window "
                "closes.")
          : C_ ("alert",
                "What you wrote on the Access pages of these connections is in no file. It is lost "
                "when the window closes."),
      unsaved->len > 1 ? (const char *const *) names->pdata : NULL,
      on_discard_answered,
      NULL);
  return TRUE;
}

/* The connection whose plan is tried at this moment. (nullable) (transfer none) */
static HelioConnectionItem *
find_running (HelioWindow *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++) {
    g_autoptr (HelioConnectionItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
    HelioConnectionPage *page = g_hash_table_lookup (self->pages, item);

    if (page != NULL && helio_connection_page_is_running (page))
      return item;
  }
  return NULL;
}

static void
on_stop_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioWindow *self = HELIO_WINDOW (source);
  g_autofree char *answer = helio_alert_choose_finish (result);

  self->asking = FALSE;
  if (g_str_equal (answer, "stop") && !ask_discard (self))
    gtk_window_destroy (GTK_WINDOW (self));
}

gboolean
helio_window_ask_unsaved (HelioWindow *self)
{
  const HelioAlertResponse responses[] = {
      {"keep", C_ ("alert", "_Keep Running"), HELIO_ALERT_PLAIN},
      {"stop", C_ ("alert", "_Stop and Close"), HELIO_ALERT_DESTRUCTIVE},
  };
  HelioConnectionItem *running;

  if (self->asking)
    return TRUE;
  running = find_running (self);
  if (running == NULL)
    return ask_discard (self);
  helio_window_show_access (self, running);
  self->asking = TRUE;
  helio_alert_choose_async (GTK_WIDGET (self),
                            C_ ("alert", "Stop the Run?"),
                            C_ ("alert",
                                "A plan is being tried. What was observed so far is lost when the "
                                "window closes; what the run wrote is "
                                "still taken away from the broker."),
                            NULL,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_stop_answered,
                            NULL);
  return TRUE;
}

static gboolean
helio_window_close_request (GtkWindow *window)
{
  return helio_window_ask_unsaved (HELIO_WINDOW (window)) ||
         GTK_WINDOW_CLASS (helio_window_parent_class)->close_request (window);
}

static void
helio_window_class_init (HelioWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = helio_window_dispose;
  object_class->get_property = helio_window_get_property;
  GTK_WINDOW_CLASS (klass)->close_request = helio_window_close_request;

  properties[PROP_ITEM] = g_param_spec_object ("item",
                                               NULL,
                                               NULL,
                                               HELIO_TYPE_CONNECTION_ITEM,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HelioWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioWindow, broken);
  gtk_widget_class_bind_template_child (widget_class, HelioWindow, drop_frame);
  gtk_widget_class_bind_template_child (widget_class, HelioWindow, empty_back);
  gtk_widget_class_bind_template_child (widget_class, HelioWindow, broken_back);
  helio_connection_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "win.show-sidebar", NULL, show_sidebar_action);
  gtk_widget_class_install_action (widget_class, "win.show-status", NULL, show_status_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.show-view", "s", show_view_action);
  gtk_widget_class_install_action (widget_class, "win.subscribe", NULL, write_action);
  gtk_widget_class_install_action (widget_class, "win.publish", NULL, write_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.find", NULL);
}

static void
helio_window_init (HelioWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->pages = g_hash_table_new (NULL, NULL);
  self->item_signals = g_signal_group_new (HELIO_TYPE_CONNECTION_ITEM);
  g_signal_group_connect_swapped (self->item_signals,
                                  "notify::connection",
                                  G_CALLBACK (on_connection_made),
                                  self);
  g_signal_group_connect_swapped (self->item_signals,
                                  "notify::name",
                                  G_CALLBACK (show_current),
                                  self);
  self->connection_signals = g_signal_group_new (HELIO_TYPE_CONNECTION);
  static const char *const watched[] = {"notify::state",
                                        "notify::account",
                                        "notify::credential",
                                        "notify::profile"};
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->connection_signals,
                                    watched[i],
                                    G_CALLBACK (helio_connection_actions_update),
                                    self);

  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop), self);
  g_signal_connect_swapped (target, "enter", G_CALLBACK (on_drop_enter), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (on_drop_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
build_split (HelioWindow *self)
{
  /* The stack comes from the template; the split takes it as its content. */
  g_autoptr (GtkWidget) content = g_object_ref (GTK_WIDGET (self->stack));
  adw_toast_overlay_set_child (self->toasts, NULL);
  GtkWidget *sidebar = helio_sidebar_new (self->list);
  GtkWidget *split = helio_split_new (sidebar, content);

  self->sidebar = HELIO_SIDEBAR (sidebar);
  self->split = HELIO_SPLIT (split);
  adw_toast_overlay_set_child (self->toasts, split);
  g_signal_connect_object (sidebar, "selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sidebar,
                           "activated",
                           G_CALLBACK (on_activated),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (split,
                           "notify::collapsed",
                           G_CALLBACK (on_collapsed_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

HelioWindow *
helio_window_new (HelioApplication *application, HelioConnectionList *list, GSettings *settings)
{
  HelioWindow *self = g_object_new (HELIO_TYPE_WINDOW, "application", application, NULL);

  self->list = g_object_ref (list);
  build_split (self);
  helio_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  helio_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  helio_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (list,
                           "items-changed",
                           G_CALLBACK (queue_sweep),
                           self,
                           G_CONNECT_SWAPPED);
  on_collapsed_changed (self);
  show_current (self);
  queue_sweep (self);
  return self;
}

HelioConnectionList *
helio_window_get_list (HelioWindow *self)
{
  return self->list;
}

HelioConnectionItem *
helio_window_get_item (HelioWindow *self)
{
  return self->item;
}

void
helio_window_show_item (HelioWindow *self, HelioConnectionItem *item)
{
  set_item (self, item);
  helio_sidebar_select (self->sidebar, item);
  helio_split_set_show_content (self->split, TRUE);
}

void
helio_window_enter_secret (HelioWindow *self, HelioConnectionItem *item)
{
  helio_window_show_item (self, item);
  GtkWidget *page = g_hash_table_lookup (self->pages, item);
  if (page != NULL)
    helio_connection_page_enter_secret (HELIO_CONNECTION_PAGE (page));
}

void
helio_window_show_sign_in (HelioWindow *self, HelioConnectionItem *item, const char *view)
{
  helio_window_show_item (self, item);
  GtkWidget *page = g_hash_table_lookup (self->pages, item);
  if (page != NULL)
    helio_connection_page_show_sign_in (HELIO_CONNECTION_PAGE (page), view);
}

GtkWidget *
helio_window_find_page (HelioWindow *self, HelioConnectionItem *item)
{
  return g_hash_table_lookup (self->pages, item);
}

AdwToast *
helio_window_toast (HelioWindow *self, const char *title, const char *button)
{
  g_autofree char *markup = g_markup_escape_text (title, -1);
  AdwToast *toast = adw_toast_new (markup);
  if (button != NULL)
    adw_toast_set_button_label (toast, button);
  adw_toast_overlay_add_toast (self->toasts, toast);
  return toast;
}

static void
on_report_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *answer = helio_alert_choose_finish (result);
}

void
helio_window_report (HelioWindow *self, const char *heading, const GError *error)
{
  const HelioAlertResponse responses[] = {{"close", C_ ("alert", "_Close"), HELIO_ALERT_PLAIN}};
  g_autofree char *text = helio_error_to_text (error);
  helio_alert_choose_async (GTK_WIDGET (self),
                            heading,
                            text,
                            NULL,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_report_closed,
                            NULL);
}
