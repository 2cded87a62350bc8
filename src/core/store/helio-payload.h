// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a payload is and how it can be shown, within limits (gtk-scale.md §4). Pure. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* Highlighting up to 128 KiB, text up to 1 MiB; longer ones are shown in part and say so. */
#define HELIO_PAYLOAD_HIGHLIGHT_MAX (128 * 1024)
#define HELIO_PAYLOAD_TEXT_MAX (1024 * 1024)

typedef enum {
  HELIO_PAYLOAD_EMPTY,
  HELIO_PAYLOAD_JSON,
  HELIO_PAYLOAD_TEXT, /* valid UTF-8 */
  HELIO_PAYLOAD_BINARY,
} HelioPayloadKind;

HelioPayloadKind helio_payload_detect (GBytes *payload);
/* Text for a view: invalid UTF-8 and controls replaced, long lines folded, at most @max bytes from
 * @offset; @shown gets how many payload bytes were used. Returns: (transfer full). */
char *helio_payload_to_text (GBytes *payload, gsize offset, gsize max, gsize *shown);
/* Indented, member order and number spelling kept; NULL with an error if it is not JSON, too deep or too
 * large. Returns: (transfer full). */
char *helio_payload_to_json (GBytes *payload, GError **error);
/* "00000000  7b 22 74 22 …  |{"t"…|" lines of 16. Returns: (transfer full). */
char *helio_payload_to_hex (GBytes *payload, gsize offset, gsize max, gsize *shown);
/* One printable line of at most @max_chars characters. Returns: (transfer full). */
char *helio_payload_preview (const guint8 *payload, gsize length, gsize max_chars);

G_END_DECLS
