// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-connection-source.h"

#include <glib/gi18n-lib.h>

/* On the token source: who had a sign-in when logout began. */
#define ACCOUNTS "heliograph-accounts"

static gboolean opt_print_url, opt_device, opt_replace;
static gboolean opt_issuer, opt_all;
static char *opt_as;
static int opt_timeout;

static const GOptionEntry login_options[] = {
    {"print-url",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_print_url,
     NC_ ("cli", "Print the link, open no browser"),
     NULL},
    {"device",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_device,
     NC_ ("cli", "Sign in with a code, in a browser on any computer"),
     NULL},
    {"as",
     0,
     0,
     G_OPTION_ARG_STRING,
     &opt_as,
     NC_ ("cli", "Sign in as this user, whoever the browser knows"),
     "HINT"},
    {"replace",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_replace,
     NC_ ("cli", "Take another account than before if that is who signs in"),
     NULL},
    {"timeout",
     0,
     0,
     G_OPTION_ARG_INT,
     &opt_timeout,
     NC_ ("cli", "Give up after so many seconds"),
     "S"},
    {NULL},
};

static const GOptionEntry logout_options[] = {
    {"issuer",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_issuer,
     NC_ ("cli", "Sign out of the issuer in the browser, too"),
     NULL},
    {"all",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_all,
     NC_ ("cli", "Every account of the profile, not only the one in use"),
     NULL},
    {NULL},
};

static HelioTokenSource *
make_tokens (HelioCli *cli)
{
  HelioTokenSource *tokens;
  g_autoptr (GError) error = NULL;

  if (!helio_connection_check_encryption (cli->profile, &error)) {
    helio_cli_fail (cli, error);
    return NULL;
  }
  tokens = helio_connection_make_tokens (cli->services, cli->profile);
  if (tokens == NULL) {
    helio_error_set (
        &error,
        HELIO_ERROR_INVALID_USAGE,
        NULL,
        "%s",
        cli->profile->method == HELIO_METHOD_NONE
            ? C_ ("cli", "There is nothing to sign in to: this profile connects anonymously.")
            : C_ ("cli", "The credential method of this profile needs no sign-in."));
    helio_cli_fail (cli, error);
  }
  cli->command = cli->tokens = tokens;
  cli->command_free = tokens != NULL ? g_object_unref : NULL;
  return tokens;
}

static void
print_url (const char *uri, gpointer login, gpointer user_data)
{
  g_autofree char *line = g_strdup_printf ("%s\n", uri);

  helio_cli_print (user_data, line);
}

/* The code goes to the terminal; the link is data where it was asked for. */
static void
show_code (HelioCli *cli, HelioDeviceLogin *login)
{
  const char *complete = helio_device_login_get_verification_uri_complete (login);
  const char *uri = helio_device_login_get_verification_uri (login);

  if (opt_print_url)
    print_url (complete != NULL ? complete : uri, NULL, cli);
  g_printerr (C_ ("cli", "Open %s in a browser on any computer and enter the code %s\n"),
              uri,
              helio_device_login_get_user_code (login));
  if (complete != NULL && !opt_print_url)
    g_printerr (C_ ("cli", "Or open this link and compare the code: %s\n"), complete);
}

static void
on_device_state (HelioDeviceLogin *login, GParamSpec *pspec, HelioCli *cli)
{
  if (helio_device_login_get_state (login) == HELIO_DEVICE_LOGIN_WAITING)
    show_code (cli, login);
}

static void
on_device_login (HelioTokenSource *tokens, GParamSpec *pspec, HelioCli *cli)
{
  HelioDeviceLogin *login = helio_token_source_get_device_login (tokens);

  if (login != NULL)
    g_signal_connect (login, "notify::state", G_CALLBACK (on_device_state), cli);
}

/* With this command the sign-in ends: what the window says of it would not be true here. */
static void
report_not_kept (HelioCli *cli, HelioTokenSource *tokens, const GError *why)
{
  HelioAccount *account = helio_token_source_get_account (tokens);
  g_autofree char *text = helio_error_to_text (why);

  g_printerr (C_ ("cli",
                  "%s (%s) has signed in, but the sign-in cannot be kept and ends with this "
                  "command.\n"),
              helio_account_get_label (account),
              account->sub);
  g_printerr ("heliograph-cli: %s\n", text);
  helio_cli_say_what_helps (cli, why);
  helio_cli_quit (cli, HELIO_EXIT_SIGN_IN);
}

