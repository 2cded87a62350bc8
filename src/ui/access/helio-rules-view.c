// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-rules-view.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-source-style.h"
#include "ui/compat/helio-draw.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define FAULT "helio-fault"
#define DECIDES "helio-decides"
#define PART "helio-part"
#define SHADE 0.18F
#define MARKS_PRIORITY 10
/* Rules that play a part: more marks than this tell nothing. */
#define MARKED_MAX 100

struct _HelioRulesView {
  GtkSourceView parent_instance;

  GtkTextBuffer *buffer; /* owned; the view has a share of its own */
  HelioRulesCompletion *completion;
  GtkTextTag *fault_tag, *decides_tag, *part_tag; /* of the buffer */
  gulong dark_id;
  guint actions;    /* that have begun */
  gboolean changed; /* by them */
};

G_DEFINE_FINAL_TYPE (HelioRulesView, helio_rules_view, GTK_SOURCE_TYPE_VIEW)

enum {
  TEXT_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

char *
helio_rules_view_get_text (HelioRulesView *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

void
helio_rules_view_set_text (HelioRulesView *self, const char *text)
{
  GtkTextIter start, end;

  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_place_cursor (self->buffer, &start);
}

HelioRulesCompletion *
helio_rules_view_get_completion (HelioRulesView *self)
{
  return self->completion;
}

/* Marks */

static void
get_line (HelioRulesView *self, guint line, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_iter_at_line (self->buffer, start, (int) line - 1);
  *end = *start;
  if (!gtk_text_iter_ends_line (end))
    gtk_text_iter_forward_to_line_end (end);
}

static gboolean
is_empty (const GtkTextIter *start)
{
  GtkTextIter at = *start;

  while (!gtk_text_iter_ends_line (&at)) {
    if (!g_unichar_isspace (gtk_text_iter_get_char (&at)))
      return FALSE;
    gtk_text_iter_forward_char (&at);
  }
  return TRUE;
}

/* @text: JSON from the brace that opens an object on. Returns: where that is closed. */
static const char *
find_closing (const char *text)
{
  guint depth = 0;

  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"') {
      for (at++; *at != '\0' && *at != '"'; at++)
        if (*at == '\\' && at[1] != '\0')
          at++;
      if (*at == '\0')
        return at;
    } else if (*at == '{') {
      depth++;
    } else if (*at == '}' && --depth == 0) {
      return at;
    }
  }
  return text + strlen (text);
}

static guint
count_lines (const char *from, const char *to)
{
  guint n = 0;

  for (; from < to; from++)
    n += *from == '\n';
  return n;
}

/* An object of the JSON form that begins on the line of @start. */
static void
get_object (HelioRulesView *self, const GtkTextIter *start, GtkTextIter *end)
{
  GtkTextIter last;
  g_autofree char *text = NULL;
  const char *opening;

  gtk_text_buffer_get_end_iter (self->buffer, &last);
  text = gtk_text_iter_get_text (start, &last);
  opening = strchr (text, '{');
  *end = *start;
  if (opening != NULL)
    gtk_text_iter_forward_lines (end, (int) count_lines (text, find_closing (opening)));
  if (!gtk_text_iter_ends_line (end))
    gtk_text_iter_forward_to_line_end (end);
}

guint
helio_rules_view_find_element (HelioRulesView *self, const char *place)
{
  g_autofree char *text = helio_rules_view_get_text (self);
  const char *bracket = strchr (place, '[');
  g_autofree char *list =
      g_strndup (place, bracket != NULL ? (gsize) (bracket - place) : strlen (place));
  const guint64 index = bracket != NULL ? g_ascii_strtoull (bracket + 1, NULL, 10) : 0;
  g_autofree char *name = NULL;
  gboolean in_list = FALSE;
  guint64 i = 0;
  guint depth = 0;

  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"') {
      const char *start = at + 1;

      for (at++; *at != '\0' && *at != '"'; at++)
        if (*at == '\\' && at[1] != '\0')
          at++;
      if (*at == '\0')
        return 0;
      if (depth == 1) {
        g_free (name);
        name = g_strndup (start, (gsize) (at - start));
      }
    } else if (*at == '{' || *at == '[') {
      depth++;
      if (depth == 2)
        in_list = *at == '[' && g_strcmp0 (name, list) == 0;
      else if (depth == 3 && in_list && i++ == index)
        return count_lines (text, at) + 1;
    } else if (*at == '}' || *at == ']') {
      depth--;
    }
  }
  return 0;
}

