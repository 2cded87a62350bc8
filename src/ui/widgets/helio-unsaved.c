// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-unsaved.h"

#include "core/base/helio-util.h"
#include "ui/compat/helio-alert.h"

#include <glib/gi18n.h>

#define NAME_CHARS 60
#define NAMES_MAX 10

static GtkWidget *
make_list (const char *const *names)
{
  GString *text = g_string_new (NULL);
  GtkWidget *label;

  for (guint i = 0; names[i] != NULL && i < NAMES_MAX; i++) {
    g_autofree char *name = helio_printable (names[i], -1, NAME_CHARS);

    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", name);
    if (i == NAMES_MAX - 1 && names[i + 1] != NULL)
      g_string_append (text, "\n…");
  }
  label = gtk_label_new (text->str);
  g_string_free (text, TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  g_task_return_boolean (task, g_str_equal (answer, "discard"));
}

void
helio_unsaved_ask_async (GtkWidget *parent,
                         const char *heading,
                         const char *body,
                         const char *const *names,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("unsaved", "_Keep Editing"), HELIO_ALERT_PLAIN},
      {"discard", C_ ("unsaved", "_Discard"), HELIO_ALERT_DESTRUCTIVE},
  };
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_unsaved_ask_async);
  helio_alert_choose_async (parent,
                            heading,
                            body,
                            names != NULL ? make_list (names) : NULL,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_answer,
                            task);
}

gboolean
helio_unsaved_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
