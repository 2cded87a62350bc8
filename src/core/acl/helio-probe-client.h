// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One connection of the prober: a link that hands each answer to whoever asked, and keeps of all messages only
 * those that are about a probe. It stands on the link and not on HelioConnection, for that connects again by
 * itself, as a person wants it, and three times closed after CONNACK is enough for it. Main thread; a message that
 * came before an answer is told before it. */

#include "core/connection/helio-link-setup.h"

G_BEGIN_DECLS

typedef struct {
  guint64 serial; /* which probe message; 0: none of this run */
  const char *topic;
  gboolean retained; /* it was kept by the broker */
  gboolean
      marked; /* a probe of another run, or an empty message, which takes a retained one away */
  gboolean
      lost; /* none: more came than is kept, and what that was nobody knows; the topic is empty */
} HelioProbeMessage;

typedef struct _HelioProbeClient HelioProbeClient;

typedef struct {
  void (*connected) (gpointer user_data);
  /* Also: no transport. */
  void (*refused) (gpointer user_data, const GError *error);
  /* By the other side. Nobody gets an answer any more. */
  void (*ended) (gpointer user_data, const GError *error);
  /* After helio_probe_client_leave(). */
  void (*left) (gpointer user_data);
  void (*message) (gpointer user_data, const HelioProbeMessage *message);
} HelioProbeClientFuncs;

/* No answer of the broker: the client knows that it may not be sent (Retain Available, Maximum Packet Size). */
#define HELIO_PROBE_NOT_SENT 0x100

/* @code: the reason code of the answer, 0x80 and above refused; 0 where 3.1.1 has none. */
typedef void (*HelioProbeAnswer) (gpointer owner, int code);

/* @run: what marks the probe messages of this run. @will_serial: of the message that is the last will, on
 * @will_topic (nullable). INVALID_DATA for what does not fit into CONNECT. Nobody is called before connect. */
HelioProbeClient *helio_probe_client_new (HelioProfile *profile,
                                          int mqtt_version,
                                          const char *client_id,
                                          HelioSecret *private_key,
                                          const char *run,
                                          const char *will_topic,
                                          guint64 will_serial,
                                          const HelioProbeClientFuncs *funcs,
                                          gpointer user_data,
                                          GError **error);
/* Says goodbye on its own; nobody is called any more. */
void helio_probe_client_free (HelioProbeClient *self);
/* Goes without goodbye. */
void helio_probe_client_abort (HelioProbeClient *self);

void helio_probe_client_connect (HelioProbeClient *self, HelioCredential *credential);
/* Says goodbye and tells when that is done. */
void helio_probe_client_leave (HelioProbeClient *self);
const HelioLinkInfo *helio_probe_client_get_info (HelioProbeClient *self); /* (nullable) */

/* @func: (nullable). */
void helio_probe_client_subscribe (HelioProbeClient *self,
                                   const char *filter,
                                   gboolean with_retained,
                                   gpointer owner,
                                   HelioProbeAnswer func);
void helio_probe_client_unsubscribe (HelioProbeClient *self,
                                     const char *filter,
                                     gpointer owner,
                                     HelioProbeAnswer func);
/* @serial 0: an empty retained message, which clears what is kept there. */
void helio_probe_client_publish (HelioProbeClient *self,
                                 const char *topic,
                                 guint64 serial,
                                 gboolean retain,
                                 gpointer owner,
                                 HelioProbeAnswer func);
void helio_probe_client_ping (HelioProbeClient *self, gpointer owner, HelioProbeAnswer func);
/* It wants no answers any more. */
void helio_probe_client_forget (HelioProbeClient *self, gpointer owner);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioProbeClient, helio_probe_client_free)

G_END_DECLS