static void
report (HelioCli *cli, HelioTokenSource *tokens)
{
  const GError *warning = helio_token_source_get_warning (tokens);
  const GError *store_error = helio_token_source_get_store_error (tokens);
  HelioAccount *account = helio_token_source_get_account (tokens);

  if (store_error != NULL) {
    report_not_kept (cli, tokens, store_error);
    return;
  }
  g_printerr (C_ ("cli", "Signed in as %s (%s)\n"),
              helio_account_get_label (account),
              account->sub);
  if (warning != NULL) {
    g_autofree char *text = helio_error_to_text (warning);

    g_printerr ("heliograph-cli: %s\n", text);
    /* No refresh token: the next command could not use it. A scope that was not granted is another matter. */
    if (g_error_matches (warning, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED)) {
      helio_cli_quit (cli, HELIO_EXIT_SIGN_IN);
      return;
    }
  }
  helio_cli_quit (cli, HELIO_EXIT_DONE);
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioTokenSource *tokens = HELIO_TOKEN_SOURCE (source);
  g_autoptr (GError) error = NULL;

  if (helio_token_source_accept_other_finish (tokens, result, &error))
    report (user_data, tokens);
  else
    helio_cli_fail (user_data, error);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  HelioTokenSource *tokens = HELIO_TOKEN_SOURCE (source);
  gboolean is_other;
  g_autoptr (GError) error = NULL;

  if (helio_token_source_sign_in_finish (tokens, result, &error)) {
    report (cli, tokens);
    return;
  }
  /* Whom --as names, nobody replaces. */
  is_other = helio_token_source_get_other_account (tokens) != NULL && opt_as == NULL;
  if (is_other && opt_replace) {
    helio_token_source_accept_other_async (tokens, on_accepted, cli);
    return;
  }
  if (is_other)
    helio_error_set_remedy (
        error,
        C_ ("cli",
            "Sign in with the account of this profile, or give --replace to take the other."));
  helio_cli_fail (cli, error);
}

/* Why nothing happens for a while, and how long that may last; the link may have gone to a pipe. */
static void
say_what_is_waited_for (HelioCli *cli, HelioAccount *account)
{
  gint64 deadline = opt_timeout > 0 ? opt_timeout : HELIO_LOGIN_DEADLINE / HELIO_SECOND;

  if (account != NULL)
    g_printerr (C_ ("cli", "%s is signed in already; this signs in once more.\n"),
                helio_account_get_label (account));
  if (opt_device)
    return;
  if (deadline % 60 == 0)
    g_printerr (NP_ ("cli",
                     "Waiting for the browser, up to %u minute; Ctrl+C ends it.\n",
                     "Waiting for the browser, up to %u minutes; Ctrl+C ends it.\n",
                     (gulong) deadline / 60),
                (guint) deadline / 60);
  else
    g_printerr (NP_ ("cli",
                     "Waiting for the browser, up to %u second; Ctrl+C ends it.\n",
                     "Waiting for the browser, up to %u seconds; Ctrl+C ends it.\n",
                     (gulong) deadline),
                (guint) deadline);
}

static void
on_accounts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  HelioTokenSource *tokens = HELIO_TOKEN_SOURCE (source);
  g_autoptr (GPtrArray) accounts = helio_token_source_list_accounts_finish (tokens, result, NULL);
  HelioSignInOptions options = {.way = opt_device ? HELIO_SIGN_IN_DEVICE : HELIO_SIGN_IN_BROWSER,
                                .prompt = opt_as != NULL ? "login" : NULL,
                                .login_hint = opt_as,
                                .deadline = (gint64) MAX (opt_timeout, 0) * G_USEC_PER_SEC};

  if (cli->quitting)
    return;
  /* A keyring that does not answer is told of in the end, when something is to be kept in it. */
  say_what_is_waited_for (cli,
                          accounts != NULL && accounts->len > 0 ? g_ptr_array_index (accounts, 0)
                                                                : NULL);
  helio_token_source_sign_in_async (tokens, &options, cli->cancellable, on_signed_in, cli);
}

static void
login (HelioCli *cli)
{
  HelioTokenSource *tokens;

  if (opt_print_url) {
    cli->services->open_uri = print_url;
    cli->services->open_uri_data = cli;
  }
  tokens = make_tokens (cli);
  if (tokens == NULL)
    return;
  g_signal_connect (tokens, "notify::device-login", G_CALLBACK (on_device_login), cli);
  helio_token_source_list_accounts_async (tokens, cli->cancellable, on_accounts, cli);
}

