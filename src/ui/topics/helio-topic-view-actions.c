// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/messages/helio-payload-copy.h"
#include "ui/topics/helio-topic-view-private.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

/* Deeper trees than this are opened by hand. */
#define EXPAND_ALL_DEPTH 64
#define FILTER_CHARS 40 /* of a topic filter in a toast */

static void
expand_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (widget);

  if (self->tree != NULL)
    helio_topic_tree_expand_all (self->tree, EXPAND_ALL_DEPTH);
  helio_live_list_wake (self->rows, FALSE);
}

static void
collapse_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (widget);

  if (self->tree != NULL)
    helio_topic_tree_collapse_all (self->tree);
  helio_live_list_wake (self->rows, FALSE);
}

static void
expand_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  helio_topic_view_expand_to (HELIO_TOPIC_VIEW (widget), (guint) g_variant_get_int32 (parameter));
}

static void
expand_below_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (widget);

  if (self->tree != NULL && self->selected_topic != NULL)
    helio_topic_view_expand_below (self,
                                   helio_topic_tree_find (self->tree, self->selected_topic),
                                   g_str_equal (name, "topics.expand-below"));
}

/* Of the row that the menu is of: its topic is the target. */
static void
branch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (widget);
  guint32 node = G_MAXUINT32;

  if (self->tree != NULL)
    node = helio_topic_tree_find (self->tree, g_variant_get_string (parameter, NULL));
  if (node != G_MAXUINT32)
    helio_topic_view_expand_below (self, node, g_str_equal (name, "topics.expand-branch"));
}

static void
copy_topic_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          g_variant_get_string (parameter, NULL));
}

/* The whole of it, not the line that the row has room for. */
static void
copy_value_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (widget);
  g_autoptr (GBytes) payload = NULL;

  if (self->tree != NULL)
    payload = helio_message_store_get_payload (
        helio_topic_tree_get_store (self->tree),
        helio_message_store_get_last_of_topic (helio_topic_tree_get_store (self->tree),
                                               g_variant_get_string (parameter, NULL)));
  if (payload == NULL)
    gtk_widget_error_bell (widget);
  else
    helio_payload_copy (widget, payload, HELIO_COPY_TEXT);
}

static void
plot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (widget);

  if (self->selected_topic != NULL)
    gtk_widget_activate_action (widget, "page.plot", "s", self->selected_topic);
}

/* ── ignored topics ── */

typedef struct {
  HelioTopicTree *tree;
  char *filter;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *self = data;

  g_object_unref (self->tree);
  g_free (self->filter);
  g_free (self);
}

static void
on_undo (AdwToast *toast, Undo *undo)
{
  helio_topic_tree_stop_ignoring (undo->tree, undo->filter);
}

static void
offer_undo (HelioTopicView *self, const char *filter)
{
  g_autofree char *shown = helio_printable (filter, -1, FILTER_CHARS);
  /* Translators: %s is a topic filter. */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "The tree no longer shows “%s”"), shown);
  AdwToast *toast = helio_toast_show (GTK_WIDGET (self), text, C_ ("toast", "_Undo"));
  Undo *undo;

  if (toast == NULL)
    return;
  undo = g_new0 (Undo, 1);
  undo->tree = g_object_ref (self->tree);
  undo->filter = g_strdup (filter);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), undo, undo_free, 0);
}

static void
ignore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicView *self = HELIO_TOPIC_VIEW (widget);
  const char *filter = g_variant_get_string (parameter, NULL);
  g_autoptr (GError) error = NULL;

  if (self->tree == NULL)
    return;
  if (helio_topic_tree_ignore (self->tree, filter, &error)) {
    offer_undo (self, filter);
  } else {
    g_autofree char *fault = helio_error_to_text (error);

    helio_toast_show (widget, fault, NULL);
  }
}

static void
ignored_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  helio_ignored_button_popup (HELIO_TOPIC_VIEW (widget)->ignored_button);
}

void
helio_topic_view_say_ignored (HelioTopicView *self)
{
  AdwToast *toast = helio_toast_show (GTK_WIDGET (self),
                                      C_ ("toast", "The tree ignores this topic"),
                                      C_ ("toast", "_Ignored Topics"));

  if (toast != NULL)
    g_signal_connect_object (toast,
                             "button-clicked",
                             G_CALLBACK (helio_ignored_button_popup),
                             self->ignored_button,
                             G_CONNECT_SWAPPED);
}

void
helio_topic_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "topics.expand-all", NULL, expand_all_action);
  gtk_widget_class_install_action (widget_class, "topics.collapse-all", NULL, collapse_all_action);
  gtk_widget_class_install_action (widget_class, "topics.expand-to", "i", expand_to_action);
  gtk_widget_class_install_action (widget_class, "topics.expand-below", NULL, expand_below_action);
  gtk_widget_class_install_action (widget_class,
                                   "topics.collapse-below",
                                   NULL,
                                   expand_below_action);
  gtk_widget_class_install_action (widget_class, "topics.expand-branch", "s", branch_action);
  gtk_widget_class_install_action (widget_class, "topics.collapse-branch", "s", branch_action);
  gtk_widget_class_install_action (widget_class, "topics.copy-topic", "s", copy_topic_action);
  gtk_widget_class_install_action (widget_class, "topics.copy-value", "s", copy_value_action);
  gtk_widget_class_install_action (widget_class, "topics.plot", NULL, plot_action);
  gtk_widget_class_install_action (widget_class, "topics.ignore", "s", ignore_action);
  gtk_widget_class_install_action (widget_class, "topics.ignored", NULL, ignored_action);
}
