// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench.h"

#include <mosquitto.h>

/* The reference: libmosquitto's own loop, a callback that counts, and nothing else.
 *
 *   bench-counter PORT|SOCKET MESSAGES
 * prints {"subscribed": 1} and {"begin": …}, {"end": …} of the messages, µs of the monotonic clock */

typedef struct {
  guint count, expected;
  gint64 begin, end;
} Counter;

static void
on_connect (struct mosquitto *mosq, void *data, int code)
{
  mosquitto_subscribe (mosq, NULL, "#", 0);
}

static void
on_subscribe (struct mosquitto *mosq, void *data, int id, int count, const int *granted)
{
  bench_report ("subscribed", 1);
}

static void
on_message (struct mosquitto *mosq, void *data, const struct mosquitto_message *message)
{
  Counter *counter = data;

  if (counter->count == 0)
    counter->begin = g_get_monotonic_time ();
  if (++counter->count < counter->expected)
    return;
  counter->end = g_get_monotonic_time ();
  mosquitto_disconnect (mosq);
}

int
main (int argc, char *argv[])
{
  Counter counter = {0};
  struct mosquitto *mosq;
  int port;

  if (argc != 3)
    return 2;
  port = atoi (argv[1]);
  counter.expected = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  mosquitto_lib_init ();
  mosq = mosquitto_new ("bench-counter", true, &counter);
  mosquitto_int_option (mosq, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
  mosquitto_connect_callback_set (mosq, on_connect);
  mosquitto_subscribe_callback_set (mosq, on_subscribe);
  mosquitto_message_callback_set (mosq, on_message);
  /* Port 0 makes the host a Unix socket. */
  if (mosquitto_connect (mosq, port > 0 ? "127.0.0.1" : argv[1], port, 60) != MOSQ_ERR_SUCCESS)
    return 1;
  mosquitto_loop_forever (mosq, -1, 1);
  mosquitto_destroy (mosq);
  mosquitto_lib_cleanup ();
  bench_report ("begin", (double) counter.begin);
  bench_report ("end", (double) counter.end);
  return counter.count == counter.expected ? 0 : 1;
}
