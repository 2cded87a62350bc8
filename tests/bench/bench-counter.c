// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench.h"

#include <mosquitto.h>

/* The reference: libmosquitto's own loop, a callback that counts, and nothing else.
 *
 *   bench-counter PORT MESSAGES
 * prints {"end": µs of the monotonic clock} */

typedef struct {
  guint count, expected;
  gint64 end;
} Counter;

static void
on_connect (struct mosquitto *mosq, void *data, int code)
{
  mosquitto_subscribe (mosq, NULL, "#", 0);
}

static void
on_message (struct mosquitto *mosq, void *data, const struct mosquitto_message *message)
{
  Counter *counter = data;

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

  if (argc != 3)
    return 2;
  counter.expected = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  mosquitto_lib_init ();
  mosq = mosquitto_new ("bench-counter", true, &counter);
  mosquitto_int_option (mosq, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
  mosquitto_connect_callback_set (mosq, on_connect);
  mosquitto_message_callback_set (mosq, on_message);
  if (mosquitto_connect (mosq, "127.0.0.1", atoi (argv[1]), 60) != MOSQ_ERR_SUCCESS)
    return 1;
  mosquitto_loop_forever (mosq, -1, 1);
  mosquitto_destroy (mosq);
  mosquitto_lib_cleanup ();
  bench_report ("end", (double) counter.end);
  return counter.count == counter.expected ? 0 : 1;
}
