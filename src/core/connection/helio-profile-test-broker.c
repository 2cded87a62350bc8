// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-profile-test-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/net/helio-tls-database.h"
#include "core/net/helio-transport-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Names of a certificate that are shown. */
#define MAX_NAMES 8
/* Days: a certificate that has no more is worth a word. */
#define SOON 14

/* The way to the broker, rung by rung, where the transport would take it in one go. */
typedef struct {
  HelioProfileTest *test;
  HelioProfileStep *step;
  HelioTransportOpening opening; /* as the transport's own, so that errors read alike */
  char *shown;                   /* host and port */
  GSocketConnection *connection;
  GTlsCertificate *certificate; /* (nullable): the broker's */
  gboolean open;                /* to the end */
} Way;

static void
way_end (Way *way)
{
  HelioProfileTest *test = way->test;

  if (way->open)
    helio_profile_test_credentials (test);
  else
    helio_profile_test_skip (test,
                             "credentials",
                             C_ ("profile test", "The step before it has failed."));

  if (way->connection != NULL)
    g_io_stream_close_async (G_IO_STREAM (way->connection), G_PRIORITY_LOW, NULL, NULL, NULL);
  g_clear_object (&way->connection);
  g_clear_object (&way->certificate);
  helio_transport_opening_clear (&way->opening);
  g_free (way->shown);
  g_free (way);
  helio_profile_test_branch_done (test);
  g_object_unref (test);
}

static void
fail (Way *way, const GError *error)
{
  const char *behind = C_ ("profile test", "The step before it has failed.");

  helio_profile_step_fail (g_steal_pointer (&way->step),
                           helio_transport_map_open_error (&way->opening, error),
                           way->shown);
  helio_profile_test_skip (way->test, "tls", behind);
  helio_profile_test_skip (way->test, "websocket", behind);
  way_end (way);
}

/* WebSocket */

static void
on_websocket_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  helio_transport_close_finish (HELIO_TRANSPORT (source), result);
  way_end (user_data);
}

/* MQTT 5.0 §6 wants the server to choose "mqtt"; one that chooses nothing works in practice. */
static void
judge_websocket (Way *way, const HelioTransportInfo *info)
{
  if (g_strcmp0 (info->subprotocol, "mqtt") == 0)
    helio_profile_step_pass (g_steal_pointer (&way->step),
                             C_ ("profile test", "subprotocol mqtt"),
                             NULL);
  else
    helio_profile_step_unchecked (
        g_steal_pointer (&way->step),
        C_ ("profile test",
            "The WebSocket opens, but the server did not choose the subprotocol “mqtt”: it may be "
            "no MQTT broker."),
        C_ ("profile test", "Check port and path of the broker’s address."));
}

static void
on_websocket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTransport) transport = helio_transport_open_finish (result, &error);

  if (transport != NULL) {
    judge_websocket (way, helio_transport_get_info (transport));
    way->open = TRUE;
    helio_transport_close_async (transport, on_websocket_closed, way);
    return;
  }
  if (way->test->profile->broker.certificate_pem != NULL &&
      (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TLS) ||
       g_error_matches (error, HELIO_ERROR, HELIO_ERROR_NETWORK)))
    helio_profile_step_unchecked (
        g_steal_pointer (&way->step),
        C_ ("profile test",
            "The broker ends a connection without the client certificate, whose key is not used "
            "in a test."),
        NULL);
  else
    helio_profile_step_fail (g_steal_pointer (&way->step), g_steal_pointer (&error), way->shown);
  way_end (way);
}

static void
try_websocket (Way *way)
{
  const HelioProfile *profile = way->test->profile;
  HelioTransportConfig config = {.url = profile->broker.url,
                                 .ca_pem = profile->broker.ca_pem,
                                 .maximum_packet_size = -1,
                                 .deadline = way->test->deadline};

  if (!way->opening.websocket) {
    way->open = TRUE;
    way_end (way);
    return;
  }
  way->step = helio_profile_step_new (way->test, "websocket");
  helio_transport_open_async (&config, way->step->cancellable, on_websocket, way);
}

/* TLS */

static void
add_names (GString *text, GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  guint n = 0;

  for (guint i = 0; names != NULL && i < names->len && n < MAX_NAMES; i++, n++) {
    gsize length;
    const char *name = g_bytes_get_data (names->pdata[i], &length);

    g_string_append_printf (text, "%s%.*s", n > 0 ? ", " : "", (int) MIN (length, 255), name);
  }
  for (guint i = 0; addresses != NULL && i < addresses->len && n < MAX_NAMES; i++, n++) {
    g_autofree char *name = g_inet_address_to_string (addresses->pdata[i]);

    g_string_append_printf (text, "%s%s", n > 0 ? ", " : "", name);
  }
  if (n == 0) {
    g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);

    g_string_append (text, subject != NULL ? subject : "?");
  }
}

static gint64
get_days_left (HelioProfileTest *test, GTlsCertificate *certificate, char **date)
{
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);
  g_autoptr (GDateTime) utc = end != NULL ? g_date_time_to_utc (end) : NULL;

  if (utc == NULL)
    return G_MAXINT64;
  *date = g_date_time_format (utc, "%F");
  return (g_date_time_to_unix (utc) - helio_clock_now_wall (test->clock) / HELIO_SECOND) /
         (24 * 60 * 60);
}

