// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-web.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <string.h>

#define MALFORMED_LARGE (50 * 1024 * 1024)
#define MALFORMED_DEEP 100000

/* Before the body: what is refused here is never read into memory. */
static void
on_headers (SoupServerMessage *message, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  guint status = 0;

  /* A page that rebinds its own name to 127.0.0.1 comes with that name. */
  if (!helio_host_is_loopback (g_uri_get_host (uri)))
    status = SOUP_STATUS_MISDIRECTED_REQUEST;
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    status = SOUP_STATUS_LENGTH_REQUIRED;
  else if (soup_message_headers_get_content_length (headers) > HELIO_WEB_MAX_BODY)
    status = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  if (status == 0)
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  helio_web_answer_text (message, status, soup_status_get_phrase (status));
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Connection",
                                "close");
}

static void
on_request_started (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (on_headers), NULL);
}

/* Not an early handler: libsoup asks only the one of the most specific path. */
void
helio_web_guard (SoupServer *server)
{
  g_signal_connect (server, "request-started", G_CALLBACK (on_request_started), NULL);
}

static void
set_body (HelioJson *object, SoupMessageBody *body)
{
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length > 0 && g_utf8_validate (text, (gssize) length, NULL)) {
    g_autofree char *copy = g_strndup (text, length);

    helio_json_set_string (object, "body", copy);
  }
}

static void
on_request_finished (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  GOutputStream *output = user_data;
  g_autoptr (HelioJson) line = helio_json_new_object ();
  HelioJson *request = helio_json_new_object (), *answer = helio_json_new_object ();
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *text = NULL;

  helio_json_set_string (line, "path", g_uri_get_path (uri));
  helio_json_set_string (request, "query", g_uri_get_query (uri));
  helio_json_set_string (
      request,
      "authorization",
      soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                    "Authorization"));
  set_body (request, soup_server_message_get_request_body (message));
  helio_json_set (line, "request", request);
  helio_json_set_integer (answer, "status", soup_server_message_get_status (message));
  helio_json_set_string (
      answer,
      "location",
      soup_message_headers_get_one (soup_server_message_get_response_headers (message),
                                    "Location"));
  set_body (answer, soup_server_message_get_response_body (message));
  helio_json_set (line, "answer", answer);
  text = helio_json_to_text (line, FALSE);
  g_output_stream_printf (output, NULL, NULL, NULL, "%s\n", text);
}

gboolean
helio_web_record (SoupServer *server, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileOutputStream *output = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, error);

  if (output == NULL)
    return FALSE;
  g_signal_connect_data (server,
                         "request-finished",
                         G_CALLBACK (on_request_finished),
                         output,
                         (GClosureNotify) (void (*) (void)) g_object_unref,
                         0);
  return TRUE;
}

typedef struct {
  char *path;
  GStrv methods;
  HelioWebHandler func;
  gpointer user_data;
} Route;

static void
route_free (gpointer data)
{
  Route *route = data;

  g_free (route->path);
  g_strfreev (route->methods);
  g_free (route);
}

static void
on_route (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  const Route *route = user_data;

  /* libsoup gives a handler everything below its path, too. */
  if (!g_str_equal (path, route->path))
    helio_web_answer_text (message, SOUP_STATUS_NOT_FOUND, "Not Found");
  else if (!g_strv_contains ((const char *const *) route->methods,
                             soup_server_message_get_method (message)))
    helio_web_answer_text (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "Method Not Allowed");
  else
    route->func (message, route->user_data);
}

void
helio_web_route (SoupServer *server,
                 const char *methods,
                 const char *path,
                 HelioWebHandler func,
                 gpointer user_data)
{
  Route *route = g_new0 (Route, 1);

  route->path = g_strdup (path);
  route->methods = g_strsplit (methods, " ", -1);
  route->func = func;
  route->user_data = user_data;
  soup_server_add_handler (server, path, on_route, route, route_free);
}

static char *
decode_form_text (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  char *decoded;

  for (char *p = copy; *p != '\0'; p++)
    if (*p == '+')
      *p = ' ';
  decoded = g_uri_unescape_string (copy, NULL); /* refuses %00 and what is not UTF-8 */
  if (decoded != NULL && !g_utf8_validate (decoded, -1, NULL))
    g_clear_pointer (&decoded, g_free);
  return decoded;
}

