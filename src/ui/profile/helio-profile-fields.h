// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The members of design.md §5.1 that are one row each, by the group they stand in. */

#include "ui/widgets/helio-field-row.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_FORM_CONNECTION,
  HELIO_FORM_CREDENTIALS,
  HELIO_FORM_SIGN_IN,
  HELIO_FORM_SIGN_IN_MORE,
  HELIO_FORM_SESSION,
  HELIO_FORM_SECURITY,
  HELIO_FORM_WILL, /* offsets count from HelioProfileWill */
  HELIO_FORM_N_GROUPS,
} HelioFormGroup;

/* With a capital at its beginning: what is wrong, where it stands alone. Returns: (transfer full). */
char *helio_profile_fields_make_sentence (const char *words);
/* The message of a profile's error for a person who sees no file: where it begins with a JSON path of a field, the
 * field's title stands before what is wrong, with the name that it has in a file. Returns: (transfer full). */
char *helio_profile_fields_word (const char *message);

/* Ends with a field whose path is NULL. */
const HelioField *helio_profile_fields_get (HelioFormGroup group);

G_END_DECLS
