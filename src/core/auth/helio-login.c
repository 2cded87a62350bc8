// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-login.h"

#include "core/auth/helio-authorize-uri.h"
#include "core/auth/helio-loopback.h"
#include "core/auth/helio-pkce.h"
#include "core/auth/helio-revoke.h"
#include "core/auth/helio-token-check.h"
#include "core/auth/helio-token-request.h"
#include "core/base/helio-error.h"
#include "core/crypto/helio-random.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Callbacks that are not ours, after which something is wrong that waiting does not mend. */
#define BAD_CALLBACKS_MAX 20
#define SUPERSEDED_MAX 8
/* How long a finished sign-in waits for the browser to fetch the last page. */
#define PAGE_WAIT G_USEC_PER_SEC

struct _HelioLogin {
  GObject parent_instance;

  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioDiscovery *discovery;
  char *prompt, *login_hint, *expected_sub;
  gint64 span;
  HelioOpenUriFunc open_uri;
  gpointer open_uri_data;

  /* The transaction. */
  HelioSecret *verifier;
  HelioSecret *oauth_state;
  HelioSecret *nonce;
  GPtrArray *superseded; /* HelioSecret: states of sign-ins that this one replaced */
  HelioLoopback *loopback;
  HelioSecret *received; /* (nullable): the refresh token, until somebody has it */
  HelioTokens *tokens;   /* verified, waiting for the page to be served */
  HelioTokens *other;    /* of another account than was expected */
  gboolean page_served;
  guint bad_callbacks;

  GTask *task; /* while it runs */
  GCancellable *cancellable;
  GSource *caller_source;
  HelioTimer *timer;

  HelioLoginState state;
  gboolean was_superseded;
  char *uri;
  gint64 deadline;
  GError *browser_error;
};

enum {
  PROP_STATE = 1,
  PROP_URI,
  PROP_REDIRECT_URI,
  PROP_DEADLINE,
  PROP_BROWSER_ERROR,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioLogin, helio_login, G_TYPE_OBJECT)

static void
set_state (HelioLogin *self, HelioLoginState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
revoke_token (HelioLogin *self, HelioSecret *token)
{
  helio_revoke_quietly (self->discovery, self->profile, self->http, self->clock, token);
}

/* Ends it with either. What the listener does from here on is the caller's decision. */
static void
complete (HelioLogin *self, HelioTokens *tokens, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL) {
    helio_tokens_free (tokens);
    g_clear_error (&error);
    return;
  }
  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_pointer (&self->verifier, helio_secret_unref);
  if (self->caller_source != NULL) {
    g_source_destroy (self->caller_source);
    g_clear_pointer (&self->caller_source, g_source_unref);
  }
  g_cancellable_cancel (self->cancellable);
  if (error != NULL && self->other == NULL)
    revoke_token (self, self->received);
  g_clear_pointer (&self->received, helio_secret_unref);
  set_state (self, error != NULL ? HELIO_LOGIN_FAILED : HELIO_LOGIN_DONE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, tokens, (GDestroyNotify) helio_tokens_free);
}

static void
fail_and_close (HelioLogin *self, GError *error)
{
  if (self->loopback != NULL)
    helio_loopback_close (self->loopback);
  complete (self, NULL, error);
}

/* The browser is to get its page first. */
static void
fail_and_linger (HelioLogin *self, GError *error)
{
  if (self->loopback != NULL)
    helio_loopback_linger (self->loopback, G_OBJECT (self));
  complete (self, NULL, error);
}

static void
succeed (gpointer user_data)
{
  HelioLogin *self = user_data;

  helio_loopback_linger (self->loopback, G_OBJECT (self));
  complete (self, g_steal_pointer (&self->tokens), NULL);
}

/* A program that ends right after its sign-in (the CLI) would leave the browser with a refused connection. */
static void
succeed_when_served (HelioLogin *self)
{
  if (self->page_served)
    succeed (self);
  else
    self->timer = helio_clock_after (self->clock, PAGE_WAIT, succeed, self);
}

