// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One received PUBLISH on its way from the worker to whoever keeps it: borrowed memory, valid during the
 * call only. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *topic; /* NUL-terminated, valid UTF-8, no U+0000 */
  gsize topic_length;
  const guint8 *payload; /* (nullable) */
  gsize payload_length;
  const guint8 *properties; /* (nullable): MQTT 5 properties as on the wire, without their length */
  gsize properties_length;
  gint64 time;       /* wall, microseconds, when the packet was read */
  guint16 packet_id; /* 0 for QoS 0 */
  guint8 qos;
  gboolean retained;
  gboolean duplicate;   /* DUP was set */
  gboolean redelivered; /* DUP, and packet id, topic and payload equal one just delivered before a
                            switch of the connection: to be folded into that one's row and counted */
} HelioMessage;

/* What the link gives messages to. Called in the worker thread, must not block for long. */
typedef struct {
  void (*message) (gpointer sink, const HelioMessage *message);
  /* A mark between messages: the connection was away, something was lost, or somebody else is connected.
   * @gap in microseconds; -1: unknown. Any thread. */
  void (*gap) (gpointer sink, gint64 time, gint64 gap, guint64 lost, const char *why);
} HelioMessageSinkFuncs;

typedef struct {
  const HelioMessageSinkFuncs *funcs;
  gpointer sink; /* an object; the link holds a reference */
} HelioMessageSink;

G_END_DECLS
