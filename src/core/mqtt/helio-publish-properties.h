// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The properties that a publisher may give a message (MQTT 5.0 §3.3.2.3), as values. Pure. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int payload_format;    /* -1: not given; 0: bytes; 1: UTF-8 */
  gint64 message_expiry; /* seconds; -1: not given */
  char *content_type;    /* (nullable) */
  char *response_topic;  /* (nullable): a topic name */
  GBytes *correlation;   /* (nullable) */
  GStrv user_properties; /* (nullable): name, value, …, NULL; order and repetition count */
} HelioPublishProperties;

#define HELIO_PUBLISH_PROPERTIES_INIT                                                              \
  {                                                                                                \
    -1, -1, NULL, NULL, NULL, NULL                                                                 \
  }
void helio_publish_properties_clear (HelioPublishProperties *self);

/* On the wire, without the length in front. INVALID_DATA for what no broker takes: a text that is no UTF-8, has
 * a NUL or is longer than 65,535 bytes, a response topic with wildcards, an expiry beyond 32 bits.
 * Returns: (transfer full): of size 0 if nothing is given. */
GBytes *helio_publish_properties_encode (const HelioPublishProperties *self, GError **error);
/* @self: (out): to be cleared, also after an error. What only concerns one delivery (topic alias, subscription
 * identifier) is left out. INVALID_DATA if malformed. */
gboolean helio_publish_properties_decode (HelioPublishProperties *self,
                                          const guint8 *wire,
                                          gsize length,
                                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioPublishProperties, helio_publish_properties_clear)

G_END_DECLS
