// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A plan in the making: users and checks that may be changed, and may be wrong for a while. What is wrong with a
 * check is said at the check. Main thread. */

#include "core/acl/helio-plan-builder.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PLAN_DRAFT_USER (helio_plan_draft_user_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanDraftUser, helio_plan_draft_user, HELIO, PLAN_DRAFT_USER, GObject)
/* (transfer none): till the user is replaced. */
const HelioPlanUser *helio_plan_draft_user_get (HelioPlanDraftUser *self);

/* Signal "changed". */
#define HELIO_TYPE_PLAN_DRAFT_CHECK (helio_plan_draft_check_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanDraftCheck, helio_plan_draft_check, HELIO, PLAN_DRAFT_CHECK, GObject)
const char *helio_plan_draft_check_get_user (HelioPlanDraftCheck *self);
HelioAction helio_plan_draft_check_get_action (HelioPlanDraftCheck *self);
const char *helio_plan_draft_check_get_topic (HelioPlanDraftCheck *self);
HelioVerdict helio_plan_draft_check_get_expect (HelioPlanDraftCheck *self);
/* Why it cannot stay like that, and what can; translated. (nullable): nothing is wrong. */
const char *helio_plan_draft_check_get_fault (HelioPlanDraftCheck *self);

#define HELIO_TYPE_PLAN_DRAFT (helio_plan_draft_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanDraft, helio_plan_draft, HELIO, PLAN_DRAFT, GObject)

/* Signal "changed": something is other than before; faults are up to date by then. Comes in an idle moment, where there
 * are many checks after a pause, once for many changes. */
HelioPlanDraft *helio_plan_draft_new (void);
/* Now, if it is due. */
void helio_plan_draft_flush (HelioPlanDraft *self);
/* (nullable): begins with what is in it. */
void helio_plan_draft_load (HelioPlanDraft *self, HelioPlan *plan);
/* Looks at all of it now. Returns: how many checks are wrong. */
guint helio_plan_draft_validate (HelioPlanDraft *self);
/* @rules_path, @rules: as helio_plan_builder_set_rules(). Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA
 * that names the first check that is wrong. */
HelioPlan *helio_plan_draft_build (HelioPlanDraft *self,
                                   const char *rules_path,
                                   HelioRules *rules,
                                   GError **error);

/* (element-type HelioPlanDraftUser) (transfer none) */
GListModel *helio_plan_draft_get_users (HelioPlanDraft *self);
/* (nullable) (transfer none) */
const HelioPlanUser *helio_plan_draft_find_user (HelioPlanDraft *self, const char *name);
/* FALSE with INVALID_DATA that names what is wrong. */
gboolean
helio_plan_draft_add_user (HelioPlanDraft *self, const HelioPlanUser *user, GError **error);
/* Checks and the witness follow another name. */
gboolean helio_plan_draft_replace_user (HelioPlanDraft *self,
                                        guint position,
                                        const HelioPlanUser *user,
                                        GError **error);
/* The user's checks stay, and are wrong until there is one of that name again. */
void helio_plan_draft_remove_user (HelioPlanDraft *self, guint position);
/* (nullable) */
const char *helio_plan_draft_get_witness (HelioPlanDraft *self);
void helio_plan_draft_set_witness (HelioPlanDraft *self, const char *name);

/* (element-type HelioPlanDraftCheck) (transfer none) */
GListModel *helio_plan_draft_get_checks (HelioPlanDraft *self);
/* Appended. Returns: (transfer none). */
HelioPlanDraftCheck *helio_plan_draft_add_check (HelioPlanDraft *self,
                                                 const char *user,
                                                 HelioAction action,
                                                 const char *topic,
                                                 HelioVerdict expect);
void
helio_plan_draft_change_user (HelioPlanDraft *self, HelioPlanDraftCheck *check, const char *user);
void helio_plan_draft_change_action (HelioPlanDraft *self,
                                     HelioPlanDraftCheck *check,
                                     HelioAction action);
void
helio_plan_draft_change_topic (HelioPlanDraft *self, HelioPlanDraftCheck *check, const char *topic);
void helio_plan_draft_change_expect (HelioPlanDraft *self,
                                     HelioPlanDraftCheck *check,
                                     HelioVerdict expect);

/* What was taken out, to be put back. */
typedef struct _HelioPlanDraftRemoval HelioPlanDraftRemoval;
HelioPlanDraftRemoval *helio_plan_draft_remove_checks (HelioPlanDraft *self, GPtrArray *checks);
guint helio_plan_draft_removal_count (const HelioPlanDraftRemoval *self);
/* At their old places, as far as those are still there. */
void helio_plan_draft_restore (HelioPlanDraft *self, const HelioPlanDraftRemoval *removal);
void helio_plan_draft_removal_free (HelioPlanDraftRemoval *self);

/* Rows of user, action, topic, expectation, from a CSV (a head line may put them into another order) or a spreadsheet;
 * a row without an expectation expects nothing. What is wrong in a row stays wrong in its check.
 * @n_added: (out). FALSE with INVALID_DATA where it cannot be split into such rows, or TOO_LARGE. */
gboolean helio_plan_draft_add_csv (HelioPlanDraft *self,
                                   const char *text,
                                   gsize length,
                                   guint *n_added,
                                   GError **error);
/* The checks of @plan that are not there yet; users are not added. Returns: how many. */
guint helio_plan_draft_merge (HelioPlanDraft *self, HelioPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPlanDraftRemoval, helio_plan_draft_removal_free)

G_END_DECLS
