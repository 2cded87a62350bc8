// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Made once with openssl(1) and used nowhere else: one key on P-256 in four forms (passphrase "sesame"), its
 * certificate, a key that is not its, and one that is encrypted with scrypt. */

#define PEM_CERTIFICATE                                                                            \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIIBgTCCASmgAwIBAgIUN3cNT30W39Qvpy4SID97D8Vpc+kwCgYIKoZIzj0EAwIw\n"                             \
  "FjEUMBIGA1UEAwwLY2xpZW50LnRlc3QwIBcNMjYxMTI1MDczMzM2WhgPMjEyNjEx\n"                             \
  "MDEwNzMzMzZaMBYxFDASBgNVBAMMC2NsaWVudC50ZXN0MFkwEwYHKoZIzj0CAQYI\n"                             \
  "KoZIzj0DAQcDQgAEBKaSQ2w2OCKrgose+9nNNRYWAk8OAPKKSkgixYVnJ+66IYeI\n"                             \
  "Jr9qscdxUkdmvRblbm2xbLE239+zCHEK+dPCsaNTMFEwHQYDVR0OBBYEFHnQoqyF\n"                             \
  "Pf+RfBRgQKuRj7lwzgfvMB8GA1UdIwQYMBaAFHnQoqyFPf+RfBRgQKuRj7lwzgfv\n"                             \
  "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRgAwQwIfYPliEBWkFCcCWgvo\n"                             \
  "oish/Lm7Nhhf9EFe8CvUl+GjBQIgU7CzzDWM5UVAQugUpPveIJaln/5NZ7IlMS0k\n"                             \
  "mCvzh00=\n"                                                                                     \
  "-----END CERTIFICATE-----\n"
#define PEM_KEY                                                                                    \
  "-----BEGIN PRIVATE KEY-----\n"                                                                  \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJWCpCgSggH4fvMNk\n"                             \
  "0UZe5IWHqBqw3yORto03QWGHj0ehRANCAAQEppJDbDY4IquCix772c01FhYCTw4A\n"                             \
  "8opKSCLFhWcn7rohh4gmv2qxx3FSR2a9FuVubbFssTbf37MIcQr508Kx\n"                                     \
  "-----END PRIVATE KEY-----\n"
#define PEM_KEY_SEC1                                                                               \
  "-----BEGIN EC PRIVATE KEY-----\n"                                                               \
  "MHcCAQEEICVgqQoEoIB+H7zDZNFGXuSFh6gasN8jkbaNN0Fhh49HoAoGCCqGSM49\n"                             \
  "AwEHoUQDQgAEBKaSQ2w2OCKrgose+9nNNRYWAk8OAPKKSkgixYVnJ+66IYeIJr9q\n"                             \
  "scdxUkdmvRblbm2xbLE239+zCHEK+dPCsQ==\n"                                                         \
  "-----END EC PRIVATE KEY-----\n"
#define PEM_KEY_ENCRYPTED                                                                          \
  "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"                                                        \
  "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgkQvO6hBmxsAICCAAw\n"                             \
  "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEK+lpAW4s/jOxZBtIW/q//QEgZC/\n"                             \
  "kmiISwLN7nMszqf4/18Xey/JAh5F72XWtTJPBNAwd8v9QC109nt7SKUuhNdzob7p\n"                             \
  "Rma9+Q0w2Xn19dwkVNSVLjjM78vyUuq8DhnaSxqqbSAU1/jJIeRMfljF/DRzbUQO\n"                             \
  "11k7SXuC117ot1Ggjs+jlt4kBaRB5rD6uxczRBolxIhVH3lXln2J4o+0SW4ACsk=\n"                             \
  "-----END ENCRYPTED PRIVATE KEY-----\n"
#define PEM_KEY_ENCRYPTED_OLD                                                                      \
  "-----BEGIN EC PRIVATE KEY-----\n"                                                               \
  "Proc-Type: 4,ENCRYPTED\n"                                                                       \
  "DEK-Info: AES-128-CBC,882BC4419F5E8A5026A3D2619F67394D\n"                                       \
  "\n"                                                                                             \
  "G2plPX7lod3hARngzc4AGq2F34SqVu0nfNL/Kmxiq6aGbCIz5qeVMAH5ltboNGM3\n"                             \
  "wKRK0deoDOCGDKkDreo2QVVZW6nlIkoU8XcsrWpu1sdapGjSIaY90oxnx68CmIQo\n"                             \
  "TPepecxDLpDy8KAlpYX7nVV+A6DmJ7Usdpa52rPQhpI=\n"                                                 \
  "-----END EC PRIVATE KEY-----\n"
#define PEM_KEY_OTHER                                                                              \
  "-----BEGIN PRIVATE KEY-----\n"                                                                  \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+amUSTlDLUdf8J1k\n"                             \
  "MFxZmTVB9MVmvWFBmgkIkWKfV4+hRANCAAREzOerAqQO18OIebR+tz3yR/DOhypq\n"                             \
  "cRyW7STMCB8JyuB8itrrqmf5/Tqfp3A4imW6gPJgnL7N8KUuHKQNh3NF\n"                                     \
  "-----END PRIVATE KEY-----\n"

#define PEM_KEY_SCRYPT                                                                             \
  "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"                                                        \
  "MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAgbyjn/728HAQICQAAC\n"                             \
  "AQgCAQEwHQYJYIZIAWUDBAEqBBAT+78YMPDkz3d//Qlua0J+BIGQqPCAyRKT1jb+\n"                             \
  "rkOkAypNxwBKx0VGl0D1PS7ajeUnVDw+H9tUD/0y6KARz7bhiNsiOjJPmLgV5LtV\n"                             \
  "0+VOhNy96VGe5/Iyfatol7ApguVgQvv71jXrcIHQsoEHrqtjgyqKJ2w+Hn4UhA7C\n"                             \
  "6CY5lWLCoF0Swl+GHwaQhnZHb2/f/cC+f1KdVc6PT3/HW7hzSs/1\n"                                         \
  "-----END ENCRYPTED PRIVATE KEY-----\n"
