// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-session-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-session-why.h"
#include "core/crypto/helio-random.h"

#include <glib/gi18n-lib.h>

/* How long a connection may take to show that it lives (auth.md §7.3). */
#define CHECK_DEADLINE (5 * HELIO_SECOND)
/* When the network comes back for many at once. */
#define CHECK_SPREAD (3 * HELIO_SECOND)

G_DEFINE_FINAL_TYPE (HelioSession, helio_session, G_TYPE_OBJECT)

static guint changed_signal;

static void
helio_session_dispose (GObject *object)
{
  HelioSession *self = HELIO_SESSION (object);

  self->epoch++;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->retry_timer, helio_timer_cancel);
  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  g_clear_pointer (&self->closing_timer, helio_timer_cancel);
  if (self->subscriptions != NULL)
    helio_subscriptions_end (self->subscriptions, FALSE);
  g_clear_pointer (&self->link, helio_link_free);
  g_clear_pointer (&self->closing, helio_link_free);
  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  G_OBJECT_CLASS (helio_session_parent_class)->dispose (object);
}

static void
helio_session_finalize (GObject *object)
{
  HelioSession *self = HELIO_SESSION (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->source);
  g_clear_object (&self->subscriptions);
  g_clear_object (&self->timeline);
  g_clear_object (&self->sink.sink);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_pointer (&self->private_key, helio_secret_unref);
  g_clear_pointer (&self->credential, helio_credential_unref);
  g_clear_pointer (&self->pending, helio_credential_unref);
  g_clear_pointer (&self->info, helio_link_info_free);
  g_clear_pointer (&self->publications, g_hash_table_unref);
  g_clear_error (&self->error);
  g_clear_error (&self->warning);
  g_clear_error (&self->cut);
  g_free (self->client_id);
  g_free (self->reason);
  g_free (self->connected_name);
  g_free (self->marked_name);
  G_OBJECT_CLASS (helio_session_parent_class)->finalize (object);
}

static void
helio_session_class_init (HelioSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = helio_session_dispose;
  object_class->finalize = helio_session_finalize;
  changed_signal = g_signal_new ("changed",
                                 HELIO_TYPE_SESSION,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_UINT);
}

static void
helio_session_init (HelioSession *self)
{
  self->publications = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->last_gap = -1;
  self->round_trip = -1;
  helio_backoff_init (&self->backoff, 0, HELIO_SECOND, 60 * HELIO_SECOND);
}

static char *
make_client_id (const HelioSessionInit *init)
{
  g_autofree char *base = helio_profile_get_client_id (init->profile);
  g_autofree char *suffix = NULL;

  if (!init->second_view)
    return g_steal_pointer (&base);
  suffix = helio_random_token (6);
  return g_strdup_printf ("%.80s-%s", base, suffix);
}

static int
get_first_version (HelioSession *self)
{
  return self->profile->broker.protocol == HELIO_PROTOCOL_3_1_1 ? 4 : 5;
}

HelioSession *
helio_session_new (const HelioSessionInit *init)
{
  HelioSession *self = g_object_new (HELIO_TYPE_SESSION, NULL);

  self->clock = g_object_ref (init->clock);
  self->source = g_object_ref (init->source);
  self->profile = helio_profile_ref (init->profile);
  self->sink = init->sink;
  if (self->sink.sink != NULL)
    g_object_ref (self->sink.sink);
  self->subscriptions = g_object_ref (init->subscriptions);
  self->timeline = g_object_ref (init->timeline);
  self->private_key = init->private_key != NULL ? helio_secret_ref (init->private_key) : NULL;
  self->second_view = init->second_view;
  self->client_id = make_client_id (init);
  self->mqtt_version = get_first_version (self);
  g_signal_connect (self->source, "stage-changed", G_CALLBACK (helio_session_stage_changed), self);
  return self;
}

gboolean
helio_session_emit_changed (HelioSession *self, HelioSessionChange what)
{
  g_autoptr (HelioSession) alive = g_object_ref (self);
  guint epoch = self->epoch;

  g_signal_emit (self, changed_signal, 0, (guint) what);
  return self->epoch == epoch;
}

static HelioTimelineLevel
level_of (HelioSessionState state)
{
  switch (state) {
    case HELIO_SESSION_ONLINE:
      return HELIO_TIMELINE_GOOD;
    case HELIO_SESSION_WAITING_TO_RETRY:
      return HELIO_TIMELINE_WARNING;
    case HELIO_SESSION_NEEDS_SIGN_IN:
    case HELIO_SESSION_FAILED:
      return HELIO_TIMELINE_BAD;
    case HELIO_SESSION_IDLE:
    case HELIO_SESSION_SIGNING_IN:
    case HELIO_SESSION_GETTING_CREDENTIAL:
    case HELIO_SESSION_CONNECTING:
    case HELIO_SESSION_RENEWING:
    default:
      return HELIO_TIMELINE_INFO;
  }
}

