// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (HelioJson, helio_json, helio_json_ref, helio_json_unref)

static HelioJson *
wrap_taken (JsonNode *node)
{
  HelioJson *self = g_new0 (HelioJson, 1);

  g_ref_count_init (&self->ref_count);
  self->node = node;
  return self;
}

static HelioJson *
wrap_part (const HelioJson *self, JsonNode *node)
{
  HelioJson *part = wrap_taken (json_node_ref (node));

  part->secrets = helio_json_secrets_ref (self->secrets);
  return part;
}

HelioJson *
helio_json_ref (HelioJson *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_json_unref (HelioJson *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  json_node_unref (self->node);
  helio_json_secrets_unref (self->secrets);
  g_free (self);
}

/* The text with ".0" at each of the places, so that what is too wide for 64 bits becomes a double. */
static char *
widen (const char *text, gsize *length, GArray *places)
{
  GString *out = g_string_sized_new (*length + 2 * places->len);
  gsize from = 0;

  for (guint i = 0; i < places->len; i++) {
    gsize place = g_array_index (places, gsize, i);

    g_string_append_len (out, text + from, (gssize) (place - from));
    g_string_append (out, ".0");
    from = place;
  }
  g_string_append_len (out, text + from, (gssize) (*length - from));
  *length = out->len;
  return g_string_free (out, FALSE);
}

HelioJson *
helio_json_parse (const char *text, gsize length, gsize max_size, guint max_depth, GError **error)
{
  g_autoptr (GArray) wide = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree char *widened = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) parse_error = NULL;

  if (!helio_json_check_wide (text, length, max_size, max_depth, wide, error))
    return NULL;
  if (wide->len > 0)
    text = widened = widen (text, &length, wide);
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, &parse_error)) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     NULL,
                     C_ ("error", "This is not valid JSON: %s"),
                     parse_error->message);
    return NULL;
  }
  return wrap_taken (json_parser_steal_root (parser));
}

HelioJson *
helio_json_parse_secrets (const char *text,
                          gsize length,
                          gsize max_size,
                          guint max_depth,
                          GError **error)
{
  g_autofree char *lifted = NULL;
  HelioJsonSecrets *secrets;
  HelioJson *self;

  if (!helio_json_check (text, length, max_size, max_depth, error))
    return NULL;
  lifted = helio_json_lift_secrets (text, length, &secrets);
  self = helio_json_parse (lifted, strlen (lifted), G_MAXSIZE, max_depth, error);
  if (self != NULL)
    self->secrets = secrets;
  else
    helio_json_secrets_unref (secrets);
  return self;
}

HelioJsonType
helio_json_get_kind (const HelioJson *self)
{
  switch (json_node_get_node_type (self->node)) {
    case JSON_NODE_OBJECT:
      return HELIO_JSON_OBJECT;
    case JSON_NODE_ARRAY:
      return HELIO_JSON_ARRAY;
    case JSON_NODE_NULL:
      return HELIO_JSON_NULL;
    case JSON_NODE_VALUE:
    default:
      break;
  }
  switch (json_node_get_value_type (self->node)) {
    case G_TYPE_STRING:
      return HELIO_JSON_STRING;
    case G_TYPE_BOOLEAN:
      return HELIO_JSON_BOOLEAN;
    case G_TYPE_DOUBLE:
      return HELIO_JSON_DOUBLE;
    default:
      return HELIO_JSON_INTEGER;
  }
}

static JsonNode *
peek_member (const HelioJson *self, const char *name)
{
  if (self == NULL || json_node_get_node_type (self->node) != JSON_NODE_OBJECT)
    return NULL;
  return json_object_get_member (json_node_get_object (self->node), name);
}

