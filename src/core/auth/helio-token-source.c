// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-source-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where the issuer does not say how long an access token lives. */
#define UNKNOWN_LIFE (G_GINT64_CONSTANT (10) * 60 * G_USEC_PER_SEC)
#define MARGIN (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

enum {
  PROP_LOGIN = 1,
  PROP_DEVICE_LOGIN,
  PROP_ACCOUNT,
  PROP_OTHER_ACCOUNT,
  PROP_WARNING,
  PROP_STORING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint signed_out_signal;

G_DEFINE_FINAL_TYPE (HelioTokenSource, helio_token_source, G_TYPE_OBJECT)

/* Takes it out of the queue; the caller completes the task that is returned. */
static GTask *
waiter_end (HelioTokenWaiter *waiter)
{
  GTask *task = waiter->task;

  g_queue_remove (&waiter->source->waiters, waiter);
  if (waiter->cancel_source != NULL) {
    g_source_destroy (waiter->cancel_source);
    g_source_unref (waiter->cancel_source);
  }
  g_free (waiter);
  return task;
}

gboolean
helio_token_source_anybody_waits_for_login (HelioTokenSource *self)
{
  for (GList *l = self->waiters.head; l != NULL; l = l->next)
    if (((HelioTokenWaiter *) l->data)->for_login)
      return TRUE;
  return FALSE;
}

static gboolean
on_waiter_cancelled (GCancellable *cancellable, gpointer user_data)
{
  HelioTokenWaiter *waiter = user_data;
  HelioTokenSource *self = g_object_ref (waiter->source);
  g_autoptr (GTask) task = waiter_end (waiter);

  g_task_return_error_if_cancelled (task);
  if (!helio_token_source_anybody_waits_for_login (self))
    helio_token_source_cancel_login (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

HelioTokenWaiter *
helio_token_source_add_waiter (HelioTokenSource *self, GTask *task_taken)
{
  GCancellable *cancellable = g_task_get_cancellable (task_taken);
  HelioTokenWaiter *waiter = g_new0 (HelioTokenWaiter, 1);

  waiter->source = self;
  waiter->task = task_taken;
  if (cancellable != NULL) {
    waiter->cancel_source = g_cancellable_source_new (cancellable);
    g_source_set_callback (waiter->cancel_source,
                           G_SOURCE_FUNC (on_waiter_cancelled),
                           waiter,
                           NULL);
    g_source_attach (waiter->cancel_source, g_main_context_get_thread_default ());
  }
  g_queue_push_tail (&self->waiters, waiter);
  return waiter;
}

gboolean
helio_token_waiter_is_for_login (const HelioTokenWaiter *waiter)
{
  return waiter->for_login;
}

static gboolean
is_for_refresh (const HelioTokenWaiter *waiter)
{
  return !waiter->for_login;
}

/* Completes with the access token, or with a copy of @error, everybody of whom @test (NULL: all) holds.
 * Their callbacks may add waiters: those are not meant. */
void
helio_token_source_complete_waiters (HelioTokenSource *self,
                                     HelioTokenWaiterTest test,
                                     const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HelioSecret) access = self->access != NULL ? helio_secret_ref (self->access) : NULL;

  for (GList *l = self->waiters.head, *next; l != NULL; l = next) {
    next = l->next;
    if (test == NULL || test (l->data))
      g_ptr_array_add (tasks, waiter_end (l->data));
  }
  for (guint i = 0; i < tasks->len; i++) {
    GTask *task = g_ptr_array_index (tasks, i);

    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else
      g_task_return_pointer (task, helio_secret_ref (access), (GDestroyNotify) helio_secret_unref);
  }
}

void
helio_token_source_set_account (HelioTokenSource *self, HelioAccount *account)
{
  if (account == self->account)
    return;
  if (account != NULL && self->account != NULL &&
      g_strcmp0 (account->sub, self->account->sub) == 0 &&
      g_strcmp0 (account->name, self->account->name) == 0 &&
      g_strcmp0 (account->email, self->account->email) == 0)
    return;
  g_clear_pointer (&self->account, helio_account_unref);
  self->account = account != NULL ? helio_account_ref (account) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

void
helio_token_source_set_warning (HelioTokenSource *self, GError *warning_taken)
{
  if (warning_taken == NULL && self->warning == NULL)
    return;
  g_clear_error (&self->warning);
  self->warning = warning_taken;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WARNING]);
}

void
helio_token_source_notify_login (HelioTokenSource *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGIN]);
}

