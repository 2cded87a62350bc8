// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-base64url.h"
#include "core/crypto/helio-digest.h"
#include "core/crypto/helio-random.h"

#include <string.h>

static void
test_base64url_vectors (void)
{
  /* RFC 4648 §10 without the padding, and the two characters in which the alphabets differ. */
  static const struct {
    const char *plain, *text;
  } vectors[] = {
      {"", ""},
      {"f", "Zg"},
      {"fo", "Zm8"},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg"},
      {"fooba", "Zm9vYmE"},
      {"foobar", "Zm9vYmFy"},
      {"\xff\xef\xbe", "_---"},
      {"\xfb\xff", "-_8"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    gsize length = strlen (vectors[i].plain);
    g_autofree char *text = helio_base64url_encode (vectors[i].plain, length);
    g_autoptr (GBytes) bytes = helio_base64url_decode (vectors[i].text, -1);
    g_autoptr (GBytes) expected = g_bytes_new_static (vectors[i].plain, length);

    g_assert_cmpstr (text, ==, vectors[i].text);
    g_assert_nonnull (bytes);
    g_assert_true (g_bytes_equal (bytes, expected));
  }
}

static void
test_base64url_strict (void)
{
  static const char *const bad[] = {
      "Z",
      "Zm9vY",
      "Zg==",
      "Zm8=",
      "Zm9v=",
      "Zh",  /* left-over bits */
      "Zm9", /* likewise, two octets */
      "_-+_",
      "_-/_",
      "Zm 9v",
      "Zm9v\n",
      "\nZm9v",
      "YW!!Jj",
      "Zm9\xc3\xa9",
      "====",
      "....",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (helio_base64url_decode (bad[i], -1));
  /* A NUL inside is a character like any other that does not belong. */
  g_assert_null (helio_base64url_decode ("Zm9v\0Zm9v", 8));
}

static void
test_base64url_round_trip (void)
{
  guint8 octets[257];

  for (gsize length = 0; length <= sizeof octets; length++) {
    g_autofree char *text = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) expected = NULL;

    helio_random_bytes (octets, length);
    text = helio_base64url_encode (octets, length);
    g_assert_cmpuint (strlen (text), ==, (length * 4 + 2) / 3);
    bytes = helio_base64url_decode (text, (gssize) strlen (text));
    expected = g_bytes_new_static (octets, length);
    g_assert_nonnull (bytes);
    g_assert_true (g_bytes_equal (bytes, expected));
  }
}

static void
test_digest (void)
{
  g_autofree char *challenge =
      helio_digest_sha256_base64url ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", -1);
  g_autofree char *abc = helio_digest_sha256_hex ("abc", 3);
  g_autofree char *nothing = helio_digest_sha256_hex (NULL, 0);

  /* RFC 7636 appendix B; FIPS 180-2 appendix B.1; the empty message. */
  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (nothing, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
test_random_tokens (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++) {
    char *token = helio_random_token (32);

    g_assert_cmpuint (strlen (token), ==, 43);
    for (const char *p = token; *p != '\0'; p++)
      g_assert_true (g_ascii_isalnum (*p) || *p == '-' || *p == '_');
    g_assert_true (g_hash_table_add (seen, token));
  }
}

static void
test_random_unit (void)
{
  double sum = 0, least = 1, most = 0;

  for (guint i = 0; i < 4000; i++) {
    double unit = helio_random_unit ();

    g_assert_cmpfloat (unit, >=, 0);
    g_assert_cmpfloat (unit, <, 1);
    sum += unit;
    least = MIN (least, unit);
    most = MAX (most, unit);
  }
  /* The mean of 4,000 has a deviation of 0.0046: eleven of them are no accident. */
  g_assert_cmpfloat (sum / 4000, >, 0.45);
  g_assert_cmpfloat (sum / 4000, <, 0.55);
  g_assert_cmpfloat (least, <, 0.05);
  g_assert_cmpfloat (most, >, 0.95);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/base64url/vectors", test_base64url_vectors);
  g_test_add_func ("/crypto/base64url/strict", test_base64url_strict);
  g_test_add_func ("/crypto/base64url/round-trip", test_base64url_round_trip);
  g_test_add_func ("/crypto/digest", test_digest);
  g_test_add_func ("/crypto/random/tokens", test_random_tokens);
  g_test_add_func ("/crypto/random/unit", test_random_unit);
  return g_test_run ();
}
