// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The values of a topic, or of all that match a filter, over time: payloads that are numbers, or one member of payloads
 * that are JSON. Reads the store in slices by sequence number, as a view does; keeps numbers, not messages. Main
 * thread. */

#include "core/store/helio-message-store.h"
#include "core/store/helio-series-data.h"

G_BEGIN_DECLS

/* Of a payload that is larger nothing is read; it counts as too large. */
#define HELIO_SERIES_PAYLOAD_MAX (1024 * 1024)
#define HELIO_SERIES_DEPTH_MAX 16
#define HELIO_SERIES_MEMBERS_MAX 64

#define HELIO_TYPE_SERIES (helio_series_get_type ())
G_DECLARE_FINAL_TYPE (HelioSeries, helio_series, HELIO, SERIES, GObject)

/* Messages of the topic or filter, each in one of these. */
typedef struct {
  guint64 values;
  guint64 not_numbers; /* the payload, or the member, is none */
  guint64 missing;     /* no JSON, or the member is not in it */
  guint64 too_large;   /* HELIO_SERIES_PAYLOAD_MAX, or not kept */
  guint64 unread;      /* of any topic: were evicted before this series came to them */
} HelioSeriesCounts;

/**
 * helio_series_new:
 * @filter: a topic or a topic filter
 * @member: (nullable): "temp", "a.b", "list.0.x", "\"a name with . in it\".b"; NULL: the payload is the number
 *
 * Begins with the oldest message in @store. Numbers that were sent as text count, and true and false as 1 and 0.
 *
 * Returns: NULL with HELIO_ERROR_INVALID_DATA if @filter or @member are not valid.
 */
HelioSeries *
helio_series_new (HelioMessageStore *store, const char *filter, const char *member, GError **error);

const char *helio_series_get_filter (HelioSeries *self);
const char *helio_series_get_member (HelioSeries *self); /* (nullable) */
HelioSeriesData *helio_series_get_data (HelioSeries *self);
const HelioSeriesCounts *helio_series_get_counts (HelioSeries *self);
/* The first characters of the newest payload that was no value, one line, printable. (nullable) */
const char *helio_series_get_last_other (HelioSeries *self);

/* Takes in what is new, for at most @length µs; some of it however short that is. TRUE if there is more to be done.
 * After helio_message_store_clear() it is empty and begins again. */
gboolean helio_series_flush (HelioSeries *self, gint64 length);

/* The names in a @member, outermost first. Returns: (transfer full): NULL if it is none: an empty name without quotes,
 * a quote that does not end, or too many. */
GStrv helio_series_split_member (const char *member);
/* The other way round: adds a name to a @member, in quotes where it needs them. */
void helio_series_append_name (GString *member, const char *name);

/* What of a payload could be drawn: members that are numbers, in the order of the text, at most
 * HELIO_SERIES_MEMBERS_MAX; of an array the first eight elements. @is_number: (out): the whole payload is one.
 * Returns: (transfer full). Any thread; takes the payload apart once, some 10 ms for a large one. */
GStrv helio_series_find_members (GBytes *payload, gboolean *is_number);
/* The same in another thread. NULL with G_IO_ERROR_CANCELLED only. */
void helio_series_find_members_async (GBytes *payload,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GStrv helio_series_find_members_finish (GAsyncResult *result, gboolean *is_number, GError **error);

/* RFC 4180: name, begin, end, mean, minimum, maximum, count of what was read; times are UTC. A name that begins as a
 * formula does gets an apostrophe in front. Appends to @csv; with the header if that is empty. */
void helio_series_append_csv (GString *csv, const char *name, const GArray *buckets);

G_END_DECLS
