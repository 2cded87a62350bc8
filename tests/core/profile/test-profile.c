// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/profile/helio-profile.h"
#include "tests/core/profile/profile-samples.h"
#include "tests/support/helio-test.h"

#include <string.h>

static void
test_organization_dialect (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_minimal);
  g_autofree char *path = NULL;

  self->exchange.dialect = HELIO_DIALECT_ORGANIZATION;
  g_assert_false (helio_profile_validate (self, &path, NULL));
  g_assert_cmpstr (path, ==, "$.credentials.exchange.organization_id");
  self->exchange.organization_id = g_strdup ("org_1");
  g_assert_true (helio_profile_validate (self, NULL, NULL));
}

static void
test_sign_in (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_minimal);
  g_autofree char *no_domain = NULL;
  g_autofree char *no_client = NULL;
  g_autofree char *no_audience = NULL;
  g_autofree char *of_domain = NULL;
  g_autofree char *of_issuer = NULL;

  g_assert_true (helio_profile_needs_sign_in (self));
  g_assert_null (helio_profile_get_issuer (self));
  g_assert_false (helio_profile_check_sign_in (self, &no_domain, NULL));
  g_assert_cmpstr (no_domain, ==, "$.sign_in.domain");
  self->sign_in.domain = g_strdup ("tenant.auth0.com");
  of_domain = helio_profile_get_issuer (self);
  g_assert_cmpstr (of_domain, ==, "https://tenant.auth0.com/");
  g_assert_false (helio_profile_check_sign_in (self, &no_client, NULL));
  g_assert_cmpstr (no_client, ==, "$.sign_in.client_id");
  g_free (self->sign_in.client_id);
  self->sign_in.client_id = g_strdup ("abc");
  g_assert_false (helio_profile_check_sign_in (self, &no_audience, NULL));
  g_assert_cmpstr (no_audience, ==, "$.sign_in.audience");
  g_free (self->sign_in.audience);
  self->sign_in.audience = g_strdup ("");
  self->sign_in.resource = g_strdup ("https://api");
  g_assert_true (helio_profile_check_sign_in (self, NULL, NULL));
  g_clear_pointer (&self->sign_in.resource, g_free);
  /* An issuer of another kind may have one audience only. */
  self->sign_in.issuer = g_strdup ("https://login.example.com");
  g_assert_true (helio_profile_check_sign_in (self, NULL, NULL));
  g_clear_pointer (&self->sign_in.issuer, g_free);
  g_free (self->sign_in.audience);
  self->sign_in.audience = g_strdup ("https://api");
  g_assert_true (helio_profile_check_sign_in (self, NULL, NULL));
  self->sign_in.issuer = g_strdup ("http://127.0.0.1:1/");
  of_issuer = helio_profile_get_issuer (self);
  g_assert_cmpstr (of_issuer, ==, "http://127.0.0.1:1/");

  self->method = HELIO_METHOD_PASSWORD;
  g_assert_false (helio_profile_needs_sign_in (self));
  g_assert_null (helio_profile_get_issuer (self));
  g_assert_null (helio_profile_get_credential_url (self));
  self->method = HELIO_METHOD_NATIVE;
  g_assert_false (helio_profile_needs_sign_in (self));
  g_assert_cmpstr (helio_profile_get_credential_url (self), ==, self->native.url);
}

static void
test_client_id (void)
{
  g_autoptr (HelioProfile) a = profile_read (profile_minimal);
  g_autoptr (HelioProfile) b = helio_profile_copy (a);
  g_autofree char *id = helio_profile_get_client_id (a);
  g_autofree char *same = helio_profile_get_client_id (b);
  g_autofree char *other = NULL;
  g_autofree char *own = NULL;

  g_assert_cmpuint (strlen (id), ==, strlen ("heliograph-") + 12);
  g_assert_true (g_str_has_prefix (id, "heliograph-"));
  g_assert_cmpuint (strspn (id + 11, "0123456789abcdef"), ==, 12);
  g_assert_cmpstr (id, ==, same);
  b->id[0] = b->id[0] == '0' ? '1' : '0';
  other = helio_profile_get_client_id (b);
  g_assert_cmpstr (id, !=, other);
  g_free (b->broker.client_id);
  b->broker.client_id = g_strdup ("mine");
  own = helio_profile_get_client_id (b);
  g_assert_cmpstr (own, ==, "mine");
}

static char *
binding_with (const char *member, const char *value)
{
  g_autofree char *text = profile_with (member, value);
  g_autoptr (HelioProfile) self = profile_read (text);

  return helio_profile_get_binding (self);
}

