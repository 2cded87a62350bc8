// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-bind.h"

#include "core/base/helio-util.h"
#include "ui/access/helio-access-words.h"

#include <glib/gi18n.h>

#define NAME_CHARS 60
#define TOPIC_CHARS 200
/* Of the heads: what is needed for a topic to be told from others. */
#define COLUMN_WIDTH_TEXT "users/alice/#"
#define CHANGED_MARK " Δ"

static const char *
get_style (HelioCellState state)
{
  static const char *const styles[HELIO_N_CELL_STATES] =
      {"none", "pending", "matches", "noted", "mispredicted", "unknown", "differs"};

  return styles[state];
}

static void
bind_check (HelioAccessGrid *grid, HelioAccessCell *cell)
{
  const guint check = helio_access_grid_get_check (grid,
                                                   helio_access_cell_get_row (cell),
                                                   helio_access_cell_get_column (cell));
  g_autofree char *label = NULL;

  helio_access_cell_set_style (cell, get_style (helio_access_grid_get_state (grid, check)));
  if (check == HELIO_NO_CELL) {
    for (guint i = 0; i < HELIO_ACCESS_CELL_LINES; i++)
      helio_access_cell_set_text (cell, i, NULL);
    helio_access_cell_set_label (cell, helio_access_describe_state (HELIO_CELL_NONE), NULL);
    return;
  }
  for (guint i = 0; i < HELIO_N_CELL_LINES; i++) {
    g_autofree char *line = helio_access_make_line (grid, check, (HelioCellLine) i);
    g_autofree char *marked = NULL;

    if (i == 0 && helio_access_grid_get_changed (grid, check))
      marked = g_strconcat (line, CHANGED_MARK, NULL);
    helio_access_cell_set_text (cell, i, marked != NULL ? marked : line);
  }
  label = helio_access_make_cell_label (grid, check);
  helio_access_cell_set_label (cell, label, label);
}

/* Each (transfer full) (nullable). */

static char *
describe_differ (guint n)
{
  /* Translators: so many checks of a user or a column are not as planned. */
  return n > 0
             ? g_strdup_printf (NP_ ("access head", "%u not as planned", "%u not as planned", n), n)
             : NULL;
}

static char *
describe_unknown (guint n)
{
  /* Translators: so many checks of a user or a column could not be found out. */
  return n > 0 ? g_strdup_printf (NP_ ("access head", "%u not found out", "%u not found out", n), n)
               : NULL;
}

/* @text, then what there is of the others. */
static char *
join (const char *text, const char *separator, const char *differ, const char *unknown)
{
  return g_strconcat (text,
                      differ != NULL ? separator : "",
                      differ != NULL ? differ : "",
                      unknown != NULL ? separator : "",
                      unknown != NULL ? unknown : "",
                      NULL);
}

static void
bind_column (HelioAccessGrid *grid, HelioAccessCell *cell)
{
  const guint column = helio_access_cell_get_column (cell);
  HelioAction action;
  const char *topic = helio_access_grid_get_column (grid, column, &action);
  guint n_unknown;
  const guint n_differ = helio_access_grid_count_column (grid, column, &n_unknown);
  g_autofree char *shown = helio_printable (topic, -1, TOPIC_CHARS);
  g_autofree char *differ = describe_differ (n_differ), *unknown = describe_unknown (n_unknown);
  g_autofree char *label = g_strdup_printf ("%s %s", helio_access_describe_action (action), shown);
  g_autofree char *tooltip = join (label, "\n", differ, unknown);

  helio_access_cell_set_text (cell, 0, helio_access_describe_action (action));
  helio_access_cell_set_text (cell, 1, shown);
  helio_access_cell_set_label (cell, label, tooltip);
}