static gboolean
is_json (HelioRulesView *self)
{
  GtkTextIter at;

  gtk_text_buffer_get_start_iter (self->buffer, &at);
  while (g_unichar_isspace (gtk_text_iter_get_char (&at)))
    if (!gtk_text_iter_forward_char (&at))
      break;
  return gtk_text_iter_get_char (&at) == '{';
}

/* From its first line to the one before an empty line. */
static void
get_rule (HelioRulesView *self, guint line, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextIter next;

  get_line (self, line, start, end);
  if (is_json (self)) {
    get_object (self, start, end);
    return;
  }
  next = *start;
  while (gtk_text_iter_forward_line (&next) && !is_empty (&next)) {
    *end = next;
    if (!gtk_text_iter_ends_line (end))
      gtk_text_iter_forward_to_line_end (end);
  }
}

static void
clear (HelioRulesView *self, GtkTextTag *tag, const char *category)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, tag, &start, &end);
  gtk_source_buffer_remove_source_marks (GTK_SOURCE_BUFFER (self->buffer), &start, &end, category);
}

static void
mark (HelioRulesView *self,
      GtkTextTag *tag,
      const char *category,
      const GtkTextIter *start,
      const GtkTextIter *end)
{
  gtk_text_buffer_apply_tag (self->buffer, tag, start, end);
  gtk_source_buffer_create_source_mark (GTK_SOURCE_BUFFER (self->buffer), NULL, category, start);
}

void
helio_rules_view_mark_fault (HelioRulesView *self, guint line)
{
  GtkTextIter start, end;

  clear (self, self->fault_tag, FAULT);
  if (line == 0)
    return;
  get_line (self, line, &start, &end);
  mark (self, self->fault_tag, FAULT, &start, &end);
}

void
helio_rules_view_mark_rules (HelioRulesView *self,
                             const guint *lines,
                             guint n_lines,
                             HelioVerdict verdict)
{
  gboolean decides = verdict == HELIO_VERDICT_ALLOW;
  GtkTextIter start, end;

  clear (self, self->decides_tag, DECIDES);
  clear (self, self->part_tag, PART);
  for (guint i = 0; i < MIN (n_lines, MARKED_MAX); i++) {
    if (lines[i] == 0)
      continue;
    get_rule (self, lines[i], &start, &end);
    mark (self,
          decides ? self->decides_tag : self->part_tag,
          decides ? DECIDES : PART,
          &start,
          &end);
  }
}

void
helio_rules_view_go_to (HelioRulesView *self, guint line)
{
  GtkTextIter start, end;

  get_line (self, MAX (line, 1), &start, &end);
  gtk_text_buffer_place_cursor (self->buffer, &start);
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self), &start, 0.1, FALSE, 0, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
is_default_line (const GtkTextIter *start, const GtkTextIter *end)
{
  g_autofree char *line = gtk_text_iter_get_text (start, end);
  char *colon;

  g_strstrip (line);
  colon = strchr (line, ':');
  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  return g_ascii_strcasecmp (g_strchomp (line), "Default") == 0;
}

