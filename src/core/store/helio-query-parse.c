// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-find.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-query-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum {
  TOKEN_END,
  TOKEN_WORD,
  TOKEN_QUOTED,
  TOKEN_COMPARE,
  TOKEN_OPEN,
  TOKEN_CLOSE,
} TokenKind;

typedef struct {
  const char *text;
  const char *at; /* behind the token */

  TokenKind kind;
  const char *start; /* where the token begins */
  GString *word;     /* WORD, QUOTED */
  HelioCompare compare;

  guint depth; /* of what is being read */
  guint brackets;
  guint terms;
  const char *fault; /* where; NULL: none */
  GError *error;
} Parser;

static HelioTerm *parse_or (Parser *self);

/* ── tokens ── */

static void
fail (Parser *self, const char *where, const char *message)
{
  if (self->error != NULL)
    return;
  self->fault = where;
  helio_error_set (&self->error,
                   HELIO_ERROR_INVALID_DATA,
                   C_ ("filter",
                       "Write for example: alarm, site/+/temp, temp > 30, qos = 2 or "
                       "“not retained = yes”. Put text with blanks or signs in quotes."),
                   C_ ("filter", "At column %u: %s"),
                   (guint) g_utf8_pointer_to_offset (self->text, where) + 1,
                   message);
}

/* The longest one that stands at @p; its length, or 0. */
static gsize
read_compare (const char *p, HelioCompare *compare)
{
  static const struct {
    const char *sign;
    HelioCompare compare;
  } signs[] = {
      {"!=", HELIO_COMPARE_UNEQUAL},
      {"<>", HELIO_COMPARE_UNEQUAL},
      {"<=", HELIO_COMPARE_AT_MOST},
      {">=", HELIO_COMPARE_AT_LEAST},
      {"==", HELIO_COMPARE_EQUAL},
      {"=", HELIO_COMPARE_EQUAL},
      {"<", HELIO_COMPARE_LESS},
      {">", HELIO_COMPARE_MORE},
      {"~", HELIO_COMPARE_CONTAINS},
  };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (p, signs[i].sign)) {
      *compare = signs[i].compare;
      return strlen (signs[i].sign);
    }
  return 0;
}

static void
read_quoted (Parser *self)
{
  const char *p = self->at + 1;

  self->kind = TOKEN_QUOTED;
  for (; *p != '"'; p++) {
    if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
      p++;
    if (*p == '\0') {
      fail (self, self->start, C_ ("filter", "the quote is not closed."));
      break;
    }
    g_string_append_c (self->word, *p);
  }
  self->at = *p != '\0' ? p + 1 : p;
}

static void
read_word (Parser *self)
{
  const char *p = self->at;
  HelioCompare compare;

  self->kind = TOKEN_WORD;
  for (; *p != '\0' && !g_ascii_isspace (*p); p++)
    if (read_compare (p, &compare) > 0 || (*p == ')' && self->brackets > 0))
      break;
  g_string_append_len (self->word, self->at, p - self->at);
  self->at = p;
}

static void
next_token (Parser *self)
{
  gsize length;

  while (g_ascii_isspace (*self->at))
    self->at++;
  self->start = self->at;
  g_string_truncate (self->word, 0);
  length = read_compare (self->at, &self->compare);
  if (*self->at == '\0')
    self->kind = TOKEN_END;
  else if (length > 0) {
    self->kind = TOKEN_COMPARE;
    self->at += length;
  } else if (*self->at == '"')
    read_quoted (self);
  else if (*self->at == '(' || (*self->at == ')' && self->brackets > 0)) {
    self->kind = *self->at == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
    self->at++;
  } else
    read_word (self);
}

static gboolean
is_keyword (Parser *self, const char *keyword)
{
  return self->kind == TOKEN_WORD && g_ascii_strcasecmp (self->word->str, keyword) == 0;
}

/* ── terms ── */

static HelioTerm *
new_term (HelioTermKind kind, HelioTerm *a_taken, HelioTerm *b_taken)
{
  HelioTerm *term = g_new0 (HelioTerm, 1);

  term->kind = kind;
  term->a = a_taken;
  term->b = b_taken;
  return term;
}

static HelioTerm *
new_text (Parser *self, const char *text, gboolean quoted)
{
  HelioTerm *term;

  if (!quoted && strpbrk (text, "+#") != NULL && helio_topic_validate_filter (text, NULL)) {
    term = new_term (HELIO_TERM_FILTER, NULL, NULL);
    term->text = g_strdup (helio_topic_strip_share (text));
    return term;
  }
  term = new_term (HELIO_TERM_TEXT, NULL, NULL);
  term->needle = helio_needle_new (text);
  return term;
}

static const struct {
  const char *name;
  HelioField field;
} fields[] = {
    {"topic", HELIO_FIELD_TOPIC},
    {"payload", HELIO_FIELD_PAYLOAD},
    {"qos", HELIO_FIELD_QOS},
    {"retained", HELIO_FIELD_RETAINED},
    {"duplicate", HELIO_FIELD_DUPLICATE},
    {"size", HELIO_FIELD_SIZE},
    {"type", HELIO_FIELD_CONTENT_TYPE},
    {"value", HELIO_FIELD_VALUE},
};

