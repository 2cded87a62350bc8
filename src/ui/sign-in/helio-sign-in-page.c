// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-sign-in-page.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-focus.h"
#include "ui/sign-in/helio-account-card.h"
#include "ui/sign-in/helio-browser-card.h"
#include "ui/sign-in/helio-device-card.h"
#include "ui/sign-in/helio-other-account-card.h"
#include "ui/sign-in/helio-renewal-page.h"
#include "ui/sign-in/helio-token-page.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

struct _HelioSignInPage {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned */
  gpointer shown_login;        /* borrowed, to compare with only: the one that is on screen */
  GError *looked_for; /* owned (nullable): the refusal that the token was looked into for */

  /* template children */
  GtkStack *stack;
  GtkToggleButton *account_tab;
  GtkToggleButton *token_tab;
  GtkToggleButton *renewals_tab;
  GtkStack *views;
  HelioTokenPage *token_page;
  HelioRenewalPage *renewal_page;
  HelioAccountCard *account_card;
  HelioBrowserCard *browser_card;
  HelioDeviceCard *device_card;
  HelioOtherAccountCard *other_card;
};

enum {
  SIGNAL_ATTENTION,
  SIGNAL_SUBSCRIBE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioSignInPage, helio_sign_in_page, ADW_TYPE_BIN)

static HelioLogin *
get_running_login (HelioSignInPage *self)
{
  HelioLogin *login = helio_connection_get_login (self->connection);
  const gboolean over = login == NULL || helio_login_get_state (login) == HELIO_LOGIN_DONE ||
                        helio_login_get_state (login) == HELIO_LOGIN_FAILED;

  return over ? NULL : login;
}

static HelioDeviceLogin *
get_running_device_login (HelioSignInPage *self)
{
  HelioDeviceLogin *login = helio_connection_get_device_login (self->connection);
  const gboolean over = login == NULL ||
                        helio_device_login_get_state (login) == HELIO_DEVICE_LOGIN_DONE ||
                        helio_device_login_get_state (login) == HELIO_DEVICE_LOGIN_FAILED;

  return over ? NULL : login;
}

/* Where the focus was inside goes on to what took its place. */
static void
show (HelioSignInPage *self, const char *name)
{
  const gboolean had_focus = helio_focus_is_in (GTK_WIDGET (self->stack));

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, name);
  if (had_focus)
    helio_sign_in_page_grab (self);
}

static void
update (HelioSignInPage *self)
{
  HelioLogin *login = get_running_login (self);
  HelioDeviceLogin *device_login = login == NULL ? get_running_device_login (self) : NULL;
  gpointer running = login != NULL ? (gpointer) login : device_login;
  /* Nobody had to come back for it: the one before was pushed aside. */
  const gboolean superseded = running != NULL && self->shown_login != NULL;

  if (running != self->shown_login) {
    self->shown_login = running;
    helio_browser_card_set_login (self->browser_card, self->connection, login, superseded);
    helio_device_card_set_login (self->device_card, self->connection, device_login, superseded);
  }
  helio_other_account_card_update (self->other_card, self->connection);
  show (self,
        login != NULL                                                   ? "waiting"
        : device_login != NULL                                          ? "device"
        : helio_connection_get_other_account (self->connection) != NULL ? "other"
                                                                        : "home");
}

static void
on_tab_toggled (HelioSignInPage *self)
{
  gtk_stack_set_visible_child_name (self->views,
                                    gtk_toggle_button_get_active (self->token_tab) ? "token"
                                    : gtk_toggle_button_get_active (self->renewals_tab)
                                        ? "renewals"
                                        : "account");
}

/* A service or the broker said no to what the token may be the reason of: one look for each refusal. */
static void
on_error_changed (HelioSignInPage *self)
{
  const GError *error = helio_connection_get_error (self->connection);

  if (!helio_token_page_is_about_token (helio_connection_get_profile (self->connection), error)) {
    g_clear_error (&self->looked_for);
    return;
  }
  if (self->looked_for != NULL && self->looked_for->code == error->code &&
      g_strcmp0 (self->looked_for->message, error->message) == 0)
    return;
  g_clear_error (&self->looked_for);
  self->looked_for = g_error_copy (error);
  helio_token_page_look_after_refusal (self->token_page);
}

static void
on_failure (HelioSignInPage *self)
{
  helio_sign_in_page_show (self, "token");
  g_signal_emit (self, signals[SIGNAL_ATTENTION], 0);
}

static void
on_subscribe (HelioSignInPage *self, const char *filter)
{
  g_signal_emit (self, signals[SIGNAL_SUBSCRIBE], 0, filter);
}

static void
helio_sign_in_page_dispose (GObject *object)
{
  HelioSignInPage *self = HELIO_SIGN_IN_PAGE (object);
  g_clear_error (&self->looked_for);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_sign_in_page_parent_class)->dispose (object);
}

static void
helio_sign_in_page_class_init (HelioSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_sign_in_page_dispose;

  signals[SIGNAL_ATTENTION] = helio_signal_new ("attention", G_TYPE_FROM_CLASS (klass));
  signals[SIGNAL_SUBSCRIBE] = g_signal_new ("subscribe",
                                            G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            G_TYPE_STRING);
  g_type_ensure (HELIO_TYPE_ACCOUNT_CARD);
  g_type_ensure (HELIO_TYPE_RENEWAL_PAGE);
  g_type_ensure (HELIO_TYPE_TOKEN_PAGE);
  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  g_type_ensure (HELIO_TYPE_BROWSER_CARD);
  g_type_ensure (HELIO_TYPE_DEVICE_CARD);
  g_type_ensure (HELIO_TYPE_OTHER_ACCOUNT_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, account_tab);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, token_tab);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, renewals_tab);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, views);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, token_page);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, renewal_page);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, account_card);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, browser_card);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, device_card);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, other_card);
  gtk_widget_class_bind_template_callback (widget_class, on_tab_toggled);
}

static void
helio_sign_in_page_init (HelioSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_sign_in_page_new (HelioConnection *connection)
{
  HelioSignInPage *self = g_object_new (HELIO_TYPE_SIGN_IN_PAGE, NULL);
  static const char *const watched[] = {"notify::login",
                                        "notify::device-login",
                                        "notify::other-account",
                                        "notify::profile",
                                        "notify::state"};

  self->connection = g_object_ref (connection);
  helio_account_card_set_connection (self->account_card, connection);
  helio_token_page_set_connection (self->token_page, connection);
  helio_renewal_page_set_connection (self->renewal_page, connection);
  g_signal_connect_object (self->token_page,
                           "failure",
                           G_CALLBACK (on_failure),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->token_page,
                           "subscribe",
                           G_CALLBACK (on_subscribe),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection,
                           "notify::error",
                           G_CALLBACK (on_error_changed),
                           self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (connection, watched[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

gboolean
helio_sign_in_page_is_busy (HelioSignInPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "home") != 0;
}

void
helio_sign_in_page_show (HelioSignInPage *self, const char *view)
{
  GtkToggleButton *tab = g_strcmp0 (view, "token") == 0      ? self->token_tab
                         : g_strcmp0 (view, "renewals") == 0 ? self->renewals_tab
                                                             : self->account_tab;

  gtk_toggle_button_set_active (tab, TRUE);
}

void
helio_sign_in_page_grab (HelioSignInPage *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (name, "waiting") == 0)
    helio_browser_card_grab (self->browser_card);
  else if (g_strcmp0 (name, "device") == 0)
    helio_device_card_grab (self->device_card);
  else if (g_strcmp0 (name, "other") == 0)
    helio_other_account_card_grab (self->other_card);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}
