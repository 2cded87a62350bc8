// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-publish-pane.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-payload-file.h"
#include "ui/base/helio-source-style.h"
#include "ui/publish/helio-draft.h"
#include "ui/publish/helio-file-card.h"
#include "ui/publish/helio-history-button.h"
#include "ui/publish/helio-history-cursor.h"
#include "ui/publish/helio-property-form.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-topic-completion.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

struct _HelioPublishPane {
  GtkWidget parent_instance;

  /* owned */
  HelioConnection *connection; /* (nullable) */
  GCancellable *cancellable;   /* of the publications of this connection */
  gulong state_id, info_id;
  HelioHistoryCursor cursor; /* what of the history is in the widgets */
  GtkTextTag *no_hyphens;    /* of the buffer: a hyphen at a break would be taken for payload */

  /* template */
  GtkEntry *topic_entry;
  HelioTopicCompletion *completion;
  GtkMenuButton *properties_button;
  GtkLabel *properties_label;
  HelioPropertyForm *property_form;
  HelioHistoryButton *history_button;
  GtkStack *payload_stack;
  HelioFileCard *file_card;
  GtkSourceView *payload_edit;
  GtkSourceBuffer *buffer;
  GtkDropDown *form_drop, *qos_drop;
  GtkCheckButton *retain_check;
  GtkSpinner *spinner;
  GtkButton *publish_button;
  GtkImage *result_image;
  GtkLabel *result_label;

  /* values */
  guint pending;
  gboolean loading; /* the draft is put into the widgets */
  HelioPublishResult result;
  gboolean answered; /* the line says what came of the last message: that stays till the next */
};

G_DEFINE_FINAL_TYPE (HelioPublishPane, helio_publish_pane, GTK_TYPE_WIDGET)

static void
set_result (HelioPublishPane *self, HelioPublishResult result, const char *text)
{
  const char *classes[] = {helio_publish_result_get_css_class (result), "numeric", NULL};

  self->result = result;
  /* Its line is always there: what one aims at must not move when it says something. */
  gtk_widget_set_visible (GTK_WIDGET (self->result_image), result != HELIO_PUBLISH_NONE);
  if (result == HELIO_PUBLISH_NONE) {
    gtk_label_set_text (self->result_label, "");
    return;
  }
  gtk_image_set_from_icon_name (self->result_image, helio_publish_result_get_icon (result));
  gtk_widget_set_css_classes (GTK_WIDGET (self->result_image), classes);
  if (result == HELIO_PUBLISH_BAD || result == HELIO_PUBLISH_HINT)
    gtk_widget_set_css_classes (GTK_WIDGET (self->result_label), classes);
  else
    gtk_widget_set_css_classes (GTK_WIDGET (self->result_label), classes + 1);
  gtk_label_set_text (self->result_label, text);
}

static void
set_result_error (HelioPublishPane *self, const GError *error)
{
  g_autofree char *text = helio_error_to_text (error);

  set_result (self, HELIO_PUBLISH_BAD, text);
}

static char *
get_payload_text (HelioPublishPane *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}

static HelioDraft *
get_draft (HelioPublishPane *self)
{
  return self->connection != NULL && !self->loading ? helio_draft_get (G_OBJECT (self->connection))
                                                    : NULL;
}

static GListModel *
get_history (HelioPublishPane *self)
{
  return helio_publish_history_get (G_OBJECT (self->connection));
}

/* What keeps the user from publishing now; the entry shows what is wrong with the topic as one types. */
static void
update_sensitive (HelioPublishPane *self)
{
  const char *topic = gtk_editable_get_text (GTK_EDITABLE (self->topic_entry));
  gboolean connected = self->connection != NULL && helio_connection_is_connected (self->connection);
  g_autoptr (GError) error = NULL;
  gboolean valid = *topic != '\0' && helio_topic_validate_name (topic, &error);
  const char *why;

  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->topic_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->topic_entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->topic_entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->publish_button), connected && valid);
  helio_history_button_set_can_publish (self->history_button, connected);
  why = !connected       ? C_ ("publish", "Not connected: what you write is kept")
        : *topic == '\0' ? C_ ("publish", "Enter a topic first")
        : !valid         ? C_ ("publish", "The topic is not valid")
                         : C_ ("publish", "Publish (Ctrl+Enter)");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->publish_button), why);
  if (error != NULL)
    set_result_error (self, error);
  else if (!self->answered || self->result == HELIO_PUBLISH_HINT ||
           (!connected && self->result != HELIO_PUBLISH_BAD))
    set_result (self, connected ? HELIO_PUBLISH_NONE : HELIO_PUBLISH_HINT, why);
}

