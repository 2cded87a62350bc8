// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-topic.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* MQTT 5.0 §1.5.4: a UTF-8 string has a two-byte length. */
#define TOPIC_MAX 65535

static gboolean
validate_common (const char *topic, GError **error)
{
  gsize length = strlen (topic);

  if (length == 0)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("topic", "Write at least one character, such as site/3/temp."),
                            C_ ("topic", "The topic is empty."));
  if (length > TOPIC_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            C_ ("topic", "The topic is longer than %d bytes."),
                            TOPIC_MAX);
  if (!g_utf8_validate_len (topic, length, NULL))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            C_ ("topic", "The topic is not valid UTF-8."));
  return TRUE;
}

gboolean
helio_topic_validate_name (const char *topic, GError **error)
{
  if (!validate_common (topic, error))
    return FALSE;
  if (strpbrk (topic, "+#") != NULL)
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("topic", "Name the one topic to publish to."),
        C_ ("topic", "“+” and “#” are wildcards; only a subscription may have them."));
  return TRUE;
}

static gboolean
validate_levels (const char *filter, GError **error)
{
  const char *level = filter;

  for (;;) {
    gsize length = strcspn (level, "/");
    gboolean last = level[length] == '\0';

    if (memchr (level, '#', length) != NULL && (length != 1 || !last))
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_DATA,
                              C_ ("topic", "Write it like site/#."),
                              C_ ("topic", "“#” must be the whole last level."));
    if (memchr (level, '+', length) != NULL && length != 1)
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_DATA,
                              C_ ("topic", "Write it like site/+/temp."),
                              C_ ("topic", "“+” must be a whole level."));
    if (last)
      return TRUE;
    level += length + 1;
  }
}

gboolean
helio_topic_is_shared (const char *filter)
{
  return g_str_has_prefix (filter, "$share/");
}

gboolean
helio_topic_validate_filter (const char *filter, GError **error)
{
  if (!validate_common (filter, error))
    return FALSE;
  if (helio_topic_is_shared (filter)) {
    const char *group = filter + strlen ("$share/");
    gsize length = strcspn (group, "/");

    if (length == 0 || group[length] == '\0' || group[length + 1] == '\0' ||
        strcspn (group, "+#") < length)
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_DATA,
                              C_ ("topic", "Write it like $share/group/site/#."),
                              C_ ("topic", "This is no valid shared subscription."));
    filter = group + length + 1;
  }
  return validate_levels (filter, error);
}

const char *
helio_topic_strip_share (const char *filter)
{
  const char *slash;

  if (!helio_topic_is_shared (filter))
    return filter;
  slash = strchr (filter + strlen ("$share/"), '/');
  return slash != NULL ? slash + 1 : filter;
}

/* The next level of *@rest: its start and length; *@rest becomes NULL after the last. */
static const char *
next_level (const char **rest, gsize *length)
{
  const char *level = *rest;

  *length = strcspn (level, "/");
  *rest = level[*length] == '/' ? level + *length + 1 : NULL;
  return level;
}

static gboolean
is_wild (const char *level, gsize length, char wildcard)
{
  return length == 1 && level[0] == wildcard;
}

/* MQTT 5.0 §4.7.2: a leading wildcard does not match a topic that begins with "$". */
static gboolean
is_hidden_from (const char *filter, const char *topic)
{
  return topic[0] == '$' && (filter[0] == '+' || filter[0] == '#');
}

gboolean
helio_topic_matches (const char *filter, const char *topic)
{
  const char *f = helio_topic_strip_share (filter), *t = topic;

  if (is_hidden_from (f, topic))
    return FALSE;
  while (f != NULL) {
    gsize f_length, t_length;
    const char *f_level = next_level (&f, &f_length), *t_level;

    if (is_wild (f_level, f_length, '#'))
      return TRUE; /* the parent level too: t may be used up */
    if (t == NULL)
      return FALSE;
    t_level = next_level (&t, &t_length);
    if (!is_wild (f_level, f_length, '+') &&
        (f_length != t_length || memcmp (f_level, t_level, f_length) != 0))
      return FALSE;
  }
  return t == NULL;
}

gboolean
helio_topic_covers (const char *wide, const char *narrow)
{
  const char *w = helio_topic_strip_share (wide), *n = helio_topic_strip_share (narrow);

  if (is_hidden_from (w, n))
    return FALSE;
  /* Both mean every topic that does not begin with "$". */
  if (strcmp (w, "+/#") == 0 && strcmp (n, "#") == 0)
    return TRUE;
  while (w != NULL) {
    gsize w_length, n_length;
    const char *w_level = next_level (&w, &w_length), *n_level;

    if (is_wild (w_level, w_length, '#'))
      return TRUE;
    if (n == NULL)
      return FALSE;
    n_level = next_level (&n, &n_length);
    if (is_wild (n_level, n_length, '#'))
      return FALSE; /* only "#" covers "#" */
    if (is_wild (w_level, w_length, '+'))
      continue;
    if (w_length != n_length || memcmp (w_level, n_level, w_length) != 0)
      return FALSE;
  }
  return n == NULL;
}

gboolean
helio_topic_overlaps (const char *a, const char *b)
{
  const char *x = helio_topic_strip_share (a), *y = helio_topic_strip_share (b);

  if (is_hidden_from (x, y) || is_hidden_from (y, x))
    return FALSE;
  while (x != NULL && y != NULL) {
    gsize x_length, y_length;
    const char *x_level = next_level (&x, &x_length), *y_level = next_level (&y, &y_length);

    if (is_wild (x_level, x_length, '#') || is_wild (y_level, y_length, '#'))
      return TRUE;
    if (is_wild (x_level, x_length, '+') || is_wild (y_level, y_length, '+'))
      continue;
    if (x_length != y_length || memcmp (x_level, y_level, x_length) != 0)
      return FALSE;
  }
  /* "a" and "a/#" share the topic "a". */
  return (x == NULL && (y == NULL || strcmp (y, "#") == 0)) || (y == NULL && strcmp (x, "#") == 0);
}

static gboolean
append_value (GString *out, const char *value, char variable, GError **error)
{
  if (value != NULL && *value == '\0' && variable == 'u')
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("topic", "Write the topic without the variable."),
        /* Translators: %u stays as it is: it is what a topic has in place of a username. */
        C_ ("topic", "%%u stands for nothing: an anonymous connection has no username."));
  if (value == NULL || *value == '\0')
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("topic", "Connect first, or write the name itself."),
                            C_ ("topic", "%%%c is not known yet."),
                            variable);
  if (strpbrk (value, "+#/") != NULL)
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("topic", "Write the topic without the variable."),
        C_ ("topic",
            "“%s” cannot stand for %%%c: it contains +, # or /, which would make it "
            "another topic."),
        value,
        variable);
  g_string_append (out, value);
  return TRUE;
}

char *
helio_topic_substitute (const char *pattern,
                        const char *name,
                        const char *client_id,
                        GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = pattern; *p != '\0'; p++) {
    if (p[0] == '%' && (p[1] == 'u' || p[1] == 'c')) {
      if (!append_value (out, p[1] == 'u' ? name : client_id, p[1], error))
        return NULL;
      p++;
    } else
      g_string_append_c (out, *p);
  }
  return g_strdup (out->str);
}
