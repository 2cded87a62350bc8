// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later

/* Mosquitto's plugin of the sandbox: who may connect, until when, and what each may do, by a state file
 * that the sandbox renames into place. What the broker's own security plugin cannot: several valid
 * passwords for one username, each connection dropped when its own credential expires, %u and %c.
 *
 * Kicks happen in the tick only: inside another callback the broker goes on using the connection. */

#include "sandbox/broker-plugin/broker-state.h"

#include <mosquitto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#if __has_include(<mosquitto/broker_plugin.h>)
/* 2.1 moved them and warns of the old names. */
#include <mosquitto/broker.h>
#include <mosquitto/broker_plugin.h>
#else
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>
#endif

#define LOOK_INTERVAL INT64_C (5000) /* µs between two looks at the file in the tick */

/* The credential a client id logged in with last; a renewal replaces it. */
struct live {
  char *client_id;
  int64_t expires;
};

struct plugin {
  mosquitto_plugin_id_t *id;
  char *path;
  struct broker_state *state;
  struct stat seen;
  int64_t looked;
  uint64_t kicked;
  struct live *live;
  size_t n_live;
};

static int64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_REALTIME, &time);
  return (int64_t) time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void
look (struct plugin *self)
{
  struct stat info;
  struct broker_state *state;

  if (stat (self->path, &info) != 0)
    return;
  if (self->state != NULL && info.st_ino == self->seen.st_ino &&
      info.st_mtim.tv_sec == self->seen.st_mtim.tv_sec &&
      info.st_mtim.tv_nsec == self->seen.st_mtim.tv_nsec)
    return;
  state = broker_state_load (self->path);
  if (state == NULL) {
    mosquitto_log_printf (MOSQ_LOG_ERR, "sandbox-broker: the state file cannot be used");
    return;
  }
  broker_state_free (self->state);
  self->state = state;
  self->seen = info;
}

static void
forget (struct plugin *self, size_t index)
{
  free (self->live[index].client_id);
  self->live[index] = self->live[--self->n_live];
}

static void
remember (struct plugin *self, const char *client_id, int64_t expires)
{
  struct live *grown;
  char *copy;

  for (size_t i = 0; i < self->n_live; i++) {
    if (strcmp (self->live[i].client_id, client_id) == 0) {
      forget (self, i);
      break;
    }
  }
  if (expires == 0)
    return;
  copy = strdup (client_id);
  grown = realloc (self->live, (self->n_live + 1) * sizeof *grown);
  if (grown != NULL)
    self->live = grown;
  if (copy == NULL || grown == NULL) {
    free (copy);
    return;
  }
  self->live[self->n_live++] = (struct live){copy, expires};
}

static int
on_login (int event, void *event_data, void *user_data)
{
  struct mosquitto_evt_basic_auth *login = event_data;
  struct plugin *self = user_data;
  const char *client_id = mosquitto_client_id (login->client);
  int64_t time = now ();

  look (self);
  if (login->username == NULL || login->password == NULL || client_id == NULL)
    return MOSQ_ERR_AUTH;
  for (size_t i = 0; self->state != NULL && i < self->state->n_credentials; i++) {
    const struct broker_credential *credential = &self->state->credentials[i];

    if (strcmp (credential->username, login->username) == 0 &&
        strcmp (credential->password, login->password) == 0 &&
        (credential->expires == 0 || credential->expires > time)) {
      remember (self, client_id, credential->expires);
      return MOSQ_ERR_SUCCESS;
    }
  }
  return MOSQ_ERR_AUTH;
}

static int
on_acl (int event, void *event_data, void *user_data)
{
  struct mosquitto_evt_acl_check *check = event_data;
  struct plugin *self = user_data;
  const char *username = mosquitto_client_username (check->client);
  const char *client_id = mosquitto_client_id (check->client);

  if (check->access == MOSQ_ACL_UNSUBSCRIBE)
    return MOSQ_ERR_SUCCESS;
  if (self->state == NULL)
    return MOSQ_ERR_ACL_DENIED;
  if (check->access == MOSQ_ACL_SUBSCRIBE)
    return broker_state_may_subscribe (self->state, username, client_id, check->topic)
               ? MOSQ_ERR_SUCCESS
               : MOSQ_ERR_ACL_DENIED;
  if (check->access == MOSQ_ACL_READ)
    return broker_state_may_receive (self->state, username, client_id, check->topic)
               ? MOSQ_ERR_SUCCESS
               : MOSQ_ERR_ACL_DENIED;
  if (broker_state_may_publish (self->state, username, client_id, check->topic))
    return MOSQ_ERR_SUCCESS;
  /* Any other error than "denied" makes the broker close without a packet, as CloudSignal's does. */
  if (self->state->close_refused && mosquitto_client_protocol_version (check->client) < 5)
    return MOSQ_ERR_AUTH;
  return MOSQ_ERR_ACL_DENIED;
}

