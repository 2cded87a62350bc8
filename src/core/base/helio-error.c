// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  char *remedy;
  char *detail;
  double retry_after;
  int reason_code;
  const char *diagnosis; /* static */
} HelioErrorPrivate;

#define DETAIL_MAX 512

static void
helio_error_private_init (HelioErrorPrivate *priv)
{
  priv->retry_after = -1;
  priv->reason_code = -1;
}

static void
helio_error_private_copy (const HelioErrorPrivate *from, HelioErrorPrivate *to)
{
  to->remedy = g_strdup (from->remedy);
  to->detail = g_strdup (from->detail);
  to->retry_after = from->retry_after;
  to->reason_code = from->reason_code;
  to->diagnosis = from->diagnosis;
}

static void
helio_error_private_clear (HelioErrorPrivate *priv)
{
  g_free (priv->remedy);
  g_free (priv->detail);
}

G_DEFINE_EXTENDED_ERROR (HelioError, helio_error)

static HelioErrorPrivate *
get_private (const GError *error)
{
  if (error == NULL || error->domain != HELIO_ERROR)
    return NULL;
  return helio_error_get_private (error);
}

static GError *
new_valist (HelioErrorCode code, const char *remedy, const char *format, va_list args)
{
  GError *error = g_error_new_valist (HELIO_ERROR, (int) code, format, args);
  HelioErrorPrivate *priv = helio_error_get_private (error);

  priv->remedy = g_strdup (remedy);
  return error;
}

GError *
helio_error_new (HelioErrorCode code, const char *remedy, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = new_valist (code, remedy, format, args);
  va_end (args);
  return error;
}

gboolean
helio_error_set (GError **error, HelioErrorCode code, const char *remedy, const char *format, ...)
{
  va_list args;

  if (error != NULL) {
    va_start (args, format);
    g_propagate_error (error, new_valist (code, remedy, format, args));
    va_end (args);
  }
  return FALSE;
}

void
helio_error_set_detail (GError *error, const char *detail)
{
  HelioErrorPrivate *priv = get_private (error);
  g_autofree char *valid = NULL;
  gsize length;
  GString *text;

  if (priv == NULL || detail == NULL)
    return;
  length = strnlen (detail, DETAIL_MAX + 1);
  /* Not through the middle of a character. */
  if (length > DETAIL_MAX)
    for (length = DETAIL_MAX; length > 0 && (detail[length] & 0xc0) == 0x80;)
      length--;
  valid = g_utf8_make_valid (detail, (gssize) length);
  text = g_string_new (NULL);
  for (const char *p = valid; *p != '\0' && text->len < DETAIL_MAX - 3; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    /* Controls, line ends and format characters (bidi overrides) could make the text lie about itself. */
    if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT ||
        g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR ||
        g_unichar_type (c) == G_UNICODE_PARAGRAPH_SEPARATOR)
      c = ' ';
    g_string_append_unichar (text, c);
  }
  g_free (priv->detail);
  priv->detail = g_strstrip (g_string_free (text, FALSE));
}

void
helio_error_set_remedy (GError *error, const char *remedy)
{
  HelioErrorPrivate *priv = get_private (error);

  if (priv == NULL)
    return;
  g_free (priv->remedy);
  priv->remedy = g_strdup (remedy);
}

void
helio_error_set_retry_after (GError *error, double seconds)
{
  HelioErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    priv->retry_after = seconds;
}

void
helio_error_set_reason_code (GError *error, int reason_code)
{
  HelioErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    priv->reason_code = reason_code;
}

void
helio_error_set_diagnosis (GError *error, const char *id)
{
  HelioErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    priv->diagnosis = id;
}

const char *
helio_error_get_diagnosis (const GError *error)
{
  HelioErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->diagnosis : NULL;
}

const char *
helio_error_get_remedy (const GError *error)
{
  HelioErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->remedy : NULL;
}

const char *
helio_error_get_detail (const GError *error)
{
  HelioErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->detail : NULL;
}

double
helio_error_get_retry_after (const GError *error)
{
  HelioErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->retry_after : -1;
}

int
helio_error_get_reason_code (const GError *error)
{
  HelioErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->reason_code : -1;
}

