// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-connection-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-session-why.h"

#include <glib/gi18n-lib.h>

#define TIMELINE_MAX 2000

static GParamSpec *properties[N_PROPS];
static guint signed_out_signal, endpoints_asked_signal, secret_remembered_signal;

G_DEFINE_FINAL_TYPE (HelioConnection, helio_connection, G_TYPE_OBJECT)

void
helio_connection_notify (HelioConnection *self, HelioConnectionProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
helio_connection_tell_signed_out (HelioConnection *self, const GError *warning, const GError *error)
{
  g_signal_emit (self, signed_out_signal, 0, warning, error);
}

void
helio_connection_tell_secret_remembered (HelioConnection *self)
{
  g_signal_emit (self, secret_remembered_signal, 0);
}

void
helio_connection_ask_endpoints (HelioConnection *self, const GError *error)
{
  if (g_strcmp0 (helio_error_get_diagnosis (error), HELIO_ENDPOINTS_NOT_AGREED) == 0 &&
      helio_connection_get_asked_endpoints (self) != NULL)
    g_signal_emit (self, endpoints_asked_signal, 0);
}

static void
helio_connection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioConnection *self = HELIO_CONNECTION (object);

  switch ((HelioConnectionProperty) id) {
    case PROP_PROFILE:
      g_value_set_boxed (value, self->profile);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (gint) helio_connection_get_state (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, helio_connection_get_reason (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, helio_connection_get_error (self));
      break;
    case PROP_ACCOUNT:
      g_value_set_boxed (value, helio_connection_get_account (self));
      break;
    case PROP_CREDENTIAL:
      g_value_set_boxed (value, helio_connection_get_credential (self));
      break;
    case PROP_INFO:
      g_value_set_pointer (value, (gpointer) helio_connection_get_info (self));
      break;
    case PROP_LOGIN:
      g_value_set_object (value, helio_connection_get_login (self));
      break;
    case PROP_DEVICE_LOGIN:
      g_value_set_object (value, helio_connection_get_device_login (self));
      break;
    case PROP_OTHER_ACCOUNT:
      g_value_set_boxed (value, helio_connection_get_other_account (self));
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, helio_connection_get_retry_at (self));
      break;
    case PROP_RENEW_AT:
      g_value_set_int64 (value, helio_connection_get_renew_at (self));
      break;
    case PROP_LAST_RENEWAL:
      g_value_set_int64 (value, helio_connection_get_last_renewal (self));
      break;
    case PROP_LAST_GAP:
      g_value_set_int64 (value, helio_connection_get_last_gap (self));
      break;
    case PROP_RENEWALS:
      g_value_set_uint (value, helio_connection_get_renewals (self));
      break;
    case PROP_ROUND_TRIP:
      g_value_set_int64 (value, helio_connection_get_round_trip (self));
      break;
    case PROP_WARNING:
      g_value_set_boxed (value, helio_connection_get_warning (self));
      break;
    case PROP_COUNTERS:
      g_value_set_pointer (value, (gpointer) helio_connection_get_counters (self));
      break;
    case PROP_MISSING_SECRET:
      g_value_set_int (value, self->missing_secret);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

void
helio_connection_forget_secrets (HelioConnection *self)
{
  for (guint i = 0; i < HELIO_N_SECRETS; i++)
    g_clear_pointer (&self->secrets[i], helio_secret_unref);
  g_clear_pointer (&self->opened_key, helio_secret_unref);
}

static void
take_apart (HelioConnection *self, const char *why)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    helio_session_stop_because (self->session, why);
  }
  if (self->tokens != NULL) {
    HelioLogin *login = helio_token_source_get_login (self->tokens);
    HelioDeviceLogin *device_login = helio_token_source_get_device_login (self->tokens);

    g_signal_handlers_disconnect_by_data (self->tokens, self);
    /* What a person does in that tab would be kept for a profile that is no longer this one. */
    if (login != NULL)
      helio_login_cancel (login);
    if (device_login != NULL)
      helio_device_login_cancel (device_login);
  }
  g_clear_object (&self->session);
  g_clear_object (&self->source);
  g_clear_object (&self->tokens);
  helio_subscriptions_end (self->subscriptions, FALSE);
}

