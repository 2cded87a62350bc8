// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The one error domain of the program. An error says what happened (message), what helps (remedy)
 * and, apart, what the other side said in its own words (detail). Message and remedy are translated;
 * the detail never is, is bounded, and is shown as plain text only. No error ever holds a secret. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_ERROR_FAILED,

  /* files and values that a person or another program gave us */
  HELIO_ERROR_INVALID_DATA,  /* wrong JSON, type or value; the message holds the JSON path */
  HELIO_ERROR_INVALID_USAGE, /* command line */
  HELIO_ERROR_TOO_LARGE,     /* over a limit of ours; nothing was read past it */
  HELIO_ERROR_FILE,          /* could not read or write */
  HELIO_ERROR_CONSENT,       /* a new host or an insecure setting needs the user's yes first */

  /* network */
  HELIO_ERROR_NETWORK, /* unreachable, refused, reset, name not found */
  HELIO_ERROR_TIMED_OUT,
  HELIO_ERROR_TLS,          /* certificate or handshake */
  HELIO_ERROR_HTTP,         /* an HTTP answer that has no class of its own */
  HELIO_ERROR_SERVER,       /* 5xx: worth another try later */
  HELIO_ERROR_RATE_LIMITED, /* 429: see retry-after */
  HELIO_ERROR_BAD_ANSWER,   /* malformed, too deep, too large, or without a needed field */
  HELIO_ERROR_WEBSOCKET,    /* upgrade refused or closed */

  /* keyring */
  HELIO_ERROR_KEYRING_LOCKED,
  HELIO_ERROR_KEYRING_ABSENT,
  HELIO_ERROR_KEYRING_FAILED,

  /* sign-in */
  HELIO_ERROR_SIGN_IN_REQUIRED,   /* no usable refresh token: a person is needed */
  HELIO_ERROR_SIGN_IN_DECLINED,   /* access_denied */
  HELIO_ERROR_SIGN_IN_EXPIRED,    /* the deadline passed */
  HELIO_ERROR_SIGN_IN_SUPERSEDED, /* a newer sign-in replaced this one */
  HELIO_ERROR_SIGN_IN_CONFIG,     /* the issuer or the application there is set up differently */
  HELIO_ERROR_SIGN_IN_OTHER_USER, /* another sub than the account's came back */
  HELIO_ERROR_PORTS_BUSY,
  HELIO_ERROR_BROWSER,         /* the browser could not be opened */
  HELIO_ERROR_ISSUER_METADATA, /* discovery wrong, foreign issuer, no S256 */
  HELIO_ERROR_ID_TOKEN,
  HELIO_ERROR_CALLBACK,   /* iss mismatch and the like: the redirect is not ours to use */
  HELIO_ERROR_CLIENT_KEY, /* of the client certificate: it or its passphrase is missing or wrong */

  /* token exchange, backend, native tokens */
  HELIO_ERROR_EXCHANGE_REQUEST, /* 400 invalid_request */
  HELIO_ERROR_EXCHANGE_KEY,     /* 401: the API key */
  HELIO_ERROR_EXCHANGE_TOKEN,   /* "Invalid token" */
  HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED,
  HELIO_ERROR_EXCHANGE_SIGNATURE, /* "Token signature verification failed" */
  HELIO_ERROR_EXCHANGE_PROVIDER,  /* "Provider not found" */
  HELIO_ERROR_EXCHANGE_ORGANIZATION,
  HELIO_ERROR_EXCHANGE_CLAIMS, /* 422 */
  HELIO_ERROR_EXCHANGE_EXPIRY, /* the credential's expiry is past, negative or no number */

  /* MQTT; helio_error_get_reason_code() has the code */
  HELIO_ERROR_MQTT_CREDENTIAL,     /* CONNACK 0x86, 0x87, 0x8C; 3.1.1: 4, 5 */
  HELIO_ERROR_MQTT_REFUSED,        /* any other CONNACK */
  HELIO_ERROR_MQTT_TAKEN_OVER,     /* another client uses this client id */
  HELIO_ERROR_MQTT_ENDED,          /* the broker ended the connection (0x98, 0x8B, …) */
  HELIO_ERROR_MQTT_NOT_AUTHORIZED, /* SUBACK, PUBACK, PUBREC */
  HELIO_ERROR_MQTT_PROTOCOL,       /* the peer does not speak MQTT, or a malformed packet */
  HELIO_ERROR_MQTT_NOT_CONNECTED,
} HelioErrorCode;

#define HELIO_ERROR (helio_error_quark ())
GQuark helio_error_quark (void);

/* What kind of trouble it is: the UI picks the action by it, heliograph-cli the exit status. */
typedef enum {
  HELIO_ERROR_CLASS_OTHER,
  HELIO_ERROR_CLASS_FILE,      /* exit 2 */
  HELIO_ERROR_CLASS_SIGN_IN,   /* exit 3 */
  HELIO_ERROR_CLASS_EXCHANGE,  /* exit 4 */
  HELIO_ERROR_CLASS_MQTT,      /* exit 5 */
  HELIO_ERROR_CLASS_NETWORK,   /* exit 6 */
  HELIO_ERROR_CLASS_CANCELLED, /* exit 130 */
} HelioErrorClass;

/**
 * helio_error_new:
 * @code: what happened
 * @remedy: (nullable): what helps, translated, one or two sentences
 * @format: printf format of the message
 *
 * Returns: (transfer full): the error. Any thread.
 */
GError *helio_error_new (HelioErrorCode code, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* As helio_error_new() into @error. Always returns FALSE, so that a caller can return it. */
gboolean
helio_error_set (GError **error, HelioErrorCode code, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* What the other side said, at most 512 bytes of valid UTF-8 are kept, control characters replaced. */
void helio_error_set_detail (GError *error, const char *detail);
void helio_error_set_remedy (GError *error, const char *remedy);
/* Seconds until it makes sense to try again (Retry-After); negative: unknown. */
void helio_error_set_retry_after (GError *error, double seconds);
/* MQTT reason code (or 3.1.1 return code); -1: none. */
void helio_error_set_reason_code (GError *error, int reason_code);

/* The id of the row in core/diagnosis that it was made from. @id: a string constant. */
void helio_error_set_diagnosis (GError *error, const char *id);

/* (nullable) (transfer none); NULL for errors of other domains. */
const char *helio_error_get_diagnosis (const GError *error);
const char *helio_error_get_remedy (const GError *error);
const char *helio_error_get_detail (const GError *error);
double helio_error_get_retry_after (const GError *error);
int helio_error_get_reason_code (const GError *error);

HelioErrorClass helio_error_get_class (const GError *error);

/* TRUE if the same request may succeed later without anybody doing anything. */
gboolean helio_error_is_transient (const GError *error);

/* Message, remedy and detail as one readable text. Returns: (transfer full). */
char *helio_error_to_text (const GError *error);

G_END_DECLS
