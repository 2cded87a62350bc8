// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Making, changing, importing, exporting and removing profiles from a window. */

#include "ui/window/helio-window.h"

G_BEGIN_DECLS

void helio_profile_actions_new (HelioWindow *window);
void helio_profile_actions_edit (HelioWindow *window, HelioConnectionItem *item);
void helio_profile_actions_duplicate (HelioWindow *window, HelioConnectionItem *item);
void helio_profile_actions_export (HelioWindow *window, HelioConnectionItem *item);
/* Stores one that was opened for this run only. */
void helio_profile_actions_keep (HelioWindow *window, HelioConnectionItem *item);
/* At once, with a toast that takes it back; what its Access page has in no file is asked about before. */
void helio_profile_actions_remove (HelioWindow *window, HelioConnectionItem *item);
void helio_profile_actions_import (HelioWindow *window);
/* @files: (element-type GFile). Every file that cannot be read is told of, the others are stored; so is every member
 * that is not known. */
void helio_profile_actions_import_files (HelioWindow *window, GListModel *files);

G_END_DECLS
