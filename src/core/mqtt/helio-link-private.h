// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The two sides of a link. Shared is all that both threads touch: requests one way, events the other. Worker
 * is the worker thread's own and nobody else's. Private to core/mqtt. */

#include "core/base/helio-clock.h"
#include "core/mqtt/helio-link-packets.h"
#include "core/mqtt/helio-link.h"
#include "core/mqtt/helio-redelivery.h"
#include "core/net/helio-tunnel.h"

#include <mosquitto.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_REQUEST_CONNECT,
  HELIO_REQUEST_RENEW,
  HELIO_REQUEST_DISCONNECT,
  HELIO_REQUEST_PING,
  HELIO_REQUEST_FREE,
  HELIO_REQUEST_PUBLISH,
  HELIO_REQUEST_SUBSCRIBE,
  HELIO_REQUEST_UNSUBSCRIBE,
} HelioRequestKind;

typedef struct {
  HelioRequestKind kind;
  guint64 number;
  HelioCredential *credential; /* CONNECT, RENEW */
  gboolean flag; /* CONNECT: clean start; DISCONNECT: end the session; FREE: without DISCONNECT */
  gboolean patient; /* DISCONNECT: as long as something is taken */
  char *topic;      /* PUBLISH: topic; SUBSCRIBE, UNSUBSCRIBE: filter */
  GBytes *payload;
  GBytes *properties;
  int qos;
  gboolean retain, no_local, retain_as_published;
  int retain_handling;
  gint64 deadline; /* PING: µs for the peer to show itself; 0: as usual */
  gsize size;      /* as counted against what may wait */
} HelioRequest;

void helio_request_free (HelioRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRequest, helio_request_free)

typedef struct _HelioLinkWorker HelioLinkWorker;

/* A PINGREQ that is not answered. */
typedef struct {
  gint64 sent;  /* boot */
  guint64 qos0; /* publications of QoS 0 that were before it */
  gboolean own; /* asks only whether they are read: nobody is told, and there is no hurry */
} HelioPing;

typedef struct {
  gatomicrefcount ref_count;

  /* immutable */
  GMainContext *main_context;
  GMainContext *worker_context;
  HelioMessageSink sink; /* holds a reference */
  HelioLinkConfig config;
  GPtrArray *strings; /* what config points to */

  /* under the lock */
  GMutex lock;
  GQueue requests; /* HelioRequest */
  gsize requests_bytes;
  gboolean requests_scheduled;
  GPtrArray *events; /* HelioEvent */
  gboolean events_scheduled;

  /* the worker thread's */
  HelioLinkWorker *worker;

  /* the main thread's */
  HelioLink *link; /* NULL once it was let go */
} HelioLinkShared;

HelioLinkShared *helio_link_shared_ref (HelioLinkShared *self);
void helio_link_shared_unref (HelioLinkShared *self);
/* Worker thread. Takes @event and has it delivered with others that come meanwhile. */
void helio_link_shared_post (HelioLinkShared *self, HelioEvent *event_taken);
/* Worker thread. Requests since the last call. Returns: (transfer full) */
void helio_link_shared_take (HelioLinkShared *self, GQueue *requests);
/* Worker thread. @request waits no longer. */
void helio_link_shared_done (HelioLinkShared *self, const HelioRequest *request);
/* Worker thread, at its end. The reference that it had; dropped in the main context, where the sink belongs. */
void helio_link_shared_return (HelioLinkShared *self);

/* The thread function. @data: (transfer full): HelioLinkShared. */
gpointer helio_link_worker_run (gpointer data);

typedef enum {
  HELIO_ATTEMPT_NONE,
  HELIO_ATTEMPT_CONNECT, /* CONNECTED or REFUSED follows */
  HELIO_ATTEMPT_RENEW,   /* RENEWED or RENEW_FAILED follows */
  HELIO_ATTEMPT_WIPE,    /* a clean connection that ends the session at once */
} HelioAttemptKind;