/* Which field the word before a sign means. */
static void
set_field (HelioTerm *term, const char *word, gboolean quoted)
{
  const char *path = word;

  term->field = HELIO_FIELD_JSON;
  for (guint i = 0; i < G_N_ELEMENTS (fields) && !quoted; i++)
    if (g_ascii_strcasecmp (word, fields[i].name) == 0)
      term->field = fields[i].field;
  if (!quoted && g_str_has_prefix (word, "user.")) {
    term->field = HELIO_FIELD_USER_PROPERTY;
    term->name = g_strdup (word + strlen ("user."));
  } else if (!quoted && g_str_has_prefix (word, "json."))
    path = word + strlen ("json.");
  if (term->field != HELIO_FIELD_JSON && term->field != HELIO_FIELD_VALUE)
    return;
  if (quoted) { /* a name with dots or blanks in it */
    term->path = g_new0 (char *, 2);
    term->path[0] = g_strdup (word);
  } else
    term->path = g_strsplit (path, ".", HELIO_QUERY_DEPTH_MAX);
}

static gboolean
set_number (HelioTerm *term, const char *word)
{
  HelioJsonSpan span = {HELIO_JSON_STRING, word, strlen (word)};
  double factor = 1;

  if (term->field == HELIO_FIELD_SIZE && span.length > 1) {
    const char unit = word[span.length - 1];

    factor = unit == 'k' || unit == 'K' ? 1e3 : (unit == 'M' ? 1e6 : (unit == 'G' ? 1e9 : 1));
    span.length -= factor > 1;
  }
  term->is_number = helio_json_span_read_number (&span, &term->value);
  term->value *= factor;
  return term->is_number;
}

static gboolean
set_yes_or_no (HelioTerm *term, const char *word)
{
  const gboolean yes = g_ascii_strcasecmp (word, "yes") == 0 ||
                       g_ascii_strcasecmp (word, "true") == 0 || strcmp (word, "1") == 0;

  term->is_number = yes || g_ascii_strcasecmp (word, "no") == 0 ||
                    g_ascii_strcasecmp (word, "false") == 0 || strcmp (word, "0") == 0;
  term->value = yes;
  return term->is_number;
}

/* The value behind a sign, which has to fit the field. */
static void
set_value (Parser *self, HelioTerm *term)
{
  const char *word = self->word->str;

  term->text = g_strdup (word);
  term->needle = helio_needle_new (word);
  switch (term->field) {
    case HELIO_FIELD_QOS:
    case HELIO_FIELD_SIZE:
      if (term->compare == HELIO_COMPARE_CONTAINS || !set_number (term, word))
        fail (self, self->start, C_ ("filter", "a number is expected here."));
      break;
    case HELIO_FIELD_RETAINED:
    case HELIO_FIELD_DUPLICATE:
      if ((term->compare != HELIO_COMPARE_EQUAL && term->compare != HELIO_COMPARE_UNEQUAL) ||
          !set_yes_or_no (term, word))
        fail (self, self->start, C_ ("filter", "“= yes” or “= no” is expected here."));
      break;
    case HELIO_FIELD_TOPIC:
      break;
    case HELIO_FIELD_PAYLOAD:
    case HELIO_FIELD_CONTENT_TYPE:
    case HELIO_FIELD_USER_PROPERTY:
    case HELIO_FIELD_VALUE:
    case HELIO_FIELD_JSON:
    default:
      if (self->kind == TOKEN_WORD)
        set_number (term, word);
  }
}

static HelioTerm *
parse_field (Parser *self, const char *word, gboolean quoted)
{
  g_autoptr (HelioTerm) term = new_term (HELIO_TERM_FIELD, NULL, NULL);

  set_field (term, word, quoted);
  term->compare = self->compare;
  next_token (self);
  if (self->kind != TOKEN_WORD && self->kind != TOKEN_QUOTED) {
    fail (self, self->start, C_ ("filter", "a value is expected here."));
    return NULL;
  }
  set_value (self, term);
  next_token (self);
  return g_steal_pointer (&term);
}

static HelioTerm *
parse_term (Parser *self)
{
  const gboolean quoted = self->kind == TOKEN_QUOTED;
  g_autofree char *word = g_strdup (self->word->str);
  HelioTerm *term;

  if ((self->kind != TOKEN_WORD && !quoted) || is_keyword (self, "and") ||
      is_keyword (self, "or")) {
    fail (self,
          self->start,
          self->kind == TOKEN_COMPARE
              ? C_ ("filter", "the name of a member is expected before the sign.")
              : C_ ("filter", "something to look for is expected here."));
    return NULL;
  }
  if (self->terms == HELIO_QUERY_TERMS_MAX) {
    fail (self, self->start, C_ ("filter", "there are too many conditions."));
    return NULL;
  }
  next_token (self);
  term = self->kind == TOKEN_COMPARE ? parse_field (self, word, quoted)
                                     : new_text (self, word, quoted);
  if (term != NULL)
    term->number = self->terms++;
  return term;
}

