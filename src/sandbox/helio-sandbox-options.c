// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox-options.h"

#include "core/base/helio-error.h"

#include <math.h>

#define MAX_PORTS 32

/* Outside Linux's ephemeral range and off common services; the same as in the console's profiles. */
static const guint16 default_ports[] = {17731, 21739, 26737, 28751, 31727};

static gboolean
in_range (const char *option, gint64 value, gint64 low, gint64 high, GError **error)
{
  if (value >= low && value <= high)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_USAGE,
                          NULL,
                          "--%s must be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                          option,
                          low,
                          high);
}

static gboolean
read_ports (HelioSandboxOptions *self, const char *text, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (g_strcmp0 (text, "auto") == 0)
    return TRUE;
  self->redirect_ports = g_array_new (FALSE, FALSE, sizeof (guint16));
  if (text == NULL) {
    g_array_append_vals (self->redirect_ports, default_ports, G_N_ELEMENTS (default_ports));
    return TRUE;
  }
  words = g_strsplit (text, ",", MAX_PORTS + 1);
  for (guint i = 0; words[i] != NULL; i++) {
    guint64 number;
    guint16 port;

    if (!g_ascii_string_to_unsigned (g_strstrip (words[i]), 10, 1, 65535, &number, NULL))
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_USAGE,
                              NULL,
                              "--redirect-ports takes \"auto\" or ports with commas between, "
                              "not \"%s\"",
                              text);
    port = (guint16) number;
    g_array_append_val (self->redirect_ports, port);
  }
  if (self->redirect_ports->len == 0 || self->redirect_ports->len > MAX_PORTS)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            NULL,
                            "--redirect-ports takes 1 to %d ports",
                            MAX_PORTS);
  return TRUE;
}

/* What needs a second look after the parse. */
typedef struct {
  char *ports, *algorithm;
  int port;
  gint64 credential_ttl;
} Raw;

#define ENTRY(name, type, place, text, value)                                                      \
  {                                                                                                \
    name, 0, 0, G_OPTION_ARG_##type, place, text, value                                            \
  }

