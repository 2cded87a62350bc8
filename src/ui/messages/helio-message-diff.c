// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-diff.h"

#include "core/base/helio-util.h"
#include "core/store/helio-diff.h"
#include "core/store/helio-payload.h"
#include "ui/base/helio-format.h"
#include "ui/messages/helio-payload-content.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of each payload's text; what is beyond is not compared, and that is said. */
#define TEXT_MAX (256 * 1024)
#define EDITS_MAX 2000
/* Equal lines around what changed; more are left out, and counted. */
#define CONTEXT_LINES 3
/* A text view takes some 20 ms for so many; more are not shown, and that is said. */
#define LINES_MAX 10000

static const char tag_same[] = "same", tag_removed[] = "removed", tag_added[] = "added",
                  tag_left_out[] = "left-out";

struct _HelioMessageDiff {
  AdwWindow parent_instance;

  /* owned */
  HelioMessageStore *store;
  GCancellable *cancellable; /* (nullable): of what is being worked out */

  /* template */
  GtkLabel *old_label, *new_label, *summary_label;
  GtkTextView *text_view;
  GtkButton *back_button;
  GtkToggleButton *all_button;

  /* values */
  guint64 old_seq, new_seq;
  HelioDiff *diff; /* owned (nullable) */
  gboolean cut;    /* a text was too long */
  gboolean more;   /* and there are more lines than are shown */
};

G_DEFINE_FINAL_TYPE (HelioMessageDiff, helio_message_diff, ADW_TYPE_WINDOW)

/* In a thread: what is compared is what the inspector shows. */

typedef struct {
  GBytes *old_payload, *new_payload;
} Request;

typedef struct {
  HelioDiff *diff;
  gboolean cut;
} Answer;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_bytes_unref (request->old_payload);
  g_bytes_unref (request->new_payload);
  g_free (request);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->diff, helio_diff_free);
  g_free (answer);
}

static char *
make_text (const HelioPayloadContent *content, gboolean formatted, gboolean hex, gboolean *cut)
{
  gsize shown, size = g_bytes_get_size (content->bytes);
  char *text;

  if (formatted && content->formatted != NULL) {
    shown = content->formatted_shown;
    text = g_strdup (content->formatted);
  } else if (hex) {
    text = helio_payload_to_hex (content->bytes, 0, TEXT_MAX / 5, 16, &shown);
  } else {
    text = helio_payload_to_text (content->bytes, 0, TEXT_MAX, &shown);
  }
  *cut |= shown < size;
  return text;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  const HelioPayloadWish wish = {.unpack = TRUE, .limit = TEXT_MAX};
  g_autoptr (HelioPayloadContent) before = helio_payload_content_new (request->old_payload, &wish);
  g_autoptr (HelioPayloadContent) after = helio_payload_content_new (request->new_payload, &wish);
  /* JSON against JSON; both in the same form, else everything would differ. */
  gboolean formatted = before->kind == after->kind;
  gboolean hex = before->kind == HELIO_PAYLOAD_BINARY || after->kind == HELIO_PAYLOAD_BINARY;
  Answer *answer = g_new0 (Answer, 1);
  g_autofree char *old_text = make_text (before, formatted, hex, &answer->cut);
  g_autofree char *new_text = make_text (after, formatted, hex, &answer->cut);

  answer->diff = helio_diff_new (old_text, new_text, EDITS_MAX);
  g_task_return_pointer (task, answer, answer_free);
}

/* The text */

/* Lines of one kind go into the buffer together: one at a time takes seconds for many. */
typedef struct {
  GtkTextBuffer *buffer;
  GString *text;
  const char *tag; /* (nullable): of @text */
  guint n_lines;
  gboolean more;
} Writer;

static void
write_out (Writer *writer)
{
  GtkTextIter end;

  if (writer->text->len > 0) {
    gtk_text_buffer_get_end_iter (writer->buffer, &end);
    gtk_text_buffer_insert_with_tags_by_name (writer->buffer,
                                              &end,
                                              writer->text->str,
                                              (int) writer->text->len,
                                              writer->tag,
                                              NULL);
  }
  g_string_truncate (writer->text, 0);
}

static void
append (Writer *writer, const char *mark, const char *line, const char *tag)
{
  if (writer->n_lines == LINES_MAX) {
    writer->more = TRUE;
    return;
  }
  writer->n_lines++;
  if (writer->tag != tag)
    write_out (writer);
  writer->tag = tag;
  g_string_append (writer->text, mark);
  g_string_append (writer->text, line);
  g_string_append_c (writer->text, '\n');
}

