// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-payload-view.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-source-style.h"
#include "ui/messages/helio-payload-content.h"
#include "ui/messages/helio-payload-find.h"
#include "ui/messages/helio-payload-tree-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

/* A line of hex is at most 78 characters for 16 bytes, 29 for 4. */
#define HEX_FACTOR 7
/* What is shown at once: a text view takes some 10 ms for it. The user may ask for more. */
#define SHOWN_FIRST (256 * 1024)
/* So much text makes a text view slow, whatever the user asks for. */
#define SHOWN_MAX (16 * HELIO_PAYLOAD_TEXT_MAX)

/* What takes no longer is not worth a word that comes and goes. */
#define PREPARING_MS 200

struct _HelioPayloadView {
  GtkWidget parent_instance;

  /* owned */
  GBytes *payload, *previous;   /* (nullable) */
  char *note;                   /* (nullable) */
  HelioPayloadContent *content; /* (nullable): what there is to see of it */
  GCancellable *
      preparing; /* (nullable): of the one job under way, cancelled if nobody wants what comes of it */
  GtkTextTag *no_hyphens; /* of the buffer: a hyphen at a break would be taken for payload */

  /* template */
  GtkToggleButton *formatted_button, *tree_button, *text_button, *hex_button;
  HelioPayloadFind *find;
  GtkBox *about_box;
  GtkLabel *about_label;
  GtkToggleButton *packed_button;
  GtkPicture *picture;
  HelioPayloadTreeView *tree_view;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkSourceView *source_view;
  GtkSourceBuffer *buffer;
  GtkLabel *note_label, *more_label;
  GtkBox *more_box;
  GtkButton *more_button;

  /* values */
  HelioPayloadViewMode mode, shown_mode;
  gsize limit;
  guint columns; /* of hex, when it was made */
  guint fold_id, slow_id;
  gboolean again;   /* when the job is over another one is to begin */
  gboolean stale;   /* the content is of the payload before */
  gboolean slow;    /* and has been for some time */
  gboolean as_sent; /* not unpacked; goes with the payload */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (HelioPayloadView, helio_payload_view, GTK_TYPE_WIDGET)

static gboolean
can_be_formatted (HelioPayloadView *self)
{
  return self->content != NULL &&
         (self->content->texture != NULL || self->content->kind == HELIO_PAYLOAD_JSON ||
          self->content->kind == HELIO_PAYLOAD_XML);
}

static HelioPayloadViewMode
choose_mode (HelioPayloadView *self)
{
  if (self->mode == HELIO_PAYLOAD_VIEW_TEXT || self->mode == HELIO_PAYLOAD_VIEW_HEX)
    return self->mode;
  if (self->mode == HELIO_PAYLOAD_VIEW_TREE && self->content != NULL &&
      self->content->nodes != NULL)
    return HELIO_PAYLOAD_VIEW_TREE;
  if (can_be_formatted (self))
    return HELIO_PAYLOAD_VIEW_FORMATTED;
  return self->content != NULL && self->content->kind == HELIO_PAYLOAD_BINARY
             ? HELIO_PAYLOAD_VIEW_HEX
             : HELIO_PAYLOAD_VIEW_TEXT;
}

static void
replace_text (HelioPayloadView *self, const char *text, const char *language)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;
  gboolean highlight = language != NULL && strlen (text) <= HELIO_PAYLOAD_HIGHLIGHT_MAX;

  /* Clearing a highlighted buffer takes time with the square of its size. */
  gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
  gtk_text_buffer_set_text (buffer, text, -1);
  if (highlight)
    gtk_source_buffer_set_language (
        self->buffer,
        gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                  language));
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

/* So many bytes of hex on a line as there is room for. */
static guint
count_columns (HelioPayloadView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->source_view);
  int width = gtk_widget_get_width (GTK_WIDGET (self->scroller)) -
              gtk_text_view_get_left_margin (view) - gtk_text_view_get_right_margin (view);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (view), "0000000000");
  int chars;

  pango_layout_get_pixel_size (layout, &chars, NULL);
  return helio_payload_get_hex_columns (self->content->bytes,
                                        chars > 0 ? (guint) (MAX (width, 0) * 10 / chars) : 0);
}