static HelioDraftForm
get_form (HelioPublishPane *self)
{
  return (HelioDraftForm) gtk_drop_down_get_selected (self->form_drop);
}

/* MQTT 3.1.1 has no properties; before it is connected nobody knows yet. */
static gboolean
has_properties (HelioPublishPane *self)
{
  const HelioLinkInfo *info =
      self->connection != NULL ? helio_connection_get_info (self->connection) : NULL;

  if (info != NULL && helio_connection_is_connected (self->connection))
    return info->mqtt_version != 4;
  return self->connection == NULL ||
         helio_connection_get_profile (self->connection)->broker.protocol != HELIO_PROTOCOL_3_1_1;
}

/* The username before "@", for %u; NULL while it is not known. */
static const char *
get_name (HelioPublishPane *self)
{
  HelioCredential *credential =
      self->connection != NULL ? helio_connection_get_credential (self->connection) : NULL;

  return credential != NULL ? helio_credential_get_name (credential) : NULL;
}

static void
update_properties (HelioPublishPane *self)
{
  const gboolean available = has_properties (self);
  g_auto (HelioDraftProperties) properties = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wire = NULL;
  g_autofree char *count = NULL, *name = NULL, *fault = NULL;
  guint n;

  helio_property_form_store (self->property_form, &properties);
  n = helio_draft_properties_count (&properties);
  wire = helio_draft_properties_encode (&properties, get_name (self), &error);
  fault = error != NULL ? helio_error_to_text (error) : NULL;
  helio_property_form_set_fault (self->property_form, fault);
  helio_property_form_set_unavailable (
      self->property_form,
      available ? NULL
                : C_ ("publish",
                      "This connection uses MQTT 3.1.1, which has no properties. What is "
                      "written here is kept, but not sent."));
  count = g_strdup_printf ("%u", n);
  name =
      n > 0
          ? g_strdup_printf (
                NP_ ("publish", "Message properties: %u given", "Message properties: %u given", n),
                n)
          : g_strdup (C_ ("publish", "Message properties"));
  gtk_label_set_text (self->properties_label, count);
  gtk_widget_set_visible (GTK_WIDGET (self->properties_label), n > 0);
  if (error != NULL && available)
    gtk_widget_add_css_class (GTK_WIDGET (self->properties_button), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->properties_button), "error");
  gtk_widget_set_opacity (gtk_menu_button_get_child (self->properties_button), available ? 1 : 0.5);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->properties_button),
                               available ? C_ ("publish", "MQTT 5 properties")
                                         : C_ ("publish", "MQTT 3.1.1 has no properties"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->properties_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  -1);
}

static void
on_properties_changed (HelioPublishPane *self)
{
  HelioDraft *draft = get_draft (self);

  if (draft != NULL)
    helio_property_form_store (self->property_form, &draft->properties);
  update_properties (self);
}

static void
on_connection_changed (HelioPublishPane *self)
{
  update_sensitive (self);
  update_properties (self);
}

static void
on_topic_changed (HelioPublishPane *self)
{
  HelioDraft *draft = get_draft (self);

  if (draft != NULL)
    helio_set_str (&draft->topic, gtk_editable_get_text (GTK_EDITABLE (self->topic_entry)));
  self->answered = FALSE;
  update_sensitive (self);
}

