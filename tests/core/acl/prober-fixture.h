// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The prober and a broker that does what each test wants it to: alice (alice@org), bob, and the witness operator. */

#include "tests/support/helio-acl-truth.h"
#include "tests/support/helio-closing-broker.h"
#include "tests/support/helio-test.h"

typedef HelioClosingAnswer (*ProberJudge) (const char *username,
                                           HelioClosingRequest request,
                                           const char *topic,
                                           guint serial);

typedef struct {
  ProberJudge judge;
  HelioClosingBroker *broker;
  HelioServices *services;
  HelioPlan *plan;
  HelioReport *report;
  HelioProber *prober;
  GCancellable *cancellable;
  gboolean was_cancelled;
} ProberFixture;

/* MQTT versions: 4 or 5. */
typedef struct {
  int alice, bob, operator;
} ProberVersions;

/* @checks: JSON objects of alice's and bob's; @witness: FALSE: the plan has none. */
void prober_set_up (ProberFixture *self,
                    ProberJudge judge,
                    int version,
                    gboolean witness,
                    const char *checks);
void prober_set_up_mixed (ProberFixture *self,
                          ProberJudge judge,
                          const ProberVersions *versions,
                          gboolean witness,
                          const char *checks);
/* To the end. */
void prober_run (ProberFixture *self);
void prober_run_with (ProberFixture *self, const HelioProberOptions *options);
void prober_tear_down (ProberFixture *self);
void
prober_assert (ProberFixture *self, guint index, HelioEvidenceKind kind, HelioVerdict observed);

gboolean prober_is_alice (const char *username);
HelioClosingAnswer prober_allow_all (const char *username,
                                     HelioClosingRequest request,
                                     const char *topic,
                                     guint serial);

#define CHECK(user, action, topic)                                                                 \
  "{\"user\": \"" user "\", \"action\": \"" action "\", \"topic\": \"" topic                       \
  "\", \"expect\": \"unknown\"}"
#define SUB(topic) CHECK ("alice", "subscribe", topic)
#define PUB(topic) CHECK ("alice", "publish", topic)
#define RETAIN(topic) CHECK ("alice", "publish-retained", topic)
#define WILL(topic) CHECK ("alice", "publish-will", topic)
