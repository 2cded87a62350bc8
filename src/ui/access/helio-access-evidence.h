// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Everything about one result: what was expected, predicted and seen, step by step. */

#include "ui/access/helio-access-grid.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_EVIDENCE (helio_access_evidence_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessEvidence, helio_access_evidence, HELIO, ACCESS_EVIDENCE, AdwBin)

/* Signal "closed": the person is done with it. */
GtkWidget *helio_access_evidence_new (void);
/* Follows what is still to come of it. @grid: (nullable) */
void
helio_access_evidence_set_check (HelioAccessEvidence *self, HelioAccessGrid *grid, guint check);
guint helio_access_evidence_get_check (HelioAccessEvidence *self);

G_END_DECLS
