// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-payload-nodes.h"

#include "core/base/helio-json-find.h"
#include "core/base/helio-util.h"
#include "core/store/helio-id-table.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-query.h"
#include "core/store/helio-series.h"

#include <string.h>

/* An element is told apart from a member of that name. */
#define ELEMENT_SALT G_GUINT64_CONSTANT (0x5bd1e9955bd1e995)

struct _HelioPayloadNodes {
  gatomicrefcount ref_count;
  GBytes *payload;
  const char *text; /* of the payload */
  gsize length;
  GArray *nodes; /* HelioPayloadNode */
  HelioIdTable by_key;
  guint n_changed, n_removed;
};

static HelioPayloadNode *
get (const HelioPayloadNodes *self, guint32 node)
{
  return &g_array_index (self->nodes, HelioPayloadNode, node);
}

static gboolean
is_container (const HelioPayloadNode *node)
{
  return node->kind == HELIO_JSON_OBJECT || node->kind == HELIO_JSON_ARRAY;
}

/* ── taking apart: the text has been checked ── */

typedef struct {
  HelioPayloadNodes *nodes;
  const char *text;
  gsize length, at;
  guint32 parent;
  guint64 seed;
} Builder;

static char
peek_char (const Builder *b)
{
  return b->at < b->length ? b->text[b->at] : '\0';
}

static void
skip_space (Builder *b)
{
  while (b->at < b->length && strchr (" \t\r\n", b->text[b->at]) != NULL)
    b->at++;
}

static void
skip_string (Builder *b)
{
  for (b->at++; b->at < b->length && b->text[b->at] != '"'; b->at++)
    if (b->text[b->at] == '\\')
      b->at++;
  b->at = MIN (b->at + 1, b->length);
}

static HelioJsonType
skip_word (Builder *b)
{
  const gsize start = b->at;
  HelioJsonType kind = HELIO_JSON_INTEGER;

  if (peek_char (b) == 'n')
    kind = HELIO_JSON_NULL;
  else if (peek_char (b) == 't' || peek_char (b) == 'f')
    kind = HELIO_JSON_BOOLEAN;
  while (b->at < b->length && strchr (" \t\r\n,]}", b->text[b->at]) == NULL) {
    if (kind == HELIO_JSON_INTEGER && strchr (".eE", b->text[b->at]) != NULL)
      kind = HELIO_JSON_DOUBLE;
    b->at++;
  }
  if (b->at == start)
    b->at++; /* never: but it must come to an end */
  return kind;
}

static guint64
make_key (const Builder *b, const HelioPayloadNode *node)
{
  guint64 seed = b->parent != HELIO_ID_NONE ? get (b->nodes, b->parent)->key : b->seed;
  const void *data = node->name_length > 0 ? b->text + node->name : "";
  gsize length = node->name_length;
  guint64 key;

  if (b->parent != HELIO_ID_NONE && get (b->nodes, b->parent)->kind == HELIO_JSON_ARRAY) {
    seed ^= ELEMENT_SALT;
    data = &node->index;
    length = sizeof node->index;
  }
  key = (guint64) helio_hash_bytes (seed, data, length) << 32;
  key |= helio_hash_bytes (~seed, data, length);
  return key == G_MAXUINT64 ? 0 : key; /* means "none" to many */
}

static void
add_node (Builder *b, HelioPayloadNode node)
{
  const guint32 id = b->nodes->nodes->len;

  node.parent = b->parent;
  node.end = id + 1;
  if (b->parent != HELIO_ID_NONE) {
    HelioPayloadNode *parent = get (b->nodes, b->parent);

    node.index = parent->n_children++;
    node.depth = parent->depth + 1;
  }
  node.key = make_key (b, &node);
  g_array_append_val (b->nodes->nodes, node);
  helio_id_table_add (&b->nodes->by_key, (guint32) node.key, id);
  if (is_container (&node))
    b->parent = id;
}

static void
close_node (Builder *b)
{
  HelioPayloadNode *node = get (b->nodes, b->parent);

  b->at++;
  node->length = (guint32) b->at - node->start;
  node->end = b->nodes->nodes->len;
  b->parent = node->parent;
}

static void
read_value (Builder *b, HelioPayloadNode node)
{
  const char c = peek_char (b);

  node.start = (guint32) b->at;
  if (c == '{' || c == '[') {
    node.kind = c == '{' ? HELIO_JSON_OBJECT : HELIO_JSON_ARRAY;
    b->at++;
  } else if (c == '"') {
    node.kind = HELIO_JSON_STRING;
    skip_string (b);
  } else {
    node.kind = skip_word (b);
  }
  node.length = (guint32) b->at - node.start;
  add_node (b, node);
}

