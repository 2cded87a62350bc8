// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Payloads too large for memory, in a temporary file that has no name and vanishes with the process
 * (design.md §3 "Bounded everywhere"). The space of a payload goes back to the file system when its last
 * reference goes. Any thread. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HelioSpill HelioSpill;
typedef struct _HelioExtent HelioExtent; /* one payload in the file */

/* @budget: bytes kept at most; @dir: (nullable): $TMPDIR, or /var/tmp. The file is made when needed. */
HelioSpill *helio_spill_new (guint64 budget, const char *dir);
void helio_spill_unref (HelioSpill *self);
guint64 helio_spill_get_bytes (HelioSpill *self);

/* Writes both parts one after the other. NULL if it would be over the budget or the disk is full.
 * Returns: (transfer full) (nullable). */
HelioExtent *helio_spill_write (HelioSpill *self,
                                const guint8 *a,
                                gsize a_length,
                                const guint8 *b,
                                gsize b_length);

HelioExtent *helio_extent_ref (HelioExtent *self);
void helio_extent_unref (HelioExtent *self);
/* Maps it, so that nothing is read before it is looked at. Returns: (transfer full) (nullable). */
GBytes *helio_extent_map (HelioExtent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioSpill, helio_spill_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioExtent, helio_extent_unref)

G_END_DECLS
