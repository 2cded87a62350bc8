// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-query-entry.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/messages/helio-query-completion.h"
#include "ui/messages/helio-query-help.h"

#include <glib/gi18n.h>

struct _HelioQueryEntry {
  GtkWidget parent_instance;

  GtkSearchEntry *entry;
  HelioQueryHelp *help;
  HelioQueryCompletion *completion;
  char *tooltip; /* owned: of the entry while nothing is wrong */
};

G_DEFINE_FINAL_TYPE (HelioQueryEntry, helio_query_entry, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  ACTIVATE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_changed (HelioQueryEntry *self)
{
  helio_query_help_set_query (self->help, helio_query_entry_get_text (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_activate (HelioQueryEntry *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static void
on_stop (HelioQueryEntry *self)
{
  helio_query_entry_set_text (self, "");
}

static void
on_chosen (HelioQueryEntry *self, const char *query)
{
  helio_query_entry_set_text (self, query);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static gboolean
helio_query_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HELIO_QUERY_ENTRY (widget)->entry));
}

static void
helio_query_entry_dispose (GObject *object)
{
  HelioQueryEntry *self = HELIO_QUERY_ENTRY (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->tooltip, g_free);
  G_OBJECT_CLASS (helio_query_entry_parent_class)->dispose (object);
}

static void
helio_query_entry_class_init (HelioQueryEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_query_entry_dispose;
  widget_class->grab_focus = helio_query_entry_grab_focus;
  signals[CHANGED] = helio_signal_new ("changed", HELIO_TYPE_QUERY_ENTRY);
  signals[ACTIVATE] = helio_signal_new ("activate", HELIO_TYPE_QUERY_ENTRY);
  g_type_ensure (HELIO_TYPE_QUERY_COMPLETION);
  g_type_ensure (HELIO_TYPE_QUERY_HELP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-query-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioQueryEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, HelioQueryEntry, help);
  gtk_widget_class_bind_template_child (widget_class, HelioQueryEntry, completion);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
}

static void
helio_query_entry_init (HelioQueryEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->tooltip = g_strdup (gtk_widget_get_tooltip_text (GTK_WIDGET (self->entry)));
}

void
helio_query_entry_set_view (HelioQueryEntry *self, HelioMessageView *view)
{
  helio_query_completion_set_view (self->completion, view);
}

void
helio_query_entry_set_tree (HelioQueryEntry *self, HelioTopicTree *tree)
{
  helio_query_completion_set_tree (self->completion, tree);
}

const char *
helio_query_entry_get_text (HelioQueryEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
helio_query_entry_set_text (HelioQueryEntry *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

void
helio_query_entry_set_error (HelioQueryEntry *self,
                             const GError *error,
                             GtkLabel *label,
                             const char *said)
{
  GtkWidget *entry = GTK_WIDGET (self->entry);
  g_autofree char *text = error != NULL ? helio_error_to_text (error) : NULL;

  if (error != NULL)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_widget_set_tooltip_text (entry, text != NULL ? text : self->tooltip);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_label_set_text (label, error == NULL ? "" : said != NULL ? said : error->message);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
  gtk_widget_set_visible (GTK_WIDGET (label), error != NULL);
  helio_query_help_set_valid (self->help, error == NULL);
}
