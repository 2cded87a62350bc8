// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* An RFC 8259 recogniser without recursion: what is open is a list, so that no input can use up the stack. Duplicate
 * names are found by a sorted tree per open object: for a hash table without a seed they can be chosen to be slow. */

typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,
  EXPECT_NAME,
  EXPECT_NAME_OR_END,
  EXPECT_COLON,
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING,
} Expect;

typedef struct {
  const char *text;
  gsize length;
  gsize at;
  GPtrArray *levels; /* GTree of an open object's names, NULL for an array */
  GArray *wide;      /* (nullable): see helio_json_check_wide() */
  GError **error;
} Checker;

static gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static char
peek_char (const Checker *c)
{
  return c->at < c->length ? c->text[c->at] : '\0';
}

/* @fault: what was wrong */
static gboolean
fail (const Checker *c, const char *fault)
{
  guint line = 1, column = 1;

  for (gsize i = 0; i < MIN (c->at, c->length); i++) {
    column += (c->text[i] & 0xc0) != 0x80; /* characters, not bytes */
    if (c->text[i] == '\n') {
      line++;
      column = 1;
    }
  }
  return helio_error_set (c->error,
                          HELIO_ERROR_BAD_ANSWER,
                          NULL,
                          C_ ("error", "This is not valid JSON, line %u, column %u: %s"),
                          line,
                          column,
                          fault);
}

/* The four hex digits at @at. */
static gboolean
read_hex (const Checker *c, gsize at, gunichar *value)
{
  *value = 0;
  for (guint i = 0; i < 4; i++) {
    int digit = at + i < c->length ? g_ascii_xdigit_value (c->text[at + i]) : -1;

    if (digit < 0)
      return FALSE;
    *value = *value << 4 | (gunichar) digit;
  }
  return TRUE;
}

