// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-subscription-private.h"

#include "core/base/helio-util.h"

struct _HelioSubscription {
  GObject parent_instance;

  HelioFilterOptions options; /* its filter is self->filter */
  char *filter;
  char *resolved;
  HelioSubscriptionState state;
  guint64 request;
  int granted_qos;
  int reason_code;
  gboolean ever_granted;
  gboolean withheld;
  guint unanswered;
  GError *error;
};

typedef enum {
  PROP_STATE = 1,
  PROP_GRANTED_QOS,
  PROP_ERROR,
  PROP_RESOLVED,
  PROP_QOS,
  N_PROPS
} Property;
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioSubscription, helio_subscription, G_TYPE_OBJECT)

static void
helio_subscription_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioSubscription *self = HELIO_SUBSCRIPTION (object);

  switch ((Property) id) {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_GRANTED_QOS:
      g_value_set_int (value, self->granted_qos);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_RESOLVED:
      g_value_set_string (value, self->resolved);
      break;
    case PROP_QOS:
      g_value_set_int (value, self->options.qos);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_subscription_finalize (GObject *object)
{
  HelioSubscription *self = HELIO_SUBSCRIPTION (object);

  g_free (self->filter);
  g_free (self->resolved);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (helio_subscription_parent_class)->finalize (object);
}

static void
helio_subscription_class_init (HelioSubscriptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_subscription_get_property;
  object_class->finalize = helio_subscription_finalize;
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, HELIO_SUBSCRIPTION_REMOVING, 0, flags);
  properties[PROP_GRANTED_QOS] = g_param_spec_int ("granted-qos", NULL, NULL, -1, 2, -1, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_RESOLVED] = g_param_spec_string ("resolved", NULL, NULL, NULL, flags);
  properties[PROP_QOS] = g_param_spec_int ("qos", NULL, NULL, 0, 2, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_subscription_init (HelioSubscription *self)
{
  self->granted_qos = -1;
  self->reason_code = -1;
}

HelioSubscription *
helio_subscription_new (const HelioFilterOptions *options)
{
  HelioSubscription *self = g_object_new (HELIO_TYPE_SUBSCRIPTION, NULL);

  self->filter = g_strdup (options->filter);
  self->options = *options;
  self->options.filter = self->filter;
  return self;
}

void
helio_subscription_set_options (HelioSubscription *self, const HelioFilterOptions *options)
{
  self->options = *options;
  self->options.filter = self->filter;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QOS]);
}

void
helio_subscription_set_resolved (HelioSubscription *self, const char *resolved)
{
  if (helio_set_str (&self->resolved, resolved))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESOLVED]);
}

guint64
helio_subscription_get_request (HelioSubscription *self)
{
  return self->request;
}

void
helio_subscription_set_request (HelioSubscription *self, guint64 request)
{
  self->request = request;
}

gboolean
helio_subscription_get_ever_granted (HelioSubscription *self)
{
  return self->ever_granted;
}

guint
helio_subscription_add_unanswered (HelioSubscription *self)
{
  return ++self->unanswered;
}

gboolean
helio_subscription_get_withheld (HelioSubscription *self)
{
  return self->withheld;
}

void
helio_subscription_set_withheld (HelioSubscription *self, gboolean withheld)
{
  self->withheld = withheld;
}

void
helio_subscription_set_state (HelioSubscription *self, HelioSubscriptionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
helio_subscription_answer (HelioSubscription *self,
                           int granted_qos,
                           int reason_code,
                           const GError *error)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->request = 0;
  self->unanswered = 0;
  self->reason_code = reason_code;
  if (granted_qos >= 0)
    self->ever_granted = TRUE;
  if (self->granted_qos != granted_qos) {
    self->granted_qos = granted_qos;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GRANTED_QOS]);
  }
  if (self->error != NULL || error != NULL) {
    g_clear_error (&self->error);
    self->error = error != NULL ? g_error_copy (error) : NULL;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  }
  helio_subscription_set_state (self,
                                granted_qos >= 0 ? HELIO_SUBSCRIPTION_GRANTED
                                                 : HELIO_SUBSCRIPTION_REFUSED);
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
helio_subscription_get_filter (HelioSubscription *self)
{
  return self->filter;
}

const char *
helio_subscription_get_resolved (HelioSubscription *self)
{
  return self->resolved;
}

int
helio_subscription_get_qos (HelioSubscription *self)
{
  return self->options.qos;
}

const HelioFilterOptions *
helio_subscription_get_options (HelioSubscription *self)
{
  return &self->options;
}

HelioSubscriptionState
helio_subscription_get_state (HelioSubscription *self)
{
  return self->state;
}

int
helio_subscription_get_granted_qos (HelioSubscription *self)
{
  return self->granted_qos;
}

int
helio_subscription_get_reason_code (HelioSubscription *self)
{
  return self->reason_code;
}

const GError *
helio_subscription_get_error (HelioSubscription *self)
{
  return self->error;
}
