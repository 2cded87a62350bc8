// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The WebSocket side of the front: HTTP and the upgrade on connections that were accepted elsewhere (plain or
 * with TLS already). Mosquitto's own listener needs 157-253 ms to open when idle (sandbox-broker.md §4.2).
 * Lives in the thread-default context of its creator. */

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _HelioWsFront HelioWsFront;

/* @socket: the one that was given to helio_ws_front_accept(). */
typedef void (*HelioWsFrontFunc) (SoupWebsocketConnection *websocket,
                                  GSocket *socket,
                                  gpointer user_data);

HelioWsFront *helio_ws_front_new (HelioWsFrontFunc func, gpointer user_data);
void helio_ws_front_free (HelioWsFront *self);

gboolean
helio_ws_front_accept (HelioWsFront *self, GIOStream *stream, GSocket *socket, GError **error);

G_END_DECLS
