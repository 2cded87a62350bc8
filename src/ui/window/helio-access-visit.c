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

/* Till the user is online. */
typedef struct {
  GWeakRef access;
  HelioCredential *before; /* (nullable): one that is new is what the plan lacked */
  char *profile;
  char *account; /* (nullable) */
} Visit;

static void
visit_free (gpointer data, GClosure *closure)
{
  Visit *visit = data;

  g_weak_ref_clear (&visit->access);
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

static void
on_changed (HelioConnection *connection, GParamSpec *pspec, gpointer user_data)
{
  Visit *visit = user_data;
  g_autoptr (HelioAccessPage) access = g_weak_ref_get (&visit->access);
  const gboolean online = helio_connection_is_connected (connection) &&
                          helio_connection_get_credential (connection) != visit->before;

  if (access != NULL && online && is_wanted (connection, visit->account))
    helio_access_page_settle (access, visit->profile, visit->account);
  if (access == NULL || online)
    g_signal_handlers_disconnect_by_data (connection, visit);
}

static void
wait_for (HelioConnection *connection,
          HelioAccessPage *access,
          const char *profile,
          const char *account)
{
  Visit *visit = g_new0 (Visit, 1);

  g_weak_ref_init (&visit->access, access);
  visit->profile = g_strdup (profile);
  visit->account = g_strdup (account);
  if (helio_connection_get_credential (connection) != NULL)
    visit->before = helio_credential_ref (helio_connection_get_credential (connection));
  /* State and credential come one after the other. */
  g_signal_connect_data (connection, "notify", G_CALLBACK (on_changed), visit, visit_free, 0);
}

static void
on_dismissed (HelioConnectionPage *page)
{
  helio_connection_page_set_notice (page, NULL);
}

static void
on_back (GtkWidget *banner, HelioConnectionItem *home_borrowed)
{
  g_autoptr (HelioConnectionItem) home = g_object_ref (home_borrowed);
  HelioWindow *window = HELIO_WINDOW (gtk_widget_get_root (banner));

  on_dismissed (
      HELIO_CONNECTION_PAGE (gtk_widget_get_ancestor (banner, HELIO_TYPE_CONNECTION_PAGE)));
  helio_window_show_access (window, home);
}

/* Plans belong to the connection whose page they are on, which the way to another one's page does not show. */
static void
offer_way_back (HelioConnectionPage *page, HelioConnectionItem *home)
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
  g_signal_connect_swapped (banner, "dismissed", G_CALLBACK (on_dismissed), page);
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
                  helio_connection_page_get_item (self));
  wait_for (connection, access, profile, account);
  if (helio_connection_needs_consent (connection))
    helio_consent_then (GTK_WIDGET (root), connection, helio_connection_connect);
  else if (helio_connection_is_connected (connection) &&
           !helio_profile_needs_sign_in (helio_connection_get_profile (connection)))
    /* It has what a plan cannot get at: once more, for the keyring. */
    helio_window_enter_secret (HELIO_WINDOW (root), item);
  else
    helio_connection_sign_in (connection, "login", account);
}
