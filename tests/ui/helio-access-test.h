// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Reports made by hand, for tests of the Access page. */

#include "core/acl/helio-report.h"

G_BEGIN_DECLS

/* alice and bob, and operator as witness:
 *   0 alice subscribe users/alice/#  allow     1 alice publish secret/x  deny
 *   2 bob subscribe users/alice/#    deny      3 bob publish secret/x    deny     4 bob subscribe $SYS/# deny
 * Rules: users/%u/# for everybody, and secret/# for bob by mistake. */
HelioPlan *helio_access_test_plan (void);
HelioRules *helio_access_test_rules (void);
/* Nothing observed. */
HelioReport *helio_access_test_report (void);
/* 0 as planned; 1 denied; 2 unknown, for bob could not connect in time; 3 allowed, which differs; 4 denied. */
void helio_access_test_observe (HelioReport *report);

/* "u0" … × "site/0/topic" …, all expected to be denied; every seventh is allowed all the same. */
HelioReport *helio_access_test_large_report (guint n_users, guint n_topics);

/* Steps of a made-up publication. */
GPtrArray *helio_access_test_steps (void);

G_END_DECLS