static void
bind_row (HelioAccessGrid *grid, HelioAccessCell *cell)
{
  const guint row = helio_access_cell_get_row (cell);
  guint n_unknown;
  const guint n_differ = helio_access_grid_count_row (grid, row, &n_unknown);
  g_autofree char *name =
      helio_printable (helio_access_grid_get_user (grid, row)->name, -1, NAME_CHARS);
  g_autofree char *differ = describe_differ (n_differ), *unknown = describe_unknown (n_unknown);
  g_autofree char *label = join (name, ", ", differ, unknown);

  helio_access_cell_set_text (cell, 0, name);
  helio_access_cell_set_text (cell, 1, differ != NULL ? differ : unknown);
  helio_access_cell_set_text (cell, 2, differ != NULL ? unknown : NULL);
  helio_access_cell_set_label (cell, label, label);
}

/* The longest is not always the widest, but near enough for what is cut off with "…" and has a tooltip. */
static char *
find_longest_name (HelioAccessGrid *grid)
{
  const guint n = grid != NULL ? helio_access_grid_get_n_rows (grid) : 0;
  const char *longest = "";

  for (guint i = 0; i < n; i++) {
    const char *name = helio_access_grid_get_user (grid, i)->name;

    if (g_utf8_strlen (name, -1) > g_utf8_strlen (longest, -1))
      longest = name;
  }
  return helio_printable (longest, -1, NAME_CHARS);
}

static int
measure_line (GtkWidget *widget,
              HelioAccessCellKind kind,
              guint line,
              const char *text,
              int *height)
{
  int width;

  helio_access_cell_measure_text (widget, kind, line, text, &width, height);
  return width;
}

int
helio_access_measure_names (GtkWidget *widget, HelioAccessGrid *grid)
{
  g_autofree char *longest = find_longest_name (grid);
  g_autofree char *differ = describe_differ (888), *unknown = describe_unknown (888);
  int height;
  const int name = measure_line (widget, HELIO_ACCESS_CELL_ROW, 0, longest, &height);
  /* Which of them is the longer one is up to the language. */
  const int count = MAX (measure_line (widget, HELIO_ACCESS_CELL_ROW, 1, differ, &height),
                         measure_line (widget, HELIO_ACCESS_CELL_ROW, 1, unknown, &height));

  return MAX (name, count) + 3 * HELIO_ACCESS_CELL_PADDING;
}

void
helio_access_measure_cells (GtkWidget *widget, int *cell_width, int *cell_height, int *head_height)
{
  const int space = 2 * HELIO_ACCESS_CELL_PADDING + 1;
  int main_height, small_height;
  char *text;

  *cell_width = measure_line (widget, HELIO_ACCESS_CELL_COLUMN, 1, COLUMN_WIDTH_TEXT, &main_height);
  measure_line (widget, HELIO_ACCESS_CELL_COLUMN, 0, "X", &small_height);
  *head_height = small_height + HELIO_ACCESS_CELL_TOPIC_LINES * main_height + space;
  for (guint i = 0; (text = helio_access_make_any_line (i)) != NULL; i++) {
    const gboolean observed = i < HELIO_ACCESS_OBSERVED_LINES;
    g_autofree char *marked = g_strconcat (text, observed ? CHANGED_MARK : "", NULL);
    const int width = measure_line (widget,
                                    HELIO_ACCESS_CELL_CHECK,
                                    observed ? 0 : 1,
                                    marked,
                                    observed ? &main_height : &small_height);

    *cell_width = MAX (*cell_width, width);
    g_free (text);
  }
  *cell_width += space;
  *cell_height = main_height + 2 * small_height + space;
}

void
helio_access_bind (HelioAccessGrid *grid, HelioAccessCellKind kind, HelioAccessCell *cell)
{
  switch (kind) {
    case HELIO_ACCESS_CELL_COLUMN:
      bind_column (grid, cell);
      break;
    case HELIO_ACCESS_CELL_ROW:
      bind_row (grid, cell);
      break;
    case HELIO_ACCESS_CELL_CHECK:
    default:
      bind_check (grid, cell);
  }
}
