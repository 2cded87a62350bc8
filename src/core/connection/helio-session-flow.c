// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-session-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-link-setup.h"
#include "core/connection/helio-session-why.h"
#include "core/crypto/helio-random.h"
#include "core/diagnosis/helio-diagnosis.h"

#include <glib/gi18n-lib.h>

/* A connection that lived this long, or through half of its credential's life, counts as a success: the next trouble starts
 * with a short delay. */
#define STABLE_AFTER (10 * HELIO_SECOND)
/* So many connections in a row that were closed without a word soon after CONNACK look like two clients that
 * take the client id from each other. */
#define SHORT_LIFE (5 * HELIO_SECOND)
#define SHORT_LIVES_MAX 3

/* So much sooner than we a broker may find a credential expired; for a short life a part of it, but what whole seconds
 * may hide. */
#define EXPIRY_SKEW (5 * HELIO_SECOND)
#define EXPIRY_SKEW_MIN (HELIO_SECOND * 3 / 2)
/* Over how long renewals that are due together are spread, at most: a small part of what is left of the life then. */
#define STAGGER (5 * HELIO_SECOND)

static void on_renew_due (gpointer user_data);
static void start_over (HelioSession *self);

/* One request for a credential: what it is for, so that a late answer finds its place. */
typedef struct {
  HelioSession *session;
  GCancellable *cancellable;
  gboolean renewal;
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->session);
  g_object_unref (request->cancellable);
  g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
on_retry (gpointer user_data)
{
  HelioSession *self = user_data;

  self->retry_at = 0;
  start_over (self);
}

static void
wait_to_retry (HelioSession *self, const GError *error, gint64 minimum)
{
  gint64 delay = helio_backoff_next (&self->backoff, helio_random_unit ());
  double retry_after = helio_error_get_retry_after (error);

  if (retry_after > 0)
    delay = MAX (delay, (gint64) (MIN (retry_after, 3600.0) * G_USEC_PER_SEC));
  delay = MAX (delay, minimum);
  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  g_clear_pointer (&self->retry_timer, helio_timer_cancel);
  self->retry_timer = helio_clock_after (self->clock, delay, on_retry, self);
  self->retry_at = helio_timer_get_deadline (self->retry_timer);
  helio_session_set_error (self, error);
  helio_session_set_state (self, HELIO_SESSION_WAITING_TO_RETRY, error->message);
}

/* An issuer, an exchange or a broker that asked for more time gets it. */
static gboolean
may_hurry (const HelioTimer *timer, gint64 now, gint64 delay, const GError *error)
{
  return timer != NULL && helio_error_get_retry_after (error) <= 0 &&
         helio_timer_get_deadline (timer) > now + delay;
}

gboolean
helio_session_hurry (HelioSession *self, gint64 delay)
{
  gint64 now = helio_clock_now_boot (self->clock);

  if (self->state == HELIO_SESSION_WAITING_TO_RETRY &&
      may_hurry (self->retry_timer, now, delay, self->error)) {
    g_clear_pointer (&self->retry_timer, helio_timer_cancel);
    self->retry_timer = helio_clock_after (self->clock, delay, on_retry, self);
    self->retry_at = helio_timer_get_deadline (self->retry_timer);
    helio_session_emit_changed (self, HELIO_SESSION_CHANGED_STATE);
    return TRUE;
  }
  if (self->state == HELIO_SESSION_ONLINE && self->warning != NULL &&
      may_hurry (self->renew_timer, now, delay, self->warning)) {
    g_clear_pointer (&self->renew_timer, helio_timer_cancel);
    self->renew_timer = helio_clock_after (self->clock, delay, on_renew_due, self);
    helio_session_emit_changed (self, HELIO_SESSION_CHANGED_RENEWAL);
    return TRUE;
  }
  return FALSE;
}

static gboolean
needs_person (const GError *error)
{
  return helio_error_get_class (error) == HELIO_ERROR_CLASS_SIGN_IN &&
         !g_error_matches (error, HELIO_ERROR, HELIO_ERROR_ISSUER_METADATA);
}

