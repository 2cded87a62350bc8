// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-property-form.h"

#include "core/base/helio-util.h"
#include "ui/widgets/helio-pairs-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _HelioPropertyForm {
  GtkWidget parent_instance;

  GtkWidget *pairs_row;

  /* template */
  GtkScrolledWindow *scroller;
  GtkLabel *why_label, *fault_label;
  GtkListBox *list_box;
  AdwEntryRow *content_type_row, *expiry_row, *response_topic_row, *correlation_row;
  GtkSwitch *utf8_switch;
  GtkDropDown *correlation_drop;

  gboolean loading;
};

G_DEFINE_FINAL_TYPE (HelioPropertyForm, helio_property_form, GTK_TYPE_WIDGET)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_changed (HelioPropertyForm *self)
{
  if (!self->loading)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
helio_property_form_dispose (GObject *object)
{
  HelioPropertyForm *self = HELIO_PROPERTY_FORM (object);
  GtkWidget *child;

  self->loading = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_property_form_parent_class)->dispose (object);
}

static void
helio_property_form_class_init (HelioPropertyFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_property_form_dispose;
  signals[SIGNAL_CHANGED] = helio_signal_new ("changed", HELIO_TYPE_PROPERTY_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-property-form.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioPropertyForm, name)
  BIND (scroller);
  BIND (why_label);
  BIND (fault_label);
  BIND (list_box);
  BIND (content_type_row);
  BIND (expiry_row);
  BIND (response_topic_row);
  BIND (correlation_row);
  BIND (utf8_switch);
  BIND (correlation_drop);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
helio_property_form_init (HelioPropertyForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->pairs_row = helio_pairs_row_new (C_ ("property form", "User Properties"));
  g_signal_connect_swapped (self->pairs_row, "changed", G_CALLBACK (on_changed), self);
  gtk_list_box_append (self->list_box, self->pairs_row);
}

GtkWidget *
helio_property_form_new (void)
{
  return g_object_new (HELIO_TYPE_PROPERTY_FORM, NULL);
}

void
helio_property_form_load (HelioPropertyForm *self, const HelioDraftProperties *properties)
{
  self->loading = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->content_type_row), properties->content_type);
  gtk_switch_set_active (self->utf8_switch, properties->utf8);
  gtk_editable_set_text (GTK_EDITABLE (self->expiry_row), properties->expiry);
  gtk_editable_set_text (GTK_EDITABLE (self->response_topic_row), properties->response_topic);
  gtk_editable_set_text (GTK_EDITABLE (self->correlation_row), properties->correlation);
  gtk_drop_down_set_selected (self->correlation_drop, properties->correlation_form);
  helio_pairs_row_set_pairs (HELIO_PAIRS_ROW (self->pairs_row),
                             (const char *const *) properties->pairs);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->pairs_row), properties->pairs != NULL);
  self->loading = FALSE;
}

void
helio_property_form_store (HelioPropertyForm *self, HelioDraftProperties *properties)
{
  helio_set_str (&properties->content_type,
                 gtk_editable_get_text (GTK_EDITABLE (self->content_type_row)));
  properties->utf8 = gtk_switch_get_active (self->utf8_switch);
  helio_set_str (&properties->expiry, gtk_editable_get_text (GTK_EDITABLE (self->expiry_row)));
  helio_set_str (&properties->response_topic,
                 gtk_editable_get_text (GTK_EDITABLE (self->response_topic_row)));
  helio_set_str (&properties->correlation,
                 gtk_editable_get_text (GTK_EDITABLE (self->correlation_row)));
  properties->correlation_form =
      (HelioDraftForm) gtk_drop_down_get_selected (self->correlation_drop);
  g_strfreev (properties->pairs);
  properties->pairs = helio_pairs_row_get_pairs (HELIO_PAIRS_ROW (self->pairs_row));
  if (properties->pairs[0] == NULL)
    g_clear_pointer (&properties->pairs, g_strfreev);
}

void
helio_property_form_set_unavailable (HelioPropertyForm *self, const char *why)
{
  gtk_label_set_text (self->why_label, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->why_label), why != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list_box), why == NULL);
}

void
helio_property_form_set_fault (HelioPropertyForm *self, const char *fault)
{
  gtk_label_set_text (self->fault_label, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), fault != NULL);
}
