// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-connection-private.h"

#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-error.h"
#include "core/base/helio-log.h"
#include "core/connection/helio-session-why.h"
#include "core/crypto/helio-pem.h"

#include <glib/gi18n-lib.h>

gboolean
helio_connection_needs_consent (HelioConnection *self)
{
  g_autofree char *agreement = helio_profile_get_agreement (self->profile);

  /* Asked again as soon as a host, the CA or the leave for plain text is another one. */
  return g_strcmp0 (self->agreed, agreement) != 0 &&
         !helio_profile_store_has_consent (self->services->profiles, self->profile);
}

void
helio_connection_give_consent (HelioConnection *self)
{
  helio_connection_agree_for_this_run (self);
  helio_profile_store_give_consent (self->services->profiles, self->profile);
}

void
helio_connection_agree_for_this_run (HelioConnection *self)
{
  g_free (self->agreed);
  self->agreed = helio_profile_get_agreement (self->profile);
}

gboolean
helio_connection_check_consent (HelioConnection *self, GError **error)
{
  if (!helio_profile_check_files (self->profile, NULL, error) ||
      !helio_connection_check_encryption (self->profile, error))
    return FALSE;
  if (helio_connection_needs_consent (self))
    return helio_error_set (
        error,
        HELIO_ERROR_CONSENT,
        C_ ("error",
            "Look at the hosts that will receive tokens and credentials, and agree to them."),
        C_ ("error", "Nothing is sent before you have agreed to the hosts of this profile."));
  return TRUE;
}

const char *const *
helio_connection_get_asked_endpoints (HelioConnection *self)
{
  HelioEndpointConsent *consent =
      self->tokens != NULL ? helio_token_source_get_endpoint_consent (self->tokens) : NULL;

  return consent != NULL ? helio_endpoint_consent_get_asked (consent) : NULL;
}

void
helio_connection_agree_to_endpoints (HelioConnection *self, const char *const *endpoints)
{
  g_auto (GStrv) lines = helio_endpoint_consent_describe (endpoints);
  g_autofree char *list = g_strjoinv (C_ ("host", ", "), lines);
  HelioConnectionSignIn *held_up = g_steal_pointer (&self->held_up);

  if (self->tokens == NULL)
    return;
  helio_endpoint_consent_agree (helio_token_source_get_endpoint_consent (self->tokens), endpoints);
  helio_connection_note (self, HELIO_TIMELINE_INFO, C_ ("timeline", "Agreed to %s"), list);
  if (held_up == NULL)
    helio_connection_retry_now (self);
  else if (held_up->options.way == HELIO_SIGN_IN_DEVICE)
    helio_connection_sign_in_with_code (self, held_up->options.login_hint);
  else if (held_up->options.end_issuer_session)
    helio_connection_sign_in_as (self, held_up->options.login_hint, TRUE);
  else
    helio_connection_sign_in (self, held_up->options.prompt, held_up->options.login_hint);
  g_clear_pointer (&held_up, helio_connection_sign_in_free);
}

static void
set_missing_secret (HelioConnection *self, int kind)
{
  if (self->missing_secret == kind)
    return;
  self->missing_secret = kind;
  helio_connection_notify (self, PROP_MISSING_SECRET);
}

static void look_up_next (HelioConnection *self);

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  HelioCredential *credential =
      helio_credential_source_get_finish (HELIO_CREDENTIAL_SOURCE (source), result, &error);

  if (credential == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, credential, (GDestroyNotify) helio_credential_unref);
}

/* Every secret is there. */
static void
ready_to_start (HelioConnection *self)
{
  GTask *fetch = g_steal_pointer (&self->fetch);

  set_missing_secret (self, -1);
  if (fetch == NULL)
    helio_session_start (self->session, TRUE);
  else
    helio_credential_source_get_async (self->source,
                                       GPOINTER_TO_UINT (g_task_get_task_data (fetch)),
                                       NULL,
                                       g_task_get_cancellable (fetch),
                                       on_fetched,
                                       fetch);
}

