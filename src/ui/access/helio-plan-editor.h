// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The plan of a document as a grid: users, and what each may or may not do. What is wrong is said where it is. */

#include "core/acl/helio-plan-draft.h"
#include "core/connection/helio-connection.h"
#include "ui/access/helio-access-document.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PLAN_EDITOR (helio_plan_editor_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanEditor, helio_plan_editor, HELIO, PLAN_EDITOR, GtkWidget)

/* A plan without a fault goes to @document at once; while there is one, its "problem" says so and its plan stays the
 * one from before. @services: whose profiles are offered. Signal "run-wanted": a plan was made that is worth to be
 * tried at once. */
GtkWidget *helio_plan_editor_new (HelioServices *services, HelioAccessDocument *document);
/* (nullable): whose topics are offered, and whose user is "I" in "What can I do?". */
void helio_plan_editor_set_connection (HelioPlanEditor *self, HelioConnection *connection);
/* (transfer none) */
HelioPlanDraft *helio_plan_editor_get_draft (HelioPlanEditor *self);
/* What stands there is wrong and so not in the document: it cannot be kept yet. */
gboolean helio_plan_editor_is_faulty (HelioPlanEditor *self);
/* Rows from a CSV or a spreadsheet; what cannot be split into rows is said. */
void helio_plan_editor_paste (HelioPlanEditor *self, const char *text);

G_END_DECLS
