// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-end-session-uri.h"
#include "core/auth/helio-revoke.h"
#include "core/auth/helio-token-source-private.h"
#include "core/base/helio-error.h"
#include "core/base/helio-log.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the issuer's logout page to the sign-in: nothing tells when the browser has fetched the first. */
#define LOGOUT_PAUSE (2 * HELIO_SECOND)

/* A sign-in that is to begin once it is known who was signed in before, and the issuer's page was opened. */
typedef struct {
  HelioTokenSource *source;
  HelioSignInOptions options;
  HelioSecret *id_token; /* (nullable) */
} Wish;

static void
wish_free (Wish *wish)
{
  g_free ((char *) wish->options.prompt);
  g_free ((char *) wish->options.login_hint);
  helio_secret_unref (wish->id_token);
  g_object_unref (wish->source);
  g_free (wish);
}

/* The sign-in that waits for the issuer's logout is not wanted any more. */
static void
drop_paused (HelioTokenSource *self)
{
  Wish *wish = g_steal_pointer (&self->paused);

  g_clear_pointer (&self->pause, helio_timer_cancel);
  if (wish != NULL)
    wish_free (wish);
}

static void
login_ended (HelioTokenSource *self, HelioTokens *tokens, HelioTokens *other, const GError *error)
{
  if (tokens == NULL) {
    helio_token_source_set_other (self, other);
    helio_token_source_complete_waiters (self, helio_token_waiter_is_for_login, error);
    return;
  }
  helio_token_source_arrive (self, tokens);
}

static void
on_login_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioTokenSource) self = user_data;
  HelioLogin *login = HELIO_LOGIN (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = helio_login_run_finish (login, result, &error);

  /* Replaced by a newer one, for which everybody waits now. */
  if (login != self->login) {
    helio_token_source_revoke (self, tokens);
    return;
  }
  g_clear_object (&self->login);
  helio_token_source_notify_login (self);
  login_ended (self, g_steal_pointer (&tokens), helio_login_take_other (login), error);
}

static void
on_device_login_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioTokenSource) self = user_data;
  HelioDeviceLogin *login = HELIO_DEVICE_LOGIN (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = helio_device_login_run_finish (login, result, &error);

  if (login != self->device_login) {
    helio_token_source_revoke (self, tokens);
    return;
  }
  g_clear_object (&self->retired);
  g_clear_object (&self->device_login);
  helio_token_source_notify_device_login (self);
  login_ended (self, g_steal_pointer (&tokens), helio_device_login_take_other (login), error);
}

/* The running ones make place. Returns: (transfer full) (nullable): one that has a listener to hand on. */
static HelioLogin *
supersede (HelioTokenSource *self)
{
  g_autoptr (HelioLogin) retired = g_steal_pointer (&self->retired);
  g_autoptr (HelioLogin) login = g_steal_pointer (&self->login);
  g_autoptr (HelioDeviceLogin) device_login = g_steal_pointer (&self->device_login);

  drop_paused (self);
  if (device_login != NULL)
    helio_device_login_supersede (device_login);
  if (login == NULL)
    return g_steal_pointer (&retired);
  helio_login_supersede (login);
  return g_steal_pointer (&login);
}

static void
begin_by_browser (HelioTokenSource *self, const HelioSignInOptions *options, const char *sub)
{
  HelioLoginInit init = {
      .profile = self->profile,
      .http = self->http,
      .clock = self->clock,
      .prompt = options->prompt,
      .login_hint = options->login_hint,
      .expected_sub = sub,
      .deadline = options->deadline,
      .open_uri = self->open_uri,
      .open_uri_data = self->open_uri_data,
      .discovery = self->discovery,
  };
  g_autoptr (HelioLogin) old = supersede (self);

  self->login = helio_login_new (&init);
  if (old != NULL)
    helio_login_take_over (self->login, old);
  helio_login_run_async (self->login, NULL, on_login_done, g_object_ref (self));
}

static void
begin_by_device (HelioTokenSource *self, const HelioSignInOptions *options, const char *sub)
{
  HelioDeviceLoginInit init = {
      .profile = self->profile,
      .http = self->http,
      .clock = self->clock,
      .login_hint = options->login_hint,
      .expected_sub = sub,
      .deadline = options->deadline,
      .discovery = self->discovery,
  };

  self->retired = supersede (self);
  self->device_login = helio_device_login_new (&init);
  helio_device_login_run_async (self->device_login,
                                NULL,
                                on_device_login_done,
                                g_object_ref (self));
}

