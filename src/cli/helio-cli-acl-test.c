// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli-acl.h"
#include "core/acl/helio-plan-people.h"
#include "core/acl/helio-plan-profiles.h"
#include "core/acl/helio-prober.h"
#include "core/base/helio-error.h"
#include "core/base/helio-json.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

static char *opt_users, *opt_rules, *opt_junit, *opt_json, *opt_csv;
static char **opt_env;
static gboolean opt_dry_run, opt_yes;

static const GOptionEntry test_options[] = {
    {"users",
     0,
     0,
     G_OPTION_ARG_FILENAME,
     &opt_users,
     NC_ ("cli", "Read users from another file; a plan as CSV has none"),
     "FILE"},
    {"rules",
     0,
     0,
     G_OPTION_ARG_FILENAME,
     &opt_rules,
     NC_ ("cli", "Predict with these rules instead of those that the plan names"),
     "FILE"},
    {"junit",
     0,
     0,
     G_OPTION_ARG_FILENAME,
     &opt_junit,
     NC_ ("cli", "Write the report as JUnit XML"),
     "FILE"},
    {"json",
     0,
     0,
     G_OPTION_ARG_FILENAME,
     &opt_json,
     NC_ ("cli", "Write the report as JSON"),
     "FILE"},
    {"csv", 0, 0, G_OPTION_ARG_FILENAME, &opt_csv, NC_ ("cli", "Write the report as CSV"), "FILE"},
    {"env",
     0,
     0,
     G_OPTION_ARG_STRING_ARRAY,
     &opt_env,
     NC_ ("cli",
          "Let the plan read this environment variable, though it does not begin with HELIOGRAPH_"),
     "NAME"},
    {"dry-run",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_dry_run,
     NC_ ("cli", "Show the plan, what is predicted and what would be written; connect to nobody"),
     NULL},
    {"yes",
     0,
     0,
     G_OPTION_ARG_NONE,
     &opt_yes,
     NC_ ("cli", "Send secrets to the plan’s hosts and write to its topics without asking"),
     NULL},
    {NULL},
};

typedef enum {
  FORM_JUNIT,
  FORM_JSON,
  FORM_CSV,
  N_FORMS,
} Form;

typedef struct {
  HelioPlan *users; /* (nullable) */
  HelioPlan *plan;
  HelioRules *rules; /* (nullable) */
  HelioReport *report;
  HelioProber *prober;
  GPtrArray *profiles; /* (nullable): what is asked about, and then used */
  GStrv topics;
  char *folder;       /* (nullable): of the plan */
  gboolean has_line;  /* one of progress, that the next text must not be written behind */
  GStrv hosts, risks; /* who gets a secret, and what needs a yes of its own */
  gboolean asks_risks;
  GPtrArray *inputs; /* of char *: what is read, as far as it is known */
  gboolean is_clear; /* no report of an earlier run is left */
  guint next_form;
} AclTest;

static void
acl_test_free (gpointer data)
{
  AclTest *self = data;

  g_clear_pointer (&self->users, helio_plan_unref);
  g_clear_pointer (&self->plan, helio_plan_unref);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_clear_object (&self->prober);
  g_clear_object (&self->report);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_strfreev (self->topics);
  g_strfreev (self->hosts);
  g_strfreev (self->risks);
  g_ptr_array_unref (self->inputs);
  g_free (self->folder);
  g_free (self);
}

static const char *
get_path (Form form)
{
  return form == FORM_JUNIT ? opt_junit : form == FORM_JSON ? opt_json : opt_csv;
}

/* A fault in a file is told with its name; there are several of them. */
static void
fail_in (HelioCli *cli, const char *path, GError *error)
{
  g_prefix_error (&error, "%s: ", path);
  helio_cli_fail (cli, error);
  g_error_free (error);
}

/* Reports. A pipeline that collects the files shall not find an earlier run's where there was none, and whether they can
 * be written is known before anything is tried. */

/* Where they go, but for standard output. Returns: (transfer full). */
static GStrv
list_reports (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < N_FORMS; i++)
    if (get_path ((Form) i) != NULL && strcmp (get_path ((Form) i), "-") != 0)
      g_strv_builder_add (builder, get_path ((Form) i));
  return g_strv_builder_end (builder);
}