/* What a service answers, or something before it, while it is being mended. Where things have worked before, it passes;
 * where they have not, the profile is at fault. */
static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TLS) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_HTTP) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_ISSUER_METADATA);
}

/* No credential could be had for a connection. */
static void
handle_source_error (HelioSession *self, const GError *error)
{
  /* Nothing is wrong: a person has thought better of it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    helio_session_stop_because (self, C_ ("state", "The sign-in was cancelled."));
  else if (needs_person (error))
    helio_session_fail (self, HELIO_SESSION_NEEDS_SIGN_IN, error);
  else if (helio_error_is_transient (error) || (self->ever_online && may_pass (error)))
    wait_to_retry (self, error, 0);
  else
    helio_session_fail (self, HELIO_SESSION_FAILED, error);
}

static void
on_renew_due (gpointer user_data)
{
  HelioSession *self = user_data;

  if (self->state == HELIO_SESSION_ONLINE)
    helio_session_request_renewal (self);
}

void
helio_session_schedule_renewal (HelioSession *self)
{
  gint64 renew_at = helio_credential_get_renew_at (self->credential);
  gint64 expires = helio_credential_get_expires (self->credential);
  gint64 life;

  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  if (renew_at == G_MAXINT64)
    return;
  life = expires - helio_credential_get_obtained (self->credential);
  /* Connections whose credentials run out together do not all renew at one moment. */
  renew_at += helio_session_spread (self, MIN (STAGGER, (expires - renew_at) / 4));
  helio_backoff_init (&self->renew_backoff,
                      CLAMP (life / 200, 100 * 1000, HELIO_SECOND),
                      CLAMP (life / 60, 200 * 1000, 5 * HELIO_SECOND),
                      CLAMP (life / 10, HELIO_SECOND, 60 * HELIO_SECOND));
  self->renew_timer = helio_clock_after (self->clock,
                                         renew_at - helio_clock_now_boot (self->clock),
                                         on_renew_due,
                                         self);
}

/* The live connection stays until the broker ends it; expired and refused are told apart in the words. */
static void
renewal_failed (HelioSession *self, const GError *error)
{
  gint64 delay = helio_backoff_next (&self->renew_backoff, helio_random_unit ());
  double retry_after = helio_error_get_retry_after (error);
  /* Asked again, somebody who has to agree first says nothing else. */
  gboolean person =
      needs_person (error) || g_error_matches (error, HELIO_ERROR, HELIO_ERROR_CONSENT);
  g_autoptr (GError) warning = helio_error_new (
      HELIO_ERROR_FAILED,
      helio_error_get_remedy (error),
      helio_credential_is_expired (self->credential, helio_clock_now_boot (self->clock))
          ? C_ ("warning", "The credential has expired and could not be renewed: %s")
      : g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL)
          ? C_ ("warning", "The broker refused the renewed credential; the connection lives on: %s")
          : C_ ("warning", "The credential could not be renewed yet; the connection lives on: %s"),
      error->message);

  helio_error_set_detail (warning, helio_error_get_detail (error));
  helio_error_set_diagnosis (warning, helio_error_get_diagnosis (error));
  helio_error_set_retry_after (warning, retry_after);
  warning->code = error->domain == HELIO_ERROR ? error->code : HELIO_ERROR_FAILED;
  g_clear_pointer (&self->pending, helio_credential_unref);
  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  if (!person) {
    if (retry_after > 0)
      delay = MAX (delay, (gint64) (MIN (retry_after, 3600.0) * G_USEC_PER_SEC));
    self->renew_timer = helio_clock_after (self->clock, delay, on_renew_due, self);
  }
  if (helio_session_set_state (self, HELIO_SESSION_ONLINE, warning->message))
    helio_session_set_warning (self, warning);
}

static gboolean
same_username (HelioCredential *a, HelioCredential *b)
{
  return g_strcmp0 (helio_credential_get_username (a), helio_credential_get_username (b)) == 0;
}