void
helio_token_source_begin_login (HelioTokenSource *self, const HelioSignInOptions *options)
{
  static const HelioSignInOptions plain;
  const HelioSignInOptions *given = options != NULL ? options : &plain;
  const char *in_use = self->account != NULL ? self->account->sub : NULL;
  /* Signing in as someone else is what a prompt asks for. */
  g_autofree char *sub = g_strdup (self->pinned != NULL    ? self->pinned
                                   : given->prompt == NULL ? in_use
                                                           : NULL);

  g_object_freeze_notify (G_OBJECT (self));
  if (given->way == HELIO_SIGN_IN_DEVICE)
    begin_by_device (self, given, sub);
  else
    begin_by_browser (self, given, sub);
  helio_token_source_notify_login (self);
  helio_token_source_notify_device_login (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
helio_token_source_cancel_login (HelioTokenSource *self)
{
  g_autoptr (HelioTokenSource) guard = g_object_ref (self);

  drop_paused (self);
  if (self->login != NULL)
    helio_login_cancel (self->login);
  if (self->device_login != NULL)
    helio_device_login_cancel (self->device_login);
}

static void
begin_wish (Wish *wish)
{
  /* Everybody may have given up. */
  if (helio_token_source_anybody_waits_for_login (wish->source))
    helio_token_source_begin_login (wish->source, &wish->options);
  wish_free (wish);
}

gboolean
helio_token_source_open_end_session (HelioTokenSource *self, HelioSecret *id_token)
{
  const char *endpoint = helio_discovery_get_end_session_endpoint (self->discovery);
  g_autofree char *uri = NULL;

  if (endpoint == NULL || self->open_uri == NULL)
    return FALSE;
  uri = helio_end_session_uri_new (endpoint, self->profile->sign_in.client_id, id_token);
  self->open_uri (uri, NULL, self->open_uri_data);
  return TRUE;
}

static void
on_pause_over (gpointer user_data)
{
  HelioTokenSource *self = user_data;

  begin_wish (g_steal_pointer (&self->paused));
}

static void
on_discovered_for_wish (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  HelioTokenSource *self = wish->source;
  g_autoptr (GError) error = NULL;

  if (!helio_discovery_load_finish (HELIO_DISCOVERY (source), result, &error))
    helio_debug ("no logout at the issuer: %s", error->message);
  else if (helio_token_source_anybody_waits_for_login (self) &&
           helio_token_source_open_end_session (self, wish->id_token)) {
    drop_paused (self);
    self->paused = wish;
    self->pause = helio_clock_after (self->clock, LOGOUT_PAUSE, on_pause_over, self);
    return;
  }
  begin_wish (wish);
}

static void
on_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  HelioTokenSource *self = wish->source;
  HelioStoredTokens *stored;
  g_autoptr (HelioAccount) known = NULL;

  helio_refresher_load_finish (self->refresher, result);
  known = helio_refresher_get_account (self->refresher);
  if (self->account == NULL && known != NULL)
    helio_token_source_set_account (self, known);
  stored = helio_refresher_get_stored (self->refresher);
  if (!wish->options.end_issuer_session) {
    begin_wish (wish);
    return;
  }
  if (stored != NULL && stored->id_token != NULL)
    wish->id_token = helio_secret_ref (stored->id_token);
  helio_discovery_load_async (self->discovery, NULL, on_discovered_for_wish, wish);
}

void
helio_token_source_sign_in_async (HelioTokenSource *self,
                                  const HelioSignInOptions *options,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  HelioTokenWaiter *waiter;
  Wish *wish;

  g_task_set_source_tag (task, helio_token_source_sign_in_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  helio_token_source_refuse_other (self);
  waiter = helio_token_source_add_waiter (self, g_steal_pointer (&task));
  waiter->interactive = waiter->for_login = TRUE;
  if (options != NULL && options->prompt != NULL && !options->end_issuer_session) {
    helio_token_source_begin_login (self, options);
    return;
  }
  wish = g_new0 (Wish, 1);
  wish->source = g_object_ref (self);
  if (options != NULL)
    wish->options = *options;
  wish->options.prompt = g_strdup (wish->options.prompt);
  wish->options.login_hint = g_strdup (wish->options.login_hint);
  helio_refresher_load_async (self->refresher, on_known, wish);
}

gboolean
helio_token_source_sign_in_finish (HelioTokenSource *self, GAsyncResult *result, GError **error)
{
  g_autoptr (HelioSecret) access = g_task_propagate_pointer (G_TASK (result), error);

  return access != NULL;
}

void
helio_token_source_accept_other_async (HelioTokenSource *self,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  HelioTokens *tokens = g_steal_pointer (&self->other);
  HelioTokenWaiter *waiter;

  g_task_set_source_tag (task, helio_token_source_accept_other_async);
  if (tokens == NULL) {
    g_task_return_error (task,
                         helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED,
                                          C_ ("error", "Sign in again."),
                                          C_ ("error", "There is no other account to use.")));
    return;
  }
  waiter = helio_token_source_add_waiter (self, g_steal_pointer (&task));
  waiter->for_login = TRUE;
  helio_token_source_notify_other (self);
  helio_token_source_arrive (self, tokens);
}

gboolean
helio_token_source_accept_other_finish (HelioTokenSource *self,
                                        GAsyncResult *result,
                                        GError **error)
{
  return helio_token_source_sign_in_finish (self, result, error);
}

void
helio_token_source_revoke (HelioTokenSource *self, const HelioTokens *tokens)
{
  if (tokens != NULL)
    helio_revoke_quietly (self->discovery,
                          self->profile,
                          self->http,
                          self->clock,
                          tokens->refresh_token);
}

void
helio_token_source_refuse_other (HelioTokenSource *self)
{
  helio_token_source_set_other (self, NULL);
}
