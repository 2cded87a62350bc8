// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/profile/helio-profile.h"
#include "tests/core/profile/profile-samples.h"

#include <string.h>

static void
test_defaults (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_minimal);
  static const int ports[] = {17731, 21739, 26737, 28751, 31727};

  g_assert_true (g_uuid_string_is_valid (self->id));
  g_assert_cmpstr (self->name, ==, "P");
  g_assert_cmpstr (self->broker.url, ==, "wss://broker.test:18885/");
  g_assert_false (self->broker.allow_insecure);
  g_assert_cmpint (self->broker.protocol, ==, HELIO_PROTOCOL_AUTO);
  g_assert_cmpstr (self->broker.client_id, ==, "");
  g_assert_cmpint (self->broker.keep_alive, ==, 60);
  g_assert_false (self->broker.clean_start);
  g_assert_cmpint (self->broker.session_expiry, ==, 3600);
  g_assert_false (self->broker.keep_session);
  g_assert_null (self->broker.ca_pem);
  g_assert_null (self->broker.ca_file);
  g_assert_null (self->broker.certificate_pem);
  g_assert_cmpint (self->broker.receive_maximum, ==, 1000);
  g_assert_cmpint (self->broker.maximum_packet_size, ==, -1);
  g_assert_true (self->broker.request_problem_information);
  g_assert_cmpuint (g_strv_length (self->broker.user_properties), ==, 0);
  g_assert_null (self->broker.will);
  g_assert_null (self->sign_in.domain);
  g_assert_null (self->sign_in.issuer);
  g_assert_cmpstr (self->sign_in.scope, ==, "openid profile email offline_access");
  g_assert_null (self->sign_in.prompt);
  g_assert_null (self->sign_in.resource);
  g_assert_cmpint (self->sign_in.redirect_host, ==, HELIO_REDIRECT_IPV4);
  g_assert_cmpmem (self->sign_in.redirect_ports->data,
                   self->sign_in.redirect_ports->len * sizeof (int),
                   ports,
                   sizeof ports);
  g_assert_cmpint (self->method, ==, HELIO_METHOD_EXCHANGE);
  g_assert_cmpstr (self->exchange.url, ==, "https://api.cloudsignal.io/v2/tokens/exchange");
  g_assert_cmpint (self->exchange.dialect, ==, HELIO_DIALECT_KEY);
  g_assert_cmpstr (self->exchange.provider, ==, "auth0");
  g_assert_cmpint (self->exchange.ttl, ==, 3600);
  g_assert_cmpstr (self->backend.token_field, ==, "auth0Token");
  g_assert_cmpint (self->backend.style, ==, HELIO_STYLE_BEARER);
  g_assert_cmpstr (self->native.url, ==, "https://auth.cloudsignal.app/v2/tokens");
  g_assert_cmpuint (self->subscriptions->len, ==, 0);
}

