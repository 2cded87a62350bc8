// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-convention.h"

#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>

/* The first that matches: the more special ones stand first. */
static const struct {
  const char *filter, *name, *detail;
} conventions[] = {
    {"$spaces/+/presence",
     NC_ ("topic", "Presence in a space"),
     NC_ ("topic",
          "Who is there: user, name, colour; “type: leave” when one goes. Sent every 10 seconds at "
          "QoS 0; who is "
          "silent for 30 seconds counts as gone.")},
    {"$spaces/+/cursors",
     NC_ ("topic", "Cursors in a space"),
     NC_ ("topic", "Where each person points, at QoS 0: what is lost is replaced by the next.")},
    {"$spaces/+/typing",
     NC_ ("topic", "Typing in a space"),
     NC_ ("topic", "Who is typing, at QoS 0.")},
    {"$spaces/+/reactions",
     NC_ ("topic", "Reactions in a space"),
     NC_ ("topic", "Short-lived reactions, at QoS 0.")},
    {"$spaces/+/locks",
     NC_ ("topic", "Locks in a space"),
     NC_ ("topic", "Who holds what, at QoS 1.")},
    {"$spaces/+/broadcast/#",
     NC_ ("topic", "Broadcast in a space"),
     NC_ ("topic", "An event for everybody there, named by the last level, at QoS 0.")},
    {"$spaces/+/state/#",
     NC_ ("topic", "Shared state of a space"),
     NC_ ("topic",
          "The value of one key, retained at QoS 1; the last writer wins. An empty retained "
          "message removes it.")},
    {"$notifications/channels/#",
     NC_ ("topic", "Notification channel"),
     NC_ ("topic",
          "A notification for all who follow the channel: id, type, title, body and ts. QoS 1, not "
          "retained.")},
    {"$notifications/+/inbox/#",
     NC_ ("topic", "Notification inbox"),
     NC_ ("topic",
          "A notification for one user: id, type, title, body and ts. QoS 1, not retained; a "
          "further level is its "
          "category.")},
    {"chat/+/stream",
     NC_ ("topic", "Chat stream"),
     NC_ ("topic",
          "Pieces of an answer as they are made, at QoS 0; the whole comes on “complete”.")},
    {"chat/+/complete",
     NC_ ("topic", "Chat answer"),
     NC_ ("topic", "The whole answer, retained at QoS 1.")},
    {"response/+",
     NC_ ("topic", "Response inbox"),
     NC_ ("topic",
          "Answers to requests of one client, matched by correlation data; the last level is its "
          "client ID.")},
    {"+/+/jobs/+/progress",
     NC_ ("topic", "Job progress"),
     NC_ ("topic", "How far a user's job has come, as JSON.")},
    {"$SYS/#",
     NC_ ("topic", "The broker about itself"),
     NC_ ("topic",
          "Statistics that the broker publishes; which ones, and how often, is up to it.")},
};

gboolean
helio_topic_convention_find (const char *topic, HelioTopicConvention *convention)
{
  for (gsize i = 0; i < G_N_ELEMENTS (conventions); i++) {
    if (!helio_topic_matches (conventions[i].filter, topic))
      continue;
    convention->name = g_dpgettext2 (GETTEXT_PACKAGE, "topic", conventions[i].name);
    convention->detail = g_dpgettext2 (GETTEXT_PACKAGE, "topic", conventions[i].detail);
    return TRUE;
  }
  return FALSE;
}
