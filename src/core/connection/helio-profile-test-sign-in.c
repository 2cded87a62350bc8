// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-profile-test-private.h"

#include "core/auth/helio-discovery.h"
#include "core/auth/helio-id-token.h"
#include "core/auth/helio-loopback.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/crypto/helio-jwks.h"

#include <glib/gi18n-lib.h>

static char *
get_origin (HelioProfileTest *self)
{
  g_autofree char *issuer = helio_profile_get_issuer (self->profile);
  char *origin = helio_uri_origin (issuer);

  return origin != NULL ? origin : g_steal_pointer (&issuer);
}

/* The issuer was not even reached, as against what it said. */
static gboolean
is_unreached (const GError *error)
{
  return error->domain != HELIO_ERROR || error->code == HELIO_ERROR_NETWORK ||
         error->code == HELIO_ERROR_TIMED_OUT || error->code == HELIO_ERROR_TLS ||
         error->code == HELIO_ERROR_CONSENT || error->code == HELIO_ERROR_INVALID_DATA;
}

static char *
describe_clock (HelioDiscovery *discovery)
{
  gint64 offset = helio_discovery_get_clock_offset (discovery);
  g_autofree char *seconds = NULL;

  if (offset == G_MAXINT64 || ABS (offset / HELIO_SECOND) <= HELIO_ID_TOKEN_LEEWAY)
    return NULL;
  seconds = g_strdup_printf ("%" G_GINT64_FORMAT, ABS (offset / HELIO_SECOND));
  return g_strdup_printf (C_ ("profile test",
                              "This computer's clock is %s seconds off the issuer's; set it, or "
                              "tokens will look expired or not yet valid."),
                          seconds);
}

static char *
describe_jwks (HelioJwks *keys)
{
  static const HelioJwa algorithms[] = {HELIO_JWA_RS256, HELIO_JWA_PS256, HELIO_JWA_ES256};
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = helio_jwks_get_n_keys (keys);

  g_string_append_printf (text, NP_ ("profile test", "%u key", "%u keys", n), n);
  for (gsize a = 0; a < G_N_ELEMENTS (algorithms); a++)
    for (guint i = 0; i < n; i++)
      if (helio_jwk_allows (helio_jwks_get_key (keys, i), algorithms[a])) {
        g_string_append_printf (text, ", %s", helio_jwa_get_name (algorithms[a]));
        break;
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_keys (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioProfileStep *step = user_data;
  g_autoptr (HelioProfileTest) self = g_object_ref (step->test);
  g_autofree char *origin = get_origin (self);
  GError *error = NULL;
  g_autoptr (HelioJwks) keys =
      helio_discovery_get_keys_finish (HELIO_DISCOVERY (source), result, &error);

  if (keys == NULL) {
    helio_profile_step_fail (step, error, origin);
  } else if (helio_jwks_get_n_keys (keys) == 0) {
    error = helio_error_new (
        HELIO_ERROR_ISSUER_METADATA,
        C_ ("error", "The issuer has to sign with RS256, PS256 or ES256 and publish those keys."),
        C_ ("error", "%s publishes no key that a signature can be checked with."),
        origin);
    helio_profile_step_fail (step, error, origin);
  } else {
    g_autofree char *value = describe_jwks (keys);

    helio_profile_step_pass (step, value, NULL);
  }
  helio_profile_test_branch_done (self);
}

static void
pass_metadata (HelioProfileStep *step, HelioDiscovery *discovery)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) offers = NULL;
  g_autofree char *list = NULL;

  g_strv_builder_add (builder, C_ ("profile test", "sign-in in the browser with PKCE"));
  if (helio_discovery_get_device_endpoint (discovery) != NULL)
    g_strv_builder_add (builder, C_ ("profile test", "sign-in with a code"));
  if (helio_discovery_get_revocation_endpoint (discovery) != NULL)
    g_strv_builder_add (builder, C_ ("profile test", "revocation"));
  if (helio_discovery_get_end_session_endpoint (discovery) != NULL)
    g_strv_builder_add (builder, C_ ("profile test", "sign-out at the issuer"));
  offers = g_strv_builder_end (builder);
  list = g_strjoinv (C_ ("profile test", ", "), offers);
  if (*helio_discovery_get_other_endpoints (discovery) != NULL) {
    g_auto (GStrv) others =
        helio_endpoint_consent_describe (helio_discovery_get_other_endpoints (discovery));
    g_autofree char *hosts = g_strjoinv (C_ ("profile test", ", "), others);
    /* Translators: two lists: what the issuer offers, and hosts with what they are for */
    g_autofree char *both =
        g_strdup_printf (C_ ("profile test", "%s. Other hosts: %s"), list, hosts);

    helio_profile_step_pass (step, helio_discovery_get_issuer (discovery), both);
    return;
  }
  helio_profile_step_pass (step, helio_discovery_get_issuer (discovery), list);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioProfileStep *step = user_data;
  g_autoptr (HelioProfileTest) self = g_object_ref (step->test);
  HelioDiscovery *discovery = HELIO_DISCOVERY (source);
  const char *behind = C_ ("profile test", "The step before it has failed.");
  g_autofree char *origin = get_origin (self);
  g_autofree char *clock = NULL;
  GError *error = NULL;

  if (!helio_discovery_load_finish (discovery, result, &error) && is_unreached (error)) {
    helio_profile_step_fail (step, error, origin);
    helio_profile_test_skip (self, "metadata", behind);
    helio_profile_test_skip (self, "keys", behind);
    helio_profile_test_branch_done (self);
    return;
  }
  clock = describe_clock (discovery);
  helio_profile_step_pass (step, origin, clock);
  step = helio_profile_step_new (self, "metadata");
  if (error != NULL) {
    helio_profile_step_fail (step, error, origin);
    helio_profile_test_skip (self, "keys", behind);
    helio_profile_test_branch_done (self);
    return;
  }
  pass_metadata (step, discovery);
  step = helio_profile_step_new (self, "keys");
  helio_discovery_get_keys_async (discovery, NULL, step->cancellable, on_keys, step);
}

