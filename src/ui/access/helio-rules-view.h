// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The text of ACL rules: coloured, completed, with the line that is wrong and the rules that decide marked, by a sign
 * beside the line, too. */

#include "core/policy/helio-predictor.h"
#include "ui/access/helio-rules-completion.h"

G_BEGIN_DECLS

#define HELIO_TYPE_RULES_VIEW (helio_rules_view_get_type ())
G_DECLARE_FINAL_TYPE (HelioRulesView, helio_rules_view, HELIO, RULES_VIEW, GtkSourceView)

/* Signal: "text-changed". */
char *helio_rules_view_get_text (HelioRulesView *self); /* (transfer full) */
/* Can be undone. */
void helio_rules_view_set_text (HelioRulesView *self, const char *text);
/* (transfer none) */
HelioRulesCompletion *helio_rules_view_get_completion (HelioRulesView *self);

/* @line: from 1 on, 0: none. */
void helio_rules_view_mark_fault (HelioRulesView *self, guint line);
/* The rules that begin at @lines; how they come to @verdict. ALLOW: they decide; else they play a part. */
void helio_rules_view_mark_rules (HelioRulesView *self,
                                  const guint *lines,
                                  guint n_lines,
                                  HelioVerdict verdict);
/* Of the JSON form, which must be valid: the line of an element, "rules[2]". 0: none. */
guint helio_rules_view_find_element (HelioRulesView *self, const char *place);
void helio_rules_view_go_to (HelioRulesView *self, guint line);
/* A line of the text form, as it is to be: takes the place of what "Default:" says, or is put in. */
void helio_rules_view_set_default (HelioRulesView *self, gboolean allow);

G_END_DECLS
