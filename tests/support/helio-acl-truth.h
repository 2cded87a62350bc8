// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A broker with rules for many users, and a plan for it whose expectations follow from how the rules were made and
 * from nothing else: neither the predictor nor the prober is asked. */

#include "core/acl/helio-prober.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_ACL_BROKER_DYNSEC,   /* Mosquitto with dynamic security */
  HELIO_ACL_BROKER_ACL_FILE, /* grants every subscription, then delivers nothing */
  HELIO_ACL_BROKER_SANDBOX,  /* heliograph-sandbox with --acl */
  HELIO_ACL_BROKER_CLOSING,  /* closes the connection at a refusal (helio-closing-broker.h) */
} HelioAclBroker;

typedef struct {
  HelioAclBroker broker;
  guint users;  /* without the witness */
  guint checks; /* of each user */
  int version;  /* 5 or 4 */
} HelioAclTruthOptions;

typedef struct _HelioAclTruth HelioAclTruth;

/* Starts the broker; fails the test if it cannot. */
HelioAclTruth *helio_acl_truth_new (const HelioAclTruthOptions *options);
void helio_acl_truth_free (HelioAclTruth *self);

HelioPlan *helio_acl_truth_get_plan (HelioAclTruth *self);
/* "mqtt://…" */
const char *helio_acl_truth_get_url (HelioAclTruth *self);
/* Of the witness, who may everything. */
const char *helio_acl_truth_get_username (HelioAclTruth *self);
const char *helio_acl_truth_get_password (HelioAclTruth *self);

/* Services without network, keyring or person. (transfer full) */
HelioServices *helio_acl_truth_make_services (void);
/* Runs the plan to its end. (transfer full) */
HelioReport *helio_acl_truth_run (HelioAclTruth *self, const HelioProberOptions *options);
/* Every check of the report is as expected; fails the test with all that are not. */
void helio_acl_truth_assert (HelioReport *report);
/* As a fresh subscriber to "#" sees it: no message is retained there. */
void helio_acl_truth_assert_nothing_retained (HelioAclTruth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioAclTruth, helio_acl_truth_free)

G_END_DECLS