static void
update_highlight (HelioPublishPane *self)
{
  gboolean text = get_form (self) == HELIO_DRAFT_TEXT;
  GtkTextIter start, c;
  gboolean json = FALSE;

  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (self->buffer), &start);
  for (c = start; g_unichar_isspace (gtk_text_iter_get_char (&c));)
    if (!gtk_text_iter_forward_char (&c))
      break;
  json = text && (gtk_text_iter_get_char (&c) == '{' || gtk_text_iter_get_char (&c) == '[') &&
         gtk_text_buffer_get_char_count (GTK_TEXT_BUFFER (self->buffer)) < 64 * 1024;
  gtk_source_buffer_set_highlight_syntax (self->buffer, json);
}

static void
on_payload_changed (HelioPublishPane *self)
{
  HelioDraft *draft = get_draft (self);
  GtkTextIter start, end;

  update_highlight (self);
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (self->buffer), self->no_hyphens, &start, &end);
  if (draft == NULL)
    return;
  g_free (draft->payload);
  draft->payload = get_payload_text (self);
}

static void
on_options_changed (HelioPublishPane *self)
{
  HelioDraft *draft = get_draft (self);

  if (draft == NULL)
    return;
  draft->qos = (int) gtk_drop_down_get_selected (self->qos_drop);
  draft->retain = gtk_check_button_get_active (self->retain_check);
}

static void
on_form_changed (HelioPublishPane *self)
{
  HelioDraft *draft = get_draft (self);

  update_highlight (self);
  gtk_stack_set_visible_child_name (self->payload_stack,
                                    get_form (self) == HELIO_DRAFT_FILE ? "file" : "text");
  if (draft != NULL)
    draft->form = get_form (self);
}

static void
on_file_changed (HelioPublishPane *self)
{
  HelioDraft *draft = get_draft (self);

  if (draft != NULL)
    g_set_object (&draft->file, helio_file_card_get_file (self->file_card));
}

static void
load_draft (HelioPublishPane *self)
{
  g_autoptr (GObject) nobody = NULL;
  const HelioDraft *draft;

  if (self->connection == NULL)
    nobody = g_object_new (G_TYPE_OBJECT, NULL);
  draft = helio_draft_get (nobody != NULL ? nobody : G_OBJECT (self->connection));
  self->loading = TRUE;
  gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->topic_entry), draft->topic);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), draft->payload, -1);
  helio_file_card_set_file (self->file_card, draft->file);
  gtk_drop_down_set_selected (self->form_drop, draft->form);
  gtk_drop_down_set_selected (self->qos_drop, (guint) draft->qos);
  gtk_check_button_set_active (self->retain_check, draft->retain);
  helio_property_form_load (self->property_form, &draft->properties);
  self->loading = FALSE;
  self->answered = FALSE;
  on_connection_changed (self);
}

/* Publishing */

static void
set_pending (HelioPublishPane *self, guint pending)
{
  self->pending = pending;
  gtk_spinner_set_spinning (self->spinner, pending > 0);
}

typedef struct {
  HelioPublishPane *pane;
  GCancellable *cancellable;
  HelioPublished *published; /* in the history, as it was written */
  GBytes *wire;              /* (nullable): properties */
  gboolean empty;
  gboolean without_properties; /* there were some that MQTT 3.1.1 cannot send */
} Sending;

static void
sending_free (Sending *self)
{
  g_object_unref (self->pane);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->wire, g_bytes_unref);
  g_clear_object (&self->published);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* Another connection is shown by now, or the pane is gone. */
static gboolean
is_stale (const Sending *sending)
{
  return g_cancellable_is_cancelled (sending->cancellable);
}

/* The history keeps it wherever one looks by now. */
static void
end (const Sending *sending, HelioPublishResult result, const char *text)
{
  helio_published_set_answer (sending->published, result, text);
  if (is_stale (sending))
    return;
  set_pending (sending->pane, sending->pane->pending - 1);
  sending->pane->answered = TRUE;
  set_result (sending->pane, result, text);
}

