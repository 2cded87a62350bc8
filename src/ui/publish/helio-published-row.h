// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One message that was published: topic, payload, time and what came of it. */

#include "ui/publish/helio-publish-history.h"

G_BEGIN_DECLS

/* Signal "again": (HelioPublishedRow *): it is to be published as it is. */
#define HELIO_TYPE_PUBLISHED_ROW (helio_published_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioPublishedRow, helio_published_row, HELIO, PUBLISHED_ROW, GtkListBoxRow)

GtkWidget *helio_published_row_new (HelioPublished *published);
HelioPublished *helio_published_row_get_published (HelioPublishedRow *self);
/* Whether there is a connection to publish it on. */
void helio_published_row_set_can_publish (HelioPublishedRow *self, gboolean can_publish);

G_END_DECLS
