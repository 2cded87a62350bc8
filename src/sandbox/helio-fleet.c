// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-fleet.h"

#include "core/crypto/helio-random.h"
#include "sandbox/helio-fleet-plant.h"

#include <glib-unix.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#define TICK_MS 20
#define AGAIN_MS 500
#define KEEP_ALIVE 30
#define SEED 20260101
/* After a pause (a stopped broker, a sleeping machine) no more than this is made up for. */
#define BEHIND_MAX (0.25)

/* A thread of its own: libmosquitto writes where it publishes, and a full socket must not stop the sandbox. */
struct _HelioFleet {
  char *unix_path;
  char *username;
  HelioSecret *password;
  double rate;
  HelioPlant *plant;

  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;

  /* the thread's */
  struct mosquitto *client;
  GSource *socket;
  GIOCondition watched;
  GSource *timer;
  gboolean online;
  guint retained; /* how many were sent on this connection */
  double due;
  gint64 last;
};

static gboolean on_tick (gpointer user_data);
static gboolean on_again (gpointer user_data);

static void
drop_source (GSource **slot)
{
  if (*slot == NULL)
    return;
  g_source_destroy (*slot);
  g_clear_pointer (slot, g_source_unref);
}

static void
set_timer (HelioFleet *self, guint ms, GSourceFunc func)
{
  drop_source (&self->timer);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, self->context);
}

static void
lost (HelioFleet *self)
{
  self->online = FALSE;
  drop_source (&self->socket);
  set_timer (self, AGAIN_MS, on_again);
}

static gboolean on_socket (gint fd, GIOCondition condition, gpointer user_data);

/* Asks for writability only while something waits to be written. */
static void
watch (HelioFleet *self)
{
  int fd = mosquitto_socket (self->client);
  GIOCondition wanted = G_IO_IN | (mosquitto_want_write (self->client) ? G_IO_OUT : 0);

  if (fd < 0) {
    lost (self);
    return;
  }
  if (self->socket != NULL && self->watched == wanted)
    return;
  drop_source (&self->socket);
  self->watched = wanted;
  self->socket = g_unix_fd_source_new (fd, wanted);
  g_source_set_callback (self->socket, G_SOURCE_FUNC (on_socket), self, NULL);
  g_source_attach (self->socket, self->context);
}

static gboolean
on_socket (gint fd, GIOCondition condition, gpointer user_data)
{
  HelioFleet *self = user_data;
  int result = MOSQ_ERR_SUCCESS;

  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    result = mosquitto_loop_read (self->client, 1);
  if (result == MOSQ_ERR_SUCCESS && (condition & G_IO_OUT) != 0)
    result = mosquitto_loop_write (self->client, 1);
  if (result != MOSQ_ERR_SUCCESS)
    lost (self);
  else
    watch (self);
  return G_SOURCE_CONTINUE;
}

static void
on_connack (struct mosquitto *client,
            void *user_data,
            int code,
            int flags,
            const mosquitto_property *properties)
{
  HelioFleet *self = user_data;

  if (code != 0)
    return;
  self->online = TRUE;
  self->retained = 0;
  self->due = 0;
  self->last = g_get_monotonic_time ();
}

static gboolean
publish_one (HelioFleet *self, HelioPlantMessage *message)
{
  mosquitto_property *properties = NULL;
  gsize size;
  const void *data = g_bytes_get_data (message->payload, &size);
  int result;

  if (message->content_type != NULL)
    mosquitto_property_add_string (&properties, MQTT_PROP_CONTENT_TYPE, message->content_type);
  if (message->line != NULL)
    mosquitto_property_add_string_pair (&properties,
                                        MQTT_PROP_USER_PROPERTY,
                                        "line",
                                        message->line);
  result = mosquitto_publish_v5 (self->client,
                                 NULL,
                                 message->topic,
                                 (int) size,
                                 data,
                                 message->qos,
                                 message->retain,
                                 properties);
  mosquitto_property_free_all (&properties);
  helio_plant_message_clear (message);
  return result == MOSQ_ERR_SUCCESS;
}

static void
send_due (HelioFleet *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wall = g_get_real_time ();
  HelioPlantMessage message;

  self->due += self->rate * (double) (now - self->last) / G_USEC_PER_SEC;
  self->due = MIN (self->due, MAX (1.0, self->rate * BEHIND_MAX));
  self->last = now;
  while (helio_plant_get_retained (self->plant, self->retained, &message)) {
    self->retained++;
    if (!publish_one (self, &message))
      return;
  }
  /* A socket that is full says: enough for now. */
  while (self->due >= 1 && !mosquitto_want_write (self->client)) {
    self->due -= 1;
    helio_plant_next (self->plant, wall, &message);
    if (!publish_one (self, &message))
      return;
  }
}

static gboolean
on_tick (gpointer user_data)
{
  HelioFleet *self = user_data;

  if (self->online)
    send_due (self);
  if (mosquitto_loop_misc (self->client) != MOSQ_ERR_SUCCESS)
    lost (self);
  else
    watch (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_again (gpointer user_data)
{
  HelioFleet *self = user_data;

  if (mosquitto_connect (self->client, self->unix_path, 0, KEEP_ALIVE) != MOSQ_ERR_SUCCESS)
    return G_SOURCE_CONTINUE;
  set_timer (self, TICK_MS, on_tick);
  watch (self);
  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  HelioFleet *self = data;
  g_autofree char *suffix = helio_random_token (6);
  g_autofree char *client_id = g_strconcat ("fleet-gateway-", suffix, NULL);

  g_main_context_push_thread_default (self->context);
  self->client = mosquitto_new (client_id, true, self);
  mosquitto_int_option (self->client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
  mosquitto_username_pw_set (self->client, self->username, helio_secret_peek (self->password));
  mosquitto_connect_v5_callback_set (self->client, on_connack);
  set_timer (self, 0, on_again);
  g_main_loop_run (self->loop);
  drop_source (&self->socket);
  drop_source (&self->timer);
  mosquitto_disconnect (self->client);
  mosquitto_destroy (self->client);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

HelioFleet *
helio_fleet_start (HelioSandboxBroker *broker, double rate, const char *const *users)
{
  HelioFleet *self;

  g_return_val_if_fail (HELIO_IS_SANDBOX_BROKER (broker), NULL);
  if (!(rate > 0))
    return NULL;
  self = g_new0 (HelioFleet, 1);
  mosquitto_lib_init ();
  self->unix_path = g_strdup (helio_sandbox_broker_get_unix_path (broker));
  self->username = g_strdup (helio_sandbox_broker_get_service_username (broker));
  self->password = helio_secret_ref (helio_sandbox_broker_get_service_password (broker));
  self->rate = rate;
  self->plant = helio_plant_new (SEED, users);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("fleet", run, self);
  return self;
}

static gboolean
on_quit (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

void
helio_fleet_stop (HelioFleet *self)
{
  if (self == NULL)
    return;
  g_main_context_invoke (self->context, on_quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  helio_plant_free (self->plant);
  helio_secret_unref (self->password);
  g_free (self->username);
  g_free (self->unix_path);
  g_free (self);
  mosquitto_lib_cleanup ();
}
