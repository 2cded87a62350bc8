// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-matrix.h"

#include "ui/access/helio-access-bind.h"

#include <gdk/gdkkeysyms.h>
#include <glib/gi18n.h>

#define N_KINDS 3

struct _HelioAccessMatrix {
  GtkWidget parent_instance;

  /* owned */
  HelioAccessGrid *grid;         /* (nullable) */
  GtkAdjustment *adjustments[2]; /* (nullable), by GtkOrientation */
  GPtrArray *pools[N_KINDS];     /* by kind; the widgets are children */

  GtkWidget *corner; /* child */

  guint row, column; /* where the keyboard is */
  guint check;       /* which one that is, in whatever order */
  guint refocus_id;
  gboolean stale; /* every widget shows what is no more */
  /* in pixels; 0: not measured */
  int cell_width, cell_height, head_width, head_height, name_width;
};

enum {
  PROP_CURRENT = 1,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};
static GParamSpec *current_pspec;

enum {
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioAccessMatrix,
                               helio_access_matrix,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static guint
get_n_rows (HelioAccessMatrix *self)
{
  return self->grid != NULL ? helio_access_grid_get_n_rows (self->grid) : 0;
}

static guint
get_n_columns (HelioAccessMatrix *self)
{
  return self->grid != NULL ? helio_access_grid_get_n_columns (self->grid) : 0;
}

/* Sizes */

static void
measure_all (HelioAccessMatrix *self)
{
  if (self->cell_width == 0)
    helio_access_measure_cells (GTK_WIDGET (self),
                                &self->cell_width,
                                &self->cell_height,
                                &self->head_height);
  if (self->name_width == 0)
    self->name_width = helio_access_measure_names (GTK_WIDGET (self), self->grid);
}

/* Where it is scrolled to, counted from the side where lines begin. */
static int
get_offset (HelioAccessMatrix *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  double value;

  if (adjustment == NULL)
    return 0;
  value = gtk_adjustment_get_value (adjustment);
  if (orientation == GTK_ORIENTATION_HORIZONTAL &&
      gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    value =
        gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - value;
  return (int) MAX (value, 0);
}

static void
set_offset (HelioAccessMatrix *self, GtkOrientation orientation, int offset)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  double value = offset;

  if (adjustment == NULL)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL &&
      gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    value =
        gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - value;
  gtk_adjustment_set_value (adjustment, value);
}

static int
get_body_size (HelioAccessMatrix *self, GtkOrientation orientation)
{
  return orientation == GTK_ORIENTATION_HORIZONTAL
             ? MAX (gtk_widget_get_width (GTK_WIDGET (self)) - self->head_width, 0)
             : MAX (gtk_widget_get_height (GTK_WIDGET (self)) - self->head_height, 0);
}

/* Cells */

static GtkWidget *
make_cell (HelioAccessMatrix *self, HelioAccessCellKind kind)
{
  GtkWidget *cell = helio_access_cell_new (kind);

  /* Heads are drawn over the cells, the corner over all. */
  if (kind == HELIO_ACCESS_CELL_CHECK)
    gtk_widget_insert_after (cell, GTK_WIDGET (self), NULL);
  else
    gtk_widget_insert_before (cell, GTK_WIDGET (self), self->corner);
  g_ptr_array_add (self->pools[kind], cell);
  return cell;
}

typedef struct {
  guint row, end_row, column, end_column;
} Range;

static gboolean
range_has (const Range *range, guint row, guint column)
{
  return row >= range->row && row < range->end_row && column >= range->column &&
         column < range->end_column;
}

/* Gives every place of @range a widget: the one that has it, or one that is out of sight. The one with the focus
 * stays what it is wherever it has gone, or the keyboard would lose its place. */
static void
fill_range (HelioAccessMatrix *self, HelioAccessCellKind kind, const Range *range)
{
  GPtrArray *pool = self->pools[kind];
  const guint width = range->end_column - range->column;
  const guint n = width * (range->end_row - range->row);
  g_autofree GtkWidget **places = g_new0 (GtkWidget *, n + 1);
  g_autoptr (GPtrArray) spare = g_ptr_array_new ();

  for (guint i = 0; i < pool->len; i++) {
    HelioAccessCell *cell = pool->pdata[i];
    const guint row = helio_access_cell_get_row (cell),
                column = helio_access_cell_get_column (cell);
    const gboolean used = !self->stale && gtk_widget_get_child_visible (GTK_WIDGET (cell));

    if (used && range_has (range, row, column))
      places[(row - range->row) * width + column - range->column] = GTK_WIDGET (cell);
    else if (!used || !gtk_widget_is_focus (GTK_WIDGET (cell)))
      g_ptr_array_add (spare, cell);
  }
  for (guint i = 0; i < n; i++) {
    GtkWidget *cell = places[i];

    if (cell != NULL)
      continue;
    cell =
        spare->len > 0 ? g_ptr_array_steal_index (spare, spare->len - 1) : make_cell (self, kind);
    helio_access_cell_set_place (HELIO_ACCESS_CELL (cell),
                                 range->row + i / width,
                                 range->column + i % width);
    helio_access_bind (self->grid, kind, HELIO_ACCESS_CELL (cell));
    gtk_widget_set_child_visible (cell, TRUE);
  }
  for (guint i = 0; i < spare->len; i++)
    gtk_widget_set_child_visible (spare->pdata[i], FALSE);
}

static void
get_visible (HelioAccessMatrix *self, GtkOrientation orientation, guint *first, guint *end)
{
  const gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  const guint size = (guint) (across ? self->cell_width : self->cell_height);
  const guint n = across ? get_n_columns (self) : get_n_rows (self);
  const guint offset = (guint) get_offset (self, orientation);
  const guint body = (guint) get_body_size (self, orientation);

  *first = MIN (offset / size, n);
  *end = MIN ((offset + body + size - 1) / size, n);
}

static void
fill (HelioAccessMatrix *self)
{
  Range cells, heads;

  if (self->cell_width == 0)
    return;
  get_visible (self, GTK_ORIENTATION_HORIZONTAL, &cells.column, &cells.end_column);
  get_visible (self, GTK_ORIENTATION_VERTICAL, &cells.row, &cells.end_row);
  fill_range (self, HELIO_ACCESS_CELL_CHECK, &cells);
  heads = (Range){0, 1, cells.column, cells.end_column};
  fill_range (self, HELIO_ACCESS_CELL_COLUMN, &heads);
  heads = (Range){cells.row, cells.end_row, 0, 1};
  fill_range (self, HELIO_ACCESS_CELL_ROW, &heads);
  self->stale = FALSE;
}

static GtkWidget *
find_cell (HelioAccessMatrix *self, guint row, guint column)
{
  GPtrArray *pool = self->pools[HELIO_ACCESS_CELL_CHECK];

  for (guint i = 0; i < pool->len; i++) {
    HelioAccessCell *cell = pool->pdata[i];

    if (gtk_widget_get_child_visible (GTK_WIDGET (cell)) &&
        helio_access_cell_get_row (cell) == row && helio_access_cell_get_column (cell) == column)
      return GTK_WIDGET (cell);
  }
  return NULL;
}

/* The keyboard */

static void
scroll_into (HelioAccessMatrix *self, GtkOrientation orientation, guint index, int size)
{
  const int offset = get_offset (self, orientation);
  const int body = get_body_size (self, orientation);
  const int from = (int) index * size;

  if (size == 0 || body == 0)
    return;
  if (from < offset || size > body)
    set_offset (self, orientation, from);
  else if (from + size > offset + body)
    set_offset (self, orientation, from + size - body);
}

static void
show_place (HelioAccessMatrix *self)
{
  scroll_into (self, GTK_ORIENTATION_HORIZONTAL, self->column, self->cell_width);
  scroll_into (self, GTK_ORIENTATION_VERTICAL, self->row, self->cell_height);
}

static gboolean
focus_place (HelioAccessMatrix *self)
{
  GtkWidget *cell;

  if (get_n_rows (self) == 0 || get_n_columns (self) == 0)
    return FALSE;
  show_place (self);
  if (self->stale)
    fill (self);
  cell = find_cell (self, self->row, self->column);
  return cell != NULL && gtk_widget_grab_focus (cell);
}

static void
set_place (HelioAccessMatrix *self, guint row, guint column)
{
  if (self->row == row && self->column == column)
    return;
  self->row = row;
  self->column = column;
  self->check = helio_access_matrix_get_current (self);
  g_object_notify_by_pspec (G_OBJECT (self), current_pspec);
}

static void
move_to (HelioAccessMatrix *self, gint64 row, gint64 column)
{
  const gint64 n_rows = get_n_rows (self), n_columns = get_n_columns (self);

  if (n_rows == 0 || n_columns == 0)
    return;
  set_place (self, (guint) CLAMP (row, 0, n_rows - 1), (guint) CLAMP (column, 0, n_columns - 1));
  focus_place (self);
}

static void
activate_place (HelioAccessMatrix *self)
{
  const guint check = helio_access_matrix_get_current (self);

  if (check != HELIO_NO_CELL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, check);
}

static gboolean
on_key (HelioAccessMatrix *self, guint keyval, guint keycode, GdkModifierType state)
{
  const gboolean control = (state & GDK_CONTROL_MASK) != 0;
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const int page = self->cell_height > 0
                       ? MAX (get_body_size (self, GTK_ORIENTATION_VERTICAL) / self->cell_height, 1)
                       : 1;
  const gint64 row = self->row, column = self->column;

  if ((state & (GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || self->grid == NULL)
    return GDK_EVENT_PROPAGATE;
  switch (keyval) {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_to (self, row, column + (rtl ? 1 : -1));
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_to (self, row, column + (rtl ? -1 : 1));
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_to (self, row - 1, column);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_to (self, row + 1, column);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      move_to (self, row - page, column);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      move_to (self, row + page, column);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
      move_to (self, control ? 0 : row, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
      move_to (self, control ? G_MAXUINT : row, G_MAXUINT);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      if (control)
        return GDK_EVENT_PROPAGATE;
      activate_place (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
  }
}

static void
on_released (HelioAccessMatrix *self, int n_press, double x, double y)
{
  GtkWidget *cell = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (cell == NULL || !HELIO_IS_ACCESS_CELL (cell) || !gtk_widget_get_focusable (cell))
    return;
  move_to (self,
           helio_access_cell_get_row (HELIO_ACCESS_CELL (cell)),
           helio_access_cell_get_column (HELIO_ACCESS_CELL (cell)));
  activate_place (self);
}

static gboolean
helio_access_matrix_focus (GtkWidget *widget, GtkDirectionType direction)
{
  const gboolean inside = gtk_widget_get_focus_child (widget) != NULL;

  /* One Tab leads in, the next one out. */
  return !inside && focus_place (HELIO_ACCESS_MATRIX (widget));
}

static gboolean
helio_access_matrix_grab_focus (GtkWidget *widget)
{
  return focus_place (HELIO_ACCESS_MATRIX (widget));
}

guint
helio_access_matrix_get_current (HelioAccessMatrix *self)
{
  return self->grid != NULL ? helio_access_grid_get_check (self->grid, self->row, self->column)
                            : HELIO_NO_CELL;
}

void
helio_access_matrix_set_current (HelioAccessMatrix *self, guint check)
{
  guint row, column;

  if (self->grid == NULL || !helio_access_grid_find (self->grid, check, &row, &column))
    return;
  set_place (self, row, column);
  show_place (self);
}

/* The grid */

static void
update_counts (HelioAccessMatrix *self)
{
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_RELATION_ROW_COUNT,
                                  (int) get_n_rows (self),
                                  GTK_ACCESSIBLE_RELATION_COL_COUNT,
                                  (int) get_n_columns (self),
                                  -1);
}

static gboolean
on_refocus (gpointer user_data)
{
  HelioAccessMatrix *self = user_data;

  self->refocus_id = 0;
  focus_place (self);
  return G_SOURCE_REMOVE;
}

/* @check: where the keyboard was. */
static void
take_arrangement (HelioAccessMatrix *self, guint check)
{
  const gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
  guint row = 0, column = 0;

  self->stale = TRUE;
  self->name_width = 0;
  if (self->grid == NULL || !helio_access_grid_find (self->grid, check, &row, &column))
    row = column = 0;
  self->row = row;
  self->column = column;
  self->check = helio_access_matrix_get_current (self);
  update_counts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  /* After the rows have their places. */
  if (had_focus && self->refocus_id == 0)
    self->refocus_id = g_idle_add (on_refocus, self);
  g_object_notify_by_pspec (G_OBJECT (self), current_pspec);
}

static void
on_arranged (HelioAccessMatrix *self)
{
  take_arrangement (self, self->check);
}

static void
on_changed (HelioAccessMatrix *self, guint check)
{
  guint row, column;
  GtkWidget *cell;

  if (self->stale || !helio_access_grid_find (self->grid, check, &row, &column))
    return;
  cell = find_cell (self, row, column);
  if (cell != NULL)
    helio_access_bind (self->grid, HELIO_ACCESS_CELL_CHECK, HELIO_ACCESS_CELL (cell));
}

void
helio_access_matrix_set_grid (HelioAccessMatrix *self, HelioAccessGrid *grid)
{
  if (self->grid == grid)
    return;
  if (self->grid != NULL)
    g_signal_handlers_disconnect_by_data (self->grid, self);
  g_set_object (&self->grid, grid);
  if (grid != NULL) {
    g_signal_connect_object (grid, "arranged", G_CALLBACK (on_arranged), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (grid, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  }
  take_arrangement (self, HELIO_NO_CELL);
}

/* Scrolling */

static void
on_scrolled (HelioAccessMatrix *self)
{
  fill (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_adjustment (HelioAccessMatrix *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (*place == adjustment && adjustment != NULL)
    return;
  if (*place != NULL) {
    g_signal_handlers_disconnect_by_func (*place, on_scrolled, self);
    g_clear_object (place);
  }
  *place =
      g_object_ref_sink (adjustment != NULL ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  g_signal_connect_swapped (*place, "value-changed", G_CALLBACK (on_scrolled), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
configure (HelioAccessMatrix *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  const gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  const int step = across ? self->cell_width : self->cell_height;
  const guint n = across ? get_n_columns (self) : get_n_rows (self);
  const int body = get_body_size (self, orientation), offset = get_offset (self, orientation);
  const double upper = MAX ((double) n * step, body);

  if (adjustment == NULL)
    return;
  g_signal_handlers_block_by_func (adjustment, on_scrolled, self);
  gtk_adjustment_configure (adjustment,
                            gtk_adjustment_get_value (adjustment),
                            0,
                            upper,
                            step,
                            MAX (body - step, step),
                            body);
  set_offset (self, orientation, offset);
  g_signal_handlers_unblock_by_func (adjustment, on_scrolled, self);
}

static void
allocate_cell (HelioAccessMatrix *self, GtkWidget *cell, int x, int y, int width, int height)
{
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const GtkAllocation place = {rtl ? gtk_widget_get_width (GTK_WIDGET (self)) - x - width : x,
                               y,
                               width,
                               height};
  int minimum;

  gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_size_allocate (cell, &place, -1);
}

static void
allocate_pool (HelioAccessMatrix *self, HelioAccessCellKind kind)
{
  const int left = self->head_width - get_offset (self, GTK_ORIENTATION_HORIZONTAL);
  const int top = self->head_height - get_offset (self, GTK_ORIENTATION_VERTICAL);

  for (guint i = 0; i < self->pools[kind]->len; i++) {
    HelioAccessCell *cell = self->pools[kind]->pdata[i];
    const int x = left + (int) helio_access_cell_get_column (cell) * self->cell_width;
    const int y = top + (int) helio_access_cell_get_row (cell) * self->cell_height;

    if (!gtk_widget_get_child_visible (GTK_WIDGET (cell)))
      continue;
    allocate_cell (self,
                   GTK_WIDGET (cell),
                   kind == HELIO_ACCESS_CELL_ROW ? 0 : x,
                   kind == HELIO_ACCESS_CELL_COLUMN ? 0 : y,
                   kind == HELIO_ACCESS_CELL_ROW ? self->head_width : self->cell_width,
                   kind == HELIO_ACCESS_CELL_COLUMN ? self->head_height : self->cell_height);
  }
}

static void
helio_access_matrix_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HelioAccessMatrix *self = HELIO_ACCESS_MATRIX (widget);

  measure_all (self);
  self->head_width = MIN (self->name_width, MAX (width / 3, self->cell_width / 2));
  configure (self, GTK_ORIENTATION_HORIZONTAL);
  configure (self, GTK_ORIENTATION_VERTICAL);
  fill (self);
  for (guint kind = 0; kind < N_KINDS; kind++)
    allocate_pool (self, (HelioAccessCellKind) kind);
  allocate_cell (self, self->corner, 0, 0, self->head_width, self->head_height);
}

static void
helio_access_matrix_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  HelioAccessMatrix *self = HELIO_ACCESS_MATRIX (widget);

  measure_all (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = self->cell_width + self->cell_width / 2;
    *natural = self->name_width + self->cell_width * (int) MIN (get_n_columns (self), 100);
  } else {
    *minimum = self->head_height + self->cell_height;
    *natural = self->head_height + self->cell_height * (int) MIN (get_n_rows (self), 100);
  }
  *natural = MAX (*natural, *minimum);
}

static void
helio_access_matrix_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  HelioAccessMatrix *self = HELIO_ACCESS_MATRIX (widget);

  GTK_WIDGET_CLASS (helio_access_matrix_parent_class)->css_changed (widget, change);
  self->cell_width = self->name_width = 0;
  gtk_widget_queue_resize (widget);
}

static void
helio_access_matrix_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioAccessMatrix *self = HELIO_ACCESS_MATRIX (object);

  switch (id) {
    case PROP_CURRENT:
      g_value_set_uint (value, helio_access_matrix_get_current (self));
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, GTK_SCROLL_MINIMUM);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_access_matrix_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioAccessMatrix *self = HELIO_ACCESS_MATRIX (object);

  switch (id) {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY: /* it always scrolls */
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_access_matrix_dispose (GObject *object)
{
  HelioAccessMatrix *self = HELIO_ACCESS_MATRIX (object);

  g_clear_handle_id (&self->refocus_id, g_source_remove);
  if (self->grid != NULL)
    g_signal_handlers_disconnect_by_data (self->grid, self);
  g_clear_object (&self->grid);
  for (guint i = 0; i < G_N_ELEMENTS (self->adjustments); i++) {
    if (self->adjustments[i] != NULL)
      g_signal_handlers_disconnect_by_func (self->adjustments[i], on_scrolled, self);
    g_clear_object (&self->adjustments[i]);
  }
  for (guint i = 0; i < N_KINDS; i++) {
    for (guint j = 0; self->pools[i] != NULL && j < self->pools[i]->len; j++)
      gtk_widget_unparent (self->pools[i]->pdata[j]);
    g_clear_pointer (&self->pools[i], g_ptr_array_unref);
  }
  g_clear_pointer (&self->corner, gtk_widget_unparent);
  G_OBJECT_CLASS (helio_access_matrix_parent_class)->dispose (object);
}

static void
helio_access_matrix_class_init (HelioAccessMatrixClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = helio_access_matrix_get_property;
  object_class->set_property = helio_access_matrix_set_property;
  object_class->dispose = helio_access_matrix_dispose;
  widget_class->measure = helio_access_matrix_measure;
  widget_class->size_allocate = helio_access_matrix_size_allocate;
  widget_class->css_changed = helio_access_matrix_css_changed;
  widget_class->focus = helio_access_matrix_focus;
  widget_class->grab_focus = helio_access_matrix_grab_focus;
  current_pspec = g_param_spec_uint ("current",
                                     NULL,
                                     NULL,
                                     0,
                                     G_MAXUINT,
                                     HELIO_NO_CELL,
                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_CURRENT, current_pspec);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated",
                                            G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "accessmatrix");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
helio_access_matrix_init (HelioAccessMatrix *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->check = HELIO_NO_CELL;
  for (guint i = 0; i < N_KINDS; i++)
    self->pools[i] = g_ptr_array_new ();
  self->corner = helio_access_cell_new (HELIO_ACCESS_CELL_ROW);
  helio_access_cell_set_label (HELIO_ACCESS_CELL (self->corner), C_ ("access head", "User"), NULL);
  gtk_widget_set_parent (self->corner, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "Access matrix"),
                                  -1);
}

GtkWidget *
helio_access_matrix_new (void)
{
  return g_object_new (HELIO_TYPE_ACCESS_MATRIX, NULL);
}
