// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-credential-answer.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Epoch numbers from here on are milliseconds: as seconds it would be the year 5138. */
#define EPOCH_MILLISECONDS 1e11

typedef struct {
  gboolean present;
  double value; /* seconds; for points in time since the epoch */
} Number;

static const char *
get_text (HelioJson *object, const char *name)
{
  const char *text = object != NULL ? helio_json_get_string (object, name) : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
bad_expiry (GError **error, const char *name)
{
  return helio_error_set (
      error,
      HELIO_ERROR_EXCHANGE_EXPIRY,
      C_ ("error", "The service that answered has to be mended; nothing here can help."),
      C_ ("error", "The credential's “%s” is neither a number nor a time."),
      name);
}

/* A number or a text that is one; with @time also ISO 8601. null counts as absent. */
static gboolean
read_number (HelioJson *object, const char *name, gboolean time, Number *number, GError **error)
{
  g_autoptr (HelioJson) member = helio_json_get (object, name);
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GTimeZone) utc = NULL;
  const char *text;
  char *end = NULL;

  if (member == NULL || helio_json_get_kind (member) == HELIO_JSON_NULL)
    return TRUE;
  number->present = TRUE;
  if (!helio_json_as_double (member, &number->value)) {
    text = helio_json_as_string (member);
    if (text == NULL || strlen (text) > 64)
      return bad_expiry (error, name);
    number->value = g_ascii_strtod (text, &end);
    if (end == text || *end != '\0') {
      utc = g_time_zone_new_utc ();
      date = time ? g_date_time_new_from_iso8601 (text, utc) : NULL;
      if (date == NULL)
        return bad_expiry (error, name);
      number->value = (double) g_date_time_to_unix (date) +
                      (double) g_date_time_get_microsecond (date) / G_USEC_PER_SEC;
    }
  }
  if (!isfinite (number->value))
    return bad_expiry (error, name);
  if (time && number->value >= EPOCH_MILLISECONDS)
    number->value /= 1000;
  return TRUE;
}