static gboolean
check_reports (AclTest *self, GError **error)
{
  g_auto (GStrv) reports = list_reports ();

  return helio_cli_acl_check_reports ((const char *const *) reports, self->inputs, error);
}

/* Whatever ends the program before all is known that the run reads. */
static void
finish (HelioCli *cli)
{
  AclTest *self = cli->command;
  g_auto (GStrv) reports = list_reports ();

  if (!self->is_clear && !opt_dry_run && *reports != NULL)
    helio_cli_acl_remove_reports (cli, (const char *const *) reports, self->inputs);
}

static void begin (HelioCli *cli);
static void clear_next (HelioCli *cli);

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;

  /* What cannot be removed is empty. */
  g_file_delete_finish (G_FILE (source), result, &error);
  if (!cli->quitting)
    clear_next (cli);
}

static void
on_emptied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  AclTest *self = cli->command;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (!helio_cli_write_file_finish (result, &error)) {
    helio_cli_fail (cli, error);
    return;
  }
  file = g_file_new_for_commandline_arg (get_path ((Form) (self->next_form - 1)));
  if (helio_cli_acl_may_remove (file))
    g_file_delete_async (file, G_PRIORITY_DEFAULT, cli->cancellable, on_cleared, cli);
  else
    clear_next (cli);
}

static void
clear_next (HelioCli *cli)
{
  AclTest *self = cli->command;

  while (self->next_form < N_FORMS) {
    const char *path = get_path ((Form) self->next_form++);
    g_autoptr (GFile) file = NULL;

    if (path == NULL || strcmp (path, "-") == 0)
      continue;
    file = g_file_new_for_commandline_arg (path);
    /* A device or a pipe keeps nothing. */
    if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL)
      continue;
    helio_cli_write_file_async (path, g_strdup (""), cli->cancellable, on_emptied, cli);
    return;
  }
  self->next_form = 0;
  self->is_clear = TRUE;
  begin (cli);
}

/* After the run. */

static void write_next (HelioCli *cli);

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;

  if (!helio_cli_write_file_finish (result, &error))
    helio_cli_fail (cli, error);
  else
    write_next (cli);
}

static void
write_next (HelioCli *cli)
{
  AclTest *self = cli->command;

  while (self->next_form < N_FORMS) {
    Form form = (Form) self->next_form++;
    const char *path = get_path (form);
    g_autofree char *text = NULL;

    if (path == NULL)
      continue;
    text = form == FORM_JUNIT  ? helio_report_to_junit (self->report, FALSE)
           : form == FORM_JSON ? helio_report_to_json (self->report, FALSE)
                               : helio_report_to_csv (self->report);
    if (strcmp (path, "-") == 0) {
      helio_cli_print (cli, text);
      continue;
    }
    helio_cli_write_file_async (path, g_steal_pointer (&text), cli->cancellable, on_written, cli);
    return;
  }
  helio_cli_quit (cli, helio_report_get_exit_status (self->report));
}

static void
print_faults (AclTest *self)
{
  GPtrArray *faults = helio_report_get_faults (self->report);

  for (guint i = 0; i < faults->len; i++) {
    const HelioReportFault *fault = g_ptr_array_index (faults, i);
    g_autofree char *text = helio_error_to_text (fault->error);

    g_printerr ("heliograph-cli: %s: %s\n",
                helio_plan_get_user (self->plan, fault->user)->name,
                text);
    if (g_strcmp0 (helio_error_get_diagnosis (fault->error), HELIO_ENDPOINTS_NOT_AGREED) == 0)
      g_printerr ("%s\n", C_ ("cli", "If that is right, run this once more with --agree."));
  }
}

/* A report in place of the summary leaves the summary to people. */
static void
print_summary (HelioCli *cli)
{
  AclTest *self = cli->command;
  g_autofree char *text = helio_cli_acl_summarise (self->report);

  for (guint i = 0; i < N_FORMS; i++)
    if (g_strcmp0 (get_path ((Form) i), "-") == 0) {
      g_printerr ("%s", text);
      return;
    }
  helio_cli_print (cli, text);
}

