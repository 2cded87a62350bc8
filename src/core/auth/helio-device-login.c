// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-device-login.h"

#include "core/auth/helio-revoke.h"
#include "core/auth/helio-token-check.h"
#include "core/auth/helio-token-request.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/diagnosis/helio-diagnosis.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GRANT "urn:ietf:params:oauth:grant-type:device_code"
/* RFC 8628 §3.2, §3.5, in seconds. */
#define INTERVAL_DEFAULT 5
#define INTERVAL_MAX 120
#define SLOW_DOWN_STEP 5
#define LIFE_DEFAULT 900
#define LIFE_MAX (24 * 60 * 60)
/* Between polls of which none got an answer. */
#define PAUSE_MAX (60 * HELIO_SECOND)
/* As often as this a steady clock is told to slow down: then it is not steady (auth.md §1.5). */
#define SLOW_DOWNS_OF_DRIFT 2

struct _HelioDeviceLogin {
  GObject parent_instance;

  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioDiscovery *discovery;
  char *login_hint, *expected_sub;
  gint64 span;

  HelioSecret *device_code;
  gint64 interval; /* µs, slow_down included */
  gint64 pause;    /* µs to the next poll: longer than interval while polls fail */
  guint slow_downs;
  HelioSecret *received; /* (nullable): the refresh token, until somebody has it */
  HelioTokens *other;

  GTask *task; /* while it runs */
  GCancellable *cancellable;
  GSource *caller_source;
  HelioTimer *timer;  /* next poll */
  HelioTimer *expiry; /* deadline */

  HelioDeviceLoginState state;
  char *user_code, *verification_uri, *verification_uri_complete;
  gint64 deadline;
  guint polls;
  GError *poll_error;
};

enum {
  PROP_STATE = 1,
  PROP_USER_CODE,
  PROP_VERIFICATION_URI,
  PROP_VERIFICATION_URI_COMPLETE,
  PROP_DEADLINE,
  PROP_POLLS,
  PROP_POLL_ERROR,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioDeviceLogin, helio_device_login, G_TYPE_OBJECT)

static void
notify (HelioDeviceLogin *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_state (HelioDeviceLogin *self, HelioDeviceLoginState state)
{
  if (self->state == state)
    return;
  self->state = state;
  notify (self, PROP_STATE);
}

static void
set_poll_error (HelioDeviceLogin *self, GError *error_taken)
{
  if (self->poll_error == NULL && error_taken == NULL)
    return;
  g_clear_error (&self->poll_error);
  self->poll_error = error_taken;
  notify (self, PROP_POLL_ERROR);
}

static void
revoke_token (HelioDeviceLogin *self, HelioSecret *token)
{
  helio_revoke_quietly (self->discovery, self->profile, self->http, self->clock, token);
}

/* Ends it with either. */
static void
complete (HelioDeviceLogin *self, HelioTokens *tokens, GError *error)
{
  g_autoptr (HelioDeviceLogin) guard = g_object_ref (self);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL) {
    helio_tokens_free (tokens);
    g_clear_error (&error);
    return;
  }
  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_pointer (&self->expiry, helio_timer_cancel);
  g_clear_pointer (&self->device_code, helio_secret_unref);
  if (self->caller_source != NULL) {
    g_source_destroy (self->caller_source);
    g_clear_pointer (&self->caller_source, g_source_unref);
  }
  g_cancellable_cancel (self->cancellable);
  if (error != NULL && self->other == NULL)
    revoke_token (self, self->received);
  g_clear_pointer (&self->received, helio_secret_unref);
  set_state (self, error != NULL ? HELIO_DEVICE_LOGIN_FAILED : HELIO_DEVICE_LOGIN_DONE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, tokens, (GDestroyNotify) helio_tokens_free);
}

static GError *
expired_error (void)
{
  return helio_error_new (HELIO_ERROR_SIGN_IN_EXPIRED,
                          C_ ("error", "Start again to get a new code."),
                          C_ ("error", "The code was not used before it expired."));
}

