// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* An issuer that is reached by https names endpoints without it: tokens would go in the clear, whatever leave the
 * profile has for its broker. */

#include "core/auth/helio-discovery.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-test-certs.h"
#include "tests/support/helio-test.h"

#include <libsoup/soup.h>

typedef struct {
  char *issuer;
  const char *token_endpoint; /* of a host that is not loopback */
} Issuer;

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  const Issuer *self = user_data;
  char *text = g_strdup_printf ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%sauthorize\","
                                "\"token_endpoint\":\"%s\",\"jwks_uri\":\"%skeys\"}",
                                self->issuer,
                                self->issuer,
                                self->token_endpoint,
                                self->issuer);

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message,
                                    "application/json",
                                    SOUP_MEMORY_TAKE,
                                    text,
                                    strlen (text));
}

static void
load (gboolean tls, const char *token_endpoint, gboolean allow_insecure, gboolean good)
{
  g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_pem (HELIO_TEST_SERVER_CERT HELIO_TEST_SERVER_KEY, -1, NULL);
  g_autoptr (SoupServer) server =
      soup_server_new ("tls-certificate", tls ? certificate : NULL, NULL);
  g_autoptr (HelioHttp) http = helio_http_new ();
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (HelioDiscovery) discovery = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};
  Issuer issuer = {.token_endpoint = token_endpoint};
  GSList *uris;

  g_assert_true (
      soup_server_listen_local (server,
                                0,
                                SOUP_SERVER_LISTEN_IPV4_ONLY | (tls ? SOUP_SERVER_LISTEN_HTTPS : 0),
                                &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  issuer.issuer = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  soup_server_add_handler (server, NULL, on_request, &issuer, NULL);
  discovery = helio_discovery_new (&(HelioDiscoveryInit){.issuer = issuer.issuer,
                                                         .http = http,
                                                         .clock = clock,
                                                         .allow_insecure = allow_insecure,
                                                         .ca_pem = tls ? HELIO_TEST_CA : NULL,
                                                         .only_looks = TRUE});
  helio_discovery_load_async (discovery, NULL, helio_test_result_ready, &ready);
  g_assert_cmpint (
      helio_discovery_load_finish (discovery, helio_test_result_wait (&ready, 20), &error),
      ==,
      good);
  if (good)
    g_assert_no_error (error);
  else
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_ISSUER_METADATA);
  helio_test_result_clear (&ready);
  soup_server_disconnect (server);
  g_free (issuer.issuer);
}

static void
test_plain (void)
{
  load (TRUE, "https://tokens.example.com/token", FALSE, TRUE);
  load (TRUE, "http://tokens.example.com/token", FALSE, FALSE);
  load (TRUE, "http://tokens.example.com/token", TRUE, FALSE);
  load (TRUE, "http://127.0.0.1:1/token", FALSE, TRUE);
  load (FALSE, "http://tokens.example.com/token", FALSE, FALSE);
  load (FALSE, "http://tokens.example.com/token", TRUE, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/discovery/plain-endpoints", test_plain);
  return g_test_run ();
}
