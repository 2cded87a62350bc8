// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What changed between two messages: payloads as text, line by line, in a window of its own. One can go back through
 * the history of the older one's topic. */

#include "core/store/helio-message-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_MESSAGE_DIFF (helio_message_diff_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageDiff, helio_message_diff, HELIO, MESSAGE_DIFF, AdwWindow)

/* The older is the one with the lower number, whichever comes first. */
HelioMessageDiff *
helio_message_diff_new (GtkWindow *parent, HelioMessageStore *store, guint64 one, guint64 other);
/* Whether it has been worked out: it is done in a thread. */
gboolean helio_message_diff_is_ready (HelioMessageDiff *self);

G_END_DECLS
