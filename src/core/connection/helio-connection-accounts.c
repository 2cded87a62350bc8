// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-connection-private.h"

#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-session-why.h"

#include <glib/gi18n-lib.h>

/* Signing in and out, and the accounts of a profile. */

static void
connect_anew (HelioConnection *self)
{
  self->anew = TRUE;
  helio_session_stop_because (self->session,
                              C_ ("state", "Signed in; the connection is made anew."));
  helio_connection_connect (self);
}

void
helio_connection_sign_in_free (HelioConnectionSignIn *sign_in)
{
  g_clear_object (&sign_in->connection);
  g_free ((char *) sign_in->options.prompt);
  g_free ((char *) sign_in->options.login_hint);
  g_free (sign_in);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioConnectionSignIn, helio_connection_sign_in_free)

/* A person has to agree to where the issuer wants codes and tokens sent; then it begins anew. Takes @sign_in. */
static void
hold_up (HelioConnection *self, HelioConnectionSignIn *sign_in, const GError *error)
{
  g_clear_object (&sign_in->connection);
  g_clear_pointer (&self->held_up, helio_connection_sign_in_free);
  self->held_up = sign_in;
  helio_connection_ask_endpoints (self, error);
}

static void
sign_in_failed (HelioConnection *self, const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* Connected, or about to be with what there was before: no reason to end that. */
  if (self->session == NULL ||
      helio_session_get_state (self->session) != HELIO_SESSION_SIGNING_IN) {
    if (!cancelled)
      helio_connection_note (self, HELIO_TIMELINE_BAD, "%s", error->message);
    else if (helio_connection_is_connected (self))
      helio_connection_note (self,
                             HELIO_TIMELINE_INFO,
                             "%s",
                             C_ ("timeline", "The sign-in was cancelled"));
  } else if (cancelled) {
    self->anew = FALSE;
    helio_session_stop (self->session);
  } else
    helio_session_fail (self->session, HELIO_SESSION_NEEDS_SIGN_IN, error);
}

static void
on_signed_in (GObject *tokens, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioConnectionSignIn) sign_in = user_data;
  g_autoptr (HelioConnection) self = g_object_ref (sign_in->connection);
  g_autoptr (GError) error = NULL;
  gboolean online = helio_connection_is_connected (self);

  if (!helio_token_source_sign_in_finish (HELIO_TOKEN_SOURCE (tokens), result, &error)) {
    if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_SUPERSEDED))
      return;
    sign_in_failed (self, error);
    if (g_strcmp0 (helio_error_get_diagnosis (error), HELIO_ENDPOINTS_NOT_AGREED) == 0 &&
        HELIO_TOKEN_SOURCE (tokens) == self->tokens)
      hold_up (self, g_steal_pointer (&sign_in), error);
    return;
  }
  if (HELIO_TOKEN_SOURCE (tokens) != self->tokens)
    return;
  helio_set_str (&self->asked_for, NULL);
  /* Perhaps somebody else now: the old connection is of the old identity. */
  if (online && helio_session_get_warning (self->session) != NULL)
    helio_session_renew_now (self->session);
  else
    connect_anew (self);
}

const char *
helio_connection_get_asked_for (HelioConnection *self)
{
  HelioAccount *account = helio_connection_get_account (self);

  if (self->asked_for != NULL)
    return self->asked_for;
  if (account != NULL)
    return account->email != NULL ? account->email : helio_account_get_label (account);
  return self->profile->sign_in.login_hint;
}

static void
sign_in (HelioConnection *self, const HelioSignInOptions *options)
{
  g_autoptr (GError) error = NULL;
  HelioConnectionSignIn *asked;

  if (self->tokens == NULL || !helio_connection_check_consent (self, &error)) {
    helio_connection_connect (self);
    return;
  }
  asked = g_new0 (HelioConnectionSignIn, 1);
  asked->connection = g_object_ref (self);
  asked->options = *options;
  asked->options.prompt = g_strdup (options->prompt);
  asked->options.login_hint = g_strdup (options->login_hint);
  g_clear_pointer (&self->held_up, helio_connection_sign_in_free);
  helio_set_str (&self->asked_for, options->login_hint);
  if (!helio_connection_is_connected (self)) {
    if (options->way == HELIO_SIGN_IN_DEVICE)
      helio_session_show_sign_in_how (
          self->session,
          C_ ("state", "Sign in on any device with the code that is shown."));
    else
      helio_session_show_sign_in (self->session);
  }
  helio_token_source_sign_in_async (self->tokens, options, self->cancellable, on_signed_in, asked);
}