GHashTable *
helio_web_parse_form (const char *text, gsize length)
{
  g_autoptr (GHashTable) form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *end = text + length;

  while (text < end) {
    const char *stop = memchr (text, '&', end - text);
    const char *equals;
    g_autofree char *name = NULL, *value = NULL;

    if (stop == NULL)
      stop = end;
    equals = memchr (text, '=', stop - text);
    name = decode_form_text (text, (equals != NULL ? equals : stop) - text);
    value = equals != NULL ? decode_form_text (equals + 1, stop - equals - 1) : g_strdup ("");
    if (stop > text) {
      if (name == NULL || value == NULL || g_hash_table_contains (form, name))
        return NULL;
      g_hash_table_insert (form, g_steal_pointer (&name), g_steal_pointer (&value));
    }
    text = stop + 1;
  }
  return g_steal_pointer (&form);
}

GHashTable *
helio_web_query (SoupServerMessage *message)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  return helio_web_parse_form (query != NULL ? query : "", query != NULL ? strlen (query) : 0);
}

static gboolean
body_is (SoupServerMessage *message, const char *type)
{
  const char *content_type =
      soup_message_headers_get_content_type (soup_server_message_get_request_headers (message),
                                             NULL);

  return content_type != NULL && g_ascii_strcasecmp (content_type, type) == 0;
}

HelioJson *
helio_web_body_json (SoupServerMessage *message, GError **error)
{
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (HelioJson) body = NULL;

  if (!body_is (message, "application/json")) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     NULL,
                     "Content-Type must be application/json");
    return NULL;
  }
  body = helio_json_parse (text != NULL ? text : "",
                           length,
                           HELIO_WEB_MAX_BODY,
                           HELIO_JSON_DEPTH_ANSWER,
                           error);
  if (body == NULL)
    return NULL;
  if (helio_json_get_kind (body) != HELIO_JSON_OBJECT) {
    helio_error_set (error, HELIO_ERROR_INVALID_DATA, NULL, "The body is not a JSON object");
    return NULL;
  }
  return g_steal_pointer (&body);
}

static GHashTable *
form_from_json (const HelioJson *body)
{
  GHashTable *form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) names = helio_json_get_names (body);

  for (guint i = 0; names[i] != NULL; i++) {
    const char *text = helio_json_get_string (body, names[i]);
    gint64 number;

    if (text != NULL)
      g_hash_table_insert (form, g_strdup (names[i]), g_strdup (text));
    else if (helio_json_get_integer (body, names[i], &number))
      g_hash_table_insert (form,
                           g_strdup (names[i]),
                           g_strdup_printf ("%" G_GINT64_FORMAT, number));
  }
  return form;
}

GHashTable *
helio_web_body_form (SoupServerMessage *message)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *text;
  gsize length;

  if (body_is (message, "application/json")) {
    g_autoptr (HelioJson) body = helio_web_body_json (message, NULL);

    return body != NULL ? form_from_json (body) : NULL;
  }
  if (!body_is (message, "application/x-www-form-urlencoded"))
    return NULL;
  bytes = soup_message_body_flatten (soup_server_message_get_request_body (message));
  text = g_bytes_get_data (bytes, &length);
  return helio_web_parse_form (text != NULL ? text : "", length);
}

gboolean
helio_web_has_authorization (SoupServerMessage *message)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                       "Authorization") != NULL;
}

char *
helio_web_bearer (SoupServerMessage *message)
{
  const char *value =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                    "Authorization");

  if (value == NULL || g_ascii_strncasecmp (value, "Bearer ", 7) != 0)
    return NULL;
  return g_strstrip (g_strdup (value + 7));
}

char *
helio_web_cookie (SoupServerMessage *message, const char *name)
{
  const char *header =
      soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Cookie");
  g_auto (GStrv) pairs = NULL;
  gsize length = strlen (name);

  if (header == NULL)
    return NULL;
  pairs = g_strsplit (header, ";", 256);
  for (guint i = 0; pairs[i] != NULL; i++) {
    const char *pair = g_strstrip (pairs[i]);

    if (strncmp (pair, name, length) == 0 && pair[length] == '=')
      return g_strdup (pair + length + 1);
  }
  return NULL;
}

static void
set_answer (SoupServerMessage *message, guint status, const char *type, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_body_truncate (soup_server_message_get_response_body (message));
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

void
helio_web_answer_json (SoupServerMessage *message, guint status, const HelioJson *body)
{
  g_autofree char *text = helio_json_to_text (body, FALSE);

  set_answer (message, status, "application/json; charset=utf-8", text);
}

void
helio_web_answer_text (SoupServerMessage *message, guint status, const char *text)
{
  set_answer (message, status, "text/plain; charset=utf-8", text);
}

void
helio_web_answer_html (SoupServerMessage *message, guint status, const char *html)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  set_answer (message, status, "text/html; charset=utf-8", html);
  /* form-action also rules where a form's answer may redirect to: the console's loopback listener. */
  soup_message_headers_replace (headers,
                                "Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                                "base-uri 'none'; "
                                "frame-ancestors 'none'; "
                                "form-action 'self' http://127.0.0.1:*");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
}

