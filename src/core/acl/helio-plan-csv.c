// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 4180, with a head line whose names may be in any order. Spreadsheets of some countries write ";". */

#define SHOWN_MAX 60

typedef enum {
  USER,
  ACTION,
  TOPIC,
  EXPECT,
  N_COLUMNS,
} Column;

static const char *const column_names[N_COLUMNS] = {"user", "action", "topic", "expect"};

typedef struct {
  const char *text, *end;
  char separator;
  guint line; /* that a row begins on */
  guint next_line;
  GPtrArray *fields; /* char *, of the row */
  gboolean strips;   /* blanks around a field that has no quotation marks */
  int columns[N_COLUMNS];
} Csv;

static gboolean G_GNUC_PRINTF (4, 5)
    fault (const Csv *csv, GError **error, const char *remedy, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          remedy,
                          C_ ("plan", "The plan, line %u: %s"),
                          csv->line,
                          what);
}

/* From behind the opening quotation mark to behind the closing one. */
static gboolean
read_quoted (Csv *csv, GString *field, GError **error)
{
  for (;; csv->text++) {
    if (csv->text == csv->end)
      return fault (csv,
                    error,
                    C_ ("plan", "A quotation mark inside of quotation marks is written twice."),
                    C_ ("plan", "A quotation mark is opened and not closed."));
    if (*csv->text == '"') {
      csv->text++;
      if (csv->text == csv->end || *csv->text != '"')
        return TRUE;
    }
    csv->next_line += *csv->text == '\n';
    g_string_append_c (field, *csv->text);
  }
}

static gboolean
read_field (Csv *csv, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  const gboolean quoted = csv->text < csv->end && *csv->text == '"';

  if (quoted) {
    csv->text++;
    if (!read_quoted (csv, field, error))
      return FALSE;
    if (csv->text < csv->end && *csv->text != csv->separator && *csv->text != '\r' &&
        *csv->text != '\n')
      return fault (csv,
                    error,
                    C_ ("plan", "Put the whole field between quotation marks."),
                    C_ ("plan", "Something follows a closing quotation mark."));
  }
  while (csv->text < csv->end && *csv->text != csv->separator && *csv->text != '\r' &&
         *csv->text != '\n')
    g_string_append_c (field, *csv->text++);
  if (csv->strips && !quoted)
    g_strstrip (field->str);
  g_ptr_array_add (csv->fields, g_string_free (g_steal_pointer (&field), FALSE));
  return TRUE;
}

/* FALSE without an error: there is no more. */
static gboolean
read_row (Csv *csv, GError **error)
{
  g_ptr_array_set_size (csv->fields, 0);
  if (csv->text == csv->end)
    return FALSE;
  csv->line = csv->next_line;
  for (;;) {
    if (!read_field (csv, error))
      return FALSE;
    if (csv->text == csv->end || *csv->text != csv->separator)
      break;
    csv->text++;
  }
  if (csv->text < csv->end && *csv->text == '\r')
    csv->text++;
  if (csv->text < csv->end && *csv->text == '\n')
    csv->text++;
  csv->next_line++;
  return TRUE;
}

static gboolean
is_empty (const Csv *csv)
{
  return csv->fields->len == 1 && *(const char *) g_ptr_array_index (csv->fields, 0) == '\0';
}

static gboolean
read_head (Csv *csv, GError **error)
{
  const char *remedy =
      C_ ("plan",
          "The first line of a CSV plan is “user,action,topic,expect”; of a JSON plan, “{”.");

  for (guint i = 0; i < N_COLUMNS; i++)
    csv->columns[i] = -1;
  for (guint i = 0; i < csv->fields->len; i++) {
    const char *name = g_strstrip (g_ptr_array_index (csv->fields, i));
    g_autofree char *shown = helio_printable (name, -1, SHOWN_MAX);
    guint k = 0;

    while (k < N_COLUMNS && g_ascii_strcasecmp (name, column_names[k]) != 0)
      k++;
    if (k == N_COLUMNS)
      return fault (csv, error, remedy, C_ ("plan", "“%s” is no column of a plan."), shown);
    if (csv->columns[k] >= 0)
      return fault (csv, error, remedy, C_ ("plan", "The column “%s” is there twice."), shown);
    csv->columns[k] = (int) i;
  }
  for (guint i = 0; i < N_COLUMNS; i++)
    if (csv->columns[i] < 0)
      return fault (csv,
                    error,
                    remedy,
                    C_ ("plan", "The column “%s” is missing."),
                    column_names[i]);
  return TRUE;
}

