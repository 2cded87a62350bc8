// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/net/helio-http.h"
#include "tests/support/helio-raw-server.h"
#include "tests/support/helio-test-certs.h"
#include "tests/support/helio-test.h"

#include <libsoup/soup.h>
#include <string.h>

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"

typedef struct {
  HelioHttp *http;
  HelioRawServer *server;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->http = helio_http_new ();
  self->server = helio_raw_server_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  helio_raw_server_stop (self->server);
  helio_test_settle ();
  g_assert_finalize_object (self->server);
  g_assert_finalize_object (self->http);
}

static HelioHttpAnswer *
send_request (Fixture *self, const HelioHttpRequest *request, gboolean *sent, GError **error)
{
  HelioTestResult ready = {0};
  HelioHttpAnswer *answer;

  helio_http_send_async (self->http, request, NULL, helio_test_result_ready, &ready);
  answer = helio_http_send_finish (self->http, helio_test_result_wait (&ready, 20), sent, error);
  helio_test_result_clear (&ready);
  helio_test_settle ();
  return answer;
}

static HelioHttpAnswer *
get_step (Fixture *self, const HelioRawStep *step, GError **error)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/x");
  HelioHttpRequest request = {.method = "GET", .uri = uri};

  helio_raw_server_push (self->server, step);
  return send_request (self, &request, NULL, error);
}

static void
test_post (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/v2/tokens/exchange");
  g_autoptr (HelioSecret) bearer = helio_secret_new ("sk_1");
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  HelioHttpRequest request = {.method = "POST",
                              .uri = uri,
                              .content_type = "application/json",
                              .body = body,
                              .bearer = bearer};
  HelioRawStep step = {.answer = "HTTP/1.1 429 Slow down\r\nContent-Type: text/plain\r\n"
                                 "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nRetry-After: 7\r\n"
                                 "X-RateLimit-Reset: 1767225630\r\nContent-Length: 2\r\n\r\nno"};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioHttpAnswer) answer = NULL;
  const char *seen;

  helio_raw_server_push (self->server, &step);
  answer = send_request (self, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer->status, ==, 429);
  g_assert_cmpstr (answer->content_type, ==, "text/plain");
  g_assert_cmpint (answer->date, ==, G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC);
  g_assert_cmpfloat (answer->retry_after, ==, 7);
  g_assert_true (answer->sent);
  g_assert_cmpmem (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), "no", 2);
  seen = helio_raw_server_get_requests (self->server);
  g_assert_true (g_str_has_prefix (seen, "POST /v2/tokens/exchange HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (seen, "\r\nAuthorization: Bearer sk_1\r\n"));
  g_assert_nonnull (strstr (seen, "\r\nContent-Type: application/json\r\n"));
  g_assert_null (strstr (seen, "Cookie"));
  g_assert_null (strstr (seen, "Accept-Encoding"));
}

static void
test_retry_after_forms (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *head;
    double expected;
  } cases[] = {
      {"HTTP/1.1 429 x\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nX-RateLimit-Reset: 1767225630\r\n",
       30},
      {"HTTP/1.1 200 x\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nX-RateLimit-Reset: 1767225630\r\n",
       -1},
      {"HTTP/1.1 503 x\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
       "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT\r\n",
       120},
      {"HTTP/1.1 503 x\r\nRetry-After: soon\r\n", -1},
      {"HTTP/1.1 503 x\r\nRetry-After: 99999999\r\n", 86400},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text =
        g_strconcat (cases[i].head, "Connection: close\r\nContent-Length: 0\r\n\r\n", NULL);
    HelioRawStep step = {.answer = text};
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioHttpAnswer) answer = get_step (self, &step, &error);

    g_assert_no_error (error);
    g_assert_cmpfloat (answer->retry_after, ==, cases[i].expected);
  }
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  static const HelioRawStep steps[] = {
      {.answer = OK_HEAD "Content-Length: 52428800\r\n\r\n", .filler = 52428800},
      {.answer = OK_HEAD "\r\n", .filler = 52428800},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioHttpAnswer) answer = get_step (self, &steps[i], &error);

    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
    g_assert_null (answer);
  }
  /* What the peer got rid of is what fits into the two sockets, not 100 MB. */
  g_assert_cmpuint (helio_raw_server_get_written (self->server), <, 16 * 1024 * 1024);
}

