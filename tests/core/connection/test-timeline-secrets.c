// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What a person copies from the timeline goes into bug reports: after a whole sign-in, renewals and failures it holds
 * nothing of what was sent. */
#include "config.h"

#include "core/connection/helio-connection.h"
#include "tests/support/helio-sandbox-run.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  char *dir;
  HelioSandboxRun *sandbox;
  HelioServices *services;
  HelioConnection *connection;
  char *opened;       /* (nullable) */
  GPtrArray *secrets; /* what the timeline must not say */
  guint wanted_renewals;
} Fixture;

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  Fixture *f = user_data;

  g_free (f->opened);
  f->opened = g_strdup (uri);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = NULL;
  g_autofree char *text = NULL;
  gsize length;

  f->dir = helio_test_make_dir ();
  f->sandbox = helio_sandbox_run_new ("--credential-ttl", "600", NULL);
  f->secrets = g_ptr_array_new_with_free_func (g_free);
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = helio_clock_new_system ();
  f->services->http = helio_http_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  f->services->open_uri = on_open;
  f->services->open_uri_data = f;
  f->services->env_exchange_key = helio_secret_new (helio_sandbox_run_get (f->sandbox, "api_key"));
  g_file_get_contents (helio_sandbox_run_get_profile (f->sandbox, "alice-exchange"),
                       &text,
                       &length,
                       &error);
  g_assert_no_error (error);
  profile = helio_profile_from_text (text, length, &error);
  g_assert_no_error (error);
  f->connection = helio_connection_new (f->services, profile);
  helio_connection_agree_for_this_run (f->connection);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  HelioTestResult result = {0};

  helio_connection_shutdown_async (f->connection, helio_test_result_ready, &result);
  helio_test_result_wait (&result, 20);
  helio_test_result_clear (&result);
  g_assert_finalize_object (f->connection);
  helio_services_unref (f->services);
  helio_sandbox_run_free (f->sandbox);
  g_ptr_array_unref (f->secrets);
  g_free (f->opened);
  helio_test_remove_dir (f->dir);
}

static gboolean
is_opened (gpointer data)
{
  return ((Fixture *) data)->opened != NULL;
}

static gboolean
is_online (gpointer data)
{
  return helio_connection_get_state (((Fixture *) data)->connection) == HELIO_SESSION_ONLINE;
}

static gboolean
is_renewed (gpointer data)
{
  Fixture *f = data;

  return helio_connection_get_renewals (f->connection) >= f->wanted_renewals && is_online (f);
}

static gboolean
has_warning (gpointer data)
{
  return helio_connection_get_warning (((Fixture *) data)->connection) != NULL;
}

static void
add_secret (Fixture *f, const char *secret)
{
  g_assert_cmpuint (strlen (secret), >=, 8);
  g_ptr_array_add (f->secrets, g_strdup (secret));
}

static void
add_password (Fixture *f)
{
  HelioCredential *credential = helio_connection_get_credential (f->connection);

  add_secret (f, helio_secret_peek (helio_credential_get_password (credential)));
}

/* Members of a URL's query, each a secret of this sign-in. */
static void
add_query (Fixture *f, const char *url, const char *const *names)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED_QUERY, NULL);
  g_autoptr (GHashTable) query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", 0, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    add_secret (f, g_hash_table_lookup (query, names[i]));
}

static void
sign_in (Fixture *f)
{
  static const char *const asked[] = {"state", "nonce", "code_challenge", NULL};
  static const char *const answered[] = {"code", "state", NULL};
  g_autofree char *callback = NULL;

  helio_connection_connect (f->connection);
  helio_test_wait (is_opened, f, 30, "the browser to be opened");
  add_query (f, f->opened, asked);
  callback = helio_sandbox_run_browse (f->sandbox, f->opened, "alice");
  add_query (f, callback, answered);
  helio_sandbox_run_send (f->sandbox, "GET", callback, NULL, NULL, NULL, NULL);
  helio_test_wait (is_online, f, 30, "the connection");
  add_password (f);
}

static void
assert_no_secret (Fixture *f)
{
  /* How a token, a header with one, and a key of the service begin, wherever it came from. */
  static const char *const begins[] = {"eyJ", "Bearer ", "sk_", "pk_", "v1."};
  g_autofree char *text = helio_timeline_to_text (helio_connection_get_timeline (f->connection));

  for (guint i = 0; i < f->secrets->len; i++)
    if (strstr (text, f->secrets->pdata[i]) != NULL)
      g_error ("“%s” is in:\n%s", (char *) f->secrets->pdata[i], text);
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    if (strstr (text, begins[i]) != NULL)
      g_error ("“%s” is in:\n%s", begins[i], text);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  add_secret (f, helio_sandbox_run_get (f->sandbox, "api_key"));
  add_secret (f, helio_sandbox_run_get_password (f->sandbox, "alice"));
  sign_in (f);
  assert_no_secret (f);

  f->wanted_renewals = 1;
  helio_connection_renew_now (f->connection);
  helio_test_wait (is_renewed, f, 30, "a renewal");
  add_password (f);
  assert_no_secret (f);

  /* An error, too, whose words are the service's. */
  helio_sandbox_run_fault (f->sandbox,
                           "{\"target\":\"exchange\",\"effect\":\"status\",\"value\":403,"
                           "\"count\":5}");
  helio_connection_renew_now (f->connection);
  helio_test_wait (has_warning, f, 30, "the renewal to fail");
  assert_no_secret (f);
  /* All of it is there: this looked at something. */
  text = helio_timeline_to_text (helio_connection_get_timeline (f->connection));
  g_assert_nonnull (strstr (text, helio_connection_get_warning (f->connection)->message));
  g_assert_nonnull (strstr (text, "MQTT 5 over wss"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/connection/timeline-secrets/copy", Fixture, NULL, set_up, test_copy, tear_down);
  return g_test_run ();
}
