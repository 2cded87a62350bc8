// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Replaces *@pointer by a copy of @value if they differ. Returns TRUE if it changed. */
gboolean helio_set_str (char **pointer, const char *value);

/* TRUE for 127.0.0.0/8, ::1 and the name localhost: where plain http, ws and mqtt need no consent. */
gboolean helio_host_is_loopback (const char *host);

/* "scheme://host:port" with the default port filled in, for binding secrets to a place; NULL if @uri is
 * no absolute hierarchical URI. Returns: (transfer full) (nullable). */
char *helio_uri_origin (const char *uri);

/* Text from outside made fit for a label: valid UTF-8, controls and bidi overrides shown as U+FFFD or a
 * space, at most @max_chars characters and then "…". Returns: (transfer full). */
char *helio_printable (const char *text, gssize length, gsize max_chars);

/* Two small hexadecimal digits for each byte. Returns: (transfer full). */
char *helio_hex (const guint8 *data, gsize length);

/* ISO 8601 with milliseconds in UTC; microseconds since the epoch. Returns: (transfer full). */
char *helio_format_time_utc (gint64 wall);

/* Writes @text to @path as a whole or not at all, for this user's eyes only (mode 0600), whatever the mode of the
 * file was that stood there. @durable: not before it is on the disk. Blocks: not for the main thread. */
gboolean helio_write_private (const char *path, const char *text, gboolean durable, GError **error);

/* A signal of @owner without arguments and without an answer, to be called when a class is made. Returns: its id. */
guint helio_signal_new (const char *name, GType owner);

/* ngettext with a context, which GLib lacks. The macro is what xgettext looks for (po/meson.build). */
#define NP_(context, singular, plural, n)                                                          \
  helio_plural (context "\004" singular, singular, plural, n)
const char *
helio_plural (const char *with_context, const char *singular, const char *plural, gulong n)
    G_GNUC_FORMAT (2) G_GNUC_FORMAT (3);

G_END_DECLS
