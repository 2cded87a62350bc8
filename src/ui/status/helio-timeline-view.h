// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The timeline as a list, newest at the end and in view, as long as nobody scrolled up. */

#include "core/connection/helio-timeline.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_TIMELINE_VIEW (helio_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (HelioTimelineView, helio_timeline_view, HELIO, TIMELINE_VIEW, AdwBin)

void helio_timeline_view_set_timeline (HelioTimelineView *self, HelioTimeline *timeline);

G_END_DECLS
