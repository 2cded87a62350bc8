// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE /* fallocate, O_TMPFILE */
#include "config.h"

#include "core/store/helio-spill.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

struct _HelioSpill {
  gatomicrefcount ref_count;
  GMutex lock;
  guint64 budget;
  char *dir;
  int fd; /* -1: not made yet */
  gboolean failed;
  guint64 end;  /* of the last extent */
  guint64 used; /* bytes that the file system holds for us */
  guint n_extents;
};

struct _HelioExtent {
  gatomicrefcount ref_count;
  HelioSpill *spill;
  guint64 offset; /* a multiple of the page size */
  gsize length;
  guint64 space; /* length rounded up to pages */
};

/* On a disk where there is one: /tmp is often memory, which is what was to be spared. */
static const char *
find_dir (void)
{
  if (g_getenv ("TMPDIR") == NULL && g_access ("/var/tmp", W_OK) == 0)
    return "/var/tmp";
  return g_get_tmp_dir ();
}

HelioSpill *
helio_spill_new (guint64 budget, const char *dir)
{
  HelioSpill *self = g_new0 (HelioSpill, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->budget = budget;
  self->dir = g_strdup (dir != NULL ? dir : find_dir ());
  self->fd = -1;
  return self;
}

void
helio_spill_unref (HelioSpill *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->fd != -1)
    close (self->fd);
  g_mutex_clear (&self->lock);
  g_free (self->dir);
  g_free (self);
}

guint64
helio_spill_get_bytes (HelioSpill *self)
{
  guint64 bytes;

  g_mutex_lock (&self->lock);
  bytes = self->used;
  g_mutex_unlock (&self->lock);
  return bytes;
}

static int
open_unnamed (const char *dir)
{
  g_autofree char *path = NULL;
  int fd = open (dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd != -1)
    return fd;
  /* Not every file system knows O_TMPFILE. */
  path = g_build_filename (dir, "heliograph-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd != -1)
    g_unlink (path);
  return fd;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length, guint64 offset)
{
  while (length > 0) {
    ssize_t n = pwrite (fd, data, length, (off_t) offset);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    data += n;
    length -= (gsize) n;
    offset += (guint64) n;
  }
  return TRUE;
}

/* Under the lock. */
static void
give_back (HelioSpill *self, guint64 offset, guint64 space)
{
  self->n_extents--;
  if (self->n_extents == 0) {
    if (ftruncate (self->fd, 0) == 0)
      self->end = 0;
    self->used = 0;
  } else if (fallocate (self->fd,
                        FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                        (off_t) offset,
                        (off_t) space) == 0)
    self->used -= space;
  /* else: without holes the space counts until the file is empty */
}

HelioExtent *
helio_spill_write (HelioSpill *self,
                   const guint8 *a,
                   gsize a_length,
                   const guint8 *b,
                   gsize b_length)
{
  guint64 page = (guint64) sysconf (_SC_PAGESIZE);
  gsize length = a_length + b_length;
  guint64 space = (length + page - 1) / page * page;
  guint64 offset = 0;
  gboolean room;
  HelioExtent *extent;

  g_mutex_lock (&self->lock);
  if (self->fd == -1 && !self->failed) {
    self->fd = open_unnamed (self->dir);
    self->failed = self->fd == -1;
  }
  room = !self->failed && self->used + space <= self->budget;
  if (room) {
    offset = self->end;
    self->end += space;
    self->used += space;
    self->n_extents++;
  }
  g_mutex_unlock (&self->lock);
  if (!room)
    return NULL;

  if (!write_all (self->fd, a, a_length, offset) ||
      !write_all (self->fd, b, b_length, offset + a_length)) {
    g_mutex_lock (&self->lock);
    give_back (self, offset, space);
    g_mutex_unlock (&self->lock);
    return NULL;
  }
  extent = g_new0 (HelioExtent, 1);
  g_atomic_ref_count_init (&extent->ref_count);
  g_atomic_ref_count_inc (&self->ref_count);
  extent->spill = self;
  extent->offset = offset;
  extent->length = length;
  extent->space = space;
  return extent;
}

HelioExtent *
helio_extent_ref (HelioExtent *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_extent_unref (HelioExtent *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_lock (&self->spill->lock);
  give_back (self->spill, self->offset, self->space);
  g_mutex_unlock (&self->spill->lock);
  helio_spill_unref (self->spill);
  g_free (self);
}

typedef struct {
  HelioExtent *extent;
  void *address;
} Mapping;

static void
mapping_free (gpointer data)
{
  Mapping *mapping = data;

  munmap (mapping->address, mapping->extent->length);
  helio_extent_unref (mapping->extent);
  g_free (mapping);
}

GBytes *
helio_extent_map (HelioExtent *self)
{
  Mapping *mapping;
  void *address =
      mmap (NULL, self->length, PROT_READ, MAP_PRIVATE, self->spill->fd, (off_t) self->offset);

  if (address == MAP_FAILED)
    return NULL;
  mapping = g_new (Mapping, 1);
  mapping->extent = helio_extent_ref (self);
  mapping->address = address;
  return g_bytes_new_with_free_func (address, self->length, mapping_free, mapping);
}
