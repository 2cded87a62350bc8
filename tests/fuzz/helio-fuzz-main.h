// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What a target is: looks at @size octets, returns 0, aborts when something is wrong. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
