// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "helio-fuzz-main.h"

#include "core/profile/helio-profile.h"

#include <string.h>

/* What is read can be written and read again, and is the same; every question about it has an answer. */

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) self = helio_profile_from_text ((const char *) data, size, &error);
  g_autoptr (HelioProfile) copy = NULL;
  g_autoptr (HelioProfile) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;
  g_autofree char *text_of_copy = NULL;
  g_autofree char *binding = NULL;
  g_autofree char *binding_again = NULL;
  g_autofree char *client_id = NULL;
  g_auto (GStrv) hosts = NULL;
  g_auto (GStrv) risks = NULL;

  if (self == NULL) {
    g_assert_nonnull (error);
    return 0;
  }
  text = helio_profile_to_text (self);
  again = helio_profile_from_text (text, strlen (text), &error);
  if (again == NULL)
    g_error ("%s in %s", error->message, text);
  text_again = helio_profile_to_text (again);
  copy = helio_profile_copy (self);
  text_of_copy = helio_profile_to_text (copy);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpstr (text, ==, text_of_copy);
  g_assert_true (helio_profile_validate (self, NULL, NULL));
  binding = helio_profile_get_binding (self);
  binding_again = helio_profile_get_binding (again);
  g_assert_cmpstr (binding, ==, binding_again);
  client_id = helio_profile_get_client_id (self);
  g_assert_cmpstr (client_id, !=, "");
  hosts = helio_profile_describe_hosts (self);
  g_assert_cmpuint (g_strv_length (hosts), >=, 1);
  risks = helio_profile_describe_risks (self);
  g_assert_true (!helio_profile_is_insecure (self) || g_strv_length (risks) > 0);
  helio_profile_check_sign_in (self, NULL, NULL);
  return 0;
}