HelioErrorClass
helio_error_get_class (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return HELIO_ERROR_CLASS_CANCELLED;
  if (error == NULL || error->domain != HELIO_ERROR)
    return HELIO_ERROR_CLASS_OTHER;
  switch ((HelioErrorCode) error->code) {
    case HELIO_ERROR_FAILED:
      return HELIO_ERROR_CLASS_OTHER;
    case HELIO_ERROR_INVALID_DATA:
    case HELIO_ERROR_INVALID_USAGE:
    case HELIO_ERROR_TOO_LARGE:
    case HELIO_ERROR_FILE:
    case HELIO_ERROR_CONSENT:
      return HELIO_ERROR_CLASS_FILE;
    case HELIO_ERROR_NETWORK:
    case HELIO_ERROR_TIMED_OUT:
    case HELIO_ERROR_TLS:
    case HELIO_ERROR_HTTP:
    case HELIO_ERROR_SERVER:
    case HELIO_ERROR_RATE_LIMITED:
    case HELIO_ERROR_BAD_ANSWER:
    case HELIO_ERROR_WEBSOCKET:
      return HELIO_ERROR_CLASS_NETWORK;
    case HELIO_ERROR_KEYRING_LOCKED:
    case HELIO_ERROR_KEYRING_ABSENT:
    case HELIO_ERROR_KEYRING_FAILED:
    case HELIO_ERROR_SIGN_IN_REQUIRED:
    case HELIO_ERROR_SIGN_IN_DECLINED:
    case HELIO_ERROR_SIGN_IN_EXPIRED:
    case HELIO_ERROR_SIGN_IN_SUPERSEDED:
    case HELIO_ERROR_SIGN_IN_CONFIG:
    case HELIO_ERROR_SIGN_IN_OTHER_USER:
    case HELIO_ERROR_PORTS_BUSY:
    case HELIO_ERROR_BROWSER:
    case HELIO_ERROR_ISSUER_METADATA:
    case HELIO_ERROR_ID_TOKEN:
    case HELIO_ERROR_CALLBACK:
    case HELIO_ERROR_CLIENT_KEY:
      return HELIO_ERROR_CLASS_SIGN_IN;
    case HELIO_ERROR_EXCHANGE_REQUEST:
    case HELIO_ERROR_EXCHANGE_KEY:
    case HELIO_ERROR_EXCHANGE_TOKEN:
    case HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED:
    case HELIO_ERROR_EXCHANGE_SIGNATURE:
    case HELIO_ERROR_EXCHANGE_PROVIDER:
    case HELIO_ERROR_EXCHANGE_ORGANIZATION:
    case HELIO_ERROR_EXCHANGE_CLAIMS:
    case HELIO_ERROR_EXCHANGE_EXPIRY:
      return HELIO_ERROR_CLASS_EXCHANGE;
    case HELIO_ERROR_MQTT_CREDENTIAL:
    case HELIO_ERROR_MQTT_REFUSED:
    case HELIO_ERROR_MQTT_TAKEN_OVER:
    case HELIO_ERROR_MQTT_ENDED:
    case HELIO_ERROR_MQTT_NOT_AUTHORIZED:
    case HELIO_ERROR_MQTT_PROTOCOL:
    case HELIO_ERROR_MQTT_NOT_CONNECTED:
      return HELIO_ERROR_CLASS_MQTT;
    default:
      return HELIO_ERROR_CLASS_OTHER;
  }
}

gboolean
helio_error_is_transient (const GError *error)
{
  return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_NETWORK) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_SERVER) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_RATE_LIMITED) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_WEBSOCKET) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
}

char *
helio_error_to_text (const GError *error)
{
  const char *remedy = helio_error_get_remedy (error);
  const char *detail = helio_error_get_detail (error);
  GString *text = g_string_new (error != NULL ? error->message : "");

  if (remedy != NULL && *remedy != '\0')
    g_string_append_printf (text, "\n%s", remedy);
  if (detail != NULL && *detail != '\0') {
    g_string_append_c (text, '\n');
    /* Translators: %s is what the server said, in its own words. */
    g_string_append_printf (text, C_ ("error", "The other side said: “%s”"), detail);
  }
  return g_string_free (text, FALSE);
}
