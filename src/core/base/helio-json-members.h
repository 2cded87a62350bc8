// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A JSON object that holds a token, key or password: written once into memory of the right size and wiped when freed,
 * since json-glib leaves copies behind. In the very layout of the Auth0 guide's curl command. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;
  const char *text; /* (nullable): a string */
  const char *raw;  /* (nullable): or a number, true, false as it is written */
} HelioJsonMember;

/* Members without a value are left out. Errors: INVALID_DATA if a value is not valid UTF-8, naming the
 * member. Returns: (transfer full). */
GBytes *helio_json_members_new (const HelioJsonMember *members, gsize n_members, GError **error);

G_END_DECLS
