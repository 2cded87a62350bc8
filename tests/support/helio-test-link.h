// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A link and everything that came out of it. Default main context. */

#include "core/mqtt/helio-link.h"

G_BEGIN_DECLS

typedef struct {
  char *topic;
  char *payload; /* NUL-terminated copy */
  gsize payload_length;
  GBytes *properties; /* (nullable) */
  guint16 packet_id;
  int qos;
  gboolean retained, duplicate, redelivered;
} HelioTestMessage;

typedef struct _HelioTestLink HelioTestLink;

/* @config: client_id, receive_maximum and keep_alive are filled in if they are 0. */
HelioTestLink *helio_test_link_new (const HelioLinkConfig *config);
void helio_test_link_free (HelioTestLink *self);
HelioLink *helio_test_link_get (HelioTestLink *self);
/* Lets go of the link alone. */
void helio_test_link_drop (HelioTestLink *self);

/* Connects as @username (nullable: nobody) and expects CONNECTED. Returns: (transfer full). */
HelioEvent *helio_test_link_connect (HelioTestLink *self,
                                     const char *username,
                                     const char *password,
                                     gboolean clean_start);
/* Only asks. */
void helio_test_link_start (HelioTestLink *self,
                            const char *username,
                            const char *password,
                            gboolean clean_start);
HelioCredential *helio_test_credential (const char *username, const char *password);

/* The next event of that kind; those before it are dropped. Returns: (transfer full). */
HelioEvent *helio_test_link_wait (HelioTestLink *self, HelioEventKind kind);
/* The next event, whatever it is. Returns: (transfer full). */
HelioEvent *helio_test_link_next (HelioTestLink *self);
/* The next RENEWED, RENEW_FAILED or DISCONNECTED. Returns: (transfer full). */
HelioEvent *helio_test_link_wait_end (HelioTestLink *self);
/* The next event with that request number. Returns: (transfer full). */
HelioEvent *helio_test_link_wait_request (HelioTestLink *self, guint64 request);
/* How many of that kind have come and were not taken. */
guint helio_test_link_count (HelioTestLink *self, HelioEventKind kind);

/* Subscribes and expects @granted (or −1: refused). */
void helio_test_link_subscribe (HelioTestLink *self, const char *filter, int qos, int granted);
guint64
helio_test_link_publish (HelioTestLink *self, const char *topic, const char *payload, int qos);

/* Messages from first to last, as they came. */
guint helio_test_link_get_n_messages (HelioTestLink *self);
void helio_test_link_wait_messages (HelioTestLink *self, guint count, double seconds);
/* (transfer none) */
const HelioTestMessage *helio_test_link_get_message (HelioTestLink *self, guint index);
guint helio_test_link_get_n_gaps (HelioTestLink *self);
/* As all gaps together say. */
guint64 helio_test_link_get_lost (HelioTestLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTestLink, helio_test_link_free)

G_END_DECLS