/* Each by itself: registered at the issuer, and perhaps taken by another program. */
static void
try_ports (HelioProfileTest *self)
{
  HelioCheckRow *row = helio_check_rows_find (HELIO_CHECK_ROWS (self), "ports");
  GArray *ports = self->profile->sign_in.redirect_ports;
  g_autoptr (GString) free_ports = g_string_new (NULL), busy = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  for (guint i = 0; i < ports->len; i++) {
    g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (int));
    int port = g_array_index (ports, int, i);
    g_autoptr (HelioLoopback) loopback = NULL;
    GString *list;

    g_array_append_val (one, port);
    g_clear_error (&error);
    loopback = helio_loopback_new (self->clock, one, self->profile->sign_in.redirect_host, &error);
    list = loopback != NULL ? free_ports : busy;
    if (loopback != NULL)
      helio_loopback_close (loopback);
    if (list->len > 0)
      g_string_append (list, ", ");
    if (port == 0)
      g_string_append (list, C_ ("profile test", "any"));
    else
      g_string_append_printf (list, "%d", port);
  }
  if (free_ports->len == 0) {
    /* All of them, in the words that a sign-in would have. */
    g_autoptr (HelioLoopback) loopback = NULL;

    g_clear_error (&error);
    loopback =
        helio_loopback_new (self->clock, ports, self->profile->sign_in.redirect_host, &error);
    if (loopback == NULL) {
      helio_profile_test_fail_row (self, row, error);
      return;
    }
    helio_loopback_close (loopback);
    g_string_append (free_ports, helio_loopback_get_redirect_uri (loopback));
  }
  value =
      busy->len > 0
          /* Translators: two lists of port numbers */
          ? g_strdup_printf (C_ ("profile test", "%s free; %s in use"), free_ports->str, busy->str)
          : g_strdup_printf (C_ ("profile test", "%s free"), free_ports->str);
  helio_check_row_set_value (row, value);
  helio_check_row_set (
      row,
      HELIO_CHECK_PASS,
      C_ ("profile test", "Whether they are registered at the issuer only a sign-in shows."),
      NULL);
}

void
helio_profile_test_sign_in (HelioProfileTest *self)
{
  g_autoptr (HelioDiscovery) discovery =
      helio_discovery_new_to_look_at (self->profile, self->http, self->clock);
  HelioProfileStep *step = helio_profile_step_new (self, "issuer");

  try_ports (self);
  helio_discovery_load_async (discovery, step->cancellable, on_loaded, step);
}
