// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"

#include "core/auth/helio-endpoint-consent.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-subscription-private.h"
#include "core/credential/helio-credential.h"

/* The connection */

struct _HelioConnection {
  GObject parent_instance;
  HelioServices *services;
  HelioProfile *profile;
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioTimeline *timeline;
  HelioRenewalLog *renewal_log;
  GListStore *subscriptions;
  HelioFakeConnection fake;
};

G_DEFINE_FINAL_TYPE (HelioConnection, helio_connection, G_TYPE_OBJECT)

static const char *const names[] = {
    NULL,         "profile",       "state",    "reason",       "error",         "account",
    "credential", "info",          "login",    "device-login", "other-account", "retry-at",
    "renew-at",   "last-renewal",  "last-gap", "renewals",     "round-trip",    "warning",
    "counters",   "missing-secret"};
static GParamSpec *properties[G_N_ELEMENTS (names)];
static guint signed_out_signal;

/* id → GPtrArray of HelioAccount; (nullable) */
static GHashTable *accounts_of_profiles;

void
helio_fake_connection_give_accounts (const char *profile_id, GPtrArray *accounts)
{
  g_clear_pointer (&accounts_of_profiles, g_hash_table_unref);
  if (accounts == NULL)
    return;
  accounts_of_profiles =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_hash_table_insert (accounts_of_profiles, g_strdup (profile_id), g_ptr_array_ref (accounts));
}

static const char *const *named_endpoints;

void
helio_fake_connection_name_endpoints (const char *const *endpoints)
{
  named_endpoints = endpoints;
}

static void
helio_connection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_reset (value);
}

static void
helio_connection_finalize (GObject *object)
{
  HelioConnection *self = HELIO_CONNECTION (object);
  HelioFakeConnection *fake = &self->fake;
  g_free (fake->reason);
  g_clear_error (&fake->error);
  g_clear_error (&fake->warning);
  g_clear_pointer (&fake->account, helio_account_unref);
  g_clear_pointer (&fake->credential, helio_credential_unref);
  g_clear_pointer (&fake->info, helio_link_info_free);
  g_clear_object (&fake->login);
  g_clear_object (&fake->device_login);
  g_clear_pointer (&fake->other_account, helio_account_unref);
  g_clear_pointer (&fake->accounts, g_ptr_array_unref);
  g_clear_object (&fake->report);
  g_clear_error (&fake->report_error);
  g_free (fake->asked_for);
  g_clear_object (&self->renewal_log);
  g_string_free (fake->calls, TRUE);
  g_strfreev (fake->asked_endpoints);
  g_clear_object (&self->tree);
  g_clear_object (&self->store);
  g_clear_object (&self->timeline);
  g_clear_object (&self->subscriptions);
  helio_profile_unref (self->profile);
  helio_services_unref (self->services);
  G_OBJECT_CLASS (helio_connection_parent_class)->finalize (object);
}

static void
helio_connection_class_init (HelioConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = helio_connection_get_property;
  object_class->finalize = helio_connection_finalize;
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    properties[i] =
        g_param_spec_pointer (names[i], NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (names), properties);
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
  helio_signal_new ("endpoints-asked", G_TYPE_FROM_CLASS (klass));
  helio_signal_new ("secret-remembered", G_TYPE_FROM_CLASS (klass));
}

static void
helio_connection_init (HelioConnection *self)
{
  self->fake.calls = g_string_new (NULL);
  self->fake.missing_secret = -1;
  self->fake.last_gap = -1;
  self->fake.round_trip = -1;
}

HelioConnection *
helio_connection_new (HelioServices *services, HelioProfile *profile)
{
  HelioConnection *self = g_object_new (HELIO_TYPE_CONNECTION, NULL);
  self->services = helio_services_ref (services);
  self->profile = helio_profile_ref (profile);
  self->store = helio_message_store_new (1024 * 1024);
  self->tree = helio_topic_tree_new (self->store);
  self->timeline = helio_timeline_new (100);
  self->renewal_log = helio_renewal_log_new (services->clock);
  self->subscriptions = g_list_store_new (HELIO_TYPE_SUBSCRIPTION);
  self->fake.asked_endpoints = g_strdupv ((char **) named_endpoints);
  return self;
}