static void
stop_for_secret (HelioConnection *self, HelioKeyringKind kind, const GError *cause)
{
  /* A keyring that stays shut may well have it. */
  const gboolean locked = g_error_matches (cause, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  g_autoptr (GError) missing =
      locked ? g_error_copy (cause) : helio_connection_missing_secret_error (self->profile, kind);

  if (cause != NULL && !locked)
    helio_error_set_detail (missing, cause->message);
  set_missing_secret (self, (int) kind);
  if (self->fetch != NULL) {
    g_autoptr (GTask) task = g_steal_pointer (&self->fetch);
    g_task_return_error (task, g_steal_pointer (&missing));
  } else
    helio_session_fail (self->session, HELIO_SESSION_NEEDS_SIGN_IN, missing);
}

static int
find_missing (HelioConnection *self)
{
  return helio_connection_find_missing_secret (self->profile, self->secrets, self->fetch != NULL);
}

static void
on_key_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  HelioSecret *key = helio_pem_open_pair_finish (result, &error);
  gboolean passphrase = g_error_matches (error, HELIO_ERROR, HELIO_ERROR_CLIENT_KEY);
  HelioKeyringKind kind = passphrase ? HELIO_KEYRING_PASSPHRASE : HELIO_KEYRING_PRIVATE_KEY;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (key != NULL) {
    helio_secret_unref (self->opened_key);
    self->opened_key = key;
    if (!helio_connection_is_connected (self))
      helio_connection_rebuild (self, C_ ("state", "The private key is open now."));
    look_up_next (self);
    return;
  }
  /* Asked for again, unless the fault lies in what the profile itself holds. */
  g_clear_pointer (&self->secrets[kind], helio_secret_unref);
  if (find_missing (self) == (int) kind &&
      helio_pem_check_certificates (self->profile->broker.certificate_pem, NULL, NULL)) {
    /* For whoever asks, data of a file and of a keyring differ in class. */
    error->code = HELIO_ERROR_CLIENT_KEY;
    set_missing_secret (self, (int) kind);
    helio_session_fail (self->session, HELIO_SESSION_NEEDS_SIGN_IN, error);
  } else
    helio_session_fail (self->session, HELIO_SESSION_FAILED, error);
}

/* Everything that was asked for is there; an encrypted key still has to open. */
static void
all_found (HelioConnection *self)
{
  if (self->fetch != NULL || self->profile->broker.certificate_pem == NULL ||
      self->opened_key != NULL)
    ready_to_start (self);
  else
    helio_pem_open_pair_async (self->profile->broker.certificate_pem,
                               helio_connection_get_private_key (self->profile, self->secrets),
                               self->secrets[HELIO_KEYRING_PASSPHRASE],
                               self->cancellable,
                               on_key_opened,
                               g_object_ref (self));
}

typedef struct {
  HelioConnection *connection; /* owned */
  HelioKeyringKind kind;
} Lookup;

static void
cancel_fetch (HelioConnection *self, GError *error_taken)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->fetch);

  if (task != NULL)
    g_task_return_error (task, error_taken);
  else
    g_error_free (error_taken);
}

static void
take_keyring_hint (HelioConnection *self, const GError *hint)
{
  if (hint == NULL && self->keyring_hint == NULL)
    return;
  g_clear_error (&self->keyring_hint);
  self->keyring_hint = hint != NULL ? g_error_copy (hint) : NULL;
  helio_connection_notify (self, PROP_WARNING);
}

static void
on_keyring_slow (const GError *hint, gpointer user_data)
{
  HelioConnection *self = ((Lookup *) user_data)->connection;

  helio_connection_note (self, HELIO_TIMELINE_WARNING, "%s", hint->message);
  take_keyring_hint (self, hint);
}

static void
on_looked_up (GObject *keyring, GAsyncResult *result, gpointer user_data)
{
  g_autofree Lookup *lookup = user_data;
  g_autoptr (HelioConnection) self = lookup->connection;
  g_autoptr (HelioSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  take_keyring_hint (self, NULL);
  if (!helio_keyring_lookup_finish (HELIO_KEYRING (keyring), result, &secret, &error)) {
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      cancel_fetch (self, g_steal_pointer (&error));
      return;
    }
    helio_connection_note (self, HELIO_TIMELINE_WARNING, "%s", error->message);
  }
  /* Unless it was typed meanwhile. */
  if (self->secrets[lookup->kind] == NULL && secret == NULL) {
    stop_for_secret (self, lookup->kind, error);
    return;
  }
  if (self->secrets[lookup->kind] == NULL) {
    self->secrets[lookup->kind] = g_steal_pointer (&secret);
    helio_connection_rebuild (self, C_ ("state", "The keyring had what was missing."));
  }
  look_up_next (self);
}

