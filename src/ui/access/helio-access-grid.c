// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-grid.h"

#include "core/base/helio-util.h"

#include <stdlib.h>
#include <string.h>

/* Of a column in the order of the plan. */
typedef struct {
  HelioAction action;
  const char *topic; /* of the plan */
  guint first;       /* of its cells in "cells" */
} Column;

/* Sorted by column, then user: a plan of a thousand users may have a hundred thousand columns with one cell each. */
typedef struct {
  guint column, user, check;
} Cell;

/* What is worth how much in the order. */
typedef struct {
  guint index;
  guint differ, unknown, notable;
  gboolean changed;
} Weight;

struct _HelioAccessGrid {
  GObject parent_instance;

  /* owned */
  HelioReport *report;
  GPtrArray *past;     /* (nullable) */
  GArray *columns;     /* Column */
  GArray *cells;       /* Cell */
  guint *column_of;    /* of each check */
  gboolean *changed;   /* of each check */
  gboolean *is_listed; /* of each check */
  GArray *row_order;   /* Weight, as shown */
  GArray *column_order;
  guint *row_of, *place_of; /* row of a user, place of a column; HELIO_NO_CELL: hidden */
  GArray *listed;           /* guint */

  guint n_checks, n_users;
  HelioGridFilter filter;
};

enum {
  PROP_FILTER = 1,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum {
  SIGNAL_ARRANGED,
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioAccessGrid, helio_access_grid, G_TYPE_OBJECT)

HelioReport *
helio_access_grid_get_report (HelioAccessGrid *self)
{
  return self->report;
}

static const HelioPlanCheck *
get_plan_check (HelioAccessGrid *self, guint check)
{
  return helio_plan_get_check (helio_report_get_plan (self->report), check);
}

HelioCellState
helio_access_grid_get_state (HelioAccessGrid *self, guint check)
{
  const HelioResult *result;
  HelioVerdict predicted;
  gboolean tried, expects;

  if (check >= self->n_checks)
    return HELIO_CELL_NONE;
  result = helio_report_get_result (self->report, check);
  predicted = helio_result_get_predicted (result);
  expects = get_plan_check (self, check)->expect != HELIO_VERDICT_UNKNOWN;
  tried = result->kind != HELIO_EVIDENCE_NONE || result->evidence != NULL;
  if (!tried)
    return HELIO_CELL_PENDING;
  if (result->observed == HELIO_VERDICT_UNKNOWN)
    return expects ? HELIO_CELL_UNKNOWN : HELIO_CELL_NOTED;
  if (!helio_report_matches (self->report, check))
    return HELIO_CELL_DIFFERS;
  if (predicted != HELIO_VERDICT_UNKNOWN && predicted != result->observed)
    return HELIO_CELL_MISPREDICTED;
  return expects ? HELIO_CELL_MATCHES : HELIO_CELL_NOTED;
}

gboolean
helio_access_grid_get_changed (HelioAccessGrid *self, guint check)
{
  return check < self->n_checks && self->changed[check];
}

const HelioPastResult *
helio_access_grid_get_past (HelioAccessGrid *self, guint check)
{
  return self->past != NULL ? helio_report_find_past (self->report, check, self->past) : NULL;
}

guint
helio_access_grid_count_changed (HelioAccessGrid *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_checks; i++)
    n += self->changed[i] ? 1 : 0;
  return n;
}

static void
compare_with_past (HelioAccessGrid *self, guint check)
{
  const HelioCellState state = helio_access_grid_get_state (self, check);
  const HelioPastResult *past =
      state != HELIO_CELL_PENDING ? helio_access_grid_get_past (self, check) : NULL;
  const HelioVerdict observed = helio_report_get_result (self->report, check)->observed;

  /* A run that found nothing out tells nothing about the broker. */
  self->changed[check] = past != NULL && past->observed != HELIO_VERDICT_UNKNOWN &&
                         observed != HELIO_VERDICT_UNKNOWN && past->observed != observed;
}

