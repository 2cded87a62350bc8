// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* bench-acl USERS CHECKS: the prober with so many users and checks of each, against brokers that deny in different
 * ways. Seconds for each; ends with a failure if anything observed is not what the broker's rules say, or a message
 * stays retained. */
#include "config.h"

#include "bench/bench.h"
#include "tests/support/helio-acl-truth.h"

#include <stdlib.h>

static void
bench (const char *name, HelioAclBroker broker, int version, guint users, guint checks)
{
  HelioAclTruthOptions options = {broker, users, checks, version};
  HelioProberOptions fast = {.checks_per_second = 1000000};
  g_autoptr (HelioAclTruth) truth = helio_acl_truth_new (&options);
  g_autofree char *label = g_strdup_printf ("%s %s", name, version == 5 ? "5" : "3.1.1");
  g_autoptr (HelioReport) report = NULL;
  gint64 began = g_get_monotonic_time ();

  report = helio_acl_truth_run (truth, &fast);
  bench_report (label, (double) (g_get_monotonic_time () - began) / 1e6);
  helio_acl_truth_assert (report);
  helio_acl_truth_assert_nothing_retained (truth);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    HelioAclBroker broker;
  } ways[] = {
      {"dynamic security", HELIO_ACL_BROKER_DYNSEC},
      {"acl_file", HELIO_ACL_BROKER_ACL_FILE},
      {"sandbox", HELIO_ACL_BROKER_SANDBOX},
      {"closing", HELIO_ACL_BROKER_CLOSING},
  };
  guint users = argc > 1 ? (guint) atoi (argv[1]) : 20;
  guint checks = argc > 2 ? (guint) atoi (argv[2]) : 50;

  /* An assertion that fails ends it, and with it the figures. */
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    for (int version = 5; version >= 4; version--)
      bench (ways[i].name, ways[i].broker, version, users, checks);
  return 0;
}
