// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-row-text.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* CSV as in RFC 4180. What a spreadsheet would calculate gets an apostrophe in front, and the last column names the
 * fields that have one, so that everything can be read back as it was. */

#define GUARDED "guarded"

/* In their order. */
static const char *const columns[] = {"time",
                                      "event",
                                      "topic",
                                      "payload",
                                      "encoding",
                                      "qos",
                                      "retain",
                                      "duplicate",
                                      "packet_id",
                                      "properties",
                                      "properties_wire",
                                      "ms",
                                      "lost",
                                      "why",
                                      "sha256",
                                      "head_base64",
                                      GUARDED,
                                      NULL};

gboolean
helio_row_text_is_formula (const char *text)
{
  char *end;

  if (*text == '\0' || strchr ("=+-@\t\r", *text) == NULL)
    return FALSE;
  if (*text != '+' && *text != '-')
    return TRUE;
  /* A number is one. */
  if (!g_ascii_isdigit (text[1]) && text[1] != '.')
    return TRUE;
  (void) g_ascii_strtod (text, &end);
  return *end != '\0';
}

static void
append_field (GString *to, const char *text)
{
  if (to->len > 0 && to->str[to->len - 1] != '\n')
    g_string_append_c (to, ',');
  if (strpbrk (text, ",\"\r\n") == NULL) {
    g_string_append (to, text);
    return;
  }
  g_string_append_c (to, '"');
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c (to, '"');
    g_string_append_c (to, *at);
  }
  g_string_append_c (to, '"');
}

void
helio_row_text_append_csv_header (GString *to)
{
  for (gsize i = 0; columns[i] != NULL; i++)
    append_field (to, columns[i]);
  g_string_append_c (to, '\n');
}

static char *
member_to_text (const HelioJson *object, const char *name)
{
  g_autoptr (HelioJson) value = helio_json_get (object, name);
  gint64 number;

  if (value == NULL)
    return g_strdup ("");
  switch (helio_json_get_kind (value)) {
    case HELIO_JSON_STRING:
      return g_strdup (helio_json_as_string (value));
    case HELIO_JSON_INTEGER:
      helio_json_as_integer (value, &number);
      return g_strdup_printf ("%" G_GINT64_FORMAT, number);
    case HELIO_JSON_BOOLEAN:
      return g_strdup (helio_json_as_boolean (value) ? "true" : "false");
    case HELIO_JSON_NULL:
    case HELIO_JSON_DOUBLE:
    case HELIO_JSON_ARRAY:
    case HELIO_JSON_OBJECT:
    default:
      return helio_json_get_length (value) > 0 || helio_json_get_kind (value) != HELIO_JSON_OBJECT
                 ? helio_json_to_text (value, FALSE)
                 : g_strdup ("");
  }
}

static const char *
get_encoding (const HelioJson *object)
{
  if (helio_json_has (object, "payload_base64"))
    return "base64";
  if (helio_json_has (object, "payload_not_kept"))
    return "not kept";
  return helio_json_has (object, "payload") ? "text" : "";
}

void
helio_row_text_append_csv (GString *to, const HelioSavedRow *row)
{
  g_autoptr (HelioJson) object = helio_row_text_to_json (row);
  g_autoptr (GString) guarded = g_string_new (NULL);
  const char *encoding = get_encoding (object);

  for (gsize i = 0; columns[i] != NULL; i++) {
    const char *name = columns[i];
    g_autofree char *text = NULL;

    if (strcmp (name, "encoding") == 0)
      text = g_strdup (encoding);
    else if (strcmp (name, GUARDED) == 0)
      text = g_strdup (guarded->str);
    else if (strcmp (name, "payload") == 0 && strcmp (encoding, "base64") == 0)
      text = member_to_text (object, "payload_base64");
    else if (strcmp (name, "payload") == 0 && strcmp (encoding, "not kept") == 0)
      text = member_to_text (object, "payload_not_kept");
    else
      text = member_to_text (object, name);
    if (helio_row_text_is_formula (text)) {
      g_autofree char *plain = g_steal_pointer (&text);

      text = g_strconcat ("'", plain, NULL);
      g_string_append_printf (guarded, "%s%s", guarded->len > 0 ? " " : "", name);
    }
    append_field (to, text);
  }
  g_string_append_c (to, '\n');
}

/* ── reading ── */

static gboolean
set_bad_quotes (GError **error)
{
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          C_ ("import",
                              "A field with a comma, quotation mark or line feed stands in "
                              "quotation marks, and each in it is written twice."),
                          C_ ("import", "A quotation mark is where none can be."));
}

