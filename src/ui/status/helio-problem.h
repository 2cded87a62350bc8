// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Which one action helps against an error: the only place that maps error codes to what the window offers. */

#include "core/connection/helio-session.h"
#include "core/profile/helio-profile.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_PROBLEM_ACTION_NONE,
  HELIO_PROBLEM_ACTION_CONNECT,
  HELIO_PROBLEM_ACTION_RETRY,
  HELIO_PROBLEM_ACTION_TRY_AGAIN, /* the same, beside what changes something */
  HELIO_PROBLEM_ACTION_SIGN_IN,
  HELIO_PROBLEM_ACTION_EDIT,
  HELIO_PROBLEM_ACTION_KEY,             /* the field for the API key */
  HELIO_PROBLEM_ACTION_PASSWORD,        /* the field for the password or the private key */
  HELIO_PROBLEM_ACTION_CHANGE_PASSWORD, /* the same field: the one that there is was refused */
  HELIO_PROBLEM_ACTION_CONSENT,         /* the question that names the hosts */
  HELIO_PROBLEM_ACTION_CANCEL,
  HELIO_PROBLEM_ACTION_DISCONNECT,
} HelioProblemAction;

/* @missing_secret: helio_connection_get_missing_secret(). @error: (nullable). */
HelioProblemAction
helio_problem_get_action (const HelioProfile *profile, const GError *error, int missing_secret);
/* The one button for a connection's state, beside its views: @action is what helps with its problem, @in_banner that a
 * banner offers that already, @has_login that a sign-in is shown, which has a button of its own. */
HelioProblemAction helio_problem_get_help (HelioSessionState state,
                                           HelioProblemAction action,
                                           gboolean in_banner,
                                           gboolean has_login);
/* Whether trying the same again is worth a button beside @action: what was wrong may be mended elsewhere, at the
 * broker for one. Only for a connection that has stopped. */
gboolean helio_problem_may_try_again (HelioProblemAction action);
/* Label of a button; NULL for NONE. */
const char *helio_problem_get_label (HelioProblemAction action);
/* The action of the widget tree that does it ("connection.retry"); NULL for NONE. */
const char *helio_problem_get_action_name (HelioProblemAction action);

G_END_DECLS
