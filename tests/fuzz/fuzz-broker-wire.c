// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "helio-fuzz-main.h"
#include "sandbox/helio-broker-wire.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  HelioWireConnect connect;
  HelioWireTracker tracker = {0};
  size_t used = 0;

  if (helio_wire_parse_connect (data, size, &connect) == HELIO_WIRE_DONE)
    g_assert_nonnull (connect.client_id);
  helio_wire_connect_clear (&connect);
  while (used < size) {
    gsize step = helio_wire_tracker_advance (&tracker, data + used, size - used);

    g_assert_cmpuint (step, >, 0);
    g_assert_cmpuint (step, <=, size - used);
    used += step;
  }
  return 0;
}
