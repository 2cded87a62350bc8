// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The plots of a connection, one below the other (design.md §9); remembered with the window's settings. */

#include "core/base/helio-clock.h"
#include "core/profile/helio-profile-store.h"
#include "core/store/helio-message-store.h"
#include "core/store/helio-topic-tree.h"
#include "ui/plots/helio-plot-view.h"

G_BEGIN_DECLS

#define HELIO_PLOTS_MAX 16

#define HELIO_TYPE_PLOTS_PAGE (helio_plots_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlotsPage, helio_plots_page, HELIO, PLOTS_PAGE, AdwBin)

/* @tree: (nullable); @settings, @id: (nullable): of the profile, under which the plots are remembered; without them
 * they are gone with the page. */
GtkWidget *helio_plots_page_new (HelioMessageStore *store,
                                 HelioTopicTree *tree,
                                 HelioClock *clock,
                                 GSettings *settings,
                                 const char *id);

/* From now on the plots of a profile go with it, when it can no longer be brought back. @settings: (nullable). */
void helio_plots_forget_removed (GSettings *settings, HelioProfileStore *profiles);

/* Asks what of @topic (nullable) is to be drawn. */
void helio_plots_page_ask (HelioPlotsPage *self, const char *topic);
/* @plot: −1: a new one. @member: (nullable). */
gboolean helio_plots_page_add (HelioPlotsPage *self,
                               int plot,
                               const char *filter,
                               const char *member,
                               GError **error);
guint helio_plots_page_get_n_plots (HelioPlotsPage *self);
HelioPlotView *helio_plots_page_get_plot (HelioPlotsPage *self, guint index);

G_END_DECLS
