// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-refresher-private.h"

#include "core/auth/helio-id-token.h"
#include "core/auth/helio-revoke.h"
#include "core/auth/helio-token-request.h"
#include "core/base/helio-error.h"
#include "core/base/helio-log.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (HelioRefresher, helio_refresher, G_TYPE_OBJECT)

/* Data of the tasks. */
typedef struct {
  guint generation;
  gboolean unlock;
  gboolean store_only;     /* after a sign-in, or a switch */
  char *wanted;            /* sub to switch to */
  char *written;           /* sub of what is being written */
  HelioSecret *superseded; /* what the account had before its new sign-in */
  GError *read_error;
  GError *refusal; /* of a refresh token that may be an old one */
  GError *failure; /* what is told once the rotated refresh token is stored */
  gboolean asked_twice;
  HelioSecret *used;
  HelioTokens *tokens;
} Job;

static void use_stored (GTask *task);

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->wanted);
  g_free (job->written);
  helio_secret_unref (job->superseded);
  g_clear_error (&job->read_error);
  g_clear_error (&job->refusal);
  g_clear_error (&job->failure);
  helio_secret_unref (job->used);
  helio_tokens_free (job->tokens);
  g_free (job);
}

static GTask *
new_task (HelioRefresher *self,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  /* Its result counts where it has gone too far to be cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  job->generation = self->generation;
  g_task_set_task_data (task, job, job_free);
  return task;
}

void
helio_refresher_set_stored (HelioRefresher *self, HelioStoredTokens *stored_taken)
{
  helio_stored_tokens_unref (self->stored);
  self->stored = stored_taken;
  g_clear_pointer (&self->refused, helio_account_unref);
  if (stored_taken != NULL)
    helio_set_str (&self->sub, stored_taken->sub);
}

static void
revoke_token (HelioRefresher *self, HelioSecret *token)
{
  helio_revoke_quietly (self->discovery, self->profile, self->http, self->clock, token);
}

static void
fail (GTask *task, GError *error_taken)
{
  HelioRefresher *self = g_task_get_source_object (task);

  self->has_to_store = FALSE;
  /* Others may go on before the caller has heard of it. */
  g_clear_pointer (&self->lock, helio_refresh_lock_free);
  g_task_return_error (task, error_taken);
  g_object_unref (task);
}

static gboolean
was_forgotten (GTask *task)
{
  HelioRefresher *self = g_task_get_source_object (task);

  return ((Job *) g_task_get_task_data (task))->generation != self->generation;
}

static GError *
signed_out_error (void)
{
  return helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED,
                          C_ ("error", "Sign in."),
                          C_ ("error", "Nobody is signed in."));
}

static void
hand_out (GTask *task)
{
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  if (was_forgotten (task)) {
    fail (task, signed_out_error ());
    return;
  }
  if (job->failure != NULL) {
    fail (task, g_steal_pointer (&job->failure));
    return;
  }
  self->has_to_store = FALSE;
  g_clear_pointer (&self->lock, helio_refresh_lock_free);
  if (job->store_only)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (task,
                           g_steal_pointer (&job->tokens),
                           (GDestroyNotify) helio_tokens_free);
  g_object_unref (task);
}

void
helio_refresher_note_store_result (HelioRefresher *self, GError *error_taken)
{
  g_clear_error (&self->store_error);
  self->store_error = error_taken;
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);

  helio_account_store_clear_finish (HELIO_ACCOUNT_STORE (source), result, NULL);
  if (job->superseded != NULL)
    revoke_token (g_task_get_source_object (task), job->superseded);
  hand_out (task);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  helio_account_store_write_finish (HELIO_ACCOUNT_STORE (source), result, &error);
  if (was_forgotten (task)) {
    /* It was written after it had been cleared. */
    g_clear_error (&error);
    helio_account_store_clear_async (self->accounts, job->written, NULL, on_removed, task);
    return;
  }
  helio_refresher_note_store_result (self, error);
  /* Only now: should the write have gone wrong, the old one would be all that a restart has. */
  if (job->superseded != NULL && self->store_error == NULL)
    revoke_token (self, job->superseded);
  hand_out (task);
}

