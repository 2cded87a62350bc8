// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Writing a message: topic, payload, QoS, retain, and what the broker said. The draft stays with its
 * connection as long as the program runs. */

#include "core/connection/helio-connection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PUBLISH_PANE (helio_publish_pane_get_type ())
G_DECLARE_FINAL_TYPE (HelioPublishPane, helio_publish_pane, HELIO, PUBLISH_PANE, GtkWidget)

HelioPublishPane *helio_publish_pane_new (void);

void helio_publish_pane_set_connection (HelioPublishPane *self, HelioConnection *connection);

/* Replaces the draft; a payload that is no text is shown as hex. @properties: (nullable): as on the wire. */
void helio_publish_pane_set_draft (HelioPublishPane *self,
                                   const char *topic,
                                   GBytes *payload,
                                   int qos,
                                   gboolean retain,
                                   GBytes *properties);
/* @topic: (nullable): where it goes from now on; the rest of the draft stays. */
void helio_publish_pane_focus_topic (HelioPublishPane *self, const char *topic);

G_END_DECLS
