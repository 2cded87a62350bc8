// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the branches of the profile test share: a step is one row under way, with its deadline. */

#include "core/connection/helio-profile-test.h"

G_BEGIN_DECLS

struct _HelioProfileTest {
  HelioCheckRows parent_instance;

  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  gint64 deadline;       /* µs, of each step */
  HelioSecret *password; /* (nullable) */

  GTask *run;     /* (nullable): under way */
  guint branches; /* of them, those that have not ended */
};

typedef struct {
  HelioProfileTest *test;
  HelioCheckRow *row;
  GCancellable *cancellable; /* cancelled by the deadline or with the run */
  gulong outer_id;
  HelioTimer *timer;
  gboolean timed_out;
} HelioProfileStep;

/* The row with this id becomes RUNNING. */
HelioProfileStep *helio_profile_step_new (HelioProfileTest *test, const char *id);
/* Each ends and frees the step. @value, @explanation: (nullable). */
void helio_profile_step_pass (HelioProfileStep *self, const char *value, const char *explanation);
void
helio_profile_step_unchecked (HelioProfileStep *self, const char *explanation, const char *remedy);
/* @what: what was waited for, for the error of the deadline: an origin. */
void helio_profile_step_fail (HelioProfileStep *self, GError *error_taken, const char *what);
/* Whether the run was cancelled, and not only this step's deadline passed. */
gboolean helio_profile_step_is_cancelled (HelioProfileStep *self);

/* FAIL, with cause and remedy of core/diagnosis. */
void helio_profile_test_fail_row (HelioProfileTest *self, HelioCheckRow *row, const GError *error);
/* The row, if it is there and still open, becomes UNCHECKED. */
void helio_profile_test_skip (HelioProfileTest *self, const char *id, const char *why);
void helio_profile_test_branch_done (HelioProfileTest *self);

/* The branches. Each calls helio_profile_test_branch_done() once. */
void helio_profile_test_sign_in (HelioProfileTest *self);
void helio_profile_test_service (HelioProfileTest *self);
void helio_profile_test_broker (HelioProfileTest *self);
/* Once the way to the broker is open: the row, if there is one, as a branch of its own. */
void helio_profile_test_credentials (HelioProfileTest *self);

G_END_DECLS
