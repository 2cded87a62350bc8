// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Redaction for everything that may be written, shown or copied. */

#include <glib.h>

G_BEGIN_DECLS

/* The URI with user info, query values and fragment replaced by "…". Returns: (transfer full). */
char *helio_redact_uri (const char *uri);

/* @text with everything that looks like a token, key, code or password replaced by "…": JWTs and JWEs,
 * sk_/pk_/cs_/rk_/tkn_ keys, and the values of code, state, token, password, secret and verifier
 * parameters or JSON members. For text whose origin we do not control. Returns: (transfer full). */
char *helio_redact (const char *text);

/* One line of the log of the program, written when G_MESSAGES_DEBUG asks for it. Never give it a
 * secret; what comes from outside goes through helio_redact() first. */
#define helio_debug(...) g_log ("heliograph", G_LOG_LEVEL_DEBUG, __VA_ARGS__)

G_END_DECLS