typedef enum {
  HELIO_PHASE_OPENING, /* the transport */
  HELIO_PHASE_FLUSHING, /* what the client wrote must get out on the old connection; with much of it, before OPENING */
  HELIO_PHASE_SYNCING,    /* the old broker connection has read it: PINGREQ to PINGRESP */
  HELIO_PHASE_LEAVING,    /* DISCONNECT sent on the old one; reading it to its end */
  HELIO_PHASE_CONNECTING, /* CONNECT sent on the new one */
  HELIO_PHASE_DRAINING,   /* the new one is up; reading the old one to its end */
} HelioAttemptPhase;

/* A connection on its way. */
typedef struct {
  HelioAttemptKind kind;
  HelioAttemptPhase phase;
  HelioCredential *credential;
  gboolean clean_start;
  gboolean fresh;        /* nothing of the client before is kept */
  gboolean then_connect; /* WIPE: goes on with CONNECT */
  gboolean leave_first;  /* DISCONNECT on the old connection before CONNECT on the new one */
  GCancellable *cancellable;
  HelioTunnel *tunnel;
  HelioTimer *deadline; /* of the phase */
  HelioTimer *poll;     /* FLUSHING, SYNCING */
  gint64 since; /* RENEW: boot; from when on the old connection must be seen to take what is sent */
  gint64 until; /* RENEW: boot; so long it waits for the old connection at most */
  gboolean reopens; /* RENEW: the transport was closed before its turn came, and is opened again */
  gboolean synced;  /* the broker has all that was said on the old connection */
  gboolean cut;     /* a message was under way on it when it ended or was given up */
  guint64 lost_before; /* RENEW: of the counters */
  HelioConnack connack;
  guint pings_until_sync;
  guint64 sync_position;
} HelioAttempt;

/* A request that the broker has not answered. */
typedef struct {
  guint64 number;
  int id; /* packet id */
  int qos;
  gsize size;            /* PUBLISH: that libmosquitto holds */
  HelioRequest *request; /* SUBSCRIBE, UNSUBSCRIBE: to be sent again after a switch */
} HelioPending;

struct _HelioLinkWorker {
  HelioLinkShared *shared;
  const HelioLinkConfig *config;
  HelioClock *clock;

  /* the client */
  struct mosquitto *mosq;
  HelioPacketIds *ids;
  HelioRedelivery *redelivery;
  GHashTable *publications;   /* packet id → HelioPending, QoS 1 and 2 and QoS 0 on its way out */
  GHashTable *subscriptions;  /* packet id → HelioPending */
  GHashTable *reason_strings; /* packet id → words that libmosquitto does not pass on */
  GHashTable *unsuback_codes; /* packet id → reason code */
  GByteArray *wire;           /* properties of the message at hand */
  GSource *write_source;
  gboolean abandoning;
  GArray
      *written; /* guint64: numbers of QoS 0 publications that the client wrote; from @n_sent on */
  guint n_sent; /* of those, how many the transport has taken */
  guint n_qos2; /* publications of QoS 2 under way */
  gsize sent_bytes;   /* of all publications under way */
  guint send_maximum; /* publications under way at most */
  int last_id;        /* packet id that libmosquitto took last */
  gboolean published; /* and it has gone out already */
  int client_error;   /* of libmosquitto; 0: none */
  gboolean joined;    /* the client saw CONNACK */
  gboolean driving;

  /* connections */
  HelioTunnel *live; /* (nullable) */
  HelioLinkInfo *info;
  HelioAttempt attempt;
  HelioCredential *last_credential; /* for ending a session without a connection */
  gboolean last_clean;
  gint64 ended_at; /* boot; when messages stopped; 0: they flow or never did */
  guint closing;   /* tunnels and transports that are not closed yet */

