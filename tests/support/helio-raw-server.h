// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A peer on loopback that does what no well-behaved HTTP server does: answers half, too much, or not at
 * all. One step a connection; the last step repeats. Default main context. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *answer; /* (nullable): written as it is when the request is there */
  gsize filler;       /* then so many bytes of "x" */
  gboolean hold;      /* then stays open */
  gboolean silent;    /* reads and never answers */
  gboolean drop;      /* closes when the request is there */
} HelioRawStep;

#define HELIO_TYPE_RAW_SERVER (helio_raw_server_get_type ())
G_DECLARE_FINAL_TYPE (HelioRawServer, helio_raw_server, HELIO, RAW_SERVER, GObject)

HelioRawServer *helio_raw_server_new (void);
void helio_raw_server_push (HelioRawServer *self, const HelioRawStep *step);
/* "http://127.0.0.1:PORT" and @path. Returns: (transfer full). */
char *helio_raw_server_get_uri (HelioRawServer *self, const char *path);
/* Everything that was read, of all connections. */
const char *helio_raw_server_get_requests (HelioRawServer *self);
guint helio_raw_server_get_connections (HelioRawServer *self);
/* Bytes that the peer took. */
gsize helio_raw_server_get_written (HelioRawServer *self);
/* Closes everything: connections that are open keep the server alive until then. */
void helio_raw_server_stop (HelioRawServer *self);

G_END_DECLS
