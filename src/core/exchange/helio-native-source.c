// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-native-source.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-members.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HelioNativeSource {
  HelioServiceSource parent_instance;
  HelioSecret *key;
};

G_DEFINE_FINAL_TYPE (HelioNativeSource, helio_native_source, HELIO_TYPE_SERVICE_SOURCE)

static HelioService
helio_native_source_get_service (HelioServiceSource *source)
{
  return HELIO_SERVICE_NATIVE;
}

static gboolean
helio_native_source_ready (HelioServiceSource *source, GError **error)
{
  if (HELIO_NATIVE_SOURCE (source)->key != NULL)
    return TRUE;
  return helio_error_set (
      error,
      HELIO_ERROR_EXCHANGE_KEY,
      C_ ("error", "Enter the organization's secret key (sk_…) from CloudSignal's dashboard."),
      C_ ("error", "A native token needs the organization's secret key."));
}

/* The base URL may end in a slash. */
static char *
join_url (const char *base, const char *name)
{
  gsize length = strlen (base);

  while (length > 0 && base[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s/%s", (int) length, base, name);
}

static gboolean
can_renew (HelioServiceSource *source, const HelioServiceCall *call)
{
  gint64 now = helio_clock_now_boot (helio_service_source_get_clock (source));

  return call->attempt == 0 && call->previous != NULL &&
         (call->flags & HELIO_CREDENTIAL_REFUSED) == 0 &&
         helio_credential_get_token_id (call->previous) != NULL &&
         !helio_credential_is_expired (call->previous, now);
}

static gboolean
helio_native_source_prepare (HelioServiceSource *source, HelioServiceCall *call, GError **error)
{
  HelioNativeSource *self = HELIO_NATIVE_SOURCE (source);
  HelioProfile *profile = helio_service_source_get_profile (source);

  call->renewing = can_renew (source, call);
  if (call->renewing) {
    HelioJsonMember members[] = {
        {"token_id", .text = helio_credential_get_token_id (call->previous)},
        {"current_token_password",
         .text = helio_secret_peek (helio_credential_get_password (call->previous))},
    };

    call->uri = join_url (profile->native.url, "refresh");
    call->body = helio_json_members_new (members, G_N_ELEMENTS (members), error);
  } else {
    HelioJsonMember members[] = {
        {"organization_id", .text = profile->native.organization_id},
        {"secret_key", .text = helio_secret_peek (self->key)},
        {"user_email", .text = profile->native.email},
        {"replace_existing", .raw = "false"},
    };

    call->uri = join_url (profile->native.url, "create");
    call->body = helio_json_members_new (members, G_N_ELEMENTS (members), error);
  }
  return call->body != NULL;
}

/* A token that can no longer be renewed is replaced by a new one. */
static gboolean
helio_native_source_again (HelioServiceSource *source, HelioServiceCall *call, const GError *error)
{
  return call->renewing && (helio_error_get_class (error) == HELIO_ERROR_CLASS_EXCHANGE ||
                            g_error_matches (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER));
}

static void
helio_native_source_finalize (GObject *object)
{
  helio_secret_unref (HELIO_NATIVE_SOURCE (object)->key);
  G_OBJECT_CLASS (helio_native_source_parent_class)->finalize (object);
}

static void
helio_native_source_class_init (HelioNativeSourceClass *klass)
{
  HelioServiceSourceClass *service_class = HELIO_SERVICE_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = helio_native_source_finalize;
  service_class->method = "native";
  service_class->get_service = helio_native_source_get_service;
  service_class->ready = helio_native_source_ready;
  service_class->prepare = helio_native_source_prepare;
  service_class->again = helio_native_source_again;
}

static void
helio_native_source_init (HelioNativeSource *self)
{
}

HelioNativeSource *
helio_native_source_new (const HelioServiceSourceInit *init)
{
  return helio_service_source_new (HELIO_TYPE_NATIVE_SOURCE, init);
}

void
helio_native_source_set_key (HelioNativeSource *self, HelioSecret *key)
{
  helio_secret_unref (self->key);
  self->key = helio_service_source_trim_key (key);
}
