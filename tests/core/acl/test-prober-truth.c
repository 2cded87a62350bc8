// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A plan for many users against brokers that deny in different ways: what is observed is what their rules say, and
 * nothing is left behind. HELIO_ACL_TRUTH=USERSxCHECKS makes it as large as one wants. */
#include "config.h"

#include "tests/support/helio-acl-truth.h"

#include <stdio.h>

typedef struct {
  const char *name;
  HelioAclBroker broker;
  int version;
} Way;

static const Way ways[] = {
    {"dynamic-security/5", HELIO_ACL_BROKER_DYNSEC, 5},
    {"dynamic-security/3.1.1", HELIO_ACL_BROKER_DYNSEC, 4},
    {"acl-file/5", HELIO_ACL_BROKER_ACL_FILE, 5},
    {"acl-file/3.1.1", HELIO_ACL_BROKER_ACL_FILE, 4},
    {"sandbox/5", HELIO_ACL_BROKER_SANDBOX, 5},
    {"sandbox/3.1.1", HELIO_ACL_BROKER_SANDBOX, 4},
    {"closing/5", HELIO_ACL_BROKER_CLOSING, 5},
    {"closing/3.1.1", HELIO_ACL_BROKER_CLOSING, 4},
};

static void
test_truth (gconstpointer data)
{
  const Way *way = data;
  HelioAclTruthOptions options = {way->broker, 6, 20, way->version};
  HelioProberOptions fast = {.checks_per_second = 100000};
  const char *size = g_getenv ("HELIO_ACL_TRUTH");
  g_autoptr (HelioAclTruth) truth = NULL;
  g_autoptr (HelioReport) report = NULL;
  gint64 began;

  if (size != NULL)
    g_assert_cmpint (sscanf (size, "%ux%u", &options.users, &options.checks), ==, 2);
  truth = helio_acl_truth_new (&options);
  began = g_get_monotonic_time ();
  report = helio_acl_truth_run (truth, &fast);
  g_test_message ("%u users, %u checks each: %.1f s",
                  options.users,
                  options.checks,
                  (double) (g_get_monotonic_time () - began) / 1e6);
  helio_acl_truth_assert (report);
  helio_acl_truth_assert_nothing_retained (truth);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *path = g_strconcat ("/acl/prober-truth/", ways[i].name, NULL);

    g_test_add_data_func (path, &ways[i], test_truth);
  }
  return g_test_run ();
}
