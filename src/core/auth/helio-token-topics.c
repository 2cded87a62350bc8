// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-topics.h"

#include "core/auth/helio-token-report.h"
#include "core/profile/helio-profile-private.h"

#include <string.h>

/* More are of no use to anybody, and a hostile token has room for tens of thousands. */
#define FILTERS_MAX 1000

static void
add_filter (HelioTokenTopics *self, const char *text)
{
  GPtrArray *list = helio_profile_check_filter (text) == NULL ? self->filters : self->invalid;

  if (list->len < FILTERS_MAX && !g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    g_ptr_array_add (list, g_strdup (text));
}

static void
add_list (HelioTokenTopics *self, HelioJson *list)
{
  guint n = MIN (helio_json_get_length (list), FILTERS_MAX);

  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);
    const char *text = helio_json_as_string (element);

    if (text != NULL)
      add_filter (self, text);
    else
      self->n_other++;
  }
}

/* {"subscribe": ["a/#"], "publish": ["b"]}: what may only be published to is nothing to subscribe. */
static void
add_members (HelioTokenTopics *self, HelioJson *object)
{
  static const char *const skipped[] = {"publish", "pub", "write", "deny", NULL};
  g_auto (GStrv) names = helio_json_get_names (object);

  for (guint i = 0; names[i] != NULL && i < FILTERS_MAX; i++) {
    g_autoptr (HelioJson) list = helio_json_get_array (object, names[i]);

    if (list != NULL && !g_strv_contains (skipped, names[i]))
      add_list (self, list);
  }
}

/* "http:" for "https:", a slash at the end, no namespace. */
static char *
find_misnamed (const HelioJson *payload)
{
  g_auto (GStrv) names = NULL;

  if (payload == NULL)
    return NULL;
  names = helio_json_get_names (payload);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *folded = g_ascii_strdown (names[i], -1);

    if (strstr (folded, "mqtt_topics") != NULL || strstr (folded, "mqtt-topics") != NULL ||
        strstr (folded, "mqtttopics") != NULL)
      return g_strdup (names[i]);
  }
  return NULL;
}

HelioTokenTopics *
helio_token_topics_read (const HelioJson *payload)
{
  HelioTokenTopics *self = g_new0 (HelioTokenTopics, 1);
  g_autoptr (HelioJson) value =
      payload != NULL ? helio_json_get (payload, HELIO_TOKEN_REPORT_TOPICS_CLAIM) : NULL;

  self->filters = g_ptr_array_new_with_free_func (g_free);
  self->invalid = g_ptr_array_new_with_free_func (g_free);
  if (value == NULL) {
    self->misnamed = find_misnamed (payload);
    return self;
  }
  self->raw = helio_json_to_text (value, FALSE);
  switch (helio_json_get_kind (value)) {
    case HELIO_JSON_ARRAY:
      self->kind = HELIO_TOPICS_LIST;
      add_list (self, value);
      break;
    case HELIO_JSON_STRING:
      self->kind = HELIO_TOPICS_TEXT;
      add_filter (self, helio_json_as_string (value));
      break;
    case HELIO_JSON_OBJECT:
      self->kind = HELIO_TOPICS_OBJECT;
      add_members (self, value);
      break;
    case HELIO_JSON_NULL:
    case HELIO_JSON_BOOLEAN:
    case HELIO_JSON_INTEGER:
    case HELIO_JSON_DOUBLE:
    default:
      self->kind = HELIO_TOPICS_OTHER;
  }
  return self;
}

void
helio_token_topics_free (HelioTokenTopics *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->filters);
  g_ptr_array_unref (self->invalid);
  g_free (self->raw);
  g_free (self->misnamed);
  g_free (self);
}
