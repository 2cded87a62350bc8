// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Which topics a subscription is tried with: a filter stands for many, and a broker may grant it and then deliver
 * some. Pure. */

#include "core/policy/helio-rules.h"

G_BEGIN_DECLS

#define HELIO_PROBE_TOPICS_MAX 8

/* Topics that every rule about a part of them alone leaves out, so that all of them arrive only where all of the
 * filter is allowed: wildcards become a level that nobody has named, "#" is tried at the level above, one below and
 * three below. Then one for each rule of @rules (nullable) that allows a part. "$share/group/" plays no part.
 * All of it as written, with %u and %c: what is shown before a run must be what the run does.
 * @name: (nullable): the username before "@", where the plan says it: only rules for that one count.
 * Returns: (transfer full): distinct, at most HELIO_PROBE_TOPICS_MAX. */
GStrv helio_probe_topics_choose (const char *filter, HelioRules *rules, const char *name);

G_END_DECLS
