// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The connection's struct, shared by helio-connection.c (what it is made of and shows),
 * helio-connection-intents.c (what the user wants of it) and helio-connection-accounts.c (as whom). */

#include "core/connection/helio-connection-source.h"
#include "core/connection/helio-connection.h"

G_BEGIN_DECLS

/* A sign-in as it was asked for. */
typedef struct {
  HelioConnection *connection; /* owned while it runs */
  HelioSignInOptions options;
} HelioConnectionSignIn;

struct _HelioConnection {
  GObject parent_instance;

  /* owned */
  HelioServices *services;
  HelioProfile *profile;
  HelioTokenSource *tokens; /* (nullable) */
  HelioCredentialSource *source;
  HelioSession *session;
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioTimeline *timeline;
  HelioRenewalLog *renewal_log;
  HelioSubscriptions *subscriptions;
  HelioSecret *secrets[HELIO_N_SECRETS];
  HelioSecret *opened_key;   /* (nullable): the private key, decrypted and found to fit */
  GCancellable *cancellable; /* of everything that outlives a call here */
  GTask *fetch;              /* (nullable): wants a credential only */
  GError *keyring_hint;      /* (nullable): it lets us wait for what a person typed once */
  GPtrArray *shutdowns;      /* GTask waiting for the goodbye, and for what is to be stored */

  /* values */
  int missing_secret;
  gboolean settling; /* the tokens are, before a shutdown */
  char *asked_for;   /* (nullable): who the last sign-in was meant for */
  char *pinned;      /* (nullable): sub of the only account whose tokens count */
  char *agreed;      /* (nullable): what was agreed to in this run, as the profile's agreement */
  gboolean asks;     /* a person wants to be connected, and has not been so far */
  gboolean anew;     /* it was stopped last to begin again: nobody wants it to be idle */
  HelioConnectionSignIn *held_up; /* (nullable): a sign-in that waits for a consent */
};

typedef enum {
  PROP_PROFILE = 1,
  PROP_STATE,
  PROP_REASON,
  PROP_ERROR,
  PROP_ACCOUNT,
  PROP_CREDENTIAL,
  PROP_INFO,
  PROP_LOGIN,
  PROP_DEVICE_LOGIN,
  PROP_OTHER_ACCOUNT,
  PROP_RETRY_AT,
  PROP_RENEW_AT,
  PROP_LAST_RENEWAL,
  PROP_LAST_GAP,
  PROP_RENEWALS,
  PROP_ROUND_TRIP,
  PROP_WARNING,
  PROP_COUNTERS,
  PROP_MISSING_SECRET,
  N_PROPS,
} HelioConnectionProperty;

/* Emits "signed-out". */
void helio_connection_tell_signed_out (HelioConnection *self,
                                       const GError *warning,
                                       const GError *error);
void helio_connection_notify (HelioConnection *self, HelioConnectionProperty property);
/* How the session stands, as often as it may have changed. */
void helio_connection_log_renewals (HelioConnection *self);
/* Source and session made anew for the profile and the secrets at hand. @why: a sentence, translated, for the timeline if
 * that ends something. */
void helio_connection_rebuild (HelioConnection *self, const char *why);
/* Emits "secret-remembered". */
void helio_connection_tell_secret_remembered (HelioConnection *self);
/* Emits "endpoints-asked" if it is what @error (nullable) waits for. */
void helio_connection_ask_endpoints (HelioConnection *self, const GError *error);
void helio_connection_sign_in_free (HelioConnectionSignIn *sign_in);
/* FALSE with CONSENT before the user has agreed to the hosts. */
gboolean helio_connection_check_consent (HelioConnection *self, GError **error);
/* helio_connection_disconnect(). @why: (nullable): translated, a sentence for the timeline instead of the usual ones. */
void helio_connection_disconnect_because (HelioConnection *self, const char *why);
void helio_connection_forget_secrets (HelioConnection *self);
/* What @old (nullable) had and the profile has no more is unsubscribed, what is new is subscribed. */
void helio_connection_take_profile_subscriptions (HelioConnection *self, const HelioProfile *old);
/* Takes a profile that connects in the same way without touching the connection; FALSE: it does not. */
gboolean helio_connection_take_quietly (HelioConnection *self, HelioProfile *profile);
/* Unless there is still something to wait for. */
void helio_connection_finish_shutdowns (HelioConnection *self);
void
helio_connection_note (HelioConnection *self, HelioTimelineLevel level, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
