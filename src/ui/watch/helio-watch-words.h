// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Rules, and what they say, in words. Each text is (transfer full), one line or two, fit for a label. */

#include "core/watch/helio-watch.h"

G_BEGIN_DECLS

/* "severity > 3 on alerts/#", "No message on a/b for 2 min", "Fewer than 1 message a second on a/#" */
char *helio_watch_words_describe (const HelioWatchTerms *terms);
/* Its name, else the above. */
char *helio_watch_words_title (const HelioWatchTerms *terms);
/* "Raised since 14:03:22 · 5,000 messages", "Quiet", "Cannot tell: not connected" */
char *helio_watch_words_state (HelioWatch *watch);
/* What happened: the topic; "No message since 14:01:22"; "7.2 messages a second, at most 20". */
char *helio_watch_words_event (HelioWatchEvent *event);
/* More of it: the payload; how many more there were; how it ended. (nullable) */
char *helio_watch_words_event_detail (HelioWatchEvent *event);

const char *helio_watch_words_icon (HelioWatchState state);
/* (nullable): style class */
const char *helio_watch_words_style (HelioWatchState state);

G_END_DECLS
