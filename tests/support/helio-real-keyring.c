// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-real-keyring.h"

#define DEFAULT "/org/freedesktop/secrets/collection/login"

static GVariant *
call (const char *path, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  GVariant *answer;

  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (bus,
                                        "org.freedesktop.secrets",
                                        path,
                                        interface,
                                        method,
                                        parameters,
                                        NULL,
                                        G_DBUS_CALL_FLAGS_NONE,
                                        10000,
                                        NULL,
                                        &error);
  g_assert_no_error (error);
  return answer;
}

void
helio_real_keyring_lock (void)
{
  g_autoptr (GVariant) answer = call ("/org/freedesktop/secrets",
                                      "org.freedesktop.Secret.Service",
                                      "Lock",
                                      g_variant_new_parsed ("([%o],)", DEFAULT));
}

void
helio_real_keyring_lock_and_hide (void)
{
  g_autoptr (GVariant) answer = NULL, value = NULL;
  g_autofree const char **items = NULL;

  answer = call (DEFAULT,
                 "org.freedesktop.DBus.Properties",
                 "Get",
                 g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Items"));
  g_variant_get (answer, "(v)", &value);
  items = g_variant_get_objv (value, NULL);
  g_assert_nonnull (items[0]);
  for (gsize i = 0; items[i] != NULL; i++) {
    g_autoptr (GVariant) prompt = call (items[i], "org.freedesktop.Secret.Item", "Delete", NULL);
  }
  helio_real_keyring_lock ();
}
