// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Writes bytes to a port of loopback and reads what comes back: a browser, or something that only says it is
 * one. Runs the default main context while it waits. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  int status;     /* 0: closed without an answer; -1: connection refused */
  char *text;     /* the whole answer */
  char *location; /* (nullable): of a redirect */
} HelioRawReply;
void helio_raw_reply_clear (HelioRawReply *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioRawReply, helio_raw_reply_clear)

/* Sends @bytes and reads up to the end of the stream. */
void helio_raw_send (HelioRawReply *reply, guint16 port, const char *bytes, gsize length);
void helio_raw_send_to (HelioRawReply *reply,
                        const char *host,
                        guint16 port,
                        const char *bytes,
                        gsize length);

/* A GET as a browser navigates, with more header lines, each with its CRLF. */
void helio_raw_get (HelioRawReply *reply, const char *uri, const char *headers);
/* The same and then the redirect that it answers, if any; @reply is of the last page. */
void helio_raw_browse (HelioRawReply *reply, const char *uri);

/* A connection that stays open. Returns: (transfer full). */
GSocketConnection *helio_raw_connect (guint16 port);
guint16 helio_raw_get_port (const char *uri);

G_END_DECLS
