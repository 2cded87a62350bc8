// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The faults that are armed, shared by the main thread (which arms them) and the front's thread (which
 * commits them). In force when helio_broker_faults_arm() returns. Any thread. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_BROKER_FAULT_NONE,
  HELIO_BROKER_FAULT_DELAY,
  HELIO_BROKER_FAULT_CODE,
  HELIO_BROKER_FAULT_MALFORMED,
  HELIO_BROKER_FAULT_DROP_BEFORE, /* closed instead of passing CONNECT on */
  HELIO_BROKER_FAULT_DROP_AFTER,  /* passed on, closed instead of its answer */
} HelioBrokerFaultKind;

typedef struct {
  HelioBrokerFaultKind kind;
  guint value; /* reason code; milliseconds */
} HelioBrokerFault;

typedef struct _HelioBrokerFaults HelioBrokerFaults;

HelioBrokerFaults *helio_broker_faults_new (void);
HelioBrokerFaults *helio_broker_faults_ref (HelioBrokerFaults *self);
void helio_broker_faults_unref (HelioBrokerFaults *self);

/**
 * helio_broker_faults_arm:
 * @effect: "code", "delay", "malformed", "drop_before" or "drop_after"
 * @value: (nullable): code: "0x86" or "134", or "disconnect:0x8E" for live connections; malformed: "live" for
 *   live connections; delay: milliseconds
 * @count: how many times; 0: until clear
 * @user: (nullable): a username or the name before "@"
 * @live: (out): whether live connections are to be looked through now
 */
gboolean helio_broker_faults_arm (HelioBrokerFaults *self,
                                  const char *effect,
                                  const char *value,
                                  int count,
                                  const char *user,
                                  gboolean *live,
                                  GError **error);
void helio_broker_faults_clear (HelioBrokerFaults *self);

/* What happens to this CONNECT: a delay (0: none) and then something, or nothing. Counts it. */
HelioBrokerFault
helio_broker_faults_take_connect (HelioBrokerFaults *self, const char *username, guint *delay_ms);
/* What happens to this live connection. Counts it. */
HelioBrokerFault helio_broker_faults_take_live (HelioBrokerFaults *self, const char *username);

/* "alice@org_1" is meant by "alice@org_1" and by "alice". NULL means everybody. */
gboolean helio_broker_user_is (const char *username, const char *user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioBrokerFaults, helio_broker_faults_unref)

G_END_DECLS
