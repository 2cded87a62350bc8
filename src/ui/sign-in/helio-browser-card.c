// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-browser-card.h"

#include "ui/sign-in/helio-callback-help.h"
#include "ui/status/helio-countdown.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

struct _HelioBrowserCard {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned (nullable) */
  HelioLogin *login;           /* owned (nullable) */

  /* template children */
  HelioBanner *banner;
  GtkSpinner *spinner;
  GtkLabel *title;
  GtkLabel *text;
  GtkLabel *superseded;
  HelioCountdown *countdown;
  GtkWidget *link_box;
  GtkLabel *link;
  GtkButton *open_again;
  GtkButton *copy_link;
  HelioCallbackHelp *help;
};

G_DEFINE_FINAL_TYPE (HelioBrowserCard, helio_browser_card, ADW_TYPE_BIN)

static void
update (HelioBrowserCard *self)
{
  const HelioLoginState state = helio_login_get_state (self->login);
  const gboolean waiting = state == HELIO_LOGIN_WAITING;
  const char *uri = helio_login_get_uri (self->login);
  const GError *error = helio_login_get_browser_error (self->login);
  const char *title = C_ ("sign-in", "Finishing the Sign-In…");

  if (state == HELIO_LOGIN_PREPARING)
    title = C_ ("sign-in", "Preparing the Sign-In…");
  else if (waiting)
    title = error != NULL ? C_ ("sign-in", "Open This Link in a Browser")
                          : C_ ("sign-in", "Continue in Your Browser");
  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->text), waiting && error == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->help), waiting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->open_again), waiting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy_link), uri != NULL);
  gtk_widget_set_visible (self->link_box, error != NULL && uri != NULL);
  gtk_label_set_text (self->link, uri != NULL ? uri : "");
  helio_banner_set_error (self->banner, HELIO_BANNER_WARNING, error, NULL);
  helio_countdown_set (self->countdown,
                       helio_connection_get_clock (self->connection),
                       helio_login_get_deadline (self->login));
}

static void
on_copy_link (HelioBrowserCard *self)
{
  const char *uri = self->login != NULL ? helio_login_get_uri (self->login) : NULL;

  if (uri == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), uri);
  helio_toast_show (GTK_WIDGET (self), C_ ("toast", "Link copied"), NULL);
}

static void
on_open_again (HelioBrowserCard *self)
{
  if (self->login != NULL)
    helio_login_open_again (self->login);
}

static void
on_cancel (HelioBrowserCard *self)
{
  if (self->login != NULL)
    helio_login_cancel (self->login);
}

static void
helio_browser_card_dispose (GObject *object)
{
  HelioBrowserCard *self = HELIO_BROWSER_CARD (object);
  if (self->login != NULL)
    g_signal_handlers_disconnect_by_func (self->login, update, self);
  g_clear_object (&self->login);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_browser_card_parent_class)->dispose (object);
}

static void
helio_browser_card_class_init (HelioBrowserCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_browser_card_dispose;

  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_CALLBACK_HELP);
  g_type_ensure (HELIO_TYPE_COUNTDOWN);
  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-browser-card.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, title);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, text);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, superseded);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, countdown);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, link_box);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, link);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, open_again);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, copy_link);
  gtk_widget_class_bind_template_child (widget_class, HelioBrowserCard, help);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_link);
  gtk_widget_class_bind_template_callback (widget_class, on_open_again);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
helio_browser_card_init (HelioBrowserCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_browser_card_set_login (HelioBrowserCard *self,
                              HelioConnection *connection,
                              HelioLogin *login,
                              gboolean superseded)
{
  if (self->login == login)
    return;
  if (self->login != NULL)
    g_signal_handlers_disconnect_by_func (self->login, update, self);
  g_set_object (&self->connection, connection);
  g_set_object (&self->login, login);
  gtk_spinner_set_spinning (self->spinner, login != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->superseded), superseded);
  if (login == NULL) {
    helio_countdown_set (self->countdown, helio_connection_get_clock (connection), 0);
    return;
  }
  g_signal_connect_swapped (login, "notify", G_CALLBACK (update), self);
  g_auto (GStrv) uris = helio_login_get_callback_uris (login);
  helio_callback_help_set (self->help,
                           helio_connection_get_profile (connection),
                           (const char *const *) uris);
  update (self);
}

void
helio_browser_card_grab (HelioBrowserCard *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->open_again));
}
