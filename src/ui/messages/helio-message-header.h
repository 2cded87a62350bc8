// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The names of the columns over a message list. */

#include "ui/messages/helio-message-columns.h"

G_BEGIN_DECLS

#define HELIO_TYPE_MESSAGE_HEADER (helio_message_header_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageHeader, helio_message_header, HELIO, MESSAGE_HEADER, GtkWidget)

void helio_message_header_set_columns (HelioMessageHeader *self, HelioMessageColumns *columns);
/* (nullable) (transfer none) */
HelioMessageColumns *helio_message_header_get_columns (HelioMessageHeader *self);

G_END_DECLS