void
helio_token_source_notify_device_login (HelioTokenSource *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE_LOGIN]);
}

void
helio_token_source_notify_storing (HelioTokenSource *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STORING]);
}

void
helio_token_source_notify_other (HelioTokenSource *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OTHER_ACCOUNT]);
}

void
helio_token_source_set_other (HelioTokenSource *self, HelioTokens *tokens_taken)
{
  if (self->other == NULL && tokens_taken == NULL)
    return;
  helio_token_source_revoke (self, self->other);
  helio_tokens_free (self->other);
  self->other = tokens_taken;
  helio_token_source_notify_other (self);
}

static GError *
no_refresh_token_warning (HelioTokenSource *self)
{
  gint64 wall = helio_clock_now_wall (self->clock) + self->good_until + MARGIN -
                helio_clock_now_boot (self->clock);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (wall / G_USEC_PER_SEC);
  g_autofree char *shown = g_date_time_format (time, "%H:%M");

  return helio_error_new (
      HELIO_ERROR_SIGN_IN_REQUIRED,
      C_ ("error",
          "In Auth0 switch on “Allow Offline Access” for the API, and keep offline_access in the "
          "profile's scope."),
      C_ ("error", "The issuer gave no refresh token: you will have to sign in again at %s."),
      shown);
}

static GError *
not_stored_warning (const GError *error)
{
  return helio_error_new (
      (HelioErrorCode) error->code,
      helio_error_get_remedy (error),
      C_ ("error", "The sign-in is kept until Heliograph ends, but could not be stored: %s"),
      error->message);
}

/* A scope that was asked for and not granted. (transfer full) (nullable) */
static GError *
scope_warning (HelioTokenSource *self, const char *granted)
{
  g_auto (GStrv) asked =
      g_strsplit (self->profile->sign_in.scope != NULL ? self->profile->sign_in.scope : "",
                  " ",
                  -1);
  g_auto (GStrv) have = g_strsplit (granted != NULL ? granted : "", " ", -1);
  g_autoptr (GString) lacking = g_string_new (NULL);

  /* No scope in the answer means that it is as asked (RFC 6749 §5.1). */
  if (granted == NULL)
    return NULL;
  for (char **scope = asked; *scope != NULL; scope++)
    if (**scope != '\0' && !g_strv_contains ((const char *const *) have, *scope))
      g_string_append_printf (lacking, "%s%s", lacking->len > 0 ? " " : "", *scope);
  if (lacking->len == 0)
    return NULL;
  return helio_error_new (
      HELIO_ERROR_SIGN_IN_CONFIG,
      C_ ("error", "Allow it for the application and the user in Auth0, then sign in again."),
      C_ ("error", "The issuer granted less than was asked for; this is lacking: %s."),
      lacking->str);
}

static void
update_warning (HelioTokenSource *self, const HelioTokens *tokens)
{
  const GError *store_error = helio_refresher_get_store_error (self->refresher);

  if (helio_refresher_get_stored (self->refresher) == NULL)
    helio_token_source_set_warning (self, no_refresh_token_warning (self));
  else if (store_error != NULL)
    helio_token_source_set_warning (self, not_stored_warning (store_error));
  else
    helio_token_source_set_warning (self, scope_warning (self, tokens->scope));
}

