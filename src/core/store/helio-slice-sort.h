// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A stable merge sort that can be interrupted at any comparison and goes on later: for arrays too long to be sorted
 * within a frame. Quick for what is nearly in order. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint32 *items; /* borrowed */
  guint32 n;
  guint32 *left; /* copy of what is merged */
  guint32 size;  /* of left */
  guint32 width; /* 0: short runs are made first */
  guint32 at;    /* begin of the next run, or of the two that are merged */
  gboolean merging;
  guint32 i, n_left, j, end, to;
} HelioSliceSort;

/* Zeroed is a good state to begin with, too. @items must stay until it is done or another one begins. */
void helio_slice_sort_begin (HelioSliceSort *self, guint32 *items, guint32 n);
/* @compare: gets pointers to guint32. Goes on until @deadline, monotonic µs. Returns: TRUE when all is in order. */
gboolean helio_slice_sort_run (HelioSliceSort *self,
                               GCompareDataFunc compare,
                               gpointer user_data,
                               gint64 deadline);
void helio_slice_sort_clear (HelioSliceSort *self);

G_END_DECLS