void
helio_connection_sign_in (HelioConnection *self, const char *prompt, const char *hint)
{
  HelioSignInOptions options = {.prompt = prompt, .login_hint = hint};

  sign_in (self, &options);
}

void
helio_connection_sign_in_with_code (HelioConnection *self, const char *hint)
{
  HelioSignInOptions options = {.way = HELIO_SIGN_IN_DEVICE, .login_hint = hint};

  sign_in (self, &options);
}

void
helio_connection_sign_in_as (HelioConnection *self, const char *hint, gboolean end_issuer_session)
{
  HelioSignInOptions options = {.prompt = "login",
                                .login_hint = hint,
                                .end_issuer_session = end_issuer_session};

  sign_in (self, &options);
}

HelioAccount *
helio_connection_get_other_account (HelioConnection *self)
{
  return self->tokens != NULL ? helio_token_source_get_other_account (self->tokens) : NULL;
}

static void
on_accepted (GObject *tokens, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioConnection) self = user_data;
  g_autoptr (GError) error = NULL;

  helio_set_str (&self->asked_for, NULL);
  if (!helio_token_source_accept_other_finish (HELIO_TOKEN_SOURCE (tokens), result, &error))
    helio_connection_note (self, HELIO_TIMELINE_BAD, "%s", error->message);
  else if (HELIO_TOKEN_SOURCE (tokens) == self->tokens)
    connect_anew (self);
}

void
helio_connection_accept_other_account (HelioConnection *self)
{
  if (helio_connection_get_other_account (self) != NULL)
    helio_token_source_accept_other_async (self->tokens, on_accepted, g_object_ref (self));
}

void
helio_connection_refuse_other_account (HelioConnection *self)
{
  if (self->tokens != NULL)
    helio_token_source_refuse_other (self->tokens);
}

static void
on_listed (GObject *tokens, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *accounts =
      helio_token_source_list_accounts_finish (HELIO_TOKEN_SOURCE (tokens), result, &error);

  if (accounts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, accounts, (GDestroyNotify) g_ptr_array_unref);
}

void
helio_connection_list_accounts_async (HelioConnection *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_connection_list_accounts_async);
  if (self->tokens == NULL)
    g_task_return_pointer (task,
                           g_ptr_array_new_with_free_func ((GDestroyNotify) helio_account_unref),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    helio_token_source_list_accounts_async (self->tokens,
                                            cancellable,
                                            on_listed,
                                            g_steal_pointer (&task));
}

GPtrArray *
helio_connection_list_accounts_finish (HelioConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_switched (GObject *tokens, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioConnection) self = user_data;
  g_autoptr (GError) error = NULL;

  if (HELIO_TOKEN_SOURCE (tokens) != self->tokens)
    return;
  if (helio_token_source_switch_finish (self->tokens, result, &error)) {
    connect_anew (self);
    return;
  }
  helio_connection_note (self, HELIO_TIMELINE_BAD, "%s", error->message);
  helio_session_fail (self->session, HELIO_SESSION_NEEDS_SIGN_IN, error);
}

void
helio_connection_switch_account (HelioConnection *self, const char *sub)
{
  g_autoptr (GError) error = NULL;

  if (self->tokens == NULL || !helio_connection_check_consent (self, &error)) {
    helio_connection_connect (self);
    return;
  }
  /* The old identity must not renew in the meantime. */
  self->anew = TRUE;
  helio_session_stop_because (self->session, C_ ("state", "Another account is used from now on."));
  helio_token_source_switch_async (self->tokens, sub, on_switched, g_object_ref (self));
}

void
helio_connection_pin_account (HelioConnection *self, const char *sub)
{
  helio_set_str (&self->pinned, sub);
  if (self->tokens != NULL)
    helio_token_source_pin (self->tokens, sub);
}

