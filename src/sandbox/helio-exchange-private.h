// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/helio-exchange-server.h"
#include "sandbox/helio-web.h"

G_BEGIN_DECLS

struct _HelioExchangeServer {
  char *organization_id, *secret_key, *publishable_key;
  gint64 ttl, ttl_max;
  HelioClock *clock;
  const HelioIssuer *issuer;
  const HelioSandboxUsers *users;
  HelioFaults *faults;
  HelioGrantFunc grant;
  gpointer grant_data;
  GHashTable *tokens; /* token_id → NativeToken of helio-exchange-native.c */
};

/* The service's two ways to name an error (cloudsignal.md §1.3): guides say "message", the SDK reads
 * "error_description". */
typedef enum {
  HELIO_SERVICE_DIALECT_KEY,
  HELIO_SERVICE_DIALECT_ORGANIZATION,
} HelioServiceDialect;

/* What one request to the service is answered with. */
typedef struct {
  guint status;
  HelioJson *body;
} HelioExchangeAnswer;

typedef struct {
  char *username;
  char *password;
  gint64 issued, expires; /* seconds since the epoch by the service's clock */
} HelioIssuedCredential;

void helio_exchange_answer_clear (HelioExchangeAnswer *answer);
void helio_issued_credential_clear (HelioIssuedCredential *credential);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioExchangeAnswer, helio_exchange_answer_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioIssuedCredential, helio_issued_credential_clear)

/* Always returns FALSE. */
gboolean helio_exchange_refuse (HelioExchangeAnswer *answer,
                                HelioServiceDialect dialect,
                                guint status,
                                const char *error,
                                const char *text);
/* As above, with the status and the words that belong to @error. */
gboolean helio_exchange_refuse_by_code (HelioExchangeAnswer *answer,
                                        HelioServiceDialect dialect,
                                        const char *error);

/* Grants @name@organization with a new password at the broker. @skew: seconds that the service's clock is
 * off; the broker's is not. FALSE with a 500 in @answer. */
gboolean helio_exchange_issue (HelioExchangeServer *self,
                               const char *name,
                               const char *prefix,
                               gint64 ttl,
                               gint64 skew,
                               const char *const *filters,
                               HelioIssuedCredential *credential,
                               HelioExchangeAnswer *answer);
/* expires_at, and with @recommend refresh_recommended_at, in ISO 8601 to the second. */
void helio_exchange_set_times (HelioJson *body,
                               const HelioIssuedCredential *credential,
                               gboolean recommend);

void helio_exchange_send (SoupServerMessage *message,
                          HelioExchangeAnswer *answer,
                          const HelioFault *fault);
gint64 helio_exchange_skew (const HelioFault *fault);

/* So that /v2/tokens/refresh knows it. @credential: (nullable): one that was issued already. */
void helio_exchange_remember (HelioExchangeServer *self,
                              const char *id,
                              const char *email,
                              const char *provider,
                              const HelioIssuedCredential *credential);
void helio_exchange_serve_native (HelioExchangeServer *self, SoupServer *server);
GHashTable *helio_exchange_native_table (void);

G_END_DECLS