static void
check_full (const HelioProfile *self)
{
  const HelioProfileSubscription *first, *second;
  g_autoptr (GBytes) payload = helio_profile_will_get_payload (self->broker.will);

  g_assert_cmpstr (self->id, ==, "2f4c9d1e-0000-4000-8000-000000000001");
  g_assert_cmpstr (self->name, ==, "Production Auth0");
  g_assert_cmpint (self->broker.protocol, ==, HELIO_PROTOCOL_5);
  g_assert_cmpstr (self->broker.client_id, ==, "console");
  g_assert_cmpint (self->broker.keep_alive, ==, 30);
  g_assert_true (self->broker.clean_start);
  g_assert_cmpint (self->broker.session_expiry, ==, 4294967295);
  g_assert_true (self->broker.keep_session);
  g_assert_true (g_str_has_prefix (self->broker.ca_pem, "-----BEGIN CERTIFICATE-----\nMIIB\n"));
  g_assert_null (self->broker.ca_file);
  g_assert_null (self->broker.certificate_pem);
  g_assert_cmpstr (self->broker.certificate_file, ==, "client.pem");
  g_assert_cmpint (self->broker.receive_maximum, ==, 2000);
  g_assert_cmpint (self->broker.maximum_packet_size, ==, 65536);
  g_assert_false (self->broker.request_problem_information);
  g_assert_cmpuint (g_strv_length (self->broker.user_properties), ==, 4);
  g_assert_cmpstr (self->broker.user_properties[3], ==, "2");
  g_assert_cmpstr (self->broker.will->topic, ==, "users/%u/gone");
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), "\0\377", 2);
  g_assert_cmpint (self->broker.will->qos, ==, 2);
  g_assert_true (self->broker.will->retain);
  g_assert_cmpint (self->broker.will->delay, ==, 5);
  g_assert_cmpstr (self->broker.will->content_type, ==, "text/plain");
  g_assert_cmpstr (self->broker.will->response_topic, ==, "r");
  g_assert_cmpstr (self->broker.will->correlation_data_base64, ==, "AP8=");
  g_assert_cmpint (self->broker.will->payload_format, ==, 1);
  g_assert_cmpint (self->broker.will->message_expiry, ==, 60);
  g_assert_cmpstr (self->broker.will->user_properties[1], ==, "v");
  g_assert_cmpstr (self->sign_in.issuer, ==, "https://login.example.com/");
  g_assert_cmpstr (self->sign_in.connection, ==, "google");
  g_assert_cmpstr (self->sign_in.organization, ==, "org_a");
  g_assert_cmpstr (self->sign_in.login_hint, ==, "bob");
  g_assert_cmpstr (self->sign_in.prompt, ==, "login");
  g_assert_cmpstr (self->sign_in.resource, ==, "https://mqtt.yourapp.com");
  g_assert_cmpint (self->sign_in.redirect_host, ==, HELIO_REDIRECT_IPV6);
  g_assert_cmpuint (self->sign_in.redirect_ports->len, ==, 2);
  g_assert_cmpint (g_array_index (self->sign_in.redirect_ports, int, 0), ==, 0);
  g_assert_cmpint (self->method, ==, HELIO_METHOD_BACKEND);
  g_assert_cmpint (self->exchange.dialect, ==, HELIO_DIALECT_ORGANIZATION);
  g_assert_cmpstr (self->exchange.integration_id, ==, "int_1");
  g_assert_cmpint (self->exchange.ttl, ==, 600);
  g_assert_cmpint (self->backend.style, ==, HELIO_STYLE_JSON);
  g_assert_cmpstr (self->backend.token_field, ==, "token");
  g_assert_cmpstr (self->native.email, ==, "a@b.c");
  g_assert_cmpstr (self->password.username, ==, "name@org_3");
  g_assert_cmpuint (self->subscriptions->len, ==, 2);
  first = g_ptr_array_index (self->subscriptions, 0);
  second = g_ptr_array_index (self->subscriptions, 1);
  g_assert_cmpstr (first->filter, ==, "users/%u/#");
  g_assert_cmpint (first->qos, ==, 2);
  g_assert_true (first->no_local);
  g_assert_false (first->retain_as_published);
  g_assert_cmpint (first->retain_handling, ==, 2);
  g_assert_cmpint (second->qos, ==, 1);
  g_assert_true (second->retain_as_published);
}

static void
test_full (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_full);
  g_autoptr (HelioProfile) copy = helio_profile_copy (self);
  g_autofree char *text = helio_profile_to_text (self);
  g_autofree char *text_of_copy = helio_profile_to_text (copy);
  g_autoptr (HelioProfile) again = profile_read (text);
  g_autofree char *text_again = helio_profile_to_text (again);

  check_full (self);
  check_full (copy);
  check_full (again);
  g_assert_cmpstr (text, ==, text_of_copy);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_true (g_str_has_suffix (text, "}\n"));
}