static void
test_binding (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_full);
  g_autofree char *binding = helio_profile_get_binding (self);
  static const struct {
    const char *member, *value;
  } changes[] = {
      {"$.sign_in.issuer", "\"https://login.example.org/\""},
      {"$.sign_in.issuer", "null"}, /* then it is the domain */
      {"$.sign_in.client_id", "\"abd\""},
      {"$.sign_in.audience", "\"https://api.yourapp.org\""},
      {"$.sign_in.resource", "\"https://api.yourapp.org\""},
      {"$.credentials.backend.url", "\"https://app.example.org/api/mqtt-credentials\""},
      {"$.credentials.backend.url", "\"https://app.example.com:8443/api/mqtt-credentials\""},
      {"$.broker.url", "\"wss://connect.cloudsignal.app:18886/\""},
      {"$.broker.url", "\"wss://connect.cloudsignal.org:18885/\""},
      {"$.broker.url", "\"mqtts://connect.cloudsignal.app:18885/\""},
      {"$.credentials.method", "\"password\""},
  };
  static const struct {
    const char *member, *value;
  } kept[] = {
      {"$.name", "\"Other\""},
      {"$.id", "\"other\""},
      {"$.broker.url", "\"WSS://CONNECT.cloudsignal.app:18885/mqtt\""},
      {"$.credentials.backend.url", "\"https://app.example.com:443/other\""},
      {"$.sign_in.scope", "\"openid email\""},
      {"$.sign_in.domain", "\"other.auth0.com\""}, /* the issuer overrides it */
      {"$.sign_in.redirect_host", "\"[::1]\""},
      {"$.subscriptions", "[]"},
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (strlen (binding), ==, 64);
  g_hash_table_add (seen, g_strdup (binding));
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    char *changed = binding_with (changes[i].member, changes[i].value);

    g_test_message ("%s = %s", changes[i].member, changes[i].value);
    g_assert_true (g_hash_table_add (seen, changed));
  }
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++) {
    g_autofree char *same = binding_with (kept[i].member, kept[i].value);

    g_assert_cmpstr (same, ==, binding);
  }
}

static void
test_binding_parts_do_not_mix (void)
{
  g_autoptr (HelioProfile) a = profile_read (profile_full);
  g_autoptr (HelioProfile) b = helio_profile_copy (a);
  g_autofree char *binding_a = NULL;
  g_autofree char *binding_b = NULL;

  g_free (a->sign_in.client_id);
  g_free (a->sign_in.audience);
  g_free (b->sign_in.client_id);
  g_free (b->sign_in.audience);
  a->sign_in.client_id = g_strdup ("ab");
  a->sign_in.audience = g_strdup ("c");
  b->sign_in.client_id = g_strdup ("a");
  b->sign_in.audience = g_strdup ("bc");
  binding_a = helio_profile_get_binding (a);
  binding_b = helio_profile_get_binding (b);
  g_assert_cmpstr (binding_a, !=, binding_b);
}

static void
test_hosts (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_full);
  g_auto (GStrv) backend = helio_profile_describe_hosts (self);
  g_auto (GStrv) password = NULL;

  g_assert_cmpuint (g_strv_length (backend), ==, 3);
  g_assert_true (g_str_has_prefix (backend[0], "login.example.com:443 ("));
  g_assert_true (g_str_has_prefix (backend[1], "app.example.com:443 ("));
  g_assert_true (g_str_has_prefix (backend[2], "connect.cloudsignal.app:18885 ("));
  self->method = HELIO_METHOD_PASSWORD;
  password = helio_profile_describe_hosts (self);
  g_assert_cmpuint (g_strv_length (password), ==, 1);
  g_assert_true (g_str_has_prefix (password[0], "connect.cloudsignal.app:18885 ("));
}