/* FALSE: as helio_session_emit_changed(). */
static gboolean
take_credential (HelioSession *self, HelioCredential *credential)
{
  g_clear_pointer (&self->credential, helio_credential_unref);
  self->credential = helio_credential_ref (credential);
  self->refused = FALSE;
  return helio_session_emit_changed (self, HELIO_SESSION_CHANGED_CREDENTIAL);
}

static void
apply_renewed (HelioSession *self, HelioCredential *credential)
{
  if (same_username (self->credential, credential)) {
    g_clear_pointer (&self->pending, helio_credential_unref);
    self->pending = helio_credential_ref (credential);
    helio_link_renew (self->link, credential);
    return;
  }
  /* Another username is another session: Clean Start, %u resolved anew (design.md §4). */
  helio_timeline_add (
      self->timeline,
      helio_clock_now_wall (self->clock),
      HELIO_TIMELINE_WARNING,
      C_ ("timeline", "The renewed credential has another username, %s: new session"),
      helio_credential_get_username (credential));
  if (helio_session_drop_link (self) && take_credential (self, credential))
    helio_session_connect_link (self);
}

static void
on_credential (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  HelioSession *self = request->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) credential =
      helio_credential_source_get_finish (HELIO_CREDENTIAL_SOURCE (source), result, &error);

  if (self->cancellable != request->cancellable)
    return; /* stopped, or asked anew meanwhile */
  g_clear_object (&self->cancellable);
  if (!request->renewal) {
    if (credential == NULL) {
      handle_source_error (self, error);
      return;
    }
    if (take_credential (self, credential))
      helio_session_connect_link (self);
  } else if (self->state == HELIO_SESSION_RENEWING) {
    if (credential == NULL)
      renewal_failed (self, error);
    else
      apply_renewed (self, credential);
  }
}

static void
request (HelioSession *self, HelioCredentialFlags flags, gboolean renewal)
{
  Request *data = g_new0 (Request, 1);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  data->session = g_object_ref (self);
  data->cancellable = g_object_ref (self->cancellable);
  data->renewal = renewal;
  if (self->refused_pending)
    flags |= HELIO_CREDENTIAL_REFUSED;
  self->refused_pending = FALSE;
  helio_credential_source_get_async (self->source,
                                     flags,
                                     renewal ? self->credential : NULL,
                                     self->cancellable,
                                     on_credential,
                                     data);
}

void
helio_session_request_credential (HelioSession *self, HelioCredentialFlags flags)
{
  g_autoptr (HelioSession) alive = g_object_ref (self);

  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  if (helio_session_set_state (self,
                               HELIO_SESSION_GETTING_CREDENTIAL,
                               C_ ("state", "Asking for a fresh credential.")))
    request (self, flags, FALSE);
}

void
helio_session_request_renewal (HelioSession *self)
{
  g_autoptr (HelioSession) alive = g_object_ref (self);

  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  if (helio_session_set_state (self,
                               HELIO_SESSION_RENEWING,
                               C_ ("state", "Asking for a fresh credential; messages go on.")))
    request (self, HELIO_CREDENTIAL_NONE, TRUE);
}

void
helio_session_stage_changed (HelioCredentialSource *source, gpointer user_data)
{
  HelioSession *self = user_data;
  HelioCredentialStage stage = helio_credential_source_get_stage (source);
  gboolean stored = self->storing;

  self->storing = stage == HELIO_CREDENTIAL_STAGE_STORING;
  if (stage == HELIO_CREDENTIAL_STAGE_SIGNING_IN && self->state == HELIO_SESSION_GETTING_CREDENTIAL)
    helio_session_set_state (self,
                             HELIO_SESSION_SIGNING_IN,
                             C_ ("state", "Your browser is open; sign in there."));
  else if (self->storing)
    helio_session_show_storing (self);
  /* A sign-in that nothing here waits for ends otherwise. */
  else if (stage == HELIO_CREDENTIAL_STAGE_FETCHING && self->wanted &&
           (self->state == HELIO_SESSION_SIGNING_IN ||
            (stored && self->state == HELIO_SESSION_GETTING_CREDENTIAL)))
    helio_session_set_state (self,
                             HELIO_SESSION_GETTING_CREDENTIAL,
                             C_ ("state", "Signed in; asking for a credential."));
}

