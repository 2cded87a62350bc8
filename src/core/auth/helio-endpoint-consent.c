// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-endpoint-consent.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HelioEndpointConsent {
  GObject parent_instance;

  HelioProfile *profile;
  HelioProfileStore *store;
  HelioEndpointsFunc agree;
  gpointer user_data;
  GStrv asked; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (HelioEndpointConsent, helio_endpoint_consent, G_TYPE_OBJECT)

GStrv
helio_endpoint_consent_describe (const char *const *endpoints)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; endpoints[i] != NULL; i++) {
    const char *scheme_end = strstr (endpoints[i], "://");
    g_autofree char *host = helio_printable (scheme_end != NULL ? scheme_end + 3 : "", -1, 200);
    const char *what = g_str_has_prefix (endpoints[i], HELIO_ENDPOINT_TOKENS)
                           ? C_ ("host", "receives sign-in codes and refresh tokens")
                           : C_ ("host", "shows the page where you sign in or out");
    /* Translators: host and port, and what the host is for. */
    g_autofree char *line = g_strdup_printf (C_ ("host", "%s (%s)"), host, what);

    g_strv_builder_add (builder, line);
  }
  return g_strv_builder_end (builder);
}

gboolean
helio_endpoint_consent_check (HelioEndpointConsent *self,
                              const char *const *endpoints,
                              GError **error)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *list = NULL;
  GError *refusal;

  g_clear_pointer (&self->asked, g_strfreev);
  if (*endpoints == NULL ||
      helio_profile_store_has_endpoints (self->store, self->profile, endpoints))
    return TRUE;
  if (self->agree != NULL && self->agree (endpoints, self->user_data)) {
    helio_profile_store_agree_to_endpoints (self->store, self->profile, endpoints);
    return TRUE;
  }
  self->asked = g_strdupv ((char **) endpoints);
  lines = helio_endpoint_consent_describe (endpoints);
  list = g_strjoinv (C_ ("host", ", "), lines);
  refusal = helio_error_new (
      HELIO_ERROR_CONSENT,
      C_ ("error", "Look at these hosts, and agree only if you know that they are the issuer’s."),
      /* Translators: %s is a list of hosts, and what each is for */
      C_ ("error",
          "The issuer names hosts that you have not agreed to, and nothing is sent there "
          "before you do: %s"),
      list);
  helio_error_set_diagnosis (refusal, HELIO_ENDPOINTS_NOT_AGREED);
  g_propagate_error (error, refusal);
  return FALSE;
}

const char *const *
helio_endpoint_consent_get_asked (HelioEndpointConsent *self)
{
  return (const char *const *) self->asked;
}

void
helio_endpoint_consent_agree (HelioEndpointConsent *self, const char *const *endpoints)
{
  helio_profile_store_agree_to_endpoints (self->store, self->profile, endpoints);
  g_clear_pointer (&self->asked, g_strfreev);
}

static void
helio_endpoint_consent_finalize (GObject *object)
{
  HelioEndpointConsent *self = HELIO_ENDPOINT_CONSENT (object);

  helio_profile_unref (self->profile);
  g_object_unref (self->store);
  g_strfreev (self->asked);
  G_OBJECT_CLASS (helio_endpoint_consent_parent_class)->finalize (object);
}

static void
helio_endpoint_consent_class_init (HelioEndpointConsentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_endpoint_consent_finalize;
}

static void
helio_endpoint_consent_init (HelioEndpointConsent *self)
{
}

HelioEndpointConsent *
helio_endpoint_consent_new (const HelioProfile *profile,
                            HelioProfileStore *store,
                            HelioEndpointsFunc agree,
                            gpointer user_data)
{
  HelioEndpointConsent *self = g_object_new (HELIO_TYPE_ENDPOINT_CONSENT, NULL);

  self->profile = helio_profile_ref ((HelioProfile *) profile);
  self->store = g_object_ref (store);
  self->agree = agree;
  self->user_data = user_data;
  return self;
}