static void
show_text (HelioPayloadView *self)
{
  const HelioPayloadContent *content = self->content;
  gsize size = g_bytes_get_size (content->bytes), shown = size;
  g_autofree char *made = NULL;
  const char *text, *language = NULL;

  self->columns = count_columns (self);
  if (self->shown_mode == HELIO_PAYLOAD_VIEW_FORMATTED && content->formatted != NULL) {
    text = content->formatted;
    shown = content->formatted_shown;
    language = content->kind == HELIO_PAYLOAD_XML ? "xml" : "json";
  } else {
    if (self->shown_mode == HELIO_PAYLOAD_VIEW_HEX)
      made =
          helio_payload_to_hex (content->bytes, 0, self->limit / HEX_FACTOR, self->columns, &shown);
    else
      made = helio_payload_to_text (content->bytes, 0, self->limit, &shown);
    text = made;
  }
  replace_text (self, text, language);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->source_view),
                               self->shown_mode == HELIO_PAYLOAD_VIEW_HEX ? GTK_WRAP_NONE
                                                                          : GTK_WRAP_WORD_CHAR);
  if (shown < size)
    show_part (self, shown, size);
}

static const char *
show_payload (HelioPayloadView *self)
{
  if (self->payload == NULL || g_bytes_get_size (self->payload) == 0) {
    replace_text (self, "", NULL);
    gtk_label_set_text (self->note_label,
                        self->payload != NULL ? C_ ("payload", "The payload is empty")
                        : self->note != NULL  ? self->note
                                              : "");
    return "note";
  }
  if (self->shown_mode == HELIO_PAYLOAD_VIEW_TREE) {
    helio_payload_tree_view_set_nodes (self->tree_view,
                                       self->content->nodes,
                                       self->content->compared);
    return "tree";
  }
  if (self->shown_mode == HELIO_PAYLOAD_VIEW_FORMATTED && self->content->texture != NULL) {
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (self->content->texture));
    return "picture";
  }
  show_text (self);
  return "text";
}

/* What the payload was before it is shown so: unpacked, or a picture of some size. */
static void
update_about (HelioPayloadView *self)
{
  g_autofree char *about =
      self->content != NULL ? helio_payload_content_describe (self->content, self->payload) : NULL;
  gboolean packed = self->content != NULL && self->content->packing != HELIO_PACKING_NONE;

  if (self->slow)
    helio_set_str (&about, C_ ("payload", "Preparing…"));
  else if (self->as_sent)
    helio_set_str (&about, C_ ("payload", "As it was sent: packed"));
  gtk_widget_set_visible (GTK_WIDGET (self->about_box), about != NULL);
  gtk_label_set_text (self->about_label, about != NULL ? about : "");
  gtk_widget_set_visible (GTK_WIDGET (self->packed_button), packed || self->as_sent);
}

static void
update_buttons (HelioPayloadView *self)
{
  gboolean any = self->content != NULL, formatted = can_be_formatted (self);
  gboolean tree = any && self->content->kind == HELIO_PAYLOAD_JSON;
  const char *fault = any ? self->content->fault : NULL;
  GtkToggleButton *active = self->shown_mode == HELIO_PAYLOAD_VIEW_FORMATTED
                                ? self->formatted_button
                            : self->shown_mode == HELIO_PAYLOAD_VIEW_TREE ? self->tree_button
                            : self->shown_mode == HELIO_PAYLOAD_VIEW_HEX  ? self->hex_button
                                                                          : self->text_button;

  self->updating = TRUE;
  gtk_toggle_button_set_active (active, TRUE);
  gtk_toggle_button_set_active (self->packed_button, self->as_sent);
  self->updating = FALSE;
  gtk_button_set_label (GTK_BUTTON (self->formatted_button),
                        formatted && self->content->texture != NULL ? C_ ("payload", "Image")
                        : formatted && self->content->kind == HELIO_PAYLOAD_XML
                            ? C_ ("payload", "XML")
                            : C_ ("payload", "JSON"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->formatted_button), formatted);
  gtk_widget_set_sensitive (GTK_WIDGET (self->tree_button), tree);
  gtk_widget_set_sensitive (GTK_WIDGET (self->text_button), any);
  gtk_widget_set_sensitive (GTK_WIDGET (self->hex_button), any);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->formatted_button),
      fault != NULL ? fault
      : any && !formatted
          ? C_ ("payload", "The payload is no JSON object or array, no XML and no image")
          : NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->tree_button),
                               tree ? C_ ("payload", "Members, to be folded and unfolded")
                               : fault != NULL ? fault
                               : any ? C_ ("payload", "The payload is no JSON object or array")
                                     : NULL);
}