HelioFakeConnection *
helio_fake_connection (HelioConnection *self)
{
  return &self->fake;
}

void
helio_fake_connection_changed (HelioConnection *self)
{
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

void
helio_fake_connection_set_state (HelioConnection *self, HelioSessionState state, const char *reason)
{
  self->fake.state = state;
  g_free (self->fake.reason);
  self->fake.reason = g_strdup (reason);
  helio_fake_connection_changed (self);
}

void
helio_fake_connection_go_online (HelioConnection *self)
{
  g_autoptr (HelioSecret) password = helio_secret_new ("not-shown");
  const HelioCredentialInit init = {
      .username = "alice@org_k7xm4",
      .password = password,
      .life_kind = HELIO_CREDENTIAL_LIFE_STATED,
      .obtained_boot = helio_clock_now_boot (self->services->clock),
      .obtained_wall = helio_clock_now_wall (self->services->clock),
      .life = (gint64) 3600 * G_USEC_PER_SEC,
      .method = "exchange",
  };
  g_clear_pointer (&self->fake.credential, helio_credential_unref);
  self->fake.credential = helio_credential_new (&init);
  self->fake.renew_at = helio_credential_get_renew_at (self->fake.credential);
  g_clear_pointer (&self->fake.info, helio_link_info_free);
  self->fake.info = helio_link_info_new ();
  self->fake.info->scheme = g_strdup ("wss");
  self->fake.info->peer = g_strdup ("127.0.0.1:18885");
  self->fake.info->tls_version = g_strdup ("TLS 1.3");
  self->fake.info->mqtt_version = 5;
  helio_fake_connection_set_state (self,
                                   HELIO_SESSION_ONLINE,
                                   "The broker accepted the credential");
}

HelioProfile *
helio_connection_get_profile (HelioConnection *self)
{
  return self->profile;
}

HelioSessionState
helio_connection_get_state (HelioConnection *self)
{
  return self->fake.state;
}

const char *
helio_connection_get_reason (HelioConnection *self)
{
  return self->fake.reason;
}

const GError *
helio_connection_get_error (HelioConnection *self)
{
  return self->fake.error;
}

HelioAccount *
helio_connection_get_account (HelioConnection *self)
{
  return self->fake.account;
}

HelioCredential *
helio_connection_get_credential (HelioConnection *self)
{
  return self->fake.credential;
}

const HelioLinkInfo *
helio_connection_get_info (HelioConnection *self)
{
  return self->fake.info;
}

HelioLogin *
helio_connection_get_login (HelioConnection *self)
{
  return self->fake.login;
}

HelioDeviceLogin *
helio_connection_get_device_login (HelioConnection *self)
{
  return self->fake.device_login;
}

HelioAccount *
helio_connection_get_other_account (HelioConnection *self)
{
  return self->fake.other_account;
}

const char *
helio_connection_get_asked_for (HelioConnection *self)
{
  return self->fake.asked_for;
}

HelioRenewalLog *
helio_connection_get_renewal_log (HelioConnection *self)
{
  return self->renewal_log;
}

gint64
helio_connection_get_retry_at (HelioConnection *self)
{
  return self->fake.retry_at;
}

gint64
helio_connection_get_renew_at (HelioConnection *self)
{
  return self->fake.renew_at;
}

gint64
helio_connection_get_last_renewal (HelioConnection *self)
{
  return self->fake.last_renewal;
}

gint64
helio_connection_get_last_gap (HelioConnection *self)
{
  return self->fake.last_gap;
}

guint
helio_connection_get_renewals (HelioConnection *self)
{
  return self->fake.renewals;
}

gint64
helio_connection_get_round_trip (HelioConnection *self)
{
  return self->fake.round_trip;
}

const GError *
helio_connection_get_warning (HelioConnection *self)
{
  return self->fake.warning;
}

const HelioLinkCounters *
helio_connection_get_counters (HelioConnection *self)
{
  return &self->fake.counters;
}

gboolean
helio_connection_is_connected (HelioConnection *self)
{
  return self->fake.state == HELIO_SESSION_ONLINE || self->fake.state == HELIO_SESSION_RENEWING;
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

GListModel *
helio_connection_get_subscriptions (HelioConnection *self)
{
  return G_LIST_MODEL (self->subscriptions);
}

gboolean
helio_connection_needs_consent (HelioConnection *self)
{
  return self->fake.needs_consent;
}

int
helio_connection_get_missing_secret (HelioConnection *self)
{
  return self->fake.missing_secret;
}

/* Intents are written down. */

void
helio_connection_give_consent (HelioConnection *self)
{
  self->fake.needs_consent = FALSE;
  g_string_append (self->fake.calls, "give-consent\n");
}

const char *const *
helio_connection_get_asked_endpoints (HelioConnection *self)
{
  return (const char *const *) self->fake.asked_endpoints;
}

void
helio_connection_agree_to_endpoints (HelioConnection *self, const char *const *endpoints)
{
  g_autofree char *list = g_strjoinv (", ", (char **) endpoints);

  g_string_append_printf (self->fake.calls, "agree-to-endpoints %s\n", list);
  g_clear_pointer (&self->fake.asked_endpoints, g_strfreev);
}

void
helio_connection_agree_for_this_run (HelioConnection *self)
{
  self->fake.needs_consent = FALSE;
  g_string_append (self->fake.calls, "agree-for-this-run\n");
}

void
helio_connection_connect (HelioConnection *self)
{
  g_string_append (self->fake.calls, "connect\n");
}

void
helio_connection_disconnect (HelioConnection *self)
{
  g_string_append (self->fake.calls, "disconnect\n");
}

void
helio_connection_retry_now (HelioConnection *self)
{
  g_string_append (self->fake.calls, "retry-now\n");
}

void
helio_connection_renew_now (HelioConnection *self)
{
  g_string_append (self->fake.calls, "renew-now\n");
}

void
helio_connection_sign_in (HelioConnection *self, const char *prompt, const char *hint)
{
  g_string_append_printf (self->fake.calls,
                          "sign-in %s %s\n",
                          prompt != NULL ? prompt : "-",
                          hint != NULL ? hint : "-");
}

void
helio_connection_sign_in_with_code (HelioConnection *self, const char *hint)
{
  g_string_append_printf (self->fake.calls, "sign-in-with-code %s\n", hint != NULL ? hint : "-");
}

void
helio_connection_sign_in_as (HelioConnection *self, const char *hint, gboolean end_issuer_session)
{
  g_string_append_printf (self->fake.calls,
                          "sign-in-as %s%s\n",
                          hint != NULL ? hint : "-",
                          end_issuer_session ? " logout-first" : "");
}

void
helio_connection_accept_other_account (HelioConnection *self)
{
  g_string_append (self->fake.calls, "accept-other\n");
}

void
helio_connection_refuse_other_account (HelioConnection *self)
{
  g_string_append (self->fake.calls, "refuse-other\n");
}

void
helio_connection_list_accounts_async (HelioConnection *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *accounts = self->fake.accounts;

  if (accounts == NULL && accounts_of_profiles != NULL)
    accounts = g_hash_table_lookup (accounts_of_profiles, self->profile->id);
  g_task_return_pointer (
      task,
      accounts != NULL ? g_ptr_array_ref (accounts)
                       : g_ptr_array_new_with_free_func ((GDestroyNotify) helio_account_unref),
      (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
helio_connection_list_accounts_finish (HelioConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_connection_pin_account (HelioConnection *self, const char *sub)
{
  g_string_append_printf (self->fake.calls, "pin-account %s\n", sub);
}

/* The one that the test has put there. */
void
helio_connection_fetch_credential_async (HelioConnection *self,
                                         HelioCredentialFlags flags,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_string_append (self->fake.calls, "fetch-credential\n");
  if (self->fake.asked_endpoints != NULL) {
    GError *error = helio_error_new (HELIO_ERROR_CONSENT, NULL, "The issuer names hosts.");

    helio_error_set_diagnosis (error, HELIO_ENDPOINTS_NOT_AGREED);
    g_task_return_error (task, error);
  } else if (self->fake.credential != NULL)
    g_task_return_pointer (task,
                           helio_credential_ref (self->fake.credential),
                           (GDestroyNotify) helio_credential_unref);
  else
    g_task_return_new_error (task, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED, "nobody");
}

HelioCredential *
helio_connection_fetch_credential_finish (HelioConnection *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_connection_switch_account (HelioConnection *self, const char *sub)
{
  g_string_append_printf (self->fake.calls, "switch-account %s\n", sub);
}

void
helio_connection_inspect_token_async (HelioConnection *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_string_append (self->fake.calls, "inspect-token\n");
  if (self->fake.report != NULL)
    g_task_return_pointer (task, g_object_ref (self->fake.report), g_object_unref);
  else
    g_task_return_error (task, g_error_copy (self->fake.report_error));
}

HelioTokenReport *
helio_connection_inspect_token_finish (HelioConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_connection_sign_out (HelioConnection *self, HelioSignOutFlags flags)
{
  g_string_append_printf (self->fake.calls,
                          "sign-out%s%s\n",
                          (flags & HELIO_SIGN_OUT_ALL_ACCOUNTS) != 0 ? " all" : "",
                          (flags & HELIO_SIGN_OUT_AT_ISSUER) != 0 ? " issuer" : "");
}

void
helio_fake_connection_signed_out (HelioConnection *self, const GError *warning, const GError *error)
{
  g_signal_emit (self, signed_out_signal, 0, warning, error);
}

void
helio_connection_set_profile (HelioConnection *self, HelioProfile *profile)
{
  helio_profile_ref (profile);
  helio_profile_unref (self->profile);
  self->profile = profile;
  g_string_append (self->fake.calls, "set-profile\n");
  helio_fake_connection_changed (self);
}

void
helio_connection_set_secret (HelioConnection *self,
                             HelioKeyringKind kind,
                             HelioSecret *secret,
                             gboolean remember)
{
  g_string_append_printf (self->fake.calls,
                          "set-secret %d %s %d\n",
                          (int) kind,
                          helio_secret_peek (secret),
                          remember);
  if (remember)
    g_signal_emit_by_name (self, "secret-remembered");
}

HelioSubscription *
helio_connection_subscribe (HelioConnection *self,
                            const HelioFilterOptions *options,
                            GError **error)
{
  g_autoptr (HelioSubscription) subscription = helio_subscription_new (options);

  g_string_append_printf (self->fake.calls, "subscribe %s %d\n", options->filter, options->qos);
  g_list_store_append (self->subscriptions, subscription);
  return subscription;
}

void
helio_connection_unsubscribe (HelioConnection *self, HelioSubscription *subscription)
{
  g_string_append (self->fake.calls, "unsubscribe\n");
}

void
helio_connection_publish_async (HelioConnection *self,
                                const HelioPublication *publication,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_string_append_printf (self->fake.calls, "publish %s\n", publication->topic);
  g_task_return_boolean (task, TRUE);
}

gboolean
helio_connection_publish_finish (HelioConnection *self,
                                 GAsyncResult *result,
                                 int *reason_code,
                                 gint64 *round_trip,
                                 GError **error)
{
  if (reason_code != NULL)
    *reason_code = 0;
  if (round_trip != NULL)
    *round_trip = 1000;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
helio_connection_shutdown_async (HelioConnection *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_string_append (self->fake.calls, "shutdown\n");
  g_task_return_boolean (task, TRUE);
}

gboolean
helio_connection_shutdown_finish (HelioConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The services */

HelioServices *
helio_fake_services_new (HelioClock *clock, const char *directory)
{
  HelioServices *services = g_new0 (HelioServices, 1);
  g_ref_count_init (&services->ref_count);
  services->clock = g_object_ref (clock);
  services->profiles = helio_profile_store_new (directory);
  return services;
}
