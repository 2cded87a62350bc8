// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-session.h"

#include <glib/gi18n-lib.h>

static const struct {
  const char *nick, *label;
  guint may_follow; /* bits of the states that may come next */
} states[] = {
#define TO(name) (1u << HELIO_SESSION_##name)
    [HELIO_SESSION_IDLE] = {"idle",
                            NC_ ("state", "Not connected"),
                            TO (SIGNING_IN) | TO (GETTING_CREDENTIAL) | TO (FAILED) |
                                TO (NEEDS_SIGN_IN)},
    [HELIO_SESSION_SIGNING_IN] = {"signing-in",
                                  NC_ ("state", "Signing in"),
                                  TO (GETTING_CREDENTIAL) | TO (CONNECTING) |
                                      TO (WAITING_TO_RETRY) | TO (NEEDS_SIGN_IN) | TO (FAILED) |
                                      TO (IDLE)},
    [HELIO_SESSION_GETTING_CREDENTIAL] = {"getting-credential",
                                          NC_ ("state", "Getting a credential"),
                                          TO (SIGNING_IN) | TO (CONNECTING) |
                                              TO (WAITING_TO_RETRY) | TO (NEEDS_SIGN_IN) |
                                              TO (FAILED) | TO (IDLE)},
    [HELIO_SESSION_CONNECTING] = {"connecting",
                                  NC_ ("state", "Connecting"),
                                  TO (ONLINE) | TO (GETTING_CREDENTIAL) | TO (SIGNING_IN) |
                                      TO (WAITING_TO_RETRY) | TO (NEEDS_SIGN_IN) | TO (FAILED) |
                                      TO (IDLE)},
    [HELIO_SESSION_ONLINE] = {"online",
                              NC_ ("state", "Online"),
                              TO (RENEWING) | TO (GETTING_CREDENTIAL) | TO (WAITING_TO_RETRY) |
                                  TO (NEEDS_SIGN_IN) | TO (FAILED) | TO (IDLE)},
    [HELIO_SESSION_RENEWING] = {"renewing",
                                NC_ ("state", "Renewing"),
                                TO (ONLINE) | TO (GETTING_CREDENTIAL) | TO (CONNECTING) |
                                    TO (WAITING_TO_RETRY) | TO (NEEDS_SIGN_IN) | TO (FAILED) |
                                    TO (IDLE)},
    [HELIO_SESSION_WAITING_TO_RETRY] = {"waiting-to-retry",
                                        NC_ ("state", "Waiting to retry"),
                                        TO (GETTING_CREDENTIAL) | TO (SIGNING_IN) | TO (IDLE) |
                                            TO (NEEDS_SIGN_IN) | TO (FAILED)},
    [HELIO_SESSION_NEEDS_SIGN_IN] = {"needs-sign-in",
                                     NC_ ("state", "Needs sign-in"),
                                     TO (SIGNING_IN) | TO (GETTING_CREDENTIAL) | TO (IDLE) |
                                         TO (FAILED)},
    [HELIO_SESSION_FAILED] = {"failed",
                              NC_ ("state", "Stopped"),
                              TO (SIGNING_IN) | TO (GETTING_CREDENTIAL) | TO (IDLE) |
                                  TO (NEEDS_SIGN_IN)},
#undef TO
};

GType
helio_session_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type)) {
    static GEnumValue values[G_N_ELEMENTS (states) + 1];

    for (guint i = 0; i < G_N_ELEMENTS (states); i++)
      values[i] = (GEnumValue){(gint) i, states[i].nick, states[i].nick};
    g_once_init_leave (&type, g_enum_register_static ("HelioSessionState", values));
  }
  return type;
}

const char *
helio_session_state_get_label (HelioSessionState state)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "state", states[state].label);
}

const char *
helio_session_state_get_nick (HelioSessionState state)
{
  return states[state].nick;
}

gboolean
helio_session_state_may_follow (HelioSessionState from, HelioSessionState to)
{
  return from == to || (states[from].may_follow & (1u << to)) != 0;
}
