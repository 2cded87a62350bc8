// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli.h"
#include "core/auth/helio-revoke.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static const HelioCliCommand *const commands[] = {
    &helio_cli_login,
    &helio_cli_logout,
    &helio_cli_credentials,
    &helio_cli_subscribe,
    &helio_cli_publish,
    &helio_cli_record,
    &helio_cli_export,
    &helio_cli_import,
    &helio_cli_token,
    &helio_cli_check,
    &helio_cli_acl_predict,
    &helio_cli_acl_test,
};

static void
print_command (const HelioCliCommand *command, void (*print) (const char *format, ...))
{
  print ("  heliograph-cli %s %s\n      %s\n",
         command->name,
         command->synopsis,
         g_dpgettext2 (GETTEXT_PACKAGE, "cli", command->summary));
}

static void
print_usage (void)
{
  g_print ("%s\n", C_ ("cli", "Usage: heliograph-cli COMMAND …"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    print_command (commands[i], g_print);
  g_print (
      "\n%s\n",
      C_ ("cli",
          "PROFILE is a file if it contains “/” or ends in .json or .heliograph, else a "
          "stored name or "
          "id.\nEvery command also takes --verbose (print the timeline), --agree (to the "
          "hosts that a stored profile or an issuer names), --agree-risks and --help.\nSecrets: "
          "HELIOGRAPH_EXCHANGE_KEY, HELIOGRAPH_PASSWORD, "
          "HELIOGRAPH_ACCESS_TOKEN, HELIOGRAPH_KEY_PASSPHRASE (of the client certificate’s "
          "key).\nExit "
          "status: 0 done, 1 a check failed, 2 usage or bad file, 3 sign-in, 4 exchange, 5 "
          "MQTT refused, "
          "6 network, 130 interrupted."));
}

typedef struct {
  HelioCli *cli;
  const HelioCliCommand *command;
} Start;

/* --agree covers what the issuer names, too: it is asked only now. */
static gboolean
agree_to_endpoints (const char *const *endpoints, gpointer user_data)
{
  g_auto (GStrv) lines = helio_endpoint_consent_describe (endpoints);
  g_autofree char *list = g_strjoinv ("\n  ", lines);

  g_printerr (C_ ("cli", "Agreed to:\n  %s\n"), list);
  return TRUE;
}

/* A stored profile may have come from anywhere; a file that is named was chosen by whoever names it. */
static gboolean
check_consent (HelioCli *cli, GError **error)
{
  g_auto (GStrv) hosts = helio_profile_describe_hosts (cli->profile);
  g_auto (GStrv) risks = helio_profile_describe_risks (cli->profile);
  g_autofree char *list = g_strjoinv ("\n  ", hosts);
  g_autofree char *risk_list = g_strjoinv ("\n  ", risks);

  if (cli->profile_is_file ||
      helio_profile_store_has_consent (cli->services->profiles, cli->profile))
    return TRUE;
  if (!cli->agree)
    return helio_error_set (
        error,
        HELIO_ERROR_CONSENT,
        C_ ("cli", "If that is right, run this once more with --agree."),
        C_ ("cli", "Nothing is sent before you have agreed to the hosts of this profile:\n  %s"),
        list);
  /* Less protection than usual is a question of its own. */
  if (*risks != NULL && !cli->agree_risks)
    return helio_error_set (
        error,
        HELIO_ERROR_CONSENT,
        C_ ("cli", "If that is meant so, run this once more with --agree --agree-risks."),
        C_ ("cli", "Nothing is sent before you have agreed to the risks of this profile:\n  %s"),
        risk_list);
  g_printerr (C_ ("cli", "Agreed to:\n  %s\n"), list);
  if (*risks != NULL)
    g_printerr ("  %s\n", risk_list);
  helio_profile_store_give_consent (cli->services->profiles, cli->profile);
  return TRUE;
}

/* They are kept, for a newer version may know them, but most likely they are misspelt. */
static void
warn_of_unknown (const HelioProfile *profile)
{
  g_auto (GStrv) unknown = helio_profile_list_unknown (profile);

  for (guint i = 0; unknown[i] != NULL; i++) {
    g_autofree char *shown = helio_printable (unknown[i], -1, 120);

    g_printerr (C_ ("cli", "heliograph-cli: %s of the profile is not known and has no effect.\n"),
                shown);
  }
}

static void
begin (Start *start, HelioProfile *profile, const char *base)
{
  HelioCli *cli = start->cli;
  g_autoptr (GError) error = NULL;

  warn_of_unknown (profile);
  cli->profile = helio_profile_copy (profile);
  if (!helio_profile_load_files (cli->profile, base, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  if (!start->command->works_locally && !check_consent (cli, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  start->command->run (cli);
}

static void
on_profile_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Start *start = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_read_finish (result, &error);
  g_autofree char *base = NULL;

  if (profile == NULL) {
    helio_cli_fail (start->cli, error);
    return;
  }
  base = g_path_get_dirname (start->cli->arguments[0]);
  begin (start, profile, base);
}

/* What the issuer of a file's profile may name is kept beside the stored ones. */
static void
on_consents_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Start *start = user_data;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (start->cli->arguments[0]);

  helio_profile_store_load_finish (HELIO_PROFILE_STORE (source), result, NULL);
  helio_profile_read_async (file, start->cli->cancellable, on_profile_read, start);
}

static void
on_store_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Start *start = user_data;
  HelioProfileStore *store = HELIO_PROFILE_STORE (source);
  const char *name = start->cli->arguments[0];
  g_autoptr (GError) error = NULL;
  gboolean ambiguous = FALSE;
  HelioProfileItem *item;

  if (!helio_profile_store_load_finish (store, result, &error)) {
    helio_cli_fail (start->cli, error);
    return;
  }
  item = helio_profile_store_find (store, name, &ambiguous);
  if (ambiguous)
    helio_error_set (
        &error,
        HELIO_ERROR_INVALID_USAGE,
        C_ ("cli", "Give the id of the one that is meant; it is the name of its file."),
        C_ ("cli", "Several profiles are called “%s”."),
        name);
  else if (item == NULL)
    helio_error_set (
        &error,
        HELIO_ERROR_INVALID_USAGE,
        C_ ("cli", "Give a profile file (with a “/” or ending in .json), or a stored name."),
        C_ ("cli", "There is no profile “%s”."),
        name);
  else if (helio_profile_item_get_profile (item) == NULL)
    error = g_error_copy (helio_profile_item_get_error (item));
  if (error != NULL)
    helio_cli_fail (start->cli, error);
  else
    begin (start, helio_profile_item_get_profile (item), NULL);
}

static gboolean
on_start (gpointer user_data)
{
  Start *start = user_data;
  HelioCli *cli = start->cli;
  g_autoptr (GError) error = NULL;

  if (start->command->check != NULL && !start->command->check (cli, &error))
    helio_cli_fail (cli, error);
  else if (cli->n_arguments == 0 || start->command->takes_no_profile) {
    start->command->run (cli);
  } else if (helio_profile_is_file_name (cli->arguments[0])) {
    cli->profile_is_file = TRUE;
    helio_profile_store_load_async (cli->services->profiles,
                                    cli->cancellable,
                                    on_consents_loaded,
                                    start);
  } else
    helio_profile_store_load_async (cli->services->profiles,
                                    cli->cancellable,
                                    on_store_loaded,
                                    start);
  return G_SOURCE_REMOVE;
}

static gboolean
on_interrupt (gpointer user_data)
{
  helio_cli_quit (user_data, HELIO_EXIT_INTERRUPTED);
  return G_SOURCE_CONTINUE;
}

static void
open_browser (const char *uri, gpointer login, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Where there is a desktop this hands over to it and returns; the link is shown as well. */
  g_printerr ("%s\n%s\n", C_ ("cli", "If no browser opens, open this link yourself:"), uri);
  if (!g_app_info_launch_default_for_uri (uri, NULL, &error) && login != NULL)
    helio_login_browser_failed (login, error);
}

static gboolean
on_late (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_REMOVE;
}

/* What a sign-in got and does not keep is being revoked at the issuer, for which nobody has waited. */
static void
end_requests (HelioHttp *http)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add (HELIO_REVOKE_TIMEOUT / 1000, on_late, &late);

  while (!late && (g_main_context_pending (NULL) || helio_http_is_busy (http)))
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timer);
}

static HelioExit
run (const HelioCliCommand *command, HelioCli *cli)
{
  Start start = {cli, command};

  cli->loop = g_main_loop_new (NULL, FALSE);
  cli->cancellable = g_cancellable_new ();
  cli->services = helio_services_new ();
  cli->services->second_view = TRUE;
  cli->has_verdict = command->has_verdict;
  if (cli->agree)
    cli->services->agree_to_endpoints = agree_to_endpoints;
  if (command->opens_browser && cli->services->open_uri == NULL)
    cli->services->open_uri = open_browser;
  g_unix_signal_add (SIGINT, on_interrupt, cli);
  g_unix_signal_add (SIGTERM, on_interrupt, cli);
  g_idle_add (on_start, &start);
  g_main_loop_run (cli->loop);

  /* From here on only the reader of our output and the issuer are waited for; an interrupt ends that the usual way. */
  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
  helio_cli_flush (cli);
  if (cli->command_free != NULL)
    cli->command_free (cli->command);
  g_clear_object (&cli->connection);
  g_clear_pointer (&cli->warning, g_free);
  g_clear_pointer (&cli->profile, helio_profile_unref);
  g_clear_object (&cli->cancellable);
  if (command->opens_browser)
    end_requests (cli->services->http);
  helio_services_unref (cli->services);
  g_main_loop_unref (cli->loop);
  return cli->status;
}

static const char *
translate (const char *text, gpointer data)
{
  return text != NULL && *text != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, "cli", text) : text;
}

