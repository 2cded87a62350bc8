// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Under an entry for a query: fields, their values, members of the JSON that came in last, topics. */

#include "core/store/helio-message-view.h"
#include "core/store/helio-topic-tree.h"
#include "ui/widgets/helio-completion.h"

G_BEGIN_DECLS

#define HELIO_TYPE_QUERY_COMPLETION (helio_query_completion_get_type ())
G_DECLARE_FINAL_TYPE (HelioQueryCompletion,
                      helio_query_completion,
                      HELIO,
                      QUERY_COMPLETION,
                      HelioCompletion)

/* (nullable): where messages are, whose members are offered. */
void helio_query_completion_set_view (HelioQueryCompletion *self, HelioMessageView *view);
/* (nullable) */
void helio_query_completion_set_tree (HelioQueryCompletion *self, HelioTopicTree *tree);

G_END_DECLS