/* One signing out: the tokens, and what was typed for the profile. */
typedef struct {
  HelioConnection *connection;
  guint pending;
  gboolean had_tokens;
  GError *warning; /* (nullable) */
  GError *error;   /* (nullable): the first */
} SignOut;

static void
sign_out_part_ended (SignOut *self, GError *error_taken)
{
  if (self->error == NULL)
    self->error = error_taken;
  else
    g_clear_error (&error_taken);
  if (--self->pending > 0)
    return;
  if (self->error == NULL && self->had_tokens)
    helio_connection_note (self->connection,
                           HELIO_TIMELINE_INFO,
                           "%s",
                           C_ ("timeline", "Signed out: tokens are deleted here"));
  else if (self->error != NULL)
    helio_connection_note (self->connection,
                           HELIO_TIMELINE_WARNING,
                           C_ ("timeline", "Signed out here, but: %s"),
                           self->error->message);
  if (self->warning != NULL)
    helio_connection_note (self->connection, HELIO_TIMELINE_WARNING, "%s", self->warning->message);
  helio_connection_tell_signed_out (self->connection, self->warning, self->error);
  g_clear_error (&self->warning);
  g_clear_error (&self->error);
  g_object_unref (self->connection);
  g_free (self);
}

static void
on_forgotten (GObject *tokens, GAsyncResult *result, gpointer user_data)
{
  SignOut *self = user_data;
  GError *error = NULL;

  helio_token_source_forget_finish (HELIO_TOKEN_SOURCE (tokens), result, &self->warning, &error);
  sign_out_part_ended (self, error);
}

static void
on_secret_cleared (GObject *keyring, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  helio_keyring_clear_finish (HELIO_KEYRING (keyring), result, &error);
  sign_out_part_ended (user_data, error);
}

/* What a person typed for this profile. Tokens go by the token source, which revokes them. */
static void
forget_typed_secrets (HelioConnection *self, SignOut *sign_out)
{
  helio_connection_forget_secrets (self);
  for (int kind = 0; kind < HELIO_N_SECRETS && self->services->keyring != NULL; kind++) {
    HelioKeyringWait *wait;

    if (kind == HELIO_KEYRING_OAUTH)
      continue;
    wait = helio_keyring_wait_new (self->services->clock,
                                   self->services->keyring,
                                   HELIO_KEYRING_PATIENCE,
                                   helio_keyring_clear_async,
                                   NULL,
                                   on_secret_cleared,
                                   sign_out);
    sign_out->pending++;
    helio_keyring_clear_async (self->services->keyring,
                               self->profile->id,
                               (HelioKeyringKind) kind,
                               NULL,
                               helio_keyring_wait_get_cancellable (wait),
                               helio_keyring_wait_answer,
                               wait);
  }
}

void
helio_connection_sign_out (HelioConnection *self, HelioSignOutFlags flags)
{
  HelioForgetFlags forget = HELIO_FORGET_NONE;
  SignOut *sign_out = g_new0 (SignOut, 1);

  sign_out->connection = g_object_ref (self);
  sign_out->pending = 1;
  if ((flags & HELIO_SIGN_OUT_ALL_ACCOUNTS) != 0)
    forget |= HELIO_FORGET_ALL_ACCOUNTS;
  if ((flags & HELIO_SIGN_OUT_AT_ISSUER) != 0)
    forget |= HELIO_FORGET_ISSUER_SESSION;
  helio_connection_disconnect_because (self, C_ ("state", "You signed out."));
  if ((flags & HELIO_SIGN_OUT_ALL_ACCOUNTS) != 0)
    forget_typed_secrets (self, sign_out);
  if (self->tokens != NULL) {
    sign_out->had_tokens = TRUE;
    sign_out->pending++;
    helio_token_source_forget_async (self->tokens, forget, NULL, on_forgotten, sign_out);
  }
  helio_connection_rebuild (self, C_ ("state", "You signed out."));
  helio_connection_notify (self, PROP_ACCOUNT);
  sign_out_part_ended (sign_out, NULL);
}
