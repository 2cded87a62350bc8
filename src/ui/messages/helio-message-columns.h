// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What all rows of a message list share: where the columns are, the fonts and colours, and the drawings
 * that repeat. Rows draw themselves (gtk-scale.md §1), so this is their style sheet. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_COLUMN_TIME,
  HELIO_COLUMN_TOPIC,
  HELIO_COLUMN_QOS, /* and the retain mark */
  HELIO_COLUMN_SIZE,
  HELIO_COLUMN_PAYLOAD,
  HELIO_N_COLUMNS,
} HelioColumn;

typedef struct {
  int x, width; /* width 0: not shown */
} HelioColumnSpan;

#define HELIO_TYPE_MESSAGE_COLUMNS (helio_message_columns_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageColumns, helio_message_columns, HELIO, MESSAGE_COLUMNS, GObject)

HelioMessageColumns *helio_message_columns_new (void);

/* Takes fonts and colours from @widget: when its style changed. */
void helio_message_columns_set_style (HelioMessageColumns *self, GtkWidget *widget);
/* Whether @column is shown where there is room for it. Signal "wanted": it changed. */
void
helio_message_columns_set_wanted (HelioMessageColumns *self, HelioColumn column, gboolean wanted);
gboolean helio_message_columns_get_wanted (HelioMessageColumns *self, HelioColumn column);
int helio_message_columns_get_row_height (HelioMessageColumns *self);
/* The columns of a row of this width. (array fixed-size=HELIO_N_COLUMNS) */
const HelioColumnSpan *helio_message_columns_get_spans (HelioMessageColumns *self, int width);

const GdkRGBA *helio_message_columns_get_text_color (HelioMessageColumns *self);
const GdkRGBA *helio_message_columns_get_dim_color (HelioMessageColumns *self);
const GdkRGBA *helio_message_columns_get_accent_color (HelioMessageColumns *self);
const GdkRGBA *helio_message_columns_get_warning_color (HelioMessageColumns *self);

/* A new layout in the font of @column, one line, ellipsized as fits the column. (transfer full) */
PangoLayout *helio_message_columns_create_layout (HelioMessageColumns *self,
                                                  GtkWidget *widget,
                                                  HelioColumn column);
/* Drawings that repeat. (transfer none) */
PangoLayout *helio_message_columns_get_qos_layout (HelioMessageColumns *self, guint qos);

/* A small mark with text on a tint of @color, its left edge at @x, centred in @height. Returns its
 * width. */
int helio_message_columns_draw_mark (HelioMessageColumns *self,
                                     GtkSnapshot *snapshot,
                                     PangoLayout *text,
                                     int x,
                                     int height,
                                     const GdkRGBA *color);
PangoLayout *helio_message_columns_get_retained_layout (HelioMessageColumns *self);

/* Counts the changes of the style: layouts made before must be made anew. */
guint helio_message_columns_get_serial (HelioMessageColumns *self);

G_END_DECLS
