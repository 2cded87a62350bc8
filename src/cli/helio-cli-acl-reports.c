// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli-acl.h"
#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

static gboolean
is_same_file (GFile *one, GFile *other)
{
  const char *paths[] = {g_file_peek_path (one), g_file_peek_path (other)};
  GStatBuf infos[2];

  if (g_file_equal (one, other))
    return TRUE;
  for (guint i = 0; i < 2; i++)
    /* Nothing is lost of what is no file. */
    if (paths[i] == NULL || g_stat (paths[i], &infos[i]) != 0 || !S_ISREG (infos[i].st_mode))
      return FALSE;
  return infos[0].st_dev == infos[1].st_dev && infos[0].st_ino == infos[1].st_ino;
}

/* What of @inputs @report is by whatever name. (nullable) */
static const char *
find_input (const char *report, GPtrArray *inputs)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (report);

  for (guint i = 0; i < inputs->len; i++) {
    const char *name = g_ptr_array_index (inputs, i);
    g_autoptr (GFile) input = helio_cli_input_to_file (name);

    if (is_same_file (file, input))
      return name;
  }
  return NULL;
}

gboolean
helio_cli_acl_check_reports (const char *const *reports, GPtrArray *inputs, GError **error)
{
  for (; *reports != NULL; reports++) {
    const char *input = find_input (*reports, inputs);

    if (input != NULL)
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_USAGE,
                              C_ ("cli", "Give the report another name."),
                              C_ ("cli", "The report would take the place of %s."),
                              input);
  }
  return TRUE;
}

gboolean
helio_cli_acl_may_remove (GFile *report)
{
  return g_file_query_file_type (report, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL) ==
         G_FILE_TYPE_REGULAR;
}

typedef struct {
  GStrv reports;
  GPtrArray *inputs;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_strfreev (removal->reports);
  g_ptr_array_unref (removal->inputs);
  g_free (removal);
}

static gboolean
is_report (GFile *file)
{
  g_autoptr (GFileInputStream) stream = NULL;
  char head[HELIO_REPORT_HEAD_MAX];
  gsize length = 0;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_REGULAR)
    stream = g_file_read (file, NULL, NULL);
  return stream != NULL &&
         g_input_stream_read_all (G_INPUT_STREAM (stream),
                                  head,
                                  sizeof head,
                                  &length,
                                  NULL,
                                  NULL) &&
         helio_report_is_one (head, length);
}

static void
remove_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Removal *removal = task_data;

  for (guint i = 0; removal->reports[i] != NULL; i++) {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (removal->reports[i]);

    if (find_input (removal->reports[i], removal->inputs) != NULL || !is_report (file))
      continue;
    if (!helio_cli_acl_may_remove (file) || !g_file_delete (file, NULL, NULL))
      g_file_replace_contents (file, "", 0, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL);
  }
  g_task_return_boolean (task, TRUE);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  helio_cli_release (user_data);
}

void
helio_cli_acl_remove_reports (HelioCli *cli, const char *const *reports, GPtrArray *inputs)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_removed, cli);
  Removal *removal = g_new0 (Removal, 1);

  removal->reports = g_strdupv ((char **) reports);
  removal->inputs = g_ptr_array_ref (inputs);
  g_task_set_source_tag (task, helio_cli_acl_remove_reports);
  g_task_set_task_data (task, removal, removal_free);
  helio_cli_hold (cli);
  g_task_run_in_thread (task, remove_thread);
}
