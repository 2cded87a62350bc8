// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/net/helio-http.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/net/helio-tls-database.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define CHUNK (16 * 1024)
#define MAX_REDIRECTS 5
#define MAX_RETRY_AFTER (24 * 60 * 60)

struct _HelioHttp {
  GObject parent_instance;
  SoupSession *session;
  GHashTable *own_ca; /* PEM → SoupSession, since connections are pooled by session */
  guint n_transfers;  /* under way */
};

G_DEFINE_FINAL_TYPE (HelioHttp, helio_http, G_TYPE_OBJECT)

/* One request under way: data of the GTask. */
typedef struct {
  HelioHttp *http;
  HelioHttpRequest request; /* strings and references of its own */
  GUri *uri;                /* where it goes now */
  char *origin;             /* of uri, for messages: never the path or the query */
  SoupSession *session;
  SoupMessage *message;
  GCancellable *cancellable; /* of this message; the caller's is chained to it */
  GCancellable *caller;
  gulong caller_handler;
  GSource *deadline;
  GInputStream *stream;
  char *buffer;
  gsize length, capacity;
  guint redirects;
  gboolean sent, timed_out;
} Transfer;

static void send_message (GTask *task);

void
helio_http_answer_free (HelioHttpAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/* Ends the message without reading the rest of its body. */
static void
transfer_drop_stream (Transfer *self)
{
  if (self->stream == NULL)
    return;
  g_input_stream_close_async (self->stream, G_PRIORITY_LOW, NULL, NULL, NULL);
  g_clear_object (&self->stream);
}

static void
transfer_free (gpointer data)
{
  Transfer *self = data;

  if (self->deadline != NULL) {
    g_source_destroy (self->deadline);
    g_source_unref (self->deadline);
  }
  g_cancellable_disconnect (self->caller, self->caller_handler);
  g_clear_object (&self->caller);
  transfer_drop_stream (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_free (self->origin);
  helio_wipe (self->buffer, self->length);
  g_free (self->buffer);
  g_free ((char *) self->request.method);
  g_free ((char *) self->request.content_type);
  g_free ((char *) self->request.ca_pem);
  g_clear_pointer (&self->request.body, g_bytes_unref);
  g_clear_pointer (&self->request.bearer, helio_secret_unref);
  self->http->n_transfers--;
  g_object_unref (self->http);
  g_free (self);
}

static Transfer *
transfer_new (HelioHttp *http, const HelioHttpRequest *request)
{
  Transfer *self = g_new0 (Transfer, 1);

  self->http = g_object_ref (http);
  http->n_transfers++;
  self->request = *request;
  self->request.uri = NULL;
  self->request.method = g_strdup (request->method);
  self->request.content_type = g_strdup (request->content_type);
  self->request.ca_pem = g_strdup (request->ca_pem);
  if (request->body != NULL)
    g_bytes_ref (request->body);
  if (request->bearer != NULL)
    helio_secret_ref (request->bearer);
  if (self->request.max_size == 0)
    self->request.max_size = HELIO_JSON_SIZE_ANSWER;
  if (self->request.timeout <= 0)
    self->request.timeout = HELIO_HTTP_TIMEOUT;
  return self;
}

/* What GIO and libsoup said, as an error of ours. */
static GError *
translate_error (Transfer *self, const GError *error)
{
  const char *try_later = C_ ("error", "Check the network connection and try again.");

  if (self->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return helio_error_new (HELIO_ERROR_TIMED_OUT,
                            try_later,
                            C_ ("error", "%s did not answer in time."),
                            self->origin);
  if (error->domain == G_TLS_ERROR) {
    GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (self->message);
    g_autofree char *reasons = flags != 0 ? helio_tls_describe_flags (flags) : NULL;

    if (reasons != NULL)
      return helio_error_new (
          HELIO_ERROR_TLS,
          C_ ("error", "If the server uses an authority of your own, add it to the profile."),
          C_ ("error", "The certificate of %s was refused: %s."),
          self->origin,
          reasons);
    return helio_error_new (HELIO_ERROR_TLS,
                            C_ ("error", "Check that the address and the port are those of https."),
                            C_ ("error", "No secure connection to %s: %s"),
                            self->origin,
                            error->message);
  }
  if (error->domain == G_RESOLVER_ERROR)
    return helio_error_new (HELIO_ERROR_NETWORK,
                            C_ ("error", "Check the address and the network connection."),
                            C_ ("error", "The host of %s was not found."),
                            self->origin);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return helio_error_new (HELIO_ERROR_NETWORK,
                            C_ ("error", "Check the address and that the service is running."),
                            C_ ("error", "%s refuses the connection."),
                            self->origin);
  return helio_error_new (HELIO_ERROR_NETWORK,
                          try_later,
                          C_ ("error", "The connection to %s failed: %s"),
                          self->origin,
                          error->message);
}

static void
fail (GTask *task, GError *error_taken)
{
  Transfer *self = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (self->caller)) {
    g_clear_error (&error_taken);
    g_task_return_error_if_cancelled (task);
  } else if (error_taken->domain == HELIO_ERROR)
    g_task_return_error (task, error_taken);
  else {
    g_task_return_error (task, translate_error (self, error_taken));
    g_error_free (error_taken);
  }
  transfer_drop_stream (self);
  g_object_unref (task);
}

/* Seconds; RFC 9110 §10.2.3 knows a number and a date, Auth0's X-RateLimit-Reset is in epoch seconds and
 * stands on every answer, so that it means something with 429 only. */
static double
read_retry_after (SoupMessageHeaders *headers, int status, gint64 date)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  gint64 now = date != 0 ? date : g_get_real_time ();
  guint64 number;
  double seconds = -1;

  if (text != NULL && status >= 400) {
    if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
      seconds = (double) number;
    else {
      g_autoptr (GDateTime) time = soup_date_time_new_from_http_string (text);
      if (time != NULL)
        seconds = (double) (g_date_time_to_unix (time) - now / G_USEC_PER_SEC);
    }
  }
  text = soup_message_headers_get_one (headers, "X-RateLimit-Reset");
  if (seconds < 0 && text != NULL && status == 429 &&
      g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
    seconds = MAX ((double) number - (double) (now / G_USEC_PER_SEC), 0);
  return seconds < 0 ? -1 : MIN (seconds, MAX_RETRY_AFTER);
}

static void
succeed (GTask *task)
{
  Transfer *self = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *date = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) time = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  HelioHttpAnswer *answer = g_new0 (HelioHttpAnswer, 1);

  answer->status = (int) soup_message_get_status (self->message);
  answer->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  answer->date = time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
  answer->retry_after = read_retry_after (headers, answer->status, answer->date);
  answer->sent = self->sent;
  answer->body = helio_bytes_new_wiped (g_steal_pointer (&self->buffer), self->length);
  self->capacity = 0;
  g_clear_object (&self->stream);
  g_task_return_pointer (task, answer, (GDestroyNotify) helio_http_answer_free);
  g_object_unref (task);
}

/* Like g_realloc(), but the old block is wiped: answers hold tokens. */
static void
reserve_chunk (Transfer *self)
{
  gsize wanted = MIN (self->length + CHUNK, self->request.max_size + 1);
  char *bigger;

  if (self->buffer != NULL && self->capacity - self->length >= MIN (CHUNK, wanted - self->length))
    return;
  wanted = MIN (MAX (wanted, self->capacity * 2), self->request.max_size + 1);
  bigger = g_malloc (wanted);
  if (self->length > 0)
    memcpy (bigger, self->buffer, self->length);
  helio_wipe (self->buffer, self->length);
  g_free (self->buffer);
  self->buffer = bigger;
  self->capacity = wanted;
}

static GError *
too_large (Transfer *self)
{
  return helio_error_new (HELIO_ERROR_TOO_LARGE,
                          C_ ("error", "Check that the address is that of the right service."),
                          C_ ("error", "The answer of %s is larger than %u KiB; it was not read."),
                          self->origin,
                          (guint) (self->request.max_size / 1024));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Transfer *self = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0) {
    fail (task, error);
    return;
  }
  if (n == 0) {
    succeed (task);
    return;
  }
  self->length += (gsize) n;
  if (self->length > self->request.max_size) {
    fail (task, too_large (self));
    return;
  }
  reserve_chunk (self);
  g_input_stream_read_async (self->stream,
                             self->buffer + self->length,
                             self->capacity - self->length,
                             G_PRIORITY_DEFAULT,
                             self->cancellable,
                             on_read,
                             task);
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* A POST carries secrets and goes where it was sent or nowhere; a GET may be redirected within its
 * origin, since key sets and metadata of another host are not the issuer's. */
static void
follow_redirect (GTask *task)
{
  Transfer *self = g_task_get_task_data (task);
  const char *location =
      soup_message_headers_get_one (soup_message_get_response_headers (self->message), "Location");
  g_autoptr (GUri) uri = location != NULL
                             ? g_uri_parse_relative (self->uri, location, SOUP_HTTP_URI_FLAGS, NULL)
                             : NULL;
  g_autofree char *text = uri != NULL ? g_uri_to_string (uri) : NULL;
  g_autofree char *origin = helio_uri_origin (text);

  if (strcmp (self->request.method, "GET") != 0 || g_strcmp0 (origin, self->origin) != 0 ||
      self->redirects++ >= MAX_REDIRECTS) {
    fail (task,
          helio_error_new (
              HELIO_ERROR_BAD_ANSWER,
              C_ ("error", "Enter the address that the service really has."),
              C_ ("error", "%s wants to redirect the request to %s, which is not followed."),
              self->origin,
              origin != NULL ? origin : C_ ("error", "an unknown place")));
    return;
  }
  transfer_drop_stream (self);
  g_uri_unref (self->uri);
  self->uri = g_steal_pointer (&uri);
  send_message (task);
}

static void
on_headers (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Transfer *self = g_task_get_task_data (task);
  GError *error = NULL;
  goffset length;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL) {
    fail (task, error);
    return;
  }
  if (is_redirect (soup_message_get_status (self->message))) {
    follow_redirect (task);
    return;
  }
  length =
      soup_message_headers_get_content_length (soup_message_get_response_headers (self->message));
  if (length > (goffset) self->request.max_size) {
    fail (task, too_large (self));
    return;
  }
  reserve_chunk (self);
  g_input_stream_read_async (self->stream,
                             self->buffer,
                             self->capacity,
                             G_PRIORITY_DEFAULT,
                             self->cancellable,
                             on_read,
                             task);
}

