// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-payload-command.h"

#include "core/mqtt/helio-publish-properties.h"

#include <glib/gi18n.h>
#include <string.h>

/* Linux takes 128 KiB in one argument; what is larger goes through a pipe, which printf of a shell fills
 * without arguments of its own. */
#define ARGUMENT_MAX (100 * 1024)

static void
add (GString *command, const char *option, const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);

  g_string_append_printf (command, " %s %s", option, quoted);
}

static void
add_broker (GString *command, const HelioPayloadCommand *self, const char **note)
{
  g_autoptr (GUri) uri = self->url != NULL ? g_uri_parse (self->url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  gboolean web = g_str_equal (scheme, "ws") || g_str_equal (scheme, "wss");
  gboolean tls = g_str_equal (scheme, "mqtts") || g_str_equal (scheme, "wss");
  int port = uri != NULL && !web ? g_uri_get_port (uri) : -1;

  if (uri != NULL && g_uri_get_host (uri) != NULL)
    add (command, "-h", g_uri_get_host (uri));
  if (port > 0 || tls)
    g_string_append_printf (command, " -p %d", port > 0 ? port : 8883);
  if (tls && self->own_authority)
    g_string_append (command, " --cafile \"$MQTT_CA_FILE\"");
  else if (tls)
    g_string_append (command, " --tls-use-os-certs");
  if (web)
    *note = C_ ("command", "mosquitto_pub does not speak WebSocket: check the port.");
  if (self->username != NULL) {
    add (command, "-u", self->username);
    g_string_append (command, " -P \"$MQTT_PASSWORD\"");
  }
}

static void
add_property (GString *command, const char *name, const char *value)
{
  g_autofree char *option = g_strdup_printf ("-D publish %s", name);

  add (command, option, value);
}

static void
add_properties (GString *command, const HelioPublishProperties *properties, const char **note)
{
  if (properties->payload_format >= 0)
    add_property (command, "payload-format-indicator", properties->payload_format ? "1" : "0");
  if (properties->message_expiry >= 0) {
    g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, properties->message_expiry);
    g_string_append_printf (command, " -D publish message-expiry-interval %s", seconds);
  }
  if (properties->content_type != NULL)
    add_property (command, "content-type", properties->content_type);
  if (properties->response_topic != NULL)
    add_property (command, "response-topic", properties->response_topic);
  if (properties->correlation != NULL) {
    gsize length;
    const char *data = g_bytes_get_data (properties->correlation, &length);

    if (length > 0 && g_utf8_validate_len (data, length, NULL)) {
      g_autofree char *text = g_strndup (data, length);
      add_property (command, "correlation-data", text);
    } else if (length > 0) {
      *note = C_ ("command", "The correlation data is left out: it is no text.");
    }
  }
  for (char **pair = properties->user_properties; pair != NULL && *pair != NULL; pair += 2) {
    g_autofree char *value = g_shell_quote (pair[1]);

    add_property (command, "user-property", pair[0]);
    g_string_append_printf (command, " %s", value);
  }
}

char *
helio_payload_command_mosquitto_pub (const HelioPayloadCommand *self, const char **note)
{
  g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;
  GString *command = g_string_new ("mosquitto_pub");
  const char *unused;
  gsize length;
  const char *data = g_bytes_get_data (self->payload, &length);

  if (note == NULL)
    note = &unused;
  *note = NULL;
  add_broker (command, self, note);
  if (self->properties != NULL || self->mqtt_version == 5)
    g_string_append (command, " -V mqttv5");
  else if (self->mqtt_version == 4)
    g_string_append (command, " -V mqttv311");
  if (self->properties != NULL &&
      helio_publish_properties_decode (&properties,
                                       g_bytes_get_data (self->properties, NULL),
                                       g_bytes_get_size (self->properties),
                                       NULL))
    add_properties (command, &properties, note);
  g_string_append_printf (command, " -q %d%s", self->qos, self->retain ? " -r" : "");
  add (command, "-t", self->topic);
  if (length == 0) {
    g_string_append (command, " -n");
  } else if (length <= ARGUMENT_MAX && memchr (data, '\0', length) == NULL &&
             g_utf8_validate (data, (gssize) length, NULL)) {
    g_autofree char *text = g_strndup (data, length);
    add (command, "-m", text);
  } else {
    g_autofree char *base64 = g_base64_encode ((const guchar *) data, length);
    g_autofree char *pipe = g_strdup_printf ("printf %%s %s | base64 -d | ", base64);

    g_string_prepend (command, pipe);
    g_string_append (command, " -s");
  }
  return g_string_free (command, FALSE);
}
