// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-payload.h"

#include "core/base/helio-json.h"
#include "core/store/helio-payload-private.h"

#include <string.h>

static gboolean
is_space (guint8 c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const guint8 *
get_data (GBytes *payload, gsize *length)
{
  const guint8 *data = payload != NULL ? g_bytes_get_data (payload, length) : NULL;

  if (data == NULL)
    *length = 0;
  return data;
}

gboolean
helio_payload_may_be_json (GBytes *payload)
{
  gsize length, i = 0;
  const guint8 *data = get_data (payload, &length);

  if (length > HELIO_PAYLOAD_TEXT_MAX)
    return FALSE;
  while (i < length && is_space (data[i]))
    i++;
  return i < length && (data[i] == '{' || data[i] == '[');
}

/* Valid UTF-8, but for a character that the end cuts. */
static gboolean
is_text (const guint8 *data, gsize length, gboolean cut)
{
  const char *end;

  if (g_utf8_validate_len ((const char *) data, length, &end))
    return TRUE;
  return cut &&
         g_utf8_get_char_validated (end, (const char *) data + length - end) == (gunichar) -2;
}

HelioPayloadKind
helio_payload_detect (GBytes *payload, gsize max)
{
  gsize length;
  const guint8 *data = get_data (payload, &length);

  if (length == 0)
    return HELIO_PAYLOAD_EMPTY;
  if (length <= max && helio_payload_may_be_json (payload) &&
      helio_json_check ((const char *) data,
                        length,
                        HELIO_PAYLOAD_TEXT_MAX,
                        HELIO_JSON_DEPTH_PAYLOAD,
                        NULL))
    return HELIO_PAYLOAD_JSON;
  if (length <= max && helio_payload_may_be_xml (payload) && helio_payload_is_xml (payload))
    return HELIO_PAYLOAD_XML;
  return is_text (data, MIN (length, max), length > max) ? HELIO_PAYLOAD_TEXT
                                                         : HELIO_PAYLOAD_BINARY;
}

/* ── text ── */

/* What turns the direction of the text around it, or hides: others would read something else. */
static gboolean
is_deceptive (gunichar c)
{
  return c == 0x061C || (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

gunichar
helio_payload_make_visible (gunichar c)
{
  if (c == '\n' || c == '\t')
    return c;
  if (c < 0x20)
    return 0x2400 + c; /* its picture */
  if (c == 0x7F)
    return 0x2421;
  if (c < 0xA0 && c > 0x7F)
    return 0xFFFD;
  if (c == 0x2028 || c == 0x2029)
    return '\n';
  return is_deceptive (c) ? 0xFFFD : c;
}

/* One character at @data: its length, and what is shown for it. 0: it goes on behind the end. */
static gsize
next_char (const guint8 *data, gsize length, gunichar *c)
{
  gunichar value;

  if (data[0] < 0x80) {
    *c = data[0];
    return 1;
  }
  value = g_utf8_get_char_validated ((const char *) data, (gssize) MIN (length, 6));
  if (value == (gunichar) -2)
    return 0;
  if (value == (gunichar) -1 || value > 0x10FFFF) {
    *c = 0xFFFD;
    return 1;
  }
  *c = value;
  return (gsize) (g_utf8_next_char ((const char *) data) - (const char *) data);
}

char *
helio_payload_to_text (GBytes *payload, gsize offset, gsize max, gsize *shown)
{
  gsize length, end, line = 0;
  const guint8 *data = get_data (payload, &length);
  gsize i = MIN (offset, length);
  GString *text;

  end = i + MIN (max, length - i);
  text = g_string_sized_new (end - i + 16);
  while (i < end) {
    gunichar c;
    gsize n = next_char (data + i, end - i, &c);

    if (n == 0 && end < length && i > offset)
      break; /* the next part begins with it */
    if (n == 0) {
      n = 1;
      c = 0xFFFD;
    }
    if (c == '\r' && i + 1 < length && data[i + 1] == '\n') {
      i++;
      continue;
    }
    c = helio_payload_make_visible (c);
    line = c == '\n' ? 0 : line + n;
    if (line > HELIO_PAYLOAD_LINE_MAX) {
      g_string_append_c (text, '\n');
      line = n;
    }
    g_string_append_unichar (text, c);
    i += n;
  }
  if (shown != NULL)
    *shown = i - MIN (offset, length);
  return g_string_free (text, FALSE);
}

/* ── hexadecimal ── */

static guint
count_address_digits (gsize length)
{
  return length <= 0x10000 ? 4 : 8;
}

guint
helio_payload_get_hex_columns (GBytes *payload, guint chars)
{
  gsize length;

  get_data (payload, &length);
  for (guint columns = 16; columns > 4; columns /= 2) {
    guint groups = (columns + 7) / 8;

    /* Address, a blank before each group, three for a byte, its character between bars. */
    if (count_address_digits (length) + 1 + groups + columns * 3 + 1 + columns + 2 <= chars)
      return columns;
  }
  return 4;
}

char *
helio_payload_to_hex (GBytes *payload, gsize offset, gsize max, guint columns, gsize *shown)
{
  static const char digits[] = "0123456789abcdef";
  gsize length;
  const guint8 *data = get_data (payload, &length);
  gsize start = MIN (offset, length), end = start + MIN (max, length - start);
  GString *text = g_string_sized_new ((end - start) / columns * 80 + 80);
  int address = (int) count_address_digits (length);

  for (gsize at = start; at < end; at += columns) {
    gsize n = MIN (columns, end - at);

    g_string_append_printf (text, "%0*" G_GINT64_MODIFIER "x ", address, (guint64) at);
    for (gsize i = 0; i < columns; i++) {
      if (i % 8 == 0)
        g_string_append_c (text, ' ');
      if (i < n) {
        g_string_append_c (text, digits[data[at + i] >> 4]);
        g_string_append_c (text, digits[data[at + i] & 15]);
        g_string_append_c (text, ' ');
      } else
        g_string_append (text, "   ");
    }
    g_string_append (text, " |");
    for (gsize i = 0; i < n; i++)
      g_string_append_c (text,
                         data[at + i] >= 0x20 && data[at + i] < 0x7F ? (char) data[at + i] : '.');
    g_string_append (text, "|\n");
  }
  if (shown != NULL)
    *shown = end - start;
  return g_string_free (text, FALSE);
}

/* ── preview ── */

static gboolean
looks_like_text (const guint8 *payload, gsize length)
{
  for (gsize i = 0; i < length;) {
    gunichar c;
    gsize n = next_char (payload + i, length - i, &c);

    if (n == 0)
      return TRUE; /* cut within a character */
    if (c == 0xFFFD && n == 1)
      return FALSE;
    if (c < 0x20 && !is_space ((guint8) c))
      return FALSE;
    i += n;
  }
  return TRUE;
}

char *
helio_payload_preview (const guint8 *payload, gsize length, gsize max_chars)
{
  gsize used = length > max_chars ? MIN (length, max_chars * 4 + 8) : length;
  GString *line = g_string_new (NULL);
  gsize chars = 0, i = 0;

  if (!looks_like_text (payload, used)) {
    for (; i < length && chars + 3 <= max_chars; i++, chars += 3)
      g_string_append_printf (line, i > 0 ? " %02x" : "%02x", payload[i]);
  } else {
    while (i < used && chars < max_chars) {
      gunichar c;
      gsize n = next_char (payload + i, used - i, &c);

      if (n == 0)
        break;
      i += n;
      if (is_space ((guint8) MIN (c, 0xFF))) {
        /* Indentation says nothing on one line. */
        while (i < used && is_space (payload[i]))
          i++;
        c = ' ';
      } else
        c = helio_payload_make_visible (c) == '\n' ? ' ' : helio_payload_make_visible (c);
      g_string_append_unichar (line, c);
      chars++;
    }
  }
  if (i < length)
    g_string_append (line, "…");
  return g_string_free (line, FALSE);
}

/* ── JSON ── */

typedef struct {
  const char *text;
  gsize length, at;
  guint depth;
  GString *out;
  gsize max;
  gsize fits, fits_at; /* the last line's end in @max, and where the text stands there */
} Printer;

static gboolean
is_full (const Printer *p)
{
  return p->out->len > p->max;
}

static void
end_line (Printer *p)
{
  if (!is_full (p)) {
    p->fits = p->out->len;
    p->fits_at = p->at;
  }
  g_string_append_c (p->out, '\n');
}

static void
new_line (Printer *p)
{
  /* Deeper levels stay where they are: indentation must not grow with the square of the depth. */
  guint spaces = MIN (p->depth, 64) * 2;

  end_line (p);
  g_string_set_size (p->out, p->out->len + spaces);
  memset (p->out->str + p->out->len - spaces, ' ', spaces);
}

static void
skip_space (Printer *p)
{
  while (p->at < p->length && is_space ((guint8) p->text[p->at]))
    p->at++;
}

/* Everything as it is, up to the quote at the end; broken into lines that a view can take. */
static void
print_string (Printer *p)
{
  gsize line = 0;

  do {
    const char *s = p->text + p->at;
    gunichar c = g_utf8_get_char (s);
    gsize n = (gsize) (g_utf8_next_char (s) - s);

    if (c == '\\')
      n = 2;
    if (line + n > HELIO_PAYLOAD_LINE_MAX) {
      end_line (p);
      if (is_full (p))
        return;
      line = 0;
    }
    if (c != '\\' && n > 1 && helio_payload_make_visible (c) != c)
      g_string_append_unichar (p->out, 0xFFFD);
    else
      g_string_append_len (p->out, s, (gssize) n);
    line += n;
    p->at += n;
  } while (p->text[p->at] != '"');
  g_string_append_c (p->out, '"');
  p->at++;
}

static void
print_word (Printer *p)
{
  gsize start = p->at;

  while (p->at < p->length && !is_space ((guint8) p->text[p->at]) &&
         strchr (",:]}", p->text[p->at]) == NULL)
    p->at++;
  for (gsize n; start < p->at; start += n) {
    n = MIN (p->at - start, HELIO_PAYLOAD_LINE_MAX);
    g_string_append_len (p->out, p->text + start, (gssize) n);
    if (start + n < p->at)
      g_string_append_c (p->out, '\n');
  }
}

static void
print_open (Printer *p, char c)
{
  g_string_append_c (p->out, c);
  p->at++;
  skip_space (p);
  if (p->text[p->at] == '}' || p->text[p->at] == ']') {
    g_string_append_c (p->out, p->text[p->at++]);
    return;
  }
  p->depth++;
  new_line (p);
}

/* The text has been checked: only what can come, comes. */
static void
print_next (Printer *p)
{
  char c = p->text[p->at];

  switch (c) {
    case '{':
    case '[':
      print_open (p, c);
      break;
    case '}':
    case ']':
      p->depth--;
      new_line (p);
      g_string_append_c (p->out, c);
      p->at++;
      break;
    case ',':
      g_string_append_c (p->out, c);
      p->at++;
      new_line (p);
      break;
    case ':':
      g_string_append (p->out, ": ");
      p->at++;
      break;
    case '"':
      print_string (p);
      break;
    default:
      print_word (p);
      break;
  }
}

char *
helio_payload_to_json (GBytes *payload, gsize max, gsize *shown, GError **error)
{
  Printer p = {.max = max};
  const guint8 *data = get_data (payload, &p.length);

  p.text = (const char *) data;
  if (!helio_json_check (p.text != NULL ? p.text : "",
                         p.length,
                         HELIO_PAYLOAD_TEXT_MAX,
                         HELIO_JSON_DEPTH_PAYLOAD,
                         error))
    return NULL;
  p.out = g_string_sized_new (MIN (p.length * 2, max) + 64);
  for (skip_space (&p); p.at < p.length && !is_full (&p); skip_space (&p))
    print_next (&p);
  if (is_full (&p)) {
    g_string_truncate (p.out, p.fits);
    p.at = p.fits_at;
  }
  if (shown != NULL)
    *shown = p.at;
  return g_string_free (p.out, FALSE);
}
