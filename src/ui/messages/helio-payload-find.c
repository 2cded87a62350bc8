// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-payload-find.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

struct _HelioPayloadFind {
  GtkWidget parent_instance;

  /* borrowed */
  GtkSourceView *source_view;
  HelioPayloadTreeView *tree_view;

  /* owned */
  GtkSourceSearchSettings *settings;
  GtkSourceSearchContext
      *context;            /* (nullable): only while it is open, it goes through every text */
  GCancellable *searching; /* (nullable) */

  /* template */
  GtkSearchEntry *entry;
  GtkLabel *count_label;
  GtkButton *previous_button, *next_button;

  /* values */
  gboolean in_tree;
};

G_DEFINE_FINAL_TYPE (HelioPayloadFind, helio_payload_find, GTK_TYPE_WIDGET)

enum {
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_text (HelioPayloadFind *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* @n: −1: not yet known. */
static void
show_count (HelioPayloadFind *self, int n, guint nth)
{
  g_autofree char *total = n > 0 ? helio_format_count ((guint64) n) : NULL;
  g_autofree char *position = nth > 0 ? helio_format_count (nth) : NULL;
  g_autofree char *text = NULL;

  if (*get_text (self) == '\0' || n < 0)
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (C_ ("find", "Not found"));
  else if (position != NULL)
    /* Translators: the second of five places where a text was found. */
    text = g_strdup_printf (C_ ("find", "%s of %s"), position, total);
  else
    text = g_strdup_printf (NP_ ("find", "%s found", "%s found", (gulong) n), total);
  gtk_label_set_text (self->count_label, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous_button), n != 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), n != 0);
  if (n == 0 && *get_text (self) != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
cancel (HelioPayloadFind *self)
{
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
}

/* ── in the text ── */

static GtkTextBuffer *
get_buffer (HelioPayloadFind *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->source_view));
}

static void
count_in_text (HelioPayloadFind *self)
{
  GtkTextIter start, end;
  int nth = 0;

  if (self->context == NULL || self->in_tree)
    return;
  if (gtk_text_buffer_get_selection_bounds (get_buffer (self), &start, &end))
    nth = gtk_source_search_context_get_occurrence_position (self->context, &start, &end);
  show_count (self,
              gtk_source_search_context_get_occurrences_count (self->context),
              (guint) MAX (nth, 0));
}

static void
select_found (HelioPayloadFind *self, const GtkTextIter *start, const GtkTextIter *end)
{
  GtkTextBuffer *buffer = get_buffer (self);

  gtk_text_buffer_select_range (buffer, start, end);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->source_view),
                                gtk_text_buffer_get_insert (buffer),
                                0.1,
                                FALSE,
                                0,
                                0);
  count_in_text (self);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPayloadFind) self = user_data;
  GtkTextIter start, end;

  if (gtk_source_search_context_forward_finish (GTK_SOURCE_SEARCH_CONTEXT (source),
                                                result,
                                                &start,
                                                &end,
                                                NULL,
                                                NULL) &&
      self->context == GTK_SOURCE_SEARCH_CONTEXT (source))
    select_found (self, &start, &end);
}

static void
on_found_before (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPayloadFind) self = user_data;
  GtkTextIter start, end;

  if (gtk_source_search_context_backward_finish (GTK_SOURCE_SEARCH_CONTEXT (source),
                                                 result,
                                                 &start,
                                                 &end,
                                                 NULL,
                                                 NULL) &&
      self->context == GTK_SOURCE_SEARCH_CONTEXT (source))
    select_found (self, &start, &end);
}

static void
find_in_text (HelioPayloadFind *self, int step)
{
  GtkTextIter start, end;

  cancel (self);
  gtk_source_search_settings_set_search_text (self->settings, get_text (self));
  if (self->context == NULL) {
    self->context =
        gtk_source_search_context_new (GTK_SOURCE_BUFFER (get_buffer (self)), self->settings);
    g_signal_connect_object (self->context,
                             "notify::occurrences-count",
                             G_CALLBACK (count_in_text),
                             self,
                             G_CONNECT_SWAPPED);
  }
  if (*get_text (self) == '\0') {
    show_count (self, 0, 0);
    return;
  }
  self->searching = g_cancellable_new ();
  gtk_text_buffer_get_selection_bounds (get_buffer (self), &start, &end);
  if (step < 0)
    gtk_source_search_context_backward_async (self->context,
                                              &start,
                                              self->searching,
                                              on_found_before,
                                              g_object_ref (self));
  else
    gtk_source_search_context_forward_async (self->context,
                                             step > 0 ? &end : &start,
                                             self->searching,
                                             on_found,
                                             g_object_ref (self));
}

/* ── either ── */

static void
drop_context (HelioPayloadFind *self)
{
  cancel (self);
  if (self->context != NULL)
    g_signal_handlers_disconnect_by_func (self->context, count_in_text, self);
  g_clear_object (&self->context);
}

static void
find (HelioPayloadFind *self, int step)
{
  guint n, nth;

  if (!self->in_tree) {
    find_in_text (self, step);
    return;
  }
  n = helio_payload_tree_view_find (self->tree_view, get_text (self), step, &nth);
  show_count (self, (int) MIN (n, G_MAXINT), nth);
}

static void
on_changed (HelioPayloadFind *self)
{
  find (self, 0);
}

static void
on_next (HelioPayloadFind *self)
{
  find (self, 1);
}

static void
on_previous (HelioPayloadFind *self)
{
  find (self, -1);
}

static gboolean
on_key (HelioPayloadFind *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != GDK_SHIFT_MASK)
    return GDK_EVENT_PROPAGATE;
  on_previous (self);
  return GDK_EVENT_STOP;
}

static void
helio_payload_find_dispose (GObject *object)
{
  HelioPayloadFind *self = HELIO_PAYLOAD_FIND (object);
  GtkWidget *child;

  drop_context (self);
  g_clear_object (&self->settings);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_payload_find_parent_class)->dispose (object);
}

static void
helio_payload_find_class_init (HelioPayloadFindClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_payload_find_dispose;
  signals[SIGNAL_CLOSED] = helio_signal_new ("closed", HELIO_TYPE_PAYLOAD_FIND);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-payload-find.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadFind, entry);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadFind, count_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadFind, previous_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPayloadFind, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, helio_payload_find_close);
  gtk_widget_class_set_css_name (widget_class, "payloadfind");
}

static void
helio_payload_find_init (HelioPayloadFind *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = gtk_source_search_settings_new ();
  gtk_source_search_settings_set_wrap_around (self->settings, TRUE);
  /* Before the entry sees it: there it would be the next one. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  show_count (self, 0, 0);
}

void
helio_payload_find_set_views (HelioPayloadFind *self,
                              GtkSourceView *source_view,
                              HelioPayloadTreeView *tree_view)
{
  self->source_view = source_view;
  self->tree_view = tree_view;
}

void
helio_payload_find_update (HelioPayloadFind *self, gboolean in_tree)
{
  gboolean other = self->in_tree != in_tree;
  guint n, nth;

  self->in_tree = in_tree;
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (in_tree) {
    drop_context (self);
    n = helio_payload_tree_view_count (self->tree_view, get_text (self), &nth);
    show_count (self, (int) MIN (n, G_MAXINT), nth);
  } else if (other) {
    find (self, 0);
  }
}

void
helio_payload_find_open (HelioPayloadFind *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  if (*get_text (self) != '\0')
    find (self, 0);
}

void
helio_payload_find_close (HelioPayloadFind *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  drop_context (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}
