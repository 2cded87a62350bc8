// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-check.h"

#include "core/auth/helio-id-token.h"
#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  HelioProfile *profile;
  HelioClock *clock;
  char *nonce, *expected_sub, *login_hint;
  HelioTokens *tokens;
  HelioTokens *other;
  HelioJwt *token;
} Check;

static void
check_free (gpointer data)
{
  Check *self = data;

  helio_profile_unref (self->profile);
  g_object_unref (self->clock);
  helio_wipe_free (self->nonce);
  g_free (self->expected_sub);
  g_free (self->login_hint);
  helio_tokens_free (self->tokens);
  helio_tokens_free (self->other);
  g_clear_pointer (&self->token, helio_jwt_unref);
  g_free (self);
}

/* QA asks for bob while the browser still holds alice's session: what comes back has to be bob. */
static gboolean
check_person (Check *self, GError **error)
{
  const HelioAccount *account = self->tokens->account;

  if (self->expected_sub != NULL && strcmp (account->sub, self->expected_sub) != 0)
    return helio_error_set (
        error,
        HELIO_ERROR_SIGN_IN_OTHER_USER,
        C_ ("error",
            "Use that account instead, or sign in again with the account of this connection."),
        C_ ("error", "Another account came back than the one of this connection: “%s”."),
        helio_account_get_label (account));
  if (self->login_hint == NULL || *self->login_hint == '\0' ||
      helio_id_token_matches_hint (self->token, self->login_hint))
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_SIGN_IN_OTHER_USER,
                          C_ ("error",
                              "Sign out in the browser, or use “Sign in as someone else”, which "
                              "asks again who you are. "
                              "If it is the right person, correct the login hint."),
                          C_ ("error", "The browser signed in “%s”, not “%s”."),
                          helio_account_get_label (account),
                          self->login_hint);
}

static gboolean
check_claims (Check *self, HelioDiscovery *discovery, GError **error)
{
  HelioIdTokenExpectation expected = {
      .issuer = helio_discovery_get_issuer (discovery),
      .client_id = self->profile->sign_in.client_id,
      .nonce = self->nonce,
      .is_sign_in = TRUE,
      .clock_offset = self->tokens->clock_offset,
      .now = helio_clock_now_wall (self->clock) / G_USEC_PER_SEC,
  };

  /* By the issuer's own clock, since ours may be off by hours. */
  if (expected.clock_offset != G_MAXINT64)
    expected.now += expected.clock_offset / G_USEC_PER_SEC;
  if (!helio_id_token_check (self->token, &expected, error))
    return FALSE;
  self->tokens->account = helio_id_token_get_account (self->token);
  return TRUE;
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *self = g_task_get_task_data (task);
  HelioDiscovery *discovery = HELIO_DISCOVERY (source);
  GError *error = NULL;

  if (!helio_discovery_verify_finish (discovery, result, &error) ||
      !check_claims (self, discovery, &error)) {
    g_clear_pointer (&self->tokens, helio_tokens_free);
    g_task_return_error (task, error);
  } else if (!check_person (self, &error)) {
    self->other = g_steal_pointer (&self->tokens);
    g_task_return_error (task, error);
  } else
    g_task_return_pointer (task,
                           g_steal_pointer (&self->tokens),
                           (GDestroyNotify) helio_tokens_free);
}

void
helio_token_check_async (const HelioTokenCheck *check,
                         HelioTokens *tokens,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *self = g_new0 (Check, 1);
  GError *error = NULL;

  self->profile = helio_profile_ref (check->profile);
  self->clock = g_object_ref (check->clock);
  self->nonce = g_strdup (check->nonce);
  self->expected_sub = g_strdup (check->expected_sub);
  self->login_hint = g_strdup (check->login_hint);
  self->tokens = tokens;
  g_task_set_source_tag (task, helio_token_check_async);
  g_task_set_task_data (task, self, check_free);
  if (tokens->id_token == NULL)
    helio_error_set (&error,
                     HELIO_ERROR_ID_TOKEN,
                     C_ ("error", "The scope of the profile has to contain “openid”."),
                     C_ ("error", "The issuer gave no ID token."));
  else
    self->token = helio_id_token_parse (tokens->id_token, &error);
  if (self->token == NULL)
    g_task_return_error (task, error);
  else
    helio_discovery_verify_async (check->discovery,
                                  self->token,
                                  cancellable,
                                  on_verified,
                                  g_steal_pointer (&task));
}

HelioTokens *
helio_token_check_finish (GAsyncResult *result, HelioTokens **other, GError **error)
{
  Check *self = g_task_get_task_data (G_TASK (result));

  *other = g_steal_pointer (&self->other);
  return g_task_propagate_pointer (G_TASK (result), error);
}
