// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A profile at work: source, session, store, tree, subscriptions and timeline put together. The window and the
 * CLI use this and nothing below it; the prober takes its credentials from here, for links of its own. Main
 * thread; the store is fed by the worker. */

#include "core/auth/helio-device-login.h"
#include "core/auth/helio-token-report.h"
#include "core/connection/helio-renewal-log.h"
#include "core/connection/helio-services.h"
#include "core/connection/helio-session.h"
#include "core/store/helio-message-store.h"
#include "core/store/helio-topic-tree.h"

G_BEGIN_DECLS

#define HELIO_TYPE_CONNECTION (helio_connection_get_type ())
G_DECLARE_FINAL_TYPE (HelioConnection, helio_connection, HELIO, CONNECTION, GObject)

HelioConnection *helio_connection_new (HelioServices *services, HelioProfile *profile);

/* All properties notify. */
HelioProfile *helio_connection_get_profile (HelioConnection *self);   /* "profile" */
HelioSessionState helio_connection_get_state (HelioConnection *self); /* "state" */
/* Why the state is what it is, in a sentence; translated. "reason" */
const char *helio_connection_get_reason (HelioConnection *self);
/* The error that holds things up, while it does. (nullable) "error" */
const GError *helio_connection_get_error (HelioConnection *self);
HelioAccount *helio_connection_get_account (HelioConnection *self); /* (nullable) "account" */
HelioCredential *
helio_connection_get_credential (HelioConnection *self); /* (nullable) "credential" */
const HelioLinkInfo *helio_connection_get_info (HelioConnection *self); /* (nullable) "info" */
/* The running sign-in: by browser, or by a code; at most one of them. (nullable) "login", "device-login" */
HelioLogin *helio_connection_get_login (HelioConnection *self);
HelioDeviceLogin *helio_connection_get_device_login (HelioConnection *self);
/* Somebody else signed in than the account of this connection: helio_connection_accept_other_account() or
 * refuse. (nullable) "other-account" */
HelioAccount *helio_connection_get_other_account (HelioConnection *self);
gint64
helio_connection_get_retry_at (HelioConnection *self); /* boot µs; 0: not waiting. "retry-at" */
gint64 helio_connection_get_renew_at (HelioConnection *self); /* boot µs; 0: none. "renew-at" */
gint64
helio_connection_get_last_renewal (HelioConnection *self); /* wall µs; 0: none. "last-renewal" */
gint64 helio_connection_get_last_gap (
    HelioConnection *self); /* µs the last renewal took; -1. "last-gap" */
guint helio_connection_get_renewals (HelioConnection *self);    /* "renewals" */
gint64 helio_connection_get_round_trip (HelioConnection *self); /* µs; -1: unknown. "round-trip" */
/* What should be known though it works: renewal failed but the old connection lives, no refresh token, not
 * stored in the keyring; or that the keyring lets it wait. (nullable) "warning" */
const GError *helio_connection_get_warning (HelioConnection *self);
const HelioLinkCounters *helio_connection_get_counters (HelioConnection *self); /* "counters" */
/* Online or renewing. */
gboolean helio_connection_is_connected (HelioConnection *self);

HelioClock *helio_connection_get_clock (HelioConnection *self);
HelioMessageStore *helio_connection_get_store (HelioConnection *self);
HelioTopicTree *helio_connection_get_tree (HelioConnection *self);
HelioTimeline *helio_connection_get_timeline (HelioConnection *self);
HelioRenewalLog *helio_connection_get_renewal_log (HelioConnection *self);
/* (element-type HelioSubscription) */
GListModel *helio_connection_get_subscriptions (HelioConnection *self);

/* Whether the user has to agree to hosts or risks first (design.md §4); connect fails with CONSENT till
 * then. */
gboolean helio_connection_needs_consent (HelioConnection *self);
void helio_connection_give_consent (HelioConnection *self);
/* The same without keeping it: a file that was named on the command line. */
void helio_connection_agree_for_this_run (HelioConnection *self);

/* Other hosts than the issuer's own that it names for tokens or for its pages: nothing is sent there before the user
 * has agreed (helio-endpoint-consent.h). Set after an error CONSENT about them; what a person began then emits the
 * signal "endpoints-asked", what goes on by itself does not. (transfer none) (nullable) */
const char *const *helio_connection_get_asked_endpoints (HelioConnection *self);
/* @endpoints: as they were shown. Goes on with what they held up. */
void helio_connection_agree_to_endpoints (HelioConnection *self, const char *const *endpoints);

/* User intents. Each may be called in any state and does the sensible thing. */
void helio_connection_connect (HelioConnection *self); /* signs in if it must */
void helio_connection_disconnect (
    HelioConnection *self); /* ends the broker session unless keep_session */
void helio_connection_retry_now (HelioConnection *self);
void helio_connection_renew_now (HelioConnection *self);
/* Opens the browser; @prompt "login" with @hint for someone else. Both (nullable). */
void helio_connection_sign_in (HelioConnection *self, const char *prompt, const char *hint);
/* The same with a code for a browser anywhere (RFC 8628); a sign-in that waits for the browser here is
 * superseded, and the other way round. @hint: (nullable): who has to come back. */
void helio_connection_sign_in_with_code (HelioConnection *self, const char *hint);
/* "Sign in as someone else": prompt=login; any account may come back unless @hint (nullable) says which.
 * @end_issuer_session: the issuer's logout opens in the browser first. */
