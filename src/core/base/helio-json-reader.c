// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-reader.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>

#define SHOWN_MAX 60

void
helio_json_reader_init (HelioJsonReader *self)
{
  *self = (HelioJsonReader){.path = g_string_new ("$")};
}

void
helio_json_reader_clear (HelioJsonReader *self)
{
  if (self->path != NULL)
    g_string_free (self->path, TRUE);
  g_clear_pointer (&self->fault_path, g_free);
  g_clear_error (&self->error);
  self->path = NULL;
}

HelioJson *
helio_json_parse_file (const char *text, gsize length, gsize max_size, GError **error)
{
  GError *fault = NULL;
  HelioJson *json = helio_json_parse (text, length, max_size, HELIO_JSON_DEPTH_ANSWER, &fault);

  if (g_error_matches (fault, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER))
    fault->code = HELIO_ERROR_INVALID_DATA;
  if (fault != NULL)
    g_propagate_error (error, fault);
  return json;
}

gsize
helio_json_reader_enter (HelioJsonReader *self, const char *name)
{
  gsize before = self->path->len;
  g_autofree char *shown = helio_printable (name, -1, SHOWN_MAX);

  g_string_append_printf (self->path, ".%s", shown);
  return before;
}

gsize
helio_json_reader_enter_element (HelioJsonReader *self, guint index)
{
  gsize before = self->path->len;

  g_string_append_printf (self->path, "[%u]", index);
  return before;
}

void
helio_json_reader_leave (HelioJsonReader *self, gsize before)
{
  g_string_truncate (self->path, before);
}

char *
helio_json_reader_describe (const HelioJson *value)
{
  g_autofree char *shown = NULL;
  double number;

  switch (helio_json_get_kind (value)) {
    case HELIO_JSON_OBJECT:
      return g_strdup (C_ ("file", "an object"));
    case HELIO_JSON_ARRAY:
      return g_strdup (C_ ("file", "a list"));
    case HELIO_JSON_BOOLEAN:
      return g_strdup (helio_json_as_boolean (value) ? "true" : "false");
    case HELIO_JSON_INTEGER:
    case HELIO_JSON_DOUBLE:
      helio_json_as_double (value, &number);
      return g_strdup_printf ("%.15g", number);
    case HELIO_JSON_STRING:
      shown = helio_printable (helio_json_as_string (value), -1, SHOWN_MAX);
      return g_strdup_printf (C_ ("file", "“%s”"), shown);
    case HELIO_JSON_NULL:
    default:
      return g_strdup ("null");
  }
}

/* FALSE: there is one already, and the first counts. */
static gboolean
begin_fault (HelioJsonReader *self)
{
  if (self->error != NULL)
    return FALSE;
  self->fault_path = g_strdup (self->path->str);
  return TRUE;
}

gboolean
helio_json_reader_fail (HelioJsonReader *self, const HelioJson *value, const char *expected)
{
  g_autofree char *given = value != NULL ? helio_json_reader_describe (value) : NULL;

  if (!begin_fault (self))
    return FALSE;
  if (given != NULL)
    /* Translators: a JSON path, what is expected there, what is there. */
    return helio_error_set (&self->error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            C_ ("file", "%s: %s is expected, not %s."),
                            self->path->str,
                            expected,
                            given);
  return helio_error_set (&self->error,
                          HELIO_ERROR_INVALID_DATA,
                          NULL,
                          C_ ("file", "%s is missing: %s is expected."),
                          self->path->str,
                          expected);
}

gboolean
helio_json_reader_fail_name (HelioJsonReader *self, const char *expected)
{
  if (!begin_fault (self))
    return FALSE;
  return helio_error_set (&self->error,
                          HELIO_ERROR_INVALID_DATA,
                          NULL,
                          /* Translators: a JSON path, then names of members */
                          C_ ("file", "%s: There is no such member here; there are: %s."),
                          self->path->str,
                          expected);
}

gboolean
helio_json_reader_fail_version (HelioJsonReader *self, const HelioJson *value, int known)
{
  g_autofree char *expected = g_strdup_printf ("%d", known);
  g_autofree char *given = value != NULL ? helio_json_reader_describe (value) : NULL;
  gint64 version;

  if (value == NULL || !helio_json_as_integer (value, &version) || version <= known)
    return helio_json_reader_fail (self, value, expected);
  if (!begin_fault (self))
    return FALSE;
  return helio_error_set (
      &self->error,
      HELIO_ERROR_INVALID_DATA,
      NULL,
      /* Translators: a JSON path, then two numbers */
      C_ ("file", "%s: A newer Heliograph wrote the file: it is of version %s, this one reads %s."),
      self->path->str,
      given,
      expected);
}
