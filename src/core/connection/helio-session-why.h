// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a session does in words other than its usual ones; for the connection that has it. Main thread. */

#include "core/connection/helio-session.h"

G_BEGIN_DECLS

/* helio_session_stop() for another reason than that a person wants it. @why: translated, a sentence for the
 * timeline. */
void helio_session_stop_because (HelioSession *self, const char *why);
/* helio_session_show_sign_in() without a browser here. @how: translated, what the user has to do now. */
void helio_session_show_sign_in_how (HelioSession *self, const char *how);
/* Who signed in is known, and the keyring takes it: nothing is left to do in the browser. Nothing where no sign-in is
 * waited for. */
void helio_session_show_storing (HelioSession *self);

G_END_DECLS
