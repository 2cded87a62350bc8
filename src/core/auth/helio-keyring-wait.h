// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A call to the keyring that is waited for so long and no longer: the service may hang, or a prompt may stand
 * before somebody who is away (auth.md §5.2), and renewals go on meanwhile. Main thread. */

#include "core/base/helio-clock.h"
#include "core/keyring/helio-keyring.h"

G_BEGIN_DECLS

/* Where nobody is asked, or nobody has to wait. A person who is asked goes on being asked after it. */
#define HELIO_KEYRING_PATIENCE (10 * HELIO_SECOND)
/* Where a person is there who wants what the keyring has. */
#define HELIO_KEYRING_PATIENCE_ASKED (60 * HELIO_SECOND)
/* When whoever waits is told what it waits for. */
#define HELIO_KEYRING_HINT (3 * HELIO_SECOND)

typedef struct _HelioKeyringWait HelioKeyringWait;

/**
 * helio_keyring_wait_new:
 * @tag: the async function that is called, as its result has to carry it
 * @callback: called once: with the keyring's result, or at the end of @patience with one that is
 *   KEYRING_LOCKED
 *
 * Give helio_keyring_wait_answer() and this to the call, and the cancellable, which is cancelled with the wait
 * unless helio_keyring_wait_set_late() was called. Frees itself when the call has ended.
 */
HelioKeyringWait *helio_keyring_wait_new (HelioClock *clock,
                                          HelioKeyring *keyring,
                                          gint64 patience,
                                          gpointer tag,
                                          GCancellable *caller,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void helio_keyring_wait_answer (GObject *source, GAsyncResult *result, gpointer wait);
GCancellable *helio_keyring_wait_get_cancellable (HelioKeyringWait *self);

/* The call goes on after its time; @late gets its result then. @data is freed
 * after it, or before the callback of a call that ended in time. */
void helio_keyring_wait_set_late (HelioKeyringWait *self,
                                  GAsyncReadyCallback late,
                                  gpointer data,
                                  GDestroyNotify free_data);

/* @error: that there is no answer yet, and what helps. @user_data: that of the callback. */
typedef void (*HelioKeyringWaitHint) (const GError *error, gpointer user_data);
/* Calls @hint once if there is no answer within HELIO_KEYRING_HINT; the wait goes on. */
void helio_keyring_wait_set_hint (HelioKeyringWait *self, HelioKeyringWaitHint hint);

G_END_DECLS
