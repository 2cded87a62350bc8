// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-draft.h"

#include "core/base/helio-error.h"

#include <glib/gi18n.h>
#include <string.h>

static void
helio_draft_free (gpointer data)
{
  HelioDraft *self = data;

  g_free (self->topic);
  g_free (self->payload);
  g_free (self);
}

HelioDraft *
helio_draft_get (GObject *owner)
{
  HelioDraft *self = g_object_get_data (owner, "helio-draft");

  if (self != NULL)
    return self;
  self = g_new0 (HelioDraft, 1);
  self->topic = g_strdup ("");
  self->payload = g_strdup ("");
  self->qos = 1;
  g_object_set_data_full (owner, "helio-draft", self, helio_draft_free);
  return self;
}

static GBytes *
parse_hex (const char *text, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  int high = -1;

  for (const char *p = text; *p != '\0'; p++) {
    int digit;

    if (g_ascii_isspace (*p))
      continue;
    digit = g_ascii_xdigit_value (*p);
    if (digit < 0) {
      helio_error_set (error,
                       HELIO_ERROR_INVALID_DATA,
                       C_ ("publish", "Write two digits from 0 to f for each byte."),
                       C_ ("publish", "The payload is not hex."));
      return NULL;
    }
    if (high < 0) {
      high = digit;
    } else {
      guint8 byte = (guint8) (high << 4 | digit);
      g_byte_array_append (bytes, &byte, 1);
      high = -1;
    }
  }
  if (high >= 0) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("publish", "Write two digits from 0 to f for each byte."),
                     C_ ("publish", "The last byte of the payload has one digit only."));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GBytes *
parse_base64 (const char *text, GError **error)
{
  g_autofree char *clean = g_strdup (text);
  gsize length = 0, out;
  guchar *data;

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      clean[length++] = *p;
  clean[length] = '\0';
  if (length % 4 != 0 ||
      strspn (clean, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") !=
          length) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("publish", "Base64 has letters, digits, + and /, and = at the end."),
                     C_ ("publish", "The payload is not Base64."));
    return NULL;
  }
  if (length == 0)
    return g_bytes_new (NULL, 0);
  data = g_base64_decode (clean, &out);
  return g_bytes_new_take (data, out);
}

GBytes *
helio_draft_parse (const char *text, HelioDraftForm form, GError **error)
{
  switch (form) {
    case HELIO_DRAFT_HEX:
      return parse_hex (text, error);
    case HELIO_DRAFT_BASE64:
      return parse_base64 (text, error);
    case HELIO_DRAFT_TEXT:
    default:
      return g_bytes_new (text, strlen (text));
  }
}

char *
helio_draft_write (GBytes *payload, HelioDraftForm *form)
{
  gsize length;
  const char *data = g_bytes_get_data (payload, &length);
  GString *hex;

  *form = HELIO_DRAFT_TEXT;
  if (length == 0)
    return g_strdup ("");
  if (g_utf8_validate (data, (gssize) length, NULL))
    return g_strndup (data, length);
  *form = HELIO_DRAFT_HEX;
  hex = g_string_sized_new (length * 3);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, i % 16 == 15 ? "%02x\n" : "%02x ", (guint8) data[i]);
  return g_strchomp (g_string_free (hex, FALSE));
}