  /* a deliberate end */
  gboolean leaving;
  gboolean leave_sent;
  gboolean leave_patient;
  gboolean leave_asked;   /* PINGREQ has been sent in front of DISCONNECT */
  guint leave_pongs;      /* that are to come until that is answered */
  gboolean leave_taken;   /* the broker's system has it */
  gboolean leave_heard;   /* it was answered, or that it was not has been told */
  gboolean leave_cut;     /* before all had gone out, or the broker had read it */
  guint64 leave_lost;     /* QoS 0 publications; those before it until it is over */
  gint64 leave_since;     /* boot */
  gboolean session_moved; /* a renewal that was given up may have taken it over */
  gboolean end_session;   /* is still to be done */
  gboolean ends_session;  /* was asked for */
  gboolean session_left;  /* it could not be ended */
  gboolean free_wanted;
  HelioTimer *leave_timer, *leave_poll;

  /* requests: as they came; and those that wait for a connection or for room */
  GQueue requests, data;
  gboolean settling, settle_again;
  gint64 settled_at;
  gboolean paused;

  /* keep-alive */
  HelioTimer *keep_alive_timer;
  HelioTimer *ping_timer;
  gint64 ping_limit; /* µs for the peer to show itself; 0: as usual */
  gint64 ping_heard; /* boot; when it was last seen to take what is in front of PINGREQ */
  GQueue pings;      /* HelioPing */
  guint n_watched;   /* of those, the ones that are not @own */

  /* QoS 0, which is answered by nothing but the PINGRESP after it */
  guint64 qos0_sent;   /* publications that the transport of the live connection has taken */
  guint64 qos0_heard;  /* of those: the broker has read them */
  guint64 unconfirmed; /* of connections before, and not told yet */
  HelioTimer *hear_timer;

  /* counters */
  HelioLinkCounters counters;
  guint64 lost_reported; /* of counters.lost_qos0, in the gaps so far */
  HelioTimer *counters_timer;

  gboolean finished;
};

/* helio-link-worker.c: the state machine */
extern const HelioTunnelFuncs helio_link_live_funcs;
/* The connection in use is at its end. @error_taken: (nullable): closed without a word. */
void helio_link_worker_live_ended (HelioLinkWorker *self, GError *error_taken);
/* Takes what is left of it, then closes it. */
void helio_link_worker_drop_live (HelioLinkWorker *self);
void helio_link_worker_close_tunnel (HelioLinkWorker *self, HelioTunnel *tunnel_taken);
/* Requests of the main thread: gives them to the client as long as it has room. */
void helio_link_worker_process_data (HelioLinkWorker *self);
/* Those that no connection will carry. */
void helio_link_worker_fail_data (HelioLinkWorker *self);
/* Looks at everything that may go on by now. */
void helio_link_worker_settle (HelioLinkWorker *self);
HelioEvent *helio_link_worker_event (HelioLinkWorker *self, HelioEventKind kind);
/* One about the end of a connection: it has @unconfirmed. */
HelioEvent *helio_link_worker_end_event (HelioLinkWorker *self, HelioEventKind kind);
/* Of the connection in use, too. */
guint64 helio_link_worker_count_lost (HelioLinkWorker *self);
void helio_link_worker_post (HelioLinkWorker *self, HelioEvent *event_taken);
gint64 helio_link_worker_now (HelioLinkWorker *self);
GError *helio_link_not_connected (void);

/* helio-link-leave.c: a deliberate end */
void helio_leave_begin (HelioLinkWorker *self, gboolean end_session, gboolean patient);
/* A patient one is patient no longer. */
void helio_leave_hurry (HelioLinkWorker *self);
/* The session is not to be ended after all, or not any more. */
void helio_leave_take_back (HelioLinkWorker *self);
/* The connection in use is at its end. @in_order: closed by the peer without an error. */
void helio_leave_ended (HelioLinkWorker *self, gboolean in_order, const GError *error);
void helio_leave_pong (HelioLinkWorker *self);
/* The session was ended by a connection of its own, or could not be. */
void helio_leave_wiped (HelioLinkWorker *self, gboolean done);

