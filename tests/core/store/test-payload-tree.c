// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-payload-tree.h"

#include "core/base/helio-error.h"
#include "core/store/helio-id-table.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-query.h"

#include <string.h>

#define SEED 7

static HelioPayloadNodes *
make_nodes (const char *text, guint64 seed)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  HelioPayloadNodes *nodes = helio_payload_nodes_new (payload, seed, &error);

  g_assert_no_error (error);
  return nodes;
}

/* The node with this path. */
static guint32
find (HelioPayloadNodes *nodes, const char *member)
{
  for (guint32 i = 0; i < helio_payload_nodes_get_n (nodes); i++) {
    g_autofree char *path = helio_payload_nodes_get_member (nodes, i);

    if (g_strcmp0 (path, member) == 0)
      return i;
  }
  g_assert_not_reached ();
}

/* ── nodes ── */

static void
test_nodes (void)
{
  static const struct {
    const char *member, *name, *value, *json_path;
    HelioJsonType kind;
    guint depth, n_children;
  } cases[] = {
      {NULL, "", NULL, "$", HELIO_JSON_OBJECT, 0, 5},
      {"v", "v", "-2.50", "$.v", HELIO_JSON_DOUBLE, 1, 0},
      {"list", "list", "[1, {\"x\": true}, []]", "$.list", HELIO_JSON_ARRAY, 1, 3},
      {"list.0", "0", "1", "$.list[0]", HELIO_JSON_INTEGER, 2, 0},
      {"list.1", "1", "{\"x\": true}", "$.list[1]", HELIO_JSON_OBJECT, 2, 1},
      {"list.1.x", "x", "true", "$.list[1].x", HELIO_JSON_BOOLEAN, 3, 0},
      {"list.2", "2", "[]", "$.list[2]", HELIO_JSON_ARRAY, 2, 0},
      {"\"a.b\"", "a.b", "}\",\n", "$['a.b']", HELIO_JSON_STRING, 1, 0},
      {"\"\"", "", "null", "$['']", HELIO_JSON_NULL, 1, 0},
      {"it's", "it's", "{}", "$['it\\'s']", HELIO_JSON_OBJECT, 1, 0},
  };
  g_autoptr (HelioPayloadNodes) nodes =
      make_nodes (" {\"v\":-2.50 , \"list\" : [1, {\"x\": true}, []],\"a\\u002eb\":\"}\\\",\\n\","
                  "\"\":null,\"it's\":{}}\n",
                  SEED);

  g_assert_cmpuint (helio_payload_nodes_get_n (nodes), ==, G_N_ELEMENTS (cases));
  for (guint32 i = 0; i < G_N_ELEMENTS (cases); i++) {
    const HelioPayloadNode *node = helio_payload_nodes_get (nodes, i);
    g_autofree char *member = helio_payload_nodes_get_member (nodes, i);
    g_autofree char *name = helio_payload_nodes_get_name (nodes, i, 100);
    g_autofree char *value = helio_payload_nodes_get_value (nodes, i);
    g_autofree char *path = helio_payload_nodes_get_json_path (nodes, i);

    g_assert_cmpstr (member, ==, cases[i].member);
    g_assert_cmpstr (name, ==, cases[i].name);
    if (cases[i].value != NULL)
      g_assert_cmpstr (value, ==, cases[i].value);
    g_assert_cmpstr (path, ==, cases[i].json_path);
    g_assert_cmpint (node->kind, ==, cases[i].kind);
    g_assert_cmpint (node->depth, ==, cases[i].depth);
    g_assert_cmpuint (node->n_children, ==, cases[i].n_children);
    g_assert_cmpuint (helio_payload_nodes_find (nodes, node->key), ==, i);
    g_assert_true (helio_payload_nodes_is_container (nodes, i) ==
                   (node->kind == HELIO_JSON_OBJECT || node->kind == HELIO_JSON_ARRAY));
  }
  g_assert_cmpuint (helio_payload_nodes_get (nodes, 0)->end, ==, G_N_ELEMENTS (cases));
  g_assert_cmpuint (helio_payload_nodes_get (nodes, 2)->end, ==, 7);
}

