// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The one state machine: asks the source for credentials, drives the link, renews, backs off. Owned by a
 * connection, which shows its state to everybody else. Main thread. */

#include "core/base/helio-clock.h"
#include "core/connection/helio-subscription.h"
#include "core/connection/helio-timeline.h"
#include "core/credential/helio-credential-source.h"
#include "core/mqtt/helio-link.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_SESSION_IDLE,
  HELIO_SESSION_SIGNING_IN,
  HELIO_SESSION_GETTING_CREDENTIAL,
  HELIO_SESSION_CONNECTING,
  HELIO_SESSION_ONLINE,
  HELIO_SESSION_RENEWING,
  HELIO_SESSION_WAITING_TO_RETRY,
  HELIO_SESSION_NEEDS_SIGN_IN,
  HELIO_SESSION_FAILED,
} HelioSessionState;

#define HELIO_TYPE_SESSION_STATE (helio_session_state_get_type ())
GType helio_session_state_get_type (void);
/* The state in a word or two, translated: "Online", "Waiting to retry". */
const char *helio_session_state_get_label (HelioSessionState state);
/* The same for machines: "online", "waiting-to-retry". */
const char *helio_session_state_get_nick (HelioSessionState state);

G_END_DECLS