static void
helio_connection_dispose (GObject *object)
{
  HelioConnection *self = HELIO_CONNECTION (object);

  if (self->fetch != NULL) {
    g_autoptr (GTask) task = g_steal_pointer (&self->fetch);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", "Cancelled");
  }
  take_apart (self, C_ ("state", "The connection is gone."));
  G_OBJECT_CLASS (helio_connection_parent_class)->dispose (object);
}

static void
helio_connection_finalize (GObject *object)
{
  HelioConnection *self = HELIO_CONNECTION (object);

  helio_connection_forget_secrets (self);
  g_clear_object (&self->tree);
  g_clear_object (&self->store);
  g_clear_object (&self->timeline);
  g_clear_object (&self->renewal_log);
  g_clear_object (&self->subscriptions);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_error (&self->keyring_hint);
  g_ptr_array_unref (self->shutdowns);
  g_clear_pointer (&self->held_up, helio_connection_sign_in_free);
  g_free (self->agreed);
  g_free (self->asked_for);
  g_free (self->pinned);
  G_OBJECT_CLASS (helio_connection_parent_class)->finalize (object);
}

static void
helio_connection_class_init (HelioConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const struct {
    HelioConnectionProperty property;
    const char *name;
  } times[] = {
      {PROP_RETRY_AT, "retry-at"},
      {PROP_RENEW_AT, "renew-at"},
      {PROP_LAST_RENEWAL, "last-renewal"},
      {PROP_LAST_GAP, "last-gap"},
      {PROP_ROUND_TRIP, "round-trip"},
  };

  object_class->get_property = helio_connection_get_property;
  object_class->dispose = helio_connection_dispose;
  object_class->finalize = helio_connection_finalize;

  properties[PROP_PROFILE] = g_param_spec_boxed ("profile", NULL, NULL, HELIO_TYPE_PROFILE, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, HELIO_TYPE_SESSION_STATE, HELIO_SESSION_IDLE, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_ACCOUNT] = g_param_spec_boxed ("account", NULL, NULL, HELIO_TYPE_ACCOUNT, flags);
  properties[PROP_CREDENTIAL] =
      g_param_spec_boxed ("credential", NULL, NULL, HELIO_TYPE_CREDENTIAL, flags);
  properties[PROP_INFO] = g_param_spec_pointer ("info", NULL, NULL, flags);
  properties[PROP_LOGIN] = g_param_spec_object ("login", NULL, NULL, HELIO_TYPE_LOGIN, flags);
  properties[PROP_DEVICE_LOGIN] =
      g_param_spec_object ("device-login", NULL, NULL, HELIO_TYPE_DEVICE_LOGIN, flags);
  properties[PROP_OTHER_ACCOUNT] =
      g_param_spec_boxed ("other-account", NULL, NULL, HELIO_TYPE_ACCOUNT, flags);
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    properties[times[i].property] =
        g_param_spec_int64 (times[i].name, NULL, NULL, -1, G_MAXINT64, 0, flags);
  properties[PROP_RENEWALS] = g_param_spec_uint ("renewals", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_WARNING] = g_param_spec_boxed ("warning", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_COUNTERS] = g_param_spec_pointer ("counters", NULL, NULL, flags);
  properties[PROP_MISSING_SECRET] =
      g_param_spec_int ("missing-secret", NULL, NULL, -1, HELIO_N_SECRETS - 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signed_out_signal = g_signal_new ("signed-out",
                                    G_TYPE_FROM_CLASS (klass),
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    2,
                                    G_TYPE_ERROR,
                                    G_TYPE_ERROR);
  endpoints_asked_signal = helio_signal_new ("endpoints-asked", G_TYPE_FROM_CLASS (klass));
  secret_remembered_signal = helio_signal_new ("secret-remembered", G_TYPE_FROM_CLASS (klass));
}

static void
helio_connection_init (HelioConnection *self)
{
  self->missing_secret = -1;
  self->shutdowns = g_ptr_array_new_with_free_func (g_object_unref);
}

void
helio_connection_finish_shutdowns (HelioConnection *self)
{
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) cut = NULL;

  if (self->settling || helio_session_is_closing (self->session))
    return;
  if (helio_session_get_cut (self->session) != NULL)
    cut = g_error_copy (helio_session_get_cut (self->session));
  tasks = g_steal_pointer (&self->shutdowns);
  self->shutdowns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    if (cut != NULL)
      g_task_return_error (tasks->pdata[i], g_error_copy (cut));
    else
      g_task_return_boolean (tasks->pdata[i], TRUE);
}

