// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-refresh-lock.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-digest.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* flock() has no way to wait without a thread that cannot be stopped. */
#define RETRY (G_USEC_PER_SEC / 10)

/* The file goes with its lock. Whoever waits for it has one without a name then, and must take another. */
struct _HelioRefreshLock {
  int folder;
  char *file;
  int fd;
};

typedef struct {
  HelioClock *clock;
  HelioTimer *timer;
  gint64 deadline;
  int folder;
  char *file;
  int fd;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *self = data;

  g_clear_pointer (&self->timer, helio_timer_cancel);
  if (self->fd != -1)
    close (self->fd);
  if (self->folder != -1)
    close (self->folder);
  g_object_unref (self->clock);
  g_free (self->file);
  g_free (self);
}

/* Opens a folder of ours in another one, and makes it where it is missing. Whatever is not a folder of this user
 * by itself, a symbolic link for one, is refused. */
static int
open_folder (int parent, const char *name, gboolean is_last)
{
  struct stat info;
  int fd;

  if (mkdirat (parent, name, 0700) != 0 && errno != EEXIST)
    return -1;
  fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd == -1)
    return -1;
  if (fstat (fd, &info) == 0 && info.st_uid == geteuid () &&
      (!is_last || (info.st_mode & 077) == 0 || fchmod (fd, 0700) == 0))
    return fd;
  close (fd);
  errno = EPERM;
  return -1;
}

/* Each run of a Flatpak has a runtime directory of its own; what is in app/ID is the same for all of them, the
 * window's and the command line's. */
static const char *
get_flatpak_id (void)
{
  const char *id = g_getenv ("FLATPAK_ID");

  return id != NULL && g_application_id_is_valid (id) ? id : NULL;
}

static int
open_lock_folder (void)
{
  const char *id = get_flatpak_id ();
  const char *names[] = {id != NULL ? "app" : "heliograph", id, NULL};
  int fd;

  if (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700) != 0)
    return -1;
  fd = open (g_get_user_runtime_dir (), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (const char **name = names; *name != NULL && fd != -1; name++) {
    int parent = fd, code;

    fd = open_folder (parent, *name, name[1] == NULL);
    code = errno;
    close (parent);
    errno = code;
  }
  return fd;
}

static gboolean
open_file (Attempt *self)
{
  self->fd = openat (self->folder, self->file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return self->fd != -1;
}

static gboolean
is_nameless (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 && info.st_nlink == 0;
}

/* FALSE with errno. */
static gboolean
lock_file (Attempt *self)
{
  for (;;) {
    int result;

    do
      result = flock (self->fd, LOCK_EX | LOCK_NB);
    while (result == -1 && errno == EINTR);
    if (result == -1)
      return FALSE;
    if (!is_nameless (self->fd))
      return TRUE;
    /* Its holder took it away when it was done. */
    close (g_steal_fd (&self->fd));
    if (!open_file (self))
      return FALSE;
  }
}

static void
try_lock (gpointer user_data)
{
  GTask *task = user_data;
  Attempt *self = g_task_get_task_data (task);
  HelioRefreshLock *lock;
  GError *error;

  g_clear_pointer (&self->timer, helio_timer_cancel);
  if (lock_file (self)) {
    lock = g_new (HelioRefreshLock, 1);
    lock->folder = g_steal_fd (&self->folder);
    lock->file = g_steal_pointer (&self->file);
    lock->fd = g_steal_fd (&self->fd);
    g_task_return_pointer (task, lock, (GDestroyNotify) helio_refresh_lock_free);
  } else if (errno == EWOULDBLOCK) {
    if (helio_clock_now_boot (self->clock) < self->deadline) {
      self->timer = helio_clock_after (self->clock, RETRY, try_lock, task);
      return;
    }
    error = helio_error_new (HELIO_ERROR_TIMED_OUT,
                             C_ ("error", "Look for another Heliograph that hangs, and end it."),
                             C_ ("error", "Another Heliograph is still renewing this sign-in."));
    helio_error_set_diagnosis (error, "renewal-locked");
    g_task_return_error (task, error);
  } else
    g_task_return_error (task,
                         helio_error_new (HELIO_ERROR_FILE,
                                          NULL,
                                          C_ ("error", "The sign-in could not be locked: %s"),
                                          g_strerror (errno)));
  g_object_unref (task);
}

void
helio_refresh_lock_async (HelioClock *clock,
                          const char *name,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *digest = helio_digest_sha256_hex (name, -1);
  Attempt *self = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, helio_refresh_lock_async);
  g_task_set_task_data (task, self, attempt_free);
  self->clock = g_object_ref (clock);
  self->deadline = helio_clock_now_boot (clock) + HELIO_REFRESH_LOCK_TIMEOUT;
  self->file = g_strconcat ("refresh-", digest, ".lock", NULL);
  self->fd = -1;
  self->folder = open_lock_folder ();
  if (self->folder == -1 || !open_file (self)) {
    g_task_return_error (
        task,
        helio_error_new (HELIO_ERROR_FILE,
                         C_ ("error", "Check the rights of the folder in $XDG_RUNTIME_DIR."),
                         C_ ("error", "The lock file of the sign-in cannot be opened: %s"),
                         g_strerror (errno)));
    g_object_unref (task);
    return;
  }
  try_lock (task);
}

HelioRefreshLock *
helio_refresh_lock_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_refresh_lock_free (HelioRefreshLock *self)
{
  struct stat ours, there;

  if (self == NULL)
    return;
  /* While it is held, or somebody else may hold what has the name by then. */
  if (fstat (self->fd, &ours) == 0 &&
      fstatat (self->folder, self->file, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
      ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
    unlinkat (self->folder, self->file, 0);
  close (self->fd);
  close (self->folder);
  g_free (self->file);
  g_free (self);
}