/* The new refresh token before the new access token: whatever happens after it, the next start can go
 * on. */
static void
write_stored (GTask *task)
{
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  if (self->stored == NULL) {
    helio_account_store_clear_async (self->accounts, self->sub, NULL, on_removed, task);
    return;
  }
  g_free (job->written);
  job->written = g_strdup (self->stored->sub);
  helio_account_store_write_async (self->accounts, self->stored, on_written, task);
}

/* OpenID Connect Core 12.2. The token comes straight from the token endpoint, so that its signature adds
 * nothing (3.1.3.7, 6); who it is about must not have changed. */
static gboolean
check_refreshed (HelioRefresher *self, HelioTokens *tokens, GError **error)
{
  g_autoptr (HelioJwt) token = NULL;
  HelioIdTokenExpectation expected = {
      .issuer = self->issuer,
      .client_id = self->profile->sign_in.client_id,
      .sub = self->stored->sub,
      .now = helio_clock_now_wall (self->clock) / G_USEC_PER_SEC,
      .clock_offset = tokens->clock_offset,
  };

  if (tokens->id_token == NULL) {
    tokens->account = helio_refresher_get_account (self);
    return TRUE;
  }
  if (tokens->clock_offset != G_MAXINT64)
    expected.now += tokens->clock_offset / G_USEC_PER_SEC;
  token = helio_id_token_parse (tokens->id_token, error);
  if (token == NULL || !helio_id_token_check (token, &expected, error))
    return FALSE;
  tokens->account = helio_id_token_get_account (token);
  return TRUE;
}

/* An answer without one of them means that the old one goes on (RFC 6749 §6). Each: (nullable). */
static void
keep_refreshed (HelioRefresher *self,
                HelioSecret *refresh_token,
                HelioSecret *id_token,
                const char *scope)
{
  HelioStoredTokens *old = self->stored;

  self->stored =
      helio_stored_tokens_new (refresh_token != NULL ? refresh_token : old->refresh_token,
                               id_token != NULL ? id_token : old->id_token,
                               old->sub,
                               scope != NULL ? scope : old->scope,
                               old->first_issued,
                               old->chosen);
  helio_stored_tokens_unref (old);
}

/* The answer is no good, but it rotated: the refresh token that was used is burnt, and coming back with it would
 * end the sign-in (auth.md §2.4). So the new one is stored before anybody hears of the error, except somebody
 * else's, which this account must not go on with. */
static void
keep_rotated_and_fail (GTask *task, HelioSecret *rotated, GError *error_taken)
{
  Job *job = g_task_get_task_data (task);

  if (rotated == NULL ||
      g_error_matches (error_taken, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER)) {
    fail (task, error_taken);
    return;
  }
  helio_debug ("refresh: the answer is no good, its refresh token is kept: %s",
               error_taken->message);
  keep_refreshed (g_task_get_source_object (task), rotated, NULL, NULL);
  job->failure = error_taken;
  write_stored (task);
}

/* The request may have been carried out: then the token that it rotated to is known to nobody. */
static gboolean
may_be_lost (const GError *error, gboolean sent)
{
  return sent && (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_NETWORK) ||
                  g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT) ||
                  g_error_matches (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER) ||
                  g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE));
}

static void
on_refusal_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);

  helio_account_store_clear_finish (HELIO_ACCOUNT_STORE (source), result, NULL);
  fail (task, g_steal_pointer (&job->refusal));
}

/* The refresh token was refused and there is no newer one, or, with @keep, nobody can say whether there is: then what is
 * stored stays for the next time. */
