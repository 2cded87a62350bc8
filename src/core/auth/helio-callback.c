// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-callback.h"

#include "core/base/helio-secret.h"

#include <string.h>

typedef struct {
  char *host;
  gboolean twice;      /* Host more than once */
  gboolean has_body;   /* Content-Length or Transfer-Encoding */
  gboolean navigation; /* nothing speaks against it */
} Headers;

void
helio_callback_clear (HelioCallback *callback)
{
  helio_wipe_free (callback->code);
  helio_wipe_free (callback->state);
  g_free (callback->path);
  g_free (callback->iss);
  g_free (callback->error);
  g_free (callback->error_description);
  *callback = (HelioCallback){0};
}

/* Lines end in CRLF and hold no other control character than a tab. */
static gboolean
check_characters (const char *head, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar) head[i];

    if (c == '\r') {
      if (i + 1 >= length || head[i + 1] != '\n')
        return FALSE;
    } else if (c == '\n') {
      if (i == 0 || head[i - 1] != '\r')
        return FALSE;
    } else if ((c < 0x20 && c != '\t') || c == 0x7f)
      return FALSE;
  }
  return TRUE;
}

/* RFC 9110 §5.6.2. */
static gboolean
is_token (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL)
      return FALSE;
  return length > 0;
}

static void
read_header (Headers *headers, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "Host") == 0) {
    headers->twice = headers->host != NULL;
    g_free (headers->host);
    headers->host = g_strdup (value);
  } else if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    headers->has_body |= strcmp (value, "0") != 0;
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    headers->has_body = TRUE;
  else if (g_ascii_strcasecmp (name, "Sec-Fetch-Dest") == 0)
    headers->navigation &= strcmp (value, "document") == 0;
  else if (g_ascii_strcasecmp (name, "Sec-Purpose") == 0 ||
           g_ascii_strcasecmp (name, "Purpose") == 0)
    headers->navigation &= strstr (value, "prefetch") == NULL;
}

/* @lines: those after the request line. Returns the status to refuse with, or 200. */
static int
read_headers (Headers *headers, char **lines)
{
  if (g_strv_length (lines) > HELIO_CALLBACK_HEADERS_MAX)
    return 431;
  for (; *lines != NULL; lines++) {
    char *colon = strchr (*lines, ':');

    /* Also refuses a folded line, since a space is in no name. */
    if (colon == NULL || !is_token (*lines, (gsize) (colon - *lines)))
      return 400;
    *colon = '\0';
    read_header (headers, *lines, g_strstrip (colon + 1));
  }
  return 200;
}

static int
hex_value (char c)
{
  return g_ascii_xdigit_value (c);
}

/* application/x-www-form-urlencoded, strictly: NULL for a bad escape, a control character or text that is
 * not UTF-8. */
static char *
decode (const char *text, gsize length)
{
  char *out = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++) {
    int c = (guchar) text[i];

    if (c == '+')
      c = ' ';
    else if (c == '%') {
      if (i + 2 >= length || hex_value (text[i + 1]) < 0 || hex_value (text[i + 2]) < 0) {
        g_free (out);
        return NULL;
      }
      c = hex_value (text[i + 1]) << 4 | hex_value (text[i + 2]);
      i += 2;
    }
    if (c < 0x20 || c == 0x7f) {
      g_free (out);
      return NULL;
    }
    out[n++] = (char) c;
  }
  out[n] = '\0';
  if (!g_utf8_validate_len (out, n, NULL))
    g_clear_pointer (&out, g_free);
  return out;
}

static void
keep_parameter (HelioCallback *callback, const char *name, char *value_taken)
{
  char **place = NULL;

  if (strcmp (name, "state") == 0)
    place = &callback->state;
  else if (strcmp (name, "code") == 0)
    place = &callback->code;
  else if (strcmp (name, "iss") == 0)
    place = &callback->iss;
  else if (strcmp (name, "error") == 0)
    place = &callback->error;
  else if (strcmp (name, "error_description") == 0)
    place = &callback->error_description;
  if (place != NULL && *value_taken != '\0')
    *place = value_taken;
  else
    helio_wipe_free (value_taken);
}

/* RFC 6749 §3.1: parameters must not be there more than once. */
static gboolean
read_query (HelioCallback *callback, const char *query)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  while (*query != '\0') {
    gsize length = strcspn (query, "&");
    const char *equals = memchr (query, '=', length);
    gsize name_length = equals != NULL ? (gsize) (equals - query) : length;
    const char *value_start = equals != NULL ? equals + 1 : query + length;
    char *name = decode (query, name_length), *value;

    if (name == NULL)
      return FALSE;
    if (!g_hash_table_add (names, name) ||
        g_hash_table_size (names) > HELIO_CALLBACK_PARAMETERS_MAX)
      return FALSE;
    value = decode (value_start, length - (gsize) (value_start - query));
    if (value == NULL)
      return FALSE;
    keep_parameter (callback, name, value);
    query += length;
    if (*query == '&')
      query++;
  }
  return TRUE;
}

static int
parse_target (HelioCallback *callback, const char *target)
{
  const char *query = strchr (target, '?');

  /* Absolute form, asterisk form, fragments: no browser sends them to a server. */
  if (*target != '/' || strchr (target, '#') != NULL)
    return 400;
  for (const char *p = target; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return 400;
  callback->path = query != NULL ? g_strndup (target, (gsize) (query - target)) : g_strdup (target);
  return query == NULL || read_query (callback, query + 1) ? 200 : 400;
}

static int
parse (HelioCallback *callback, Headers *headers, const char *text, const char *host)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", HELIO_CALLBACK_HEADERS_MAX + 8);
  g_auto (GStrv) words = NULL;
  int status;

  if (lines[0] == NULL)
    return 400;
  if (strlen (lines[0]) > HELIO_CALLBACK_LINE_MAX)
    return 414;
  words = g_strsplit (lines[0], " ", 4);
  if (g_strv_length (words) != 3 || !is_token (words[0], strlen (words[0])) ||
      strcmp (words[2], "HTTP/1.1") != 0)
    return 400;
  if (strcmp (words[0], "GET") != 0)
    return 405;
  status = read_headers (headers, lines + 1);
  if (status != 200)
    return status;
  if (headers->host == NULL || headers->twice || headers->has_body)
    return 400;
  if (strcmp (headers->host, host) != 0)
    return 421;
  callback->navigation = headers->navigation;
  return parse_target (callback, words[1]);
}

void
helio_callback_parse (HelioCallback *callback, const char *head, gsize length, const char *host)
{
  Headers headers = {.navigation = TRUE};
  char *text;

  *callback = (HelioCallback){0};
  if (length > HELIO_CALLBACK_HEAD_MAX) {
    callback->status = 431;
    return;
  }
  if (length < 4 || memcmp (head + length - 4, "\r\n\r\n", 4) != 0 ||
      !check_characters (head, length)) {
    callback->status = 400;
    return;
  }
  text = g_strndup (head, length - 4);
  callback->status = parse (callback, &headers, text, host);
  if (callback->status != 200) {
    int status = callback->status;

    helio_callback_clear (callback);
    callback->status = status;
  }
  g_free (headers.host);
  helio_wipe_free (text);
}
