// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One member of a JSON text, found without taking the text apart: what a filter over many payloads needs. Reads the
 * text once and at most up to the member, in constant stack, and never past its end; does not say whether the text is
 * valid (helio_json_check() does). Pure; any thread. */

#include "core/base/helio-json.h"

G_BEGIN_DECLS

typedef struct {
  HelioJsonType kind;
  /* A string without its quotes, escapes as they are; anything else as it is written. Points into the text. */
  const char *start;
  gsize length;
} HelioJsonSpan;

/**
 * helio_json_find:
 * @path: names of members, or numbers of elements, from the outside in; NULL-terminated; empty: the whole text
 *
 * Of members of the same name the first one counts. A text that was cut off has what stands before the cut.
 *
 * Returns: FALSE if it is not there, or what comes before it is no JSON.
 */
gboolean
helio_json_find (const char *text, gsize length, const char *const *path, HelioJsonSpan *span);

/* The text of a STRING with its escapes resolved (half a surrogate pair becomes U+FFFD), of anything else as written.
 * Appends to @text. */
void helio_json_span_read (const HelioJsonSpan *span, GString *text);
/* TRUE for a NUMBER, and for a STRING that is one: devices send both. */
gboolean helio_json_span_read_number (const HelioJsonSpan *span, double *value);

G_END_DECLS