static void
test_preview (void)
{
  g_autoptr (HelioPayloadNodes) nodes =
      make_nodes ("{\"s\":\"a\xe2\x80\xae"
                  "b\",\"o\":{ \"x\":\n  1},\"long\":\"0123456789\"}",
                  SEED);
  g_autofree char *text = helio_payload_nodes_preview (nodes, find (nodes, "s"), 100);
  g_autofree char *object = helio_payload_nodes_preview (nodes, find (nodes, "o"), 100);
  g_autofree char *cut = helio_payload_nodes_preview (nodes, find (nodes, "long"), 5);

  g_assert_cmpstr (text,
                   ==,
                   "\"a\xef\xbf\xbd"
                   "b\""); /* what would turn the text around */
  g_assert_cmpstr (object, ==, "{ \"x\": 1}");
  g_assert_cmpstr (cut, ==, "\"0123…");
}

/* The same place has the same key in every payload, whatever stands before it; no two have it in one. */
static void
test_keys (void)
{
  g_autoptr (HelioPayloadNodes) one =
      make_nodes ("{\"a\":[{\"b\":1}],\"c\":{\"0\":{\"b\":2}}}", SEED);
  g_autoptr (HelioPayloadNodes) two = make_nodes ("{\"x\":0, \"a\":[{\"y\":2,\"b\":[]}]}", SEED);
  g_autoptr (HelioPayloadNodes) other = make_nodes ("{\"a\":[{\"b\":1}]}", SEED + 1);
  const guint64 key = helio_payload_nodes_get (one, find (one, "a.0.b"))->key;

  g_assert_cmpuint (helio_payload_nodes_get (two, find (two, "a.0.b"))->key, ==, key);
  g_assert_cmpuint (helio_payload_nodes_get (one, find (one, "c.0.b"))->key, !=, key);
  g_assert_cmpuint (helio_payload_nodes_find (other, key), ==, HELIO_ID_NONE);
  g_assert_cmpuint (helio_payload_nodes_find (two, 12345), ==, HELIO_ID_NONE);
}

/* Names that would make a table of json-glib's slow: it is not asked here, so they are names as any. */
static void
test_chosen_names (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (HelioPayloadNodes) nodes = NULL;

  for (guint i = 0; i < 64; i++) {
    g_string_append (text, i > 0 ? ",\"" : "\"");
    for (guint bit = 0; bit < 6; bit++)
      g_string_append (text, (i >> bit & 1) != 0 ? "BA" : "Ab");
    g_string_append (text, "\":1");
  }
  g_string_append_c (text, '}');
  nodes = make_nodes (text->str, SEED);
  g_assert_cmpuint (helio_payload_nodes_get_n (nodes), ==, 65);
  g_assert_cmpuint (find (nodes, "BABABABABABA"), ==, 64);
}

