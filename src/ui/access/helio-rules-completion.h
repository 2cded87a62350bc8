// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What can be written next in a text of ACL rules: the lines that a rule still lacks, permissions, variables and
 * wildcards, topics that were seen, names. A provider for GtkSourceView's list. */

#include "core/store/helio-topic-tree.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

#define HELIO_TYPE_RULES_COMPLETION (helio_rules_completion_get_type ())
G_DECLARE_FINAL_TYPE (HelioRulesCompletion,
                      helio_rules_completion,
                      HELIO,
                      RULES_COMPLETION,
                      GObject)

HelioRulesCompletion *helio_rules_completion_new (void);
/* (nullable) each: where topics come from, and a name for user patterns. */
void helio_rules_completion_set_tree (HelioRulesCompletion *self, HelioTopicTree *tree);
void helio_rules_completion_set_name (HelioRulesCompletion *self, const char *name);

/* What may stand at @at, as the list shows it. Returns: (transfer full): the texts, each with what is written
 * already in front. */
GStrv helio_rules_completion_list (HelioRulesCompletion *self, const GtkTextIter *at);

G_END_DECLS