/* "for broker.example.com, valid until 2027-01-31" */
static char *
describe_certificate (Way *way)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *date = NULL;

  if (way->certificate == NULL)
    return NULL;
  add_names (text, way->certificate);
  get_days_left (way->test, way->certificate, &date);
  return date != NULL
             /* Translators: host names of a certificate, and a date. */
             ? g_strdup_printf (C_ ("profile test", "for %s, valid until %s"), text->str, date)
             : g_strdup (text->str);
}

static const char *
get_version (GTlsProtocolVersion version)
{
  /* GnuTLS offers nothing older. */
  if (version == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    return "TLS 1.3";
  return version == G_TLS_PROTOCOL_VERSION_TLS_1_2 ? "TLS 1.2" : "TLS";
}

static void
pass_tls (Way *way, GTlsConnection *tls)
{
  HelioProfileStep *step = g_steal_pointer (&way->step);
  g_autofree char *cipher = g_tls_connection_get_ciphersuite_name (tls);
  g_autofree char *about = describe_certificate (way);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (way->certificate);
  g_autofree char *date = NULL, *explanation = NULL, *value = NULL;
  gint64 days = get_days_left (way->test, way->certificate, &date);

  value =
      g_strdup_printf ("%s, %s", get_version (g_tls_connection_get_protocol_version (tls)), about);
  if (days <= SOON)
    explanation =
        g_strdup_printf (NP_ ("profile test",
                              "The broker's certificate runs out in %u day; a new one is needed.",
                              "The broker's certificate runs out in %u days; a new one is needed.",
                              (gulong) MAX (days, 0)),
                         (guint) MAX (days, 0));
  else
    /* Translators: the name of an authority, and that of a cipher suite. */
    explanation = g_strdup_printf (C_ ("profile test", "Issued by %s; %s."),
                                   issuer != NULL ? issuer : "?",
                                   cipher != NULL ? cipher : "?");
  helio_profile_step_pass (step, value, explanation);
}

static gboolean
on_accept_certificate (GTlsConnection *tls,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       gpointer user_data)
{
  Way *way = user_data;

  g_set_object (&way->certificate, certificate);
  way->opening.flags = flags;
  return FALSE;
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  g_autofree char *about = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_handlers_disconnect_by_func (tls, on_accept_certificate, way);
  if (g_tls_connection_handshake_finish (tls, result, &error)) {
    g_set_object (&way->certificate, g_tls_connection_get_peer_certificate (tls));
    way->opening.handshaking = FALSE;
    pass_tls (way, tls);
    try_websocket (way);
    return;
  }
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED) &&
      way->test->profile->broker.certificate_pem != NULL) {
    const char *why = C_ ("profile test",
                          "The broker asks for the client certificate, whose key is not used in a "
                          "test.");

    helio_profile_step_unchecked (g_steal_pointer (&way->step), why, NULL);
    helio_profile_test_skip (way->test, "websocket", why);
    way_end (way);
    return;
  }
  about = describe_certificate (way);
  helio_check_row_set_value (way->step->row, about);
  fail (way, error);
}

static void
try_tls (Way *way)
{
  g_autoptr (GSocketConnectable) identity =
      g_network_address_new (way->opening.host, way->opening.port);
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls = NULL;

  if (!way->opening.tls) {
    try_websocket (way);
    return;
  }
  way->step = helio_profile_step_new (way->test, "tls");
  way->opening.handshaking = TRUE;
  if (way->test->profile->broker.ca_pem != NULL)
    way->opening.database =
        helio_tls_database_new_from_pem (way->test->profile->broker.ca_pem, &error);
  if (error == NULL)
    tls = helio_tls_client_connection_new (G_IO_STREAM (way->connection),
                                           identity,
                                           way->opening.database,
                                           &error);
  if (tls == NULL) {
    fail (way, error);
    return;
  }
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), way);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls),
                                    G_PRIORITY_DEFAULT,
                                    way->step->cancellable,
                                    on_handshake,
                                    way);
}

/* TCP */

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *peer = NULL;

  way->connection =
      way->opening.websocket
          ? g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &error)
          : g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  if (way->connection == NULL) {
    fail (way, error);
    return;
  }
  address = g_socket_connection_get_remote_address (way->connection, NULL);
  if (G_IS_INET_SOCKET_ADDRESS (address))
    peer = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  helio_profile_step_pass (g_steal_pointer (&way->step), peer, NULL);
  try_tls (way);
}

void
helio_profile_test_broker (HelioProfileTest *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Way *way = g_new0 (Way, 1);
  g_autoptr (GError) error = NULL;

  way->test = g_object_ref (self);
  way->step = helio_profile_step_new (self, "broker");
  if (!helio_transport_opening_set_url (&way->opening, self->profile->broker.url, &error)) {
    helio_profile_step_fail (g_steal_pointer (&way->step),
                             g_steal_pointer (&error),
                             self->profile->broker.url);
    way_end (way);
    return;
  }
  way->shown = g_strdup_printf ("%s:%u", way->opening.host, way->opening.port);
  if (way->opening.websocket) {
    /* By the scheme that libsoup would ask the system's proxies for. */
    g_autofree char *uri = g_uri_join (G_URI_FLAGS_NONE,
                                       way->opening.tls ? "https" : "http",
                                       NULL,
                                       way->opening.host,
                                       way->opening.port,
                                       "/",
                                       NULL,
                                       NULL);

    g_socket_client_connect_to_uri_async (client,
                                          uri,
                                          way->opening.port,
                                          way->step->cancellable,
                                          on_connected,
                                          way);
    return;
  }
  g_socket_client_connect_to_host_async (client,
                                         way->opening.host,
                                         way->opening.port,
                                         way->step->cancellable,
                                         on_connected,
                                         way);
}
