// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A running broker of the sandbox for one test. */

#include "sandbox/helio-sandbox-broker.h"
#include "tests/support/helio-mqtt-peer.h"

G_BEGIN_DECLS

typedef struct {
  char *dir;
  HelioSandboxBroker *broker;
} BrokerFixture;

extern const char *const broker_fixture_schemes[5];

/* @data: ACL rules; NULL: the sandbox's own. */
void broker_fixture_set_up (BrokerFixture *f, gconstpointer data);
/* Also asserts that nothing is left behind. */
void broker_fixture_tear_down (BrokerFixture *f, gconstpointer data);
#define BROKER_TEST(path, rules, func)                                                             \
  g_test_add (path, BrokerFixture, rules, broker_fixture_set_up, func, broker_fixture_tear_down)

/* @seconds: of life; 0: no end. */
void
broker_fixture_grant (BrokerFixture *f, const char *username, const char *password, double seconds);
void broker_fixture_fault (BrokerFixture *f,
                           const char *effect,
                           const char *value,
                           int count,
                           const char *user);
void broker_fixture_wait_up (BrokerFixture *f, gboolean up);

HelioMqttPeer *broker_fixture_open (BrokerFixture *f, const char *scheme);
/* Password "one"; must be let in. */
HelioMqttPeer *broker_fixture_log_in (BrokerFixture *f,
                                      const char *scheme,
                                      guint version,
                                      const char *username,
                                      const char *client_id);
void broker_fixture_assert_message (HelioMqttPeer *peer, const char *topic, const char *payload);

/* A child of this process, be it a zombie; 0: there is none. */
int broker_fixture_find_child (void);

G_END_DECLS