void
helio_connection_sign_in_as (HelioConnection *self, const char *hint, gboolean end_issuer_session);
/* Decide about "other-account": connect as that one (the old account stays known), or throw it away. */
void helio_connection_accept_other_account (HelioConnection *self);
void helio_connection_refuse_other_account (HelioConnection *self);
/* Who the last sign-in was meant for: its hint, else the account that was in use; a text for a label and a
 * hint for another try. (nullable): anybody. */
const char *helio_connection_get_asked_for (HelioConnection *self);

/* Accounts that have a sign-in for this profile, the one in use first. */
void helio_connection_list_accounts_async (HelioConnection *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
/* Returns: (transfer full) (element-type HelioAccount): empty where the method needs no sign-in. */
GPtrArray *
helio_connection_list_accounts_finish (HelioConnection *self, GAsyncResult *result, GError **error);
/* Connects as another of them; the browser opens only if its refresh token is no longer good. */
void helio_connection_switch_account (HelioConnection *self, const char *sub);
/* For whoever only wants credentials: those of @sub, whoever is chosen for this profile, which stays as it is. Once,
 * before the first credential is fetched; connects nothing. Nothing where the method needs no sign-in. */
void helio_connection_pin_account (HelioConnection *self, const char *sub);

typedef enum {
  HELIO_SIGN_OUT_HERE = 0,
  HELIO_SIGN_OUT_ALL_ACCOUNTS = 1 << 0, /* of this profile, and the secrets typed for it */
  HELIO_SIGN_OUT_AT_ISSUER = 1 << 1,    /* opens the issuer's logout page, too */
} HelioSignOutFlags;

/* Disconnects, deletes the tokens here whatever the network says, revokes the refresh token. Signal "signed-out"
 * (const GError *warning, const GError *error; both nullable) tells the end: @warning is what the issuer could
 * not be told, @error what is left in the keyring; the timeline has them too. */
void helio_connection_sign_out (HelioConnection *self, HelioSignOutFlags flags);
/* Replaces the profile; disconnects first if what secrets are bound to changed. Where only name and subscriptions
 * differ the connection stays; filters that the profile has no more are unsubscribed. */
void helio_connection_set_profile (HelioConnection *self, HelioProfile *profile);
/* A secret typed by the user: kept in memory for this connection and, with @remember, in the keyring. Signal
 * "secret-remembered" once it is there. */
void helio_connection_set_secret (HelioConnection *self,
                                  HelioKeyringKind kind,
                                  HelioSecret *secret,
                                  gboolean remember);
/* Which secret is missing to connect: -1 none, else a HelioKeyringKind. "missing-secret" */
int helio_connection_get_missing_secret (HelioConnection *self);

/* A credential without connecting; never opens a browser. @flags: HELIO_CREDENTIAL_REFUSED where the broker has refused
 * the last one, which is not handed out again then; one that can only be typed fails with SIGN_IN_REQUIRED. */
void helio_connection_fetch_credential_async (HelioConnection *self,
                                              HelioCredentialFlags flags,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
/* Returns: (transfer full). */
HelioCredential *helio_connection_fetch_credential_finish (HelioConnection *self,
                                                           GAsyncResult *result,
                                                           GError **error);

/* Looks into the access token of the account in use, refreshed if it must be, never by a browser; the token
 * itself does not get out. Errors: INVALID_USAGE where the method needs no sign-in; CONSENT; SIGN_IN_REQUIRED;
 * those of a refresh. */
void helio_connection_inspect_token_async (HelioConnection *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
/* Returns: (transfer full). */
HelioTokenReport *
helio_connection_inspect_token_finish (HelioConnection *self, GAsyncResult *result, GError **error);

/* The same subscription again changes its options. Errors only for a filter that is not valid.
 * Returns: (transfer none). */
HelioSubscription *helio_connection_subscribe (HelioConnection *self,
                                               const HelioFilterOptions *options,
                                               GError **error);
void helio_connection_unsubscribe (HelioConnection *self, HelioSubscription *subscription);

/**
 * helio_connection_publish_async:
 * @publication: topic with %u and %c
 *
 * Finishes when the broker has answered as far as its QoS goes. The error has reason code, cause and
 * remedy; cancelling stops waiting only. At most 60 s.
 */
void helio_connection_publish_async (HelioConnection *self,
                                     const HelioPublication *publication,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* @reason_code: (nullable) (out): 0x00, 0x10 "No matching subscribers", …; @round_trip: (nullable): µs. */
gboolean helio_connection_publish_finish (HelioConnection *self,
                                          GAsyncResult *result,
                                          int *reason_code,
                                          gint64 *round_trip,
                                          GError **error);

/* Before quitting: waits until goodbye has been said or 5 s are over, and until a refresh token that has been rotated
 * is stored or HELIO_TOKEN_SETTLE_TIMEOUT is over. */
void helio_connection_shutdown_async (HelioConnection *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* The same for who has nothing else to do: what goes out is waited for as long as the broker takes of it, and then until
 * the broker has shown, within a minute, that it has read it. */
void helio_connection_shutdown_patiently_async (HelioConnection *self,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data);
/* Ends that. FALSE: there is nothing that it would have waited for. */
gboolean helio_connection_hurry_shutdown (HelioConnection *self);
/* Of both. FALSE: it is over, but what was going out was given up unfinished, or, of the patient one, it is not known to
 * have been read, on this connection or on one before it that ended by itself. */
gboolean
helio_connection_shutdown_finish (HelioConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
