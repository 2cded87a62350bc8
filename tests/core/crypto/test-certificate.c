// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-certificate.h"

#include <gio/gio.h>

#define DAY (24 * 3600)

static GTlsCertificate *
pem (const char *text)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_pem (text, -1, &error);

  g_assert_no_error (error);
  return certificate;
}

static GTlsCertificateFlags
verify (HelioCertificateSet *set, HelioCertificateSet *authority_of, const char *host)
{
  g_autoptr (GTlsCertificate) server = pem (helio_certificate_set_get_certificate (set));
  g_autoptr (GTlsCertificate) authority = pem (helio_certificate_set_get_authority (authority_of));
  g_autoptr (GSocketConnectable) identity = g_network_address_new (host, 443);

  return g_tls_certificate_verify (server, identity, authority);
}

static void
test_verifies (void)
{
  static const char *const names[] = {"localhost", "127.0.0.1", "::1", NULL};
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCertificateSet) set =
      helio_certificate_set_new (names, now - DAY, now + DAY, &error);
  g_autoptr (HelioCertificateSet) other = NULL;
  g_autoptr (GTlsCertificate) whole = NULL;
  g_autofree char *both = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (verify (set, set, "localhost"), ==, 0);
  g_assert_cmpint (verify (set, set, "127.0.0.1"), ==, 0);
  g_assert_cmpint (verify (set, set, "::1"), ==, 0);
  g_assert_cmpint (verify (set, set, "127.0.0.2"), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
  other = helio_certificate_set_new (names, now - DAY, now + DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (verify (set, other, "localhost"), ==, G_TLS_CERTIFICATE_UNKNOWN_CA);

  /* Certificate and key belong together and GIO can serve with them. */
  both = g_strconcat (helio_certificate_set_get_certificate (set),
                      helio_secret_peek (helio_certificate_set_get_key (set)),
                      NULL);
  whole = pem (both);
}

static void
test_times (void)
{
  static const char *const names[] = {"localhost", NULL};
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCertificateSet) past =
      helio_certificate_set_new (names, now - 2 * DAY, now - DAY, &error);
  g_autoptr (HelioCertificateSet) future = NULL;

  g_assert_no_error (error);
  g_assert_true (verify (past, past, "localhost") & G_TLS_CERTIFICATE_EXPIRED);
  future = helio_certificate_set_new (names, now + DAY, now + 2 * DAY, &error);
  g_assert_no_error (error);
  g_assert_true (verify (future, future, "localhost") & G_TLS_CERTIFICATE_NOT_ACTIVATED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/certificate/verifies", test_verifies);
  g_test_add_func ("/crypto/certificate/times", test_times);
  return g_test_run ();
}
