// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Every command is run by a real shell with the real mosquitto_pub, and what the broker then keeps as retained
 * message is compared. */
#include "config.h"

#include "core/mqtt/helio-publish-properties.h"
#include "support/helio-mosquitto.h"
#include "support/helio-test.h"
#include "ui/messages/helio-payload-command.h"

#include <glib/gstdio.h>
#include <string.h>

static HelioMosquitto *broker;
/* By number: not every container knows “localhost”. */
static char *url;

static void
run (const char *command, char **output, gsize *length)
{
  const char *argv[] = {"sh", "-c", command, NULL};
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) out = NULL, err = NULL;

  g_subprocess_launcher_setenv (launcher, "MQTT_PASSWORD", "won$der\"land", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s: %s", command, (const char *) g_bytes_get_data (err, NULL));
  if (output != NULL)
    *output = g_bytes_unref_to_data (g_steal_pointer (&out), length);
}

/* What the broker keeps for @topic. */
static char *
fetch (const char *topic, const char *format, gsize *length)
{
  g_autofree char *quoted = g_shell_quote (topic);
  g_autofree char *command = g_strdup_printf (
      "mosquitto_sub -h 127.0.0.1 -p %d -V mqttv5 -u alice -P \"$MQTT_PASSWORD\" -C 1 -W 10 -N "
      "-F '%s' -t %s",
      helio_mosquitto_get_port (broker, "mqtt"),
      format,
      quoted);
  char *output = NULL;

  run (command, &output, length);
  return output;
}

static void
test_payloads (void)
{
  static const struct {
    const char *topic, *payload;
    gssize length;
  } cases[] = {
      {"site/3/temp", "23.4", -1},
      {"it's/a \"topic\"", "it's $HOME `id` \\ \"quoted\" !x", -1},
      {"-t", "--help", -1},
      {"lines", "one\ntwo\n", -1},
      {"héllo", "wörld ✓", -1},
      {"binary", "\x00\xff'\"\n\x01", 6},
      {"latin", "\xe9t\xe9", -1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize length = cases[i].length >= 0 ? (gsize) cases[i].length : strlen (cases[i].payload);
    g_autoptr (GBytes) payload = g_bytes_new (cases[i].payload, length);
    const HelioPayloadCommand message = {
        .url = url,
        .username = "alice",
        .topic = cases[i].topic,
        .payload = payload,
        .qos = 1,
        .retain = TRUE,
    };
    const char *note = NULL;
    g_autofree char *command = helio_payload_command_mosquitto_pub (&message, &note);
    g_autofree char *got = NULL;
    gsize got_length;

    g_assert_null (note);
    g_assert_null (strstr (command, "won"));
    run (command, NULL, NULL);
    got = fetch (cases[i].topic, "%p", &got_length);
    g_assert_cmpmem (got, got_length, cases[i].payload, length);
  }
}

static void
test_large (void)
{
  g_autofree char *data = g_strnfill (300000, 'x');
  g_autoptr (GBytes) payload = g_bytes_new (data, 300000);
  const HelioPayloadCommand message = {
      .url = url,
      .username = "alice",
      .topic = "large",
      .payload = payload,
      .retain = TRUE,
  };
  g_autofree char *command = helio_payload_command_mosquitto_pub (&message, NULL);
  g_autofree char *path = NULL, *script = NULL, *got = NULL;
  char *dir;
  gsize length;

  /* As when it is pasted: not in one argument of a new program. */
  dir = helio_test_make_dir ();
  path = g_build_filename (dir, "command", NULL);
  g_assert_true (g_file_set_contents (path, command, -1, NULL));
  script = g_strdup_printf (". %s", path);
  run (script, NULL, NULL);
  helio_test_remove_dir (dir);
  got = fetch ("large", "%p", &length);
  g_assert_cmpmem (got, length, data, 300000);
}

static void
test_properties (void)
{
  static const char *const pairs[] = {"-a", "it's", "unit", "°C", NULL};
  g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;
  g_autoptr (GBytes) payload = g_bytes_new ("{}", 2), wire = NULL;
  g_autofree char *command = NULL, *got = NULL;
  const char *note;
  gsize length;

  properties.payload_format = 1;
  properties.message_expiry = 3600;
  properties.content_type = g_strdup ("application/json");
  properties.response_topic = g_strdup ("reply/it's");
  properties.correlation = g_bytes_new ("42", 2);
  properties.user_properties = g_strdupv ((char **) pairs);
  wire = helio_publish_properties_encode (&properties, NULL);
  {
    const HelioPayloadCommand message = {
        .url = url,
        .username = "alice",
        .topic = "with",
        .payload = payload,
        .properties = wire,
        .qos = 1,
        .retain = TRUE,
    };
    command = helio_payload_command_mosquitto_pub (&message, &note);
    g_assert_null (note);
  }
  run (command, NULL, NULL);
  got = fetch ("with", "%C|%F|%R|%D|%P|", &length);
  g_assert_true (g_str_has_prefix (got, "application/json|1|reply/it"));
  g_assert_nonnull (strstr (got, "|42|"));
  g_assert_nonnull (strstr (got, "-a:it's"));
  g_assert_nonnull (strstr (got, "unit:°C"));
}

/* A clipboard is UTF-8, and so is what a shell gets from it. */
static void
test_correlation (void)
{
  static const char *const cases[] = {"\xff\x01", "a\xc3", "\0"};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;
    g_autoptr (GBytes) payload = g_bytes_new ("{}", 2), wire = NULL;
    g_autofree char *command = NULL;
    const char *note;

    properties.correlation = g_bytes_new (cases[i], MAX (strlen (cases[i]), 1));
    wire = helio_publish_properties_encode (&properties, NULL);
    command = helio_payload_command_mosquitto_pub (
        &(HelioPayloadCommand){.topic = "t", .payload = payload, .properties = wire},
        &note);
    g_assert_true (g_utf8_validate (command, -1, NULL));
    g_assert_null (strstr (command, "correlation"));
    g_assert_nonnull (note);
  }
}

