// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A small MQTT broker, 3.1.1 and 5, that does at each request what a function says: close the connection, say no, say
 * nothing. It delivers with QoS 0, keeps retained messages and publishes wills. Loopback, plain TCP. Shares no code
 * with the console. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_CLOSING_CONNECT, /* topic: the will's, or "" */
  HELIO_CLOSING_SUBSCRIBE,
  HELIO_CLOSING_PUBLISH,
  HELIO_CLOSING_RETAIN, /* PUBLISH with the flag, and not empty */
  HELIO_CLOSING_WILL,   /* when it is due */
  HELIO_CLOSING_RECEIVE,
  HELIO_CLOSING_UNSUBSCRIBE, /* only refusals count */
} HelioClosingRequest;

typedef enum {
  HELIO_CLOSING_ALLOW,
  HELIO_CLOSING_REFUSE,         /* SUBACK 0x80 or 0x87, PUBACK 0x87, CONNACK 5 or 0x87 */
  HELIO_CLOSING_CLOSE,          /* the connection, without a word */
  HELIO_CLOSING_DROP,           /* answered as if it were allowed, without effect */
  HELIO_CLOSING_SILENCE,        /* no answer at all */
  HELIO_CLOSING_UNRETAINED,     /* RETAIN: delivered, not kept */
  HELIO_CLOSING_TAKE_AND_CLOSE, /* PUBLISH, RETAIN: takes effect, then it closes instead of an answer */
  HELIO_CLOSING_SHUT_DOWN,      /* DISCONNECT 0x8B, or a reset before MQTT 5 */
  HELIO_CLOSING_LATE, /* RETAIN: read when this client id connects anew, without an answer */
  HELIO_CLOSING_CODE = 0x100, /* with a reason code in its low byte: as REFUSE, with this one */
} HelioClosingAnswer;

/* @serial: how often this user has asked exactly this before. Called with a lock held, in any thread. */
typedef HelioClosingAnswer (*HelioClosingJudge) (const char *username,
                                                 HelioClosingRequest request,
                                                 const char *topic,
                                                 guint serial,
                                                 gpointer user_data);

typedef struct _HelioClosingBroker HelioClosingBroker;

HelioClosingBroker *helio_closing_broker_new (HelioClosingJudge judge, gpointer user_data);
void helio_closing_broker_free (HelioClosingBroker *self);
const char *helio_closing_broker_get_url (HelioClosingBroker *self);
/* CONNACK of MQTT 5 says that it keeps no retained messages, from now on. */
void helio_closing_broker_set_no_retain (HelioClosingBroker *self);
/* How many connections there were, and how many messages are retained. */
guint helio_closing_broker_count_connections (HelioClosingBroker *self);
guint helio_closing_broker_count_retained (HelioClosingBroker *self);
/* Keeps a message, as if it had been published. */
void helio_closing_broker_retain (HelioClosingBroker *self, const char *topic, const char *payload);
/* (transfer full) (nullable): what is kept there. */
char *helio_closing_broker_get_retained (HelioClosingBroker *self, const char *topic);

/* Whether the filter @wide has every topic of the filter or topic @narrow. */
gboolean helio_closing_broker_covers (const char *wide, const char *narrow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioClosingBroker, helio_closing_broker_free)

G_END_DECLS
