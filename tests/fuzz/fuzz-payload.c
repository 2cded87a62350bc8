// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-needle.h"
#include "core/store/helio-payload.h"

#include "helio-fuzz-main.h"

#include <string.h>

static void
check_text (const char *text)
{
  gsize line = 0;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p++) {
    line = *p == '\n' ? 0 : line + 1;
    /* A character that is replaced may become two bytes longer than it was. */
    g_assert_cmpuint (line, <=, HELIO_PAYLOAD_LINE_MAX * 3);
    g_assert_true ((guchar) *p >= 0x20 || *p == '\n' || *p == '\t');
  }
}

/* Parts one after the other cover the payload, each of them fit to be shown. */
static void
check_parts (GBytes *payload, gsize size)
{
  gsize length = g_bytes_get_size (payload), shown;

  for (gsize offset = 0; offset < length; offset += shown) {
    g_autofree char *text = helio_payload_to_text (payload, offset, size, &shown);

    check_text (text);
    g_assert_cmpuint (shown, >, 0);
    g_assert_cmpuint (shown, <=, MIN (size, length - offset));
  }
}

/* What JSON means does not change by looking at it: only white space outside of strings may. */
static void
check_json (GBytes *payload)
{
  gsize all, part;
  g_autofree char *json = helio_payload_to_json (payload, G_MAXSIZE, &all, NULL);
  g_autoptr (GBytes) shown = NULL;
  g_autofree char *again = NULL, *beginning = NULL;

  if (json == NULL)
    return;
  g_assert_true (g_utf8_validate (json, -1, NULL));
  g_assert_cmpuint (all, ==, g_bytes_get_size (payload));
  beginning = helio_payload_to_json (payload, 50, &part, NULL);
  g_assert_cmpuint (strlen (beginning), <=, 50);
  g_assert_cmpuint (part, <=, all);
  g_assert_true (g_str_has_prefix (json, beginning));
  shown = g_bytes_new (json, strlen (json));
  again = helio_payload_to_json (shown, G_MAXSIZE, NULL, NULL);
  /* A folded string is for the eye only. */
  if (again != NULL)
    g_assert_cmpstr (again, ==, json);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);
  HelioPayloadKind kind = helio_payload_detect (payload, G_MAXSIZE);
  g_autofree char *hex =
      helio_payload_to_hex (payload, size > 0 ? data[0] : 0, 4096, size % 3 == 0 ? 4 : 16, NULL);
  g_autofree char *preview = helio_payload_preview (data, size, 40);
  g_autofree char *needle = g_strndup (size > 0 ? (const char *) data : "", MIN (size, 8));
  g_autoptr (HelioNeedle) made = helio_needle_new (needle);

  g_assert_true ((kind == HELIO_PAYLOAD_EMPTY) == (size == 0));
  g_assert_true (g_str_is_ascii (hex));
  g_assert_true (g_utf8_validate (preview, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (preview, -1), <=, 41);
  g_assert_null (strchr (preview, '\n'));
  check_parts (payload, G_MAXSIZE);
  check_parts (payload, 7);
  check_json (payload);
  helio_needle_find (made, data, size);
  return 0;
}
