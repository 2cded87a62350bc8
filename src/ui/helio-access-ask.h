// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The question before a run: who connects and which topics are written to. */

#include "core/acl/helio-plan.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void helio_access_ask_async (GtkWidget *parent,
                             HelioPlan *plan,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* TRUE: run it. */
gboolean helio_access_ask_finish (GAsyncResult *result);

G_END_DECLS
