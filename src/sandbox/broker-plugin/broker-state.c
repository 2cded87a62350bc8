// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/broker-plugin/broker-state.h"

#include "sandbox/broker-plugin/broker-acl.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE (64 * 1024 * 1024)
#define MAX_FIELDS 4
#define MAX_NAME 1024

/* Room for one more: grows at powers of two. */
static void *
grow (void *array, size_t count, size_t size)
{
  if (count != 0 && (count & (count - 1)) != 0)
    return array;
  return realloc (array, (count == 0 ? 1 : count * 2) * size);
}

#define ADD(array, count, ...)                                                                     \
  do {                                                                                             \
    void *grown = grow (array, count, sizeof *(array));                                            \
    if (grown == NULL)                                                                             \
      return false;                                                                                \
    array = grown;                                                                                 \
    (array)[(count)++] = __VA_ARGS__;                                                              \
  } while (0)

static int
hex (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'A' && digit <= 'F')
    return digit - 'A' + 10;
  return -1;
}

static bool
unescape (char *field)
{
  char *to = field;

  for (const char *at = field; *at != '\0'; at++) {
    if (*at == '%') {
      int high = hex (at[1]);
      int low = high < 0 ? -1 : hex (at[2]);

      if (low < 0)
        return false;
      *to++ = (char) (high * 16 + low);
      at += 2;
    } else {
      *to++ = *at;
    }
  }
  *to = '\0';
  return true;
}

static int
split (char *line, char *fields[MAX_FIELDS])
{
  int count = 0;

  while (count < MAX_FIELDS) {
    char *space = strchr (line, ' ');

    fields[count++] = line;
    if (space == NULL)
      break;
    *space = '\0';
    line = space + 1;
  }
  for (int i = 0; i < count; i++)
    if (!unescape (fields[i]))
      return 0;
  return count;
}

static bool
take_line (struct broker_state *state, char *line)
{
  char *field[MAX_FIELDS];
  int count = split (line, field);

  if (count == 2 && strcmp (field[0], "default") == 0)
    state->allow_by_default = strcmp (field[1], "allow") == 0;
  else if (count == 2 && strcmp (field[0], "close-refused") == 0)
    state->close_refused = strcmp (field[1], "1") == 0;
  else if (count == 4 && strcmp (field[0], "cred") == 0)
    ADD (state->credentials,
         state->n_credentials,
         (struct broker_credential){field[1], field[2], strtoll (field[3], NULL, 10)});
  else if (count == 2 && strcmp (field[0], "free") == 0)
    ADD (state->free_users, state->n_free_users, field[1]);
  else if (count == 3 && strcmp (field[0], "extra") == 0)
    ADD (state->extras, state->n_extras, (struct broker_pair){field[1], field[2]});
  else if (count == 4 && strcmp (field[0], "rule") == 0)
    ADD (state->rules,
         state->n_rules,
         (struct broker_rule){field[1],
                              field[2],
                              strcmp (field[3], "subscribe") != 0,
                              strcmp (field[3], "publish") != 0});
  else if (count == 4 && strcmp (field[0], "kick") == 0)
    ADD (state->kicks,
         state->n_kicks,
         (struct broker_kick){strtoull (field[1], NULL, 10), field[2], field[3][0] == '1'});
  else
    return false;
  return true;
}

static char *
read_file (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  char *text = NULL;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &info) == 0 && info.st_size >= 0 && info.st_size <= MAX_FILE)
    text = malloc ((size_t) info.st_size + 1);
  if (text != NULL) {
    size_t used = 0;
    ssize_t got = 1;

    while (used < (size_t) info.st_size &&
           (got = read (fd, text + used, (size_t) info.st_size - used)) > 0)
      used += (size_t) got;
    text[used] = '\0';
  }
  close (fd);
  return text;
}

struct broker_state *
broker_state_load (const char *path)
{
  struct broker_state *state = calloc (1, sizeof *state);
  char *line;

  if (state == NULL)
    return NULL;
  state->text = line = read_file (path);
  while (line != NULL) {
    char *end = strchr (line, '\n');

    if (end == NULL)
      break;
    *end = '\0';
    if (strcmp (line, "end") == 0)
      return state;
    if (!take_line (state, line))
      break;
    line = end + 1;
  }
  broker_state_free (state);
  return NULL;
}

void
broker_state_free (struct broker_state *state)
{
  if (state == NULL)
    return;
  free (state->text);
  free (state->credentials);
  free (state->extras);
  free (state->free_users);
  free (state->rules);
  free (state->kicks);
  free (state);
}

bool
broker_state_is_free (const struct broker_state *state, const char *username)
{
  for (size_t i = 0; i < state->n_free_users; i++)
    if (strcmp (state->free_users[i], username) == 0)
      return true;
  return false;
}

typedef bool (*holds_func) (const char *, const char *, const char *, const char *);

static bool
decide (const struct broker_state *state,
        const char *username,
        const char *client_id,
        const char *topic,
        bool publish,
        holds_func holds)
{
  char name[MAX_NAME];

  if (username == NULL || !broker_acl_name (username, name, sizeof name))
    return false;
  if (broker_state_is_free (state, username))
    return true;
  for (size_t i = 0; i < state->n_rules; i++) {
    const struct broker_rule *rule = &state->rules[i];

    if ((publish ? rule->publish : rule->subscribe) && broker_acl_user_matches (rule->user, name) &&
        holds (rule->topic, name, client_id, topic))
      return true;
  }
  for (size_t i = 0; !publish && i < state->n_extras; i++)
    if (strcmp (state->extras[i].first, username) == 0 &&
        holds (state->extras[i].second, name, client_id, topic))
      return true;
  return state->allow_by_default;
}

bool
broker_state_may_publish (const struct broker_state *state,
                          const char *username,
                          const char *client_id,
                          const char *topic)
{
  return decide (state, username, client_id, topic, true, broker_acl_topic_holds);
}

bool
broker_state_may_receive (const struct broker_state *state,
                          const char *username,
                          const char *client_id,
                          const char *topic)
{
  return decide (state, username, client_id, topic, false, broker_acl_topic_holds);
}

bool
broker_state_may_subscribe (const struct broker_state *state,
                            const char *username,
                            const char *client_id,
                            const char *filter)
{
  return decide (state, username, client_id, filter, false, broker_acl_topic_holds_filter);
}