static void
on_page_served (HelioPage page, gpointer user_data)
{
  HelioLogin *self = user_data;

  if (page != HELIO_PAGE_ARRIVED)
    return;
  self->page_served = TRUE;
  /* Anybody may ask for this page at any time. */
  if (self->tokens != NULL && self->task != NULL)
    succeed (self);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioLogin) self = user_data;
  g_autoptr (HelioTokens) other = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  GError *error = NULL;

  tokens = helio_token_check_finish (result, &other, &error);
  /* What it had received was revoked when it ended. */
  if (self->task == NULL) {
    g_clear_error (&error);
    return;
  }
  self->tokens = g_steal_pointer (&tokens);
  self->other = g_steal_pointer (&other);
  if (self->tokens == NULL)
    fail_and_linger (self, error);
  else
    succeed_when_served (self);
}

static void
on_tokens (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioLogin) self = user_data;
  GError *error = NULL;
  HelioTokens *tokens = helio_token_request_finish (result, NULL, &error);
  HelioTokenCheck check = {.profile = self->profile,
                           .clock = self->clock,
                           .discovery = self->discovery,
                           .nonce = helio_secret_peek (self->nonce),
                           .expected_sub = self->expected_sub,
                           .login_hint = self->login_hint};

  if (self->task == NULL) {
    revoke_token (self, helio_token_request_get_refresh_token (result));
    helio_tokens_free (tokens);
    g_clear_error (&error);
    return;
  }
  /* There may be one in an answer that is no good otherwise. */
  if (helio_token_request_get_refresh_token (result) != NULL)
    self->received = helio_secret_ref (helio_token_request_get_refresh_token (result));
  if (tokens == NULL)
    fail_and_linger (self, error);
  else
    helio_token_check_async (&check, tokens, self->cancellable, on_checked, g_object_ref (self));
}

static void
exchange_code (HelioLogin *self, const char *code)
{
  const char *form[] = {"grant_type",
                        "authorization_code",
                        "client_id",
                        self->profile->sign_in.client_id,
                        "code",
                        code,
                        "code_verifier",
                        helio_secret_peek (self->verifier),
                        "redirect_uri",
                        helio_loopback_get_redirect_uri (self->loopback),
                        "resource",
                        self->profile->sign_in.resource,
                        NULL};
  HelioTokenRequest request = {.http = self->http,
                               .clock = self->clock,
                               .uri = helio_discovery_get_token_endpoint (self->discovery),
                               .allow_insecure = self->profile->broker.allow_insecure,
                               .ca_pem = self->profile->broker.ca_pem,
                               .place = HELIO_OAUTH_CODE,
                               .form = form};

  g_clear_pointer (&self->timer, helio_timer_cancel);
  set_state (self, HELIO_LOGIN_EXCHANGING);
  /* Not cancelled with the sign-in: whatever the issuer gives for the code has to get here to be revoked. */
  helio_token_request_async (&request, NULL, on_tokens, g_object_ref (self));
}

static gboolean
is_superseded_state (HelioLogin *self, const char *state)
{
  gboolean found = self->was_superseded && helio_secret_equal_text (self->oauth_state, state);

  for (guint i = 0; i < self->superseded->len; i++)
    found |= helio_secret_equal_text (g_ptr_array_index (self->superseded, i), state);
  return found;
}

static void
count_bad_callback (HelioLogin *self)
{
  if (++self->bad_callbacks >= BAD_CALLBACKS_MAX && self->state == HELIO_LOGIN_WAITING)
    fail_and_linger (
        self,
        helio_error_new (
            HELIO_ERROR_CALLBACK,
            C_ ("error", "Close other tabs that try to sign in here, then start again."),
            C_ ("error", "The sign-in was stopped: %u answers came that do not belong to it."),
            BAD_CALLBACKS_MAX));
}

/* RFC 9207 §2.4, for errors too. */
static gboolean
check_iss (HelioLogin *self, const HelioCallback *callback, GError **error)
{
  const char *remedy =
      C_ ("error", "Start the sign-in again; if it happens again, somebody may interfere with it.");

  if (callback->iss == NULL && helio_discovery_announces_iss (self->discovery))
    return helio_error_set (error,
                            HELIO_ERROR_CALLBACK,
                            remedy,
                            C_ ("error", "The answer does not say which issuer it is from."));
  if (callback->iss != NULL &&
      strcmp (callback->iss, helio_discovery_get_issuer (self->discovery)) != 0)
    return helio_error_set (error,
                            HELIO_ERROR_CALLBACK,
                            remedy,
                            C_ ("error", "The answer is from another issuer than was asked."));
  return TRUE;
}

