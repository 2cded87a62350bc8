// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-test-connection.h"

#include "core/base/helio-util.h"

HelioConnection *
helio_test_connection_new (const char *dir, const char *url, HelioProtocol protocol)
{
  HelioServices *services = g_new0 (HelioServices, 1);
  HelioProfile *profile = helio_profile_new ();
  HelioConnection *connection;

  g_ref_count_init (&services->ref_count);
  services->clock = helio_clock_new_system ();
  services->http = helio_http_new ();
  services->profiles = helio_profile_store_new (dir);
  services->env_password = helio_secret_new ("wonderland");
  profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&profile->password.username, "alice@org_1");
  helio_set_str (&profile->broker.url, url);
  profile->broker.protocol = protocol;
  connection = helio_connection_new (services, profile);
  helio_connection_agree_for_this_run (connection);
  helio_profile_unref (profile);
  helio_services_unref (services);
  return connection;
}

gboolean
helio_test_connection_is_up (gpointer connection)
{
  return helio_connection_is_connected (connection);
}
