// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The built heliograph-sandbox as a process of its own, and a browser that walks its sign-in pages. Waits in
 * the default main context, fails the test when it waits in vain. */

#include "core/base/helio-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HelioSandboxRun HelioSandboxRun;

/* @...: arguments, NULL. "--redirect-ports auto" and "--traffic 0" are given, too, unless they are among
 * them. Everything that it writes goes below a folder of the test. Returns when it is ready. */
HelioSandboxRun *helio_sandbox_run_new (const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Ends it with SIGTERM and asserts that it exits with 0 and leaves no file behind. */
void helio_sandbox_run_free (HelioSandboxRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioSandboxRun, helio_sandbox_run_free)

/* (transfer none) */
const HelioJson *helio_sandbox_run_get_ready (HelioSandboxRun *self);
/* Its folder for temporary files. */
const char *helio_sandbox_run_get_dir (HelioSandboxRun *self);
GSubprocess *helio_sandbox_run_get_process (HelioSandboxRun *self);
/* Text members of the ready line; @name "broker.wss" goes one level down. (transfer none) */
const char *helio_sandbox_run_get (HelioSandboxRun *self, const char *name);
/* The file of "alice-exchange" and the like. (transfer none) */
const char *helio_sandbox_run_get_profile (HelioSandboxRun *self, const char *name);
const char *helio_sandbox_run_get_password (HelioSandboxRun *self, const char *user);

/* POST faults_url with this JSON. */
void helio_sandbox_run_fault (HelioSandboxRun *self, const char *json);
/* How many requests came in for a target ("refresh", "exchange", …). */
gint64 helio_sandbox_run_count (HelioSandboxRun *self, const char *target);

/* A whole authorization URL, as the console opens it, and the default one of the sandbox's own client
 * (RFC 7636's verifier, first redirect port, state "s", nonce "n"). */
char *helio_sandbox_run_make_url (HelioSandboxRun *self, const char *audience);
/* Opens @url in a browser without a session, signs in as @user, accepts. Returns: (transfer full): the URL of
 * the callback that the browser is sent to; it is not fetched. */
char *helio_sandbox_run_browse (HelioSandboxRun *self, const char *url, const char *user);
/* The same, and the callback is fetched; returns its HTTP status. */
guint helio_sandbox_run_browse_to_end (HelioSandboxRun *self, const char *url, const char *user);

/* One HTTP request. @body, @type, @authorization: (nullable). @json: (out) (optional) (nullable).
 * Returns the status, 0 if the connection ended. */
guint helio_sandbox_run_send (HelioSandboxRun *self,
                              const char *method,
                              const char *url,
                              const char *type,
                              const char *body,
                              const char *authorization,
                              HelioJson **json);
/* Sign-in and token endpoint. Returns: (transfer full): its answer. */
HelioJson *helio_sandbox_run_get_tokens (HelioSandboxRun *self, const char *user);

G_END_DECLS
