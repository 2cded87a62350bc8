// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Beyond the year 9999 there is no date to show, and no sum to be afraid of. */
#define SECONDS_MAX 253402300799.0
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* "3 h 12 min" and the like, of at most two units. */
static char *
format_span (gint64 seconds)
{
  gint64 span = seconds < 0 ? -seconds : seconds;

  if (span < MINUTE)
    return g_strdup_printf (C_ ("span", "%d s"), (int) span);
  if (span < HOUR)
    return g_strdup_printf (C_ ("span", "%d min"), (int) (span / MINUTE));
  if (span < DAY)
    return g_strdup_printf (C_ ("span", "%d h %d min"),
                            (int) (span / HOUR),
                            (int) (span % HOUR / MINUTE));
  return g_strdup_printf (C_ ("span", "%d d"), (int) (span / DAY));
}

static char *
format_time (const HelioTokenFacts *facts, gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *date =
      time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");
  g_autofree char *span = format_span (seconds - facts->now);

  if (seconds > facts->now)
    /* Translators: a time in UTC, and how far away it is */
    return g_strdup_printf (C_ ("token", "%s UTC, in %s"), date, span);
  return g_strdup_printf (C_ ("token", "%s UTC, %s ago"), date, span);
}

/* A NumericDate. FALSE: the row has been dealt with, but for one that is absent. */
static gboolean
read_time (const HelioTokenFacts *facts,
           HelioCheckRow *row,
           const char *name,
           gboolean *absent,
           gint64 *seconds)
{
  g_autoptr (HelioJson) member = helio_json_get (facts->payload, name);
  g_autofree char *text = NULL;
  double value;

  *absent = !helio_json_has (facts->payload, name);
  if (*absent) {
    helio_check_row_set_value (row, C_ ("token", "not given"));
    return FALSE;
  }
  if (!helio_json_as_double (member, &value) || !isfinite (value) || fabs (value) > SECONDS_MAX) {
    text = helio_json_to_text (member, FALSE);
    helio_check_row_set_value (row, text);
    helio_token_row_fail (row, C_ ("token", "It is not a time in seconds since 1970."), NULL, NULL);
    return FALSE;
  }
  *seconds = (gint64) floor (value);
  text = format_time (facts, *seconds);
  helio_check_row_set_value (row, text);
  return TRUE;
}

static gboolean
clock_is_off (const HelioTokenFacts *facts)
{
  return facts->clock_offset != G_MAXINT64 &&
         ABS (facts->clock_offset) > HELIO_TOKEN_LEEWAY * G_USEC_PER_SEC;
}

void
helio_token_row_expiry (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  static const char *const causes[] = {
      NC_ ("token", "It was used after its time; the lifetime is set with the API in Auth0."),
      NC_ ("token", "It was kept somewhere instead of being asked for anew."),
      NULL,
  };
  gboolean absent;
  gint64 seconds;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  if (!read_time (facts, row, "exp", &absent, &seconds)) {
    if (absent)
      helio_token_row_fail (
          row,
          C_ ("token", "The token never expires by itself; services refuse that."),
          NULL,
          NULL);
  } else if (seconds <= facts->now)
    helio_token_row_fail (row,
                          C_ ("token", "The token has expired."),
                          causes,
                          C_ ("token", "Sign in again, or get a new token."));
  else if (seconds - facts->now < HELIO_TOKEN_LEEWAY)
    helio_check_row_set (row,
                         HELIO_CHECK_PASS,
                         C_ ("token", "It is about to expire: it may be too old when it arrives."),
                         NULL);
  else
    helio_check_row_set (row,
                         HELIO_CHECK_PASS,
                         clock_is_off (facts)
                             ? C_ ("token", "By the issuer's clock; this computer's is off.")
                             : NULL,
                         NULL);
}

void
helio_token_row_not_before (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  gboolean absent;
  gint64 seconds;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  if (!read_time (facts, row, "nbf", &absent, &seconds)) {
    if (absent)
      helio_check_row_set (row, HELIO_CHECK_INFO, NULL, NULL);
  } else if (seconds > facts->now + HELIO_TOKEN_LEEWAY)
    helio_token_row_fail (
        row,
        C_ ("token", "The token is not valid yet."),
        NULL,
        C_ ("token", "Wait, or check the clocks of this computer and the issuer."));
  else
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
}

void
helio_token_row_issued (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  gboolean absent;
  gint64 seconds;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  if (!read_time (facts, row, "iat", &absent, &seconds)) {
    if (absent)
      helio_check_row_set (row, HELIO_CHECK_INFO, NULL, NULL);
  } else if (seconds > facts->now + HELIO_TOKEN_LEEWAY)
    helio_token_row_fail (
        row,
        facts->clock_offset != G_MAXINT64
            ? C_ ("token", "It claims to be made in the future, by the issuer's own clock.")
            : C_ ("token", "It claims to be made in the future, by this computer's clock."),
        NULL,
        C_ ("token", "Check the clocks of this computer and of who made the token."));
  else
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
}

void
helio_token_row_clock (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  gint64 seconds;
  g_autofree char *span = NULL, *value = NULL;

  if (facts->clock_offset == G_MAXINT64) {
    helio_check_row_set (row,
                         facts->fetching ? HELIO_CHECK_PENDING : HELIO_CHECK_UNCHECKED,
                         facts->fetching ? NULL : C_ ("token", "The issuer has not told its time."),
                         NULL);
    return;
  }
  seconds = facts->clock_offset / G_USEC_PER_SEC;
  span = format_span (seconds);
  value = seconds > 0   ? g_strdup_printf (C_ ("token", "%s behind the issuer's"), span)
          : seconds < 0 ? g_strdup_printf (C_ ("token", "%s ahead of the issuer's"), span)
                        : g_strdup (C_ ("token", "as the issuer's"));
  helio_check_row_set_value (row, value);
  if (clock_is_off (facts))
    helio_token_row_fail (
        row,
        C_ ("token",
            "Times are judged by the issuer's clock here; other programs may use this one."),
        NULL,
        C_ ("token", "Set this computer's clock."));
  else
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
}
