// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One line of a check that a person reads: what was looked at, how it went, what was seen, and what helps.
 * The token report and the profile test are lists of these. Nothing in one is a secret. Main thread. */

#include "core/base/helio-json.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_CHECK_PENDING,   /* its turn has not come */
  HELIO_CHECK_RUNNING,   /* under way */
  HELIO_CHECK_PASS,      /* as it should be */
  HELIO_CHECK_FAIL,      /* a reason for what does not work */
  HELIO_CHECK_UNCHECKED, /* cannot be checked here; the explanation says why */
  HELIO_CHECK_INFO,      /* worth seeing, neither right nor wrong */
} HelioCheckStatus;

#define HELIO_TYPE_CHECK_ROW (helio_check_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioCheckRow, helio_check_row, HELIO, CHECK_ROW, GObject)

/* @id: untranslated, unique in its list, for scripts and for opening a view on it. @title: translated. */
HelioCheckRow *helio_check_row_new (const char *id, const char *title);

/* Properties, all notify but "id" and "title": "id", "title", "status", "value", "explanation", "causes",
 * "remedy". (transfer none); text is translated, valid UTF-8 and bounded. */
const char *helio_check_row_get_id (HelioCheckRow *self);
const char *helio_check_row_get_title (HelioCheckRow *self);
HelioCheckStatus helio_check_row_get_status (HelioCheckRow *self);
/* (nullable): what was seen, made fit for a label; from outside, so plain text only. */
const char *helio_check_row_get_value (HelioCheckRow *self);
/* (nullable): what that means, a sentence or two. */
const char *helio_check_row_get_explanation (HelioCheckRow *self);
/* (array zero-terminated=1): likely causes, the likeliest first; empty if there are none to tell. */
const char *const *helio_check_row_get_causes (HelioCheckRow *self);
/* (nullable): what helps. */
const char *helio_check_row_get_remedy (HelioCheckRow *self);
gboolean helio_check_row_is_done (HelioCheckRow *self);

/* For whoever fills the list. */
void helio_check_row_set_value (HelioCheckRow *self, const char *value);
void helio_check_row_set_causes (HelioCheckRow *self, const char *const *causes);
/* @explanation, @remedy: (nullable). */
void helio_check_row_set (HelioCheckRow *self,
                          HelioCheckStatus status,
                          const char *explanation,
                          const char *remedy);

/* "pass", "fail", "unchecked", "info", "pending", "running": for JSON and style classes. */
const char *helio_check_status_get_name (HelioCheckStatus status);
/* A word for a person: "Passed", "Failed", "Cannot be checked" … */
const char *helio_check_status_get_label (HelioCheckStatus status);
/* {id, title, status, value, explanation, causes, remedy}. Returns: (transfer full). */
HelioJson *helio_check_row_to_json (HelioCheckRow *self);
/* Several lines that end with a line break: "✓ Title: value" and what follows, indented.
 * Returns: (transfer full). */
char *helio_check_row_to_text (HelioCheckRow *self);

G_END_DECLS
