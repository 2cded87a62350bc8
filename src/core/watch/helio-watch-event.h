// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a rule had to say once: from when it was raised until it was quiet again, however much came in between. Signal
 * "changed" while it goes on and when it ends. Main thread. */

#include "core/watch/helio-watch-rule.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_WATCH_GOES_ON,
  HELIO_WATCH_CALM,    /* MATCH: nothing for so long; RATE: in its range for a whole window */
  HELIO_WATCH_CAME,    /* SILENCE: a message */
  HELIO_WATCH_AWAY,    /* the connection went, or the subscription: nobody knows how it went on */
  HELIO_WATCH_CHANGED, /* the rule was turned off or became another */
} HelioWatchEnd;

typedef struct {
  HelioWatchKind kind;
  gint64 begin; /* wall µs */
  gint64 end;   /* wall µs; 0: it goes on */
  HelioWatchEnd how;
  /* MATCH: the first message that matched; SILENCE: the last one that came; else and if none came: G_MAXUINT64, NULL */
  guint64 seq;
  char *topic;
  char *preview; /* start of its payload, one line, printable */
  gint64
      last; /* MATCH: wall µs of the newest message that matched; SILENCE: of the last that came, or 0 */
  guint64 count;  /* MATCH: messages that matched, all in this one event */
  double rate;    /* RATE: when it left the range, messages a second */
  double extreme; /* RATE: the farthest from the range */
} HelioWatchFacts;

#define HELIO_TYPE_WATCH_EVENT (helio_watch_event_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatchEvent, helio_watch_event, HELIO, WATCH_EVENT, GObject)

const HelioWatchFacts *helio_watch_event_get (HelioWatchEvent *self);

/* For the watch: texts are taken. */
HelioWatchEvent *helio_watch_event_new (const HelioWatchFacts *facts_taken);
/* What may still change; "changed" is emitted by helio_watch_event_tell(). */
HelioWatchFacts *helio_watch_event_edit (HelioWatchEvent *self);
void helio_watch_event_tell (HelioWatchEvent *self);

G_END_DECLS