static void
give_up (GTask *task, gboolean keep)
{
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (HelioAccount) account = helio_refresher_get_account (self);

  helio_refresher_set_stored (self, NULL);
  if (!was_forgotten (task))
    self->refused = g_steal_pointer (&account);
  helio_refresher_note_store_result (self, NULL);
  if (keep || was_forgotten (task))
    fail (task, g_steal_pointer (&job->refusal));
  else
    helio_account_store_clear_async (self->accounts, self->sub, NULL, on_refusal_cleared, task);
}

static void
on_read_after_refusal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioStoredTokens) newer =
      helio_account_store_read_finish (HELIO_ACCOUNT_STORE (source), result, &error);

  if (newer == NULL || helio_secret_equal (newer->refresh_token, job->used) ||
      was_forgotten (task)) {
    give_up (task, error != NULL);
    return;
  }
  helio_refresher_set_stored (self, g_steal_pointer (&newer));
  use_stored (task);
}

static void
on_refused (GTask *task, GError *error_taken)
{
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  gboolean first = job->refusal == NULL;

  g_clear_error (&job->refusal);
  job->refusal = error_taken;
  if (first && !was_forgotten (task))
    helio_account_store_read_async (self->accounts, self->sub, FALSE, on_read_after_refusal, task);
  else
    give_up (task, FALSE);
}

static void send_refresh (GTask *task);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  HelioSecret *rotated;
  GError *error = NULL;
  gboolean sent = FALSE;

  rotated = helio_token_request_get_refresh_token (result);
  job->tokens = helio_token_request_finish (result, &sent, &error);
  if (was_forgotten (task)) {
    g_clear_error (&error);
    /* It rotated meanwhile: what was revoked was the one before. */
    if (rotated != NULL)
      revoke_token (self, rotated);
    fail (task, signed_out_error ());
  } else if (rotated == NULL && may_be_lost (error, sent) && !job->asked_twice) {
    helio_debug ("refresh: response lost, asking once more: %s", error->message);
    g_clear_error (&error);
    job->asked_twice = TRUE;
    send_refresh (task);
  } else if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED))
    on_refused (task, error);
  else if (job->tokens == NULL || !check_refreshed (self, job->tokens, &error))
    keep_rotated_and_fail (task, rotated, error);
  else {
    keep_refreshed (self, rotated, job->tokens->id_token, job->tokens->scope);
    write_stored (task);
  }
}

static void
send_refresh (GTask *task)
{
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  const char *form[] = {"grant_type",
                        "refresh_token",
                        "client_id",
                        self->profile->sign_in.client_id,
                        "refresh_token",
                        helio_secret_peek (job->used),
                        "resource",
                        self->profile->sign_in.resource,
                        NULL};
  HelioTokenRequest request = {.http = self->http,
                               .clock = self->clock,
                               .uri = helio_discovery_get_token_endpoint (self->discovery),
                               .allow_insecure = self->profile->broker.allow_insecure,
                               .ca_pem = self->profile->broker.ca_pem,
                               .place = HELIO_OAUTH_REFRESH,
                               .form = form};

  self->has_to_store = TRUE;
  helio_token_request_async (&request, NULL, on_answer, task);
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!helio_discovery_load_finish (HELIO_DISCOVERY (source), result, &error) ||
      (!self->has_to_store &&
       g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error)))
    fail (task, error);
  else
    send_refresh (task);
}

static void
use_stored (GTask *task)
{
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  if (self->stored == NULL || was_forgotten (task)) {
    fail (task, job->read_error != NULL ? g_steal_pointer (&job->read_error) : signed_out_error ());
    return;
  }
  g_clear_pointer (&job->used, helio_secret_unref);
  job->used = helio_secret_ref (self->stored->refresh_token);
  helio_discovery_load_async (self->discovery, NULL, on_discovered, task);
}

