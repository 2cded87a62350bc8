// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-find.h"
#include "core/mqtt/helio-properties.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-query-private.h"

#include <string.h>

#define PROPERTY_CONTENT_TYPE 0x03
#define PROPERTY_USER 0x26

void
helio_term_free (HelioTerm *self)
{
  if (self == NULL)
    return;
  helio_term_free (self->a);
  helio_term_free (self->b);
  g_clear_pointer (&self->needle, helio_needle_free);
  g_free (self->text);
  g_free (self->name);
  g_strfreev (self->path);
  g_free (self);
}

void
helio_query_free (HelioQuery *self)
{
  if (self == NULL)
    return;
  helio_term_free (self->root);
  g_free (self);
}

gboolean
helio_query_is_empty (const HelioQuery *self)
{
  return self->root == NULL;
}

guint
helio_query_get_n_terms (const HelioQuery *self)
{
  return self->n_terms;
}

/* ── comparing ── */

static gboolean
holds (HelioCompare compare, int order)
{
  switch (compare) {
    case HELIO_COMPARE_EQUAL:
      return order == 0;
    case HELIO_COMPARE_UNEQUAL:
      return order != 0;
    case HELIO_COMPARE_LESS:
      return order < 0;
    case HELIO_COMPARE_AT_MOST:
      return order <= 0;
    case HELIO_COMPARE_MORE:
      return order > 0;
    case HELIO_COMPARE_AT_LEAST:
      return order >= 0;
    case HELIO_COMPARE_CONTAINS:
    default:
      return FALSE;
  }
}

static gboolean
compare_number (const HelioTerm *term, double value)
{
  return term->is_number &&
         holds (term->compare, value < term->value ? -1 : (value > term->value ? 1 : 0));
}

static gboolean
compare_text (const HelioTerm *term, const char *data, gsize length)
{
  const gsize wanted = strlen (term->text), common = MIN (length, wanted);
  int order;

  switch (term->compare) {
    case HELIO_COMPARE_CONTAINS:
      return helio_needle_find (term->needle, (const guint8 *) data, length);
    case HELIO_COMPARE_EQUAL:
      return helio_needle_equals (term->needle, (const guint8 *) data, length);
    case HELIO_COMPARE_UNEQUAL:
      return !helio_needle_equals (term->needle, (const guint8 *) data, length);
    case HELIO_COMPARE_LESS:
    case HELIO_COMPARE_AT_MOST:
    case HELIO_COMPARE_MORE:
    case HELIO_COMPARE_AT_LEAST:
    default:
      order = common > 0 ? memcmp (data, term->text, common) : 0;
      return holds (term->compare, order != 0 ? order : (length > wanted) - (length < wanted));
  }
}

/* A number if it is one and a number is asked for, else the text. */
static gboolean
compare_span (const HelioTerm *term, const HelioJsonSpan *span)
{
  g_autoptr (GString) text = NULL;
  double value;

  if (term->compare != HELIO_COMPARE_CONTAINS && term->is_number &&
      helio_json_span_read_number (span, &value))
    return compare_number (term, value);
  if (span->kind != HELIO_JSON_STRING || memchr (span->start, '\\', span->length) == NULL)
    return compare_text (term, span->start, span->length);
  text = g_string_sized_new (span->length);
  helio_json_span_read (span, text);
  return compare_text (term, text->str, text->len);
}

static gboolean
compare_property (const HelioTerm *term, const HelioQueryMessage *message)
{
  g_autoptr (GPtrArray) properties = NULL;

  if (message->properties_length == 0)
    return FALSE;
  properties = helio_properties_decode (message->properties, message->properties_length, NULL);
  for (guint i = 0; properties != NULL && i < properties->len; i++) {
    const HelioProperty *property = g_ptr_array_index (properties, i);
    HelioJsonSpan span = {HELIO_JSON_STRING, property->value, 0};
    double value;

    if (term->field == HELIO_FIELD_CONTENT_TYPE
            ? property->id != PROPERTY_CONTENT_TYPE
            : (property->id != PROPERTY_USER || strcmp (property->key, term->name) != 0))
      continue;
    span.length = strlen (property->value);
    if (term->compare != HELIO_COMPARE_CONTAINS && term->is_number &&
        helio_json_span_read_number (&span, &value)) {
      if (compare_number (term, value))
        return TRUE;
    } else if (compare_text (term, property->value, span.length))
      return TRUE;
  }
  return FALSE;
}

static gboolean
compare_payload (const HelioTerm *term, const HelioQueryMessage *message)
{
  HelioJsonSpan span = {HELIO_JSON_STRING,
                        (const char *) message->payload,
                        message->payload_length};
  double value;

  if (term->compare == HELIO_COMPARE_CONTAINS && message->found != NULL)
    return (*message->found >> term->number & 1) != 0;
  if (term->compare != HELIO_COMPARE_CONTAINS && term->is_number &&
      helio_json_span_read_number (&span, &value))
    return compare_number (term, value);
  return compare_text (term, span.start, span.length);
}