static void
end_line (AclTest *self)
{
  if (self->has_line)
    g_printerr ("\n");
  self->has_line = FALSE;
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  AclTest *self = cli->command;
  g_autoptr (GError) error = NULL;
  gboolean done = helio_prober_run_finish (HELIO_PROBER (source), result, &error);

  end_line (self);
  cli->ends_itself = FALSE;
  if (cli->quitting) {
    print_faults (self);
    g_main_loop_quit (cli->loop);
  } else if (!done) {
    helio_cli_fail (cli, error);
  } else {
    print_faults (self);
    print_summary (cli);
    write_next (cli);
  }
}

static void
on_done (HelioProber *prober, GParamSpec *pspec, HelioCli *cli)
{
  AclTest *self = cli->command;

  if (!isatty (STDERR_FILENO) || cli->quitting)
    return;
  g_printerr (
      /* Translators: how many were tried, of how many; the line is written over by the next */
      C_ ("cli", "\r%u of %u checks tried"),
      helio_prober_get_done (prober),
      helio_plan_get_n_checks (self->plan));
  self->has_line = TRUE;
}

static void
run (HelioCli *cli)
{
  AclTest *self = cli->command;

  /* The topics that were shown before are those. */
  const HelioProberOptions options = {.with_report_rules = TRUE,
                                      .agreed = self->profiles,
                                      .environment = (const char *const *) opt_env};

  self->prober = helio_prober_new (cli->services, self->report, self->folder, &options);
  g_signal_connect (self->prober, "notify::done", G_CALLBACK (on_done), cli);
  /* An interrupt waits until nothing is left retained and the sessions are ended. */
  cli->ends_itself = TRUE;
  helio_prober_run_async (self->prober, cli->cancellable, on_run, cli);
}

/* Before the run. */

static gboolean
is_yes (const char *answer)
{
  g_autofree char *word = g_strdup (answer != NULL ? answer : "");

  g_strstrip (word);
  return g_ascii_strcasecmp (word, "y") == 0 || g_ascii_strcasecmp (word, "yes") == 0 ||
         /* Translators: the letter that one types for “yes” */
         strcmp (word, C_ ("cli", "y")) == 0;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  AclTest *self = cli->command;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (cli->quitting)
    return;
  if (error != NULL)
    helio_cli_fail (cli, error);
  else if (is_yes (answer) && self->asks_risks) {
    self->asks_risks = FALSE;
    g_printerr ("%s ", C_ ("cli", "Go on? [y/N]"));
    g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source),
                                         G_PRIORITY_DEFAULT,
                                         cli->cancellable,
                                         on_answer,
                                         cli);
  } else if (is_yes (answer))
    run (cli);
  else
    helio_cli_quit (cli, HELIO_EXIT_USAGE);
}

/* (transfer full) */
static char *
describe_hosts (AclTest *self)
{
  return helio_cli_acl_describe_hosts ((const char *const *) self->hosts,
                                       (const char *const *) self->risks);
}

static void
ask (HelioCli *cli)
{
  AclTest *self = cli->command;
  g_autofree char *hosts = describe_hosts (self);
  g_autofree char *list = helio_cli_acl_describe_topics ((const char *const *) self->topics);
  g_autoptr (GInputStream) terminal = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  g_autoptr (GError) error = NULL;

  g_printerr ("%s%s", hosts, list);
  if (!isatty (STDIN_FILENO) || !isatty (STDERR_FILENO)) {
    helio_error_set (
        &error,
        HELIO_ERROR_CONSENT,
        *self->risks != NULL && !cli->agree_risks
            ? C_ ("cli", "If that is right, run this once more with --yes --agree-risks.")
            : C_ ("cli", "If that is right, run this once more with --yes."),
        C_ ("cli", "Nothing was tried, since nobody could be asked."));
    helio_cli_fail (cli, error);
    return;
  }
  terminal = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  input = g_data_input_stream_new (terminal);
  self->asks_risks = *self->risks != NULL && !cli->agree_risks;
  /* Translators: a question on the terminal; “y” and “N” are the letters of the answer */
  g_printerr ("%s ",
              self->asks_risks ? C_ ("cli", "Accept this risk? [y/N]")
                               : C_ ("cli", "Go on? [y/N]"));
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, cli->cancellable, on_answer, cli);
}

/* Without a run. */

static void
show_plan (HelioCli *cli)
{
  AclTest *self = cli->command;
  g_autofree char *hosts = describe_hosts (self);
  g_autofree char *text =
      helio_cli_acl_describe_plan (self->report, hosts, (const char *const *) self->topics);

  helio_cli_print (cli, text);
}

