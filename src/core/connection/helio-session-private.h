// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The session's struct, shared by helio-session.c (intents, what others see), helio-session-flow.c (what
 * happens next), helio-session-goodbye.c and helio-session-publish.c. */

#include "core/base/helio-backoff.h"
#include "core/connection/helio-session.h"

G_BEGIN_DECLS

struct _HelioSession {
  GObject parent_instance;

  /* owned */
  HelioClock *clock;
  HelioCredentialSource *source;
  HelioProfile *profile;
  HelioMessageSink sink;
  HelioSubscriptions *subscriptions;
  HelioTimeline *timeline;
  HelioSecret *private_key;
  char *client_id;
  HelioLink *link; /* NULL until the first connect */
  HelioLink *
      closing; /* told to disconnect; freed when it has. No other connects meanwhile: it would meet it */
  HelioCredential *credential;
  HelioCredential *pending; /* the one that a renewal under way brings in */
  HelioLinkInfo *info;
  GCancellable *cancellable; /* of the credential request under way */
  HelioTimer *retry_timer, *renew_timer, *closing_timer;
  GHashTable *publications; /* request number → GTask */
  char *reason;
  GError *error, *warning;
  GError *cut; /* (nullable): what the last goodbye gave up */
  char *
      connected_name; /* (nullable): username of the last CONNACK; none of an anonymous connection */
  char *marked_name;  /* (nullable): another one since, that the sink has been told of */

  /* values */
  HelioSessionState state;
  HelioBackoff backoff, renew_backoff;
  int mqtt_version;
  gboolean wanted; /* the user wants to be connected */
  gboolean second_view;
  gboolean was_connected; /* there was a CONNACK, here or in the session before this one */
  gboolean ever_online;   /* since start */
  gboolean had_session;   /* the broker holds a session of this link */
  gboolean connect_waits; /* for @closing */
  gboolean closing_ends;  /* @closing was told to end the session */
  gboolean patient;       /* the goodbye waits for what goes out */
  gboolean unconfirmed;   /* QoS 0 was under way when a connection ended by itself */
  gboolean link_leaves;   /* DISCONNECTED is to come of an attempt that was given up */
  guint n_links;
  guint refusals;           /* fresh credentials refused in a row */
  guint short_lives;        /* connections in a row that ended at once without a word */
  gboolean refused_pending; /* the next credential must not come from the token that is held */
  gboolean storing;         /* the source waits for the keyring */
  gboolean refused;         /* the broker did not take @credential */
  gint64 online_since;      /* boot µs */
  gint64 connected_since;   /* the same, renewals not counted */
  gint64 retry_at;
  gint64 last_renewal, last_gap, round_trip;
  guint renewals;
  guint epoch; /* counts what handlers of "changed" may have done: states, halts */
  HelioLinkCounters counters;
  gint64 link_progress;   /* of an upload, as the link told last */
  gint64 upload_progress; /* boot µs of our clock when it was news */
  gboolean renewal_waits; /* for the end of an upload */
};

/* A handler of "changed" may stop, start or give up the session: what emits it and wants to go on must look. Those
 * that return gboolean: FALSE if it has become another matter meanwhile, and is to be left alone. */
gboolean helio_session_emit_changed (HelioSession *self, HelioSessionChange what);
/* The one place where the state changes. @reason: translated, printable. */
gboolean helio_session_set_state (HelioSession *self, HelioSessionState state, const char *reason);
void helio_session_set_error (HelioSession *self, const GError *error);
gboolean helio_session_set_warning (HelioSession *self, const GError *error);

/* flow */
void helio_session_request_credential (HelioSession *self, HelioCredentialFlags flags);
void helio_session_request_renewal (HelioSession *self);
void helio_session_schedule_renewal (HelioSession *self);
void helio_session_handle_events (HelioLink *link, GPtrArray *events, gpointer user_data);
void helio_session_stage_changed (HelioCredentialSource *source, gpointer user_data);
/* With @credential, once nothing says goodbye any more. */
void helio_session_connect_link (HelioSession *self);

/* An attempt or a renewal that waits is made after @delay, if that is sooner and nobody asked for more time. TRUE if
 * so. */
gboolean helio_session_hurry (HelioSession *self, gint64 delay);
/* A part of @span that is always the same for this connection and another for others. */
gint64 helio_session_spread (HelioSession *self, gint64 span);

/* goodbye */
gboolean helio_session_drop_link (HelioSession *self);
/* Tells the broker, where there is something to tell. Not @deliberate: what waits for a person is kept until then. */
void helio_session_close_link (HelioSession *self, gboolean deliberate);
/* Of @closing. FALSE: it has been let go. */
gboolean helio_session_handle_closing (HelioSession *self, const HelioEvent *event);
/* RENEWED, RENEW_FAILED and DISCONNECTED: says in the timeline of what has QoS 0 and may be lost. */
void helio_session_note_unconfirmed (HelioSession *self, const HelioEvent *event);
/* RENEWED: says in the timeline if what was going out was given up unfinished. */
void helio_session_note_renewal_cut (HelioSession *self, const HelioEvent *event);

/* publish */
void helio_session_handle_published (HelioSession *self, const HelioEvent *event);
/* COUNTERS. */
void helio_session_handle_counters (HelioSession *self, const HelioEvent *event);
/* Those that are under way, no longer the session's. Returns: (transfer full) (nullable) */
GHashTable *helio_session_take_publications (HelioSession *self);
/* Ends them. Their callbacks may do anything, so this comes last. @publications: (nullable) */
void helio_session_fail_publications (GHashTable *publications);

G_END_DECLS
