// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-ignored-button.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

#define FILTER_CHARS 200 /* of a filter in its row */

struct _HelioIgnoredButton {
  GtkWidget parent_instance;

  /* owned */
  HelioTopicTree *tree; /* (nullable) */
  gulong ignored_id;

  /* template */
  GtkMenuButton *menu_button;
  GtkPopover *popover;
  GtkLabel *summary_label;
  GtkWidget *scroller;
  GtkListBox *list_box;
  GtkEditable *entry;
  GtkLabel *fault_label;
  GtkWidget *all_button;
};

G_DEFINE_FINAL_TYPE (HelioIgnoredButton, helio_ignored_button, GTK_TYPE_WIDGET)

static const char *const *
get_filters (HelioIgnoredButton *self)
{
  static const char *const none[] = {NULL};

  return self->tree != NULL ? helio_topic_tree_get_ignored (self->tree) : none;
}

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* ── the rows ── */

static GtkWidget *
get_remove_button (HelioIgnoredButton *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list_box, index);

  return row != NULL ? gtk_widget_get_last_child (gtk_list_box_row_get_child (row)) : NULL;
}

/* The focus stays in the list as long as there is one. */
static void
on_remove (GtkButton *button, HelioIgnoredButton *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  const int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  GtkWidget *next;

  helio_topic_tree_stop_ignoring (self->tree, get_filters (self)[index]);
  next = get_remove_button (self, index);
  if (next == NULL)
    next = get_remove_button (self, index - 1);
  gtk_widget_grab_focus (next != NULL ? next : GTK_WIDGET (self->entry));
}

static GtkWidget *
make_row (HelioIgnoredButton *self, const char *filter)
{
  g_autofree char *shown = helio_printable (filter, -1, FILTER_CHARS);
  /* Translators: %s is a topic filter. */
  g_autofree char *name = g_strdup_printf (C_ ("topic tree", "Show “%s” again"), shown);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (shown);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, shown);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, C_ ("topic tree", "Show again"));
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_remove), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "helio-subscription");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
on_ignored (HelioIgnoredButton *self)
{
  const char *const *filters = get_filters (self);
  const gboolean any = filters[0] != NULL;
  GtkListBoxRow *row;

  /* The button that has the focus is about to go. */
  if (!any && gtk_widget_get_mapped (GTK_WIDGET (self->popover)))
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  while ((row = gtk_list_box_get_row_at_index (self->list_box, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
  for (guint i = 0; filters[i] != NULL; i++)
    gtk_list_box_append (self->list_box, make_row (self, filters[i]));
  gtk_widget_set_visible (self->scroller, any);
  gtk_widget_set_visible (self->all_button, any);
  helio_ignored_button_update (self);
}

/* ── what is typed ── */

static void
set_fault (HelioIgnoredButton *self, const char *fault)
{
  gtk_label_set_text (self->fault_label, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), fault != NULL);
  if (fault != NULL) {
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
    gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry),
                                 GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE,
                                 -1);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    fault,
                                    -1);
    return;
  }
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
on_typed (HelioIgnoredButton *self)
{
  set_fault (self, NULL);
}

static void
on_add (HelioIgnoredButton *self)
{
  g_autoptr (GError) error = NULL;

  if (self->tree == NULL)
    return;
  if (helio_topic_tree_ignore (self->tree, gtk_editable_get_text (self->entry), &error)) {
    gtk_editable_set_text (self->entry, "");
  } else {
    g_autofree char *fault = helio_error_to_text (error);

    set_fault (self, fault);
  }
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_show_all (HelioIgnoredButton *self)
{
  if (self->tree != NULL)
    helio_topic_tree_set_ignored (self->tree, NULL);
}

static void
on_closed (HelioIgnoredButton *self)
{
  gtk_editable_set_text (self->entry, "");
  set_fault (self, NULL);
  helio_ignored_button_update (self);
}

/* ── the object ── */

static void
helio_ignored_button_dispose (GObject *object)
{
  HelioIgnoredButton *self = HELIO_IGNORED_BUTTON (object);

  if (self->tree != NULL)
    g_clear_signal_handler (&self->ignored_id, self->tree);
  g_clear_object (&self->tree);
  if (self->menu_button != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu_button)));
  G_OBJECT_CLASS (helio_ignored_button_parent_class)->dispose (object);
}

static void
helio_ignored_button_class_init (HelioIgnoredButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_ignored_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-ignored-button.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioIgnoredButton, name)
  BIND (menu_button);
  BIND (popover);
  BIND (summary_label);
  BIND (scroller);
  BIND (list_box);
  BIND (entry);
  BIND (fault_label);
  BIND (all_button);
#undef BIND
  gtk_widget_class_set_css_name (widget_class, "ignoredbutton");
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_show_all);
  gtk_widget_class_bind_template_callback (widget_class, on_closed);
}

static void
helio_ignored_button_init (HelioIgnoredButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_ignored (self);
}

void
helio_ignored_button_set_tree (HelioIgnoredButton *self, HelioTopicTree *tree)
{
  if (self->tree != NULL)
    g_clear_signal_handler (&self->ignored_id, self->tree);
  g_set_object (&self->tree, tree);
  if (tree != NULL)
    self->ignored_id =
        g_signal_connect_swapped (tree, "notify::ignored", G_CALLBACK (on_ignored), self);
  on_ignored (self);
}

void
helio_ignored_button_update (HelioIgnoredButton *self)
{
  const guint n = self->tree != NULL ? helio_topic_tree_get_n_ignored (self->tree) : 0;
  const guint n_topics = self->tree != NULL ? helio_topic_tree_get_n_topics (self->tree) : 0;
  g_autofree char *number = helio_format_count (n);
  g_autofree char *all = helio_format_count (n_topics);
  /* Translators: how many topics the tree leaves out; beside the number of topics. */
  g_autofree char *label =
      g_strdup_printf (NP_ ("topic tree", "%s ignored", "%s ignored", n), number);
  /* Translators: "12 of 243 topics …" */
  g_autofree char *summary = g_strdup_printf (
      NP_ ("topic tree", "%s of %s topic ignored", "%s of %s topics ignored", n_topics),
      number,
      all);

  if (g_strcmp0 (gtk_menu_button_get_label (self->menu_button), label) != 0)
    gtk_menu_button_set_label (self->menu_button, label);
  set_text (self->summary_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          get_filters (self)[0] != NULL ||
                              gtk_widget_get_visible (GTK_WIDGET (self->popover)));
}

void
helio_ignored_button_popup (HelioIgnoredButton *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_menu_button_popup (self->menu_button);
}
