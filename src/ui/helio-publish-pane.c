// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-publish-pane.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-reason.h"
#include "core/mqtt/helio-topic.h"
#include "ui/helio-draft.h"
#include "ui/helio-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

typedef enum {
  RESULT_NONE,
  RESULT_HINT,
  RESULT_GOOD,
  RESULT_WARNING,
  RESULT_BAD,
} Result;

struct _HelioPublishPane {
  GtkWidget parent_instance;

  /* owned */
  HelioConnection *connection; /* (nullable) */
  GCancellable *cancellable;   /* of the publications of this connection */
  gulong dark_id, state_id;
  GtkTextTag *no_hyphens; /* of the buffer: a hyphen at a break would be taken for payload */

  /* template */
  GtkEntry *topic_entry;
  GtkSourceView *payload_edit;
  GtkSourceBuffer *buffer;
  GtkDropDown *form_drop, *qos_drop;
  GtkCheckButton *retain_check;
  GtkSpinner *spinner;
  GtkButton *publish_button;
  GtkBox *result_box;
  GtkImage *result_image;
  GtkLabel *result_label;

  /* values */
  guint pending;
  gboolean loading; /* the draft is put into the widgets */
  Result result;
  gboolean answered; /* the line says what came of the last message: that stays till the next */
};

G_DEFINE_FINAL_TYPE (HelioPublishPane, helio_publish_pane, GTK_TYPE_WIDGET)

static const struct {
  const char *icon, *css_class;
} result_looks[] = {
    [RESULT_NONE] = {NULL, NULL},
    [RESULT_HINT] = {"dialog-information-symbolic", "dim-label"},
    [RESULT_GOOD] = {"emblem-ok-symbolic", "success"},
    [RESULT_WARNING] = {"dialog-warning-symbolic", "warning"},
    [RESULT_BAD] = {"dialog-error-symbolic", "error"},
};

static void
set_result (HelioPublishPane *self, Result result, const char *text)
{
  const char *classes[] = {result_looks[result].css_class, "numeric", NULL};

  self->result = result;
  gtk_widget_set_visible (GTK_WIDGET (self->result_box), result != RESULT_NONE);
  if (result == RESULT_NONE)
    return;
  gtk_image_set_from_icon_name (self->result_image, result_looks[result].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->result_image), classes);
  if (result == RESULT_BAD || result == RESULT_HINT)
    gtk_widget_set_css_classes (GTK_WIDGET (self->result_label), classes);
  else
    gtk_widget_set_css_classes (GTK_WIDGET (self->result_label), classes + 1);
  gtk_label_set_text (self->result_label, text);
}

static void
set_result_error (HelioPublishPane *self, const GError *error)
{
  g_autofree char *text = helio_error_to_text (error);

  set_result (self, RESULT_BAD, text);
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
  why = !connected       ? C_ ("publish", "Not connected: what you write is kept")
        : *topic == '\0' ? C_ ("publish", "Enter a topic first")
        : !valid         ? C_ ("publish", "The topic is not valid")
                         : C_ ("publish", "Publish (Ctrl+Enter)");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->publish_button), why);
  if (error != NULL)
    set_result_error (self, error);
  else if (!self->answered || (!connected && self->result != RESULT_BAD))
    set_result (self, connected ? RESULT_NONE : RESULT_HINT, why);
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
  gboolean text = gtk_drop_down_get_selected (self->form_drop) == HELIO_DRAFT_TEXT;
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
  if (draft != NULL)
    draft->form = (HelioDraftForm) gtk_drop_down_get_selected (self->form_drop);
}

static void
load_draft (HelioPublishPane *self)
{
  const HelioDraft *draft =
      self->connection != NULL ? helio_draft_get (G_OBJECT (self->connection)) : NULL;

  self->loading = TRUE;
  gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->topic_entry), draft != NULL ? draft->topic : "");
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer),
                            draft != NULL ? draft->payload : "",
                            -1);
  gtk_drop_down_set_selected (self->form_drop, draft != NULL ? draft->form : HELIO_DRAFT_TEXT);
  gtk_drop_down_set_selected (self->qos_drop, draft != NULL ? (guint) draft->qos : 1);
  gtk_check_button_set_active (self->retain_check, draft != NULL && draft->retain);
  self->loading = FALSE;
  self->answered = FALSE;
  update_sensitive (self);
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
  int qos;
  gboolean retain, empty;
} Sending;

