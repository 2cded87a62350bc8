// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What differs between two texts, line by line (E. W. Myers, An O(ND) Difference Algorithm, 1986). Pure. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_DIFF_SAME,
  HELIO_DIFF_REMOVED, /* only in the old text */
  HELIO_DIFF_ADDED,   /* only in the new one */
} HelioDiffKind;

/* Lines that belong together, in the order in which they are shown. */
typedef struct {
  HelioDiffKind kind;
  guint old_line,
      new_line; /* where it begins, from 0; of the text that it is not in: where it would stand */
  guint n_lines;
} HelioDiffRun;

typedef struct {
  char **old_lines, **new_lines; /* owned, without their line ends */
  GArray *runs;                  /* owned, of HelioDiffRun */
  guint n_removed, n_added;
  gboolean
      exact; /* FALSE: too different; what lies between equal beginning and end is shown as replaced */
} HelioDiff;

/* The cost is that of the product of length and difference; past @max_edits removed and added lines it stops looking
 * for the shortest way. 1,000 is some milliseconds. Never fails. */
HelioDiff *helio_diff_new (const char *old_text, const char *new_text, guint max_edits);
void helio_diff_free (HelioDiff *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioDiff, helio_diff_free)

G_END_DECLS