static HelioPage
on_callback (const HelioCallback *callback, gpointer user_data)
{
  g_autoptr (HelioLogin) self = g_object_ref (user_data);
  GError *error = NULL;

  if (callback->state != NULL && is_superseded_state (self, callback->state))
    return HELIO_PAGE_SUPERSEDED;
  if (callback->state == NULL || !helio_secret_equal_text (self->oauth_state, callback->state)) {
    count_bad_callback (self);
    return HELIO_PAGE_STRANGER;
  }
  /* The same tab once more: nothing is exchanged twice. */
  if (self->state == HELIO_LOGIN_EXCHANGING || self->state == HELIO_LOGIN_DONE)
    return HELIO_PAGE_ARRIVED;
  if (self->state != HELIO_LOGIN_WAITING)
    return HELIO_PAGE_DECLINED;
  if (check_iss (self, callback, &error)) {
    if (callback->error == NULL && callback->code == NULL) {
      count_bad_callback (self);
      return HELIO_PAGE_INCOMPLETE;
    }
    if (callback->error == NULL) {
      exchange_code (self, callback->code);
      return HELIO_PAGE_ARRIVED;
    }
    error =
        helio_oauth_error_new (HELIO_OAUTH_REDIRECT, callback->error, callback->error_description);
  }
  fail_and_linger (self, error);
  return HELIO_PAGE_DECLINED;
}

static void
on_deadline (gpointer user_data)
{
  g_autoptr (HelioLogin) self = g_object_ref (user_data);

  fail_and_close (self,
                  helio_error_new (HELIO_ERROR_SIGN_IN_EXPIRED,
                                   C_ ("error", "Start the sign-in again."),
                                   C_ ("error", "Nobody signed in before the time was over.")));
}

static void
open_browser (HelioLogin *self)
{
  if (self->open_uri != NULL)
    self->open_uri (self->uri, self, self->open_uri_data);
}

/* The port is bound before anybody can be sent to it: a warm session redirects within milliseconds. */
static void
start_waiting (HelioLogin *self)
{
  g_autoptr (HelioLogin) guard = g_object_ref (self);
  g_autofree char *challenge = helio_pkce_get_challenge (self->verifier);
  HelioAuthorizeInit init = {
      .profile = self->profile,
      .endpoint = helio_discovery_get_authorization_endpoint (self->discovery),
      .state = helio_secret_peek (self->oauth_state),
      .nonce = helio_secret_peek (self->nonce),
      .challenge = challenge,
      .prompt = self->prompt,
      .login_hint = self->login_hint,
  };
  GError *error = NULL;

  if (self->loopback == NULL)
    self->loopback = helio_loopback_new (self->clock,
                                         self->profile->sign_in.redirect_ports,
                                         self->profile->sign_in.redirect_host,
                                         &error);
  if (self->loopback == NULL) {
    fail_and_close (self, error);
    return;
  }
  helio_loopback_set_handler (self->loopback, on_callback, on_page_served, self);
  init.redirect_uri = helio_loopback_get_redirect_uri (self->loopback);
  self->uri = helio_authorize_uri_new (&init);
  set_state (self, HELIO_LOGIN_WAITING);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URI]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REDIRECT_URI]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEADLINE]);
  open_browser (self);
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioLogin) self = user_data;
  GError *error = NULL;

  if (!helio_discovery_load_finish (HELIO_DISCOVERY (source), result, &error))
    fail_and_close (self, error);
  else if (self->task != NULL)
    start_waiting (self);
}

static gboolean
on_caller_cancelled (GCancellable *caller, gpointer user_data)
{
  helio_login_cancel (user_data);
  return G_SOURCE_REMOVE;
}

