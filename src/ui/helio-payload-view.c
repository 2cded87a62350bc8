// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-payload-view.h"

#include "core/base/helio-util.h"
#include "core/store/helio-payload.h"
#include "ui/helio-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

/* A line of hex is 78 characters for 16 bytes. */
#define HEX_FACTOR 5
/* What is shown at once: a text view takes some 10 ms for it. The user may ask for more. */
#define SHOWN_FIRST (256 * 1024)
/* JSON beyond this is looked at and indented in another thread. */
#define HERE_MAX HELIO_PAYLOAD_HIGHLIGHT_MAX
/* So much text makes a text view slow, whatever the user asks for. */
#define SHOWN_MAX (16 * HELIO_PAYLOAD_TEXT_MAX)

struct _HelioPayloadView {
  GtkWidget parent_instance;

  /* owned */
  GBytes *payload; /* (nullable) */
  char *note;      /* (nullable) */
  char *prepared;  /* (nullable): long JSON, indented */
  GCancellable *preparing;
  gulong dark_id;
  GtkTextTag *no_hyphens; /* of the buffer: a hyphen at a break would be taken for payload */

  /* template */
  GtkToggleButton *json_button, *text_button, *hex_button;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkSourceView *source_view;
  GtkSourceBuffer *buffer;
  GtkLabel *note_label, *more_label;
  GtkBox *more_box;
  GtkButton *more_button;

  /* values */
  HelioPayloadViewMode mode, shown_mode;
  HelioPayloadKind kind;
  gsize limit;
  gsize prepared_shown; /* payload bytes in @prepared */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (HelioPayloadView, helio_payload_view, GTK_TYPE_WIDGET)

static void
update_scheme (HelioPayloadView *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (
      self->buffer,
      gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "Adwaita"));
}

static HelioPayloadViewMode
choose_mode (HelioPayloadView *self)
{
  if (self->mode == HELIO_PAYLOAD_VIEW_TEXT || self->mode == HELIO_PAYLOAD_VIEW_HEX)
    return self->mode;
  if (self->kind == HELIO_PAYLOAD_JSON)
    return HELIO_PAYLOAD_VIEW_JSON;
  return self->kind == HELIO_PAYLOAD_BINARY ? HELIO_PAYLOAD_VIEW_HEX : HELIO_PAYLOAD_VIEW_TEXT;
}

static void
replace_text (HelioPayloadView *self, const char *text, gboolean json)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;
  gboolean highlight = json && strlen (text) <= HELIO_PAYLOAD_HIGHLIGHT_MAX;

  /* Clearing a highlighted buffer takes time with the square of its size. */
  gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
  gtk_text_buffer_set_text (buffer, text, -1);
  if (highlight && gtk_source_buffer_get_language (self->buffer) == NULL)
    gtk_source_buffer_set_language (
        self->buffer,
        gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                  "json"));
  gtk_source_buffer_set_highlight_syntax (self->buffer, highlight);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag (buffer, self->no_hyphens, &start, &end);
  gtk_text_buffer_place_cursor (buffer, &start);
}

static void
show_part (HelioPayloadView *self, gsize shown, gsize size)
{
  g_autofree char *shown_text = helio_format_size (shown);
  g_autofree char *size_text = helio_format_size (size);
  g_autofree char *text =
      g_strdup_printf (C_ ("payload", "The first %s of %s"), shown_text, size_text);

  gtk_label_set_text (self->more_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), self->limit < SHOWN_MAX);
  gtk_widget_set_visible (GTK_WIDGET (self->more_box), TRUE);
}

