// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-backend-source.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-members.h"

struct _HelioBackendSource {
  HelioServiceSource parent_instance;
};

G_DEFINE_FINAL_TYPE (HelioBackendSource, helio_backend_source, HELIO_TYPE_SERVICE_SOURCE)

static HelioService
helio_backend_source_get_service (HelioServiceSource *source)
{
  return HELIO_SERVICE_BACKEND;
}

static gboolean
helio_backend_source_ready (HelioServiceSource *source, GError **error)
{
  return TRUE;
}

static gboolean
helio_backend_source_prepare (HelioServiceSource *source, HelioServiceCall *call, GError **error)
{
  HelioProfile *profile = helio_service_source_get_profile (source);
  HelioJsonMember member = {profile->backend.token_field, .text = helio_secret_peek (call->token)};

  call->uri = g_strdup (profile->backend.url);
  if (profile->backend.style == HELIO_STYLE_JSON)
    call->body = helio_json_members_new (&member, 1, error);
  else {
    call->bearer = helio_secret_ref (call->token);
    call->body = g_bytes_new_static ("", 0);
  }
  return call->body != NULL;
}

static gboolean
helio_backend_source_again (HelioServiceSource *source, HelioServiceCall *call, const GError *error)
{
  call->refused = g_error_matches (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED) &&
                  (call->flags & HELIO_CREDENTIAL_REFUSED) == 0;
  return call->refused;
}

static void
helio_backend_source_class_init (HelioBackendSourceClass *klass)
{
  HelioServiceSourceClass *service_class = HELIO_SERVICE_SOURCE_CLASS (klass);

  service_class->method = "backend";
  service_class->needs_token = TRUE;
  service_class->get_service = helio_backend_source_get_service;
  service_class->ready = helio_backend_source_ready;
  service_class->prepare = helio_backend_source_prepare;
  service_class->again = helio_backend_source_again;
}

static void
helio_backend_source_init (HelioBackendSource *self)
{
}

HelioBackendSource *
helio_backend_source_new (const HelioServiceSourceInit *init)
{
  return helio_service_source_new (HELIO_TYPE_BACKEND_SOURCE, init);
}
