// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One sign-in transaction by device authorization (RFC 8628; auth.md §1.5): the person types a short code
 * into a browser on any computer while the issuer is polled here. The way out where no redirect can come
 * back: remote shells, all ports taken, no browser. What comes is checked as after HelioLogin, less the
 * nonce, which does not exist here. Main thread. */

#include "core/auth/helio-login.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_DEVICE_LOGIN_PREPARING, /* discovery, asking for a code */
  HELIO_DEVICE_LOGIN_WAITING, /* user-code, the addresses and deadline are set; the issuer is polled */
  HELIO_DEVICE_LOGIN_CHECKING, /* the tokens are here */
  HELIO_DEVICE_LOGIN_DONE,
  HELIO_DEVICE_LOGIN_FAILED,
} HelioDeviceLoginState;

#define HELIO_TYPE_DEVICE_LOGIN (helio_device_login_get_type ())
G_DECLARE_FINAL_TYPE (HelioDeviceLogin, helio_device_login, HELIO, DEVICE_LOGIN, GObject)

typedef struct {
  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  const char *login_hint;   /* (nullable): overrides the profile's; who has to come back */
  const char *expected_sub; /* (nullable): another one coming back is SIGN_IN_OTHER_USER */
  gint64 deadline; /* µs from start, if shorter than the code's life; 0: the code's life */
  HelioDiscovery *discovery; /* (nullable): of the profile's issuer, to share what it has cached */
} HelioDeviceLoginInit;

HelioDeviceLogin *helio_device_login_new (const HelioDeviceLoginInit *init);

/* Errors: SIGN_IN_DECLINED; SIGN_IN_EXPIRED; SIGN_IN_CONFIG where the application may not use the device
 * flow or the issuer has none; SIGN_IN_SUPERSEDED; SIGN_IN_OTHER_USER; NETWORK only while the code is asked
 * for, since a poll that fails is tried again, more slowly, until the code expires; those of discovery, the
 * token endpoint and the ID token. */
void helio_device_login_run_async (HelioDeviceLogin *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Returns: (transfer full). */
HelioTokens *
helio_device_login_run_finish (HelioDeviceLogin *self, GAsyncResult *result, GError **error);
/* After SIGN_IN_OTHER_USER: what the other account got, checked, for "use this account instead".
 * Returns: (transfer full) (nullable). */
HelioTokens *helio_device_login_take_other (HelioDeviceLogin *self);

/* Properties, all notify: "state", "user-code", "verification-uri", "verification-uri-complete", "deadline",
 * "polls", "poll-error". */
HelioDeviceLoginState helio_device_login_get_state (HelioDeviceLogin *self);
/* As the issuer writes it, "WXYZ-ABCD": to be shown even beside a link that holds it, so that the person can
 * compare (RFC 8628 §5.4). (nullable) before WAITING */
const char *helio_device_login_get_user_code (HelioDeviceLogin *self);
const char *helio_device_login_get_verification_uri (HelioDeviceLogin *self); /* (nullable) */
/* With the code in it, for a button or a QR code. (nullable): not every issuer has one */
const char *helio_device_login_get_verification_uri_complete (HelioDeviceLogin *self);
gint64 helio_device_login_get_deadline (HelioDeviceLogin *self); /* boot µs; 0 before WAITING */
guint helio_device_login_get_polls (HelioDeviceLogin *self);     /* answered ones */
/* Why the last poll failed, while polling goes on. (nullable) */
const GError *helio_device_login_get_poll_error (HelioDeviceLogin *self);

void helio_device_login_cancel (HelioDeviceLogin *self);
/* Another sign-in takes over: SIGN_IN_SUPERSEDED. */
void helio_device_login_supersede (HelioDeviceLogin *self);

G_END_DECLS
