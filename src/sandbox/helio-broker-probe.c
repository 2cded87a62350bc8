// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-random.h"
#include "sandbox/helio-broker-process.h"
#include "sandbox/helio-broker-wire.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>

#define AGAIN_MS 5
#define ANSWER_SECONDS 5
#define CONNACK_SIZE 4

/* MQTT 3.1.1 §3.14 */
static const guint8 disconnect_packet[] = {0xe0, 0x00};

typedef struct {
  char *unix_path;
  GBytes *packet;
  gint64 deadline;
  GSocketConnection *connection;
  guint8 answer[CONNACK_SIZE];
} Probe;

static void try_again (GTask *task_taken);

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  g_clear_object (&probe->connection);
  g_bytes_unref (probe->packet);
  g_free (probe->unix_path);
  g_free (probe);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Probe *probe = g_task_get_task_data (task);
  gsize got = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &got, NULL) ||
      got < CONNACK_SIZE) {
    try_again (task);
    return;
  }
  if (probe->answer[0] != 0x20 || probe->answer[3] != 0)
    g_task_return_error (
        task,
        helio_error_new (HELIO_ERROR_MQTT_REFUSED,
                         NULL,
                         C_ ("sandbox", "The broker refuses the sandbox's own client (%d)."),
                         probe->answer[3]));
  else {
    /* Two octets into an empty socket buffer: this does not wait. */
    g_pollable_output_stream_write_nonblocking (
        G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (probe->connection))),
        disconnect_packet,
        sizeof disconnect_packet,
        NULL,
        NULL);
    g_task_return_boolean (task, TRUE);
  }
  g_object_unref (task);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Probe *probe = g_task_get_task_data (task);

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL)) {
    try_again (task);
    return;
  }
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (probe->connection)),
                                 probe->answer,
                                 sizeof probe->answer,
                                 G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task),
                                 on_answer,
                                 task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Probe *probe = g_task_get_task_data (task);
  gsize size;
  const void *data = g_bytes_get_data (probe->packet, &size);

  probe->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, NULL);
  if (probe->connection == NULL) {
    try_again (task);
    return;
  }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (probe->connection)),
                                   data,
                                   size,
                                   G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task),
                                   on_written,
                                   task);
}

static void
begin (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (probe->unix_path);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, ANSWER_SECONDS);
  g_socket_client_connect_async (client,
                                 G_SOCKET_CONNECTABLE (address),
                                 g_task_get_cancellable (task),
                                 on_connected,
                                 task);
}

static gboolean
on_again (gpointer user_data)
{
  begin (user_data);
  return G_SOURCE_REMOVE;
}

static void
try_again (GTask *task_taken)
{
  Probe *probe = g_task_get_task_data (task_taken);
  g_autoptr (GSource) timer = NULL;

  g_clear_object (&probe->connection);
  if (g_task_return_error_if_cancelled (task_taken)) {
    g_object_unref (task_taken);
    return;
  }
  if (g_get_monotonic_time () >= probe->deadline) {
    g_task_return_error (task_taken,
                         helio_error_new (HELIO_ERROR_TIMED_OUT,
                                          NULL,
                                          C_ ("sandbox", "The broker did not become ready.")));
    g_object_unref (task_taken);
    return;
  }
  timer = g_timeout_source_new (AGAIN_MS);
  g_source_set_callback (timer, on_again, task_taken, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
}

void
helio_broker_probe_async (const char *unix_path,
                          const char *username,
                          const char *password,
                          guint deadline_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Probe *probe = g_new0 (Probe, 1);
  g_autofree char *suffix = helio_random_token (6);
  g_autofree char *client_id = g_strconcat ("sandbox-probe-", suffix, NULL);

  g_task_set_source_tag (task, helio_broker_probe_async);
  probe->unix_path = g_strdup (unix_path);
  probe->packet = helio_wire_connect (client_id, username, password);
  probe->deadline = g_get_monotonic_time () + deadline_ms * G_TIME_SPAN_MILLISECOND;
  g_task_set_task_data (task, probe, probe_free);
  begin (task);
}

gboolean
helio_broker_probe_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
helio_broker_poke (const char *unix_path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (unix_path);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  if (socket == NULL)
    return;
  g_socket_set_blocking (socket, FALSE);
  g_socket_connect (socket, address, NULL, NULL);
}
