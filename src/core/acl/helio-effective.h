// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* "What can I do?": which topics and filters it is worth to try for the user of a connection, and a plan that expects
 * nothing and tries them. Main thread. */

#include "core/acl/helio-plan.h"
#include "core/store/helio-topic-tree.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* More topics than this are not tried at once. */
#define HELIO_EFFECTIVE_TOPICS_MAX 500

typedef enum {
  HELIO_EFFECTIVE_SEEN = 1 << 0,         /* a message came on it */
  HELIO_EFFECTIVE_BRANCH = 1 << 1,       /* the filter of a chosen branch */
  HELIO_EFFECTIVE_CLAIM = 1 << 2,        /* the token names it */
  HELIO_EFFECTIVE_SUBSCRIPTION = 1 << 3, /* the connection asks for it */
} HelioEffectiveOrigin;

typedef struct {
  char *topic; /* a name, or a filter with wildcards */
  HelioEffectiveOrigin origin;
} HelioEffectiveTopic;

typedef struct {
  HelioTopicTree *tree;        /* (nullable) */
  const char *const *branches; /* (nullable): topics of the tree; NULL: all of it, empty: nothing */
  const char *const *claim;    /* (nullable): filters; what is no filter is passed over */
  GListModel *subscriptions;   /* (nullable) (element-type HelioSubscription) */
  guint max_topics;            /* 0: HELIO_EFFECTIVE_TOPICS_MAX */
} HelioEffectiveSources;

/**
 * helio_effective_collect:
 * @more: (out) (optional): TRUE if there are more topics than were taken
 *
 * The claim and the subscriptions go first where there are too many, then branches, then topics in the order of the
 * tree.
 *
 * Returns: (transfer full) (element-type HelioEffectiveTopic): sorted, each once.
 */
GPtrArray *helio_effective_collect (const HelioEffectiveSources *sources, gboolean *more);

/* What the tree has at its top: what a person chooses branches from. Returns: (transfer full). */
GStrv helio_effective_list_branches (HelioTopicTree *tree, guint max);

/**
 * helio_effective_make_plan:
 * @topics: (element-type HelioEffectiveTopic)
 * @publish: try to publish, too: that writes to each topic that is no filter
 *
 * Nothing is published below topics that begin with "$".
 *
 * Returns: (transfer full): a plan with this one user, which expects nothing; NULL with INVALID_DATA for a user that
 * cannot be.
 */
HelioPlan *helio_effective_make_plan (GPtrArray *topics,
                                      const HelioPlanUser *user,
                                      gboolean publish,
                                      GError **error);

G_END_DECLS