/* Without credentials: no object of its own, nothing required, nothing that a service is asked. */
static void
test_anonymous (void)
{
  static const char text[] = "{\"version\": 1, \"name\": \"Mosquitto\","
                             " \"broker\": {\"url\": \"mqtt://127.0.0.1:1883\"},"
                             " \"credentials\": {\"method\": \"none\"}}";
  g_autoptr (HelioProfile) self = profile_read (text);
  g_autoptr (HelioProfile) again = NULL, named = NULL;
  g_autofree char *written = helio_profile_to_text (self);
  g_autofree char *written_named = NULL;
  g_auto (GStrv) hosts = helio_profile_describe_hosts (self);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (self->method, ==, HELIO_METHOD_NONE);
  g_assert_true (helio_profile_validate (self, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (written, "\"method\": \"none\""));
  g_assert_null (strstr (written, "\"none\": {"));
  again = profile_read (written);
  g_assert_true (helio_profile_connects_alike (self, again));
  g_assert_false (helio_profile_needs_sign_in (self));
  g_assert_true (helio_profile_check_sign_in (self, NULL, NULL));
  g_assert_null (helio_profile_get_credential_url (self));
  g_assert_null (helio_profile_get_issuer (self));
  g_assert_cmpuint (g_strv_length (hosts), ==, 1);
  g_assert_nonnull (strstr (hosts[0], "without username and password"));
  /* What was typed for another method is not lost, and the two do not connect alike. */
  named = helio_profile_copy (self);
  helio_set_str (&named->password.username, "alice");
  written_named = helio_profile_to_text (named);
  g_assert_nonnull (strstr (written_named, "alice"));
  named->method = HELIO_METHOD_PASSWORD;
  g_assert_false (helio_profile_connects_alike (self, named));
}

/* What other programs take for an address becomes one. */
static void
test_complete_url (void)
{
  static const struct {
    const char *typed, *url;
  } cases[] = {
      {"localhost", "mqtt://localhost"},
      {" localhost:1883 ", "mqtt://localhost:1883"},
      {"127.0.0.1:41234", "mqtt://127.0.0.1:41234"},
      {"[::1]:1883", "mqtt://[::1]:1883"},
      {"localhost:8883", "mqtts://localhost:8883"},
      {"broker.example.com", "mqtts://broker.example.com"},
      {"broker.example.com:8883", "mqtts://broker.example.com:8883"},
      {"test.mosquitto.org:1883", "mqtt://test.mosquitto.org:1883"},
      {"tcp://10.0.0.1:1883", "mqtt://10.0.0.1:1883"},
      {"SSL://broker.example.com:8883", "mqtts://broker.example.com:8883"},
      {"mqtt://localhost", NULL},
      {"wss://broker.example.com/mqtt", NULL},
      {"https://broker.example.com", NULL},
      {"foo://bar", NULL},
      {"broker.example.com/mqtt", NULL}, /* ws or wss, on which port nobody knows */
      {"two words", NULL},
      {"host:port", NULL},
      {"localhost:99999", NULL},
      {"user@host", NULL},
      {"", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *url = helio_profile_complete_broker_url (cases[i].typed);

    g_test_message ("%s", cases[i].typed);
    g_assert_cmpstr (url, ==, cases[i].url);
  }
}

/* What is no JSON is called that, and not a bad number. */
static void
test_no_json (void)
{
  static const char *const texts[] = {"hello world", "-not a number", "this is text", "<html>", ""};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_profile_from_text (texts[i], strlen (texts[i]), &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, *texts[i] != '\0' ? "no profile" : "empty"));
    g_assert_null (strstr (error->message, "number"));
    g_assert_nonnull (helio_error_get_remedy (error));
  }
}

static guint
count_risks (const HelioProfile *self)
{
  g_auto (GStrv) risks = helio_profile_describe_risks (self);

  return g_strv_length (risks);
}

static void
test_risks (void)
{
  g_autoptr (HelioProfile) self = profile_read (profile_minimal);

  g_assert_cmpuint (count_risks (self), ==, 0);
  g_assert_false (helio_profile_is_insecure (self));
  g_free (self->broker.url);
  self->broker.url = g_strdup ("mqtt://127.0.0.1");
  g_assert_cmpuint (count_risks (self), ==, 0);
  g_assert_false (helio_profile_is_insecure (self));
  g_free (self->broker.url);
  self->broker.url = g_strdup ("mqtt://10.0.0.1");
  g_assert_cmpuint (count_risks (self), ==, 1);
  g_assert_true (helio_profile_is_insecure (self));
  self->broker.ca_pem = g_strdup ("x");
  g_assert_cmpuint (count_risks (self), ==, 2);
  g_free (self->broker.url);
  self->broker.url = g_strdup ("wss://broker.test");
  self->sign_in.issuer = g_strdup ("http://issuer.test/");
  g_assert_cmpuint (count_risks (self), ==, 2);
  g_assert_true (helio_profile_is_insecure (self));
  g_clear_pointer (&self->sign_in.issuer, g_free);
  g_free (self->exchange.url);
  self->exchange.url = g_strdup ("http://api.test/");
  g_assert_true (helio_profile_is_insecure (self));
  self->method = HELIO_METHOD_PASSWORD;
  g_assert_false (helio_profile_is_insecure (self));
  g_assert_cmpuint (count_risks (self), ==, 1);
}

static void
write_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
set_ca_file (HelioProfile *self, const char *name)
{
  g_free (self->broker.ca_file);
  self->broker.ca_file = g_strdup (name);
}

