// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The listener for the redirect of a sign-in (RFC 8252 §7.3, auth.md §1.7): 127.0.0.1 or ::1 only, a handful of
 * sockets, seconds and kilobytes, GET only, one path. It answers; who may be believed is its owner's
 * business. Main thread. */

#include "core/auth/helio-callback.h"
#include "core/auth/helio-loopback-page.h"
#include "core/base/helio-clock.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

#define HELIO_LOOPBACK_PATH "/callback"
#define HELIO_LOOPBACK_SOCKETS_MAX 8
#define HELIO_LOOPBACK_PEER_TIMEOUT (5 * G_USEC_PER_SEC)
/* How long the pages stay up after the answer. */
#define HELIO_LOOPBACK_LINGER (5 * G_USEC_PER_SEC)

#define HELIO_TYPE_LOOPBACK (helio_loopback_get_type ())
G_DECLARE_FINAL_TYPE (HelioLoopback, helio_loopback, HELIO, LOOPBACK, GObject)

/* A well-formed GET of the callback path that is a navigation. The page is answered: ARRIVED, DECLINED and
 * SUPERSEDED by way of a redirect, so that the code leaves the address bar. */
typedef HelioPage (*HelioLoopbackFunc) (const HelioCallback *callback, gpointer user_data);
/* One of the pages of a redirect was written to the browser. */
typedef void (*HelioLoopbackServedFunc) (HelioPage page, gpointer user_data);

/**
 * helio_loopback_new:
 * @ports: (element-type int): tried in their order; 0 takes any free one
 * @host: HELIO_REDIRECT_IPV4 turns to IPv6 only where this machine has no IPv4 loopback at all (RFC 8252
 *   §7.3): a port that is busy on one is not looked for on the other
 *
 * Binds and listens at once, so that no redirect can come too early. Errors: PORTS_BUSY, naming the ports.
 * Returns: (transfer full).
 */
HelioLoopback *
helio_loopback_new (HelioClock *clock, GArray *ports, HelioRedirectHost host, GError **error);

/* "http://127.0.0.1:PORT/callback" or "http://[::1]:PORT/callback" */
const char *helio_loopback_get_redirect_uri (HelioLoopback *self);
/* Who answers from now on; NULL functions: every callback is a stranger's. */
void helio_loopback_set_handler (HelioLoopback *self,
                                 HelioLoopbackFunc func,
                                 HelioLoopbackServedFunc served,
                                 gpointer user_data);
/* Closes the port and every socket. */
void helio_loopback_close (HelioLoopback *self);
/* Stays up for HELIO_LOOPBACK_LINGER by itself, or a second after the page was served, then closes. Keeps
 * @owner, whose handler goes on answering, alive till then. */
void helio_loopback_linger (HelioLoopback *self, GObject *owner);

G_END_DECLS
