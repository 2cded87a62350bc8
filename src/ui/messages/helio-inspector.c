// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-inspector.h"

#include "core/base/helio-util.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-topic-convention.h"
#include "ui/base/helio-action-reach.h"
#include "ui/base/helio-format.h"
#include "ui/messages/helio-message-diff.h"
#include "ui/messages/helio-payload-command.h"
#include "ui/messages/helio-payload-copy.h"
#include "ui/messages/helio-payload-view.h"
#include "ui/messages/helio-property-list.h"
#include "ui/widgets/helio-payload-saver.h"
#include "ui/widgets/helio-toast.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* A text that changes faster cannot be read, and a text view is dear (gtk-scale.md §4). */
#define REFRESH_MS 350
/* A message that stays can only be removed or come again. */
#define WATCH_MS 1000

struct _HelioInspector {
  GtkWidget parent_instance;

  /* owned */
  HelioMessageStore *store;    /* (nullable) */
  HelioConnection *connection; /* (nullable) */
  char *topic;                 /* (nullable) */
  GMenuModel *menu;            /* (nullable) till it was shown */

  /* template */
  GtkStack *stack;
  GtkLabel *topic_label, *convention_label, *meta_label;
  GtkToggleButton *follow_button;
  GtkMenuButton *menu_button;
  GtkFlowBox *marks;
  HelioPayloadView *payload_view;
  HelioPropertyList *property_list;
  HelioPayloadSaver *payload_saver;

  /* values */
  guint64 seq, remembered_seq; /* G_MAXUINT64: none */
  gboolean following, gone, updating, retained;
  int qos;
  guint redeliveries;
  guint refresh_id;
};

G_DEFINE_FINAL_TYPE (HelioInspector, helio_inspector, GTK_TYPE_WIDGET)

enum {
  SIGNAL_USE_AS_DRAFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
add_mark (HelioInspector *self, const char *text, const char *tooltip, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "helio-mark");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_tooltip_text (label, tooltip);
  gtk_flow_box_append (self->marks, label);
  gtk_widget_set_focusable (gtk_widget_get_parent (label), FALSE);
}

static void
update_marks (HelioInspector *self, const HelioMessageRow *row)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->marks))) != NULL)
    gtk_flow_box_remove (self->marks, child);
  if (row == NULL) {
    add_mark (self,
              C_ ("mark", "No longer kept"),
              C_ ("mark",
                  "The message is no longer in the list: it was removed to stay within the "
                  "memory budget, or the list was cleared or a replay begun anew. What is "
                  "shown here goes when another one is selected."),
              "warning");
  } else {
    if (row->retained)
      add_mark (self,
                C_ ("mark", "Retained"),
                C_ ("mark", "The broker had kept this message and sent it on subscribing."),
                "accent");
    if (row->redeliveries > 0) {
      g_autofree char *text =
          g_strdup_printf (C_ ("mark", "Delivered %u times"), row->redeliveries + 1);
      add_mark (self,
                text,
                C_ ("mark",
                    "The broker sent it again after the connection was renewed. It is "
                    "counted once."),
                "warning");
    } else if (row->duplicate) {
      add_mark (self,
                C_ ("mark", "Duplicate"),
                C_ ("mark", "The broker marked it as sent before."),
                NULL);
    }
    if (row->payload_state == HELIO_PAYLOAD_NOT_KEPT)
      add_mark (self,
                C_ ("mark", "Payload not kept"),
                C_ ("mark", "The payload was larger than every budget; size and start are known."),
                "warning");
  }
  gtk_widget_set_visible (GTK_WIDGET (self->marks),
                          gtk_widget_get_first_child (GTK_WIDGET (self->marks)) != NULL);
}