static void
show_payload (HelioPayloadView *self)
{
  gsize size = g_bytes_get_size (self->payload), shown = size;
  g_autofree char *text = NULL;

  switch (self->shown_mode) {
    case HELIO_PAYLOAD_VIEW_JSON:
      if (size > HERE_MAX) {
        text = g_strdup (self->prepared);
        shown = self->prepared_shown;
      } else {
        text = helio_payload_to_json (self->payload, self->limit, &shown, NULL);
      }
      break;
    case HELIO_PAYLOAD_VIEW_HEX:
      text = helio_payload_to_hex (self->payload, 0, self->limit / HEX_FACTOR, &shown);
      break;
    case HELIO_PAYLOAD_VIEW_TEXT:
    case HELIO_PAYLOAD_VIEW_AUTO:
    default:
      break;
  }
  if (text == NULL) {
    self->shown_mode = HELIO_PAYLOAD_VIEW_TEXT;
    text = helio_payload_to_text (self->payload, 0, self->limit, &shown);
  }
  replace_text (self, text, self->shown_mode == HELIO_PAYLOAD_VIEW_JSON);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->source_view),
                               self->shown_mode == HELIO_PAYLOAD_VIEW_HEX ? GTK_WRAP_NONE
                                                                          : GTK_WRAP_WORD_CHAR);
  if (shown < size)
    show_part (self, shown, size);
}

static void
update (HelioPayloadView *self)
{
  GtkToggleButton *active;
  gboolean any = self->payload != NULL && g_bytes_get_size (self->payload) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->more_box), FALSE);
  self->shown_mode = choose_mode (self);
  if (any) {
    show_payload (self);
  } else {
    replace_text (self, "", FALSE);
    gtk_label_set_text (self->note_label,
                        self->payload != NULL ? C_ ("payload", "The payload is empty")
                        : self->note != NULL  ? self->note
                                              : "");
  }
  gtk_stack_set_visible_child_name (self->stack, any ? "text" : "note");
  self->updating = TRUE;
  active = self->shown_mode == HELIO_PAYLOAD_VIEW_JSON  ? self->json_button
           : self->shown_mode == HELIO_PAYLOAD_VIEW_HEX ? self->hex_button
                                                        : self->text_button;
  gtk_toggle_button_set_active (active, TRUE);
  self->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->json_button),
                            any && self->kind == HELIO_PAYLOAD_JSON);
  gtk_widget_set_sensitive (GTK_WIDGET (self->text_button), any);
  gtk_widget_set_sensitive (GTK_WIDGET (self->hex_button), any);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->json_button),
                               any && self->kind != HELIO_PAYLOAD_JSON
                                   ? C_ ("payload", "The payload is no JSON object or array")
                                   : NULL);
}

/* Long JSON, in a thread of the pool */

typedef struct {
  GBytes *payload;
  gsize limit;
  HelioPayloadKind kind;
  char *text;
  gsize shown;
} Preparation;

static void
preparation_free (gpointer data)
{
  Preparation *self = data;

  g_bytes_unref (self->payload);
  g_free (self->text);
  g_free (self);
}

static void
run_preparation (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Preparation *self = data;

  self->text = helio_payload_to_json (self->payload, self->limit, &self->shown, NULL);
  if (self->text != NULL)
    self->kind = HELIO_PAYLOAD_JSON;
  g_task_return_boolean (task, TRUE);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioPayloadView *self = HELIO_PAYLOAD_VIEW (source);
  Preparation *preparation = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return; /* another payload, or disposed of */
  g_clear_object (&self->preparing);
  self->kind = preparation->kind;
  g_free (self->prepared);
  self->prepared = g_steal_pointer (&preparation->text);
  self->prepared_shown = preparation->shown;
  update (self);
}

static void
cancel_preparation (HelioPayloadView *self)
{
  g_cancellable_cancel (self->preparing);
  g_clear_object (&self->preparing);
}

