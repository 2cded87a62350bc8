// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Reading a file of ours out of JSON: where one stands as a JSON path ("$.broker.url"), and the first fault,
 * in words that name the path, what is expected there and what is there instead. */

#include "core/base/helio-json.h"

G_BEGIN_DECLS

typedef struct {
  GString *path;
  char *fault_path; /* (nullable) */
  GError *error;    /* (nullable): the first fault */
} HelioJsonReader;

void helio_json_reader_init (HelioJsonReader *self);
void helio_json_reader_clear (HelioJsonReader *self);

/* As helio_json_parse(), for a file: what is wrong with its grammar is HELIO_ERROR_INVALID_DATA, since a bad
 * answer is what others give. Returns: (transfer full). */
HelioJson *helio_json_parse_file (const char *text, gsize length, gsize max_size, GError **error);

/* Each returns what helio_json_reader_leave() takes to come back. */
gsize helio_json_reader_enter (HelioJsonReader *self, const char *name);
gsize helio_json_reader_enter_element (HelioJsonReader *self, guint index);
void helio_json_reader_leave (HelioJsonReader *self, gsize before);

/* @value: (nullable): what is there; NULL: nothing. @expected: translated, "a text". Always FALSE, so that a
 * caller can return it; the first fault stays, HELIO_ERROR_INVALID_DATA. */
gboolean
helio_json_reader_fail (HelioJsonReader *self, const HelioJson *value, const char *expected);
/* The same where the name of what is there is wrong, not its value. @expected: names that may stand there. */
gboolean helio_json_reader_fail_name (HelioJsonReader *self, const char *expected);
/* The same for a "version" that is not @known. @value: (nullable) */
gboolean helio_json_reader_fail_version (HelioJsonReader *self, const HelioJson *value, int known);
/* What a number, text, … is called in such a message. Returns: (transfer full). */
char *helio_json_reader_describe (const HelioJson *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioJsonReader, helio_json_reader_clear)

G_END_DECLS