gboolean
helio_session_set_state (HelioSession *self, HelioSessionState state, const char *reason)
{
  gboolean same = self->state == state;

  if (!helio_session_state_may_follow (self->state, state))
    g_critical ("session: %s may not follow %s",
                helio_session_state_get_nick (state),
                helio_session_state_get_nick (self->state));
  if (!helio_set_str (&self->reason, reason) && same)
    return TRUE;
  self->state = state;
  self->epoch++;
  /* Translators: a state such as “Online”, and why. */
  helio_timeline_add (self->timeline,
                      helio_clock_now_wall (self->clock),
                      level_of (state),
                      C_ ("timeline", "%s: %s"),
                      helio_session_state_get_label (state),
                      reason != NULL ? reason : "");
  return helio_session_emit_changed (self, HELIO_SESSION_CHANGED_STATE);
}

void
helio_session_set_error (HelioSession *self, const GError *error)
{
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  g_clear_error (&self->error);
  self->error = copy;
}

gboolean
helio_session_set_warning (HelioSession *self, const GError *error)
{
  GError *copy;

  if (error == NULL && self->warning == NULL)
    return TRUE;
  copy = error != NULL ? g_error_copy (error) : NULL;
  g_clear_error (&self->warning);
  self->warning = copy;
  if (copy != NULL)
    helio_timeline_add (self->timeline,
                        helio_clock_now_wall (self->clock),
                        HELIO_TIMELINE_WARNING,
                        "%s",
                        copy->message);
  return helio_session_emit_changed (self, HELIO_SESSION_CHANGED_RENEWAL);
}

static void
reset_attempts (HelioSession *self)
{
  helio_backoff_reset (&self->backoff);
  self->refusals = 0;
  self->short_lives = 0;
  self->refused_pending = FALSE;
}

/* What was found out may have been an accident of that moment: a broker that went down says nothing either. FALSE: as
 * helio_session_emit_changed(). */
static gboolean
forget_version (HelioSession *self)
{
  if (self->mqtt_version == get_first_version (self) || self->had_session)
    return TRUE;
  self->mqtt_version = get_first_version (self);
  return helio_session_drop_link (self);
}

void
helio_session_start (HelioSession *self, gboolean interactive)
{
  gboolean anew = !self->wanted;

  if (self->wanted && self->state != HELIO_SESSION_FAILED &&
      self->state != HELIO_SESSION_NEEDS_SIGN_IN && self->state != HELIO_SESSION_WAITING_TO_RETRY)
    return;
  g_clear_pointer (&self->retry_timer, helio_timer_cancel);
  self->retry_at = 0;
  if (anew)
    self->ever_online = FALSE;
  self->wanted = TRUE;
  reset_attempts (self);
  helio_session_set_error (self, NULL);
  if (anew && !forget_version (self))
    return;
  helio_session_request_credential (self,
                                    interactive ? HELIO_CREDENTIAL_INTERACTIVE
                                                : HELIO_CREDENTIAL_NONE);
}

static gboolean
halt (HelioSession *self, gboolean deliberate)
{
  guint epoch = ++self->epoch;

  self->wanted = FALSE;
  self->connect_waits = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->retry_timer, helio_timer_cancel);
  g_clear_pointer (&self->renew_timer, helio_timer_cancel);
  g_clear_pointer (&self->pending, helio_credential_unref);
  self->retry_at = 0;
  helio_session_close_link (self, deliberate);
  return self->epoch == epoch;
}

/* Ends what is under way and says so. Publications fail last: who hears of it finds things as they are. */
static void
halt_as (HelioSession *self, HelioSessionState state, const char *reason, const GError *error)
{
  g_autoptr (HelioSession) alive = g_object_ref (self);
  g_autoptr (GHashTable) publications = helio_session_take_publications (self);

  if (halt (self, FALSE)) {
    helio_session_set_error (self, error);
    helio_session_set_state (self, state, reason);
  }
  helio_session_fail_publications (publications);
}

void
helio_session_stop_because (HelioSession *self, const char *why)
{
  g_autoptr (HelioSession) alive = g_object_ref (self);
  g_autoptr (GHashTable) publications = helio_session_take_publications (self);

  if (halt (self, TRUE)) {
    helio_session_set_error (self, NULL);
    g_clear_error (&self->warning);
    g_clear_pointer (&self->credential, helio_credential_unref);
    g_clear_pointer (&self->info, helio_link_info_free);
    self->round_trip = -1;
    if (self->state != HELIO_SESSION_IDLE)
      helio_session_set_state (self, HELIO_SESSION_IDLE, why);
    helio_session_emit_changed (self,
                                HELIO_SESSION_CHANGED_CREDENTIAL | HELIO_SESSION_CHANGED_INFO |
                                    HELIO_SESSION_CHANGED_RENEWAL);
  }
  helio_session_fail_publications (publications);
}

