// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The claim with topic filters that CloudSignal's guides add to a token, one member whose name is a whole URL
 * (auth.md §2.6). Its value is whatever an Action put there, so every shape is read. Pure. */

#include "core/base/helio-json.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_TOPICS_ABSENT,
  HELIO_TOPICS_LIST,   /* an array, as the guides have it */
  HELIO_TOPICS_TEXT,   /* one text */
  HELIO_TOPICS_OBJECT, /* filters are taken from the lists in it */
  HELIO_TOPICS_OTHER,  /* a number and the like: nothing to take */
} HelioTopicsKind;

typedef struct {
  HelioTopicsKind kind;
  GPtrArray *filters; /* char *: valid ones, each once, in their order */
  GPtrArray *invalid; /* char *: texts that are no topic filter */
  guint n_other;      /* entries of a list that are no text */
  char *raw;          /* (nullable): the value as JSON */
  char *misnamed;     /* (nullable): with ABSENT, a claim that was meant to be it */
} HelioTokenTopics;

/* @payload: (nullable). */
HelioTokenTopics *helio_token_topics_read (const HelioJson *payload);
void helio_token_topics_free (HelioTokenTopics *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTokenTopics, helio_token_topics_free)

G_END_DECLS