/* One secret after the other: environment, what was typed, keyring. */
static void
look_up_next (HelioConnection *self)
{
  int kind = find_missing (self);
  g_autofree char *binding = NULL;
  HelioKeyringWait *wait;
  HelioSecret *env;
  Lookup *lookup;

  if (kind < 0) {
    all_found (self);
    return;
  }
  env = helio_connection_get_env_secret (self->services, self->profile, kind);
  if (env != NULL) {
    self->secrets[kind] = helio_secret_ref (env);
    helio_connection_rebuild (self, C_ ("state", "The environment had what was missing."));
    look_up_next (self);
    return;
  }
  if (self->services->keyring == NULL) {
    stop_for_secret (self, kind, NULL);
    return;
  }
  binding = helio_profile_get_binding (self->profile);
  lookup = g_new (Lookup, 1);
  *lookup = (Lookup){g_object_ref (self), (HelioKeyringKind) kind};
  wait = helio_keyring_wait_new (self->services->clock,
                                 self->services->keyring,
                                 HELIO_KEYRING_PATIENCE_ASKED,
                                 helio_keyring_lookup_async,
                                 self->cancellable,
                                 on_looked_up,
                                 lookup);
  helio_keyring_wait_set_hint (wait, on_keyring_slow);
  helio_keyring_lookup_async (self->services->keyring,
                              self->profile->id,
                              kind,
                              NULL,
                              binding,
                              TRUE,
                              helio_keyring_wait_get_cancellable (wait),
                              helio_keyring_wait_answer,
                              wait);
}

void
helio_connection_connect (HelioConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (!helio_connection_check_consent (self, &error)) {
    helio_session_fail (self->session, HELIO_SESSION_FAILED, error);
    return;
  }
  if (self->services->wake != NULL)
    helio_wake_start (self->services->wake);
  g_clear_pointer (&self->held_up, helio_connection_sign_in_free);
  self->asks = TRUE;
  look_up_next (self);
}

