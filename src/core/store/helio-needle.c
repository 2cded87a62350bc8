// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-needle.h"

#include <string.h>

struct _HelioNeedle {
  guint8 *needle;   /* ASCII, lower case, or NULL */
  gunichar *wide;   /* with other characters, each in lower case, or NULL */
  gsize length;     /* of either */
  gsize skip[256];  /* Horspool: how far the window may move when it ends in this byte */
  guint8 fold[256]; /* lower case of ASCII */
};

static void
prepare_ascii (HelioNeedle *self, const char *text)
{
  self->needle = (guint8 *) g_ascii_strdown (text, -1);
  for (guint i = 0; i < 256; i++) {
    self->fold[i] = (guint8) g_ascii_tolower ((gchar) i);
    self->skip[i] = self->length;
  }
  for (gsize i = 0; i + 1 < self->length; i++) {
    self->skip[self->needle[i]] = self->length - 1 - i;
    self->skip[(guint8) g_ascii_toupper ((gchar) self->needle[i])] = self->length - 1 - i;
  }
}

HelioNeedle *
helio_needle_new (const char *text)
{
  HelioNeedle *self = g_new0 (HelioNeedle, 1);
  g_autofree char *bounded =
      g_utf8_make_valid (text, (gssize) MIN (strlen (text), HELIO_NEEDLE_MAX));

  if (g_str_is_ascii (bounded)) {
    self->length = strlen (bounded);
    prepare_ascii (self, bounded);
  } else {
    glong length;

    self->wide = g_utf8_to_ucs4_fast (bounded, -1, &length);
    self->length = (gsize) length;
    for (glong i = 0; i < length; i++)
      self->wide[i] = g_unichar_tolower (self->wide[i]);
  }
  return self;
}

void
helio_needle_free (HelioNeedle *self)
{
  g_free (self->needle);
  g_free (self->wide);
  g_free (self);
}

static gboolean
find_ascii (const HelioNeedle *self, const guint8 *data, gsize length)
{
  gsize last = self->length - 1;

  for (gsize at = 0; at + self->length <= length;) {
    guint8 end = data[at + last];

    if (self->fold[end] == self->needle[last]) {
      gsize i = 0;

      while (i < last && self->fold[data[at + i]] == self->needle[i])
        i++;
      if (i == last)
        return TRUE;
    }
    at += self->skip[end];
  }
  return FALSE;
}

static gunichar
read_char (const guint8 *data, gsize length, gsize *n)
{
  gunichar c;

  *n = 1;
  if (data[0] < 0x80)
    return (gunichar) g_ascii_tolower ((gchar) data[0]);
  c = g_utf8_get_char_validated ((const char *) data, (gssize) MIN (length, 6));
  if (c > 0x10FFFF)
    return G_MAXUINT32; /* equals nothing */
  *n = (gsize) (g_utf8_next_char ((const char *) data) - (const char *) data);
  return g_unichar_tolower (c);
}

/* Bytes that the needle takes at the start of @data; 0: it does not start with it. */
static gsize
starts_wide (const HelioNeedle *self, const guint8 *data, gsize length)
{
  gsize at = 0, n;

  for (gsize i = 0; i < self->length; i++, at += n)
    if (at >= length || read_char (data + at, length - at, &n) != self->wide[i])
      return 0;
  return at;
}

static gboolean
find_wide (const HelioNeedle *self, const guint8 *data, gsize length)
{
  gsize n;

  for (gsize at = 0; at < length; at += n) {
    if (starts_wide (self, data + at, length - at) > 0)
      return TRUE;
    read_char (data + at, length - at, &n);
  }
  return FALSE;
}

gboolean
helio_needle_find (const HelioNeedle *self, const guint8 *data, gsize length)
{
  if (self->length == 0)
    return TRUE;
  return self->wide != NULL ? find_wide (self, data, length) : find_ascii (self, data, length);
}

gboolean
helio_needle_equals (const HelioNeedle *self, const guint8 *data, gsize length)
{
  if (self->length == 0)
    return length == 0;
  if (self->wide != NULL)
    return starts_wide (self, data, length) == length;
  return length == self->length && find_ascii (self, data, length);
}
