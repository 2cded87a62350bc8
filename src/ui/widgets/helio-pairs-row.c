// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-pairs-row.h"

#include "ui/base/helio-accessible.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWidget *row;
  GtkEditable *name;
  GtkEditable *value;
} Line;

struct _HelioPairsRow {
  AdwExpanderRow parent_instance;

  GPtrArray *lines; /* Line */
  GtkWidget *add;   /* borrowed: the last row */
};

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioPairsRow, helio_pairs_row, ADW_TYPE_EXPANDER_ROW)

static void
changed (HelioPairsRow *self)
{
  g_auto (GStrv) pairs = helio_pairs_row_get_pairs (self);
  const guint n = g_strv_length (pairs) / 2;
  g_autofree char *subtitle =
      n > 0 ? g_strdup_printf (NP_ ("pairs", "%u property", "%u properties", n), n) : g_strdup ("");
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_remove (GtkButton *button, gpointer user_data)
{
  HelioPairsRow *self = user_data;
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    if (line->row == row) {
      adw_expander_row_remove (ADW_EXPANDER_ROW (self), row);
      g_ptr_array_remove_index (self->lines, i);
      changed (self);
      return;
    }
  }
}

static GtkEditable *
make_entry (HelioPairsRow *self, GtkWidget *row, const char *label, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  helio_accessible_name (entry, label, NULL);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), entry);
  return GTK_EDITABLE (entry);
}

static void
add_line (HelioPairsRow *self, const char *name, const char *value)
{
  Line *line = g_new0 (Line, 1);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  line->row = adw_action_row_new ();
  line->name = make_entry (self, line->row, C_ ("property", "Name"), name);
  line->value = make_entry (self, line->row, C_ ("property", "Value"), value);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, C_ ("property", "Remove Property"));
  helio_accessible_name (remove, C_ ("property", "Remove Property"), NULL);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line->row), remove);

  /* The row that adds stays last. */
  g_object_ref (self->add);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->add);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), line->row);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->add);
  g_object_unref (self->add);
  g_ptr_array_add (self->lines, line);
}

static void
on_add (HelioPairsRow *self)
{
  add_line (self, "", "");
  Line *line = self->lines->pdata[self->lines->len - 1];
  gtk_widget_grab_focus (GTK_WIDGET (line->name));
}

static void
helio_pairs_row_finalize (GObject *object)
{
  g_ptr_array_unref (HELIO_PAIRS_ROW (object)->lines);
  G_OBJECT_CLASS (helio_pairs_row_parent_class)->finalize (object);
}

static void
helio_pairs_row_class_init (HelioPairsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_pairs_row_finalize;
  signals[CHANGED] = helio_signal_new ("changed", G_TYPE_FROM_CLASS (klass));
}

static void
helio_pairs_row_init (HelioPairsRow *self)
{
  GtkWidget *button = gtk_button_new_with_label (C_ ("property", "Add Property"));

  self->lines = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_add), self);
  self->add = g_object_new (ADW_TYPE_PREFERENCES_ROW,
                            "child",
                            button,
                            "activatable",
                            FALSE,
                            "focusable",
                            FALSE,
                            NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->add);
}

GtkWidget *
helio_pairs_row_new (const char *title)
{
  return g_object_new (HELIO_TYPE_PAIRS_ROW, "title", title, NULL);
}

void
helio_pairs_row_set_pairs (HelioPairsRow *self, const char *const *pairs)
{
  for (guint i = 0; i < self->lines->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), ((Line *) self->lines->pdata[i])->row);
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; pairs != NULL && pairs[i] != NULL && pairs[i + 1] != NULL; i += 2)
    add_line (self, pairs[i], pairs[i + 1]);
  changed (self);
}

GStrv
helio_pairs_row_get_pairs (HelioPairsRow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    const char *name = gtk_editable_get_text (line->name);
    const char *value = gtk_editable_get_text (line->value);
    if (*name == '\0' && *value == '\0')
      continue;
    g_strv_builder_add (builder, name);
    g_strv_builder_add (builder, value);
  }
  return g_strv_builder_end (builder);
}
