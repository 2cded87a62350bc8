// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-completion.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-focus.h"

#include <glib/gi18n.h>
#include <string.h>

#define SHOWN_CHARS 200

typedef struct {
  GtkWidget *entry; /* borrowed: its parent holds both */
  GtkListBox *list_box;
  GStrv suggestions; /* of the rows, (nullable) */
  gsize start, end;  /* bytes of the text that they stand for */
  gboolean taking;
} HelioCompletionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HelioCompletion, helio_completion, GTK_TYPE_POPOVER)

#define PRIVATE(self)                                                                              \
  ((HelioCompletionPrivate *) helio_completion_get_instance_private (HELIO_COMPLETION (self)))

typedef enum {
  PROP_ENTRY = 1,
  N_PROPERTIES
} HelioCompletionProperty;

static GParamSpec *properties[N_PROPERTIES];

void
helio_completion_close (HelioCompletion *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_popover_popdown (GTK_POPOVER (self));
}

static void
fill (HelioCompletion *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (PRIVATE (self)->list_box))) != NULL)
    gtk_list_box_remove (PRIVATE (self)->list_box, child);
  for (guint i = 0; PRIVATE (self)->suggestions[i] != NULL; i++) {
    g_autofree char *text = helio_printable (PRIVATE (self)->suggestions[i], -1, SHOWN_CHARS);
    GtkWidget *label = gtk_label_new (text);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
    gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
    gtk_list_box_append (PRIVATE (self)->list_box, label);
    gtk_widget_set_focusable (gtk_widget_get_parent (label), FALSE);
  }
}

static void
open_list (HelioCompletion *self)
{
  graphene_rect_t bounds;
  GdkRectangle place;

  if (!gtk_widget_compute_bounds (PRIVATE (self)->entry,
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
complete (HelioCompletion *self)
{
  HelioCompletionPrivate *priv = PRIVATE (self);
  GtkEditable *entry = GTK_EDITABLE (priv->entry);
  const char *text = gtk_editable_get_text (entry);
  int cursor = gtk_editable_get_position (entry);

  g_clear_pointer (&priv->suggestions, g_strfreev);
  priv->start = 0;
  priv->end = (gsize) (g_utf8_offset_to_pointer (text, cursor) - text);
  if (*text != '\0' && helio_focus_is_in (PRIVATE (self)->entry))
    priv->suggestions = HELIO_COMPLETION_GET_CLASS (self)->suggest (self,
                                                                    text,
                                                                    priv->end,
                                                                    &priv->start,
                                                                    &priv->end);
  /* What stands there already is no help. */
  if (priv->suggestions == NULL || priv->suggestions[0] == NULL ||
      (priv->suggestions[1] == NULL && strlen (priv->suggestions[0]) == priv->end - priv->start &&
       g_str_has_prefix (text + priv->start, priv->suggestions[0]))) {
    helio_completion_close (self);
    return;
  }
  fill (self);
  open_list (self);
}

static void
take (HelioCompletion *self, int index)
{
  HelioCompletionPrivate *priv = PRIVATE (self);
  GtkEditable *entry = GTK_EDITABLE (priv->entry);
  const char *text = gtk_editable_get_text (entry);
  g_autofree char *taken = g_strdup (priv->suggestions[index]);
  int position = (int) g_utf8_pointer_to_offset (text, text + priv->start);
  int end = (int) g_utf8_pointer_to_offset (text, text + priv->end);

  priv->taking = TRUE;
  gtk_editable_delete_text (entry, position, end);
  gtk_editable_insert_text (entry, taken, -1, &position);
  gtk_editable_set_position (entry, position);
  priv->taking = FALSE;
  if (HELIO_COMPLETION_GET_CLASS (self)->goes_on (self, taken))
    complete (self);
  else
    helio_completion_close (self);
}

static void
on_text_changed (HelioCompletion *self)
{
  if (!PRIVATE (self)->taking)
    complete (self);
}

static void
on_row_activated (HelioCompletion *self, GtkListBoxRow *row)
{
  take (self, gtk_list_box_row_get_index (row));
}

static void
move (HelioCompletion *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (PRIVATE (self)->list_box);
  int n = (int) g_strv_length (PRIVATE (self)->suggestions);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + step : step > 0 ? 0 : n - 1;

  row = gtk_list_box_get_row_at_index (PRIVATE (self)->list_box, index);
  gtk_list_box_select_row (PRIVATE (self)->list_box, row);
  if (row != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (PRIVATE (self)->entry),
                                    GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                    row,
                                    -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (PRIVATE (self)->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

static gboolean
on_key (HelioCompletion *self, guint keyval, guint keycode, GdkModifierType state)
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
      helio_completion_close (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      row = gtk_list_box_get_selected_row (PRIVATE (self)->list_box);
      if (row == NULL) {
        helio_completion_close (self);
        return GDK_EVENT_PROPAGATE;
      }
      take (self, gtk_list_box_row_get_index (row));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
  }
}

static void
set_entry (HelioCompletion *self, GtkWidget *entry)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  PRIVATE (self)->entry = entry;
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  /* Before the entry activates or moves its cursor. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, keys);
  g_signal_connect_object (focus,
                           "leave",
                           G_CALLBACK (helio_completion_close),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_AUTOCOMPLETE,
                                  GTK_ACCESSIBLE_AUTOCOMPLETE_LIST,
                                  -1);
}

static void
helio_completion_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HelioCompletionProperty) id) {
    case PROP_ENTRY:
      set_entry (HELIO_COMPLETION (object), g_value_get_object (value));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_completion_dispose (GObject *object)
{
  HelioCompletion *self = HELIO_COMPLETION (object);

  g_clear_pointer (&PRIVATE (self)->suggestions, g_strfreev);
  G_OBJECT_CLASS (helio_completion_parent_class)->dispose (object);
}

static void
helio_completion_class_init (HelioCompletionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = helio_completion_dispose;
  object_class->set_property = helio_completion_set_property;
  properties[PROP_ENTRY] =
      g_param_spec_object ("entry",
                           NULL,
                           NULL,
                           GTK_TYPE_WIDGET,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
helio_completion_init (HelioCompletion *self)
{
  GtkPopover *popover = GTK_POPOVER (self);
  GtkWidget *list_box = gtk_list_box_new ();

  PRIVATE (self)->list_box = GTK_LIST_BOX (list_box);
  gtk_list_box_set_activate_on_single_click (PRIVATE (self)->list_box, TRUE);
  g_signal_connect_swapped (list_box, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("completion", "Suggestions"),
                                  -1);
  gtk_widget_set_focusable (list_box, FALSE);
  gtk_popover_set_child (popover, list_box);
  gtk_popover_set_autohide (popover, FALSE);
  gtk_popover_set_has_arrow (popover, FALSE);
  gtk_popover_set_position (popover, GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self), "helio-completion");
}
