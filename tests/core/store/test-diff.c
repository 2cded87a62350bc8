// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-diff.h"

#include <string.h>

/* "=a -b +c": what was found, a line each. */
static char *
describe (const HelioDiff *diff)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < diff->runs->len; i++) {
    const HelioDiffRun *run = &g_array_index (diff->runs, HelioDiffRun, i);

    for (guint j = 0; j < run->n_lines; j++)
      g_string_append_printf (text,
                              "%s%c%s",
                              text->len > 0 ? " " : "",
                              run->kind == HELIO_DIFF_SAME      ? '='
                              : run->kind == HELIO_DIFF_REMOVED ? '-'
                                                                : '+',
                              run->kind == HELIO_DIFF_ADDED ? diff->new_lines[run->new_line + j]
                                                            : diff->old_lines[run->old_line + j]);
  }
  return g_string_free (text, FALSE);
}

static void
test_known (void)
{
  static const char *cases[][3] = {
      {"", "", ""},
      {"a\n", "a\n", "=a"},
      {"a\n", "a", "=a"},
      {"", "a\nb", "+a +b"},
      {"a\nb", "", "-a -b"},
      {"a\nb\nc", "a\nc", "=a -b =c"},
      {"a\nc", "a\nb\nc", "=a +b =c"},
      {"a\nb\nc", "a\nx\nc", "=a -b +x =c"},
      {"a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc", NULL},
      {"x\ny", "a\nb\nc", "-x -y +a +b +c"},
      {"a\n\nb", "a\n\n\nb", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioDiff) diff = helio_diff_new (cases[i][0], cases[i][1], 100);
    g_autofree char *found = describe (diff);

    g_assert_true (diff->exact);
    if (cases[i][2] != NULL)
      g_assert_cmpstr (found, ==, cases[i][2]);
  }
}

/* Whatever is found: applied to the old text, it gives the new one, and both are whole. */
static void
check_applies (const HelioDiff *diff)
{
  guint old_line = 0, new_line = 0, removed = 0, added = 0;

  for (guint i = 0; i < diff->runs->len; i++) {
    const HelioDiffRun *run = &g_array_index (diff->runs, HelioDiffRun, i);

    g_assert_cmpuint (run->n_lines, >, 0);
    g_assert_cmpuint (run->old_line, ==, old_line);
    g_assert_cmpuint (run->new_line, ==, new_line);
    for (guint j = 0; j < run->n_lines; j++) {
      if (run->kind == HELIO_DIFF_SAME)
        g_assert_cmpstr (diff->old_lines[old_line], ==, diff->new_lines[new_line]);
      if (run->kind != HELIO_DIFF_ADDED)
        old_line++;
      if (run->kind != HELIO_DIFF_REMOVED)
        new_line++;
    }
    removed += run->kind == HELIO_DIFF_REMOVED ? run->n_lines : 0;
    added += run->kind == HELIO_DIFF_ADDED ? run->n_lines : 0;
  }
  g_assert_cmpuint (old_line, ==, g_strv_length (diff->old_lines));
  g_assert_cmpuint (new_line, ==, g_strv_length (diff->new_lines));
  g_assert_cmpuint (diff->n_removed, ==, removed);
  g_assert_cmpuint (diff->n_added, ==, added);
}

/* Lines of the longest common subsequence, by the plain table. */
static guint
common_length (char **a, char **b)
{
  guint n = g_strv_length (a), m = g_strv_length (b), result;
  guint *table = g_new0 (guint, (gsize) (n + 1) * (m + 1));

  for (guint i = 1; i <= n; i++)
    for (guint j = 1; j <= m; j++)
      table[i * (m + 1) + j] = g_str_equal (a[i - 1], b[j - 1])
                                   ? table[(i - 1) * (m + 1) + j - 1] + 1
                                   : MAX (table[(i - 1) * (m + 1) + j], table[i * (m + 1) + j - 1]);
  result = table[n * (m + 1) + m];
  g_free (table);
  return result;
}

static char *
make_text (GRand *rand, guint n_letters)
{
  guint n = g_rand_int_range (rand, 0, 24);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%c\n", 'a' + g_rand_int_range (rand, 0, (int) n_letters));
  return g_string_free (text, FALSE);
}

static void
test_shortest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 3000; i++) {
    g_autofree char *a = make_text (rand, 1 + i % 6);
    g_autofree char *b = make_text (rand, 1 + i % 6);
    g_autoptr (HelioDiff) diff = helio_diff_new (a, b, 100);
    guint common = common_length (diff->old_lines, diff->new_lines);

    check_applies (diff);
    g_assert_true (diff->exact);
    g_assert_cmpuint (diff->n_removed, ==, g_strv_length (diff->old_lines) - common);
    g_assert_cmpuint (diff->n_added, ==, g_strv_length (diff->new_lines) - common);
  }
}

/* Too different: the equal beginning and end are still told, the rest is replaced as a whole. */
static void
test_limit (void)
{
  GString *a = g_string_new ("same\n"), *b = g_string_new ("same\n");
  g_autoptr (HelioDiff) diff = NULL;

  for (guint i = 0; i < 5000; i++) {
    g_string_append_printf (a, "a%u\n", i);
    g_string_append_printf (b, "b%u\n", i);
  }
  g_string_append (a, "end");
  g_string_append (b, "end");
  diff = helio_diff_new (a->str, b->str, 200);
  check_applies (diff);
  g_assert_false (diff->exact);
  g_assert_cmpuint (diff->n_removed, ==, 5000);
  g_assert_cmpuint (diff->n_added, ==, 5000);
  g_assert_cmpuint (diff->runs->len, ==, 4);
  g_string_free (a, TRUE);
  g_string_free (b, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/diff/known", test_known);
  g_test_add_func ("/store/diff/shortest", test_shortest);
  g_test_add_func ("/store/diff/limit", test_limit);
  return g_test_run ();
}
