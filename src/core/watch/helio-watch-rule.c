// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/watch/helio-watch-rule.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-query.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define ID_MAX 64

struct _HelioWatchRule {
  gatomicrefcount ref_count;
  HelioWatchTerms terms; /* with texts of its own */
};

HelioWatchRule *
helio_watch_rule_ref (HelioWatchRule *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_watch_rule_unref (HelioWatchRule *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free ((char *) self->terms.id);
  g_free ((char *) self->terms.name);
  g_free ((char *) self->terms.filter);
  g_free ((char *) self->terms.condition);
  g_free (self);
}

const HelioWatchTerms *
helio_watch_rule_get (const HelioWatchRule *self)
{
  return &self->terms;
}

static gboolean
check_id (const char *id, GError **error)
{
  const gsize length = strlen (id);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (id[i]) && id[i] != '-')
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_DATA,
                              NULL,
                              C_ ("error", "An id has letters, digits and “-” only"));
  if (length == 0 || length > ID_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            C_ ("error", "An id has between 1 and %d characters"),
                            ID_MAX);
  return TRUE;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (!g_utf8_validate (name, -1, NULL) || strlen (name) > HELIO_WATCH_NAME_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("remedy", "Choose a shorter one, or none."),
                            C_ ("error", "A name has at most %d bytes"),
                            HELIO_WATCH_NAME_MAX);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_DATA,
                              C_ ("remedy", "Write it in one line."),
                              C_ ("error", "The name has a control character"));
  return TRUE;
}

static gboolean
check_filter (const char *filter, GError **error)
{
  if (!helio_topic_validate_filter (filter, error))
    return FALSE;
  if (helio_topic_is_shared (filter))
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("remedy", "Leave out “$share” and the group: a rule looks at topics as they come in."),
        C_ ("error", "A rule cannot watch a shared subscription"));
  return TRUE;
}

static gboolean
check_condition (const char *condition, GError **error)
{
  g_autoptr (HelioQuery) query = helio_query_parse (condition, NULL, error);

  return query != NULL;
}

static gboolean
check_seconds (const HelioWatchTerms *terms, GError **error)
{
  const guint max =
      terms->kind == HELIO_WATCH_RATE ? HELIO_WATCH_WINDOW_MAX : HELIO_WATCH_SECONDS_MAX;

  if (terms->seconds >= 1 && terms->seconds <= max)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          NULL,
                          C_ ("error", "The time is between 1 and %u seconds"),
                          max);
}

static gboolean
check_range (const HelioWatchTerms *terms, GError **error)
{
  if (!isfinite (terms->min) || !isfinite (terms->max) || terms->min < 0 ||
      terms->min > HELIO_WATCH_RATE_MAX || terms->max > HELIO_WATCH_RATE_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            C_ ("error", "Rates are between 0 and %d messages a second"),
                            (int) HELIO_WATCH_RATE_MAX);
  if (terms->min == 0 && terms->max < 0)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("remedy", "Give the least or the most that is normal, or both."),
                            C_ ("error", "Every rate is inside of this range"));
  if (terms->max >= 0 && terms->max < terms->min)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("remedy", "The most must not be less than the least."),
                            C_ ("error", "No rate is inside of this range"));
  return TRUE;
}

static HelioWatchField
find_fault (const HelioWatchTerms *terms, GError **error)
{
  if (terms->id != NULL && !check_id (terms->id, error))
    return HELIO_WATCH_FIELD_ID;
  if (terms->name != NULL && !check_name (terms->name, error))
    return HELIO_WATCH_FIELD_NAME;
  if (!check_filter (terms->filter != NULL ? terms->filter : "", error))
    return HELIO_WATCH_FIELD_FILTER;
  if (terms->kind == HELIO_WATCH_MATCH && !check_condition (terms->condition, error))
    return HELIO_WATCH_FIELD_CONDITION;
  if (!check_seconds (terms, error))
    return HELIO_WATCH_FIELD_SECONDS;
  if (terms->kind == HELIO_WATCH_RATE && !check_range (terms, error))
    return HELIO_WATCH_FIELD_RANGE;
  return HELIO_WATCH_FIELD_NONE;
}

/* A text without blanks around it; NULL if there is nothing in it. */
static char *
take_text (const char *text)
{
  char *copy = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*copy == '\0')
    g_clear_pointer (&copy, g_free);
  return copy;
}

HelioWatchRule *
helio_watch_rule_new (const HelioWatchTerms *terms, HelioWatchField *field, GError **error)
{
  const HelioWatchField fault = find_fault (terms, error);
  HelioWatchRule *self;

  if (field != NULL)
    *field = fault;
  if (fault != HELIO_WATCH_FIELD_NONE)
    return NULL;
  self = g_new0 (HelioWatchRule, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->terms = *terms;
  self->terms.id = terms->id != NULL ? g_strdup (terms->id) : g_uuid_string_random ();
  self->terms.name = take_text (terms->name);
  self->terms.filter = g_strdup (terms->filter);
  self->terms.condition = terms->kind == HELIO_WATCH_MATCH ? take_text (terms->condition) : NULL;
  if (terms->kind != HELIO_WATCH_RATE) {
    self->terms.min = 0;
    self->terms.max = -1;
  } else if (terms->max < 0)
    self->terms.max = -1;
  return self;
}

HelioWatchRule *
helio_watch_rule_with_enabled (const HelioWatchRule *self, gboolean enabled)
{
  HelioWatchTerms terms = self->terms;

  terms.enabled = enabled;
  return helio_watch_rule_new (&terms, NULL, NULL);
}

gboolean
helio_watch_rule_watches_alike (const HelioWatchRule *a, const HelioWatchRule *b)
{
  const HelioWatchTerms *x = &a->terms, *y = &b->terms;

  return x->kind == y->kind && g_str_equal (x->filter, y->filter) &&
         g_strcmp0 (x->condition, y->condition) == 0 && x->seconds == y->seconds &&
         x->min == y->min && x->max == y->max && !x->retained == !y->retained;
}
