// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a payload is and how it can be shown, within limits (gtk-scale.md §4). Pure. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* Highlighting up to 128 KiB, text up to 1 MiB; longer ones are shown in part and say so. */
#define HELIO_PAYLOAD_HIGHLIGHT_MAX (128 * 1024)
#define HELIO_PAYLOAD_TEXT_MAX (1024 * 1024)
/* Lines longer than so many bytes are broken: a text view stands still for seconds over a long one. */
#define HELIO_PAYLOAD_LINE_MAX 2000

typedef enum {
  HELIO_PAYLOAD_EMPTY,
  HELIO_PAYLOAD_JSON, /* an object or array, at most HELIO_PAYLOAD_TEXT_MAX; a bare number is text */
  HELIO_PAYLOAD_XML,  /* well-formed, at most HELIO_PAYLOAD_TEXT_MAX */
  HELIO_PAYLOAD_TEXT, /* valid UTF-8, as far as one has looked */
  HELIO_PAYLOAD_BINARY,
} HelioPayloadKind;

/* Looks at no more than the first @max bytes: what is longer is not taken for JSON or XML. JSON of 1 MiB takes some 20
 * ms; on the main thread HELIO_PAYLOAD_HIGHLIGHT_MAX is a good @max. */
HelioPayloadKind helio_payload_detect (GBytes *payload, gsize max);
/* It begins like an object or array and is not too long for one. */
gboolean helio_payload_may_be_json (GBytes *payload);
/* It begins with a tag, a declaration or a comment and is not too long for XML. */
gboolean helio_payload_may_be_xml (GBytes *payload);
/* Text for a view: invalid UTF-8 and controls replaced, long lines folded, at most @max bytes from
 * @offset; @shown (nullable) gets how many payload bytes were used: less than @max where a character
 * would be cut, so that @offset + @shown is where the next part begins. Returns: (transfer full). */
char *helio_payload_to_text (GBytes *payload, gsize offset, gsize max, gsize *shown);
/* Indented, member order and number spelling kept, long strings folded; whole lines of at most @max bytes
 * together. @shown (nullable) gets how many payload bytes that took. NULL with an error if it is not JSON, deeper
 * than HELIO_JSON_DEPTH_PAYLOAD or longer than HELIO_PAYLOAD_TEXT_MAX. Returns: (transfer full). */
char *helio_payload_to_json (GBytes *payload, gsize max, gsize *shown, GError **error);
/* One element a line, indented; text, attributes, comments, CDATA and declarations kept as they are, entities not looked
 * up: nothing is read from elsewhere. As for helio_payload_to_json(), but that @shown may be short by a line. NULL if
 * it is not well-formed or deeper than HELIO_JSON_DEPTH_PAYLOAD. Returns: (transfer full) (nullable). */
char *helio_payload_to_xml (GBytes *payload, gsize max, gsize *shown);
/* "0000  7b 22 74 22 …  |{"t"…|" lines of @columns bytes (4, 8 or 16); addresses of 8 digits where the payload needs
 * them. Returns: (transfer full). */
char *helio_payload_to_hex (GBytes *payload, gsize offset, gsize max, guint columns, gsize *shown);
/* The most columns for which such lines are at most @chars long; 4 if none are. */
guint helio_payload_get_hex_columns (GBytes *payload, guint chars);
/* One printable line of at most @max_chars characters and "…"; of what is no text, hexadecimal digits.
 * Reads no more of the payload than that takes. Returns: (transfer full). */
char *helio_payload_preview (const guint8 *payload, gsize length, gsize max_chars);

G_END_DECLS