static void
test_broker (void)
{
  g_autoptr (GBytes) payload = g_bytes_new (NULL, 0);
  HelioPayloadCommand message = {.url = "wss://broker.example.com:18885/mqtt",
                                 .topic = "a b",
                                 .payload = payload,
                                 .mqtt_version = 4};
  const char *note;
  g_autofree char *web = helio_payload_command_mosquitto_pub (&message, &note), *tls = NULL;
  g_autofree char *none = NULL;

  g_assert_cmpstr (web,
                   ==,
                   "mosquitto_pub -h 'broker.example.com' -p 8883 --tls-use-os-certs "
                   "-V mqttv311 -q 0 -t 'a b' -n");
  g_assert_nonnull (note);
  message.url = "mqtts://broker.example.com";
  message.own_authority = TRUE;
  message.username = "alice@org_1";
  tls = helio_payload_command_mosquitto_pub (&message, &note);
  g_assert_cmpstr (tls,
                   ==,
                   "mosquitto_pub -h 'broker.example.com' -p 8883 --cafile \"$MQTT_CA_FILE\" "
                   "-u 'alice@org_1' -P \"$MQTT_PASSWORD\" -V mqttv311 -q 0 -t 'a b' -n");
  g_assert_null (note);
  message = (HelioPayloadCommand){.topic = "a", .payload = payload, .qos = 2};
  none = helio_payload_command_mosquitto_pub (&message, &note);
  g_assert_cmpstr (none, ==, "mosquitto_pub -q 2 -t 'a' -n");
}

int
main (int argc, char **argv)
{
  static const char *const users[] = {"alice", "won$der\"land", NULL};
  const HelioMosquittoOptions options = {.users = users};
  int status;

  g_test_init (&argc, &argv, NULL);
  broker = helio_mosquitto_start (&options);
  url = g_strdup_printf ("mqtt://127.0.0.1:%d/", helio_mosquitto_get_port (broker, "mqtt"));
  g_test_add_func ("/payload-command/payloads", test_payloads);
  g_test_add_func ("/payload-command/large", test_large);
  g_test_add_func ("/payload-command/properties", test_properties);
  g_test_add_func ("/payload-command/correlation", test_correlation);
  g_test_add_func ("/payload-command/broker", test_broker);
  status = g_test_run ();
  helio_mosquitto_free (broker);
  g_free (url);
  return status;
}
