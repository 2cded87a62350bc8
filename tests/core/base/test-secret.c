// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-secret.h"

#include <string.h>
#include <strings.h>

/* Stands before libc's, so that the tests see what is wiped, and that it is. */
static GPtrArray *wiped; /* of what was there before, as text */

void
explicit_bzero (void *memory, size_t length)
{
  volatile guint8 *bytes = memory;
  /* The compiler knows the real one as a function that only writes. */
  const char *volatile before = memory;

  if (wiped != NULL)
    g_ptr_array_add (wiped, g_strndup (before, length));
  for (size_t i = 0; i < length; i++)
    bytes[i] = 0;
}

static void
start (void)
{
  wiped = g_ptr_array_new_with_free_func (g_free);
}

static void
assert_wiped (const char *text)
{
  g_assert_cmpuint (wiped->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (wiped, 0), ==, text);
  g_clear_pointer (&wiped, g_ptr_array_unref);
}

static void
test_last_reference (void)
{
  HelioSecret *secret = helio_secret_new ("open sesame");
  HelioSecret *second = helio_secret_ref (secret);

  start ();
  helio_secret_unref (secret);
  g_assert_cmpuint (wiped->len, ==, 0);
  g_assert_cmpstr (helio_secret_peek (second), ==, "open sesame");
  g_assert_cmpuint (helio_secret_get_length (second), ==, 11);
  helio_secret_unref (second);
  assert_wiped ("open sesame");
}

static void
test_take (void)
{
  char *text = g_strdup ("open sesame");
  g_autoptr (HelioSecret) secret = NULL;

  start ();
  secret = helio_secret_new_take (text);
  assert_wiped ("open sesame");
  g_assert_cmpstr (helio_secret_peek (secret), ==, "open sesame");
  g_assert_null (helio_secret_new_take (NULL));
}

static void
test_bytes (void)
{
  GBytes *bytes = helio_bytes_new_wiped (g_strdup ("token=abc"), 9);
  GBytes *second = g_bytes_ref (bytes);

  start ();
  g_bytes_unref (bytes);
  g_assert_cmpuint (wiped->len, ==, 0);
  g_assert_cmpmem (g_bytes_get_data (second, NULL), g_bytes_get_size (second), "token=abc", 9);
  g_bytes_unref (second);
  assert_wiped ("token=abc");
}

static void
test_wipe (void)
{
  char text[] = "open sesame";

  start ();
  helio_wipe (text, sizeof text);
  assert_wiped ("open sesame");
  for (gsize i = 0; i < sizeof text; i++)
    g_assert_cmpint (text[i], ==, 0);
  start ();
  helio_wipe_free (g_strdup ("abc"));
  assert_wiped ("abc");
  helio_wipe (NULL, 5);
  helio_wipe_free (NULL);
  helio_secret_unref (NULL);
}

static void
test_equal (void)
{
  g_autoptr (HelioSecret) a = helio_secret_new ("abc");
  g_autoptr (HelioSecret) same = helio_secret_new_len ("abcdef", 3);
  g_autoptr (HelioSecret) longer = helio_secret_new ("abcd");
  g_autoptr (HelioSecret) other = helio_secret_new ("abd");
  g_autoptr (HelioSecret) empty = helio_secret_new ("");
  g_autoptr (HelioSecret) with_nul = helio_secret_new_len ("abc\0x", 5);
  g_autoptr (HelioSecret) nothing = helio_secret_new_len (NULL, 0);

  g_assert_true (helio_secret_equal (a, same));
  g_assert_true (helio_secret_equal (a, a));
  g_assert_false (helio_secret_equal (a, longer));
  g_assert_false (helio_secret_equal (longer, a));
  g_assert_false (helio_secret_equal (a, other));
  g_assert_false (helio_secret_equal (a, with_nul));
  g_assert_false (helio_secret_equal (a, empty));
  g_assert_true (helio_secret_equal (empty, nothing));
  g_assert_true (helio_secret_equal (NULL, NULL));
  g_assert_false (helio_secret_equal (a, NULL));
  g_assert_false (helio_secret_equal (NULL, empty));
  g_assert_true (helio_secret_equal_text (a, "abc"));
  g_assert_false (helio_secret_equal_text (a, "ab"));
  g_assert_false (helio_secret_equal_text (with_nul, "abc"));
  g_assert_false (helio_secret_equal_text (a, NULL));
  g_assert_false (helio_secret_equal_text (NULL, ""));
  g_assert_true (helio_secret_equal_text (NULL, NULL));
  g_assert_cmpuint (helio_secret_get_length (NULL), ==, 0);
  g_assert_cmpstr (helio_secret_peek (nothing), ==, "");
}

static gpointer
ref_and_unref (gpointer data)
{
  for (guint i = 0; i < 10000; i++) {
    helio_secret_ref (data);
    helio_secret_unref (data);
  }
  return NULL;
}

static void
test_threads (void)
{
  HelioSecret *secret = helio_secret_new ("open sesame");
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ref", ref_and_unref, secret);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  start ();
  helio_secret_unref (secret);
  assert_wiped ("open sesame");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/last-reference", test_last_reference);
  g_test_add_func ("/secret/take", test_take);
  g_test_add_func ("/secret/bytes", test_bytes);
  g_test_add_func ("/secret/wipe", test_wipe);
  g_test_add_func ("/secret/equal", test_equal);
  g_test_add_func ("/secret/threads", test_threads);
  return g_test_run ();
}
