// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the sandbox's HTTP handlers share: reading forms, JSON, cookies and bearer tokens, answering,
 * holding an answer back and ending a connection. Main thread. */

#include "core/base/helio-json.h"
#include "sandbox/helio-faults.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A request body may have so many bytes; the server refuses more before it reads them. */
#define HELIO_WEB_MAX_BODY (64 * 1024)

/* Refuses bodies that are too large or of unknown length, and requests for another host than ours. */
void helio_web_guard (SoupServer *server);

/* For tests: appends every exchange to @path, one JSON object a line: {path, request: {query, authorization, body},
 * answer: {status, location, body}}. It holds every secret that was issued or given. */
gboolean helio_web_record (SoupServer *server, const char *path, GError **error);

/* @func answers requests for exactly @path with one of @methods ("GET POST"); 404 and 405 else. */
typedef void (*HelioWebHandler) (SoupServerMessage *message, gpointer user_data);
void helio_web_route (SoupServer *server,
                      const char *methods,
                      const char *path,
                      HelioWebHandler func,
                      gpointer user_data);

/* Name → value of an application/x-www-form-urlencoded text; NULL if a name comes twice (RFC 6749 §3.1),
 * an escape is broken, or a value is not UTF-8. Returns: (transfer full) (nullable). */
GHashTable *helio_web_parse_form (const char *text, gsize length);
/* The query of the request; empty without one. Returns: (transfer full) (nullable). */
GHashTable *helio_web_query (SoupServerMessage *message);
/* The body by its Content-Type, form or JSON object; in the JSON case only its strings and numbers, as
 * text. Returns: (transfer full) (nullable). */
GHashTable *helio_web_body_form (SoupServerMessage *message);
/* The body as a JSON object. NULL with HELIO_ERROR_BAD_ANSWER or _INVALID_DATA. */
HelioJson *helio_web_body_json (SoupServerMessage *message, GError **error);

/* Token of "Authorization: Bearer TOKEN". Returns: (transfer full) (nullable). */
char *helio_web_bearer (SoupServerMessage *message);
gboolean helio_web_has_authorization (SoupServerMessage *message);
/* Returns: (transfer full) (nullable). */
char *helio_web_cookie (SoupServerMessage *message, const char *name);

void helio_web_answer_json (SoupServerMessage *message, guint status, const HelioJson *body);
void helio_web_answer_text (SoupServerMessage *message, guint status, const char *text);
/* A page that no other site may frame and that loads nothing. */
void helio_web_answer_html (SoupServerMessage *message, guint status, const char *html);
void helio_web_redirect (SoupServerMessage *message, const char *location);

/* Status, malformed and drop_before end the request here: TRUE, the caller leaves the message alone.
 * @fault: (nullable). */
gboolean helio_web_fault_before (SoupServerMessage *message, const HelioFault *fault);
/* After the message has its answer: delay and drop_after. @fault: (nullable). */
void helio_web_fault_after (SoupServerMessage *message, const HelioFault *fault);

G_END_DECLS
