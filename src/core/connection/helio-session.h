// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The one state machine: asks the source for credentials, drives the link, renews, backs off. Owned by a
 * connection, which shows its state to everybody else. Main thread. */

#include "core/base/helio-clock.h"
#include "core/connection/helio-subscriptions.h"
#include "core/connection/helio-timeline.h"
#include "core/credential/helio-credential-source.h"
#include "core/mqtt/helio-link.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_SESSION_IDLE,
  HELIO_SESSION_SIGNING_IN,
  HELIO_SESSION_GETTING_CREDENTIAL,
  HELIO_SESSION_CONNECTING,
  HELIO_SESSION_ONLINE,
  HELIO_SESSION_RENEWING,
  HELIO_SESSION_WAITING_TO_RETRY,
  HELIO_SESSION_NEEDS_SIGN_IN,
  HELIO_SESSION_FAILED,
} HelioSessionState;

#define HELIO_TYPE_SESSION_STATE (helio_session_state_get_type ())
GType helio_session_state_get_type (void);
/* The state in a word or two, translated: "Online", "Waiting to retry". */
const char *helio_session_state_get_label (HelioSessionState state);
/* The same for machines: "online", "waiting-to-retry". */
const char *helio_session_state_get_nick (HelioSessionState state);
/* The transition table. */
gboolean helio_session_state_may_follow (HelioSessionState from, HelioSessionState to);

/* What the signal "changed" (guint flags) tells of. */
typedef enum {
  HELIO_SESSION_CHANGED_STATE = 1 << 0, /* state, reason, error, retry-at */
  HELIO_SESSION_CHANGED_CREDENTIAL = 1 << 1,
  HELIO_SESSION_CHANGED_INFO = 1 << 2,
  HELIO_SESSION_CHANGED_RENEWAL = 1 << 3, /* renewals, last gap, warning, renew-at */
  HELIO_SESSION_CHANGED_ROUND_TRIP = 1 << 4,
  HELIO_SESSION_CHANGED_COUNTERS = 1 << 5,
} HelioSessionChange;

#define HELIO_TYPE_SESSION (helio_session_get_type ())
G_DECLARE_FINAL_TYPE (HelioSession, helio_session, HELIO, SESSION, GObject)

/* References are taken; @sink.sink must outlive the session's links, the link holds a reference. */
typedef struct {
  HelioClock *clock;
  HelioCredentialSource *source;
  HelioProfile *profile;
  HelioMessageSink sink;
  HelioSubscriptions *subscriptions;
  HelioTimeline *timeline;
  HelioSecret *private_key; /* (nullable): PEM of the client certificate's key, decrypted */
  /* Client id with a random suffix; Clean Start 1 at the first connection; Session Expiry 60 s (MQTT 5), so that
   * renewals lose nothing, ended by a deliberate disconnect whatever the profile says. */
  gboolean second_view;
} HelioSessionInit;

HelioSession *helio_session_new (const HelioSessionInit *init);

/* Connects and stays connected till stop. @interactive: a browser may be opened now (never later by itself). */
void helio_session_start (HelioSession *self, gboolean interactive);
/* DISCONNECT; ends the broker session unless the profile keeps it, with a connection for just that if there is none. IDLE
 * at once; the timeline says so if the session could not be ended. */
void helio_session_stop (HelioSession *self);
/* Waiting: at once. Failed or in need of a person: start over, interactively. Online with a failed renewal:
 * renew. */
void helio_session_retry_now (HelioSession *self);
void helio_session_renew_now (HelioSession *self);
/* The machine woke up or the network changed: a connection must show within seconds that it lives; what waits for
 * another attempt or renewal makes it within seconds, unless the other side asked for more time. @why: translated, a
 * sentence for the timeline. */
void helio_session_check (HelioSession *self, const char *why);
/* A sign-in that the user asked for begins while there is no connection; SIGNING_IN until start, stop or fail. */
void helio_session_show_sign_in (HelioSession *self);
/* Stops with an error that a person must deal with before it makes sense to go on. */
void helio_session_fail (HelioSession *self, HelioSessionState state, const GError *error);
/* A link that was told to disconnect is still at it. */
gboolean helio_session_is_closing (HelioSession *self);
/* What the last goodbye gave up unfinished, of which only that is known; of a patient one also what is not known to have
 * been read, on this connection or on one before it that ended by itself. Returns: (transfer none) (nullable) */
const GError *helio_session_get_cut (HelioSession *self);
/* Whether the goodbye to come waits for what goes out as long as the broker takes of it, and until it has read it, instead
 * of for some seconds. FALSE also ends at once what waits so; TRUE is returned if something did. */
gboolean helio_session_set_patient (HelioSession *self, gboolean patient);
/* Takes the place of @old, which is stopped: waits for its link before it connects itself, and knows whose messages
 * came before. */
void helio_session_take_over (HelioSession *self, HelioSession *old);

HelioSessionState helio_session_get_state (HelioSession *self);
const char *helio_session_get_reason (HelioSession *self);
const GError *helio_session_get_error (HelioSession *self);
const GError *helio_session_get_warning (HelioSession *self);
HelioCredential *helio_session_get_credential (HelioSession *self);
const HelioLinkInfo *helio_session_get_info (HelioSession *self);
const HelioLinkCounters *helio_session_get_counters (HelioSession *self);
const char *helio_session_get_client_id (HelioSession *self);
gint64 helio_session_get_retry_at (HelioSession *self);
gint64 helio_session_get_renew_at (HelioSession *self);
gint64 helio_session_get_last_renewal (HelioSession *self);
gint64 helio_session_get_last_gap (HelioSession *self);
guint helio_session_get_renewals (HelioSession *self);
gint64 helio_session_get_round_trip (HelioSession *self);

/* As helio_connection_publish_async(). */
void helio_session_publish_async (HelioSession *self,
                                  const HelioPublication *publication,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean helio_session_publish_finish (HelioSession *self,
                                       GAsyncResult *result,
                                       int *reason_code,
                                       gint64 *round_trip,
                                       GError **error);

G_END_DECLS