static void
update_head (HelioInspector *self, const HelioMessageRow *row)
{
  g_autofree char *topic = helio_printable (row->topic, -1, 4000);
  g_autofree char *time = helio_format_date_time (row->time);
  g_autofree char *utc = helio_format_time_utc (row->time);
  g_autofree char *size = helio_format_size (row->size);
  g_autofree char *bytes = helio_format_count (row->size);
  g_autofree char *meta = NULL, *tooltip = NULL;
  HelioTopicConvention convention = {0};

  if (row->kind == HELIO_ROW_GAP) {
    gtk_label_set_text (self->topic_label, C_ ("inspector", "A Gap"));
    gtk_label_set_text (self->meta_label, time);
  } else {
    gtk_label_set_text (self->topic_label, topic);
    /* Translators: time, QoS and size of a message. */
    meta = g_strdup_printf (C_ ("inspector", "%s\nQoS %u · %s"), time, row->qos, size);
    gtk_label_set_text (self->meta_label, meta);
  }
  if (row->kind == HELIO_ROW_MESSAGE && helio_topic_convention_find (row->topic, &convention)) {
    gtk_label_set_text (self->convention_label, convention.name);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->convention_label), convention.detail);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->convention_label),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    convention.detail,
                                    -1);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->convention_label), convention.name != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->topic_label), topic);
  tooltip = g_strdup_printf (C_ ("inspector", "%s\n%s bytes"), utc, bytes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->meta_label), tooltip);
}

gboolean
helio_inspector_can_compare (HelioInspector *self, guint64 seq)
{
  HelioMessageRow row = {0};

  if (self->store == NULL || self->remembered_seq == G_MAXUINT64 || self->remembered_seq == seq ||
      !helio_message_store_get_row (self->store, self->remembered_seq, &row))
    return FALSE;
  helio_message_row_clear (&row);
  return TRUE;
}

static void
update_compare (HelioInspector *self)
{
  gboolean any = self->store != NULL && self->seq != G_MAXUINT64 && self->topic != NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget,
                                 "inspector.compare-previous",
                                 any && helio_message_store_get_previous (self->store, self->seq) !=
                                            G_MAXUINT64);
  gtk_widget_action_set_enabled (widget, "inspector.remember", any);
  gtk_widget_action_set_enabled (widget,
                                 "inspector.compare-remembered",
                                 any && helio_inspector_can_compare (self, self->seq));
}

/* What members are compared with; a long one is not worth a copy at each message. (transfer full) (nullable) */
static GBytes *
get_previous_payload (HelioInspector *self, guint64 seq)
{
  const guint64 previous = helio_message_store_get_previous (self->store, seq);
  HelioMessageRow row = {0};
  gboolean small;

  if (previous == G_MAXUINT64 || !helio_message_store_get_row (self->store, previous, &row))
    return NULL;
  small = row.size <= HELIO_PAYLOAD_HIGHLIGHT_MAX;
  helio_message_row_clear (&row);
  return small ? helio_message_store_get_payload (self->store, previous) : NULL;
}

static void
show_row (HelioInspector *self, const HelioMessageRow *row)
{
  gboolean message = row->kind == HELIO_ROW_MESSAGE, small;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) previous = NULL;
  g_autoptr (GBytes) wire = NULL;
  const char *note = NULL;

  self->seq = row->seq;
  self->gone = FALSE;
  self->redeliveries = row->redeliveries;
  self->retained = row->retained;
  self->qos = row->qos;
  if (!self->following)
    helio_set_str (&self->topic, message ? row->topic : NULL);
  update_head (self, row);
  update_marks (self, row);
  if (message) {
    payload = helio_message_store_get_payload (self->store, row->seq);
    previous = get_previous_payload (self, row->seq);
    wire = helio_message_store_get_properties (self->store, row->seq);
    if (payload == NULL)
      note = C_ ("payload",
                 "The payload was not kept: it was larger than the memory and the temporary file "
                 "may hold.");
  } else {
    note = row->why != NULL ? row->why : C_ ("payload", "Messages may be missing here.");
  }
  helio_payload_view_set_payload (self->payload_view, payload, previous, note);
  helio_property_list_set_wire (self->property_list, wire);
  gtk_widget_set_visible (GTK_WIDGET (self->follow_button), message);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.save", payload != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.copy", payload != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.copy-topic", message);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "inspector.plot",
                                 message && helio_action_reaches (GTK_WIDGET (self), "page.plot"));
  /* Nobody edits a text, or runs a command, of megabytes. */
  small = payload != NULL && g_bytes_get_size (payload) <= HELIO_PAYLOAD_TEXT_MAX;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.copy-command", small);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self),
      "inspector.use-as-draft",
      small && g_signal_has_handler_pending (self, signals[SIGNAL_USE_AS_DRAFT], 0, FALSE));
  update_compare (self);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
