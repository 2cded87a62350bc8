// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One message of a Topics page, brought into view from elsewhere in the window. */

#include "ui/topics/helio-topics-page.h"

G_BEGIN_DECLS

/* Selects its topic and, among that one's messages, row @seq. */
void helio_topics_reveal (HelioTopicsPage *page, guint64 seq, const char *topic);

G_END_DECLS
