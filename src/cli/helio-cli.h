// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the commands of heliograph-cli share: options, the profile, output and the way out. Data goes to
 * standard output, everything else to standard error (design.md §5.2). */

#include "core/auth/helio-token-source.h"
#include "core/base/helio-exit.h"
#include "core/connection/helio-connection.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HelioCli HelioCli;

/* Begins the work once the profile is there; ends it with helio_cli_quit(). */
typedef void (*HelioCliRun) (HelioCli *cli);

struct _HelioCli {
  GMainLoop *loop;
  HelioServices *services;
  GCancellable *cancellable;
  HelioExit status;
  gboolean quitting;

  /* options of every command */
  gboolean verbose;
  gboolean agree;
  gboolean agree_risks;

  /* arguments: the profile first */
  char **arguments;
  int n_arguments;
  HelioProfile *profile;
  gboolean profile_is_file;

  HelioConnection *connection; /* once a command asks for it */
  HelioTokenSource *tokens; /* of a command that has them without a connection; the command's own */
  GByteArray *output;       /* of standard output, what its reader has not taken yet */
  guint64 output_taken;     /* bytes that it has */
  guint output_source;
  gboolean output_is_over; /* nobody takes any more … */
  gboolean output_failed;  /* … for another reason than that its reader has gone */
  gboolean reader_stopped; /* it has been waited for, and is not any more */
  gboolean has_verdict;    /* of the command */
  gpointer command;        /* the command's own */
  GDestroyNotify command_free;
  /* (nullable): told when the connection's state changes */
  void (*state_changed) (HelioCli *cli, HelioSessionState state);
  /* (nullable): the last words to standard output, whatever ends the command, an interrupt too */
  void (*finish) (HelioCli *cli);
  /* (nullable): told once nothing is written to standard output any more */
  void (*flushed) (HelioCli *cli);
  gboolean is_away; /* it has been told that the connection is lost */
  char *warning;    /* (nullable): the last one that was told */
  /* What goes out at the end is what the command is for: goodbye waits for it, and giving it up is a failure. */
  gboolean patient;
  /* The command puts things in order once it is cancelled, and ends the loop then. */
  gboolean ends_itself;
  guint holds;
};

typedef struct {
  const char *name; /* one word or two */
  const char *synopsis;
  const char *summary;
  const char *description;     /* (nullable): of --help, below the options */
  const GOptionEntry *options; /* (nullable) */
  int min_arguments,
      max_arguments; /* profile included; -1: any number; 0: may do without a profile */
  /* (nullable): looks at arguments and options before anything else is done */
  gboolean (*check) (HelioCli *cli, GError **error);
  HelioCliRun run;
  gboolean opens_browser;
  gboolean works_locally;    /* sends nothing that one has to agree to */
  gboolean takes_no_profile; /* its first argument is something else */
  gboolean has_verdict;      /* goes on when its output is not read any more: its status counts */
} HelioCliCommand;

extern const HelioCliCommand helio_cli_login, helio_cli_logout, helio_cli_credentials,
    helio_cli_subscribe, helio_cli_publish, helio_cli_token, helio_cli_check, helio_cli_acl_predict,
    helio_cli_acl_test, helio_cli_record, helio_cli_export, helio_cli_import;

/* Ends the main loop, after DISCONNECT was written and a rotated refresh token stored. The first call decides; an interrupt
 * ends what a patient one waits for. */
void helio_cli_quit (HelioCli *cli, HelioExit status);
/* Between the two the program does not end: a command's finish() may begin what takes a while. */
void helio_cli_hold (HelioCli *cli);
void helio_cli_release (HelioCli *cli);
/* Prints message, remedy and detail to standard error, and ends with the status of the error's class. */
void helio_cli_fail (HelioCli *cli, const GError *error);
/* The command or the variable that is the way out, below an error. */
void helio_cli_say_what_helps (HelioCli *cli, const GError *error);
/* A line to standard error, only on a terminal. */
void helio_cli_progress (HelioCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Text to standard output as soon as its reader takes it, never waiting for one: a paused pager must not stop
 * a renewal. A closed pipe ends the program quietly, unless the command has a verdict. */
void helio_cli_print (HelioCli *cli, const char *text);
/* One line or record of what others sent, with its line feed. Into a file or a pipe as it is; on a terminal, which
 * control and direction characters would steer, JSON has them escaped, and CSV as helio_printable() shows them. */
void helio_cli_print_json (HelioCli *cli, const char *text);
void helio_cli_print_csv (HelioCli *cli, const char *text);
/* The same for bytes. */
void helio_cli_write (HelioCli *cli, const void *data, gsize length);
/* So much waits for the reader that a command should not make more of it yet. */
gboolean helio_cli_output_is_full (HelioCli *cli);
/* Before the program ends: what is left, waiting for the reader unless the program was interrupted or the reader has
 * been waited for. What could not be written, on a full disk, is no success. */
void helio_cli_flush (HelioCli *cli);

/* Makes cli->connection; a profile file that was named on the command line is agreed to for this run. What it warns of
 * is told. */
void helio_cli_make_connection (HelioCli *cli);
/* Starts it; state_changed is called on the way. Errors that end it for good are dealt with here. */
void helio_cli_connect (HelioCli *cli);

G_END_DECLS
