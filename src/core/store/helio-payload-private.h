// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Shared by the files that show payloads. */

#include "core/store/helio-payload.h"

G_BEGIN_DECLS

/* What is shown for @c: pictures for controls, U+FFFD for what would turn or hide the text around it. */
gunichar helio_payload_make_visible (gunichar c);
/* Well-formed XML, within the limits; see helio_payload_to_xml(). */
gboolean helio_payload_is_xml (GBytes *payload);

G_END_DECLS