/* Always with a credential from the source, never with a remembered password. */
static void
start_over (HelioSession *self)
{
  g_clear_pointer (&self->retry_timer, helio_timer_cancel);
  helio_session_request_credential (self, HELIO_CREDENTIAL_NONE);
}

/* Messages after it are those that somebody else gets: between them it must be seen. */
static void
mark_another_user (HelioSession *self, const char *username)
{
  g_autofree char *name = helio_printable (username != NULL ? username : "", -1, 100);
  g_autofree char *why = NULL;

  if (self->marked_name != NULL && g_strcmp0 (self->marked_name, username) == 0)
    return; /* tried before, without success */
  helio_set_str (&self->marked_name, username);
  if (self->sink.funcs == NULL || self->sink.funcs->gap == NULL)
    return;
  if (*name != '\0')
    /* Translators: a row between the messages that one user got and those of another; a username */
    why = g_strdup_printf (C_ ("gap", "From here as %s"), name);
  else
    why = g_strdup (C_ ("gap", "From here without a username"));
  self->sink.funcs->gap (self->sink.sink, helio_clock_now_wall (self->clock), -1, 0, why);
}

void
helio_session_connect_link (HelioSession *self)
{
  const char *username = helio_credential_get_username (self->credential);
  g_autoptr (GError) error = NULL;
  gboolean clean = FALSE;

  /* What it still does, such as ending the old session, would hit the new one. */
  self->connect_waits = self->closing != NULL;
  if (self->connect_waits)
    return;
  if (self->was_connected && g_strcmp0 (self->connected_name, username) != 0) {
    if (!helio_session_drop_link (self))
      return;
    clean = TRUE;
    mark_another_user (self, username);
  }
  if (self->link == NULL) {
    g_autoptr (HelioLinkSetup) setup =
        helio_link_setup_new (self->profile,
                              self->mqtt_version,
                              self->client_id,
                              helio_credential_get_name (self->credential),
                              self->second_view,
                              self->private_key,
                              &error);

    if (setup == NULL) {
      helio_session_fail (self, HELIO_SESSION_FAILED, error);
      return;
    }
    clean = clean || setup->config.clean_start;
    setup->config.last_request = (guint64) self->n_links++ << 32;
    self->link = helio_link_new (&setup->config, &self->sink, helio_session_handle_events, self);
  }
  if (helio_session_set_state (self, HELIO_SESSION_CONNECTING, self->profile->broker.url))
    helio_link_connect (self->link, self->credential, clean);
}

static char *
describe_connection (HelioSession *self, const HelioLinkInfo *info)
{
  const char *version = info->mqtt_version == 4 ? "3.1.1" : "5";

  if (info->tls_version != NULL)
    return g_strdup_printf (C_ ("state", "MQTT %s over %s, %s"),
                            version,
                            info->scheme,
                            info->tls_version);
  return g_strdup_printf (C_ ("state", "MQTT %s over %s, not encrypted"), version, info->scheme);
}

