// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-find.h"

#include <math.h>
#include <string.h>

/* No number that a double tells apart is longer. */
#define NUMBER_MAX 64

static const char *
skip_space (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
    p++;
  return p;
}

/* @p is behind the opening quote. Returns the closing one, or NULL. */
static const char *
find_quote (const char *p, const char *end)
{
  while (p < end) {
    if (*p == '"')
      return p;
    p += *p == '\\' ? 2 : 1;
  }
  return NULL;
}

static const char *
skip_scalar (const char *p, const char *end)
{
  while (p < end && strchr (" \t\n\r,:]}[{\"", *p) == NULL)
    p++;
  return p;
}

/* Behind the value that begins at @p, or NULL if it does not end. */
static const char *
skip_value (const char *p, const char *end)
{
  gsize depth = 0;

  do {
    p = skip_space (p, end);
    if (p == end)
      return NULL;
    if (*p == '"') {
      p = find_quote (p + 1, end);
      if (p == NULL)
        return NULL;
      p++;
    } else if (*p == '{' || *p == '[') {
      depth++;
      p++;
    } else if (*p == '}' || *p == ']') {
      if (depth == 0)
        return NULL;
      depth--;
      p++;
    } else if (*p == ',' || *p == ':') {
      if (depth == 0)
        return NULL;
      p++;
    } else {
      const char *behind = skip_scalar (p, end);

      if (behind == p)
        return NULL; /* NUL */
      p = behind;
    }
  } while (depth > 0);
  return p;
}

static gboolean
key_is (const char *start, const char *close, const char *name)
{
  const gsize length = (gsize) (close - start);
  g_autoptr (GString) text = NULL;
  HelioJsonSpan span = {HELIO_JSON_STRING, start, length};

  if (memchr (start, '\\', length) == NULL)
    return strlen (name) == length && memcmp (start, name, length) == 0;
  text = g_string_new (NULL);
  helio_json_span_read (&span, text);
  return strcmp (text->str, name) == 0;
}

/* @p is behind the brace. Returns where the member's value begins, or NULL. */
static const char *
enter_object (const char *p, const char *end, const char *name)
{
  for (;;) {
    const char *start, *close;

    p = skip_space (p, end);
    if (p == end || *p != '"')
      return NULL;
    start = p + 1;
    close = find_quote (start, end);
    if (close == NULL)
      return NULL;
    p = skip_space (close + 1, end);
    if (p == end || *p != ':')
      return NULL;
    p = skip_space (p + 1, end);
    if (key_is (start, close, name))
      return p;
    p = skip_value (p, end);
    if (p == NULL)
      return NULL;
    p = skip_space (p, end);
    if (p == end || *p != ',')
      return NULL;
    p++;
  }
}

static const char *
enter_array (const char *p, const char *end, const char *number)
{
  guint64 left;

  if (!g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT32, &left, NULL))
    return NULL;
  for (;;) {
    p = skip_space (p, end);
    if (p == end || *p == ']')
      return NULL;
    if (left-- == 0)
      return p;
    p = skip_value (p, end);
    if (p == NULL)
      return NULL;
    p = skip_space (p, end);
    if (p == end || *p != ',')
      return NULL;
    p++;
  }
}

/* A number as JSON writes them, and nothing else that strtod() takes. */
static gboolean
read_number (const char *start, gsize length, double *value)
{
  char buffer[NUMBER_MAX + 1];
  char *behind;

  if (length == 0 || length > NUMBER_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (start[i]) && strchr ("+-.eE", start[i]) == NULL)
      return FALSE;
  if (start[0] != '-' && !g_ascii_isdigit (start[0]))
    return FALSE;
  memcpy (buffer, start, length);
  buffer[length] = '\0';
  *value = g_ascii_strtod (buffer, &behind);
  return *behind == '\0' && isfinite (*value);
}