/* What the keyring says counts, since another process may have rotated. */
static void
adopt (HelioRefresher *self, GAsyncResult *result, GError **error)
{
  GError *local = NULL;
  HelioStoredTokens *stored = helio_account_store_read_finish (self->accounts, result, &local);

  if (local != NULL) {
    g_propagate_error (error, local);
    return;
  }
  self->loaded = TRUE;
  helio_refresher_set_stored (self, stored);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  gboolean had = self->loaded && self->stored != NULL;

  if (!was_forgotten (task))
    adopt (self, result, &job->read_error);
  if (had && self->stored == NULL && job->read_error == NULL && !was_forgotten (task))
    job->read_error = helio_refresher_signed_out_elsewhere_error ();
  use_stored (task);
}

/* A new sign-in: the one that the account had is superseded. */
static void
on_old_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (HelioStoredTokens) old =
      helio_account_store_read_finish (HELIO_ACCOUNT_STORE (source), result, NULL);

  if (was_forgotten (task)) {
    fail (task, signed_out_error ());
    return;
  }
  if (old != NULL && (self->stored == NULL ||
                      !helio_secret_equal (old->refresh_token, self->stored->refresh_token)))
    job->superseded = helio_secret_ref (old->refresh_token);
  write_stored (task);
}

static void
on_wanted_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (HelioStoredTokens) stored =
      helio_account_store_read_finish (HELIO_ACCOUNT_STORE (source), result, &error);

  if (error != NULL)
    fail (task, error);
  else if (stored == NULL || was_forgotten (task))
    fail (task,
          helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED,
                           C_ ("error", "Sign in with that account."),
                           C_ ("error", "There is no sign-in of that account any more.")));
  else {
    helio_refresher_note_store_result (self, NULL);
    self->loaded = TRUE;
    helio_refresher_set_stored (
        self,
        helio_stored_tokens_new_chosen (stored,
                                        helio_clock_now_wall (self->clock) / G_USEC_PER_SEC));
    write_stored (task);
  }
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  self->lock = helio_refresh_lock_finish (result, &error);
  /* A sign-in is written in any case; without a place for locks there is nobody to wait for. */
  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT) &&
      (!job->store_only || job->wanted != NULL)) {
    fail (task, error);
    return;
  }
  if (error != NULL)
    helio_debug ("refresh: going on without a lock: %s", error->message);
  g_clear_error (&error);
  if (was_forgotten (task))
    fail (task, signed_out_error ());
  else if (job->wanted != NULL)
    helio_account_store_read_async (self->accounts, job->wanted, TRUE, on_wanted_read, task);
  else if (job->store_only)
    helio_account_store_read_async (self->accounts, self->sub, FALSE, on_old_read, task);
  else
    /* A person is asked for what only the keyring has. */
    helio_account_store_read_async (self->accounts,
                                    self->sub,
                                    job->unlock && self->stored == NULL,
                                    on_read,
                                    task);
}

void
helio_refresher_run_async (HelioRefresher *self,
                           gboolean unlock,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = new_task (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_refresher_run_async);
  ((Job *) g_task_get_task_data (task))->unlock = unlock;
  helio_refresh_lock_async (self->clock, self->lock_name, on_locked, task);
}

HelioTokens *
helio_refresher_run_finish (HelioRefresher *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_refresher_store_async (HelioRefresher *self,
                             const HelioTokens *tokens,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = new_task (self, NULL, callback, user_data);
  gint64 now = helio_clock_now_wall (self->clock) / G_USEC_PER_SEC;

  g_task_set_source_tag (task, helio_refresher_store_async);
  ((Job *) g_task_get_task_data (task))->store_only = TRUE;
  self->has_to_store = TRUE;
  self->loaded = TRUE;
  helio_refresher_note_store_result (self, NULL);
  helio_set_str (&self->sub, tokens->account->sub);
  helio_refresher_set_stored (self,
                              tokens->refresh_token != NULL
                                  ? helio_stored_tokens_new (tokens->refresh_token,
                                                             tokens->id_token,
                                                             tokens->account->sub,
                                                             tokens->scope,
                                                             now,
                                                             now)
                                  : NULL);
  helio_refresh_lock_async (self->clock, self->lock_name, on_locked, task);
}

void
helio_refresher_store_finish (HelioRefresher *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);

  if (!was_forgotten (task))
    adopt (self, result, NULL);
  g_task_return_boolean (task, TRUE);
}

