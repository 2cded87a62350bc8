// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-exchange-source.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-members.h"

#include <glib/gi18n-lib.h>

/* What the service takes where no ttl is sent. */
#define DEFAULT_TTL 3600

struct _HelioExchangeSource {
  HelioServiceSource parent_instance;
  HelioSecret *key;
};

G_DEFINE_FINAL_TYPE (HelioExchangeSource, helio_exchange_source, HELIO_TYPE_SERVICE_SOURCE)

static gboolean
uses_key (HelioServiceSource *source)
{
  return helio_service_source_get_profile (source)->exchange.dialect == HELIO_DIALECT_KEY;
}

static HelioService
helio_exchange_source_get_service (HelioServiceSource *source)
{
  return uses_key (source) ? HELIO_SERVICE_EXCHANGE_KEY : HELIO_SERVICE_EXCHANGE_ORGANIZATION;
}

static gboolean
helio_exchange_source_ready (HelioServiceSource *source, GError **error)
{
  if (!uses_key (source) || HELIO_EXCHANGE_SOURCE (source)->key != NULL)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_EXCHANGE_KEY,
                          C_ ("error",
                              "Enter a key from API Keys in CloudSignal's dashboard; a publishable "
                              "one (pk_…) is enough."),
                          C_ ("error", "The token exchange needs an API key."));
}

static gboolean
helio_exchange_source_prepare (HelioServiceSource *source, HelioServiceCall *call, GError **error)
{
  HelioExchangeSource *self = HELIO_EXCHANGE_SOURCE (source);
  HelioProfile *profile = helio_service_source_get_profile (source);
  g_autofree char *ttl = g_strdup_printf ("%" G_GINT64_FORMAT, profile->exchange.ttl);
  const char *token = helio_secret_peek (call->token);

  call->uri = g_strdup (profile->exchange.url);
  if (uses_key (source)) {
    HelioJsonMember members[] = {
        {"provider", .text = profile->exchange.provider},
        {"token", .text = token},
        {"ttl", .raw = profile->exchange.ttl != DEFAULT_TTL ? ttl : NULL},
    };

    call->bearer = helio_secret_ref (self->key);
    call->body = helio_json_members_new (members, G_N_ELEMENTS (members), error);
  } else {
    HelioJsonMember members[] = {
        {"organization_id", .text = profile->exchange.organization_id},
        {"token", .text = token},
        {"integration_id", .text = profile->exchange.integration_id},
    };

    call->body = helio_json_members_new (members, G_N_ELEMENTS (members), error);
  }
  return call->body != NULL;
}

static gboolean
helio_exchange_source_again (HelioServiceSource *source,
                             HelioServiceCall *call,
                             const GError *error)
{
  call->refused = g_error_matches (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED) &&
                  (call->flags & HELIO_CREDENTIAL_REFUSED) == 0;
  return call->refused;
}

static void
helio_exchange_source_finalize (GObject *object)
{
  helio_secret_unref (HELIO_EXCHANGE_SOURCE (object)->key);
  G_OBJECT_CLASS (helio_exchange_source_parent_class)->finalize (object);
}

static void
helio_exchange_source_class_init (HelioExchangeSourceClass *klass)
{
  HelioServiceSourceClass *service_class = HELIO_SERVICE_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = helio_exchange_source_finalize;
  service_class->method = "exchange";
  service_class->needs_token = TRUE;
  service_class->get_service = helio_exchange_source_get_service;
  service_class->ready = helio_exchange_source_ready;
  service_class->prepare = helio_exchange_source_prepare;
  service_class->again = helio_exchange_source_again;
}

static void
helio_exchange_source_init (HelioExchangeSource *self)
{
}

HelioExchangeSource *
helio_exchange_source_new (const HelioServiceSourceInit *init)
{
  return helio_service_source_new (HELIO_TYPE_EXCHANGE_SOURCE, init);
}

void
helio_exchange_source_set_key (HelioExchangeSource *self, HelioSecret *key)
{
  helio_secret_unref (self->key);
  self->key = helio_service_source_trim_key (key);
}