static void
begin_online (HelioSession *self, const HelioEvent *event)
{
  HelioBegin begin = event->info->session_present ? HELIO_BEGIN_RESUMED
                     : self->had_session          ? HELIO_BEGIN_LOST
                                                  : HELIO_BEGIN_FRESH;
  g_autofree char *reason = NULL;

  g_clear_pointer (&self->info, helio_link_info_free);
  self->info = helio_link_info_copy (event->info);
  if (begin == HELIO_BEGIN_LOST)
    helio_timeline_add (
        self->timeline,
        event->time_wall,
        HELIO_TIMELINE_WARNING,
        C_ ("timeline",
            "The broker no longer had the session: messages of the time away are lost, "
            "subscriptions are made anew"));
  self->had_session = TRUE;
  self->ever_online = TRUE;
  self->was_connected = TRUE;
  self->online_since = helio_clock_now_boot (self->clock);
  if (event->kind == HELIO_EVENT_CONNECTED)
    self->connected_since = self->online_since;
  helio_set_str (&self->connected_name, helio_credential_get_username (self->credential));
  g_clear_pointer (&self->marked_name, g_free);
  helio_session_set_error (self, NULL);
  reason = describe_connection (self, self->info);
  helio_session_schedule_renewal (self);
  if (!helio_session_set_warning (self, NULL) ||
      !helio_session_set_state (self, HELIO_SESSION_ONLINE, reason) ||
      !helio_session_emit_changed (self,
                                   HELIO_SESSION_CHANGED_INFO | HELIO_SESSION_CHANGED_RENEWAL))
    return;
  helio_subscriptions_begin (self->subscriptions,
                             self->link,
                             begin,
                             self->info->mqtt_version,
                             helio_credential_get_name (self->credential),
                             self->info->assigned_client_id != NULL ? self->info->assigned_client_id
                                                                    : self->client_id);
}

static void
handle_renewed (HelioSession *self, const HelioEvent *event)
{
  g_autoptr (HelioCredential) pending = g_steal_pointer (&self->pending);

  helio_session_note_unconfirmed (self, event);
  if (pending == NULL || !take_credential (self, pending))
    return;
  self->renewals++;
  self->last_renewal = event->time_wall;
  self->last_gap = event->gap;
  helio_session_note_renewal_cut (self, event);
  helio_timeline_add (
      self->timeline,
      event->time_wall,
      HELIO_TIMELINE_GOOD,
      C_ ("timeline", "Renewed: new credential in use, %.0f ms between the connections"),
      (double) event->gap / 1000.0);
  begin_online (self, event);
}

/* 0x84, or a peer that gave up at a CONNECT of MQTT 5. */
static gboolean
try_older_version (HelioSession *self, const GError *error)
{
  int code = helio_error_get_reason_code (error);

  if (self->profile->broker.protocol != HELIO_PROTOCOL_AUTO || self->mqtt_version != 5 ||
      self->ever_online)
    return FALSE;
  if (code != 0x84 && !g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_PROTOCOL))
    return FALSE;
  helio_timeline_add (self->timeline,
                      helio_clock_now_wall (self->clock),
                      HELIO_TIMELINE_WARNING,
                      C_ ("timeline", "MQTT 5 was not accepted (%s); trying 3.1.1"),
                      error->message);
  self->mqtt_version = 4;
  if (helio_session_drop_link (self))
    helio_session_connect_link (self);
  return TRUE;
}

static gboolean
is_busy (const GError *error)
{
  int code = helio_error_get_reason_code (error);

  return code == 0x88 || code == 0x89 || code == 0x97 || code == 0x9F;
}

/* CONNACK said no, or there was no way to the broker. */
static void
handle_refused (HelioSession *self, const GError *error)
{
  if (self->state != HELIO_SESSION_CONNECTING || try_older_version (self, error))
    return;
  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL)) {
    gboolean endless =
        helio_credential_get_life_kind (self->credential) == HELIO_CREDENTIAL_LIFE_ENDLESS;

    self->refused_pending = TRUE;
    self->refused = TRUE;
    /* One more with everything fresh; after that the cause is elsewhere, and going on would be a loop. */
    if (!endless && self->refusals++ == 0)
      helio_session_request_credential (self, HELIO_CREDENTIAL_NONE);
    else if (endless) {
      /* What a fixed username and password, or none, want is another thing than what helps with a token. */
      g_autoptr (GError) refined =
          helio_diagnosis_refine (error, HELIO_PLACE_CONNECT, self->profile);
      helio_session_fail (self, HELIO_SESSION_FAILED, refined);
    } else
      helio_session_fail (self, HELIO_SESSION_FAILED, error);
  } else if (helio_error_is_transient (error) || is_busy (error) || self->ever_online)
    wait_to_retry (self, error, 0);
  else
    helio_session_fail (self, HELIO_SESSION_FAILED, error);
}

