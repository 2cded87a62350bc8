// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Under an entry: what the text in it may go on to, as a subclass knows. Down and Up choose, Enter takes, Escape closes;
 * the focus stays in the entry. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "entry", a GtkEditable widget that is a sibling or below one. */
#define HELIO_TYPE_COMPLETION (helio_completion_get_type ())
G_DECLARE_DERIVABLE_TYPE (HelioCompletion, helio_completion, HELIO, COMPLETION, GtkPopover)

struct _HelioCompletionClass {
  GtkPopoverClass parent_class;

  /* In bytes; @end is @cursor unless it is set. Returns: (transfer full) (nullable): what may stand from @start to @end. */
  GStrv (
      *suggest) (HelioCompletion *self, const char *text, gsize cursor, gsize *start, gsize *end);
  /* Whether there is more to say once @taken stands there. */
  gboolean (*goes_on) (HelioCompletion *self, const char *taken);
};

/* Closes the list: what it says is not true any more. */
void helio_completion_close (HelioCompletion *self);

G_END_DECLS