/* Returns: where the field ends; NULL with an error. */
static const char *
read_quoted (const char *at, const char *end, GString *field, GError **error)
{
  for (at++; at < end; at++) {
    if (*at != '"') {
      g_string_append_c (field, *at);
    } else if (at + 1 < end && at[1] == '"') {
      g_string_append_c (field, '"');
      at++;
    } else if (at + 1 == end || at[1] == ',') {
      return at + 1;
    } else
      break;
  }
  set_bad_quotes (error);
  return NULL;
}

GStrv
helio_row_text_split_csv (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  const char *at = text, *end = text + length;
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GString) field = g_string_new (NULL);

    if (at < end && *at == '"') {
      at = read_quoted (at, end, field, error);
      if (at == NULL)
        return NULL;
    } else {
      const char *comma = memchr (at, ',', (gsize) (end - at));
      const char *stop = comma != NULL ? comma : end;

      if (memchr (at, '"', (gsize) (stop - at)) != NULL) {
        set_bad_quotes (error);
        return NULL;
      }
      g_string_append_len (field, at, stop - at);
      at = stop;
    }
    g_ptr_array_add (fields, g_string_free (g_steal_pointer (&field), FALSE));
    more = at < end;
    at += more;
  }
  g_ptr_array_add (fields, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&fields), FALSE);
}

static void
set_payload (HelioJson *object, const char *text, const char *encoding)
{
  gint64 size;

  if (g_strcmp0 (encoding, "base64") == 0)
    helio_json_set_string (object, "payload_base64", text);
  else if (g_strcmp0 (encoding, "not kept") != 0)
    helio_json_set_string (object, "payload", text);
  else if (g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &size, NULL))
    helio_json_set_integer (object, "payload_not_kept", size);
}

static gboolean
set_member (HelioJson *object, const char *name, const char *text, GError **error)
{
  static const char *const numbers[] = {"qos", "packet_id", "ms", "lost", NULL};
  gint64 number;

  if (*text == '\0')
    return TRUE;
  if (g_strv_contains (numbers, name)) {
    if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL))
      return helio_error_set (error,
                              HELIO_ERROR_INVALID_DATA,
                              C_ ("import", "Correct that line, or take it out."),
                              C_ ("import", "“%s” is not a whole number."),
                              name);
    helio_json_set_integer (object, name, number);
  } else if (strcmp (name, "retain") == 0 || strcmp (name, "duplicate") == 0) {
    helio_json_set_boolean (object, name, g_ascii_strcasecmp (text, "true") == 0);
  } else if (strcmp (name, "properties") == 0) {
    HelioJson *value = helio_json_parse (text,
                                         strlen (text),
                                         HELIO_JSON_SIZE_FILE,
                                         HELIO_JSON_DEPTH_ANSWER,
                                         error);
    if (value == NULL)
      return FALSE;
    helio_json_set (object, name, value);
  } else
    helio_json_set_string (object, name, text);
  return TRUE;
}

/* (transfer full): the names of the columns with an apostrophe that was not there. */
static GStrv
get_guarded (const char *const *names, const char *const *fields)
{
  for (guint i = 0; names[i] != NULL && fields[i] != NULL; i++)
    if (strcmp (names[i], GUARDED) == 0)
      return g_strsplit (fields[i], " ", (gint) G_N_ELEMENTS (columns));
  return g_new0 (char *, 1);
}

HelioJson *
helio_row_text_csv_to_json (const char *const *names, const char *const *fields, GError **error)
{
  g_autoptr (HelioJson) object = helio_json_new_object ();
  g_auto (GStrv) guarded = get_guarded (names, fields);
  const char *payload = NULL, *encoding = NULL;

  if (g_strv_length ((char **) names) != g_strv_length ((char **) fields)) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("import", "Every line has one field for each column of the first."),
                     C_ ("import", "There are %u fields where the first line has %u."),
                     g_strv_length ((char **) fields),
                     g_strv_length ((char **) names));
    return NULL;
  }
  for (guint i = 0; names[i] != NULL; i++) {
    const char *field = fields[i];

    if (*field == '\'' && g_strv_contains ((const char *const *) guarded, names[i]))
      field++;
    if (strcmp (names[i], "payload") == 0)
      payload = field;
    else if (strcmp (names[i], "encoding") == 0)
      encoding = field;
    else if (strcmp (names[i], GUARDED) != 0 && g_strv_contains (columns, names[i]) &&
             !set_member (object, names[i], field, error))
      return NULL;
  }
  if (payload != NULL && !helio_json_has (object, "event"))
    set_payload (object, payload, encoding);
  return g_steal_pointer (&object);
}