static void
on_deadline (gpointer user_data)
{
  complete (user_data, NULL, expired_error ());
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioDeviceLogin) self = user_data;
  GError *error = NULL;
  g_autoptr (HelioTokens) other = NULL;
  HelioTokens *tokens = helio_token_check_finish (result, &other, &error);

  /* If it has ended, what it had received was revoked then. */
  if (self->task != NULL)
    self->other = g_steal_pointer (&other);
  complete (self, tokens, error);
}

static void poll (gpointer user_data);

static void
poll_later (HelioDeviceLogin *self)
{
  g_clear_pointer (&self->timer, helio_timer_cancel);
  self->timer = helio_clock_after (self->clock, self->pause, poll, self);
}

/* RFC 8628 §3.5: for this and every later poll. */
static void
slow_down (HelioDeviceLogin *self)
{
  self->interval += SLOW_DOWN_STEP * HELIO_SECOND;
  if (++self->slow_downs < SLOW_DOWNS_OF_DRIFT)
    return;
  /* Virtual machines have clocks that run up to 30 % fast. */
  self->interval += self->interval * 2 / 5;
  set_poll_error (
      self,
      helio_error_new (
          HELIO_ERROR_RATE_LIMITED,
          C_ ("error", "Check this computer's clock; some virtual machines count time too fast."),
          C_ ("error",
              "The issuer says again that it is asked too often, although the interval was kept: "
              "the clock here seems to run fast.")));
}

/* The poll has no tokens. @code: (nullable): the OAuth error; Auth0's HTTP statuses say nothing. Takes
 * @error. */
static void
poll_failed (HelioDeviceLogin *self, const char *code, GError *error)
{
  if (g_strcmp0 (code, "authorization_pending") == 0 || g_strcmp0 (code, "slow_down") == 0) {
    g_clear_error (&error);
    if (self->slow_downs < SLOW_DOWNS_OF_DRIFT)
      set_poll_error (self, NULL);
    if (*code == 's')
      slow_down (self);
    self->pause = self->interval;
    poll_later (self);
  } else if (g_strcmp0 (code, "expired_token") == 0 || g_strcmp0 (code, "invalid_grant") == 0) {
    /* Auth0 says the first once and the second from then on. */
    g_clear_error (&error);
    complete (self, NULL, expired_error ());
  } else if (helio_error_is_transient (error)) {
    double seconds = helio_error_get_retry_after (error);

    self->pause = MAX (self->pause * 2, self->interval);
    if (seconds > 0)
      self->pause = MAX (self->pause, (gint64) (seconds * (double) HELIO_SECOND));
    self->pause = MAX (MIN (self->pause, PAUSE_MAX), self->interval);
    set_poll_error (self, error);
    poll_later (self);
  } else
    complete (self, NULL, error);
}

static void
on_polled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioDeviceLogin) self = user_data;
  GError *error = NULL;
  HelioTokens *tokens = helio_token_request_finish (result, NULL, &error);
  HelioTokenCheck check = {.profile = self->profile,
                           .clock = self->clock,
                           .discovery = self->discovery,
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
  self->polls++;
  notify (self, PROP_POLLS);
  if (tokens == NULL) {
    poll_failed (self, helio_token_request_get_oauth_code (result), error);
    return;
  }
  /* Whoever signed in did so in time, however long the checks take. */
  g_clear_pointer (&self->expiry, helio_timer_cancel);
  g_clear_pointer (&self->device_code, helio_secret_unref);
  set_poll_error (self, NULL);
  set_state (self, HELIO_DEVICE_LOGIN_CHECKING);
  helio_token_check_async (&check, tokens, self->cancellable, on_checked, g_object_ref (self));
}

static void
poll (gpointer user_data)
{
  HelioDeviceLogin *self = user_data;
  const char *form[] = {"grant_type",
                        GRANT,
                        "client_id",
                        self->profile->sign_in.client_id,
                        "device_code",
                        helio_secret_peek (self->device_code),
                        NULL};
  HelioTokenRequest request = {.http = self->http,
                               .clock = self->clock,
                               .uri = helio_discovery_get_token_endpoint (self->discovery),
                               .allow_insecure = self->profile->broker.allow_insecure,
                               .ca_pem = self->profile->broker.ca_pem,
                               .place = HELIO_OAUTH_DEVICE,
                               .form = form};

  g_clear_pointer (&self->timer, helio_timer_cancel);
  /* Not cancelled with the sign-in: should this poll be the one that gets tokens, they have to get here to be
   * revoked. */
  helio_token_request_async (&request, NULL, on_polled, g_object_ref (self));
}

