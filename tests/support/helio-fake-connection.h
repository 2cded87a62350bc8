// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* HelioConnection, HelioLogin and HelioDeviceLogin with the real interface and no life of their own: a test puts them into any
 * state and sees what widgets ask of them. Link this in before the core library and its connection stays
 * out. */

#include "core/connection/helio-connection.h"

G_BEGIN_DECLS

typedef struct {
  HelioSessionState state;
  char *reason;
  GError *error;
  HelioAccount *account;
  HelioCredential *credential;
  HelioLinkInfo *info;
  HelioLogin *login;
  HelioDeviceLogin *device_login;
  HelioAccount *other_account;
  char *asked_for;
  GPtrArray *accounts;      /* (nullable): what the list gives */
  HelioTokenReport *report; /* (nullable): what an inspection gives; else report_error */
  GError *report_error;
  gint64 retry_at, renew_at, last_renewal, last_gap, round_trip;
  guint renewals;
  GError *warning;
  HelioLinkCounters counters;
  int missing_secret;
  gboolean needs_consent;
  GStrv asked_endpoints; /* (nullable) */
  /* What was asked of it, in order: "connect", "sign-in login bob", … one a line. */
  GString *calls;
} HelioFakeConnection;

HelioFakeConnection *helio_fake_connection (HelioConnection *self);
/* After the fields were changed: notifies all of them. */
void helio_fake_connection_changed (HelioConnection *self);
void helio_fake_connection_set_state (HelioConnection *self,
                                      HelioSessionState state,
                                      const char *reason);
/* Online as alice@org_k7xm4 over wss with a credential of an hour. */
void helio_fake_connection_go_online (HelioConnection *self);

/* (element-type HelioAccount): what every connection of that profile lists which has no accounts of its own. NULL: nobody
 * any more. */
void helio_fake_connection_give_accounts (const char *profile_id, GPtrArray *accounts);

/* Every connection that is made from now on waits for a yes to these. NULL: none does. */
void helio_fake_connection_name_endpoints (const char *const *endpoints);

typedef struct {
  HelioLoginState state;
  char *uri;
  char *redirect_uri;
  gint64 deadline;
  GError *browser_error;
  GString *calls;
} HelioFakeLogin;

/* Emits "signed-out". */
void helio_fake_connection_signed_out (HelioConnection *self,
                                       const GError *warning,
                                       const GError *error);

typedef struct {
  HelioDeviceLoginState state;
  char *user_code, *verification_uri, *verification_uri_complete;
  gint64 deadline;
  GError *poll_error;
  GString *calls;
} HelioFakeDeviceLogin;

HelioDeviceLogin *helio_fake_device_login_new (void);
HelioFakeDeviceLogin *helio_fake_device_login (HelioDeviceLogin *self);
void helio_fake_device_login_changed (HelioDeviceLogin *self);

HelioLogin *helio_fake_login_new (void);
HelioFakeLogin *helio_fake_login (HelioLogin *self);
void helio_fake_login_changed (HelioLogin *self);

/* Services with @clock and profiles below @directory, without network and keyring. */
HelioServices *helio_fake_services_new (HelioClock *clock, const char *directory);

G_END_DECLS
