// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"

#include <gio/gio.h>
#include <string.h>

static void
test_new (void)
{
  g_autoptr (GError) error =
      helio_error_new (HELIO_ERROR_HTTP, "Try again.", "%s answered %d", "host", 418);
  g_autoptr (GError) copy = NULL;
  g_autofree char *text = helio_error_to_text (error);

  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_HTTP);
  g_assert_cmpstr (error->message, ==, "host answered 418");
  g_assert_cmpstr (helio_error_get_remedy (error), ==, "Try again.");
  g_assert_null (helio_error_get_detail (error));
  g_assert_cmpfloat (helio_error_get_retry_after (error), <, 0);
  g_assert_cmpint (helio_error_get_reason_code (error), ==, -1);
  g_assert_cmpstr (text, ==, "host answered 418\nTry again.");

  helio_error_set_detail (error, "teapot");
  helio_error_set_retry_after (error, 2.5);
  helio_error_set_reason_code (error, 0x87);
  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_cmpstr (helio_error_get_remedy (copy), ==, "Try again.");
  g_assert_cmpstr (helio_error_get_detail (copy), ==, "teapot");
  g_assert_cmpfloat (helio_error_get_retry_after (copy), ==, 2.5);
  g_assert_cmpint (helio_error_get_reason_code (copy), ==, 0x87);
  g_free (text);
  text = helio_error_to_text (copy);
  g_assert_true (g_str_has_prefix (text, "host answered 418\nTry again.\n"));
  g_assert_nonnull (strstr (text, "“teapot”"));
  helio_error_set_remedy (copy, NULL);
  g_assert_null (helio_error_get_remedy (copy));
}

static void
test_set (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (helio_error_set (&error, HELIO_ERROR_FILE, NULL, "100 %%"));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, "100 %");
  g_assert_false (helio_error_set (NULL, HELIO_ERROR_FILE, NULL, "nobody listens"));
}

/* Of other domains the questions have answers too, and setting does nothing. */
static void
test_foreign (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "other");
  g_autofree char *text = NULL;

  helio_error_set_detail (error, "x");
  helio_error_set_remedy (error, "x");
  helio_error_set_retry_after (error, 1);
  helio_error_set_reason_code (error, 1);
  g_assert_null (helio_error_get_remedy (error));
  g_assert_null (helio_error_get_detail (error));
  g_assert_cmpint (helio_error_get_reason_code (error), ==, -1);
  g_assert_cmpfloat (helio_error_get_retry_after (error), <, 0);
  text = helio_error_to_text (error);
  g_assert_cmpstr (text, ==, "other");
  g_assert_null (helio_error_get_remedy (NULL));
  g_assert_cmpint (helio_error_get_class (NULL), ==, HELIO_ERROR_CLASS_OTHER);
}