/* An address that a person is sent to. */
static gboolean
is_web_address (HelioDeviceLogin *self, const char *text)
{
  g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || strlen (text) > 2048)
    return FALSE;
  return strcmp (scheme, "https") == 0 ||
         (strcmp (scheme, "http") == 0 &&
          (self->profile->broker.allow_insecure || helio_host_is_loopback (host)));
}

static gboolean
is_code (const char *text, gsize max)
{
  if (text == NULL || *text == '\0' || strlen (text) > max)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return FALSE;
  return TRUE;
}

static gint64
read_seconds (HelioJson *json, const char *name, gint64 fallback, gint64 max)
{
  double seconds;

  if (!helio_json_get_double (json, name, &seconds) || !(seconds >= 1))
    return fallback;
  return (gint64) MIN (seconds, (double) max);
}

/* RFC 8628 §3.2. */
static gboolean
read_codes (HelioDeviceLogin *self, HelioJson *json, GError **error)
{
  const char *device_code = helio_json_get_string (json, "device_code");
  const char *user_code = helio_json_get_string (json, "user_code");
  const char *uri = helio_json_get_string (json, "verification_uri");
  const char *complete_uri = helio_json_get_string (json, "verification_uri_complete");
  gint64 life;

  if (!is_code (device_code, 4096) || !is_code (user_code, 64) || !is_web_address (self, uri))
    return helio_error_set (
        error,
        HELIO_ERROR_BAD_ANSWER,
        C_ ("error", "Sign in with the browser on this computer instead."),
        C_ ("error", "The issuer's answer lacks a code or the address to type it at."));
  self->device_code = helio_secret_new (device_code);
  self->user_code = g_strdup (user_code);
  self->verification_uri = g_strdup (uri);
  self->verification_uri_complete =
      is_web_address (self, complete_uri) ? g_strdup (complete_uri) : NULL;
  self->interval = read_seconds (json, "interval", INTERVAL_DEFAULT, INTERVAL_MAX) * HELIO_SECOND;
  life = read_seconds (json, "expires_in", LIFE_DEFAULT, LIFE_MAX) * HELIO_SECOND;
  if (self->span > 0)
    life = MIN (life, self->span);
  self->deadline = helio_clock_now_boot (self->clock) + life;
  self->pause = self->interval;
  return TRUE;
}

static GError *
no_device_flow_error (void)
{
  return helio_error_new (HELIO_ERROR_SIGN_IN_CONFIG,
                          C_ ("error",
                              "Sign in with the browser on this computer, or enable the grant "
                              "Device Code for the application."),
                          C_ ("error", "The issuer does not offer to sign in with a code."));
}

