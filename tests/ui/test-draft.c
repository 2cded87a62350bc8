// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "ui/publish/helio-draft.h"

#include <gio/gio.h>
#include <string.h>

static void
assert_bytes (GBytes *bytes, const void *data, gsize length)
{
  gsize size;
  gconstpointer have = g_bytes_get_data (bytes, &size);

  g_assert_cmpmem (have, size, data, length);
}

static void
test_forms (void)
{
  static const char *const bad_hex[] = {"0", "0g", "012", "0x01"};
  static const char *const bad_base64[] = {"A", "AB=C=", "####"};

  {
    g_autoptr (GBytes) text = helio_draft_parse (" a\n", HELIO_DRAFT_TEXT, NULL);
    g_autoptr (GBytes) hex = helio_draft_parse ("ff 00\n41", HELIO_DRAFT_HEX, NULL);
    g_autoptr (GBytes) base64 = helio_draft_parse ("/wBB\n", HELIO_DRAFT_BASE64, NULL);
    g_autoptr (GBytes) empty = helio_draft_parse ("", HELIO_DRAFT_BASE64, NULL);

    assert_bytes (text, " a\n", 3);
    assert_bytes (hex, "\xff\0A", 3);
    assert_bytes (base64, "\xff\0A", 3);
    assert_bytes (empty, "", 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad_hex); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (helio_draft_parse (bad_hex[i], HELIO_DRAFT_HEX, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_nonnull (helio_error_get_remedy (error));
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad_base64); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (helio_draft_parse (bad_base64[i], HELIO_DRAFT_BASE64, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
}

static void
test_write (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("héllo", 6);
  g_autoptr (GBytes) binary = g_bytes_new_static ("\xff\0A", 3);
  g_autoptr (GBytes) again = NULL;
  HelioDraftForm form;
  g_autofree char *as_text = helio_draft_write (text, &form);
  g_autofree char *as_hex = NULL;

  g_assert_cmpint (form, ==, HELIO_DRAFT_TEXT);
  g_assert_cmpstr (as_text, ==, "héllo");
  as_hex = helio_draft_write (binary, &form);
  g_assert_cmpint (form, ==, HELIO_DRAFT_HEX);
  g_assert_cmpstr (as_hex, ==, "ff 00 41");
  again = helio_draft_parse (as_hex, form, NULL);
  g_assert_true (g_bytes_equal (again, binary));
}

static void
test_properties (void)
{
  g_auto (HelioDraftProperties) draft = {0}, back = {0};
  g_autoptr (GBytes) none = NULL, wire = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  helio_draft_properties_init (&draft);
  none = helio_draft_properties_encode (&draft, NULL, NULL);
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  g_assert_cmpuint (helio_draft_properties_count (&draft), ==, 0);

  g_free (draft.correlation);
  draft.correlation = g_strdup ("/wBB");
  draft.correlation_form = HELIO_DRAFT_BASE64;
  g_free (draft.expiry);
  draft.expiry = g_strdup ("3600");
  g_free (draft.response_topic);
  draft.response_topic = g_strdup ("users/%u/reply");
  draft.utf8 = TRUE;
  wire = helio_draft_properties_encode (&draft, "alice", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (helio_draft_properties_count (&draft), ==, 4);

  helio_draft_properties_decode (&back, wire);
  g_assert_cmpstr (back.expiry, ==, "3600");
  g_assert_cmpstr (back.response_topic, ==, "users/alice/reply");
  g_assert_cmpstr (back.correlation, ==, "ff 00 41");
  g_assert_true (back.utf8);
  again = helio_draft_properties_encode (&back, NULL, NULL);
  g_assert_true (g_bytes_equal (wire, again));

  helio_draft_properties_decode (&back, NULL);
  g_assert_cmpuint (helio_draft_properties_count (&back), ==, 0);
}

static void
test_owner (void)
{
  g_autoptr (GCancellable) owner = g_cancellable_new ();
  HelioDraft *draft = helio_draft_get (G_OBJECT (owner));

  g_assert_cmpint (draft->qos, ==, 1);
  g_assert_cmpstr (draft->topic, ==, "");
  g_assert_true (helio_draft_get (G_OBJECT (owner)) == draft);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/forms", test_forms);
  g_test_add_func ("/draft/write", test_write);
  g_test_add_func ("/draft/owner", test_owner);
  g_test_add_func ("/draft/properties", test_properties);
  return g_test_run ();
}
