// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the Access page works on: a plan, the rules that predict for it, the files they came from, and whether
 * they were changed since. The editors write it, the results read it. Main thread. */

#include "core/acl/helio-plan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_DOCUMENT (helio_access_document_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessDocument, helio_access_document, HELIO, ACCESS_DOCUMENT, GObject)

HelioAccessDocument *helio_access_document_new (void);

/* All properties notify. Each getter is (transfer none), each value (nullable). A new plan or other rules make
 * "modified" TRUE; to take over what was read or written clear it afterwards. */
HelioPlan *helio_access_document_get_plan (HelioAccessDocument *self); /* "plan" */
void helio_access_document_set_plan (HelioAccessDocument *self, HelioPlan *plan);
/* What predicts, whether it came with the plan, from a file that the plan names, or from an editor. "rules" */
HelioRules *helio_access_document_get_rules (HelioAccessDocument *self);
void helio_access_document_set_rules (HelioAccessDocument *self, HelioRules *rules);
/* The same with the text that they were read from, which is written as it is where its form fits. (nullable) */
void helio_access_document_set_rules_text (HelioAccessDocument *self,
                                           HelioRules *rules,
                                           const char *text);
const char *helio_access_document_get_rules_text (HelioAccessDocument *self);
/* Rules in a text are JSON, or else in lines. */
gboolean helio_access_is_json (const char *text);
/* Of the plan; NULL: it was never kept. "file" */
GFile *helio_access_document_get_file (HelioAccessDocument *self);
void helio_access_document_set_file (HelioAccessDocument *self, GFile *file);
gboolean helio_access_document_get_modified (HelioAccessDocument *self); /* "modified" */
void helio_access_document_set_modified (HelioAccessDocument *self, gboolean modified);
/* Signal "flush": what editors keep back, since it was typed a moment ago, goes into the document now. */
void helio_access_document_flush (HelioAccessDocument *self);
/* Nothing at all, as at the beginning. Signal "replaced", as after loading: what editors have beside it is void. */
void helio_access_document_clear (HelioAccessDocument *self);
/* Why what is being written, or the file that was opened, cannot be used; plan and rules are then still those
 * from before it. NULL: nothing is wrong. "problem" */
const GError *helio_access_document_get_problem (HelioAccessDocument *self);
/* Each part has a problem of its own: one that is mended leaves those of the others. */
typedef enum {
  HELIO_ACCESS_PART_FILE,
  HELIO_ACCESS_PART_RULES,
  HELIO_ACCESS_PART_PLAN,
} HelioAccessPart;
#define HELIO_N_ACCESS_PARTS 3
void helio_access_document_set_problem (HelioAccessDocument *self,
                                        HelioAccessPart part,
                                        const GError *problem);

/* What the paths of the plan are relative to. Returns: (transfer full) (nullable): the plan has no file here. */
char *helio_access_document_dup_folder (HelioAccessDocument *self);
/* The name of its file, or what stands for it; fit for a label. Returns: (transfer full). */
char *helio_access_document_dup_title (HelioAccessDocument *self);

/**
 * helio_access_document_load_async:
 * @file: a plan, JSON or CSV
 *
 * Reads it and the rules that it names. All of it is taken over, or nothing.
 */
void helio_access_document_load_async (HelioAccessDocument *self,
                                       GFile *file,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* FALSE with INVALID_DATA, TOO_LARGE or FILE, which is "problem" then, too; or G_IO_ERROR_CANCELLED. */
gboolean
helio_access_document_load_finish (HelioAccessDocument *self, GAsyncResult *result, GError **error);

/**
 * helio_access_document_save_async:
 * @file: (nullable): the one that it came from
 *
 * Writes the plan as JSON. Rules that were changed go into the file that the plan names, in the form that its name
 * says (".json" or text), or into the plan where it names none. In another folder the rules go along under a free name,
 * and the plan, here and in the file, names everything else where it is.
 */
void helio_access_document_save_async (HelioAccessDocument *self,
                                       GFile *file,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* FALSE with FILE or INVALID_USAGE: no plan, or no file. "modified" stays TRUE where something changed meanwhile. */
gboolean
helio_access_document_save_finish (HelioAccessDocument *self, GAsyncResult *result, GError **error);

G_END_DECLS
