// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-other-account-card.h"

#include "core/base/helio-util.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

struct _HelioOtherAccountCard {
  AdwBin parent_instance;

  /* template children */
  AdwAvatar *avatar;
  GtkLabel *title;
  GtkLabel *text;
  GtkLabel *subject;
  GtkButton *use;
  GtkButton *again;
};

G_DEFINE_FINAL_TYPE (HelioOtherAccountCard, helio_other_account_card, ADW_TYPE_BIN)

static void
helio_other_account_card_class_init (HelioOtherAccountCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-other-account-card.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioOtherAccountCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, HelioOtherAccountCard, title);
  gtk_widget_class_bind_template_child (widget_class, HelioOtherAccountCard, text);
  gtk_widget_class_bind_template_child (widget_class, HelioOtherAccountCard, subject);
  gtk_widget_class_bind_template_child (widget_class, HelioOtherAccountCard, use);
  gtk_widget_class_bind_template_child (widget_class, HelioOtherAccountCard, again);
}

static void
helio_other_account_card_init (HelioOtherAccountCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_other_account_card_update (HelioOtherAccountCard *self, HelioConnection *connection)
{
  HelioAccount *other = helio_connection_get_other_account (connection);
  const char *asked_for = helio_connection_get_asked_for (connection);

  if (other == NULL)
    return;
  g_autofree char *label = helio_printable (helio_account_get_label (other), -1, 100);
  /* Translators: who came back from the browser */
  g_autofree char *title = g_strdup_printf (C_ ("other account", "%s Signed In"), label);
  g_autofree char *use = g_strdup_printf (C_ ("other account", "Use %s"), label);
  g_autofree char *identity =
      helio_printable (other->email != NULL ? other->email : other->sub, -1, 200);
  g_autofree char *asked = helio_printable (asked_for != NULL ? asked_for : "", -1, 100);
  g_autofree char *text =
      asked_for != NULL
          ? g_strdup_printf (
                /* Translators: who should have come back */
                C_ ("other account",
                    "You asked for %s. The browser may still have had somebody else's sign-in. "
                    "Nothing has been changed yet."),
                asked)
          : g_strdup (C_ ("other account",
                          "This is not the account of this connection. Nothing has been changed "
                          "yet."));

  adw_avatar_set_text (self->avatar, label);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, text);
  gtk_label_set_text (self->subject, identity);
  gtk_button_set_label (self->use, use);
}

void
helio_other_account_card_grab (HelioOtherAccountCard *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->again));
}
