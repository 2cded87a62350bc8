// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-field-row.h"

#include "ui/base/helio-scroll.h"
#include "ui/widgets/helio-choice-row.h"

#include <glib/gi18n.h>

struct _HelioFieldRow {
  const HelioField *field;
  GtkWidget *row;       /* owned */
  GtkWidget *error_row; /* owned */
  GtkLabel *error;
  GtkWidget *control; /* borrowed: the switch or spin button in the row, or the row itself */
  HelioFieldChanged changed;
  HelioFieldChanged left_func;
  gpointer user_data;
  GtkEventController *focus; /* borrowed (nullable): of the row */
  gboolean loading;
  gboolean touched;
  gboolean left;
};

static const char *
translate (const char *context, const char *text)
{
  return text != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, context, text) : NULL;
}

static void
on_changed (HelioFieldRow *self)
{
  if (self->loading)
    return;
  self->touched = TRUE;
  self->changed (self->user_data);
}

/* What was typed is complete now, and may be judged. */
static void
on_left (HelioFieldRow *self)
{
  g_autofree char *complete = NULL;

  self->left = TRUE;
  if (self->touched && self->field->complete != NULL)
    complete = self->field->complete (gtk_editable_get_text (GTK_EDITABLE (self->row)));
  if (complete != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->row), complete);
  self->left_func (self->user_data);
}

static gboolean
is_text (const HelioField *field)
{
  return field->kind == HELIO_FIELD_TEXT || field->kind == HELIO_FIELD_TEXT_OR_NULL ||
         field->kind == HELIO_FIELD_INT64_OR_NONE || field->kind == HELIO_FIELD_PORTS;
}

static GtkWidget *
make_choice (const HelioField *field)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new ();

  for (guint i = 0; field->choices[i] != NULL; i++)
    g_ptr_array_add (choices, (gpointer) translate ("choice", field->choices[i]));
  g_ptr_array_add (choices, NULL);
  return helio_choice_row_new (translate ("field", field->title),
                               (const char *const *) choices->pdata);
}

static void
make_row (HelioFieldRow *self)
{
  const HelioField *field = self->field;
  const char *title = translate ("field", field->title);

  if (is_text (field)) {
    self->row = adw_entry_row_new ();
    adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->row), TRUE);
    self->control = self->row;
    g_signal_connect_swapped (self->row, "changed", G_CALLBACK (on_changed), self);
    self->focus = gtk_event_controller_focus_new ();
    g_signal_connect_swapped (self->focus, "leave", G_CALLBACK (on_left), self);
    gtk_widget_add_controller (self->row, self->focus);
  } else if (field->kind == HELIO_FIELD_CHOICE) {
    self->row = make_choice (field);
    self->control = self->row;
    g_signal_connect_swapped (self->row, "notify::selected", G_CALLBACK (on_changed), self);
  } else {
    self->row = adw_action_row_new ();
    self->control = field->kind == HELIO_FIELD_BOOLEAN
                        ? gtk_switch_new ()
                        : gtk_spin_button_new_with_range (field->min, field->max, 1);
    g_signal_connect_swapped (self->control,
                              field->kind == HELIO_FIELD_BOOLEAN ? "notify::active"
                                                                 : "notify::value",
                              G_CALLBACK (on_changed),
                              self);
    gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
    adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), self->control);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->row), self->control);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    title,
                                    -1);
  }
  g_object_ref_sink (self->row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  if (field->subtitle != NULL && ADW_IS_ACTION_ROW (self->row)) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), translate ("field", field->subtitle));
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->row), 0);
  }
}

/* A row that takes no focus would end Tab's way through the list that it is in, in GTK 4.8 at least. */
static void
make_error_row (HelioFieldRow *self)
{
  self->error = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->error, 0);
  gtk_label_set_wrap (self->error, TRUE);
  gtk_label_set_wrap_mode (self->error, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "field-error");
  self->error_row = g_object_ref_sink (g_object_new (ADW_TYPE_PREFERENCES_ROW,
                                                     "child",
                                                     self->error,
                                                     "activatable",
                                                     FALSE,
                                                     "focusable",
                                                     TRUE,
                                                     "visible",
                                                     FALSE,
                                                     NULL));
}

HelioFieldRow *
helio_field_row_new (const HelioField *field,
                     HelioFieldChanged changed,
                     HelioFieldChanged left,
                     gpointer user_data)
{
  HelioFieldRow *self = g_new0 (HelioFieldRow, 1);
  self->field = field;
  self->changed = changed;
  self->left_func = left;
  self->user_data = user_data;
  make_row (self);
  make_error_row (self);
  return self;
}

void
helio_field_row_free (HelioFieldRow *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->row, on_changed, self);
  if (self->focus != NULL)
    g_signal_handlers_disconnect_by_func (self->focus, on_left, self);
  if (self->control != self->row)
    g_signal_handlers_disconnect_by_func (self->control, on_changed, self);
  g_clear_object (&self->row);
  g_clear_object (&self->error_row);
  g_free (self);
}

const HelioField *
helio_field_row_get_field (HelioFieldRow *self)
{
  return self->field;
}

GtkWidget *
helio_field_row_get_row (HelioFieldRow *self)
{
  return self->row;
}

GtkWidget *
helio_field_row_get_error_row (HelioFieldRow *self)
{
  return self->error_row;
}

static char *
ports_to_text (const GArray *ports)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < ports->len; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? ", " : "", g_array_index (ports, int, i));
  return g_string_free (text, FALSE);
}

