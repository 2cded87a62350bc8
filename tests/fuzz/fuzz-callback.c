// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-callback.h"
#include "tests/fuzz/helio-fuzz-main.h"

#include <string.h>

/* What is taken has no control character, is valid UTF-8 and belongs to one well-formed GET; what is refused
 * leaves nothing behind. */
static void
check_text (const char *text)
{
  if (text == NULL)
    return;
  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    g_error ("a parameter that is empty or no UTF-8");
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f)
      g_error ("a control character in a parameter");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Of its own size, so that reading past its end is seen. */
  g_autofree char *head = g_memdup2 (data, size);
  g_auto (HelioCallback) callback = {0};

  helio_callback_parse (&callback, head != NULL ? head : "", size, "127.0.0.1:17731");
  if (callback.status != 200) {
    if (callback.status < 400 || callback.status > 431 || callback.path != NULL ||
        callback.code != NULL || callback.state != NULL || callback.iss != NULL ||
        callback.error != NULL || callback.error_description != NULL)
      g_error ("a refusal that keeps something");
    return 0;
  }
  if (size < 4 || memcmp (head, "GET ", 4) != 0 || callback.path == NULL || *callback.path != '/')
    g_error ("taken though it is no GET of a path");
  check_text (callback.code);
  check_text (callback.state);
  check_text (callback.iss);
  check_text (callback.error);
  check_text (callback.error_description);
  return 0;
}
