// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-sandbox-run.h"

#include "tests/support/helio-test.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

#define DEADLINE 30
/* RFC 7636 Appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

struct _HelioSandboxRun {
  GSubprocess *process;
  char *dir;
  HelioJson *ready;
  GPtrArray *texts; /* keeps what getters gave */
  SoupSession *session;
  char *cookie; /* (nullable) */
};

static void
add_default (GPtrArray *argv, const char *option, const char *value)
{
  for (guint i = 0; i < argv->len; i++)
    if (g_str_equal (g_ptr_array_index (argv, i), option))
      return;
  g_ptr_array_add (argv, (gpointer) option);
  g_ptr_array_add (argv, (gpointer) value);
}

static void
start (HelioSandboxRun *self, GPtrArray *argv)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "TMPDIR", self->dir, TRUE);
  self->process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
}

static void
read_ready (HelioSandboxRun *self)
{
  g_autoptr (GDataInputStream) stream =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  HelioTestResult result = {NULL};
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_data_input_stream_read_line_async (stream,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       helio_test_result_ready,
                                       &result);
  line = g_data_input_stream_read_line_finish (stream,
                                               helio_test_result_wait (&result, DEADLINE),
                                               &length,
                                               &error);
  helio_test_result_clear (&result);
  g_assert_no_error (error);
  if (line == NULL)
    g_error ("heliograph-sandbox ended before it was ready");
  self->ready =
      helio_json_parse (line, length, HELIO_JSON_SIZE_FILE, HELIO_JSON_DEPTH_ANSWER, &error);
  g_assert_no_error (error);
}

static void
make_session (HelioSandboxRun *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database =
      g_tls_file_database_new (helio_sandbox_run_get (self, "ca_file"), &error);

  g_assert_no_error (error);
  self->session =
      soup_session_new_with_options ("timeout", DEADLINE, "tls-database", database, NULL);
}

