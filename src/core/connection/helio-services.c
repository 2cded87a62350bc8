// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-services.h"

#include "core/base/helio-util.h"

static HelioSecret *
take_from_environment (const char *name)
{
  const char *value = g_getenv (name);
  HelioSecret *secret = value != NULL && *value != '\0' ? helio_secret_new (value) : NULL;

  /* So that the browser and other children do not get it. */
  g_unsetenv (name);
  return secret;
}

HelioServices *
helio_services_new (void)
{
  HelioServices *self = g_new0 (HelioServices, 1);

  g_ref_count_init (&self->ref_count);
  self->clock = helio_clock_new_system ();
  self->http = helio_http_new ();
  self->keyring = helio_keyring_new ();
  self->profiles = helio_profile_store_new (NULL);
  self->wake = helio_wake_new (self->clock, NULL);
  self->env_exchange_key = take_from_environment ("HELIOGRAPH_EXCHANGE_KEY");
  self->env_password = take_from_environment ("HELIOGRAPH_PASSWORD");
  self->env_access_token = take_from_environment ("HELIOGRAPH_ACCESS_TOKEN");
  self->env_key_passphrase = take_from_environment ("HELIOGRAPH_KEY_PASSPHRASE");
  return self;
}

static gpointer
ref_object (gpointer object)
{
  return object != NULL ? g_object_ref (object) : NULL;
}

static HelioSecret *
ref_secret (HelioSecret *secret)
{
  return secret != NULL ? helio_secret_ref (secret) : NULL;
}

HelioServices *
helio_services_new_second_view (HelioServices *self)
{
  HelioServices *copy = g_new0 (HelioServices, 1);

  *copy = *self;
  g_ref_count_init (&copy->ref_count);
  copy->clock = ref_object (self->clock);
  copy->http = ref_object (self->http);
  copy->keyring = ref_object (self->keyring);
  copy->profiles = ref_object (self->profiles);
  copy->wake = ref_object (self->wake);
  copy->env_exchange_key = ref_secret (self->env_exchange_key);
  copy->env_password = ref_secret (self->env_password);
  copy->env_access_token = ref_secret (self->env_access_token);
  copy->env_key_passphrase = ref_secret (self->env_key_passphrase);
  copy->second_view = TRUE;
  return copy;
}

HelioServices *
helio_services_ref (HelioServices *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_services_unref (HelioServices *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  g_clear_object (&self->clock);
  g_clear_object (&self->http);
  g_clear_object (&self->keyring);
  g_clear_object (&self->profiles);
  g_clear_object (&self->wake);
  g_clear_pointer (&self->env_exchange_key, helio_secret_unref);
  g_clear_pointer (&self->env_password, helio_secret_unref);
  g_clear_pointer (&self->env_access_token, helio_secret_unref);
  g_clear_pointer (&self->env_key_passphrase, helio_secret_unref);
  g_free (self);
}

static gboolean
is_loopback_uri (const char *uri)
{
  g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, G_URI_FLAGS_NONE, NULL) : NULL;

  return parsed != NULL && helio_host_is_loopback (g_uri_get_host (parsed));
}

gboolean
helio_services_may_use_env (HelioServices *services, HelioProfile *profile, HelioKeyringKind kind)
{
  const char *url =
      kind == HELIO_KEYRING_PASSPHRASE ? NULL : helio_profile_get_credential_url (profile);

  if (!services->env_loopback_only)
    return TRUE;
  return is_loopback_uri (url != NULL ? url : profile->broker.url);
}