void
helio_web_redirect (SoupServerMessage *message, const char *location)
{
  set_answer (message, SOUP_STATUS_FOUND, "text/plain; charset=utf-8", "Found\n");
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Location",
                                location);
}

/* A message that waits: for its delay to pass, or for its connection to be taken away. */
typedef struct {
  SoupServerMessage *message;
  gulong finished;
  guint source;
  gboolean drop;
} Held;

static void
held_free (Held *held)
{
  g_clear_handle_id (&held->source, g_source_remove);
  g_signal_handler_disconnect (held->message, held->finished);
  g_object_unref (held->message);
  g_free (held);
}

static void
on_held_finished (SoupServerMessage *message, gpointer user_data)
{
  held_free (user_data);
}

static gboolean
on_held_due (gpointer user_data)
{
  Held *held = user_data;
  g_autoptr (SoupServerMessage) message = g_object_ref (held->message);
  gboolean drop = held->drop;

  held->source = 0;
  held_free (held);
  if (drop) {
    g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

    if (stream != NULL)
      g_io_stream_close (stream, NULL, NULL);
  } else {
    soup_server_message_unpause (message);
  }
  return G_SOURCE_REMOVE;
}

/* Not from within the handler: libsoup still walks the message there. */
static void
hold (SoupServerMessage *message, guint milliseconds, gboolean drop)
{
  Held *held = g_new0 (Held, 1);

  held->message = g_object_ref (message);
  held->drop = drop;
  held->finished = g_signal_connect (message, "finished", G_CALLBACK (on_held_finished), held);
  held->source = g_timeout_add (milliseconds, on_held_due, held);
  soup_server_message_pause (message);
}

static void
answer_malformed (SoupServerMessage *message, const char *kind)
{
  g_autofree char *large = NULL;

  if (kind == NULL || g_str_equal (kind, "truncated")) {
    set_answer (message, 200, "application/json", "{\"access_token\": \"ey");
  } else if (g_str_equal (kind, "html")) {
    set_answer (message,
                200,
                "text/html; charset=utf-8",
                "<!doctype html><title>502</title><h1>Bad gateway</h1>\n");
  } else if (g_str_equal (kind, "empty")) {
    set_answer (message, 200, "application/json", "");
  } else if (g_str_equal (kind, "deep")) {
    large = g_malloc (MALFORMED_DEEP + 1);
    memset (large, '[', MALFORMED_DEEP);
    large[MALFORMED_DEEP] = '\0';
    set_answer (message, 200, "application/json", large);
  } else if (g_str_equal (kind, "large")) {
    large = g_malloc (MALFORMED_LARGE + 1);
    memset (large, ' ', MALFORMED_LARGE);
    large[MALFORMED_LARGE] = '\0';
    set_answer (message, 200, "application/json", large);
  } else {
    set_answer (message, 200, "application/json", kind);
  }
}

static void
answer_status (SoupServerMessage *message, guint status)
{
  g_autoptr (HelioJson) body = helio_json_new_object ();
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *error = status == 429   ? "too_many_requests"
                      : status >= 500 ? "server_error"
                                      : "error";

  helio_json_set_string (body, "error", error);
  helio_json_set_string (body, "error_description", "A fault of the sandbox");
  helio_json_set_string (body, "message", "A fault of the sandbox");
  helio_web_answer_json (message, status, body);
  if (status == 429) {
    g_autofree char *reset =
        g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000000 + 1);

    soup_message_headers_replace (headers, "X-RateLimit-Limit", "30");
    soup_message_headers_replace (headers, "X-RateLimit-Remaining", "0");
    soup_message_headers_replace (headers, "X-RateLimit-Reset", reset);
  }
}

gboolean
helio_web_fault_before (SoupServerMessage *message, const HelioFault *fault)
{
  if (fault == NULL)
    return FALSE;
  if (fault->effect == HELIO_FAULT_STATUS) {
    answer_status (message, fault->has_number ? (guint) fault->number : 500);
    return TRUE;
  }
  if (fault->effect == HELIO_FAULT_MALFORMED && g_strcmp0 (fault->text, "no_expiry") != 0) {
    answer_malformed (message, fault->text);
    return TRUE;
  }
  if (fault->effect == HELIO_FAULT_DROP_BEFORE) {
    hold (message, 0, TRUE);
    return TRUE;
  }
  return FALSE;
}

void
helio_web_fault_after (SoupServerMessage *message, const HelioFault *fault)
{
  if (fault == NULL)
    return;
  if (fault->effect == HELIO_FAULT_DROP_AFTER)
    hold (message, 0, TRUE);
  else if (fault->effect == HELIO_FAULT_DELAY)
    hold (message, (guint) fault->number, FALSE);
}
