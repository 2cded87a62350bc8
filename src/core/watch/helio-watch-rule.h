// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a person wants to be told of: one rule as an immutable value, and a list of them as the text of a file. Pure. */

#include "core/base/helio-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One bit of a word for each of them: helio-watcher.c. */
#define HELIO_WATCH_RULES_MAX 64
#define HELIO_WATCH_NAME_MAX 200
#define HELIO_WATCH_SECONDS_MAX (7 * 24 * 3600)
#define HELIO_WATCH_WINDOW_MAX 3600
#define HELIO_WATCH_RATE_MAX 1e6
#define HELIO_WATCH_FILE_MAX (1024 * 1024)

typedef enum {
  HELIO_WATCH_MATCH,   /* a message on the filter that the condition is true of */
  HELIO_WATCH_SILENCE, /* no message on the filter for so many seconds */
  HELIO_WATCH_RATE,    /* messages a second on the filter, over so many seconds, leave the range */
} HelioWatchKind;

typedef struct {
  const char *id;   /* (nullable) when made: a new one */
  const char *name; /* (nullable): called by what it watches */
  gboolean enabled;
  HelioWatchKind kind;
  const char *filter;    /* as MQTT has it, without $share and placeholders */
  const char *condition; /* MATCH: helio-query.h; (nullable): any message */
  /* SILENCE: for how long; RATE: the window, at most HELIO_WATCH_WINDOW_MAX; MATCH: when nothing has matched for so
   * long, the next match is news again. */
  guint seconds;
  double min, max; /* RATE: a second; min 0: no lower limit; max negative: no upper limit */
  /* Retained messages that a broker sends because one subscribes are old: they count only if this is set. */
  gboolean retained;
} HelioWatchTerms;

/* Which of them is not good. */
typedef enum {
  HELIO_WATCH_FIELD_NONE,
  HELIO_WATCH_FIELD_ID,
  HELIO_WATCH_FIELD_NAME,
  HELIO_WATCH_FIELD_FILTER,
  HELIO_WATCH_FIELD_CONDITION,
  HELIO_WATCH_FIELD_SECONDS,
  HELIO_WATCH_FIELD_RANGE,
} HelioWatchField;

typedef struct _HelioWatchRule HelioWatchRule;

/**
 * helio_watch_rule_new:
 * @field: (nullable) (out): what is wrong
 *
 * What does not belong to its kind is left out. Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA, or
 * TOO_LARGE of the condition.
 */
HelioWatchRule *
helio_watch_rule_new (const HelioWatchTerms *terms, HelioWatchField *field, GError **error);
HelioWatchRule *helio_watch_rule_ref (HelioWatchRule *self);
void helio_watch_rule_unref (HelioWatchRule *self);
const HelioWatchTerms *helio_watch_rule_get (const HelioWatchRule *self);
/* The same rule, on or off. Returns: (transfer full). */
HelioWatchRule *helio_watch_rule_with_enabled (const HelioWatchRule *self, gboolean enabled);
/* Whether they watch the same, whatever they are called and whether they are on. */
gboolean helio_watch_rule_watches_alike (const HelioWatchRule *a, const HelioWatchRule *b);

/* @rules: (element-type HelioWatchRule). Returns: (transfer full): JSON, with a line break at its end. */
char *helio_watch_rules_to_text (GPtrArray *rules);
/* Returns: (transfer full) (element-type HelioWatchRule): NULL with HELIO_ERROR_INVALID_DATA that names the JSON path, or
 * HELIO_ERROR_TOO_LARGE. A text that has one fault is refused as a whole. */
GPtrArray *helio_watch_rules_parse (const char *text, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioWatchRule, helio_watch_rule_unref)

G_END_DECLS
