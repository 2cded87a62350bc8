// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-sign-in-page.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/helio-accessible.h"
#include "ui/helio-banner.h"
#include "ui/helio-status.h"

#include <glib/gi18n.h>

struct _HelioSignInPage {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned */
  HelioLogin *login;           /* owned (nullable): the one that is shown */
  HelioTimer *timer;           /* owned */

  /* template children */
  GtkStack *stack;
  HelioBanner *browser_banner;
  GtkSpinner *spinner;
  GtkLabel *waiting_title;
  GtkLabel *waiting_text;
  GtkLabel *countdown;
  GtkButton *open_again;
  GtkButton *copy_link;
  GtkWidget *link_box;
  GtkLabel *link;
  GtkExpander *mismatch;
  GtkListBox *callbacks;
  GtkLabel *application;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *email;
  GtkLabel *issuer;
  GtkLabel *subject;
  AdwStatusPage *no_account;
  GtkButton *sign_in;
};

G_DEFINE_FINAL_TYPE (HelioSignInPage, helio_sign_in_page, ADW_TYPE_BIN)

static void
set_foreign (GtkLabel *label, const char *text)
{
  g_autofree char *printable = text != NULL ? helio_printable (text, -1, 200) : NULL;
  gtk_label_set_text (label, printable != NULL ? printable : "");
  gtk_widget_set_visible (GTK_WIDGET (label), printable != NULL && *printable != '\0');
}

static void on_tick (gpointer user_data);

static void
update_countdown (HelioSignInPage *self)
{
  g_clear_pointer (&self->timer, helio_timer_cancel);
  const gint64 deadline = self->login != NULL ? helio_login_get_deadline (self->login) : 0;
  if (deadline == 0) {
    gtk_label_set_text (self->countdown, "");
    return;
  }
  HelioClock *clock = helio_connection_get_clock (self->connection);
  const gint64 left = deadline - helio_clock_now_boot (clock);
  g_autofree char *time = helio_status_format_countdown (left);
  /* Translators: %s is a time such as 9:41 */
  g_autofree char *text = g_strdup_printf (C_ ("sign-in", "%s left to sign in"), time);
  gtk_label_set_text (self->countdown, text);
  if (left > 0 && gtk_widget_get_mapped (GTK_WIDGET (self))) {
    const gint64 rest = left % G_USEC_PER_SEC;
    self->timer = helio_clock_after (clock, rest > 0 ? rest : G_USEC_PER_SEC, on_tick, self);
  }
}

static void
on_tick (gpointer user_data)
{
  update_countdown (HELIO_SIGN_IN_PAGE (user_data));
}

static void
copy (HelioSignInPage *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
on_copy_callback (GtkButton *button, gpointer user_data)
{
  copy (user_data, g_object_get_data (G_OBJECT (button), "uri"));
}

static void
fill_callbacks (HelioSignInPage *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->callbacks))) != NULL)
    gtk_list_box_remove (self->callbacks, child);

  g_auto (GStrv) uris = helio_login_get_callback_uris (self->login);
  for (guint i = 0; uris != NULL && uris[i] != NULL; i++) {
    GtkWidget *row = gtk_list_box_row_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *label = gtk_label_new (uris[i]);
    GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
    gtk_widget_add_css_class (box, "callback-row");
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
    gtk_widget_set_hexpand (label, TRUE);
    gtk_widget_add_css_class (label, "monospace");
    gtk_widget_add_css_class (button, "flat");
    gtk_widget_set_tooltip_text (button, C_ ("sign-in", "Copy"));
    g_autofree char *spoken = g_strdup_printf (C_ ("accessible name", "Copy %s"), uris[i]);
    helio_accessible_name (button, spoken, NULL);
    g_object_set_data_full (G_OBJECT (button), "uri", g_strdup (uris[i]), g_free);
    g_signal_connect (button, "clicked", G_CALLBACK (on_copy_callback), self);
    gtk_box_append (GTK_BOX (box), label);
    gtk_box_append (GTK_BOX (box), button);
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
    gtk_list_box_append (self->callbacks, row);
  }
}

static void
on_copy_all_callbacks (HelioSignInPage *self)
{
  if (self->login == NULL)
    return;
  g_auto (GStrv) uris = helio_login_get_callback_uris (self->login);
  /* The field at the issuer takes them with commas between. */
  g_autofree char *text = g_strjoinv (", ", uris);
  copy (self, text);
}

static void
on_copy_link (HelioSignInPage *self)
{
  if (self->login != NULL && helio_login_get_uri (self->login) != NULL)
    copy (self, helio_login_get_uri (self->login));
}

static void
on_open_again (HelioSignInPage *self)
{
  if (self->login != NULL)
    helio_login_open_again (self->login);
}

static void
on_cancel (HelioSignInPage *self)
{
  if (self->login != NULL)
    helio_login_cancel (self->login);
}