static void
sending_free (Sending *self)
{
  g_object_unref (self->pane);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
show_answer (HelioPublishPane *self, const Sending *sending, int reason_code, gint64 round_trip)
{
  g_autofree char *duration = round_trip >= 0 ? helio_format_duration (round_trip) : NULL;
  GString *text = g_string_new (NULL);
  Result result = RESULT_GOOD;

  if (sending->qos == 0) {
    g_string_append (text, C_ ("publish", "Sent. With QoS 0 the broker does not answer."));
  } else if (reason_code == 0x10) {
    result = RESULT_WARNING;
    g_string_append_printf (
        text,
        C_ ("publish", "The broker took it, but nobody is subscribed: %s (0x10)"),
        helio_reason_get_name (reason_code));
  } else {
    /* Translators: %s is the name of a reason code, "Success". */
    g_string_append_printf (text,
                            C_ ("publish", "The broker took it: %s (0x%02X)"),
                            helio_reason_get_name (MAX (reason_code, 0)),
                            (guint) MAX (reason_code, 0));
  }
  if (duration != NULL && sending->qos > 0)
    g_string_append_printf (text, " · %s", duration);
  if (sending->retain && sending->empty)
    g_string_append_printf (text,
                            " · %s",
                            C_ ("publish", "the retained message of the topic is cleared"));
  set_result (self, result, text->str);
  g_string_free (text, TRUE);
}

static void
on_published (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  Sending *sending = user_data;
  HelioPublishPane *self = sending->pane;
  g_autoptr (GError) error = NULL;
  int reason_code = -1;
  gint64 round_trip = -1;
  gboolean done = helio_connection_publish_finish (HELIO_CONNECTION (source),
                                                   async_result,
                                                   &reason_code,
                                                   &round_trip,
                                                   &error);

  /* Another connection is shown by now, or the pane is gone. */
  if (!g_cancellable_is_cancelled (sending->cancellable)) {
    set_pending (self, self->pending - 1);
    self->answered = TRUE;
    if (done)
      show_answer (self, sending, reason_code, round_trip);
    else
      set_result_error (self, error);
  }
  sending_free (sending);
}

static void
on_publish (HelioPublishPane *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  HelioPublication publication = {0};
  Sending *sending;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->publish_button)))
    return;
  text = get_payload_text (self);
  payload = helio_draft_parse (text,
                               (HelioDraftForm) gtk_drop_down_get_selected (self->form_drop),
                               &error);
  self->answered = payload == NULL;
  if (payload == NULL) {
    set_result_error (self, error);
    return;
  }
  publication.topic = gtk_editable_get_text (GTK_EDITABLE (self->topic_entry));
  publication.payload = payload;
  publication.qos = (int) gtk_drop_down_get_selected (self->qos_drop);
  publication.retain = gtk_check_button_get_active (self->retain_check);
  sending = g_new0 (Sending, 1);
  sending->pane = g_object_ref (self);
  sending->cancellable = g_object_ref (self->cancellable);
  sending->qos = publication.qos;
  sending->retain = publication.retain;
  sending->empty = g_bytes_get_size (payload) == 0;
  set_result (self, RESULT_NONE, NULL);
  set_pending (self, self->pending + 1);
  helio_connection_publish_async (self->connection,
                                  &publication,
                                  self->cancellable,
                                  on_published,
                                  sending);
}

static gboolean
on_key (HelioPublishPane *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;
  on_publish (self);
  return GDK_EVENT_STOP;
}

static void
update_scheme (HelioPublishPane *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (
      self->buffer,
      gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "Adwaita"));
}

/* Object */

static void
helio_publish_pane_dispose (GObject *object)
{
  HelioPublishPane *self = HELIO_PUBLISH_PANE (object);
  GtkWidget *child;

  if (self->dark_id != 0)
    g_clear_signal_handler (&self->dark_id, adw_style_manager_get_default ());
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->connection != NULL)
    g_clear_signal_handler (&self->state_id, self->connection);
  g_clear_object (&self->connection);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (helio_publish_pane_parent_class)->dispose (object);
}

static void
helio_publish_pane_class_init (HelioPublishPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_publish_pane_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-publish-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, topic_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, payload_edit);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, buffer);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, form_drop);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, qos_drop);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, retain_check);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, publish_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, result_box);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, result_image);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishPane, result_label);
  gtk_widget_class_bind_template_callback (widget_class, on_topic_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_payload_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_options_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_publish);
  gtk_widget_class_set_css_name (widget_class, "publishpane");
}

static void
helio_publish_pane_init (HelioPublishPane *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
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
  self->dark_id = g_signal_connect_swapped (adw_style_manager_get_default (),
                                            "notify::dark",
                                            G_CALLBACK (update_scheme),
                                            self);
  update_scheme (self);
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
  if (self->connection != NULL)
    g_clear_signal_handler (&self->state_id, self->connection);
  g_set_object (&self->connection, connection);
  if (connection != NULL)
    self->state_id =
        g_signal_connect_swapped (connection, "notify::state", G_CALLBACK (update_sensitive), self);
  load_draft (self);
}

void
helio_publish_pane_set_draft (HelioPublishPane *self,
                              const char *topic,
                              GBytes *payload,
                              int qos,
                              gboolean retain)
{
  HelioDraftForm form;
  g_autofree char *text = helio_draft_write (payload, &form);

  gtk_editable_set_text (GTK_EDITABLE (self->topic_entry), topic);
  gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
  gtk_drop_down_set_selected (self->form_drop, form);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), text, -1);
  gtk_drop_down_set_selected (self->qos_drop, (guint) CLAMP (qos, 0, 2));
  gtk_check_button_set_active (self->retain_check, retain);
}

void
helio_publish_pane_focus_topic (HelioPublishPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->topic_entry));
}