void
helio_connection_log_renewals (HelioConnection *self)
{
  HelioSessionState state = helio_session_get_state (self->session);
  HelioRenewalState now = {
      .connected = state == HELIO_SESSION_ONLINE || state == HELIO_SESSION_RENEWING,
      .wanted = state != HELIO_SESSION_IDLE || self->anew,
      .credential = helio_session_get_credential (self->session),
      .renewals = helio_session_get_renewals (self->session),
      .last_gap = helio_session_get_last_gap (self->session),
      .warning = helio_session_get_warning (self->session),
  };

  helio_renewal_log_update (self->renewal_log, &now);
}

static void
on_session_changed (HelioSession *session, guint what, HelioConnection *self)
{
  g_autoptr (HelioConnection) alive = g_object_ref (self);
  static const struct {
    guint flag;
    HelioConnectionProperty property;
  } rows[] = {
      {HELIO_SESSION_CHANGED_STATE, PROP_STATE},
      {HELIO_SESSION_CHANGED_STATE, PROP_REASON},
      {HELIO_SESSION_CHANGED_STATE, PROP_ERROR},
      {HELIO_SESSION_CHANGED_STATE, PROP_RETRY_AT},
      {HELIO_SESSION_CHANGED_STATE | HELIO_SESSION_CHANGED_RENEWAL, PROP_RENEW_AT},
      {HELIO_SESSION_CHANGED_CREDENTIAL, PROP_CREDENTIAL},
      {HELIO_SESSION_CHANGED_INFO, PROP_INFO},
      {HELIO_SESSION_CHANGED_RENEWAL, PROP_LAST_RENEWAL},
      {HELIO_SESSION_CHANGED_RENEWAL, PROP_LAST_GAP},
      {HELIO_SESSION_CHANGED_RENEWAL, PROP_RENEWALS},
      {HELIO_SESSION_CHANGED_RENEWAL, PROP_WARNING},
      {HELIO_SESSION_CHANGED_ROUND_TRIP, PROP_ROUND_TRIP},
      {HELIO_SESSION_CHANGED_COUNTERS, PROP_COUNTERS},
  };

  if ((what & (HELIO_SESSION_CHANGED_STATE | HELIO_SESSION_CHANGED_CREDENTIAL |
               HELIO_SESSION_CHANGED_RENEWAL)) != 0)
    helio_connection_log_renewals (self);
  g_object_freeze_notify (G_OBJECT (self));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((what & rows[i].flag) != 0)
      helio_connection_notify (self, rows[i].property);
  g_object_thaw_notify (G_OBJECT (self));
  if (self->shutdowns->len > 0)
    helio_connection_finish_shutdowns (self);
  /* Whoever was told may have let the connection go. */
  if (self->session != session)
    return;
  if (helio_connection_is_connected (self))
    self->asks = FALSE;
  else if ((what & HELIO_SESSION_CHANGED_STATE) != 0 && self->asks &&
           helio_session_get_state (session) == HELIO_SESSION_FAILED) {
    self->asks = FALSE;
    helio_connection_ask_endpoints (self, helio_session_get_error (session));
  }
}

