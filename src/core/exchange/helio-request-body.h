// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* JSON bodies that hold a token, key or password: written once into memory of the right size and wiped
 * when freed, in the very layout of the Auth0 guide's curl command. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;
  const char *text; /* (nullable): a string */
  const char *raw;  /* (nullable): or a number, true, false as it is written */
} HelioBodyMember;

/* Members without a value are left out. Errors: INVALID_DATA if a value is not valid UTF-8, naming the
 * member. Returns: (transfer full). */
GBytes *helio_request_body_new (const HelioBodyMember *members, gsize n_members, GError **error);

G_END_DECLS
