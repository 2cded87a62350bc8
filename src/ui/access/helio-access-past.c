// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-past.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct {
  char *directory;
  char *path;
  char *json; /* (nullable): to be written */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->directory);
  g_free (job->path);
  g_free (job->json);
  g_free (job);
}

static Job *
job_new (GFile *plan)
{
  g_autofree char *uri = g_file_get_uri (plan);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *name = g_strconcat (digest, ".json", NULL);
  Job *job = g_new0 (Job, 1);

  job->directory = g_build_filename (g_get_user_state_dir (), "heliograph", "access", NULL);
  job->path = g_build_filename (job->directory, name, NULL);
  return job;
}

static GError *
make_error (const GError *cause)
{
  return helio_error_new (HELIO_ERROR_FILE,
                          C_ ("access plan", "Look at the space and the rights there."),
                          C_ ("access plan", "The last run could not be kept or read: %s"),
                          cause->message);
}

static void
load (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;
  GPtrArray *past;
  GStatBuf info;
  gsize length;
  GError *error = NULL;

  if (g_stat (job->path, &info) == 0 && info.st_size > HELIO_REPORT_SIZE_MAX) {
    g_task_return_error (
        task,
        helio_error_new (HELIO_ERROR_TOO_LARGE,
                         NULL,
                         C_ ("access plan", "The last run is too large to be read.")));
    return;
  }
  if (!g_file_get_contents (job->path, &text, &length, &cause)) {
    g_task_return_error (task, make_error (cause));
    return;
  }
  past = helio_report_parse_past (text, length, &error);
  if (past != NULL)
    g_task_return_pointer (task, past, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
save (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (GError) cause = NULL;

  /* Whatever fails here fails with a reason at the next line. */
  g_mkdir_with_parents (job->directory, 0700);
  if (helio_write_private (job->path, job->json, FALSE, &cause))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, make_error (cause));
}

void
helio_access_past_load_async (GFile *plan,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plan, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_access_past_load_async);
  g_task_set_task_data (task, job_new (plan), job_free);
  g_task_run_in_thread (task, load);
}

GPtrArray *
helio_access_past_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_access_past_save_async (GFile *plan,
                              char *json,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plan, cancellable, callback, user_data);
  Job *job = job_new (plan);

  job->json = json;
  g_task_set_source_tag (task, helio_access_past_save_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, save);
}

gboolean
helio_access_past_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