static gboolean
parse (const HelioCliCommand *command, int *argc, char ***argv, HelioCli *cli)
{
  g_autofree char *program = g_strconcat ("heliograph-cli ", command->name, NULL);
  g_autoptr (GOptionContext) context = g_option_context_new (command->synopsis);
  g_autoptr (GError) error = NULL;
  const GOptionEntry common[] = {
      {"verbose", 0, 0, G_OPTION_ARG_NONE, &cli->verbose, NC_ ("cli", "Print the timeline"), NULL},
      {"agree",
       0,
       0,
       G_OPTION_ARG_NONE,
       &cli->agree,
       NC_ ("cli", "Agree to the hosts that a stored profile or the issuer names"),
       NULL},
      {"agree-risks",
       0,
       0,
       G_OPTION_ARG_NONE,
       &cli->agree_risks,
       NC_ ("cli", "Agree to a missing encryption or an authority of its own, too"),
       NULL},
      {NULL},
  };

  /* What --help calls it. */
  g_set_prgname (program);
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  g_option_group_set_translate_func (g_option_context_get_main_group (context),
                                     translate,
                                     NULL,
                                     NULL);
  g_option_context_set_summary (context, g_dpgettext2 (GETTEXT_PACKAGE, "cli", command->summary));
  if (command->description != NULL)
    g_option_context_set_description (context,
                                      g_dpgettext2 (GETTEXT_PACKAGE, "cli", command->description));
  if (!g_option_context_parse (context, argc, argv, &error)) {
    g_printerr ("heliograph-cli: %s\n", error->message);
    return FALSE;
  }
  cli->arguments = *argv + 1;
  cli->n_arguments = *argc - 1;
  if (cli->n_arguments < command->min_arguments ||
      (command->max_arguments >= 0 && cli->n_arguments > command->max_arguments)) {
    g_printerr ("%s\n",
                cli->n_arguments < command->min_arguments
                    ? C_ ("cli", "heliograph-cli: An argument is missing.")
                    : C_ ("cli", "heliograph-cli: There is one argument too many."));
    g_printerr (C_ ("cli", "Usage: heliograph-cli %s %s\n"), command->name, command->synopsis);
    return FALSE;
  }
  return TRUE;
}

