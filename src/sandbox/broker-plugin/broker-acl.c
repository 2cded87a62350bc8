// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/broker-plugin/broker-acl.h"

#include <string.h>

/* MQTT strings are at most 65,535 bytes long. */
#define MAX_FILTER 65536

bool
broker_acl_user_matches (const char *pattern, const char *name)
{
  const char *star = NULL;
  const char *retry = NULL;

  while (*name != '\0') {
    if (*pattern == '%') {
      star = pattern++;
      retry = name;
    } else if (*pattern == *name) {
      pattern++;
      name++;
    } else if (star != NULL) {
      pattern = star + 1;
      name = ++retry;
    } else {
      return false;
    }
  }
  while (*pattern == '%')
    pattern++;
  return *pattern == '\0';
}

bool
broker_acl_name (const char *username, char *buffer, size_t size)
{
  size_t length = strcspn (username, "@");

  if (length >= size)
    return false;
  memcpy (buffer, username, length);
  buffer[length] = '\0';
  return true;
}

static bool
append (char *to, size_t *used, const char *text)
{
  size_t length = strlen (text);

  if (*used + length >= MAX_FILTER)
    return false;
  memcpy (to + *used, text, length);
  *used += length;
  to[*used] = '\0';
  return true;
}

static bool
resolve (const char *rule_topic, const char *name, const char *client_id, char *to)
{
  size_t used = 0;

  to[0] = '\0';
  for (const char *at = rule_topic; *at != '\0'; at++) {
    char one[2] = {*at, '\0'};
    const char *part = one;

    if (at[0] == '%' && (at[1] == 'u' || at[1] == 'c')) {
      part = at[1] == 'u' ? name : client_id;
      if (part == NULL || part[0] == '\0' || strpbrk (part, "+#/") != NULL)
        return false;
      at++;
    }
    if (!append (to, &used, part))
      return false;
  }
  return true;
}

/* Walks both level by level. @wanted may hold wildcards; a rule's "+" is one level whatever is wanted
 * there, its "#" is all that is left, the parent level included. */
static bool
holds (const char *rule, const char *wanted)
{
  if (wanted[0] == '$' && (rule[0] == '+' || rule[0] == '#'))
    return false;
  /* One name for the same topics: all that do not begin with "$". */
  if (strcmp (rule, "+/#") == 0)
    rule = "#";
  for (;;) {
    size_t rule_length = strcspn (rule, "/");
    size_t wanted_length = strcspn (wanted, "/");
    bool rule_last = rule[rule_length] == '\0';
    bool wanted_last = wanted[wanted_length] == '\0';
    bool any = rule_length == 1 && rule[0] == '+';

    if (rule_length == 1 && rule[0] == '#')
      return true;
    if (wanted_length == 1 && wanted[0] == '#')
      return false;
    if (!any && (rule_length != wanted_length || memcmp (rule, wanted, rule_length) != 0))
      return false;
    if (rule_last || wanted_last)
      return (rule_last && wanted_last) ||
             (wanted_last && rule[rule_length + 1] == '#' && rule[rule_length + 2] == '\0');
    rule += rule_length + 1;
    wanted += wanted_length + 1;
  }
}

bool
broker_acl_topic_holds (const char *rule_topic,
                        const char *name,
                        const char *client_id,
                        const char *topic)
{
  static _Thread_local char resolved[MAX_FILTER];

  return resolve (rule_topic, name, client_id, resolved) && holds (resolved, topic);
}

bool
broker_acl_topic_holds_filter (const char *rule_topic,
                               const char *name,
                               const char *client_id,
                               const char *filter)
{
  if (strncmp (filter, "$share/", 7) == 0) {
    const char *slash = strchr (filter + 7, '/');

    if (slash == NULL)
      return false;
    filter = slash + 1;
  }
  return broker_acl_topic_holds (rule_topic, name, client_id, filter);
}
