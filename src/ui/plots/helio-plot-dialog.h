// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Which values of which topic are to be drawn, and where. */

#include "core/store/helio-message-store.h"
#include "core/store/helio-topic-tree.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal "add" (const char *filter, const char *const *members, int plot): an empty member is the payload itself;
 * @plot is −1 for a new one. Returns an error to be shown, (nullable) (transfer full). */
#define HELIO_TYPE_PLOT_DIALOG (helio_plot_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlotDialog, helio_plot_dialog, HELIO, PLOT_DIALOG, AdwWindow)

/* @tree, @topic: (nullable); @plots: names of those there are; @plot: the one that is offered, −1: a new one. */
GtkWidget *helio_plot_dialog_new (GtkWindow *parent,
                                  HelioMessageStore *store,
                                  HelioTopicTree *tree,
                                  const char *topic,
                                  const char *const *plots,
                                  int plot);

G_END_DECLS