/* Columns and cells */

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const Cell *one = a, *other = b;

  if (one->column != other->column)
    return one->column < other->column ? -1 : 1;
  return one->user < other->user ? -1 : one->user > other->user;
}

static void
index_checks (HelioAccessGrid *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->n_checks; i++) {
    const HelioPlanCheck *check = get_plan_check (self, i);
    g_autofree char *key = g_strdup_printf ("%d %s", (int) check->action, check->topic);
    gpointer found;
    guint column;

    if (g_hash_table_lookup_extended (known, key, NULL, &found)) {
      column = GPOINTER_TO_UINT (found);
    } else {
      const Column added = {check->action, check->topic, 0};

      column = self->columns->len;
      g_array_append_val (self->columns, added);
      g_hash_table_insert (known, g_steal_pointer (&key), GUINT_TO_POINTER (column));
    }
    self->column_of[i] = column;
    g_array_append_val (self->cells, ((Cell){column, check->user, i}));
  }
  g_array_sort (self->cells, compare_cells);
  for (guint i = self->cells->len; i-- > 0;)
    g_array_index (self->columns, Column, g_array_index (self->cells, Cell, i).column).first = i;
}

/* Order */

static void
add_weight (Weight *weight, HelioCellState state, gboolean changed)
{
  weight->differ += state == HELIO_CELL_DIFFERS ? 1 : 0;
  weight->unknown += state == HELIO_CELL_UNKNOWN ? 1 : 0;
  weight->notable += state >= HELIO_CELL_MISPREDICTED ? 1 : 0;
  weight->changed |= changed;
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  const Weight *one = a, *other = b;

  if (one->differ != other->differ)
    return one->differ > other->differ ? -1 : 1;
  if (one->unknown != other->unknown)
    return one->unknown > other->unknown ? -1 : 1;
  if (one->notable != other->notable)
    return one->notable > other->notable ? -1 : 1;
  return one->index < other->index ? -1 : one->index > other->index;
}

static gboolean
passes (HelioAccessGrid *self, const Weight *weight)
{
  switch (self->filter) {
    case HELIO_GRID_DIFFERENCES:
      return weight->notable > 0;
    case HELIO_GRID_CHANGED:
      return weight->changed;
    case HELIO_GRID_ALL:
    default:
      return TRUE;
  }
}

/* Leaves in @order what is shown, and tells in @places where it is. */
static void
order (HelioAccessGrid *self, GArray *weights, guint *places)
{
  guint n = weights->len, shown = 0;

  g_array_sort (weights, compare_weights);
  for (guint i = 0; i < n; i++) {
    const Weight weight = g_array_index (weights, Weight, i);

    places[weight.index] = HELIO_NO_CELL;
    if (!passes (self, &weight))
      continue;
    places[weight.index] = shown;
    g_array_index (weights, Weight, shown++) = weight;
  }
  g_array_set_size (weights, shown);
}

static void
reset_weights (GArray *weights, guint n)
{
  g_array_set_size (weights, 0);
  for (guint i = 0; i < n; i++)
    g_array_append_val (weights, ((Weight){.index = i}));
}

/* A user without a check, as a witness may be, is no row. */
static void
drop_idle_users (HelioAccessGrid *self, const gboolean *busy)
{
  for (guint i = self->row_order->len; i-- > 0;) {
    const guint user = g_array_index (self->row_order, Weight, i).index;

    if (busy[user])
      continue;
    g_array_remove_index (self->row_order, i);
    self->row_of[user] = HELIO_NO_CELL;
  }
}

static void
list_check (HelioAccessGrid *self, guint check)
{
  const gboolean wanted =
      self->filter == HELIO_GRID_CHANGED
          ? self->changed[check]
          : helio_access_grid_get_state (self, check) >= HELIO_CELL_MISPREDICTED;

  if (!wanted || self->is_listed[check])
    return;
  self->is_listed[check] = TRUE;
  g_array_append_val (self->listed, check);
}