static void
end_with_error (const Sending *sending, const GError *error)
{
  g_autofree char *text = helio_error_to_text (error);

  if (is_stale (sending))
    end (sending,
         HELIO_PUBLISH_HINT,
         C_ ("publish", "Another connection was looked at before there was an answer"));
  else
    end (sending, HELIO_PUBLISH_BAD, text);
}

static void
on_published (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  const HelioDraft *draft = helio_published_get_draft (sending->published);
  HelioPublishAnswer answer = {
      .qos = draft->qos,
      .reason_code = -1,
      .round_trip = -1,
      .clears_retained = draft->retain && sending->empty,
      .without_properties = sending->without_properties,
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  HelioPublishResult result;

  if (!helio_connection_publish_finish (HELIO_CONNECTION (source),
                                        async_result,
                                        &answer.reason_code,
                                        &answer.round_trip,
                                        &error)) {
    end_with_error (sending, error);
    return;
  }
  text = helio_publish_answer_to_text (&answer, &result);
  end (sending, result, text);
}

static void
send (Sending *sending, GBytes *payload)
{
  const HelioDraft *draft = helio_published_get_draft (sending->published);
  HelioPublication publication = {
      .topic = draft->topic,
      .payload = payload,
      .qos = draft->qos,
      .retain = draft->retain,
  };

  if (sending->wire != NULL)
    publication.properties = g_bytes_get_data (sending->wire, &publication.properties_length);
  sending->empty = g_bytes_get_size (payload) == 0;
  helio_connection_publish_async (sending->pane->connection,
                                  &publication,
                                  sending->cancellable,
                                  on_published,
                                  sending);
}

static void
on_file_read (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = helio_payload_file_read_finish (async_result, &error);

  if (payload == NULL || is_stale (sending))
    end_with_error (sending, error);
  else
    send (g_steal_pointer (&sending), payload);
}

/* Returns: (transfer full): FALSE with an error if they are wrong; *@wire NULL: none are sent. */
static gboolean
get_wire (HelioPublishPane *self,
          const HelioDraftProperties *properties,
          GBytes **wire,
          gboolean *left_out,
          GError **error)
{
  g_autoptr (GBytes) encoded = NULL;

  *left_out = !has_properties (self) && helio_draft_properties_count (properties) > 0;
  if (*left_out)
    return TRUE;
  encoded = helio_draft_properties_encode (properties, get_name (self), error);
  if (encoded == NULL)
    return FALSE;
  if (g_bytes_get_size (encoded) > 0)
    *wire = g_steal_pointer (&encoded);
  return TRUE;
}

/* Returns: (transfer full): NULL with an error if what is written cannot be sent. @payload: (nullable): from a
 * file then. */
static Sending *
prepare (HelioPublishPane *self, const HelioDraft *draft, GBytes **payload, GError **error)
{
  g_autoptr (Sending) sending = g_new0 (Sending, 1);

  sending->pane = g_object_ref (self);
  sending->cancellable = g_object_ref (self->cancellable);
  if (!get_wire (self, &draft->properties, &sending->wire, &sending->without_properties, error))
    return NULL;
  if (draft->form != HELIO_DRAFT_FILE) {
    *payload = helio_draft_parse (draft->payload, draft->form, error);
    return *payload != NULL ? g_steal_pointer (&sending) : NULL;
  }
  if (draft->file != NULL)
    return g_steal_pointer (&sending);
  helio_error_set (error,
                   HELIO_ERROR_INVALID_DATA,
                   C_ ("publish", "Choose one, or write the payload as text, hex or Base64."),
                   C_ ("publish", "No file is chosen."));
  return NULL;
}

static void
publish (HelioPublishPane *self, const HelioDraft *draft)
{
  g_autoptr (Sending) sending = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  sending = prepare (self, draft, &payload, &error);
  self->answered = sending == NULL;
  if (sending == NULL) {
    set_result_error (self, error);
    return;
  }
  sending->published =
      g_object_ref (helio_publish_history_add (get_history (self), draft, g_get_real_time ()));
  helio_history_cursor_added (&self->cursor, draft == get_draft (self));
  set_result (self, HELIO_PUBLISH_NONE, NULL);
  set_pending (self, self->pending + 1);
  if (payload != NULL)
    send (g_steal_pointer (&sending), payload);
  else
    helio_payload_file_read_async (draft->file,
                                   HELIO_PAYLOAD_FILE_MAX,
                                   self->cancellable,
                                   on_file_read,
                                   g_steal_pointer (&sending));
}

static void
on_publish (HelioPublishPane *self)
{
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->publish_button)))
    publish (self, get_draft (self));
}

