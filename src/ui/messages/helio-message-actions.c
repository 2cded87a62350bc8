// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-actions.h"

#include "ui/base/helio-row-menu.h"
#include "ui/messages/helio-message-list.h"
#include "ui/messages/helio-payload-copy.h"

#include <glib/gi18n.h>

static const struct {
  const char *id, *label;
  HelioCopyForm form;
} forms[] = {
    {"text", NC_ ("message menu", "_Text"), HELIO_COPY_TEXT},
    {"hex", NC_ ("message menu", "_Hexadecimal"), HELIO_COPY_HEX},
    {"base64", NC_ ("message menu", "_Base64"), HELIO_COPY_BASE64},
};

static void
copy_topic_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          g_variant_get_string (parameter, NULL));
}

static void
copy_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioMessageView *view = helio_message_list_get_view (HELIO_MESSAGE_LIST (widget));
  g_autoptr (GBytes) payload = NULL;
  const char *id;
  guint64 seq;

  g_variant_get (parameter, "(t&s)", &seq, &id);
  if (view != NULL)
    payload = helio_message_store_get_payload (helio_message_view_get_store (view), seq);
  if (payload == NULL) {
    gtk_widget_error_bell (widget);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i].id, id))
      helio_payload_copy (widget, payload, forms[i].form);
}

static gboolean
on_copy (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  HelioMessageList *list = HELIO_MESSAGE_LIST (widget);
  HelioMessageView *view = helio_message_list_get_view (list);
  const guint64 seq = helio_message_list_get_selected_seq (list);
  g_autoptr (GBytes) payload = NULL;

  if (view == NULL || seq == G_MAXUINT64)
    return GDK_EVENT_PROPAGATE;
  payload = helio_message_store_get_payload (helio_message_view_get_store (view), seq);
  if (payload == NULL)
    gtk_widget_error_bell (widget);
  else
    helio_payload_copy (widget, payload, HELIO_COPY_TEXT);
  return GDK_EVENT_STOP;
}

void
helio_message_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, on_copy, NULL);
  gtk_widget_class_install_action (widget_class, "messages.copy-topic", "s", copy_topic_action);
  gtk_widget_class_install_action (widget_class, "messages.copy-as", "(ts)", copy_as_action);
}

static void
append_topic (GMenu *menu, const char *label, const char *action, const char *topic)
{
  helio_row_menu_append (menu, label, action, g_variant_new_string (topic));
}

static void
append_seq (GMenu *menu, const char *label, const char *action, guint64 seq)
{
  helio_row_menu_append (menu, label, action, g_variant_new_uint64 (seq));
}

static void
append_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

GMenuModel *
helio_message_actions_make_menu (HelioMessageStore *store, guint64 seq)
{
  g_autoptr (GMenu) copy = NULL;
  GMenu *menu, *section;
  HelioMessageRow row = {0};

  if (!helio_message_store_get_row (store, seq, &row))
    return NULL;
  if (row.kind != HELIO_ROW_MESSAGE) {
    helio_message_row_clear (&row);
    return NULL;
  }
  menu = g_menu_new ();
  section = g_menu_new ();
  append_topic (section, C_ ("message menu", "Copy _Topic"), "messages.copy-topic", row.topic);
  copy = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    helio_row_menu_append (copy,
                           g_dpgettext2 (NULL, "message menu", forms[i].label),
                           "messages.copy-as",
                           g_variant_new ("(ts)", seq, forms[i].id));
  if (row.payload_state != HELIO_PAYLOAD_NOT_KEPT)
    g_menu_append_submenu (section, C_ ("message menu", "Copy _Payload As"), G_MENU_MODEL (copy));
  append_section (menu, section);

  section = g_menu_new ();
  append_topic (section, C_ ("message menu", "_Filter to This Topic"), "link.filter-to", row.topic);
  append_topic (section, C_ ("message menu", "_Show in Tree"), "link.show-in-tree", row.topic);
  append_topic (section, C_ ("message menu", "P_lot…"), "page.plot", row.topic);
  append_topic (section, C_ ("message menu", "_Watch…"), "page.watch-topic", row.topic);
  append_section (menu, section);

  section = g_menu_new ();
  if (helio_message_store_get_previous (store, seq) != G_MAXUINT64)
    append_seq (section,
                C_ ("message menu", "Compare With Pre_vious"),
                "link.compare-previous",
                seq);
  append_seq (section, C_ ("message menu", "Select for _Comparison"), "link.remember", seq);
  append_seq (section,
              C_ ("message menu", "Co_mpare With Selected"),
              "link.compare-remembered",
              seq);
  append_section (menu, section);

  section = g_menu_new ();
  if (row.payload_state != HELIO_PAYLOAD_NOT_KEPT)
    append_seq (section, C_ ("message menu", "Publish _Again…"), "topics-page.publish-again", seq);
  append_section (menu, section);
  helio_message_row_clear (&row);
  return G_MENU_MODEL (menu);
}
