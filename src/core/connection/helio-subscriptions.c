// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-subscriptions.h"

#include "core/base/helio-clock.h"
#include "core/base/helio-error.h"
#include "core/connection/helio-subscription-private.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>

struct _HelioSubscriptions {
  HelioObjectList parent_instance;

  /* owned */
  HelioClock *clock;
  HelioTimeline *timeline;
  char *name, *client_id;

  /* borrowed */
  HelioLink *link; /* NULL while away */

  int mqtt_version;
  gboolean session_lives; /* while away */
};

G_DEFINE_FINAL_TYPE (HelioSubscriptions, helio_subscriptions, HELIO_TYPE_OBJECT_LIST)

static void
helio_subscriptions_finalize (GObject *object)
{
  HelioSubscriptions *self = HELIO_SUBSCRIPTIONS (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->timeline);
  g_free (self->name);
  g_free (self->client_id);
  G_OBJECT_CLASS (helio_subscriptions_parent_class)->finalize (object);
}

static void
helio_subscriptions_class_init (HelioSubscriptionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_subscriptions_finalize;
  HELIO_OBJECT_LIST_CLASS (klass)->item_type = HELIO_TYPE_SUBSCRIPTION;
}

static void
helio_subscriptions_init (HelioSubscriptions *self)
{
}

HelioSubscriptions *
helio_subscriptions_new (HelioClock *clock, HelioTimeline *timeline)
{
  HelioSubscriptions *self = g_object_new (HELIO_TYPE_SUBSCRIPTIONS, NULL);

  self->clock = g_object_ref (clock);
  self->timeline = g_object_ref (timeline);
  return self;
}

static guint
count (HelioSubscriptions *self)
{
  return helio_object_list_get_length (HELIO_OBJECT_LIST (self));
}

static HelioSubscription *
nth (HelioSubscriptions *self, guint position)
{
  return helio_object_list_peek (HELIO_OBJECT_LIST (self), position);
}

/* @retain_handling: -1: the subscription's own. */
static void
send_one (HelioSubscriptions *self, HelioSubscription *subscription, int retain_handling)
{
  HelioFilterOptions options = *helio_subscription_get_options (subscription);
  g_autoptr (GError) error = NULL;
  g_autofree char *resolved =
      helio_topic_substitute (options.filter, self->name, self->client_id, &error);

  helio_subscription_set_withheld (subscription, FALSE);
  helio_subscription_set_resolved (subscription, resolved);
  if (resolved == NULL) {
    helio_subscription_answer (subscription, -1, -1, error);
    return;
  }
  options.filter = resolved;
  if (retain_handling >= 0)
    options.retain_handling = retain_handling;
  helio_subscription_set_state (subscription, HELIO_SUBSCRIPTION_PENDING);
  helio_subscription_set_request (subscription, helio_link_subscribe (self->link, &options));
}

static gboolean
is_settled (HelioSubscription *subscription)
{
  return helio_subscription_get_ever_granted (subscription) &&
         helio_subscription_get_granted_qos (subscription) >= 0;
}

static void
send_removal (HelioSubscriptions *self, HelioSubscription *subscription)
{
  helio_subscription_set_state (subscription, HELIO_SUBSCRIPTION_REMOVING);
  helio_subscription_set_request (
      subscription,
      helio_link_unsubscribe (self->link, helio_subscription_get_resolved (subscription)));
}

/* What was to be removed when the last connection ended. */
static void
go_on_removing (HelioSubscriptions *self, HelioBegin begin)
{
  for (guint i = count (self); i > 0; i--) {
    HelioSubscription *subscription = nth (self, i - 1);

    if (helio_subscription_get_state (subscription) != HELIO_SUBSCRIPTION_REMOVING ||
        helio_subscription_get_request (subscription) != 0)
      continue;
    if (begin == HELIO_BEGIN_RESUMED)
      send_removal (self, subscription);
    else
      helio_object_list_remove_item (HELIO_OBJECT_LIST (self), subscription);
  }
}

void
helio_subscriptions_begin (HelioSubscriptions *self,
                           HelioLink *link,
                           HelioBegin begin,
                           int mqtt_version,
                           const char *name,
                           const char *client_id)
{
  gboolean same_name = g_strcmp0 (self->name, name) == 0;

  self->link = link;
  self->mqtt_version = mqtt_version;
  g_free (self->name);
  self->name = g_strdup (name);
  g_free (self->client_id);
  self->client_id = g_strdup (client_id);
  go_on_removing (self, begin);

  for (guint i = 0; i < count (self); i++) {
    HelioSubscription *subscription = nth (self, i);
    gboolean known = same_name && is_settled (subscription);

    /* A request under way outlives a renewal: the link sends it again, and an UNSUBSCRIBE must stay one. */
    if (helio_subscription_get_request (subscription) != 0)
      continue;
    if (begin != HELIO_BEGIN_FRESH && same_name && helio_subscription_get_withheld (subscription))
      continue;
    if (begin == HELIO_BEGIN_RESUMED && mqtt_version < 5 && known)
      /* 3.1.1 has no Retain Handling: sending again would bring every retained message again. */
      helio_subscription_answer (subscription,
                                 helio_subscription_get_granted_qos (subscription),
                                 -1,
                                 NULL);
    else
      send_one (self,
                subscription,
                begin != HELIO_BEGIN_FRESH && known && mqtt_version >= 5 ? 1 : -1);
  }
}