static void
list_checks (HelioAccessGrid *self)
{
  g_array_set_size (self->listed, 0);
  memset (self->is_listed, 0, self->n_checks * sizeof (gboolean));
  for (int state = HELIO_N_CELL_STATES - 1; state >= 0; state--)
    for (guint i = 0; i < self->n_checks; i++)
      if ((int) helio_access_grid_get_state (self, i) == state)
        list_check (self, i);
}

void
helio_access_grid_arrange (HelioAccessGrid *self)
{
  g_autofree gboolean *busy = g_new0 (gboolean, self->n_users + 1);

  reset_weights (self->row_order, self->n_users);
  reset_weights (self->column_order, self->columns->len);
  for (guint i = 0; i < self->n_checks; i++) {
    const HelioCellState state = helio_access_grid_get_state (self, i);
    const guint user = get_plan_check (self, i)->user;

    busy[user] = TRUE;
    add_weight (&g_array_index (self->row_order, Weight, user), state, self->changed[i]);
    add_weight (&g_array_index (self->column_order, Weight, self->column_of[i]),
                state,
                self->changed[i]);
  }
  drop_idle_users (self, busy);
  order (self, self->row_order, self->row_of);
  order (self, self->column_order, self->place_of);
  list_checks (self);
  g_signal_emit (self, signals[SIGNAL_ARRANGED], 0);
}

static void
on_report_changed (HelioAccessGrid *self, guint check)
{
  if (check >= self->n_checks)
    return;
  compare_with_past (self, check);
  list_check (self, check);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, check);
}

void
helio_access_grid_set_past (HelioAccessGrid *self, GPtrArray *past)
{
  g_clear_pointer (&self->past, g_ptr_array_unref);
  self->past = past != NULL ? g_ptr_array_ref (past) : NULL;
  for (guint i = 0; i < self->n_checks; i++)
    compare_with_past (self, i);
  helio_access_grid_arrange (self);
}

gboolean
helio_access_grid_has_past (HelioAccessGrid *self)
{
  return self->past != NULL;
}