/* Behind the backslash. @character (nullable) gets what it stands for. */
static gboolean
skip_escape (Checker *c, gunichar *character)
{
  static const char kinds[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  char kind = peek_char (c);
  gunichar first, second;

  if (kind == 'u') {
    if (!read_hex (c, c->at + 1, &first))
      return fail (c, C_ ("JSON", "bad \\u escape"));
    /* json-glib would end the string at an escaped NUL. */
    if (first == 0)
      return fail (c, C_ ("JSON", "escaped NUL in a string"));
    c->at += 5;
    if (first >= 0xd800 && first <= 0xdfff) {
      /* Half a pair is no character; json-glib would make invalid UTF-8 of it. */
      if (first >= 0xdc00 || c->length - c->at < 6 || memcmp (c->text + c->at, "\\u", 2) != 0 ||
          !read_hex (c, c->at + 2, &second) || second < 0xdc00 || second > 0xdfff)
        return fail (c, C_ ("JSON", "half of a surrogate pair in a string"));
      c->at += 6;
      first = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    }
    *character = first;
    return TRUE;
  }
  if (kind == '\0' || strchr (kinds, kind) == NULL)
    return fail (c, C_ ("JSON", "unknown escape in a string"));
  *character = (gunichar) meanings[strchr (kinds, kind) - kinds];
  c->at++;
  return TRUE;
}

/* @value: (nullable): gets the string with its escapes resolved. */
static gboolean
skip_string (Checker *c, GString *value)
{
  c->at++;
  while (c->at < c->length) {
    char byte = c->text[c->at];
    gunichar character = 0;

    if ((guchar) byte < 0x20)
      return fail (c, C_ ("JSON", "control character in a string"));
    c->at++;
    if (byte == '"')
      return TRUE;
    if (byte == '\\') {
      if (!skip_escape (c, &character))
        return FALSE;
      if (value != NULL)
        g_string_append_unichar (value, character);
    } else if (value != NULL) {
      g_string_append_c (value, byte);
    }
  }
  return fail (c, C_ ("JSON", "string without an end"));
}

static gboolean
skip_digits (Checker *c)
{
  if (!is_digit (peek_char (c)))
    return fail (c, C_ ("JSON", "bad number"));
  while (is_digit (peek_char (c)))
    c->at++;
  return TRUE;
}

/* @start: of a number that follows the grammar. */
static gboolean
check_range (Checker *c, gsize start, gboolean is_whole)
{
  g_autofree char *copy = NULL;
  gsize length = c->at - start;

  /* Most numbers need no closer look: 18 digits fit 64 bits, a short text without exponent a double. */
  if (is_whole ? length <= 18
               : length < 300 && memchr (c->text + start, 'e', length) == NULL &&
                     memchr (c->text + start, 'E', length) == NULL)
    return TRUE;
  copy = g_strndup (c->text + start, length);
  if (isinf (g_ascii_strtod (copy, NULL)))
    return fail (c, C_ ("JSON", "number out of range"));
  if (!is_whole || c->wide == NULL)
    return TRUE;
  errno = 0;
  (void) g_ascii_strtoll (copy, NULL, 10);
  if (errno == ERANGE)
    g_array_append_val (c->wide, c->at);
  return TRUE;
}

static gboolean
skip_number (Checker *c)
{
  gsize start = c->at;
  gboolean is_whole = TRUE;

  if (peek_char (c) == '-')
    c->at++;
  if (peek_char (c) == '0') {
    c->at++;
    if (is_digit (peek_char (c)))
      return fail (c, C_ ("JSON", "number with a leading zero"));
  } else if (!skip_digits (c))
    return FALSE;
  if (peek_char (c) == '.') {
    is_whole = FALSE;
    c->at++;
    if (!skip_digits (c))
      return FALSE;
  }
  if (peek_char (c) == 'e' || peek_char (c) == 'E') {
    is_whole = FALSE;
    c->at++;
    if (peek_char (c) == '+' || peek_char (c) == '-')
      c->at++;
    if (!skip_digits (c))
      return FALSE;
  }
  return check_range (c, start, is_whole);
}

static gboolean
skip_word (Checker *c, const char *word)
{
  gsize length = strlen (word);

  if (c->length - c->at < length || memcmp (c->text + c->at, word, length) != 0)
    return fail (c, C_ ("JSON", "unknown word"));
  c->at += length;
  return TRUE;
}

static Expect
after_value (const Checker *c)
{
  return c->levels->len == 0 ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static void
names_free (gpointer names)
{
  if (names != NULL)
    g_tree_unref (names);
}

static void
open_level (Checker *c, gboolean is_object)
{
  g_ptr_array_add (c->levels,
                   is_object ? g_tree_new_full (compare_names, NULL, g_free, NULL) : NULL);
  c->at++;
}

static gboolean
add_hash (gpointer name, gpointer value, gpointer hashes)
{
  guint hash = g_str_hash (name);

  g_array_append_val (hashes, hash);
  return FALSE;
}

static int
compare_hashes (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a, right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

/* Many names that fall into one place of json-glib's table. By chance there are hardly three. */
static gboolean
has_chosen_names (GTree *names)
{
  g_autoptr (GArray) hashes = NULL;

  if (g_tree_nnodes (names) <= HELIO_JSON_SAME_HASH_MAX)
    return FALSE;
  hashes = g_array_sized_new (FALSE, FALSE, sizeof (guint), (guint) g_tree_nnodes (names));
  g_tree_foreach (names, add_hash, hashes);
  g_array_sort (hashes, compare_hashes);
  for (guint i = HELIO_JSON_SAME_HASH_MAX; i < hashes->len; i++)
    if (g_array_index (hashes, guint, i) ==
        g_array_index (hashes, guint, i - HELIO_JSON_SAME_HASH_MAX))
      return TRUE;
  return FALSE;
}

static gboolean
close_level (Checker *c)
{
  GTree *names = g_ptr_array_index (c->levels, c->levels->len - 1);

  c->at++;
  if (c->wide != NULL && names != NULL) {
    if (g_tree_nnodes (names) > HELIO_JSON_MEMBERS_MAX)
      return helio_error_set (c->error,
                              HELIO_ERROR_TOO_LARGE,
                              NULL,
                              C_ ("error", "The JSON has more than %u names in one object."),
                              HELIO_JSON_MEMBERS_MAX);
    if (has_chosen_names (names))
      return helio_error_set (
          c->error,
          HELIO_ERROR_TOO_LARGE,
          NULL,
          C_ ("error",
              "The JSON has an object whose names were chosen so that reading it takes long."));
  }
  g_ptr_array_set_size (c->levels, (gint) c->levels->len - 1);
  return TRUE;
}

/* With escapes resolved: "\u0061" is "a". */
static gboolean
skip_name (Checker *c)
{
  GTree *names = g_ptr_array_index (c->levels, c->levels->len - 1);
  const gint before = g_tree_nnodes (names);
  GString *name = g_string_new (NULL);

  if (!skip_string (c, name)) {
    g_string_free (name, TRUE);
    return FALSE;
  }
  g_tree_insert (names, g_string_free (name, FALSE), NULL);
  if (g_tree_nnodes (names) == before)
    return fail (c, C_ ("JSON", "the same name twice in one object"));
  return TRUE;
}

static gboolean
step_value (Checker *c, Expect *expect)
{
  gboolean good;

  switch (peek_char (c)) {
    case '{':
      open_level (c, TRUE);
      *expect = EXPECT_NAME_OR_END;
      return TRUE;
    case '[':
      open_level (c, FALSE);
      *expect = EXPECT_VALUE_OR_END;
      return TRUE;
    case '"':
      good = skip_string (c, NULL);
      break;
    case 't':
      good = skip_word (c, "true");
      break;
    case 'f':
      good = skip_word (c, "false");
      break;
    case 'n':
      good = skip_word (c, "null");
      break;
    default:
      good = skip_number (c);
      break;
  }
  *expect = after_value (c);
  return good;
}

static gboolean
end_level (Checker *c, Expect *expect)
{
  if (!close_level (c))
    return FALSE;
  *expect = after_value (c);
  return TRUE;
}

static gboolean
step (Checker *c, Expect *expect)
{
  gboolean in_object =
      c->levels->len > 0 && g_ptr_array_index (c->levels, c->levels->len - 1) != NULL;
  char next = peek_char (c);

  switch (*expect) {
    case EXPECT_VALUE_OR_END:
      if (next == ']')
        return end_level (c, expect);
      return step_value (c, expect);
    case EXPECT_VALUE:
      return step_value (c, expect);
    case EXPECT_NAME_OR_END:
    case EXPECT_NAME:
      if (next == '}' && *expect == EXPECT_NAME_OR_END)
        return end_level (c, expect);
      *expect = EXPECT_COLON;
      return next == '"' ? skip_name (c) : fail (c, C_ ("JSON", "a name in quotes was expected"));
    case EXPECT_COLON:
      if (next != ':')
        return fail (c, C_ ("JSON", "“:” was expected"));
      c->at++;
      *expect = EXPECT_VALUE;
      return TRUE;
    case EXPECT_COMMA_OR_END:
      if (next == (in_object ? '}' : ']'))
        return end_level (c, expect);
      if (next != ',')
        return fail (c, C_ ("JSON", "“,” or the end of the list was expected"));
      c->at++;
      *expect = in_object ? EXPECT_NAME : EXPECT_VALUE;
      return TRUE;
    case EXPECT_NOTHING:
    default:
      return fail (c, C_ ("JSON", "text after the end"));
  }
}

static void
skip_space (Checker *c)
{
  while (c->at < c->length && strchr (" \t\r\n", c->text[c->at]) != NULL && c->text[c->at] != '\0')
    c->at++;
}

static gboolean
run (Checker *c, guint max_depth)
{
  Expect expect = EXPECT_VALUE;

  for (;;) {
    skip_space (c);
    if (c->at >= c->length)
      return expect == EXPECT_NOTHING || fail (c, C_ ("JSON", "it ends too early"));
    if (!step (c, &expect))
      return FALSE;
    if (c->levels->len > max_depth)
      return helio_error_set (c->error,
                              HELIO_ERROR_TOO_LARGE,
                              NULL,
                              C_ ("error", "The JSON is nested more than %u levels deep."),
                              max_depth);
  }
}

gboolean
helio_json_check_wide (const char *text,
                       gsize length,
                       gsize max_size,
                       guint max_depth,
                       GArray *wide,
                       GError **error)
{
  g_autoptr (GPtrArray) levels = NULL;
  Checker c = {.text = text, .length = length, .wide = wide, .error = error};

  if (length > max_size) {
    g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, length);
    g_autofree char *limit = g_strdup_printf ("%" G_GSIZE_FORMAT, max_size);

    return helio_error_set (error,
                            HELIO_ERROR_TOO_LARGE,
                            NULL,
                            C_ ("error", "The JSON is %s bytes long; the limit is %s."),
                            size,
                            limit);
  }
  if (length == 0)
    c.text = text = "";
  if (!g_utf8_validate_len (text, length, NULL))
    return helio_error_set (error,
                            HELIO_ERROR_BAD_ANSWER,
                            NULL,
                            C_ ("error", "The JSON is not valid UTF-8."));
  c.levels = levels = g_ptr_array_new_with_free_func (names_free);
  return run (&c, max_depth);
}

gboolean
helio_json_check (const char *text, gsize length, gsize max_size, guint max_depth, GError **error)
{
  return helio_json_check_wide (text, length, max_size, max_depth, NULL, error);
}
