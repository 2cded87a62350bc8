// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The test of a profile as a page: a row for each step with what was seen, what that means, the likely causes
 * and what helps. Nothing of it is folded away: who tests wants to read. */

#include "core/connection/helio-services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PROFILE_TEST_PAGE (helio_profile_test_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioProfileTestPage,
                      helio_profile_test_page,
                      HELIO,
                      PROFILE_TEST_PAGE,
                      AdwBin)

/* Begins anew with this profile, which is copied. */
void helio_profile_test_page_run (HelioProfileTestPage *self,
                                  const HelioProfile *profile,
                                  HelioSecret *password,
                                  HelioServices *services);
void helio_profile_test_page_stop (HelioProfileTestPage *self);
gboolean helio_profile_test_page_is_running (HelioProfileTestPage *self);
/* Everything as text, as the button copies it. Returns: (transfer full) (nullable). */
char *helio_profile_test_page_to_text (HelioProfileTestPage *self);

G_END_DECLS
