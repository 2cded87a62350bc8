// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-query-help.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-settings.h"
#include "ui/messages/helio-saved-queries.h"

#include <glib/gi18n.h>

struct _HelioQueryHelp {
  AdwBin parent_instance;

  /* borrowed */
  GtkMenuButton *button;
  GtkBox *saved_box;      /* (nullable): of the popover, once it was opened */
  GtkButton *save_button; /* (nullable): the same */

  /* owned */
  GSettings *settings; /* (nullable) */
  GtkStringList *saved;
  char *query;

  gboolean valid;
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
    {"v > 30", NC_ ("filter help", "A member of JSON: = != < <= > >=")},
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
  g_autofree char *query = g_strdup (g_object_get_data (G_OBJECT (row), "query"));

  gtk_menu_button_popdown (self->button);
  g_signal_emit (self, signals[CHOSEN], 0, query);
}

/* ── what is kept ── */

static void
update_save_button (HelioQueryHelp *self)
{
  gboolean kept = self->query != NULL && helio_saved_queries_contains (self->saved, self->query);

  if (self->save_button == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button),
                            self->valid && self->query != NULL && *self->query != '\0' && !kept);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->save_button),
                               kept           ? C_ ("filter help", "This filter is kept already")
                               : !self->valid ? C_ ("filter help", "The filter has an error in it")
                                              : NULL);
}

static void
on_save (HelioQueryHelp *self)
{
  helio_saved_queries_add (self->saved, self->query);
}

static void
on_remove (HelioQueryHelp *self, GtkButton *button)
{
  g_autofree char *query = g_strdup (g_object_get_data (G_OBJECT (button), "query"));

  helio_saved_queries_remove (self->saved, query);
  gtk_widget_grab_focus (GTK_WIDGET (self->save_button));
}

static GtkWidget *
make_saved_row (HelioQueryHelp *self, const char *query)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *take = gtk_button_new (), *label, *drop;
  g_autofree char *shown = helio_printable (query, -1, 400);
  g_autofree char *take_name = g_strdup_printf (C_ ("filter help", "Filter by %s"), shown);
  g_autofree char *drop_name = g_strdup_printf (C_ ("filter help", "Forget %s"), shown);

  label = gtk_label_new (shown);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_widget_add_css_class (label, "monospace");
  gtk_button_set_child (GTK_BUTTON (take), label);
  gtk_widget_set_hexpand (take, TRUE);
  gtk_widget_add_css_class (take, "flat");
  helio_accessible_name (take, take_name, NULL);
  g_object_set_data_full (G_OBJECT (take), "query", g_strdup (query), g_free);
  g_signal_connect_swapped (take, "clicked", G_CALLBACK (on_row_clicked), self);
  drop = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_set_tooltip_text (drop, C_ ("filter help", "Forget this filter"));
  gtk_widget_add_css_class (drop, "flat");
  helio_accessible_name (drop, drop_name, NULL);
  g_object_set_data_full (G_OBJECT (drop), "query", g_strdup (query), g_free);
  g_signal_connect_swapped (drop, "clicked", G_CALLBACK (on_remove), self);
  gtk_box_append (GTK_BOX (row), take);
  gtk_box_append (GTK_BOX (row), drop);
  return row;
}

static void
fill_saved (HelioQueryHelp *self)
{
  GtkWidget *child;

  update_save_button (self);
  if (self->saved_box == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->saved_box))) != NULL)
    gtk_box_remove (self->saved_box, child);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->saved)); i++)
    gtk_box_append (self->saved_box,
                    make_saved_row (self, gtk_string_list_get_string (self->saved, i)));
}

static void
add_saved (HelioQueryHelp *self, GtkBox *list)
{
  GtkWidget *save = gtk_button_new_with_mnemonic (C_ ("filter help", "_Keep This Filter"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->saved_box = GTK_BOX (box);
  self->save_button = GTK_BUTTON (save);
  gtk_widget_add_css_class (save, "flat");
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (on_save), self);
  gtk_box_append (list, box);
  gtk_box_append (list, save);
  gtk_box_append (list, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  fill_saved (self);
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
  g_object_set_data (G_OBJECT (row), "query", (gpointer) example);
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
  add_saved (self, GTK_BOX (list));
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
  gtk_menu_button_set_icon_name (self->button, "pan-down-symbolic");
  gtk_widget_set_tooltip_text (button,
                               C_ ("filter help", "Kept filters, and what a filter can be"));
  helio_accessible_name (button,
                         C_ ("filter help", "Kept filters, and what a filter can be"),
                         NULL);
  gtk_menu_button_set_create_popup_func (self->button, on_popup, self, NULL);
  adw_bin_set_child (ADW_BIN (self), button);
  self->valid = TRUE;
  self->settings = helio_settings_new ();
  self->saved = helio_saved_queries_new (self->settings);
  g_signal_connect_object (self->saved,
                           "items-changed",
                           G_CALLBACK (fill_saved),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
helio_query_help_dispose (GObject *object)
{
  HelioQueryHelp *self = HELIO_QUERY_HELP (object);

  self->saved_box = NULL;
  self->save_button = NULL;
  g_clear_object (&self->saved);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (helio_query_help_parent_class)->dispose (object);
}

static void
helio_query_help_class_init (HelioQueryHelpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_query_help_dispose;
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

void
helio_query_help_set_query (HelioQueryHelp *self, const char *query)
{
  helio_set_str (&self->query, query);
  update_save_button (self);
}

void
helio_query_help_set_valid (HelioQueryHelp *self, gboolean valid)
{
  self->valid = valid;
  update_save_button (self);
}
