// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "helio-fuzz-main.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Without libFuzzer a target is still a test: everything in its corpus, then mutations of it until time is up.
 * The seed is fixed, so that a failure comes again. */

#define SECONDS_DEFAULT 4
#define INPUT_MAX 65536
#define MUTATIONS_MAX 8

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
read_corpus (const char *folder)
{
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    char *text = NULL;
    gsize length = 0;

    if (g_file_get_contents (g_ptr_array_index (names, i), &text, &length, NULL))
      g_ptr_array_add (corpus, g_bytes_new_take (text, length));
  }
  return corpus;
}

/* A copy of its own for every run, so that ASan sees a read past the end. */
static void
run (const guint8 *data, gsize length)
{
  g_autofree guint8 *copy = g_malloc (MAX (length, 1));

  if (length > 0)
    memcpy (copy, data, length);
  LLVMFuzzerTestOneInput (length > 0 ? copy : NULL, length);
}

static void
splice (GRand *rand, GByteArray *input, GPtrArray *corpus)
{
  GBytes *other = g_ptr_array_index (corpus, g_rand_int_range (rand, 0, (gint32) corpus->len));
  gsize size;
  const guint8 *data = g_bytes_get_data (other, &size);
  gsize start;
  gsize length;
  gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) input->len + 1);
  g_autoptr (GByteArray) tail = g_byte_array_new ();

  if (size == 0)
    return;
  start = (gsize) g_rand_int_range (rand, 0, (gint32) size);
  length = (gsize) g_rand_int_range (rand, 1, (gint32) (size - start) + 1);
  if (input->len + length > INPUT_MAX)
    return;
  g_byte_array_append (tail, input->data + at, input->len - (guint) at);
  g_byte_array_set_size (input, (guint) at);
  g_byte_array_append (input, data + start, (guint) length);
  g_byte_array_append (input, tail->data, tail->len);
}

static void
mutate (GRand *rand, GByteArray *input, GPtrArray *corpus)
{
  static const guint8 telling[] = {0x00, 0xff, 0x7f, 0x80, '"', '{', '[', '%', '#', '+', '/', '\n'};
  guint at = input->len > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) input->len) : 0;

  if (input->len == 0) {
    splice (rand, input, corpus);
    return;
  }
  switch (g_rand_int_range (rand, 0, 6)) {
    case 0:
      input->data[at] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
      break;
    case 1:
      input->data[at] = (guint8) g_rand_int (rand);
      break;
    case 2:
      input->data[at] = telling[g_rand_int_range (rand, 0, G_N_ELEMENTS (telling))];
      break;
    case 3:
      g_byte_array_remove_range (
          input,
          at,
          (guint) g_rand_int_range (rand, 1, (gint32) (input->len - at) + 1));
      break;
    case 4:
      g_byte_array_set_size (input, at);
      break;
    default:
      splice (rand, input, corpus);
  }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) corpus = NULL;
  GRand *rand = g_rand_new_with_seed (1);
  const char *seconds = g_getenv ("HELIO_FUZZ_SECONDS");
  gint64 deadline;
  guint64 runs = 0;

  if (argc < 2) {
    g_printerr ("usage: %s CORPUS-FOLDER\n", argv[0]);
    return 2;
  }
  deadline = g_get_monotonic_time () +
             (seconds != NULL ? atoi (seconds) : SECONDS_DEFAULT) * G_USEC_PER_SEC;
  corpus = read_corpus (argv[1]);
  if (corpus->len == 0) {
    g_printerr ("%s: no corpus\n", argv[1]);
    return 2;
  }
  run (NULL, 0);
  for (guint i = 0; i < corpus->len; i++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (corpus, i), &size);

    run (data, size);
  }
  for (; g_get_monotonic_time () < deadline; runs++) {
    g_autoptr (GByteArray) input = g_byte_array_new ();
    gint32 mutations = g_rand_int_range (rand, 1, MUTATIONS_MAX + 1);

    splice (rand, input, corpus);
    while (mutations-- > 0)
      mutate (rand, input, corpus);
    run (input->data, input->len);
  }
  g_print ("%u inputs of the corpus, %" G_GUINT64_FORMAT " mutations\n", corpus->len, runs);
  g_rand_free (rand);
  return 0;
}
