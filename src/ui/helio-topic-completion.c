// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-topic-completion.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>

#define SHOWN_MAX 8
#define TOPIC_CHARS 200
/* The tree may not be on view, then nobody else flushes it: a few milliseconds at a key press. */
#define FLUSHES 4

struct _HelioTopicCompletion {
  GtkPopover parent_instance;

  GtkEntry *entry;      /* borrowed: its parent holds both */
  HelioTopicTree *tree; /* (nullable) */
  GtkListBox *list_box;
  GStrv topics; /* of the rows, (nullable) */
  gboolean taking;
};

G_DEFINE_FINAL_TYPE (HelioTopicCompletion, helio_topic_completion, GTK_TYPE_POPOVER)

typedef enum {
  PROP_ENTRY = 1,
  N_PROPERTIES
} HelioTopicCompletionProperty;

static GParamSpec *properties[N_PROPERTIES];

static gboolean
has_focus (HelioTopicCompletion *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->entry));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->entry));
}

static void
close_list (HelioTopicCompletion *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_popover_popdown (GTK_POPOVER (self));
}

static void
fill (HelioTopicCompletion *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, child);
  for (guint i = 0; self->topics[i] != NULL; i++) {
    g_autofree char *text = helio_printable (self->topics[i], -1, TOPIC_CHARS);
    GtkWidget *label = gtk_label_new (text);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
    gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
    gtk_list_box_append (self->list_box, label);
    gtk_widget_set_focusable (gtk_widget_get_parent (label), FALSE);
  }
}

static void
open_list (HelioTopicCompletion *self)
{
  graphene_rect_t bounds;
  GdkRectangle place;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (self->entry),
                                  gtk_widget_get_parent (GTK_WIDGET (self)),
                                  &bounds))
    return;
  place.x = (int) bounds.origin.x;
  place.y = (int) bounds.origin.y;
  place.width = (int) bounds.size.width;
  place.height = (int) bounds.size.height;
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &place);
  gtk_widget_set_size_request (GTK_WIDGET (self), MIN (place.width, 420), -1);
  gtk_popover_popup (GTK_POPOVER (self));
}

static void
complete (HelioTopicCompletion *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  g_clear_pointer (&self->topics, g_strfreev);
  if (self->tree != NULL && *text != '\0' && has_focus (self)) {
    for (guint i = 0; i < FLUSHES && helio_topic_tree_flush (self->tree); i++) {
    }
    self->topics = helio_topic_tree_complete (self->tree, text, SHOWN_MAX);
  }
  /* What stands there already is no help. */
  if (self->topics == NULL || self->topics[0] == NULL ||
      (self->topics[1] == NULL && g_str_equal (self->topics[0], text))) {
    close_list (self);
    return;
  }
  fill (self);
  open_list (self);
}

static void
take (HelioTopicCompletion *self, int index)
{
  g_autofree char *topic = g_strdup (self->topics[index]);

  self->taking = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), topic);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->taking = FALSE;
  if (g_str_has_suffix (topic, "/"))
    complete (self);
  else
    close_list (self);
}

static void
on_text_changed (HelioTopicCompletion *self)
{
  if (!self->taking)
    complete (self);
}

static void
on_row_activated (HelioTopicCompletion *self, GtkListBoxRow *row)
{
  take (self, gtk_list_box_row_get_index (row));
}

static void
move (HelioTopicCompletion *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list_box);
  int n = (int) g_strv_length (self->topics);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + step : step > 0 ? 0 : n - 1;

  row = gtk_list_box_get_row_at_index (self->list_box, index);
  gtk_list_box_select_row (self->list_box, row);
  if (row != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                    row,
                                    -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

static gboolean
on_key (HelioTopicCompletion *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkListBoxRow *row;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (!gtk_widget_get_visible (GTK_WIDGET (self))) {
    if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
      return GDK_EVENT_PROPAGATE;
    complete (self);
    return GDK_EVENT_STOP;
  }
  switch (keyval) {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      close_list (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      row = gtk_list_box_get_selected_row (self->list_box);
      if (row == NULL) {
        close_list (self);
        return GDK_EVENT_PROPAGATE;
      }
      take (self, gtk_list_box_row_get_index (row));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
  }
}

static void
set_entry (HelioTopicCompletion *self, GtkEntry *entry)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = entry;
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  /* Before the entry activates or moves its cursor. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (close_list), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_AUTOCOMPLETE,
                                  GTK_ACCESSIBLE_AUTOCOMPLETE_LIST,
                                  -1);
}

static void
helio_topic_completion_set_property (GObject *object,
                                     guint id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  switch ((HelioTopicCompletionProperty) id) {
    case PROP_ENTRY:
      set_entry (HELIO_TOPIC_COMPLETION (object), g_value_get_object (value));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_topic_completion_dispose (GObject *object)
{
  HelioTopicCompletion *self = HELIO_TOPIC_COMPLETION (object);

  g_clear_object (&self->tree);
  g_clear_pointer (&self->topics, g_strfreev);
  G_OBJECT_CLASS (helio_topic_completion_parent_class)->dispose (object);
}

static void
helio_topic_completion_class_init (HelioTopicCompletionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = helio_topic_completion_dispose;
  object_class->set_property = helio_topic_completion_set_property;
  properties[PROP_ENTRY] =
      g_param_spec_object ("entry",
                           NULL,
                           NULL,
                           GTK_TYPE_ENTRY,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
helio_topic_completion_init (HelioTopicCompletion *self)
{
  GtkPopover *popover = GTK_POPOVER (self);
  GtkWidget *list_box = gtk_list_box_new ();

  self->list_box = GTK_LIST_BOX (list_box);
  gtk_list_box_set_activate_on_single_click (self->list_box, TRUE);
  g_signal_connect_swapped (list_box, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("publish", "Known topics"),
                                  -1);
  gtk_widget_set_focusable (list_box, FALSE);
  gtk_popover_set_child (popover, list_box);
  gtk_popover_set_autohide (popover, FALSE);
  gtk_popover_set_has_arrow (popover, FALSE);
  gtk_popover_set_position (popover, GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self), "helio-completion");
}

GtkWidget *
helio_topic_completion_new (GtkEntry *entry)
{
  return g_object_new (HELIO_TYPE_TOPIC_COMPLETION, "entry", entry, NULL);
}

void
helio_topic_completion_set_tree (HelioTopicCompletion *self, HelioTopicTree *tree)
{
  if (g_set_object (&self->tree, tree))
    close_list (self);
}
