// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The messages that were published on a connection, as they were written, and what came of each. For as long as the
 * program runs: nothing of it is stored. */

#include "ui/publish/helio-draft.h"
#include "ui/publish/helio-publish-answer.h"

G_BEGIN_DECLS

#define HELIO_PUBLISH_HISTORY_MAX 100
/* Of what was written; the latest message is kept whatever its size. A file counts as its name. */
#define HELIO_PUBLISH_HISTORY_BYTES (4 * 1024 * 1024)

/* Signal "changed": (HelioPublished *): an answer came. */
#define HELIO_TYPE_PUBLISHED (helio_published_get_type ())
G_DECLARE_FINAL_TYPE (HelioPublished, helio_published, HELIO, PUBLISHED, GObject)

const HelioDraft *helio_published_get_draft (HelioPublished *self);
gint64 helio_published_get_time (HelioPublished *self); /* µs since the epoch */
/* NONE till then. */
HelioPublishResult helio_published_get_result (HelioPublished *self);
const char *helio_published_get_answer (HelioPublished *self); /* (nullable) */
void
helio_published_set_answer (HelioPublished *self, HelioPublishResult result, const char *answer);

/* That of @owner, element-type HelioPublished, newest first; it lives as long as @owner. (transfer none) */
GListModel *helio_publish_history_get (GObject *owner);
/* @time: µs since the epoch. Returns: (transfer none) */
HelioPublished *helio_publish_history_add (GListModel *self, const HelioDraft *draft, gint64 time);
void helio_publish_history_remove (GListModel *self, HelioPublished *published);
void helio_publish_history_clear (GListModel *self);

G_END_DECLS