void
helio_access_grid_set_filter (HelioAccessGrid *self, HelioGridFilter filter)
{
  if (self->filter == filter)
    return;
  self->filter = filter;
  helio_access_grid_arrange (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
}

HelioGridFilter
helio_access_grid_get_filter (HelioAccessGrid *self)
{
  return self->filter;
}

/* As shown */

guint
helio_access_grid_get_n_rows (HelioAccessGrid *self)
{
  return self->row_order->len;
}

guint
helio_access_grid_get_n_columns (HelioAccessGrid *self)
{
  return self->column_order->len;
}

const HelioPlanUser *
helio_access_grid_get_user (HelioAccessGrid *self, guint row)
{
  return helio_plan_get_user (helio_report_get_plan (self->report),
                              g_array_index (self->row_order, Weight, row).index);
}

const char *
helio_access_grid_get_column (HelioAccessGrid *self, guint column, HelioAction *action)
{
  const guint index = g_array_index (self->column_order, Weight, column).index;
  const Column *found = &g_array_index (self->columns, Column, index);

  *action = found->action;
  return found->topic;
}

guint
helio_access_grid_count_row (HelioAccessGrid *self, guint row, guint *unknown)
{
  const Weight *weight = &g_array_index (self->row_order, Weight, row);

  *unknown = weight->unknown;
  return weight->differ;
}

guint
helio_access_grid_count_column (HelioAccessGrid *self, guint column, guint *unknown)
{
  const Weight *weight = &g_array_index (self->column_order, Weight, column);

  *unknown = weight->unknown;
  return weight->differ;
}

guint
helio_access_grid_get_check (HelioAccessGrid *self, guint row, guint column)
{
  Cell wanted;
  const Cell *found;
  guint first, end;

  if (row >= self->row_order->len || column >= self->column_order->len)
    return HELIO_NO_CELL;
  wanted.user = g_array_index (self->row_order, Weight, row).index;
  wanted.column = g_array_index (self->column_order, Weight, column).index;
  first = g_array_index (self->columns, Column, wanted.column).first;
  end = wanted.column + 1 < self->columns->len
            ? g_array_index (self->columns, Column, wanted.column + 1).first
            : self->cells->len;
  found = bsearch (&wanted,
                   &g_array_index (self->cells, Cell, first),
                   end - first,
                   sizeof (Cell),
                   compare_cells);
  return found != NULL ? found->check : HELIO_NO_CELL;
}

gboolean
helio_access_grid_find (HelioAccessGrid *self, guint check, guint *row, guint *column)
{
  if (check >= self->n_checks)
    return FALSE;
  *row = self->row_of[get_plan_check (self, check)->user];
  *column = self->place_of[self->column_of[check]];
  return *row != HELIO_NO_CELL && *column != HELIO_NO_CELL;
}

guint
helio_access_grid_get_n_listed (HelioAccessGrid *self)
{
  return self->listed->len;
}

guint
helio_access_grid_get_listed (HelioAccessGrid *self, guint position)
{
  return position < self->listed->len ? g_array_index (self->listed, guint, position)
                                      : HELIO_NO_CELL;
}

static void
helio_access_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
    case PROP_FILTER:
      g_value_set_int (value, (int) HELIO_ACCESS_GRID (object)->filter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_access_grid_finalize (GObject *object)
{
  HelioAccessGrid *self = HELIO_ACCESS_GRID (object);

  g_clear_pointer (&self->past, g_ptr_array_unref);
  g_clear_object (&self->report);
  g_array_unref (self->columns);
  g_array_unref (self->cells);
  g_array_unref (self->row_order);
  g_array_unref (self->column_order);
  g_array_unref (self->listed);
  g_free (self->column_of);
  g_free (self->changed);
  g_free (self->is_listed);
  g_free (self->row_of);
  g_free (self->place_of);
  G_OBJECT_CLASS (helio_access_grid_parent_class)->finalize (object);
}

static void
helio_access_grid_class_init (HelioAccessGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = helio_access_grid_get_property;
  object_class->finalize = helio_access_grid_finalize;
  props[PROP_FILTER] = g_param_spec_int ("filter",
                                         NULL,
                                         NULL,
                                         HELIO_GRID_ALL,
                                         HELIO_GRID_CHANGED,
                                         HELIO_GRID_ALL,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_ARRANGED] = helio_signal_new ("arranged", G_TYPE_FROM_CLASS (klass));
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_UINT);
}

static void
helio_access_grid_init (HelioAccessGrid *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  self->row_order = g_array_new (FALSE, FALSE, sizeof (Weight));
  self->column_order = g_array_new (FALSE, FALSE, sizeof (Weight));
  self->listed = g_array_new (FALSE, FALSE, sizeof (guint));
}

HelioAccessGrid *
helio_access_grid_new (HelioReport *report)
{
  HelioAccessGrid *self = g_object_new (HELIO_TYPE_ACCESS_GRID, NULL);
  HelioPlan *plan = helio_report_get_plan (report);

  self->report = g_object_ref (report);
  self->n_checks = helio_plan_get_n_checks (plan);
  self->n_users = helio_plan_get_n_users (plan);
  self->column_of = g_new0 (guint, self->n_checks + 1);
  self->changed = g_new0 (gboolean, self->n_checks + 1);
  self->is_listed = g_new0 (gboolean, self->n_checks + 1);
  index_checks (self);
  self->row_of = g_new0 (guint, self->n_users + 1);
  self->place_of = g_new0 (guint, self->columns->len + 1);
  helio_access_grid_arrange (self);
  g_signal_connect_object (report,
                           "changed",
                           G_CALLBACK (on_report_changed),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}