refresh (HelioInspector *self)
{
  HelioMessageRow row = {0};

  if (self->store == NULL)
    return;
  /* One that takes longer than the next message would never be seen. */
  if (self->following &&
      (self->seq == G_MAXUINT64 || !helio_payload_view_is_preparing (self->payload_view))) {
    guint64 last = helio_message_store_get_last_of_topic (self->store, self->topic);

    if (last != G_MAXUINT64 && last != self->seq &&
        helio_message_store_get_row (self->store, last, &row)) {
      show_row (self, &row);
      helio_message_row_clear (&row);
      return;
    }
  }
  if (self->seq == G_MAXUINT64 || self->gone)
    return;
  if (!helio_message_store_get_row (self->store, self->seq, &row)) {
    self->gone = TRUE;
    update_marks (self, NULL);
    return;
  }
  if (row.redeliveries != self->redeliveries) {
    self->redeliveries = row.redeliveries;
    update_marks (self, &row);
  }
  helio_message_row_clear (&row);
}

static gboolean
on_refresh (gpointer user_data)
{
  refresh (HELIO_INSPECTOR (user_data));
  return G_SOURCE_CONTINUE;
}

/* Whenever what is watched for, or whether the user can see it, has changed. */
static void
update_timer (HelioInspector *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && (self->following || self->seq != G_MAXUINT64))
    self->refresh_id = g_timeout_add (self->following ? REFRESH_MS : WATCH_MS, on_refresh, self);
}

static void
set_following (HelioInspector *self, gboolean following)
{
  self->following = following;
  self->updating = TRUE;
  gtk_toggle_button_set_active (self->follow_button, following);
  self->updating = FALSE;
  update_timer (self);
}

static void
on_follow_toggled (HelioInspector *self)
{
  if (self->updating)
    return;
  self->following = gtk_toggle_button_get_active (self->follow_button) && self->topic != NULL;
  update_timer (self);
  refresh (self);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);
  const char *form = g_variant_get_string (parameter, NULL);
  /* As text one wants what one sees; everything else is about the bytes that were sent. */
  GBytes *payload = g_str_equal (form, "text")
                        ? helio_payload_view_get_shown_bytes (self->payload_view)
                        : helio_payload_view_get_payload (self->payload_view);

  if (payload != NULL)
    helio_payload_copy (widget,
                        payload,
                        g_str_equal (form, "hex")      ? HELIO_COPY_HEX
                        : g_str_equal (form, "base64") ? HELIO_COPY_BASE64
                                                       : HELIO_COPY_TEXT);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);
  GBytes *payload = helio_payload_view_get_payload (self->payload_view);

  if (self->topic != NULL && payload != NULL)
    helio_payload_saver_ask (self->payload_saver, self->topic, payload);
}