static void
test_copy_is_deep (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_full);
  g_autoptr (HelioProfile) copy = helio_profile_copy (self);
  HelioProfileSubscription *subscription = g_ptr_array_index (copy->subscriptions, 0);

  subscription->filter[0] = 'X';
  copy->broker.will->topic[0] = 'X';
  copy->broker.user_properties[0][0] = 'X';
  g_array_index (copy->sign_in.redirect_ports, int, 0) = 9;
  copy->name[0] = copy->broker.url[0] = copy->sign_in.issuer[0] = copy->exchange.url[0] = 'X';
  check_full (self);
}

/* Every level, in objects that are known and in lists. */
static void
test_unknown_members (void)
{
  static const char text[] =
      "{\"future\":{\"a\":[1,2.5,null]},\"version\":1,\"id\":\"abc\",\"name\":\"P\","
      "\"broker\":{\"url\":\"wss://b.test/\",\"x1\":true,\"ca\":{\"pem\":\"" PEM "\",\"x2\":2},"
      "\"connect_properties\":{\"x3\":3},\"will\":{\"topic\":\"t\",\"x4\":4,"
      "\"properties\":{\"x5\":5}}},\"sign_in\":{\"x6\":6},"
      "\"credentials\":{\"method\":\"password\",\"x7\":7,\"password\":{\"username\":\"u\",\"x8\":8}"
      ","
      "\"oauth3\":{\"x9\":9}},\"subscriptions\":[{\"filter\":\"a\",\"x10\":10},"
      "{\"x11\":11,\"filter\":\"b\"}]}";
  g_autoptr (HelioProfile) self = profile_read (text);
  g_autoptr (HelioProfile) copy = helio_profile_copy (self);
  g_autofree char *out = NULL;
  g_autoptr (HelioJson) json = NULL;
  g_autoptr (HelioJson) future = NULL;
  g_autofree char *future_text = NULL;

  g_free (copy->name);
  copy->name = g_strdup ("Q");
  /* One that goes takes its unknown members along; the others keep theirs. */
  g_ptr_array_remove_index (copy->subscriptions, 0);
  out = helio_profile_to_text (copy);
  for (guint i = 1; i <= 11; i++) {
    g_autofree char *member =
        i == 1 ? g_strdup ("\"x1\": true") : g_strdup_printf ("\"x%u\": %u", i, i);

    if (i == 10)
      g_assert_null (strstr (out, "x10"));
    else if (strstr (out, member) == NULL)
      g_error ("%s is lost in %s", member, out);
  }
  json = helio_json_parse (out, strlen (out), 65536, 64, NULL);
  g_assert_nonnull (json);
  g_assert_cmpstr (helio_json_get_string (json, "name"), ==, "Q");
  future = helio_json_get (json, "future");
  future_text = helio_json_to_text (future, FALSE);
  g_assert_cmpstr (future_text, ==, "{\"a\":[1,2.5,null]}");
  /* And what is unknown stands where it stood: first. */
  g_assert_true (strstr (out, "\"future\"") < strstr (out, "\"version\""));
}

static void
assert_refused (const char *text, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *end = g_strconcat (path, ":", NULL);
  g_autofree char *missing = g_strconcat (path, " ", NULL);

  if (helio_profile_from_text (text, strlen (text), &error) != NULL)
    g_error ("%s: taken: %s", path, text);
  if (!g_error_matches (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA) ||
      (!g_str_has_prefix (error->message, end) && !g_str_has_prefix (error->message, missing)))
    g_error ("%s: %s", path, error->message);
}

