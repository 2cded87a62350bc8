// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-pem.h"
#include "tests/core/crypto/pem-samples.h"

#include <gio/gio.h>
#include <string.h>

static HelioSecret *
open_key (const char *pem, const char *passphrase, GError **error)
{
  g_autoptr (HelioSecret) key = helio_secret_new (pem);
  g_autoptr (HelioSecret) secret = passphrase != NULL ? helio_secret_new (passphrase) : NULL;

  return helio_pem_open_private_key (key, secret, error);
}

static void
test_certificates (void)
{
  static const char *const bad[] = {
      "",
      "hello",
      PEM_KEY,
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
      PEM_CERTIFICATE "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  };
  g_autofree char *large = g_strnfill (HELIO_PEM_SIZE_MAX + 1, 'A');
  g_autoptr (GError) size_error = NULL;
  guint n = 0;

  g_assert_true (helio_pem_check_certificates (PEM_CERTIFICATE, &n, NULL));
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (
      helio_pem_check_certificates ("# a bundle\n" PEM_CERTIFICATE "\n" PEM_CERTIFICATE, &n, NULL));
  g_assert_cmpuint (n, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (helio_pem_check_certificates (bad[i], NULL, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_nonnull (helio_error_get_remedy (error));
  }
  g_assert_false (helio_pem_check_certificates (large, NULL, &size_error));
  g_assert_error (size_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
test_open (void)
{
  static const struct {
    const char *pem, *passphrase;
    gboolean is_encrypted;
  } keys[] = {
      {PEM_KEY, NULL, FALSE},
      {PEM_KEY, "not needed", FALSE},
      {PEM_KEY_SEC1, NULL, FALSE},
      {PEM_KEY_ENCRYPTED, "sesame", TRUE},
      {PEM_KEY_ENCRYPTED_OLD, "sesame", TRUE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioSecret) pem = helio_secret_new (keys[i].pem);
    g_autoptr (HelioSecret) key = open_key (keys[i].pem, keys[i].passphrase, &error);

    g_assert_no_error (error);
    g_assert_true (helio_pem_is_encrypted (pem) == keys[i].is_encrypted);
    g_assert_true (g_str_has_prefix (helio_secret_peek (key), "-----BEGIN PRIVATE KEY-----\n"));
    /* All are the one key. */
    g_assert_true (helio_pem_check_pair (PEM_CERTIFICATE, key, &error));
    g_assert_no_error (error);
  }
}

static void
assert_not_opened (const char *pem, const char *passphrase, int code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_key (pem, passphrase, &error));
  g_assert_error (error, HELIO_ERROR, code);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” says nothing of “%s”", error->message, word);
  if (passphrase != NULL && *passphrase != '\0') {
    g_autofree char *text = helio_error_to_text (error);

    g_assert_null (strstr (text, passphrase));
  }
}

static void
test_open_fails (void)
{
  g_autofree char *cut = g_strndup (PEM_KEY_ENCRYPTED, strlen (PEM_KEY_ENCRYPTED) / 2);

  assert_not_opened (PEM_KEY_ENCRYPTED, NULL, HELIO_ERROR_CLIENT_KEY, "needs a passphrase");
  assert_not_opened (PEM_KEY_ENCRYPTED, "", HELIO_ERROR_CLIENT_KEY, "needs a passphrase");
  assert_not_opened (PEM_KEY_ENCRYPTED, "Sesame", HELIO_ERROR_CLIENT_KEY, "wrong");
  assert_not_opened (PEM_KEY_ENCRYPTED_OLD, NULL, HELIO_ERROR_CLIENT_KEY, "needs a passphrase");
  assert_not_opened (PEM_KEY_ENCRYPTED_OLD, "Sesame", HELIO_ERROR_CLIENT_KEY, "wrong");
  assert_not_opened (PEM_KEY_SCRYPT, "sesame", HELIO_ERROR_INVALID_DATA, "cannot be opened here");
  assert_not_opened ("", NULL, HELIO_ERROR_INVALID_DATA, "no private key");
  assert_not_opened ("hello", "sesame", HELIO_ERROR_INVALID_DATA, "no private key");
  assert_not_opened (PEM_CERTIFICATE, NULL, HELIO_ERROR_INVALID_DATA, "no private key");
  assert_not_opened ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                     NULL,
                     HELIO_ERROR_INVALID_DATA,
                     "no private key");
  g_assert_null (open_key (cut, "sesame", NULL));
}

/* GLib is who takes it in the end. */
static void
test_glib_takes_it (void)
{
  g_autoptr (HelioSecret) key = open_key (PEM_KEY_ENCRYPTED, "sesame", NULL);
  g_autofree char *both = g_strconcat (PEM_CERTIFICATE, helio_secret_peek (key), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *private_key = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ())) {
    g_test_skip ("glib-networking is not installed");
    return;
  }
  certificate = g_tls_certificate_new_from_pem (both, -1, &error);
  g_assert_no_error (error);
  g_object_get (certificate, "private-key-pem", &private_key, NULL);
  g_assert_nonnull (private_key);
}

static void
test_pair (void)
{
  g_autoptr (HelioSecret) own = helio_secret_new (PEM_KEY);
  g_autoptr (HelioSecret) other = helio_secret_new (PEM_KEY_OTHER);
  g_autoptr (HelioSecret) none = helio_secret_new ("");
  g_autoptr (GError) other_error = NULL;
  g_autoptr (GError) none_error = NULL;

  g_assert_true (helio_pem_check_pair (PEM_CERTIFICATE, own, NULL));
  g_assert_false (helio_pem_check_pair (PEM_CERTIFICATE, other, &other_error));
  g_assert_error (other_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (other_error->message, "does not belong"));
  g_assert_false (helio_pem_check_pair (PEM_CERTIFICATE, none, &none_error));
  g_assert_error (none_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_false (helio_pem_check_pair ("", own, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pem/certificates", test_certificates);
  g_test_add_func ("/pem/open", test_open);
  g_test_add_func ("/pem/open-fails", test_open_fails);
  g_test_add_func ("/pem/glib-takes-it", test_glib_takes_it);
  g_test_add_func ("/pem/pair", test_pair);
  return g_test_run ();
}