static gboolean
compare_json (const HelioTerm *term, const HelioQueryMessage *message)
{
  static const char *const nothing[] = {NULL};
  const char *text = (const char *) message->payload;
  HelioJsonSpan span;

  if (helio_json_find (text, message->payload_length, (const char *const *) term->path, &span))
    return compare_span (term, &span);
  if (term->field != HELIO_FIELD_VALUE ||
      !helio_json_find (text, message->payload_length, nothing, &span) ||
      span.kind == HELIO_JSON_OBJECT || span.kind == HELIO_JSON_ARRAY)
    return FALSE;
  return compare_span (term, &span);
}

static gboolean
compare_field (const HelioTerm *term, const HelioQueryMessage *message)
{
  switch (term->field) {
    case HELIO_FIELD_PAYLOAD:
      return compare_payload (term, message);
    case HELIO_FIELD_QOS:
      return compare_number (term, message->qos);
    case HELIO_FIELD_RETAINED:
      return compare_number (term, message->retained);
    case HELIO_FIELD_DUPLICATE:
      return compare_number (term, message->duplicate);
    case HELIO_FIELD_SIZE:
      return compare_number (term, (double) message->size);
    case HELIO_FIELD_CONTENT_TYPE:
    case HELIO_FIELD_USER_PROPERTY:
      return compare_property (term, message);
    case HELIO_FIELD_VALUE:
    case HELIO_FIELD_JSON:
      return compare_json (term, message);
    case HELIO_FIELD_TOPIC:
    default:
      return compare_text (term, message->topic, message->topic_length);
  }
}

/* ── walking ── */

static gboolean
find_text (const HelioTerm *term, const HelioQueryMessage *message)
{
  if (message->found != NULL)
    return (*message->found >> term->number & 1) != 0;
  return helio_needle_find (term->needle, message->payload, message->payload_length);
}

/* What is known with the topic alone where @whole is FALSE. */
static HelioQueryAnswer
ask (const HelioTerm *term, const HelioQueryMessage *message, gboolean whole)
{
  HelioQueryAnswer a, b;

  switch (term->kind) {
    case HELIO_TERM_AND:
    case HELIO_TERM_OR: {
      const HelioQueryAnswer decides =
          term->kind == HELIO_TERM_AND ? HELIO_QUERY_NO : HELIO_QUERY_YES;

      a = ask (term->a, message, whole);
      if (a == decides)
        return a;
      b = ask (term->b, message, whole);
      return b == decides || a != HELIO_QUERY_ASK ? b : a;
    }
    case HELIO_TERM_NOT:
      a = ask (term->a, message, whole);
      return a == HELIO_QUERY_ASK ? a : (a == HELIO_QUERY_YES ? HELIO_QUERY_NO : HELIO_QUERY_YES);
    case HELIO_TERM_TEXT:
      if (helio_needle_find (term->needle, (const guint8 *) message->topic, message->topic_length))
        return HELIO_QUERY_YES;
      if (!whole)
        return HELIO_QUERY_ASK;
      return find_text (term, message) ? HELIO_QUERY_YES : HELIO_QUERY_NO;
    case HELIO_TERM_FILTER:
      return helio_topic_matches (term->text, message->topic) ? HELIO_QUERY_YES : HELIO_QUERY_NO;
    case HELIO_TERM_FIELD:
    default:
      if (!whole && term->field != HELIO_FIELD_TOPIC)
        return HELIO_QUERY_ASK;
      return compare_field (term, message) ? HELIO_QUERY_YES : HELIO_QUERY_NO;
  }
}

HelioQueryAnswer
helio_query_ask_topic (const HelioQuery *self, const char *topic, gsize length)
{
  const HelioQueryMessage message = {.topic = topic, .topic_length = length};

  return self->root == NULL ? HELIO_QUERY_YES : ask (self->root, &message, FALSE);
}

gboolean
helio_query_matches (const HelioQuery *self, const HelioQueryMessage *message)
{
  return self->root == NULL || ask (self->root, message, TRUE) == HELIO_QUERY_YES;
}

static void
search (const HelioTerm *term, const guint8 *data, gsize length, guint64 *found)
{
  if (term == NULL)
    return;
  search (term->a, data, length, found);
  search (term->b, data, length, found);
  if (term->kind != HELIO_TERM_TEXT &&
      !(term->kind == HELIO_TERM_FIELD && term->field == HELIO_FIELD_PAYLOAD &&
        term->compare == HELIO_COMPARE_CONTAINS))
    return;
  if ((*found >> term->number & 1) == 0 && helio_needle_find (term->needle, data, length))
    *found |= G_GUINT64_CONSTANT (1) << term->number;
}

void
helio_query_search (const HelioQuery *self, const guint8 *data, gsize length, guint64 *found)
{
  search (self->root, data, length, found);
}
