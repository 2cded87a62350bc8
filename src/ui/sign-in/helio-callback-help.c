// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-callback-help.h"

#include "core/base/helio-util.h"
#include "ui/widgets/helio-copy-row.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

struct _HelioCallbackHelp {
  AdwBin parent_instance;

  char *all; /* owned: as the issuer's field takes them */

  /* template children */
  GtkExpander *expander;
  GtkLabel *cause;
  GtkLabel *where;
  GtkListBox *uris;
};

G_DEFINE_FINAL_TYPE (HelioCallbackHelp, helio_callback_help, ADW_TYPE_BIN)

static void
on_copy_all (HelioCallbackHelp *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->all);
  helio_toast_show (GTK_WIDGET (self), C_ ("toast", "All callback URLs copied"), NULL);
}

static void
helio_callback_help_finalize (GObject *object)
{
  g_free (HELIO_CALLBACK_HELP (object)->all);
  G_OBJECT_CLASS (helio_callback_help_parent_class)->finalize (object);
}

static void
helio_callback_help_class_init (HelioCallbackHelpClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = helio_callback_help_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-callback-help.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioCallbackHelp, expander);
  gtk_widget_class_bind_template_child (widget_class, HelioCallbackHelp, cause);
  gtk_widget_class_bind_template_child (widget_class, HelioCallbackHelp, where);
  gtk_widget_class_bind_template_child (widget_class, HelioCallbackHelp, uris);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_all);
}

static void
helio_callback_help_init (HelioCallbackHelp *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_callback_help_set (HelioCallbackHelp *self,
                         const HelioProfile *profile,
                         const char *const *uris)
{
  g_autofree char *issuer = helio_profile_get_issuer (profile);
  g_autofree char *issuer_text = helio_printable (issuer != NULL ? issuer : "", -1, 120);
  g_autofree char *client =
      helio_printable (profile->sign_in.client_id != NULL ? profile->sign_in.client_id : "",
                       -1,
                       120);
  g_autofree char *cause = g_strdup_printf (
      /* Translators: client id and issuer */
      C_ ("sign-in",
          "The application “%s” at %s does not list this program's address, so its page cannot "
          "come "
          "back here."),
      client,
      issuer_text);
  g_autofree char *where =
      profile->sign_in.domain != NULL
          ? g_strdup_printf (
                /* Translators: client id. The names are those of Auth0's dashboard. */
                C_ ("sign-in",
                    "In the Auth0 Dashboard, open Applications › Applications, choose the one with "
                    "the client ID “%s”, then Settings › Application URIs, and add these to its "
                    "Allowed Callback URLs:"),
                client)
          : g_strdup (C_ ("sign-in",
                          "In the issuer's settings of that application, add these to its redirect "
                          "(or callback) URIs:"));
  GtkWidget *child;

  gtk_label_set_text (self->cause, cause);
  gtk_label_set_text (self->where, where);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->uris))) != NULL)
    gtk_list_box_remove (self->uris, child);
  for (guint i = 0; uris != NULL && uris[i] != NULL; i++)
    gtk_list_box_append (self->uris, helio_copy_row_new (uris[i]));
  g_free (self->all);
  /* The field at the issuer takes them with commas between. */
  self->all = g_strjoinv (", ", (char **) uris);
  gtk_expander_set_expanded (self->expander, FALSE);
}
