// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What is wrong with files that were opened or imported together: one dialog for all of them. */

#include "core/profile/helio-profile.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HelioProfileReport HelioProfileReport;

HelioProfileReport *helio_profile_report_new (void);
void helio_profile_report_free (HelioProfileReport *self);

/* @file: as it was given; its name alone is shown. @error: of helio_profile_read_finish() or of saving. */
void
helio_profile_report_add_fault (HelioProfileReport *self, const char *file, const GError *error);
/* Members that are not known, if @profile has some. */
void helio_profile_report_add_unknown (HelioProfileReport *self, const HelioProfile *profile);
guint helio_profile_report_get_n_faults (HelioProfileReport *self);
/* Nothing to say: no dialog. @imported: or only opened. */
void helio_profile_report_show (HelioProfileReport *self, GtkWidget *parent, gboolean imported);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioProfileReport, helio_profile_report_free)

G_END_DECLS
