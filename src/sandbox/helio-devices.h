// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Device authorizations (RFC 8628) as Auth0 keeps them: a device code that is polled, a user code that a
 * person types in a browser. They live for 15 minutes. Main thread. */

#include "sandbox/helio-grants.h"

G_BEGIN_DECLS

#define HELIO_DEVICE_LIFE 900 /* seconds */

typedef struct _HelioDevices HelioDevices;

/* @interval: seconds between two polls */
HelioDevices *helio_devices_new (HelioClock *clock, gint64 interval);
void helio_devices_free (HelioDevices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioDevices, helio_devices_free)

gint64 helio_devices_get_interval (const HelioDevices *self);

/* @user_code: "ABCD-EFGH"; both (out) (transfer full). @audience: (nullable). */
void helio_devices_start (HelioDevices *self,
                          const char *scope,
                          const char *audience,
                          char **device_code,
                          char **user_code);

/* For what a person typed: case and anything but letters do not matter. FALSE if no device waits for it.
 * @scope, @audience: (out) (transfer full). */
gboolean helio_devices_find (HelioDevices *self,
                             const char *user_code,
                             char **device_code,
                             char **scope,
                             char **audience);
/* @grant: (nullable): NULL declines. FALSE if the device waits no longer. */
gboolean helio_devices_decide (HelioDevices *self, const char *device_code, HelioGrant *grant);

typedef enum {
  HELIO_DEVICE_GRANTED, /* and forgotten */
  HELIO_DEVICE_PENDING,
  HELIO_DEVICE_SLOW_DOWN, /* too early; the interval is 5 s longer from now on */
  HELIO_DEVICE_DENIED,    /* and forgotten */
  HELIO_DEVICE_EXPIRED,   /* said once, then unknown */
  HELIO_DEVICE_UNKNOWN,
} HelioDeviceVerdict;

/* @grant: (out) (transfer full) (nullable) */
HelioDeviceVerdict
helio_devices_poll (HelioDevices *self, const char *device_code, HelioGrant **grant);

G_END_DECLS