static const char *
node_string (JsonNode *node)
{
  if (node == NULL || json_node_get_node_type (node) != JSON_NODE_VALUE ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
node_double (JsonNode *node, double *value)
{
  GType type;

  if (node == NULL || json_node_get_node_type (node) != JSON_NODE_VALUE)
    return FALSE;
  type = json_node_get_value_type (node);
  if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
    return FALSE;
  *value = type == G_TYPE_DOUBLE ? json_node_get_double (node) : (double) json_node_get_int (node);
  return TRUE;
}

static gboolean
node_integer (JsonNode *node, gint64 *value)
{
  double number;

  if (!node_double (node, &number))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64) {
    *value = json_node_get_int (node);
    return TRUE;
  }
  if (!isfinite (number) || number != trunc (number) || fabs (number) > 9007199254740992.0)
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}

gboolean
helio_json_has (const HelioJson *self, const char *name)
{
  JsonNode *node = peek_member (self, name);

  return node != NULL && json_node_get_node_type (node) != JSON_NODE_NULL;
}

HelioJson *
helio_json_get (const HelioJson *self, const char *name)
{
  JsonNode *node = peek_member (self, name);

  return node != NULL ? wrap_part (self, node) : NULL;
}

static HelioJson *
get_of_type (const HelioJson *self, const char *name, JsonNodeType type)
{
  JsonNode *node = peek_member (self, name);

  if (node == NULL || json_node_get_node_type (node) != type)
    return NULL;
  return wrap_part (self, node);
}

HelioJson *
helio_json_get_object (const HelioJson *self, const char *name)
{
  return get_of_type (self, name, JSON_NODE_OBJECT);
}

HelioJson *
helio_json_get_array (const HelioJson *self, const char *name)
{
  return get_of_type (self, name, JSON_NODE_ARRAY);
}

const char *
helio_json_get_string (const HelioJson *self, const char *name)
{
  const char *text = node_string (peek_member (self, name));

  return text != NULL ? helio_json_secrets_resolve (self->secrets, text) : NULL;
}

gboolean
helio_json_get_boolean (const HelioJson *self, const char *name, gboolean fallback)
{
  JsonNode *node = peek_member (self, name);

  if (node == NULL || json_node_get_node_type (node) != JSON_NODE_VALUE ||
      json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

gboolean
helio_json_get_integer (const HelioJson *self, const char *name, gint64 *value)
{
  return node_integer (peek_member (self, name), value);
}

gboolean
helio_json_get_double (const HelioJson *self, const char *name, double *value)
{
  return node_double (peek_member (self, name), value);
}

GStrv
helio_json_get_names (const HelioJson *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObjectIter iter;
  const char *name;

  if (self != NULL && json_node_get_node_type (self->node) == JSON_NODE_OBJECT) {
    json_object_iter_init_ordered (&iter, json_node_get_object (self->node));
    while (json_object_iter_next_ordered (&iter, &name, NULL))
      g_strv_builder_add (builder, name);
  }
  return g_strv_builder_end (builder);
}

guint
helio_json_get_length (const HelioJson *self)
{
  if (self == NULL || json_node_get_node_type (self->node) != JSON_NODE_ARRAY)
    return 0;
  return json_array_get_length (json_node_get_array (self->node));
}

HelioJson *
helio_json_get_element (const HelioJson *self, guint index)
{
  g_return_val_if_fail (index < helio_json_get_length (self), NULL);
  return wrap_part (self, json_array_get_element (json_node_get_array (self->node), index));
}

const char *
helio_json_as_string (const HelioJson *self)
{
  return self != NULL ? helio_json_secrets_resolve (self->secrets, node_string (self->node)) : NULL;
}

gboolean
helio_json_as_integer (const HelioJson *self, gint64 *value)
{
  return self != NULL && node_integer (self->node, value);
}

gboolean
helio_json_as_double (const HelioJson *self, double *value)
{
  return self != NULL && node_double (self->node, value);
}

gboolean
helio_json_as_boolean (const HelioJson *self)
{
  return self != NULL && json_node_get_node_type (self->node) == JSON_NODE_VALUE &&
         json_node_get_value_type (self->node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (self->node);
}

HelioJson *
helio_json_new_object (void)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, json_object_new ());
  return wrap_taken (node);
}

HelioJson *
helio_json_new_array (void)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, json_array_new ());
  return wrap_taken (node);
}