static void
append_left_out (Writer *writer, guint n)
{
  g_autofree char *text =
      g_strdup_printf (NP_ ("compare", "%u equal line", "%u equal lines", n), n);

  append (writer, "⋯ ", text, tag_left_out);
}

/* Equal lines far from any change tell nothing. */
static void
append_same (HelioMessageDiff *self, Writer *writer, guint index)
{
  const HelioDiffRun *run = &g_array_index (self->diff->runs, HelioDiffRun, index);
  gboolean all = gtk_toggle_button_get_active (self->all_button) || self->diff->runs->len == 1;
  guint head = index > 0 ? CONTEXT_LINES : 0;
  guint tail = index + 1 < self->diff->runs->len ? CONTEXT_LINES : 0;

  for (guint i = 0; i < run->n_lines && !writer->more; i++) {
    if (!all && run->n_lines > head + tail + 1 && i == head) {
      append_left_out (writer, run->n_lines - head - tail);
      i = run->n_lines - tail;
      if (tail == 0)
        break;
    }
    append (writer, "  ", self->diff->old_lines[run->old_line + i], tag_same);
  }
}

static void
append_changed (HelioMessageDiff *self, Writer *writer, const HelioDiffRun *run)
{
  for (guint i = 0; i < run->n_lines && !writer->more; i++)
    if (run->kind == HELIO_DIFF_REMOVED)
      append (writer, "− ", self->diff->old_lines[run->old_line + i], tag_removed);
    else
      append (writer, "+ ", self->diff->new_lines[run->new_line + i], tag_added);
}

static void
show_lines (HelioMessageDiff *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Writer writer = {.buffer = gtk_text_view_get_buffer (self->text_view), .text = text};
  GtkTextIter start;

  gtk_text_buffer_set_text (writer.buffer, "", 0);
  for (guint i = 0; i < self->diff->runs->len && !writer.more; i++) {
    const HelioDiffRun *run = &g_array_index (self->diff->runs, HelioDiffRun, i);

    if (run->kind == HELIO_DIFF_SAME)
      append_same (self, &writer, i);
    else
      append_changed (self, &writer, run);
  }
  write_out (&writer);
  self->more = writer.more;
  gtk_text_buffer_get_start_iter (writer.buffer, &start);
  gtk_text_buffer_place_cursor (writer.buffer, &start);
}

static char *
summarize (HelioMessageDiff *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->diff->n_removed + self->diff->n_added == 0) {
    g_string_append (text, C_ ("compare", "Both payloads are the same"));
  } else {
    g_string_append_printf (
        text,
        NP_ ("compare", "%u line removed", "%u lines removed", self->diff->n_removed),
        self->diff->n_removed);
    g_string_append (text, " · ");
    g_string_append_printf (text,
                            NP_ ("compare", "%u line added", "%u lines added", self->diff->n_added),
                            self->diff->n_added);
  }
  if (!self->diff->exact)
    g_string_append_printf (text,
                            "\n%s",
                            C_ ("compare",
                                "Too different to find the smallest change: what lies between "
                                "equal beginning and end is shown as replaced."));
  if (self->cut)
    g_string_append_printf (text,
                            "\n%s",
                            C_ ("compare", "Only the beginning of the payloads is compared."));
  if (self->more) {
    g_autofree char *most = helio_format_count (LINES_MAX);

    g_string_append (text, "\n");
    g_string_append_printf (text, C_ ("compare", "Only the first %s lines are shown."), most);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_diff (HelioMessageDiff *self)
{
  g_autofree char *summary = NULL;

  show_lines (self);
  summary = summarize (self);
  gtk_label_set_text (self->summary_label, summary);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioMessageDiff *self;
  Answer *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  if (answer == NULL)
    return; /* something else is wanted, or it was closed */
  self = HELIO_MESSAGE_DIFF (user_data);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->diff, helio_diff_free);
  self->diff = g_steal_pointer (&answer->diff);
  self->cut = answer->cut;
  answer_free (answer);
  show_diff (self);
}

/* Which two */

