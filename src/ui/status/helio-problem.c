// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/status/helio-problem.h"

#include "core/base/helio-error.h"
#include "core/diagnosis/helio-diagnosis.h"
#include "core/keyring/helio-keyring.h"
#include "ui/widgets/helio-secret-prompt.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

static HelioProblemAction
action_for_kind (int kind)
{
  return kind == HELIO_KEYRING_EXCHANGE_KEY ? HELIO_PROBLEM_ACTION_KEY
                                            : HELIO_PROBLEM_ACTION_PASSWORD;
}

static HelioProblemAction
action_for_remedy (const HelioProfile *profile, const GError *error, HelioRemedy remedy)
{
  const int kind = helio_secret_kind_for_profile (profile);

  switch (remedy) {
    case HELIO_REMEDY_CONSENT:
      return HELIO_PROBLEM_ACTION_CONSENT;
    case HELIO_REMEDY_SIGN_IN:
    case HELIO_REMEDY_DEVICE:
      return HELIO_PROBLEM_ACTION_SIGN_IN;
    case HELIO_REMEDY_PASSWORD:
      if (kind == HELIO_KEYRING_PASSWORD)
        return HELIO_PROBLEM_ACTION_CHANGE_PASSWORD;
      return kind >= 0 ? action_for_kind (kind) : HELIO_PROBLEM_ACTION_EDIT;
    case HELIO_REMEDY_KEY:
      return kind >= 0 ? action_for_kind (kind) : HELIO_PROBLEM_ACTION_EDIT;
    case HELIO_REMEDY_INSPECT:
      return error->code == HELIO_ERROR_EXCHANGE_TOKEN ? HELIO_PROBLEM_ACTION_SIGN_IN
                                                       : HELIO_PROBLEM_ACTION_EDIT;
    case HELIO_REMEDY_EDIT:
    case HELIO_REMEDY_CALLBACK:
      return HELIO_PROBLEM_ACTION_EDIT;
    case HELIO_REMEDY_NONE:
    case HELIO_REMEDY_RETRY:
    case HELIO_REMEDY_ACCESS:
    default:
      return HELIO_PROBLEM_ACTION_RETRY;
  }
}

HelioProblemAction
helio_problem_get_action (const HelioProfile *profile, const GError *error, int missing_secret)
{
  const HelioDiagnosis *diagnosis;

  if (missing_secret >= 0)
    return action_for_kind (missing_secret);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return HELIO_PROBLEM_ACTION_NONE;
  diagnosis = helio_diagnosis_of_error (error, profile);
  return diagnosis != NULL
             ? action_for_remedy (profile, error, helio_diagnosis_get_action (diagnosis, profile))
             : HELIO_PROBLEM_ACTION_RETRY;
}

static HelioProblemAction
get_help_beside_banner (HelioSessionState state, HelioProblemAction action)
{
  if (state == HELIO_SESSION_WAITING_TO_RETRY)
    return HELIO_PROBLEM_ACTION_CANCEL;
  return state == HELIO_SESSION_FAILED && helio_problem_may_try_again (action)
             ? HELIO_PROBLEM_ACTION_TRY_AGAIN
             : HELIO_PROBLEM_ACTION_NONE;
}

HelioProblemAction
helio_problem_get_help (HelioSessionState state,
                        HelioProblemAction action,
                        gboolean in_banner,
                        gboolean has_login)
{
  if (state == HELIO_SESSION_SIGNING_IN)
    return has_login ? HELIO_PROBLEM_ACTION_NONE : HELIO_PROBLEM_ACTION_CANCEL;
  if (in_banner)
    return get_help_beside_banner (state, action);
  switch (state) {
    case HELIO_SESSION_IDLE:
      return HELIO_PROBLEM_ACTION_CONNECT;
    case HELIO_SESSION_WAITING_TO_RETRY:
      return HELIO_PROBLEM_ACTION_RETRY;
    case HELIO_SESSION_NEEDS_SIGN_IN:
      return action != HELIO_PROBLEM_ACTION_NONE && action != HELIO_PROBLEM_ACTION_RETRY
                 ? action
                 : HELIO_PROBLEM_ACTION_SIGN_IN;
    case HELIO_SESSION_FAILED:
      return action != HELIO_PROBLEM_ACTION_NONE ? action : HELIO_PROBLEM_ACTION_CONNECT;
    case HELIO_SESSION_GETTING_CREDENTIAL:
    case HELIO_SESSION_CONNECTING:
      return HELIO_PROBLEM_ACTION_CANCEL;
    case HELIO_SESSION_ONLINE:
    case HELIO_SESSION_RENEWING:
      return HELIO_PROBLEM_ACTION_DISCONNECT;
    case HELIO_SESSION_SIGNING_IN:
    default:
      return HELIO_PROBLEM_ACTION_NONE;
  }
}

gboolean
helio_problem_may_try_again (HelioProblemAction action)
{
  return action == HELIO_PROBLEM_ACTION_EDIT || action == HELIO_PROBLEM_ACTION_KEY ||
         action == HELIO_PROBLEM_ACTION_PASSWORD || action == HELIO_PROBLEM_ACTION_CHANGE_PASSWORD;
}

const char *
helio_problem_get_label (HelioProblemAction action)
{
  switch (action) {
    case HELIO_PROBLEM_ACTION_CONNECT:
      return C_ ("button", "Connect");
    case HELIO_PROBLEM_ACTION_RETRY:
      return C_ ("button", "Retry Now");
    case HELIO_PROBLEM_ACTION_TRY_AGAIN:
      return C_ ("button", "Try Again");
    case HELIO_PROBLEM_ACTION_SIGN_IN:
      return C_ ("button", "Sign In");
    case HELIO_PROBLEM_ACTION_EDIT:
      return C_ ("button", "Edit Connection…");
    case HELIO_PROBLEM_ACTION_KEY:
      return C_ ("button", "Enter API Key…");
    case HELIO_PROBLEM_ACTION_PASSWORD:
      return C_ ("button", "Enter Password…");
    case HELIO_PROBLEM_ACTION_CHANGE_PASSWORD:
      return C_ ("button", "Change Password…");
    case HELIO_PROBLEM_ACTION_CONSENT:
      return C_ ("button", "Review…");
    case HELIO_PROBLEM_ACTION_CANCEL:
      return C_ ("button", "Cancel");
    case HELIO_PROBLEM_ACTION_DISCONNECT:
      return C_ ("button", "Disconnect");
    case HELIO_PROBLEM_ACTION_NONE:
    default:
      return NULL;
  }
}

const char *
helio_problem_get_action_name (HelioProblemAction action)
{
  switch (action) {
    case HELIO_PROBLEM_ACTION_CONNECT:
    case HELIO_PROBLEM_ACTION_CONSENT:
      return "connection.connect";
    case HELIO_PROBLEM_ACTION_RETRY:
    case HELIO_PROBLEM_ACTION_TRY_AGAIN:
      return "connection.retry";
    case HELIO_PROBLEM_ACTION_SIGN_IN:
      return "connection.sign-in";
    case HELIO_PROBLEM_ACTION_EDIT:
      return "connection.edit";
    case HELIO_PROBLEM_ACTION_KEY:
    case HELIO_PROBLEM_ACTION_PASSWORD:
    case HELIO_PROBLEM_ACTION_CHANGE_PASSWORD:
      return "connection.enter-secret";
    case HELIO_PROBLEM_ACTION_CANCEL:
    case HELIO_PROBLEM_ACTION_DISCONNECT:
      return "connection.disconnect";
    case HELIO_PROBLEM_ACTION_NONE:
    default:
      return NULL;
  }
}