static void
copy_command_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);
  HelioPayloadCommand command = {
      .topic = self->topic,
      .payload = helio_payload_view_get_payload (self->payload_view),
      .properties = helio_property_list_get_wire (self->property_list),
      .qos = self->qos,
      .retain = self->retained,
  };
  g_autofree char *text = NULL;
  const char *note;

  if (command.topic == NULL || command.payload == NULL)
    return;
  if (self->connection != NULL) {
    const HelioProfile *profile = helio_connection_get_profile (self->connection);
    const HelioLinkInfo *info = helio_connection_get_info (self->connection);
    HelioCredential *credential = helio_connection_get_credential (self->connection);

    command.url = profile->broker.url;
    command.own_authority = profile->broker.ca_pem != NULL;
    command.mqtt_version = info != NULL ? info->mqtt_version : 0;
    command.username = credential != NULL ? helio_credential_get_username (credential) : NULL;
  }
  text = helio_payload_command_mosquitto_pub (&command, &note);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  helio_toast_show (widget, note != NULL ? note : C_ ("toast", "Command copied"), NULL);
}

static void
compare_with (HelioInspector *self, guint64 other)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (other != G_MAXUINT64 && GTK_IS_WINDOW (root))
    gtk_window_present (
        GTK_WINDOW (helio_message_diff_new (GTK_WINDOW (root), self->store, other, self->seq)));
}

static void
compare_previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  compare_with (self, helio_message_store_get_previous (self->store, self->seq));
}

/* Two steps, so that any two messages can be compared, on whatever topics. */
static void
remember_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  self->remembered_seq = self->seq;
  update_compare (self);
  helio_toast_show (widget, C_ ("toast", "Select another message to compare with this one"), NULL);
}

static void
compare_remembered_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  compare_with (self, self->remembered_seq);
}

static void
copy_topic_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  if (self->topic != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->topic);
}

/* Which value of it, the page that has the plots asks. */
static void
plot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  if (self->topic != NULL)
    gtk_widget_activate_action (widget, "page.plot", "s", self->topic);
}

static void
plot_member_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  if (self->topic != NULL)
    gtk_widget_activate_action (widget,
                                "page.plot-member",
                                "(ss)",
                                self->topic,
                                g_variant_get_string (parameter, NULL));
}

static void
use_as_draft_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);
  GBytes *payload = helio_payload_view_get_payload (self->payload_view);

  if (self->topic != NULL && payload != NULL)
    g_signal_emit (self,
                   signals[SIGNAL_USE_AS_DRAFT],
                   0,
                   self->topic,
                   payload,
                   self->qos,
                   self->retained,
                   helio_property_list_get_wire (self->property_list));
}

static void
clear (HelioInspector *self)
{
  self->seq = G_MAXUINT64;
  self->gone = FALSE;
  set_following (self, FALSE);
  helio_set_str (&self->topic, NULL);
  helio_payload_view_set_payload (self->payload_view, NULL, NULL, NULL);
  helio_property_list_set_wire (self->property_list, NULL);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
helio_inspector_map (GtkWidget *widget)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  GTK_WIDGET_CLASS (helio_inspector_parent_class)->map (widget);
  /* The page moves the inspector about, and GTK 4.8 tells no menu that the actions of a class are back. */
  if (self->menu == NULL)
    self->menu = g_object_ref (gtk_menu_button_get_menu_model (self->menu_button));
  gtk_menu_button_set_menu_model (self->menu_button, NULL);
  gtk_menu_button_set_menu_model (self->menu_button, self->menu);
  refresh (self);
  update_timer (self);
}

static void
helio_inspector_unmap (GtkWidget *widget)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  GTK_WIDGET_CLASS (helio_inspector_parent_class)->unmap (widget);
}

static gboolean
helio_inspector_grab_focus (GtkWidget *widget)
{
  HelioInspector *self = HELIO_INSPECTOR (widget);

  return self->seq != G_MAXUINT64 && gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
}

static void
helio_inspector_dispose (GObject *object)
{
  HelioInspector *self = HELIO_INSPECTOR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);
  g_clear_object (&self->connection);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->topic, g_free);
  G_OBJECT_CLASS (helio_inspector_parent_class)->dispose (object);
}