/* The first of the names that is there. */
static gboolean
read_first (HelioJson *object,
            const char *const *names,
            gboolean time,
            Number *number,
            GError **error)
{
  for (; *names != NULL && !number->present; names++)
    if (!read_number (object, *names, time, number, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_life (double life, gboolean own_clock, GError **error)
{
  if (life < 1)
    return helio_error_set (
        error,
        HELIO_ERROR_EXCHANGE_EXPIRY,
        own_clock ? C_ ("error", "Check this computer's clock, then try again.")
                  : C_ ("error", "The service that answered has to be mended; try again later."),
        C_ ("error", "The credential that was answered has expired already."));
  if (life > (double) HELIO_CREDENTIAL_LIFE_MAX)
    return helio_error_set (
        error,
        HELIO_ERROR_EXCHANGE_EXPIRY,
        C_ ("error", "The service that answered has to be mended; nothing here can help."),
        C_ ("error", "The credential's expiry is more than ten years away; this is not believed."));
  return TRUE;
}

/* Life and recommended renewal. What the service gives relative to its own clock is preferred, since that
 * is right whatever our clock says. */
static gboolean
read_life (HelioJson *answer,
           const HelioCredentialContext *context,
           HelioCredentialInit *init,
           GError **error)
{
  static const char *const in_names[] = {"expires_in", "expiresIn", NULL};
  static const char *const at_names[] = {"expires_at", "expiresAt", NULL};
  Number in = {0}, at = {0}, recommended = {0};
  gboolean own_clock = context->server_date == 0;
  double now =
      (double) (own_clock ? context->requested_wall : context->server_date) / G_USEC_PER_SEC;
  double life;

  if (!read_first (answer, in_names, FALSE, &in, error) ||
      !read_first (answer, at_names, TRUE, &at, error))
    return FALSE;
  if (!in.present && !at.present) {
    init->life_kind = HELIO_CREDENTIAL_LIFE_ASSUMED;
    return TRUE;
  }
  life = in.present ? in.value : at.value - now;
  if (!check_life (life, !in.present && own_clock, error))
    return FALSE;
  /* Both are given and contradict each other as no clock can explain. */
  if (in.present && at.present && !own_clock && !check_life (at.value - now, FALSE, error))
    return FALSE;
  init->life_kind = HELIO_CREDENTIAL_LIFE_STATED;
  init->life = (gint64) (life * G_USEC_PER_SEC);

  /* Only advice: one that cannot be read is as good as none. */
  if (read_number (answer, "refresh_recommended_at", TRUE, &recommended, NULL) &&
      recommended.present) {
    double from_start =
        at.present ? life - (at.value - recommended.value) : recommended.value - now;

    if (from_start > 0 && from_start < life)
      init->recommended = (gint64) (from_start * G_USEC_PER_SEC);
  }
  return TRUE;
}

static gboolean
missing (HelioJson *answer, const char *what, GError **error)
{
  g_auto (GStrv) names = helio_json_get_names (answer);
  g_autofree char *joined = g_strjoinv (", ", names);
  g_autofree char *shown = helio_printable (joined, -1, 120);

  return helio_error_set (error,
                          HELIO_ERROR_BAD_ANSWER,
                          C_ ("error",
                              "The answer should have mqtt_username and mqtt_password. Check that "
                              "the address is that of "
                              "the service that makes MQTT credentials."),
                          C_ ("error", "The answer has no %s. It has: %s."),
                          what,
                          *shown != '\0' ? shown : C_ ("error", "nothing"));
}

/* A token by itself: who it is for has to come from another member. */
static char *
name_of_token (HelioJson *answer, const char *organization)
{
  const char *user = get_text (answer, "user_id");

  if (user == NULL)
    user = get_text (answer, "user_email");
  if (user == NULL || strchr (user, '@') != NULL || organization == NULL)
    return g_strdup (user);
  return g_strconcat (user, "@", organization, NULL);
}

static gboolean
check_text (const char *text, const char *what, GError **error)
{
  gsize length = strlen (text);

  if (length > HELIO_CREDENTIAL_TEXT_MAX)
    return helio_error_set (
        error,
        HELIO_ERROR_TOO_LARGE,
        C_ ("error", "If it is a token, take claims out of it: MQTT has no room for more."),
        C_ ("error", "The %s that was answered is %u bytes long; MQTT allows %u."),
        what,
        (guint) length,
        HELIO_CREDENTIAL_TEXT_MAX);
  return TRUE;
}

HelioCredential *
helio_credential_answer_read (HelioJson *answer,
                              const HelioCredentialContext *context,
                              GError **error)
{
  g_autoptr (HelioJson) nested = NULL;
  g_autoptr (HelioSecret) secret = NULL;
  g_autofree char *username = NULL;
  const char *password;
  HelioCredentialInit init = {.obtained_boot = context->requested_boot,
                              .obtained_wall = context->requested_wall,
                              .jitter = context->jitter,
                              .method = context->method};

  if (helio_json_get_kind (answer) != HELIO_JSON_OBJECT) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("error", "Check that the address is that of the right service."),
                     C_ ("error", "The answer is not a JSON object."));
    return NULL;
  }
  nested = helio_json_get_object (answer, "mqtt_credentials");
  username = g_strdup (get_text (answer, "mqtt_username"));
  if (username == NULL)
    username = g_strdup (get_text (nested, "username"));
  if (username == NULL)
    username = g_strdup (get_text (answer, "username"));

  password = get_text (answer, "mqtt_password");
  if (password == NULL)
    password = get_text (nested, "password");
  if (password == NULL)
    password = get_text (answer, "token_password");
  if (password == NULL)
    password = get_text (answer, "password");
  if (password == NULL) {
    password = get_text (answer, "token");
    if (password == NULL)
      password = get_text (answer, "access_token");
    if (password != NULL && username == NULL)
      username = name_of_token (answer, context->organization);
  }
  if (password == NULL) {
    missing (answer, C_ ("credential", "password"), error);
    return NULL;
  }
  if (username == NULL) {
    missing (answer, C_ ("credential", "username"), error);
    return NULL;
  }
  if (!check_text (username, C_ ("credential", "username"), error) ||
      !check_text (password, C_ ("credential", "password"), error) ||
      !read_life (answer, context, &init, error))
    return NULL;

  init.username = username;
  init.password = secret = helio_secret_new (password);
  init.provider = get_text (answer, "provider");
  init.user_id = get_text (answer, "user_id");
  init.user_email = get_text (answer, "user_email");
  init.token_id = get_text (answer, "token_id");
  return helio_credential_new (&init);
}
