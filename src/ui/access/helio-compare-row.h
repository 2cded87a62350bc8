// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The rows of a comparison as a list: what one got at the left, what the other got at the right. */

#include "core/acl/helio-comparison.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkListItemFactory *helio_compare_row_factory_new (void);

G_END_DECLS
