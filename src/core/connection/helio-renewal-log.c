// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-renewal-log.h"

#include "core/base/helio-util.h"

struct _HelioRenewalLog {
  GObject parent_instance;
  HelioClock *clock;
  GArray *spans;
  GArray *marks;
  GArray *outages;
  HelioCredential *credential; /* of the last span, while it is in use */
  guint renewals;
  gboolean away;   /* the last outage is not over */
  char *complaint; /* the failure that was noted last, so that it is noted once */
};

G_DEFINE_FINAL_TYPE (HelioRenewalLog, helio_renewal_log, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
mark_clear (gpointer data)
{
  g_clear_pointer (&((HelioRenewalMark *) data)->failure, g_free);
}

static void
finalize (GObject *object)
{
  HelioRenewalLog *self = HELIO_RENEWAL_LOG (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->outages, g_array_unref);
  g_clear_pointer (&self->credential, helio_credential_unref);
  g_clear_pointer (&self->complaint, g_free);
  G_OBJECT_CLASS (helio_renewal_log_parent_class)->finalize (object);
}

static void
helio_renewal_log_class_init (HelioRenewalLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  signals[CHANGED] = helio_signal_new ("changed", G_TYPE_FROM_CLASS (klass));
}

static void
helio_renewal_log_init (HelioRenewalLog *self)
{
  self->spans = g_array_new (FALSE, FALSE, sizeof (HelioCredentialSpan));
  self->marks = g_array_new (FALSE, FALSE, sizeof (HelioRenewalMark));
  g_array_set_clear_func (self->marks, mark_clear);
  self->outages = g_array_new (FALSE, FALSE, sizeof (HelioOutage));
}

HelioRenewalLog *
helio_renewal_log_new (HelioClock *clock)
{
  HelioRenewalLog *self = g_object_new (HELIO_TYPE_RENEWAL_LOG, NULL);

  self->clock = g_object_ref (clock);
  return self;
}

static void
make_room (GArray *array)
{
  if (array->len >= HELIO_RENEWAL_LOG_MAX)
    g_array_remove_range (array, 0, array->len - HELIO_RENEWAL_LOG_MAX + 1);
}

static gboolean
end_span (HelioRenewalLog *self, gint64 now)
{
  if (self->credential == NULL)
    return FALSE;
  g_array_index (self->spans, HelioCredentialSpan, self->spans->len - 1).to = now;
  g_clear_pointer (&self->credential, helio_credential_unref);
  return TRUE;
}

static gboolean
follow_credential (HelioRenewalLog *self, HelioCredential *credential, gint64 now)
{
  HelioCredentialSpan span = {0};

  if (credential == self->credential)
    return FALSE;
  end_span (self, now);
  if (credential == NULL)
    return TRUE;
  self->credential = helio_credential_ref (credential);
  span.from =
      now - (helio_clock_now_boot (self->clock) - helio_credential_get_obtained (credential));
  span.renew_at = helio_credential_get_renew_wall (credential);
  span.expires = helio_credential_get_expires_wall (credential);
  span.assumed = helio_credential_get_life_kind (credential) == HELIO_CREDENTIAL_LIFE_ASSUMED;
  make_room (self->spans);
  g_array_append_val (self->spans, span);
  return TRUE;
}

static gboolean
follow_renewals (HelioRenewalLog *self, const HelioRenewalState *state, gint64 now)
{
  HelioRenewalMark mark = {.at = now, .gap = state->last_gap};
  gboolean grown = state->renewals > self->renewals;

  self->renewals = state->renewals;
  if (!grown)
    return FALSE;
  make_room (self->marks);
  g_array_append_val (self->marks, mark);
  return TRUE;
}

static gboolean
follow_warning (HelioRenewalLog *self, const GError *warning, gint64 now)
{
  HelioRenewalMark mark = {.at = now, .gap = -1};
  const char *text = warning != NULL ? warning->message : NULL;

  if (g_strcmp0 (text, self->complaint) == 0)
    return FALSE;
  g_free (self->complaint);
  self->complaint = g_strdup (text);
  if (text == NULL)
    return FALSE;
  mark.failure = g_strdup (text);
  make_room (self->marks);
  g_array_append_val (self->marks, mark);
  return TRUE;
}

/* An outage that somebody asks for, or asks to end, is two: one that is meant and one that is not. */
static gboolean
follow_connection (HelioRenewalLog *self, const HelioRenewalState *state, gint64 now)
{
  const HelioOutage outage = {.from = now, .intended = !state->wanted};
  HelioOutage *last =
      self->away ? &g_array_index (self->outages, HelioOutage, self->outages->len - 1) : NULL;

  if (last != NULL && !state->connected && last->intended == outage.intended)
    return FALSE;
  if (last != NULL)
    last->to = now;
  /* Before the first credential there was nothing to be away from. */
  self->away = !state->connected && self->spans->len > 0;
  if (self->away) {
    make_room (self->outages);
    g_array_append_val (self->outages, outage);
  }
  return last != NULL || self->away;
}

void
helio_renewal_log_update (HelioRenewalLog *self, const HelioRenewalState *state)
{
  gint64 now = helio_clock_now_wall (self->clock);
  gboolean changed = follow_connection (self, state, now);

  changed |= follow_credential (self, state->credential, now);
  changed |= follow_renewals (self, state, now);
  changed |= follow_warning (self, state->warning, now);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

const HelioCredentialSpan *
helio_renewal_log_get_spans (HelioRenewalLog *self, guint *n_spans)
{
  *n_spans = self->spans->len;
  return (const HelioCredentialSpan *) self->spans->data;
}

const HelioRenewalMark *
helio_renewal_log_get_marks (HelioRenewalLog *self, guint *n_marks)
{
  *n_marks = self->marks->len;
  return (const HelioRenewalMark *) self->marks->data;
}

const HelioOutage *
helio_renewal_log_get_outages (HelioRenewalLog *self, guint *n_outages)
{
  *n_outages = self->outages->len;
  return (const HelioOutage *) self->outages->data;
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

void
helio_renewal_log_summarize (HelioRenewalLog *self, HelioRenewalSummary *summary)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (gint64));

  *summary = (HelioRenewalSummary){.median_gap = -1, .longest_gap = -1};
  for (guint i = 0; i < self->marks->len; i++) {
    const HelioRenewalMark *mark = &g_array_index (self->marks, HelioRenewalMark, i);

    if (mark->failure != NULL)
      summary->failed++;
    else
      g_array_append_val (gaps, mark->gap);
  }
  summary->worked = gaps->len;
  if (gaps->len > 0) {
    g_array_sort (gaps, compare_gaps);
    summary->median_gap = g_array_index (gaps, gint64, gaps->len / 2);
    summary->longest_gap = g_array_index (gaps, gint64, gaps->len - 1);
  }
}
