// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-private.h"

#include <string.h>

/* Instead of json-glib's generator, which writes 0.1 as 0.10000000000000001. */

static void
indent (GString *out, int level)
{
  if (level < 0)
    return;
  g_string_append_c (out, '\n');
  for (int i = 0; i < level; i++)
    g_string_append (out, "  ");
}

static void
write_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    switch (*text) {
      case '"':
        g_string_append (out, "\\\"");
        break;
      case '\\':
        g_string_append (out, "\\\\");
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      case '\r':
        g_string_append (out, "\\r");
        break;
      case '\t':
        g_string_append (out, "\\t");
        break;
      default:
        if ((guchar) *text < 0x20 || *text == 0x7f)
          g_string_append_printf (out, "\\u%04x", (guint) (guchar) *text);
        else
          g_string_append_c (out, *text);
        break;
    }
  g_string_append_c (out, '"');
}

/* The shortest text that reads as the same number, always with a mark that it is no integer. */
static void
write_double (GString *out, double value)
{
  static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (text, sizeof text, formats[i], value);
    if (g_ascii_strtod (text, NULL) == value)
      break;
  }
  g_string_append (out, text);
  if (strpbrk (text, ".eE") == NULL)
    g_string_append (out, ".0");
}

static void
write_value (GString *out, JsonNode *node)
{
  switch (json_node_get_value_type (node)) {
    case G_TYPE_STRING:
      write_string (out, json_node_get_string (node));
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      break;
    case G_TYPE_DOUBLE:
      write_double (out, json_node_get_double (node));
      break;
    default:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
  }
}

static void write_node (GString *out, JsonNode *node, int level);

static void
write_object (GString *out, JsonObject *object, int level)
{
  int inner = level < 0 ? -1 : level + 1;
  gboolean is_first = TRUE;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    if (!is_first)
      g_string_append_c (out, ',');
    is_first = FALSE;
    indent (out, inner);
    write_string (out, name);
    g_string_append (out, level < 0 ? ":" : ": ");
    write_node (out, member, inner);
  }
  if (!is_first)
    indent (out, level);
  g_string_append_c (out, '}');
}

static void
write_array (GString *out, JsonArray *array, int level)
{
  int inner = level < 0 ? -1 : level + 1;
  guint n = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    indent (out, inner);
    write_node (out, json_array_get_element (array, i), inner);
  }
  if (n > 0)
    indent (out, level);
  g_string_append_c (out, ']');
}

/* @level: of indentation; -1: all in one line. As deep as the value was when it was parsed or made. */
static void
write_node (GString *out, JsonNode *node, int level)
{
  switch (json_node_get_node_type (node)) {
    case JSON_NODE_OBJECT:
      write_object (out, json_node_get_object (node), level);
      break;
    case JSON_NODE_ARRAY:
      write_array (out, json_node_get_array (node), level);
      break;
    case JSON_NODE_VALUE:
      write_value (out, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
      break;
  }
}

char *
helio_json_to_text (const HelioJson *self, gboolean pretty)
{
  GString *out = g_string_new (NULL);
  g_autoptr (HelioJson) copy = self->secrets != NULL ? helio_json_copy (self) : NULL;

  write_node (out, copy != NULL ? copy->node : self->node, pretty ? 0 : -1);
  return g_string_free (out, FALSE);
}
