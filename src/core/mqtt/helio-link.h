// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One MQTT client on a worker thread of its own: transport, tunnel and the one struct mosquitto that
 * lives through renewals. The main thread sends requests by value and gets batches of events. Nothing
 * here blocks the caller. design.md §3 */

#include "core/credential/helio-credential.h"
#include "core/mqtt/helio-event.h"
#include "core/mqtt/helio-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Everything about the connection that does not change while the link lives. Copied by the link. */
typedef struct {
  const char *url;            /* mqtt:, mqtts:, ws:, wss: */
  int mqtt_version;           /* 5 or 4 */
  const char *client_id;      /* not empty */
  int keep_alive;             /* seconds */
  gboolean clean_start;       /* for the first connection of this link; a renewal always resumes */
  guint32 session_expiry;     /* seconds; MQTT 5 */
  int receive_maximum;        /* ≥ 1000, design.md §3 */
  gint64 maximum_packet_size; /* -1: none */
  gboolean request_problem_information;
  const char *const *user_properties; /* (nullable): name, value, name, value, …, NULL */
  /* will; topic NULL: none */
  const char *will_topic;
  GBytes *will_payload;
  int will_qos;
  gboolean will_retain;
  guint32 will_delay;
  GBytes *
      will_properties; /* (nullable): as on the wire, without the delay and the length in front; MQTT 5 */
  /* TLS */
  const char *ca_pem;           /* (nullable): instead of the system's */
  const char *certificate_pem;  /* (nullable): client certificate */
  HelioSecret *private_key_pem; /* (nullable): decrypted */
  /* Requests are numbered from the next number on: a link that takes the place of another has other numbers. */
  guint64 last_request;
  /* µs that the broker may take to answer CONNECT, PINGREQ, or the PINGREQ of a patient good-bye; 0: 30 s, 10 s, 60 s */
  gint64 answer_deadline;
} HelioLinkConfig;

typedef struct {
  const char *topic;
  gboolean literal; /* for a session: %u and %c in the topic stand for themselves */
  GBytes *payload;  /* (nullable) */
  int qos;
  gboolean retain;
  const guint8 *properties; /* (nullable): MQTT 5 properties as on the wire */
  gsize properties_length;
} HelioPublication;

typedef struct {
  const char *filter;
  int qos;
  gboolean no_local;
  gboolean retain_as_published;
  int retain_handling; /* 0, 1, 2 */
} HelioFilterOptions;

typedef struct _HelioLink HelioLink;

/* Called in the main context that was thread-default when the link was made, never after
 * helio_link_free(). @events: (element-type HelioEvent), oldest first. */
typedef void (*HelioLinkFunc) (HelioLink *link, GPtrArray *events, gpointer user_data);

/* Starts the worker. @sink may be NULL. */
HelioLink *helio_link_new (const HelioLinkConfig *config,
                           const HelioMessageSink *sink,
                           HelioLinkFunc func,
                           gpointer user_data);

/* Events go to another owner from now on. */
void helio_link_set_user_data (HelioLink *self, gpointer user_data);
/* Lets go: the worker disconnects (DISCONNECT 0x00), ends by itself and frees its share; no event comes
 * any more. Never waits. */
void helio_link_free (HelioLink *self);
/* The same without DISCONNECT, as a client that crashes: the broker publishes its will. */
void helio_link_abort (HelioLink *self);

/* First connection, or a new one after DISCONNECTED or REFUSED: CONNECTED or REFUSED follows. Publications of
 * QoS 1 and 2 that were under way are sent again, unless @clean_start, or unless the broker ended the connection
 * in a way that may be the answer to one of them (3.1.1: closed it; 5: DISCONNECT 0x87 and the like): those are
 * answered with HELIO_ERROR_MQTT_ENDED at once, or they would end every connection to come. */
void helio_link_connect (HelioLink *self, HelioCredential *credential, gboolean clean_start);
/* Swaps the connection under the same client (src/README.md "The link: what was proven"). RENEWED or
 * RENEW_FAILED follows, also when the old connection ends meanwhile: no DISCONNECTED then. Requests wait for
 * it, for some round trips as a rule, and for a message that is on its way as long as the broker takes of it. */
void helio_link_renew (HelioLink *self, HelioCredential *credential);
/* DISCONNECT 0x00, after what was asked for before has gone out, unless a renewal has sent one already; with @end_session the broker is told to forget
 * the session (Session Expiry 0; on 3.1.1, or if there is no connection to say it on, by a clean connection that ends at
 * once). What is under way is answered with HELIO_ERROR_MQTT_NOT_CONNECTED; nothing of it is sent on a later
 * connection. CUT follows if something was still going out when patience was at its end, and then
 * DISCONNECTED, within some seconds. What is asked for meanwhile has its turn after that, with its own answer. Again without
 * @end_session: no further attempt to end it. */
void helio_link_disconnect (HelioLink *self, gboolean end_session);
/* The same, but what goes out is waited for as long as the broker takes of it, and then until it has read it (PINGREQ to
 * PINGRESP): nobody waits for the end of the connection itself. If that is not shown within a minute, CUT has an error,
 * and DISCONNECT goes all the same. helio_link_disconnect() without @end_session puts an end to that as well, within seconds. */
void helio_link_disconnect_patiently (HelioLink *self, gboolean end_session);

/* Each returns the request number (never 0) that its event carries. While not connected the request is
 * answered with HELIO_ERROR_MQTT_NOT_CONNECTED; beyond 64 MiB that wait to be published with
 * HELIO_ERROR_TOO_LARGE. */
guint64 helio_link_publish (HelioLink *self, const HelioPublication *publication);
guint64 helio_link_subscribe (HelioLink *self, const HelioFilterOptions *options);
guint64 helio_link_unsubscribe (HelioLink *self, const char *filter);
/* Sends a PINGREQ and measures: ROUND_TRIP follows, or DISCONNECTED when the peer is gone. */
void helio_link_ping (HelioLink *self);
/* The same, and the peer is given up when nothing at all comes for @deadline µs: for when the connection looks open
 * but may be long gone. */
void helio_link_check (HelioLink *self, gint64 deadline);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioLink, helio_link_free)

G_END_DECLS
