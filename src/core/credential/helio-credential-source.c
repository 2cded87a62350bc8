// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/credential/helio-credential-source.h"

#include "core/base/helio-util.h"

G_DEFINE_INTERFACE (HelioCredentialSource, helio_credential_source, G_TYPE_OBJECT)

static guint stage_changed;

static HelioCredentialStage
idle_stage (HelioCredentialSource *self)
{
  return HELIO_CREDENTIAL_STAGE_IDLE;
}

static void
helio_credential_source_default_init (HelioCredentialSourceInterface *iface)
{
  iface->get_stage = idle_stage;
  stage_changed = helio_signal_new ("stage-changed", HELIO_TYPE_CREDENTIAL_SOURCE);
}

void
helio_credential_source_get_async (HelioCredentialSource *self,
                                   HelioCredentialFlags flags,
                                   HelioCredential *previous,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (HELIO_IS_CREDENTIAL_SOURCE (self));
  HELIO_CREDENTIAL_SOURCE_GET_IFACE (self)
      ->get_async (self, flags, previous, cancellable, callback, user_data);
}

HelioCredential *
helio_credential_source_get_finish (HelioCredentialSource *self,
                                    GAsyncResult *result,
                                    GError **error)
{
  g_return_val_if_fail (HELIO_IS_CREDENTIAL_SOURCE (self), NULL);
  return HELIO_CREDENTIAL_SOURCE_GET_IFACE (self)->get_finish (self, result, error);
}

HelioCredentialStage
helio_credential_source_get_stage (HelioCredentialSource *self)
{
  g_return_val_if_fail (HELIO_IS_CREDENTIAL_SOURCE (self), HELIO_CREDENTIAL_STAGE_IDLE);
  return HELIO_CREDENTIAL_SOURCE_GET_IFACE (self)->get_stage (self);
}

void
helio_credential_source_emit_stage_changed (HelioCredentialSource *self)
{
  g_signal_emit (self, stage_changed, 0);
}