/* What a run would end with before it connects: a variable that is not set, a host that nobody has agreed to. */
static void
on_people (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = helio_plan_people_load_finish (result, &error);

  if (people == NULL)
    helio_cli_fail (cli, error);
  else
    helio_cli_quit (cli, HELIO_EXIT_DONE);
}

/* What a profile says about the username is known before anybody signs in. */
static void
identify (AclTest *self)
{
  for (guint i = 0; i < self->profiles->len; i++)
    helio_report_set_identity (self->report,
                               i,
                               helio_plan_profile_get_username (self->profiles->pdata[i]),
                               NULL);
}

/* Less protection than usual is a question of its own (design.md §4). FALSE: not agreed to, and nobody can be asked. */
static gboolean
check_risks (HelioCli *cli, GError **error)
{
  AclTest *self = cli->command;
  g_autofree char *list = g_strjoinv ("\n  ", self->risks);

  if (*self->risks == NULL || cli->agree_risks)
    return TRUE;
  return helio_error_set (
      error,
      HELIO_ERROR_CONSENT,
      C_ ("cli", "If that is meant so, run this once more with --yes --agree-risks."),
      C_ ("cli", "Nothing was tried, since nobody has agreed to the risks of this plan:\n  %s"),
      list);
}

/* Once the reports can be written. */
static void
begin (HelioCli *cli)
{
  AclTest *self = cli->command;
  g_autoptr (GError) error = NULL;
  g_autofree char *hosts = NULL;

  if (!opt_yes) {
    ask (cli);
  } else if (!check_risks (cli, &error)) {
    helio_cli_fail (cli, error);
  } else {
    hosts = describe_hosts (self);
    g_printerr ("%s", hosts);
    run (cli);
  }
}

static void
add_input (AclTest *self, const char *name)
{
  if (name != NULL)
    g_ptr_array_add (self->inputs, g_strdup (name));
}

static void
add_profiles (AclTest *self)
{
  for (guint i = 0; i < self->profiles->len; i++) {
    const HelioPlanProfile *profile = g_ptr_array_index (self->profiles, i);

    for (guint k = 0; profile->files[k] != NULL; k++)
      add_input (self, profile->files[k]);
  }
}

static void
on_profiles (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  AclTest *self = cli->command;
  g_autoptr (GError) error = NULL;

  self->profiles = helio_plan_profiles_load_finish (result, &error);
  if (self->profiles == NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  add_profiles (self);
  self->topics = helio_prober_list_topics_with_rules (self->plan,
                                                      helio_report_get_rules (self->report),
                                                      self->profiles);
  self->hosts = helio_plan_profiles_describe_hosts (self->plan, self->profiles);
  self->risks = helio_plan_profiles_describe_risks (self->plan, self->profiles);
  if (opt_dry_run) {
    identify (self);
    show_plan (cli);
    /* A run without --yes asks. */
    if (opt_yes && !check_risks (cli, &error)) {
      helio_cli_fail (cli, error);
      return;
    }
    helio_plan_people_load_async (self->plan,
                                  cli->services,
                                  self->folder,
                                  (const char *const *) opt_env,
                                  self->profiles,
                                  cli->cancellable,
                                  on_people,
                                  cli);
  } else if (!check_reports (self, &error)) {
    helio_cli_fail (cli, error);
  } else {
    clear_next (cli);
  }
}

static void
have_rules (HelioCli *cli)
{
  AclTest *self = cli->command;

  self->report = helio_report_new (self->plan, self->rules, -1);
  helio_plan_profiles_load_async (self->plan,
                                  cli->services->profiles,
                                  self->folder,
                                  cli->cancellable,
                                  on_profiles,
                                  cli);
}

/* Returns: (transfer full) (nullable). */
static char *
get_rules_path (AclTest *self)
{
  const char *path = helio_plan_get_rules_path (self->plan);

  if (opt_rules != NULL)
    return g_strdup (opt_rules);
  return path != NULL ? helio_plan_resolve_path (self->folder, path) : NULL;
}

static void
on_rules_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  AclTest *self = cli->command;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = helio_cli_read_file_finish (result, &error);
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  self->rules = helio_rules_parse (data != NULL ? data : "", (gssize) length, &error);
  if (self->rules == NULL) {
    g_autofree char *path = get_rules_path (self);

    fail_in (cli, path, g_steal_pointer (&error));
  } else {
    have_rules (cli);
  }
}

