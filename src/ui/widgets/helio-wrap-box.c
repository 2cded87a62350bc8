// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-wrap-box.h"

#include "ui/widgets/helio-wrap-layout.h"

#define GAP 9

struct _HelioWrapBox {
  GtkWidget parent_instance;
};

static void
buildable_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  helio_wrap_box_append (HELIO_WRAP_BOX (buildable), GTK_WIDGET (child));
}

static void
buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = buildable_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioWrapBox,
                               helio_wrap_box,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static void
helio_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_wrap_box_parent_class)->dispose (object);
}

static void
helio_wrap_box_class_init (HelioWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_wrap_box_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, HELIO_TYPE_WRAP_LAYOUT);
}

static void
helio_wrap_box_init (HelioWrapBox *self)
{
  g_object_set (gtk_widget_get_layout_manager (GTK_WIDGET (self)),
                "spacing",
                GAP,
                "centered",
                TRUE,
                NULL);
}

GtkWidget *
helio_wrap_box_new (void)
{
  return g_object_new (HELIO_TYPE_WRAP_BOX, NULL);
}

void
helio_wrap_box_append (HelioWrapBox *self, GtkWidget *child)
{
  GtkWidget *label = GTK_IS_BUTTON (child) ? gtk_button_get_child (GTK_BUTTON (child)) : NULL;

  /* In large type a button may be wider than all there is. */
  if (label != NULL && GTK_IS_LABEL (label)) {
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  }
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}