/* The refresh token is where it belongs; now the access token may be used. */
static void
publish (HelioTokenSource *self, const HelioTokens *tokens)
{
  gint64 life = tokens->life > 0 ? tokens->life : UNKNOWN_LIFE;

  g_clear_pointer (&self->access, helio_secret_unref);
  self->access = helio_secret_ref (tokens->access_token);
  self->good_until = tokens->obtained_boot + life - MIN (MARGIN, life / 3);
  update_warning (self, tokens);
  helio_token_source_set_account (self, tokens->account);
}

static gboolean
needs_person (const GError *error)
{
  return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_ABSENT) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_FAILED);
}

/* The warning that it is in memory only is over. */
static void
on_stored_late (gpointer user_data)
{
  HelioTokenSource *self = user_data;
  HelioStoredTokens *stored = helio_refresher_get_stored (self->refresher);

  if (stored != NULL)
    helio_token_source_set_warning (self, scope_warning (self, stored->scope));
}

/* Not who waits for a sign-in that came, or may come, after the one that is stored now; and a refresh would be of
 * the account that is about to be replaced. */
static gboolean
waited_for_stored (const HelioTokenWaiter *waiter)
{
  HelioTokenSource *self = waiter->source;

  return waiter->for_login ? waiter->arrived != 0 && waiter->arrived <= self->n_storing
                           : self->arrived == NULL;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioTokenSource) self = user_data;
  g_autoptr (HelioTokens) tokens = g_steal_pointer (&self->storing);

  helio_refresher_store_finish (self->refresher, result);
  self->working = FALSE;
  /* Forgotten in the meantime: whoever waits has been told. */
  if (tokens != NULL) {
    helio_token_source_notify_storing (self);
    publish (self, tokens);
    helio_token_source_complete_waiters (self, waited_for_stored, NULL);
  }
  helio_token_source_work (self);
}

void
helio_token_source_arrive (HelioTokenSource *self, HelioTokens *tokens_taken)
{
  helio_token_source_revoke (self, self->arrived);
  helio_tokens_free (self->arrived);
  self->arrived = tokens_taken;
  self->n_arrived++;
  for (GList *l = self->waiters.head; l != NULL; l = l->next) {
    HelioTokenWaiter *waiter = l->data;

    if (waiter->for_login && waiter->arrived == 0)
      waiter->arrived = self->n_arrived;
  }
  helio_token_source_work (self);
}

/* Nobody has refused a refresh token, or signed out elsewhere: there is none. (transfer full) (nullable) */
static GError *
no_tokens_of_pinned_error (HelioTokenSource *self, const GError *error)
{
  g_autoptr (HelioAccount) known = helio_refresher_get_account (self->refresher);

  if (self->pinned == NULL || known != NULL || helio_error_get_diagnosis (error) != NULL ||
      !g_error_matches (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED))
    return NULL;
  return helio_error_new (
      HELIO_ERROR_SIGN_IN_REQUIRED,
      C_ ("error", "Sign in as this account once, in its own window or with heliograph-cli login."),
      C_ ("error", "There is no sign-in of this account here."));
}

/* Who may ask a person goes on waiting for one, the others learn why not. A browser knows nothing of whom this source
 * is pinned to. */
static void
refresh_failed (HelioTokenSource *self, const GError *error)
{
  gboolean may_ask = self->open_uri != NULL && self->pinned == NULL && needs_person (error);
  g_autoptr (GError) pinned = no_tokens_of_pinned_error (self, error);
  gboolean anybody = FALSE;

  for (GList *l = self->waiters.head; l != NULL && may_ask; l = l->next) {
    HelioTokenWaiter *waiter = l->data;

    if (waiter->interactive)
      waiter->for_login = anybody = TRUE;
  }
  if (anybody && self->login == NULL && self->device_login == NULL)
    helio_token_source_begin_login (self, NULL);
  helio_token_source_complete_waiters (self, is_for_refresh, pinned != NULL ? pinned : error);
}

