// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/watch/helio-watch-words.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/status/helio-status.h"

#include <glib/gi18n.h>

#define TOPIC_CHARS 200
#define CONDITION_CHARS 200

static char *
format_seconds (guint seconds)
{
  if (seconds % 3600 == 0)
    return g_strdup_printf (C_ ("duration", "%u h"), seconds / 3600);
  if (seconds % 60 == 0)
    return g_strdup_printf (C_ ("duration", "%u min"), seconds / 60);
  return g_strdup_printf (C_ ("duration", "%u s"), seconds);
}

static char *
describe_rate (const HelioWatchTerms *terms, const char *filter)
{
  if (terms->max < 0)
    /* Translators: a rate, and a topic filter */
    return g_strdup_printf (C_ ("watch", "Fewer than %.6g messages a second on %s"),
                            terms->min,
                            filter);
  if (terms->min == 0)
    return g_strdup_printf (C_ ("watch", "More than %.6g messages a second on %s"),
                            terms->max,
                            filter);
  return g_strdup_printf (C_ ("watch", "Fewer than %.6g or more than %.6g messages a second on %s"),
                          terms->min,
                          terms->max,
                          filter);
}

char *
helio_watch_words_describe (const HelioWatchTerms *terms)
{
  g_autofree char *filter = helio_printable (terms->filter, -1, TOPIC_CHARS);
  g_autofree char *condition = NULL;
  g_autofree char *time = NULL;

  switch (terms->kind) {
    case HELIO_WATCH_RATE:
      return describe_rate (terms, filter);
    case HELIO_WATCH_SILENCE:
      time = format_seconds (terms->seconds);
      /* Translators: a topic filter, and a time such as "2 min" */
      return g_strdup_printf (C_ ("watch", "No message on %s for %s"), filter, time);
    case HELIO_WATCH_MATCH:
    default:
      if (terms->condition == NULL)
        return g_strdup_printf (C_ ("watch", "Any message on %s"), filter);
      condition = helio_printable (terms->condition, -1, CONDITION_CHARS);
      /* Translators: a condition such as "severity > 3", and a topic filter */
      return g_strdup_printf (C_ ("watch", "%s on %s"), condition, filter);
  }
}

char *
helio_watch_words_title (const HelioWatchTerms *terms)
{
  return terms->name != NULL ? helio_printable (terms->name, -1, TOPIC_CHARS)
                             : helio_watch_words_describe (terms);
}

static char *
describe_raised (HelioWatch *watch)
{
  HelioWatchEvent *event = helio_watch_peek_last (watch);
  g_autofree char *since = helio_status_format_time (helio_watch_get_since (watch));
  g_autofree char *count = NULL;

  if (event == NULL || helio_watch_event_get (event)->kind != HELIO_WATCH_MATCH)
    return g_strdup_printf (C_ ("watch", "Raised since %s"), since);
  count = helio_format_n_messages (helio_watch_event_get (event)->count);
  /* Translators: a time, and "5,000 messages" */
  return g_strdup_printf (C_ ("watch", "Raised since %s · %s"), since, count);
}

char *
helio_watch_words_state (HelioWatch *watch)
{
  HelioWatchEvent *last = helio_watch_peek_last (watch);
  g_autofree char *time = NULL;

  switch (helio_watch_get_state (watch)) {
    case HELIO_WATCH_RAISED:
      return describe_raised (watch);
    case HELIO_WATCH_BLIND:
      return g_strdup (helio_watch_get_sight (watch) == HELIO_WATCH_NOT_CONNECTED
                           ? C_ ("watch", "Cannot tell: not connected")
                           : C_ ("watch", "Cannot tell: no subscription brings these topics"));
    case HELIO_WATCH_OFF:
      return g_strdup (C_ ("watch", "Off"));
    case HELIO_WATCH_QUIET:
    default:
      if (last == NULL)
        return g_strdup (C_ ("watch", "Quiet"));
      time = helio_status_format_time (helio_watch_event_get (last)->begin);
      return g_strdup_printf (C_ ("watch", "Quiet · last raised at %s"), time);
  }
}

