// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a filter entry's text means. Immutable. design.md §9
 *
 *     alarm                       in topic or payload, whatever its case
 *     "two words"                 the same with blanks, or with what has a meaning otherwise
 *     site/+/temp                 a topic filter of MQTT
 *     temp > 30                   a member of a JSON payload; deeper ones as a.b or list.0.x
 *     value < 5                   a payload that is a number, or its member of that name
 *     topic ~ line                contains; = != < <= > >= compare
 *     payload ~ err, qos = 2, retained = yes, duplicate = no, size > 10k, type = text/plain, user.unit = C
 *     json.size > 3               a member whose name means something else here
 *     a b, a and b, a or b, not a, ( )
 *
 * Numbers are compared as numbers, also where a device sent them as text; other values as text, for = and != whatever
 * their case. What is not there compares with nothing: "state != ok" wants a state. */

#include <glib.h>

G_BEGIN_DECLS

#define HELIO_QUERY_LENGTH_MAX 4096
#define HELIO_QUERY_TERMS_MAX 64
#define HELIO_QUERY_DEPTH_MAX 32

typedef struct _HelioQuery HelioQuery;

/**
 * helio_query_parse:
 * @text: (nullable): NULL or nothing but blanks matches everything
 * @column: (nullable) (out): where it is wrong, in characters from 1
 *
 * Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA that names the column and what is expected there, or
 * HELIO_ERROR_TOO_LARGE.
 */
HelioQuery *helio_query_parse (const char *text, guint *column, GError **error);
void helio_query_free (HelioQuery *self);

/**
 * helio_query_narrow:
 * @text: (nullable): a query as typed
 * @condition: another one, without "or" outside brackets
 *
 * What lets through only what both do, as a person would write it on: “a and b”, with brackets around an “or”. Nothing
 * changes where @text ends with @condition already.
 *
 * Returns: (transfer full): NULL with the errors of helio_query_parse() about @text or about what became of it, or
 * HELIO_ERROR_INVALID_DATA where brackets around @text would mean something else.
 */
char *helio_query_narrow (const char *text, const char *condition, GError **error);

gboolean helio_query_is_empty (const HelioQuery *self);
/* How many conditions there are: how often a payload is gone through at most. */
guint helio_query_get_n_terms (const HelioQuery *self);

typedef enum {
  HELIO_QUERY_NO,
  HELIO_QUERY_YES,
  HELIO_QUERY_ASK, /* the message itself has to be looked at */
} HelioQueryAnswer;

/* What can be said of every message of a topic. */
HelioQueryAnswer helio_query_ask_topic (const HelioQuery *self, const char *topic, gsize length);

typedef struct {
  const char *topic; /* NUL-terminated */
  gsize topic_length;
  const guint8 *payload; /* the part of it that is at hand, from its start */
  gsize payload_length;
  gsize size;               /* of the whole payload */
  const guint8 *properties; /* as on the wire; (nullable) */
  gsize properties_length;
  guint8 qos;
  gboolean retained, duplicate;
  /* (nullable): texts were looked for in the payload with helio_query_search() before, and these were found. */
  const guint64 *found;
} HelioQueryMessage;

gboolean helio_query_matches (const HelioQuery *self, const HelioQueryMessage *message);
/* Looks for the query's texts in a piece of a payload that is too large for one go; @found: from 0, adds up. */
void helio_query_search (const HelioQuery *self, const guint8 *data, gsize length, guint64 *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioQuery, helio_query_free)

G_END_DECLS