static void
test_wrong_types (void)
{
  static const struct {
    const char *path;
    const char
        *values; /* kinds that are right: t(ext) b(oolean) n(umber) l(ist) o(bject) 0 (null) */
  } members[] = {
      {"$.version", "n"},
      {"$.id", "t0"},
      {"$.name", "t"},
      {"$.broker", "o"},
      {"$.broker.url", "t"},
      {"$.broker.allow_insecure", "b"},
      {"$.broker.protocol", "t"},
      {"$.broker.client_id", "t"},
      {"$.broker.keep_alive", "n"},
      {"$.broker.clean_start", "b"},
      {"$.broker.session_expiry", "n"},
      {"$.broker.keep_session", "b"},
      {"$.broker.ca", "o0"},
      {"$.broker.ca.pem", "t0"},
      {"$.broker.client_certificate", "o0"},
      {"$.broker.client_certificate.file", "t0"},
      {"$.broker.connect_properties", "o0"},
      {"$.broker.connect_properties.receive_maximum", "n"},
      {"$.broker.connect_properties.maximum_packet_size", "n0"},
      {"$.broker.connect_properties.request_problem_information", "b"},
      {"$.broker.connect_properties.user_properties", "l"},
      {"$.broker.will", "o0"},
      {"$.broker.will.topic", "t"},
      {"$.broker.will.payload", "t0"},
      {"$.broker.will.payload_base64", "t0"},
      {"$.broker.will.qos", "n"},
      {"$.broker.will.retain", "b"},
      {"$.broker.will.delay", "n"},
      {"$.broker.will.properties", "o0"},
      {"$.broker.will.properties.content_type", "t0"},
      {"$.broker.will.properties.response_topic", "t0"},
      {"$.broker.will.properties.message_expiry", "n0"},
      {"$.broker.will.properties.payload_format", "n0"},
      {"$.broker.will.properties.correlation_data_base64", "t0"},
      {"$.broker.will.properties.user_properties", "l"},
      {"$.sign_in", "o0"},
      {"$.sign_in.domain", "t0"},
      {"$.sign_in.issuer", "t0"},
      {"$.sign_in.client_id", "t"},
      {"$.sign_in.audience", "t"},
      {"$.sign_in.scope", "t"},
      {"$.sign_in.connection", "t0"},
      {"$.sign_in.organization", "t0"},
      {"$.sign_in.login_hint", "t0"},
      {"$.sign_in.prompt", "t0"},
      {"$.sign_in.resource", "t0"},
      {"$.sign_in.redirect_host", "t"},
      {"$.sign_in.redirect_ports", "l"},
      {"$.credentials", "o"},
      {"$.credentials.method", "t"},
      {"$.credentials.exchange", "o0"},
      {"$.credentials.exchange.url", "t"},
      {"$.credentials.exchange.dialect", "t"},
      {"$.credentials.exchange.provider", "t"},
      {"$.credentials.exchange.organization_id", "t0"},
      {"$.credentials.exchange.integration_id", "t0"},
      {"$.credentials.exchange.ttl", "n"},
      {"$.credentials.backend", "o"},
      {"$.credentials.backend.url", "t"},
      {"$.credentials.backend.style", "t"},
      {"$.credentials.backend.token_field", "t"},
      {"$.credentials.native", "o0"},
      {"$.credentials.native.url", "t"},
      {"$.credentials.native.organization_id", "t"},
      {"$.credentials.native.email", "t"},
      {"$.credentials.password", "o0"},
      {"$.credentials.password.username", "t"},
      {"$.subscriptions", "l"},
  };
  static const struct {
    char kind;
    const char *value;
  } values[] = {{'t', "\"\\u0001\""},
                {'b', "true"},
                {'n', "1.5"},
                {'l', "[[]]"},
                {'o', "{}"},
                {'0', "null"}};

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    for (guint k = 0; k < G_N_ELEMENTS (values); k++) {
      g_autofree char *text = NULL;

      /* Right kinds are given a value that is wrong in another test. */
      if (strchr (members[i].values, values[k].kind) != NULL)
        continue;
      text = profile_with (members[i].path, values[k].value);
      assert_refused (text, members[i].path);
    }
}