HelioSandboxRun *
helio_sandbox_run_new (const char *first, ...)
{
  HelioSandboxRun *self = g_new0 (HelioSandboxRun, 1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *root = g_getenv ("HELIO_BUILD_ROOT");
  g_autofree char *program = NULL;
  va_list arguments;

  if (root == NULL)
    g_error ("HELIO_BUILD_ROOT must name the build folder, as meson test does");
  program = g_build_filename (root, "src", "sandbox", "heliograph-sandbox", NULL);
  g_ptr_array_add (argv, program);
  va_start (arguments, first);
  for (const char *next = first; next != NULL; next = va_arg (arguments, const char *))
    g_ptr_array_add (argv, (gpointer) next);
  va_end (arguments);
  add_default (argv, "--redirect-ports", "auto");
  add_default (argv, "--traffic", "0");
  g_ptr_array_add (argv, NULL);

  self->dir = helio_test_make_dir ();
  self->texts = g_ptr_array_new_with_free_func (g_free);
  start (self, argv);
  read_ready (self);
  make_session (self);
  return self;
}

const char *
helio_sandbox_run_get_dir (HelioSandboxRun *self)
{
  return self->dir;
}

static gboolean
is_empty (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

void
helio_sandbox_run_free (HelioSandboxRun *self)
{
  HelioTestResult result = {NULL};

  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait_async (self->process, NULL, helio_test_result_ready, &result);
  g_subprocess_wait_finish (self->process, helio_test_result_wait (&result, DEADLINE), NULL);
  helio_test_result_clear (&result);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  if (!is_empty (self->dir))
    g_error ("heliograph-sandbox left something behind in %s", self->dir);
  g_object_unref (self->process);
  helio_test_remove_dir (self->dir);
  helio_json_unref (self->ready);
  g_ptr_array_unref (self->texts);
  g_free (self->cookie);
  g_free (self);
}

const HelioJson *
helio_sandbox_run_get_ready (HelioSandboxRun *self)
{
  return self->ready;
}

GSubprocess *
helio_sandbox_run_get_process (HelioSandboxRun *self)
{
  return self->process;
}

static const char *
keep (HelioSandboxRun *self, const HelioJson *object, const char *name)
{
  const char *text = object != NULL ? helio_json_get_string (object, name) : NULL;
  char *copy = g_strdup (text);

  if (copy == NULL)
    g_error ("the ready line has no %s", name);
  g_ptr_array_add (self->texts, copy);
  return copy;
}

const char *
helio_sandbox_run_get (HelioSandboxRun *self, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);
  g_autoptr (HelioJson) inner = NULL;

  if (parts[1] == NULL)
    return keep (self, self->ready, name);
  inner = helio_json_get_object (self->ready, parts[0]);
  return keep (self, inner, parts[1]);
}

const char *
helio_sandbox_run_get_profile (HelioSandboxRun *self, const char *name)
{
  g_autoptr (HelioJson) profiles = helio_json_get_object (self->ready, "profiles");

  return keep (self, profiles, name);
}

const char *
helio_sandbox_run_get_password (HelioSandboxRun *self, const char *user)
{
  g_autoptr (HelioJson) users = helio_json_get_array (self->ready, "users");

  for (guint i = 0; i < helio_json_get_length (users); i++) {
    g_autoptr (HelioJson) entry = helio_json_get_element (users, i);

    if (g_strcmp0 (helio_json_get_string (entry, "name"), user) == 0)
      return keep (self, entry, "password");
  }
  g_error ("the sandbox has no user %s", user);
}

/* @location, @json: (out) (optional) (nullable) (transfer full). */
static guint
send (HelioSandboxRun *self,
      SoupMessage *message,
      const char *type,
      const char *body,
      char **location,
      HelioJson **json)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (GBytes) answer = NULL;
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  HelioTestResult result = {NULL};
  const char *cookie, *text;
  gsize length;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, type, bytes);
  soup_session_send_and_read_async (self->session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    helio_test_result_ready,
                                    &result);
  answer = soup_session_send_and_read_finish (self->session,
                                              helio_test_result_wait (&result, DEADLINE + 5),
                                              NULL);
  helio_test_result_clear (&result);
  if (json != NULL)
    *json = NULL;
  if (answer == NULL)
    return 0;
  text = g_bytes_get_data (answer, &length);
  if (json != NULL && text != NULL)
    *json = helio_json_parse (text, length, HELIO_JSON_SIZE_ANSWER, HELIO_JSON_DEPTH_ANSWER, NULL);
  if (location != NULL)
    *location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  cookie = soup_message_headers_get_list (headers, "Set-Cookie");
  if (cookie != NULL) {
    g_free (self->cookie);
    self->cookie = g_strndup (cookie, strcspn (cookie, ";"));
  }
  return soup_message_get_status (message);
}

guint
helio_sandbox_run_send (HelioSandboxRun *self,
                        const char *method,
                        const char *url,
                        const char *type,
                        const char *body,
                        const char *authorization,
                        HelioJson **json)
{
  g_autoptr (SoupMessage) message = soup_message_new (method, url);

  g_assert_nonnull (message);
  if (authorization != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 "Authorization",
                                 authorization);
  return send (self, message, type, body, NULL, json);
}

void
helio_sandbox_run_fault (HelioSandboxRun *self, const char *json)
{
  g_autoptr (HelioJson) answer = NULL;
  guint status = helio_sandbox_run_send (self,
                                         "POST",
                                         helio_sandbox_run_get (self, "faults_url"),
                                         "application/json",
                                         json,
                                         NULL,
                                         &answer);

  if (status != 200)
    g_error ("the fault %s was refused: %s",
             json,
             answer != NULL ? helio_json_get_string (answer, "message") : "");
}

gint64
helio_sandbox_run_count (HelioSandboxRun *self, const char *target)
{
  g_autoptr (HelioJson) answer = NULL, requests = NULL;
  gint64 count = -1;

  helio_sandbox_run_send (self,
                          "GET",
                          helio_sandbox_run_get (self, "faults_url"),
                          NULL,
                          NULL,
                          NULL,
                          &answer);
  g_assert_nonnull (answer);
  requests = helio_json_get_object (answer, "requests");
  g_assert_true (helio_json_get_integer (requests, target, &count));
  return count;
}