/* FALSE if it is no list of ports. */
static gboolean
ports_from_text (const char *text, GArray *ports)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ", ", -1);
  g_array_set_size (ports, 0);
  for (guint i = 0; parts[i] != NULL; i++) {
    guint64 port;
    if (*parts[i] == '\0')
      continue;
    if (!g_ascii_string_to_unsigned (parts[i], 10, 0, 65535, &port, NULL))
      return FALSE;
    const int value = (int) port;
    g_array_append_val (ports, value);
  }
  return ports->len > 0;
}

void
helio_field_row_load (HelioFieldRow *self, gconstpointer base)
{
  gconstpointer place = (const char *) base + self->field->offset;
  g_autofree char *text = NULL;

  self->loading = TRUE;
  switch (self->field->kind) {
    case HELIO_FIELD_TEXT:
    case HELIO_FIELD_TEXT_OR_NULL:
      text = g_strdup (*(char *const *) place);
      break;
    case HELIO_FIELD_INT64_OR_NONE:
      if (*(const gint64 *) place >= 0)
        text = g_strdup_printf ("%" G_GINT64_FORMAT, *(const gint64 *) place);
      break;
    case HELIO_FIELD_PORTS:
      text = ports_to_text (*(GArray *const *) place);
      break;
    case HELIO_FIELD_INT:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), *(const int *) place);
      break;
    case HELIO_FIELD_INT64:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), (double) *(const gint64 *) place);
      break;
    case HELIO_FIELD_BOOLEAN:
      gtk_switch_set_active (GTK_SWITCH (self->control), *(const gboolean *) place);
      break;
    case HELIO_FIELD_CHOICE:
    default:
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), *(const guint *) place);
      break;
  }
  if (is_text (self->field))
    gtk_editable_set_text (GTK_EDITABLE (self->row), text != NULL ? text : "");
  self->loading = FALSE;
  self->touched = FALSE;
  self->left = FALSE;
}

static void
store_text (HelioFieldRow *self, char **place)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->row))));
  char *complete = self->field->complete != NULL ? self->field->complete (text) : NULL;

  /* Return saves from within the field. */
  if (complete != NULL) {
    g_free (text);
    text = complete;
  }
  g_free (*place);
  *place = *text == '\0' && self->field->kind == HELIO_FIELD_TEXT_OR_NULL ? NULL
                                                                          : g_steal_pointer (&text);
}

void
helio_field_row_store (HelioFieldRow *self, gpointer base)
{
  gpointer place = (char *) base + self->field->offset;
  const char *text =
      is_text (self->field) ? gtk_editable_get_text (GTK_EDITABLE (self->row)) : NULL;

  /* What nobody touched stays as it was in the file, line breaks and all. */
  if (!self->touched)
    return;
  switch (self->field->kind) {
    case HELIO_FIELD_TEXT:
    case HELIO_FIELD_TEXT_OR_NULL:
      store_text (self, place);
      break;
    case HELIO_FIELD_INT64_OR_NONE:
      *(gint64 *) place = *text != '\0' ? g_ascii_strtoll (text, NULL, 10) : -1;
      break;
    case HELIO_FIELD_PORTS:
      ports_from_text (text, *(GArray **) place);
      break;
    case HELIO_FIELD_INT:
      *(int *) place = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->control));
      break;
    case HELIO_FIELD_INT64:
      *(gint64 *) place = (gint64) gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->control));
      break;
    case HELIO_FIELD_BOOLEAN:
      *(gboolean *) place = gtk_switch_get_active (GTK_SWITCH (self->control));
      break;
    case HELIO_FIELD_CHOICE:
    default:
      *(guint *) place = adw_combo_row_get_selected (ADW_COMBO_ROW (self->row));
      break;
  }
}

const char *
helio_field_row_get_fault (HelioFieldRow *self)
{
  if (self->field->kind == HELIO_FIELD_PORTS) {
    g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (int));
    if (!ports_from_text (gtk_editable_get_text (GTK_EDITABLE (self->row)), ports))
      return C_ ("field", "Ports from 0 to 65535 with commas between; 0 is any free port.");
  }
  if (self->field->kind == HELIO_FIELD_INT64_OR_NONE) {
    const char *text = gtk_editable_get_text (GTK_EDITABLE (self->row));
    if (*text != '\0' && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, NULL, NULL))
      return C_ ("field", "A whole number, or nothing.");
  }
  return NULL;
}

void
helio_field_row_set_error (HelioFieldRow *self, const char *message)
{
  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (self->error_row, message != NULL && gtk_widget_get_visible (self->row));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->row),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                               : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (message != NULL)
    gtk_widget_add_css_class (self->row, "error");
  else
    gtk_widget_remove_css_class (self->row, "error");
}

gboolean
helio_field_row_is_touched (HelioFieldRow *self)
{
  return self->touched;
}

gboolean
helio_field_row_is_left (HelioFieldRow *self)
{
  return self->left;
}

gboolean
helio_field_row_is_empty (HelioFieldRow *self)
{
  return is_text (self->field) && *gtk_editable_get_text (GTK_EDITABLE (self->row)) == '\0';
}

void
helio_field_row_set_title (HelioFieldRow *self, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
}

void
helio_field_row_set_applies (HelioFieldRow *self, const HelioProfile *profile)
{
  const gboolean applies = self->field->applies == NULL || self->field->applies (profile);
  gtk_widget_set_visible (self->row, applies);
  if (!applies)
    gtk_widget_set_visible (self->error_row, FALSE);
}

void
helio_field_row_grab (HelioFieldRow *self)
{
  gtk_widget_grab_focus (self->control);
  /* What is wrong there stands below it. */
  helio_scroll_to (self->row, FALSE);
  helio_scroll_to (self->error_row, FALSE);
}
