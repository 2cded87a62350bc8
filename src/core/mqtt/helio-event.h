// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What crosses from the worker thread of a link to the main thread, apart from messages: immutable,
 * reference-counted values in batches. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_EVENT_TRANSPORT,    /* TCP, TLS and WebSocket are up; info has what was agreed */
  HELIO_EVENT_CONNECTED,    /* CONNACK 0 */
  HELIO_EVENT_REFUSED,      /* CONNACK with another code, or no transport; error says which */
  HELIO_EVENT_DISCONNECTED, /* an established connection ended; error is NULL if we asked for it */
  HELIO_EVENT_RENEWED,      /* the connection was swapped under the same client; as CONNECTED */
  HELIO_EVENT_RENEW_FAILED, /* the swap did not come about; connected tells whether the old one lives */
  HELIO_EVENT_SUBSCRIBED, /* SUBACK for one request */
  HELIO_EVENT_UNSUBSCRIBED,
  HELIO_EVENT_PUBLISHED, /* QoS 0: given to the system; QoS 1: PUBACK; QoS 2: PUBCOMP or a refusing PUBREC */
  HELIO_EVENT_ROUND_TRIP, /* PINGREQ to PINGRESP */
  HELIO_EVENT_COUNTERS,   /* at most twice a second while anything flows */
  /* A good-bye gives up what was going out, or, with an error, the wait until it was read; DISCONNECTED follows, perhaps
   * seconds later. */
  HELIO_EVENT_CUT,
} HelioEventKind;

/* What was agreed when the transport came up and in CONNACK. */
typedef struct {
  char *scheme;      /* mqtt, mqtts, ws, wss */
  char *peer;        /* address:port */
  char *tls_version; /* (nullable): "TLS 1.3" */
  char *tls_cipher;  /* (nullable) */
  int mqtt_version;  /* 5 or 4 (3.1.1); 0 before CONNACK */
  gboolean session_present;
  char *assigned_client_id;   /* (nullable) */
  int server_keep_alive;      /* -1: not given */
  int receive_maximum;        /* -1 */
  gint64 maximum_packet_size; /* -1 */
  int maximum_qos;            /* 2 unless given */
  gboolean retain_available;
} HelioLinkInfo;

typedef struct {
  guint64 messages_in, bytes_in, messages_out, bytes_out;
  guint64 redelivered; /* folded duplicates after a switch */
  guint64 lost_qos0;   /* QoS 0 publications of ours that a switch cut off */
  gint64 transport_up; /* boot time, µs */
} HelioLinkCounters;

#define HELIO_TYPE_EVENT (helio_event_get_type ())
typedef struct _HelioEvent HelioEvent;
struct _HelioEvent {
  gatomicrefcount ref_count;
  HelioEventKind kind;
  gint64 time_boot; /* µs */
  gint64 time_wall;
  guint64 request;     /* the number that subscribe, unsubscribe or publish was given; else 0 */
  int reason_code;     /* MQTT 5 reason code; 3.1.1 codes are mapped by helio-reason; -1: none */
  int granted_qos;     /* SUBSCRIBED: 0-2; -1: refused */
  char *reason_string; /* (nullable): the broker's own words, bounded */
  GError *error;       /* (nullable) */
  gboolean
      connected; /* RENEW_FAILED: the old connection still lives. CUT: it did, but took nothing or too little */
  gboolean parted; /* CUT: DISCONNECT had gone into the system, behind what was going out */
  gboolean
      cut; /* RENEWED, DISCONNECTED: what was going out was given up unfinished; a CUT has told so before */
  guint64 lost; /* RENEWED, CUT, DISCONNECTED: publications of QoS 0 that were given up by that */
  /* RENEWED, RENEW_FAILED, CUT, DISCONNECTED: publications of QoS 0 that went out on connections which have ended since the
   * last of these, without a sign that the broker has read them: no PINGRESP came after them. Whoever leaves without
   * patience does not ask for one. */
  guint64 unconfirmed;
  gboolean uploading; /* COUNTERS: the broker's system has not confirmed all of what we publish */
  gint64 progress;    /* COUNTERS, uploading: boot time at which it was last seen to confirm some */
  gboolean
      renewal_waits; /* COUNTERS: until that has gone out; what is published meanwhile waits, too */
  gboolean session_left; /* DISCONNECTED: the broker was to end the session and could not be told */
  gint64 gap; /* RENEWED: µs between the end of the old and CONNACK of the new; ROUND_TRIP: µs */
  HelioLinkInfo *info; /* TRANSPORT, CONNECTED, RENEWED */
  HelioLinkCounters counters;
};
GType helio_event_get_type (void);

HelioEvent *helio_event_new (HelioEventKind kind);
HelioEvent *helio_event_ref (HelioEvent *self);
void helio_event_unref (HelioEvent *self);

HelioLinkInfo *helio_link_info_new (void);
HelioLinkInfo *helio_link_info_copy (const HelioLinkInfo *self);
void helio_link_info_free (HelioLinkInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioEvent, helio_event_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioLinkInfo, helio_link_info_free)

G_END_DECLS