static void
on_codes (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioDeviceLogin) self = user_data;
  GError *error = NULL;
  g_autoptr (HelioHttpAnswer) answer =
      helio_http_send_finish (HELIO_HTTP (source), result, NULL, &error);
  g_autoptr (HelioJson) json = NULL;

  if (self->task == NULL) {
    g_clear_error (&error);
    return;
  }
  helio_diagnosis_note_place (error, HELIO_PLACE_DEVICE);
  if (answer != NULL && answer->status == 404)
    error = no_device_flow_error ();
  else if (answer != NULL && (answer->status < 200 || answer->status > 299))
    error =
        helio_oauth_error_new_from_answer (HELIO_OAUTH_DEVICE,
                                           helio_discovery_get_device_endpoint (self->discovery),
                                           answer);
  else if (answer != NULL)
    json = helio_http_answer_parse (answer, &error);
  if (json == NULL || !read_codes (self, json, &error)) {
    complete (self, NULL, error);
    return;
  }
  g_clear_pointer (&self->expiry, helio_timer_cancel);
  self->expiry = helio_clock_after (self->clock,
                                    self->deadline - helio_clock_now_boot (self->clock),
                                    on_deadline,
                                    self);
  g_object_freeze_notify (G_OBJECT (self));
  set_state (self, HELIO_DEVICE_LOGIN_WAITING);
  for (guint property = PROP_USER_CODE; property <= PROP_DEADLINE; property++)
    notify (self, property);
  poll_later (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
ask_for_code (HelioDeviceLogin *self)
{
  const HelioProfile *profile = self->profile;
  const char *form[] = {"client_id",
                        profile->sign_in.client_id,
                        "scope",
                        profile->sign_in.scope,
                        "audience",
                        profile->sign_in.audience,
                        "resource",
                        profile->sign_in.resource,
                        NULL};
  g_autoptr (GBytes) body = helio_token_request_build_form (form);
  HelioHttpRequest request = {.method = "POST",
                              .uri = helio_discovery_get_device_endpoint (self->discovery),
                              .content_type = "application/x-www-form-urlencoded",
                              .body = body,
                              .allow_insecure = profile->broker.allow_insecure,
                              .ca_pem = profile->broker.ca_pem};

  helio_http_send_async (self->http, &request, self->cancellable, on_codes, g_object_ref (self));
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioDeviceLogin) self = user_data;
  GError *error = NULL;

  if (!helio_discovery_load_finish (HELIO_DISCOVERY (source), result, &error))
    complete (self, NULL, error);
  else if (self->task == NULL)
    return;
  else if (helio_discovery_get_device_endpoint (self->discovery) == NULL)
    complete (self, NULL, no_device_flow_error ());
  else
    ask_for_code (self);
}

static gboolean
on_caller_cancelled (GCancellable *caller, gpointer user_data)
{
  helio_device_login_cancel (user_data);
  return G_SOURCE_REMOVE;
}

void
helio_device_login_run_async (HelioDeviceLogin *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GError *error = NULL;

  g_return_if_fail (self->task == NULL && self->state == HELIO_DEVICE_LOGIN_PREPARING);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, helio_device_login_run_async);
  if (!helio_profile_check_sign_in (self->profile, NULL, &error)) {
    complete (self, NULL, error);
    return;
  }
  if (cancellable != NULL) {
    self->caller_source = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->caller_source, G_SOURCE_FUNC (on_caller_cancelled), self, NULL);
    g_source_attach (self->caller_source, g_main_context_get_thread_default ());
  }
  if (self->span > 0)
    self->expiry = helio_clock_after (self->clock, self->span, on_deadline, self);
  helio_discovery_load_async (self->discovery,
                              self->cancellable,
                              on_discovered,
                              g_object_ref (self));
}

