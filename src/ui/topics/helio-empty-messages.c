// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-empty-messages.h"

#include "ui/status/helio-status.h"

#include <glib/gi18n.h>

static gboolean
is_all_refused (GListModel *subscriptions)
{
  guint n = g_list_model_get_n_items (subscriptions);

  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (subscriptions, i);

    if (helio_subscription_get_state (subscription) != HELIO_SUBSCRIPTION_REFUSED)
      return FALSE;
  }
  return n > 0;
}

const char *
helio_empty_messages_describe (HelioConnection *connection,
                               GListModel *subscriptions,
                               const char **description)
{
  HelioSessionState state = HELIO_SESSION_ONLINE;
  const char *reason = NULL, *title;

  if (connection != NULL) {
    state = helio_connection_get_state (connection);
    reason = helio_connection_get_reason (connection);
  }
  *description = NULL;
  switch (state) {
    case HELIO_SESSION_ONLINE:
    case HELIO_SESSION_RENEWING:
      if (subscriptions == NULL || g_list_model_get_n_items (subscriptions) == 0) {
        title = C_ ("messages", "Nothing Subscribed");
        *description = C_ ("messages", "Add a topic filter under Subscriptions.");
      } else if (is_all_refused (subscriptions)) {
        title = C_ ("messages", "Every Subscription Was Refused");
        *description = C_ ("messages", "Subscriptions says why.");
      } else {
        title = C_ ("messages", "Waiting for Messages");
        *description = C_ ("messages", "They appear here as they arrive.");
      }
      break;
    case HELIO_SESSION_NEEDS_SIGN_IN:
      title = helio_status_describe_missing (connection, description);
      break;
    case HELIO_SESSION_IDLE:
      title = C_ ("messages", "Not Connected");
      *description = C_ ("messages", "Connect to see messages here.");
      break;
    case HELIO_SESSION_FAILED:
      title = C_ ("messages", "Not Connected");
      *description = reason;
      break;
    case HELIO_SESSION_WAITING_TO_RETRY:
      title = C_ ("messages", "Waiting to Retry");
      *description = reason;
      break;
    case HELIO_SESSION_SIGNING_IN:
    case HELIO_SESSION_GETTING_CREDENTIAL:
    case HELIO_SESSION_CONNECTING:
    default:
      title = C_ ("messages", "Connecting…");
      *description = reason;
  }
  return title;
}