void
helio_rules_view_set_default (HelioRulesView *self, gboolean allow)
{
  const char *text = allow ? "Default: allow" : "Default: deny";
  const int n_lines = gtk_text_buffer_get_line_count (self->buffer);
  GtkTextIter start, end;

  gtk_text_buffer_begin_user_action (self->buffer);
  for (int i = 1; i <= n_lines; i++) {
    get_line (self, (guint) i, &start, &end);
    if (is_default_line (&start, &end)) {
      gtk_text_buffer_delete (self->buffer, &start, &end);
      gtk_text_buffer_insert (self->buffer, &start, text, -1);
      gtk_text_buffer_end_user_action (self->buffer);
      return;
    }
  }
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_insert (self->buffer, &start, "\n\n", -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

/* Looks */

static void
add_sign (HelioRulesView *self, const char *category, const char *icon_name, int priority)
{
  g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();

  gtk_source_mark_attributes_set_icon_name (attributes, icon_name);
  gtk_source_view_set_mark_attributes (GTK_SOURCE_VIEW (self), category, attributes, priority);
}

static void
set_shade (HelioRulesView *self, GtkTextTag *tag, const char *name)
{
  GdkRGBA color;

  helio_draw_get_named_color (GTK_WIDGET (self), name, &color);
  color.alpha = SHADE;
  g_object_set (tag, "paragraph-background-rgba", &color, NULL);
}

static void
update_shades (HelioRulesView *self)
{
  set_shade (self, self->fault_tag, "error_color");
  set_shade (self, self->decides_tag, "success_color");
  set_shade (self, self->part_tag, "warning_color");
}

static void
set_up_language (HelioRulesView *self)
{
  g_autoptr (GtkSourceLanguageManager) manager = gtk_source_language_manager_new ();
  GtkSourceLanguage *language;

  gtk_source_language_manager_prepend_search_path (manager,
                                                   "resource://" HELIO_RESOURCE_PATH
                                                   "/language-specs/");
  language = gtk_source_language_manager_get_language (manager, "helio-acl-rules");
  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (self->buffer), language);
  /* A language borrows its manager. */
  g_object_set_data_full (G_OBJECT (self->buffer),
                          "helio-languages",
                          g_steal_pointer (&manager),
                          g_object_unref);
}

/* An action that takes several steps is looked at when it is done: in between nothing is valid. */
static void
on_changed (HelioRulesView *self)
{
  if (self->actions == 0)
    g_signal_emit (self, signals[TEXT_CHANGED], 0);
  else
    self->changed = TRUE;
}

static void
on_action_begun (HelioRulesView *self)
{
  self->actions++;
}

static void
on_action_ended (HelioRulesView *self)
{
  self->actions--;
  if (self->actions > 0 || !self->changed)
    return;
  self->changed = FALSE;
  g_signal_emit (self, signals[TEXT_CHANGED], 0);
}

static void
helio_rules_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_rules_view_parent_class)->realize (widget);
  /* Named colours come with the style sheet of a display. */
  update_shades (HELIO_RULES_VIEW (widget));
}

/* GtkSourceView 5.6 cannot be given a buffer before. */
static void
helio_rules_view_constructed (GObject *object)
{
  HelioRulesView *self = HELIO_RULES_VIEW (object);
  GtkSourceView *view = GTK_SOURCE_VIEW (self);
  GtkSourceCompletion *completion;

  G_OBJECT_CLASS (helio_rules_view_parent_class)->constructed (object);
  completion = gtk_source_view_get_completion (view);
  self->buffer = GTK_TEXT_BUFFER (gtk_source_buffer_new (NULL));
  self->completion = helio_rules_completion_new ();
  self->fault_tag =
      gtk_text_buffer_create_tag (self->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  self->decides_tag = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  self->part_tag = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  set_up_language (self);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self), self->buffer);
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->buffer, "begin-user-action", G_CALLBACK (on_action_begun), self);
  g_signal_connect_swapped (self->buffer, "end-user-action", G_CALLBACK (on_action_ended), self);

  add_sign (self, FAULT, "dialog-error-symbolic", MARKS_PRIORITY + 2);
  add_sign (self, DECIDES, "emblem-ok-symbolic", MARKS_PRIORITY + 1);
  add_sign (self, PART, "dialog-warning-symbolic", MARKS_PRIORITY);
  gtk_source_view_set_show_line_marks (view, TRUE);
  gtk_source_view_set_show_line_numbers (view, TRUE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self), FALSE);
  gtk_source_completion_add_provider (completion,
                                      GTK_SOURCE_COMPLETION_PROVIDER (self->completion));
  g_object_set (completion, "show-icons", FALSE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("rules", "ACL rules"),
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_LINE,
                                  TRUE,
                                  -1);
  self->dark_id = g_signal_connect_swapped (adw_style_manager_get_default (),
                                            "notify::dark",
                                            G_CALLBACK (update_shades),
                                            self);
  helio_source_style_follow (GTK_SOURCE_BUFFER (self->buffer));
  update_shades (self);
}

static void
helio_rules_view_dispose (GObject *object)
{
  HelioRulesView *self = HELIO_RULES_VIEW (object);

  if (self->dark_id != 0)
    g_clear_signal_handler (&self->dark_id, adw_style_manager_get_default ());
  if (self->buffer != NULL)
    g_signal_handlers_disconnect_by_data (self->buffer, self);
  g_clear_object (&self->completion);
  g_clear_object (&self->buffer);
  G_OBJECT_CLASS (helio_rules_view_parent_class)->dispose (object);
}

static void
helio_rules_view_class_init (HelioRulesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = helio_rules_view_constructed;
  object_class->dispose = helio_rules_view_dispose;
  widget_class->realize = helio_rules_view_realize;
  signals[TEXT_CHANGED] = helio_signal_new ("text-changed", HELIO_TYPE_RULES_VIEW);
}

static void
helio_rules_view_init (HelioRulesView *self)
{
}
