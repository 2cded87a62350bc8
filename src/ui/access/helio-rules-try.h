// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One question to the rules: may this user do that? The answer comes as one types, and is called a prediction. */

#include "core/connection/helio-connection.h"
#include "core/policy/helio-predictor.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_RULES_TRY (helio_rules_try_get_type ())
G_DECLARE_FINAL_TYPE (HelioRulesTry, helio_rules_try, HELIO, RULES_TRY, GtkWidget)

/* Signal "predicted": another prediction, or none. */
GtkWidget *helio_rules_try_new (void);
/* (nullable): there are none that can be used now. */
void helio_rules_try_set_rules (HelioRulesTry *self, HelioRules *rules);
/* (nullable): whose username, client id and topics are offered; a field that a person wrote into stays. */
void helio_rules_try_set_connection (HelioRulesTry *self, HelioConnection *connection);
/* (transfer none) (nullable): nothing is asked, or it cannot be answered. */
HelioPrediction *helio_rules_try_get_prediction (HelioRulesTry *self);

G_END_DECLS