void
helio_subscriptions_end (HelioSubscriptions *self, gboolean session_lives)
{
  self->link = NULL;
  self->session_lives = session_lives;
  for (guint i = count (self); i > 0; i--) {
    HelioSubscription *subscription = nth (self, i - 1);

    helio_subscription_set_request (subscription, 0);
    if (helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_REMOVING) {
      if (!session_lives)
        helio_object_list_remove_item (HELIO_OBJECT_LIST (self), subscription);
    } else if (!helio_subscription_get_withheld (subscription))
      helio_subscription_set_state (subscription, HELIO_SUBSCRIPTION_IDLE);
  }
}

/* Whether a subscription may be why the broker ended the connection. */
typedef enum {
  BLAME_NO,
  BLAME_MAYBE,
  BLAME_CERTAIN,
} Blame;

static Blame
judge_end (const GError *error)
{
  /* MQTT 5.0 §3.14.2.1. On 3.1.1 a broker may refuse with SUBACK, but some only close the connection. */
  switch (helio_error_get_reason_code (error)) {
    case 0x8F: /* topic filter invalid */
    case 0x9E: /* shared subscriptions not supported */
    case 0xA1: /* subscription identifiers not supported */
    case 0xA2: /* wildcard subscriptions not supported */
      return BLAME_CERTAIN;
    case 0x80:
    case 0x81:
    case 0x82:
    case 0x83:
    case 0x87:
    case 0x95:
      return BLAME_MAYBE;
    case -1:
      return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED) ? BLAME_MAYBE : BLAME_NO;
    default:
      return BLAME_NO;
  }
}

/* Requests are numbered in the order in which they are sent, and a broker answers in that order. */
static HelioSubscription *
find_unanswered (HelioSubscriptions *self)
{
  HelioSubscription *first = NULL;

  for (guint i = 0; i < count (self); i++) {
    HelioSubscription *subscription = nth (self, i);

    if (helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_PENDING &&
        helio_subscription_get_request (subscription) != 0 &&
        (first == NULL ||
         helio_subscription_get_request (subscription) < helio_subscription_get_request (first)))
      first = subscription;
  }
  return first;
}

static void
refuse (HelioSubscriptions *self, HelioSubscription *subscription, const GError *end)
{
  g_autoptr (GError) error = helio_error_new (
      HELIO_ERROR_MQTT_ENDED,
      C_ ("subscription",
          "Probably you may not subscribe to this, or the broker does not support it. It is left "
          "out "
          "from now on; add it again to try once more."),
      C_ ("subscription", "The broker ended the connection instead of answering."));

  helio_error_set_detail (error,
                          helio_error_get_detail (end) != NULL ? helio_error_get_detail (end)
                                                               : end->message);
  helio_error_set_reason_code (error, helio_error_get_reason_code (end));
  helio_subscription_answer (subscription, -1, helio_error_get_reason_code (end), error);
  helio_subscription_set_withheld (subscription, TRUE);
  helio_timeline_add (self->timeline,
                      helio_clock_now_wall (self->clock),
                      HELIO_TIMELINE_BAD,
                      C_ ("timeline", "Subscription to %s refused: %s"),
                      helio_subscription_get_resolved (subscription),
                      error->message);
}

gboolean
helio_subscriptions_end_by_broker (HelioSubscriptions *self, const GError *error)
{
  HelioSubscription *first = find_unanswered (self);
  Blame blame = first != NULL ? judge_end (error) : BLAME_NO;
  /* A broker that was stopped just now looks the same once, but hardly twice at the same place. */
  gboolean refused = blame == BLAME_CERTAIN ||
                     (blame == BLAME_MAYBE && helio_subscription_add_unanswered (first) > 1);

  if (refused)
    refuse (self, first, error);
  helio_subscriptions_end (self, TRUE);
  return refused;
}

static HelioSubscription *
find_request (HelioSubscriptions *self, guint64 request)
{
  for (guint i = 0; i < count (self); i++)
    if (helio_subscription_get_request (nth (self, i)) == request)
      return nth (self, i);
  return NULL;
}

static void
note_answer (HelioSubscriptions *self, HelioSubscription *subscription, const HelioEvent *event)
{
  const char *filter = helio_subscription_get_resolved (subscription);

  if (event->granted_qos >= 0)
    helio_timeline_add (self->timeline,
                        event->time_wall,
                        HELIO_TIMELINE_GOOD,
                        C_ ("timeline", "Subscribed to %s with QoS %d"),
                        filter,
                        event->granted_qos);
  else
    helio_timeline_add (self->timeline,
                        event->time_wall,
                        HELIO_TIMELINE_BAD,
                        C_ ("timeline", "Subscription to %s refused: %s"),
                        filter,
                        event->error != NULL ? event->error->message : "");
}