static void
on_tokens_notify (HelioTokenSource *tokens, GParamSpec *pspec, HelioConnection *self)
{
  const char *name = g_param_spec_get_name (pspec);

  if (g_strcmp0 (name, "login") == 0)
    helio_connection_notify (self, PROP_LOGIN);
  else if (g_strcmp0 (name, "device-login") == 0)
    helio_connection_notify (self, PROP_DEVICE_LOGIN);
  else if (g_strcmp0 (name, "other-account") == 0)
    helio_connection_notify (self, PROP_OTHER_ACCOUNT);
  else if (g_strcmp0 (name, "account") == 0)
    helio_connection_notify (self, PROP_ACCOUNT);
  else if (g_strcmp0 (name, "storing") == 0) {
    /* Unless somebody is at the next one already. */
    if (helio_token_source_is_storing (tokens) && helio_token_source_get_login (tokens) == NULL &&
        helio_token_source_get_device_login (tokens) == NULL)
      helio_session_show_storing (self->session);
  } else if (g_strcmp0 (name, "warning") == 0) {
    const GError *warning = helio_token_source_get_warning (tokens);

    if (warning != NULL)
      helio_connection_note (self, HELIO_TIMELINE_WARNING, "%s", warning->message);
    helio_connection_notify (self, PROP_WARNING);
  }
}

/* By heliograph-cli or another window: what was signed out must not stay connected. Where somebody waits for a sign-in
 * anyhow, or nobody wants to be connected, there is nothing to end. */
static void
on_signed_out (HelioTokenSource *tokens, const GError *error, HelioConnection *self)
{
  if (self->session != NULL &&
      (helio_connection_is_connected (self) ||
       helio_session_get_state (self->session) == HELIO_SESSION_WAITING_TO_RETRY))
    helio_session_fail (self->session, HELIO_SESSION_NEEDS_SIGN_IN, error);
}

/* Source and session for the profile and the secrets at hand. */
static void
build (HelioConnection *self)
{
  HelioSessionInit init = {0};

  self->cancellable = g_cancellable_new ();
  self->tokens = helio_connection_make_tokens (self->services, self->profile);
  if (self->tokens != NULL) {
    g_signal_connect (self->tokens, "notify", G_CALLBACK (on_tokens_notify), self);
    g_signal_connect (self->tokens, "signed-out", G_CALLBACK (on_signed_out), self);
    if (self->pinned != NULL)
      helio_token_source_pin (self->tokens, self->pinned);
  }
  self->source =
      helio_connection_make_source (self->services, self->profile, self->tokens, self->secrets);
  init.clock = self->services->clock;
  init.source = self->source;
  init.profile = self->profile;
  init.sink.funcs = helio_message_store_get_sink ();
  init.sink.sink = self->store;
  init.subscriptions = self->subscriptions;
  init.timeline = self->timeline;
  init.private_key = self->opened_key;
  init.second_view = self->services->second_view;
  self->session = helio_session_new (&init);
  g_signal_connect (self->session, "changed", G_CALLBACK (on_session_changed), self);
}

static void
on_woken (HelioWake *wake, guint reasons, HelioConnection *self)
{
  if (self->session == NULL)
    return; /* on its way out */
  helio_session_check (self->session,
                       (reasons & HELIO_WAKE_RESUMED) != 0
                           ? C_ ("timeline", "The computer was asleep: seeing how things stand")
                           : C_ ("timeline", "The network changed: seeing how things stand"));
}

HelioConnection *
helio_connection_new (HelioServices *services, HelioProfile *profile)
{
  HelioConnection *self = g_object_new (HELIO_TYPE_CONNECTION, NULL);

  self->services = helio_services_ref (services);
  self->profile = helio_profile_ref (profile);
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->tree = helio_topic_tree_new (self->store);
  self->timeline = helio_timeline_new (TIMELINE_MAX);
  self->renewal_log = helio_renewal_log_new (services->clock);
  self->subscriptions = helio_subscriptions_new (services->clock, self->timeline);
  helio_connection_take_profile_subscriptions (self, NULL);
  build (self);
  if (services->wake != NULL)
    g_signal_connect_object (services->wake, "woken", G_CALLBACK (on_woken), self, 0);
  return self;
}