static GBytes *
describe (HelioMessageDiff *self, guint64 seq, GtkLabel *label)
{
  HelioMessageRow row = {0};
  g_autofree char *time = NULL, *size = NULL, *topic = NULL, *text = NULL;
  GBytes *payload;

  if (!helio_message_store_get_row (self->store, seq, &row)) {
    gtk_label_set_text (label, C_ ("compare", "No longer kept"));
    return NULL;
  }
  time = helio_format_date_time (row.time);
  size = helio_format_size (row.size);
  topic = helio_printable (row.topic, -1, 400);
  /* Translators: topic, then time and size of a message. */
  text = g_strdup_printf (C_ ("compare", "%s\n%s · %s"), topic, time, size);
  gtk_label_set_text (label, text);
  payload = helio_message_store_get_payload (self->store, seq);
  helio_message_row_clear (&row);
  return payload;
}

static void
compare (HelioMessageDiff *self)
{
  g_autoptr (GBytes) before = describe (self, self->old_seq, self->old_label);
  g_autoptr (GBytes) after = describe (self, self->new_seq, self->new_label);
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button),
                            helio_message_store_get_previous (self->store, self->old_seq) !=
                                G_MAXUINT64);
  if (before == NULL || after == NULL) {
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), "", 0);
    gtk_label_set_text (self->summary_label,
                        C_ ("compare",
                            "There is nothing to compare: a payload was too large to be kept, or "
                            "removed to stay within the memory budget."));
    return;
  }
  self->cancellable = g_cancellable_new ();
  request = g_new0 (Request, 1);
  *request = (Request){g_bytes_ref (before), g_bytes_ref (after)};
  /* Of no object: a thread may be the last to let go of what it has worked for, and a widget must not end there. */
  task = g_task_new (NULL, self->cancellable, on_answer, self);
  g_task_set_source_tag (task, compare);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, run);
}

static void
on_back (HelioMessageDiff *self)
{
  guint64 previous = helio_message_store_get_previous (self->store, self->old_seq);

  if (previous == G_MAXUINT64)
    return;
  self->old_seq = previous;
  compare (self);
}

static void
on_all_toggled (HelioMessageDiff *self)
{
  if (self->diff != NULL)
    show_diff (self);
}

/* A colour says what the mark in front of the line says, too. */
static void
add_tags (HelioMessageDiff *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GdkRGBA red = {0.88, 0.11, 0.14, 0.22}, green = {0.15, 0.64, 0.41, 0.22};

  gtk_text_buffer_create_tag (buffer, tag_same, NULL, NULL);
  gtk_text_buffer_create_tag (buffer, tag_removed, "paragraph-background-rgba", &red, NULL);
  gtk_text_buffer_create_tag (buffer, tag_added, "paragraph-background-rgba", &green, NULL);
  gtk_text_buffer_create_tag (buffer, tag_left_out, "style", PANGO_STYLE_ITALIC, NULL);
}

static void
helio_message_diff_dispose (GObject *object)
{
  HelioMessageDiff *self = HELIO_MESSAGE_DIFF (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (helio_message_diff_parent_class)->dispose (object);
}

static void
helio_message_diff_finalize (GObject *object)
{
  HelioMessageDiff *self = HELIO_MESSAGE_DIFF (object);

  g_clear_pointer (&self->diff, helio_diff_free);
  G_OBJECT_CLASS (helio_message_diff_parent_class)->finalize (object);
}

static void
helio_message_diff_class_init (HelioMessageDiffClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_message_diff_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_message_diff_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-message-diff.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioMessageDiff, old_label);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageDiff, new_label);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageDiff, summary_label);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageDiff, text_view);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageDiff, back_button);
  gtk_widget_class_bind_template_child (widget_class, HelioMessageDiff, all_button);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_all_toggled);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
helio_message_diff_init (HelioMessageDiff *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_tags (self);
}

HelioMessageDiff *
helio_message_diff_new (GtkWindow *parent, HelioMessageStore *store, guint64 one, guint64 other)
{
  HelioMessageDiff *self = g_object_new (HELIO_TYPE_MESSAGE_DIFF,
                                         "transient-for",
                                         parent,
                                         "destroy-with-parent",
                                         TRUE,
                                         NULL);

  self->store = g_object_ref (store);
  self->old_seq = MIN (one, other);
  self->new_seq = MAX (one, other);
  compare (self);
  return self;
}

gboolean
helio_message_diff_is_ready (HelioMessageDiff *self)
{
  return self->cancellable == NULL;
}
