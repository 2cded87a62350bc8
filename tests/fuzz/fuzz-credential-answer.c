// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-credential-answer.h"
#include "core/exchange/helio-exchange-error.h"
#include "tests/fuzz/helio-fuzz-main.h"

#include <string.h>

/* A body of a service as an answer and as a refusal. A credential that comes out of it is one that CONNECT has
 * room for and that has not expired. */

#define NOW (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)

static void
check_credential (const HelioCredential *credential)
{
  const char *username = helio_credential_get_username (credential);

  if (*username == '\0' || strlen (username) > HELIO_CREDENTIAL_TEXT_MAX ||
      helio_secret_get_length (helio_credential_get_password (credential)) >
          HELIO_CREDENTIAL_TEXT_MAX)
    g_error ("a username or password that does not fit");
  if (helio_credential_get_expires (credential) <= helio_credential_get_obtained (credential) ||
      helio_credential_get_renew_at (credential) > helio_credential_get_expires (credential))
    g_error ("an expired credential, or one that is renewed too late");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  HelioCredentialContext context = {.requested_boot = G_USEC_PER_SEC,
                                    .requested_wall = NOW,
                                    .server_date = size % 2 == 0 ? NOW : 0,
                                    .method = "exchange",
                                    .organization = size % 3 == 0 ? "org_1" : NULL};
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  HelioHttpAnswer answer = {.status = 400 + (int) (size % 120),
                            .content_type = (char *) "text/plain",
                            .body = body,
                            .retry_after = -1};
  g_autoptr (HelioJson) json = helio_http_answer_parse (&answer, NULL);
  g_autoptr (HelioCredential) credential =
      json != NULL ? helio_credential_answer_read (json, &context, NULL) : NULL;
  g_autoptr (GError) error = helio_exchange_error_new (size % 4, "https://api.example/x", &answer);

  if (credential != NULL)
    check_credential (credential);
  if (!g_utf8_validate (error->message, -1, NULL))
    g_error ("a message that is no UTF-8");
  return 0;
}
