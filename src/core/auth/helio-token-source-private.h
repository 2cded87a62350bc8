// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The token source's struct, shared by helio-token-source.c (who waits, refreshes), helio-token-source-login.c
 * (signing in) and helio-token-source-accounts.c (several accounts, signing out). */

#include "core/auth/helio-refresher.h"
#include "core/auth/helio-token-source.h"

G_BEGIN_DECLS

struct _HelioTokenSource {
  GObject parent_instance;

  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioSecret *given; /* from the environment */
  HelioOpenUriFunc open_uri;
  gpointer open_uri_data;
  HelioEndpointConsent *consent; /* (nullable) */
  HelioDiscovery *discovery;
  HelioRefresher *refresher;

  char *pinned; /* (nullable): the sub of whom alone it has tokens */
  HelioSecret *access;
  gint64 good_until; /* boot µs */

  GQueue waiters;        /* HelioTokenWaiter */
  gboolean working;      /* the refresher is */
  GCancellable *unsent;  /* of the last refresh: what is not sent by then is not sent any more */
  gboolean check_wanted; /* whether another process has signed out */
  HelioTokens *arrived;  /* from a sign-in, to be stored as soon as the refresher is free */
  HelioTokens *storing;  /* what the refresher stores; NULL if it was forgotten meanwhile */
  guint n_arrived;       /* sign-ins so far */
  guint n_storing;       /* which of them is in storing */

  GQueue switches; /* GTask of helio_token_source_switch_async(), its data the sub */
  GQueue settles;  /* GTask of helio_token_source_settle_async(), its data the timer */

  HelioLogin *login;
  HelioDeviceLogin *device_login;
  HelioLogin *retired; /* superseded by device_login: tells its tab so */
  HelioTimer *pause;   /* between the issuer's logout and the sign-in */
  gpointer paused;     /* what begins then */
  HelioTokens *other;  /* of another account than was to sign in, till somebody decides */
  HelioAccount *account;
  GError *warning;
};

/* One caller of get or sign_in. */
typedef struct {
  HelioTokenSource *source; /* not owned: the task holds it */
  GTask *task;
  GSource *cancel_source;
  gboolean interactive;
  gboolean for_login; /* waits for the sign-in, not for a refresh */
  guint arrived;      /* which sign-in it waits to be stored; 0: there is none yet */
} HelioTokenWaiter;

typedef gboolean (*HelioTokenWaiterTest) (const HelioTokenWaiter *waiter);
gboolean helio_token_waiter_is_for_login (const HelioTokenWaiter *waiter);

HelioTokenWaiter *helio_token_source_add_waiter (HelioTokenSource *self, GTask *task_taken);
gboolean helio_token_source_anybody_waits_for_login (HelioTokenSource *self);
void helio_token_source_complete_waiters (HelioTokenSource *self,
                                          HelioTokenWaiterTest test,
                                          const GError *error);
/* What a sign-in brought, in the place of one that is not being stored yet. */
void helio_token_source_arrive (HelioTokenSource *self, HelioTokens *tokens_taken);
/* They are of no use any more; nobody waits for it. (nullable) */
void helio_token_source_revoke (HelioTokenSource *self, const HelioTokens *tokens);
/* Gives the refresher the next thing to do. */
void helio_token_source_work (HelioTokenSource *self);

void helio_token_source_notify_login (HelioTokenSource *self);
void helio_token_source_notify_device_login (HelioTokenSource *self);
void helio_token_source_notify_storing (HelioTokenSource *self);
void helio_token_source_notify_other (HelioTokenSource *self);
void helio_token_source_set_account (HelioTokenSource *self, HelioAccount *account);
/* The one before, if nobody took it, is revoked. */
void helio_token_source_set_other (HelioTokenSource *self, HelioTokens *tokens_taken);
void helio_token_source_set_warning (HelioTokenSource *self, GError *warning_taken);

/* @options: (nullable) */
void helio_token_source_begin_login (HelioTokenSource *self, const HelioSignInOptions *options);
void helio_token_source_cancel_login (HelioTokenSource *self);
/* FALSE if the issuer has no such page, or nobody can open it. After discovery. @id_token: (nullable). */
gboolean helio_token_source_open_end_session (HelioTokenSource *self, HelioSecret *id_token);
void helio_token_source_begin_switch (HelioTokenSource *self);

G_END_DECLS
