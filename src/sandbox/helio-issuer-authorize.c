// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-issuer-private.h"

#include "core/base/helio-util.h"
#include "core/crypto/helio-random.h"
#include "sandbox/helio-issuer-pages.h"

#include <string.h>

#define TRANSACTION_LIFE (600 * HELIO_SECOND)
#define MAX_TRANSACTIONS 1000
#define MAX_SESSIONS 1000
#define MAX_PARAMETER 2048
#define MAX_SHOWN 300 /* characters */

static const char *
get (GHashTable *form, const char *name)
{
  const char *value = g_hash_table_lookup (form, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static void
append_parameter (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (query, "%c%s=%s", query->len > 0 ? '&' : '?', name, escaped);
}

static void
redirect_back (SoupServerMessage *message, const char *redirect_uri, const GString *query)
{
  g_autofree char *location = g_strconcat (redirect_uri, query->str, NULL);

  helio_web_redirect (message, location);
}

static void
append_issuer (const HelioIssuer *self, GString *query)
{
  if (self->iss_parameter)
    append_parameter (query, "iss", self->url);
}

static void
redirect_error (const HelioIssuer *self,
                SoupServerMessage *message,
                const char *redirect_uri,
                const char *state,
                const char *error,
                const char *description)
{
  g_autoptr (GString) query = g_string_new (NULL);

  append_parameter (query, "error", error);
  append_parameter (query, "error_description", description);
  append_parameter (query, "state", state);
  append_issuer (self, query);
  redirect_back (message, redirect_uri, query);
}

static void
show_error (SoupServerMessage *message, guint status, const char *text, const char *technical)
{
  g_autofree char *html = helio_page_error ("Oops!, something went wrong", text, technical);

  helio_web_answer_html (message, status, html);
}

static gboolean
is_registered (const HelioIssuer *self, const char *redirect_uri)
{
  for (guint i = 0; i < self->redirect_ports->len; i++) {
    g_autofree char *registered =
        g_strdup_printf ("http://127.0.0.1:%d/callback",
                         g_array_index (self->redirect_ports, guint16, i));

    if (g_strcmp0 (registered, redirect_uri) == 0)
      return TRUE;
  }
  return self->any_port && redirect_uri != NULL &&
         g_regex_match_simple ("^http://127\\.0\\.0\\.1:[1-9][0-9]{0,4}/callback$",
                               redirect_uri,
                               G_REGEX_DOLLAR_ENDONLY,
                               0);
}

/* What Auth0 answers with a page of its own: nobody may be redirected yet. */
static gboolean
check_client (HelioIssuer *self, SoupServerMessage *message, GHashTable *query)
{
  const char *client_id = get (query, "client_id");
  const char *redirect_uri = get (query, "redirect_uri");
  g_autofree char *technical = NULL;

  if (client_id == NULL) {
    show_error (message,
                400,
                "The application that sent you here is not known.",
                "invalid_request: Missing required parameter: client_id");
    return FALSE;
  }
  if (!g_str_equal (client_id, self->client_id)) {
    g_autofree char *shown = helio_printable (client_id, -1, MAX_SHOWN);

    technical = g_strconcat ("invalid_request: Unknown client: ", shown, NULL);
    show_error (message, 400, "The application that sent you here is not known.", technical);
    return FALSE;
  }
  if (!is_registered (self, redirect_uri)) {
    g_autofree char *shown =
        helio_printable (redirect_uri != NULL ? redirect_uri : "(none)", -1, MAX_SHOWN);

    technical = g_strdup_printf ("unauthorized_client: Callback URL mismatch. %s is not in the "
                                 "list of allowed callback URLs",
                                 shown);
    show_error (message,
                403,
                "Callback URL mismatch. The provided redirect_uri is not in the list of allowed "
                "callback URLs.",
                technical);
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_challenge (const char *text)
{
  if (text == NULL || strlen (text) != 43)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
      return FALSE;
  return TRUE;
}

/* Parameters that an issuer does not know are passed over (RFC 6749 §3.1). */
static const char *
get_audience (const HelioIssuer *self, GHashTable *query)
{
  return get (query, self->takes_resource ? "resource" : "audience");
}

/* Returns: (transfer full) (nullable): "error: description". */
static char *
find_fault (const HelioIssuer *self, GHashTable *query)
{
  const char *type = get (query, "response_type");
  const char *mode = get (query, "response_mode");
  const char *audience = get_audience (self, query);
  const char *connection = get (query, "connection");
  g_autofree char *shown = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (strlen (value) > MAX_PARAMETER)
      return g_strdup ("invalid_request: A parameter is too long");
  if (type == NULL)
    return g_strdup ("invalid_request: Missing required parameter: response_type");
  if (!g_str_equal (type, "code")) {
    shown = helio_printable (type, -1, MAX_SHOWN);
    return g_strconcat ("unsupported_response_type: Unsupported response type: ", shown, NULL);
  }
  if (mode != NULL && !g_str_equal (mode, "query"))
    return g_strdup ("invalid_request: Only response_mode=query is supported");
  if (get (query, "code_challenge") == NULL)
    return g_strdup ("invalid_request: Missing required parameter: code_challenge");
  if (g_strcmp0 (get (query, "code_challenge_method"), "S256") != 0)
    return g_strdup ("invalid_request: code_challenge_method must be S256");
  if (!is_challenge (get (query, "code_challenge")))
    return g_strdup ("invalid_request: code_challenge must be 43 characters of base64url");
  if (audience != NULL && !g_str_equal (audience, self->audience) &&
      !g_str_equal (audience, self->userinfo_audience)) {
    shown = helio_printable (audience, -1, MAX_SHOWN);
    return g_strconcat ("access_denied: Service not found: ", shown, NULL);
  }
  if (connection != NULL && !g_str_equal (connection, "Username-Password-Authentication"))
    return g_strdup ("invalid_request: the connection was not found");
  if (get (query, "organization") != NULL)
    return g_strdup ("invalid_request: parameter organization is not allowed for this client");
  return NULL;
}

static gboolean
read_prompt (HelioIssuerTransaction *transaction, GHashTable *query)
{
  const char *prompt = get (query, "prompt");
  const char *max_age = get (query, "max_age");
  g_auto (GStrv) words = g_strsplit (prompt != NULL ? prompt : "", " ", 8);

  for (guint i = 0; words[i] != NULL; i++) {
    if (g_str_equal (words[i], "none"))
      transaction->prompt_none = TRUE;
    else if (g_str_equal (words[i], "login"))
      transaction->prompt_login = TRUE;
    else if (g_str_equal (words[i], "consent"))
      transaction->prompt_consent = TRUE;
    else if (g_str_equal (words[i], "select_account"))
      transaction->prompt_select = TRUE;
    else if (*words[i] != '\0')
      return FALSE;
  }
  if (transaction->prompt_none && g_strv_length (words) > 1)
    return FALSE;
  return max_age == NULL ||
         g_ascii_string_to_signed (max_age, 10, 0, G_MAXINT32, &transaction->max_age, NULL);
}

static void
make_room (GHashTable *table, guint limit)
{
  GHashTableIter iter;

  if (g_hash_table_size (table) < limit)
    return;
  g_hash_table_iter_init (&iter, table);
  if (g_hash_table_iter_next (&iter, NULL, NULL))
    g_hash_table_iter_remove (&iter);
}

HelioIssuerTransaction *
helio_issuer_new_transaction (HelioIssuer *self)
{
  HelioIssuerTransaction *transaction = g_new0 (HelioIssuerTransaction, 1);

  transaction->id = helio_random_token (32);
  transaction->started = helio_clock_now_boot (self->clock);
  transaction->max_age = -1;
  make_room (self->transactions, MAX_TRANSACTIONS);
  g_hash_table_insert (self->transactions, transaction->id, transaction);
  return transaction;
}

static HelioIssuerTransaction *
start_transaction (HelioIssuer *self, GHashTable *query)
{
  HelioIssuerTransaction *transaction = helio_issuer_new_transaction (self);
  const char *audience = get_audience (self, query);
  const char *scope = get (query, "scope");

  transaction->redirect_uri = g_strdup (get (query, "redirect_uri"));
  transaction->scope =
      helio_issuer_grant_scope (self, scope != NULL ? scope : "openid profile email");
  transaction->challenge = g_strdup (get (query, "code_challenge"));
  transaction->state = g_strdup (get (query, "state"));
  transaction->nonce = g_strdup (get (query, "nonce"));
  transaction->login_hint = g_strdup (get (query, "login_hint"));
  if (g_strcmp0 (audience, self->audience) == 0)
    transaction->audience = g_strdup (audience);
  return transaction;
}

static HelioIssuerSession *
find_session (const HelioIssuer *self, SoupServerMessage *message)
{
  g_autofree char *cookie = helio_web_cookie (message, self->cookie_name);

  return cookie != NULL ? g_hash_table_lookup (self->sessions, cookie) : NULL;
}

static HelioIssuerTransaction *
find_transaction (HelioIssuer *self, SoupServerMessage *message)
{
  g_autoptr (GHashTable) query = helio_web_query (message);
  const char *id = query != NULL ? get (query, "state") : NULL;
  HelioIssuerTransaction *transaction =
      id != NULL ? g_hash_table_lookup (self->transactions, id) : NULL;

  if (transaction != NULL &&
      helio_clock_now_boot (self->clock) - transaction->started > TRANSACTION_LIFE) {
    g_hash_table_remove (self->transactions, id);
    transaction = NULL;
  }
  if (transaction == NULL)
    show_error (message,
                400,
                "This sign-in has ended or took too long. Start again in the application.",
                NULL);
  return transaction;
}

static void
go_to (SoupServerMessage *message, const char *page, const HelioIssuerTransaction *transaction)
{
  g_autofree char *location = g_strdup_printf ("%s?state=%s", page, transaction->id);

  helio_web_redirect (message, location);
}

static void
finish (HelioIssuer *self,
        SoupServerMessage *message,
        HelioIssuerTransaction *transaction,
        const HelioIssuerSession *session)
{
  g_autoptr (HelioGrant) grant = g_new0 (HelioGrant, 1);
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *code = NULL;

  g_ref_count_init (&grant->references);
  grant->user = g_strdup (session->user->name);
  grant->client_id = g_strdup (self->client_id);
  grant->redirect_uri = g_strdup (transaction->redirect_uri);
  grant->challenge = g_strdup (transaction->challenge);
  grant->scope = g_strdup (transaction->scope);
  grant->audience = g_strdup (transaction->audience);
  grant->nonce = g_strdup (transaction->nonce);
  grant->session = g_strdup (session->id);
  grant->auth_time = session->auth_time;
  grant->want_auth_time = transaction->max_age >= 0;
  if (transaction->device_code != NULL) {
    helio_issuer_finish_device (self, message, transaction, grant);
  } else {
    code = helio_grants_issue_code (self->grants, grant);
    append_parameter (query, "code", code);
    append_parameter (query, "state", transaction->state);
    append_issuer (self, query);
    redirect_back (message, transaction->redirect_uri, query);
  }
  g_hash_table_remove (self->transactions, transaction->id);
}

static void
end_with_error (HelioIssuer *self,
                SoupServerMessage *message,
                HelioIssuerTransaction *transaction,
                const char *error,
                const char *description)
{
  if (transaction->device_code != NULL)
    helio_issuer_finish_device (self, message, transaction, NULL);
  else
    redirect_error (self,
                    message,
                    transaction->redirect_uri,
                    transaction->state,
                    error,
                    description);
  g_hash_table_remove (self->transactions, transaction->id);
}

static void
advance (HelioIssuer *self,
         SoupServerMessage *message,
         HelioIssuerTransaction *transaction,
         const HelioIssuerSession *session)
{
  gboolean too_old = session != NULL && transaction->max_age >= 0 &&
                     helio_issuer_now (self) - session->auth_time > transaction->max_age;

  if (session == NULL || (!transaction->authenticated && (transaction->prompt_login || too_old))) {
    if (transaction->prompt_none)
      end_with_error (self, message, transaction, "login_required", "Login required");
    else
      go_to (message, "/u/login", transaction);
    return;
  }
  if (transaction->prompt_select && !transaction->selected && !transaction->authenticated) {
    go_to (message, "/u/select", transaction);
    return;
  }
  if (!transaction->consented &&
      (transaction->prompt_consent || !helio_issuer_has_consent (self,
                                                                 session->user->name,
                                                                 transaction->audience,
                                                                 transaction->scope))) {
    if (transaction->prompt_none)
      end_with_error (self, message, transaction, "consent_required", "Consent required");
    else
      go_to (message, "/u/consent", transaction);
    return;
  }
  finish (self, message, transaction, session);
}

void
helio_issuer_advance (HelioIssuer *self,
                      SoupServerMessage *message,
                      HelioIssuerTransaction *transaction)
{
  advance (self, message, transaction, find_session (self, message));
}

static void
on_authorize (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  g_autoptr (GHashTable) query = helio_web_query (message);
  HelioIssuerTransaction *transaction;
  g_autofree char *fault = NULL;

  if (query == NULL) {
    show_error (message,
                400,
                "The request cannot be read.",
                "invalid_request: A parameter is repeated or malformed");
    return;
  }
  if (!check_client (self, message, query))
    return;
  fault = find_fault (self, query);
  if (fault != NULL) {
    char *colon = strstr (fault, ": ");

    *colon = '\0';
    redirect_error (self,
                    message,
                    get (query, "redirect_uri"),
                    get (query, "state"),
                    fault,
                    colon + 2);
    return;
  }
  transaction = start_transaction (self, query);
  if (read_prompt (transaction, query))
    helio_issuer_advance (self, message, transaction);
  else
    end_with_error (self,
                    message,
                    transaction,
                    "invalid_request",
                    "The prompt or max_age is not valid");
}

static void
show_sign_in (SoupServerMessage *message,
              const HelioIssuerTransaction *transaction,
              const char *name,
              const char *fault)
{
  g_autofree char *html = helio_page_sign_in (transaction->id, name, fault);

  helio_web_answer_html (message, fault != NULL ? 400 : 200, html);
}

static HelioIssuerSession *
new_session (HelioIssuer *self, SoupServerMessage *message, const HelioSandboxUser *user)
{
  HelioIssuerSession *session = g_new0 (HelioIssuerSession, 1);
  g_autofree char *cookie = NULL;

  session->cookie = helio_random_token (32);
  session->id = helio_random_token (24);
  session->user = user;
  session->auth_time = helio_issuer_now (self);
  make_room (self->sessions, MAX_SESSIONS);
  g_hash_table_insert (self->sessions, session->cookie, session);
  cookie = g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Lax%s",
                            self->cookie_name,
                            session->cookie,
                            self->secure ? "; Secure" : "");
  soup_message_headers_append (soup_server_message_get_response_headers (message),
                               "Set-Cookie",
                               cookie);
  return session;
}

static void
on_sign_in (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  HelioIssuerTransaction *transaction = find_transaction (self, message);
  HelioIssuerSession *old = find_session (self, message);
  g_autoptr (GHashTable) form = NULL;
  const HelioSandboxUser *user;
  const char *name, *password;

  if (transaction == NULL)
    return;
  if (g_str_equal (soup_server_message_get_method (message), "GET")) {
    show_sign_in (message, transaction, transaction->login_hint, NULL);
    return;
  }
  form = helio_web_body_form (message);
  name = form != NULL ? get (form, "username") : NULL;
  password = form != NULL ? get (form, "password") : NULL;
  user = helio_sandbox_users_find (self->users, name);
  if (user == NULL || g_strcmp0 (password, user->password) != 0) {
    show_sign_in (message, transaction, name, "Wrong username or password.");
    return;
  }
  if (old != NULL)
    g_hash_table_remove (self->sessions, old->cookie);
  transaction->authenticated = TRUE;
  advance (self, message, transaction, new_session (self, message, user));
}

static const char *
get_action (GHashTable *form)
{
  const char *action = form != NULL ? get (form, "action") : NULL;

  return action != NULL ? action : "";
}

static void
on_consent (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  HelioIssuerTransaction *transaction = find_transaction (self, message);
  HelioIssuerSession *session = find_session (self, message);
  g_autoptr (GHashTable) form = NULL;
  const char *action;

  if (transaction == NULL)
    return;
  if (session == NULL) {
    advance (self, message, transaction, NULL);
    return;
  }
  if (g_str_equal (soup_server_message_get_method (message), "GET")) {
    g_autofree char *html = helio_page_consent (transaction->id,
                                                session->user->name,
                                                session->user->email,
                                                transaction->audience,
                                                transaction->scope);

    helio_web_answer_html (message, 200, html);
    return;
  }
  form = helio_web_body_form (message);
  action = get_action (form);
  if (g_str_equal (action, "accept")) {
    helio_issuer_add_consent (self, session->user->name, transaction->audience, transaction->scope);
    transaction->consented = TRUE;
    advance (self, message, transaction, session);
  } else {
    end_with_error (self,
                    message,
                    transaction,
                    "access_denied",
                    "User did not authorize the request");
  }
}

static void
on_select (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  HelioIssuerTransaction *transaction = find_transaction (self, message);
  HelioIssuerSession *session = find_session (self, message);
  g_autoptr (GHashTable) form = NULL;

  if (transaction == NULL)
    return;
  if (session == NULL) {
    advance (self, message, transaction, NULL);
    return;
  }
  if (g_str_equal (soup_server_message_get_method (message), "GET")) {
    g_autofree char *html =
        helio_page_select (transaction->id, session->user->name, session->user->email);

    helio_web_answer_html (message, 200, html);
    return;
  }
  form = helio_web_body_form (message);
  transaction->selected = TRUE;
  if (g_str_equal (get_action (form), "same"))
    advance (self, message, transaction, session);
  else
    go_to (message, "/u/login", transaction);
}

/* A redirect to a foreign place would make this an open redirector: registered callbacks only. */
static void
on_logout (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  HelioIssuerSession *session = find_session (self, message);
  g_autoptr (GHashTable) query = helio_web_query (message);
  const char *target = NULL;
  g_autofree char *cookie =
      g_strdup_printf ("%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", self->cookie_name);

  if (query != NULL) {
    target = get (query, "post_logout_redirect_uri");
    if (target == NULL)
      target = get (query, "returnTo");
  }
  if (session != NULL)
    g_hash_table_remove (self->sessions, session->cookie);
  if (target != NULL && !is_registered (self, target)) {
    show_error (message,
                400,
                "The place to return to is not registered.",
                "invalid_request: The \"post_logout_redirect_uri\" parameter is not valid");
  } else if (target != NULL) {
    g_autoptr (GString) back = g_string_new (NULL);

    append_parameter (back, "state", get (query, "state"));
    redirect_back (message, target, back);
  } else {
    g_autofree char *html = helio_page_done ("You are logged out", "You can close this page.");

    helio_web_answer_html (message, 200, html);
  }
  soup_message_headers_append (soup_server_message_get_response_headers (message),
                               "Set-Cookie",
                               cookie);
}

void
helio_issuer_serve_authorize (HelioIssuer *self, SoupServer *server)
{
  helio_web_route (server, "GET", "/authorize", on_authorize, self);
  helio_web_route (server, "GET POST", "/u/login", on_sign_in, self);
  helio_web_route (server, "GET POST", "/u/consent", on_consent, self);
  helio_web_route (server, "GET POST", "/u/select", on_select, self);
  helio_web_route (server, "GET", "/oidc/logout", on_logout, self);
  helio_web_route (server, "GET", "/v2/logout", on_logout, self);
}
