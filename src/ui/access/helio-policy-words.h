// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* An ACL v2 policy in sentences: rule by rule, what counts where none matches, and where the documents contradict one
 * another. */

#include "core/policy/helio-rules.h"

G_BEGIN_DECLS

/* One paragraph a line. Returns: (transfer full). */
char *helio_policy_explain (const HelioRules *rules);

G_END_DECLS