static void
test_exact_limit (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/");
  HelioHttpRequest request = {.method = "GET", .uri = uri, .max_size = 40000};
  HelioRawStep exact = {.answer = OK_HEAD "\r\n", .filler = 40000};
  HelioRawStep over = {.answer = OK_HEAD "\r\n", .filler = 40001};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioHttpAnswer) answer = NULL;

  helio_raw_server_push (self->server, &exact);
  helio_raw_server_push (self->server, &over);
  answer = send_request (self, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 40000);
  g_assert_null (send_request (self, &request, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
test_deadline (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/");
  HelioHttpRequest request = {.method = "GET", .uri = uri, .timeout = G_USEC_PER_SEC};
  HelioRawStep steps[] = {
      {.silent = TRUE},
      /* The head is there and the body never ends. */
      {.answer = OK_HEAD "Content-Length: 100\r\n\r\nabc", .hold = TRUE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    gboolean sent = FALSE;

    helio_raw_server_push (self->server, &steps[i]);
    g_assert_null (send_request (self, &request, &sent, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
    g_assert_true (sent);
    g_assert_true (helio_error_is_transient (error));
  }
}

static void
test_unreachable (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/path?code=SECRETCODE");
  HelioHttpRequest request = {.method = "POST", .uri = uri};
  g_autoptr (GError) error = NULL;
  gboolean sent = TRUE;

  helio_raw_server_stop (self->server);
  g_assert_null (send_request (self, &request, &sent, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_NETWORK);
  g_assert_false (sent);
  g_assert_null (strstr (error->message, "SECRETCODE"));
  g_assert_nonnull (helio_error_get_remedy (error));
}

static void
test_dropped_after_request (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/");
  g_autoptr (GBytes) body = g_bytes_new_static ("a=b", 3);
  HelioHttpRequest request = {.method = "POST", .uri = uri, .content_type = "t/t", .body = body};
  HelioRawStep step = {.drop = TRUE};
  g_autoptr (GError) error = NULL;
  gboolean sent = FALSE;

  helio_raw_server_push (self->server, &step);
  g_assert_null (send_request (self, &request, &sent, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_NETWORK);
  g_assert_true (sent);
  /* Nothing repeats a POST behind our back. */
  g_assert_cmpuint (helio_raw_server_get_connections (self->server), ==, 1);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/");
  HelioHttpRequest request = {.method = "GET", .uri = uri};
  HelioRawStep step = {.silent = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};

  helio_raw_server_push (self->server, &step);
  g_assert_false (helio_http_is_busy (self->http));
  helio_http_send_async (self->http, &request, cancellable, helio_test_result_ready, &ready);
  while (helio_raw_server_get_connections (self->server) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (helio_http_is_busy (self->http));
  g_cancellable_cancel (cancellable);
  g_assert_null (
      helio_http_send_finish (self->http, helio_test_result_wait (&ready, 20), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&ready);
  helio_test_settle ();
  g_assert_false (helio_http_is_busy (self->http));
}

static void
test_redirects (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/a/b");
  HelioHttpRequest get = {.method = "GET", .uri = uri};
  HelioHttpRequest post = {.method = "POST", .uri = uri};
  HelioRawStep same = {.answer = "HTTP/1.1 302 x\r\nLocation: ../c\r\nConnection: close\r\n"
                                 "Content-Length: 0\r\n\r\n"};
  HelioRawStep foreign = {.answer = "HTTP/1.1 307 x\r\nLocation: http://127.0.0.2:1/c\r\n"
                                    "Connection: close\r\nContent-Length: 0\r\n\r\n"};
  HelioRawStep final = {.answer = OK_HEAD "Content-Length: 2\r\n\r\n[]"};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioHttpAnswer) answer = NULL;

  helio_raw_server_push (self->server, &same);
  helio_raw_server_push (self->server, &final);
  helio_raw_server_push (self->server, &foreign);
  helio_raw_server_push (self->server, &same);
  answer = send_request (self, &get, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (helio_raw_server_get_requests (self->server), "GET /c HTTP/1.1"));

  g_assert_null (send_request (self, &get, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  g_assert_nonnull (strstr (error->message, "http://127.0.0.2:1"));
  g_clear_error (&error);

  g_assert_null (send_request (self, &post, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  g_clear_error (&error);

  /* A loop within the origin ends. */
  g_assert_null (send_request (self, &get, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  g_assert_cmpuint (helio_raw_server_get_connections (self->server), ==, 10);
}

static void
test_plain_http (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *uri;
    int code;
  } cases[] = {
      {"http://192.0.2.1/token", HELIO_ERROR_CONSENT},
      {"http://127.0.0.1.example/token", HELIO_ERROR_CONSENT},
      {"ftp://127.0.0.1/token", HELIO_ERROR_INVALID_DATA},
      {"/token", HELIO_ERROR_INVALID_DATA},
      {"https:///token", HELIO_ERROR_INVALID_DATA},
      {"", HELIO_ERROR_INVALID_DATA},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    HelioHttpRequest request = {.method = "GET", .uri = cases[i].uri};
    g_autoptr (GError) error = NULL;
    gboolean sent = TRUE;

    g_assert_null (send_request (self, &request, &sent, &error));
    g_assert_error (error, HELIO_ERROR, cases[i].code);
    g_assert_false (sent);
  }
}

static void
test_bad_bearer (Fixture *self, gconstpointer data)
{
  static const char *bad[] = {"", "sk_1\r\nX: y", "sk 1", "sk_1\n", "s\xc3\xa4"};
  g_autofree char *uri = helio_raw_server_get_uri (self->server, "/");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (HelioSecret) bearer = helio_secret_new (bad[i]);
    HelioHttpRequest request = {.method = "GET", .uri = uri, .bearer = bearer};
    g_autoptr (GError) error = NULL;

    g_assert_null (send_request (self, &request, NULL, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_null (strstr (error->message, "sk"));
  }
  g_assert_cmpuint (helio_raw_server_get_connections (self->server), ==, 0);
}

static void
test_parse (Fixture *self, gconstpointer data)
{
  HelioRawStep html = {.answer = "HTTP/1.1 502 x\r\nContent-Type: text/html\r\n"
                                 "Content-Length: 6\r\n\r\n<html>"};
  HelioRawStep empty = {.answer = OK_HEAD "Content-Length: 0\r\n\r\n"};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioHttpAnswer) answer = get_step (self, &html, &error);
  g_autoptr (HelioHttpAnswer) second = NULL;

  g_assert_no_error (error);
  g_assert_null (helio_http_answer_parse (answer, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  g_assert_nonnull (strstr (error->message, "502"));
  g_assert_nonnull (strstr (error->message, "text/html"));
  g_clear_error (&error);
  second = get_step (self, &empty, &error);
  g_assert_no_error (error);
  g_assert_null (helio_http_answer_parse (second, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
}

static void
on_tls_request (SoupServer *server,
                SoupServerMessage *message,
                const char *path,
                GHashTable *query,
                gpointer user_data)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
}

static SoupServer *
start_tls_server (const char *certificate_pem, const char *key_pem, char **uri)
{
  g_autofree char *pem = g_strconcat (certificate_pem, key_pem, NULL);
  GError *error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  SoupServer *server;
  GSList *uris;

  g_assert_no_error (error);
  server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (server, NULL, on_tls_request, NULL, NULL);
  soup_server_listen_local (server,
                            0,
                            SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *uri = g_strdup_printf ("https://127.0.0.1:%d/", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return server;
}

static void
test_tls (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = NULL, *other_uri = NULL;
  g_autoptr (SoupServer) server =
      start_tls_server (HELIO_TEST_SERVER_CERT, HELIO_TEST_SERVER_KEY, &uri);
  g_autoptr (SoupServer) other =
      start_tls_server (HELIO_TEST_OTHER_CERT, HELIO_TEST_OTHER_KEY, &other_uri);
  HelioHttpRequest request = {.method = "GET", .uri = uri, .ca_pem = HELIO_TEST_CA};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioHttpAnswer) answer = send_request (self, &request, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (answer->status, ==, 200);

  request.ca_pem = NULL;
  g_assert_null (send_request (self, &request, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "known authority"));
  g_clear_error (&error);

  /* allow_insecure is about plain http and never about certificates. */
  request.allow_insecure = TRUE;
  g_assert_null (send_request (self, &request, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TLS);
  g_clear_error (&error);

  request.uri = other_uri;
  request.ca_pem = HELIO_TEST_CA;
  g_assert_null (send_request (self, &request, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "another host"));
  g_clear_error (&error);

  request.ca_pem = "no certificate";
  g_assert_null (send_request (self, &request, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TLS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/net/http/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("post", test_post);
  ADD ("retry-after-forms", test_retry_after_forms);
  ADD ("too-large-is-not-buffered", test_too_large);
  ADD ("exact-limit", test_exact_limit);
  ADD ("deadline", test_deadline);
  ADD ("unreachable", test_unreachable);
  ADD ("dropped-after-request", test_dropped_after_request);
  ADD ("cancel", test_cancel);
  ADD ("redirects", test_redirects);
  ADD ("plain-http", test_plain_http);
  ADD ("bad-bearer", test_bad_bearer);
  ADD ("parse", test_parse);
  ADD ("tls", test_tls);
  return g_test_run ();
}