/* History */

/* @draft: (nullable) (transfer full): nothing changes. */
static void
replace_draft (HelioPublishPane *self, HelioDraft *draft_taken)
{
  g_autoptr (HelioDraft) draft = draft_taken;

  if (draft == NULL || get_draft (self) == NULL)
    return;
  helio_draft_assign (get_draft (self), draft);
  load_draft (self);
  helio_completion_close (HELIO_COMPLETION (self->completion));
  gtk_editable_set_position (GTK_EDITABLE (self->topic_entry), -1);
}

static void
on_undo (HelioPublishPane *self)
{
  replace_draft (self, helio_history_cursor_back (&self->cursor));
}

/* Tells that something took the place of what was written, if that is worth it. */
static void
offer_undo (HelioPublishPane *self)
{
  AdwToast *toast;

  if (self->cursor.kept == NULL || helio_draft_is_empty (self->cursor.kept))
    return;
  toast = helio_toast_show (GTK_WIDGET (self),
                            C_ ("toast", "What you were writing was replaced"),
                            C_ ("toast", "_Undo"));
  if (toast != NULL)
    g_signal_connect_object (toast,
                             "button-clicked",
                             G_CALLBACK (on_undo),
                             self,
                             G_CONNECT_SWAPPED);
}

static void
on_edit (HelioPublishPane *self, HelioPublished *published)
{
  const HelioDraft *draft = get_draft (self);

  if (draft == NULL)
    return;
  replace_draft (self,
                 helio_history_cursor_go (&self->cursor, get_history (self), draft, published));
  offer_undo (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->topic_entry));
}

/* What is being written stays. */
static void
on_again (HelioPublishPane *self, HelioPublished *published)
{
  if (self->connection != NULL && helio_connection_is_connected (self->connection))
    publish (self, helio_published_get_draft (published));
}

/* Up and Down alone as in a shell, where they mean nothing else: nothing is written yet, or that is where one is. */
static gboolean
on_history_key (HelioPublishPane *self, guint keyval, GdkModifierType modifiers)
{
  const gboolean up = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up;
  const gboolean down = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down;
  const gboolean in_topic = gtk_widget_get_focus_child (GTK_WIDGET (self->topic_entry)) != NULL &&
                            !gtk_widget_get_visible (GTK_WIDGET (self->completion));
  const HelioDraft *draft = get_draft (self);

  if ((!up && !down) || draft == NULL || (modifiers != GDK_ALT_MASK && modifiers != 0))
    return GDK_EVENT_PROPAGATE;
  if (modifiers == 0 &&
      (!in_topic ||
       (!helio_history_cursor_is_shown (&self->cursor, get_history (self), draft, down) &&
        (down || !helio_draft_is_empty (draft)))))
    return GDK_EVENT_PROPAGATE;
  replace_draft (self,
                 helio_history_cursor_step (&self->cursor, get_history (self), draft, up ? 1 : -1));
  return GDK_EVENT_STOP;
}

static gboolean
on_key (HelioPublishPane *self, guint keyval, guint keycode, GdkModifierType state)
{
  const GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (on_history_key (self, keyval, modifiers))
    return GDK_EVENT_STOP;
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || modifiers != GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;
  on_publish (self);
  return GDK_EVENT_STOP;
}

/* Object */

static void
disconnect (HelioPublishPane *self)
{
  if (self->connection == NULL)
    return;
  g_clear_signal_handler (&self->state_id, self->connection);
  g_clear_signal_handler (&self->info_id, self->connection);
  g_clear_object (&self->connection);
}