static void
kick (const struct broker_state *state, const struct broker_kick *order)
{
  size_t length = strlen (order->name);

  for (size_t i = 0; i < state->n_credentials; i++) {
    const char *username = state->credentials[i].username;
    bool same = strncmp (username, order->name, length) == 0 &&
                (username[length] == '\0' || username[length] == '@');
    bool all = strcmp (order->name, "*") == 0 && !broker_state_is_free (state, username);

    if (same || all)
      mosquitto_kick_client_by_username (username, order->with_will);
  }
}

static int
on_tick (int event, void *event_data, void *user_data)
{
  struct plugin *self = user_data;
  int64_t time = now ();

  if (time - self->looked >= LOOK_INTERVAL || time < self->looked) {
    self->looked = time;
    look (self);
  }
  for (size_t i = 0; self->state != NULL && i < self->state->n_kicks; i++) {
    const struct broker_kick *order = &self->state->kicks[i];

    if (order->number > self->kicked) {
      self->kicked = order->number;
      kick (self->state, order);
    }
  }
  for (size_t i = self->n_live; i-- > 0;) {
    if (self->live[i].expires <= time) {
      mosquitto_kick_client_by_clientid (self->live[i].client_id, false);
      forget (self, i);
    }
  }
  return MOSQ_ERR_SUCCESS;
}

int
mosquitto_plugin_version (int supported_version_count, const int *supported_versions)
{
  for (int i = 0; i < supported_version_count; i++)
    if (supported_versions[i] == 5)
      return 5;
  return -1;
}

int
mosquitto_plugin_init (mosquitto_plugin_id_t *identifier,
                       void **user_data,
                       struct mosquitto_opt *options,
                       int option_count)
{
  struct plugin *self = calloc (1, sizeof *self);

  if (self == NULL)
    return MOSQ_ERR_NOMEM;
  self->id = identifier;
  *user_data = self;
  for (int i = 0; i < option_count; i++)
    if (strcmp (options[i].key, "state") == 0 && self->path == NULL)
      self->path = strdup (options[i].value);
  if (self->path == NULL)
    return MOSQ_ERR_INVAL;
  look (self);
  if (self->state == NULL)
    return MOSQ_ERR_INVAL;
  /* What was asked of the broker before this one is done with. */
  for (size_t i = 0; i < self->state->n_kicks; i++)
    if (self->state->kicks[i].number > self->kicked)
      self->kicked = self->state->kicks[i].number;
  mosquitto_callback_register (identifier, MOSQ_EVT_BASIC_AUTH, on_login, NULL, self);
  mosquitto_callback_register (identifier, MOSQ_EVT_ACL_CHECK, on_acl, NULL, self);
  mosquitto_callback_register (identifier, MOSQ_EVT_TICK, on_tick, NULL, self);
  return MOSQ_ERR_SUCCESS;
}

int
mosquitto_plugin_cleanup (void *user_data, struct mosquitto_opt *options, int option_count)
{
  struct plugin *self = user_data;

  if (self == NULL)
    return MOSQ_ERR_SUCCESS;
  mosquitto_callback_unregister (self->id, MOSQ_EVT_BASIC_AUTH, on_login, NULL);
  mosquitto_callback_unregister (self->id, MOSQ_EVT_ACL_CHECK, on_acl, NULL);
  mosquitto_callback_unregister (self->id, MOSQ_EVT_TICK, on_tick, NULL);
  while (self->n_live > 0)
    forget (self, self->n_live - 1);
  free (self->live);
  free (self->path);
  broker_state_free (self->state);
  free (self);
  return MOSQ_ERR_SUCCESS;
}
