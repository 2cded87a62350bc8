// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What `acl predict` and `acl test` share: reading and writing whole files, and what is printed of a plan and of a
 * report. */

#include "cli/helio-cli.h"
#include "core/acl/helio-report.h"

G_BEGIN_DECLS

/* What is read under that name: "-" is standard input. Returns: (transfer full). */
GFile *helio_cli_input_to_file (const char *path);

/**
 * helio_cli_read_file_async:
 * @path: as helio_cli_input_to_file() has it
 * @max: bytes; a larger file is a fault
 */
void helio_cli_read_file_async (const char *path,
                                gsize max,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full): NULL with HELIO_ERROR_FILE or HELIO_ERROR_TOO_LARGE that names the file. */
GBytes *helio_cli_read_file_finish (GAsyncResult *result, GError **error);

/* Replaces the file, or writes to a pipe or a device. @text: (transfer full). */
void helio_cli_write_file_async (const char *path,
                                 char *text,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* FALSE with HELIO_ERROR_FILE that names the file. */
gboolean helio_cli_write_file_finish (GAsyncResult *result, GError **error);

/* @reports: where reports are written. @inputs: (element-type utf8): what is read; "-" is standard input. FALSE with
 * HELIO_ERROR_INVALID_USAGE: one of the former is one of the latter, by this or another name. */
gboolean
helio_cli_acl_check_reports (const char *const *reports, GPtrArray *inputs, GError **error);
/* Reports of an earlier run, if it is such that lie at @reports, and none of @inputs, are removed before the program ends,
 * or emptied where a name has to stay. It holds the program until then. */
void helio_cli_acl_remove_reports (HelioCli *cli, const char *const *reports, GPtrArray *inputs);

/* What is a file by itself: a link, which may be /dev/stdout, or a device is somebody's arrangement, and stays. */
gboolean helio_cli_acl_may_remove (GFile *report);

/* Each Returns: (transfer full): whole lines. */
/* What a run would try, what is predicted of it, @hosts as they are described, and the topics that it would write to. */
char *
helio_cli_acl_describe_plan (HelioReport *report, const char *hosts, const char *const *topics);
/* Who gets a secret, and the risks. */
char *helio_cli_acl_describe_hosts (const char *const *hosts, const char *const *risks);
/* The topics alone, before one is asked. */
char *helio_cli_acl_describe_topics (const char *const *topics);
/* What differs, then what could not be found out, then the counts. */
char *helio_cli_acl_summarise (HelioReport *report);

G_END_DECLS
