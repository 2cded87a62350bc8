// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/net/helio-tls-database.h"
#include "core/net/helio-transport-private.h"

#include <glib/gi18n-lib.h>

static GError *
map_certificate (const HelioTransportOpening *opening)
{
  g_autofree char *reasons = helio_tls_describe_flags (opening->flags);
  const char *remedy;

  if ((opening->flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    remedy =
        opening->database != NULL
            ? C_ ("error",
                  "The certificate authority in the profile did not issue it. Put in the right "
                  "one.")
            : C_ ("error", "If the broker uses an authority of its own, add it to the profile.");
  else if ((opening->flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    remedy = C_ ("error", "Use the host name that is written in the broker's certificate.");
  else if ((opening->flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)) != 0)
    remedy =
        C_ ("error",
            "Check this computer's clock; if it is right, the broker needs a new certificate.");
  else
    remedy = C_ ("error", "Ask the person who runs the broker.");
  return helio_error_new (HELIO_ERROR_TLS,
                          remedy,
                          C_ ("error", "The certificate of %s was not accepted: %s."),
                          opening->host,
                          reasons);
}

static GError *
map_handshake (const HelioTransportOpening *opening, const GError *error)
{
  if (opening->flags != 0 && (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) ||
                              g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE) ||
                              g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_MISC)))
    return map_certificate (opening);
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return helio_error_new (HELIO_ERROR_TLS,
                            C_ ("error", "Add a client certificate and its key to the profile."),
                            C_ ("error", "%s wants a client certificate."),
                            opening->host);
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS) ||
      g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return helio_error_new (
        HELIO_ERROR_TLS,
        opening->websocket
            ? C_ ("error", "Check the port, or use ws:// if this port is not encrypted.")
            : C_ ("error", "Check the port, or use mqtt:// if this port is not encrypted."),
        C_ ("error", "%s does not speak TLS on port %u."),
        opening->host,
        opening->port);
  return NULL;
}

static GError *
map_network (const HelioTransportOpening *opening, const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return helio_error_new (HELIO_ERROR_NETWORK,
                            C_ ("error", "Check the spelling, and that this computer is online."),
                            C_ ("error", "The name %s was not found."),
                            opening->host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return helio_error_new (
        HELIO_ERROR_NETWORK,
        C_ ("error", "Check the port, and that the broker is running and reachable from here."),
        C_ ("error", "%s refused the connection on port %u."),
        opening->host,
        opening->port);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    return helio_error_new (HELIO_ERROR_NETWORK,
                            C_ ("error", "Check that this computer is online."),
                            C_ ("error", "%s cannot be reached from here."),
                            opening->host);
  return helio_error_new (HELIO_ERROR_NETWORK,
                          C_ ("error", "Check the address and the network, then try again."),
                          C_ ("error", "No connection to %s: %s"),
                          opening->host,
                          error->message);
}

GError *
helio_transport_map_open_error (const HelioTransportOpening *opening, const GError *error)
{
  GError *mapped = NULL;

  if (opening->timed_out)
    return helio_error_new (
        HELIO_ERROR_TIMED_OUT,
        C_ ("error", "Check the address and port; a firewall may be in the way."),
        C_ ("error", "%s did not answer in time on port %u."),
        opening->host,
        opening->port);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || error->domain == HELIO_ERROR)
    return g_error_copy (error);
  if (opening->handshaking)
    mapped = map_handshake (opening, error);
  if (mapped == NULL && error->domain == G_TLS_ERROR)
    mapped = helio_error_new (HELIO_ERROR_TLS,
                              C_ ("error", "Ask the person who runs the broker."),
                              C_ ("error", "No secure connection to %s: %s"),
                              opening->host,
                              error->message);
  return mapped != NULL ? mapped : map_network (opening, error);
}

GError *
helio_transport_map_error (const GError *error)
{
  if (error->domain == HELIO_ERROR)
    return g_error_copy (error);
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return helio_error_new (HELIO_ERROR_TLS,
                            C_ ("error", "Add a client certificate and its key to the profile."),
                            C_ ("error", "The broker wants a client certificate."));
  /* Many peers close TCP without a close_notify; that is no attack on MQTT, which frames itself. */
  if (error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF)
    return helio_error_new (HELIO_ERROR_TLS,
                            NULL,
                            C_ ("error", "The secure connection broke: %s"),
                            error->message);
  return helio_error_new (HELIO_ERROR_NETWORK,
                          C_ ("error", "The network or the broker went away."),
                          C_ ("error", "The connection broke: %s"),
                          error->message);
}