static void
have_plan (HelioCli *cli)
{
  AclTest *self = cli->command;
  g_autofree char *path = get_rules_path (self);
  g_autoptr (GError) error = NULL;

  add_input (self, path);
  if (!helio_plan_check_environment (self->plan, (const char *const *) opt_env, &error))
    helio_cli_fail (cli, error);
  else if (path != NULL)
    helio_cli_read_file_async (path, HELIO_JSON_SIZE_FILE, cli->cancellable, on_rules_read, cli);
  else
    have_rules (cli);
}

static void
on_plan_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  AclTest *self = cli->command;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = helio_cli_read_file_finish (result, &error);
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  self->plan = helio_plan_parse_named (cli->arguments[0],
                                       data != NULL ? data : "",
                                       length,
                                       self->users,
                                       &error);
  if (self->plan == NULL)
    fail_in (cli, cli->arguments[0], g_steal_pointer (&error));
  else
    have_plan (cli);
}

static void
read_plan (HelioCli *cli)
{
  AclTest *self = cli->command;
  const char *path = cli->arguments[0];

  if (strcmp (path, "-") != 0)
    self->folder = g_path_get_dirname (path);
  helio_cli_read_file_async (path, HELIO_PLAN_SIZE_MAX, cli->cancellable, on_plan_read, cli);
}

static void
on_users_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioCli *cli = user_data;
  AclTest *self = cli->command;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = helio_cli_read_file_finish (result, &error);
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL) {
    helio_cli_fail (cli, error);
    return;
  }
  self->users = helio_plan_parse_users (data != NULL ? data : "", length, &error);
  if (self->users == NULL)
    fail_in (cli, opt_users, g_steal_pointer (&error));
  else
    read_plan (cli);
}

static gboolean
check_options (HelioCli *cli, GError **error)
{
  AclTest *self = cli->command;
  const char *const inputs[] = {cli->arguments[0], opt_users, opt_rules};
  guint n_stdout = 0;
  guint n_stdin = 0;
  gboolean reports = FALSE;

  for (guint i = 0; i < N_FORMS; i++) {
    reports = reports || get_path ((Form) i) != NULL;
    n_stdout += g_strcmp0 (get_path ((Form) i), "-") == 0 ? 1 : 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    add_input (self, inputs[i]);
    n_stdin += g_strcmp0 (inputs[i], "-") == 0 ? 1 : 0;
  }
  if (n_stdout > 1)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            C_ ("cli", "Give the others a file."),
                            C_ ("cli", "Only one report can be written to standard output."));
  if (!check_reports (self, error))
    return FALSE;
  if (n_stdin > 1)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            C_ ("cli", "Give the others a file."),
                            C_ ("cli", "Only one file can be read from standard input."));
  if (opt_dry_run && reports)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            C_ ("cli", "Leave out --dry-run, or --junit, --json and --csv."),
                            C_ ("cli", "With --dry-run nothing is tried, so there is no report."));
  return TRUE;
}

static void
read_input (HelioCli *cli)
{
  if (opt_users != NULL)
    helio_cli_read_file_async (opt_users,
                               HELIO_PLAN_SIZE_MAX,
                               cli->cancellable,
                               on_users_read,
                               cli);
  else
    read_plan (cli);
}

static void
acl_test (HelioCli *cli)
{
  AclTest *self = g_new0 (AclTest, 1);
  g_autoptr (GError) error = NULL;

  self->inputs = g_ptr_array_new_with_free_func (g_free);
  cli->command = self;
  cli->command_free = acl_test_free;
  cli->finish = finish;
  if (!check_options (cli, &error))
    helio_cli_fail (cli, error);
  else
    read_input (cli);
}

const HelioCliCommand helio_cli_acl_test = {
    .name = "acl test",
    .synopsis = "PLAN [--users FILE] [--rules FILE] [--junit FILE] [--json FILE] [--csv FILE] "
                "[--env NAME]… [--dry-run] [--yes]",
    .summary = NC_ ("cli", "Try on the broker what each user of a plan may do, and compare"),
    .options = test_options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = acl_test,
    .works_locally = TRUE,
    .takes_no_profile = TRUE,
    .has_verdict = TRUE,
};
