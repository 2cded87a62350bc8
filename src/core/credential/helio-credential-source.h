// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Where credentials come from: exchange, backend, native token or password, or from nowhere. The session asks; how many
 * requests and whether a person is needed is the source's business. */

#include "core/credential/helio-credential.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_CREDENTIAL_STAGE_IDLE,
  HELIO_CREDENTIAL_STAGE_SIGNING_IN, /* a browser is open, a person is at work */
  HELIO_CREDENTIAL_STAGE_STORING, /* signed in; the keyring takes it, and may ask for its password */
  HELIO_CREDENTIAL_STAGE_FETCHING, /* refresh, exchange or backend request under way */
} HelioCredentialStage;

typedef enum {
  HELIO_CREDENTIAL_NONE = 0,
  /* A sign-in in the browser may be started; without it SIGN_IN_REQUIRED comes back instead. */
  HELIO_CREDENTIAL_INTERACTIVE = 1 << 0,
  /* The broker refused the last one although it had not expired: an access token that is held must not
   * be used again either. */
  HELIO_CREDENTIAL_REFUSED = 1 << 1,
} HelioCredentialFlags;

#define HELIO_TYPE_CREDENTIAL_SOURCE (helio_credential_source_get_type ())
G_DECLARE_INTERFACE (HelioCredentialSource,
                     helio_credential_source,
                     HELIO,
                     CREDENTIAL_SOURCE,
                     GObject)

struct _HelioCredentialSourceInterface {
  GTypeInterface parent_iface;

  void (*get_async) (HelioCredentialSource *self,
                     HelioCredentialFlags flags,
                     HelioCredential *previous,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
  HelioCredential *(*get_finish) (HelioCredentialSource *self,
                                  GAsyncResult *result,
                                  GError **error);
  HelioCredentialStage (*get_stage) (HelioCredentialSource *self);
};

/**
 * helio_credential_source_get_async:
 * @previous: (nullable): the credential in use; some endpoints renew it by its token id
 *
 * Gets a fresh credential. Has a deadline of its own. Main thread. A source emits
 * "stage-changed" (no arguments) when helio_credential_source_get_stage() changes.
 */
void helio_credential_source_get_async (HelioCredentialSource *self,
                                        HelioCredentialFlags flags,
                                        HelioCredential *previous,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
/* Returns: (transfer full): never expired, with a username that is not empty, or anonymous. */
HelioCredential *helio_credential_source_get_finish (HelioCredentialSource *self,
                                                     GAsyncResult *result,
                                                     GError **error);
HelioCredentialStage helio_credential_source_get_stage (HelioCredentialSource *self);
/* For implementations: emits "stage-changed". */
void helio_credential_source_emit_stage_changed (HelioCredentialSource *self);

G_END_DECLS
