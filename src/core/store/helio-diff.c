// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-diff.h"

#include <string.h>

/* Lines as numbers, equal for equal lines, so that comparing is cheap. */
typedef struct {
  guint *old_ids, *new_ids;
  guint n_old, n_new;
} Lines;

static guint *
number_lines (char **lines, guint n, GHashTable *ids)
{
  guint *numbers = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < n; i++) {
    gpointer id = g_hash_table_lookup (ids, lines[i]);

    if (id == NULL) {
      id = GUINT_TO_POINTER (g_hash_table_size (ids) + 1);
      g_hash_table_insert (ids, lines[i], id);
    }
    numbers[i] = GPOINTER_TO_UINT (id);
  }
  return numbers;
}

static void
add_run (HelioDiff *self, HelioDiffKind kind, guint old_line, guint new_line, guint n)
{
  HelioDiffRun *last =
      self->runs->len > 0 ? &g_array_index (self->runs, HelioDiffRun, self->runs->len - 1) : NULL;
  HelioDiffRun run = {kind, old_line, new_line, n};

  if (n == 0)
    return;
  if (kind == HELIO_DIFF_REMOVED)
    self->n_removed += n;
  if (kind == HELIO_DIFF_ADDED)
    self->n_added += n;
  if (last != NULL && last->kind == kind)
    last->n_lines += n;
  else
    g_array_append_val (self->runs, run);
}

/* One step of the way: from the last line of a snake back. */
typedef struct {
  HelioDiffKind kind;
  guint old_line, new_line, n;
} Step;

/* How far one came on diagonal @k with @d edits, for all @k from −d to d in steps of 2: v[(k + d) / 2]. */
typedef struct {
  GPtrArray *rounds; /* of int *, one for each d */
} Trace;

static int
get (const Trace *trace, int d, int k)
{
  const int *v;

  if (d < 0 || k < -d || k > d)
    return -1;
  v = trace->rounds->pdata[d];
  return v[(k + d) / 2];
}

/* Whether the best way to (@d, @k) came from above: an added line. */
static gboolean
came_down (const Trace *trace, int d, int k)
{
  return k == -d || (k != d && get (trace, d - 1, k - 1) < get (trace, d - 1, k + 1));
}

/* The number of edits, or −1 past @max. */
static int
search (const Lines *lines, Trace *trace, int max)
{
  int n = (int) lines->n_old, m = (int) lines->n_new;

  for (int d = 0; d <= max; d++) {
    int *v = g_new (int, (gsize) d + 1);

    g_ptr_array_add (trace->rounds, v);
    for (int k = -d; k <= d; k += 2) {
      int x, y;

      if (d == 0)
        x = 0;
      else
        x = came_down (trace, d, k) ? get (trace, d - 1, k + 1) : get (trace, d - 1, k - 1) + 1;
      y = x - k;
      /* Outside of the texts there is no way on. */
      if (x > n || y > m || x < 0 || y < 0) {
        v[(k + d) / 2] = x > n ? n + 1 : x;
        continue;
      }
      while (x < n && y < m && lines->old_ids[x] == lines->new_ids[y]) {
        x++;
        y++;
      }
      v[(k + d) / 2] = x;
      if (x >= n && y >= m)
        return d;
    }
  }
  return -1;
}

static void
add_step (GArray *steps, HelioDiffKind kind, int old_line, int new_line, int n)
{
  Step step = {kind, (guint) old_line, (guint) new_line, (guint) n};

  if (n > 0)
    g_array_append_val (steps, step);
}

/* Back from the end, then everything in reading order. */
static void
walk_back (HelioDiff *self, const Lines *lines, const Trace *trace, int edits, guint offset)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  int x = (int) lines->n_old, y = (int) lines->n_new;

  for (int d = edits; d > 0; d--) {
    int k = x - y;
    gboolean down = came_down (trace, d, k);
    int before_x = get (trace, d - 1, down ? k + 1 : k - 1);
    int before_y = before_x - (down ? k + 1 : k - 1);
    int edit_x = down ? before_x : before_x + 1, edit_y = down ? before_y + 1 : before_y;

    add_step (steps, HELIO_DIFF_SAME, edit_x, edit_y, x - edit_x);
    add_step (steps, down ? HELIO_DIFF_ADDED : HELIO_DIFF_REMOVED, before_x, before_y, 1);
    x = before_x;
    y = before_y;
  }
  add_step (steps, HELIO_DIFF_SAME, 0, 0, x);
  for (guint i = steps->len; i > 0; i--) {
    const Step *step = &g_array_index (steps, Step, i - 1);

    add_run (self, step->kind, step->old_line + offset, step->new_line + offset, step->n);
  }
}

static void
compare_middle (HelioDiff *self, const Lines *lines, guint offset, guint max_edits)
{
  Trace trace = {g_ptr_array_new_with_free_func (g_free)};
  guint all = lines->n_old + lines->n_new;
  int edits = search (lines, &trace, (int) MIN (max_edits, all));

  if (edits >= 0) {
    walk_back (self, lines, &trace, edits, offset);
  } else {
    self->exact = FALSE;
    add_run (self, HELIO_DIFF_REMOVED, offset, offset, lines->n_old);
    add_run (self, HELIO_DIFF_ADDED, offset + lines->n_old, offset, lines->n_new);
  }
  g_ptr_array_unref (trace.rounds);
}

/* No line at all for "", no empty line for a line end at the end. */
static char **
split (const char *text, guint *n)
{
  char **lines = g_strsplit (text, "\n", -1);

  *n = g_strv_length (lines);
  if (*n > 0 && *lines[*n - 1] == '\0') {
    g_clear_pointer (&lines[*n - 1], g_free);
    (*n)--;
  }
  return lines;
}

HelioDiff *
helio_diff_new (const char *old_text, const char *new_text, guint max_edits)
{
  HelioDiff *self = g_new0 (HelioDiff, 1);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *old_ids = NULL, *new_ids = NULL;
  guint n_old, n_new, start = 0, end = 0;
  Lines middle;

  self->exact = TRUE;
  self->runs = g_array_new (FALSE, FALSE, sizeof (HelioDiffRun));
  self->old_lines = split (old_text, &n_old);
  self->new_lines = split (new_text, &n_new);
  old_ids = number_lines (self->old_lines, n_old, ids);
  new_ids = number_lines (self->new_lines, n_new, ids);
  while (start < MIN (n_old, n_new) && old_ids[start] == new_ids[start])
    start++;
  while (end < MIN (n_old, n_new) - start && old_ids[n_old - 1 - end] == new_ids[n_new - 1 - end])
    end++;
  add_run (self, HELIO_DIFF_SAME, 0, 0, start);
  middle = (Lines){old_ids + start, new_ids + start, n_old - start - end, n_new - start - end};
  if (middle.n_old + middle.n_new > 0)
    compare_middle (self, &middle, start, max_edits);
  add_run (self, HELIO_DIFF_SAME, n_old - end, n_new - end, end);
  return self;
}

void
helio_diff_free (HelioDiff *self)
{
  g_strfreev (self->old_lines);
  g_strfreev (self->new_lines);
  g_array_unref (self->runs);
  g_free (self);
}
