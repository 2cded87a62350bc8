// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-backoff.h"
#include "core/base/helio-log.h"
#include "core/base/helio-util.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_redact_secrets (void)
{
  /* Nothing of "hush" may be left. */
  static const char *const texts[] = {
      "eyJhbGciOiJSUzI1NiJ9.hushhush.hush-_hush",
      "token eyJhbGciOiJkaXIifQ..hush.hush.hush end",
      "Authorization: Bearer hush.hush~hush+/=",
      "authorization: bearer   hush",
      "Authorization: Basic hush==",
      "sk_hushhush",
      "key pk_hush-hush_hush.",
      "cs_hushhush tkn_hushhush rk_hushhush temp_hushhush",
      "http://127.0.0.1:1/callback?code=hush&state=hush&x=1",
      "code=hush",
      "code_verifier=hush",
      "{\"access_token\":\"hush\",\"refresh_token\" : \"hush\", \"id_token\":'hush'}",
      "{\"accessToken\":\"hush\",\"clientSecret\":\"hush\",\"apiKey\":\"hush\"}",
      "{\"token\":\"hu\\\"hush\"}",
      "{\"access_token\":\"hushhushhush", /* cut off */
      "{\"password\":'hush hush",
      "auth0Token=hush",
      "MQTT_PASSWORD=hush",
      "X-API-Key: hush",
      "passphrase = hush",
      "client_secret: hush, next",
      "nonce=hush",
      "user_code: HUSH-hush",
      "-----BEGIN PRIVATE KEY-----\nhush\nhush\n-----END PRIVATE KEY-----",
      "-----BEGIN RSA PRIVATE KEY-----\nhush",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *redacted = helio_redact (texts[i]);

    if (strstr (redacted, "hush") != NULL || strstr (redacted, "…") == NULL)
      g_error ("%s -> %s", texts[i], redacted);
  }
}

static void
test_redact_keeps (void)
{
  /* What explains things must stay. */
  static const char *const texts[] = {
      "",
      "connected to wss://broker.test:443 as alice@org_k7xm4",
      "{\"error\":\"invalid_grant\",\"error_description\":\"Unknown or invalid refresh token.\"}",
      "{\"token_type\":\"Bearer\",\"expires_in\":3600}",
      "status code: 401",
      "reason_code=135, next",
      "{\"code\":429}",
      "site/3/line/1/temp 23.4 °C",
      "the keyring is locked",
  };
  g_autofree char *named = helio_redact ("{\"token\": \"hush\", \"ttl\": 5}");
  g_autofree char *key = helio_redact ("sk_hushhush");
  g_autofree char *invalid = helio_redact ("token=\xff\xfe z");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *redacted = helio_redact (texts[i]);

    g_assert_cmpstr (redacted, ==, texts[i]);
  }
  g_assert_cmpstr (named, ==, "{\"token\": …, \"ttl\": 5}");
  g_assert_cmpstr (key, ==, "sk_…");
  g_assert_cmpstr (invalid, ==, "token=… z");
  g_assert_null (helio_redact (NULL));
}

/* Text of others must not be able to stop us: no pattern may take more than linear time and a bit. */
static void
test_redact_hostile (void)
{
  static const char *const units[] = {"a",
                                      "a_",
                                      "code",
                                      "\"",
                                      "token=\"\\",
                                      "eyJ.",
                                      "=",
                                      "sk_",
                                      "'",
                                      "-----BEGIN PRIVATE KEY-----",
                                      " \t",
                                      "code:"};

  for (gsize u = 0; u < G_N_ELEMENTS (units); u++) {
    GString *text = g_string_new (NULL);
    g_autofree char *redacted = NULL;
    gint64 start = g_get_monotonic_time ();

    while (text->len < 64 * 1024)
      g_string_append (text, units[u]);
    redacted = helio_redact (text->str);
    g_string_free (text, TRUE);
    g_assert_nonnull (redacted);
    if (g_get_monotonic_time () - start > 5 * G_USEC_PER_SEC)
      g_error ("64 KiB of “%s” take too long", units[u]);
  }
}