/* Shows what there is, at once or as soon as it is ready; till then what was shown before stays. */
static void
prepare (HelioPayloadView *self)
{
  g_autoptr (GTask) task = NULL;
  Preparation *preparation;

  cancel_preparation (self);
  if (self->payload == NULL || g_bytes_get_size (self->payload) <= HERE_MAX ||
      !helio_payload_may_be_json (self->payload)) {
    update (self);
    return;
  }
  self->preparing = g_cancellable_new ();
  preparation = g_new0 (Preparation, 1);
  preparation->payload = g_bytes_ref (self->payload);
  preparation->limit = self->limit;
  preparation->kind = self->kind;
  task = g_task_new (self, self->preparing, on_prepared, NULL);
  g_task_set_source_tag (task, prepare);
  g_task_set_task_data (task, preparation, preparation_free);
  g_task_run_in_thread (task, run_preparation);
  if (self->mode == HELIO_PAYLOAD_VIEW_TEXT || self->mode == HELIO_PAYLOAD_VIEW_HEX)
    update (self);
}

static void
on_mode_toggled (HelioPayloadView *self, GtkToggleButton *button)
{
  if (self->updating || !gtk_toggle_button_get_active (button))
    return;
  helio_payload_view_set_mode (self,
                               button == self->json_button  ? HELIO_PAYLOAD_VIEW_JSON
                               : button == self->hex_button ? HELIO_PAYLOAD_VIEW_HEX
                                                            : HELIO_PAYLOAD_VIEW_TEXT);
}

static void
on_more_clicked (HelioPayloadView *self)
{
  self->limit += HELIO_PAYLOAD_TEXT_MAX;
  prepare (self);
}

static gboolean
helio_payload_view_grab_focus (GtkWidget *widget)
{
  HelioPayloadView *self = HELIO_PAYLOAD_VIEW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "text") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->source_view));
  return gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
helio_payload_view_dispose (GObject *object)
{
  HelioPayloadView *self = HELIO_PAYLOAD_VIEW (object);
  GtkWidget *child;

  if (self->dark_id != 0)
    g_clear_signal_handler (&self->dark_id, adw_style_manager_get_default ());
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  cancel_preparation (self);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->prepared, g_free);
  G_OBJECT_CLASS (helio_payload_view_parent_class)->dispose (object);
}

static void
helio_payload_view_class_init (HelioPayloadViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_payload_view_dispose;
  widget_class->grab_focus = helio_payload_view_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-payload-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, json_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, text_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, hex_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, scroller);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, source_view);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, buffer);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, note_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, more_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, more_box);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, more_button);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked);
  gtk_widget_class_set_css_name (widget_class, "payloadview");
}

static void
helio_payload_view_init (HelioPayloadView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->limit = SHOWN_FIRST;
  self->no_hyphens = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer),
                                                 NULL,
                                                 "insert-hyphens",
                                                 FALSE,
                                                 NULL);
  self->dark_id = g_signal_connect_swapped (adw_style_manager_get_default (),
                                            "notify::dark",
                                            G_CALLBACK (update_scheme),
                                            self);
  update_scheme (self);
  update (self);
}

void
helio_payload_view_set_payload (HelioPayloadView *self, GBytes *payload, const char *note)
{
  if (payload != NULL)
    g_bytes_ref (payload);
  g_clear_pointer (&self->payload, g_bytes_unref);
  self->payload = payload;
  helio_set_str (&self->note, note);
  self->kind = payload != NULL ? helio_payload_detect (payload, HERE_MAX) : HELIO_PAYLOAD_EMPTY;
  self->limit = SHOWN_FIRST;
  g_clear_pointer (&self->prepared, g_free);
  prepare (self);
}

GBytes *
helio_payload_view_get_payload (HelioPayloadView *self)
{
  return self->payload;
}

void
helio_payload_view_set_mode (HelioPayloadView *self, HelioPayloadViewMode mode)
{
  if (self->mode == mode)
    return;
  self->mode = mode;
  self->limit = SHOWN_FIRST;
  prepare (self);
}

HelioPayloadViewMode
helio_payload_view_get_shown_mode (HelioPayloadView *self)
{
  return self->shown_mode;
}