void
helio_login_run_async (HelioLogin *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GError *error = NULL;

  g_return_if_fail (self->task == NULL && self->state == HELIO_LOGIN_PREPARING);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, helio_login_run_async);
  if (!helio_profile_check_sign_in (self->profile, NULL, &error)) {
    fail_and_close (self, error);
    return;
  }
  if (cancellable != NULL) {
    self->caller_source = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->caller_source, G_SOURCE_FUNC (on_caller_cancelled), self, NULL);
    g_source_attach (self->caller_source, g_main_context_get_thread_default ());
  }
  self->deadline = helio_clock_now_boot (self->clock) + self->span;
  self->timer = helio_clock_after (self->clock, self->span, on_deadline, self);
  helio_discovery_load_async (self->discovery,
                              self->cancellable,
                              on_discovered,
                              g_object_ref (self));
}

HelioTokens *
helio_login_run_finish (HelioLogin *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

HelioTokens *
helio_login_take_other (HelioLogin *self)
{
  return g_steal_pointer (&self->other);
}

void
helio_login_cancel (HelioLogin *self)
{
  g_autoptr (HelioLogin) guard = g_object_ref (self);

  fail_and_close (self,
                  g_error_new_literal (G_IO_ERROR,
                                       G_IO_ERROR_CANCELLED,
                                       C_ ("error", "The sign-in was cancelled.")));
}

void
helio_login_supersede (HelioLogin *self)
{
  g_autoptr (HelioLogin) guard = g_object_ref (self);

  self->was_superseded = TRUE;
  complete (self,
            NULL,
            helio_error_new (HELIO_ERROR_SIGN_IN_SUPERSEDED,
                             C_ ("error", "Go on in the newer tab of the browser."),
                             C_ ("error", "A newer sign-in has replaced this one.")));
}

void
helio_login_take_over (HelioLogin *self, HelioLogin *superseded)
{
  g_return_if_fail (self->task == NULL && superseded->task == NULL);

  for (guint i = 0; i < superseded->superseded->len; i++)
    g_ptr_array_add (self->superseded,
                     helio_secret_ref (g_ptr_array_index (superseded->superseded, i)));
  g_ptr_array_add (self->superseded, helio_secret_ref (superseded->oauth_state));
  while (self->superseded->len > SUPERSEDED_MAX)
    g_ptr_array_remove_index (self->superseded, 0);
  if (superseded->loopback == NULL || self->loopback != NULL)
    return;
  self->loopback = g_steal_pointer (&superseded->loopback);
  helio_loopback_set_handler (self->loopback, on_callback, on_page_served, self);
}

HelioLoginState
helio_login_get_state (HelioLogin *self)
{
  return self->state;
}

const char *
helio_login_get_uri (HelioLogin *self)
{
  return self->uri;
}

const char *
helio_login_get_redirect_uri (HelioLogin *self)
{
  return self->uri != NULL && self->loopback != NULL
             ? helio_loopback_get_redirect_uri (self->loopback)
             : NULL;
}

gint64
helio_login_get_deadline (HelioLogin *self)
{
  return self->uri != NULL ? self->deadline : 0;
}

const GError *
helio_login_get_browser_error (HelioLogin *self)
{
  return self->browser_error;
}

GStrv
helio_login_get_callback_uris (HelioLogin *self)
{
  GArray *ports = self->profile->sign_in.redirect_ports;
  GPtrArray *uris = g_ptr_array_new ();
  const char *bound =
      self->loopback != NULL ? helio_loopback_get_redirect_uri (self->loopback) : "";
  gboolean ipv6 = self->profile->sign_in.redirect_host == HELIO_REDIRECT_IPV6 ||
                  g_str_has_prefix (bound, "http://[");
  const char *host = ipv6 ? "http://[::1]" : "http://127.0.0.1";

  for (guint i = 0; i < ports->len; i++) {
    int port = g_array_index (ports, int, i);

    /* An issuer that allows any port is told none. */
    g_ptr_array_add (uris,
                     port != 0 ? g_strdup_printf ("%s:%d" HELIO_LOOPBACK_PATH, host, port)
                               : g_strconcat (host, HELIO_LOOPBACK_PATH, NULL));
  }
  g_ptr_array_add (uris, NULL);
  return (GStrv) g_ptr_array_free (uris, FALSE);
}

void
helio_login_open_again (HelioLogin *self)
{
  if (self->state != HELIO_LOGIN_WAITING)
    return;
  if (self->browser_error != NULL) {
    g_clear_error (&self->browser_error);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BROWSER_ERROR]);
  }
  open_browser (self);
}