HelioTokens *
helio_device_login_run_finish (HelioDeviceLogin *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

HelioTokens *
helio_device_login_take_other (HelioDeviceLogin *self)
{
  return g_steal_pointer (&self->other);
}

void
helio_device_login_cancel (HelioDeviceLogin *self)
{
  complete (self,
            NULL,
            g_error_new_literal (G_IO_ERROR,
                                 G_IO_ERROR_CANCELLED,
                                 C_ ("error", "The sign-in was cancelled.")));
}

void
helio_device_login_supersede (HelioDeviceLogin *self)
{
  complete (self,
            NULL,
            helio_error_new (HELIO_ERROR_SIGN_IN_SUPERSEDED,
                             C_ ("error", "Go on with the newer one."),
                             C_ ("error", "A newer sign-in has replaced this one.")));
}

HelioDeviceLoginState
helio_device_login_get_state (HelioDeviceLogin *self)
{
  return self->state;
}

const char *
helio_device_login_get_user_code (HelioDeviceLogin *self)
{
  return self->user_code;
}

const char *
helio_device_login_get_verification_uri (HelioDeviceLogin *self)
{
  return self->verification_uri;
}

const char *
helio_device_login_get_verification_uri_complete (HelioDeviceLogin *self)
{
  return self->verification_uri_complete;
}

gint64
helio_device_login_get_deadline (HelioDeviceLogin *self)
{
  return self->deadline;
}

guint
helio_device_login_get_polls (HelioDeviceLogin *self)
{
  return self->polls;
}

const GError *
helio_device_login_get_poll_error (HelioDeviceLogin *self)
{
  return self->poll_error;
}

static void
helio_device_login_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioDeviceLogin *self = HELIO_DEVICE_LOGIN (object);

  switch (id) {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_USER_CODE:
      g_value_set_string (value, self->user_code);
      break;
    case PROP_VERIFICATION_URI:
      g_value_set_string (value, self->verification_uri);
      break;
    case PROP_VERIFICATION_URI_COMPLETE:
      g_value_set_string (value, self->verification_uri_complete);
      break;
    case PROP_DEADLINE:
      g_value_set_int64 (value, self->deadline);
      break;
    case PROP_POLLS:
      g_value_set_uint (value, self->polls);
      break;
    case PROP_POLL_ERROR:
      g_value_set_boxed (value, self->poll_error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_device_login_dispose (GObject *object)
{
  HelioDeviceLogin *self = HELIO_DEVICE_LOGIN (object);

  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_pointer (&self->expiry, helio_timer_cancel);
  if (self->caller_source != NULL) {
    g_source_destroy (self->caller_source);
    g_clear_pointer (&self->caller_source, g_source_unref);
  }
  g_cancellable_cancel (self->cancellable);
  if (self->other != NULL)
    revoke_token (self, self->other->refresh_token);
  g_clear_pointer (&self->other, helio_tokens_free);
  g_clear_object (&self->discovery);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (helio_device_login_parent_class)->dispose (object);
}

static void
helio_device_login_finalize (GObject *object)
{
  HelioDeviceLogin *self = HELIO_DEVICE_LOGIN (object);

  g_object_unref (self->cancellable);
  helio_secret_unref (self->device_code);
  helio_secret_unref (self->received);
  helio_profile_unref (self->profile);
  g_clear_error (&self->poll_error);
  g_free (self->login_hint);
  g_free (self->expected_sub);
  g_free (self->user_code);
  g_free (self->verification_uri);
  g_free (self->verification_uri_complete);
  G_OBJECT_CLASS (helio_device_login_parent_class)->finalize (object);
}

static void
helio_device_login_class_init (HelioDeviceLoginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_device_login_get_property;
  object_class->dispose = helio_device_login_dispose;
  object_class->finalize = helio_device_login_finalize;

  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, HELIO_DEVICE_LOGIN_FAILED, 0, flags);
  properties[PROP_USER_CODE] = g_param_spec_string ("user-code", NULL, NULL, NULL, flags);
  properties[PROP_VERIFICATION_URI] =
      g_param_spec_string ("verification-uri", NULL, NULL, NULL, flags);
  properties[PROP_VERIFICATION_URI_COMPLETE] =
      g_param_spec_string ("verification-uri-complete", NULL, NULL, NULL, flags);
  properties[PROP_DEADLINE] = g_param_spec_int64 ("deadline", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_POLLS] = g_param_spec_uint ("polls", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_POLL_ERROR] = g_param_spec_boxed ("poll-error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_device_login_init (HelioDeviceLogin *self)
{
  self->cancellable = g_cancellable_new ();
}

HelioDeviceLogin *
helio_device_login_new (const HelioDeviceLoginInit *init)
{
  HelioDeviceLogin *self = g_object_new (HELIO_TYPE_DEVICE_LOGIN, NULL);
  const char *hint =
      init->login_hint != NULL ? init->login_hint : init->profile->sign_in.login_hint;

  self->profile = helio_profile_ref (init->profile);
  self->http = g_object_ref (init->http);
  self->clock = g_object_ref (init->clock);
  self->discovery =
      init->discovery != NULL
          ? g_object_ref (init->discovery)
          : helio_discovery_new_for_profile (init->profile, init->http, init->clock, NULL);
  self->login_hint = g_strdup (hint);
  self->expected_sub = g_strdup (init->expected_sub);
  self->span = init->deadline;
  return self;
}
