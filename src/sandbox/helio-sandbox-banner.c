// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox-banner.h"

#define MAX_USERS 10

char *
helio_sandbox_banner_new (const HelioJson *ready)
{
  g_autoptr (HelioJson) users = helio_json_get_array (ready, "users");
  g_autoptr (HelioJson) profiles = helio_json_get_object (ready, "profiles");
  g_autoptr (HelioJson) first = helio_json_get_element (users, 0);
  g_autofree char *example =
      g_strconcat (helio_json_get_string (first, "name"), "-backend-bearer", NULL);
  const char *path = helio_json_get_string (profiles, example);
  g_autofree char *folder = g_path_get_dirname (path);
  const guint n = helio_json_get_length (users);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "\nReady at %s\n", helio_json_get_string (ready, "issuer"));
  for (guint i = 0; i < MIN (n, MAX_USERS); i++) {
    g_autoptr (HelioJson) user = helio_json_get_element (users, i);

    g_string_append_printf (text,
                            "  %-10s password %s\n",
                            helio_json_get_string (user, "name"),
                            helio_json_get_string (user, "password"));
  }
  if (n > MAX_USERS)
    g_string_append_printf (text, "  and %u more on standard output\n", n - MAX_USERS);
  g_string_append_printf (text,
                          "  API key    %s\n"
                          "  Profiles   %s\n"
                          "In the window they are under New Connection, Sandbox; or for one run:\n"
                          "  heliograph %s\n",
                          helio_json_get_string (ready, "publishable_key"),
                          folder,
                          path);
  return g_string_free (text, FALSE);
}
