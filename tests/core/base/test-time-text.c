// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-time-text.h"

/* 2026-11-26 12:00:00 UTC */
#define NOW (G_GINT64_CONSTANT (1795694400) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_forms (void)
{
  static const struct {
    const char *text;
    gint64 ago; /* µs */
  } cases[] = {
      {"12:00", 0},
      {"11:59", 60 * SECOND},
      {" 11:59:30 ", 30 * SECOND},
      {"11:59:59.750", SECOND / 4},
      {"11:59:59,5", SECOND / 2},
      {"0:00", 12 * 3600 * SECOND},
      {"12:01", (24 * 3600 - 60) * SECOND}, /* yesterday */
      {"2026-11-25 12:00", 24 * 3600 * SECOND},
      {"2026-11-26T11:00:01", 3599 * SECOND},
      {"2026-11-26 13:00", -3600 * SECOND},
      {"-30s", 30 * SECOND},
      {"-5m", 300 * SECOND},
      {"-5 min", 300 * SECOND},
      {"−2h", 7200 * SECOND},
      {"-0s", 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time = 0;

    g_test_message ("%s", cases[i].text);
    g_assert_true (helio_time_parse (cases[i].text, NOW, &time, &error));
    g_assert_no_error (error);
    g_assert_cmpint (NOW - time, ==, cases[i].ago);
  }
}

static void
test_refused (void)
{
  static const char *cases[] = {"",
                                "now",
                                "25:00",
                                "12:60",
                                "12",
                                "12:",
                                "12:00:",
                                "12:00:0.",
                                "-5",
                                "5m",
                                "-m",
                                "-5x",
                                "2026-13-01 12:00",
                                "2026-02-30 12:00",
                                "2026-11-26",
                                "12:00 pm",
                                "-99999999999s",
                                "123:00"};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time;

    g_test_message ("%s", cases[i]);
    g_assert_false (helio_time_parse (cases[i], NOW, &time, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_nonnull (helio_error_get_remedy (error));
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time-text/forms", test_forms);
  g_test_add_func ("/time-text/refused", test_refused);
  return g_test_run ();
}
