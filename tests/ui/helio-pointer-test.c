// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-pointer-test.h"

#include "tests/support/helio-test.h"

static void
run (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, &error);
  HelioTestResult result = {0};

  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, helio_test_result_ready, &result);
  g_subprocess_wait_check_finish (process, helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

void
helio_pointer_test_move (double x, double y)
{
  g_autofree char *across = g_strdup_printf ("%.0f", x), *down = g_strdup_printf ("%.0f", y);

  run ((const char *const[]){"xdotool", "mousemove", across, down, NULL});
}

void
helio_pointer_test_click (guint times)
{
  g_autofree char *number = g_strdup_printf ("%u", times);

  run ((const char *const[]){"xdotool", "click", "--repeat", number, "1", NULL});
}