static void
update_login (HelioSignInPage *self)
{
  if (self->login == NULL)
    return;
  const HelioLoginState state = helio_login_get_state (self->login);
  const char *uri = helio_login_get_uri (self->login);
  const GError *browser_error = helio_login_get_browser_error (self->login);
  const char *title = C_ ("sign-in", "Finishing the Sign-In…");

  if (state == HELIO_LOGIN_PREPARING)
    title = C_ ("sign-in", "Preparing the Sign-In…");
  else if (state == HELIO_LOGIN_WAITING)
    title = browser_error != NULL ? C_ ("sign-in", "Open This Link in a Browser")
                                  : C_ ("sign-in", "Continue in Your Browser");
  gtk_label_set_text (self->waiting_title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_text),
                          state == HELIO_LOGIN_WAITING && browser_error == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->open_again), state == HELIO_LOGIN_WAITING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy_link), uri != NULL);
  gtk_widget_set_visible (self->link_box, browser_error != NULL && uri != NULL);
  gtk_label_set_text (self->link, uri != NULL ? uri : "");
  helio_banner_set_error (self->browser_banner, HELIO_BANNER_WARNING, browser_error, NULL);
  update_countdown (self);
}

static void
set_login (HelioSignInPage *self, HelioLogin *login)
{
  if (self->login == login)
    return;
  if (self->login != NULL)
    g_signal_handlers_disconnect_by_func (self->login, update_login, self);
  g_set_object (&self->login, login);
  gtk_spinner_set_spinning (self->spinner, login != NULL);
  if (login == NULL) {
    g_clear_pointer (&self->timer, helio_timer_cancel);
    return;
  }
  g_signal_connect_swapped (login, "notify", G_CALLBACK (update_login), self);

  HelioProfile *profile = helio_connection_get_profile (self->connection);
  g_autofree char *issuer = helio_profile_get_issuer (profile);
  g_autofree char *text = g_strdup_printf (
      /* Translators: client id and issuer */
      C_ ("sign-in",
          "The application “%s” at %s does not list this program's address. Add these to its "
          "Allowed Callback URLs, save there, then open the browser again:"),
      profile->sign_in.client_id != NULL ? profile->sign_in.client_id : "",
      issuer != NULL ? issuer : "");
  set_foreign (self->application, text);
  gtk_expander_set_expanded (self->mismatch, FALSE);
  fill_callbacks (self);
}

static void
update_account (HelioSignInPage *self)
{
  HelioAccount *account = helio_connection_get_account (self->connection);
  HelioProfile *profile = helio_connection_get_profile (self->connection);

  if (account != NULL) {
    g_autofree char *label = helio_printable (helio_account_get_label (account), -1, 100);
    adw_avatar_set_text (self->avatar, label);
    gtk_label_set_text (self->name, label);
    set_foreign (self->email,
                 g_strcmp0 (account->email, helio_account_get_label (account)) != 0 ? account->email
                                                                                    : NULL);
    set_foreign (self->issuer, account->issuer);
    set_foreign (self->subject, account->sub);
    return;
  }
  const gboolean needs = helio_profile_needs_sign_in (profile);
  adw_status_page_set_title (self->no_account,
                             needs ? C_ ("sign-in", "Nobody Is Signed In")
                                   : C_ ("sign-in", "No Sign-In Needed"));
  adw_status_page_set_description (
      self->no_account,
      needs ? C_ ("sign-in",
                  "You sign in with your own browser. This program never sees your password.")
            : C_ ("sign-in", "This connection uses a key or a username and password."));
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in), needs);
}

static void
update (HelioSignInPage *self)
{
  HelioLogin *login = helio_connection_get_login (self->connection);
  const gboolean running = login != NULL && helio_login_get_state (login) != HELIO_LOGIN_DONE &&
                           helio_login_get_state (login) != HELIO_LOGIN_FAILED;

  set_login (self, running ? login : NULL);
  if (running)
    update_login (self);
  update_account (self);
  gtk_stack_set_visible_child_name (
      self->stack,
      running ? "waiting"
              : (helio_connection_get_account (self->connection) != NULL ? "account" : "nobody"));
}

static void
helio_sign_in_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_sign_in_page_parent_class)->map (widget);
  update_countdown (HELIO_SIGN_IN_PAGE (widget));
}

static void
helio_sign_in_page_unmap (GtkWidget *widget)
{
  g_clear_pointer (&HELIO_SIGN_IN_PAGE (widget)->timer, helio_timer_cancel);
  GTK_WIDGET_CLASS (helio_sign_in_page_parent_class)->unmap (widget);
}

static void
helio_sign_in_page_dispose (GObject *object)
{
  HelioSignInPage *self = HELIO_SIGN_IN_PAGE (object);
  g_clear_pointer (&self->timer, helio_timer_cancel);
  if (self->login != NULL)
    g_signal_handlers_disconnect_by_func (self->login, update_login, self);
  g_clear_object (&self->login);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_sign_in_page_parent_class)->dispose (object);
}

static void
helio_sign_in_page_class_init (HelioSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_sign_in_page_dispose;
  widget_class->map = helio_sign_in_page_map;
  widget_class->unmap = helio_sign_in_page_unmap;

  g_type_ensure (HELIO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, browser_banner);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, waiting_title);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, waiting_text);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, countdown);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, open_again);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, copy_link);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, link_box);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, link);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, mismatch);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, callbacks);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, application);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, name);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, email);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, issuer);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, subject);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, no_account);
  gtk_widget_class_bind_template_child (widget_class, HelioSignInPage, sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_all_callbacks);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_link);
  gtk_widget_class_bind_template_callback (widget_class, on_open_again);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
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
                                        "notify::account",
                                        "notify::profile",
                                        "notify::state"};

  self->connection = g_object_ref (connection);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (connection, watched[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