static void
update (HelioPayloadView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->more_box), FALSE);
  self->shown_mode = choose_mode (self);
  gtk_stack_set_visible_child_name (self->stack, show_payload (self));
  update_about (self);
  update_buttons (self);
  helio_payload_find_update (self->find, self->shown_mode == HELIO_PAYLOAD_VIEW_TREE);
}

static gboolean
on_fold_hex (gpointer user_data)
{
  HelioPayloadView *self = user_data;

  self->fold_id = 0;
  if (self->content != NULL && self->shown_mode == HELIO_PAYLOAD_VIEW_HEX &&
      count_columns (self) != self->columns)
    show_text (self);
  return G_SOURCE_REMOVE;
}

/* While sizes are given out, no text may change. */
static void
on_width_changed (HelioPayloadView *self)
{
  if (self->fold_id == 0)
    self->fold_id = g_idle_add (on_fold_hex, self);
}

static gboolean
on_slow (gpointer user_data)
{
  HelioPayloadView *self = user_data;

  self->slow_id = 0;
  self->slow = TRUE;
  update_about (self);
  if (self->content == NULL)
    gtk_label_set_text (self->note_label, "");
  return G_SOURCE_REMOVE;
}

/* Until it is ready one sees what was shown before; nobody shall take that for what is named beside it. */
static void
update_stale (HelioPayloadView *self)
{
  helio_payload_tree_view_set_stale (self->tree_view, self->stale);
  if (self->stale && self->slow_id == 0 && !self->slow)
    self->slow_id = g_timeout_add (PREPARING_MS, on_slow, self);
}

static void
take_content (HelioPayloadView *self, HelioPayloadContent *content)
{
  g_clear_handle_id (&self->slow_id, g_source_remove);
  self->stale = self->slow = FALSE;
  g_clear_pointer (&self->content, helio_payload_content_free);
  self->content = content;
  update (self);
  update_stale (self);
}

static void start (HelioPayloadView *self);

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPayloadView) self = user_data;
  HelioPayloadContent *content = helio_payload_content_make_finish (result, NULL);

  g_clear_object (&self->preparing);
  if (self->again)
    start (self);
  else if (content != NULL)
    take_content (self, content);
}

static HelioPayloadWish
get_wish (HelioPayloadView *self)
{
  return (HelioPayloadWish){
      .unpack = !self->as_sent,
      .limit = self->limit,
      .nodes = self->mode == HELIO_PAYLOAD_VIEW_TREE,
      .seed = helio_payload_tree_view_get_seed (self->tree_view),
      .previous = self->mode == HELIO_PAYLOAD_VIEW_TREE ? self->previous : NULL,
  };
}

static void
start (HelioPayloadView *self)
{
  const HelioPayloadWish wish = get_wish (self);

  self->again = FALSE;
  self->preparing = g_cancellable_new ();
  helio_payload_content_make_async (self->payload,
                                    &wish,
                                    self->preparing,
                                    on_made,
                                    g_object_ref (self));
}

/* Shows what there is, at once or as soon as it is ready; till then what was shown before stays. */
static void
prepare (HelioPayloadView *self)
{
  const HelioPayloadWish wish = get_wish (self);

  g_cancellable_cancel (self->preparing);
  self->again = FALSE;
  if (self->payload == NULL || g_bytes_get_size (self->payload) == 0) {
    take_content (self, NULL);
    return;
  }
  if (helio_payload_content_is_quick (self->payload) &&
      (wish.previous == NULL || helio_payload_content_is_quick (wish.previous))) {
    take_content (self, helio_payload_content_new (self->payload, &wish));
    return;
  }
  /* Never two at once: what is cancelled may go on for a while. */
  if (self->preparing != NULL)
    self->again = TRUE;
  else
    start (self);
  if (self->mode == HELIO_PAYLOAD_VIEW_TEXT || self->mode == HELIO_PAYLOAD_VIEW_HEX)
    take_content (self, helio_payload_content_new_raw (self->payload));
  else
    update_stale (self);
}

