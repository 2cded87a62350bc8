// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the sources that ask a service have in common: an access token if one is needed, one POST, the
 * answer read or the refusal named. Each kind says what it sends. Main thread. */

#include "core/auth/helio-token-source.h"
#include "core/credential/helio-credential-source.h"
#include "core/exchange/helio-exchange-error.h"

G_BEGIN_DECLS

typedef struct {
  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioTokenSource *token_source; /* (nullable): native tokens need none */
} HelioServiceSourceInit;

/* One request in the making. */
typedef struct {
  HelioCredential *previous; /* (nullable) (transfer none) */
  HelioCredentialFlags flags;
  guint attempt;      /* 0, then 1 if again() said so */
  HelioSecret *token; /* (nullable): access token */

  /* For prepare() to fill in, (transfer full). */
  char *uri;
  GBytes *body;
  HelioSecret *bearer;

  gboolean renewing; /* for the kind's own use */
  gboolean refused;  /* again(): the access token is not to be used any more */
} HelioServiceCall;

#define HELIO_TYPE_SERVICE_SOURCE (helio_service_source_get_type ())
G_DECLARE_DERIVABLE_TYPE (HelioServiceSource, helio_service_source, HELIO, SERVICE_SOURCE, GObject)

struct _HelioServiceSourceClass {
  GObjectClass parent_class;

  const char *method; /* of the credential */
  gboolean needs_token;
  HelioService (*get_service) (HelioServiceSource *self);
  /* Whether everything is there that no request can bring. Before a browser opens. */
  gboolean (*ready) (HelioServiceSource *self, GError **error);
  gboolean (*prepare) (HelioServiceSource *self, HelioServiceCall *call, GError **error);
  /* (nullable): TRUE to try once more after @error. */
  gboolean (*again) (HelioServiceSource *self, HelioServiceCall *call, const GError *error);
};

/* For the kinds: their constructors end here. */
gpointer helio_service_source_new (GType type, const HelioServiceSourceInit *init);
HelioProfile *helio_service_source_get_profile (HelioServiceSource *self); /* (transfer none) */
HelioClock *helio_service_source_get_clock (HelioServiceSource *self);     /* (transfer none) */
/* A key without the white space that comes along when it is copied. (nullable) both ways. */
HelioSecret *helio_service_source_trim_key (HelioSecret *key);

G_END_DECLS