static HelioTerm *
parse_unary (Parser *self)
{
  g_autoptr (HelioTerm) inner = NULL;

  if (self->error != NULL)
    return NULL;
  if (!is_keyword (self, "not") && self->kind != TOKEN_OPEN)
    return parse_term (self);
  if (self->depth == HELIO_QUERY_DEPTH_MAX) {
    fail (self, self->start, C_ ("filter", "this is nested too deeply."));
    return NULL;
  }
  self->depth++;
  if (self->kind == TOKEN_OPEN) {
    const char *open = self->start;

    self->brackets++;
    next_token (self);
    inner = parse_or (self);
    self->brackets--;
    if (self->kind != TOKEN_CLOSE)
      fail (self, open, C_ ("filter", "the bracket is not closed."));
    next_token (self);
  } else {
    next_token (self);
    inner = parse_unary (self);
    if (inner != NULL)
      inner = new_term (HELIO_TERM_NOT, g_steal_pointer (&inner), NULL);
  }
  self->depth--;
  return g_steal_pointer (&inner);
}

static HelioTerm *
parse_and (Parser *self)
{
  g_autoptr (HelioTerm) left = parse_unary (self);

  while (left != NULL && self->error == NULL && self->kind != TOKEN_END &&
         self->kind != TOKEN_CLOSE && !is_keyword (self, "or")) {
    HelioTerm *right;

    if (is_keyword (self, "and"))
      next_token (self);
    right = parse_unary (self);
    if (right == NULL)
      return NULL;
    left = new_term (HELIO_TERM_AND, g_steal_pointer (&left), right);
  }
  return g_steal_pointer (&left);
}

static HelioTerm *
parse_or (Parser *self)
{
  g_autoptr (HelioTerm) left = parse_and (self);

  while (left != NULL && self->error == NULL && is_keyword (self, "or")) {
    HelioTerm *right;

    next_token (self);
    right = parse_and (self);
    if (right == NULL)
      return NULL;
    left = new_term (HELIO_TERM_OR, g_steal_pointer (&left), right);
  }
  return g_steal_pointer (&left);
}

HelioQuery *
helio_query_parse (const char *text, guint *column, GError **error)
{
  g_autoptr (HelioQuery) query = g_new0 (HelioQuery, 1);
  g_autoptr (GString) word = g_string_new (NULL);
  Parser parser = {.text = text, .at = text, .word = word};

  if (text == NULL)
    return g_steal_pointer (&query);
  if (strlen (text) > HELIO_QUERY_LENGTH_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     C_ ("filter", "Use a shorter one."),
                     C_ ("filter", "The filter is longer than %d bytes."),
                     HELIO_QUERY_LENGTH_MAX);
    return NULL;
  }
  if (!g_utf8_validate (text, -1, NULL)) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("filter", "Type it anew."),
                     C_ ("filter", "The filter is not valid UTF-8."));
    return NULL;
  }
  next_token (&parser);
  if (parser.kind != TOKEN_END)
    query->root = parse_or (&parser);
  if (parser.error != NULL) {
    if (column != NULL)
      *column = (guint) g_utf8_pointer_to_offset (text, parser.fault) + 1;
    g_propagate_error (error, parser.error);
    return NULL;
  }
  query->n_terms = parser.terms;
  return g_steal_pointer (&query);
}

/* A word may end with ")" as long as no bracket is open around it: ours has to hold all that it was put around, so that
 * what follows it is the condition and nothing else. */
static gboolean
check_brackets (const HelioQuery *narrowed, GError **error)
{
  if (narrowed->root->kind == HELIO_TERM_AND && narrowed->root->a->kind == HELIO_TERM_OR)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          C_ ("filter", "Put the word with the bracket in quotes."),
                          C_ ("filter",
                              "A word in the filter has a “)” that would close another "
                              "bracket."));
}

char *
helio_query_narrow (const char *text, const char *condition, GError **error)
{
  g_autoptr (HelioQuery) query = helio_query_parse (text, NULL, error), narrowed = NULL;
  g_autofree char *stripped = NULL, *end = NULL, *all = NULL;

  if (query == NULL)
    return NULL;
  if (query->root == NULL)
    return g_strdup (condition);
  stripped = g_strstrip (g_strdup (text));
  end = g_strconcat (" and ", condition, NULL);
  if (query->root->kind == HELIO_TERM_OR)
    all = g_strdup_printf ("(%s)%s", stripped, end);
  else if (g_str_equal (stripped, condition) || g_str_has_suffix (stripped, end))
    all = g_strdup (stripped);
  else
    all = g_strconcat (stripped, end, NULL);
  narrowed = helio_query_parse (all, NULL, error);
  if (narrowed == NULL || (query->root->kind == HELIO_TERM_OR && !check_brackets (narrowed, error)))
    return NULL;
  return g_steal_pointer (&all);
}