/* Of how many words @name is if @arguments begin with it, else 0. */
static int
match_words (const char *name, int n_arguments, char *const *arguments)
{
  g_auto (GStrv) words = g_strsplit (name, " ", -1);
  int n = (int) g_strv_length (words);

  if (n > n_arguments)
    return 0;
  for (int i = 0; i < n; i++)
    if (strcmp (words[i], arguments[i]) != 0)
      return 0;
  return n;
}

/* The first word of some commands is none by itself. @wrong: (nullable): what stood behind it and is none of them. FALSE:
 * of none. */
static gboolean
print_group (const char *word, const char *wrong, void (*print) (const char *format, ...))
{
  g_autofree char *first = g_strconcat (word, " ", NULL);
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_has_prefix (commands[i]->name, first)) {
      if (!any && wrong != NULL)
        print (C_ ("cli", "heliograph-cli: there is no command “%s %s”.\n"), word, wrong);
      if (!any)
        print (C_ ("cli", "Usage: heliograph-cli %s COMMAND …\n"), word);
      print_command (commands[i], print);
      any = TRUE;
    }
  return any;
}

int
main (int argc, char *argv[])
{
  const struct rlimit no_core = {0, 0};
  HelioCli cli = {0};

  /* Tokens live in this process. */
  setrlimit (RLIMIT_CORE, &no_core);
  signal (SIGPIPE, SIG_IGN);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc >= 2 && strcmp (argv[1], "--version") == 0) {
    g_print ("heliograph-cli %s\n", HELIO_VERSION);
    return HELIO_EXIT_DONE;
  }
  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "help") == 0) {
    print_usage ();
    return argc < 2 ? HELIO_EXIT_USAGE : HELIO_EXIT_DONE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    int n_words = match_words (commands[i]->name, argc - 1, argv + 1);

    if (n_words > 0) {
      argc -= n_words;
      argv += n_words;
      if (!parse (commands[i], &argc, &argv, &cli))
        return HELIO_EXIT_USAGE;
      return (int) run (commands[i], &cli);
    }
  }
  if (argc == 3 && (strcmp (argv[2], "--help") == 0 || strcmp (argv[2], "-h") == 0) &&
      print_group (argv[1], NULL, g_print))
    return HELIO_EXIT_DONE;
  /* Behind the last argument stands NULL. */
  if (!print_group (argv[1], argv[2], g_printerr))
    g_printerr (C_ ("cli", "heliograph-cli: there is no command “%s”; see heliograph-cli --help\n"),
                argv[1]);
  return HELIO_EXIT_USAGE;
}