static void
test_detail_is_cleaned (void)
{
  static const struct {
    const char *given, *kept;
  } details[] = {
      {"plain", "plain"},
      {"  spaces  ", "spaces"},
      {"", ""},
      {"two\nlines\r\n", "two lines"},
      {"bell\a esc\x1b[31m", "bell  esc [31m"},
      {"bidi \xe2\x80\xae"
       "override",
       "bidi  override"},                              /* U+202E */
      {"line\xe2\x80\xa8separator", "line separator"}, /* U+2028 */
      {"c1 \xc2\x9b control", "c1   control"},         /* U+009B */
      {"žluť", "žluť"},
      {"bad \xff byte", "bad \xef\xbf\xbd byte"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (details); i++) {
    g_autoptr (GError) error = helio_error_new (HELIO_ERROR_HTTP, NULL, "x");

    helio_error_set_detail (error, details[i].given);
    g_assert_cmpstr (helio_error_get_detail (error), ==, details[i].kept);
  }
}

static void
test_detail_is_bounded (void)
{
  /* Of one, two, three and four octets, and of none that is valid: 0 to 3 letters first, so that the limit
   * falls on each place in a character. */
  static const char *const units[] = {"x", "é", "€", "😀", "\xff"};

  for (gsize u = 0; u < G_N_ELEMENTS (units); u++)
    for (guint shift = 0; shift < 4; shift++) {
      g_autoptr (GError) error = helio_error_new (HELIO_ERROR_HTTP, NULL, "x");
      GString *text = g_string_new (NULL);
      const char *detail;

      for (guint i = 0; i < shift; i++)
        g_string_append_c (text, 'a');
      while (text->len < 4000)
        g_string_append (text, units[u]);
      helio_error_set_detail (error, text->str);
      g_string_free (text, TRUE);
      detail = helio_error_get_detail (error);
      g_assert_cmpuint (strlen (detail), <=, 512);
      g_assert_cmpuint (strlen (detail), >=, 500);
      g_assert_true (g_utf8_validate (detail, -1, NULL));
      if (units[u][0] != '\xff')
        g_assert_null (strstr (detail, "\xef\xbf\xbd"));
    }
}

static void
test_classes (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  static const struct {
    HelioErrorCode code;
    HelioErrorClass class;
    gboolean is_transient;
  } classes[] = {
      {HELIO_ERROR_FAILED, HELIO_ERROR_CLASS_OTHER, FALSE},
      {HELIO_ERROR_INVALID_DATA, HELIO_ERROR_CLASS_FILE, FALSE},
      {HELIO_ERROR_INVALID_USAGE, HELIO_ERROR_CLASS_FILE, FALSE},
      {HELIO_ERROR_CONSENT, HELIO_ERROR_CLASS_FILE, FALSE},
      {HELIO_ERROR_NETWORK, HELIO_ERROR_CLASS_NETWORK, TRUE},
      {HELIO_ERROR_TIMED_OUT, HELIO_ERROR_CLASS_NETWORK, TRUE},
      {HELIO_ERROR_TLS, HELIO_ERROR_CLASS_NETWORK, FALSE},
      {HELIO_ERROR_SERVER, HELIO_ERROR_CLASS_NETWORK, TRUE},
      {HELIO_ERROR_RATE_LIMITED, HELIO_ERROR_CLASS_NETWORK, TRUE},
      {HELIO_ERROR_BAD_ANSWER, HELIO_ERROR_CLASS_NETWORK, FALSE},
      {HELIO_ERROR_KEYRING_LOCKED, HELIO_ERROR_CLASS_SIGN_IN, FALSE},
      {HELIO_ERROR_SIGN_IN_REQUIRED, HELIO_ERROR_CLASS_SIGN_IN, FALSE},
      {HELIO_ERROR_CALLBACK, HELIO_ERROR_CLASS_SIGN_IN, FALSE},
      {HELIO_ERROR_EXCHANGE_REQUEST, HELIO_ERROR_CLASS_EXCHANGE, FALSE},
      {HELIO_ERROR_EXCHANGE_EXPIRY, HELIO_ERROR_CLASS_EXCHANGE, FALSE},
      {HELIO_ERROR_MQTT_CREDENTIAL, HELIO_ERROR_CLASS_MQTT, FALSE},
      {HELIO_ERROR_MQTT_ENDED, HELIO_ERROR_CLASS_MQTT, TRUE},
      {HELIO_ERROR_MQTT_TAKEN_OVER, HELIO_ERROR_CLASS_MQTT, FALSE},
      {HELIO_ERROR_MQTT_NOT_CONNECTED, HELIO_ERROR_CLASS_MQTT, TRUE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++) {
    g_autoptr (GError) error = helio_error_new (classes[i].code, NULL, "x");

    g_assert_cmpint (helio_error_get_class (error), ==, classes[i].class);
    g_assert_true (helio_error_is_transient (error) == classes[i].is_transient);
  }
  g_assert_cmpint (helio_error_get_class (cancelled), ==, HELIO_ERROR_CLASS_CANCELLED);
  g_assert_false (helio_error_is_transient (cancelled));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/new", test_new);
  g_test_add_func ("/error/set", test_set);
  g_test_add_func ("/error/foreign", test_foreign);
  g_test_add_func ("/error/detail-is-cleaned", test_detail_is_cleaned);
  g_test_add_func ("/error/detail-is-bounded", test_detail_is_bounded);
  g_test_add_func ("/error/classes", test_classes);
  return g_test_run ();
}