static void
on_signed_out_elsewhere (HelioTokenSource *self, const GError *error)
{
  g_clear_pointer (&self->access, helio_secret_unref);
  helio_token_source_set_account (self, NULL);
  helio_token_source_set_warning (self, NULL);
  g_signal_emit (self, signed_out_signal, 0, error);
}

/* Whoever waited then has been told; others have come since, and have one of their own. */
static gboolean
was_dropped (HelioTokenSource *self, const GError *error)
{
  return g_cancellable_is_cancelled (self->unsent) &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioTokenSource) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = helio_refresher_run_finish (self->refresher, result, &error);
  g_autoptr (HelioAccount) known = NULL;

  self->working = FALSE;
  if (tokens != NULL && self->arrived == NULL) {
    publish (self, tokens);
    helio_token_source_complete_waiters (self, is_for_refresh, NULL);
  } else if (self->arrived == NULL && !was_dropped (self, error)) {
    known = helio_refresher_get_account (self->refresher);
    if (known != NULL)
      helio_token_source_set_account (self, known);
    refresh_failed (self, error);
    if (g_strcmp0 (helio_error_get_diagnosis (error), HELIO_SIGNED_OUT_ELSEWHERE) == 0)
      on_signed_out_elsewhere (self, error);
  }
  helio_token_source_work (self);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioTokenSource) self = user_data;
  g_autoptr (GError) error = NULL;

  self->working = FALSE;
  if (helio_refresher_check_finish (self->refresher, result, &error) && self->arrived == NULL)
    on_signed_out_elsewhere (self, error);
  helio_token_source_work (self);
}

static void
check_signed_out (HelioTokenSource *self)
{
  if (self->given != NULL || helio_refresher_get_stored (self->refresher) == NULL)
    return;
  self->check_wanted = TRUE;
  helio_token_source_work (self);
}

static void
end_settle (GTask *task_taken, gboolean good)
{
  g_autoptr (GTask) task = task_taken;

  g_task_return_boolean (task, good);
}

static void
end_settles (HelioTokenSource *self)
{
  for (GTask *task; (task = g_queue_pop_head (&self->settles)) != NULL;)
    end_settle (task, TRUE);
}

static void
on_settle_late (gpointer user_data)
{
  GTask *task = user_data;
  HelioTokenSource *self = g_task_get_source_object (task);

  if (g_queue_remove (&self->settles, task))
    end_settle (task, FALSE);
}

static gboolean
has_not_arrived (const HelioTokenWaiter *waiter)
{
  return waiter->arrived == 0;
}

void
helio_token_source_settle_async (HelioTokenSource *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, C_ ("error", "Heliograph ends."));

  g_task_set_source_tag (task, helio_token_source_settle_async);
  g_task_set_task_data (
      task,
      helio_clock_after (self->clock, HELIO_TOKEN_SETTLE_TIMEOUT, on_settle_late, task),
      (GDestroyNotify) helio_timer_cancel);
  g_queue_push_tail (&self->settles, task);
  g_cancellable_cancel (self->unsent);
  helio_token_source_cancel_login (self);
  helio_token_source_complete_waiters (self, has_not_arrived, error);
  if (self->arrived == NULL && g_queue_is_empty (&self->switches) &&
      !helio_refresher_has_to_store (self->refresher))
    end_settles (self);
}

