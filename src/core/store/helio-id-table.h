// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A hash table from a hash to a 32-bit id, open addressing, 8 bytes an entry: what an id stands for is
 * known to the caller only. For names that live elsewhere already. No call takes long. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint32 hash;
  guint32 next_id; /* id + 1; 0: free */
} HelioIdEntry;

typedef struct {
  HelioIdEntry *entries; /* NULL: none at all */
  guint32 mask;          /* size − 1 */
} HelioIdSlots;

/* A larger or smaller table takes the entries over a few at a time: with a million of them that takes longer
 * than anybody may wait at one add. */
typedef struct {
  HelioIdSlots slots;
  HelioIdSlots old; /* those that are still to be moved */
  guint32 moved;    /* places of old before this one are free */
  guint32 used;
} HelioIdTable;

#define HELIO_ID_NONE G_MAXUINT32

/* TRUE if @id is what is looked for. */
typedef gboolean (*HelioIdMatch) (guint32 id, gconstpointer key, gpointer data);

void helio_id_table_init (HelioIdTable *self);
void helio_id_table_clear (HelioIdTable *self);
gsize helio_id_table_get_bytes (const HelioIdTable *self);
guint32 helio_id_table_find (const HelioIdTable *self,
                             guint32 hash,
                             HelioIdMatch match,
                             gconstpointer key,
                             gpointer data);
/* @id must not be in it. */
void helio_id_table_add (HelioIdTable *self, guint32 hash, guint32 id);
void helio_id_table_remove (HelioIdTable *self, guint32 hash, guint32 id);

/* Seeded, so that nobody can choose topics that all fall into one place. */
guint32 helio_hash_bytes (guint64 seed, const void *data, gsize length);

G_END_DECLS
