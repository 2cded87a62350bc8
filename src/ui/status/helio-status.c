// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/status/helio-status.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>

static const char *const styles[] = {"status-idle",
                                     "status-busy",
                                     "status-online",
                                     "status-waiting",
                                     "status-bad"};

const char *
helio_status_get_icon_name (HelioSessionState state)
{
  switch (state) {
    case HELIO_SESSION_SIGNING_IN:
    case HELIO_SESSION_GETTING_CREDENTIAL:
    case HELIO_SESSION_CONNECTING:
    case HELIO_SESSION_RENEWING:
      return "helio-state-busy-symbolic";
    case HELIO_SESSION_ONLINE:
      return "helio-state-online-symbolic";
    case HELIO_SESSION_WAITING_TO_RETRY:
      return "helio-state-waiting-symbolic";
    case HELIO_SESSION_NEEDS_SIGN_IN:
      return "helio-state-person-symbolic";
    case HELIO_SESSION_FAILED:
      return "helio-state-failed-symbolic";
    case HELIO_SESSION_IDLE:
    default:
      return "helio-state-idle-symbolic";
  }
}

const char *
helio_status_get_style (HelioSessionState state)
{
  switch (state) {
    case HELIO_SESSION_SIGNING_IN:
    case HELIO_SESSION_GETTING_CREDENTIAL:
    case HELIO_SESSION_CONNECTING:
      return styles[1];
    case HELIO_SESSION_ONLINE:
    case HELIO_SESSION_RENEWING:
      return styles[2];
    case HELIO_SESSION_WAITING_TO_RETRY:
      return styles[3];
    case HELIO_SESSION_NEEDS_SIGN_IN:
    case HELIO_SESSION_FAILED:
      return styles[4];
    case HELIO_SESSION_IDLE:
    default:
      return styles[0];
  }
}

void
helio_status_style_widget (GtkWidget *widget, HelioSessionState state)
{
  const char *style = helio_status_get_style (state);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    if (styles[i] == style)
      gtk_widget_add_css_class (widget, style);
    else
      gtk_widget_remove_css_class (widget, styles[i]);
  }
}

char *
helio_status_format_countdown (gint64 remaining)
{
  const gint64 seconds = MAX (remaining + G_USEC_PER_SEC - 1, 0) / G_USEC_PER_SEC;
  const gint64 days = seconds / (24 * 60 * 60);

  if (days >= 2)
    return g_strdup_printf (NP_ ("time", "%d day", "%d days", (gulong) days), (int) days);
  if (seconds >= 60 * 60)
    return g_strdup_printf ("%d:%02d:%02d",
                            (int) (seconds / 3600),
                            (int) (seconds / 60 % 60),
                            (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
}

const char *
helio_status_get_label (HelioConnection *connection)
{
  const HelioSessionState state = helio_connection_get_state (connection);

  if (state == HELIO_SESSION_NEEDS_SIGN_IN)
    switch (helio_connection_get_missing_secret (connection)) {
      case HELIO_KEYRING_EXCHANGE_KEY:
        return C_ ("state", "Needs API key");
      case HELIO_KEYRING_PASSWORD:
        return C_ ("state", "Needs password");
      case HELIO_KEYRING_PRIVATE_KEY:
        return C_ ("state", "Needs private key");
      case HELIO_KEYRING_PASSPHRASE:
        return C_ ("state", "Needs passphrase");
      default:
        break;
    }
  return helio_session_state_get_label (state);
}

const char *
helio_status_describe_missing (HelioConnection *connection, const char **description)
{
  switch (helio_connection_get_missing_secret (connection)) {
    case HELIO_KEYRING_EXCHANGE_KEY:
      *description = C_ ("missing", "Enter it above to connect.");
      return C_ ("missing", "API Key Missing");
    case HELIO_KEYRING_PASSWORD:
      *description = C_ ("missing", "Enter it above to connect.");
      return C_ ("missing", "Password Missing");
    case HELIO_KEYRING_PRIVATE_KEY:
      *description = C_ ("missing", "Choose its file above to connect.");
      return C_ ("missing", "Private Key Missing");
    case HELIO_KEYRING_PASSPHRASE:
      *description = C_ ("missing", "Enter it above to connect.");
      return C_ ("missing", "Passphrase Missing");
    default:
      *description = C_ ("missing", "Sign in to connect.");
      return C_ ("missing", "Not Signed In");
  }
}

const char *
helio_status_get_who (HelioCredential *credential)
{
  return helio_credential_is_anonymous (credential) ? C_ ("status", "Anonymous")
                                                    : helio_credential_get_name (credential);
}

char *
helio_status_get_text (HelioSessionState state, const char *label, gint64 until, gint64 now)
{
  if (until <= 0 || until == G_MAXINT64)
    return g_strdup (label);

  g_autofree char *countdown = helio_status_format_countdown (until - now);
  if (state == HELIO_SESSION_ONLINE)
    /* Translators: a state and the time left, "Online · renews in 12:40" */
    return g_strdup_printf (C_ ("status", "%s · renews in %s"), label, countdown);
  if (state == HELIO_SESSION_WAITING_TO_RETRY)
    return g_strdup_printf (C_ ("status", "%s · in %s"), label, countdown);
  if (state == HELIO_SESSION_SIGNING_IN)
    return g_strdup_printf (C_ ("status", "%s · %s left"), label, countdown);
  return g_strdup (label);
}

char *
helio_status_format_time (gint64 wall)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall / G_USEC_PER_SEC);
  if (utc == NULL)
    return g_strdup ("");
  g_autoptr (GDateTime) time = g_date_time_to_local (utc);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  if (g_date_time_get_year (time) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now))
    return g_date_time_format (time, "%H:%M:%S");
  /* Translators: date and time, see g_date_time_format() */
  return g_date_time_format (time, C_ ("time", "%-d %b %H:%M:%S"));
}