gboolean
helio_token_source_settle_finish (HelioTokenSource *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

gboolean
helio_token_source_is_storing (HelioTokenSource *self)
{
  return self->storing != NULL;
}

/* Gives the refresher the next thing to do. */
void
helio_token_source_work (HelioTokenSource *self)
{
  gboolean anybody = FALSE, unlock = FALSE;

  if (self->working)
    return;
  if (self->arrived != NULL) {
    self->working = TRUE;
    self->storing = g_steal_pointer (&self->arrived);
    self->n_storing = self->n_arrived;
    helio_refresher_store_async (self->refresher, self->storing, on_stored, g_object_ref (self));
    /* Not before it is under way: who hears of it may sign out. */
    helio_token_source_notify_storing (self);
    return;
  }
  if (!g_queue_is_empty (&self->switches)) {
    self->working = TRUE;
    helio_token_source_begin_switch (self);
    return;
  }
  end_settles (self);
  for (GList *l = self->waiters.head; l != NULL; l = l->next) {
    HelioTokenWaiter *waiter = l->data;

    anybody |= !waiter->for_login;
    unlock |= !waiter->for_login && waiter->interactive;
  }
  if (!anybody && !self->check_wanted)
    return;
  self->working = TRUE;
  self->check_wanted = FALSE; /* a refresh finds out, too */
  if (!anybody) {
    helio_refresher_check_async (self->refresher, on_checked, g_object_ref (self));
    return;
  }
  g_clear_object (&self->unsent);
  self->unsent = g_cancellable_new ();
  helio_refresher_run_async (self->refresher,
                             unlock,
                             self->unsent,
                             on_refreshed,
                             g_object_ref (self));
}

static gboolean
is_good (HelioTokenSource *self)
{
  return self->access != NULL && helio_clock_now_boot (self->clock) < self->good_until;
}

void
helio_token_source_get_async (HelioTokenSource *self,
                              gboolean interactive,
                              gboolean refused,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  HelioTokenWaiter *waiter;

  g_task_set_source_tag (task, helio_token_source_get_async);
  if (self->given != NULL && refused) {
    g_task_return_error (
        task,
        helio_error_new (
            HELIO_ERROR_SIGN_IN_REQUIRED,
            C_ ("error", "Give a new token in HELIOGRAPH_ACCESS_TOKEN, or unset it to sign in."),
            C_ ("error", "The access token from the environment was refused.")));
    return;
  }
  if (self->given != NULL || (!refused && is_good (self))) {
    g_task_return_pointer (task,
                           helio_secret_ref (self->given != NULL ? self->given : self->access),
                           (GDestroyNotify) helio_secret_unref);
    check_signed_out (self);
    return;
  }
  if (refused)
    g_clear_pointer (&self->access, helio_secret_unref);
  if (g_task_return_error_if_cancelled (task))
    return;
  waiter = helio_token_source_add_waiter (self, g_steal_pointer (&task));
  waiter->interactive = interactive;
  waiter->for_login = interactive && (self->login != NULL || self->device_login != NULL);
  helio_token_source_work (self);
}

HelioSecret *
helio_token_source_get_finish (HelioTokenSource *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

HelioLogin *
helio_token_source_get_login (HelioTokenSource *self)
{
  return self->login;
}

HelioDeviceLogin *
helio_token_source_get_device_login (HelioTokenSource *self)
{
  return self->device_login;
}

HelioAccount *
helio_token_source_get_other_account (HelioTokenSource *self)
{
  return self->other != NULL ? self->other->account : NULL;
}

HelioAccount *
helio_token_source_get_account (HelioTokenSource *self)
{
  return self->account;
}

const GError *
helio_token_source_get_warning (HelioTokenSource *self)
{
  return self->warning;
}

HelioEndpointConsent *
helio_token_source_get_endpoint_consent (HelioTokenSource *self)
{
  return self->consent;
}

const GError *
helio_token_source_get_store_error (HelioTokenSource *self)
{
  return helio_refresher_get_store_error (self->refresher);
}

static void
helio_token_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioTokenSource *self = HELIO_TOKEN_SOURCE (object);

  switch (id) {
    case PROP_LOGIN:
      g_value_set_object (value, self->login);
      break;
    case PROP_DEVICE_LOGIN:
      g_value_set_object (value, self->device_login);
      break;
    case PROP_OTHER_ACCOUNT:
      g_value_set_boxed (value, helio_token_source_get_other_account (self));
      break;
    case PROP_ACCOUNT:
      g_value_set_boxed (value, self->account);
      break;
    case PROP_STORING:
      g_value_set_boolean (value, helio_token_source_is_storing (self));
      break;
    case PROP_WARNING:
      g_value_set_boxed (value, self->warning);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_token_source_dispose (GObject *object)
{
  HelioTokenSource *self = HELIO_TOKEN_SOURCE (object);

  g_clear_pointer (&self->pause, helio_timer_cancel);
  /* Nobody has decided, and nobody will. */
  helio_token_source_revoke (self, self->other);
  g_clear_pointer (&self->other, helio_tokens_free);
  g_clear_object (&self->login);
  g_clear_object (&self->device_login);
  g_clear_object (&self->retired);
  g_clear_object (&self->refresher);
  g_clear_object (&self->unsent);
  g_clear_object (&self->discovery);
  g_clear_object (&self->consent);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_token_source_parent_class)->dispose (object);
}

static void
helio_token_source_finalize (GObject *object)
{
  HelioTokenSource *self = HELIO_TOKEN_SOURCE (object);

  helio_profile_unref (self->profile);
  helio_secret_unref (self->given);
  g_free (self->pinned);
  helio_secret_unref (self->access);
  helio_tokens_free (self->arrived);
  helio_tokens_free (self->storing);
  helio_account_unref (self->account);
  g_clear_error (&self->warning);
  G_OBJECT_CLASS (helio_token_source_parent_class)->finalize (object);
}

static void
helio_token_source_class_init (HelioTokenSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_token_source_get_property;
  object_class->dispose = helio_token_source_dispose;
  object_class->finalize = helio_token_source_finalize;

  properties[PROP_LOGIN] = g_param_spec_object ("login", NULL, NULL, HELIO_TYPE_LOGIN, flags);
  properties[PROP_DEVICE_LOGIN] =
      g_param_spec_object ("device-login", NULL, NULL, HELIO_TYPE_DEVICE_LOGIN, flags);
  properties[PROP_OTHER_ACCOUNT] =
      g_param_spec_boxed ("other-account", NULL, NULL, HELIO_TYPE_ACCOUNT, flags);
  properties[PROP_ACCOUNT] = g_param_spec_boxed ("account", NULL, NULL, HELIO_TYPE_ACCOUNT, flags);
  properties[PROP_STORING] = g_param_spec_boolean ("storing", NULL, NULL, FALSE, flags);
  properties[PROP_WARNING] = g_param_spec_boxed ("warning", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signed_out_signal = g_signal_new ("signed-out",
                                    HELIO_TYPE_TOKEN_SOURCE,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    G_TYPE_ERROR);
}

static void
helio_token_source_init (HelioTokenSource *self)
{
  g_queue_init (&self->waiters);
  g_queue_init (&self->switches);
  g_queue_init (&self->settles);
}

HelioTokenSource *
helio_token_source_new (const HelioTokenSourceInit *init)
{
  HelioTokenSource *self = g_object_new (HELIO_TYPE_TOKEN_SOURCE, NULL);
  HelioRefresherInit refresher = {.profile = init->profile,
                                  .http = init->http,
                                  .clock = init->clock,
                                  .keyring = init->keyring,
                                  .stored_late = on_stored_late,
                                  .stored_late_data = self};

  self->profile = helio_profile_ref (init->profile);
  self->http = g_object_ref (init->http);
  self->clock = g_object_ref (init->clock);
  self->given = init->access_token != NULL ? helio_secret_ref (init->access_token) : NULL;
  self->open_uri = init->open_uri;
  self->open_uri_data = init->open_uri_data;
  if (init->profiles != NULL)
    self->consent = helio_endpoint_consent_new (init->profile,
                                                init->profiles,
                                                init->agree_to_endpoints,
                                                init->agree_data);
  self->discovery =
      helio_discovery_new_for_profile (init->profile, init->http, init->clock, self->consent);
  refresher.discovery = self->discovery;
  self->refresher = helio_refresher_new (&refresher);
  if (init->keyring != NULL)
    g_signal_connect_object (init->keyring,
                             "removed",
                             G_CALLBACK (check_signed_out),
                             self,
                             G_CONNECT_SWAPPED);
  return self;
}
