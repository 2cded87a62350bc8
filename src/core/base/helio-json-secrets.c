// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-private.h"

#include "core/base/helio-secret.h"

#include <string.h>

/* json-glib copies every string several times and frees the copies as they are. So the values of members that are
 * secrets by their name are taken out of the text before json-glib sees it, and stand-ins put in their place. */

struct _HelioJsonSecrets {
  grefcount ref_count;
  char mark[24]; /* what a stand-in begins with; new for each text, and not in it */
  GPtrArray *values;
};

static const char *const secret_names[] = {
    "access_token",
    "client_secret",
    "current_token_password",
    "device_code",
    "id_token",
    "idt", /* as they are stored */
    "mqtt_password",
    "password",
    "refresh_token",
    "rt",
    "secret_key",
    "token",
    "token_password",
};

HelioJsonSecrets *
helio_json_secrets_ref (HelioJsonSecrets *self)
{
  if (self != NULL)
    g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_json_secrets_unref (HelioJsonSecrets *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->values);
  g_free (self);
}

const char *
helio_json_secrets_resolve (const HelioJsonSecrets *self, const char *text)
{
  guint64 index;

  if (self == NULL || text == NULL || !g_str_has_prefix (text, self->mark))
    return text;
  index = g_ascii_strtoull (text + strlen (self->mark), NULL, 10);
  return index < self->values->len ? helio_secret_peek (self->values->pdata[index]) : text;
}

static gboolean
is_secret_name (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secret_names); i++)
    if (strlen (secret_names[i]) == length && memcmp (secret_names[i], name, length) == 0)
      return TRUE;
  return FALSE;
}

static gunichar
read_unit (const char *hex)
{
  gunichar value = 0;

  for (guint i = 0; i < 4; i++)
    value = value << 4 | (gunichar) g_ascii_xdigit_value (hex[i]);
  return value;
}

/* @text is the inside of a string of valid JSON, without an escaped NUL or half a surrogate pair. */
static HelioSecret *
unescape (const char *text, gsize length)
{
  static const char kinds[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  /* No escape is shorter than what it stands for. */
  char *out = g_malloc (length + 1);
  gsize at = 0, used = 0;
  HelioSecret *secret;

  while (at < length) {
    gunichar character;

    if (text[at] != '\\') {
      out[used++] = text[at++];
      continue;
    }
    if (text[at + 1] != 'u') {
      out[used++] = meanings[strchr (kinds, text[at + 1]) - kinds];
      at += 2;
      continue;
    }
    character = read_unit (text + at + 2);
    at += 6;
    if (character >= 0xd800 && character <= 0xdbff) {
      character = 0x10000 + ((character - 0xd800) << 10) + (read_unit (text + at + 2) - 0xdc00);
      at += 6;
    }
    used += (gsize) g_unichar_to_utf8 (character, out + used);
  }
  secret = helio_secret_new_len (out, used);
  helio_wipe (out, length + 1);
  g_free (out);
  return secret;
}

/* The offset of the quotation mark that ends the string which begins at @at. */
static gsize
find_end (const char *text, gsize at)
{
  for (at++; text[at] != '"'; at++)
    if (text[at] == '\\')
      at++;
  return at;
}

static gsize
skip_space (const char *text, gsize length, gsize at)
{
  while (at < length && strchr (" \t\r\n", text[at]) != NULL)
    at++;
  return at;
}

char *
helio_json_lift_secrets (const char *text, gsize length, HelioJsonSecrets **secrets)
{
  GString *out = g_string_sized_new (256);
  HelioJsonSecrets *self = g_new0 (HelioJsonSecrets, 1);
  gsize at = 0, copied = 0;

  g_ref_count_init (&self->ref_count);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_secret_unref);
  do
    g_snprintf (self->mark, sizeof self->mark, "~%08x%08x~", g_random_int (), g_random_int ());
  while (g_strstr_len (text, (gssize) length, self->mark) != NULL);

  while (at < length) {
    gsize end, value;

    if (text[at] != '"') {
      at++;
      continue;
    }
    end = find_end (text, at);
    value = skip_space (text, length, end + 1);
    if (value < length && text[value] == ':' && is_secret_name (text + at + 1, end - at - 1)) {
      value = skip_space (text, length, value + 1);
      if (text[value] == '"') {
        g_string_append_len (out, text + copied, (gssize) (value - copied));
        end = find_end (text, value);
        g_string_append_printf (out, "\"%s%u\"", self->mark, self->values->len);
        g_ptr_array_add (self->values, unescape (text + value + 1, end - value - 1));
        copied = end + 1;
      }
    }
    at = end + 1;
  }
  g_string_append_len (out, text + copied, (gssize) (length - copied));
  *secrets = self;
  return g_string_free (out, FALSE);
}