static gboolean
looks_like_a_fight (HelioSession *self, const GError *error, gint64 lived)
{
  gboolean silent = helio_error_get_reason_code (error) < 0;

  self->short_lives = silent && lived < SHORT_LIFE ? self->short_lives + 1 : 0;
  return self->short_lives >= SHORT_LIVES_MAX;
}

/* G_MAXINT64: endless. */
static gint64
credential_life (HelioSession *self)
{
  if (helio_credential_get_life_kind (self->credential) == HELIO_CREDENTIAL_LIFE_ENDLESS)
    return G_MAXINT64;
  return helio_credential_get_expires (self->credential) -
         helio_credential_get_obtained (self->credential);
}

/* A broker's clock is not ours. */
static gboolean
has_expired (HelioSession *self)
{
  gint64 now = helio_clock_now_boot (self->clock);
  gint64 life = credential_life (self);

  return life < G_MAXINT64 &&
         helio_credential_is_expired (self->credential,
                                      now + CLAMP (life / 10, EXPIRY_SKEW_MIN, EXPIRY_SKEW));
}

/* Brokers say the same, or nothing, when a credential runs out and when somebody closes the connection; whether it
 * had run out is known here. Returns: (transfer full) */
static GError *
word_end (HelioSession *self, const GError *error, gboolean expired)
{
  int code = helio_error_get_reason_code (error);
  GError *worded = NULL;

  if (expired && (code < 0 || code == 0x87 || code == 0x98 || code == 0xA0) &&
      (code >= 0 || g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED)))
    worded = helio_error_new (
        HELIO_ERROR_MQTT_ENDED,
        C_ ("error", "Heliograph connects again with a fresh credential."),
        C_ ("error", "The broker ended the connection because its credential expired."));
  else if (!expired && code == 0x98)
    worded = helio_error_new (HELIO_ERROR_MQTT_ENDED,
                              C_ ("error",
                                  "Heliograph connects again by itself; if that happens often, ask "
                                  "the person who runs the "
                                  "broker."),
                              C_ ("error",
                                  "Somebody, or a rule of the broker, closed this connection; its "
                                  "credential is still good."));
  if (worded == NULL)
    return g_error_copy (error);
  helio_error_set_detail (worded, helio_error_get_detail (error));
  helio_error_set_reason_code (worded, code);
  return worded;
}

/* Not authorized any more; connected for as long as one may be. */
static gboolean
wants_fresh_credential (const GError *error)
{
  int code = helio_error_get_reason_code (error);

  return code == 0x87 || code == 0xA0;
}

/* Returns: TRUE if one of them was why the connection ended. */
static gboolean
end_subscriptions (HelioSession *self, const GError *error)
{
  /* That a credential ran out is reason enough. */
  if (has_expired (self)) {
    helio_subscriptions_end (self->subscriptions, TRUE);
    return FALSE;
  }
  if (!helio_subscriptions_end_by_broker (self->subscriptions, error))
    return FALSE;
  self->short_lives = 0;
  return TRUE;
}

