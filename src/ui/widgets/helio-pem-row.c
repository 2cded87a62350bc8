// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-pem-row.h"

#include "ui/base/helio-accessible.h"
#include "ui/compat/helio-file-chooser.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>
#include <string.h>

#define PEM_MAX (256 * 1024)

struct _HelioPemRow {
  AdwActionRow parent_instance;

  GCancellable *cancellable;
  char *none;
  char *pem;           /* (nullable) */
  HelioSecret *secret; /* (nullable) */
  gboolean is_secret;
  gboolean touched;
  GtkWidget *clear; /* borrowed */
};

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioPemRow, helio_pem_row, ADW_TYPE_ACTION_ROW)

static void
show (HelioPemRow *self, const char *text, gboolean there)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_widget_set_visible (self->clear, there);
}

/* A file that does not fit changes nothing: what was there stays, and can be taken away. */
static void
show_fault (HelioPemRow *self, const char *text)
{
  const gboolean there = self->is_secret ? self->secret != NULL : self->pem != NULL;
  g_autofree char *both =
      there ? g_strdup_printf (C_ ("pem", "%s What was chosen before stays."), text) : NULL;

  show (self, both != NULL ? both : text, there);
}

static guint
count_certificates (const char *pem)
{
  guint n = 0;
  for (const char *p = pem; (p = strstr (p, "-----BEGIN CERTIFICATE-----")) != NULL; p++)
    n++;
  return n;
}

static void
show_pem (HelioPemRow *self)
{
  const guint n = count_certificates (self->pem);
  g_autofree char *text = g_strdup_printf (NP_ ("pem", "%u certificate", "%u certificates", n), n);
  show (self, text, TRUE);
}

static void
take_contents (HelioPemRow *self, char *contents, gsize length)
{
  const gboolean fits = self->is_secret ? strstr (contents, "PRIVATE KEY-----") != NULL
                                        : count_certificates (contents) > 0 &&
                                              strstr (contents, "PRIVATE KEY") == NULL;

  if (!fits || !g_utf8_validate (contents, (gssize) length, NULL)) {
    show_fault (self,
                self->is_secret
                    ? C_ ("pem", "That file holds no private key in PEM form.")
                    : C_ ("pem", "That file holds no certificate in PEM form, or a key with it."));
    return;
  }
  if (self->is_secret) {
    g_clear_pointer (&self->secret, helio_secret_unref);
    self->secret = helio_secret_new (contents);
    show (self, C_ ("pem", "Chosen: goes to the keyring when saved"), TRUE);
  } else {
    g_free (self->pem);
    self->pem = g_strdup (contents);
    show_pem (self);
  }
  self->touched = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
wants_more (const char *contents, goffset length, gpointer user_data)
{
  return length <= PEM_MAX;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPemRow) self = HELIO_PEM_ROW (user_data);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (!g_file_load_partial_contents_finish (G_FILE (source),
                                            result,
                                            &contents,
                                            &length,
                                            NULL,
                                            &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      show_fault (self, error->message);
    return;
  }
  if (length > PEM_MAX)
    show_fault (self, C_ ("pem", "That file is larger than 256 KiB."));
  else
    take_contents (self, contents, length);
  helio_wipe (contents, length);
  g_free (contents);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPemRow) self = HELIO_PEM_ROW (user_data);
  g_autoptr (GListModel) files = helio_file_chooser_open_finish (result, NULL);
  g_autoptr (GFile) file = files != NULL ? g_list_model_get_item (files, 0) : NULL;

  if (file != NULL)
    g_file_load_partial_contents_async (file,
                                        self->cancellable,
                                        wants_more,
                                        on_loaded,
                                        g_object_ref (self));
}

static void
on_choose_clicked (HelioPemRow *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, C_ ("file filter", "PEM Files"));
  gtk_file_filter_add_pattern (filter, "*.pem");
  gtk_file_filter_add_pattern (filter, "*.crt");
  gtk_file_filter_add_pattern (filter, "*.cer");
  gtk_file_filter_add_pattern (filter, "*.key");
  helio_file_chooser_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
                                 filter,
                                 FALSE,
                                 on_chosen,
                                 g_object_ref (self));
}

static void
on_clear_clicked (HelioPemRow *self)
{
  g_clear_pointer (&self->pem, g_free);
  g_clear_pointer (&self->secret, helio_secret_unref);
  self->touched = TRUE;
  show (self, self->none, FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
helio_pem_row_dispose (GObject *object)
{
  HelioPemRow *self = HELIO_PEM_ROW (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->secret, helio_secret_unref);
  G_OBJECT_CLASS (helio_pem_row_parent_class)->dispose (object);
}

static void
helio_pem_row_finalize (GObject *object)
{
  HelioPemRow *self = HELIO_PEM_ROW (object);
  g_clear_object (&self->cancellable);
  g_free (self->none);
  g_free (self->pem);
  G_OBJECT_CLASS (helio_pem_row_parent_class)->finalize (object);
}

static void
helio_pem_row_class_init (HelioPemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_pem_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_pem_row_finalize;
  signals[CHANGED] = helio_signal_new ("changed", G_TYPE_FROM_CLASS (klass));
}

static void
helio_pem_row_init (HelioPemRow *self)
{
  GtkWidget *choose = gtk_button_new_with_label (C_ ("pem", "Choose…"));

  self->cancellable = g_cancellable_new ();
  g_object_set (self, "use-markup", FALSE, NULL);
  gtk_widget_set_valign (choose, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (choose, "clicked", G_CALLBACK (on_choose_clicked), self);
  self->clear = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_set_valign (self->clear, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->clear, "flat");
  gtk_widget_set_tooltip_text (self->clear, C_ ("pem", "Remove"));
  helio_accessible_name (self->clear, C_ ("pem", "Remove"), NULL);
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (on_clear_clicked), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), choose);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->clear);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), choose);
}

GtkWidget *
helio_pem_row_new (const char *title, const char *none, gboolean secret)
{
  HelioPemRow *self = g_object_new (HELIO_TYPE_PEM_ROW, "title", title, NULL);
  self->none = g_strdup (none);
  self->is_secret = secret;
  show (self, none, FALSE);
  return GTK_WIDGET (self);
}

void
helio_pem_row_set (HelioPemRow *self, const char *pem, const char *path)
{
  g_free (self->pem);
  self->pem = g_strdup (pem);
  g_clear_pointer (&self->secret, helio_secret_unref);
  self->touched = FALSE;
  if (pem != NULL)
    show_pem (self);
  else if (path != NULL)
    show (self, path, TRUE);
  else
    show (self, self->none, FALSE);
}

const char *
helio_pem_row_get_pem (HelioPemRow *self)
{
  return self->pem;
}

HelioSecret *
helio_pem_row_get_secret (HelioPemRow *self)
{
  return self->secret;
}

gboolean
helio_pem_row_is_touched (HelioPemRow *self)
{
  return self->touched;
}
