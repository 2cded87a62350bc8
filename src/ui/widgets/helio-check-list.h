// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The rows of a check as a list: a mark and a word for how each went, what was seen, and folded away what it
 * means, the likely causes and what helps. */

#include "core/base/helio-check-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_CHECK_LIST (helio_check_list_get_type ())
G_DECLARE_FINAL_TYPE (HelioCheckList, helio_check_list, HELIO, CHECK_LIST, AdwBin)

/* @rows: (nullable) (element-type HelioCheckRow): what is shown follows them. */
void helio_check_list_set_rows (HelioCheckList *self, GListModel *rows);
/* Unfolds the row with this id. */
void helio_check_list_unfold (HelioCheckList *self, const char *id);
/* Unfolds it and brings the focus there. */
void helio_check_list_reveal (HelioCheckList *self, const char *id);

/* "helio-state-online-symbolic" and so on, and the style class for its colour. */
const char *helio_check_status_get_icon_name (HelioCheckStatus status);
const char *helio_check_status_get_style (HelioCheckStatus status);

G_END_DECLS