/* An established connection ended, and not because we asked. */
static void
handle_lost (HelioSession *self, const GError *cause)
{
  gint64 lived = helio_clock_now_boot (self->clock) - self->online_since;
  guint epoch = self->epoch;
  gboolean expired = has_expired (self);
  g_autoptr (GError) error = word_end (self, cause, expired);
  gboolean fight =
      !end_subscriptions (self, error) && !expired && looks_like_a_fight (self, error, lived);

  if (self->epoch != epoch)
    return;
  g_clear_pointer (&self->pending, helio_credential_unref);
  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (helio_clock_now_boot (self->clock) - self->connected_since >
      MIN (STABLE_AFTER, credential_life (self) / 2))
    helio_backoff_reset (&self->backoff);
  if (fight || g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER)) {
    g_autoptr (GError) taken = helio_error_new (
        HELIO_ERROR_MQTT_TAKEN_OVER,
        C_ ("error",
            "Give this profile a client id of its own, or close the other program; then retry."),
        fight ? C_ ("error",
                    "The broker closed the connection three times right after it was made. Another "
                    "client "
                    "probably uses this client id (%s).")
              : C_ ("error", "Another client uses this client id (%s)."),
        self->client_id);

    /* The session at the broker is the other client's now: nothing may end it. */
    if (helio_session_drop_link (self))
      helio_session_fail (self, HELIO_SESSION_FAILED, taken);
    return;
  }
  self->refusals = 0;
  if (!helio_session_set_warning (self, NULL))
    return;
  if (expired || (wants_fresh_credential (error) && lived > SHORT_LIFE)) {
    helio_timeline_add (self->timeline,
                        helio_clock_now_wall (self->clock),
                        HELIO_TIMELINE_WARNING,
                        "%s",
                        error->message);
    start_over (self);
  } else
    wait_to_retry (self, error, 0);
}

static void
handle_renew_failed (HelioSession *self, const HelioEvent *event)
{
  helio_session_note_unconfirmed (self, event);
  if (g_error_matches (event->error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL))
    self->refused_pending = TRUE;
  /* The connection ended on the way, and has been seen to. */
  if (self->state != HELIO_SESSION_RENEWING)
    return;
  if (event->connected)
    renewal_failed (self, event->error);
  else
    handle_lost (self, event->error);
}

static void
note_transport (HelioSession *self, const HelioEvent *event)
{
  const HelioLinkInfo *info = event->info;

  helio_timeline_add (self->timeline,
                      event->time_wall,
                      HELIO_TIMELINE_INFO,
                      C_ ("timeline", "Reached %s over %s (%s)"),
                      info->peer != NULL ? info->peer : "?",
                      info->scheme,
                      info->tls_version != NULL ? info->tls_version
                                                : C_ ("timeline", "not encrypted"));
}

static void
handle_event (HelioSession *self, const HelioEvent *event)
{
  switch (event->kind) {
    case HELIO_EVENT_TRANSPORT:
      note_transport (self, event);
      break;
    case HELIO_EVENT_CONNECTED:
      if (self->state == HELIO_SESSION_CONNECTING)
        begin_online (self, event);
      break;
    case HELIO_EVENT_REFUSED:
      handle_refused (self, event->error);
      break;
    case HELIO_EVENT_DISCONNECTED:
      self->link_leaves = FALSE;
      if (event->error != NULL) {
        helio_session_note_unconfirmed (self, event);
        handle_lost (self, event->error);
      }
      break;
    case HELIO_EVENT_RENEWED:
      handle_renewed (self, event);
      break;
    case HELIO_EVENT_RENEW_FAILED:
      handle_renew_failed (self, event);
      break;
    case HELIO_EVENT_SUBSCRIBED:
    case HELIO_EVENT_UNSUBSCRIBED:
      helio_subscriptions_handle (self->subscriptions, event);
      break;
    case HELIO_EVENT_PUBLISHED:
      helio_session_handle_published (self, event);
      break;
    case HELIO_EVENT_ROUND_TRIP:
      self->round_trip = event->gap;
      helio_session_emit_changed (self, HELIO_SESSION_CHANGED_ROUND_TRIP);
      break;
    case HELIO_EVENT_COUNTERS:
      helio_session_handle_counters (self, event);
      break;
    case HELIO_EVENT_CUT:
    default:
      break;
  }
}

void
helio_session_handle_events (HelioLink *link, GPtrArray *events, gpointer user_data)
{
  g_autoptr (HelioSession) self = g_object_ref (user_data);

  for (guint i = 0; i < events->len; i++) {
    const HelioEvent *event = events->pdata[i];

    if (link == self->closing) {
      if (!helio_session_handle_closing (self, event))
        return;
      continue;
    }
    /* A handler may have let this link go. */
    if (link != self->link)
      return;
    handle_event (self, event);
  }
}
