// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Under an entry for a topic: what the topics received so far could make of it, level by level. */

#include "core/store/helio-topic-tree.h"

#include "ui/widgets/helio-completion.h"

G_BEGIN_DECLS

#define HELIO_TYPE_TOPIC_COMPLETION (helio_topic_completion_get_type ())
G_DECLARE_FINAL_TYPE (HelioTopicCompletion,
                      helio_topic_completion,
                      HELIO,
                      TOPIC_COMPLETION,
                      HelioCompletion)

void helio_topic_completion_set_tree (HelioTopicCompletion *self, HelioTopicTree *tree);

G_END_DECLS
