// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Profiles as text, for the tests of reading and of what is made of them. */

#include "core/profile/helio-profile.h"

#include <string.h>

#define PEM "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n"

static const char profile_minimal[] =
    "{\"version\":1,\"name\":\"P\",\"broker\":{\"url\":\"wss://broker.test:18885/\"},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{}}}";

/* The example of design.md §5.1, with a value in every place. */
static const char profile_full[] =
    "{\n"
    "  \"version\": 1,\n"
    "  \"id\": \"2f4c9d1e-0000-4000-8000-000000000001\", \"name\": \"Production Auth0\",\n"
    "  \"broker\": {\n"
    "    \"url\": \"wss://connect.cloudsignal.app:18885/\", \"allow_insecure\": false,\n"
    "    \"protocol\": \"5\", \"client_id\": \"console\", \"keep_alive\": 30,\n"
    "    \"clean_start\": true, \"session_expiry\": 4294967295, \"keep_session\": true,\n"
    "    \"ca\": {\"pem\": \"" PEM "\"}, \"client_certificate\": {\"file\": \"client.pem\"},\n"
    "    \"connect_properties\": {\"receive_maximum\": 2000, \"maximum_packet_size\": 65536,\n"
    "      \"request_problem_information\": false, \"user_properties\": "
    "[[\"a\",\"1\"],[\"a\",\"2\"]]},\n"
    "    \"will\": {\"topic\": \"users/%u/gone\", \"payload_base64\": \"AP8=\", \"qos\": 2,\n"
    "      \"retain\": true, \"delay\": 5, \"properties\": {\"content_type\": \"text/plain\",\n"
    "      \"response_topic\": \"r\", \"correlation_data_base64\": \"AP8=\", \"payload_format\": "
    "1,\n"
    "      \"message_expiry\": 60, \"user_properties\": "
    "[[\"k\",\"v\"]]}}\n"
    "  },\n"
    "  \"sign_in\": {\n"
    "    \"domain\": \"your-tenant.auth0.com\", \"issuer\": \"https://login.example.com/\",\n"
    "    \"client_id\": \"abc\", \"audience\": \"https://api.yourapp.com\", \"scope\": "
    "\"openid\",\n"
    "    \"connection\": \"google\", \"organization\": \"org_a\", \"login_hint\": \"bob\",\n"
    "    \"prompt\": \"login\", \"redirect_ports\": [0, 17731],\n"
    "    \"resource\": \"https://mqtt.yourapp.com\", \"redirect_host\": \"[::1]\"\n"
    "  },\n"
    "  \"credentials\": {\n"
    "    \"method\": \"backend\",\n"
    "    \"exchange\": {\"url\": \"https://api.cloudsignal.io/v2/tokens/exchange\",\n"
    "      \"dialect\": \"organization\", \"provider\": \"auth0\", \"organization_id\": "
    "\"org_1\",\n"
    "      \"integration_id\": \"int_1\", \"ttl\": 600},\n"
    "    \"backend\": {\"url\": \"https://app.example.com/api/mqtt-credentials\",\n"
    "      \"style\": \"json\", \"token_field\": \"token\"},\n"
    "    \"native\": {\"url\": \"https://auth.cloudsignal.app/v2/tokens\",\n"
    "      \"organization_id\": \"org_2\", \"email\": \"a@b.c\"},\n"
    "    \"password\": {\"username\": \"name@org_3\"}\n"
    "  },\n"
    "  \"subscriptions\": [{\"filter\": \"users/%u/#\", \"qos\": 2, \"no_local\": true,\n"
    "    \"retain_as_published\": false, \"retain_handling\": 2}, {\"filter\": \"#\"}]\n"
    "}\n";

static inline HelioProfile *
profile_read (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioProfile *self = helio_profile_from_text (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (self);
  return self;
}

/* A profile in which the member at @path has @value (NULL: is not there). */
static inline char *
profile_with (const char *path, const char *value)
{
  g_autoptr (HelioJson) root =
      helio_json_parse (profile_full, strlen (profile_full), 65536, 64, NULL);
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  g_autoptr (HelioJson) object = helio_json_ref (root);
  g_autoptr (HelioJson) copy = NULL;
  guint i;

  copy = helio_json_copy (root);
  g_clear_pointer (&object, helio_json_unref);
  object = helio_json_ref (copy);
  for (i = 1; names[i + 1] != NULL; i++) {
    HelioJson *next = helio_json_get_object (object, names[i]);

    g_assert_nonnull (next);
    helio_json_unref (object);
    object = next;
  }
  if (value == NULL)
    helio_json_remove (object, names[i]);
  else
    helio_json_set (object, names[i], helio_json_parse (value, strlen (value), 1 << 20, 64, NULL));
  return helio_json_to_text (copy, FALSE);
}
