// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-diff.h"
#include "core/store/helio-image-info.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-unpack.h"

#include "helio-fuzz-main.h"

#include <string.h>

#define UNPACKED_MAX (64 * 1024)

static void
check_unpack (GBytes *payload)
{
  HelioPacking packing;
  gboolean whole, damaged;
  g_autoptr (GBytes) unpacked =
      helio_payload_find_packed (payload, UNPACKED_MAX, &packing, &whole, &damaged, NULL);

  g_assert_true ((unpacked == NULL) == (packing == HELIO_PACKING_NONE));
  if (unpacked == NULL)
    return;
  g_assert_cmpuint (g_bytes_get_size (unpacked), <=, UNPACKED_MAX);
  g_assert_false (whole && damaged);
}

/* Printing what was printed changes nothing more, and a part is the beginning of the whole. */
static void
check_xml (GBytes *payload)
{
  gsize all, part;
  g_autofree char *xml = helio_payload_to_xml (payload, G_MAXSIZE, &all);
  g_autofree char *beginning = NULL;

  if (xml == NULL)
    return;
  g_assert_true (g_utf8_validate (xml, -1, NULL));
  g_assert_cmpuint (all, ==, g_bytes_get_size (payload));
  beginning = helio_payload_to_xml (payload, 60, &part);
  g_assert_cmpuint (strlen (beginning), <=, 60);
  g_assert_cmpuint (part, <=, all);
  g_assert_true (g_str_has_prefix (xml, beginning));
}

static void
check_diff (const char *old_text, const char *new_text)
{
  g_autoptr (HelioDiff) diff = helio_diff_new (old_text, new_text, 50);
  guint old_line = 0, new_line = 0;

  for (guint i = 0; i < diff->runs->len; i++) {
    const HelioDiffRun *run = &g_array_index (diff->runs, HelioDiffRun, i);

    g_assert_cmpuint (run->old_line, ==, old_line);
    g_assert_cmpuint (run->new_line, ==, new_line);
    for (guint j = 0; run->kind == HELIO_DIFF_SAME && j < run->n_lines; j++)
      g_assert_cmpstr (diff->old_lines[old_line + j], ==, diff->new_lines[new_line + j]);
    old_line += run->kind != HELIO_DIFF_ADDED ? run->n_lines : 0;
    new_line += run->kind != HELIO_DIFF_REMOVED ? run->n_lines : 0;
  }
  g_assert_cmpuint (old_line, ==, g_strv_length (diff->old_lines));
  g_assert_cmpuint (new_line, ==, g_strv_length (diff->new_lines));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);
  g_autofree char *text = helio_payload_to_text (payload, 0, 8192, NULL);
  g_autofree char *half = helio_payload_to_text (payload, size / 2, 8192, NULL);
  HelioImageInfo info;

  if (helio_payload_get_image (payload, &info))
    helio_image_info_measure (&info, payload);
  if (helio_image_info_is_small_enough (&info, size))
    g_assert_cmpuint ((guint64) info.width * info.height, <=, HELIO_IMAGE_PIXELS_MAX);
  check_unpack (payload);
  check_xml (payload);
  check_diff (text, half);
  return 0;
}