static void
test_load_files (void)
{
  static const char pem[] = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  char *dir = helio_test_make_dir ();
  g_autofree char *absolute = g_build_filename (dir, "ca.pem", NULL);
  g_autoptr (HelioProfile) self = profile_read (profile_minimal);
  g_autoptr (GError) absent_error = NULL;
  g_autoptr (GError) key_error = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_file (dir, "ca.pem", pem);
  write_file (dir, "key.pem", "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n");
  set_ca_file (self, "none.pem");
  g_assert_false (helio_profile_load_files (self, dir, &absent_error));
  g_assert_error (absent_error, HELIO_ERROR, HELIO_ERROR_FILE);
  g_assert_true (g_str_has_prefix (absent_error->message, "$.broker.ca.file: "));
  set_ca_file (self, "key.pem");
  g_assert_false (helio_profile_load_files (self, dir, &key_error));
  g_assert_error (key_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  set_ca_file (self, "ca.pem");
  self->broker.certificate_file = g_strdup (absolute);
  g_assert_true (helio_profile_load_files (self, dir, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (self->broker.ca_pem, ==, pem);
  g_assert_null (self->broker.ca_file);
  g_assert_cmpstr (self->broker.certificate_pem, ==, pem);
  g_assert_null (self->broker.certificate_file);
  /* Nothing is left of the path: a sandboxed install could not read it again. */
  text = helio_profile_to_text (self);
  g_assert_null (strstr (text, "\"file\""));
  helio_test_remove_dir (dir);
}

/* Certificate and key in one file: the key is for this run, and goes nowhere. */
static void
test_load_key (void)
{
#define CERTIFICATE "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
#define KEY "-----BEGIN ENCRYPTED PRIVATE KEY-----\nKEYKEYKEY\n-----END ENCRYPTED PRIVATE KEY-----"
#define PARAMETERS "-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----"
  static const struct {
    const char *text, *rest; /* NULL: refused */
  } files[] = {
      {CERTIFICATE "\n" KEY "\n", CERTIFICATE "\n\n"},
      {KEY "\n" CERTIFICATE "\n", "\n" CERTIFICATE "\n"},
      {CERTIFICATE "\n" KEY, CERTIFICATE "\n"},
      {PARAMETERS "\n" KEY "\n" CERTIFICATE, PARAMETERS "\n\n" CERTIFICATE},
      {KEY "\n" KEY "\n" CERTIFICATE, NULL},
      {KEY "\n", NULL},
      {CERTIFICATE "\n-----BEGIN PRIVATE KEY-----\nKEYKEYKEY", NULL},
      {CERTIFICATE "\n-----BEGIN PRIVATE KEY-----\nKEYKEYKEY\n-----END ", NULL},
  };
  char *dir = helio_test_make_dir ();

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (HelioProfile) self = profile_read (profile_minimal);
    g_autoptr (HelioProfile) copy = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    write_file (dir, "client.pem", files[i].text);
    self->broker.certificate_file = g_strdup ("client.pem");
    if (files[i].rest == NULL) {
      g_assert_false (helio_profile_load_files (self, dir, &error));
      g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
      g_assert_null (strstr (error->message, "KEYKEY"));
      g_assert_null (self->broker.private_key);
      continue;
    }
    g_assert_true (helio_profile_load_files (self, dir, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (self->broker.certificate_pem, ==, files[i].rest);
    copy = helio_profile_copy (self);
    g_assert_cmpstr (helio_secret_peek (copy->broker.private_key), ==, KEY);
    text = helio_profile_to_text (copy);
    g_assert_null (strstr (text, "KEYKEY"));
  }
  helio_test_remove_dir (dir);
#undef CERTIFICATE
#undef KEY
#undef PARAMETERS
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/organization-dialect", test_organization_dialect);
  g_test_add_func ("/profile/sign-in", test_sign_in);
  g_test_add_func ("/profile/client-id", test_client_id);
  g_test_add_func ("/profile/binding", test_binding);
  g_test_add_func ("/profile/binding-parts", test_binding_parts_do_not_mix);
  g_test_add_func ("/profile/hosts", test_hosts);
  g_test_add_func ("/profile/anonymous", test_anonymous);
  g_test_add_func ("/profile/complete-url", test_complete_url);
  g_test_add_func ("/profile/no-json", test_no_json);
  g_test_add_func ("/profile/risks", test_risks);
  g_test_add_func ("/profile/load-files", test_load_files);
  g_test_add_func ("/profile/load-key", test_load_key);
  return g_test_run ();
}
