// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The head of one HTTP request to the loopback listener, taken apart (auth.md §1.7). Whoever can reach the
 * port may send anything, any page in the user's browser among them; so this takes one narrow form and
 * nothing else. Pure. */

#include <glib.h>

G_BEGIN_DECLS

#define HELIO_CALLBACK_HEAD_MAX (8 * 1024)
#define HELIO_CALLBACK_LINE_MAX (6 * 1024)
#define HELIO_CALLBACK_HEADERS_MAX 64
#define HELIO_CALLBACK_PARAMETERS_MAX 32

typedef struct {
  int status;               /* 200: fine; else the HTTP status to refuse with */
  char *path;               /* (nullable): as it was sent, without the query; with status 200 */
  gboolean navigation;      /* FALSE for images, prefetches and the like */
  char *state, *code, *iss; /* (nullable) each: decoded, never empty */
  char *error, *error_description;
} HelioCallback;

/**
 * helio_callback_parse:
 * @head: everything up to and with the empty line
 * @host: "127.0.0.1:17731", to which Host has to be equal
 *
 * Fills in @callback. Parameters are read whatever the path is. Order of checks: syntax, method, Host,
 * form of the target, duplicate parameters.
 */
void
helio_callback_parse (HelioCallback *callback, const char *head, gsize length, const char *host);
void helio_callback_clear (HelioCallback *callback);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioCallback, helio_callback_clear)

G_END_DECLS
