// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-members.h"

#include "core/base/helio-error.h"
#include "core/base/helio-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Counts while out is NULL, writes otherwise: two passes, so that no copy is left by a growing buffer. */
typedef struct {
  char *out;
  gsize length;
} Writer;

static void
put (Writer *self, const char *text, gsize length)
{
  if (self->out != NULL)
    memcpy (self->out + self->length, text, length);
  self->length += length;
}

static void
put_text (Writer *self, const char *text)
{
  put (self, text, strlen (text));
}

static void
put_string (Writer *self, const char *text)
{
  put_text (self, "\"");
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\') {
      put_text (self, "\\");
      put (self, p, 1);
    } else if ((guchar) *p < 0x20) {
      char escape[7];

      g_snprintf (escape, sizeof escape, "\\u%04x", (guint) (guchar) *p);
      put_text (self, escape);
    } else
      put (self, p, 1);
  }
  put_text (self, "\"");
}

static void
put_members (Writer *self, const HelioJsonMember *members, gsize n_members)
{
  gboolean first = TRUE;

  put_text (self, "{");
  for (gsize i = 0; i < n_members; i++) {
    if (members[i].text == NULL && members[i].raw == NULL)
      continue;
    put_text (self, first ? "\n    " : ",\n    ");
    first = FALSE;
    put_string (self, members[i].name);
    put_text (self, ": ");
    if (members[i].text != NULL)
      put_string (self, members[i].text);
    else
      put_text (self, members[i].raw);
  }
  put_text (self, "\n  }");
}

GBytes *
helio_json_members_new (const HelioJsonMember *members, gsize n_members, GError **error)
{
  Writer writer = {0};

  for (gsize i = 0; i < n_members; i++)
    if (members[i].text != NULL && !g_utf8_validate (members[i].text, -1, NULL)) {
      helio_error_set (error,
                       HELIO_ERROR_INVALID_DATA,
                       C_ ("error", "Enter it again as plain text."),
                       C_ ("error", "The value for “%s” is not valid text."),
                       members[i].name);
      return NULL;
    }
  put_members (&writer, members, n_members);
  writer = (Writer){.out = g_malloc (writer.length)};
  put_members (&writer, members, n_members);
  return helio_bytes_new_wiped (writer.out, writer.length);
}