static void
test_wrong_values (void)
{
  static const struct {
    const char *member, *value;
    const char *path; /* where it is not the member */
  } wrong[] = {
      {"$.version", "2"},
      {"$.version", "0"},
      {"$.version", NULL},
      {"$.id", "\"\""},
      {"$.id", "\"../../etc/passwd\""},
      {"$.id", "\"a/b\""},
      {"$.id", "\".hidden\""},
      {"$.id", "\"a\\u0000b\"", "$"},
      {"$.id", "\"01234567890123456789012345678901234567890123456789012345678901234\""},
      {"$.name", NULL},
      {"$.name", "\"\""},
      {"$.name", "\"  \""},
      {"$.name", "\"a\\nb\""},
      {"$.broker", NULL},
      {"$.broker.url", NULL},
      {"$.broker.url", "\"\""},
      {"$.broker.url", "\"broker.test\""},
      {"$.broker.url", "\"http://broker.test\""},
      {"$.broker.url", "\"wss://\""},
      {"$.broker.url", "\"wss://user:pass@broker.test/\""},
      {"$.broker.url", "\"wss://broker.test/#x\""},
      {"$.broker.url", "\"wss://broker.test:99999/\""},
      {"$.broker.url", "\"wss://broker.test:0/\""},
      {"$.broker.url", "\"mqtts://broker.test/path\""},
      {"$.broker.url", "\"mqtts://broker.test?x=1\""},
      {"$.broker.url", "\"mqtt://broker.test\""}, /* not encrypted */
      {"$.broker.url", "\"ws://broker.test/\""},
      {"$.broker.protocol", "\"4\""},
      {"$.broker.keep_alive", "-1"},
      {"$.broker.keep_alive", "65536"},
      {"$.broker.keep_alive", "1.5"},
      {"$.broker.session_expiry", "4294967296"},
      {"$.broker.session_expiry", "-1"},
      {"$.broker.ca", "{}"},
      {"$.broker.ca", "{\"pem\":\"" PEM "\",\"file\":\"x\"}"},
      {"$.broker.ca", "{\"pem\":\"\"}"},
      {"$.broker.ca.pem", "\"hello\""},
      {"$.broker.client_certificate.pem",
       "\"" PEM "-----BEGIN PRIVATE KEY-----\\nAA\\n-----END PRIVATE KEY-----\\n\""},
      {"$.broker.connect_properties.receive_maximum", "0"},
      {"$.broker.connect_properties.receive_maximum", "65536"},
      {"$.broker.connect_properties.maximum_packet_size", "0"},
      {"$.broker.connect_properties.user_properties",
       "[[\"a\",\"b\"],[\"a\"]]",
       "$.broker.connect_properties.user_properties[1]"},
      {"$.broker.connect_properties.user_properties",
       "[{\"a\":\"b\"}]",
       "$.broker.connect_properties.user_properties[0]"},
      {"$.broker.connect_properties.user_properties",
       "[[\"a\",5]]",
       "$.broker.connect_properties.user_properties[0]"},
      {"$.broker.will.topic", NULL},
      {"$.broker.will.topic", "\"\""},
      {"$.broker.will.topic", "\"a/+\""},
      {"$.broker.will.topic", "\"a/#\""},
      {"$.broker.will.payload", "\"both\"", "$.broker.will"},
      {"$.broker.will.payload_base64", "\"AP8\""},
      {"$.broker.will.payload_base64", "\"AP8_\""},
      {"$.broker.will.payload_base64", "\"A===\""},
      {"$.broker.will.payload_base64", "\"AP 8=\""},
      {"$.broker.will.qos", "3"},
      {"$.broker.will.delay", "-1"},
      {"$.sign_in.domain", "\"https://your-tenant.auth0.com\""},
      {"$.sign_in.domain", "\"your-tenant.auth0.com/\""},
      {"$.sign_in.domain", "\"your tenant\""},
      {"$.sign_in.domain", "\"user@host\""},
      {"$.sign_in.domain", "\"host?x\""},
      {"$.sign_in.issuer", "\"login.example.com\""},
      {"$.sign_in.issuer", "\"https://login.example.com/?a=b\""},
      {"$.sign_in.issuer", "\"http://login.example.com/\""},
      {"$.sign_in.resource", "\"api.example.com\""},
      {"$.sign_in.resource", "\"https://api.example.com/#part\""},
      {"$.sign_in.redirect_host", "\"localhost\""},
      {"$.sign_in.redirect_host", "\"::1\""},
      {"$.sign_in.redirect_ports", "[]"},
      {"$.sign_in.redirect_ports", "[1,65536]", "$.sign_in.redirect_ports[1]"},
      {"$.sign_in.redirect_ports", "[\"17731\"]", "$.sign_in.redirect_ports[0]"},
      {"$.sign_in.redirect_ports", "[1,2,1]", "$.sign_in.redirect_ports[2]"},
      {"$.sign_in.redirect_ports", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]"},
      {"$.credentials", NULL},
      {"$.credentials.method", NULL},
      {"$.credentials.method", "\"magic\""},
      {"$.credentials.method", "\"Backend\""},
      {"$.credentials.backend", NULL},
      {"$.credentials.backend", "{}", "$.credentials.backend.url"},
      {"$.credentials.backend.url", "\"ftp://app.example.com/\""},
      {"$.credentials.backend.url", "\"http://app.example.com/\""},
      {"$.credentials.backend.style", "\"cookie\""},
      {"$.credentials.backend.token_field", "\"\""},
      {"$.credentials.exchange.dialect", "\"keys\""},
      {"$.credentials.exchange.ttl", "0"},
      {"$.credentials.exchange.ttl", "86401"},
      {"$.subscriptions", "[{\"filter\":\"a\"},{}]", "$.subscriptions[1].filter"},
      {"$.subscriptions", "[5]", "$.subscriptions[0]"},
      {"$.subscriptions", "[{\"filter\":5}]", "$.subscriptions[0].filter"},
      {"$.subscriptions", "[{\"filter\":\"\"}]", "$.subscriptions[0].filter"},
      {"$.subscriptions", "[{\"filter\":\"a#\"}]", "$.subscriptions[0].filter"},
      {"$.subscriptions", "[{\"filter\":\"#/a\"}]", "$.subscriptions[0].filter"},
      {"$.subscriptions", "[{\"filter\":\"a+/b\"}]", "$.subscriptions[0].filter"},
      {"$.subscriptions", "[{\"filter\":\"+a\"}]", "$.subscriptions[0].filter"},
      {"$.subscriptions", "[{\"filter\":\"a\",\"qos\":3}]", "$.subscriptions[0].qos"},
      {"$.subscriptions", "[{\"filter\":\"a\",\"qos\":\"1\"}]", "$.subscriptions[0].qos"},
      {"$.subscriptions", "[{\"filter\":\"a\",\"no_local\":0}]", "$.subscriptions[0].no_local"},
      {"$.subscriptions",
       "[{\"filter\":\"$share/g/a\",\"no_local\":true}]",
       "$.subscriptions[0].no_local"},
      {"$.subscriptions",
       "[{\"filter\":\"a\",\"retain_as_published\":null}]",
       "$.subscriptions[0].retain_as_published"},
      {"$.subscriptions",
       "[{\"filter\":\"a\",\"retain_handling\":3}]",
       "$.subscriptions[0].retain_handling"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *text = wrong[i].path != NULL && strcmp (wrong[i].path, "$") == 0
                                ? g_strdup ("{\"id\":\"a\\u0000b\"}")
                                : profile_with (wrong[i].member, wrong[i].value);
    g_autoptr (GError) error = NULL;

    if (wrong[i].path != NULL && strcmp (wrong[i].path, "$") == 0) {
      g_assert_null (helio_profile_from_text (text, strlen (text), &error));
      g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
      continue;
    }
    assert_refused (text, wrong[i].path != NULL ? wrong[i].path : wrong[i].member);
  }
}

static void
test_right_values (void)
{
  static const struct {
    const char *member, *value;
  } right[] = {
      {"$.id", NULL},
      {"$.id", "null"},
      {"$.id", "\"alice-exchange\""},
      {"$.broker.url", "\"mqtts://broker.test\""},
      {"$.broker.url", "\"mqtts://broker.test:8883/\""},
      {"$.broker.url", "\"wss://[2001:db8::1]:443/mqtt?x=1\""},
      {"$.broker.url", "\"mqtt://127.0.0.1:1883\""},
      {"$.broker.url", "\"mqtt://localhost\""},
      {"$.broker.url", "\"ws://[::1]:80/\""},
      {"$.broker.keep_alive", "0"},
      {"$.broker.keep_alive", "60.0"},
      {"$.broker.keep_alive", "6e1"},
      {"$.broker.ca", "null"},
      {"$.broker.ca", "{\"file\":\"/etc/ca.pem\"}"},
      {"$.broker.will", "null"},
      {"$.broker.will", "{\"topic\":\"gone\"}"},
      {"$.broker.will.payload_base64", "\"\""},
      {"$.sign_in", NULL},
      {"$.sign_in", "null"},
      {"$.sign_in.domain", "\"localhost:3000\""},
      {"$.sign_in.issuer", "\"http://127.0.0.1:4000/\""},
      {"$.sign_in.issuer", "\"\""},
      {"$.sign_in.resource", "\"urn:example:mqtt\""},
      {"$.sign_in.resource", "\"https://api.example.com\""},
      {"$.sign_in.redirect_host", "\"127.0.0.1\""},
      {"$.sign_in.redirect_ports", "[0]"},
      {"$.credentials.exchange", NULL},
      {"$.credentials.exchange", "null"},
      {"$.credentials.native", "{}"},
      {"$.credentials.native.email", "\"\""}, /* a method not in use may be half filled in */
      {"$.credentials.backend.url", "\"http://127.0.0.1:8080/c\""},
      {"$.subscriptions", NULL},
      {"$.subscriptions", "[]"},
      {"$.subscriptions", "[{\"filter\":\"#\"},{\"filter\":\"+/a/+\"},{\"filter\":\"/\"}]"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    g_autofree char *text = profile_with (right[i].member, right[i].value);
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioProfile) self = helio_profile_from_text (text, strlen (text), &error);
    char *path = NULL;

    if (self == NULL)
      g_error ("%s = %s: %s", right[i].member, right[i].value, error->message);
    g_assert_true (helio_profile_validate (self, &path, &error));
    g_assert_null (path);
  }
}

static void
test_not_json (void)
{
  static const char *const bad[] =
      {"", "{", "[]", "\"x\"", "{\"a\":1,\"a\":2}", "\xff\xfe", "null"};
  g_autofree char *large = g_strnfill (HELIO_JSON_SIZE_FILE + 1, ' ');
  g_autoptr (GError) size_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_profile_from_text (bad[i], strlen (bad[i]), &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
  g_assert_null (helio_profile_from_text (large, strlen (large), &size_error));
  g_assert_error (size_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
test_validate (void)
{
  g_autoptr (HelioProfile) self = helio_profile_new ();
  g_autoptr (GError) name_error = NULL;
  g_autoptr (GError) url_error = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name_path = NULL;
  g_autofree char *url_path = NULL;

  g_assert_false (helio_profile_validate (self, &name_path, &name_error));
  g_assert_error (name_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_cmpstr (name_path, ==, "$.name");
  g_free (self->name);
  self->name = g_strdup ("P");
  g_assert_false (helio_profile_validate (self, &url_path, &url_error));
  g_assert_cmpstr (url_path, ==, "$.broker.url");
  g_free (self->broker.url);
  self->broker.url = g_strdup ("mqtt://10.0.0.1");
  g_assert_false (helio_profile_validate (self, NULL, NULL));
  self->broker.allow_insecure = TRUE;
  g_assert_true (helio_profile_validate (self, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/defaults", test_defaults);
  g_test_add_func ("/profile/full", test_full);
  g_test_add_func ("/profile/copy-is-deep", test_copy_is_deep);
  g_test_add_func ("/profile/unknown-members", test_unknown_members);
  g_test_add_func ("/profile/wrong-types", test_wrong_types);
  g_test_add_func ("/profile/wrong-values", test_wrong_values);
  g_test_add_func ("/profile/right-values", test_right_values);
  g_test_add_func ("/profile/not-json", test_not_json);
  g_test_add_func ("/profile/validate", test_validate);
  return g_test_run ();
}
