// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-query-complete.h"

#include "core/base/helio-json.h"

#include <string.h>

#define MEMBER_DEPTH 3
#define MEMBER_JSON_DEPTH 32

/* ── members ── */

/* Others cannot be written as a word of a path. */
static gboolean
is_plain (const char *name)
{
  if (*name == '\0' || strlen (name) > 60)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-' && (guchar) *p < 0x80)
      return FALSE;
  return g_utf8_validate (name, -1, NULL);
}

static void
add_object (GHashTable *members, const HelioJson *object, const char *prefix, guint depth)
{
  g_auto (GStrv) names = helio_json_get_names (object);

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *path = NULL;
    g_autoptr (HelioJson) child = NULL;

    if (g_hash_table_size (members) >= HELIO_QUERY_MEMBERS_MAX)
      return;
    if (!is_plain (names[i]))
      continue;
    path = prefix != NULL ? g_strconcat (prefix, ".", names[i], NULL) : g_strdup (names[i]);
    child = helio_json_get (object, names[i]);
    if (helio_json_get_kind (child) == HELIO_JSON_OBJECT) {
      if (depth < MEMBER_DEPTH)
        add_object (members, child, path, depth + 1);
    } else if (helio_json_get_kind (child) != HELIO_JSON_ARRAY) {
      g_hash_table_add (members, g_steal_pointer (&path));
    }
  }
}

void
helio_query_add_members (GHashTable *members, GBytes *payload)
{
  gsize length;
  const char *text = g_bytes_get_data (payload, &length);
  g_autoptr (HelioJson) json = NULL;

  if (length < 2 || length > HELIO_QUERY_MEMBERS_PAYLOAD_MAX)
    return;
  json = helio_json_parse (text, length, HELIO_QUERY_MEMBERS_PAYLOAD_MAX, MEMBER_JSON_DEPTH, NULL);
  if (json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT)
    add_object (members, json, NULL, 1);
}

/* ── completion ── */

static const char *const fields[] = {
    "topic ~ ",
    "payload ~ ",
    "qos = ",
    "retained = ",
    "duplicate = ",
    "size > ",
    "type = ",
    "user.",
    "value > ",
    NULL,
};
static const char *const words[] = {"and ", "or ", "not ", NULL};
static const char *const qualities[] = {"0 ", "1 ", "2 ", NULL};
static const char *const truths[] = {"yes ", "no ", NULL};

static gboolean
is_sign (char c)
{
  return strchr ("<>=!~", c) != NULL;
}

/* Whether @cursor stands within quotes that are not closed before it. */
static gboolean
is_quoted (const char *text, gsize cursor)
{
  gboolean quoted = FALSE;

  for (gsize i = 0; i < cursor; i++)
    if (quoted && text[i] == '\\' && i + 1 < cursor)
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
  return quoted;
}

static gsize
find_word (const char *text, gsize cursor)
{
  while (cursor > 0 && !g_ascii_isspace (text[cursor - 1]) && !is_sign (text[cursor - 1]) &&
         text[cursor - 1] != '(' && text[cursor - 1] != '"')
    cursor--;
  return cursor;
}

/* The word before a sign before @start: what is compared. NULL: there is none. */
static char *
find_compared (const char *text, gsize start)
{
  gsize end = start, begin;

  while (end > 0 && g_ascii_isspace (text[end - 1]))
    end--;
  if (end == 0 || !is_sign (text[end - 1]))
    return NULL;
  while (end > 0 && is_sign (text[end - 1]))
    end--;
  while (end > 0 && g_ascii_isspace (text[end - 1]))
    end--;
  begin = find_word (text, end);
  return g_ascii_strdown (text + begin, (gssize) (end - begin));
}

typedef struct {
  GPtrArray *found;
  const char *word;
  gsize length;
  guint max;
} Search;

static void
offer (Search *search, const char *candidate)
{
  gsize length = strlen (candidate);

  while (length > 0 && candidate[length - 1] == ' ')
    length--;
  if (search->found->len >= search->max || length == search->length ||
      g_ascii_strncasecmp (candidate, search->word, search->length) != 0)
    return;
  g_ptr_array_add (search->found, g_strdup (candidate));
}

static void
offer_all (Search *search, const char *const *candidates)
{
  for (guint i = 0; candidates != NULL && candidates[i] != NULL; i++)
    offer (search, candidates[i]);
}

/* A member whose name means something else is asked for as "json.NAME". */
static void
offer_members (Search *search, const char *const *members)
{
  for (guint i = 0; members != NULL && members[i] != NULL; i++) {
    gboolean taken = g_str_has_prefix (members[i], "user.");
    g_autofree char *name = NULL;

    for (guint j = 0; fields[j] != NULL; j++) {
      gsize length = strcspn (fields[j], " .");

      taken |=
          strlen (members[i]) == length && g_ascii_strncasecmp (members[i], fields[j], length) == 0;
    }
    name = g_strconcat (taken ? "json." : "", members[i], " ", NULL);
    offer (search, name);
  }
}

GStrv
helio_query_complete (const char *text,
                      gsize cursor,
                      const char *const *members,
                      guint max,
                      gsize *start)
{
  Search search = {.found = g_ptr_array_new (), .max = max};
  g_autofree char *compared = NULL;

  cursor = MIN (cursor, strlen (text));
  *start = find_word (text, cursor);
  search.word = text + *start;
  search.length = cursor - *start;
  compared = find_compared (text, *start);
  if (is_quoted (text, cursor)) {
    /* Nothing: whatever one looks for. */
  } else if (compared != NULL) {
    offer_all (&search,
               g_str_equal (compared, "qos") ? qualities
               : g_str_equal (compared, "retained") || g_str_equal (compared, "duplicate") ? truths
                                                                                           : NULL);
  } else if (search.length > 0) {
    offer_members (&search, members);
    offer_all (&search, fields);
    if (*start > 0)
      offer_all (&search, words);
    else
      offer (&search, words[2]);
  }
  g_ptr_array_add (search.found, NULL);
  return (GStrv) g_ptr_array_free (search.found, FALSE);
}
