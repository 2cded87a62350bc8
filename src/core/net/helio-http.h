// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* HTTP to issuers and services: one SoupSession without cookies, cache, sniffer or redirects on POST,
 * https only (http for loopback, or where the profile allows it), answers bounded, deadlines on
 * everything, nothing secret logged. Main thread. */

#include "core/base/helio-json.h"
#include "core/base/helio-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_HTTP_TIMEOUT (15 * G_USEC_PER_SEC)

#define HELIO_TYPE_HTTP (helio_http_get_type ())
G_DECLARE_FINAL_TYPE (HelioHttp, helio_http, HELIO, HTTP, GObject)

typedef struct {
  const char *method; /* "GET", "POST" */
  const char *uri;
  const char *content_type; /* (nullable) */
  GBytes *body;        /* (nullable): make it with helio_bytes_new_wiped() if it holds a secret */
  HelioSecret *bearer; /* (nullable): Authorization: Bearer … */
  gsize max_size;      /* 0: HELIO_JSON_SIZE_ANSWER */
  gint64 timeout;      /* µs for the whole request; 0: HELIO_HTTP_TIMEOUT */
  gboolean allow_insecure; /* plain http off loopback */
  const char *ca_pem;      /* (nullable): instead of the system's authorities */
} HelioHttpRequest;

/* Plain struct, free with helio_http_answer_free(). */
typedef struct {
  int status;
  char *content_type; /* (nullable) */
  GBytes *body;       /* wiped when freed */
  gint64 date;        /* wall µs of the Date header; 0: none */
  double retry_after; /* seconds from Retry-After or X-RateLimit-Reset; -1: none */
  gboolean sent;      /* bytes of the request may have reached the server */
} HelioHttpAnswer;
void helio_http_answer_free (HelioHttpAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioHttpAnswer, helio_http_answer_free)

HelioHttp *helio_http_new (void);

/* Any HTTP status is an answer, not an error. A redirect is an error (BAD_ANSWER) for a POST and to another
 * host; a GET may be redirected within its origin. Errors: NETWORK, TIMED_OUT, TLS, TOO_LARGE, BAD_ANSWER,
 * CONSENT (plain http). */
void helio_http_send_async (HelioHttp *self,
                            const HelioHttpRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* Returns: (transfer full). On error @sent (nullable) tells whether the request may have been received. */
HelioHttpAnswer *
helio_http_send_finish (HelioHttp *self, GAsyncResult *result, gboolean *sent, GError **error);

/* Requests are under way whose callbacks have not ended. */
gboolean helio_http_is_busy (HelioHttp *self);

/* The body as JSON of any kind, guarded. NULL with BAD_ANSWER that quotes status and content type. */
HelioJson *helio_http_answer_parse (const HelioHttpAnswer *self, GError **error);

G_END_DECLS