/* The names of those of @accounts (nullable) who are among @subs, or are not. (transfer full) (nullable): of nobody */
static char *
name_accounts (GPtrArray *accounts, GPtrArray *subs, gboolean among)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++) {
    HelioAccount *account = g_ptr_array_index (accounts, i);
    g_autofree char *name = helio_printable (helio_account_get_label (account), -1, 100);
    gboolean found = FALSE;

    for (guint j = 0; j < subs->len; j++)
      found |= g_str_equal (g_ptr_array_index (subs, j), account->sub);
    if (found == among)
      g_string_append_printf (names,
                              "%s%s",
                              names->len > 0 ? C_ ("list of accounts", ", ") : "",
                              name);
  }
  return g_string_free (names, names->len == 0);
}

/* FALSE where somebody has a sign-in here and it was nobody's turn to lose it. */
static gboolean
tell_signed_out (GPtrArray *accounts, GPtrArray *subs, GError **error)
{
  g_autofree char *gone = name_accounts (accounts, subs, TRUE);
  g_autofree char *left = name_accounts (accounts, subs, FALSE);

  if (subs->len == 0 && left != NULL)
    return helio_error_set (
        error,
        HELIO_ERROR_SIGN_IN_REQUIRED,
        C_ ("cli", "Give --all to sign out everybody."),
        C_ ("cli", "No account is in use, and nothing was deleted. Stored: %s."),
        left);
  if (subs->len == 0)
    g_printerr ("%s\n", C_ ("cli", "Nobody was signed in: there was nothing to delete."));
  else if (gone == NULL)
    g_printerr ("%s\n", C_ ("cli", "Signed out: the tokens of this profile are deleted here."));
  else {
    g_autofree char *text =
        g_strdup_printf (C_ ("cli", "Signed out: the tokens of %s are deleted here."), gone);

    g_printerr ("%s\n", text);
  }
  if (left != NULL) {
    g_autofree char *text = g_strdup_printf (
        C_ ("cli", "Still stored for this profile: %s. Give --all to sign out everybody."),
        left);

    g_printerr ("%s\n", text);
  }
  return TRUE;
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) warning = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done =
      helio_token_source_forget_finish (HELIO_TOKEN_SOURCE (source), result, &warning, &error);

  if (warning != NULL) {
    g_autofree char *text = helio_error_to_text (warning);

    g_printerr ("heliograph-cli: %s\n", text);
  }
  if (!done) {
    helio_cli_fail (cli, error);
    return;
  }
  if (!tell_signed_out (g_object_get_data (source, ACCOUNTS),
                        helio_token_source_forget_get_subs (result),
                        &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  helio_cli_quit (cli, HELIO_EXIT_DONE);
}

static void
on_listed_for_logout (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  HelioTokenSource *tokens = HELIO_TOKEN_SOURCE (source);
  g_autoptr (GPtrArray) accounts = helio_token_source_list_accounts_finish (tokens, result, NULL);
  HelioForgetFlags flags = HELIO_FORGET_NONE;

  if (cli->quitting)
    return;
  /* A keyring that does not answer is told of in the end. */
  if (accounts != NULL)
    g_object_set_data_full (source,
                            ACCOUNTS,
                            g_ptr_array_ref (accounts),
                            (GDestroyNotify) g_ptr_array_unref);
  if (opt_issuer)
    flags |= HELIO_FORGET_ISSUER_SESSION;
  if (opt_all)
    flags |= HELIO_FORGET_ALL_ACCOUNTS;
  helio_token_source_forget_async (tokens, flags, cli->cancellable, on_forgotten, cli);
}

static void
logout (HelioCli *cli)
{
  HelioTokenSource *tokens = make_tokens (cli);

  if (tokens != NULL)
    helio_token_source_list_accounts_async (tokens, cli->cancellable, on_listed_for_logout, cli);
}

const HelioCliCommand helio_cli_login = {
    .name = "login",
    .synopsis = "PROFILE [--print-url] [--device] [--as HINT] [--replace] [--timeout S]",
    .summary = NC_ ("cli", "Sign in with your browser and keep the sign-in in the keyring"),
    .options = login_options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = login,
    .opens_browser = TRUE,
};

const HelioCliCommand helio_cli_logout = {
    .name = "logout",
    .synopsis = "PROFILE [--issuer] [--all]",
    .summary = NC_ ("cli", "Delete the sign-in of a profile from this machine and revoke it"),
    .options = logout_options,
    .opens_browser = TRUE,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = logout,
    .works_locally = TRUE,
};
