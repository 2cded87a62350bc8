// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-raw-client.h"

#include "tests/support/helio-test.h"

#include <string.h>

void
helio_raw_reply_clear (HelioRawReply *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->location, g_free);
  self->status = 0;
}

static GSocketConnection *
try_connect (const char *host, guint16 port, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  HelioTestResult ready = {0};
  GSocketConnection *connection;

  g_socket_client_connect_to_host_async (client, host, port, NULL, helio_test_result_ready, &ready);
  connection =
      g_socket_client_connect_to_host_finish (client, helio_test_result_wait (&ready, 10), error);
  helio_test_result_clear (&ready);
  return connection;
}

GSocketConnection *
helio_raw_connect (guint16 port)
{
  GError *error = NULL;
  GSocketConnection *connection = try_connect ("127.0.0.1", port, &error);

  g_assert_no_error (error);
  return connection;
}

static void
read_all (GInputStream *stream, GString *text)
{
  char buffer[4096];
  gssize n;

  do {
    HelioTestResult ready = {0};

    g_input_stream_read_async (stream,
                               buffer,
                               sizeof buffer,
                               G_PRIORITY_DEFAULT,
                               NULL,
                               helio_test_result_ready,
                               &ready);
    /* A reset counts as the end: whatever came before it is there. */
    n = g_input_stream_read_finish (stream, helio_test_result_wait (&ready, 20), NULL);
    helio_test_result_clear (&ready);
    if (n > 0)
      g_string_append_len (text, buffer, n);
  } while (n > 0);
}

static void
parse_reply (HelioRawReply *reply)
{
  const char *location = strstr (reply->text, "\r\nLocation: ");

  if (g_str_has_prefix (reply->text, "HTTP/1.1 "))
    reply->status = (int) g_ascii_strtoll (reply->text + strlen ("HTTP/1.1 "), NULL, 10);
  if (location != NULL) {
    location += strlen ("\r\nLocation: ");
    reply->location = g_strndup (location, strcspn (location, "\r"));
  }
}

void
helio_raw_send (HelioRawReply *reply, guint16 port, const char *bytes, gsize length)
{
  helio_raw_send_to (reply, "127.0.0.1", port, bytes, length);
}

void
helio_raw_send_to (HelioRawReply *reply,
                   const char *host,
                   guint16 port,
                   const char *bytes,
                   gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = try_connect (host, port, &error);
  HelioTestResult ready = {0};
  GString *text = g_string_new (NULL);
  GOutputStream *output;

  helio_raw_reply_clear (reply);
  if (connection == NULL) {
    reply->status = -1;
    reply->text = g_string_free (text, FALSE);
    return;
  }
  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_output_stream_write_all_async (output,
                                   bytes,
                                   length,
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   helio_test_result_ready,
                                   &ready);
  g_output_stream_write_all_finish (output, helio_test_result_wait (&ready, 20), NULL, NULL);
  helio_test_result_clear (&ready);
  read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), text);
  reply->text = g_string_free (text, FALSE);
  parse_reply (reply);
}

guint16
helio_raw_get_port (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);

  g_assert_nonnull (parsed);
  return (guint16) g_uri_get_port (parsed);
}

void
helio_raw_get (HelioRawReply *reply, const char *uri, const char *headers)
{
  const char *host = strstr (uri, "//") + 2;
  const char *path = host + strcspn (host, "/");
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %.*s\r\n%s\r\n",
                                              *path != '\0' ? path : "/",
                                              (int) (path - host),
                                              host,
                                              headers);

  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);

  helio_raw_send_to (reply,
                     g_uri_get_host (parsed),
                     helio_raw_get_port (uri),
                     request,
                     strlen (request));
}

void
helio_raw_browse (HelioRawReply *reply, const char *uri)
{
  static const char headers[] = "Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\n";

  helio_raw_get (reply, uri, headers);
  if (reply->status == 303) {
    g_autofree char *next = g_uri_resolve_relative (uri, reply->location, G_URI_FLAGS_NONE, NULL);

    g_assert_nonnull (next);
    helio_raw_get (reply, next, headers);
  }
}
