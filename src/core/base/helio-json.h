// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* JSON from outside and to outside. Every parse is bounded first: size, depth, UTF-8, strict grammar of
 * the structure, since json-glib 1.6 crashes on deep nesting (fixed in 1.10) and takes non-JSON. The
 * only user of json-glib. Values are reference-counted; one that came from a parse is never changed. */

#include <glib-object.h>

G_BEGIN_DECLS

/* Limits for answers of services, tokens and key sets; files of ours; payloads on view. */
#define HELIO_JSON_DEPTH_ANSWER 64
#define HELIO_JSON_DEPTH_PAYLOAD 512
#define HELIO_JSON_SIZE_ANSWER (256 * 1024)
#define HELIO_JSON_SIZE_FILE (4 * 1024 * 1024)

/* Of an object that is parsed. json-glib keeps names in a table by g_str_hash(), for which anybody can choose names
 * that all fall into one place: then time grows with the square of their number. */
#define HELIO_JSON_MEMBERS_MAX 10000
#define HELIO_JSON_SAME_HASH_MAX 16

typedef enum {
  HELIO_JSON_NULL,
  HELIO_JSON_BOOLEAN,
  HELIO_JSON_INTEGER,
  HELIO_JSON_DOUBLE,
  HELIO_JSON_STRING,
  HELIO_JSON_ARRAY,
  HELIO_JSON_OBJECT,
} HelioJsonType;

typedef struct _HelioJson HelioJson;
#define HELIO_TYPE_JSON (helio_json_get_type ())
GType helio_json_get_type (void);

HelioJson *helio_json_ref (HelioJson *self);
void helio_json_unref (HelioJson *self);

/**
 * helio_json_check:
 * @text: the bytes, not necessarily NUL-terminated
 *
 * Looks only: valid UTF-8, RFC 8259 grammar, @max_size bytes, @max_depth levels, no name twice in an object,
 * no escaped NUL and no half surrogate pair, numbers that a double can hold. In constant stack.
 * Returns: FALSE with HELIO_ERROR_BAD_ANSWER (with line and column) or HELIO_ERROR_TOO_LARGE.
 */
gboolean
helio_json_check (const char *text, gsize length, gsize max_size, guint max_depth, GError **error);

/* helio_json_check(), then parses; HELIO_ERROR_TOO_LARGE also of an object with more than HELIO_JSON_MEMBERS_MAX members,
 * or HELIO_JSON_SAME_HASH_MAX names with the same hash. Whole numbers beyond 64 bits become doubles.
 * Returns: (transfer full). */
HelioJson *
helio_json_parse (const char *text, gsize length, gsize max_size, guint max_depth, GError **error);

/* The same for what a service answered: the texts of members that are secrets by their name (tokens, passwords, keys) are
 * kept apart, in memory that is wiped when the last value of the answer is freed, and nowhere else. Names written
 * with escapes are not seen. */
HelioJson *helio_json_parse_secrets (const char *text,
                                     gsize length,
                                     gsize max_size,
                                     guint max_depth,
                                     GError **error);

HelioJsonType helio_json_get_kind (const HelioJson *self);

/* Objects. (nullable) where the member is absent or of another type; null counts as absent. */
gboolean helio_json_has (const HelioJson *self, const char *name);
/* (transfer full) (nullable): the member of whatever type, JSON null included. */
HelioJson *helio_json_get (const HelioJson *self, const char *name);
HelioJson *helio_json_get_object (const HelioJson *self, const char *name);
HelioJson *helio_json_get_array (const HelioJson *self, const char *name);
/* (transfer none): lives as long as the value. */
const char *helio_json_get_string (const HelioJson *self, const char *name);
gboolean helio_json_get_boolean (const HelioJson *self, const char *name, gboolean fallback);
/* TRUE and the number if the member is a number (a double is accepted if it is whole and within ±2⁵³). */
gboolean helio_json_get_integer (const HelioJson *self, const char *name, gint64 *value);
gboolean helio_json_get_double (const HelioJson *self, const char *name, double *value);
/* Member names in their order. Returns: (transfer full) (array zero-terminated=1). */
GStrv helio_json_get_names (const HelioJson *self);

/* Arrays and scalars. */
guint helio_json_get_length (const HelioJson *self);
/* Returns: (transfer full). @index must be below the length. */
HelioJson *helio_json_get_element (const HelioJson *self, guint index);
const char *helio_json_as_string (const HelioJson *self);
gboolean helio_json_as_integer (const HelioJson *self, gint64 *value);
gboolean helio_json_as_double (const HelioJson *self, double *value);
gboolean helio_json_as_boolean (const HelioJson *self);

/* Building. A setter on a name that is there replaces its value in place. NULL text becomes null. */
HelioJson *helio_json_new_object (void);
HelioJson *helio_json_new_array (void);
HelioJson *helio_json_new_string (const char *value);
HelioJson *helio_json_new_integer (gint64 value);
HelioJson *helio_json_new_double (double value);
HelioJson *helio_json_new_boolean (gboolean value);
HelioJson *helio_json_new_null (void);
void helio_json_set (HelioJson *self, const char *name, HelioJson *value_taken);
void helio_json_set_string (HelioJson *self, const char *name, const char *value);
void helio_json_set_integer (HelioJson *self, const char *name, gint64 value);
void helio_json_set_double (HelioJson *self, const char *name, double value);
void helio_json_set_boolean (HelioJson *self, const char *name, gboolean value);
void helio_json_set_null (HelioJson *self, const char *name);
void helio_json_remove (HelioJson *self, const char *name);
void helio_json_append (HelioJson *self, HelioJson *value_taken);
/* A deep copy that may be changed. Returns: (transfer full). */
HelioJson *helio_json_copy (const HelioJson *self);

/* Returns: (transfer full): one line, or indented by two spaces with @pretty; non-ASCII as is, doubles in the
 * shortest form that reads the same. */
char *helio_json_to_text (const HelioJson *self, gboolean pretty);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioJson, helio_json_unref)

G_END_DECLS