HelioJson *
helio_json_new_string (const char *value)
{
  if (value == NULL)
    return helio_json_new_null ();
  return wrap_taken (json_node_init_string (json_node_alloc (), value));
}

HelioJson *
helio_json_new_integer (gint64 value)
{
  return wrap_taken (json_node_init_int (json_node_alloc (), value));
}

HelioJson *
helio_json_new_double (double value)
{
  return wrap_taken (json_node_init_double (json_node_alloc (), value));
}

HelioJson *
helio_json_new_boolean (gboolean value)
{
  return wrap_taken (json_node_init_boolean (json_node_alloc (), value));
}

HelioJson *
helio_json_new_null (void)
{
  return wrap_taken (json_node_init_null (json_node_alloc ()));
}

static JsonNode *
steal_node (HelioJson *value_taken)
{
  JsonNode *node;

  if (value_taken->secrets != NULL) {
    /* Stand-ins mean nothing elsewhere. */
    HelioJson *copy = helio_json_copy (value_taken);

    helio_json_unref (value_taken);
    value_taken = copy;
  }
  node = json_node_ref (value_taken->node);
  helio_json_unref (value_taken);
  return node;
}

void
helio_json_set (HelioJson *self, const char *name, HelioJson *value_taken)
{
  json_object_set_member (json_node_get_object (self->node), name, steal_node (value_taken));
}

void
helio_json_set_string (HelioJson *self, const char *name, const char *value)
{
  helio_json_set (self, name, helio_json_new_string (value));
}

void
helio_json_set_integer (HelioJson *self, const char *name, gint64 value)
{
  helio_json_set (self, name, helio_json_new_integer (value));
}

void
helio_json_set_double (HelioJson *self, const char *name, double value)
{
  helio_json_set (self, name, helio_json_new_double (value));
}

void
helio_json_set_boolean (HelioJson *self, const char *name, gboolean value)
{
  helio_json_set (self, name, helio_json_new_boolean (value));
}

void
helio_json_set_null (HelioJson *self, const char *name)
{
  helio_json_set (self, name, helio_json_new_null ());
}

void
helio_json_remove (HelioJson *self, const char *name)
{
  json_object_remove_member (json_node_get_object (self->node), name);
}

void
helio_json_append (HelioJson *self, HelioJson *value_taken)
{
  json_array_add_element (json_node_get_array (self->node), steal_node (value_taken));
}

HelioJson *
helio_json_copy (const HelioJson *self)
{
  /* json_node_copy() shares objects and arrays, so the tree is made anew. Depth was bounded when the
   * value was parsed or is the program's own. */
  switch (helio_json_get_kind (self)) {
    case HELIO_JSON_OBJECT: {
      HelioJson *copy = helio_json_new_object ();
      g_auto (GStrv) names = helio_json_get_names (self);

      for (guint i = 0; names[i] != NULL; i++) {
        g_autoptr (HelioJson) member = helio_json_get (self, names[i]);
        helio_json_set (copy, names[i], helio_json_copy (member));
      }
      return copy;
    }
    case HELIO_JSON_ARRAY: {
      HelioJson *copy = helio_json_new_array ();

      for (guint i = 0; i < helio_json_get_length (self); i++) {
        g_autoptr (HelioJson) element = helio_json_get_element (self, i);
        helio_json_append (copy, helio_json_copy (element));
      }
      return copy;
    }
    case HELIO_JSON_NULL:
    case HELIO_JSON_BOOLEAN:
    case HELIO_JSON_INTEGER:
    case HELIO_JSON_DOUBLE:
      return wrap_taken (json_node_copy (self->node));
    case HELIO_JSON_STRING:
    default:
      return helio_json_new_string (helio_json_as_string (self));
  }
}