static void
test_redact_uri (void)
{
  static const struct {
    const char *uri, *redacted;
  } uris[] = {
      {"https://issuer.test/authorize?code=hush&state=hush", "https://issuer.test/authorize?…"},
      {"https://user:hush@host.test:8443/a%20b", "https://…@host.test:8443/a%20b"},
      {"wss://host.test/mqtt#hush", "wss://host.test/mqtt#…"},
      {"https://host.test", "https://host.test"},
      {"http://[::1]:80/x", "http://[::1]:80/x"},
      {"no uri, hush", "…"},
      {"https://%zz/", "…"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++) {
    g_autofree char *redacted = helio_redact_uri (uris[i].uri);

    g_assert_cmpstr (redacted, ==, uris[i].redacted);
  }
  g_assert_null (helio_redact_uri (NULL));
}

static void
test_backoff (void)
{
  HelioBackoff backoff;
  const gint64 s = G_USEC_PER_SEC;

  helio_backoff_init (&backoff, s, 2 * s, 60 * s);
  g_assert_cmpint (helio_backoff_next (&backoff, 0), ==, s);
  g_assert_cmpint (helio_backoff_next (&backoff, 0), ==, s);
  helio_backoff_reset (&backoff);
  /* The ceilings: base × 2ⁿ up to the cap, each reached with all of the jitter. */
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (helio_backoff_next (&backoff, 1), ==, (2 << i) * s);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (helio_backoff_next (&backoff, 1), ==, 60 * s);
  g_assert_cmpint (helio_backoff_next (&backoff, 0.5), ==, s + 59 * s / 2);
  helio_backoff_reset (&backoff);
  g_assert_cmpint (helio_backoff_next (&backoff, 0.25), ==, s + s / 4);
  /* A jitter out of range does no harm, nor does a cap near the end of time. */
  g_assert_cmpint (helio_backoff_next (&backoff, -3), ==, s);
  g_assert_cmpint (helio_backoff_next (&backoff, 7), ==, 8 * s);
  helio_backoff_init (&backoff, 0, 1, G_MAXINT64);
  for (guint i = 0; i < 80; i++)
    g_assert_cmpint (helio_backoff_next (&backoff, 0.1), >=, 0);
}

static void
test_loopback (void)
{
  static const char *const here[] = {"127.0.0.1", "127.255.1.2", "::1", "localhost", "LOCALHOST"};
  static const char *const elsewhere[] = {"",
                                          "128.0.0.1",
                                          "10.0.0.1",
                                          "0.0.0.0",
                                          "::",
                                          "::2",
                                          "localhost.example.com",
                                          "127.0.0.1.example.com",
                                          "my-localhost",
                                          "[::1]",
                                          "example.com"};

  for (gsize i = 0; i < G_N_ELEMENTS (here); i++)
    g_assert_true (helio_host_is_loopback (here[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    g_assert_false (helio_host_is_loopback (elsewhere[i]));
  g_assert_false (helio_host_is_loopback (NULL));
}

static void
test_origin (void)
{
  static const struct {
    const char *uri, *origin;
  } origins[] = {
      {"https://Example.COM/path?x=1#y", "https://example.com:443"},
      {"HTTPS://example.com:8443", "https://example.com:8443"},
      {"http://example.com", "http://example.com:80"},
      {"ws://h/", "ws://h:80"},
      {"wss://h/", "wss://h:443"},
      {"mqtt://h", "mqtt://h:1883"},
      {"mqtts://h", "mqtts://h:8883"},
      {"wss://[2001:DB8::1]:18885/", "wss://[2001:db8::1]:18885"},
      {"https://user:pass@h/", "https://h:443"},
      {"https:///path", NULL},
      {"mailto:a@b.c", NULL},
      {"/path", NULL},
      {"", NULL},
      {"example.com", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++) {
    g_autofree char *origin = helio_uri_origin (origins[i].uri);

    g_assert_cmpstr (origin, ==, origins[i].origin);
  }
  g_assert_null (helio_uri_origin (NULL));
}

static void
test_printable (void)
{
  static const struct {
    const char *given;
    gssize length;
    gsize max;
    const char *shown;
  } texts[] = {
      {"plain", -1, 10, "plain"},
      {"plain", -1, 5, "plain"},
      {"plain", -1, 4, "plai…"},
      {"plain", 3, 10, "pla"},
      {"", -1, 10, ""},
      {"a\nb\tc\rd", -1, 10, "a b c d"},
      {"a\x1b"
       "b",
       -1,
       10,
       "a\xef\xbf\xbd"
       "b"},
      {"a\xe2\x80\xae"
       "b",
       -1,
       10,
       "a\xef\xbf\xbd"
       "b"},
      {"a\xff"
       "b",
       -1,
       10,
       "a\xef\xbf\xbd"
       "b"},
      {"žluťoučký", -1, 4, "žluť…"},
      {"😀😀", -1, 1, "😀…"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *shown = helio_printable (texts[i].given, texts[i].length, texts[i].max);

    g_assert_cmpstr (shown, ==, texts[i].shown);
  }
}

static void
test_format_time (void)
{
  static const struct {
    gint64 wall;
    const char *text;
  } times[] = {
      {0, "1970-01-01T00:00:00.000Z"},
      {999, "1970-01-01T00:00:00.000Z"},
      {1000, "1970-01-01T00:00:00.001Z"},
      {G_GINT64_CONSTANT (1767225599999999), "2025-12-31T23:59:59.999Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {-500000, "1969-12-31T23:59:59.500Z"},
      {-1000000, "1969-12-31T23:59:59.000Z"},
      {G_MAXINT64, "?.775Z"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *text = helio_format_time_utc (times[i].wall);

    g_assert_cmpstr (text, ==, times[i].text);
  }
}

static void
test_set_str (void)
{
  char *text = NULL;

  g_assert_false (helio_set_str (&text, NULL));
  g_assert_true (helio_set_str (&text, "a"));
  g_assert_false (helio_set_str (&text, "a"));
  /* Out of itself. */
  g_assert_true (helio_set_str (&text, "abc"));
  g_assert_true (helio_set_str (&text, text + 1));
  g_assert_cmpstr (text, ==, "bc");
  g_assert_true (helio_set_str (&text, NULL));
  g_assert_null (text);
}

static void
test_plural (void)
{
  g_autofree char *one = g_strdup_printf (NP_ ("test", "%u row", "%u rows", 1u), 1u);
  g_autofree char *many = g_strdup_printf (NP_ ("test", "%u row", "%u rows", 3u), 3u);

  /* Without a translation the context must not be seen. */
  g_assert_cmpstr (one, ==, "1 row");
  g_assert_cmpstr (many, ==, "3 rows");
}

static void
test_hex (void)
{
  const guint8 data[] = {0x00, 0x0f, 0xa5, 0xff};
  g_autofree char *none = helio_hex (NULL, 0);
  g_autofree char *some = helio_hex (data, sizeof data);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (some, ==, "000fa5ff");
}

static void
check_private (const char *path, const char *text, gboolean durable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  GStatBuf status;

  g_assert_true (helio_write_private (path, text, durable, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, text);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
}

static void
test_write_private (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "file", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "none", "file", NULL);
  g_autoptr (GError) error = NULL;

  check_private (path, "new", FALSE);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  check_private (path, "was for everybody", TRUE);
  g_assert_cmpint (g_chmod (path, 0400), ==, 0);
  check_private (path, "was not to be written", FALSE);
  g_assert_false (helio_write_private (nowhere, "", FALSE, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  helio_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redact/secrets", test_redact_secrets);
  g_test_add_func ("/redact/keeps", test_redact_keeps);
  g_test_add_func ("/redact/hostile", test_redact_hostile);
  g_test_add_func ("/redact/uri", test_redact_uri);
  g_test_add_func ("/backoff", test_backoff);
  g_test_add_func ("/util/loopback", test_loopback);
  g_test_add_func ("/util/origin", test_origin);
  g_test_add_func ("/util/printable", test_printable);
  g_test_add_func ("/util/format-time", test_format_time);
  g_test_add_func ("/util/set-str", test_set_str);
  g_test_add_func ("/util/hex", test_hex);
  g_test_add_func ("/util/plural", test_plural);
  g_test_add_func ("/util/write-private", test_write_private);
  return g_test_run ();
}