static void
helio_inspector_class_init (HelioInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_inspector_dispose;
  widget_class->grab_focus = helio_inspector_grab_focus;
  widget_class->map = helio_inspector_map;
  widget_class->unmap = helio_inspector_unmap;
  signals[SIGNAL_USE_AS_DRAFT] = g_signal_new ("use-as-draft",
                                               HELIO_TYPE_INSPECTOR,
                                               G_SIGNAL_RUN_LAST,
                                               0,
                                               NULL,
                                               NULL,
                                               NULL,
                                               G_TYPE_NONE,
                                               5,
                                               G_TYPE_STRING,
                                               G_TYPE_BYTES,
                                               G_TYPE_INT,
                                               G_TYPE_BOOLEAN,
                                               G_TYPE_BYTES);
  g_type_ensure (HELIO_TYPE_PAYLOAD_SAVER);
  g_type_ensure (HELIO_TYPE_PAYLOAD_VIEW);
  g_type_ensure (HELIO_TYPE_PROPERTY_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, topic_label);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, convention_label);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, meta_label);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, follow_button);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, marks);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, payload_view);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, property_list);
  gtk_widget_class_bind_template_child (widget_class, HelioInspector, payload_saver);
  gtk_widget_class_bind_template_callback (widget_class, on_follow_toggled);
  gtk_widget_class_install_action (widget_class, "inspector.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "inspector.copy", "s", copy_action);
  gtk_widget_class_install_action (widget_class,
                                   "inspector.copy-command",
                                   NULL,
                                   copy_command_action);
  gtk_widget_class_install_action (widget_class, "inspector.copy-topic", NULL, copy_topic_action);
  gtk_widget_class_install_action (widget_class, "inspector.plot", NULL, plot_action);
  gtk_widget_class_install_action (widget_class, "inspector.plot-member", "s", plot_member_action);
  gtk_widget_class_install_action (widget_class,
                                   "inspector.compare-previous",
                                   NULL,
                                   compare_previous_action);
  gtk_widget_class_install_action (widget_class, "inspector.remember", NULL, remember_action);
  gtk_widget_class_install_action (widget_class,
                                   "inspector.compare-remembered",
                                   NULL,
                                   compare_remembered_action);
  gtk_widget_class_install_action (widget_class,
                                   "inspector.use-as-draft",
                                   NULL,
                                   use_as_draft_action);
  gtk_widget_class_set_css_name (widget_class, "inspector");
}

static void
helio_inspector_init (HelioInspector *self)
{
  self->seq = self->remembered_seq = G_MAXUINT64;
  gtk_widget_init_template (GTK_WIDGET (self));
}

HelioInspector *
helio_inspector_new (void)
{
  return g_object_new (HELIO_TYPE_INSPECTOR, NULL);
}

void
helio_inspector_set_store (HelioInspector *self, HelioMessageStore *store)
{
  if (!g_set_object (&self->store, store))
    return;
  self->remembered_seq = G_MAXUINT64;
  clear (self);
}

void
helio_inspector_set_connection (HelioInspector *self, HelioConnection *connection)
{
  g_set_object (&self->connection, connection);
}

void
helio_inspector_show_message (HelioInspector *self, guint64 seq)
{
  HelioMessageRow row = {0};

  if (self->store == NULL)
    return;
  if (seq == G_MAXUINT64) {
    clear (self);
    return;
  }
  set_following (self, FALSE);
  if (seq == self->seq)
    return;
  if (!helio_message_store_get_row (self->store, seq, &row)) {
    clear (self);
    return;
  }
  show_row (self, &row);
  helio_message_row_clear (&row);
  update_timer (self);
}

void
helio_inspector_follow_topic (HelioInspector *self, const char *topic)
{
  if (self->store == NULL ||
      helio_message_store_get_last_of_topic (self->store, topic) == G_MAXUINT64) {
    clear (self);
    return;
  }
  helio_set_str (&self->topic, topic);
  self->seq = G_MAXUINT64;
  set_following (self, TRUE);
  refresh (self);
}

guint64
helio_inspector_get_seq (HelioInspector *self)
{
  return self->seq;
}

gboolean
helio_inspector_get_following (HelioInspector *self)
{
  return self->following;
}