static gboolean
describe_scalar (const char *p, const char *end, HelioJsonSpan *span)
{
  static const struct {
    const char *word;
    HelioJsonType kind;
  } words[] = {{"true", HELIO_JSON_BOOLEAN},
               {"false", HELIO_JSON_BOOLEAN},
               {"null", HELIO_JSON_NULL}};
  double number;

  span->start = p;
  span->length = (gsize) (skip_scalar (p, end) - p);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == span->length && memcmp (words[i].word, p, span->length) == 0) {
      span->kind = words[i].kind;
      return TRUE;
    }
  span->kind = HELIO_JSON_DOUBLE;
  if (!read_number (p, span->length, &number))
    return FALSE;
  if (memchr (p, '.', span->length) == NULL && memchr (p, 'e', span->length) == NULL &&
      memchr (p, 'E', span->length) == NULL)
    span->kind = HELIO_JSON_INTEGER;
  return TRUE;
}

static gboolean
describe (const char *p, const char *end, HelioJsonSpan *span)
{
  const char *close;

  if (p == end)
    return FALSE;
  switch (*p) {
    case '"':
      close = find_quote (p + 1, end);
      if (close == NULL)
        return FALSE;
      *span = (HelioJsonSpan){HELIO_JSON_STRING, p + 1, (gsize) (close - p) - 1};
      return TRUE;
    case '{':
    case '[':
      close = skip_value (p, end);
      if (close == NULL)
        return FALSE;
      *span =
          (HelioJsonSpan){*p == '{' ? HELIO_JSON_OBJECT : HELIO_JSON_ARRAY, p, (gsize) (close - p)};
      return TRUE;
    default:
      return describe_scalar (p, end, span);
  }
}

gboolean
helio_json_find (const char *text, gsize length, const char *const *path, HelioJsonSpan *span)
{
  const char *end = text + length;
  const char *p = skip_space (text, end);

  for (guint i = 0; path[i] != NULL; i++) {
    if (p == end)
      return FALSE;
    if (*p == '{')
      p = enter_object (p + 1, end, path[i]);
    else if (*p == '[')
      p = enter_array (p + 1, end, path[i]);
    else
      return FALSE;
    if (p == NULL)
      return FALSE;
  }
  return describe (p, end, span);
}

/* ── what was found ── */

static gboolean
read_hex (const char *p, const char *end, gunichar *value)
{
  *value = 0;
  if (end - p < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (p[i]);

    if (digit < 0)
      return FALSE;
    *value = *value << 4 | (gunichar) digit;
  }
  return TRUE;
}

/* @p is behind "\u". Returns behind what was read. */
static const char *
read_unicode (const char *p, const char *end, GString *text)
{
  gunichar high, low;

  if (!read_hex (p, end, &high)) {
    g_string_append_unichar (text, 0xFFFD);
    return p;
  }
  p += 4;
  if (high >= 0xD800 && high < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
      read_hex (p + 2, end, &low) && low >= 0xDC00 && low < 0xE000) {
    high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    p += 6;
  }
  /* NUL would end the text for everybody who reads it. */
  g_string_append_unichar (text, high == 0 || (high >= 0xD800 && high < 0xE000) ? 0xFFFD : high);
  return p;
}

void
helio_json_span_read (const HelioJsonSpan *span, GString *text)
{
  static const char escapes[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  const char *p = span->start, *end = p + span->length;

  if (span->kind != HELIO_JSON_STRING) {
    g_string_append_len (text, span->start, (gssize) span->length);
    return;
  }
  while (p < end) {
    const char *slash = memchr (p, '\\', (gsize) (end - p));
    const char *escape;

    g_string_append_len (text, p, (slash != NULL ? slash : end) - p);
    if (slash == NULL || slash + 1 >= end)
      return;
    p = slash + 2;
    escape = strchr (escapes, slash[1]);
    if (slash[1] == 'u')
      p = read_unicode (p, end, text);
    else if (slash[1] != '\0' && escape != NULL)
      g_string_append_c (text, meant[escape - escapes]);
  }
}

gboolean
helio_json_span_read_number (const HelioJsonSpan *span, double *value)
{
  return (span->kind == HELIO_JSON_INTEGER || span->kind == HELIO_JSON_DOUBLE ||
          span->kind == HELIO_JSON_STRING) &&
         read_number (span->start, span->length, value);
}