static void
helio_publish_pane_dispose (GObject *object)
{
  HelioPublishPane *self = HELIO_PUBLISH_PANE (object);
  GtkWidget *child;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  disconnect (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->cancellable);
  helio_history_cursor_clear (&self->cursor);
  G_OBJECT_CLASS (helio_publish_pane_parent_class)->dispose (object);
}

static void
helio_publish_pane_class_init (HelioPublishPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_publish_pane_dispose;
  g_type_ensure (HELIO_TYPE_FILE_CARD);
  g_type_ensure (HELIO_TYPE_HISTORY_BUTTON);
  g_type_ensure (HELIO_TYPE_PROPERTY_FORM);
  g_type_ensure (HELIO_TYPE_TOPIC_COMPLETION);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-publish-pane.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, name)
  BIND (topic_entry);
  BIND (completion);
  BIND (properties_button);
  BIND (properties_label);
  BIND (property_form);
  BIND (history_button);
  BIND (payload_stack);
  BIND (file_card);
  BIND (payload_edit);
  BIND (buffer);
  BIND (form_drop);
  BIND (qos_drop);
  BIND (retain_check);
  BIND (spinner);
  BIND (publish_button);
  BIND (result_image);
  BIND (result_label);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_topic_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_payload_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_options_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_file_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_properties_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_publish);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_set_css_name (widget_class, "publishpane");
}

static void
helio_publish_pane_init (HelioPublishPane *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  helio_history_cursor_init (&self->cursor);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->no_hyphens = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer),
                                                 NULL,
                                                 "insert-hyphens",
                                                 FALSE,
                                                 NULL);
  gtk_source_buffer_set_language (
      self->buffer,
      gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                "json"));
  /* Before the text view sees it: there it would be a new line. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  helio_source_style_follow (self->buffer);
  load_draft (self);
}

HelioPublishPane *
helio_publish_pane_new (void)
{
  return g_object_new (HELIO_TYPE_PUBLISH_PANE, NULL);
}

void
helio_publish_pane_set_connection (HelioPublishPane *self, HelioConnection *connection)
{
  if (self->connection == connection)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_pending (self, 0);
  helio_history_cursor_clear (&self->cursor);
  disconnect (self);
  if (connection != NULL) {
    self->connection = g_object_ref (connection);
    self->state_id = g_signal_connect_swapped (connection,
                                               "notify::state",
                                               G_CALLBACK (on_connection_changed),
                                               self);
    self->info_id =
        g_signal_connect_swapped (connection, "notify::info", G_CALLBACK (update_properties), self);
  }
  helio_history_button_set_history (self->history_button,
                                    connection != NULL ? get_history (self) : NULL);
  helio_topic_completion_set_tree (self->completion,
                                   connection != NULL ? helio_connection_get_tree (connection)
                                                      : NULL);
  load_draft (self);
}

void
helio_publish_pane_set_draft (HelioPublishPane *self,
                              const char *topic,
                              GBytes *payload,
                              int qos,
                              gboolean retain,
                              GBytes *properties)
{
  g_auto (HelioDraftProperties) written = {0};
  HelioDraftForm form;
  g_autofree char *text = helio_draft_write (payload, &form);

  if (get_draft (self) != NULL)
    helio_history_cursor_keep (&self->cursor, get_history (self), get_draft (self));
  gtk_editable_set_text (GTK_EDITABLE (self->topic_entry), topic);
  gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
  gtk_drop_down_set_selected (self->form_drop, form);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), text, -1);
  gtk_drop_down_set_selected (self->qos_drop, (guint) CLAMP (qos, 0, 2));
  gtk_check_button_set_active (self->retain_check, retain);
  helio_draft_properties_decode (&written, properties);
  helio_property_form_load (self->property_form, &written);
  on_properties_changed (self);
  offer_undo (self);
}

void
helio_publish_pane_focus_topic (HelioPublishPane *self, const char *topic)
{
  if (topic != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->topic_entry), topic);
  gtk_widget_grab_focus (GTK_WIDGET (self->topic_entry));
}
