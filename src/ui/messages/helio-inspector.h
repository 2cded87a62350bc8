// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One message whole: payload as JSON, text or hex, MQTT 5 properties, and what became of it. Shows the
 * message it was given, or follows the latest of a topic a few times a second. */

#include "core/connection/helio-connection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "use-as-draft": (HelioInspector *, const char *topic, GBytes *payload, int qos, gboolean retain,
 * GBytes *properties); properties as on the wire, (nullable). */
#define HELIO_TYPE_INSPECTOR (helio_inspector_get_type ())
G_DECLARE_FINAL_TYPE (HelioInspector, helio_inspector, HELIO, INSPECTOR, GtkWidget)

HelioInspector *helio_inspector_new (void);

/* (nullable); what was shown goes. */
void helio_inspector_set_store (HelioInspector *self, HelioMessageStore *store);
/* Where the messages came from, for the command that publishes one again. (nullable) */
void helio_inspector_set_connection (HelioInspector *self, HelioConnection *connection);

/* Shows this one and stays with it. G_MAXUINT64: nothing. */
void helio_inspector_show_message (HelioInspector *self, guint64 seq);
/* Shows the latest message of this topic, and every later one. */
void helio_inspector_follow_topic (HelioInspector *self, const char *topic);

/* Whether a message was chosen to compare others with, is still there and is not @seq. */
gboolean helio_inspector_can_compare (HelioInspector *self, guint64 seq);

/* G_MAXUINT64: none. */
guint64 helio_inspector_get_seq (HelioInspector *self);
gboolean helio_inspector_get_following (HelioInspector *self);

G_END_DECLS
