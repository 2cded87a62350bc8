// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox-pointer.h"

#include "core/base/helio-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct _HelioSandboxPointer {
  int fd;
  char *path;
};

HelioSandboxPointer *
helio_sandbox_pointer_new (const char *state_dir, GError **error)
{
  HelioSandboxPointer *self = g_new0 (HelioSandboxPointer, 1);
  const gsize length = strlen (state_dir);

  self->path = g_build_filename (g_get_tmp_dir (), "heliograph-sandbox-XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->path, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd >= 0 && flock (self->fd, LOCK_EX | LOCK_NB) == 0 &&
      write (self->fd, state_dir, length) == (gssize) length)
    return self;
  helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s: %s", self->path, g_strerror (errno));
  helio_sandbox_pointer_free (self);
  return NULL;
}

void
helio_sandbox_pointer_free (HelioSandboxPointer *self)
{
  if (self->fd >= 0) {
    g_unlink (self->path);
    close (self->fd);
  }
  g_free (self->path);
  g_free (self);
}