static void
on_mode_toggled (HelioPayloadView *self, GtkToggleButton *button)
{
  if (self->updating || !gtk_toggle_button_get_active (button))
    return;
  helio_payload_view_set_mode (self,
                               button == self->formatted_button ? HELIO_PAYLOAD_VIEW_FORMATTED
                               : button == self->tree_button    ? HELIO_PAYLOAD_VIEW_TREE
                               : button == self->hex_button     ? HELIO_PAYLOAD_VIEW_HEX
                                                                : HELIO_PAYLOAD_VIEW_TEXT);
}

static void
on_packed_toggled (HelioPayloadView *self)
{
  if (self->updating)
    return;
  self->as_sent = gtk_toggle_button_get_active (self->packed_button);
  prepare (self);
}

static void
on_more_clicked (HelioPayloadView *self)
{
  self->limit += HELIO_PAYLOAD_TEXT_MAX;
  prepare (self);
}

/* In a picture there is nothing to be found. */
static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPayloadView *self = HELIO_PAYLOAD_VIEW (widget);

  if (self->shown_mode == HELIO_PAYLOAD_VIEW_TREE ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "text") == 0)
    helio_payload_find_open (self->find);
}

static void
on_find_closed (HelioPayloadView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
helio_payload_view_grab_focus (GtkWidget *widget)
{
  HelioPayloadView *self = HELIO_PAYLOAD_VIEW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "text") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->source_view));
  if (self->shown_mode == HELIO_PAYLOAD_VIEW_TREE)
    return gtk_widget_grab_focus (GTK_WIDGET (self->tree_view));
  return gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
helio_payload_view_dispose (GObject *object)
{
  HelioPayloadView *self = HELIO_PAYLOAD_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->fold_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_handle_id (&self->slow_id, g_source_remove);
  g_cancellable_cancel (self->preparing);
  self->again = FALSE;
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->previous, g_bytes_unref);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->content, helio_payload_content_free);
  G_OBJECT_CLASS (helio_payload_view_parent_class)->dispose (object);
}

static void
helio_payload_view_class_init (HelioPayloadViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_payload_view_dispose;
  widget_class->grab_focus = helio_payload_view_grab_focus;
  g_type_ensure (HELIO_TYPE_PAYLOAD_FIND);
  g_type_ensure (HELIO_TYPE_PAYLOAD_TREE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-payload-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, formatted_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, tree_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, tree_view);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, find);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, text_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, hex_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, scroller);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, source_view);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, buffer);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, note_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, more_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, more_box);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, about_box);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, about_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, packed_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, picture);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadView, more_button);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_packed_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_find_closed);
  gtk_widget_class_install_action (widget_class, "payload.find", NULL, find_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_f,
                                       GDK_CONTROL_MASK,
                                       "payload.find",
                                       NULL);
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
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller),
                           "notify::page-size",
                           G_CALLBACK (on_width_changed),
                           self,
                           G_CONNECT_SWAPPED);
  helio_payload_find_set_views (self->find, self->source_view, self->tree_view);
  helio_source_style_follow (self->buffer);
  update (self);
}

static void
set_bytes (GBytes **where, GBytes *bytes)
{
  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (where, g_bytes_unref);
  *where = bytes;
}

void
helio_payload_view_set_payload (HelioPayloadView *self,
                                GBytes *payload,
                                GBytes *previous,
                                const char *note)
{
  set_bytes (&self->payload, payload);
  set_bytes (&self->previous, previous);
  helio_set_str (&self->note, note);
  self->limit = SHOWN_FIRST;
  self->as_sent = FALSE;
  self->stale = TRUE;
  prepare (self);
}

GBytes *
helio_payload_view_get_shown_bytes (HelioPayloadView *self)
{
  return self->content != NULL && !helio_payload_view_is_preparing (self) ? self->content->bytes
                                                                          : self->payload;
}

gboolean
helio_payload_view_is_preparing (HelioPayloadView *self)
{
  return self->again || (self->preparing != NULL && !g_cancellable_is_cancelled (self->preparing));
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
