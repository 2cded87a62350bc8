// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What two users got of the same filter, message beside message: a list of HelioComparisonRow, in the order in which
 * the first of the two got each. Main thread. */

#include "core/base/helio-object-list.h"

G_BEGIN_DECLS

/* The oldest rows go first. */
#define HELIO_COMPARISON_MAX 2000

typedef enum {
  HELIO_SIDE_LEFT,
  HELIO_SIDE_RIGHT,
} HelioSide;
#define HELIO_N_SIDES 2

typedef enum {
  HELIO_COMPARISON_WAITING, /* one has it, the other may still get it */
  HELIO_COMPARISON_BOTH,
  HELIO_COMPARISON_ONLY_LEFT,
  HELIO_COMPARISON_ONLY_RIGHT,
} HelioComparisonState;

#define HELIO_TYPE_COMPARISON_ROW (helio_comparison_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioComparisonRow, helio_comparison_row, HELIO, COMPARISON_ROW, GObject)

HelioComparisonState
helio_comparison_row_get_state (HelioComparisonRow *self); /* "state" notifies */
const char *helio_comparison_row_get_topic (HelioComparisonRow *self);
const char *helio_comparison_row_get_preview (HelioComparisonRow *self);
/* Wall µs; 0: that one has not got it. */
gint64 helio_comparison_row_get_time (HelioComparisonRow *self, HelioSide side);

#define HELIO_TYPE_COMPARISON (helio_comparison_get_type ())
G_DECLARE_FINAL_TYPE (HelioComparison, helio_comparison, HELIO, COMPARISON, HelioObjectList)

/* @window: µs within which two messages of the same topic and payload are one. */
HelioComparison *helio_comparison_new (gint64 window);
/* @preview: what is shown of @payload. @payload: (nullable): it was not kept, and @preview counts. */
void helio_comparison_add (HelioComparison *self,
                           HelioSide side,
                           gint64 time,
                           const char *topic,
                           GBytes *payload,
                           const char *preview);
/* What nobody else got in time was for one of them only. @now: wall µs. */
void helio_comparison_settle (HelioComparison *self, gint64 now);
/* How many rows are of a state, those that are gone included. */
guint64 helio_comparison_count (HelioComparison *self, HelioComparisonState state);
void helio_comparison_clear (HelioComparison *self);

G_END_DECLS
