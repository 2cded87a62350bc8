// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A message as a command that publishes it again, for a POSIX shell. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *url;        /* (nullable): of the broker */
  const char *username;   /* (nullable) */
  gboolean own_authority; /* the broker's certificate is not signed by one of the system's */
  int mqtt_version;       /* 5 or 4; 0: unknown */
  const char *topic;
  GBytes *payload;
  GBytes *properties; /* (nullable): as on the wire */
  int qos;
  gboolean retain;
} HelioPayloadCommand;

/* For mosquitto_pub. Everything from outside is quoted; the password is asked of $MQTT_PASSWORD, an own
 * authority's certificate of $MQTT_CA_FILE. @note: (nullable) (out) (transfer none): what the command cannot
 * say, a sentence, or NULL. Returns: (transfer full). */
char *helio_payload_command_mosquitto_pub (const HelioPayloadCommand *self, const char **note);

G_END_DECLS
