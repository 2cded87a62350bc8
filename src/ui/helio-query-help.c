// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-query-help.h"

#include "ui/helio-accessible.h"

#include <glib/gi18n.h>

struct _HelioQueryHelp {
  AdwBin parent_instance;

  /* borrowed */
  GtkMenuButton *button;
};

enum {
  CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioQueryHelp, helio_query_help, ADW_TYPE_BIN)

/* The examples are what is typed, so they are not translated. */
static const struct {
  const char *example, *meaning;
} rows[] = {
    {"alarm", NC_ ("filter help", "In topic or payload")},
    {"\"two words\"", NC_ ("filter help", "With blanks or signs in it")},
    {"site/+/temp", NC_ ("filter help", "Topics, as one subscribes to them")},
    {"temp > 30", NC_ ("filter help", "A member of JSON: = != < <= > >=")},
    {"line.2.state ~ err", NC_ ("filter help", "A deeper member, which contains “err”")},
    {"value < 5", NC_ ("filter help", "A payload that is a number")},
    {"qos = 2", NC_ ("filter help", "Also retained = yes, duplicate = yes")},
    {"size > 10k", NC_ ("filter help", "Bytes of payload")},
    {"user.unit = C", NC_ ("filter help", "A user property; type = is the content type")},
    {"chat/# not (hello or bye)", NC_ ("filter help", "And is understood; or, not, ( )")},
};

static void
on_row_clicked (HelioQueryHelp *self, GtkButton *row)
{
  const char *example = g_object_get_data (G_OBJECT (row), "example");

  gtk_menu_button_popdown (self->button);
  g_signal_emit (self, signals[CHOSEN], 0, example);
}

static GtkWidget *
make_row (HelioQueryHelp *self, const char *example, const char *meaning)
{
  GtkWidget *row = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *typed = gtk_label_new (example), *said = gtk_label_new (meaning);
  g_autofree char *name =
      /* Translators: an example of a filter, and what it means */
      g_strdup_printf (C_ ("filter help", "Filter by %s: %s"), example, meaning);

  gtk_label_set_xalign (GTK_LABEL (typed), 0);
  gtk_label_set_xalign (GTK_LABEL (said), 0);
  gtk_label_set_wrap (GTK_LABEL (said), TRUE);
  gtk_widget_add_css_class (typed, "monospace");
  gtk_widget_add_css_class (said, "caption");
  gtk_widget_add_css_class (said, "dim-label");
  gtk_box_append (GTK_BOX (box), typed);
  gtk_box_append (GTK_BOX (box), said);
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_widget_add_css_class (row, "flat");
  helio_accessible_name (row, name, NULL);
  g_object_set_data (G_OBJECT (row), "example", (gpointer) example);
  g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_row_clicked), self);
  return row;
}

static void
on_popup (GtkMenuButton *button, gpointer user_data)
{
  HelioQueryHelp *self = user_data;
  GtkWidget *popover, *scroller, *list;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  popover = gtk_popover_new ();
  scroller = gtk_scrolled_window_new ();
  list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_box_append (
        GTK_BOX (list),
        make_row (self, rows[i].example, g_dpgettext2 (NULL, "filter help", rows[i].meaning)));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (button, popover);
}

static void
helio_query_help_init (HelioQueryHelp *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->button = GTK_MENU_BUTTON (button);
  gtk_menu_button_set_icon_name (self->button, "help-about-symbolic");
  gtk_widget_set_tooltip_text (button, C_ ("filter help", "What a filter can be"));
  helio_accessible_name (button, C_ ("filter help", "What a filter can be"), NULL);
  gtk_menu_button_set_create_popup_func (self->button, on_popup, self, NULL);
  adw_bin_set_child (ADW_BIN (self), button);
}

static void
helio_query_help_class_init (HelioQueryHelpClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen",
                                  HELIO_TYPE_QUERY_HELP,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
}