void
helio_connection_rebuild (HelioConnection *self, const char *why)
{
  g_autoptr (HelioSession) old = g_object_ref (self->session);

  take_apart (self, why);
  self->anew = FALSE;
  build (self);
  helio_session_take_over (self->session, old);
}

void
helio_connection_note (HelioConnection *self, HelioTimelineLevel level, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  helio_timeline_add (self->timeline,
                      helio_clock_now_wall (self->services->clock),
                      level,
                      "%s",
                      text);
}

HelioProfile *
helio_connection_get_profile (HelioConnection *self)
{
  return self->profile;
}

HelioSessionState
helio_connection_get_state (HelioConnection *self)
{
  return helio_session_get_state (self->session);
}

const char *
helio_connection_get_reason (HelioConnection *self)
{
  return helio_session_get_reason (self->session);
}

const GError *
helio_connection_get_error (HelioConnection *self)
{
  return helio_session_get_error (self->session);
}

HelioAccount *
helio_connection_get_account (HelioConnection *self)
{
  return self->tokens != NULL ? helio_token_source_get_account (self->tokens) : NULL;
}

HelioCredential *
helio_connection_get_credential (HelioConnection *self)
{
  return helio_session_get_credential (self->session);
}

const HelioLinkInfo *
helio_connection_get_info (HelioConnection *self)
{
  return helio_session_get_info (self->session);
}

HelioLogin *
helio_connection_get_login (HelioConnection *self)
{
  return self->tokens != NULL ? helio_token_source_get_login (self->tokens) : NULL;
}

HelioDeviceLogin *
helio_connection_get_device_login (HelioConnection *self)
{
  return self->tokens != NULL ? helio_token_source_get_device_login (self->tokens) : NULL;
}

gint64
helio_connection_get_retry_at (HelioConnection *self)
{
  return helio_session_get_retry_at (self->session);
}

gint64
helio_connection_get_renew_at (HelioConnection *self)
{
  return helio_session_get_renew_at (self->session);
}

gint64
helio_connection_get_last_renewal (HelioConnection *self)
{
  return helio_session_get_last_renewal (self->session);
}

gint64
helio_connection_get_last_gap (HelioConnection *self)
{
  return helio_session_get_last_gap (self->session);
}

guint
helio_connection_get_renewals (HelioConnection *self)
{
  return helio_session_get_renewals (self->session);
}

gint64
helio_connection_get_round_trip (HelioConnection *self)
{
  return helio_session_get_round_trip (self->session);
}

const HelioLinkCounters *
helio_connection_get_counters (HelioConnection *self)
{
  return helio_session_get_counters (self->session);
}

HelioClock *
helio_connection_get_clock (HelioConnection *self)
{
  return self->services->clock;
}

HelioMessageStore *
helio_connection_get_store (HelioConnection *self)
{
  return self->store;
}

HelioTopicTree *
helio_connection_get_tree (HelioConnection *self)
{
  return self->tree;
}

HelioTimeline *
helio_connection_get_timeline (HelioConnection *self)
{
  return self->timeline;
}

HelioRenewalLog *
helio_connection_get_renewal_log (HelioConnection *self)
{
  return self->renewal_log;
}

GListModel *
helio_connection_get_subscriptions (HelioConnection *self)
{
  return G_LIST_MODEL (self->subscriptions);
}

int
helio_connection_get_missing_secret (HelioConnection *self)
{
  return self->missing_secret;
}

const GError *
helio_connection_get_warning (HelioConnection *self)
{
  const GError *warning =
      self->keyring_hint != NULL ? self->keyring_hint : helio_session_get_warning (self->session);

  if (warning == NULL && self->tokens != NULL)
    warning = helio_token_source_get_warning (self->tokens);
  return warning;
}

gboolean
helio_connection_is_connected (HelioConnection *self)
{
  HelioSessionState state = helio_session_get_state (self->session);

  return state == HELIO_SESSION_ONLINE || state == HELIO_SESSION_RENEWING;
}