static void
read_member (Builder *b)
{
  HelioPayloadNode node = {0};

  if (b->parent != HELIO_ID_NONE && get (b->nodes, b->parent)->kind == HELIO_JSON_OBJECT) {
    node.name = (guint32) b->at + 1;
    skip_string (b);
    node.name_length = (guint32) b->at - 1 - node.name;
    skip_space (b);
    b->at++; /* the colon */
    skip_space (b);
  }
  read_value (b, node);
}

static void
build (HelioPayloadNodes *self, guint64 seed)
{
  Builder b = {
      .nodes = self,
      .text = self->text,
      .length = self->length,
      .parent = HELIO_ID_NONE,
      .seed = seed,
  };

  for (skip_space (&b); b.at < b.length; skip_space (&b)) {
    const char c = peek_char (&b);

    if (c == ',')
      b.at++;
    else if ((c == '}' || c == ']') && b.parent != HELIO_ID_NONE)
      close_node (&b);
    else
      read_member (&b);
  }
}

HelioPayloadNodes *
helio_payload_nodes_new (GBytes *payload, guint64 seed, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (payload, &length);
  HelioPayloadNodes *self;

  if (!helio_json_check (text != NULL ? text : "",
                         length,
                         HELIO_PAYLOAD_TEXT_MAX,
                         HELIO_JSON_DEPTH_PAYLOAD,
                         error))
    return NULL;
  self = g_new0 (HelioPayloadNodes, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->payload = g_bytes_ref (payload);
  self->text = text;
  self->length = length;
  self->nodes = g_array_new (FALSE, FALSE, sizeof (HelioPayloadNode));
  helio_id_table_init (&self->by_key);
  build (self, seed);
  return self;
}

HelioPayloadNodes *
helio_payload_nodes_ref (HelioPayloadNodes *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_payload_nodes_unref (HelioPayloadNodes *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_bytes_unref (self->payload);
  g_array_unref (self->nodes);
  helio_id_table_clear (&self->by_key);
  g_free (self);
}

guint
helio_payload_nodes_get_n (const HelioPayloadNodes *self)
{
  return self->nodes->len;
}

const HelioPayloadNode *
helio_payload_nodes_get (const HelioPayloadNodes *self, guint32 node)
{
  g_return_val_if_fail (node < self->nodes->len, NULL);
  return get (self, node);
}

static gboolean
match_key (guint32 id, gconstpointer key, gpointer data)
{
  return get (data, id)->key == *(const guint64 *) key;
}

guint32
helio_payload_nodes_find (const HelioPayloadNodes *self, guint64 key)
{
  return helio_id_table_find (&self->by_key, (guint32) key, match_key, &key, (gpointer) self);
}

gboolean
helio_payload_nodes_is_container (const HelioPayloadNodes *self, guint32 node)
{
  g_return_val_if_fail (node < self->nodes->len, FALSE);
  return is_container (get (self, node));
}

/* ── comparing ── */

static void
mark_outside (HelioPayloadNodes *self, guint32 node)
{
  while (node != HELIO_ID_NONE && get (self, node)->change == HELIO_PAYLOAD_SAME) {
    get (self, node)->change = HELIO_PAYLOAD_INSIDE;
    node = get (self, node)->parent;
  }
}

static gboolean
differs (const HelioPayloadNodes *self,
         const HelioPayloadNode *node,
         const HelioPayloadNodes *previous,
         const HelioPayloadNode *before)
{
  if (node->kind != before->kind)
    return TRUE;
  return !is_container (node) &&
         (node->length != before->length ||
          memcmp (self->text + node->start, previous->text + before->start, node->length) != 0);
}

static void
count_removed (HelioPayloadNodes *self, const HelioPayloadNodes *previous)
{
  for (guint32 i = 0; i < previous->nodes->len; i++) {
    const HelioPayloadNode *before = get (previous, i);
    guint32 outside;

    if (before->parent == HELIO_ID_NONE ||
        helio_payload_nodes_find (self, before->key) != HELIO_ID_NONE)
      continue;
    outside = helio_payload_nodes_find (self, get (previous, before->parent)->key);
    if (outside == HELIO_ID_NONE ||
        get (self, outside)->kind != get (previous, before->parent)->kind)
      continue; /* what held it counts */
    self->n_removed++;
    mark_outside (self, outside);
  }
}

gboolean
helio_payload_nodes_compare (HelioPayloadNodes *self, const HelioPayloadNodes *previous)
{
  if (MAX (self->nodes->len, previous->nodes->len) > HELIO_PAYLOAD_COMPARE_MAX)
    return FALSE;
  for (guint32 i = 0; i < self->nodes->len; i++) {
    HelioPayloadNode *node = get (self, i);
    const guint32 before = helio_payload_nodes_find (previous, node->key);
    const HelioPayloadNode *outside =
        node->parent != HELIO_ID_NONE ? get (self, node->parent) : NULL;

    if (before == HELIO_ID_NONE)
      node->change = HELIO_PAYLOAD_ADDED;
    else if (differs (self, node, previous, get (previous, before)))
      node->change = HELIO_PAYLOAD_CHANGED;
    else
      continue;
    if (outside != NULL && outside->change >= HELIO_PAYLOAD_CHANGED)
      continue;
    self->n_changed++;
    if (outside != NULL)
      mark_outside (self, node->parent);
  }
  count_removed (self, previous);
  return TRUE;
}

guint
helio_payload_nodes_get_n_changed (const HelioPayloadNodes *self)
{
  return self->n_changed;
}

guint
helio_payload_nodes_get_n_removed (const HelioPayloadNodes *self)
{
  return self->n_removed;
}

/* ── words ── */

/* Appends a name, or a string without its quotes, with its escapes resolved. */
static void
append_string (const HelioPayloadNodes *self, guint32 start, guint32 length, GString *text)
{
  const HelioJsonSpan span = {HELIO_JSON_STRING, self->text + start, length};

  helio_json_span_read (&span, text);
}

/* As in a path: an element is its number. */
static void
append_name (const HelioPayloadNodes *self, const HelioPayloadNode *node, GString *text)
{
  if (node->parent == HELIO_ID_NONE)
    return;
  if (get (self, node->parent)->kind == HELIO_JSON_ARRAY)
    g_string_append_printf (text, "%u", node->index);
  else
    append_string (self, node->name, node->name_length, text);
}

char *
helio_payload_nodes_get_name (const HelioPayloadNodes *self, guint32 node, gsize max_chars)
{
  g_autoptr (GString) name = g_string_new (NULL);

  append_name (self, helio_payload_nodes_get (self, node), name);
  return helio_payload_preview ((const guint8 *) name->str, name->len, max_chars);
}

char *
helio_payload_nodes_preview (const HelioPayloadNodes *self, guint32 node, gsize max_chars)
{
  const HelioPayloadNode *found = helio_payload_nodes_get (self, node);

  return helio_payload_preview ((const guint8 *) self->text + found->start,
                                found->length,
                                max_chars);
}

char *
helio_payload_nodes_get_value (const HelioPayloadNodes *self, guint32 node)
{
  const HelioPayloadNode *found = helio_payload_nodes_get (self, node);
  GString *text = g_string_new (NULL);

  if (found->kind == HELIO_JSON_STRING)
    append_string (self, found->start + 1, found->length - 2, text);
  else
    g_string_append_len (text, self->text + found->start, found->length);
  return g_string_free (text, FALSE);
}

/* From the outside in, without the whole payload. Returns: (element-type HelioPayloadNode) (transfer container) */
static GPtrArray *
get_way (const HelioPayloadNodes *self, guint32 node)
{
  GPtrArray *way = g_ptr_array_new ();

  for (; get (self, node)->parent != HELIO_ID_NONE; node = get (self, node)->parent)
    g_ptr_array_insert (way, 0, get (self, node));
  return way;
}

char *
helio_payload_nodes_get_member (const HelioPayloadNodes *self, guint32 node)
{
  const HelioPayloadNode *found = helio_payload_nodes_get (self, node);
  g_autoptr (GPtrArray) way = NULL;
  GString *path;

  if (found->depth == 0 || found->depth > HELIO_SERIES_DEPTH_MAX)
    return NULL;
  way = get_way (self, node);
  path = g_string_new (NULL);
  for (guint i = 0; i < way->len; i++) {
    g_autoptr (GString) name = g_string_new (NULL);

    append_name (self, way->pdata[i], name);
    helio_series_append_name (path, name->str);
  }
  return g_string_free (path, FALSE);
}

static gboolean
is_plain_name (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && *name != '_')
      return FALSE;
  return TRUE;
}

static void
append_json_path (GString *path, const char *name)
{
  if (is_plain_name (name)) {
    g_string_append_printf (path, ".%s", name);
    return;
  }
  g_string_append (path, "['");
  for (; *name != '\0'; name++) {
    if (*name == '\'' || *name == '\\')
      g_string_append_c (path, '\\');
    g_string_append_c (path, *name);
  }
  g_string_append (path, "']");
}

char *
helio_payload_nodes_get_json_path (const HelioPayloadNodes *self, guint32 node)
{
  g_autoptr (GPtrArray) way = NULL;
  GString *path = g_string_new ("$");

  g_return_val_if_fail (node < self->nodes->len, g_string_free (path, FALSE));
  way = get_way (self, node);
  for (guint i = 0; i < way->len; i++) {
    const HelioPayloadNode *step = way->pdata[i];
    g_autoptr (GString) name = g_string_new (NULL);

    append_name (self, step, name);
    if (get (self, step->parent)->kind == HELIO_JSON_ARRAY)
      g_string_append_printf (path, "[%s]", name->str);
    else
      append_json_path (path, name->str);
  }
  return g_string_free (path, FALSE);
}

/* What a filter would end a word at, or take for something else. */
static gboolean
needs_quotes (const char *name)
{
  return *name == '\0' || strpbrk (name, " \t\r\n\f\v.<>=!~()\"\\") != NULL;
}

static void
append_quoted (GString *filter, const char *text)
{
  g_string_append_c (filter, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\')
      g_string_append_c (filter, '\\');
    g_string_append_c (filter, *text);
  }
  g_string_append_c (filter, '"');
}

/* Appends where it is; FALSE: there are no words for it, a name in quotes stands alone. */
static gboolean
append_filter_path (const HelioPayloadNodes *self, guint32 node, GString *filter)
{
  g_autoptr (GPtrArray) way = get_way (self, node);

  if (way->len == 0 || way->len >= HELIO_QUERY_DEPTH_MAX)
    return FALSE;
  for (guint i = 0; i < way->len; i++) {
    g_autoptr (GString) name = g_string_new (NULL);

    append_name (self, way->pdata[i], name);
    if (!needs_quotes (name->str))
      g_string_append_printf (filter, "%s%s", i == 0 ? "json." : ".", name->str);
    else if (way->len == 1)
      append_quoted (filter, name->str);
    else
      return FALSE;
  }
  return TRUE;
}

char *
helio_payload_nodes_get_filter (const HelioPayloadNodes *self, guint32 node)
{
  const HelioPayloadNode *found = helio_payload_nodes_get (self, node);
  g_autofree char *value = NULL;
  g_autoptr (GString) filter = g_string_new (NULL);

  if (is_container (found) || found->length > HELIO_QUERY_LENGTH_MAX ||
      !append_filter_path (self, node, filter))
    return NULL;
  value = helio_payload_nodes_get_value (self, node);
  g_string_append (filter, " = ");
  if (found->kind == HELIO_JSON_STRING)
    append_quoted (filter, value);
  else
    g_string_append (filter, value);
  return filter->len <= HELIO_QUERY_LENGTH_MAX ? g_strdup (filter->str) : NULL;
}

/* ── looking for a text ── */

static gboolean
has_needle (const HelioPayloadNodes *self, guint32 start, guint32 length, const HelioNeedle *needle)
{
  const char *data = self->text + start;
  g_autoptr (GString) resolved = NULL;

  if (length == 0)
    return FALSE;
  if (memchr (data, '\\', length) == NULL)
    return helio_needle_find (needle, (const guint8 *) data, length);
  resolved = g_string_new (NULL);
  append_string (self, start, length, resolved);
  return helio_needle_find (needle, (const guint8 *) resolved->str, resolved->len);
}

static gboolean
matches (const HelioPayloadNodes *self, guint32 id, const HelioNeedle *needle)
{
  const HelioPayloadNode *node = get (self, id);

  if (node->parent == HELIO_ID_NONE)
    return FALSE;
  if (has_needle (self, node->name, node->name_length, needle))
    return TRUE;
  if (node->kind == HELIO_JSON_STRING)
    return has_needle (self, node->start + 1, node->length - 2, needle);
  return !is_container (node) && has_needle (self, node->start, node->length, needle);
}

guint32
helio_payload_nodes_search (const HelioPayloadNodes *self,
                            const HelioNeedle *needle,
                            guint32 from,
                            gboolean backwards)
{
  const guint32 n = self->nodes->len;
  guint32 at = from < n ? from : backwards ? 0 : n - 1;

  for (guint32 i = 0; i < n; i++) {
    at = backwards ? (at + n - 1) % n : (at + 1) % n;
    if (matches (self, at, needle))
      return at;
  }
  return HELIO_ID_NONE;
}

guint
helio_payload_nodes_count_matches (const HelioPayloadNodes *self,
                                   const HelioNeedle *needle,
                                   guint32 node,
                                   guint *nth)
{
  guint count = 0;

  *nth = 0;
  for (guint32 i = 0; i < self->nodes->len; i++)
    if (matches (self, i, needle)) {
      count++;
      if (i == node)
        *nth = count;
    }
  return count;
}
