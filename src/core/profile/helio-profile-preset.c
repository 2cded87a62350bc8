// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile-preset.h"

#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>

static const char *const exchange_urls[] = {"https://api.cloudsignal.io/v2/tokens/exchange",
                                            "https://auth.cloudsignal.app/v2/tokens/exchange",
                                            NULL};
static const char *const native_urls[] = {"https://auth.cloudsignal.app/v2/tokens",
                                          "https://api.cloudsignal.app/v2/tokens",
                                          "https://api.cloudsignal.io/v2/tokens",
                                          NULL};
static const char *const broker_urls[] = {"wss://connect.cloudsignal.app:18885/",
                                          "mqtts://connect.cloudsignal.app:8883",
                                          "mqtts://mqtt.cloudsignal.app:8883",
                                          NULL};

static const struct {
  const char *id, *title, *description;
  HelioMethod method;
  const char *url;    /* of the broker */
  const char *filter; /* (nullable): what is subscribed from the beginning */
} presets[HELIO_PRESET_N] = {
    [HELIO_PRESET_AUTH0] = {"auth0",
                            NC_ ("preset", "CloudSignal with Auth0"),
                            NC_ ("preset",
                                 "Sign in with the browser; the token is exchanged for MQTT "
                                 "credentials"),
                            HELIO_METHOD_EXCHANGE,
                            "wss://connect.cloudsignal.app:18885/",
                            "users/%u/#"},
    [HELIO_PRESET_BACKEND] = {"backend",
                              NC_ ("preset", "Through My Backend"),
                              NC_ ("preset",
                                   "Sign in with the browser; your own endpoint gives the MQTT "
                                   "credentials"),
                              HELIO_METHOD_BACKEND,
                              "wss://connect.cloudsignal.app:18885/",
                              "users/%u/#"},
    [HELIO_PRESET_USERNAME] = {"username",
                               NC_ ("preset", "CloudSignal Username"),
                               NC_ ("preset", "A name@organization and its password"),
                               HELIO_METHOD_PASSWORD,
                               "wss://connect.cloudsignal.app:18885/",
                               "users/%u/#"},
    [HELIO_PRESET_ANY_BROKER] = {"any-broker",
                                 NC_ ("preset", "Any MQTT Broker"),
                                 NC_ ("preset",
                                      "Mosquitto and others by their address, with a username and "
                                      "password or without"),
                                 HELIO_METHOD_NONE,
                                 "",
                                 "#"},
    [HELIO_PRESET_SANDBOX] = {"sandbox",
                              NC_ ("preset", "Sandbox"),
                              NC_ ("preset",
                                   "heliograph-sandbox on this computer: a stand-in for Auth0 and "
                                   "CloudSignal around a real broker"),
                              HELIO_METHOD_EXCHANGE,
                              "",
                              NULL},
};

/* What the sandbox lets everybody read, and each user. */
static void
fill_sandbox (HelioProfile *profile)
{
  static const char *const filters[] = {"site/#", "chat/#", "alerts/%u/#", "users/%u/#"};

  helio_set_str (&profile->exchange.url, "");
  helio_set_str (&profile->sign_in.audience, "https://api.sandbox.test");
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    g_ptr_array_add (profile->subscriptions, helio_profile_subscription_new (filters[i], 1));
}

HelioProfile *
helio_profile_new_preset (HelioPreset preset)
{
  HelioProfile *profile = helio_profile_new ();

  helio_set_str (&profile->broker.url, presets[preset].url);
  helio_set_str (&profile->exchange.url, exchange_urls[0]);
  helio_set_str (&profile->native.url, native_urls[0]);
  profile->method = presets[preset].method;
  if (presets[preset].filter != NULL)
    g_ptr_array_add (profile->subscriptions,
                     helio_profile_subscription_new (presets[preset].filter, 1));
  if (preset == HELIO_PRESET_SANDBOX)
    fill_sandbox (profile);
  return profile;
}

const char *
helio_preset_get_id (HelioPreset preset)
{
  return presets[preset].id;
}

gboolean
helio_preset_from_id (const char *id, HelioPreset *preset)
{
  for (int i = 0; i < HELIO_PRESET_N; i++)
    if (g_strcmp0 (presets[i].id, id) == 0) {
      *preset = (HelioPreset) i;
      return TRUE;
    }
  return FALSE;
}

const char *
helio_preset_get_title (HelioPreset preset)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "preset", presets[preset].title);
}

const char *
helio_preset_get_description (HelioPreset preset)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "preset", presets[preset].description);
}

const char *const *
helio_preset_get_exchange_urls (void)
{
  return exchange_urls;
}

const char *const *
helio_preset_get_native_urls (void)
{
  return native_urls;
}

const char *const *
helio_preset_get_broker_urls (void)
{
  return broker_urls;
}
