// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json-find.h"
#include "core/store/helio-id-table.h"
#include "core/store/helio-payload-tree.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-series.h"

#include "helio-fuzz-main.h"

#include <string.h>

#define SEED 1

/* Values lie inside of what holds them, and their paths lead to them. */
static void
check_node (HelioPayloadNodes *nodes, guint32 id, const char *text, gsize length)
{
  const HelioPayloadNode *node = helio_payload_nodes_get (nodes, id);
  g_autofree char *name = helio_payload_nodes_get_name (nodes, id, 40);
  g_autofree char *value = helio_payload_nodes_get_value (nodes, id);
  g_autofree char *preview = helio_payload_nodes_preview (nodes, id, 40);
  g_autofree char *path = helio_payload_nodes_get_json_path (nodes, id);
  g_autofree char *member = helio_payload_nodes_get_member (nodes, id);
  g_auto (GStrv) names = member != NULL ? helio_series_split_member (member) : NULL;
  HelioJsonSpan span;

  g_assert_true (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL) &&
                 g_utf8_validate (preview, -1, NULL) && g_utf8_validate (path, -1, NULL));
  g_assert_cmpuint (node->start + node->length, <=, length);
  g_assert_cmpuint (node->length, >, 0);
  g_assert_cmpuint (node->end, >, id);
  g_assert_cmpuint (node->end, <=, helio_payload_nodes_get_n (nodes));
  if (node->parent != HELIO_ID_NONE) {
    const HelioPayloadNode *parent = helio_payload_nodes_get (nodes, node->parent);

    g_assert_cmpuint (node->start, >, parent->start);
    g_assert_cmpuint (node->start + node->length, <, parent->start + parent->length);
    g_assert_cmpuint (node->end, <=, parent->end);
    g_assert_cmpuint (node->index, <, parent->n_children);
  }
  if (names == NULL)
    return;
  g_assert_true (helio_json_find (text, length, (const char *const *) names, &span));
  if (node->kind == HELIO_JSON_STRING) {
    g_autoptr (GString) read = g_string_new (NULL);

    helio_json_span_read (&span, read);
    g_assert_cmpstr (read->str, ==, value);
  } else
    g_assert_true (span.start == text + node->start);
}

static void
check_tree (HelioPayloadNodes *nodes, const uint8_t *data, size_t size)
{
  g_autoptr (HelioPayloadTree) tree = helio_payload_tree_new ();
  const guint n = helio_payload_nodes_get_n (nodes);

  helio_payload_tree_set_nodes (tree, nodes);
  for (size_t i = 0; i < MIN (size, 20); i++)
    helio_payload_tree_set_expanded (tree, data[i] % n, data[i] & 1);
  helio_payload_tree_reveal (tree, n - 1);
  g_assert_true (n == 1 || helio_payload_tree_get_position (tree, n - 1) != G_MAXUINT);
  helio_payload_tree_expand_to (tree, G_MAXUINT);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), ==, n - 1);
  helio_payload_tree_expand_to (tree, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)),
                    ==,
                    helio_payload_nodes_get (nodes, 0)->n_children);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = size > 0 ? (const char *) data : "";
  g_autoptr (GBytes) payload = g_bytes_new_static (text, size);
  g_autoptr (HelioPayloadNodes) nodes = helio_payload_nodes_new (payload, SEED, NULL);
  g_autoptr (HelioPayloadNodes) same = helio_payload_nodes_new (payload, SEED, NULL);
  g_autofree char *word = g_strndup (text, MIN (size, 3));
  g_autoptr (HelioNeedle) needle = helio_needle_new (word);
  guint nth;

  g_assert_true (
      (nodes != NULL) ==
      helio_json_check (text, size, HELIO_PAYLOAD_TEXT_MAX, HELIO_JSON_DEPTH_PAYLOAD, NULL));
  if (nodes == NULL)
    return 0;
  for (guint32 i = 0; i < helio_payload_nodes_get_n (nodes); i++)
    check_node (nodes, i, text, size);
  if (helio_payload_nodes_compare (same, nodes)) {
    g_assert_cmpuint (helio_payload_nodes_get_n_changed (same), ==, 0);
    g_assert_cmpuint (helio_payload_nodes_get_n_removed (same), ==, 0);
  }
  if (helio_payload_nodes_count_matches (nodes, needle, 0, &nth) > 0)
    g_assert_cmpuint (helio_payload_nodes_search (nodes, needle, 0, TRUE), !=, HELIO_ID_NONE);
  check_tree (nodes, data, size);
  return 0;
}