/* helio-link-attempt.c: connections on their way */
void
helio_attempt_connect (HelioLinkWorker *self, HelioCredential *credential, gboolean clean_start);
void helio_attempt_renew (HelioLinkWorker *self, HelioCredential *credential);
void helio_attempt_wipe (HelioLinkWorker *self, HelioCredential *credential);
/* The old connection goes on, unless DISCONNECT is out on it. */
void helio_attempt_cancel (HelioLinkWorker *self);
/* A renewal has said DISCONNECT on the connection in use, and nothing may follow. */
gboolean helio_attempt_has_parted (HelioLinkWorker *self);
/* The connection on its way becomes the one in use, for nothing but DISCONNECT. FALSE: the broker knows of none. */
gboolean helio_attempt_adopt (HelioLinkWorker *self);
/* The old connection is about to be dropped: keeps whether that cuts a message. */
void helio_attempt_note_old (HelioLinkWorker *self);
/* The old connection is at its end while another is on its way. */
void helio_attempt_old_ended (HelioLinkWorker *self);
/* A renewal has not begun yet, since a message is going out. */
gboolean helio_attempt_waits (HelioLinkWorker *self);
void helio_attempt_pong (HelioLinkWorker *self);

/* helio-link-client.c: the struct mosquitto */
void helio_client_init_tables (HelioLinkWorker *self);
void helio_client_clear_tables (HelioLinkWorker *self);
gboolean helio_client_ensure (HelioLinkWorker *self, gboolean fresh, GError **error);
void helio_client_destroy (HelioLinkWorker *self);
gboolean helio_client_join (HelioLinkWorker *self,
                            HelioTunnel *tunnel,
                            const HelioLinkInfo *info,
                            GError **error);
void helio_client_drive (HelioLinkWorker *self);
/* Writes what libmosquitto holds back; FALSE if some is left. */
gboolean helio_client_flush (HelioLinkWorker *self, HelioTunnel *tunnel);
void helio_client_watch_writes (HelioLinkWorker *self);
gboolean helio_client_has_room (HelioLinkWorker *self, const HelioRequest *request);
void helio_client_publish (HelioLinkWorker *self, HelioRequest *request_taken);
void helio_client_subscribe (HelioLinkWorker *self, HelioRequest *request_taken);
/* Sends again what the last connection left unanswered. */
void helio_client_resubscribe (HelioLinkWorker *self);
/* Answers every publication that is under way with an error, and has libmosquitto forget it. */
void
helio_client_abandon_publications (HelioLinkWorker *self, HelioTunnel *tunnel, const GError *end);
/* The transport has taken @count more publications of QoS 0. */
void helio_client_sent (HelioLinkWorker *self, guint count);
/* Answers those that no transport will take. */
void helio_client_fail_written (HelioLinkWorker *self);
/* Answers everything that is under way with NOT_CONNECTED. */
void helio_client_fail_subscriptions (HelioLinkWorker *self);
void helio_client_fail_publications (HelioLinkWorker *self);
void helio_client_answer_request (HelioLinkWorker *self,
                                  const HelioRequest *request,
                                  GError *error_taken);

/* helio-link-keepalive.c */
void helio_keep_alive_start (HelioLinkWorker *self);
/* A peer that shows nothing of itself for this long is gone, µs. */
gint64 helio_keep_alive_patience (HelioLinkWorker *self);
void helio_keep_alive_stop (HelioLinkWorker *self);
void helio_keep_alive_ping (HelioLinkWorker *self);
/* @deadline: µs for the peer to show itself. */
void helio_keep_alive_ping_within (HelioLinkWorker *self, gint64 deadline);
void helio_keep_alive_pong (HelioLinkWorker *self);
/* So many more publications of QoS 0 have gone out: before long the broker is asked to show that it has read them. */
void helio_keep_alive_sent_qos0 (HelioLinkWorker *self, guint count);
/* PINGREQ only for that; nobody watches for answers any more but the caller. Returns how many PINGRESP are to come until
 * it is answered. */
guint helio_keep_alive_ask (HelioLinkWorker *self);
/* The live connection is about to be let go. */
void helio_keep_alive_count_unconfirmed (HelioLinkWorker *self);
/* Does what the timer would do, where the loop has no turn for long. */
void helio_keep_alive_check (HelioLinkWorker *self);
void helio_counters_touch (HelioLinkWorker *self);
void helio_counters_flush (HelioLinkWorker *self);

G_END_DECLS