void
helio_login_browser_failed (HelioLogin *self, const GError *error)
{
  g_clear_error (&self->browser_error);
  self->browser_error =
      helio_error_new (HELIO_ERROR_BROWSER,
                       C_ ("error", "Copy the link and open it in a browser on this computer."),
                       C_ ("error", "The browser could not be opened: %s"),
                       error->message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BROWSER_ERROR]);
}

static void
helio_login_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioLogin *self = HELIO_LOGIN (object);

  switch (id) {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_REDIRECT_URI:
      g_value_set_string (value, helio_login_get_redirect_uri (self));
      break;
    case PROP_DEADLINE:
      g_value_set_int64 (value, helio_login_get_deadline (self));
      break;
    case PROP_BROWSER_ERROR:
      g_value_set_boxed (value, self->browser_error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_login_dispose (GObject *object)
{
  HelioLogin *self = HELIO_LOGIN (object);

  g_clear_pointer (&self->timer, helio_timer_cancel);
  if (self->caller_source != NULL) {
    g_source_destroy (self->caller_source);
    g_clear_pointer (&self->caller_source, g_source_unref);
  }
  if (self->loopback != NULL) {
    helio_loopback_close (self->loopback);
    g_clear_object (&self->loopback);
  }
  g_cancellable_cancel (self->cancellable);
  if (self->other != NULL)
    revoke_token (self, self->other->refresh_token);
  g_clear_pointer (&self->other, helio_tokens_free);
  g_clear_object (&self->discovery);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_login_parent_class)->dispose (object);
}

static void
helio_login_finalize (GObject *object)
{
  HelioLogin *self = HELIO_LOGIN (object);

  g_object_unref (self->cancellable);
  helio_tokens_free (self->tokens);
  helio_secret_unref (self->received);
  helio_secret_unref (self->verifier);
  helio_secret_unref (self->oauth_state);
  helio_secret_unref (self->nonce);
  g_ptr_array_unref (self->superseded);
  helio_profile_unref (self->profile);
  g_clear_error (&self->browser_error);
  g_free (self->prompt);
  g_free (self->login_hint);
  g_free (self->expected_sub);
  g_free (self->uri);
  G_OBJECT_CLASS (helio_login_parent_class)->finalize (object);
}

static void
helio_login_class_init (HelioLoginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_login_get_property;
  object_class->dispose = helio_login_dispose;
  object_class->finalize = helio_login_finalize;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, HELIO_LOGIN_FAILED, 0, flags);
  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, flags);
  properties[PROP_REDIRECT_URI] = g_param_spec_string ("redirect-uri", NULL, NULL, NULL, flags);
  properties[PROP_DEADLINE] = g_param_spec_int64 ("deadline", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_BROWSER_ERROR] =
      g_param_spec_boxed ("browser-error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_login_init (HelioLogin *self)
{
  self->cancellable = g_cancellable_new ();
  self->superseded = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_secret_unref);
  self->verifier = helio_pkce_new_verifier ();
  self->oauth_state = helio_secret_new_take (helio_random_token (32));
  self->nonce = helio_secret_new_take (helio_random_token (32));
}

HelioLogin *
helio_login_new (const HelioLoginInit *init)
{
  HelioLogin *self = g_object_new (HELIO_TYPE_LOGIN, NULL);
  const char *prompt = init->prompt != NULL ? init->prompt : init->profile->sign_in.prompt;
  const char *hint =
      init->login_hint != NULL ? init->login_hint : init->profile->sign_in.login_hint;

  self->profile = helio_profile_ref (init->profile);
  self->http = g_object_ref (init->http);
  self->clock = g_object_ref (init->clock);
  self->discovery =
      init->discovery != NULL
          ? g_object_ref (init->discovery)
          : helio_discovery_new_for_profile (init->profile, init->http, init->clock, NULL);
  self->prompt = g_strdup (prompt);
  self->login_hint = g_strdup (hint);
  self->expected_sub = g_strdup (init->expected_sub);
  self->span = init->deadline > 0 ? init->deadline : HELIO_LOGIN_DEADLINE;
  self->open_uri = init->open_uri;
  self->open_uri_data = init->open_uri_data;
  return self;
}
