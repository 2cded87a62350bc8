// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection/helio-connection.h"

G_BEGIN_DECLS

/* What an empty list has to say depends on what is missing. @connection, @subscriptions: (nullable).
 * @description: (out) (nullable) (transfer none). Returns: (transfer none): the title. */
const char *helio_empty_messages_describe (HelioConnection *connection,
                                           GListModel *subscriptions,
                                           const char **description);

G_END_DECLS
