// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-access-visit.h"

#include "core/base/helio-util.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-consent.h"
#include "ui/widgets/helio-toast.h"
#include "ui/window/helio-window.h"

#include <glib/gi18n.h>

/* Till the user has signed in. */
typedef struct {
  GWeakRef access;
  GObject *login;          /* (nullable): the last one by browser or code */
  gboolean anew;           /* it is not what was connected before, or somebody has signed in */
  HelioCredential *before; /* (nullable) */
  char *profile;
  char *account; /* (nullable) */
} Visit;

static void
visit_free (gpointer data, GClosure *closure)
{
  Visit *visit = data;

  g_weak_ref_clear (&visit->access);
  g_clear_object (&visit->login);
  g_clear_pointer (&visit->before, helio_credential_unref);
  g_free (visit->profile);
  g_free (visit->account);
  g_free (visit);
}

static gboolean
is_wanted (HelioConnection *connection, const char *wanted)
{
  HelioAccount *account = helio_connection_get_account (connection);

  return wanted == NULL || (account != NULL && (g_strcmp0 (account->sub, wanted) == 0 ||
                                                g_strcmp0 (account->email, wanted) == 0));
}

static gboolean
is_done (GObject *login)
{
  return HELIO_IS_DEVICE_LOGIN (login)
             ? helio_device_login_get_state (HELIO_DEVICE_LOGIN (login)) == HELIO_DEVICE_LOGIN_DONE
             : login != NULL && helio_login_get_state (HELIO_LOGIN (login)) == HELIO_LOGIN_DONE;
}

static void
take_credential (Visit *visit, HelioConnection *connection)
{
  HelioCredential *credential = helio_connection_get_credential (connection);

  g_clear_pointer (&visit->before, helio_credential_unref);
  visit->before = credential != NULL ? helio_credential_ref (credential) : NULL;
}

/* What comes while a connection lives on is a renewal: of whom the browser is open for it says nothing. */
static gboolean
has_signed_in (Visit *visit, HelioConnection *connection)
{
  HelioLogin *login = helio_connection_get_login (connection);
  HelioDeviceLogin *device_login = helio_connection_get_device_login (connection);
  const gboolean online = helio_connection_is_connected (connection);

  if (login != NULL || device_login != NULL) {
    g_set_object (&visit->login, login != NULL ? G_OBJECT (login) : G_OBJECT (device_login));
    visit->anew = FALSE;
  } else if (!online || is_done (visit->login))
    visit->anew = TRUE;
  if (!visit->anew)
    take_credential (visit, connection);
  return online && visit->anew && helio_connection_get_credential (connection) != visit->before &&
         is_wanted (connection, visit->account);
}

/* The visit is over. */
static void
settle (HelioConnection *connection, Visit *visit)
{
  g_autoptr (HelioAccessPage) access = g_weak_ref_get (&visit->access);

  if (access != NULL)
    helio_access_page_settle (access, visit->profile, visit->account);
  g_signal_handlers_disconnect_by_data (connection, visit);
}

static void
on_changed (HelioConnection *connection, GParamSpec *pspec, Visit *visit)
{
  g_autoptr (HelioAccessPage) access = g_weak_ref_get (&visit->access);

  if (access == NULL || has_signed_in (visit, connection))
    settle (connection, visit);
}

/* @stored: for a secret in the keyring, and no matter what else comes. */
static void
wait_for (HelioConnection *connection,
          HelioAccessPage *access,
          const char *profile,
          const char *account,
          gboolean stored)
{
  Visit *visit = g_new0 (Visit, 1);

  g_weak_ref_init (&visit->access, access);
  visit->profile = g_strdup (profile);
  visit->account = g_strdup (account);
  visit->anew = !helio_connection_is_connected (connection);
  take_credential (visit, connection);
  /* State and credential come one after the other. */
  g_signal_connect_data (connection,
                         stored ? "secret-remembered" : "notify",
                         stored ? G_CALLBACK (settle) : G_CALLBACK (on_changed),
                         visit,
                         visit_free,
                         0);
}

static void
take_away (GtkWidget *banner)
{
  GtkWidget *page = gtk_widget_get_ancestor (banner, HELIO_TYPE_CONNECTION_PAGE);

  if (page != NULL)
    helio_connection_page_set_notice (HELIO_CONNECTION_PAGE (page), NULL);
}

static void
on_back (GtkWidget *banner, HelioConnectionItem *home_borrowed)
{
  g_autoptr (HelioConnectionItem) home = g_object_ref (home_borrowed);
  HelioWindow *window = HELIO_WINDOW (gtk_widget_get_root (banner));

  /* While the focus is here: it goes along. */
  helio_window_show_access (window, home);
  take_away (banner);
}

/* Plans belong to the connection whose page they are on, which the way to another one's page does not show. */
static void
offer_way_back (HelioConnectionPage *page, HelioConnectionItem *home, HelioAccessPage *access)
{
  GtkWidget *banner = helio_banner_new ();
  g_autofree char *name = helio_printable (helio_connection_item_get_name (home), -1, 100);
  /* Translators: the name of a connection */
  g_autofree char *text = g_strdup_printf (
      C_ ("access visit", "The access plan of “%s” asked for this, and stays there"),
      name);

  helio_banner_set (HELIO_BANNER (banner),
                    HELIO_BANNER_NOTE,
                    text,
                    NULL,
                    NULL,
                    C_ ("access visit", "Back to Access Plan"));
  helio_banner_set_dismissable (HELIO_BANNER (banner), TRUE);
  g_signal_connect_object (banner, "action-activated", G_CALLBACK (on_back), home, 0);
  g_signal_connect (banner, "dismissed", G_CALLBACK (take_away), NULL);
  g_signal_connect_object (access, "destroy", G_CALLBACK (take_away), banner, G_CONNECT_SWAPPED);
  helio_connection_page_set_notice (page, banner);
}

void
helio_access_visit_begin (HelioConnectionPage *self,
                          const char *profile,
                          const char *account,
                          HelioAccessPage *access)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  HelioConnectionItem *item =
      HELIO_IS_WINDOW (root)
          ? helio_connection_list_find_named (helio_window_get_list (HELIO_WINDOW (root)), profile)
          : NULL;
  HelioConnection *connection = item != NULL ? helio_connection_item_get_connection (item) : NULL;
  gboolean has_secret;

  if (connection == NULL) {
    g_autofree char *shown = helio_printable (profile, -1, 100);
    /* Translators: the name or file of a profile */
    g_autofree char *text =
        g_strdup_printf (C_ ("toast", "Add the connection “%s” here first"), shown);
    helio_toast_show (GTK_WIDGET (self), text, NULL);
    return;
  }
  helio_window_show_sign_in (HELIO_WINDOW (root), item, "account");
  offer_way_back (HELIO_CONNECTION_PAGE (helio_window_find_page (HELIO_WINDOW (root), item)),
                  helio_connection_page_get_item (self),
                  access);
  has_secret = helio_connection_is_connected (connection) &&
               !helio_profile_needs_sign_in (helio_connection_get_profile (connection));
  wait_for (connection, access, profile, account, has_secret);
  if (helio_connection_needs_consent (connection))
    helio_consent_then (GTK_WIDGET (root), connection, helio_connection_connect);
  else if (has_secret)
    /* It has what a plan cannot get at: once more, for the keyring. */
    helio_window_enter_secret (HELIO_WINDOW (root), item);
  else
    helio_connection_sign_in (connection, "login", account);
}