static char *
callback (HelioSandboxRun *self)
{
  g_autoptr (HelioJson) ports = helio_json_get_array (self->ready, "redirect_ports");
  g_autoptr (HelioJson) port = helio_json_get_element (ports, 0);
  gint64 number = 0;

  g_assert_true (helio_json_as_integer (port, &number));
  return g_strdup_printf ("http://127.0.0.1:%d/callback", (int) number);
}

char *
helio_sandbox_run_make_url (HelioSandboxRun *self, const char *audience)
{
  g_autofree char *redirect = callback (self);
  g_autofree char *query = soup_form_encode ("response_type",
                                             "code",
                                             "client_id",
                                             helio_sandbox_run_get (self, "client_id"),
                                             "redirect_uri",
                                             redirect,
                                             "scope",
                                             "openid profile email offline_access",
                                             "audience",
                                             audience,
                                             "state",
                                             "s",
                                             "nonce",
                                             "n",
                                             "code_challenge",
                                             CHALLENGE,
                                             "code_challenge_method",
                                             "S256",
                                             NULL);

  return g_strconcat (helio_sandbox_run_get (self, "issuer"), "authorize?", query, NULL);
}

static guint
visit (HelioSandboxRun *self,
       const char *method,
       const char *url,
       const char *form,
       char **location)
{
  g_autoptr (SoupMessage) message = soup_message_new (method, url);

  g_assert_nonnull (message);
  if (self->cookie != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 "Cookie",
                                 self->cookie);
  return send (self, message, "application/x-www-form-urlencoded", form, location, NULL);
}

char *
helio_sandbox_run_browse (HelioSandboxRun *self, const char *url, const char *user)
{
  g_autofree char *sign_in = soup_form_encode ("username",
                                               user,
                                               "password",
                                               helio_sandbox_run_get_password (self, user),
                                               NULL);
  const char *issuer = helio_sandbox_run_get (self, "issuer");
  g_autofree char *location = NULL;
  guint status;

  g_clear_pointer (&self->cookie, g_free);
  status = visit (self, "GET", url, NULL, &location);
  for (guint step = 0; step < 4; step++) {
    g_autofree char *here = g_steal_pointer (&location);
    g_autofree char *page = NULL;

    if (here == NULL)
      g_error ("the sign-in ended at a page with status %u", status);
    if (!g_str_has_prefix (here, "/u/"))
      return g_steal_pointer (&here);
    page = g_strconcat (issuer, here + 1, NULL);
    status = visit (self,
                    "POST",
                    page,
                    g_str_has_prefix (here, "/u/login") ? sign_in : "action=accept",
                    &location);
  }
  g_error ("the sign-in leads nowhere");
}

guint
helio_sandbox_run_browse_to_end (HelioSandboxRun *self, const char *url, const char *user)
{
  g_autofree char *there = helio_sandbox_run_browse (self, url, user);

  return visit (self, "GET", there, NULL, NULL);
}

HelioJson *
helio_sandbox_run_get_tokens (HelioSandboxRun *self, const char *user)
{
  g_autofree char *url =
      helio_sandbox_run_make_url (self, helio_sandbox_run_get (self, "audience"));
  g_autofree char *there = helio_sandbox_run_browse (self, url, user);
  g_autoptr (GUri) uri = g_uri_parse (there, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GHashTable) query = soup_form_decode (g_uri_get_query (uri));
  g_autofree char *endpoint =
      g_strconcat (helio_sandbox_run_get (self, "issuer"), "oauth/token", NULL);
  g_autofree char *redirect = callback (self);
  g_autofree char *form = soup_form_encode ("grant_type",
                                            "authorization_code",
                                            "client_id",
                                            helio_sandbox_run_get (self, "client_id"),
                                            "code",
                                            g_hash_table_lookup (query, "code"),
                                            "redirect_uri",
                                            redirect,
                                            "code_verifier",
                                            VERIFIER,
                                            NULL);
  HelioJson *tokens = NULL;

  g_assert_cmpuint (helio_sandbox_run_send (self,
                                            "POST",
                                            endpoint,
                                            "application/x-www-form-urlencoded",
                                            form,
                                            NULL,
                                            &tokens),
                    ==,
                    200);
  return tokens;
}
