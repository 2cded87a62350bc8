// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The state file that the sandbox renames into place and the plugin reads: one entry a line, fields
 * apart by a space, every byte below 0x21, "%" and 0x7f written as %XX, the last line "end".
 *
 *   default allow|deny
 *   close-refused 0|1                    a refused publish of MQTT 3.1.1 closes the connection
 *   cred USERNAME PASSWORD EXPIRES       µs since the epoch, 0: never
 *   free USERNAME                        may do everything, is no target of "kick all"
 *   extra USERNAME FILTER
 *   rule USER-PATTERN TOPIC publish|subscribe|pubsub
 *   kick NUMBER NAME WILL                NUMBER rises; NAME: a username, a name before "@" or "*" */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct broker_credential {
  const char *username;
  const char *password;
  int64_t expires;
};

struct broker_pair {
  const char *first;
  const char *second;
};

struct broker_rule {
  const char *user;
  const char *topic;
  bool publish;
  bool subscribe;
};

struct broker_kick {
  uint64_t number;
  const char *name;
  bool with_will;
};

struct broker_state {
  char *text; /* everything below points into it */
  struct broker_credential *credentials;
  size_t n_credentials;
  struct broker_pair *extras;
  size_t n_extras;
  const char **free_users;
  size_t n_free_users;
  struct broker_rule *rules;
  size_t n_rules;
  struct broker_kick *kicks;
  size_t n_kicks;
  bool allow_by_default;
  bool close_refused;
};

/* NULL if @path cannot be read or is not complete. */
struct broker_state *broker_state_load (const char *path);
void broker_state_free (struct broker_state *state);

bool broker_state_is_free (const struct broker_state *state, const char *username);
bool broker_state_may_publish (const struct broker_state *state,
                               const char *username,
                               const char *client_id,
                               const char *topic);
bool broker_state_may_receive (const struct broker_state *state,
                               const char *username,
                               const char *client_id,
                               const char *topic);
bool broker_state_may_subscribe (const struct broker_state *state,
                                 const char *username,
                                 const char *client_id,
                                 const char *filter);
