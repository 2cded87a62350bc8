// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The sandbox put together: state folder, broker, HTTP services, fleet. Main thread. */

#include "core/base/helio-json.h"
#include "sandbox/helio-sandbox-options.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SANDBOX (helio_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (HelioSandbox, helio_sandbox, HELIO, SANDBOX, GObject)

HelioSandbox *helio_sandbox_new (HelioSandboxOptions *options_taken);

void helio_sandbox_start_async (HelioSandbox *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Returns: (transfer full): the ready line's object. */
HelioJson *helio_sandbox_start_finish (HelioSandbox *self, GAsyncResult *result, GError **error);

/* Ends everything and removes the state folder; waits for the broker's end for at most some seconds. Also
 * after a start that failed. */
void helio_sandbox_stop (HelioSandbox *self);

G_END_DECLS