char *
helio_watch_words_event (HelioWatchEvent *event)
{
  const HelioWatchFacts *facts = helio_watch_event_get (event);
  g_autofree char *time = NULL;

  switch (facts->kind) {
    case HELIO_WATCH_MATCH:
      return helio_printable (facts->topic, -1, TOPIC_CHARS);
    case HELIO_WATCH_SILENCE:
      if (facts->last == 0)
        return g_strdup (C_ ("watch", "No message came"));
      time = helio_status_format_time (facts->last);
      return g_strdup_printf (C_ ("watch", "No message since %s"), time);
    case HELIO_WATCH_RATE:
    default:
      if (facts->extreme > facts->rate)
        return g_strdup_printf (C_ ("watch", "%.3g messages a second, then up to %.3g"),
                                facts->rate,
                                facts->extreme);
      if (facts->extreme < facts->rate)
        return g_strdup_printf (C_ ("watch", "%.3g messages a second, then down to %.3g"),
                                facts->rate,
                                facts->extreme);
      return g_strdup_printf (C_ ("watch", "%.3g messages a second"), facts->rate);
  }
}

static char *
describe_end (const HelioWatchFacts *facts)
{
  g_autofree char *lasted = helio_format_duration (facts->end - facts->begin);

  switch (facts->how) {
    case HELIO_WATCH_CALM:
      return facts->kind == HELIO_WATCH_MATCH
                 ? NULL
                 : g_strdup_printf (C_ ("watch", "Back in its range after %s"), lasted);
    case HELIO_WATCH_CAME:
      return g_strdup_printf (C_ ("watch", "A message came after %s more"), lasted);
    case HELIO_WATCH_AWAY:
      return g_strdup_printf (C_ ("watch", "Nobody could tell any more after %s"), lasted);
    case HELIO_WATCH_CHANGED:
      return g_strdup_printf (C_ ("watch", "The rule was changed after %s"), lasted);
    case HELIO_WATCH_GOES_ON:
    default:
      return g_strdup (C_ ("watch", "Still so"));
  }
}

static char *
describe_more (const HelioWatchFacts *facts)
{
  g_autofree char *count = helio_format_count (facts->count - 1);
  g_autofree char *last = helio_status_format_time (facts->last);

  if (facts->count <= 1)
    return NULL;
  /* Translators: a number, already written out, and a time */
  return g_strdup_printf (NP_ ("watch",
                               "and %s more message, at %s",
                               "and %s more messages, the last at %s",
                               facts->count - 1),
                          count,
                          last);
}

char *
helio_watch_words_event_detail (HelioWatchEvent *event)
{
  const HelioWatchFacts *facts = helio_watch_event_get (event);
  g_autofree char *more = NULL;

  if (facts->kind != HELIO_WATCH_MATCH)
    return describe_end (facts);
  more = describe_more (facts);
  if (more == NULL)
    return *facts->preview != '\0' ? g_strdup (facts->preview) : NULL;
  return *facts->preview != '\0' ? g_strdup_printf ("%s\n%s", facts->preview, more)
                                 : g_steal_pointer (&more);
}

const char *
helio_watch_words_icon (HelioWatchState state)
{
  switch (state) {
    case HELIO_WATCH_RAISED:
      return "helio-watch-symbolic";
    case HELIO_WATCH_BLIND:
      return "helio-check-unknown-symbolic";
    case HELIO_WATCH_QUIET:
      return "emblem-ok-symbolic";
    case HELIO_WATCH_OFF:
    default:
      return "helio-state-idle-symbolic";
  }
}

const char *
helio_watch_words_style (HelioWatchState state)
{
  switch (state) {
    case HELIO_WATCH_RAISED:
      return "warning";
    case HELIO_WATCH_QUIET:
      return "success";
    case HELIO_WATCH_BLIND:
    case HELIO_WATCH_OFF:
    default:
      return "dim-label";
  }
}