void
helio_connection_fetch_credential_async (HelioConnection *self,
                                         HelioCredentialFlags flags,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, helio_connection_fetch_credential_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (flags & HELIO_CREDENTIAL_REFUSED), NULL);
  if (!helio_connection_check_consent (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (self->fetch != NULL) {
    g_task_return_new_error (task,
                             G_IO_ERROR,
                             G_IO_ERROR_PENDING,
                             "%s",
                             C_ ("error", "A credential is being fetched already."));
    return;
  }
  self->fetch = g_steal_pointer (&task);
  look_up_next (self);
}

HelioCredential *
helio_connection_fetch_credential_finish (HelioConnection *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_connection_disconnect_because (HelioConnection *self, const char *why)
{
  if (helio_connection_get_login (self) != NULL)
    helio_login_cancel (helio_connection_get_login (self));
  /* The keyring may be waiting for a person to unlock it: nothing is to start after that. */
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (helio_connection_get_device_login (self) != NULL)
    helio_device_login_cancel (helio_connection_get_device_login (self));
  g_clear_pointer (&self->held_up, helio_connection_sign_in_free);
  self->anew = FALSE;
  if (why != NULL)
    helio_session_stop_because (self->session, why);
  else
    helio_session_stop (self->session);
}

void
helio_connection_disconnect (HelioConnection *self)
{
  /* By then there is no sign-in to cancel, only what was to follow it. */
  const gboolean signed_in = helio_connection_get_state (self) == HELIO_SESSION_SIGNING_IN &&
                             self->tokens != NULL && helio_token_source_is_storing (self->tokens);

  helio_connection_disconnect_because (
      self,
      signed_in ? C_ ("state", "You disconnected; the sign-in is kept.") : NULL);
}

void
helio_connection_retry_now (HelioConnection *self)
{
  HelioSessionState state = helio_session_get_state (self->session);

  if (state == HELIO_SESSION_ONLINE || state == HELIO_SESSION_WAITING_TO_RETRY)
    helio_session_retry_now (self->session);
  else
    helio_connection_connect (self);
}

void
helio_connection_renew_now (HelioConnection *self)
{
  helio_session_renew_now (self->session);
}

void
helio_connection_set_profile (HelioConnection *self, HelioProfile *profile)
{
  g_autoptr (HelioProfile) old = NULL;
  g_autofree char *old_binding = helio_profile_get_binding (self->profile);
  g_autofree char *new_binding = helio_profile_get_binding (profile);
  gboolean was_wanted = helio_connection_get_state (self) != HELIO_SESSION_IDLE &&
                        helio_connection_get_state (self) != HELIO_SESSION_FAILED &&
                        helio_connection_get_state (self) != HELIO_SESSION_NEEDS_SIGN_IN;

  if (helio_connection_take_quietly (self, profile))
    return;
  if (g_strcmp0 (old_binding, new_binding) != 0) {
    /* Secrets are bound to where they were given to (design.md §4). */
    helio_connection_forget_secrets (self);
    was_wanted = FALSE;
  }
  g_clear_pointer (&self->opened_key, helio_secret_unref);
  old = self->profile;
  self->profile = helio_profile_ref (profile);
  helio_connection_rebuild (self, C_ ("state", "The connection was edited."));
  /* The new session may not begin before a key is open. */
  self->anew = was_wanted;
  helio_connection_take_profile_subscriptions (self, old);
  helio_connection_notify (self, PROP_PROFILE);
  helio_connection_notify (self, PROP_STATE);
  if (was_wanted)
    helio_connection_connect (self);
  /* Nobody listened to the old session when it ended, and the new one may not begin. */
  helio_connection_log_renewals (self);
}

static void
on_remembered (GObject *keyring, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioConnection) self = user_data;
  g_autoptr (GError) error = NULL;

  if (helio_keyring_store_finish (HELIO_KEYRING (keyring), result, &error))
    helio_connection_tell_secret_remembered (self);
  else
    helio_connection_note (self,
                           HELIO_TIMELINE_WARNING,
                           C_ ("timeline", "Kept for this run only: %s"),
                           error->message);
}

void
helio_connection_set_secret (HelioConnection *self,
                             HelioKeyringKind kind,
                             HelioSecret *secret,
                             gboolean remember)
{
  if (kind == HELIO_KEYRING_PRIVATE_KEY || kind == HELIO_KEYRING_PASSPHRASE)
    g_clear_pointer (&self->opened_key, helio_secret_unref);
  g_clear_pointer (&self->secrets[kind], helio_secret_unref);
  self->secrets[kind] = secret != NULL ? helio_secret_ref (secret) : NULL;
  if (secret != NULL && remember && self->services->keyring != NULL) {
    g_autofree char *binding = helio_profile_get_binding (self->profile);

    helio_keyring_store_async (self->services->keyring,
                               self->profile->id,
                               kind,
                               NULL,
                               binding,
                               self->profile->name,
                               secret,
                               NULL,
                               on_remembered,
                               g_object_ref (self));
  }
  if (self->missing_secret == (int) kind)
    set_missing_secret (self, -1);
  if (!helio_connection_is_connected (self))
    helio_connection_rebuild (self, C_ ("state", "A new key or password was entered."));
  else
    helio_connection_give_secrets (self->source, self->profile, self->secrets);
}

HelioSubscription *
helio_connection_subscribe (HelioConnection *self,
                            const HelioFilterOptions *options,
                            GError **error)
{
  return helio_subscriptions_add (self->subscriptions, options, error);
}

void
helio_connection_unsubscribe (HelioConnection *self, HelioSubscription *subscription)
{
  helio_subscriptions_remove (self->subscriptions, subscription);
}

typedef struct {
  int reason_code;
  gint64 round_trip;
} PublishAnswer;

static void
on_published (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PublishAnswer *answer = g_task_get_task_data (task);
  GError *error = NULL;

  if (helio_session_publish_finish (HELIO_SESSION (session),
                                    result,
                                    &answer->reason_code,
                                    &answer->round_trip,
                                    &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
helio_connection_publish_async (HelioConnection *self,
                                const HelioPublication *publication,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_connection_publish_async);
  g_task_set_task_data (task, g_new0 (PublishAnswer, 1), g_free);
  helio_session_publish_async (self->session, publication, cancellable, on_published, task);
}

gboolean
helio_connection_publish_finish (HelioConnection *self,
                                 GAsyncResult *result,
                                 int *reason_code,
                                 gint64 *round_trip,
                                 GError **error)
{
  PublishAnswer *answer = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (reason_code != NULL)
    *reason_code = answer->reason_code;
  if (round_trip != NULL)
    *round_trip = answer->round_trip;
  return TRUE;
}

static void
on_settled (GObject *tokens, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioConnection) self = user_data;

  if (!helio_token_source_settle_finish (HELIO_TOKEN_SOURCE (tokens), result))
    helio_debug ("shutdown: not waiting any longer for what the issuer or the keyring owes");
  self->settling = FALSE;
  helio_connection_finish_shutdowns (self);
}

static void
shut_down (HelioConnection *self,
           gboolean patient,
           gpointer source_tag,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  helio_session_set_patient (self->session, patient);
  helio_connection_disconnect (self);
  g_ptr_array_add (self->shutdowns, task);
  if (self->tokens != NULL && !self->settling) {
    self->settling = TRUE;
    helio_token_source_settle_async (self->tokens, on_settled, g_object_ref (self));
  }
  helio_connection_finish_shutdowns (self);
}

void
helio_connection_shutdown_async (HelioConnection *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  shut_down (self, FALSE, helio_connection_shutdown_async, callback, user_data);
}

void
helio_connection_shutdown_patiently_async (HelioConnection *self,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  shut_down (self, TRUE, helio_connection_shutdown_patiently_async, callback, user_data);
}

gboolean
helio_connection_hurry_shutdown (HelioConnection *self)
{
  return helio_session_set_patient (self->session, FALSE);
}

gboolean
helio_connection_shutdown_finish (HelioConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
