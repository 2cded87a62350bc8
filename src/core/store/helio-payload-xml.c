// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json.h"
#include "core/store/helio-payload-private.h"

#include <string.h>

/* GMarkup reads no DTD and no file and knows five entities: nothing can be made to grow. It is given small pieces, so
 * that what does not fit is not read to its end. */
#define PIECE 512

typedef struct {
  GString *out; /* (nullable): only look */
  gsize max;
  guint depth;
  gboolean open;        /* a start tag was the last thing: its end may follow on the same line */
  gboolean root;        /* an element has begun */
  gsize fits, fits_fed; /* the last line's end in @max, and how much had been fed there */
  gsize fed, line;
} Printer;

static gboolean
is_full (const Printer *p)
{
  return p->out != NULL && p->out->len > p->max;
}

static void
put_break (Printer *p)
{
  if (!is_full (p)) {
    p->fits = p->out->len;
    p->fits_fed = p->fed;
  }
  if (p->out->len > 0)
    g_string_append_c (p->out, '\n');
  p->line = 0;
}

static void
new_line (Printer *p)
{
  guint spaces = MIN (p->depth, 64) * 2;

  if (p->out == NULL)
    return;
  put_break (p);
  for (guint i = 0; i < spaces; i++)
    g_string_append_c (p->out, ' ');
}

/* Characters that deceive are replaced, long lines broken. */
static void
put (Printer *p, const char *text, gsize length)
{
  const char *end = text + length;

  if (p->out == NULL)
    return;
  for (const char *s = text; s < end && !is_full (p); s = g_utf8_next_char (s)) {
    gunichar c = helio_payload_make_visible (g_utf8_get_char (s));
    gsize n = (gsize) (g_utf8_next_char (s) - s);

    p->line = c == '\n' ? 0 : p->line + n;
    if (p->line > HELIO_PAYLOAD_LINE_MAX) {
      put_break (p);
      p->line = n;
    }
    g_string_append_unichar (p->out, c);
  }
}

static void
put_string (Printer *p, const char *text)
{
  put (p, text, strlen (text));
}

static void
put_escaped (Printer *p, const char *text, gsize length)
{
  g_autofree char *escaped = p->out != NULL ? g_markup_escape_text (text, (gssize) length) : NULL;

  if (escaped != NULL)
    put_string (p, escaped);
}

static void
on_start (GMarkupParseContext *context,
          const char *name,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Printer *p = user_data;

  if (p->depth >= HELIO_JSON_DEPTH_PAYLOAD) {
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too deep");
    return;
  }
  new_line (p);
  put_string (p, "<");
  put_string (p, name);
  for (gsize i = 0; names[i] != NULL; i++) {
    put_string (p, " ");
    put_string (p, names[i]);
    put_string (p, "=\"");
    put_escaped (p, values[i], strlen (values[i]));
    put_string (p, "\"");
  }
  put_string (p, ">");
  p->depth++;
  p->open = TRUE;
  p->root = TRUE;
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Printer *p = user_data;

  p->depth--;
  if (!p->open)
    new_line (p);
  put_string (p, "</");
  put_string (p, name);
  put_string (p, ">");
  p->open = FALSE;
}

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;
  return TRUE;
}

static void
on_text (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Printer *p = user_data;

  if (is_blank (text, length))
    return;
  if (!p->open)
    new_line (p);
  put_escaped (p, text, length);
}

static void
on_passthrough (GMarkupParseContext *context,
                const char *text,
                gsize length,
                gpointer user_data,
                GError **error)
{
  Printer *p = user_data;

  new_line (p);
  put (p, text, length);
  p->open = FALSE;
}

/* FALSE: not well-formed. Full is well-formed as far as one has looked. */
static gboolean
read_xml (Printer *p, GBytes *payload)
{
  static const GMarkupParser parser = {on_start, on_end, on_text, on_passthrough, NULL};
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, p, NULL);
  gsize length;
  const char *data = g_bytes_get_data (payload, &length);

  while (p->fed < length && !is_full (p)) {
    gsize n = MIN (PIECE, length - p->fed);

    if (!g_markup_parse_context_parse (context, data + p->fed, (gssize) n, NULL))
      return FALSE;
    p->fed += n;
  }
  return is_full (p) || (g_markup_parse_context_end_parse (context, NULL) && p->root);
}

gboolean
helio_payload_may_be_xml (GBytes *payload)
{
  gsize length = 0, i = 0;
  const guint8 *data = payload != NULL ? g_bytes_get_data (payload, &length) : NULL;

  if (length > HELIO_PAYLOAD_TEXT_MAX)
    return FALSE;
  if (length >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    i = 3;
  while (i < length && g_ascii_isspace (data[i]))
    i++;
  return i + 2 < length && data[i] == '<' &&
         (g_ascii_isalpha (data[i + 1]) || strchr ("?!_:", data[i + 1]) != NULL ||
          data[i + 1] >= 0x80);
}

gboolean
helio_payload_is_xml (GBytes *payload)
{
  Printer p = {0};

  return g_bytes_get_size (payload) <= HELIO_PAYLOAD_TEXT_MAX && read_xml (&p, payload);
}

char *
helio_payload_to_xml (GBytes *payload, gsize max, gsize *shown)
{
  Printer p = {.max = max};
  gboolean valid;

  if (!helio_payload_may_be_xml (payload))
    return NULL;
  p.out = g_string_new (NULL);
  valid = read_xml (&p, payload);
  /* What is shown of a part must not hide that the rest is no XML. */
  if (valid && is_full (&p))
    valid = helio_payload_is_xml (payload);
  if (!valid) {
    g_string_free (p.out, TRUE);
    return NULL;
  }
  if (is_full (&p)) {
    g_string_truncate (p.out, p.fits);
    p.fed = p.fits_fed;
  }
  if (shown != NULL)
    *shown = p.fed;
  return g_string_free (p.out, FALSE);
}
