// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The command line of heliograph-sandbox (design.md §5.3). */

#include "core/crypto/helio-signing-key.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint16 port; /* 0: any */
  char *users_file;
  char *acl_file;
  gint64 access_token_ttl; /* seconds */
  gint64
      credential_ttl; /* seconds; what an exchange without ttl gives, and at most if it was asked for */
  gboolean credential_ttl_given;
  gint64 rotation_overlap; /* seconds for which the previous refresh token may be shown again */
  gint64 device_interval;  /* seconds between two polls of the device flow */
  gboolean iss_parameter;  /* authorization responses carry iss */
  HelioJwa algorithm;      /* of the issuer's keys */
  gboolean any_port, takes_resource, no_offline;
  char *
      token_host; /* (nullable): another name for this machine, which token endpoints are given under */
  gboolean email_claim; /* access tokens carry the e-mail address */
  double traffic;       /* messages a second of the demo fleet */
  char *state_dir;
  char *record_file;      /* (nullable): where all requests and answers go */
  GArray *redirect_ports; /* of guint16; NULL: five free ones */
  gboolean tls;
  gboolean version; /* asked for, and nothing else */
} HelioSandboxOptions;

/* @arguments: as from main(), changed in place. NULL with HELIO_ERROR_INVALID_USAGE. --help prints and exits. */
HelioSandboxOptions *helio_sandbox_options_parse (GStrv *arguments, GError **error);
void helio_sandbox_options_free (HelioSandboxOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioSandboxOptions, helio_sandbox_options_free)

G_END_DECLS