/* What other issuers do differently from Auth0. */
static void
add_standards (GOptionContext *context, HelioSandboxOptions *self, Raw *raw)
{
  GOptionEntry entries[] = {
      ENTRY ("iss-parameter",
             NONE,
             &self->iss_parameter,
             "Authorization responses carry iss (RFC 9207)",
             NULL),
      ENTRY ("signing-algorithm", STRING, &raw->algorithm, "RS256, PS256 or ES256", "NAME"),
      ENTRY ("any-port",
             NONE,
             &self->any_port,
             "Callbacks may come to any port of 127.0.0.1 (RFC 8252)",
             NULL),
      ENTRY ("takes-resource",
             NONE,
             &self->takes_resource,
             "Knows resource (RFC 8707), and no audience",
             NULL),
      ENTRY ("no-offline-access",
             NONE,
             &self->no_offline,
             "Grants no offline_access: no refresh tokens",
             NULL),
      ENTRY ("token-host",
             STRING,
             &self->token_host,
             "Names the endpoints that get codes and tokens under this host, such as localhost",
             "HOST"),
      {NULL},
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

static gboolean
parse_entries (HelioSandboxOptions *self, Raw *raw, GStrv *arguments, GError **error)
{
  GOptionEntry entries[] = {
      ENTRY ("port", INT, &raw->port, "Port of the HTTP services (default: any)", "N"),
      ENTRY ("users", FILENAME, &self->users_file, "Who can sign in", "FILE"),
      ENTRY ("acl", FILENAME, &self->acl_file, "ACL rules of the broker", "FILE"),
      ENTRY ("access-token-ttl",
             INT64,
             &self->access_token_ttl,
             "Life of an access token (default: 86400)",
             "S"),
      ENTRY ("credential-ttl",
             INT64,
             &raw->credential_ttl,
             "Life of an MQTT credential, at most (default: 3600)",
             "S"),
      ENTRY ("rotation-overlap",
             INT64,
             &self->rotation_overlap,
             "How long the previous refresh token may be used again (default: 0)",
             "S"),
      ENTRY ("device-interval",
             INT64,
             &self->device_interval,
             "Seconds between two polls of the device flow (default: 5)",
             "S"),
      ENTRY ("email-claim",
             NONE,
             &self->email_claim,
             "Put the e-mail address into access tokens",
             NULL),
      ENTRY ("traffic",
             DOUBLE,
             &self->traffic,
             "Messages a second of the demo fleet (default: 20)",
             "MSGS_PER_S"),
      ENTRY ("state-dir",
             FILENAME,
             &self->state_dir,
             "An empty or new folder for everything it writes",
             "DIR"),
      ENTRY ("record",
             FILENAME,
             &self->record_file,
             "Write all requests and answers, with their secrets, to a new file",
             "FILE"),
      ENTRY ("redirect-ports",
             STRING,
             &raw->ports,
             "Registered callback ports; auto: five free ones",
             "LIST|auto"),
      ENTRY ("tls", NONE, &self->tls, "Issuer and services over https", NULL),
      ENTRY ("version", NONE, &self->version, "Print the version and end", NULL),
      {NULL},
  };
  g_autoptr (GOptionContext) context =
      g_option_context_new ("— a stand-in for Auth0 and CloudSignal around a real Mosquitto");
  g_autoptr (GError) local = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  add_standards (context, self, raw);
  if (!g_option_context_parse_strv (context, arguments, &local))
    return helio_error_set (error, HELIO_ERROR_INVALID_USAGE, NULL, "%s", local->message);
  if (g_strv_length (*arguments) > 1)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            NULL,
                            "Unexpected argument \"%s\"",
                            (*arguments)[1]);
  return TRUE;
}

static gboolean
parse (HelioSandboxOptions *self, GStrv *arguments, GError **error)
{
  Raw raw = {.credential_ttl = -1};
  g_autofree char *ports = NULL, *algorithm = NULL;

  if (!parse_entries (self, &raw, arguments, error)) {
    g_free (raw.ports);
    g_free (raw.algorithm);
    return FALSE;
  }
  ports = raw.ports;
  algorithm = raw.algorithm;
  if (algorithm != NULL && !helio_jwa_from_name (algorithm, &self->algorithm))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            NULL,
                            "--signing-algorithm takes RS256, PS256 or ES256");
  self->credential_ttl_given = raw.credential_ttl != -1;
  if (self->credential_ttl_given)
    self->credential_ttl = raw.credential_ttl;
  if (!in_range ("port", raw.port, 0, 65535, error) ||
      !in_range ("access-token-ttl", self->access_token_ttl, 1, 2592000, error) ||
      !in_range ("credential-ttl", self->credential_ttl, 1, 86400, error) ||
      !in_range ("device-interval", self->device_interval, 1, 60, error) ||
      !in_range ("rotation-overlap", self->rotation_overlap, 0, 3600, error))
    return FALSE;
  if (!isfinite (self->traffic) || self->traffic < 0 || self->traffic > 1000000)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            NULL,
                            "--traffic must be from 0 to 1000000");
  self->port = (guint16) raw.port;
  return read_ports (self, ports, error);
}

HelioSandboxOptions *
helio_sandbox_options_parse (GStrv *arguments, GError **error)
{
  g_autoptr (HelioSandboxOptions) self = g_new0 (HelioSandboxOptions, 1);

  self->access_token_ttl = 86400; /* what a new API of Auth0 has */
  self->credential_ttl = 3600;
  self->device_interval = 5;
  self->traffic = 20;
  if (!parse (self, arguments, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
helio_sandbox_options_free (HelioSandboxOptions *self)
{
  g_free (self->users_file);
  g_free (self->acl_file);
  g_free (self->state_dir);
  g_free (self->record_file);
  g_clear_pointer (&self->redirect_ports, g_array_unref);
  g_free (self->token_host);
  g_free (self);
}