void
helio_refresher_load_async (HelioRefresher *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (self, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_refresher_load_async);
  if (self->loaded) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  helio_account_store_read_async (self->accounts, self->sub, FALSE, on_loaded, task);
}

void
helio_refresher_load_finish (HelioRefresher *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

void
helio_refresher_switch_async (HelioRefresher *self,
                              const char *sub,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = new_task (self, NULL, callback, user_data);
  Job *job = g_task_get_task_data (task);

  g_task_set_source_tag (task, helio_refresher_switch_async);
  job->store_only = TRUE;
  job->wanted = g_strdup (sub);
  self->has_to_store = TRUE;
  helio_refresh_lock_async (self->clock, self->lock_name, on_locked, task);
}

gboolean
helio_refresher_switch_finish (HelioRefresher *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
helio_refresher_has_to_store (HelioRefresher *self)
{
  return self->has_to_store;
}

HelioAccountStore *
helio_refresher_get_accounts (HelioRefresher *self)
{
  return self->accounts;
}

HelioStoredTokens *
helio_refresher_get_stored (HelioRefresher *self)
{
  return self->stored;
}

const GError *
helio_refresher_get_store_error (HelioRefresher *self)
{
  return self->store_error;
}

HelioAccount *
helio_refresher_get_account (HelioRefresher *self)
{
  if (self->stored != NULL)
    return helio_stored_tokens_get_account (self->stored, self->issuer);
  return self->refused != NULL ? helio_account_ref (self->refused) : NULL;
}

static void
helio_refresher_dispose (GObject *object)
{
  HelioRefresher *self = HELIO_REFRESHER (object);

  if (self->accounts != NULL)
    helio_account_store_set_late_func (self->accounts, NULL, NULL);
  g_clear_object (&self->discovery);
  g_clear_object (&self->accounts);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_refresher_parent_class)->dispose (object);
}

static void
helio_refresher_finalize (GObject *object)
{
  HelioRefresher *self = HELIO_REFRESHER (object);

  helio_refresh_lock_free (self->lock);
  helio_stored_tokens_unref (self->stored);
  g_clear_pointer (&self->refused, helio_account_unref);
  g_clear_error (&self->store_error);
  helio_profile_unref (self->profile);
  g_free (self->issuer);
  g_free (self->sub);
  g_free (self->lock_name);
  G_OBJECT_CLASS (helio_refresher_parent_class)->finalize (object);
}

static void
helio_refresher_class_init (HelioRefresherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_refresher_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_refresher_finalize;
}

static void
helio_refresher_init (HelioRefresher *self)
{
}

static void
on_stored_late (gpointer user_data)
{
  HelioRefresher *self = user_data;

  helio_refresher_note_store_result (self, NULL);
  if (self->stored_late != NULL)
    self->stored_late (self->stored_late_data);
}

HelioRefresher *
helio_refresher_new (const HelioRefresherInit *init)
{
  HelioRefresher *self = g_object_new (HELIO_TYPE_REFRESHER, NULL);
  g_autofree char *binding = helio_profile_get_binding (init->profile);

  self->profile = helio_profile_ref (init->profile);
  self->http = g_object_ref (init->http);
  self->clock = g_object_ref (init->clock);
  self->accounts = helio_account_store_new (init->profile, init->keyring, init->clock);
  helio_account_store_set_late_func (self->accounts, on_stored_late, self);
  self->stored_late = init->stored_late;
  self->stored_late_data = init->stored_late_data;
  self->discovery = g_object_ref (init->discovery);
  self->issuer = helio_profile_get_issuer (init->profile);
  self->lock_name = g_strconcat (init->profile->id, "\n", binding, NULL);
  return self;
}
