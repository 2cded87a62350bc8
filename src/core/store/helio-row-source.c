// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-row-source-private.h"

#include "core/base/helio-error.h"
#include "core/store/helio-recording-sql.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SQLITE_MAGIC "SQLite format 3"
#define UTF8_MARK "\xef\xbb\xbf"

/* The first bytes of a regular file; a pipe or a device would be waited for. */
static gssize
read_start (const char *path, char *start, gsize length, GError **error)
{
  g_autofree char *name = helio_recording_shown_name (path);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  struct stat info;
  gssize n = -1;
  int number = errno;

  if (fd >= 0) {
    if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
      n = pread (fd, start, length, 0);
    else
      errno = EINVAL;
    number = errno;
    close (fd);
  }
  if (n < 0)
    helio_error_set (error,
                     HELIO_ERROR_FILE,
                     C_ ("recording", "Choose a file that is there and that you may read."),
                     C_ ("recording", "“%s” cannot be read: %s"),
                     name,
                     g_strerror (number));
  return n;
}

HelioRowSource *
helio_row_source_open (const char *path, GError **error)
{
  char start[64] = {0};
  const char *text = start;
  gssize n = read_start (path, start, sizeof start - 1, error);

  if (n < 0)
    return NULL;
  if ((gsize) n >= sizeof SQLITE_MAGIC && memcmp (start, SQLITE_MAGIC, sizeof SQLITE_MAGIC) == 0)
    return helio_recording_file_open (path, error);
  if (g_str_has_prefix (text, UTF8_MARK))
    text += strlen (UTF8_MARK);
  if (text[strspn (text, " \t\r\n")] == '{')
    return helio_text_rows_open (path, HELIO_ROWS_JSON, error);
  if (g_str_has_prefix (text, "time,"))
    return helio_text_rows_open (path, HELIO_ROWS_CSV, error);
  {
    g_autofree char *name = helio_recording_shown_name (path);

    helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("recording", "Choose a recording, or JSON Lines or CSV as Heliograph exports them."),
        C_ ("recording", "“%s” is neither a recording nor an export."),
        name);
  }
  return NULL;
}

void
helio_row_source_free (HelioRowSource *self)
{
  g_free (self->path);
  g_free (self->info.title);
  self->funcs->free (self);
}

const HelioRowsInfo *
helio_row_source_get_info (HelioRowSource *self)
{
  return &self->info;
}

gboolean
helio_row_source_next (HelioRowSource *self, HelioSavedRow *row, GError **error)
{
  helio_saved_row_clear (row);
  self->can_go_on = FALSE;
  if (self->funcs->next (self, row, error))
    return TRUE;
  helio_saved_row_clear (row);
  return FALSE;
}

gboolean
helio_row_source_can_go_on (HelioRowSource *self)
{
  return self->can_go_on;
}

gboolean
helio_row_source_rewind (HelioRowSource *self, GError **error)
{
  return self->funcs->rewind (self, error);
}

void
helio_row_source_rest (HelioRowSource *self)
{
  if (self->funcs->rest != NULL)
    self->funcs->rest (self);
}

double
helio_row_source_get_progress (HelioRowSource *self)
{
  return self->funcs->get_progress (self);
}