/* UNSUBACK. What the broker did not end goes on, so the row must, too. */
static void
handle_removal (HelioSubscriptions *self, HelioSubscription *subscription, const HelioEvent *event)
{
  g_autoptr (GError) error = NULL;

  if (event->error == NULL || helio_subscription_get_granted_qos (subscription) < 0) {
    helio_object_list_remove_item (HELIO_OBJECT_LIST (self), subscription);
    return;
  }
  error = helio_error_new (HELIO_ERROR_MQTT_REFUSED,
                           helio_error_get_remedy (event->error),
                           C_ ("subscription", "The broker did not end the subscription: %s"),
                           event->error->message);
  helio_error_set_detail (error, helio_error_get_detail (event->error));
  helio_error_set_reason_code (error, event->reason_code);
  helio_subscription_answer (subscription,
                             helio_subscription_get_granted_qos (subscription),
                             event->reason_code,
                             error);
  helio_timeline_add (self->timeline,
                      event->time_wall,
                      HELIO_TIMELINE_BAD,
                      C_ ("timeline", "Subscription to %s stays: %s"),
                      helio_subscription_get_resolved (subscription),
                      error->message);
}

void
helio_subscriptions_handle (HelioSubscriptions *self, const HelioEvent *event)
{
  HelioSubscription *subscription = find_request (self, event->request);
  gboolean changed;

  if (subscription == NULL || event->request == 0)
    return;
  /* The connection went away before the answer: it is asked again when it is back. */
  if (g_error_matches (event->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED))
    return;
  if (event->kind == HELIO_EVENT_UNSUBSCRIBED) {
    handle_removal (self, subscription, event);
    return;
  }
  changed = helio_subscription_get_granted_qos (subscription) != event->granted_qos ||
            event->granted_qos < 0;
  helio_subscription_answer (subscription, event->granted_qos, event->reason_code, event->error);
  if (changed)
    note_answer (self, subscription, event);
}

static HelioSubscription *
find_filter (HelioSubscriptions *self, const char *filter)
{
  for (guint i = 0; i < count (self); i++)
    if (g_strcmp0 (helio_subscription_get_filter (nth (self, i)), filter) == 0)
      return nth (self, i);
  return NULL;
}

HelioSubscription *
helio_subscriptions_add (HelioSubscriptions *self,
                         const HelioFilterOptions *options,
                         GError **error)
{
  HelioSubscription *subscription;

  if (!helio_topic_validate_filter (options->filter, error))
    return NULL;
  /* A protocol error, for which a broker ends the connection: MQTT 5.0 §3.8.3.1. */
  if (options->no_local && helio_topic_is_shared (options->filter)) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("subscription", "Switch No Local off for it."),
                     C_ ("subscription", "A shared subscription cannot have No Local."));
    return NULL;
  }
  subscription = find_filter (self, options->filter);
  if (subscription != NULL)
    helio_subscription_set_options (subscription, options);
  else {
    subscription = helio_subscription_new (options);
    helio_object_list_append (HELIO_OBJECT_LIST (self), subscription);
  }
  if (self->link != NULL)
    send_one (self, subscription, -1);
  else if (helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_REMOVING)
    helio_subscription_set_state (subscription, HELIO_SUBSCRIPTION_IDLE);
  return subscription;
}

/* Another one that became the same filter, as users/%u/# and users/alice/# do. */
static HelioSubscription *
find_twin (HelioSubscriptions *self, HelioSubscription *subscription)
{
  const char *resolved = helio_subscription_get_resolved (subscription);

  for (guint i = 0; i < count (self); i++) {
    HelioSubscription *other = nth (self, i);

    if (other != subscription &&
        helio_subscription_get_state (other) != HELIO_SUBSCRIPTION_REMOVING &&
        g_strcmp0 (helio_subscription_get_resolved (other), resolved) == 0)
      return other;
  }
  return NULL;
}

void
helio_subscriptions_remove (HelioSubscriptions *self, HelioSubscription *subscription)
{
  const char *resolved = helio_subscription_get_resolved (subscription);
  HelioSubscription *twin;
  gboolean held = self->link != NULL ||
                  (self->session_lives && helio_subscription_get_granted_qos (subscription) >= 0);

  if (resolved == NULL || !held) {
    helio_object_list_remove_item (HELIO_OBJECT_LIST (self), subscription);
    return;
  }
  /* UNSUBSCRIBE would take the other away too; its own options are asked for again instead. */
  twin = find_twin (self, subscription);
  if (twin != NULL) {
    helio_object_list_remove_item (HELIO_OBJECT_LIST (self), subscription);
    if (self->link != NULL)
      send_one (self, twin, self->mqtt_version >= 5 ? 1 : -1);
    return;
  }
  if (self->link != NULL)
    send_removal (self, subscription);
  else
    helio_subscription_set_state (subscription, HELIO_SUBSCRIPTION_REMOVING);
}
