// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-find.h"
#include "core/store/helio-query.h"
#include "helio-fuzz-main.h"

#include <string.h>

/* A member of valid JSON is what the real parser says it is. */
static void
check_member (const char *text, size_t length, const char *name)
{
  const char *const path[] = {name, NULL};
  g_autoptr (HelioJson) json =
      helio_json_parse (text, length, HELIO_JSON_SIZE_FILE, HELIO_JSON_DEPTH_PAYLOAD, NULL);
  g_autoptr (GString) read = g_string_new (NULL);
  HelioJsonSpan span;
  const gboolean found = helio_json_find (text, length, path, &span);

  if (found)
    helio_json_span_read (&span, read);
  if (json == NULL || helio_json_get_kind (json) != HELIO_JSON_OBJECT)
    return;
  g_assert_cmpint (found, ==, helio_json_has (json, name));
  if (found && span.kind == HELIO_JSON_STRING)
    g_assert_cmpstr (read->str, ==, helio_json_get_string (json, name));
}

/* The first line is the query, the second the topic, the rest the payload. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_auto (GStrv) parts = g_strsplit (text, "\n", 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioQuery) query = NULL;
  HelioQueryMessage message = {0};
  HelioQueryAnswer answer;
  guint64 found = 0;
  gboolean matches;

  if (g_strv_length (parts) < 3)
    return 0;
  query = helio_query_parse (parts[0], NULL, &error);
  g_assert_true ((query == NULL) == (error != NULL));
  message.topic = parts[1];
  message.topic_length = strlen (parts[1]);
  message.payload = (const guint8 *) parts[2];
  message.payload_length = message.size = strlen (parts[2]);
  check_member (parts[2], message.size, "a");
  if (query == NULL) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  matches = helio_query_matches (query, &message);
  answer = helio_query_ask_topic (query, message.topic, message.topic_length);
  g_assert_true (answer == HELIO_QUERY_ASK || matches == (answer == HELIO_QUERY_YES));
  helio_query_search (query, message.payload, message.size, &found);
  message.found = &found;
  g_assert_cmpint (helio_query_matches (query, &message), ==, matches);
  return 0;
}