static void
test_refused (void)
{
  const gsize n = 100000;
  g_autofree char *deep = g_malloc (n);
  g_autoptr (GBytes) levels = g_bytes_new_static (deep, n);
  g_autoptr (GBytes) broken = g_bytes_new_static ("{\"a\":1", 6);
  g_autoptr (GBytes) twice = g_bytes_new_static ("{\"a\":1,\"\\u0061\":2}", 19);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  memset (deep, '[', n);
  g_assert_null (helio_payload_nodes_new (levels, SEED, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (helio_payload_nodes_new (broken, SEED, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  g_clear_error (&error);
  /* Two members with one key: the second would never be found. */
  g_assert_null (helio_payload_nodes_new (twice, SEED, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  g_clear_error (&error);
  g_assert_null (helio_payload_nodes_new (nothing, SEED, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
}

static void
assert_change (HelioPayloadNodes *nodes, const char *member, HelioPayloadChange change)
{
  g_assert_cmpint (helio_payload_nodes_get (nodes, find (nodes, member))->change, ==, change);
}

static void
test_compare (void)
{
  g_autoptr (HelioPayloadNodes) before =
      make_nodes ("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":[1,2,3]},\"e\":{\"f\":1},\"g\":{\"h\":1}}",
                  SEED);
  g_autoptr (HelioPayloadNodes) now = make_nodes (
      "{\"b\":{\"d\":[1,5,3],\"c\":\"x\"},\"a\":1,\"e\":[0],\"g\":{},\"new\":{\"x\":{\"y\":1}}}",
      SEED);
  g_autoptr (HelioPayloadNodes) same = make_nodes ("{\"a\": 1}", SEED);
  g_autoptr (HelioPayloadNodes) as_before = make_nodes ("{\"a\":1}", SEED);

  g_assert_true (helio_payload_nodes_compare (now, before));
  assert_change (now, "a", HELIO_PAYLOAD_SAME); /* the order does not matter */
  assert_change (now, "b", HELIO_PAYLOAD_INSIDE);
  assert_change (now, "b.c", HELIO_PAYLOAD_SAME);
  assert_change (now, "b.d", HELIO_PAYLOAD_INSIDE);
  assert_change (now, "b.d.0", HELIO_PAYLOAD_SAME);
  assert_change (now, "b.d.1", HELIO_PAYLOAD_CHANGED);
  assert_change (now, "e", HELIO_PAYLOAD_CHANGED);
  assert_change (now, "e.0", HELIO_PAYLOAD_ADDED);
  assert_change (now, "g", HELIO_PAYLOAD_INSIDE);
  assert_change (now, "new.x.y", HELIO_PAYLOAD_ADDED);
  g_assert_cmpuint (helio_payload_nodes_get_n_changed (now), ==, 3);
  g_assert_cmpuint (helio_payload_nodes_get_n_removed (now), ==, 1); /* "f" went with its object */

  g_assert_true (helio_payload_nodes_compare (same, as_before));
  g_assert_cmpuint (helio_payload_nodes_get_n_changed (same), ==, 0);
  g_assert_cmpint (helio_payload_nodes_get (same, 0)->change, ==, HELIO_PAYLOAD_SAME);
}

static void
test_compare_many (void)
{
  g_autoptr (GString) text = g_string_new ("[0");
  g_autoptr (HelioPayloadNodes) few = make_nodes ("[1]", SEED);
  g_autoptr (HelioPayloadNodes) many = NULL;

  for (guint i = 0; i < HELIO_PAYLOAD_COMPARE_MAX; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  many = make_nodes (text->str, SEED);
  g_assert_false (helio_payload_nodes_compare (few, many));
  g_assert_cmpuint (helio_payload_nodes_get_n_changed (few), ==, 0);
}

static void
test_find_text (void)
{
  g_autoptr (HelioPayloadNodes) nodes =
      make_nodes ("{\"Temp\":1,\"x\":{\"note\":\"the t\\u0045mp\",\"y\":{}},\"z\":12.5}", SEED);
  g_autoptr (HelioNeedle) temp = helio_needle_new ("temp");
  g_autoptr (HelioNeedle) number = helio_needle_new ("2.5");
  g_autoptr (HelioNeedle) bracket = helio_needle_new ("{");
  const guint32 first = find (nodes, "Temp"), second = find (nodes, "x.note");
  guint nth;

  g_assert_cmpuint (helio_payload_nodes_search (nodes, temp, HELIO_ID_NONE, FALSE), ==, first);
  g_assert_cmpuint (helio_payload_nodes_search (nodes, temp, first, FALSE), ==, second);
  g_assert_cmpuint (helio_payload_nodes_search (nodes, temp, second, FALSE), ==, first);
  g_assert_cmpuint (helio_payload_nodes_search (nodes, temp, first, TRUE), ==, second);
  g_assert_cmpuint (helio_payload_nodes_search (nodes, temp, HELIO_ID_NONE, TRUE), ==, second);
  g_assert_cmpuint (helio_payload_nodes_count_matches (nodes, temp, second, &nth), ==, 2);
  g_assert_cmpuint (nth, ==, 2);
  g_assert_cmpuint (helio_payload_nodes_search (nodes, number, HELIO_ID_NONE, FALSE),
                    ==,
                    find (nodes, "z"));
  g_assert_cmpuint (helio_payload_nodes_search (nodes, number, find (nodes, "z"), FALSE),
                    ==,
                    find (nodes, "z"));
  g_assert_cmpuint (helio_payload_nodes_search (nodes, bracket, HELIO_ID_NONE, FALSE),
                    ==,
                    HELIO_ID_NONE);
}

/* The filter that is made of a value finds the payload, and no other. */
static void
test_filter (void)
{
  static const struct {
    const char *member, *filter; /* NULL: none */
  } cases[] = {
      {"size", "json.size = 12.50"},
      {"list.1.x", "json.list.1.x = \"say \\\"hi\\\" \\\\\""},
      {"\"a.b\"", "\"a.b\" = true"},
      {"two words", "\"two words\" = null"},
      {"list", NULL},
      {"list.1.a b", NULL},
  };
  const char *text =
      "{\"size\":12.50,\"list\":[0,{\"x\":\"say \\\"hi\\\" \\\\\",\"a b\":1}],\"a.b\":true,"
      "\"two words\":null}";
  g_autoptr (HelioPayloadNodes) nodes = make_nodes (text, SEED);
  HelioQueryMessage message = {.topic = "a",
                               .topic_length = 1,
                               .payload = (const guint8 *) text,
                               .payload_length = strlen (text),
                               .size = strlen (text)};
  HelioQueryMessage other = {.topic = "a",
                             .topic_length = 1,
                             .payload = (const guint8 *) "{}",
                             .payload_length = 2,
                             .size = 2};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *filter = helio_payload_nodes_get_filter (nodes, find (nodes, cases[i].member));
    g_autoptr (HelioQuery) query = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpstr (filter, ==, cases[i].filter);
    if (filter == NULL)
      continue;
    query = helio_query_parse (filter, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (helio_query_matches (query, &message));
    g_assert_false (helio_query_matches (query, &other));
  }
}

/* ── rows ── */

/* A copy of the rows that is kept by what the model tells, as a list view has it. */
typedef struct {
  HelioPayloadTree *tree;
  GArray *keys; /* guint64 */
  guint n_told;
  gulong id;
} Watcher;

static void
on_items_changed (Watcher *self, guint position, guint removed, guint added)
{
  self->n_told++;
  g_assert_true (removed == 0 || added == 0);
  if (removed > 0)
    g_array_remove_range (self->keys, position, removed);
  for (guint i = position; i < position + added; i++) {
    g_autoptr (HelioPayloadItem) item = g_list_model_get_item (G_LIST_MODEL (self->tree), i);
    guint64 key = helio_payload_item_get_key (item);

    g_array_insert_val (self->keys, i, key);
  }
  g_assert_cmpuint (self->keys->len, ==, g_list_model_get_n_items (G_LIST_MODEL (self->tree)));
}

static void
watcher_init (Watcher *self, HelioPayloadTree *tree)
{
  self->tree = tree;
  self->n_told = 0;
  self->keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->id = g_signal_connect_swapped (tree, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
watcher_clear (Watcher *self)
{
  g_signal_handler_disconnect (self->tree, self->id);
  g_array_unref (self->keys);
}

/* The names of the rows, with blanks; what was told is what is there. */
static char *
get_rows (Watcher *self)
{
  HelioPayloadNodes *nodes = helio_payload_tree_get_nodes (self->tree);
  GString *text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->tree));

  g_assert_cmpuint (self->keys->len, ==, n);
  for (guint i = 0; i < n; i++) {
    const guint32 node = helio_payload_tree_get_node_at (self->tree, i);
    g_autofree char *name = helio_payload_nodes_get_name (nodes, node, 100);

    g_assert_cmpuint (helio_payload_nodes_get (nodes, node)->key,
                      ==,
                      g_array_index (self->keys, guint64, i));
    g_assert_cmpuint (helio_payload_tree_get_position (self->tree, node), ==, i);
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", name);
  }
  return g_string_free (text, FALSE);
}

static void
assert_rows (Watcher *self, const char *expected)
{
  g_autofree char *rows = get_rows (self);

  g_assert_cmpstr (rows, ==, expected);
}

static void
show (HelioPayloadTree *tree, const char *text)
{
  g_autoptr (HelioPayloadNodes) nodes = make_nodes (text, helio_payload_tree_get_seed (tree));

  helio_payload_tree_set_nodes (tree, nodes);
}

static void
test_fold (void)
{
  g_autoptr (HelioPayloadTree) tree = helio_payload_tree_new ();
  HelioPayloadNodes *nodes;
  Watcher watcher;

  watcher_init (&watcher, tree);
  assert_rows (&watcher, "");
  show (tree, "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}},\"f\":[7,8],\"g\":{}}");
  nodes = helio_payload_tree_get_nodes (tree);
  assert_rows (&watcher, "a b c d f 0 1 g"); /* three levels */
  g_assert_false (helio_payload_tree_get_expanded (tree, find (nodes, "g")));
  helio_payload_tree_set_expanded (tree, find (nodes, "g"), TRUE);
  assert_rows (&watcher, "a b c d f 0 1 g");
  helio_payload_tree_set_expanded (tree, find (nodes, "a.b.c.d"), TRUE);
  assert_rows (&watcher, "a b c d e f 0 1 g");
  helio_payload_tree_set_expanded (tree, find (nodes, "a"), FALSE);
  assert_rows (&watcher, "a f 0 1 g");
  g_assert_cmpuint (helio_payload_tree_get_position (tree, find (nodes, "a.b")), ==, G_MAXUINT);
  helio_payload_tree_set_expanded (tree, find (nodes, "a"), TRUE);
  assert_rows (&watcher, "a b c d e f 0 1 g"); /* as it was inside */
  helio_payload_tree_expand_to (tree, 0);
  assert_rows (&watcher, "a f g");
  helio_payload_tree_expand_to (tree, 2);
  assert_rows (&watcher, "a b c f 0 1 g");
  helio_payload_tree_expand_to (tree, G_MAXUINT);
  assert_rows (&watcher, "a b c d e f 0 1 g");
  helio_payload_tree_expand_to (tree, 0);
  helio_payload_tree_reveal (tree, find (nodes, "a.b.c"));
  assert_rows (&watcher, "a b c f g");
  helio_payload_tree_set_nodes (tree, NULL);
  assert_rows (&watcher, "");
  watcher_clear (&watcher);
}

/* The next payload is folded as this one, and rows that stay are not told anew. */
static void
test_next (void)
{
  g_autoptr (HelioPayloadTree) tree = helio_payload_tree_new ();
  HelioPayloadNodes *nodes;
  Watcher watcher;

  watcher_init (&watcher, tree);
  show (tree, "{\"a\":{\"x\":1,\"y\":2},\"b\":{\"z\":3},\"c\":4}");
  nodes = helio_payload_tree_get_nodes (tree);
  helio_payload_tree_set_expanded (tree, find (nodes, "a"), FALSE);
  assert_rows (&watcher, "a b z c");
  watcher.n_told = 0;
  show (tree, "{\"a\":{\"x\":10,\"y\":20},\"b\":{\"z\":30},\"c\":\"text\"}");
  g_assert_cmpuint (watcher.n_told, ==, 0);
  assert_rows (&watcher, "a b z c");
  show (tree, "{\"a\":{\"x\":1,\"y\":2},\"new\":[1],\"c\":4}");
  g_assert_cmpuint (watcher.n_told, ==, 2); /* two rows went, two came */
  assert_rows (&watcher, "a new 0 c");
  /* Something else in between does not make it forget. */
  show (tree, "[1,2]");
  assert_rows (&watcher, "0 1");
  show (tree, "{\"a\":{\"x\":1,\"y\":2}}");
  assert_rows (&watcher, "a");
  watcher_clear (&watcher);
}

/* A long list is folded until somebody looks into it. */
static void
test_long_list (void)
{
  g_autoptr (HelioPayloadTree) tree = helio_payload_tree_new ();
  g_autoptr (GString) text = g_string_new ("{\"list\":[0");

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, ",0");
  g_string_append (text, "],\"x\":1}");
  show (tree, text->str);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), ==, 2);
  helio_payload_tree_expand_to (tree, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), ==, 1003);
}

/* However many are folded by hand, what was folded last is. */
static void
test_many_by_hand (void)
{
  g_autoptr (HelioPayloadTree) tree = helio_payload_tree_new ();
  g_autoptr (GString) text = g_string_new ("[[0]");

  for (guint i = 1; i < 5000; i++)
    g_string_append (text, ",[0]");
  g_string_append_c (text, ']');
  show (tree, text->str);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), ==, 10000);
  for (guint32 i = 1; i < 10000; i += 2)
    helio_payload_tree_set_expanded (tree, i, FALSE);
  g_assert_false (helio_payload_tree_get_expanded (tree, 9999));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), <, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/payload-tree/nodes", test_nodes);
  g_test_add_func ("/payload-tree/preview", test_preview);
  g_test_add_func ("/payload-tree/keys", test_keys);
  g_test_add_func ("/payload-tree/chosen-names", test_chosen_names);
  g_test_add_func ("/payload-tree/refused", test_refused);
  g_test_add_func ("/payload-tree/compare", test_compare);
  g_test_add_func ("/payload-tree/compare/many", test_compare_many);
  g_test_add_func ("/payload-tree/find-text", test_find_text);
  g_test_add_func ("/payload-tree/filter", test_filter);
  g_test_add_func ("/payload-tree/fold", test_fold);
  g_test_add_func ("/payload-tree/next", test_next);
  g_test_add_func ("/payload-tree/long-list", test_long_list);
  g_test_add_func ("/payload-tree/many-by-hand", test_many_by_hand);
  return g_test_run ();
}
