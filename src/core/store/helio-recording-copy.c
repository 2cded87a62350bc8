// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-recording-copy.h"

#include "core/base/helio-error.h"
#include "core/store/helio-recording-sql.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Copied before it is asked whether it is still wanted. */
#define PAGES_A_STEP 1024

typedef struct {
  char *path, *to;
} Copying;

static void
copying_free (gpointer data)
{
  Copying *self = data;

  g_free (self->path);
  g_free (self->to);
  g_free (self);
}

static gboolean
set_cannot (GError **error, const char *path, int number)
{
  g_autofree char *name = helio_recording_shown_name (path);

  return helio_error_set (error,
                          HELIO_ERROR_FILE,
                          C_ ("recording", "Choose another name or folder."),
                          C_ ("recording", "“%s” cannot be made: %s"),
                          name,
                          g_strerror (number));
}

/* A log beside the file that is replaced would be taken for that of the copy. */
static gboolean
check_place (const Copying *self, GError **error)
{
  GStatBuf from, to;

  if (g_stat (self->to, &to) != 0)
    return !helio_recording_has_log (self->to) || set_cannot (error, self->to, EBUSY);
  if (g_stat (self->path, &from) == 0 && from.st_dev == to.st_dev && from.st_ino == to.st_ino)
    return set_cannot (error, self->to, EEXIST);
  if (!S_ISREG (to.st_mode))
    return set_cannot (error, self->to, EEXIST);
  return !helio_recording_has_log (self->to) || set_cannot (error, self->to, EBUSY);
}

static gboolean
copy_pages (sqlite3_backup *backup, GCancellable *cancellable, int *code, GError **error)
{
  do {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    *code = sqlite3_backup_step (backup, PAGES_A_STEP);
  } while (*code == SQLITE_OK);
  return TRUE;
}

static gboolean
copy_database (sqlite3 *from,
               const Copying *self,
               const char *made,
               GCancellable *cancellable,
               GError **error)
{
  sqlite3 *to = NULL;
  sqlite3_backup *backup = NULL;
  gboolean done;
  int code = sqlite3_open_v2 (made, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_exec (to, "PRAGMA journal_mode = MEMORY", NULL, NULL, NULL);
  if (code == SQLITE_OK) {
    backup = sqlite3_backup_init (to, "main", from, "main");
    code = backup != NULL ? SQLITE_OK : sqlite3_errcode (to);
  }
  done = code != SQLITE_OK || copy_pages (backup, cancellable, &code, error);
  sqlite3_backup_finish (backup);
  if (done && code == SQLITE_DONE)
    /* That of a file with a log was copied along. */
    code = sqlite3_exec (to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  done = done && (code == SQLITE_OK || helio_recording_set_error (error, to, code, self->to));
  sqlite3_close (to);
  return done;
}

static gboolean
copy (const Copying *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *made = g_strconcat (self->to, ".XXXXXX", NULL);
  sqlite3 *from = NULL;
  int code, fd;
  gboolean done;

  if (!check_place (self, error))
    return FALSE;
  code = helio_recording_open_to_read (self->path, &from);
  done = (code == SQLITE_OK || helio_recording_set_error (error, from, code, self->path)) &&
         /* As it is at this moment, however long it takes. */
         helio_recording_run (from, "BEGIN; SELECT * FROM sqlite_schema", self->path, error);
  fd = done ? g_mkstemp_full (made, O_RDWR | O_CLOEXEC, 0600) : -1;
  if (done && fd < 0)
    done = set_cannot (error, self->to, errno);
  if (fd >= 0) {
    close (fd);
    done = copy_database (from, self, made, cancellable, error);
    if (done && g_rename (made, self->to) != 0)
      done = set_cannot (error, self->to, errno);
    if (!done)
      g_unlink (made);
  }
  sqlite3_close (from);
  return done;
}

static void
copy_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (copy (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
helio_recording_copy_async (const char *path,
                            const char *to,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Copying *copying = g_new (Copying, 1);

  *copying = (Copying){g_strdup (path), g_strdup (to)};
  g_task_set_source_tag (task, helio_recording_copy_async);
  g_task_set_task_data (task, copying, copying_free);
  g_task_run_in_thread (task, copy_thread);
}

gboolean
helio_recording_copy_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