void
helio_session_stop (HelioSession *self)
{
  helio_session_stop_because (self,
                              self->state == HELIO_SESSION_SIGNING_IN
                                  ? C_ ("state", "The sign-in was cancelled.")
                                  : C_ ("state", "You disconnected."));
}

void
helio_session_fail (HelioSession *self, HelioSessionState state, const GError *error)
{
  halt_as (self, state, error->message, error);
}

void
helio_session_show_sign_in_how (HelioSession *self, const char *how)
{
  halt_as (self, HELIO_SESSION_SIGNING_IN, how, NULL);
}

void
helio_session_show_sign_in (HelioSession *self)
{
  helio_session_show_sign_in_how (self, C_ ("state", "Your browser is open; sign in there."));
}

void
helio_session_show_storing (HelioSession *self)
{
  const gboolean getting = self->wanted && (self->state == HELIO_SESSION_SIGNING_IN ||
                                            self->state == HELIO_SESSION_GETTING_CREDENTIAL);

  if (getting || (!self->wanted && self->state == HELIO_SESSION_SIGNING_IN))
    helio_session_set_state (
        self,
        getting ? HELIO_SESSION_GETTING_CREDENTIAL : HELIO_SESSION_SIGNING_IN,
        C_ ("state", "Signed in; the keyring stores it, and may ask for its password first."));
}

void
helio_session_retry_now (HelioSession *self)
{
  switch (self->state) {
    case HELIO_SESSION_WAITING_TO_RETRY:
    case HELIO_SESSION_IDLE:
    case HELIO_SESSION_NEEDS_SIGN_IN:
    case HELIO_SESSION_FAILED:
      helio_session_start (self, TRUE);
      break;
    case HELIO_SESSION_ONLINE:
      if (self->warning != NULL)
        helio_session_renew_now (self);
      break;
    case HELIO_SESSION_SIGNING_IN:
    case HELIO_SESSION_GETTING_CREDENTIAL:
    case HELIO_SESSION_CONNECTING:
    case HELIO_SESSION_RENEWING:
    default:
      break;
  }
}

void
helio_session_renew_now (HelioSession *self)
{
  if (self->state == HELIO_SESSION_ONLINE)
    helio_session_request_renewal (self);
}

gint64
helio_session_spread (HelioSession *self, gint64 span)
{
  /* Fibonacci hashing: names that differ in their last letter only lie far apart. */
  guint32 hash = (g_str_hash (self->client_id) ^ g_str_hash (self->profile->id)) * 2654435769u;

  return span > 0 ? (gint64) ((double) span * hash / 4294967296.0) : 0;
}

void
helio_session_check (HelioSession *self, const char *why)
{
  gboolean check = self->state == HELIO_SESSION_ONLINE && self->link != NULL;
  gboolean hurry = helio_session_hurry (self, helio_session_spread (self, CHECK_SPREAD));

  if (!check && !hurry)
    return;
  helio_timeline_add (self->timeline,
                      helio_clock_now_wall (self->clock),
                      HELIO_TIMELINE_INFO,
                      "%s",
                      why);
  if (check)
    helio_link_check (self->link, CHECK_DEADLINE);
}

gboolean
helio_session_is_closing (HelioSession *self)
{
  return self->closing != NULL;
}

HelioSessionState
helio_session_get_state (HelioSession *self)
{
  return self->state;
}

const char *
helio_session_get_reason (HelioSession *self)
{
  return self->reason;
}

const GError *
helio_session_get_error (HelioSession *self)
{
  return self->error;
}

const GError *
helio_session_get_warning (HelioSession *self)
{
  return self->warning;
}

HelioCredential *
helio_session_get_credential (HelioSession *self)
{
  return self->credential;
}

const HelioLinkInfo *
helio_session_get_info (HelioSession *self)
{
  return self->info;
}

const HelioLinkCounters *
helio_session_get_counters (HelioSession *self)
{
  return &self->counters;
}

const char *
helio_session_get_client_id (HelioSession *self)
{
  return self->client_id;
}

gint64
helio_session_get_retry_at (HelioSession *self)
{
  return self->retry_at;
}

gint64
helio_session_get_renew_at (HelioSession *self)
{
  return self->renew_timer != NULL ? helio_timer_get_deadline (self->renew_timer) : 0;
}

gint64
helio_session_get_last_renewal (HelioSession *self)
{
  return self->last_renewal;
}

gint64
helio_session_get_last_gap (HelioSession *self)
{
  return self->last_gap;
}

guint
helio_session_get_renewals (HelioSession *self)
{
  return self->renewals;
}

gint64
helio_session_get_round_trip (HelioSession *self)
{
  return self->round_trip;
}