static void
on_starting (SoupMessage *message, gpointer user_data)
{
  ((Transfer *) user_data)->sent = TRUE;
}

static void
send_message (GTask *task)
{
  Transfer *self = g_task_get_task_data (task);
  SoupMessageHeaders *headers;

  g_clear_object (&self->message);
  self->message = soup_message_new_from_uri (self->request.method, self->uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  if (self->request.body != NULL)
    soup_message_set_request_body_from_bytes (self->message,
                                              self->request.content_type,
                                              self->request.body);
  headers = soup_message_get_request_headers (self->message);
  if (self->request.bearer != NULL) {
    char *value = g_strconcat ("Bearer ", helio_secret_peek (self->request.bearer), NULL);

    soup_message_headers_replace (headers, "Authorization", value);
    helio_wipe_free (value);
  }
  /* libsoup reads into a buffer that an idle connection keeps: what a service answered would lie there. */
  if (self->request.body != NULL || self->request.bearer != NULL)
    soup_message_headers_replace (headers, "Connection", "close");
  g_signal_connect (self->message, "starting", G_CALLBACK (on_starting), self);
  soup_session_send_async (self->session,
                           self->message,
                           G_PRIORITY_DEFAULT,
                           self->cancellable,
                           on_headers,
                           task);
}

static gboolean
on_deadline (gpointer user_data)
{
  Transfer *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
on_caller_cancelled (GCancellable *caller, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

/* RFC 6750 §2.1: anything outside of this set would end the header or begin another. */
static gboolean
bearer_is_valid (const HelioSecret *bearer)
{
  const char *text = helio_secret_peek (bearer);
  gsize length = helio_secret_get_length (bearer);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  return length > 0;
}

static gboolean
check_request (const HelioHttpRequest *request, Transfer *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *scheme;

  self->uri = g_uri_parse (request->uri, SOUP_HTTP_URI_FLAGS, &local);
  self->origin = self->uri != NULL ? helio_uri_origin (request->uri) : NULL;
  scheme = self->uri != NULL ? g_uri_get_scheme (self->uri) : "";
  if (self->origin == NULL || (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("error", "An address looks like https://host/path."),
                            C_ ("error", "The address of the service is not an https address."));
  if (strcmp (scheme, "http") == 0 && !request->allow_insecure &&
      !helio_host_is_loopback (g_uri_get_host (self->uri)))
    return helio_error_set (
        error,
        HELIO_ERROR_CONSENT,
        C_ ("error", "Use https, or allow unencrypted connections in the profile."),
        C_ ("error", "%s is not encrypted: everybody on the way could read what is sent."),
        self->origin);
  if (request->bearer != NULL && !bearer_is_valid (request->bearer))
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("error", "Look for a space, a line break or quotes that were copied with it."),
        C_ ("error", "The key or token for %s has characters that cannot be in one."),
        self->origin);
  return TRUE;
}

static SoupSession *
new_session (GTlsDatabase *database)
{
  SoupSession *session = soup_session_new_with_options ("user-agent",
                                                        "Heliograph/" HELIO_VERSION,
                                                        "max-conns-per-host",
                                                        6,
                                                        "idle-timeout",
                                                        30,
                                                        NULL);

  /* Cookie jar, cache and sniffer are absent unless added. These two are there: 401 is ours to read, and
   * a compressed answer is a way round the size limit. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (database != NULL)
    soup_session_set_tls_database (session, database);
  return session;
}

static SoupSession *
get_session (HelioHttp *self, const char *ca_pem, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;
  SoupSession *session;

  if (ca_pem == NULL)
    return self->session;
  session = g_hash_table_lookup (self->own_ca, ca_pem);
  if (session != NULL)
    return session;
  database = helio_tls_database_new_from_pem (ca_pem, error);
  if (database == NULL)
    return NULL;
  session = new_session (database);
  g_hash_table_insert (self->own_ca, g_strdup (ca_pem), session);
  return session;
}

void
helio_http_send_async (HelioHttp *self,
                       const HelioHttpRequest *request,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Transfer *transfer = transfer_new (self, request);
  GError *error = NULL;
  SoupSession *session;

  g_task_set_source_tag (task, helio_http_send_async);
  g_task_set_task_data (task, transfer, transfer_free);
  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  if (!check_request (request, transfer, &error) ||
      (session = get_session (self, request->ca_pem, &error)) == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  transfer->session = g_object_ref (session);
  transfer->cancellable = g_cancellable_new ();
  if (cancellable != NULL) {
    transfer->caller = g_object_ref (cancellable);
    transfer->caller_handler = g_cancellable_connect (cancellable,
                                                      G_CALLBACK (on_caller_cancelled),
                                                      g_object_ref (transfer->cancellable),
                                                      g_object_unref);
  }
  transfer->deadline = g_timeout_source_new ((guint) (transfer->request.timeout / 1000));
  g_source_set_callback (transfer->deadline, on_deadline, transfer, NULL);
  g_source_attach (transfer->deadline, g_main_context_get_thread_default ());
  send_message (task);
}

HelioHttpAnswer *
helio_http_send_finish (HelioHttp *self, GAsyncResult *result, gboolean *sent, GError **error)
{
  Transfer *transfer = g_task_get_task_data (G_TASK (result));

  if (sent != NULL)
    *sent = transfer->sent;
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
helio_http_is_busy (HelioHttp *self)
{
  return self->n_transfers > 0;
}

HelioJson *
helio_http_answer_parse (const HelioHttpAnswer *self, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (self->body, &length);
  g_autoptr (GError) local = NULL;
  g_autofree char *type =
      helio_printable (self->content_type != NULL ? self->content_type : "?", -1, 60);
  HelioJson *json;

  /* An empty GBytes may have no data at all. */
  json = helio_json_parse_secrets (text != NULL ? text : "",
                                   length,
                                   MAX (length, HELIO_JSON_SIZE_ANSWER),
                                   HELIO_JSON_DEPTH_ANSWER,
                                   &local);
  if (json == NULL)
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("error", "Check that the address is that of the right service."),
                     C_ ("error", "The answer (HTTP %d, %s, %u bytes) is not usable JSON: %s"),
                     self->status,
                     type,
                     (guint) length,
                     local->message);
  return json;
}

static void
helio_http_dispose (GObject *object)
{
  HelioHttp *self = HELIO_HTTP (object);

  g_clear_pointer (&self->own_ca, g_hash_table_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (helio_http_parent_class)->dispose (object);
}

static void
helio_http_class_init (HelioHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_http_dispose;
}

static void
helio_http_init (HelioHttp *self)
{
  self->session = new_session (NULL);
  self->own_ca = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

HelioHttp *
helio_http_new (void)
{
  return g_object_new (HELIO_TYPE_HTTP, NULL);
}
