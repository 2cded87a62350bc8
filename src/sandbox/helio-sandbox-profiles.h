// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a running sandbox tells: the ready line, and the profiles for the console (design.md §5.1, §5.3). */

#include "core/base/helio-json.h"
#include "sandbox/helio-sandbox-users.h"

G_BEGIN_DECLS

typedef struct {
  const char *url; /* base of all HTTP services and the issuer, with the slash at its end */
  const char *client_id, *audience;
  const char *organization_id, *secret_key, *publishable_key;
  const char *faults_secret;
  const guint16 *redirect_ports;
  gsize n_redirect_ports;
  gint64 credential_ttl;
  const char *ca_file;
  const char *mqtt, *mqtts, *ws, *wss;
  const HelioSandboxUsers *users;
} HelioSandboxFacts;

/* Writes USER-{exchange,organization,backend-bearer,backend-json,password}.json for every user into @dir,
 * 0600. Returns: (transfer full): {"alice-exchange": path, …}; NULL with HELIO_ERROR_FILE. */
HelioJson *
helio_sandbox_profiles_write (const HelioSandboxFacts *facts, const char *dir, GError **error);

/* The ready line as @dir/ready.json, 0600, for a window that looks for a running sandbox. FALSE with
 * HELIO_ERROR_FILE. */
gboolean helio_sandbox_ready_write (const HelioJson *ready, const char *dir, GError **error);

/* @profiles: as written. Returns: (transfer full): the object of the ready line. */
HelioJson *helio_sandbox_ready (const HelioSandboxFacts *facts, HelioJson *profiles);

G_END_DECLS
