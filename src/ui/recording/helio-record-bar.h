// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Records a connection: while it does, how long, how many messages and how large; afterwards what can be done with
 * the file. Not there otherwise. */

#include "core/store/helio-recorder.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Property "recording". Signal "open" (const char *path): the recording is to be shown. */
#define HELIO_TYPE_RECORD_BAR (helio_record_bar_get_type ())
G_DECLARE_FINAL_TYPE (HelioRecordBar, helio_record_bar, HELIO, RECORD_BAR, AdwBin)

GtkWidget *helio_record_bar_new (void);

/* Into a new file in the user's folder for recordings; @name is that of the connection. Nothing happens while it is
 * recording already. */
void helio_record_bar_start (HelioRecordBar *self, HelioMessageStore *store, const char *name);
void helio_record_bar_stop (HelioRecordBar *self);
gboolean helio_record_bar_is_recording (HelioRecordBar *self); /* "recording" */
/* (nullable): of the recording that runs or is on view. */
const char *helio_record_bar_get_path (HelioRecordBar *self);
/* Of that recording, at @to; a toast says how it went. */
void helio_record_bar_save_copy (HelioRecordBar *self, const char *to);

G_END_DECLS