static gboolean
wrong_value (const Csv *csv, Column column, const char *expected, GError **error)
{
  g_autofree char *shown =
      helio_printable (g_ptr_array_index (csv->fields, csv->columns[column]), -1, SHOWN_MAX);

  return fault (csv,
                error,
                NULL,
                /* Translators: a column's name, what is expected there, what is there */
                C_ ("plan", "%s: %s is expected, not “%s”."),
                column_names[column],
                expected,
                shown);
}

static gboolean
take_row (Csv *csv, HelioPlan *plan, GError **error)
{
  const char *values[N_COLUMNS];
  g_autofree char *place = NULL;
  HelioAction action;
  HelioVerdict expect;
  int user;

  if (csv->fields->len != N_COLUMNS)
    return fault (csv,
                  error,
                  C_ ("plan", "A field with a comma in it stands between quotation marks."),
                  C_ ("plan", "There are %u fields, and 4 columns."),
                  csv->fields->len);
  for (guint i = 0; i < N_COLUMNS; i++)
    values[i] = g_ptr_array_index (csv->fields, csv->columns[i]);
  user = helio_plan_find_user (plan, values[USER]);
  if (user < 0)
    return wrong_value (csv, USER, C_ ("plan", "the name of a user of the file of --users"), error);
  if (!helio_action_from_text (values[ACTION], &action)) {
    g_autofree char *expected = helio_plan_describe_actions ();

    return wrong_value (csv, ACTION, expected, error);
  }
  if (!helio_verdict_from_text (values[EXPECT], &expect))
    return wrong_value (csv, EXPECT, C_ ("plan", "“allow”, “deny” or “unknown”"), error);
  place = g_strdup_printf (C_ ("plan", "line %u"), csv->line);
  return helio_plan_add_check (plan, (guint) user, action, values[TOPIC], expect, place, error);
}

static gboolean
read_rows (Csv *csv, HelioPlan *plan, GError **error)
{
  g_autoptr (GError) fault_found = NULL;
  gboolean has_head = FALSE;

  while (read_row (csv, &fault_found)) {
    if (is_empty (csv))
      continue;
    if (!has_head) {
      if (!read_head (csv, error))
        return FALSE;
      has_head = TRUE;
    } else if (!take_row (csv, plan, error)) {
      return FALSE;
    }
  }
  if (fault_found != NULL) {
    g_propagate_error (error, g_steal_pointer (&fault_found));
    return FALSE;
  }
  if (plan->checks->len == 0)
    return fault (csv,
                  error,
                  C_ ("plan", "A line is like “alice,subscribe,users/alice/#,allow”."),
                  C_ ("plan", "The plan has nothing to check."));
  return TRUE;
}

static gboolean
is_text (const Csv *csv, GError **error)
{
  const gsize length = (gsize) (csv->end - csv->text);

  return (memchr (csv->text, '\0', length) == NULL &&
          g_utf8_validate_len (csv->text, length, NULL)) ||
         fault (csv,
                error,
                C_ ("plan", "Save it as UTF-8."),
                C_ ("plan", "The file is not a text in UTF-8."));
}

/* A tab is what spreadsheets put between copied cells. */
static char
find_separator (const char *text, gsize length)
{
  const char *end = memchr (text, '\n', length);
  const gsize first = end != NULL ? (gsize) (end - text) : length;

  if (memchr (text, '\t', first) != NULL)
    return '\t';
  return memchr (text, ',', first) == NULL && memchr (text, ';', first) != NULL ? ';' : ',';
}

GPtrArray *
helio_plan_split_csv (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) fault_found = NULL;
  Csv csv = {.text = text,
             .end = text + length,
             .line = 1,
             .next_line = 1,
             .fields = fields,
             .strips = TRUE};

  if (!is_text (&csv, error))
    return NULL;
  csv.separator = find_separator (text, length);
  while (read_row (&csv, &fault_found)) {
    g_autoptr (GStrvBuilder) row = g_strv_builder_new ();

    for (guint i = 0; i < fields->len; i++)
      g_strv_builder_add (row, g_ptr_array_index (fields, i));
    if (!is_empty (&csv))
      g_ptr_array_add (rows, g_strv_builder_end (row));
  }
  if (fault_found != NULL) {
    g_propagate_error (error, g_steal_pointer (&fault_found));
    return NULL;
  }
  return g_steal_pointer (&rows);
}

gboolean
helio_plan_read_csv (HelioPlan *self, const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  Csv csv = {.text = text, .end = text + length, .line = 1, .next_line = 1, .fields = fields};

  if (!is_text (&csv, error))
    return FALSE;
  csv.separator = find_separator (text, length);
  if (self->users->len == 0)
    return fault (&csv,
                  error,
                  C_ ("plan", "Name a file of users with --users, or write the plan as JSON."),
                  C_ ("plan", "A CSV plan has no users of its own."));
  return read_rows (&csv, self, error);
}
